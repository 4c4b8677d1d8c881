/* eval/filters/test_value.c: tests that compare or compute. */
#include "eval/filters/filters_priv.h"
#include "eval/value/value_priv.h"

/* v % divisor == rest */
static bool remainder_is(pl_eval *ev, pl_value v, pl_value divisor, int64_t rest,
                         pl_value *out) {
    bool yes;
    if (!pl_binary(ev, PL_OP_MOD, v, divisor, &v) ||
        !pl_equal(ev, v, pl_int(rest), &yes)) {
        return false;
    }
    *out = pl_bool(yes);
    return true;
}

bool test_odd(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return remainder_is(ev, argv[0], pl_int(2), 1, out);
}

bool test_even(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return remainder_is(ev, argv[0], pl_int(2), 0, out);
}

bool test_divisibleby(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return remainder_is(ev, argv[0], argv[1], 0, out);
}

static bool compared(pl_eval *ev, const pl_value *argv, pl_compare_op op,
                     pl_value *out) {
    bool yes;
    if (!pl_compare_values(ev, (int)op, argv[0], argv[1], &yes)) {
        return false;
    }
    *out = pl_bool(yes);
    return true;
}

bool test_eq(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return compared(ev, argv, PL_IS_EQ, out);
}

bool test_ne(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return compared(ev, argv, PL_IS_NE, out);
}

bool test_lt(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return compared(ev, argv, PL_IS_LT, out);
}

bool test_le(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return compared(ev, argv, PL_IS_LE, out);
}

bool test_gt(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return compared(ev, argv, PL_IS_GT, out);
}

bool test_ge(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return compared(ev, argv, PL_IS_GE, out);
}

bool test_in(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return compared(ev, argv, PL_IS_IN, out);
}

bool test_sameas(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    *out = pl_bool(pl_identical(argv[0], argv[1]));
    return true;
}

/* `value in environment.filters`: only text can be a name, but all must be hashable. */
static bool names_row(pl_eval *ev, pl_value v, const pl_native *row, pl_value *out) {
    uint32_t hash;
    if (!pl_hash_value(ev, v, &hash)) {
        return false;
    }
    *out = pl_bool(row != NULL);
    return true;
}

bool test_filter(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value v = argv[0];
    return names_row(
        ev, v, pl_is_str(v) ? pl_filter_find(pl_str_from(v), ev->mode) : NULL, out);
}

bool test_test(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value v = argv[0];
    return names_row(ev, v, pl_is_str(v) ? pl_test_find(pl_str_from(v)) : NULL, out);
}

/* str(v).islower() and its like */
static bool text_is(pl_eval *ev, pl_value v, pl_str method, pl_value *out) {
    pl_value text;
    return pl_to_str(ev, v, &text) && pl_method_call(ev, text, method, NULL, 0, out);
}

bool test_lower(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return text_is(ev, argv[0], PL_S("islower"), out);
}

bool test_upper(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return text_is(ev, argv[0], PL_S("isupper"), out);
}
