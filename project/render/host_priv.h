/* project/render/host_priv.h: the parts of pl_dbt_ops, one file a family. */
#ifndef PL_PROJECT_RENDER_HOST_PRIV_H
#define PL_PROJECT_RENDER_HOST_PRIV_H

#include "project/node/world_priv.h"

static inline pl_world *pl_host_world(const pl_dbt *d) {
    return d->world;
}
static inline pl_dbt_node *pl_host_node(const pl_dbt *d) {
    return d->node;
}

/* host_ref.c; as pl_dbt_ops says. */
bool pl_host_ref(pl_dbt *d, pl_eval *ev, const pl_ref_call *call, pl_value *out);
bool pl_host_source(pl_dbt *d, pl_eval *ev, pl_str source, pl_str table, pl_value *out);
bool pl_host_metric(pl_dbt *d, pl_eval *ev, pl_str package, pl_str name, pl_value *out);
pl_found pl_host_this(pl_dbt *d, pl_eval *ev, pl_value *out);
bool pl_host_doc(pl_dbt *d, pl_eval *ev, pl_str package, pl_str name, pl_value *out);

#endif
