/* check/rules/overlap.h: what one environment writes into the schemas of another. */
#ifndef PL_CHECK_RULES_OVERLAP_H
#define PL_CHECK_RULES_OVERLAP_H

#include "check/rules/facts.h"
#include "support/vec.h"

/* Nodes that one line sends into schemas of the other environment. */
typedef struct pl_overlap {
    pl_span place;
    const pl_landing *first;  /* one in a relation of the other, where there is such */
    const pl_landing *theirs; /* what the other has in that relation, or else schema */
    uint32_t schemas, nodes;  /* how many */
    uint32_t same;            /* of the nodes: in relations of the other */
    uint32_t head, tail;      /* its landings: numbers from 1, chained by `next` */
} pl_overlap;

typedef struct pl_overlaps {
    const pl_check_world *w, *other;
    PL_VEC(pl_overlap) at;
    uint32_t *next; /* by landing of w: the next one of its overlap; 0: none */
    /* a member of both connections, written alike, whose variables only the process
     * sets: elsewhere they may differ, so that the two need not meet. NULL: they do */
    const pl_yaml *unsure;
} pl_overlaps;

/* What `w` writes where `other` writes; nothing for two that cannot meet. Snapshots
 * that are pinned have a rule of their own. */
pl_overlaps pl_overlaps_of(pl_check *c, const pl_check_world *w,
                           const pl_check_world *other);

/* One finding for overlap number `i` (NULL: it is off), which names every node.
 * `same_only`: of nodes in relations of the other. */
pl_finding *pl_overlap_report(pl_check *c, const pl_rule *r, const pl_overlaps *p,
                              uint32_t i, bool same_only, pl_str text);

/* "12 nodes in 3 schemas, 4 of them over what prod has there (a.b.c)" */
pl_str pl_overlap_words(pl_check *c, const pl_overlaps *p, const pl_overlap *o);

#endif
