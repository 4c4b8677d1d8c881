#include "support/vec.h"

void *pl_vec_grow(pl_arena *a, void *at, uint32_t len, uint32_t *cap, size_t size) {
    uint32_t bigger = *cap ? *cap * 2 : 8;
    if (bigger < *cap) {
        pl_out_of_memory();
    }
    void *to = pl_alloc(a, bigger * size);
    if (len) {
        memcpy(to, at, len * size);
    }
    *cap = bigger;
    return to;
}
