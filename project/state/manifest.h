/* project/state/manifest.h: manifest.json, dbt's schema v12.
 *
 * In : a linked world; nodes that were compiled show their SQL.
 * Out: the bytes dbt-core 1.9 writes for the same project, but for what is of one run
 *      (times, ids); keys in dbt's order, non-ASCII text as UTF-8. Values of secret
 *      environment variables are masked.
 * Source: dbt-core 1.9 artifacts/schemas/manifest/v12, artifacts/resources/v1,
 * contracts/graph/manifest.py. */
#ifndef PL_PROJECT_STATE_MANIFEST_H
#define PL_PROJECT_STATE_MANIFEST_H

#include "project/node/world.h"

/* Write it to `path` of the file system; `selectors` is a PL_DICT, as pl_selectors_dict
 * makes it. False after PL_E0801. Time and room: O(its bytes). Threads: reads the world
 * and allocates from its arena. */
bool pl_manifest_write(pl_world *w, pl_value selectors, pl_str path);

#endif
