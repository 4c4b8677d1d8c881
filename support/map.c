#include "support/map.h"

static uint32_t find(const pl_map *m, pl_str key, uint32_t hash, uint32_t *free_at) {
    if (!m->index_cap) {
        return UINT32_MAX;
    }
    uint32_t mask = m->index_cap - 1;
    uint32_t i = hash & mask;
    while (m->index[i]) {
        const pl_map_entry *e = &m->at[m->index[i] - 1];
        if (e->hash == hash && pl_str_eq(e->key, key)) {
            return m->index[i] - 1;
        }
        i = (i + 1) & mask;
    }
    *free_at = i;
    return UINT32_MAX;
}

void *pl_map_get(const pl_map *m, pl_str key) {
    uint32_t free_at;
    uint32_t i = find(m, key, pl_str_hash(key), &free_at);
    return i == UINT32_MAX ? NULL : m->at[i].value;
}

bool pl_map_has(const pl_map *m, pl_str key) {
    uint32_t free_at;
    return find(m, key, pl_str_hash(key), &free_at) != UINT32_MAX;
}

static void grow(pl_map *m, pl_arena *a) {
    uint32_t cap = m->cap ? m->cap * 2 : 8;
    pl_map_entry *at = PL_NEW_ARRAY(a, pl_map_entry, cap);
    if (m->len) {
        memcpy(at, m->at, m->len * sizeof *at);
    }
    m->at = at;
    m->cap = cap;
    m->index_cap = cap * 2;
    m->index = PL_NEW_ARRAY0(a, uint32_t, m->index_cap);
    for (uint32_t e = 0; e < m->len; e++) {
        uint32_t i = at[e].hash & (m->index_cap - 1);
        while (m->index[i]) {
            i = (i + 1) & (m->index_cap - 1);
        }
        m->index[i] = e + 1;
    }
}

void **pl_map_slot(pl_map *m, pl_arena *a, pl_str key) {
    uint32_t hash = pl_str_hash(key);
    uint32_t free_at = 0;
    uint32_t e = find(m, key, hash, &free_at);
    if (e != UINT32_MAX) {
        return &m->at[e].value;
    }
    if (m->len == m->cap) {
        grow(m, a);
        find(m, key, hash, &free_at);
    }
    m->at[m->len] = (pl_map_entry){key, NULL, hash};
    m->index[free_at] = ++m->len;
    return &m->at[m->len - 1].value;
}

void *pl_map_put(pl_map *m, pl_arena *a, pl_str key, void *value) {
    void **slot = pl_map_slot(m, a, key);
    void *before = *slot;
    *slot = value;
    return before;
}
