/* eval/filters/filters_priv.h: what the families of filters and tests share. */
#ifndef PL_EVAL_FILTERS_FILTERS_PRIV_H
#define PL_EVAL_FILTERS_FILTERS_PRIV_H

#include "eval/filters/filters.h"
#include "eval/ops/ops.h"
#include "eval/text/format.h"
#include "eval/text/notation.h"
#include "eval/text/text.h"
#include "eval/value/unicode.h"
#include "support/utf8.h"

#define FILTER(name, fn, ...) pl_native_fn fn;
#define FILTER_DBT(name, fn, ...) pl_native_fn fn;
#include "eval/filters/filters.def"
#undef FILTER
#undef FILTER_DBT
#define TEST(name, fn, ...) pl_native_fn fn;
#include "eval/filters/tests.def"
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

#endif
