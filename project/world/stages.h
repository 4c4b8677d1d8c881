/* project/world/stages.h: a project from files to compiled SQL.
 *
 * Stages, each a function below; a stage reports all it can and says
 * if the next makes sense:
 *   1 pl_world_open      profile, dbt_project.yml, packages, config trees, macros
 *   2 pl_world_parse     nodes of all files (parse pass), schema files, tests, names
 *   3 pl_world_link      refs and sources to nodes, access, cycles, order
 *   4 pl_world_compile   the compile pass over selected nodes
 * Source: dbt-core 1.9 parser/manifest.py, compilation.py. */
#ifndef PL_PROJECT_WORLD_STAGES_H
#define PL_PROJECT_WORLD_STAGES_H

#include "project/node/world.h"

/* Stage 1. NULL after reporting to `sink` (which must outlive the world). */
pl_world *pl_world_open(pl_workspace *ws, const pl_world_options *options, pl_arena *a,
                        pl_diag_sink *sink);
/* Release what does not lie in the world's arena. */
void pl_world_close(pl_world *w);
bool pl_world_parse(pl_world *w);
bool pl_world_link(pl_world *w);
/* Compile every node for which `selected` is set, and what they need. */
bool pl_world_compile(pl_world *w);

/* Configuration paths of the root's dbt_project.yml that apply to nothing, once the
 * nodes are parsed. The result lives in the world's arena. */
uint32_t pl_world_unused_paths(pl_world *w, pl_config_unused **out);

#endif
