/* project/node/workspace.h: what a run reads, cached.
 *
 * A workspace is shared by everything in a run: the tree files come from, and a cache
 * of what was read and parsed from them. */
#ifndef PL_PROJECT_NODE_WORKSPACE_H
#define PL_PROJECT_NODE_WORKSPACE_H

#include "project/node/node.h"

typedef struct pl_workspace pl_workspace;

/* `tree` holds the project at folder `project_dir` ("" for its root). */
pl_workspace *pl_workspace_new(pl_arena *a, pl_tree *tree, pl_str project_dir);
/* One more, of another tree: another revision of the project. Files of the same path
 * and text are read and parsed once for both. Make all of them before the first is
 * used; each is freed, the last one takes the caches with it. */
pl_workspace *pl_workspace_sibling(pl_arena *a, pl_workspace *ws, pl_tree *tree,
                                   pl_str project_dir);
void pl_workspace_free(pl_workspace *ws);

/* A file's text as dbt sees it: UTF-8 checked; NULL after reporting. Cached. `strip`:
 * white space at both ends is gone (dbt strips all its text files). Thread-safe. */
const pl_source *pl_workspace_source(pl_workspace *ws, pl_str path, bool strip,
                                     pl_diag_sink *sink);
/* The text parsed for node rendering; cached by source. Thread-safe. */
const pl_template *pl_workspace_template(pl_workspace *ws, const pl_source *src);
/* The YAML of a file; NULL when empty or broken (*ok tells which).
 * Cached. Thread-safe. */
const pl_yaml *pl_workspace_yaml(pl_workspace *ws, pl_str path, pl_diag_sink *sink,
                                 bool *ok);

#endif
