/* project/node/world.h: a project under one target, from files to compiled SQL.
 *
 * A pl_workspace is shared by everything in a run: the tree files come from, and a
 * cache of what was read and parsed from them. A pl_world is one target of it: rendered
 * project files, nodes, configs, relations. Worlds of one workspace may be worked on by
 * several threads at a time; one world by one thread at a time.
 *
 * Stages, each a function below; a stage reports all it can and says if the next makes
 * sense:
 *   1 pl_world_open      profile, dbt_project.yml, packages, config trees, macros
 *   2 pl_world_parse     nodes of all files (parse pass), schema files, tests, names
 *   3 pl_world_link      refs and sources to nodes, access, cycles, order
 *   4 pl_world_compile   the compile pass over selected nodes
 * Source: dbt-core 1.9 parser/manifest.py, compilation.py. */
#ifndef PL_PROJECT_NODE_WORLD_H
#define PL_PROJECT_NODE_WORLD_H

#include "project/config/profile.h"
#include "project/input/env.h"
#include "project/input/search.h"
#include "project/node/node.h"

typedef struct pl_workspace pl_workspace;

/* `tree` holds the project at folder `project_dir` ("" for its root). */
pl_workspace *pl_workspace_new(pl_arena *a, pl_tree *tree, pl_str project_dir);
/* One more, of another tree: another revision of the project. Files of the same path
 * and text are read and parsed once for both. Make all of them before the first is
 * used; each is freed, the last one takes the caches with it. */
pl_workspace *pl_workspace_sibling(pl_arena *a, pl_workspace *ws, pl_tree *tree,
                                   pl_str project_dir);
void pl_workspace_free(pl_workspace *ws);

/* A file's text as dbt sees it: UTF-8 checked; NULL after reporting. Cached. `strip`:
 * white space at both ends is gone (dbt strips all its text files). Thread-safe. */
const pl_source *pl_workspace_source(pl_workspace *ws, pl_str path, bool strip,
                                     pl_diag_sink *sink);
/* The text parsed for node rendering; cached by source. Thread-safe. */
const pl_template *pl_workspace_template(pl_workspace *ws, const pl_source *src);
/* The YAML of a file; NULL when empty or broken (*ok tells which). Cached. Thread-safe.
 */
const pl_yaml *pl_workspace_yaml(pl_workspace *ws, pl_str path, pl_diag_sink *sink,
                                 bool *ok);

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
    pl_dict
        *fields; /* description, meta, docs, patch_path, arguments, for the manifest */
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
    pl_map macros; /* unique_id -> pl_macro_def */

    pl_map nodes; /* unique_id -> pl_dbt_node: models, seeds, snapshots, tests,
                     analyses, operations; enabled ones only */
    pl_map sources, exposures, metrics, groups, semantic_models, saved_queries,
        unit_tests;
    pl_map docs;          /* unique_id -> pl_doc */
    pl_map macro_patches; /* unique_id -> pl_macro_patch: what schema files say of
                             macros */
    pl_map disabled;      /* unique_id -> pl_dbt_node (the first of that id) */
    pl_dbt_node **order;  /* nodes in topological order */
    uint32_t order_len;
    pl_value flags;                       /* PL_DICT */
    const struct pl_selectors *selectors; /* selectors.yml; select.h reads it */
    bool named; /* nodes were selected by name or by a selector, not all of them */
    struct pl_world_private *private;
} pl_world;

/* Stage 1. NULL after reporting to `sink` (which must outlive the world). */
pl_world *pl_world_open(pl_workspace *ws, const pl_world_options *options, pl_arena *a,
                        pl_diag_sink *sink);
/* Release what does not lie in the world's arena. */
void pl_world_close(pl_world *w);
bool pl_world_parse(pl_world *w);
bool pl_world_link(pl_world *w);
/* Compile every node for which `selected` is set, and what they need. */
bool pl_world_compile(pl_world *w);

/* Configuration paths of the root's dbt_project.yml that apply to nothing, once the
 * nodes are parsed. The result lives in the world's arena. */
uint32_t pl_world_unused_paths(pl_world *w, pl_config_unused **out);

/* "database.schema.alias", of the parts that the world's adapter writes, without
 * quotes.
 */
pl_str pl_node_place(const pl_world *w, const pl_dbt_node *n, pl_arena *a);

/* ---- for the stages' files */

/* The package of that name, or NULL. */
pl_package *pl_world_package(const pl_world *w, pl_str name);

/* Make a node of a resource in a package: fields of identity set, not yet registered.
 * `name` also is the last part of the fqn; `relative` the path below the resource root.
 */
pl_dbt_node *pl_dbt_node_new(pl_world *w, pl_package *p, pl_resource type, pl_str name,
                             pl_str relative, pl_str original_file_path);

/* Build the node's config from all that is known of it now (its config() calls, its
 * patch) and what follows from it: tags, meta, docs, group, access, contract, enabled;
 * then run the name macros and make its relation. May be called again when a patch is
 * added. */
bool pl_dbt_node_configure(pl_world *w, pl_dbt_node *n);

/* Run the node's template with execute false: its refs, sources, config calls, macros.
 */
bool pl_dbt_node_parse(pl_world *w, pl_dbt_node *n);

/* Put the node into w->nodes (or its own map, or w->disabled when its config says so).
 * A second node of that id is dbt's error. */
bool pl_dbt_node_register(pl_world *w, pl_dbt_node *n);

/* Render a text of a schema file natively: target, env_var, var of the package, no
 * macros. */
bool pl_render_schema_text(pl_world *w, pl_package *p, pl_str text, pl_span where,
                           pl_value *out);
/* pl_yaml_rules over that. `skip` may be NULL. */
pl_yaml_rules pl_schema_rules(pl_world *w, pl_package *p,
                              bool (*skip)(void *ctx, const pl_yaml_path *path));

/* Schema files of all packages: sources, patches, generic tests, exposures, groups,
 * unit tests, semantic layer, docs (project/schema_*.c). Part of pl_world_parse. */
bool pl_schema_parse(pl_world *w);
/* Docs blocks of .md files. Before pl_schema_parse. */
bool pl_docs_parse(pl_world *w, pl_package *p);

#endif
