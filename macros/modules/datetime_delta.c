/* macros/modules/datetime_delta.c: timedelta. */
#include <math.h>

#include "macros/modules/datetime_priv.h"
#include "parser/ast.h"

/* ---- the constructor */

/* Whole units as they are, fractions of a unit as microseconds: *days and *us grow. */
static bool add_unit(pl_eval *ev, pl_value v, int64_t unit, int64_t *days, double *us) {
    int64_t n;
    double f;
    if (!pl_module_given(v)) {
        return true;
    }
    if (pl_is_int(v) && pl_as_int64(v, &n) && n < INT64_C(1000000000000000) &&
        n > -INT64_C(1000000000000000)) {
        int64_t per_day = PL_DT_DAY / unit;
        if (unit >= PL_DT_DAY) {
            *days += n * (unit / PL_DT_DAY);
        } else {
            *days += n / per_day;
            *us += (double)(n % per_day * unit);
        }
        return true;
    }
    if (!pl_as_double(v, &f) || !isfinite(f)) {
        return pl_raise(ev, PL_EXC_TYPE, "unsupported type for timedelta component: %s",
                        pl_type_name(v));
    }
    double total = f * (double)unit, whole = floor(total / (double)PL_DT_DAY);
    if (fabs(whole) > 2e9) {
        return pl_raise(ev, PL_EXC_OVERFLOW,
                        "Python int too large to convert to C int");
    }
    *days += (int64_t)whole;
    *us += total - whole * (double)PL_DT_DAY;
    return true;
}

/* (days, seconds, microseconds, milliseconds, minutes, hours, weeks) */
static bool construct(pl_eval *ev, const pl_value *argv, pl_value *out) {
    static const int64_t units[] = {
        PL_DT_DAY,           PL_DT_SECOND, 1, 1000, 60 * PL_DT_SECOND,
        3600 * PL_DT_SECOND, 7 * PL_DT_DAY};
    int64_t days = 0;
    double us = 0;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (!add_unit(ev, argv[i + 1], units[i], &days, &us)) {
            return false;
        }
    }
    return pl_dt_delta_value(ev, days, llrint(us), out);
}

static const pl_native constructor = {
    "timedelta", construct,
    0,           7,
    0,           "days,seconds,microseconds,milliseconds,minutes,hours,weeks"};

static pl_found constant(pl_eval *ev, pl_str name, pl_value *out) {
    bool ok = true;
    if (PL_STR_IS(name, "min")) {
        ok = pl_dt_delta_value(ev, -999999999, 0, out);
    } else if (PL_STR_IS(name, "max")) {
        ok = pl_dt_delta_value(ev, 999999999, PL_DT_DAY - 1, out);
    } else if (PL_STR_IS(name, "resolution")) {
        ok = pl_dt_delta_value(ev, 0, 1, out);
    } else {
        return PL_MISSING;
    }
    return ok ? PL_FOUND : PL_FAILED;
}

const pl_dt_type pl_dt_delta_type = {
    .base = {&pl_dt_type_class},
    .name = "datetime.timedelta",
    .construct = &constructor,
    .constant = constant,
};

/* ---- instances */

static bool total_seconds(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_dt_delta *d = (const pl_dt_delta *)argv[0].as.obj;
    (void)ev;
    int64_t whole = d->days * 86400 + d->us / PL_DT_SECOND;
    bool exact = d->us % PL_DT_SECOND == 0;
    *out = pl_float(exact ? (double)whole
                          : ((double)d->days * 86400e6 + (double)d->us) / 1e6);
    return true;
}

static const pl_native methods[] = {{"total_seconds", total_seconds, 0, 0, 0, ""}};

static pl_found delta_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    const pl_dt_delta *d = (const pl_dt_delta *)self;
    if (PL_STR_IS(name, "days")) {
        *out = pl_int(d->days);
    } else if (PL_STR_IS(name, "seconds")) {
        *out = pl_int(d->us / PL_DT_SECOND);
    } else if (PL_STR_IS(name, "microseconds")) {
        *out = pl_int(d->us % PL_DT_SECOND);
    } else if (pl_module_method(ev, PL_MODULE_TABLE(methods), self, name, out) ==
               PL_MISSING) {
        return constant(ev, name, out);
    }
    return PL_FOUND;
}

static void put_str(const pl_dt_delta *d, pl_buf *to) {
    if (d->days) {
        bool one = d->days == 1 || d->days == -1;
        pl_buf_fmt(to, "%lld day%s, ", (long long)d->days, one ? "" : "s");
    }
    int64_t seconds = d->us / PL_DT_SECOND;
    pl_buf_fmt(to, "%d:%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60),
               (int)(seconds % 60));
    if (d->us % PL_DT_SECOND) {
        pl_buf_fmt(to, ".%06d", (int)(d->us % PL_DT_SECOND));
    }
}

static void put_repr(const pl_dt_delta *d, pl_buf *to) {
    const struct {
        const char *name;
        int64_t value;
    } parts[] = {{"days", d->days},
                 {"seconds", d->us / PL_DT_SECOND},
                 {"microseconds", d->us % PL_DT_SECOND}};
    const char *between = "";
    PL_BUF_LIT(to, "datetime.timedelta(");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].value) {
            pl_buf_fmt(to, "%s%s=%lld", between, parts[i].name,
                       (long long)parts[i].value);
            between = ", ";
        }
    }
    pl_buf_str(to, *between ? PL_S(")") : PL_S("0)"));
}

static bool delta_print(pl_eval *ev, pl_object *self, bool repr, pl_out *to) {
    (void)ev;
    if (repr) {
        put_repr((const pl_dt_delta *)self, &to->text);
    } else {
        put_str((const pl_dt_delta *)self, &to->text);
    }
    return true;
}

static bool delta_truth(pl_eval *ev, pl_object *self, bool *out) {
    const pl_dt_delta *d = (const pl_dt_delta *)self;
    (void)ev;
    *out = d->days || d->us;
    return true;
}

static pl_found delta_compare(pl_eval *ev, pl_object *self, pl_value other, int *out) {
    const pl_dt_delta *l = (const pl_dt_delta *)self, *r = pl_dt_as_delta(other);
    (void)ev;
    if (!r) {
        return PL_MISSING;
    }
    *out = l->days != r->days ? (l->days > r->days) - (l->days < r->days)
                              : (l->us > r->us) - (l->us < r->us);
    return PL_FOUND;
}

static pl_found delta_hash(pl_eval *ev, pl_object *self, uint32_t *out) {
    const pl_dt_delta *d = (const pl_dt_delta *)self;
    int64_t parts[] = {d->days, d->us};
    (void)ev;
    *out = pl_hash_bytes(parts, sizeof parts);
    return PL_FOUND;
}

static bool delta_unary(pl_eval *ev, pl_object *self, int op, pl_value *out) {
    const pl_dt_delta *d = (const pl_dt_delta *)self;
    int64_t sign = op == PL_OP_NEG ? -1 : 1;
    return pl_dt_delta_value(ev, sign * d->days, sign * d->us, out);
}

const pl_class pl_dt_delta_class = {
    .name = "datetime.timedelta",
    .attr = delta_attr,
    .print = delta_print,
    .truth = delta_truth,
    .compare = delta_compare,
    .binary = pl_dt_binary,
    .unary = delta_unary,
    .hash = delta_hash,
};
