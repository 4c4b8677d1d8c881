/* support/arena.h: bump allocation by lifetime.
 *
 * Everything that plumb allocates lives in an arena and is freed with it: there is no
 * per-object free. Allocation never returns NULL; exhaustion of memory ends the process
 * with status 70 (files are written aside and renamed, so nothing half-written stays).
 * Threads: an arena belongs to one thread at a time. */
#ifndef PL_SUPPORT_ARENA_H
#define PL_SUPPORT_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct pl_arena_chunk pl_arena_chunk;

typedef struct pl_arena {
    char *at;  /* next free byte; 16-byte aligned after each allocation */
    char *end; /* one past the current chunk */
    /* current chunk, newest first; NULL: nothing allocated yet */
    pl_arena_chunk *chunk;
    size_t held; /* bytes taken from the system, all chunks */
    /* the first chunk since the last reset: names its lifetime */
    pl_arena_chunk *oldest;
    pl_arena_chunk *kept; /* of lifetimes that had to outlive their reset */
    bool keep;            /* this one has to */
} pl_arena;

/* A place in an arena to which it can be reset. */
typedef struct pl_arena_mark {
    pl_arena_chunk *chunk;
    char *at;
} pl_arena_mark;

/* Release all memory; the arena is empty and usable again. */
void pl_arena_free(pl_arena *a);

/* Forget everything allocated, but keep the largest chunk for reuse. */
void pl_arena_reset(pl_arena *a);

/* What was allocated since the last reset got into something that lives longer: the
 * next reset leaves it alone, and pl_arena_free releases it. */
static inline void pl_arena_keep(pl_arena *a) {
    a->keep = true;
}
/* pl_arena_free, but what is to be kept lives on until `owner` is freed. */
void pl_arena_leave(pl_arena *a, pl_arena *owner);

pl_arena_mark pl_arena_mark_get(const pl_arena *a);
/* Free what was allocated after `m` was taken. */
void pl_arena_rewind(pl_arena *a, pl_arena_mark m);

/* Bytes allocated since the last reset: the same whatever the arena held before. */
size_t pl_arena_used(const pl_arena *a);

/* The slow path of pl_alloc: `n` is already rounded up. */
void *pl_arena_grow(pl_arena *a, size_t n);

/* End the process with status 70: memory is exhausted. */
_Noreturn void pl_out_of_memory(void);

/* `n` bytes, 16-byte aligned, not cleared. */
static inline void *pl_alloc(pl_arena *a, size_t n) {
    n = (n + 15u) & ~(size_t)15u;
    if ((size_t)(a->end - a->at) <= n) {
        return pl_arena_grow(a, n); /* also when nothing is wanted of an empty arena */
    }
    void *p = a->at;
    a->at += n;
    return p;
}

/* `n` bytes set to zero. */
static inline void *pl_alloc0(pl_arena *a, size_t n) {
    return memset(pl_alloc(a, n), 0, n);
}

#define PL_NEW(arena, type) ((type *)pl_alloc0((arena), sizeof(type)))
#define PL_NEW_ARRAY(arena, type, n)                                                   \
    ((type *)pl_alloc((arena), (size_t)(n) * sizeof(type)))
#define PL_NEW_ARRAY0(arena, type, n)                                                  \
    ((type *)pl_alloc0((arena), (size_t)(n) * sizeof(type)))

/* malloc/realloc that end the process instead of returning NULL; for the few growing
 * buffers that outlive no arena. Release with free(). */
void *pl_xmalloc(size_t n);
void *pl_xrealloc(void *p, size_t n);

#endif
