/* project/node/relation.h: where a node lies in the warehouse. */
#ifndef PL_PROJECT_NODE_RELATION_H
#define PL_PROJECT_NODE_RELATION_H

#include "project/node/world.h"

bool pl_node_is_ephemeral(const pl_dbt_node *n);
/* Has a place in the warehouse: models that are not ephemeral, seeds, snapshots, tests
 * that store their failures. */
bool pl_node_is_relational(const pl_dbt_node *n);

/* A fresh relation object for the node as ref() or source() of `from` gives it. */
pl_relation *pl_relation_of(pl_world *w, const pl_dbt_node *n, pl_arena *a);
/* Set the node's relation_name, as the manifest shows it, from its names. */
void pl_node_relation(pl_world *w, pl_dbt_node *n);

/* What stands for a place that is not known. */
#define PL_UNKNOWN_PLACE "?"
/* "database.schema.alias", of the parts that the world's adapter
 * writes, without quotes. */
pl_str pl_node_place(const pl_world *w, const pl_dbt_node *n, pl_arena *a);

#endif
