/* project/config/project_file.h: dbt_project.yml, packages.yml and
 * what stands beside them.
 *
 * Errors: PL_E0503 (dbt_project.yml), PL_E0506 (packages), each with file and line.
 * Ownership: everything lives in the arena given; frozen afterwards. */
#ifndef PL_PROJECT_CONFIG_PROJECT_FILE_H
#define PL_PROJECT_CONFIG_PROJECT_FILE_H

#include "adapter/adapter.h"
#include "project/yaml/yaml.h"
#include "support/tree.h"

/* Resource sections with a tree of configs. */
typedef enum pl_section {
    PL_SECTION_MODELS,
    PL_SECTION_SEEDS,
    PL_SECTION_SNAPSHOTS,
    PL_SECTION_SOURCES,
    PL_SECTION_DATA_TESTS,
    PL_SECTION_UNIT_TESTS,
    PL_SECTION_METRICS,
    PL_SECTION_SEMANTIC_MODELS,
    PL_SECTION_SAVED_QUERIES,
    PL_SECTION_EXPOSURES,
    PL_SECTION_COUNT
} pl_section;
/* Its key: "models", "data_tests", ... */
const char *pl_section_name(pl_section section);

typedef struct pl_strs {
    pl_str *at;
    uint32_t len;
} pl_strs;

/* One config tree, as written and rendered; both mirror each other. */
typedef struct pl_section_tree {
    const pl_yaml *raw; /* NULL: not given */
    pl_value rendered;  /* PL_DICT, or PL_NONE */
} pl_section_tree;

typedef struct pl_dispatch {
    pl_str macro_namespace;
    pl_strs search_order;
} pl_dispatch;

/* A hook of on-run-start or on-run-end: unrendered. */
typedef struct pl_hook_text {
    pl_str text;
    pl_span span;
} pl_hook_text;

typedef struct pl_project_file {
    pl_str name;
    pl_str root;    /* folder in the tree, "" for the tree's own root */
    pl_str version; /* as written; empty: none */
    const pl_source *src;
    const pl_yaml *raw; /* the whole file */
    pl_value rendered;  /* PL_DICT: the whole file */
    pl_strs model_paths, macro_paths, seed_paths, test_paths, analysis_paths;
    pl_strs snapshot_paths, docs_paths, asset_paths, clean_targets;
    /* the six kinds of sources, each path once: schema files */
    pl_strs all_source_paths;
    pl_str target_path;           /* "target" */
    pl_str packages_install_path; /* "dbt_packages" */
    pl_value quoting;             /* PL_DICT as written (rendered, aliases untouched) */
    const pl_dispatch *dispatch;
    uint32_t dispatch_count;
    const pl_yaml *vars; /* NULL: none. Never rendered here */
    pl_value vars_value; /* PL_DICT */
    pl_value flags;      /* PL_DICT */
    const pl_hook_text *on_run_start, *on_run_end;
    uint32_t on_run_start_count, on_run_end_count;
    pl_section_tree sections[PL_SECTION_COUNT];
    pl_value query_comment; /* as written; PL_UNSET: not given */
    bool restrict_access;
    pl_strs require_dbt_version; /* as written, split at commas */
} pl_project_file;

typedef struct pl_project_options {
    /* renders with base context, target and command line vars */
    const pl_yaml_rules *rules;
    bool check_version;        /* compare require-dbt-version with `dbt_version` */
    const char *dbt_version;   /* "1.9.11" */
    pl_str target_path;        /* --target-path; at NULL: not given */
    pl_str tree_root;          /* of the tree, for messages; may be empty */
    const pl_adapter *adapter; /* its internal packages' names are taken; may be NULL */
} pl_project_options;

/* Read and parse ROOT/dbt_project.yml without rendering or checking it (for its
 * `profile:` and `flags:`). A missing file is an error. */
bool pl_project_raw(pl_tree *tree, pl_str root, pl_arena *a, pl_diag_sink *sink,
                    const pl_yaml **out);

/* The pl_yaml_rules.skip of dbt_project.yml: hooks, vars and
 * query-comment stay unrendered. */
bool pl_project_skip(void *ctx, const pl_yaml_path *path);

/* Render, check and complete `raw` (from pl_project_raw). */
bool pl_project_load(const pl_yaml *raw, pl_str root, const pl_project_options *options,
                     pl_arena *a, pl_diag_sink *sink, pl_project_file *out);

/* ---- packages */

typedef struct pl_package_list {
    pl_project_file **at; /* in the order in which dbt reads them */
    uint32_t len;
} pl_package_list;

/* Installed packages of `root_project`, each loaded as a project of its own (options'
 * rules: the root's target, no command line vars). Errors: fewer folders than
 * packages.yml or dependencies.yml asks for, two packages of one name, a folder without
 * dbt_project.yml. `package_rules` render packages.yml (secrets allowed). */
bool pl_packages_load(pl_tree *tree, const pl_project_file *root_project,
                      const pl_project_options *options,
                      const pl_yaml_rules *package_rules, pl_arena *a,
                      pl_diag_sink *sink, pl_package_list *out);

/* ---- versions */

/* True when version `installed` satisfies all of `specs` (">=1.0.0", "1.2.3", "<2").
 * False with *why when a spec is malformed; *why empty when it just doesn't match. */
bool pl_version_matches(pl_str installed, const pl_strs *specs, pl_arena *a,
                        pl_str *why);

#endif
