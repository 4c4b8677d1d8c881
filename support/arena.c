#include "support/arena.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define PL_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PL_ASAN 1
#endif
#endif

enum {
    FIRST_CHUNK = 16 * 1024,
    LARGEST_STEP = 4 * 1024 * 1024,
    LARGE_PAGE = 2 * 1024 * 1024
};

struct pl_arena_chunk {
    pl_arena_chunk *older;
    size_t size; /* usable bytes */
    char *base;
    size_t before; /* bytes allocated in older chunks of this lifetime */
    char data[];
};

_Noreturn void pl_out_of_memory(void) {
    static const char words[] = "plumb: out of memory\n";
    ssize_t ignored = write(STDERR_FILENO, words, sizeof words - 1);
    (void)ignored;
    _exit(70);
}

void *pl_xmalloc(size_t n) {
    void *p = malloc(n ? n : 1);
    if (!p) {
        pl_out_of_memory();
    }
    return p;
}

void *pl_xrealloc(void *p, size_t n) {
    p = realloc(p, n ? n : 1);
    if (!p) {
        pl_out_of_memory();
    }
    return p;
}

/* Whole large pages, of which the kernel may make one each: that spares it a fault for
 * every small one. */
static void *large_block(size_t n) {
    void *p = aligned_alloc(LARGE_PAGE, n);
    if (!p) {
        pl_out_of_memory();
    }
    madvise(p, n, MADV_HUGEPAGE); /* refused: then it is done with small ones */
    return p;
}

static pl_arena_chunk *chunk_new(size_t size) {
    size_t n = sizeof(pl_arena_chunk) + size;
    pl_arena_chunk *c = n % LARGE_PAGE ? pl_xmalloc(n) : large_block(n);
    c->older = NULL;
    c->size = size;
    c->base = c->data;
    return c;
}

size_t pl_arena_used(const pl_arena *a) {
    return a->chunk ? a->chunk->before + (size_t)(a->at - a->chunk->data) : 0;
}

void *pl_arena_grow(pl_arena *a, size_t n) {
    size_t size = a->chunk ? a->chunk->size * 2 : FIRST_CHUNK;
    if (size > LARGEST_STEP - sizeof(pl_arena_chunk)) {
        size = LARGEST_STEP - sizeof(pl_arena_chunk);
    }
#ifdef PL_ASAN
    size = 0; /* one block per allocation lets the sanitizer see overruns */
#endif
    if (size < n) {
        size = n;
    }
    pl_arena_chunk *c = chunk_new(size);
    c->older = a->chunk;
    c->before = pl_arena_used(a);
    if (!a->chunk) {
        a->oldest = c;
    }
    a->chunk = c;
    a->held += size;
    a->at = c->data + n;
    a->end = c->data + size;
    return c->data;
}

static void drop_newest(pl_arena *a) {
    pl_arena_chunk *c = a->chunk;
    a->chunk = c->older;
    a->held -= c->size;
    free(c);
}

void pl_arena_free(pl_arena *a) {
    while (a->chunk) {
        drop_newest(a);
    }
    a->chunk = a->kept;
    while (a->chunk) {
        drop_newest(a);
    }
    memset(a, 0, sizeof *a);
}

/* The chunks of this lifetime go to those that `owner` keeps. */
static void hand_over(pl_arena *a, pl_arena *owner) {
    pl_arena_chunk *kept = owner->kept;
    owner->kept = a->chunk;
    a->oldest->older = kept;
    a->chunk = a->oldest = NULL;
    a->at = a->end = NULL;
    a->keep = false;
}

void pl_arena_leave(pl_arena *a, pl_arena *owner) {
    if (a->keep && a->chunk) {
        hand_over(a, owner);
    }
    pl_arena_free(a);
}

void pl_arena_reset(pl_arena *a) {
    if (a->keep && a->chunk) {
        hand_over(a, a);
    }
    if (!a->chunk) {
        return;
    }
#ifdef PL_ASAN
    while (a->chunk) {
        drop_newest(a);
    }
    a->at = a->end = NULL;
#else
    pl_arena_chunk *keep =
        a->chunk; /* chunks only grow, so the newest is the largest */
    a->chunk = keep->older;
    while (a->chunk) {
        drop_newest(a);
    }
    keep->older = NULL;
    keep->before = 0;
    a->chunk = a->oldest = keep;
    a->held = keep->size;
    a->at = keep->data;
    a->end = keep->data + keep->size;
#endif
}

pl_arena_mark pl_arena_mark_get(const pl_arena *a) {
    return (pl_arena_mark){a->chunk, a->at};
}

void pl_arena_rewind(pl_arena *a, pl_arena_mark m) {
    if (!m.chunk) {
        pl_arena_reset(a);
        return;
    }
    while (a->chunk != m.chunk) {
        drop_newest(a);
    }
    a->at = m.at;
    a->end = a->chunk->data + a->chunk->size;
}
