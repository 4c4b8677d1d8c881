/* project/input/git.h: revisions of the project, read from git's objects.
 *
 * Nothing is checked out and nothing is written. A revision is anything that
 * `git rev-parse` takes. Trees may be read from several threads. Ownership: all in the
 * arena given to pl_git_open; close the repository after the last read. Errors:
 * PL_E0803, each with what would mend it. */
#ifndef PL_PROJECT_INPUT_GIT_H
#define PL_PROJECT_INPUT_GIT_H

#include "support/diag.h"
#include "support/tree.h"

typedef struct pl_git pl_git;

/* The repository around folder `dir`. NULL after reporting that there is none. */
pl_git *pl_git_open(pl_str dir, pl_arena *a, pl_diag_sink *sink);
void pl_git_close(pl_git *g);

/* `dir` below the root of the work tree, with '/' at its end: "" or "dbt/". */
pl_str pl_git_prefix(const pl_git *g);

/* The commit that a revision names, as 40 hex digits; empty after reporting. */
pl_str pl_git_commit(pl_git *g, pl_str revision, pl_diag_sink *sink);
/* The best common ancestor of HEAD and the revision, in the same form. */
pl_str pl_git_merge_base(pl_git *g, pl_str revision, pl_diag_sink *sink);

/* The project's folder as it is in a commit. NULL after reporting that there is none.
 * `name` is what messages call the revision. */
pl_tree *pl_git_tree(pl_git *g, pl_str commit, pl_str name, pl_diag_sink *sink);
/* The first submodule below it that was to be read, and could not be: its files are in
 * another repository. Empty: none. `tree` is one of pl_git_tree. */
pl_str pl_git_submodule(const pl_tree *tree);
/* Does the repository around `dir` track `path` (relative to `dir`, or absolute)? False
 * also where there is no repository. */
bool pl_git_tracks(pl_str dir, pl_str path);
/* Another folder of the work tree, in a commit; NULL: it does not lie in the work tree,
 * or the commit lacks it. */
pl_tree *pl_git_folder(pl_git *g, pl_str commit, pl_str dir);

/* A tree that answers from `first`, and from `second` below those folders
 * that `first` lacks. */
pl_tree *pl_tree_filled(pl_arena *a, pl_tree *first, pl_tree *second,
                        const pl_str *folders, uint32_t len);

#endif
