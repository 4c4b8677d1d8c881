/* macros/modules/datetime_arith.c: arithmetic and comparison of dates, times and durations. */
#include <math.h>

#include "macros/modules/datetime_priv.h"
#include "parser/ast.h"

enum { DAYS_MAX = 999999999 };

bool pl_dt_delta_value(pl_eval *ev, int64_t days, int64_t us, pl_value *out) {
    int64_t carry = us / PL_DT_DAY - (us % PL_DT_DAY < 0);
    days += carry;
    us -= carry * PL_DT_DAY;
    if (days > DAYS_MAX || days < -DAYS_MAX) {
        return pl_raise(ev, PL_EXC_OVERFLOW,
                        "days=%lld; must have magnitude <= 999999999", (long long)days);
    }
    pl_dt_delta *d = PL_NEW(ev->arena, pl_dt_delta);
    *d = (pl_dt_delta){{&pl_dt_delta_class}, days, us};
    *out = pl_module_object(d);
    return true;
}

/* ---- moments */

static bool moment_shift(pl_eval *ev, const pl_dt_moment *m, const pl_dt_delta *d,
                         int sign, pl_value *out) {
    pl_dt_moment *moved = pl_dt_new(ev->arena, m->base.cls);
    *moved = *m;
    int64_t span = d->days * sign;
    if (span > 4000000 || span < -4000000) {
        return pl_dt_out_of_range(ev);
    }
    /* a date takes whole days only: timedelta(hours=25) is one */
    int64_t us = pl_dt_has_time(m) ? d->us * sign : 0;
    if (!pl_dt_set_us(moved, pl_dt_local_us(m) + span * PL_DT_DAY + us)) {
        return pl_dt_out_of_range(ev);
    }
    moved->fold = 0;
    *out = pl_module_object(moved);
    return true;
}

static pl_found moment_difference(pl_eval *ev, const pl_dt_moment *l,
                                  const pl_dt_moment *r, pl_value *out) {
    if (l->base.cls != r->base.cls || !pl_dt_has_date(l)) {
        return PL_MISSING;
    }
    if (!l->zone != !r->zone) {
        return pl_fail(pl_raise(
            ev, PL_EXC_TYPE, "can't subtract offset-naive and offset-aware datetimes"));
    }
    return pl_dt_delta_value(ev, 0, pl_dt_utc_us(l) - pl_dt_utc_us(r), out) ? PL_FOUND
                                                                            : PL_FAILED;
}

/* ---- durations */

static double delta_seconds(const pl_dt_delta *d) {
    return (double)d->days * 86400.0 + (double)d->us / 1e6;
}

static bool delta_scaled(pl_eval *ev, const pl_dt_delta *d, double factor,
                         pl_value *out) {
    double us = ((double)d->days * (double)PL_DT_DAY + (double)d->us) * factor;
    double days = floor(us / (double)PL_DT_DAY);
    if (!(fabs(days) <= DAYS_MAX)) {
        return pl_raise(ev, PL_EXC_OVERFLOW,
                        "Python int too large to convert to C int");
    }
    return pl_dt_delta_value(ev, (int64_t)days, llrint(us - days * (double)PL_DT_DAY),
                             out);
}

/* Exact for whole factors, as far as durations go. */
static bool delta_times(pl_eval *ev, const pl_dt_delta *d, pl_value factor,
                        pl_value *out) {
    int64_t n, days, us;
    double f;
    if (pl_is_int(factor) && pl_as_int64(factor, &n) &&
        !__builtin_mul_overflow(d->days, n, &days) &&
        !__builtin_mul_overflow(d->us, n, &us)) {
        return pl_dt_delta_value(ev, days, us, out);
    }
    return pl_as_double(factor, &f) && delta_scaled(ev, d, f, out);
}

/* Microseconds, where they fit 64 bits: up to 292,000 years. */
static bool delta_us(const pl_dt_delta *d, int64_t *out) {
    return !__builtin_mul_overflow(d->days, PL_DT_DAY, out) &&
           !__builtin_add_overflow(*out, d->us, out);
}

