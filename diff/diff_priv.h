/* diff/diff_priv.h: what the files of the comparison share. */
#ifndef PL_DIFF_DIFF_PRIV_H
#define PL_DIFF_DIFF_PRIV_H

#include "diff/diff.h"

/* The nodes of a side that are compared: unique_id -> pl_side_node. */
typedef struct pl_side_nodes {
    pl_map at;
    pl_map selected; /* unique_id -> anything; empty for a manifest */
} pl_side_nodes;

void pl_side_read(const pl_side *side, pl_arena *a, pl_side_nodes *out);

/* It is there, and not disabled. */
static inline bool pl_side_has(const pl_side_node *n) {
    return n && !n->disabled;
}
static inline bool pl_side_is_source(const pl_side_node *n) {
    return PL_STR_IS(n->type, "source");
}

/* The node's relation with its names as the warehouse keeps them; empty: not known, or
 * it has none. */
pl_str pl_side_place(const pl_side *side, const pl_side_node *n, pl_arena *a);

/* The SQL with every relation replaced by the unique_id of its node, between bytes that
 * no SQL holds; substitutions of side `b` (else `a`) are made. */
pl_str pl_side_abstract(const pl_side_node *n, const pl_diff_input *in, bool b,
                        pl_arena *a);

/* What two texts of pl_side_abstract differ in: WHITESPACE (or nothing), CASE, LOGIC. As
 * both sides' databases read them; of two manifests that do not say which, as all do. */
pl_verdict pl_diff_words(const pl_diff_input *in, pl_str a, pl_str b,
                         pl_arena *scratch);

/* Find why a node differs; fills causes. `scratch` is reset. */
void pl_diff_causes(pl_diff *d, pl_diff_node *n, pl_arena *scratch);

/* Downstream nodes of what differs, for every node of the diff. */
void pl_diff_impacts(pl_diff *d, const pl_side_nodes *a, const pl_side_nodes *b);

/* Fill `left_behind`, and `renames`. */
void pl_diff_left_behind(pl_diff *d, const pl_side_nodes *b);
void pl_diff_renames(pl_diff *d);

/* The library that compares texts is in use from here, to there. */
void pl_diff_texts_begin(void);
void pl_diff_texts_end(void);

typedef PL_VEC(pl_cause) pl_cause_list;
/* Add one unless its place and text are there already. */
void pl_cause_add(pl_cause_list *to, pl_arena *a, pl_cause cause);

#endif
