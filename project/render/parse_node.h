/* project/render/parse_node.h: what the parse pass learns of a node from its own text and config. */
#ifndef PL_PROJECT_RENDER_PARSE_NODE_H
#define PL_PROJECT_RENDER_PARSE_NODE_H

#include "project/node/world.h"

/* Build the node's config from all that is known of it now (its config() calls, its
 * patch) and what follows from it: tags, meta, docs, group, access, contract, enabled;
 * then run the name macros and make its relation. May be called again
 * when a patch is added. */
bool pl_dbt_node_configure(pl_world *w, pl_dbt_node *n);

/* Run the node's template with execute false: its refs, sources,
 * config calls, macros. */
bool pl_dbt_node_parse(pl_world *w, pl_dbt_node *n);

/* Run a template of the node with execute false. */
bool pl_parse_template(pl_world *w, pl_dbt_node *n, const pl_unit *u);

/* Does the file's text declare itself a Python model? Finds its refs and config. */
bool pl_python_parse(pl_world *w, pl_dbt_node *n);

/* n->external and the relation_name it makes, where the adapter reads sources from
 * files; its config, meta and tags are there. False after reporting. */
bool pl_source_external(pl_world *w, pl_dbt_node *n);

#endif
