/* support/date.h: days of the civil calendar, counted from 1970-01-01. */
#ifndef PL_SUPPORT_DATE_H
#define PL_SUPPORT_DATE_H

#include "support/str.h"

/* Months and days count from 1. */
int64_t pl_days_of(int64_t year, int64_t month, int64_t day);
/* Year, month and day. */
void pl_date_parts(int64_t days, int64_t out[3]);
/* "2026-10-01" and back. */
int64_t pl_days_of_date(pl_str date);
pl_str pl_date_of_days(pl_arena *a, int64_t days);

#endif
