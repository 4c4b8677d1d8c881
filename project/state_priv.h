/* project/state_priv.h: looking into a state. */
#ifndef PL_PROJECT_STATE_PRIV_H
#define PL_PROJECT_STATE_PRIV_H

#include "project/edges.h"
#include "project/state.h"

/* A resource as a state's manifest has it: the bytes of its JSON object. at NULL: none. */
typedef struct pl_state_entry {
    pl_str json;
} pl_state_entry;

/* Among nodes, sources, exposures, metrics, semantic models, unit tests, saved queries. */
pl_state_entry pl_state_find(const pl_state *s, pl_str unique_id);
/* A macro's text; false: the state lacks it. */
bool pl_state_macro(const pl_state *s, pl_str unique_id, pl_arena *a, pl_str *text);
/* A member of an object: its bytes; at NULL: absent, or no object. */
pl_str pl_json_member(pl_str object, pl_str key);
/* Parsed; PL_NONE when absent or malformed. */
pl_value pl_json_parsed(pl_str json, pl_arena *a);
pl_value pl_state_field(pl_state_entry e, const char *key, pl_arena *a);

/* How state: compares. */
typedef enum pl_state_check {
#define CHECK(id, name) PL_STATE_##id,
#include "project/state_checks.def"
#undef CHECK
    PL_STATE_CHECK_COUNT
} pl_state_check;
const char *pl_state_check_name(pl_state_check check);

/* A comparison of a world with a state. */
typedef struct pl_comparison pl_comparison;
pl_comparison *pl_comparison_new(pl_world *w, const pl_state *s, pl_arena *a);
/* Does `n` pass the check? False in *ok after a breaking change of a contract (PL_E0802). */
bool pl_comparison_check(pl_comparison *c, const pl_dbt_node *n, pl_state_check check,
                         bool *ok);

/* run_results.json and sources.json of the state: status by unique_id. */
typedef enum pl_results_found { PL_RESULTS_ABSENT, PL_RESULTS_READ } pl_results_found;
/* Calls `each` for every result with that status. */
pl_results_found pl_state_results(const pl_state *s, pl_str status, pl_arena *a,
                                  void (*each)(void *ctx, pl_str unique_id), void *ctx);

#endif
