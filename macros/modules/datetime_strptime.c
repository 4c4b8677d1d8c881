/* macros/modules/datetime_strptime.c: datetime.strptime: the format becomes a regular
 * expression, as in Python's _strptime.py, so that it matches what that matches. */
#include "eval/value/unicode.h"
#include "macros/modules/datetime_priv.h"
#include "support/regex.h"

static const char *const month_names[] = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};
static const char *const day_names[] = {"monday", "tuesday",  "wednesday", "thursday",
                                        "friday", "saturday", "sunday"};

typedef struct directive {
    char letter;
    const char *pattern;
} directive;

static const directive directives[] = {
    {'a', "mon|tue|wed|thu|fri|sat|sun"},
    {'A', "wednesday|thursday|saturday|tuesday|monday|friday|sunday"},
    {'b', "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"},
    {'B',
     "september|february|november|december|january|october|august|march|april|june|july|may"},
    {'d', "3[0-1]|[1-2]\\d|0[1-9]|[1-9]| [1-9]"},
    {'f', "[0-9]{1,6}"},
    {'G', "\\d\\d\\d\\d"},
    {'H', "2[0-3]|[0-1]\\d|\\d"},
    {'I', "1[0-2]|0[1-9]|[1-9]"},
    {'j', "36[0-6]|3[0-5]\\d|[1-2]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9]"},
    {'m', "1[0-2]|0[1-9]|[1-9]"},
    {'M', "[0-5]\\d|\\d"},
    {'p', "am|pm"},
    {'S', "6[0-1]|[0-5]\\d|\\d"},
    {'u', "[1-7]"},
    {'U', "5[0-3]|[0-4]\\d|\\d"},
    {'V', "5[0-3]|0[1-9]|[1-4]\\d|\\d"},
    {'w', "[0-6]"},
    {'W', "5[0-3]|[0-4]\\d|\\d"},
    {'y', "\\d\\d"},
    {'Y', "\\d\\d\\d\\d"},
    {'z', "[+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d(?:\\.\\d{1,6})?)?|(?-i:Z)"},
    {'Z', "utc|gmt"},
};

enum { FIELDS_MAX = sizeof directives / sizeof *directives };

typedef struct scan {
    pl_eval *ev;
    pl_str format, text;
    pl_buf *pattern;
    char letters[FIELDS_MAX]; /* of group i + 1 */
    uint32_t fields;
    uint32_t spans[2 * (FIELDS_MAX + 1)];
} scan;

/* ValueError: `before`, repr(a), `between`, repr(b). */
static bool fail_quoting(pl_eval *ev, const char *before, pl_str a, const char *between,
                         pl_str b) {
    pl_buf text = {0};
    pl_buf_str(&text, pl_str_of(before));
    pl_str_repr(&text, a);
    pl_buf_str(&text, pl_str_of(between));
    pl_str_repr(&text, b);
    pl_raise_str(ev, PL_EXC_VALUE, pl_buf_take(&text, ev->arena));
    pl_buf_free(&text);
    return false;
}

/* ---- format to pattern */

static bool put_format(scan *s, pl_str format);

static bool put_directive(scan *s, char letter) {
    switch (letter) {
    case '%':
        pl_buf_char(s->pattern, '%');
        return true;
    case 'c':
        return put_format(s, PL_S("%a %b %d %H:%M:%S %Y"));
    case 'x':
        return put_format(s, PL_S("%m/%d/%y"));
    case 'X':
        return put_format(s, PL_S("%H:%M:%S"));
    default:
        break;
    }
    for (uint32_t i = 0; i < s->fields; i++) {
        if (s->letters[i] == letter) {
            return pl_raise(s->ev, PL_EXC_RUNTIME,
                            "redefinition of group name '%c' as group %u; was group %u",
                            letter, s->fields + 1, i + 1);
        }
    }
    for (size_t i = 0; i < FIELDS_MAX; i++) {
        if (directives[i].letter == letter) {
            s->letters[s->fields++] = letter;
            pl_buf_fmt(s->pattern, "(%s)", directives[i].pattern);
            return true;
        }
    }
    return fail_quoting(s->ev, "", (pl_str){&letter, 1},
                        " is a bad directive in format ", s->format);
}

