/* support/vec.h: a growing array in an arena.
 *
 * Declare one with PL_VEC(type); it is {at, len, cap}. Growth copies to a fresh block
 * of the arena; the old block is left behind, so `at` may change with every push. */
#ifndef PL_SUPPORT_VEC_H
#define PL_SUPPORT_VEC_H

#include "support/arena.h"

#define PL_VEC(type)                                                                   \
    struct {                                                                           \
        type *at;                                                                      \
        uint32_t len;                                                                  \
        uint32_t cap;                                                                  \
    }

void *pl_vec_grow(pl_arena *a, void *at, uint32_t len, uint32_t *cap, size_t size)
    __attribute__((cold));

/* Append `value`. */
#define PL_PUSH(arena, vec, value)                                                     \
    do {                                                                               \
        if ((vec)->len == (vec)->cap) {                                                \
            (vec)->at = pl_vec_grow((arena), (vec)->at, (vec)->len, &(vec)->cap,       \
                                    sizeof *(vec)->at);                                \
        }                                                                              \
        (vec)->at[(vec)->len++] = (value);                                             \
    } while (0)

#endif
