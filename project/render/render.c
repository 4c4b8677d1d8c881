/* Renders of a world: what their templates see. */
#include "project/render/render.h"

#include "project/node/dbt_error.h"
#include "project/render/report.h"
#include "project/render/trace.h"

void pl_dbt_init(pl_dbt *d, pl_world *w, pl_phase phase, pl_str package,
                 pl_dbt_node *node) {
    memset(d, 0, sizeof *d);
    d->ops = &pl_world_ops;
    d->world = w;
    d->node = node;
    d->trace = w->options.trace;
    d->reads = w->options.reads;
    d->phase = phase;
    d->strict_dbt = w->options.strict_dbt;
    d->package = package;
    d->style = w->target.adapter ? &w->style : NULL;
    d->target = w->target.dict;
    d->now_us = w->options.now_us;
    d->invocation_id = w->options.invocation_id;
    d->dbt_version = PL_S("1.9.11");
}

static pl_mode mode_of(pl_phase phase) {
    switch (phase) {
    case PL_PHASE_PROFILE:
    case PL_PHASE_PROJECT:
    case PL_PHASE_SCHEMA:
        return PL_MODE_NATIVE;
    case PL_PHASE_PARSE:
        return PL_MODE_CAPTURE;
    case PL_PHASE_DOCS:
    case PL_PHASE_NAMES:
    case PL_PHASE_COMPILE:
        break;
    }
    return PL_MODE_DBT;
}

void pl_rendering_begin(pl_rendering *r, pl_world *w, pl_phase phase, pl_str package,
                        pl_dbt_node *node, pl_arena *values) {
    r->w = w;
    r->node = node;
    r->out = (pl_out){0};
    pl_dbt_init(&r->dbt, w, phase, package, node);
    pl_interp_init(&r->interp, values, &pl_dbt_host, &r->dbt, mode_of(phase));
    r->interp.out = &r->out;
    if (phase == PL_PHASE_NAMES || phase == PL_PHASE_PARSE ||
        phase == PL_PHASE_COMPILE) {
        pl_rendering_watch(r, w->options.trace);
    }
}

void pl_rendering_watch(pl_rendering *r, pl_trace *trace) {
    r->dbt.trace = trace;
    r->interp.observer = trace ? &trace->observer : NULL;
    if (trace) {
        trace->node = r->node;
    }
}

bool pl_rendering_print(pl_rendering *r, const pl_unit *u) {
    if (pl_render(&r->interp, u)) {
        return true;
    }
    pl_report_error(r->w, &r->ev, r->node, r->node->span);
    return false;
}

void pl_rendering_end(pl_rendering *r) {
    pl_interp_done(&r->interp);
    pl_out_free(&r->out);
}

void pl_nested_begin(pl_interp *inner, const pl_eval *outer, const pl_host *host,
                     void *data, pl_mode mode) {
    pl_interp_init(inner, outer->arena, host, data, mode);
    pl_run_share(&inner->ev, outer);
    inner->ev.depth = outer->depth + 1;
    inner->stack_floor = pl_interp_of(outer)->stack_floor;
}

bool pl_nested_end(pl_interp *inner, pl_eval *outer, bool ok) {
    pl_run_share(outer, &inner->ev);
    if (!ok) {
        outer->error = inner->ev.error;
    }
    pl_interp_done(inner);
    return ok;
}
