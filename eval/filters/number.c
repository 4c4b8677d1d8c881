/* eval/filters/number.c: filters on numbers: abs, int, float, round, sum,
 * filesizeformat. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "eval/filters/filters_priv.h"

static bool number_of(pl_eval *ev, pl_value v, double *out) {
    if (v.kind == PL_UNDEFINED) {
        return pl_raise_undefined(ev, v);
    }
    if (pl_is_str(v)) {
        if (pl_parse_float(pl_str_from(v), out)) {
            return true;
        }
        pl_out *o = pl_capture_begin(ev);
        pl_str_repr(&o->text, pl_str_from(v));
        pl_str shown = pl_buf_take(&o->text, ev->arena);
        pl_capture_end(ev, o);
        return pl_raise(ev, PL_EXC_VALUE, "could not convert string to float: %.*s",
                        PL_FMT(shown));
    }
    if (pl_as_double(v, out)) {
        return true;
    }
    if (v.kind == PL_BIG) {
        return pl_raise(ev, PL_EXC_OVERFLOW, "int too large to convert to float");
    }
    return pl_raise(ev, PL_EXC_TYPE,
                    "float() argument must be a string or a real number, not '%s'",
                    pl_type_name(v));
}

/* int(f) */
static bool int_of_float(pl_eval *ev, double f, pl_value *out) {
    if (isnan(f)) {
        return pl_raise(ev, PL_EXC_VALUE, "cannot convert float NaN to integer");
    }
    if (isinf(f)) {
        return pl_raise(ev, PL_EXC_OVERFLOW,
                        "cannot convert float infinity to integer");
    }
    *out = pl_int_from_double(ev->arena, f);
    return true;
}

/* int(v, base) for text, int(v) for the rest. False without an error where Python
 * raises TypeError or ValueError. */
static bool try_int(pl_eval *ev, pl_value v, pl_value base, pl_value *out) {
    int64_t radix = 10;
    if (pl_is_str(v)) {
        bool usable =
            !pl_arg_given(base) || (pl_is_int(base) && pl_as_int64(base, &radix));
        return pl_step(ev, v.len) && pl_charge(ev, v.len) && usable &&
               (radix == 0 || (radix >= 2 && radix <= 36)) &&
               pl_parse_int(ev->arena, pl_str_from(v), (int)radix, out);
    }
    if (pl_is_int(v)) {
        *out = v.kind == PL_BOOL ? pl_int(v.as.i) : v;
        return true;
    }
    return false;
}

/* Jinja2's second attempt, int(float(v)). */
static bool int_by_float(pl_eval *ev, pl_value v, pl_value fallback, pl_value *out) {
    double f = 0;
    if (number_of(ev, v, &f) && int_of_float(ev, f, out)) {
        return true;
    }
    if (!pl_error_caught(ev, PL_EXC_TYPE) && !pl_error_caught(ev, PL_EXC_VALUE)) {
        return false;
    }
    *out = pl_arg_given(fallback) ? fallback : pl_int(0);
    return true;
}

bool filter_int(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return try_int(ev, argv[0], argv[2], out) ||
           int_by_float(ev, argv[0], argv[1], out);
}

bool filter_float(pl_eval *ev, const pl_value *argv, pl_value *out) {
    double f = 0;
    if (number_of(ev, argv[0], &f)) {
        *out = pl_float(f);
        return true;
    }
    if (!pl_error_caught(ev, PL_EXC_TYPE) && !pl_error_caught(ev, PL_EXC_VALUE)) {
        return false;
    }
    *out = pl_arg_given(argv[1]) ? argv[1] : pl_float(0.0);
    return true;
}

