/* project/render/yaml_text.h: texts of YAML files, rendered natively. */
#ifndef PL_PROJECT_RENDER_YAML_TEXT_H
#define PL_PROJECT_RENDER_YAML_TEXT_H

#include "project/node/world.h"

/* Which dbt context a piece of YAML is rendered in. */
typedef struct pl_text_context {
    pl_world *w;
    pl_package *package; /* NULL: the root, or not known yet */
    pl_phase phase;
    bool (*skip)(void *ctx, const pl_yaml_path *path);
} pl_text_context;

/* Render `text` natively under `ctx`; pl_render_text_fn. */
bool pl_render_yaml_text(void *ctx, pl_str text, pl_span where, pl_value *out);

/* Render a text of a schema file natively: target, env_var, var of the
 * package, no macros. */
bool pl_render_schema_text(pl_world *w, pl_package *p, pl_str text, pl_span where,
                           pl_value *out);
/* pl_yaml_rules over that. `skip` may be NULL. */
pl_yaml_rules pl_schema_rules(pl_world *w, pl_package *p,
                              bool (*skip)(void *ctx, const pl_yaml_path *path));

#endif
