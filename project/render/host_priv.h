/* project/render/host_priv.h: the parts of pl_dbt_ops, one file a family. */
#include "project/node/world.h"
#ifndef PL_PROJECT_RENDER_HOST_PRIV_H
#define PL_PROJECT_RENDER_HOST_PRIV_H

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

/* The vars in scope of a package: command line over root over its own. */
const pl_dict *pl_vars_of(pl_world *w, pl_str package);

/* builtins.ref.config: a dict of what macros read of it. */
pl_value pl_runtime_config(pl_world *w);

/* Generic tests: `_dbt_generic_test_kwargs` of a test (test_kwargs.c). */
bool pl_test_kwargs(pl_world *w, pl_eval *ev, const pl_dbt_node *n, pl_value *out);

#endif
