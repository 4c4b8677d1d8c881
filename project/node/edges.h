/* project/node/edges.h: the graph of a linked world, by number.
 *
 * Members are all that can depend on something: nodes, sources, exposures, metrics,
 * semantic models, saved queries, unit tests, in that order (dbt's order of the
 * manifest's maps). */
#ifndef PL_PROJECT_NODE_EDGES_H
#define PL_PROJECT_NODE_EDGES_H

#include "project/node/world.h"

typedef struct pl_edges {
    pl_dbt_node **at; /* members */
    uint32_t len;
    pl_map numbers;   /* unique_id -> &at[i] */
    uint32_t *sorted; /* members by unique_id */
    /* Member i's children are child[child_from[i] .. child_from[i + 1]), sorted by
     * unique_id; parents likewise, in the order of depends_on. */
    uint32_t *child_from, *child;
    uint32_t *parent_from, *parent;
} pl_edges;

/* Time: O(edges + members log members). What is depended on but is no
 * member is left out. */
pl_edges *pl_edges_new(const pl_world *w, pl_arena *a);
/* Number of a member; UINT32_MAX: none. */
uint32_t pl_edges_number(const pl_edges *e, const pl_dbt_node *n);

#endif
