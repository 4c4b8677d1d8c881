/* Calls of env_var() that were made. */
#include "project/input/env_reads.h"

#include "support/vec.h"

void pl_env_reads_note(pl_env_reads *reads, const pl_env_read *read) {
    pl_str key = pl_str_fmt(reads->arena, "%p:%u:%.*s", (const void *)read->span.src,
                            read->span.lo, PL_FMT(read->name));
    if (!pl_map_put(&reads->seen, reads->arena, key, reads)) {
        pl_env_read kept = *read;
        kept.name = pl_str_copy(reads->arena, read->name);
        PL_PUSH(reads->arena, reads, kept);
    }
}
