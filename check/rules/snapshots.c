/* Snapshots that no environment has for itself. */
#include "check/rules/facts.h"

const pl_rule_option options_snapshot_pinned[] = {PL_NO_MORE_OPTIONS};

/* Environments of developers alone may all be one developer's. */
static bool concern_each_other(const pl_check_world *w, const pl_check_world *other) {
    return w != other && w->world && other->world &&
           !(w->development && other->development) && pl_same_warehouse(w, other);
}

static bool is_shared(pl_check *c, const pl_check_world *w, const pl_landing *l) {
    for (uint32_t i = 0; i < c->len; i++) {
        const pl_check_world *other = &c->at[i];
        const pl_landing *theirs =
            concern_each_other(w, other)
                ? pl_map_get(&pl_check_landings(c, other)->relations, l->relation)
                : NULL;
        if (theirs && pl_str_eq(theirs->node->unique_id, l->node->unique_id)) {
            return true;
        }
    }
    return false;
}

void run_snapshot_pinned(pl_check *c, const pl_rule *r) {
    for (uint32_t i = 0; i < c->len; i++) {
        const pl_check_world *w = &c->at[i];
        const pl_landings *all = pl_check_landings(c, w);
        for (uint32_t k = 0; k < all->len; k++) {
            const pl_landing *l = &all->at[k];
            if (!pl_is_pinned(l->node) || !is_shared(c, w, l)) {
                continue;
            }
            pl_finding *f =
                pl_check_addf(c, r, w, l->node, pl_schema_place(c, w, l->node),
                              "snapshot %.*s is %.*s in more than one environment",
                              PL_FMT(l->node->name), PL_FMT(l->node->relation_name));
            if (f) {
                f->help = PL_S("use `schema` instead of `target_schema`, or a value "
                               "that differs: \"{{ target.schema }}_snapshots\"");
            }
        }
    }
}