static bool delta_over(pl_eval *ev, const pl_dt_delta *d, pl_value divisor,
                       bool floored, pl_value *out) {
    const pl_dt_delta *other = pl_dt_as_delta(divisor);
    double f = other ? delta_seconds(other) : 0;
    if (!other && !pl_as_double(divisor, &f)) {
        return pl_raise(ev, PL_EXC_OVERFLOW, "int too large to convert to float");
    }
    if (f == 0) {
        return pl_raise(ev, PL_EXC_ZERO_DIVISION, "%s",
                        other && !floored ? "division by zero"
                                          : "integer division or modulo by zero");
    }
    int64_t us, n;
    if (!other && floored && pl_as_int64(divisor, &n) && n > 0 && delta_us(d, &us)) {
        return pl_dt_delta_value(ev, 0, us / n - (us % n < 0), out);
    }
    if (!other) {
        return delta_scaled(ev, d, 1 / f, out);
    }
    double quotient = delta_seconds(d) / f;
    *out =
        floored ? pl_int_from_double(ev->arena, floor(quotient)) : pl_float(quotient);
    return true;
}

/* With the sign of the divisor. */
static bool delta_remainder(pl_eval *ev, const pl_dt_delta *l, const pl_dt_delta *r,
                            pl_value *out) {
    int64_t a, b;
    if (!delta_us(l, &a) || !delta_us(r, &b)) {
        return pl_raise(ev, PL_EXC_OVERFLOW,
                        "Python int too large to convert to C int");
    }
    if (b == 0) {
        return pl_raise(ev, PL_EXC_ZERO_DIVISION, "integer modulo by zero");
    }
    int64_t rest = b == -1 ? 0 : a % b;
    return pl_dt_delta_value(ev, 0, rest && (rest < 0) != (b < 0) ? rest + b : rest,
                             out);
}

static pl_found delta_binary(pl_eval *ev, const pl_dt_delta *l, int op, pl_value other,
                             pl_value *out) {
    const pl_dt_delta *r = pl_dt_as_delta(other);
    bool number = pl_is_int(other) || other.kind == PL_FLOAT, ok;
    if (op == PL_OP_ADD && r) {
        ok = pl_dt_delta_value(ev, l->days + r->days, l->us + r->us, out);
    } else if (op == PL_OP_SUB && r) {
        ok = pl_dt_delta_value(ev, l->days - r->days, l->us - r->us, out);
    } else if (op == PL_OP_MUL && number) {
        ok = delta_times(ev, l, other, out);
    } else if (op == PL_OP_DIV && (r || number)) {
        ok = delta_over(ev, l, other, false, out);
    } else if (op == PL_OP_FLOORDIV && (r || pl_is_int(other))) {
        ok = delta_over(ev, l, other, true, out);
    } else if (op == PL_OP_MOD && r) {
        ok = delta_remainder(ev, l, r, out);
    } else {
        return PL_MISSING;
    }
    return ok ? PL_FOUND : PL_FAILED;
}

static pl_found moment_binary(pl_eval *ev, const pl_dt_moment *m, int op,
                              pl_value other, bool swapped, pl_value *out) {
    const pl_dt_delta *d = pl_dt_as_delta(other);
    const pl_dt_moment *r = pl_dt_as_moment(other);
    if (d && pl_dt_has_date(m) && (op == PL_OP_ADD || (op == PL_OP_SUB && !swapped))) {
        return moment_shift(ev, m, d, op == PL_OP_ADD ? 1 : -1, out) ? PL_FOUND
                                                                     : PL_FAILED;
    }
    if (r && op == PL_OP_SUB && !swapped) {
        return moment_difference(ev, m, r, out);
    }
    return PL_MISSING;
}

pl_found pl_dt_binary(pl_eval *ev, pl_object *self, int op, pl_value other,
                      bool swapped, pl_value *out) {
    const pl_dt_delta *d = pl_dt_as_delta(pl_object_value(self));
    const pl_dt_moment *m = pl_dt_as_moment(other);
    if (!d) {
        return moment_binary(ev, (const pl_dt_moment *)self, op, other, swapped, out);
    }
    if (m && !swapped && op == PL_OP_ADD) {
        return moment_binary(ev, m, op, pl_object_value(self), false, out);
    }
    if (swapped && op != PL_OP_MUL) {
        return PL_MISSING;
    }
    return delta_binary(ev, d, op, other, out);
}
