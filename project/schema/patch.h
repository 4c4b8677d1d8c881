/* project/schema/patch.h: what schema files say of nodes that have files of their own. */
#ifndef PL_PROJECT_SCHEMA_PATCH_H
#define PL_PROJECT_SCHEMA_PATCH_H

#include "project/schema/column.h"

bool pl_patch_models(pl_schema *s, const pl_schema_file *file);
bool pl_patch_seeds(pl_schema *s, const pl_schema_file *file);
bool pl_patch_snapshots(pl_schema *s, const pl_schema_file *file);
bool pl_patch_analyses(pl_schema *s, const pl_schema_file *file);
bool pl_patch_singular_tests(pl_schema *s, const pl_schema_file *file);
bool pl_patch_macros(pl_schema *s, const pl_schema_file *file);

/* What a patch brings; made of an entry, or of an entry and one of its versions. */
typedef struct pl_patch {
    const pl_schema_entry *entry;
    pl_str name;
    pl_str description;
    pl_span description_span;
    pl_dict *config; /* with meta, docs, group, contract and access moved into it */
    pl_column_input *columns;
    uint32_t column_count;
    const pl_list *constraints;
    const pl_yaml *config_yaml;
    pl_str access;
    pl_value version, latest_version, deprecation_date;
    pl_value time_spine;
} pl_patch;

/* Config of the entry with top-level keys moved into it. NULL after an error. */
pl_dict *pl_patch_config(pl_schema *s, const pl_schema_entry *e);
bool pl_patch_node_config(pl_schema *s, pl_dbt_node *n, const pl_patch *p);
bool pl_patch_properties(pl_schema *s, pl_dbt_node *n, const pl_patch *p);
bool pl_patch_versions(pl_schema *s, pl_schema_entry *e, pl_dict *config);
bool pl_version_tests(pl_schema *s, const pl_schema_entry *e);
/* Put the tests of an entry without versions on its node. */
bool pl_entry_tests(pl_schema *s, const pl_schema_entry *e);
/* "2020-01-01" as the manifest shows it; None for anything but a text. */
pl_value pl_deprecation_date(pl_schema *s, pl_value date);
/* tests or data_tests of an entry or column; NULL: none. */
const pl_list *pl_tests_of(const pl_dict *data);
const pl_yaml *pl_tests_yaml(const pl_yaml *y);

#endif
