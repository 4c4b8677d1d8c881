/* project/render/name_probe.h: what generate_schema_name would say,
 * were things different.
 *
 * For `check`: the node's macro is run with another custom name or another
 * `target.schema`. Nothing of the node or its world changes, nothing is reported or
 * traced. One world, one thread. */
#ifndef PL_PROJECT_RENDER_NAME_PROBE_H
#define PL_PROJECT_RENDER_NAME_PROBE_H

#include "project/node/world.h"

/* The macro that names the schema of `n`, behind dbt's own dispatch; NULL:
 * none, or it is broken. */
const pl_macro_def *pl_schema_macro(pl_world *w, const pl_dbt_node *n);

/* Run it with `custom` in place of the node's own. `target_schema` at
 * NULL: the target's. The result lies in `a`, stripped as dbt does it.
 * False: the macro raised. */
bool pl_schema_probe(pl_world *w, pl_dbt_node *n, pl_value custom, pl_str target_schema,
                     pl_arena *a, pl_value *out);

#endif
