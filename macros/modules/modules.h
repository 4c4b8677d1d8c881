/* macros/modules/modules.h: the Python modules that dbt shows to templates: modules.datetime,
 * modules.pytz, modules.re and modules.itertools, as far as dbt exports their members.
 *
 * Values live in the render's arena. The clock is the host's (pl_dbt.now_us): local
 * time is UTC. Source: Python 3.11, dbt-core context/base.py get_context_modules. */
#ifndef PL_MACROS_MODULES_MODULES_H
#define PL_MACROS_MODULES_MODULES_H

#include "eval/eval.h"

/* The module `name` as a dict of its members; PL_MISSING: not one of the four. */
pl_found pl_module_find(pl_eval *ev, pl_str name, pl_value *out);

/* A datetime of microseconds since 1970 in UTC, with pytz.UTC as its
 * zone: run_started_at. */
pl_value pl_datetime_utc(pl_eval *ev, int64_t us);
/* datetime.fromisoformat(text).isoformat(). */
bool pl_datetime_iso(pl_eval *ev, pl_value text, pl_str *out);
/* A datetime without a zone, and a date, of parts known to be valid: what YAML's
 * timestamps become. */
pl_value pl_datetime_naive(pl_arena *a, int64_t us);
pl_value pl_date_value(pl_arena *a, int year, int month, int day);

#endif
