/* project/node/node_view.h: a node as dbt shows it, in the manifest and to templates. */
#ifndef PL_PROJECT_NODE_NODE_VIEW_H
#define PL_PROJECT_NODE_NODE_VIEW_H

#include "project/node/world.h"

/* How a node is shown. */
typedef enum pl_node_view {
    PL_VIEW_MANIFEST, /* as manifest.json has it */
    PL_VIEW_MODEL,    /* Jinja's `model`: what is None is left out */
    /* Jinja's `graph`: None stays, and what only dbt's memory has is there */
    PL_VIEW_GRAPH,
} pl_node_view;
pl_value pl_node_view_dict(const pl_world *w, const pl_dbt_node *n, pl_node_view view,
                           pl_arena *a);
/* The same as JSON, appended to `to`; None is always shown. `a` is room to work in. */
void pl_node_print(const pl_world *w, const pl_dbt_node *n, pl_node_view view,
                   pl_arena *a, pl_buf *to);
/* Any value as JSON, secrets masked. */
void pl_json_value(const pl_world *w, pl_buf *to, pl_value v);

#endif
