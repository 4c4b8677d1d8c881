/* macros/modules/datetime_format.c: isoformat, fromisoformat and strftime. */
#include <time.h>

#include "macros/modules/datetime_priv.h"

/* ---- isoformat */

static bool put_time(pl_eval *ev, const pl_dt_moment *m, pl_str spec, pl_buf *to) {
    if (PL_STR_IS(spec, "auto")) {
        spec = m->us ? PL_S("microseconds") : PL_S("seconds");
    }
    pl_buf_fmt(to, "%02d", m->hour);
    if (PL_STR_IS(spec, "hours")) {
        return true;
    }
    pl_buf_fmt(to, ":%02d", m->minute);
    if (PL_STR_IS(spec, "minutes")) {
        return true;
    }
    pl_buf_fmt(to, ":%02d", m->second);
    if (PL_STR_IS(spec, "milliseconds")) {
        pl_buf_fmt(to, ".%03d", m->us / 1000);
    } else if (PL_STR_IS(spec, "microseconds")) {
        pl_buf_fmt(to, ".%06d", m->us);
    } else if (!PL_STR_IS(spec, "seconds")) {
        return pl_raise(ev, PL_EXC_VALUE, "Unknown timespec value");
    }
    return true;
}

bool pl_dt_isoformat(pl_eval *ev, const pl_dt_moment *m, pl_str separator,
                     pl_str timespec, pl_buf *to) {
    if (pl_dt_has_date(m)) {
        pl_buf_fmt(to, "%04d-%02d-%02d", m->year, m->month, m->day);
    }
    if (!pl_dt_has_time(m)) {
        return true;
    }
    if (pl_dt_has_date(m)) {
        pl_buf_str(to, separator);
    }
    if (!put_time(ev, m, timespec, to)) {
        return false;
    }
    /* a time alone has no moment at which a zone with a history could be asked */
    if (m->zone && (pl_dt_has_date(m) || !m->zone->history)) {
        pl_dt_put_offset(to, m->zone->rule.offset, true);
    }
    return true;
}

/* ---- strftime */

static struct tm clock_of(const pl_dt_moment *m) {
    bool dated = pl_dt_has_date(m);
    struct tm t = {
        .tm_year = (dated ? m->year : 1900) - 1900,
        .tm_mon = dated ? m->month - 1 : 0,
        .tm_mday = dated ? m->day : 1,
        .tm_hour = m->hour,
        .tm_min = m->minute,
        .tm_sec = m->second,
        .tm_wday = dated ? (pl_dt_weekday(m) + 1) % 7 : 1,
        .tm_yday = dated ? pl_dt_year_day(m) - 1 : 0,
        .tm_isdst = -1,
    };
    return t;
}

/* %f, %z and %Z are Python's own; the rest is the C library's, in the C locale. */
static void own_directives(const pl_dt_moment *m, pl_str format, pl_buf *to) {
    for (uint32_t i = 0; i < format.len; i++) {
        char c = format.at[i], next = i + 1 < format.len ? format.at[i + 1] : 0;
        if (c != '%' || !next) {
            pl_buf_char(to, c);
            continue;
        }
        i++;
        if (next == 'f') {
            pl_buf_fmt(to, "%06d", m->us);
        } else if (next == 'z') {
            if (m->zone) {
                pl_dt_put_offset(to, m->zone->rule.offset, false);
            }
        } else if (next == 'Z') {
            pl_buf_str(to, m->zone ? m->zone->rule.abbr : PL_S(""));
        } else {
            pl_buf_char(to, '%');
            pl_buf_char(to, next);
        }
    }
}

bool pl_dt_strftime(pl_eval *ev, const pl_dt_moment *m, pl_str format, pl_value *out) {
    enum { DIRECTIVE_MAX = 64 }; /* what one byte of format can grow to */
    pl_out *o = pl_capture_begin(ev);
    pl_buf_char(&o->text, '.'); /* so that an empty result differs from a failure */
    own_directives(m, format, &o->text);
    pl_str full = pl_buf_take(&o->text, ev->arena);
    struct tm t = clock_of(m);
    bool ok = pl_afford(ev, (int64_t)full.len * DIRECTIVE_MAX);
    if (ok) {
        size_t room = (size_t)full.len * DIRECTIVE_MAX;
        pl_buf_reserve(&o->text, room);
        char *z = pl_str_z(ev->arena, full);
        o->text.len = (uint32_t)strftime(o->text.at, room, z, &t);
        pl_str shown = pl_buf_take(&o->text, ev->arena);
        *out = pl_string(pl_str_sub(shown, 1, shown.len));
    }
    pl_capture_end(ev, o);
    return ok;
}

/* ---- fromisoformat */

typedef struct reading {
    pl_str s;
    uint32_t at;
} reading;

static bool at_digit(const reading *r) {
    return r->at < r->s.len && r->s.at[r->at] >= '0' && r->s.at[r->at] <= '9';
}

