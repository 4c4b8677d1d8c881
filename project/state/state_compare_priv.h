/* project/state/state_compare_priv.h: what the files that compare with a state share. */
#ifndef PL_PROJECT_STATE_STATE_COMPARE_PRIV_H
#define PL_PROJECT_STATE_STATE_COMPARE_PRIV_H

#include "project/node/fields_priv.h"
#include "project/node/world.h"
#include "project/state/state_priv.h"

struct pl_comparison {
    pl_world *w;
    const pl_state *state;
    pl_arena *arena;  /* lives as long as the comparison */
    pl_arena scratch; /* emptied after each node */
    pl_map changed; /* unique_id of a macro -> &yes: it, or one it calls, was changed */
    bool macros_known;
    bool removed_known; /* removed models were reported */
    /* sources: state_modified_compare_more_unrendered_values */
    bool compare_unrendered;
    bool failed;
};

/* Python's equality; an unset value is None. */
bool pl_comparison_same(pl_comparison *c, pl_value l, pl_value r);
/* A field of the state's entry, until the next node. */
pl_value pl_comparison_field(pl_comparison *c, pl_state_entry old, const char *key);

/* Does the node use a macro that was changed, or one that calls such a macro? */
bool pl_comparison_macros_changed(pl_comparison *c, const pl_dbt_node *n);
/* Is the model's contract the same? What its readers lose is reported
 * (state_contract.c). */
bool pl_comparison_contract(pl_comparison *c, const pl_dbt_node *n, pl_state_entry old);
/* Report models whose contract the state enforced and that are gone or disabled. */
void pl_comparison_removed(pl_comparison *c);

#endif
