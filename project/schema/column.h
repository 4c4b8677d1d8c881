/* project/schema/column.h: columns, constraints and contracts. */
#ifndef PL_PROJECT_SCHEMA_COLUMN_H
#define PL_PROJECT_SCHEMA_COLUMN_H

#include "project/schema/schema_priv.h"

/* Columns as the manifest shows them, from a list of rendered columns. False after an
 * invalid constraint. `yaml` and `items` mirror each other; may be NULL. */
typedef struct pl_column_input {
    const pl_dict *data;
    const pl_yaml *yaml;
} pl_column_input;
bool pl_columns_set(pl_schema *s, pl_dbt_node *n, const pl_column_input *in,
                    uint32_t count);
/* The columns of `list` with their YAML. */
uint32_t pl_columns_of(pl_schema *s, const pl_list *list, const pl_yaml *yaml,
                       pl_column_input **out);
/* ref('x') or source('x', 'y') written as text becomes a use of `n`.
 * False: it is neither. */
bool pl_static_ref(pl_schema *s, pl_dbt_node *n, pl_str text, pl_span where);

/* ---- constraints and contracts */

/* A constraint as the manifest shows it. */
pl_value pl_constraint_dict(pl_arena *a, const pl_dict *given, bool of_model);
/* A dict with one of dbt's types. */
bool pl_constraint_is_known(pl_value constraint);
/* The model's own constraints; foreign keys become uses of what they point
 * to; a contract that is enforced gets its checksum. False after
 * constraints that can't be. */
bool pl_constraints_set(pl_schema *s, pl_dbt_node *n, const pl_list *constraints,
                        pl_span where);

#endif
