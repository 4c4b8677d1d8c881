/* The parse pass of a node: its template run with execute false.
 *
 * Source: dbt-core 1.9 parser/base.py render_with_context, parser/models.py. */
#include "project/render/parse_node.h"
#include "project/node/dbt_error.h"
#include "project/node/world_priv.h"
#include "project/render/render.h"
#include "project/render/report.h"

bool pl_parse_template(pl_world *w, pl_dbt_node *n, const pl_unit *u) {
    pl_error unknown;
    if (!pl_unit_check(u, w->arena, &unknown)) {
        pl_span span = {unknown.ast->src, unknown.lo, unknown.lo + 1};
        pl_diag *fault = pl_diag_add(&w->sink, PL_E0202, span, unknown.text);
        fault->node = n->unique_id;
        fault->dbt_whole = pl_dbt_error_of(w->arena, "Compilation", n,
                                           pl_dbt_unknown_words(w->arena, &unknown));
        return false;
    }
    pl_rendering r;
    pl_arena *scratch = &w->private->parse_scratch;
    pl_rendering_begin(&r, w, PL_PHASE_PARSE, n->package, n, scratch);
    bool ok = pl_rendering_print(&r, u);
    pl_rendering_end(&r);
    pl_arena_reset(scratch);
    return ok;
}

bool pl_dbt_node_parse(pl_world *w, pl_dbt_node *n) {
    const pl_template *t = n->template;
    if (!t || t->plain) {
        return true;
    }
    if (t->broken) {
        pl_report_syntax(w, t, n);
        n->failed = true;
        return false;
    }
    /* Before its own config() has run, config.get() sees the project's. */
    if (!n->shown) {
        n->shown = (pl_dict *)(uintptr_t)pl_config_base(
            w->configs, pl_node_config_input(n).cls, n->package, n->fqn, n->fqn_len,
            w->arena);
    }
    const pl_dict *base = n->shown;
    bool ok = pl_parse_template(w, n, t->unit);
    if (n->shown == base) {
        n->shown = NULL;
    }
    n->failed = n->failed || !ok;
    return ok;
}
