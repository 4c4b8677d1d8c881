/* project/render/names.h: database, schema and alias by dbt's generate_*_name macros. */
#ifndef PL_PROJECT_RENDER_NAMES_H
#define PL_PROJECT_RENDER_NAMES_H

#include "project/render/explain_data.h"
#include "project/render/trace.h"

/* Run the name macros; set database, schema, alias and relation. `trace` looks on;
 * NULL: none does. False after reporting. */
bool pl_node_name(pl_world *w, pl_dbt_node *n, pl_trace *trace);
/* Run one of them; *out is what it gives, in the world's arena. Nothing of the node
 * changes. */
bool pl_node_name_value(pl_world *w, pl_dbt_node *n, pl_part part, pl_trace *trace,
                        pl_value *out);

#endif
