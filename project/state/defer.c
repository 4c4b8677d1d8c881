/* Deferral to another world: unselected nodes are read from where that one has them. */
#include "project/state/defer.h"

#include "project/node/relation.h"
#include "project/world/stages.h"

static bool is_refable(const pl_dbt_node *n) {
    return n->type == PL_RES_MODEL || n->type == PL_RES_SEED ||
           n->type == PL_RES_SNAPSHOT;
}

void pl_world_defer_nodes(pl_world *w, const pl_world *other) {
    for (uint32_t i = 0; i < w->nodes.len; i++) {
        pl_dbt_node *n = w->nodes.at[i].value;
        pl_dbt_node *there = pl_map_get(&other->nodes, n->unique_id);
        if (is_refable(n) && !n->selected && there && !there->failed &&
            !pl_node_is_ephemeral(there)) {
            n->deferred_to = there;
        }
    }
}

bool pl_world_defer_to(pl_world *w, const pl_world_options *options) {
    pl_diag_sink sink = {.arena = w->arena};
    pl_world *other = pl_world_open(w->ws, options, w->arena, &sink);
    if (!other) {
        pl_diag_merge(&w->sink, &sink);
        return false;
    }
    bool ok = pl_world_parse(other);
    ok = pl_world_link(other) && ok;
    pl_world_defer_nodes(w, other);
    if (!ok) {
        pl_diag_merge(&w->sink, &other->sink);
    }
    pl_world_close(other);
    return ok;
}
