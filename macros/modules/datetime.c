/* macros/modules/datetime.c: modules.datetime: the classes, their constructors and
 * class methods. Local time is UTC and the clock is the run's own. */
#include <math.h>

#include "macros/context/context.h"
#include "macros/modules/datetime_priv.h"

static bool give_checked(pl_eval *ev, const pl_dt_moment *m, pl_value *out) {
    *out = pl_module_object(m);
    return pl_dt_check(ev, m);
}

/* Integers from the arguments; those left out stay as they are. */
static bool read_parts(pl_eval *ev, const pl_value *args, int *const *parts, size_t n) {
    for (size_t i = 0; i < n; i++) {
        int64_t v;
        if (!pl_module_int(ev, args[i], *parts[i], &v)) {
            return false;
        }
        *parts[i] = v > INT32_MAX || v < INT32_MIN ? INT32_MAX : (int)v;
    }
    return true;
}

static bool from_us(pl_eval *ev, const pl_class *cls, int64_t us,
                    const pl_dt_zone *zone, pl_value *out) {
    pl_dt_moment *m = pl_dt_new(ev->arena, cls);
    m->zone = pl_dt_zone_at(ev->arena, zone, us);
    if (!pl_dt_set_us(m, us + (m->zone ? m->zone->rule.offset * PL_DT_SECOND : 0))) {
        return pl_dt_out_of_range(ev);
    }
    if (!pl_dt_has_time(m)) {
        m->hour = m->minute = m->second = m->us = 0;
    }
    *out = pl_module_object(m);
    return true;
}

/* ---- date */

static bool date_new(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_dt_moment *m = pl_dt_new(ev->arena, &pl_dt_date_class);
    int *const parts[] = {&m->year, &m->month, &m->day};
    return read_parts(ev, argv + 1, parts, 3) && give_checked(ev, m, out);
}

static bool date_today(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)argv;
    return from_us(ev, &pl_dt_date_class, pl_dbt_of(ev)->now_us, NULL, out);
}

static bool timestamp_arg(pl_eval *ev, pl_value v, int64_t *us) {
    double seconds;
    if (!pl_as_double(v, &seconds)) {
        return pl_raise(ev, PL_EXC_TYPE,
                        "'%s' object cannot be interpreted as an integer",
                        pl_type_name(v));
    }
    if (!(fabs(seconds) < 1e12)) {
        return pl_raise(ev, PL_EXC_VALUE, "year is out of range");
    }
    double whole = floor(seconds);
    *us = (int64_t)whole * PL_DT_SECOND + llrint((seconds - whole) * 1e6);
    return true;
}

static bool date_fromtimestamp(pl_eval *ev, const pl_value *argv, pl_value *out) {
    int64_t us = 0;
    return timestamp_arg(ev, argv[1], &us) &&
           from_us(ev, &pl_dt_date_class, us, NULL, out);
}

static bool from_ordinal(pl_eval *ev, const pl_class *cls, pl_value v, pl_value *out) {
    int64_t n;
    if (!pl_module_int(ev, v, 0, &n)) {
        return false;
    }
    if (n < 1 || n > 3652059) {
        return pl_raise(ev, PL_EXC_VALUE, "ordinal must be >= 1");
    }
    return from_us(ev, cls, (n - 1 + pl_dt_days(1, 1, 1)) * PL_DT_DAY, NULL, out);
}

static bool date_fromordinal(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return from_ordinal(ev, &pl_dt_date_class, argv[1], out);
}

static bool date_fromiso(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return pl_dt_fromisoformat(ev, &pl_dt_date_class, argv[1], out);
}

static const pl_native date_constructor = {"date", date_new, 3, 3, 0, "year,month,day"};
static const pl_native date_functions[] = {
    {"fromisoformat", date_fromiso, 1, 1, PL_FN_POSITIONAL, "date_string"},
    {"fromordinal", date_fromordinal, 1, 1, PL_FN_POSITIONAL, "ordinal"},
    {"fromtimestamp", date_fromtimestamp, 1, 1, PL_FN_POSITIONAL, "timestamp"},
    {"today", date_today, 0, 0, 0, ""},
};

/* ---- time */

static bool time_new(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_dt_moment *m = pl_dt_new(ev->arena, &pl_dt_time_class);
    int *const parts[] = {&m->hour, &m->minute, &m->second, &m->us};
    int *const fold[] = {&m->fold};
    return read_parts(ev, argv + 1, parts, 4) &&
           pl_dt_zone_arg(ev, argv[5], &m->zone) && read_parts(ev, argv + 6, fold, 1) &&
           give_checked(ev, m, out);
}

