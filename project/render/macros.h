/* project/render/macros.h: the macros of a world: loading, and finding them by name. */
#ifndef PL_PROJECT_RENDER_MACROS_H
#define PL_PROJECT_RENDER_MACROS_H

#include "project/node/world_priv.h"

/* Load plumb's own macros, or dbt's from the folder that the options name; false after
 * reporting that the folder does not hold them. Before pl_macros_load. */
bool pl_stock_load(pl_world *w);
/* The macro of dbt's global namespace: the adapter's before dbt's; NULL: none. */
pl_lazy_macro *pl_stock_macro_named(pl_world *w, pl_str name);
/* All of them, name -> pl_lazy_macro, in the same order every time. */
const pl_map *pl_stock_macros_named(pl_world *w);
/* Load macros of packages; false when a file is broken. */
bool pl_macros_load(pl_world *w);
/* Make it callable; false after reporting its syntax error. */
bool pl_macro_ready(pl_world *w, pl_lazy_macro *m);
/* As MacroNamespace: own package, root, package namespaces, "dbt", internal macros. */
pl_found pl_macro_lookup(pl_world *w, pl_str package, pl_str name, uint32_t hash,
                         pl_arena *a, pl_value *out);
/* Macro `name` of `package` ("dbt": any internal one); NULL: none. */
pl_found pl_macro_as_value(pl_world *w, pl_lazy_macro *m, pl_value *out);
pl_lazy_macro *pl_macro_in(pl_world *w, pl_str package, pl_str name);

/* All names that pl_macro_lookup knows for a node of that package, as keys of `to`. */
void pl_macro_names(pl_world *w, pl_str package, pl_arena *a, pl_dict *to);

#endif
