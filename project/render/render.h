/* project/render/render.h: renders of a world: what their templates see. */
#ifndef PL_PROJECT_RENDER_RENDER_H
#define PL_PROJECT_RENDER_RENDER_H

#include "project/node/world.h"

extern const pl_dbt_ops pl_world_ops;

/* A context for `node` (may be NULL) of `package`. */
void pl_dbt_init(pl_dbt *d, pl_world *w, pl_phase phase, pl_str package,
                 pl_dbt_node *node);

#endif
