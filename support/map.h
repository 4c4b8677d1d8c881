/* support/map.h: an insertion-ordered map from text to a pointer, in an arena. */
#ifndef PL_SUPPORT_MAP_H
#define PL_SUPPORT_MAP_H

#include "support/str.h"

typedef struct pl_map_entry {
    pl_str key; /* not copied: must live as long as the map */
    void *value;
    uint32_t hash;
} pl_map_entry;

/* Zero-initialise. Iterate entries at[0 .. len) in the order of first insertion;
 * nothing is ever removed. */
typedef struct pl_map {
    pl_map_entry *at;
    uint32_t len;
    uint32_t cap;
    uint32_t *index; /* open addressing, 0 = free, else entry number + 1 */
    uint32_t index_cap;
} pl_map;

/* The value, or NULL when the key is absent. */
void *pl_map_get(const pl_map *m, pl_str key);
bool pl_map_has(const pl_map *m, pl_str key);
/* Set or replace; returns the value that was there, or NULL. */
void *pl_map_put(pl_map *m, pl_arena *a, pl_str key, void *value);
/* The place of the key's value, made with NULL in it when absent. */
void **pl_map_slot(pl_map *m, pl_arena *a, pl_str key);

#endif
