/* project/node/find.h: nodes by id and by name.
 *
 * Names are indexed once all nodes are there (stage 3); before that nothing is found by
 * name. Threads: look-ups read the world. */
#ifndef PL_PROJECT_NODE_FIND_H
#define PL_PROJECT_NODE_FIND_H

#include "project/node/world.h"

/* A node or source by id, or NULL. */
pl_dbt_node *pl_world_node(const pl_world *w, pl_str id);

/* Index all names of the world. */
void pl_names_index(pl_world *w);

/* What ref() or source() in a node of `from_package` names; NULL: nothing. A disabled
 * one is returned with *disabled set. */
pl_dbt_node *pl_find_ref(const pl_world *w, const pl_ref_call *call,
                         pl_str from_package, bool *disabled);
pl_dbt_node *pl_find_source(const pl_world *w, pl_str source, pl_str table,
                            pl_str from_package, bool *disabled);

/* "a node named 'x' with version '2' in package or project 'p'" */
pl_str pl_ref_words(pl_arena *a, const pl_ref_call *call);

static inline bool pl_node_is_versioned(const pl_dbt_node *n) {
    return n->version.kind != PL_NONE && n->version.kind != PL_UNSET;
}

#endif
