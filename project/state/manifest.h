/* project/state/manifest.h: manifest.json, dbt's schema v12.
 *
 * In : a linked world; nodes that were compiled show their SQL.
 * Out: the bytes dbt-core 1.9 writes for the same project, but for what is of one run
 *      (times, ids); keys in dbt's order, non-ASCII text as UTF-8. Values of secret
 *      environment variables are masked.
 * Source: dbt-core 1.9 artifacts/schemas/manifest/v12, artifacts/resources/v1,
 * contracts/graph/manifest.py. */
#ifndef PL_PROJECT_STATE_MANIFEST_H
#define PL_PROJECT_STATE_MANIFEST_H

#include "project/node/world.h"

/* The manifest, appended to `to`. Time and room: O(its bytes). Threads: reads the world
 * and allocates from its arena. */
void pl_manifest_print(pl_world *w, pl_buf *to);

/* Write it to `path` of the file system. False after PL_E0801. */
bool pl_manifest_write(pl_world *w, pl_str path);

/* How a node is shown. */
typedef enum pl_node_view {
    PL_VIEW_MANIFEST, /* as manifest.json has it */
    PL_VIEW_MODEL,    /* Jinja's `model`: what is None is left out */
    PL_VIEW_GRAPH,    /* Jinja's `graph`: None stays, and what only dbt's memory has is
                         there */
} pl_node_view;
pl_value pl_node_view_dict(const pl_world *w, const pl_dbt_node *n, pl_node_view view,
                           pl_arena *a);
/* The same as JSON, appended to `to`; None is always shown. `a` is room to work in. */
void pl_node_print(const pl_world *w, const pl_dbt_node *n, pl_node_view view,
                   pl_arena *a, pl_buf *to);
/* Any value as JSON, secrets masked. */
void pl_json_value(const pl_world *w, pl_buf *to, pl_value v);

#endif
