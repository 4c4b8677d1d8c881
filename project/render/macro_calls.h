/* project/render/macro_calls.h: which macros a macro calls, as far as its text tells.
 *
 * Source: dbt-core 1.9 clients/jinja_static.py, parser/manifest.py. */
#ifndef PL_PROJECT_RENDER_MACRO_CALLS_H
#define PL_PROJECT_RENDER_MACRO_CALLS_H

#include "project/node/world.h"

typedef struct pl_macro_calls {
    const pl_macro_def **at; /* once each, in the order of the calls */
    uint32_t len, cap;
} pl_macro_calls;

/* Every macro of the world, unique_id -> pl_macro_def: plumb's own of the adapter,
 * whether they ran or not, then the others. The world owns the map. */
const pl_map *pl_macros_all(pl_world *w);

/* Macros called by name, by package.name and by adapter.dispatch('name', 'space'). */
pl_macro_calls pl_macro_calls_of(pl_world *w, const pl_macro_def *def, pl_arena *a);

/* What a generic test's template sees by name while it is parsed: its macro and the one
 * that its `model` calls, all that these call and those call in turn, whatever package
 * they are of; of one name the last. Names to pl_lazy_macro; kept with the world. */
const pl_map *pl_macro_closure(pl_world *w, const pl_macro_def *def);

/* dbt tries every adapter.dispatch('name', 'space') that it can read off the text of a
 * package's macro, called or not. False after reporting those that lead nowhere; what
 * could be one of dbt's own macros is left to the call. */
bool pl_macro_dispatches_check(pl_world *w);

/* The text of its block: the manifest's macro_sql. */
pl_str pl_macro_text(const pl_macro_def *def);

#endif
