/* eval/filters/test_type.c: tests of what kind of value something is. */
#include "eval/filters/filters_priv.h"
#include "eval/value/value_priv.h"

static bool answer(pl_value *out, bool yes) {
    *out = pl_bool(yes);
    return true;
}

#define KIND_TEST(name, condition)                                                     \
    bool test_##name(pl_eval *ev, const pl_value *argv, pl_value *out) {               \
        pl_value v = argv[0];                                                          \
        (void)ev;                                                                      \
        return answer(out, condition);                                                 \
    }

KIND_TEST(defined, v.kind != PL_UNDEFINED)
KIND_TEST(undefined, v.kind == PL_UNDEFINED)
KIND_TEST(none, v.kind == PL_NONE)
KIND_TEST(boolean, v.kind == PL_BOOL)
KIND_TEST(true, v.kind == PL_BOOL && v.as.i)
KIND_TEST(false, v.kind == PL_BOOL && !v.as.i)
KIND_TEST(integer, v.kind == PL_INT || v.kind == PL_BIG)
KIND_TEST(float, v.kind == PL_FLOAT)
KIND_TEST(number, pl_is_number(v))
KIND_TEST(string, v.kind == PL_STR)
KIND_TEST(escaped, pl_is_markup(v))
KIND_TEST(mapping,
          v.kind == PL_DICT || (v.kind == PL_OBJECT && v.as.obj->cls->is_mapping))
KIND_TEST(callable, v.kind == PL_UNDEFINED || pl_is_callable(v))

/* Has it a length and items? */
static bool is_sequence(pl_value v) {
    switch ((int)v.kind) {
    case PL_STR:
    case PL_LIST:
    case PL_TUPLE:
    case PL_DICT:
    case PL_RANGE:
    case PL_UNDEFINED:
        return true;
    case PL_OBJECT:
        return v.as.obj->cls->length && v.as.obj->cls->item;
    default:
        return false;
    }
}
KIND_TEST(sequence, is_sequence(v))

static bool is_iterable(pl_value v) {
    return is_sequence(v) || v.kind == PL_SET || v.kind == PL_ITER ||
           (v.kind == PL_OBJECT && v.as.obj->cls->iter);
}
KIND_TEST(iterable, is_iterable(v))
