/* project/config/tree.h: the final config of a node from all places that set one.
 *
 * Order for a node of the root project: defaults of its resource type, dbt_project.yml
 * from the outermost folder inwards, `config:` of its schema file, config() in its own
 * file. For a node of a package: the package's own file first, the same way, and last
 * the root's dbt_project.yml, which so beats everything. A pl_config_set holds the
 * project-level part worked out once for every folder of the trees: building a node's
 * config costs only what the node itself adds. Ownership: sets are frozen and shared by
 * threads; results live in the arena given. Errors: PL_E0502 with dbt's words and
 * plumb's place. Source: dbt-core 1.9 context/context_config.py,
 * artifacts/resources/v1; dbt-common contracts/config/base.py. */
#ifndef PL_PROJECT_CONFIG_TREE_H
#define PL_PROJECT_CONFIG_TREE_H

#include "project/config/project_file.h"

/* Resource types, as far as configs differ. */
typedef enum pl_config_class {
    PL_CONFIG_MODEL,
    PL_CONFIG_SEED,
    PL_CONFIG_SNAPSHOT,
    PL_CONFIG_TEST,
    PL_CONFIG_ANALYSIS, /* analyses and operations: `models:` with NodeConfig */
    PL_CONFIG_SOURCE,
    PL_CONFIG_UNIT_TEST,
    PL_CONFIG_METRIC,
    PL_CONFIG_SEMANTIC_MODEL,
    PL_CONFIG_SAVED_QUERY,
    PL_CONFIG_EXPOSURE,
    PL_CONFIG_CLASS_COUNT
} pl_config_class;

typedef struct pl_config_set pl_config_set;

/* How a key's value joins with the outer one: dbt's MergeBehavior. */
typedef enum pl_merge {
    PL_MERGE_CLOBBER,
    PL_MERGE_APPEND,
    PL_MERGE_UPDATE,
    PL_MERGE_KEYS,   /* grants: key by key, `+key` extends */
    PL_MERGE_OBJECT, /* snapshot_meta_column_names */
} pl_merge;

/* Prepare the trees of the root project and its packages for nodes under
 * `adapter`. `projects[0]` is the root. Returns NULL after reporting keys that are
 * no texts and the like. */
const pl_config_set *pl_config_set_new(const pl_project_file *const *projects,
                                       uint32_t project_count,
                                       const pl_adapter *adapter, pl_arena *a,
                                       pl_diag_sink *sink);

/* What one node brings. */
typedef struct pl_config_input {
    pl_config_class cls;
    pl_str package;
    const pl_str *fqn;
    uint32_t fqn_len;
    const pl_dict *patch;      /* rendered `config:` of the schema file; NULL: none */
    const pl_yaml *patch_yaml; /* the same as written, for places; may be NULL */
    const pl_dict *calls; /* config() calls, merged by pl_config_add_call; NULL: none */
    pl_span calls_span;   /* of the first call; src NULL: unknown */
    const pl_dict *unrendered_patch; /* for the unrendered result; NULL: `patch` */
    const pl_dict *unrendered_calls; /* NULL: `calls` */
    bool python;                 /* a Python model: materialized defaults to table */
    pl_span where;               /* the node, for messages */
    pl_str node;                 /* its unique_id, for messages */
    pl_str node_name, node_path; /* for dbt's words */
} pl_config_input;

typedef struct pl_config_result {
    pl_dict *config; /* what counts: for names, materialization, enabled. Nulls stay */
    /* the manifest's node.config (dbt keeps an outer value that an inner null undid;
     * hooks as dicts); may be `config` itself */
    pl_dict *shown;
    pl_dict *unrendered; /* the manifest's unrendered_config */
} pl_config_result;      /* all may be shared with other nodes: not to be changed */

/* Merge one config() call's arguments into `calls` (a PL_DICT made by the caller), as
 * repeated calls merge. False with dbt's words in *why. */
bool pl_config_add_call(pl_dict *calls, const pl_dict *arguments, pl_arena *a,
                        pl_str *why);

/* Build the config. `earlier` is the `shown` of an earlier build of the same node
 * (before its schema file was read) or NULL. False after a message, results then being
 * what could be built. */
bool pl_config_build(const pl_config_set *set, const pl_config_input *in,
                     const pl_dict *earlier, pl_arena *a, pl_diag_sink *sink,
                     pl_config_result *out);

/* The config from the project files alone (dbt's base config, before the file is read);
 * shared and frozen: not to be changed. */
const pl_dict *pl_config_base(const pl_config_set *set, pl_config_class cls,
                              pl_str package, const pl_str *fqn, uint32_t fqn_len,
                              pl_arena *a);

/* ---- where values came from, for `explain` */

typedef enum pl_config_origin {
    PL_ORIGIN_DEFAULT, /* the resource type's default */
    PL_ORIGIN_PROJECT, /* the dbt_project.yml of the node's package */
    PL_ORIGIN_SCHEMA,  /* its schema file */
    PL_ORIGIN_CALL,    /* config() in its file */
    PL_ORIGIN_ROOT,    /* the root's dbt_project.yml, for a node of a package */
} pl_config_origin;

typedef struct pl_config_step {
    pl_str key;
    pl_value value;  /* what this place said, rendered */
    pl_value raw;    /* as written, where that differs; PL_UNSET: it doesn't */
    pl_value result; /* the key's value after it */
    pl_span span;    /* where; src NULL for defaults */
    pl_config_origin origin;
    pl_merge merge; /* how it joined with what was there */
} pl_config_step;

/* Every step that set any key, in the order applied. */
uint32_t pl_config_steps(const pl_config_set *set, const pl_config_input *in,
                         pl_arena *a, pl_config_step **out);

/* ---- paths that match nothing */

typedef struct pl_config_unused {
    pl_section section;
    pl_str path; /* "models.shop.staging", as dbt's warning lists it */
    pl_span span;
} pl_config_unused;

/* Config paths of the root project that no fqn begins with. fqns[section] are those of
 * the enabled nodes of the section, `disabled` those of all disabled nodes. */
typedef struct pl_fqn {
    const pl_str *at;
    uint32_t len;
} pl_fqn;
typedef struct pl_fqns {
    const pl_fqn *at;
    uint32_t len;
} pl_fqns;
uint32_t pl_config_unused_paths(const pl_project_file *root,
                                const pl_fqns fqns[PL_SECTION_COUNT],
                                const pl_fqns *disabled, pl_arena *a,
                                pl_config_unused **out);

#endif
