/* project/render/render.h: one render of a world: for that node, in that phase.
 *
 * Begin it, let it print templates or call macros through `ev`, end it. Threads: those
 * of its world. */
#ifndef PL_PROJECT_RENDER_RENDER_H
#define PL_PROJECT_RENDER_RENDER_H

#include "project/node/world.h"

extern const pl_dbt_ops pl_world_ops;

/* A context for `node` (may be NULL) of `package`. */
void pl_dbt_init(pl_dbt *d, pl_world *w, pl_phase phase, pl_str package,
                 pl_dbt_node *node);

typedef struct pl_rendering {
    pl_world *w;
    pl_dbt_node *node; /* NULL: none */
    pl_dbt dbt;
    union {
        pl_eval ev; /* begins the other */
        pl_interp interp;
    };
    pl_out out; /* what is printed */
} pl_rendering;

/* Begin. The phase decides how texts are evaluated; where it is one of nodes' own
 * templates, the world's trace looks on. `values` is for what is computed. */
void pl_rendering_begin(pl_rendering *r, pl_world *w, pl_phase phase, pl_str package,
                        pl_dbt_node *node, pl_arena *values);
/* Let another trace look on (NULL: none) than the world's. */
void pl_rendering_watch(pl_rendering *r, struct pl_trace *trace);
/* Print the template. False after reporting the error as one of the node. */
bool pl_rendering_print(pl_rendering *r, const pl_unit *u);
/* Release it; `values` is left as it is. */
void pl_rendering_end(pl_rendering *r);

/* An evaluation within `outer`, of another host or mode, that uses up its limits. */
void pl_nested_begin(pl_interp *inner, const pl_eval *outer, const pl_host *host,
                     void *data, pl_mode mode);
/* End it. Its error becomes the outer's when not `ok`, which is returned. */
bool pl_nested_end(pl_interp *inner, pl_eval *outer, bool ok);

#endif
