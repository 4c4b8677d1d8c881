/* project/state/state_priv.h: looking into a state. */
#ifndef PL_PROJECT_STATE_STATE_PRIV_H
#define PL_PROJECT_STATE_STATE_PRIV_H

#include "project/input/json_scan.h"
#include "project/node/world.h"
#include "project/state/state.h"

/* A macro's text; false: the state lacks it. */
bool pl_state_macro(const pl_state *s, pl_str unique_id, pl_arena *a, pl_str *text);
/* How state: compares. */
typedef enum pl_state_check {
#define CHECK(id, name) PL_STATE_##id,
#include "project/state/state_checks.def"
#undef CHECK
    PL_STATE_CHECK_COUNT
} pl_state_check;
const char *pl_state_check_name(pl_state_check check);

/* A comparison of a world with a state. */
typedef struct pl_comparison pl_comparison;
pl_comparison *pl_comparison_new(pl_world *w, const pl_state *s, pl_arena *a);
void pl_comparison_free(pl_comparison *c);
/* Does `n` pass the check? */
bool pl_comparison_check(pl_comparison *c, const pl_dbt_node *n, pl_state_check check);
/* A versioned model broke its contract: reported (PL_E0508). */
bool pl_comparison_failed(const pl_comparison *c);

/* run_results.json and sources.json of a run. */
typedef enum pl_results_file {
    PL_RESULTS_RUN,     /* run_results.json of the state */
    PL_RESULTS_SOURCES, /* its sources.json */
} pl_results_file;
/* The file's text; at NULL: it isn't there. */
pl_str pl_state_results(const pl_state *s, pl_results_file file);

#endif
