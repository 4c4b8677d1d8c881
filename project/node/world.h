/* project/node/world.h: a project under one target.
 *
 * A pl_workspace is shared by everything in a run; a pl_world is one target of it:
 * rendered project files, nodes, configs, relations. Worlds of one workspace may be
 * worked on by several threads at a time; one world by one thread at a time. The stages
 * that fill it are in project/world/stages.h. */
#ifndef PL_PROJECT_NODE_WORLD_H
#define PL_PROJECT_NODE_WORLD_H

#include "project/config/profile.h"
#include "project/input/env.h"
#include "project/input/search.h"
#include "project/node/workspace.h"

typedef struct pl_world_options {
    const pl_env *env;
    pl_str target;              /* at NULL: the profile's choice */
    pl_str environment;         /* name of the one in environments.yml; at NULL: none */
    bool later_dbt;             /* it runs on dbt 1.12 or later (later.h) */
    const pl_source *dotenv;    /* a .env file not read so far; NULL: none */
    struct pl_env_reads *reads; /* env_var() calls are noted there; NULL: nowhere */
    struct pl_trace *trace;     /* decisions are noted there (trace.h); NULL: nowhere */
    pl_str profile;             /* at NULL: the project's */
    pl_tree *profiles_tree;
    pl_str profiles_dir;           /* as messages name it */
    const pl_target *given_target; /* environments.yml gave a connection; else NULL */
    pl_value cli_vars;             /* PL_DICT */
    int64_t threads;               /* 0: not given */
    const char *adapter_like;
    bool strict_dbt;
    bool version_check; /* require-dbt-version must admit dbt 1.9.11 */
    bool full_refresh;
    bool incremental;    /* is_incremental() is true */
    bool empty;          /* --empty */
    const char *command; /* flags.WHICH: "compile", "list", ... */
    int64_t now_us;
    pl_str invocation_id;
    pl_str target_path; /* at NULL: the project's */
    pl_str inline_sql;  /* at NULL: none; else one more node */
    /* Of the file system; at NULL: where they usually lie, if they are there. */
    pl_str catalog;       /* <target path>/catalog.json */
    pl_str introspection; /* introspection.yml of the project */
    pl_str dbt_macros;    /* folder of dbt's own macros; at NULL: plumb's */
} pl_world_options;

/* A macro's entry in a schema file. */
typedef struct pl_macro_patch {
    pl_str file; /* original_file_path of the schema file */
    /* description, meta, docs, patch_path, arguments, for the manifest */
    pl_dict *fields;
} pl_macro_patch;

typedef struct pl_world {
    pl_workspace *ws;
    pl_arena *arena; /* of this world */
    pl_diag_sink sink;
    pl_world_options options;
    pl_target target;
    pl_relation_style style; /* adapter defaults with the project's quoting */
    pl_package *packages;    /* [0] the root, then the others, then stock ones */
    uint32_t package_len;    /* root and installed packages */
    const pl_config_set *configs;
    pl_map macros; /* unique_id -> pl_macro_def; of plumb's own those that ran */

    pl_map nodes; /* unique_id -> pl_dbt_node: models, seeds, snapshots, tests,
                     analyses, operations; enabled ones only */
    pl_map sources, exposures, metrics, groups, semantic_models, saved_queries,
        unit_tests;
    pl_map docs; /* unique_id -> pl_doc */
    /* unique_id -> pl_macro_patch: what schema files say of macros */
    pl_map macro_patches;
    pl_map disabled;     /* unique_id -> pl_dbt_node (the first of that id) */
    pl_dbt_node **order; /* nodes in topological order */
    uint32_t order_len;
    pl_value flags;                       /* PL_DICT */
    const struct pl_selectors *selectors; /* selectors.yml; select.h reads it */
    bool named; /* nodes were selected by name or by a selector, not all of them */
    struct pl_world_private *private;
} pl_world;

/* The package of that name, or NULL. */
pl_package *pl_world_package(const pl_world *w, pl_str name);

#endif
