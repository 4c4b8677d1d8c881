/* tests/case_json.h: just enough JSON to read the answers of `plumb template`.
 *
 * Written apart from plumb's own reader, so that a fault in that one is noticed. */
#ifndef PL_TESTS_CASE_JSON_H
#define PL_TESTS_CASE_JSON_H

#include <stdbool.h>

#include "support/str.h"

/* The member `key` of `object`, as written. Returns false when `object` is no
 * well-formed object or has no such member. */
bool case_json_member(pl_str object, const char *key, pl_str *value);

/* A string's text; anything else as it is written. */
pl_str case_json_text(pl_arena *arena, pl_str value);

/* The same JSON without white space between its parts. */
pl_str case_json_compact(pl_arena *arena, pl_str value);

#endif
