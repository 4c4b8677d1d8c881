/* macros/modules/datetime_methods.c: what instances of date, time and datetime can do. */
#include "macros/modules/datetime_priv.h"

static const pl_dt_moment *self_of(const pl_value *argv) {
    return (const pl_dt_moment *)argv[0].as.obj;
}

static bool give(const pl_dt_moment *m, pl_value *out) {
    *out = pl_module_object(m);
    return true;
}

static bool give_delta(pl_eval *ev, const pl_dt_moment *m, int64_t seconds,
                       pl_value *out) {
    *out = pl_none();
    return !m->zone || pl_dt_delta_value(ev, 0, seconds * PL_DT_SECOND, out);
}

/* ---- text */

static bool text_argument(pl_eval *ev, pl_value v, pl_str fallback, pl_str *out) {
    *out = fallback;
    if (!pl_module_given(v)) {
        return true;
    }
    if (!pl_is_str(v)) {
        return pl_raise(ev, PL_EXC_TYPE, "argument must be str, not %s",
                        pl_type_name(v));
    }
    *out = pl_str_from(v);
    return true;
}

static bool iso_text(pl_eval *ev, const pl_dt_moment *m, pl_str separator, pl_str spec,
                     pl_value *out) {
    pl_out *o = pl_capture_begin(ev);
    bool ok = pl_dt_isoformat(ev, m, separator, spec, &o->text);
    *out = ok ? pl_out_take(o, 0, ev->arena) : pl_none();
    pl_capture_end(ev, o);
    return ok;
}

/* date.isoformat(), time.isoformat(timespec), datetime.isoformat(sep, timespec) */
static bool date_isoformat(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return iso_text(ev, self_of(argv), PL_S("T"), PL_S("auto"), out);
}

static bool time_isoformat(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_str spec;
    return text_argument(ev, argv[1], PL_S("auto"), &spec) &&
           iso_text(ev, self_of(argv), PL_S("T"), spec, out);
}

static bool datetime_isoformat(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_str separator, spec;
    return text_argument(ev, argv[1], PL_S("T"), &separator) &&
           text_argument(ev, argv[2], PL_S("auto"), &spec) &&
           iso_text(ev, self_of(argv), separator, spec, out);
}

static bool moment_strftime(pl_eval *ev, const pl_value *argv, pl_value *out) {
    if (!pl_is_str(argv[1])) {
        return pl_raise(ev, PL_EXC_TYPE, "strftime() argument 1 must be str, not %s",
                        pl_type_name(argv[1]));
    }
    return pl_dt_strftime(ev, self_of(argv), pl_str_from(argv[1]), out);
}

static bool moment_ctime(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return pl_dt_strftime(ev, self_of(argv), PL_S("%a %b %e %H:%M:%S %Y"), out);
}

/* ---- parts and numbers */

static bool moment_weekday(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    *out = pl_int(pl_dt_weekday(self_of(argv)));
    return true;
}

static bool moment_isoweekday(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    *out = pl_int(pl_dt_weekday(self_of(argv)) + 1);
    return true;
}

static pl_value number_tuple(pl_eval *ev, uint16_t type, const int *numbers,
                             uint32_t n) {
    pl_value v = pl_tuple_new(ev->arena, n);
    for (uint32_t i = 0; i < n; i++) {
        pl_list_push(ev->arena, v.as.list, pl_int(numbers[i]));
    }
    v.sub = type;
    return v;
}

static bool moment_isocalendar(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_dt_iso iso = pl_dt_isocalendar(self_of(argv));
    const int parts[] = {iso.year, iso.week, iso.day};
    *out = number_tuple(ev, PL_TUPLE_ISO_DATE, parts, 3);
    return true;
}

/* `dst`: 1 in summer time, 0 not, -1 not known. */
static bool give_time_tuple(pl_eval *ev, const pl_dt_moment *m, int dst,
                            pl_value *out) {
    const int parts[] = {m->year,          m->month,          m->day,
                         m->hour,          m->minute,         m->second,
                         pl_dt_weekday(m), pl_dt_year_day(m), dst};
    *out = number_tuple(ev, PL_TUPLE_TIME, parts, 9);
    return true;
}