static bool time_fromiso(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return pl_dt_fromisoformat(ev, &pl_dt_time_class, argv[1], out);
}

static const pl_native time_constructor = {
    "time", time_new, 0, 6, 0, "hour,minute,second,microsecond,tzinfo,fold"};
static const pl_native time_functions[] = {
    {"fromisoformat", time_fromiso, 1, 1, PL_FN_POSITIONAL, "time_string"},
};

/* ---- datetime */

static bool datetime_new(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_dt_moment *m = pl_dt_new(ev->arena, &pl_dt_datetime_class);
    int *const parts[] = {&m->year,   &m->month,  &m->day, &m->hour,
                          &m->minute, &m->second, &m->us};
    int *const fold[] = {&m->fold};
    return read_parts(ev, argv + 1, parts, 7) &&
           pl_dt_zone_arg(ev, argv[8], &m->zone) && read_parts(ev, argv + 9, fold, 1) &&
           give_checked(ev, m, out);
}

static bool datetime_now(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_dt_zone *zone;
    return pl_dt_zone_arg(ev, argv[1], &zone) &&
           from_us(ev, &pl_dt_datetime_class, pl_dbt_of(ev)->now_us, zone, out);
}

static bool datetime_utcnow(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)argv;
    return from_us(ev, &pl_dt_datetime_class, pl_dbt_of(ev)->now_us, NULL, out);
}

static bool datetime_fromtimestamp(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_dt_zone *zone;
    int64_t us = 0;
    return timestamp_arg(ev, argv[1], &us) && pl_dt_zone_arg(ev, argv[2], &zone) &&
           from_us(ev, &pl_dt_datetime_class, us, zone, out);
}

static bool datetime_utcfromtimestamp(pl_eval *ev, const pl_value *argv,
                                      pl_value *out) {
    int64_t us = 0;
    return timestamp_arg(ev, argv[1], &us) &&
           from_us(ev, &pl_dt_datetime_class, us, NULL, out);
}

static bool datetime_fromordinal(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return from_ordinal(ev, &pl_dt_datetime_class, argv[1], out);
}

static bool datetime_fromiso(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return pl_dt_fromisoformat(ev, &pl_dt_datetime_class, argv[1], out);
}

static bool datetime_strptime(pl_eval *ev, const pl_value *argv, pl_value *out) {
    for (int i = 1; i <= 2; i++) {
        if (!pl_is_str(argv[i])) {
            return pl_raise(ev, PL_EXC_TYPE,
                            "strptime() argument %d must be str, not %s", i,
                            pl_type_name(argv[i]));
        }
    }
    return pl_dt_strptime(ev, pl_str_from(argv[1]), pl_str_from(argv[2]), out);
}

static bool datetime_combine(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_dt_moment *date = pl_dt_as_moment(argv[1]),
                       *time = pl_dt_as_moment(argv[2]);
    if (!date || !pl_dt_has_date(date)) {
        return pl_raise(ev, PL_EXC_TYPE,
                        "combine() argument 1 must be datetime.date, not %s",
                        pl_type_name(argv[1]));
    }
    if (!time || pl_dt_has_date(time)) {
        return pl_raise(ev, PL_EXC_TYPE,
                        "combine() argument 2 must be datetime.time, not %s",
                        pl_type_name(argv[2]));
    }
    pl_dt_moment *m = pl_dt_new(ev->arena, &pl_dt_datetime_class);
    *m = *time;
    m->base.cls = &pl_dt_datetime_class;
    m->year = date->year;
    m->month = date->month;
    m->day = date->day;
    *out = pl_module_object(m);
    return !pl_module_given(argv[3]) || pl_dt_zone_arg(ev, argv[3], &m->zone);
}

static const pl_native datetime_constructor = {
    "datetime", datetime_new,
    3,          9,
    0,          "year,month,day,hour,minute,second,microsecond,tzinfo,fold"};
static const pl_native datetime_functions[] = {
    {"combine", datetime_combine, 2, 3, 0, "date,time,tzinfo"},
    {"fromisoformat", datetime_fromiso, 1, 1, PL_FN_POSITIONAL, "date_string"},
    {"fromordinal", datetime_fromordinal, 1, 1, PL_FN_POSITIONAL, "ordinal"},
    {"fromtimestamp", datetime_fromtimestamp, 1, 2, 0, "timestamp,tz"},
    {"now", datetime_now, 0, 1, 0, "tz"},
    {"strptime", datetime_strptime, 2, 2, PL_FN_POSITIONAL, "date_string,format"},
    {"today", datetime_utcnow, 0, 0, 0, ""},
    {"utcfromtimestamp", datetime_utcfromtimestamp, 1, 1, PL_FN_POSITIONAL,
     "timestamp"},
    {"utcnow", datetime_utcnow, 0, 0, 0, ""},
};

