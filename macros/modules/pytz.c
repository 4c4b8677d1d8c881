/* macros/modules/pytz.c: modules.pytz: zones from the system's tzdata, with pytz's way
 * of having one tzinfo for each rule of a zone. */
#include "macros/modules/datetime_priv.h"

static const pl_dt_zone *self_of(const pl_value *argv) {
    return (const pl_dt_zone *)argv[0].as.obj;
}

/* ---- timezone(name), FixedOffset(minutes) */

static bool find_zone(pl_eval *ev, pl_value name, const pl_dt_zone **out) {
    if (!pl_is_str(name)) {
        return pl_raise(ev, PL_EXC_ATTRIBUTE, "'%s' object has no attribute 'upper'",
                        pl_type_name(name));
    }
    pl_str s = pl_str_from(name);
    *out = &pl_dt_zone_utc;
    if (pl_str_eq_nocase(s, PL_S("UTC"))) {
        return true;
    }
    const pl_dt_history *h = pl_dt_history_load(ev->arena, &s);
    if (!h) {
        pl_buf shown = {0};
        pl_str_repr(&shown, s);
        pl_raise(ev, PL_EXC_KEY, "%.*s", PL_FMT(pl_buf_view(&shown)));
        pl_buf_free(&shown);
        return false;
    }
    pl_dt_zone *z = PL_NEW(ev->arena, pl_dt_zone);
    *z = (pl_dt_zone){
        {&pl_dt_zone_class}, PL_DT_ZONE_PYTZ, s, h->rule[0], h->len > 1 ? h : NULL};
    *out = z;
    return true;
}

static bool fn_timezone(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_dt_zone *z = NULL;
    if (!find_zone(ev, argv[1], &z)) {
        return false;
    }
    *out = pl_dt_zone_value(z);
    return true;
}

static bool fn_fixed_offset(pl_eval *ev, const pl_value *argv, pl_value *out) {
    int64_t minutes;
    if (!pl_module_int(ev, argv[1], 0, &minutes)) {
        return false;
    }
    if (minutes <= -1440 || minutes >= 1440) {
        return pl_raise(ev, PL_EXC_VALUE, "('absolute offset is too large', %lld)",
                        (long long)minutes);
    }
    pl_dt_zone *z = PL_NEW(ev->arena, pl_dt_zone);
    *z = (pl_dt_zone){{&pl_dt_zone_class},
                      PL_DT_ZONE_PYTZ_FIXED,
                      {NULL, 0},
                      {minutes * 60, 0, {NULL, 0}},
                      NULL};
    *out = minutes ? pl_module_object(z) : pl_dt_zone_value(&pl_dt_zone_utc);
    return true;
}

static const pl_native functions[] = {
    {"FixedOffset", fn_fixed_offset, 1, 1, 0, "offset"},
    {"timezone", fn_timezone, 1, 1, 0, "zone"},
};

void pl_module_pytz(pl_eval *ev, pl_dict *into) {
    pl_module_put(ev, into, PL_MODULE_TABLE(functions));
    pl_module_put_value(ev, into, PL_S("utc"), pl_dt_zone_value(&pl_dt_zone_utc));
}

/* ---- localize, normalize */

static bool datetime_arg(pl_eval *ev, pl_value v, const pl_dt_moment **out) {
    *out =
        pl_module_is(v, &pl_dt_datetime_class) ? (const pl_dt_moment *)v.as.obj : NULL;
    if (!*out) {
        pl_raise(ev, PL_EXC_ATTRIBUTE, "'%s' object has no attribute 'tzinfo'",
                 pl_type_name(v));
    }
    return *out != NULL;
}

static bool give_with(pl_eval *ev, const pl_dt_moment *m, const pl_dt_zone *z,
                      int64_t shift, pl_value *out) {
    pl_dt_moment *moved = pl_dt_new(ev->arena, &pl_dt_datetime_class);
    *moved = *m;
    moved->zone = z;
    if (shift && !pl_dt_set_us(moved, pl_dt_local_us(m) + shift)) {
        return pl_dt_out_of_range(ev);
    }
    *out = pl_module_object(moved);
    return true;
}

/* The rules under which clocks show `us`: of the zone a day before and a day after. */
static uint32_t rules_showing(pl_eval *ev, const pl_dt_zone *z, int64_t us,
                              const pl_dt_zone *out[2]) {
    uint32_t n = 0;
    for (int day = -1; day <= 1; day += 2) {
        const pl_dt_zone *guess = pl_dt_zone_at(ev->arena, z, us + day * PL_DT_DAY);
        int64_t utc = us - guess->rule.offset * PL_DT_SECOND;
        const pl_dt_zone *there = pl_dt_zone_at(ev->arena, z, utc);
        bool shows = there->rule.offset == guess->rule.offset;
        if (shows && !(n && pl_dt_zone_same(out[0], there))) {
            out[n++] = there;
        }
    }
    return n;
}

