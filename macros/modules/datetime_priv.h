/* macros/modules/datetime_priv.h: the parts of modules.datetime and modules.pytz. */
#ifndef PL_MACROS_MODULES_DATETIME_PRIV_H
#define PL_MACROS_MODULES_DATETIME_PRIV_H

#include "macros/modules/modules_priv.h"

#define PL_DT_SECOND INT64_C(1000000)
#define PL_DT_DAY (86400 * PL_DT_SECOND)
enum { PL_DT_YEAR_MIN = 1, PL_DT_YEAR_MAX = 9999 };

/* What a zone's clocks show from one moment on. */
typedef struct pl_dt_rule {
    int64_t offset; /* seconds east of UTC, whole minutes as in pytz */
    int64_t dst;    /* seconds of it that are summer time */
    pl_str abbr;
} pl_dt_rule;

/* A zone's history, from the system's tzdata. */
typedef struct pl_dt_history {
    const int64_t *from; /* seconds since 1970; from[0] is the beginning of time */
    const pl_dt_rule *rule;
    uint32_t len;
} pl_dt_history;

typedef enum pl_dt_zone_kind {
    PL_DT_ZONE_FIXED,
    PL_DT_ZONE_UTC,
    PL_DT_ZONE_PYTZ_FIXED,
    PL_DT_ZONE_PYTZ
} pl_dt_zone_kind;

/* A tzinfo. As in pytz a zone with a history is one object for each of its rules. */
typedef struct pl_dt_zone {
    pl_object base;
    pl_dt_zone_kind kind;
    pl_str name; /* "America/New_York"; of PL_DT_ZONE_FIXED: the name given, or empty */
    pl_dt_rule rule;
    const pl_dt_history *history; /* NULL: always the same rule */
} pl_dt_zone;
extern const pl_class pl_dt_zone_class;
extern const pl_dt_zone pl_dt_zone_utc; /* pytz.utc */

const pl_dt_zone *pl_dt_zone_fixed(pl_arena *a, int64_t offset, pl_str name);
/* The zone as it is at `us` since 1970, UTC. */
const pl_dt_zone *pl_dt_zone_at(pl_arena *a, const pl_dt_zone *z, int64_t us);
bool pl_dt_zone_same(const pl_dt_zone *a, const pl_dt_zone *b);
static inline pl_value pl_dt_zone_value(const pl_dt_zone *z) {
    return z ? pl_module_object(z) : pl_none();
}
/* None (*out NULL) or a tzinfo; else TypeError. */
bool pl_dt_zone_arg(pl_eval *ev, pl_value v, const pl_dt_zone **out);
/* "+05:30", with seconds where there are any; `colon` 0: none. */
void pl_dt_put_offset(pl_buf *to, int64_t offset, bool colon);

/* The history of system zone `*name`, in any case, which becomes the system's own;
 * NULL: there is none. */
const pl_dt_history *pl_dt_history_load(pl_arena *a, pl_str *name);

/* date, time and datetime: what a class lacks is nought. */
typedef struct pl_dt_moment {
    pl_object base;
    int year, month, day, hour, minute, second, us, fold;
    const pl_dt_zone *zone; /* NULL: naive */
} pl_dt_moment;
extern const pl_class pl_dt_date_class, pl_dt_time_class, pl_dt_datetime_class;

/* timedelta: 0 <= us < a day. */
typedef struct pl_dt_delta {
    pl_object base;
    int64_t days, us;
} pl_dt_delta;
extern const pl_class pl_dt_delta_class;

/* Days since 1970-01-01. */
int64_t pl_dt_days(int year, int month, int day);
/* 0 is Monday. */
int pl_dt_weekday(const pl_dt_moment *m);
int pl_dt_year_day(const pl_dt_moment *m); /* 1 .. 366 */
typedef struct pl_dt_iso {
    int year, week, day;
} pl_dt_iso;
pl_dt_iso pl_dt_isocalendar(const pl_dt_moment *m);
/* Microseconds since 1970 on its own clock. */
int64_t pl_dt_local_us(const pl_dt_moment *m);
/* The same in UTC; naive: as if UTC. */
int64_t pl_dt_utc_us(const pl_dt_moment *m);
/* Set the parts from microseconds since 1970; false: outside of the years 1 .. 9999. */
bool pl_dt_set_us(pl_dt_moment *m, int64_t us);
/* ValueError where a part is out of range. */
bool pl_dt_check(pl_eval *ev, const pl_dt_moment *m);
bool pl_dt_out_of_range(pl_eval *ev);

pl_dt_moment *pl_dt_new(pl_arena *a, const pl_class *cls);
static inline bool pl_dt_has_date(const pl_dt_moment *m) {
    return m->base.cls != &pl_dt_time_class;
}
static inline bool pl_dt_has_time(const pl_dt_moment *m) {
    return m->base.cls != &pl_dt_date_class;
}
/* A date, time or datetime, or NULL. */
const pl_dt_moment *pl_dt_as_moment(pl_value v);
const pl_dt_delta *pl_dt_as_delta(pl_value v);
/* OverflowError beyond a thousand million days. */
bool pl_dt_delta_value(pl_eval *ev, int64_t days, int64_t us, pl_value *out);
/* a + b, a - b, ...: see pl_class.binary. */
pl_found pl_dt_binary(pl_eval *ev, pl_object *self, int op, pl_value other,
                      bool swapped, pl_value *out);

/* isoformat; `timespec` as Python names it. */
bool pl_dt_isoformat(pl_eval *ev, const pl_dt_moment *m, pl_str separator,
                     pl_str timespec, pl_buf *to);
bool pl_dt_strftime(pl_eval *ev, const pl_dt_moment *m, pl_str format, pl_value *out);
bool pl_dt_strptime(pl_eval *ev, pl_str text, pl_str format, pl_value *out);
bool pl_dt_fromisoformat(pl_eval *ev, const pl_class *cls, pl_value text,
                         pl_value *out);

/* The classes themselves, as values of the module: constructor, class
 * methods, constants. */
typedef struct pl_dt_type {
    pl_object base;
    const char *name;           /* "datetime.datetime" */
    const pl_native *construct; /* NULL: cannot be called */
    pl_module_table methods;
    pl_found (*constant)(pl_eval *ev, pl_str name, pl_value *out); /* NULL: none */
} pl_dt_type;
extern const pl_class pl_dt_type_class;
extern const pl_dt_type pl_dt_date_type, pl_dt_time_type, pl_dt_datetime_type,
    pl_dt_delta_type;

#endif
