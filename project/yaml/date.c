/* Dates and times of YAML 1.1, as PyYAML reads them. */
#include <stdio.h>

#include "project/yaml/yaml_priv.h"

typedef struct cursor {
    const char *at;
    const char *end;
} cursor;

static char peek(const cursor *c) {
    return c->at < c->end ? *c->at : '\0';
}

static bool done(const cursor *c) {
    return c->at == c->end;
}

static bool take(cursor *c, char wanted) {
    if (c->at < c->end && *c->at == wanted) {
        c->at++;
        return true;
    }
    return false;
}

static uint32_t take_digits(cursor *c, uint32_t most) {
    uint32_t n = 0;
    while (n < most && peek(c) >= '0' && peek(c) <= '9') {
        c->at++;
        n++;
    }
    return n;
}

typedef struct stamp {
    int year, month, day;
    bool has_time;
    int hour, minute, second, micro;
    bool has_zone;
    int offset; /* minutes */
} stamp;

static bool number(cursor *c, uint32_t least, uint32_t most, int *out) {
    const char *from = c->at;
    if (take_digits(c, most) < least) {
        return false;
    }
    *out = 0;
    for (; from < c->at; from++) {
        *out = *out * 10 + (*from - '0');
    }
    return true;
}

static bool blanks(cursor *c) {
    const char *from = c->at;
    while (peek(c) == ' ' || peek(c) == '\t') {
        c->at++;
    }
    return c->at > from;
}

static bool match_zone(cursor *c, stamp *s) {
    blanks(c);
    if (take(c, 'Z')) {
        s->has_zone = true;
        return true;
    }
    int sign = peek(c) == '-' ? -1 : 1;
    int hours = 0;
    int minutes = 0;
    if ((!take(c, '+') && !take(c, '-')) || !number(c, 1, 2, &hours)) {
        return false;
    }
    if (take(c, ':') && !number(c, 2, 2, &minutes)) {
        return false;
    }
    s->has_zone = true;
    s->offset = sign * (hours * 60 + minutes);
    return true;
}

/* .[0-9]*: microseconds are its first six digits. */
static void match_fraction(cursor *c, stamp *s) {
    if (!take(c, '.')) {
        return;
    }
    const char *from = c->at;
    take_digits(c, UINT32_MAX);
    for (int i = 0; i < 6; i++) {
        s->micro = s->micro * 10 + (from + i < c->at ? from[i] - '0' : 0);
    }
}

static bool match_time(cursor *c, stamp *s) {
    if (!take(c, 'T') && !take(c, 't') && !blanks(c)) {
        return false;
    }
    s->has_time = true;
    if (!number(c, 1, 2, &s->hour) || !take(c, ':') || !number(c, 2, 2, &s->minute) ||
        !take(c, ':') || !number(c, 2, 2, &s->second)) {
        return false;
    }
    match_fraction(c, s);
    return done(c) || (match_zone(c, s) && done(c));
}

static bool match_stamp(pl_str text, stamp *s) {
    cursor c = {text.at, text.at + text.len};
    *s = (stamp){0};
    if (text.len < 8 || !number(&c, 4, 4, &s->year) || !take(&c, '-')) {
        return false;
    }
    const char *month = c.at;
    if (!number(&c, 1, 2, &s->month)) {
        return false;
    }
    bool padded = c.at - month == 2;
    if (!take(&c, '-')) {
        return false;
    }
    const char *day = c.at;
    if (!number(&c, 1, 2, &s->day)) {
        return false;
    }
    if (done(&c)) {
        return padded && c.at - day == 2;
    }
    return match_time(&c, s);
}

static int days_in(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : days[month - 1];
}

/* In the words of Python's datetime; NULL: it is a date. */
static const char *fault_of(const stamp *s) {
    if (s->year < 1) {
        return "year 0 is out of range";
    }
    if (s->month < 1 || s->month > 12) {
        return "month must be in 1..12";
    }
    if (s->day < 1 || s->day > days_in(s->year, s->month)) {
        return "day is out of range for month";
    }
    if (s->hour > 23) {
        return "hour must be in 0..23";
    }
    if (s->minute > 59) {
        return "minute must be in 0..59";
    }
    if (s->second > 59) {
        return "second must be in 0..59";
    }
    if (s->offset <= -1440 || s->offset >= 1440) {
        return "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24).";
    }
    return NULL;
}

static pl_str iso_of(const stamp *s, pl_arena *a) {
    char micro[8] = "";
    char zone[8] = "";
    if (!s->has_time) {
        return pl_str_fmt(a, "%04d-%02d-%02d", s->year, s->month, s->day);
    }
    if (s->micro) {
        snprintf(micro, sizeof micro, ".%06u", (unsigned)s->micro % 1000000u);
    }
    if (s->has_zone) {
        unsigned offset = (unsigned)(s->offset < 0 ? -s->offset : s->offset) % 1440u;
        snprintf(zone, sizeof zone, "%c%02u:%02u", s->offset < 0 ? '-' : '+',
                 offset / 60, offset % 60);
    }
    return pl_str_fmt(a, "%04d-%02d-%02dT%02d:%02d:%02d%s%s", s->year, s->month, s->day,
                      s->hour, s->minute, s->second, micro, zone);
}

bool pl_yaml_is_stamp(pl_str text) {
    stamp s;
    return match_stamp(text, &s);
}

bool pl_yaml_construct_stamp(pl_yaml *y, pl_str text, pl_arena *a, pl_str *why) {
    stamp s;
    if (!match_stamp(text, &s)) {
        *why = pl_str_fmt(a, "'%.*s' is not a timestamp", PL_FMT(text));
        return false;
    }
    const char *fault = fault_of(&s);
    if (fault) {
        *why = pl_str_of(fault);
        return false;
    }
    y->kind = s.has_time ? PL_YAML_DATETIME : PL_YAML_DATE;
    y->scalar = pl_string(iso_of(&s, a));
    return true;
}