static bool put_format(scan *s, pl_str format) {
    bool space = false;
    for (uint32_t i = 0; i < format.len;) {
        uint32_t c = pl_utf8_next(format, &i);
        if (pl_char_is_space(c)) {
            pl_buf_str(s->pattern, space ? PL_S("") : PL_S("\\s+"));
            space = true;
            continue;
        }
        space = false;
        if (c != '%') {
            pl_buf_fmt(s->pattern, "\\x{%x}", c);
        } else if (i == format.len) {
            return pl_raise(s->ev, PL_EXC_VALUE, "stray %% in format '%.*s'",
                            PL_FMT(s->format));
        } else if (!put_directive(s, format.at[i++])) {
            return false;
        }
    }
    return true;
}

static bool match(scan *s) {
    pl_regex re;
    pl_str why;
    uint32_t at;
    if (!pl_regex_compile(s->ev->arena, pl_buf_view(s->pattern), PL_REGEX_NOCASE, &re,
                          &why, &at)) {
        return pl_raise_str(s->ev, PL_EXC_VALUE, why);
    }
    if (pl_regex_match(&re, s->text, 0, PL_REGEX_AT_START, PL_REGEX_STEPS, s->spans) !=
        PL_REGEX_MATCH) {
        return fail_quoting(s->ev, "time data ", s->text, " does not match format ",
                            s->format);
    }
    pl_str rest = pl_str_sub(s->text, s->spans[1], s->text.len);
    return rest.len == 0 || pl_raise(s->ev, PL_EXC_VALUE,
                                     "unconverted data remains: %.*s", PL_FMT(rest));
}

/* ---- fields to a moment */

/* The text of a directive; at NULL: it is not in the format. */
static pl_str field(const scan *s, char letter) {
    for (uint32_t i = 0; i < s->fields; i++) {
        if (s->letters[i] == letter) {
            return pl_str_sub(s->text, s->spans[2 * i + 2], s->spans[2 * i + 3]);
        }
    }
    return (pl_str){NULL, 0};
}

static int number(const scan *s, char letter, int fallback) {
    pl_str f = field(s, letter);
    int n = 0;
    for (uint32_t i = 0; f.at && i < f.len;) {
        int digit = pl_char_decimal(pl_utf8_next(f, &i));
        n = n * 10 + (digit < 0 ? 0 : digit);
    }
    return f.at ? n : fallback;
}

/* Number of the name that a field begins like; -1: the field is not there. */
static int name_index(const scan *s, char letter, const char *const *names, int count) {
    pl_str f = field(s, letter);
    for (int i = 0; f.at && i < count; i++) {
        if (pl_str_eq_nocase(pl_str_sub(f, 0, 3),
                             pl_str_sub(pl_str_of(names[i]), 0, 3))) {
            return i;
        }
    }
    return -1;
}

/* Monday is 0; -1: not given. */
static int weekday(const scan *s) {
    int day = name_index(s, 'a', day_names, 7);
    day = day >= 0 ? day : name_index(s, 'A', day_names, 7);
    if (day < 0 && field(s, 'w').at) {
        day = (number(s, 'w', 0) + 6) % 7;
    }
    return day < 0 ? number(s, 'u', 0) - 1 : day;
}

static int year(const scan *s) {
    int two = number(s, 'y', -1);
    return two >= 0 ? two + (two <= 68 ? 2000 : 1900) : number(s, 'Y', 1900);
}

static int hour(const scan *s) {
    int twelve = number(s, 'I', -1);
    bool pm =
        pl_str_eq_nocase(field(s, 'p').at ? field(s, 'p') : PL_S("am"), PL_S("pm"));
    return twelve < 0 ? number(s, 'H', 0) : twelve % 12 + (pm ? 12 : 0);
}

