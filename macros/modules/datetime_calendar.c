/* macros/modules/datetime_calendar.c: the Gregorian calendar of modules.datetime. */
#include "macros/modules/datetime_priv.h"
#include "support/date.h"

static bool is_leap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_days(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

int64_t pl_dt_days(int year, int month, int day) {
    return pl_days_of(year, month, day);
}

static void set_days(pl_dt_moment *m, int64_t days) {
    int64_t date[3];
    pl_date_parts(days, date);
    m->year = (int)date[0];
    m->month = (int)date[1];
    m->day = (int)date[2];
}

int pl_dt_weekday(const pl_dt_moment *m) {
    int64_t days =
        pl_dt_days(m->year, m->month, m->day) + 3; /* 1970 began on a Thursday */
    return (int)(days % 7 + (days % 7 < 0 ? 7 : 0));
}

int pl_dt_year_day(const pl_dt_moment *m) {
    return (int)(pl_dt_days(m->year, m->month, m->day) - pl_dt_days(m->year, 1, 1)) + 1;
}

/* The Monday of ISO week 1, in days since 1970. */
static int64_t iso_year_start(int year) {
    pl_dt_moment fourth = {.year = year, .month = 1, .day = 4};
    return pl_dt_days(year, 1, 4) - pl_dt_weekday(&fourth);
}

pl_dt_iso pl_dt_isocalendar(const pl_dt_moment *m) {
    int64_t days = pl_dt_days(m->year, m->month, m->day);
    int year = m->year;
    if (days < iso_year_start(year)) {
        year--;
    } else if (days >= iso_year_start(year + 1)) {
        year++;
    }
    return (pl_dt_iso){year, (int)((days - iso_year_start(year)) / 7) + 1,
                       pl_dt_weekday(m) + 1};
}

int64_t pl_dt_local_us(const pl_dt_moment *m) {
    int64_t seconds = m->hour * INT64_C(3600) + m->minute * INT64_C(60) + m->second;
    int64_t days = pl_dt_has_date(m) ? pl_dt_days(m->year, m->month, m->day) : 0;
    return days * PL_DT_DAY + seconds * PL_DT_SECOND + m->us;
}

int64_t pl_dt_utc_us(const pl_dt_moment *m) {
    return pl_dt_local_us(m) - (m->zone ? m->zone->rule.offset * PL_DT_SECOND : 0);
}

bool pl_dt_set_us(pl_dt_moment *m, int64_t us) {
    int64_t days = us / PL_DT_DAY - (us % PL_DT_DAY < 0), rest = us - days * PL_DT_DAY;
    if (days < pl_dt_days(PL_DT_YEAR_MIN, 1, 1) ||
        days > pl_dt_days(PL_DT_YEAR_MAX, 12, 31)) {
        return false;
    }
    set_days(m, days);
    m->us = (int)(rest % PL_DT_SECOND);
    rest /= PL_DT_SECOND;
    m->hour = (int)(rest / 3600);
    m->minute = (int)(rest / 60 % 60);
    m->second = (int)(rest % 60);
    return true;
}

bool pl_dt_out_of_range(pl_eval *ev) {
    return pl_raise(ev, PL_EXC_OVERFLOW, "date value out of range");
}

static bool check_date(pl_eval *ev, const pl_dt_moment *m) {
    if (m->year < PL_DT_YEAR_MIN || m->year > PL_DT_YEAR_MAX) {
        return pl_raise(ev, PL_EXC_VALUE, "year %d is out of range", m->year);
    }
    if (m->month < 1 || m->month > 12) {
        return pl_raise(ev, PL_EXC_VALUE, "month must be in 1..12");
    }
    return (m->day >= 1 && m->day <= month_days(m->year, m->month)) ||
           pl_raise(ev, PL_EXC_VALUE, "day is out of range for month");
}

bool pl_dt_check(pl_eval *ev, const pl_dt_moment *m) {
    if (pl_dt_has_date(m) && !check_date(ev, m)) {
        return false;
    }
    if (m->hour < 0 || m->hour > 23) {
        return pl_raise(ev, PL_EXC_VALUE, "hour must be in 0..23");
    }
    if (m->minute < 0 || m->minute > 59) {
        return pl_raise(ev, PL_EXC_VALUE, "minute must be in 0..59");
    }
    if (m->second < 0 || m->second > 59) {
        return pl_raise(ev, PL_EXC_VALUE, "second must be in 0..59");
    }
    if (m->us < 0 || m->us > 999999) {
        return pl_raise(ev, PL_EXC_VALUE, "microsecond must be in 0..999999");
    }
    return (m->fold == 0 || m->fold == 1) ||
           pl_raise(ev, PL_EXC_VALUE, "fold must be either 0 or 1");
}

pl_dt_moment *pl_dt_new(pl_arena *a, const pl_class *cls) {
    pl_dt_moment *m = PL_NEW(a, pl_dt_moment);
    m->base.cls = cls;
    return m;
}

const pl_dt_moment *pl_dt_as_moment(pl_value v) {
    bool is = pl_module_is(v, &pl_dt_date_class) ||
              pl_module_is(v, &pl_dt_time_class) ||
              pl_module_is(v, &pl_dt_datetime_class);
    return is ? (const pl_dt_moment *)v.as.obj : NULL;
}

const pl_dt_delta *pl_dt_as_delta(pl_value v) {
    return pl_module_is(v, &pl_dt_delta_class) ? (const pl_dt_delta *)v.as.obj : NULL;
}

pl_value pl_datetime_naive(pl_arena *a, int64_t us) {
    pl_dt_moment *m = pl_dt_new(a, &pl_dt_datetime_class);
    return pl_dt_set_us(m, us) ? pl_module_object(m) : pl_none();
}

pl_value pl_datetime_utc(pl_eval *ev, int64_t us) {
    pl_dt_moment *m = pl_dt_new(ev->arena, &pl_dt_datetime_class);
    m->zone = &pl_dt_zone_utc;
    return pl_dt_set_us(m, us) ? pl_module_object(m) : pl_none();
}

pl_value pl_date_value(pl_arena *a, int year, int month, int day) {
    pl_dt_moment *m = pl_dt_new(a, &pl_dt_date_class);
    m->year = year;
    m->month = month;
    m->day = day;
    return pl_module_object(m);
}
