/* state:modified.macros: does a node call a macro that was changed, by however many calls? */
#include "eval/ops/python_text.h"
#include "project/render/macro_calls.h"
#include "project/state/state_compare_priv.h"
#include "support/vec.h"

static char yes;

static bool macro_changed(pl_comparison *c, const pl_macro_def *def) {
    pl_str then;
    if (def->stock) {
        return false; /* dbt's own: plumb's have other words */
    }
    return !pl_state_macro(c->state, def->unique_id, &c->scratch, &then) ||
           !pl_str_eq(then, pl_macro_text(def));
}

typedef PL_VEC(pl_str) ids;

/* unique_id of a macro -> ids of those that call it. */
static pl_map find_callers(pl_comparison *c) {
    pl_map callers = {0};
    const pl_map *all = pl_macros_all(c->w);
    for (uint32_t i = 0; i < all->len; i++) {
        const pl_macro_def *def = all->at[i].value;
        pl_macro_calls calls = pl_macro_calls_of(c->w, def, c->arena);
        for (uint32_t k = 0; k < calls.len; k++) {
            void **slot = pl_map_slot(&callers, c->arena, calls.at[k]->unique_id);
            if (!*slot) {
                *slot = PL_NEW(c->arena, ids);
            }
            ids *list = *slot;
            PL_PUSH(c->arena, list, def->unique_id);
        }
    }
    return callers;
}

/* Spread from what was changed to what calls it. `changed` grows while it is walked. */
static void spread_changes(pl_comparison *c) {
    pl_map callers = find_callers(c);
    for (uint32_t i = 0; i < c->changed.len; i++) {
        const ids *by = pl_map_get(&callers, c->changed.at[i].key);
        for (uint32_t k = 0; by && k < by->len; k++) {
            if (!pl_map_has(&c->changed, by->at[k])) {
                pl_map_put(&c->changed, c->arena, by->at[k], &yes);
            }
        }
    }
}

bool pl_comparison_macros_changed(pl_comparison *c, const pl_dbt_node *n) {
    if (!c->macros_known) {
        c->macros_known = true;
        for (uint32_t i = 0; i < c->w->macros.len; i++) {
            const pl_macro_def *def = c->w->macros.at[i].value;
            if (macro_changed(c, def)) {
                pl_map_put(&c->changed, c->arena, def->unique_id, &yes);
            }
        }
        if (c->changed.len) {
            spread_changes(c);
        }
    }
    for (uint32_t i = 0; c->changed.len && i < n->macro_ids.len; i++) {
        if (pl_map_has(&c->changed, n->macro_ids.at[i])) {
            return true;
        }
    }
    return false;
}
