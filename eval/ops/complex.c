/* Complex numbers: what `**` of a negative float gives. */
#include <math.h>
#include <stdlib.h>

#include "eval/ops/ops_priv.h"

typedef struct number {
    double real, imag;
} number;

typedef struct complex_object {
    pl_object object;
    number n;
} complex_object;

static pl_value complex_new(pl_arena *a, number n);

static number number_of(const pl_object *self) {
    return ((const complex_object *)(const void *)self)->n;
}

/* ---- arithmetic, in CPython's order of operations */

static number multiply(number a, number b) {
    return (number){a.real * b.real - a.imag * b.imag,
                    a.real * b.imag + a.imag * b.real};
}

/* Smith's way, which avoids overflow. The divisor is not zero. */
static number divide(number a, number b) {
    if (fabs(b.real) >= fabs(b.imag)) {
        double ratio = b.imag / b.real;
        double by = b.real + b.imag * ratio;
        return (number){(a.real + a.imag * ratio) / by, (a.imag - a.real * ratio) / by};
    }
    double ratio = b.real / b.imag;
    double by = b.real * ratio + b.imag;
    return (number){(a.real * ratio + a.imag) / by, (a.imag * ratio - a.real) / by};
}

static number power_of_int(number a, long n) {
    number result = {1, 0};
    for (long bits = labs(n); bits; bits >>= 1) {
        if (bits & 1) {
            result = multiply(result, a);
        }
        a = multiply(a, a);
    }
    return n < 0 ? divide((number){1, 0}, result) : result;
}

static bool is_zero(number n) {
    return n.real == 0 && n.imag == 0;
}

static number power(number a, number b) {
    if (b.imag == 0 && b.real == floor(b.real) && fabs(b.real) <= 100) {
        return power_of_int(a, (long)b.real);
    }
    if (is_zero(a)) {
        return a;
    }
    double size = hypot(a.real, a.imag);
    double angle = atan2(a.imag, a.real);
    double length = pow(size, b.real);
    double phase = angle * b.real;
    if (b.imag != 0) {
        length *= exp(-angle * b.imag);
        phase += b.imag * log(size);
    }
    return (number){length * cos(phase), length * sin(phase)};
}

static pl_found compute(pl_eval *ev, int op, number l, number r, pl_value *out) {
    number made;
    switch (op) {
    case PL_OP_ADD:
        made = (number){l.real + r.real, l.imag + r.imag};
        break;
    case PL_OP_SUB:
        made = (number){l.real - r.real, l.imag - r.imag};
        break;
    case PL_OP_MUL:
        made = multiply(l, r);
        break;
    case PL_OP_DIV:
        if (is_zero(r)) {
            return pl_fail(
                pl_raise(ev, PL_EXC_ZERO_DIVISION, "complex division by zero"));
        }
        made = divide(l, r);
        break;
    case PL_OP_POW:
        if (is_zero(l) && (r.imag != 0 || r.real < 0)) {
            return pl_fail(pl_raise(ev, PL_EXC_ZERO_DIVISION,
                                    "0.0 to a negative or complex power"));
        }
        made = power(l, r);
        break;
    default:
        return PL_MISSING;
    }
    *out = complex_new(ev->arena, made);
    return PL_FOUND;
}

/* ---- the class */

static bool complex_print(pl_eval *ev, pl_object *self, bool repr, pl_out *to);

static bool to_number(pl_value v, number *out) {
    *out = (number){0, 0};
    if (v.kind == PL_OBJECT && v.as.obj->cls->print == complex_print) {
        *out = number_of(v.as.obj);
        return true;
    }
    return pl_as_double(v, &out->real);
}

static pl_found complex_binary(pl_eval *ev, pl_object *self, int op, pl_value other,
                               bool swapped, pl_value *out) {
    number me = number_of(self), it;
    if (!to_number(other, &it)) {
        return PL_MISSING;
    }
    return swapped ? compute(ev, op, it, me, out) : compute(ev, op, me, it, out);
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
    number n = number_of(self);
    bool imaginary = n.real == 0 && !signbit(n.real);
    if (!imaginary) {
        pl_buf_char(&to->text, '(');
        put_part(&to->text, n.real);
        if (!signbit(n.imag) || isnan(n.imag)) {
            pl_buf_char(&to->text, '+');
        }
    }
    put_part(&to->text, n.imag);
    pl_buf_str(&to->text, imaginary ? PL_S("j") : PL_S("j)"));
    return true;
}

static pl_found complex_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    (void)ev;
    bool real = PL_STR_IS(name, "real");
    if (!real && !PL_STR_IS(name, "imag")) {
        return PL_MISSING;
    }
    *out = pl_float(real ? number_of(self).real : number_of(self).imag);
    return PL_FOUND;
}

static bool complex_truth(pl_eval *ev, pl_object *self, bool *out) {
    (void)ev;
    *out = !is_zero(number_of(self));
    return true;
}

/* Equal or not comparable: complex numbers have no order. */
static pl_found complex_compare(pl_eval *ev, pl_object *self, pl_value other,
                                int *out) {
    (void)ev;
    number me = number_of(self), it;
    *out = 0;
    bool same = to_number(other, &it) && me.real == it.real && me.imag == it.imag;
    return same ? PL_FOUND : PL_MISSING;
}

static bool complex_unary(pl_eval *ev, pl_object *self, int op, pl_value *out) {
    number n = number_of(self);
    *out = complex_new(ev->arena, op == PL_OP_NEG ? (number){-n.real, -n.imag} : n);
    return true;
}

static const pl_class complex_class = {
    .name = "complex",
    .attr = complex_attr,
    .print = complex_print,
    .truth = complex_truth,
    .compare = complex_compare,
    .binary = complex_binary,
    .unary = complex_unary,
};

bool pl_is_complex(pl_value v) {
    return v.kind == PL_OBJECT && v.as.obj->cls == &complex_class;
}

static pl_value complex_new(pl_arena *a, number n) {
    complex_object *c = pl_alloc(a, sizeof *c);
    *c = (complex_object){{&complex_class}, n};
    return pl_object_value(c);
}

pl_value pl_complex_pow(pl_arena *a, double base, double exponent) {
    return complex_new(a, power((number){base, 0}, (number){exponent, 0}));
}
