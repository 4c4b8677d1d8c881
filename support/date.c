/* Days of the civil calendar: years from March, in eras of 400. */
#include "support/date.h"

int64_t pl_days_of(int64_t year, int64_t month, int64_t day) {
    int64_t y = year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t in_era = y - era * 400;
    int64_t in_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719468;
}

void pl_date_parts(int64_t days, int64_t out[3]) {
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t in_era = days - era * 146097;
    int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int64_t in_year = in_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * in_year + 2) / 153;
    out[1] = month < 10 ? month + 3 : month - 9;
    out[0] = year + era * 400 + (out[1] <= 2);
    out[2] = in_year - (153 * month + 2) / 5 + 1;
}

static int64_t number(pl_str s, uint32_t lo, uint32_t hi) {
    int64_t n = 0;
    for (uint32_t i = lo; i < hi && i < s.len; i++) {
        n = n * 10 + s.at[i] - '0';
    }
    return n;
}

int64_t pl_days_of_date(pl_str date) {
    return pl_days_of(number(date, 0, 4), number(date, 5, 7), number(date, 8, 10));
}

pl_str pl_date_of_days(pl_arena *a, int64_t days) {
    int64_t date[3];
    pl_date_parts(days, date);
    return pl_str_fmt(a, "%04lld-%02lld-%02lld", (long long)date[0], (long long)date[1],
                      (long long)date[2]);
}
