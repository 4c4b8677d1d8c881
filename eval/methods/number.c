/* Methods of int and float. */
#include <math.h>
#include <stdio.h>

#include "eval/methods/methods.h"
#include "eval/value/value_priv.h"

enum { C = PL_FN_POSITIONAL };

static bool int_bit_length(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    *out = pl_int((int64_t)pl_big_bits(argv[0]));
    return true;
}

static bool int_bit_count(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    *out = pl_int((int64_t)pl_big_ones(argv[0]));
    return true;
}

static pl_value plain_int(pl_value v) {
    return v.kind == PL_BOOL ? pl_int(v.as.i) : v;
}

static bool int_conjugate(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    *out = plain_int(argv[0]);
    return true;
}

static bool int_as_integer_ratio(pl_eval *ev, const pl_value *argv, pl_value *out) {
    *out = pl_pair(ev->arena, plain_int(argv[0]), pl_int(1));
    return true;
}

const pl_native pl_int_methods[] = {
    {"as_integer_ratio", int_as_integer_ratio, 0, 0, C, ""},
    {"bit_count", int_bit_count, 0, 0, C, ""},
    {"bit_length", int_bit_length, 0, 0, C, ""},
    {"conjugate", int_conjugate, 0, 0, C, ""},
};
const uint32_t pl_int_method_count = sizeof pl_int_methods / sizeof *pl_int_methods;

/* ---- float */

static bool float_is_integer(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    double f = argv[0].as.f;
    *out = pl_bool(isfinite(f) && f == floor(f));
    return true;
}

static bool float_conjugate(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    *out = argv[0];
    return true;
}

static bool float_as_integer_ratio(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value num, den;
    double f = argv[0].as.f;
    if (isnan(f)) {
        return pl_raise(ev, PL_EXC_VALUE, "cannot convert NaN to integer ratio");
    }
    if (isinf(f)) {
        return pl_raise(ev, PL_EXC_OVERFLOW,
                        "cannot convert Infinity to integer ratio");
    }
    pl_double_ratio(ev->arena, f, &num, &den);
    *out = pl_pair(ev->arena, num, den);
    return true;
}

/* "0x1.8000000000000p+1" */
static bool float_hex(pl_eval *ev, const pl_value *argv, pl_value *out) {
    double f = argv[0].as.f;
    int exponent;
    if (!isfinite(f)) {
        return pl_to_str(ev, argv[0], out);
    }
    double m = frexp(fabs(f), &exponent);
    bool subnormal = f != 0 && exponent < -1021;
    m = subnormal ? ldexp(m, exponent + 1022) : m * 2;
    exponent = f == 0 ? 0 : subnormal ? -1022 : exponent - 1;
    double fraction = ldexp(m - floor(m), 52);
    const char *sign = signbit(f) ? "-" : "";
    pl_str text = f == 0 ? pl_str_fmt(ev->arena, "%s0x0.0p+0", sign)
                         : pl_str_fmt(ev->arena, "%s0x%d.%013llxp%+d", sign, (int)m,
                                      (unsigned long long)fraction, exponent);
    *out = pl_string(text);
    return true;
}

const pl_native pl_float_methods[] = {
    {"as_integer_ratio", float_as_integer_ratio, 0, 0, C, ""},
    {"conjugate", float_conjugate, 0, 0, C, ""},
    {"hex", float_hex, 0, 0, C, ""},
    {"is_integer", float_is_integer, 0, 0, C, ""},
};
const uint32_t pl_float_method_count =
    sizeof pl_float_methods / sizeof *pl_float_methods;
