/* diff/report.h: differences as text, JSON, Markdown, HTML, and as findings for the
 * forms of report/report.h. */
#ifndef PL_DIFF_REPORT_H
#define PL_DIFF_REPORT_H

#include "diff/diff.h"
#include "report/report.h"

typedef struct pl_diff_report {
    const pl_diff *const *at; /* one a pair of sides */
    uint32_t len;
    uint32_t fail_on; /* verdicts, as bits, that fail the run */
    uint32_t shown;   /* verdicts, as bits, whose nodes are listed */
    uint32_t context; /* equal lines around a change */
    bool sql;         /* show the texts */
    bool strict;      /* findings that fail the run are errors, not warnings */
    uint32_t limit;   /* bytes of Markdown */
    bool color;
    const pl_diag_sink *faults; /* what could not be evaluated; may be NULL */
    pl_str prefix; /* of the project below the repository's root: "" or "dbt/" */
    pl_arena *arena;
    /* Takes secrets out of a text before it is taken apart or escaped. May be NULL. */
    pl_str (*mask)(void *data, pl_arena *a, pl_str text);
    void *mask_data;
} pl_diff_report;

void pl_diff_print_text(const pl_diff_report *r, pl_buf *to);
void pl_diff_print_json(const pl_diff_report *r, pl_buf *to);
void pl_diff_print_markdown(const pl_diff_report *r, pl_buf *to);
/* One self-contained page; all its texts are masked. */
void pl_diff_print_html(const pl_diff_report *r, pl_buf *to);
/* As findings; what `out` needs beyond them (mask, time,
 * environments) is the caller's. */
void pl_diff_findings(const pl_diff_report *r, pl_report *out);

/* "logic", "2 moved, 1 logic, 40 identical": those that occur, gravest first. */
pl_str pl_diff_counts_text(const pl_diff *d, pl_arena *a);
/* "models/orders.sql:14", with the revision's name where side A alone has
 * it. Empty: not known. */
pl_str pl_diff_place_text(const pl_diff *d, pl_span span, bool in_a, pl_arena *a);
/* A text without its secrets. */
pl_str pl_diff_masked(const pl_diff_report *r, pl_str text);
/* The lines of a node's two compiled texts that differ; masked before they are
 * compared, since a part of a secret could not be found. */
pl_text_diff pl_diff_shown_text(const pl_diff_report *r, const pl_diff *d,
                                const pl_diff_node *n);
/* "drop view if exists db.schema.name;" of a relation that is left behind. */
pl_str pl_diff_drop_text(const pl_diff_node *n, pl_arena *a);
/* Nodes whose verdict is among `verdicts`, over all pairs. */
uint32_t pl_diff_total(const pl_diff_report *r, uint32_t verdicts);

#endif
