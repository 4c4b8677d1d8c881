/* Integers beyond 64 bits: limbs in an arena, computed with GMP. */
#include <gmp.h>
#include <math.h>
#include <stdlib.h>

#include "eval/value/value_priv.h"

struct pl_big {
    int size; /* limbs; negative for a negative number (GMP's convention) */
    mp_limb_t limbs[];
};

_Static_assert(sizeof(mp_limb_t) == 8, "an int64 is one limb");

/* A read-only mpz_t of an integer value. `room` holds the limb of a small one. */
static mpz_srcptr view(mpz_t z, mp_limb_t *room, pl_value v) {
    if (v.kind == PL_BIG) {
        return mpz_roinit_n(z, v.as.big->limbs, v.as.big->size);
    }
    *room = v.as.i < 0 ? 0 - (uint64_t)v.as.i : (uint64_t)v.as.i;
    return mpz_roinit_n(z, room, v.as.i < 0 ? -1 : v.as.i > 0);
}

static bool fits_int64(mpz_srcptr z, int64_t *out) {
    size_t limbs = mpz_size(z);
    if (limbs > 1) {
        return false;
    }
    uint64_t magnitude = limbs ? mpz_getlimbn(z, 0) : 0;
    bool negative = mpz_sgn(z) < 0;
    if (magnitude > (uint64_t)INT64_MAX + negative) {
        return false;
    }
    *out = (int64_t)(negative ? 0 - magnitude : magnitude);
    return true;
}

static pl_value from_mpz(pl_arena *a, mpz_srcptr z) {
    int64_t small;
    if (fits_int64(z, &small)) {
        return pl_int(small);
    }
    size_t limbs = mpz_size(z);
    pl_big *big = pl_alloc(a, sizeof *big + limbs * sizeof big->limbs[0]);
    big->size = mpz_sgn(z) < 0 ? -(int)limbs : (int)limbs;
    memcpy(big->limbs, mpz_limbs_read(z), limbs * sizeof big->limbs[0]);
    return (pl_value){.kind = PL_BIG, .as.big = big};
}

uint64_t pl_big_bits(pl_value v) {
    mpz_t z;
    mp_limb_t room;
    mpz_srcptr p = view(z, &room, v);
    return mpz_sgn(p) ? mpz_sizeinbase(p, 2) : 0;
}

uint64_t pl_big_ones(pl_value v) {
    mpz_t z;
    mp_limb_t room;
    mpz_srcptr p = view(z, &room, v);
    return mpz_size(p) ? mpn_popcount(mpz_limbs_read(p), (mp_size_t)mpz_size(p)) : 0;
}

bool pl_big_is_negative(pl_value v) {
    return v.kind == PL_BIG ? v.as.big->size < 0 : v.as.i < 0;
}

static bool zero_division(pl_eval *ev, int op) {
    return pl_raise(ev, PL_EXC_ZERO_DIVISION, "%s",
                    op == PL_OP_MOD ? "integer modulo by zero"
                                    : "integer division or modulo by zero");
}

/* x ** y for y >= 0. */
static bool power(pl_eval *ev, mpz_t result, mpz_srcptr x, mpz_srcptr y) {
    uint64_t bits = mpz_sizeinbase(x, 2);
    if (mpz_cmpabs_ui(x, 1) <= 0) {
        bool negative = mpz_sgn(x) < 0 && mpz_odd_p(y);
        mpz_set_si(result, negative ? -1 : !mpz_sgn(y) || mpz_sgn(x) ? 1 : 0);
        return true;
    }
    if (mpz_sizeinbase(y, 2) > 32) {
        return pl_raise(ev, PL_EXC_FUEL, "the result of ** is too large");
    }
    bits *= mpz_get_ui(y);
    if (!pl_step(ev, bits) || !pl_charge(ev, bits / 8)) {
        return false;
    }
    mpz_pow_ui(result, x, mpz_get_ui(y));
    return true;
}

