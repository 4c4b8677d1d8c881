/* project/state/defer.h: deferral to another world of the same project. */
#ifndef PL_PROJECT_STATE_DEFER_H
#define PL_PROJECT_STATE_DEFER_H

#include "project/node/world.h"

/* Point `deferred_to` of every model, seed and snapshot of `w` that is not selected at
 * the node of the same id in `other`, unless it is ephemeral or could not be parsed
 * there. Selected nodes are taken to exist here. `other` is linked; the arena that it
 * lies in must live as long as `w`. */
void pl_world_defer_nodes(pl_world *w, const pl_world *other);
/* The same for a world of these options, of the same workspace: opens, parses and links
 * it in `w`'s arena. False after reporting to `w`'s sink that it can't be read. */
bool pl_world_defer_to(pl_world *w, const pl_world_options *options);

#endif
