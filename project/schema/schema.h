/* project/schema/schema.h: schema files. */
#ifndef PL_PROJECT_SCHEMA_SCHEMA_H
#define PL_PROJECT_SCHEMA_SCHEMA_H

#include "project/node/world.h"

/* Schema files of all packages: sources, patches, generic tests, exposures, groups,
 * unit tests, semantic layer, docs. Part of pl_world_parse. */
bool pl_schema_parse(pl_world *w);

/* Foreign keys name the relations of what they refer to, once a model is compiled. */
void pl_foreign_keys_resolve(pl_world *w, pl_dbt_node *n);

#endif
