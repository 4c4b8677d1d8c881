/* Renders of a world: what their templates see. */
#include "project/render/render.h"
#include "project/node/dbt_error.h"

void pl_dbt_init(pl_dbt *d, pl_world *w, pl_phase phase, pl_str package,
                 pl_dbt_node *node) {
    memset(d, 0, sizeof *d);
    d->ops = &pl_world_ops;
    d->world = w;
    d->node = node;
    d->phase = phase;
    d->strict_dbt = w->options.strict_dbt;
    d->package = package;
    d->style = w->target.adapter ? &w->style : NULL;
    d->target = w->target.dict;
    d->now_us = w->options.now_us;
    d->invocation_id = w->options.invocation_id;
    d->dbt_version = PL_S("1.9.11");
}
