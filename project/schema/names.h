/* project/schema/names.h: nodes by name, while schema files are read. */
#ifndef PL_PROJECT_SCHEMA_NAMES_H
#define PL_PROJECT_SCHEMA_NAMES_H

#include "project/schema/schema_priv.h"

void pl_names_build(pl_schema *s);
void pl_names_add(pl_schema *s, pl_dbt_node *n);
void pl_names_add_disabled(pl_schema *s, pl_dbt_node *n);
/* dbt's ref_lookup.get_unique_id: an enabled model, seed or snapshot; `package` empty:
 * of any. `version` PL_UNSET: none. *ambiguous: several packages have it. */
pl_dbt_node *pl_names_find(const pl_schema *s, pl_str name, pl_str package,
                           pl_value version, bool *ambiguous);
/* Disabled nodes of that name and type; `package` empty: of the first that has some. */
pl_node_list pl_names_disabled(pl_schema *s, pl_str name, pl_str package,
                               pl_resource type);
pl_dbt_node *pl_names_in(const pl_map *map, pl_str name, pl_str package);
/* Put every node into nodes or disabled, as its config says now
 * and by its present id. */
bool pl_names_settle(pl_schema *s);
/* "v1", "v2.5" */
pl_str pl_version_text(pl_arena *a, pl_value version);

#endif
