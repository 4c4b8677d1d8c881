/* project/input/json_scan.h: finding one's way in a JSON text
 * without parsing all of it.
 *
 * Values are returned as the bytes they take; only brackets and quotes are looked at,
 * so what is skipped need not be valid. */
#ifndef PL_PROJECT_INPUT_JSON_SCAN_H
#define PL_PROJECT_INPUT_JSON_SCAN_H

#include "eval/eval.h"

/* The entries of an object or list, one after the other. */
typedef struct pl_json_cursor {
    pl_str json;
    uint32_t at;
    bool object;
    bool broken; /* the text ended or went on where it must not */
} pl_json_cursor;

/* `json` begins with '{' or '['; false: it doesn't. */
bool pl_json_enter(pl_json_cursor *c, pl_str json);
/* Next entry; false at the end or when broken. `key` (of objects) is decoded into `a`
 * when it has escapes. */
bool pl_json_next(pl_json_cursor *c, pl_arena *a, pl_str *key, pl_str *value);

/* A member of an object: its bytes; at NULL: absent, or no object. O(object). */
pl_str pl_json_member(pl_str object, pl_str key);
/* The value of `json`; None when it is absent or malformed. */
pl_value pl_json_parsed(pl_str json, pl_arena *a);
/* The text of a JSON string; at NULL: none. */
pl_str pl_json_text(pl_str json, pl_arena *a);

#endif
