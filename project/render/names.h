/* project/render/names.h: database, schema and alias by dbt's generate_*_name macros. */
#ifndef PL_PROJECT_RENDER_NAMES_H
#define PL_PROJECT_RENDER_NAMES_H

#include "project/node/world.h"
#include "project/render/explain_data.h"

/* Run name macros, set database, schema, alias and relation (names.c). */
bool pl_node_name(pl_world *w, pl_dbt_node *n);
/* Run one of them; its part of the node is set, the relation is not. */
bool pl_node_name_part(pl_world *w, pl_dbt_node *n, pl_part part);

#endif