static int microsecond(const scan *s) {
    pl_str f = field(s, 'f');
    int us = number(s, 'f', 0);
    for (uint32_t i = f.len; f.at && i < 6; i++) {
        us *= 10;
    }
    return us;
}

/* Weeks of the year begin on `first` (0: Monday); week 1 holds the
 * first of those days. */
static int64_t days_of_week(int in_year, int week, int day, int first) {
    pl_dt_moment january = {.year = in_year, .month = 1, .day = 1};
    int offset =
        (pl_dt_weekday(&january) - first + 7) % 7; /* of 1 January in its week */
    int in_week = (day - first + 7) % 7;
    int64_t days = pl_dt_days(in_year, 1, 1);
    if (week == 0) {
        return days + in_week - offset;
    }
    return days + (7 - offset) % 7 + INT64_C(7) * (week - 1) + in_week;
}

static int64_t days_of_iso_week(int in_year, int week, int day) {
    pl_dt_moment fourth = {.year = in_year, .month = 1, .day = 4};
    return pl_dt_days(in_year, 1, 4) - pl_dt_weekday(&fourth) +
           INT64_C(7) * (week - 1) + day;
}

static bool set_date(const scan *s, pl_dt_moment *m) {
    int month = name_index(s, 'b', month_names, 12);
    month = month >= 0 ? month : name_index(s, 'B', month_names, 12);
    m->year = year(s);
    m->month = month >= 0 ? month + 1 : number(s, 'm', 1);
    m->day = number(s, 'd', 1);
    int day = weekday(s), week = number(s, 'U', number(s, 'W', -1));
    int64_t days;
    if (field(s, 'j').at) {
        days = pl_dt_days(m->year, 1, 1) + number(s, 'j', 1) - 1;
    } else if (week >= 0 && day >= 0) {
        days = days_of_week(m->year, week, day, field(s, 'U').at ? 6 : 0);
    } else if (field(s, 'G').at && field(s, 'V').at && day >= 0) {
        days = days_of_iso_week(number(s, 'G', 1900), number(s, 'V', 1), day);
    } else {
        return true;
    }
    return pl_dt_set_us(m, days * PL_DT_DAY);
}

static const pl_dt_zone *zone(const scan *s) {
    pl_str f = field(s, 'z'), name = field(s, 'Z');
    int64_t parts[3] = {0};
    int part = 0, digits = 0;
    if (!f.at) {
        return NULL;
    }
    for (uint32_t i = 1; i < f.len && f.at[i] != '.'; i++) {
        if (f.at[i] != ':') {
            parts[part] = parts[part] * 10 + (f.at[i] - '0');
            part += ++digits % 2 == 0 && part < 2;
        }
    }
    int64_t offset = parts[0] * 3600 + parts[1] * 60 + parts[2];
    pl_str known =
        pl_str_eq_nocase(name.at ? name : PL_S(""), PL_S("utc"))   ? PL_S("UTC")
        : pl_str_eq_nocase(name.at ? name : PL_S(""), PL_S("gmt")) ? PL_S("GMT")
                                                                   : PL_S("");
    return pl_dt_zone_fixed(s->ev->arena, f.at[0] == '-' ? -offset : offset, known);
}

bool pl_dt_strptime(pl_eval *ev, pl_str text, pl_str format, pl_value *out) {
    pl_out *o = pl_capture_begin(ev);
    scan s = {.ev = ev, .format = format, .text = text, .pattern = &o->text};
    bool ok =
        pl_afford(ev, 16 * (int64_t)format.len) && put_format(&s, format) && match(&s);
    pl_capture_end(ev, o);
    if (!ok) {
        return false;
    }
    pl_dt_moment *m = pl_dt_new(ev->arena, &pl_dt_datetime_class);
    if (!set_date(&s, m)) {
        return pl_dt_out_of_range(ev);
    }
    m->hour = hour(&s);
    m->minute = number(&s, 'M', 0);
    m->second = number(&s, 'S', 0);
    m->us = microsecond(&s);
    m->zone = zone(&s);
    *out = pl_module_object(m);
    return pl_dt_check(ev, m);
}