static bool compute(pl_eval *ev, int op, mpz_t result, mpz_srcptr x, mpz_srcptr y) {
    uint64_t size = mpz_size(x) + mpz_size(y) + 1;
    bool product = op == PL_OP_MUL || op == PL_OP_FLOORDIV || op == PL_OP_MOD;
    if (!pl_charge(ev, size * 8) || !pl_step(ev, product ? size * 8 : size)) {
        return false;
    }
    switch (op) {
    case PL_OP_ADD:
        mpz_add(result, x, y);
        return true;
    case PL_OP_SUB:
        mpz_sub(result, x, y);
        return true;
    case PL_OP_MUL:
        mpz_mul(result, x, y);
        return true;
    case PL_OP_POW:
        return power(ev, result, x, y);
    default:
        break;
    }
    if (!mpz_sgn(y)) {
        return zero_division(ev, op);
    }
    if (op == PL_OP_FLOORDIV) {
        mpz_fdiv_q(result, x, y);
    } else {
        mpz_fdiv_r(result, x, y);
    }
    return true;
}

bool pl_big_binary(pl_eval *ev, int op, pl_value l, pl_value r, pl_value *out) {
    mpz_t x, y, result;
    mp_limb_t x_room, y_room;
    mpz_srcptr left = view(x, &x_room, l);
    mpz_srcptr right = view(y, &y_room, r);
    mpz_init(result);
    bool ok = compute(ev, op, result, left, right);
    if (ok) {
        *out = from_mpz(ev->arena, result);
    }
    mpz_clear(result);
    return ok;
}

pl_value pl_big_negate(pl_arena *a, pl_value v) {
    mpz_t z, result;
    mp_limb_t room;
    mpz_init(result);
    mpz_neg(result, view(z, &room, v));
    pl_value negated = from_mpz(a, result);
    mpz_clear(result);
    return negated;
}

pl_value pl_number_negate(pl_arena *a, pl_value v) {
    pl_value negated = v.kind == PL_FLOAT                        ? pl_float(-v.as.f)
                       : v.kind == PL_BIG || v.as.i == INT64_MIN ? pl_big_negate(a, v)
                                                                 : pl_int(-v.as.i);
    return pl_with(negated, v.flags);
}

int pl_big_compare(pl_value l, pl_value r) {
    mpz_t x, y;
    mp_limb_t x_room, y_room;
    return mpz_cmp(view(x, &x_room, l), view(y, &y_room, r));
}

int pl_big_compare_double(pl_value big, double f) {
    mpz_t z;
    mp_limb_t room;
    if (isinf(f)) {
        return f > 0 ? -1 : 1;
    }
    return mpz_cmp_d(view(z, &room, big), f);
}

uint32_t pl_hash_int(int64_t i) {
    uint64_t h = (uint64_t)i * 0x9e3779b97f4a7c15u;
    return (uint32_t)(h >> 32);
}

uint32_t pl_big_hash(pl_value v) {
    mpz_t z;
    mp_limb_t room;
    mpz_srcptr p = view(z, &room, v);
    return pl_hash_bytes(mpz_limbs_read(p), mpz_size(p) * sizeof(mp_limb_t)) ^
           (mpz_sgn(p) < 0);
}

/* |num / den| rounded half to even; den > 0, num > 0. False: too large. */
static bool divide_rounded(mpz_srcptr num, mpz_srcptr den, double *out) {
    long shift = (long)mpz_sizeinbase(num, 2) - (long)mpz_sizeinbase(den, 2) - 55;
    if (shift < -1074 - 2) {
        shift = -1074 - 2; /* subnormal: fewer digits */
    }
    mpz_t n, d, q, rest;
    mpz_inits(n, d, q, rest, NULL);
    mpz_mul_2exp(n, num, shift < 0 ? (mp_bitcnt_t)-shift : 0);
    mpz_mul_2exp(d, den, shift > 0 ? (mp_bitcnt_t)shift : 0);
    mpz_tdiv_qr(q, rest, n, d);
    bool sticky = mpz_sgn(rest) != 0;
    uint64_t digits = mpz_get_ui(q);
    mpz_clears(n, d, q, rest, NULL);
    /* q has 55 or 56 bits (fewer if subnormal): round away all but 53 of them */
    int extra = digits >> 55 ? 3 : 2;
    uint64_t half = UINT64_C(1) << (extra - 1);
    uint64_t low = digits & ((UINT64_C(1) << extra) - 1);
    digits >>= extra;
    if (low > half || (low == half && (sticky || (digits & 1)))) {
        digits++;
    }
    *out = ldexp((double)digits, (int)(shift > 4000 ? 4000 : shift) + extra);
    return isfinite(*out);
}

