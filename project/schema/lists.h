/* project/schema/lists.h: checks of nodes, and the lists of a schema file that are short. */
#ifndef PL_PROJECT_SCHEMA_LISTS_H
#define PL_PROJECT_SCHEMA_LISTS_H

#include "project/schema/schema_priv.h"

/* Groups that exist, snapshots that are complete, access that makes sense. */
bool pl_schema_checks(pl_schema *s);

/* The configs of a model built in batches; `begin` becomes a full datetime. */
bool pl_microbatch_check(pl_schema *s, pl_dbt_node *n);
/* A node for every snapshot that is defined in YAML, by `relation`. */
bool pl_snapshots_parse(pl_schema *s, const pl_schema_file *file);
bool pl_exposures_parse(pl_schema *s, const pl_schema_file *file);
bool pl_groups_parse(pl_schema *s, const pl_schema_file *file);

#endif
