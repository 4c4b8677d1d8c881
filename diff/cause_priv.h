/* diff/cause_priv.h: the search for what makes a node differ. */
#ifndef PL_DIFF_CAUSE_PRIV_H
#define PL_DIFF_CAUSE_PRIV_H

#include "diff/diff_priv.h"
#include "project/node/world.h"

typedef struct pl_finder {
    pl_diff *d;
    pl_diff_node *n;
    pl_dbt_node *a, *b;
    pl_arena *arena, *scratch; /* of the result; of this node */
    pl_cause_list all;
} pl_finder;

/* The first line of `b` that `a` has not at that place; where `b` merely ends earlier,
 * the line of `a` that it lacks: *in_a, or, with in_a NULL, the last line of `b`. */
pl_span pl_changed_line(const pl_source *a, const pl_source *b, bool *in_a);
/* Masked, and white space as single spaces, for a text in a line. */
pl_str pl_one_line(const pl_diff *d, pl_arena *a, pl_str s);

typedef bool pl_trace_fn(pl_world *w, pl_dbt_node *n, pl_trace *t);
/* Run both sides' node again with `run`, and note what they do otherwise. */
void pl_causes_of_renders(pl_finder *f, pl_trace_fn *run);

#endif