bool pl_big_to_double(pl_value v, double *out) {
    mpz_t z, one, magnitude;
    mp_limb_t room, one_room;
    mpz_srcptr p = view(z, &room, v);
    mpz_roinit_n(magnitude, mpz_limbs_read(p), (mp_size_t)mpz_size(p));
    if (!divide_rounded(magnitude, view(one, &one_room, pl_int(1)), out)) {
        return false;
    }
    *out = mpz_sgn(p) < 0 ? -*out : *out;
    return true;
}

bool pl_int_true_divide(pl_eval *ev, pl_value l, pl_value r, pl_value *out) {
    mpz_t x, y;
    mp_limb_t x_room, y_room;
    mpz_srcptr num = view(x, &x_room, l);
    mpz_srcptr den = view(y, &y_room, r);
    if (!mpz_sgn(den)) {
        return pl_raise(ev, PL_EXC_ZERO_DIVISION, "division by zero");
    }
    bool negative = (mpz_sgn(num) < 0) != (mpz_sgn(den) < 0);
    double f = 0;
    if (mpz_sgn(num)) {
        mpz_t n, d;
        mpz_roinit_n(n, mpz_limbs_read(num), (mp_size_t)mpz_size(num));
        mpz_roinit_n(d, mpz_limbs_read(den), (mp_size_t)mpz_size(den));
        if (!divide_rounded(n, d, &f)) {
            return pl_raise(ev, PL_EXC_OVERFLOW,
                            "integer division result too large for a float");
        }
    }
    *out = pl_float(negative ? -f : f);
    return true;
}

pl_value pl_int_from_double(pl_arena *a, double f) {
    if (f >= -0x1p63 && f < 0x1p63) {
        return pl_int((int64_t)f);
    }
    mpz_t z;
    mpz_init_set_d(z, f);
    pl_value v = from_mpz(a, z);
    mpz_clear(z);
    return v;
}

void pl_double_ratio(pl_arena *a, double f, pl_value *num, pl_value *den) {
    int exponent;
    double fraction = frexp(f, &exponent);
    for (int i = 0; i < 53 && fraction != floor(fraction); i++) {
        fraction *= 2;
        exponent--;
    }
    mpz_t n, d;
    mpz_init_set_d(n, fraction);
    mpz_init_set_ui(d, 1);
    mpz_mul_2exp(n, n, exponent > 0 ? (mp_bitcnt_t)exponent : 0);
    mpz_mul_2exp(d, d, exponent < 0 ? (mp_bitcnt_t)-exponent : 0);
    *num = from_mpz(a, n);
    *den = from_mpz(a, d);
    mpz_clears(n, d, NULL);
}

/* Python's limit on decimal digits (sys.set_int_max_str_digits). */
enum { MAX_DIGITS = 4300 };

bool pl_int_digits(pl_eval *ev, pl_value v, int base, pl_buf *to) {
    mpz_t z;
    mp_limb_t room;
    mpz_srcptr p = view(z, &room, v);
    size_t digits = mpz_sizeinbase(p, base);
    if (base == 10 && digits > MAX_DIGITS + 1) {
        return pl_raise(
            ev, PL_EXC_VALUE,
            "Exceeds the limit (4300 digits) for integer string conversion");
    }
    if (!pl_charge(ev, digits)) {
        return false;
    }
    pl_buf_reserve(to, digits + 2);
    mpz_get_str(to->at + to->len, base, p);
    size_t made = strlen(to->at + to->len);
    if (base == 10 && made - (mpz_sgn(p) < 0) > MAX_DIGITS) {
        return pl_raise(
            ev, PL_EXC_VALUE,
            "Exceeds the limit (4300 digits) for integer string conversion");
    }
    to->len += (uint32_t)made;
    return true;
}

pl_value pl_big_parse(pl_arena *a, const char *digits, int base) {
    mpz_t z;
    mpz_init_set_str(z, digits, base);
    pl_value v = from_mpz(a, z);
    mpz_clear(z);
    return v;
}

pl_value pl_big_copy(pl_arena *a, pl_value v) {
    mpz_t z;
    mp_limb_t room;
    return pl_with(from_mpz(a, view(z, &room, v)), v.flags);
}
