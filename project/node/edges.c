/* The graph of a world, by number. */
#include "project/node/edges.h"

#include <stdlib.h>

static void add_members(pl_edges *e, pl_arena *a, const pl_map *from) {
    for (uint32_t i = 0; i < from->len; i++) {
        pl_dbt_node *n = from->at[i].value;
        e->at[e->len] = n;
        pl_map_put(&e->numbers, a, n->unique_id, &e->at[e->len]);
        e->len++;
    }
}

uint32_t pl_edges_number(const pl_edges *e, const pl_dbt_node *n) {
    pl_dbt_node **slot = pl_map_get(&e->numbers, n->unique_id);
    return slot ? (uint32_t)(slot - e->at) : UINT32_MAX;
}

static int by_id(const void *l, const void *r, void *ctx) {
    pl_dbt_node *const *at = ctx;
    uint32_t i = *(const uint32_t *)l, k = *(const uint32_t *)r;
    int order = pl_str_cmp(at[i]->unique_id, at[k]->unique_id);
    return order ? order : (i > k) - (i < k);
}

static void sort_members(pl_edges *e, pl_arena *a) {
    e->sorted = PL_NEW_ARRAY(a, uint32_t, e->len + 1);
    for (uint32_t i = 0; i < e->len; i++) {
        e->sorted[i] = i;
    }
    qsort_r(e->sorted, e->len, sizeof *e->sorted, by_id, (void *)e->at);
}

static void fill_parents(pl_edges *e, pl_arena *a) {
    size_t total = 0;
    for (uint32_t i = 0; i < e->len; i++) {
        total += e->at[i]->depends_on.len;
    }
    e->parent_from = PL_NEW_ARRAY(a, uint32_t, e->len + 1);
    e->parent = PL_NEW_ARRAY(a, uint32_t, total + 1);
    uint32_t used = 0;
    for (uint32_t i = 0; i < e->len; i++) {
        const pl_dbt_node *n = e->at[i];
        e->parent_from[i] = used;
        for (uint32_t k = 0; k < n->depends_on.len; k++) {
            uint32_t parent = pl_edges_number(e, n->depends_on.at[k]);
            if (parent != UINT32_MAX) {
                e->parent[used++] = parent;
            }
        }
    }
    e->parent_from[e->len] = used;
}

/* Members are visited by unique_id, so that lists of children come out sorted. */
static void fill_children(pl_edges *e, pl_arena *a) {
    uint32_t total = e->parent_from[e->len];
    e->child_from = PL_NEW_ARRAY0(a, uint32_t, e->len + 2);
    e->child = PL_NEW_ARRAY(a, uint32_t, total + 1);
    uint32_t *next = PL_NEW_ARRAY(a, uint32_t, e->len + 1);
    for (uint32_t k = 0; k < total; k++) {
        e->child_from[e->parent[k] + 1]++;
    }
    for (uint32_t i = 0; i < e->len; i++) {
        e->child_from[i + 1] += e->child_from[i];
        next[i] = e->child_from[i];
    }
    for (uint32_t s = 0; s < e->len; s++) {
        uint32_t i = e->sorted[s];
        for (uint32_t k = e->parent_from[i]; k < e->parent_from[i + 1]; k++) {
            e->child[next[e->parent[k]]++] = i;
        }
    }
}

pl_edges *pl_edges_new(const pl_world *w, pl_arena *a) {
    const pl_map *maps[] = {&w->nodes,     &w->sources,         &w->exposures,
                            &w->metrics,   &w->semantic_models, &w->saved_queries,
                            &w->unit_tests};
    pl_edges *e = PL_NEW(a, pl_edges);
    uint32_t most = 0;
    for (size_t m = 0; m < sizeof maps / sizeof *maps; m++) {
        most += maps[m]->len;
    }
    e->at = PL_NEW_ARRAY(a, pl_dbt_node *, most + 1);
    for (size_t m = 0; m < sizeof maps / sizeof *maps; m++) {
        add_members(e, a, maps[m]);
    }
    sort_members(e, a);
    fill_parents(e, a);
    fill_children(e, a);
    return e;
}
