/* report/report_priv.h: what the forms of a report share. */
#ifndef PL_REPORT_REPORT_PRIV_H
#define PL_REPORT_REPORT_PRIV_H

#include "report/report.h"
#include "support/map.h"
#include "support/visible.h"

typedef struct pl_printer {
    const pl_report *r;
    pl_buf *to;
    pl_map lines; /* pointer to a source -> where its lines start */
} pl_printer;

#define FORM(id, name, suffix) void pl_form_##suffix(pl_printer *p);
#include "report/forms.def"
#undef FORM

/* ---- texts */

/* A text as it may be shown: masked, and valid UTF-8. */
pl_str pl_shown(pl_printer *p, pl_str text);
/* The same for a terminal or a log: one line, control characters made visible. */
pl_str pl_shown_line(pl_printer *p, pl_str text);
/* As a JSON string; as JSON null when it is empty. */
void pl_put_json(pl_printer *p, pl_str text);
void pl_put_json_or_null(pl_printer *p, pl_str text);
/* How often `key` was given before; `key` must live as long as the map. */
uint32_t pl_times_seen(pl_map *seen, pl_arena *a, pl_str key);
/* Percent-encoded for a URI; '/' stays. */
void pl_put_uri(pl_buf *to, pl_str path);
/* "3 errors"; `words` are what one is. */
void pl_put_count(pl_buf *to, uint32_t n, const char *words);

const char *pl_severity_word(pl_severity severity);

/* ---- places */

/* As pl_source_place, but fast for many places of one source. */
pl_place pl_place_at(pl_printer *p, const pl_source *src, uint32_t offset);

/* Where a span stands; columns are code points from 1, the end is
 * the first behind it. */
typedef struct pl_spot {
    uint32_t line, column; /* line 0: not known */
    uint32_t end_line, end_column;
} pl_spot;
pl_spot pl_spot_of(pl_printer *p, pl_span span);

/* A path from the project's folder, where it lies in it. */
pl_str pl_shown_path(pl_printer *p, pl_str path);
/* The path of a finding or fault from the root of the repository. What has none, or
 * lies elsewhere, is shown at dbt_project.yml: *known is false then. */
pl_str pl_repository_path(pl_printer *p, pl_str path, bool *known);
/* Where a fault is shown: of the places from the fault outwards, the first that is in
 * the project's own files. */
pl_span pl_fault_span(const pl_printer *p, const pl_diag *d);
static inline pl_str pl_span_path(pl_span span) {
    return span.src ? span.src->path : (pl_str){"", 0};
}
/* A path as it was given, with ":line:column" where they are known. */
void pl_put_place(pl_printer *p, pl_buf *to, pl_str path, pl_span span);

/* ---- findings */

static inline bool pl_finding_counts(const pl_finding *f) {
    return !f->suppressed.len;
}
/* The environments' names, with ", " between; empty where none is to be named. */
pl_str pl_environments_named(pl_printer *p, const pl_finding *f);
/* A finding as the text form prints it, with its excerpt. */
void pl_put_finding(pl_printer *p, const pl_finding *f, bool color);
/* Faults of severity error: what could not be evaluated. */
uint32_t pl_fault_count(const pl_report *r);
/* One line of sums: "3 errors, 1 warning; 2 suppressed; 80 nodes in dev, prod". */
void pl_put_summary(pl_printer *p, pl_buf *to);

#endif
