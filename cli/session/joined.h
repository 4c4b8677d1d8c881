/* cli/session/joined.h: faults of several environments, each said once. */
#ifndef PL_CLI_SESSION_JOINED_H
#define PL_CLI_SESSION_JOINED_H

#include "project/input/env.h"
#include "support/diag.h"
#include "support/map.h"

typedef struct pl_joined {
    pl_arena *arena;
    pl_diag_sink *sink; /* where they go */
    pl_map seen;
} pl_joined;

/* A fault of the environment. It is copied, what it points to is not. */
void pl_join(pl_joined *j, const pl_diag *d, pl_str environment);

/* Take the errors out of a sink of that environment, masked; the rest stays. What they
 * point to must live as long as the sink that they go to. */
void pl_join_errors(pl_joined *j, pl_diag_sink *from, const pl_env *env,
                    pl_str environment);

/* Once all are there: say of each which environments have it, unless all `count` do. */
void pl_joined_name(pl_joined *j, uint32_t count);

#endif
