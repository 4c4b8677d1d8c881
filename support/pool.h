/* support/pool.h: independent jobs on several threads. */
#ifndef PL_SUPPORT_POOL_H
#define PL_SUPPORT_POOL_H

#include <stddef.h>
#include <stdint.h>

/* Call fn(ctx, i) for every i in [0, count), on up to `threads` threads (0: one a
 * processor), the caller's among them; returns when all are done. Each index is taken
 * once, in rising order of start. With one thread, or where no more can be started, the
 * caller does the rest alone: results must not depend on which thread runs what.
 * Threads have stacks of at least 8 MiB. */
void pl_pool_run(uint32_t threads, uint32_t count, void (*fn)(void *ctx, uint32_t i),
                 void *ctx);

/* Processors this process may use, at least 1. */
uint32_t pl_pool_processors(void);

#endif
