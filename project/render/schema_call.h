/* project/render/schema_call.h: a call of generate_schema_name in dbt_project.yml. */
#ifndef PL_PROJECT_RENDER_SCHEMA_CALL_H
#define PL_PROJECT_RENDER_SCHEMA_CALL_H

#include "project/node/world.h"

/* `+schema: "{{ generate_schema_name(x) }}"`: dbt refuses it; here it is run for each node and gives the whole schema. */

typedef struct pl_schema_call {
    pl_value outer;            /* `schema` in the first: the level's around, or none */
    const pl_config_step **at; /* from the outermost to the node's own */
    uint32_t len;
    pl_span span; /* of the last */
} pl_schema_call;

/* pl_yaml_rules.lenient of dbt_project.yml: such a text is kept as it is written. */
bool pl_schema_call_kept(void *ctx, const pl_yaml_path *path, pl_str text);
/* Does the node's schema come from such a call? */
bool pl_schema_call_of(pl_world *w, const pl_dbt_node *n, pl_schema_call *out);
/* Run it with the node's `generate_schema_name`; warns of it. */
bool pl_schema_call_run(pl_world *w, const pl_schema_call *c, pl_eval *ev,
                        const pl_macro *m, pl_value node, pl_value *out);

#endif
