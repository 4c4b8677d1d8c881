/* One node run again, to see what rendering it does. */
#include "project/node/world_priv.h"
#include "project/render/names.h"
#include "project/render/render.h"
#include "project/render/trace.h"

bool pl_trace_names(pl_world *w, pl_dbt_node *n, pl_trace *t) {
    return pl_node_name(w, n, t);
}

bool pl_trace_name(pl_world *w, pl_dbt_node *n, pl_part part, pl_trace *t,
                   pl_value *out) {
    pl_diag_point said = pl_diag_mark(&w->sink);
    bool ok = pl_node_name_value(w, n, part, t, out);
    pl_diag_rollback(&w->sink, said);
    return ok;
}

bool pl_trace_compile(pl_world *w, pl_dbt_node *n, pl_trace *t) {
    if (!n->template || n->template->plain || !n->template->unit) {
        return true;
    }
    pl_ctes ctes = n->ctes; /* the render adds to them */
    pl_diag_point said = pl_diag_mark(&w->sink);
    pl_arena *scratch = &w->private->compile_scratch;
    pl_rendering r;
    n->ctes = (pl_ctes){0};
    pl_rendering_begin(&r, w, PL_PHASE_COMPILE, n->package, n, scratch);
    pl_rendering_watch(&r, t);
    bool ok = pl_render(&r.interp, n->template->unit);
    pl_rendering_end(&r);
    pl_arena_reset(scratch);
    n->ctes = ctes;
    pl_diag_rollback(&w->sink, said);
    return ok;
}
