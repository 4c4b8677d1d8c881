/* project/environment/plan.h: what a run of the selected nodes builds, and
 * what it reads from where.
 *
 * Selected models, seeds and snapshots are built; ephemeral models are put into what
 * reads them. What builds and tests read of the graph, directly or through ephemeral
 * models, and what is not selected is a read: of another side's relation where nodes
 * are deferred, else of a relation here that may not exist. No SQL is rendered: the
 * graph is dbt's own, from the calls of ref() and source(). */
#ifndef PL_PROJECT_ENVIRONMENT_PLAN_H
#define PL_PROJECT_ENVIRONMENT_PLAN_H

#include "project/node/world.h"
#include "project/state/state.h"

/* Where a world defers to. All empty: nowhere. */
typedef struct pl_plan_side {
    pl_str name;           /* of the environment or target, or the state's folder */
    const pl_world *world; /* linked; or */
    const pl_state *state; /* has a manifest */
} pl_plan_side;

typedef enum pl_plan_status {
    PL_PLAN_ELSEWHERE, /* read from the other side */
    PL_PLAN_HERE,      /* nothing is deferred: read here, where it may not exist */
    PL_PLAN_ABSENT,    /* the other side has no such node: read here, the same */
    PL_PLAN_DISABLED,  /* it is disabled there: the same */
    PL_PLAN_EPHEMERAL, /* it is ephemeral there, and a relation here: the same */
    PL_PLAN_FAILED,    /* it could not be parsed there: the same */
    PL_PLAN_STATUSES,
} pl_plan_status;
/* "elsewhere", "here", "absent", "disabled", "ephemeral", "failed". */
const char *pl_plan_status_name(pl_plan_status status);

typedef struct pl_plan_read {
    const pl_dbt_node *node; /* here; a source too */
    const pl_dbt_node *from; /* whose relation is read: `node`, or the one there */
    pl_plan_status status;
    pl_str relation_name;      /* as SQL writes it */
    const pl_dbt_node **users; /* nodes that refer to it, ephemeral ones among them */
    uint32_t user_len, user_cap;
} pl_plan_read;

typedef struct pl_plan_reads {
    pl_plan_read *at; /* by unique_id */
    uint32_t len, cap;
} pl_plan_reads;

typedef struct pl_plan {
    pl_world *world;
    pl_plan_side side;
    const pl_dbt_node **builds; /* in an order that they can be built in */
    uint32_t build_len;
    const pl_dbt_node **inlined; /* ephemeral models that builds and tests take in */
    uint32_t inlined_len;
    pl_plan_reads reads; /* models, seeds, snapshots */
    pl_plan_reads sources;
    uint32_t count[PL_PLAN_STATUSES]; /* of reads */
    uint32_t tests;                   /* selected tests and unit tests */
    uint32_t upstream;  /* relations further upstream: neither built nor read */
    pl_str unreachable; /* why the connection here may not reach what is read
                           elsewhere; empty: nothing is known against it */
} pl_plan;

/* Nodes were selected and nothing is deferred yet. Sets `deferred_to` of what is not
 * selected. The plan lives in the world's arena. Time: O(nodes + edges). */
pl_plan *pl_plan_new(pl_world *w, pl_plan_side side);

/* Why a read is no sure one: "disabled in production"; empty: it is. */
pl_str pl_plan_doubt(const pl_plan *p, pl_plan_status status, pl_arena *a);

/* Reads of relations that may not exist. */
uint32_t pl_plan_uncertain(const pl_plan *p);

/* What is doubtful, as warnings and notes to the world's sink. */
void pl_plan_warn(const pl_plan *p);

#endif
