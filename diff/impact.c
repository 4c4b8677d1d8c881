/* What lies downstream of a difference, and whether its SQL changed too. */
#include "diff/diff_priv.h"
#include "project/node/world.h"

typedef PL_VEC(uint32_t) number_list;

typedef struct resource {
    pl_str unique_id, name, type;
    number_list children;
    uint32_t stamp; /* of the walk that came by last */
} resource;

/* All resources by number. */
typedef struct lineage {
    pl_arena *arena;
    pl_map numbers; /* unique_id -> number + 1 */
    PL_VEC(resource) all;
} lineage;

static uint32_t number_of(lineage *g, pl_str id, pl_str name, pl_str type) {
    void **slot = pl_map_slot(&g->numbers, g->arena, id);
    if (!*slot) {
        resource r = {.unique_id = id, .name = name, .type = type};
        PL_PUSH(g->arena, &g->all, r);
        *slot = (void *)(uintptr_t)g->all.len;
    }
    return (uint32_t)(uintptr_t)*slot - 1;
}

static void add_child(lineage *g, pl_str parent, uint32_t child) {
    uint32_t p = number_of(g, parent, parent, PL_S(""));
    resource *r = &g->all.at[p];
    if (!r->children.len || r->children.at[r->children.len - 1] != child) {
        PL_PUSH(g->arena, &r->children, child);
    }
}

static void add_nodes(lineage *g, const pl_side_nodes *side) {
    for (uint32_t i = 0; i < side->at.len; i++) {
        const pl_side_node *n = side->at.at[i].value;
        uint32_t number = number_of(g, n->unique_id, n->name, n->type);
        g->all.at[number].name = n->name;
        g->all.at[number].type = n->type;
        for (uint32_t k = 0; !n->disabled && k < n->parent_len; k++) {
            add_child(g, n->parents[k], number);
        }
    }
}

static void add_exposures(lineage *g, const pl_world *w) {
    for (uint32_t i = 0; w && i < w->exposures.len; i++) {
        const pl_dbt_node *n = w->exposures.at[i].value;
        uint32_t number = number_of(g, n->unique_id, n->name, PL_S("exposure"));
        for (uint32_t k = 0; k < n->depends_on.len; k++) {
            add_child(g, n->depends_on.at[k]->unique_id, number);
        }
    }
}

static bool has_impact(pl_verdict v) {
    return v > PL_VERDICT_CASE && v != PL_VERDICT_ADDED;
}

static bool is_changed(pl_verdict v) {
    return v >= PL_VERDICT_ENABLED;
}

/* Exposures and their like have no SQL that could change. */
static bool is_compared_type(pl_str type) {
    return PL_STR_IS(type, "model") || PL_STR_IS(type, "seed") ||
           PL_STR_IS(type, "snapshot") || PL_STR_IS(type, "source");
}

static pl_impact impact_of(const pl_diff *d, const resource *r, uint32_t distance) {
    const pl_diff_node *n = pl_map_get(&d->by_id, r->unique_id);
    pl_impact i = {.unique_id = r->unique_id,
                   .name = r->name,
                   .type = r->type,
                   .distance = distance,
                   .verdict = n ? n->verdict : PL_VERDICT_IDENTICAL};
    i.compared = n || !is_compared_type(r->type);
    i.sql_changed = n && is_changed(n->verdict);
    return i;
}

static bool is_read(const resource *r) {
    return !PL_STR_IS(r->type, "test") && !PL_STR_IS(r->type, "analysis");
}

/* Breadth first, so that what is nearest comes first. */
static void walk(pl_diff *d, lineage *g, pl_diff_node *n, uint32_t stamp,
                 number_list *queue) {
    PL_VEC(pl_impact) found = {0};
    uint32_t first = number_of(g, n->unique_id, n->name, n->type);
    queue->len = 0;
    PL_PUSH(g->arena, queue, first);
    g->all.at[first].stamp = stamp;
    uint32_t distance = 1;
    for (uint32_t lo = 0; lo < queue->len; distance++) {
        uint32_t hi = queue->len;
        for (; lo < hi; lo++) {
            const resource *r = &g->all.at[queue->at[lo]];
            for (uint32_t k = 0; k < r->children.len; k++) {
                resource *child = &g->all.at[r->children.at[k]];
                if (child->stamp == stamp || !is_read(child)) {
                    continue;
                }
                child->stamp = stamp;
                PL_PUSH(g->arena, queue, r->children.at[k]);
                pl_impact one = impact_of(d, child, distance);
                n->impact_changed += one.sql_changed;
                n->impact_unknown += !one.compared;
                PL_PUSH(d->arena, &found, one);
            }
        }
    }
    n->impact = found.at;
    n->impact_len = found.len;
}

void pl_diff_impacts(pl_diff *d, const pl_side_nodes *a, const pl_side_nodes *b) {
    pl_arena scratch = {0};
    lineage g = {.arena = &scratch};
    number_list queue = {0};
    add_nodes(&g, b);
    add_nodes(&g, a);
    add_exposures(&g, d->b.world);
    add_exposures(&g, d->a.world);
    for (uint32_t i = 0; i < d->len; i++) {
        if (has_impact(d->at[i].verdict)) {
            walk(d, &g, &d->at[i], i + 1, &queue);
        }
    }
    pl_arena_free(&scratch);
}
