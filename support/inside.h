/* support/inside.h: opening what must lie inside a folder.
 *
 * A project is read by people who did not write it: its paths, and the links that it
 * holds, may lead anywhere. Whatever is opened here lies in the folder, links followed,
 * or in one that the user allowed. Only regular files and folders are opened: a FIFO or
 * a device never keeps the program waiting. Safe from several threads. */
#ifndef PL_SUPPORT_INSIDE_H
#define PL_SUPPORT_INSIDE_H

#include <stdbool.h>

#include "support/str.h"

typedef struct pl_inside pl_inside;

/* How often openat2 is asked again that gave EAGAIN: something was renamed meanwhile,
 * here or elsewhere on the machine. */
enum { PL_OPEN_TRIES = 64 };

/* `dir` ("" is the current one) need not exist; then nothing is found in it. Lives as
 * long as the arena; its descriptor is kept until the program ends. */
pl_inside *pl_inside_new(pl_arena *a, pl_str dir);

/* Lets what lies in `dir` be opened, too. Before the first pl_inside_open. */
void pl_inside_allow(pl_inside *in, pl_str dir);

/* Who tells whether a link is the user's own: git, for instance, does not track it. Asked
 * for links that lead out; without it none is. Before the first pl_inside_open. */
void pl_inside_ask(pl_inside *in, bool (*own)(void *ctx, pl_str link), void *ctx);

/* What stands at `path` of the folder, or directly in it, is often a link (installed
 * packages, a target folder): it may lead anywhere in the git work tree around the folder,
 * and elsewhere where it is the user's own. */
void pl_inside_linked(pl_inside *in, pl_str path);

/* A descriptor for reading, or -1: errno tells why; EXDEV: it leads outside, to *real
 * (in `a`); EINVAL: it is neither a regular file nor a folder. `path` is relative to the
 * folder, or absolute. */
int pl_inside_open(pl_inside *in, pl_str path, bool folder, pl_arena *a, pl_str *real);

/* Links followed; empty: it is not there. */
pl_str pl_real_path(pl_str path, pl_arena *a);

/* Is the real path `real` the folder `dir` (real as well), or below it? */
bool pl_path_below(pl_str real, pl_str dir);

/* The folder of the git work tree that holds `real`, by its entry `.git`; empty: none. */
pl_str pl_git_top(pl_str real, pl_arena *a);

#endif
