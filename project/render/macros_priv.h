/* project/render/macros_priv.h: how macros are registered. */
#ifndef PL_PROJECT_RENDER_MACROS_PRIV_H
#define PL_PROJECT_RENDER_MACROS_PRIV_H

#include "project/render/macros.h"

/* Types of blocks that hold macros; NULL-terminated. */
extern const char *const pl_macro_blocks[];

/* A macro of `package`, not parsed yet; the world owns it. `name` as dbt registers it. */
pl_lazy_macro *pl_macro_new(pl_world *w, pl_str package, pl_str name, pl_str path,
                            const pl_source *src);
/* The same for block `b` of a file, whose text is `src`. */
pl_lazy_macro *pl_macro_of_block(pl_world *w, pl_str package, const pl_block *b,
                                 pl_str path, const pl_source *src);
/* Put it into `macros` by name and into the world; false after reporting that there is
 * one of that name. */
bool pl_macro_add_block(pl_world *w, pl_map *macros, pl_lazy_macro *m,
                        const pl_block *b);

/* One file of an internal package ("dbt", "dbt_snowflake"); `shown` is its path. */
void pl_stock_add(pl_world *w, pl_str package, const pl_source *src, pl_str shown);
/* dbt's own macros (macros_dbt.c); false after reporting. */
bool pl_dbt_macros_load(pl_world *w);

#endif