bool filter_abs(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value v = argv[0];
    if (v.kind == PL_FLOAT) {
        *out = pl_float(fabs(v.as.f));
        return true;
    }
    bool negative;
    if (v.kind == PL_OBJECT && v.as.obj->cls->unary) { /* the greater of v and -v */
        return pl_negate(ev, v, out) &&
               pl_compare_values(ev, PL_IS_LT, *out, v, &negative) &&
               (!negative || pl_positive(ev, v, out));
    }
    if (!pl_is_int(v)) {
        return pl_raise(ev, PL_EXC_TYPE, "bad operand type for abs(): '%s'",
                        pl_type_name(v));
    }
    if (!pl_compare_values(ev, PL_IS_LT, v, pl_int(0), &negative)) {
        return false;
    }
    return negative ? pl_negate(ev, v, out) : pl_positive(ev, v, out);
}

bool filter_sum(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value total = pl_arg_given(argv[2]) ? argv[2] : pl_int(0), item;
    pl_attr_path path;
    pl_cursor from;
    pl_found more;
    if (!pl_attr_path_make(ev, argv[1], &path) || !pl_iterate(ev, argv[0], &from)) {
        return false;
    }
    if (pl_is_str(total)) {
        return pl_raise(ev, PL_EXC_TYPE,
                        "sum() can't sum strings [use ''.join(seq) instead]");
    }
    while ((more = pl_next(ev, &from, &item)) == PL_FOUND) {
        if (!pl_burn(ev, 1) || !pl_attr_path_get(ev, &path, item, pl_none(), &item) ||
            !pl_binary(ev, PL_OP_ADD, total, item, &total)) {
            return false;
        }
    }
    *out = total;
    return more == PL_MISSING;
}

/* ---- round */

/* f rounded to `digits` decimals, halves of the exact binary value to even. */
static double round_float(double f, int64_t digits) {
    if (!isfinite(f) || f == 0.0 || digits > 400) {
        return f;
    }
    char text[512];
    int exponent;
    snprintf(text, sizeof text, "%.17e", f);
    exponent = (int)strtol(strchr(text, 'e') + 1, NULL, 10);
    int64_t significant = exponent + 1 + digits;
    if (significant < 0) {
        return copysign(0.0, f);
    }
    if (significant == 0) { /* nought, or one unit of the next digit */
        snprintf(text, sizeof text, "5e%d", exponent);
        bool up = fabs(f) > strtod(text, NULL);
        snprintf(text, sizeof text, "1e%d", exponent + 1);
        return copysign(up ? strtod(text, NULL) : 0.0, f);
    }
    if (significant > 400) {
        return f;
    }
    snprintf(text, sizeof text, "%.*e", (int)significant - 1, f);
    return strtod(text, NULL);
}

/* 10 ** n, which is a float for a negative n. */
static bool power_of_ten(pl_eval *ev, pl_value n, pl_value *out) {
    return pl_binary(ev, PL_OP_POW, pl_int(10), n, out);
}

/* round(int, -digits): to the nearest multiple, halves to even. */
static bool round_int(pl_eval *ev, pl_value v, int64_t digits, pl_value *out) {
    pl_value unit, rest, twice, half, odd;
    bool above, tie, up;
    if (digits >= 0) {
        return pl_positive(ev, v, out);
    }
    if (digits < -5000) { /* beyond any integer that fits the budget of one render */
        *out = pl_int(0);
        return true;
    }
    if (!power_of_ten(ev, pl_int(-digits), &unit) ||
        !pl_binary(ev, PL_OP_MOD, v, unit, &rest) ||
        !pl_binary(ev, PL_OP_SUB, v, rest, out) ||
        !pl_binary(ev, PL_OP_MUL, rest, pl_int(2), &twice) ||
        !pl_compare_values(ev, PL_IS_GT, twice, unit, &above) ||
        !pl_equal(ev, twice, unit, &tie) ||
        !pl_binary(ev, PL_OP_FLOORDIV, *out, unit, &half) ||
        !pl_binary(ev, PL_OP_MOD, half, pl_int(2), &odd) || !pl_truth(ev, odd, &up)) {
        return false;
    }
    return above || (tie && up) ? pl_binary(ev, PL_OP_ADD, *out, unit, out) : true;
}