static bool moment_timetuple(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_dt_moment *m = self_of(argv);
    bool known = m->zone && m->zone->kind != PL_DT_ZONE_FIXED;
    return give_time_tuple(ev, m, known ? m->zone->rule.dst != 0 : -1, out);
}

static bool datetime_utctimetuple(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_dt_moment utc = *self_of(argv);
    return pl_dt_set_us(&utc, pl_dt_utc_us(&utc)) ? give_time_tuple(ev, &utc, 0, out)
                                                  : pl_dt_out_of_range(ev);
}

static bool moment_toordinal(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_dt_moment *m = self_of(argv);
    (void)ev;
    *out = pl_int(pl_dt_days(m->year, m->month, m->day) - pl_dt_days(1, 1, 1) + 1);
    return true;
}

static bool datetime_timestamp(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    *out = pl_float((double)pl_dt_utc_us(self_of(argv)) / 1e6);
    return true;
}

static bool datetime_date(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_dt_moment *m = self_of(argv);
    *out = pl_date_value(ev->arena, m->year, m->month, m->day);
    return true;
}

static pl_dt_moment *time_part(pl_eval *ev, const pl_dt_moment *m) {
    pl_dt_moment *t = pl_dt_new(ev->arena, &pl_dt_time_class);
    *t = *m;
    t->base.cls = &pl_dt_time_class;
    t->year = t->month = t->day = 0;
    return t;
}

static bool datetime_time(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_dt_moment *t = time_part(ev, self_of(argv));
    t->zone = NULL;
    return give(t, out);
}

static bool datetime_timetz(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return give(time_part(ev, self_of(argv)), out);
}

/* ---- zones */

static bool moment_utcoffset(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_dt_moment *m = self_of(argv);
    return give_delta(ev, m, m->zone ? m->zone->rule.offset : 0, out);
}

static bool moment_dst(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_dt_moment *m = self_of(argv);
    if (m->zone && m->zone->kind == PL_DT_ZONE_FIXED) {
        *out = pl_none();
        return true;
    }
    return give_delta(ev, m, m->zone ? m->zone->rule.dst : 0, out);
}

static bool moment_tzname(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_dt_moment *m = self_of(argv);
    (void)ev;
    bool named = m->zone && m->zone->rule.abbr.at;
    *out = named ? pl_string(m->zone->rule.abbr) : pl_none();
    return true;
}

/* A naive datetime is in local time, which is UTC here. */
static bool datetime_astimezone(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_dt_zone *zone;
    int64_t us = pl_dt_utc_us(self_of(argv));
    if (!pl_dt_zone_arg(ev, argv[1], &zone)) {
        return false;
    }
    pl_dt_moment *m = pl_dt_new(ev->arena, &pl_dt_datetime_class);
    m->zone = zone ? pl_dt_zone_at(ev->arena, zone, us)
                   : pl_dt_zone_fixed(ev->arena, 0, PL_S(""));
    return pl_dt_set_us(m, us + m->zone->rule.offset * PL_DT_SECOND)
               ? give(m, out)
               : pl_dt_out_of_range(ev);
}

/* ---- replace */

/* Integer parts given as arguments, in the order of `parts`. */
static bool replace_parts(pl_eval *ev, const pl_value *args, int *const *parts,
                          size_t n) {
    for (size_t i = 0; i < n; i++) {
        int64_t v;
        if (!pl_module_int(ev, args[i], *parts[i], &v)) {
            return false;
        }
        *parts[i] = v > INT32_MAX || v < INT32_MIN ? INT32_MAX : (int)v;
    }
    return true;
}

static bool replace_zone(pl_eval *ev, pl_value v, pl_dt_moment *m) {
    return !pl_module_given(v) || pl_dt_zone_arg(ev, v, &m->zone);
}

static pl_dt_moment *copy_of(pl_eval *ev, const pl_dt_moment *m) {
    pl_dt_moment *copy = pl_dt_new(ev->arena, m->base.cls);
    *copy = *m;
    return copy;
}

static bool date_replace(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_dt_moment *m = copy_of(ev, self_of(argv));
    int *const parts[] = {&m->year, &m->month, &m->day};
    return replace_parts(ev, argv + 1, parts, 3) && pl_dt_check(ev, m) && give(m, out);
}

