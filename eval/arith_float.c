/* Arithmetic of floats, and the complex numbers that `**` can give. */
#include <math.h>

#include "eval/value_priv.h"

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
    case PL_NODE_ADD:
        *out = pl_float(l + r);
        return true;
    case PL_NODE_SUB:
        *out = pl_float(l - r);
        return true;
    case PL_NODE_MUL:
        *out = pl_float(l * r);
        return true;
    case PL_NODE_DIV:
        if (r == 0) {
            return zero_division(ev, "float division by zero");
        }
        *out = pl_float(l / r);
        return true;
    case PL_NODE_FLOORDIV:
        if (r == 0) {
            return zero_division(ev, "float floor division by zero");
        }
        *out = pl_float(floor_div(l, r));
        return true;
    case PL_NODE_MOD:
        if (r == 0) {
            return zero_division(ev, "float modulo");
        }
        *out = pl_float(floor_mod(l, r));
        return true;
    default:
        return power(ev, l, r, out);
    }
}

/* ---- complex numbers: they can be printed and compared, not computed with */

typedef struct complex_object {
    pl_object object;
    double real, imag;
} complex_object;

static const complex_object *as_complex(const pl_object *self) {
    return (const complex_object *)(const void *)self;
}

/* repr of a float without the ".0" of whole numbers. */
static void put_part(pl_buf *to, double f) {
    uint32_t from = to->len;
    pl_float_repr(to, f);
    if (to->len - from > 2 && !memcmp(to->at + to->len - 2, ".0", 2)) {
        to->len -= 2;
    }
}

static bool complex_print(pl_eval *ev, pl_object *self, bool repr, pl_out *to) {
    (void)ev, (void)repr;
    const complex_object *c = as_complex(self);
    pl_buf_char(&to->text, '(');
    put_part(&to->text, c->real);
    if (!signbit(c->imag)) {
        pl_buf_char(&to->text, '+');
    }
    put_part(&to->text, c->imag);
    PL_BUF_LIT(&to->text, "j)");
    return true;
}

static pl_found complex_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    (void)ev;
    bool real = PL_STR_IS(name, "real");
    if (!real && !PL_STR_IS(name, "imag")) {
        return PL_MISSING;
    }
    *out = pl_float(real ? as_complex(self)->real : as_complex(self)->imag);
    return PL_FOUND;
}

static const pl_class complex_class;

static pl_found complex_compare(pl_eval *ev, pl_object *self, pl_value other,
                                int *out) {
    (void)ev;
    if (other.kind != PL_OBJECT || other.as.obj->cls != &complex_class) {
        return PL_MISSING;
    }
    const complex_object *l = as_complex(self), *r = as_complex(other.as.obj);
    *out = !(l->real == r->real && l->imag == r->imag);
    return PL_FOUND;
}

static const pl_class complex_class = {
    .name = "complex",
    .attr = complex_attr,
    .print = complex_print,
    .compare = complex_compare,
};

pl_value pl_complex_pow(pl_arena *a, double base, double exponent) {
    complex_object *c = pl_alloc(a, sizeof *c);
    double length = pow(hypot(base, 0), exponent);
    double phase = atan2(0.0, base) * exponent;
    *c = (complex_object){{&complex_class}, length * cos(phase), length * sin(phase)};
    return pl_object_value(c);
}
