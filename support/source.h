/* support/source.h: one text that was read, and places in it. */
#ifndef PL_SUPPORT_SOURCE_H
#define PL_SUPPORT_SOURCE_H

#include "support/str.h"

/* Frozen after it is made; shared by all threads. */
typedef struct pl_source {
    /* as shown in messages, relative to the project root where it can be */
    pl_str path;
    pl_str text; /* valid UTF-8, followed by PL_SOURCE_PAD NUL bytes; may hold NULs */
    /* lines cut off before `text`: added to every line number */
    uint32_t skipped_lines;
    bool secret; /* may hold credentials: no line of it is ever shown */
    bool stock;  /* plumb's own text: no file of the user's */
} pl_source;

enum { PL_SOURCE_PAD = 32 };

/* Bytes [lo, hi) of `src`; src may be NULL: no place is known. */
typedef struct pl_span {
    const pl_source *src;
    uint32_t lo;
    uint32_t hi;
} pl_span;

static inline bool pl_span_stock(pl_span s) {
    return s.src && s.src->stock;
}

/* Wrap `text` (copied, padded) into a source owned by `a`. */
pl_source *pl_source_new(pl_arena *a, pl_str path, pl_str text);

/* The same with every \r\n and \r made \n, as Jinja reads templates. Returns `src`
 * itself when it holds no \r. */
const pl_source *pl_source_unix(pl_arena *a, const pl_source *src);

typedef struct pl_place {
    uint32_t line;   /* from 1 */
    uint32_t column; /* from 1, in code points */
    pl_str text;     /* the whole line, without its end */
} pl_place;

/* Line and column of a byte offset. O(offset). */
pl_place pl_source_place(const pl_source *src, uint32_t offset);
uint32_t pl_source_line(const pl_source *src, uint32_t offset);

#endif
