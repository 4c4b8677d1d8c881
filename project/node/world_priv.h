/* project/node/world_priv.h: what the rooms that fill a world keep in it. */
#ifndef PL_PROJECT_NODE_WORLD_PRIV_H
#define PL_PROJECT_NODE_WORLD_PRIV_H

#include "project/node/workspace_priv.h"
#include "project/node/world.h"
#include "support/vec.h"

/* A macro and what it takes to make it callable. */
typedef struct pl_lazy_macro {
    pl_macro_def def;     /* first: pl_macro.data points here */
    const pl_source *src; /* the block */
    bool ready;           /* def.macro can be called */
    bool broken;          /* reported */
} pl_lazy_macro;

struct pl_world_private {
    /* Internal packages: the adapter's, its parents', then "dbt". */
    pl_str internal[8];
    uint32_t internal_len;
    /* name -> pl_lazy_macro, the adapter's before dbt's; of plumb's own those that
     * were asked for */
    pl_map internal_macros;
    pl_map stock_macros;   /* unique_id -> pl_lazy_macro of plumb's own, the same */
    pl_map stock_packages; /* --dbt-macros: package -> pl_map of its macros */
    pl_map named_macros, all_macros; /* pl_stock_macros_named, pl_macros_all */
    pl_str prefixes[8];              /* dispatch: adapter, parents, "default" */
    uint32_t prefix_len;
    pl_map *seen_names;          /* by package: name -> found_name, see macros_load.c */
    pl_map namespaces;           /* package -> namespace object */
    pl_map macro_closures;       /* unique_id -> pl_map, see pl_macro_closure */
    pl_map vars;                 /* package -> pl_dict of vars in scope */
    const pl_dict *project_vars; /* in scope of the dbt_project.yml being read */
    pl_map ref_index;            /* "name" -> node list */
    pl_map source_index;         /* "source.table" -> node list */
    pl_map disabled_ref_index, disabled_source_index;
    PL_VEC(const pl_dbt_node *) disabled_twins; /* of an id that w->disabled holds */
    pl_value graph;                             /* built on first use */
    pl_value runtime_config;                    /* the same */
    struct pl_introspection *introspection;     /* answers of the warehouse */
    pl_arena scratch;         /* values of one call of a name macro; reset after each */
    pl_arena compile_scratch; /* values of one compile render; reset after each */
    pl_arena parse_scratch;   /* values of one parse render; reset after each */
};

#endif
