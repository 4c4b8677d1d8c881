/* check/overlap_priv.h: what one environment writes into the schemas of another. */
#ifndef PL_CHECK_OVERLAP_PRIV_H
#define PL_CHECK_OVERLAP_PRIV_H

#include "check/facts_priv.h"
#include "support/vec.h"

/* Nodes of one environment in one schema of the other. */
typedef struct pl_overlap {
    const pl_landing *first;      /* that lands there */
    const pl_landing *first_same; /* and in a relation of the other; NULL: none */
    const pl_landing *theirs;     /* the node that the other has in that relation, or
                                     else in the schema */
    uint32_t nodes, same;         /* how many */
    pl_span place;                /* the line that makes them land there */
    uint32_t finding;             /* number of the finding about it, from 1; 0: none */
} pl_overlap;

typedef struct pl_overlaps {
    const pl_check_world *w, *other;
    PL_VEC(pl_overlap) at; /* by schema */
    pl_map schemas;        /* schema -> its number, from 1 */
    const pl_yaml *unsure; /* a member of both connections, written alike, whose
                              variables only the process sets: elsewhere they may
                              differ, so that the two need not meet. NULL: they do */
} pl_overlaps;

/* What `w` writes where `other` writes; nothing for two that cannot meet. Snapshots
 * that are pinned have a rule of their own. */
pl_overlaps pl_overlaps_of(pl_check *c, const pl_check_world *w,
                           const pl_check_world *other);

/* Remember the finding about the overlaps that are made at a place. */
void pl_overlap_found(pl_check *c, const pl_overlaps *p, pl_span place,
                      const pl_finding *f);
/* Name every node in the findings, so that a file of a commit is told of them.
 * `same_only`: those in relations of the other. */
void pl_overlaps_name(pl_check *c, const pl_overlaps *p, bool same_only);

#endif
