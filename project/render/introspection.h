/* project/render/introspection.h: answers of a warehouse without one.
 *
 * Three places hold them, trusted in this order: introspection.yml (written by the
 * user), catalog.json (dbt's `docs generate`), columns declared in schema files. What
 * none of them knows stays PL_MISSING, and the template that asks is unrenderable. With
 * strict_dbt the warehouse is empty and none is consulted. docs/INTROSPECTION.md has
 * the format. Ownership: all answers live in the world's arena, or in the one given.
 * Errors: PL_E0509, PL_E0801, to the world's sink. Threads: one world, one thread. */
#ifndef PL_PROJECT_RENDER_INTROSPECTION_H
#define PL_PROJECT_RENDER_INTROSPECTION_H

#include "project/node/world.h"

/* Read introspection.yml, and the catalog when an option names it (else it is read when
 * first asked). False after reporting; what could be read counts nevertheless. */
bool pl_introspection_open(pl_world *w);

/* Columns of a relation: a list of dicts {name, dtype, char_size, ...}. */
pl_found pl_introspect_columns(pl_world *w, const pl_relation *r, pl_arena *a,
                               pl_value *out);
/* The recorded result of a query: a dict {columns, rows}. PL_FAILED is not used. */
pl_found pl_introspect_query(pl_world *w, pl_str sql, pl_arena *a, pl_value *out);
/* What stands at that place, for the node being rendered (`self`, may be NULL). Its own
 * relation only exists when the world's `incremental` says so. */
pl_found pl_introspect_existing(pl_world *w, const pl_dbt_node *self,
                                const pl_value path[3], pl_arena *a, pl_relation **out);

#endif
