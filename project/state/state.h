/* project/state/state.h: the manifest of another run, for --state and --defer.
 *
 * A state's text is indexed when it is read; entries are parsed only as they are looked
 * at. Ownership: everything lives in the arena given to pl_state_read; frozen then, so
 * that worlds in several threads may share one. Errors: PL_E0802. Source: dbt-core 1.9
 * contracts/state.py, contracts/graph/nodes.py (same_contents and its kin),
 * graph/selector_methods.py. */
#ifndef PL_PROJECT_STATE_STATE_H
#define PL_PROJECT_STATE_STATE_H

#include "project/node/world.h"

typedef struct pl_state pl_state;

/* Read DIR/manifest.json, run_results.json and sources.json of the file system; each
 * may be missing. Manifests: dbt's v4 to v12, or plumb's. NULL after reporting one that
 * can't be read. `dir` is also what messages name. */
const pl_state *pl_state_read(pl_str dir, pl_arena *a, pl_diag_sink *sink);
/* The same where `dir` is meant from folder `base` (a path of the process). */
const pl_state *pl_state_read_below(pl_str base, pl_str dir, pl_arena *a,
                                    pl_diag_sink *sink);
/* The manifest in the file `path` alone, whatever its name; NULL after reporting. */
const pl_state *pl_state_read_file(pl_str path, pl_arena *a, pl_diag_sink *sink);
bool pl_state_has_manifest(const pl_state *s);
/* The same; false after reporting that there is none. */
bool pl_state_require(const pl_state *s, pl_diag_sink *sink);

/* Does the manifest list it as disabled? */
bool pl_state_is_disabled(const pl_state *s, pl_str unique_id);
/* The adapter's name in the manifest; empty: it has none. */
pl_str pl_state_adapter(const pl_state *s);

/* Deferral: point `deferred_to` of every node that the state knows (models, seeds and
 * snapshots that are not ephemeral there) at the state's: its unique_id, name, type,
 * database, schema, alias, relation_name. `unselected_only`: leave selected nodes alone
 * (taken to exist here); dbt itself defers them too when the warehouse is empty. False
 * after reporting that there is no manifest. */
bool pl_state_defer(pl_world *w, const pl_state *s, bool unselected_only);

/* ---- looking into a state */

/* A resource as a state's manifest has it: the bytes of its object. at NULL: none. */
typedef struct pl_state_entry {
    pl_str json;
} pl_state_entry;

/* Among nodes, sources, exposures, metrics, unit tests and the semantic layer. */
pl_state_entry pl_state_find(const pl_state *s, pl_str unique_id);
/* The i-th of them; false: there are no more. */
bool pl_state_node_at(const pl_state *s, uint32_t i, pl_str *unique_id,
                      pl_state_entry *out);
/* A field of it, parsed; None when it is absent. */
pl_value pl_state_field(pl_state_entry e, const char *key, pl_arena *a);

#endif