/* `is_dst` decides where clocks show a time twice or never. */
static bool localized(pl_eval *ev, const pl_dt_zone *z, const pl_dt_moment *m,
                      bool is_dst, pl_value *out) {
    const pl_dt_zone *found[2];
    int64_t us = pl_dt_local_us(m),
            hours = 6 * INT64_C(3600) * PL_DT_SECOND * (is_dst ? 1 : -1);
    uint32_t n = rules_showing(ev, z, us, found);
    if (n == 0) { /* as pytz: the rule six hours off */
        const pl_dt_zone *near =
            pl_dt_zone_at(ev->arena, z, us + hours - z->rule.offset * PL_DT_SECOND);
        return give_with(ev, m, near, 0, out);
    }
    const pl_dt_zone *best = found[0];
    if (n == 2 && !!found[0]->rule.dst == !!found[1]->rule.dst) {
        /* both or neither: summer time is the earlier moment */
        bool first_earlier = found[0]->rule.offset > found[1]->rule.offset;
        best = found[first_earlier == is_dst ? 0 : 1];
    } else if (n == 2) {
        best = found[!!found[0]->rule.dst == is_dst ? 0 : 1];
    }
    return give_with(ev, m, best, 0, out);
}

static bool zone_localize(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_dt_moment *m;
    bool is_dst = false;
    if (!datetime_arg(ev, argv[1], &m) ||
        (pl_module_given(argv[2]) && !pl_truth(ev, argv[2], &is_dst))) {
        return false;
    }
    if (m->zone) {
        return pl_raise(ev, PL_EXC_VALUE, "Not naive datetime (tzinfo is already set)");
    }
    const pl_dt_zone *z = self_of(argv);
    return z->history ? localized(ev, z, m, is_dst, out) : give_with(ev, m, z, 0, out);
}

static bool in_zone(pl_eval *ev, const pl_dt_zone *z, const pl_dt_moment *m,
                    pl_value *out) {
    const pl_dt_zone *there = pl_dt_zone_at(ev->arena, z, pl_dt_utc_us(m));
    int64_t here = m->zone ? m->zone->rule.offset : 0;
    return give_with(ev, m, there, (there->rule.offset - here) * PL_DT_SECOND, out);
}

static bool zone_normalize(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_dt_moment *m;
    if (!datetime_arg(ev, argv[1], &m)) {
        return false;
    }
    return m->zone ? in_zone(ev, self_of(argv), m, out)
                   : pl_raise(ev, PL_EXC_VALUE, "Naive time - no tzinfo set");
}

static bool zone_fromutc(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_dt_moment *m;
    if (!datetime_arg(ev, argv[1], &m)) {
        return false;
    }
    pl_dt_moment utc = *m;
    utc.zone = NULL;
    return in_zone(ev, self_of(argv), &utc, out);
}

/* ---- questions about a moment */

/* The rule for argument `v`: None has none where the zone has a history. */
static bool rule_for(pl_eval *ev, const pl_dt_zone *z, pl_value v,
                     const pl_dt_zone **out) {
    const pl_dt_moment *m;
    *out = z;
    if (v.kind == PL_NONE) {
        *out = z->history ? NULL : z;
        return true;
    }
    if (!datetime_arg(ev, v, &m)) {
        return false;
    }
    pl_value there;
    if (z->history && !m->zone) {
        if (!localized(ev, z, m, false, &there)) {
            return false;
        }
        *out = ((const pl_dt_moment *)there.as.obj)->zone;
    }
    return true;
}

static bool zone_utcoffset(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_dt_zone *z;
    *out = pl_none();
    return rule_for(ev, self_of(argv), argv[1], &z) &&
           (!z || pl_dt_delta_value(ev, 0, z->rule.offset * PL_DT_SECOND, out));
}

static bool zone_dst(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_dt_zone *z;
    *out = pl_none();
    return rule_for(ev, self_of(argv), argv[1], &z) &&
           (!z || z->kind == PL_DT_ZONE_FIXED ||
            pl_dt_delta_value(ev, 0, z->rule.dst * PL_DT_SECOND, out));
}

static bool zone_tzname(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_dt_zone *z;
    if (!rule_for(ev, self_of(argv), argv[1], &z)) {
        return false;
    }
    *out = !z                ? pl_string(self_of(argv)->name)
           : z->rule.abbr.at ? pl_string(z->rule.abbr)
                             : pl_none();
    return true;
}

