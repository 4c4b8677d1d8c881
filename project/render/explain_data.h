/* project/render/explain_data.h: what a world knows of why a node is as it is.
 *
 * Answers for `explain`: where configs and vars were set, which macros name a node.
 * Ownership: results lie in the arena given or belong to the world. */
#ifndef PL_PROJECT_RENDER_EXPLAIN_DATA_H
#define PL_PROJECT_RENDER_EXPLAIN_DATA_H

#include "project/node/world.h"

/* Every step that set a config of the node, in the order applied. */
uint32_t pl_node_config_steps(pl_world *w, const pl_dbt_node *n, pl_arena *a,
                              pl_config_step **out);
/* "models.shop.marts.+schema": the key of a dbt_project.yml that made the step. Empty:
 * it was not made there. */
pl_str pl_config_step_path(const pl_world *w, const pl_dbt_node *n,
                           const pl_config_step *step, pl_arena *a);
/* Key `key` of the node's entry in its schema file, beside `config:`; src
 * NULL: there is none. */
pl_span pl_node_patch_field(const pl_world *w, const pl_dbt_node *n, pl_str key);

/* The generate_*_name macro that runs for the node; NULL: there is none. */
const pl_macro_def *pl_node_name_macro(pl_world *w, const pl_dbt_node *n,
                                       pl_part part);
/* Is its schema the result of a call in dbt_project.yml, and so not a custom name? */
bool pl_node_schema_is_call(pl_world *w, const pl_dbt_node *n);

typedef enum pl_var_from {
    PL_VAR_UNSET,
    PL_VAR_COMMAND_LINE,
    PL_VAR_ROOT,    /* dbt_project.yml, or vars.yml, of the root project */
    PL_VAR_PACKAGE, /* dbt_project.yml of the node's package */
} pl_var_from;

typedef struct pl_var_origin {
    pl_var_from from;
    pl_value value; /* as written */
    pl_span span;   /* src NULL: not known */
} pl_var_origin;

/* What var(name) finds for the node, and where it was set. */
pl_var_origin pl_node_var(const pl_world *w, const pl_dbt_node *n, pl_str name);

/* A key of a source's entry in its schema file ("database", "schema", "quoting"), or of
 * its table's ("identifier", "quoting"); NULL: it is not given. */
const pl_yaml *pl_source_field(const pl_world *w, const pl_dbt_node *n, bool of_table,
                               const char *key);

#endif
