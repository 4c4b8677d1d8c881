/* One node run again, to see what rendering it does. */
#include "project/node/world_priv.h"
#include "project/render/names.h"
#include "project/render/render.h"
#include "project/render/trace.h"

bool pl_trace_names(pl_world *w, pl_dbt_node *n, pl_trace *t) {
    pl_trace *before = w->options.trace;
    w->options.trace = t;
    bool ok = pl_node_name(w, n);
    w->options.trace = before;
    return ok;
}

bool pl_trace_name(pl_world *w, pl_dbt_node *n, pl_part part, pl_trace *t,
                   pl_value *out) {
    pl_trace *before = w->options.trace;
    pl_diag_point said = pl_diag_mark(&w->sink);
    pl_value database = n->database, schema = n->schema;
    pl_str alias = n->alias, identifier = n->identifier;
    w->options.trace = t;
    bool ok = pl_node_name_part(w, n, part);
    *out = part == PL_PART_DATABASE ? n->database
           : part == PL_PART_SCHEMA ? n->schema
                                    : pl_string(n->alias);
    w->options.trace = before;
    n->database = database;
    n->schema = schema;
    n->alias = alias;
    n->identifier = identifier;
    pl_diag_rollback(&w->sink, said);
    return ok;
}

bool pl_trace_compile(pl_world *w, pl_dbt_node *n, pl_trace *t) {
    if (!n->template || n->template->plain || !n->template->unit) {
        return true;
    }
    pl_trace *before = w->options.trace;
    pl_ctes ctes = n->ctes;
    pl_diag_point said = pl_diag_mark(&w->sink);
    pl_dbt d;
    pl_eval ev;
    pl_out out = {0};
    w->options.trace = t;
    pl_dbt_init(&d, w, PL_PHASE_COMPILE, n->package, n);
    pl_eval_init(&ev, &w->private->compile_scratch, &pl_dbt_host, &d, PL_MODE_DBT);
    pl_trace_watch(w, &ev, n);
    ev.out = &out;
    n->ctes = (pl_ctes){0};
    bool ok = pl_render(&ev, n->template->unit);
    n->ctes = ctes;
    pl_eval_done(&ev);
    pl_out_free(&out);
    pl_arena_reset(&w->private->compile_scratch);
    w->options.trace = before;
    pl_diag_rollback(&w->sink, said);
    return ok;
}