static bool round_common(pl_eval *ev, pl_value v, pl_value precision, pl_value *out) {
    int64_t digits;
    if (!pl_is_int(v) && v.kind != PL_FLOAT) {
        return pl_raise(ev, PL_EXC_TYPE, "type %s doesn't define __round__ method",
                        pl_type_name(v));
    }
    if (precision.kind == PL_NONE) {
        double f;
        if (pl_is_int(v)) {
            return pl_positive(ev, v, out);
        }
        return pl_as_double(v, &f) && int_of_float(ev, round_float(f, 0), out);
    }
    if (!pl_arg_index(ev, precision, 0, &digits)) {
        return false;
    }
    if (pl_is_int(v)) {
        return round_int(ev, v, digits, out);
    }
    double f = round_float(v.as.f, digits);
    if (isinf(f) && isfinite(v.as.f)) {
        return pl_raise(ev, PL_EXC_OVERFLOW, "rounded value too large to represent");
    }
    *out = pl_float(f);
    return true;
}

/* math.ceil or math.floor: integers stay, floats become one. */
static bool whole(pl_eval *ev, pl_value v, bool up, pl_value *out) {
    double f;
    if (pl_is_int(v)) {
        *out = v;
        return true;
    }
    if (!pl_as_double(v, &f)) {
        return pl_raise(ev, PL_EXC_TYPE, "must be real number, not %s",
                        pl_type_name(v));
    }
    return int_of_float(ev, up ? ceil(f) : floor(f), out);
}

bool filter_round(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_str method = PL_S("common");
    if (pl_arg_given(argv[2])) {
        method = pl_is_str(argv[2]) ? pl_str_from(argv[2]) : PL_S("");
    }
    if (PL_STR_IS(method, "common")) {
        return round_common(ev, argv[0], argv[1], out);
    }
    bool up = PL_STR_IS(method, "ceil");
    if (!up && !PL_STR_IS(method, "floor")) {
        return pl_raise(ev, PL_EXC_FILTER_ARGUMENT,
                        "method must be common, ceil or floor");
    }
    pl_value unit, scaled;
    return power_of_ten(ev, pl_arg_given(argv[1]) ? argv[1] : pl_int(0), &unit) &&
           pl_binary(ev, PL_OP_MUL, argv[0], unit, &scaled) &&
           whole(ev, scaled, up, &scaled) &&
           pl_binary(ev, PL_OP_DIV, scaled, unit, out);
}

/* ---- filesizeformat */

bool filter_filesizeformat(pl_eval *ev, const pl_value *argv, pl_value *out) {
    static const char letters[] = "kMGTPEZY";
    static const double decimal[] = {1e6, 1e9, 1e12, 1e15, 1e18, 1e21, 1e24, 1e27};
    double bytes = 0;
    bool binary;
    if (!number_of(ev, argv[0], &bytes) || !pl_arg_truth(ev, argv[1], false, &binary)) {
        return false;
    }
    double base = binary ? 1024 : 1000;
    if (bytes == 1) {
        *out = pl_string(PL_S("1 Byte"));
        return true;
    }
    if (bytes < base) {
        pl_value n = pl_none(), text;
        if (!int_of_float(ev, bytes, &n) || !pl_to_str(ev, n, &text)) {
            return false;
        }
        *out = pl_string(pl_str_cat(ev->arena, pl_str_from(text), PL_S(" Bytes")));
        return true;
    }
    double unit = 0;
    size_t i = 0;
    for (; i < sizeof decimal / sizeof *decimal; i++) {
        unit = binary ? ldexp(1, 10 * ((int)i + 2)) : decimal[i];
        if (bytes < unit) {
            break;
        }
    }
    i -= i == sizeof decimal / sizeof *decimal;
    double shown = isnan(bytes) ? fabs(bytes) : base * bytes / unit;
    char letter = binary && i == 0 ? 'K' : letters[i];
    *out = pl_string(
        pl_str_fmt(ev->arena, "%.1f %c%sB", shown, letter, binary ? "i" : ""));
    return true;
}
