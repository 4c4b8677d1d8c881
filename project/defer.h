/* project/defer.h: deferral to another target of the same project. */
#ifndef PL_PROJECT_DEFER_H
#define PL_PROJECT_DEFER_H

#include "project/world.h"

/* Point `deferred_to` of every model, seed and snapshot of `w` that is not selected at
 * the node of the same id in target `target`, unless it is ephemeral or disabled there.
 * Opens, parses and links that target's world in `w`'s arena. Selected nodes are taken
 * to exist here. False after reporting to `w`'s sink that the target can't be read. */
bool pl_world_defer(pl_world *w, pl_str target);
/* The same for a world of these options, of the same workspace. */
bool pl_world_defer_to(pl_world *w, const pl_world_options *options);

#endif
