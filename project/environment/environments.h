/* project/environment/environments.h: environments.yml: the environments
 * of a project as a file.
 *
 * Reading it checks all that can be known without rendering; values that hold Jinja are
 * rendered when an environment is used (pl_environment_use). Without the file every
 * output of the profile is an environment of that name. Ownership: all in the arena
 * given; frozen afterwards. Errors: PL_E0507. */
#ifndef PL_PROJECT_ENVIRONMENT_ENVIRONMENTS_H
#define PL_PROJECT_ENVIRONMENT_ENVIRONMENTS_H

#include "project/input/env_reads.h"
#include "project/node/world.h"

typedef enum pl_environment_type {
    PL_ENVIRONMENT_UNSTATED,
    PL_ENVIRONMENT_DEVELOPMENT,
    PL_ENVIRONMENT_DEPLOYMENT,
} pl_environment_type;
/* "development", "deployment", or "". */
const char *pl_environment_type_name(pl_environment_type type);

typedef struct pl_environment_credentials {
    const pl_yaml *yaml; /* the mapping; NULL: not given */
    const pl_yaml *user; /* text, may hold Jinja; NULL: not given */
    pl_str auth;         /* "key_pair", "password", ...; empty: not given */
    pl_str rotated_at;   /* "2026-10-01"; empty: not given */
    int64_t rotate_days; /* 0: not given */
} pl_environment_credentials;

typedef struct pl_environment {
    pl_str name;
    pl_span span; /* its key; src NULL: made of an output of the profile */
    pl_environment_type type;
    pl_str dbt_version; /* as written; empty: not given */
    pl_str branch;      /* of `branch` or `custom_branch`; empty: not given */
    bool custom_branch; /* any branch: custom_branch_enabled */
    bool is_protected;
    const pl_yaml *version; /* dbt_version; each of these NULL: not given */
    const pl_yaml *target;
    const pl_yaml *connection; /* a mapping */
    const pl_yaml *schema;
    const pl_yaml *threads;
    const pl_yaml *env_vars; /* a mapping of scalars */
    const pl_yaml *defer_yaml;
    const struct pl_environment *defer_to;
    pl_environment_credentials credentials;
} pl_environment;

typedef struct pl_environments {
    const pl_source *src; /* NULL: no file */
    pl_environment *at;   /* in the order of the file */
    uint32_t len;
    const pl_yaml *checks; /* `checks:` as written; NULL: not given */
    const pl_yaml *diff;   /* `diff:`, the same */
} pl_environments;

/* Read environments.yml at the root of `tree`. An absent file is no error (src NULL, no
 * environments). False after reporting all that is wrong with it. */
bool pl_environments_read(pl_tree *tree, pl_arena *a, pl_diag_sink *sink,
                          pl_environments *out);
/* One environment a name, as if no file were there. */
void pl_environments_of_targets(const pl_str *names, uint32_t len, pl_arena *a,
                                pl_environments *out);
/* Is it a value that is written out: neither empty nor of Jinja? NULL is not. */
bool pl_yaml_is_literal(const pl_yaml *y);
/* By name; NULL after saying which there are (`span` is where the name stands). */
const pl_environment *pl_environments_find(const pl_environments *all, pl_str name,
                                           pl_span span, pl_diag_sink *sink);

/* Protected, or called production, prod or prd. */
bool pl_environment_is_production(const pl_environment *e);

/* What the environment is called as a target: its `target` when that is plain text,
 * else its own name. */
pl_str pl_environment_target_name(const pl_environment *e);

/* Turn the options of a run into those of a world in this environment: its variables
 * over the run's, its target with `schema` and `threads` in place, its name. False
 * after reporting; name and variables (those that could be rendered) are in place even
 * then. The result lives in `a`. */
bool pl_environment_use(const pl_environment *e, pl_workspace *ws, pl_arena *a,
                        pl_diag_sink *sink, pl_world_options *options);
/* Render one text of the file (credentials) as those options would. */
bool pl_environment_text(const pl_environment *e, pl_workspace *ws,
                         const pl_world_options *options, const pl_yaml *text,
                         pl_arena *a, pl_diag_sink *sink, pl_str *out);

/* ---- reads of environment variables */

/* The env_var() calls in Jinja's tags of bytes [lo, hi) of `src`. */
void pl_env_reads_scan(pl_env_reads *reads, const pl_source *src, uint32_t lo,
                       uint32_t hi);
/* Those of all scalars below `y`. */
void pl_env_reads_yaml(pl_env_reads *reads, const pl_yaml *y);
/* Those of all files of the root project and of its profile; for this nothing needs to
 * be rendered. */
void pl_env_reads_project(pl_env_reads *reads, pl_workspace *ws,
                          const pl_world_options *options);
/* Those of an environment's own texts. */
void pl_env_reads_environment(pl_env_reads *reads, const pl_environment *e);

#endif
