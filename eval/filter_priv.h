/* eval/filter_priv.h: what the families of filters and tests share. */
#ifndef PL_EVAL_FILTER_PRIV_H
#define PL_EVAL_FILTER_PRIV_H

#include "eval/eval.h"
#include "eval/text.h"
#include "support/utf8.h"

#define FILTER(name, fn, ...) pl_native_fn fn;
#define FILTER_DBT(name, fn, ...) pl_native_fn fn;
#include "eval/filters.def"
#undef FILTER
#undef FILTER_DBT
#define TEST(name, fn, ...) pl_native_fn fn;
#include "eval/tests.def"
#undef TEST

/* ---- arguments */

static inline bool pl_arg_given(pl_value v) {
    return v.kind != PL_UNSET;
}
/* Neither left out nor None. */
static inline bool pl_arg_some(pl_value v) {
    return v.kind != PL_UNSET && v.kind != PL_NONE;
}
/* bool(v), or `fallback` where the argument was left out. */
bool pl_arg_truth(pl_eval *ev, pl_value v, bool fallback, bool *out);
/* An argument that Python uses as an index or a count: TypeError for
 * what is no integer. */
bool pl_arg_index(pl_eval *ev, pl_value v, int64_t fallback, int64_t *out);

/* ---- calls */

/* Forget the error in flight, which is of kind `kind`; false when it is another. */
bool pl_error_caught(pl_eval *ev, pl_exc kind);
/* v.name(args...) of Python: AttributeError where there is no such attribute. */
bool pl_method_call(pl_eval *ev, pl_value v, pl_str name, const pl_value *args,
                    uint32_t arg_count, pl_value *out);
/* v.items() as a PL_LIST of pairs. */
bool pl_mapping_items(pl_eval *ev, pl_value v, pl_value *out);

/* A generator pulls the next value from another, which may be one that pulls ...:
 * bounded. On success a matching pl_pull_end is due. */
bool pl_pull_begin(pl_eval *ev);
static inline void pl_pull_end(pl_eval *ev) {
    ev->depth--;
}

/* A generator over `source` that `next` drives. */
static inline pl_value
pl_generator_new(pl_eval *ev, pl_found (*next)(pl_eval *, pl_iter *, pl_value *),
                 void *state, pl_value source) {
    pl_iter *it = PL_NEW(ev->arena, pl_iter);
    *it =
        (pl_iter){.name = "generator", .next = next, .state = state, .source = source};
    return (pl_value){.kind = PL_ITER, .as.iter = it};
}

/* The filter or test `name` of any kind, for map('name') and select('name'); NULL with
 * an error when there is none. */
const pl_native *pl_filter_by_value(pl_eval *ev, pl_value name);
const pl_native *pl_test_by_value(pl_eval *ev, pl_value name);

/* Where a tuple and a dict of further arguments become a call; `skip` positional ones
 * are left out. */
pl_call pl_call_of(pl_eval *ev, pl_value args, pl_value kwargs, uint32_t skip);

/* ---- attributes: "a.b.0", an index, or nothing at all */

typedef struct pl_attr_path {
    pl_value *parts;
    uint32_t len;
} pl_attr_path;

bool pl_attr_path_make(pl_eval *ev, pl_value attribute, pl_attr_path *out);
/* "a.b,c": several paths. */
bool pl_attr_paths_make(pl_eval *ev, pl_value attribute, pl_attr_path **out,
                        uint32_t *count);
/* Follow `path` from `item`; undefined steps become `fallback` unless
 * that is unset or None. */
bool pl_attr_path_get(pl_eval *ev, const pl_attr_path *path, pl_value item,
                      pl_value fallback, pl_value *out);
/* Text in lower case, anything else as it is. */
bool pl_fold_case(pl_eval *ev, pl_value v, pl_value *out);

/* ---- text */

/* End of the run that begins at byte `lo` < s.len: of characters that are all of a
 * kind, or all not (*is: which). */
uint32_t pl_text_run(pl_str s, uint32_t lo, bool (*kind)(uint32_t), bool *is);
/* The text in `o` from its begin as a value; gives the buffer back. */
bool pl_capture_take(pl_eval *ev, pl_out *o, pl_value *out);
bool pl_capture_drop(pl_eval *ev, pl_out *o); /* returns false */

/* ---- sorting */

/* Stable order of `n` items by their keys, `width` values each, compared as lists where
 * `as_list` is set: order[i] is the number of the item that comes i-th. Compares in the
 * order that Python's sort does. */
typedef struct pl_sort_keys {
    const pl_value *at; /* n * width */
    uint32_t n, width;
    bool as_list;
    /* what cannot be compared goes by the names of the types, as in pprint */
    bool tolerant;
} pl_sort_keys;
bool pl_sort_order(pl_eval *ev, const pl_sort_keys *keys, bool reverse,
                   uint32_t *order);

/* float(v), with Python's errors. */
bool pl_number_of(pl_eval *ev, pl_value v, double *out);

/* html.unescape of Python. */
void pl_html_unescape(pl_buf *to, pl_str s);

/* json.dumps with an indentation of its own; `indent` NULL: one line. */
bool pl_json_dump_with(pl_eval *ev, pl_value v, bool sorted, const pl_str *indent,
                       bool ascii, pl_out *to);

#endif