static bool time_replace(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_dt_moment *m = copy_of(ev, self_of(argv));
    int *const parts[] = {&m->hour, &m->minute, &m->second, &m->us};
    int *const fold[] = {&m->fold};
    return replace_parts(ev, argv + 1, parts, 4) && replace_zone(ev, argv[5], m) &&
           replace_parts(ev, argv + 6, fold, 1) && pl_dt_check(ev, m) && give(m, out);
}

static bool datetime_replace(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_dt_moment *m = copy_of(ev, self_of(argv));
    int *const parts[] = {&m->year,   &m->month,  &m->day, &m->hour,
                          &m->minute, &m->second, &m->us};
    int *const fold[] = {&m->fold};
    return replace_parts(ev, argv + 1, parts, 7) && replace_zone(ev, argv[8], m) &&
           replace_parts(ev, argv + 9, fold, 1) && pl_dt_check(ev, m) && give(m, out);
}

/* ---- tables */

static const pl_native date_methods[] = {
    {"ctime", moment_ctime, 0, 0, 0, ""},
    {"isocalendar", moment_isocalendar, 0, 0, 0, ""},
    {"isoformat", date_isoformat, 0, 0, 0, ""},
    {"isoweekday", moment_isoweekday, 0, 0, 0, ""},
    {"replace", date_replace, 0, 3, 0, "year,month,day"},
    {"strftime", moment_strftime, 1, 1, 0, "format"},
    {"timetuple", moment_timetuple, 0, 0, 0, ""},
    {"toordinal", moment_toordinal, 0, 0, 0, ""},
    {"weekday", moment_weekday, 0, 0, 0, ""},
};
static const pl_native time_methods[] = {
    {"dst", moment_dst, 0, 0, 0, ""},
    {"isoformat", time_isoformat, 0, 1, 0, "timespec"},
    {"replace", time_replace, 0, 6, 0, "hour,minute,second,microsecond,tzinfo,fold"},
    {"strftime", moment_strftime, 1, 1, 0, "format"},
    {"tzname", moment_tzname, 0, 0, 0, ""},
    {"utcoffset", moment_utcoffset, 0, 0, 0, ""},
};
static const pl_native datetime_methods[] = {
    {"astimezone", datetime_astimezone, 0, 1, 0, "tz"},
    {"date", datetime_date, 0, 0, 0, ""},
    {"dst", moment_dst, 0, 0, 0, ""},
    {"isoformat", datetime_isoformat, 0, 2, 0, "sep,timespec"},
    {"replace", datetime_replace, 0, 9, 0,
     "year,month,day,hour,minute,second,microsecond,tzinfo,fold"},
    {"time", datetime_time, 0, 0, 0, ""},
    {"timestamp", datetime_timestamp, 0, 0, 0, ""},
    {"timetz", datetime_timetz, 0, 0, 0, ""},
    {"tzname", moment_tzname, 0, 0, 0, ""},
    {"utcoffset", moment_utcoffset, 0, 0, 0, ""},
    {"utctimetuple", datetime_utctimetuple, 0, 0, 0, ""},
};

static pl_found date_field(const pl_dt_moment *m, pl_str name, pl_value *out) {
    const struct {
        pl_str name;
        int value;
    } fields[] = {
        {PL_S("year"), m->year}, {PL_S("month"), m->month}, {PL_S("day"), m->day}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (pl_str_eq(name, fields[i].name)) {
            *out = pl_int(fields[i].value);
            return PL_FOUND;
        }
    }
    return PL_MISSING;
}

static pl_found time_field(const pl_dt_moment *m, pl_str name, pl_value *out) {
    const struct {
        pl_str name;
        int value;
    } fields[] = {{PL_S("hour"), m->hour},
                  {PL_S("minute"), m->minute},
                  {PL_S("second"), m->second},
                  {PL_S("microsecond"), m->us},
                  {PL_S("fold"), m->fold}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (pl_str_eq(name, fields[i].name)) {
            *out = pl_int(fields[i].value);
            return PL_FOUND;
        }
    }
    if (PL_STR_IS(name, "tzinfo")) {
        *out = pl_dt_zone_value(m->zone);
        return PL_FOUND;
    }
    return PL_MISSING;
}

