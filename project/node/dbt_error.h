/* project/node/dbt_error.h: dbt's own messages in full: kind, node,
 * words, stack of macros.
 *
 * What plumb reports has its place and its chain of calls; `--strict-dbt` prints what
 * dbt would have said as well. Source: dbt-common 1.14 exceptions/base.py,
 * exceptions/macros.py, clients/jinja.py (catch_jinja, exception_handler); dbt-core
 * 1.9 task/runnable.py. */
#ifndef PL_PROJECT_NODE_DBT_ERROR_H
#define PL_PROJECT_NODE_DBT_ERROR_H

#include "parser/parser.h"
#include "project/config/dbt_text.h"
#include "project/node/world.h"

/* "KIND Error in model x (models/x.sql)\n  text"; without a node the kind alone. */
pl_str pl_dbt_error_of(pl_arena *a, const char *kind, const pl_dbt_node *n,
                       pl_str text);

/* Words of a syntax error as Jinja2 prints them, with line and text of the template. */
pl_str pl_dbt_syntax_words(pl_arena *a, const pl_source *src, const pl_syntax_error *e);

/* The same of a filter or test that does not exist. */
pl_str pl_dbt_unknown_words(pl_arena *a, const pl_error *e);

/* Report a fault of dbt's scan for blocks. */
pl_diag *pl_dbt_block_error(pl_world *w, const pl_source *src,
                            const pl_syntax_error *e);

/* What dbt adds to the words of an undefined name that no macro used. */
pl_str pl_dbt_undefined_words(pl_arena *a, pl_str text);

/* Fill `d`, made of `ev`'s error in a render of `n` (may be NULL). */
void pl_dbt_error_raised(pl_world *w, const pl_eval *ev, const pl_dbt_node *n,
                         pl_diag *d);

#endif