static const pl_native plain_methods[] = {
    {"dst", zone_dst, 1, 1, 0, "dt"},
    {"fromutc", zone_fromutc, 1, 1, 0, "dt"},
    {"tzname", zone_tzname, 1, 1, 0, "dt"},
    {"utcoffset", zone_utcoffset, 1, 1, 0, "dt"},
};
static const pl_native pytz_methods[] = {
    {"dst", zone_dst, 1, 2, 0, "dt,is_dst"},
    {"localize", zone_localize, 1, 2, 0, "dt,is_dst"},
    {"normalize", zone_normalize, 1, 2, 0, "dt,is_dst"},
    {"tzname", zone_tzname, 1, 2, 0, "dt,is_dst"},
    {"utcoffset", zone_utcoffset, 1, 2, 0, "dt,is_dst"},
};

static pl_found zone_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    const pl_dt_zone *z = (const pl_dt_zone *)self;
    bool pytz = z->kind != PL_DT_ZONE_FIXED;
    if (pytz && PL_STR_IS(name, "zone")) {
        *out = z->name.at ? pl_string(z->name) : pl_none();
        return PL_FOUND;
    }
    pl_found found = PL_MISSING;
    if (pytz) {
        found = pl_module_method(ev, PL_MODULE_TABLE(pytz_methods), self, name, out);
    }
    return found == PL_MISSING
               ? pl_module_method(ev, PL_MODULE_TABLE(plain_methods), self, name, out)
               : found;
}

/* ---- printing */

/* A duration in seconds as str(timedelta). */
static bool put_duration(pl_eval *ev, int64_t seconds, pl_out *to) {
    pl_value d;
    return pl_dt_delta_value(ev, 0, seconds * PL_DT_SECOND, &d) && pl_print(ev, d, to);
}

static bool repr_fixed(pl_eval *ev, const pl_dt_zone *z, pl_out *to) {
    pl_value d;
    if (z->rule.offset == 0 && z->name.len == 0) {
        pl_out_put(to, PL_S("datetime.timezone.utc"));
        return true;
    }
    pl_out_put(to, PL_S("datetime.timezone("));
    if (!pl_dt_delta_value(ev, 0, z->rule.offset * PL_DT_SECOND, &d) ||
        !pl_repr(ev, d, to)) {
        return false;
    }
    if (z->name.len) {
        pl_out_put(to, PL_S(", "));
        pl_str_repr(&to->text, z->name);
    }
    pl_out_put(to, PL_S(")"));
    return true;
}

static bool repr_pytz(pl_eval *ev, const pl_dt_zone *z, pl_out *to) {
    if (!z->history) {
        pl_buf_fmt(&to->text, "<StaticTzInfo '%.*s'>", PL_FMT(z->name));
        return true;
    }
    pl_buf_fmt(&to->text, "<DstTzInfo '%.*s' %.*s%s", PL_FMT(z->name),
               PL_FMT(z->rule.abbr), z->rule.offset > 0 ? "+" : "");
    if (!put_duration(ev, z->rule.offset, to)) {
        return false;
    }
    pl_out_put(to, z->rule.dst ? PL_S(" DST>") : PL_S(" STD>"));
    return true;
}

static bool zone_print(pl_eval *ev, pl_object *self, bool repr, pl_out *to) {
    const pl_dt_zone *z = (const pl_dt_zone *)self;
    if (z->kind == PL_DT_ZONE_PYTZ_FIXED) {
        pl_buf_fmt(&to->text, "pytz.FixedOffset(%lld)",
                   (long long)(z->rule.offset / 60));
        return true;
    }
    if (!repr) {
        pl_out_put(to, z->kind == PL_DT_ZONE_FIXED ? z->rule.abbr : z->name);
        return true;
    }
    switch (z->kind) {
    case PL_DT_ZONE_UTC:
        pl_out_put(to, PL_S("<UTC>"));
        return true;
    case PL_DT_ZONE_FIXED:
        return repr_fixed(ev, z, to);
    case PL_DT_ZONE_PYTZ:
    case PL_DT_ZONE_PYTZ_FIXED:
        break;
    }
    return repr_pytz(ev, z, to);
}

static pl_found zone_compare(pl_eval *ev, pl_object *self, pl_value other, int *out) {
    (void)ev;
    if (!pl_module_is(other, &pl_dt_zone_class) ||
        !pl_dt_zone_same((const pl_dt_zone *)self, (const pl_dt_zone *)other.as.obj)) {
        return PL_MISSING;
    }
    *out = 0;
    return PL_FOUND;
}

const pl_class pl_dt_zone_class = {
    .name = "tzinfo", .attr = zone_attr, .print = zone_print, .compare = zone_compare};