/* Instances see the methods of their class, too: datetime.now() of an instance. */
static pl_found class_attr(pl_eval *ev, const pl_dt_moment *m, pl_str name,
                           pl_value *out) {
    const pl_dt_type *type = !pl_dt_has_time(m)   ? &pl_dt_date_type
                             : !pl_dt_has_date(m) ? &pl_dt_time_type
                                                  : &pl_dt_datetime_type;
    return pl_dt_type_class.attr(ev, pl_module_object(type).as.obj, name, out);
}

static pl_found moment_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    const pl_dt_moment *m = (const pl_dt_moment *)self;
    bool dated = pl_dt_has_date(m), timed = pl_dt_has_time(m);
    if (dated && date_field(m, name, out) == PL_FOUND) {
        return PL_FOUND;
    }
    if (timed && time_field(m, name, out) == PL_FOUND) {
        return PL_FOUND;
    }
    pl_module_table own = dated && timed ? PL_MODULE_TABLE(datetime_methods)
                          : timed        ? PL_MODULE_TABLE(time_methods)
                                         : PL_MODULE_TABLE(date_methods);
    if (pl_module_method(ev, own, self, name, out) == PL_FOUND ||
        (dated && pl_module_method(ev, PL_MODULE_TABLE(date_methods), self, name,
                                   out) == PL_FOUND)) {
        return PL_FOUND;
    }
    return class_attr(ev, m, name, out);
}

/* ---- repr, comparison */

static bool repr_parts(pl_eval *ev, const pl_dt_moment *m, pl_out *to) {
    pl_buf *b = &to->text;
    if (pl_dt_has_date(m)) {
        pl_buf_fmt(b, "%d, %d, %d", m->year, m->month, m->day);
    }
    if (!pl_dt_has_time(m)) {
        return true;
    }
    pl_buf_fmt(b, "%s%d, %d", pl_dt_has_date(m) ? ", " : "", m->hour, m->minute);
    if (m->second || m->us) {
        pl_buf_fmt(b, ", %d", m->second);
    }
    if (m->us) {
        pl_buf_fmt(b, ", %d", m->us);
    }
    if (m->fold) {
        pl_buf_fmt(b, ", fold=%d", m->fold);
    }
    if (m->zone) {
        PL_BUF_LIT(b, ", tzinfo=");
        return pl_repr(ev, pl_dt_zone_value(m->zone), to);
    }
    return true;
}

static bool moment_print(pl_eval *ev, pl_object *self, bool repr, pl_out *to) {
    const pl_dt_moment *m = (const pl_dt_moment *)self;
    if (!repr) {
        return pl_dt_isoformat(ev, m, PL_S(" "), PL_S("auto"), &to->text);
    }
    pl_buf_fmt(&to->text, "%s(", self->cls->name);
    if (!repr_parts(ev, m, to)) {
        return false;
    }
    pl_buf_char(&to->text, ')');
    return true;
}

static pl_found moment_compare(pl_eval *ev, pl_object *self, pl_value other, int *out) {
    const pl_dt_moment *l = (const pl_dt_moment *)self, *r = pl_dt_as_moment(other);
    (void)ev;
    if (!r || r->base.cls != self->cls || !l->zone != !r->zone) {
        return PL_MISSING;
    }
    int64_t a = pl_dt_utc_us(l), b = pl_dt_utc_us(r);
    *out = (a > b) - (a < b);
    return PL_FOUND;
}

static pl_found moment_hash(pl_eval *ev, pl_object *self, uint32_t *out) {
    int64_t us = pl_dt_utc_us((const pl_dt_moment *)self);
    (void)ev;
    *out = pl_hash_bytes(&us, sizeof us);
    return PL_FOUND;
}

#define MOMENT_CLASS(type_name)                                                        \
    {                                                                                  \
        .name = (type_name), .attr = moment_attr, .print = moment_print,               \
        .compare = moment_compare, .binary = pl_dt_binary, .hash = moment_hash,        \
    }
const pl_class pl_dt_date_class = MOMENT_CLASS("datetime.date");
const pl_class pl_dt_time_class = MOMENT_CLASS("datetime.time");
const pl_class pl_dt_datetime_class = MOMENT_CLASS("datetime.datetime");