static bool read_digits(reading *r, uint32_t count, int *out) {
    *out = 0;
    for (; count > 0; count--, r->at++) {
        if (!at_digit(r)) {
            return false;
        }
        *out = *out * 10 + (r->s.at[r->at] - '0');
    }
    return true;
}

static bool accept(reading *r, char c) {
    bool there = r->at < r->s.len && r->s.at[r->at] == c;
    r->at += there;
    return there;
}

/* W01-4 or W014 behind the year. */
static bool read_week(reading *r, bool dashes, pl_dt_moment *m) {
    int week, day = 1;
    if (!read_digits(r, 2, &week) || week < 1 || week > 53) {
        return false;
    }
    bool has_day = dashes ? accept(r, '-') : at_digit(r);
    if (has_day && (!read_digits(r, 1, &day) || day < 1 || day > 7)) {
        return false;
    }
    pl_dt_moment fourth = {.year = m->year, .month = 1, .day = 4};
    int64_t days = pl_dt_days(m->year, 1, 4) - pl_dt_weekday(&fourth) +
                   (week - 1) * INT64_C(7) + day - 1;
    return pl_dt_set_us(m, days * PL_DT_DAY);
}

static bool read_date(reading *r, pl_dt_moment *m) {
    if (!read_digits(r, 4, &m->year)) {
        return false;
    }
    bool dashes = accept(r, '-');
    if (accept(r, 'W')) {
        return read_week(r, dashes, m);
    }
    return read_digits(r, 2, &m->month) && accept(r, '-') == dashes &&
           read_digits(r, 2, &m->day);
}

/* Digits behind the point, of which six count. */
static bool read_fraction(reading *r, int *us) {
    *us = 0;
    if (!accept(r, '.') && !accept(r, ',')) {
        return true;
    }
    uint32_t start = r->at;
    for (int unit = 100000; at_digit(r); unit /= 10, r->at++) {
        *us += (r->s.at[r->at] - '0') * unit;
    }
    return r->at > start;
}

/* hh[:mm[:ss[.ffffff]]], with or without all of its colons. */
static bool read_clock(reading *r, int parts[3], int *us) {
    *us = 0;
    if (!read_digits(r, 2, &parts[0])) {
        return false;
    }
    bool colons = accept(r, ':');
    if (!colons && !at_digit(r)) {
        return true;
    }
    if (!read_digits(r, 2, &parts[1])) {
        return false;
    }
    if (colons ? !accept(r, ':') : !at_digit(r)) {
        return true;
    }
    return read_digits(r, 2, &parts[2]) && read_fraction(r, us);
}

static bool read_zone(pl_arena *a, reading *r, const pl_dt_zone **out) {
    int parts[3] = {0}, us;
    *out = NULL;
    if (r->at == r->s.len) {
        return true;
    }
    if (accept(r, 'Z')) {
        *out = pl_dt_zone_fixed(a, 0, PL_S(""));
        return true;
    }
    bool west = accept(r, '-');
    if ((!west && !accept(r, '+')) || !read_clock(r, parts, &us)) {
        return false;
    }
    int64_t offset = parts[0] * 3600 + parts[1] * 60 + parts[2];
    *out = pl_dt_zone_fixed(a, west ? -offset : offset, PL_S(""));
    return offset < 86400;
}

static bool read_time(pl_arena *a, reading *r, pl_dt_moment *m) {
    int parts[3] = {0};
    if (!read_clock(r, parts, &m->us) || !read_zone(a, r, &m->zone)) {
        return false;
    }
    m->hour = parts[0];
    m->minute = parts[1];
    m->second = parts[2];
    return true;
}

bool pl_dt_fromisoformat(pl_eval *ev, const pl_class *cls, pl_value text,
                         pl_value *out) {
    if (!pl_is_str(text)) {
        return pl_raise(ev, PL_EXC_TYPE, "fromisoformat: argument must be str");
    }
    reading r = {pl_str_from(text), 0};
    pl_dt_moment *m = pl_dt_new(ev->arena, cls);
    bool ok = !pl_dt_has_date(m) || read_date(&r, m);
    if (ok && pl_dt_has_time(m) && (r.at < r.s.len || !pl_dt_has_date(m))) {
        if (pl_dt_has_date(m)) {
            pl_utf8_next(r.s, &r.at); /* any separator */
        } else {
            accept(&r, 'T');
        }
        ok = read_time(ev->arena, &r, m);
    }
    if (!ok || r.at < r.s.len) {
        pl_buf shown = {0};
        pl_str_repr(&shown, r.s);
        pl_raise(ev, PL_EXC_VALUE, "Invalid isoformat string: %.*s",
                 PL_FMT(pl_buf_view(&shown)));
        pl_buf_free(&shown);
        return false;
    }
    *out = pl_module_object(m);
    return pl_dt_check(ev, m);
}
