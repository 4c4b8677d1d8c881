/* eval/value/value_priv.h: what the files of the value layer share. */
#ifndef PL_EVAL_VALUE_VALUE_PRIV_H
#define PL_EVAL_VALUE_VALUE_PRIV_H

#include "eval/value/run.h"
#include "support/utf8.h"

/* Before taking parts of a text: those of a marked one are copies. */
static inline bool pl_afford_parts(pl_eval *ev, pl_value text) {
    return !(text.flags & PL_MARKED) || pl_charge(ev, text.len);
}

static inline uint8_t pl_joined(pl_value a, pl_value b) {
    return (uint8_t)((a.flags | b.flags) & PL_PROVENANCE);
}
static inline bool pl_is_markup(pl_value v) {
    return v.kind == PL_STR && (v.flags & PL_MARKUP);
}
static inline bool pl_is_sequence(pl_value v) {
    return v.kind == PL_LIST || v.kind == PL_TUPLE;
}
/* A captured undefined: gives undefined again for whatever is asked of it. */
static inline bool pl_swallows(pl_value v) {
    return v.kind == PL_UNDEFINED && (v.flags & PL_CAPTURE);
}
static inline bool pl_is_number(pl_value v) {
    return v.kind == PL_INT || v.kind == PL_FLOAT || v.kind == PL_BOOL ||
           v.kind == PL_BIG;
}

/* Same object, or indistinguishable from it (Python's `is` inside containers). */
bool pl_identical(pl_value a, pl_value b);

/* A tuple of two. */
pl_value pl_pair(pl_arena *a, pl_value x, pl_value y);

/* __index__: TypeError unless an int; OverflowError when it does not fit. */
bool pl_need_index(pl_eval *ev, pl_value v, int64_t *out);
/* The same, but large values are clamped to the ends of int64 (slice bounds). */
bool pl_clamped_index(pl_eval *ev, pl_value v, int64_t *out);
/* A str argument, or TypeError in the words of a C function `who`, argument `n`. */
bool pl_need_str(pl_eval *ev, pl_value v, const char *who, int n);

/* ---- dicts */

pl_dict_entry *pl_dict_entry_find(pl_eval *ev, const pl_dict *d, pl_value key,
                                  uint32_t hash, bool *failed);
void pl_dict_insert_new(pl_arena *a, pl_dict *d, pl_value key, pl_value value,
                        uint32_t hash);
void pl_dict_erase(pl_arena *a, pl_dict *d, uint32_t entry);
void pl_dict_clear(pl_dict *d);
pl_value pl_dict_copy(pl_arena *a, pl_value v);
/* dict.update's argument: a mapping or an iterable of pairs. */
bool pl_dict_update(pl_eval *ev, pl_dict *d, pl_value from);

/* dict.keys() and its kin. */
typedef enum pl_view_kind { PL_VIEW_KEYS, PL_VIEW_VALUES, PL_VIEW_ITEMS } pl_view_kind;
typedef struct pl_view {
    pl_object object;
    pl_value dict;
    pl_view_kind kind;
} pl_view;
pl_value pl_view_new(pl_arena *a, pl_value dict, pl_view_kind kind);
/* NULL: no view. */
const pl_view *pl_as_view(pl_value v);

/* Add all of `items` to set `s`. */
bool pl_set_update(pl_eval *ev, pl_dict *s, pl_value items);
/* A set, frozen for the call, of any iterable: `v` itself when it is a set. */
bool pl_set_operand(pl_eval *ev, pl_value v, pl_value *out);
bool pl_set_difference(pl_eval *ev, pl_value l, pl_value r, pl_value *out);
bool pl_set_contains(pl_eval *ev, const pl_dict *s, pl_value item, bool *out);
/* Every element of l in r? */
bool pl_set_within(pl_eval *ev, const pl_dict *l, const pl_dict *r, bool *out);

/* ---- operators */

bool pl_big_binary(pl_eval *ev, int op, pl_value l, pl_value r, pl_value *out);
pl_value pl_big_copy(pl_arena *a, pl_value v);
pl_value pl_big_negate(pl_arena *a, pl_value v);
/* -v of an int, a big int, a bool or a float; its flags stay. */
pl_value pl_number_negate(pl_arena *a, pl_value v);
/* <0, 0, >0 */
int pl_big_compare(pl_value l, pl_value r);
int pl_big_compare_double(pl_value big, double f);
uint32_t pl_big_hash(pl_value v);
/* False: too large for a float. */
bool pl_big_to_double(pl_value v, double *out);
/* NUL-terminated digits, all valid in `base`. */
pl_value pl_big_parse(pl_arena *a, const char *digits, int base);
/* Digits in `base`, lower case, with '-' in front; ValueError beyond Python's limit. */
bool pl_int_digits(pl_eval *ev, pl_value v, int base, pl_buf *to);
bool pl_int_true_divide(pl_eval *ev, pl_value l, pl_value r, pl_value *out);
uint64_t pl_big_bits(pl_value v);
uint64_t pl_big_ones(pl_value v);
bool pl_big_is_negative(pl_value v);
uint32_t pl_hash_int(int64_t i);
/* Exact integers of a finite double num / 2^exp. */
void pl_double_ratio(pl_arena *a, double f, pl_value *num, pl_value *den);

/* Element-wise equality of what list a and list b hold. */
bool pl_same_item(pl_eval *ev, pl_value a, pl_value b, bool *out);

/* The names of a tuple's items, and of its type where repr shows them; NULL: they have
 * none. */
typedef struct pl_tuple_type {
    const char *shown;
    const char *fields[9];
} pl_tuple_type;
const pl_tuple_type *pl_tuple_type_of(pl_value tuple);

/* ---- repr of text */

/* The quote that repr puts around `s`. */
char pl_quote_for(pl_str s);
/* End of the bytes from `i` on that repr shows as they are. */
uint32_t pl_plain_end(pl_str s, uint32_t i, char quote);
/* The character at byte *i, escaped; moves *i past it. */
void pl_put_one_escaped(pl_buf *to, pl_str s, uint32_t *i, char quote);

/* ---- ranges */

int64_t pl_range_length(const pl_range *r);
pl_value pl_range_value(pl_arena *a, int64_t start, int64_t stop, int64_t step);

#endif
