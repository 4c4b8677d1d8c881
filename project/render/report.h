/* project/render/report.h: errors of renders as diagnostics. */
#ifndef PL_PROJECT_RENDER_REPORT_H
#define PL_PROJECT_RENDER_REPORT_H

#include "project/node/world.h"

/* The diagnostic that an error becomes, and its words with secrets masked. */
pl_diag_code pl_error_code(const pl_error *e);
pl_str pl_error_words(pl_world *w, const pl_error *e);

/* on-run-start and on-run-end are compiled along with everything. What they
 * would ask a warehouse changes no model, so it fails a run only when they
 * were selected by name. */
static inline bool pl_is_unasked_hook(const pl_world *w, const pl_dbt_node *n) {
    return n->type == PL_RES_OPERATION && !w->named;
}

/* Report ev->error as a diagnostic of `n` (may be NULL). `where` is used when the error
 * has no place of its own. */
void pl_report_error(pl_world *w, const pl_eval *ev, const pl_dbt_node *n,
                     pl_span where);
/* What an undefined name of `n` may have meant, and dbt's words for it. */
void pl_suggest_name(pl_world *w, const pl_dbt_node *n, pl_diag *d);
/* Which tag may have caused a syntax error. */
void pl_suggest_tag(pl_world *w, pl_diag *d);
/* A template that did not parse. */
void pl_report_syntax(pl_world *w, const pl_template *t, const pl_dbt_node *n);

#endif
