/* support/diag.h: diagnostics: what is wrong, where, and what would mend it.
 *
 * A diagnostic goes to a sink and the work goes on, so one run reports all
 * of them. Text is complete when it is added; line and column are computed
 * when it is printed. */
#ifndef PL_SUPPORT_DIAG_H
#define PL_SUPPORT_DIAG_H

#include "support/buf.h"
#include "support/source.h"

typedef enum pl_severity { PL_NOTE, PL_WARNING, PL_ERROR } pl_severity;

typedef enum pl_diag_code {
#define DIAG(id, number, severity, dbt, words) PL_##id,
#include "support/diag.def"
#undef DIAG
    PL_DIAG_COUNT
} pl_diag_code;

typedef struct pl_diag_note {
    pl_span span; /* src may be NULL */
    pl_str text;
} pl_diag_note;

typedef struct pl_diag {
    pl_diag_code code;
    pl_severity severity;
    pl_span span;
    pl_str text;          /* one line or several; no trailing newline */
    pl_str node;          /* unique_id of the dbt node concerned; may be empty */
    pl_str dbt_text;      /* what dbt-core says here, where plumb's words differ */
    pl_str dbt_whole;     /* dbt-core's whole message, where it has more than that */
    const char *dbt_kind; /* of its error, where it is not the code's; NULL: it is */
    pl_str help;          /* how to mend it; may be empty */
    const pl_diag_note *notes; /* macro call chain, innermost first */
    uint32_t note_count;
    uint32_t order; /* order of arrival within the sink */
} pl_diag;

/* Collects diagnostics. One thread at a time; workers have their own and are merged. */
typedef struct pl_diag_sink {
    pl_arena *arena; /* owns texts and notes that are added */
    pl_diag *at;
    uint32_t len;
    uint32_t cap;
    uint32_t errors; /* of severity PL_ERROR */
    uint32_t warnings;
} pl_diag_sink;

/* Add a diagnostic; texts must live as long as the sink. Returns it, to be filled. */
pl_diag *pl_diag_add(pl_diag_sink *sink, pl_diag_code code, pl_span span, pl_str text);
pl_diag *pl_diag_addf(pl_diag_sink *sink, pl_diag_code code, pl_span span,
                      const char *format, ...) __attribute__((format(printf, 4, 5)));

/* How much a sink holds, to go back to: what is added after it is dropped again. */
typedef struct pl_diag_point {
    uint32_t len, errors, warnings;
} pl_diag_point;
pl_diag_point pl_diag_mark(const pl_diag_sink *sink);
void pl_diag_rollback(pl_diag_sink *sink, pl_diag_point to);

/* Append copies of `from`'s diagnostics to `to`. */
void pl_diag_merge(pl_diag_sink *to, const pl_diag_sink *from);

/* Sort by path, offset, code, text; drop exact repetitions (each target reads the files
 * anew, so equal paths will do). */
void pl_diag_sort(pl_diag_sink *sink);

/* "E0410". Static storage. */
const char *pl_diag_name(pl_diag_code code, char room[8]);

typedef struct pl_diag_style {
    bool color; /* ANSI colours */
    bool whole; /* each error with all that dbt-core prints for it: kind, node, stack */
    /* Takes secrets out of a text, before anything of it is cut or escaped; may be NULL.
     * What it makes lies in `arena`. */
    pl_str (*mask)(const void *data, pl_arena *arena, pl_str text);
    const void *mask_data;
    pl_arena *arena;
} pl_diag_style;

/* One diagnostic as text: "path:line:col: error[E0410]: words", the source line with a
 * caret line, notes and help. */
void pl_diag_print(pl_buf *to, const pl_diag *d, pl_diag_style style);

/* The line of a place with carets below its bytes [lo, hi), tabs kept so that columns
 * agree. Lines that are too long for a terminal are cut around `lo`. */
void pl_excerpt(pl_buf *to, pl_place p, uint32_t lo, uint32_t hi);

#endif
