/* Arithmetic of floats. */
#include <math.h>

#include "eval/ops/ops_priv.h"

static bool zero_division(pl_eval *ev, const char *words) {
    return pl_raise(ev, PL_EXC_ZERO_DIVISION, "%s", words);
}

/* Python's float_divmod: the remainder has the divisor's sign. */
static double floor_mod(double l, double r) {
    double mod = fmod(l, r);
    if (mod == 0) {
        return copysign(0.0, r);
    }
    return (r < 0) != (mod < 0) ? mod + r : mod;
}

static double floor_div(double l, double r) {
    double mod = fmod(l, r);
    double div = (l - mod) / r;
    if (mod != 0 && (r < 0) != (mod < 0)) {
        div -= 1.0;
    }
    if (div == 0) {
        return copysign(0.0, l / r);
    }
    double whole = floor(div);
    return div - whole > 0.5 ? whole + 1.0 : whole;
}

static bool power(pl_eval *ev, double l, double r, pl_value *out) {
    if (l == 0 && r < 0) {
        return zero_division(ev, "0.0 cannot be raised to a negative power");
    }
    if (l < 0 && isfinite(l) && isfinite(r) && r != floor(r)) {
        *out = pl_complex_pow(ev->arena, l, r);
        return true;
    }
    double f = pow(l, r);
    if (isinf(f) && isfinite(l) && isfinite(r)) {
        return pl_raise(ev, PL_EXC_OVERFLOW, "(34, 'Numerical result out of range')");
    }
    *out = pl_float(f);
    return true;
}

bool pl_float_binary(pl_eval *ev, int op, double l, double r, pl_value *out) {
    switch (op) {
    case PL_OP_ADD:
        *out = pl_float(l + r);
        return true;
    case PL_OP_SUB:
        *out = pl_float(l - r);
        return true;
    case PL_OP_MUL:
        *out = pl_float(l * r);
        return true;
    case PL_OP_DIV:
        if (r == 0) {
            return zero_division(ev, "float division by zero");
        }
        *out = pl_float(l / r);
        return true;
    case PL_OP_FLOORDIV:
        if (r == 0) {
            return zero_division(ev, "float floor division by zero");
        }
        *out = pl_float(floor_div(l, r));
        return true;
    case PL_OP_MOD:
        if (r == 0) {
            return zero_division(ev, "float modulo");
        }
        *out = pl_float(floor_mod(l, r));
        return true;
    default:
        return power(ev, l, r, out);
    }
}