/* ---- the classes as values */

/* min, max and resolution of date, time and datetime. */
static pl_found limits(pl_eval *ev, const pl_class *cls, pl_str name, pl_value *out) {
    bool max = PL_STR_IS(name, "max");
    if (PL_STR_IS(name, "resolution")) {
        bool days = cls == &pl_dt_date_class;
        return pl_dt_delta_value(ev, days, !days, out) ? PL_FOUND : PL_FAILED;
    }
    if (!max && !PL_STR_IS(name, "min")) {
        return PL_MISSING;
    }
    pl_dt_moment *m = pl_dt_new(ev->arena, cls);
    if (pl_dt_has_date(m)) {
        m->year = max ? PL_DT_YEAR_MAX : PL_DT_YEAR_MIN;
        m->month = max ? 12 : 1;
        m->day = max ? 31 : 1;
    }
    if (pl_dt_has_time(m) && max) {
        m->hour = 23;
        m->minute = m->second = 59;
        m->us = 999999;
    }
    *out = pl_module_object(m);
    return PL_FOUND;
}

static pl_found date_limits(pl_eval *ev, pl_str name, pl_value *out) {
    return limits(ev, &pl_dt_date_class, name, out);
}

static pl_found time_limits(pl_eval *ev, pl_str name, pl_value *out) {
    return limits(ev, &pl_dt_time_class, name, out);
}

static pl_found datetime_limits(pl_eval *ev, pl_str name, pl_value *out) {
    return limits(ev, &pl_dt_datetime_class, name, out);
}

const pl_dt_type pl_dt_date_type = {
    {&pl_dt_type_class},
    "datetime.date",
    &date_constructor,
    {date_functions, sizeof date_functions / sizeof *date_functions},
    date_limits};
const pl_dt_type pl_dt_time_type = {
    {&pl_dt_type_class},
    "datetime.time",
    &time_constructor,
    {time_functions, sizeof time_functions / sizeof *time_functions},
    time_limits};
const pl_dt_type pl_dt_datetime_type = {
    {&pl_dt_type_class},
    "datetime.datetime",
    &datetime_constructor,
    {datetime_functions, sizeof datetime_functions / sizeof *datetime_functions},
    datetime_limits};
static const pl_dt_type tzinfo_type = {.base = {&pl_dt_type_class},
                                       .name = "datetime.tzinfo"};

static pl_found type_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    const pl_dt_type *t = (const pl_dt_type *)self;
    pl_found found = pl_module_method(ev, t->methods, self, name, out);
    return found == PL_MISSING && t->constant ? t->constant(ev, name, out) : found;
}

static bool type_call(pl_eval *ev, pl_object *self, const pl_call *call,
                      pl_value *out) {
    const pl_dt_type *t = (const pl_dt_type *)self;
    return t->construct
               ? pl_native_call(ev, t->construct, pl_object_value(self), call, out)
               : pl_raise(ev, PL_EXC_TYPE, "cannot make a %s here", t->name);
}

static bool type_print(pl_eval *ev, pl_object *self, bool repr, pl_out *to) {
    (void)ev;
    (void)repr;
    pl_buf_fmt(&to->text, "<class '%s'>", ((const pl_dt_type *)self)->name);
    return true;
}

const pl_class pl_dt_type_class = {
    .name = "type", .attr = type_attr, .call = type_call, .print = type_print};

void pl_module_datetime(pl_eval *ev, pl_dict *into) {
    pl_module_put_value(ev, into, PL_S("date"), pl_module_object(&pl_dt_date_type));
    pl_module_put_value(ev, into, PL_S("datetime"),
                        pl_module_object(&pl_dt_datetime_type));
    pl_module_put_value(ev, into, PL_S("time"), pl_module_object(&pl_dt_time_type));
    pl_module_put_value(ev, into, PL_S("timedelta"),
                        pl_module_object(&pl_dt_delta_type));
    pl_module_put_value(ev, into, PL_S("tzinfo"), pl_module_object(&tzinfo_type));
}

bool pl_datetime_iso(pl_eval *ev, pl_value text, pl_str *out) {
    pl_value moment;
    if (!pl_dt_fromisoformat(ev, &pl_dt_datetime_class, text, &moment)) {
        return false;
    }
    pl_buf iso = {0};
    bool ok =
        pl_dt_isoformat(ev, pl_dt_as_moment(moment), PL_S("T"), PL_S("auto"), &iso);
    *out = pl_buf_take(&iso, ev->arena);
    pl_buf_free(&iso);
    return ok;
}
