/* project/node/node.h: the resources of a dbt project.
 *
 * A pl_dbt_node is anything with a unique_id that dbt's manifest lists under
 * nodes, sources, exposures and so on. Nodes belong to one world (one target);
 * texts and templates they point to are shared. Fields are filled in the order of
 * the stages in world.h. */
#ifndef PL_PROJECT_NODE_NODE_H
#define PL_PROJECT_NODE_NODE_H

#include "macros/context/context.h"
#include "parser/parser.h"
#include "project/config/tree.h"
#include "support/map.h"
#include "support/vec.h"

typedef enum pl_resource {
#define RESOURCE(id, name, title, home, config, section) PL_RES_##id,
#include "project/node/resources.def"
#undef RESOURCE
    PL_RES_COUNT
} pl_resource;
/* As in unique ids and the manifest: "model", "sql_operation", ... */
const char *pl_resource_name(pl_resource r);
/* As dbt's messages begin with it: "Model", "Sql_Operation", ... */
const char *pl_resource_title(pl_resource r);
/* The section of dbt_project.yml whose paths must apply to one of them;
 * PL_SECTION_COUNT: none. */
pl_section pl_resource_section(pl_resource r);

typedef struct pl_package {
    const pl_project_file *file;
    const struct pl_ignore *ignore;
    pl_map macros;  /* name -> pl_macro_def */
    uint32_t index; /* 0 is the root */
} pl_package;

/* A template ready for both passes; shared by all worlds. */
typedef struct pl_template {
    /* the text rendered (stripped); path as in original_file_path */
    const pl_source *src;
    const pl_ast *ast; /* NULL: plain text, or the error below */
    const pl_unit *unit;
    bool plain; /* holds no Jinja: printed as it is */
    bool broken;
    pl_syntax_error error; /* when broken */
} pl_template;

typedef struct pl_ref_use {
    pl_ref_call call;
    pl_span span;
} pl_ref_use;

typedef struct pl_source_use {
    pl_str source, table;
    pl_span span;
} pl_source_use;

/* A column of a schema file. */
typedef struct pl_column {
    pl_str name;
    pl_value dict; /* as the manifest shows it: name, description, meta, data_type,
                      constraints, quote, tags, granularity */
} pl_column;

typedef struct pl_test_info pl_test_info;

/* An ephemeral model that a node reads. */
typedef struct pl_cte {
    struct pl_dbt_node *node;
    pl_str sql;
} pl_cte;
typedef PL_VEC(pl_cte) pl_ctes;

/* Bytes [lo, hi) of compiled SQL are the relation of `node`; NULL: of none of the world. */
typedef struct pl_node_mark {
    uint32_t lo, hi;
    const struct pl_dbt_node *node;
} pl_node_mark;

typedef struct pl_dbt_node {
    /* ---- identity: set when the file or entry is read */
    pl_str unique_id;
    pl_str name;
    pl_str package; /* its name */
    pl_package *owner;
    pl_resource type;
    pl_str path;               /* below the resource root: "staging/a.sql" */
    pl_str original_file_path; /* "models/staging/a.sql" */
    pl_str *fqn;
    uint32_t fqn_len;
    pl_str raw_code;
    pl_str checksum;             /* sha256 in hex; empty: none ("none" checksum) */
    pl_str checksum_name;        /* "sha256", "none", "path" */
    pl_str language;             /* "sql", "python"; empty where it has none */
    const pl_template *template; /* NULL: nothing to render */
    pl_span span;                /* its file or schema file entry */

    /* ---- from the parse pass and schema files */
    pl_dict *config_calls;            /* merged config() arguments; NULL: none */
    pl_dict *unrendered_config_calls; /* NULL: none */
    pl_span config_span;              /* of the first config() call */
    const pl_dict *patch_config;      /* rendered `config:` of the schema file */
    const pl_yaml *patch_yaml;        /* the same as written */
    const pl_dict *unrendered_patch;
    pl_dict *config;     /* final: what counts */
    pl_dict *shown;      /* manifest's config */
    pl_dict *unrendered; /* manifest's unrendered_config */
    PL_VEC(pl_str) tags;
    pl_value meta;    /* PL_DICT */
    pl_value docs;    /* PL_DICT {show, node_color} */
    pl_str group;     /* empty: none */
    pl_str access;    /* models: "protected", ... */
    pl_value version; /* models: PL_NONE, int, float or text */
    pl_value latest_version;
    pl_value deprecation_date; /* PL_STR or PL_NONE */
    pl_str description;
    pl_str patch_path; /* "shop://models/schema.yml"; empty: none */
    pl_column *columns;
    uint32_t column_len;
    pl_value constraints; /* PL_LIST */
    pl_value contract;    /* PL_DICT {enforced, alias_types, checksum} */
    /* PL_DICT: further fields of the manifest, by resource type, as they stand there
     * (freshness, loader, owner, maturity, label, type, root_path, primary_key, ...) */
    pl_value extra;
    pl_test_info *test; /* tests only */

    PL_VEC(pl_ref_use) refs; /* in the order of the calls, as the manifest lists them */
    PL_VEC(pl_source_use) sources;
    pl_value metrics;         /* PL_LIST of lists */
    PL_VEC(pl_str) macro_ids; /* depends_on.macros, in order of first use */

    /* ---- names: database, schema, alias, relation */
    pl_value database; /* PL_STR or PL_NONE */
    pl_value schema;
    pl_str alias;
    pl_str identifier;    /* sources; else the alias */
    pl_str relation_name; /* empty with has_relation false: null */
    pl_str external; /* sources: the text that stands for the relation; empty: none */
    bool has_relation;
    bool
        unplaced; /* its text cannot be parsed, or a macro that names it failed: where it
                      lies is not known; database and schema are PL_NONE */
    bool quoted[3]; /* policy for its relation: adapter, project, (source) quoting */
    pl_str source_name, loader; /* sources */

    /* ---- graph */
    bool disabled;
    bool failed;       /* could not be parsed; its error has been reported */
    bool errored_refs; /* a reference could not be resolved; reported */
    PL_VEC(struct pl_dbt_node *)
    depends_on;    /* depends_on.nodes, in dbt's order, once each */
    uint32_t rank; /* position in topological order */

    /* ---- compile pass */
    bool selected;
    bool compiled;     /* compiled_code holds */
    bool unrenderable; /* needs a warehouse; reported */
    bool broken;       /* compile failed; reported */
    bool partial;      /* compiled_code lacks the CTEs of an ephemeral model that could
                          not be rendered; never written to a file */
    pl_str compiled_body; /* rendered, before ephemeral CTEs are put in */
    pl_str compiled_code; /* final */
    pl_node_mark *marks;  /* of compiled_code */
    uint32_t mark_len;
    pl_node_mark *body_marks; /* of compiled_body */
    uint32_t body_mark_len;
    pl_ctes ctes;      /* extra_ctes */
    pl_str build_path; /* compiled file below the target path; empty: none */
    struct pl_dbt_node *deferred_to; /* state's node */
} pl_dbt_node;

/* What a test tests. */
struct pl_test_info {
    bool generic;
    pl_str short_name;  /* test_metadata.name: "unique" */
    pl_str name_space;  /* "dbt_utils"; empty: none */
    pl_dict *kwargs;    /* test_metadata.kwargs, rendered as the manifest shows them */
    pl_str column_name; /* empty: none */
    const pl_map *macros; /* what its template sees first while it is parsed; or NULL */
    pl_str file_key_name; /* "models.orders"; empty: none */
    pl_dbt_node *attached; /* attached_node; NULL: none */
    pl_str attached_id;    /* its unique_id; empty: none */
};

typedef struct pl_doc {
    pl_str unique_id, name, package, path, original_file_path, text;
} pl_doc;

/* Append to the node's lists (no duplicates for tags and macros). */
void pl_dbt_node_add_tag(pl_dbt_node *n, pl_arena *a, pl_str tag);
void pl_dbt_node_add_macro(pl_dbt_node *n, pl_arena *a, pl_str id);
void pl_dbt_node_add_dependency(pl_dbt_node *n, pl_arena *a, pl_dbt_node *on);

/* A config's hooks as templates see them: without the nulls. */
pl_value pl_hooks_shown(pl_arena *a, pl_value hooks);

/* What pl_config_build is given for the node now. */
pl_config_input pl_node_config_input(const pl_dbt_node *n);

/* Make a node of a resource in a package: fields of identity set, not yet
 * registered. `name` also is the last part of the fqn; `relative` the path
 * below the resource root. */
struct pl_world;
pl_dbt_node *pl_dbt_node_new(struct pl_world *w, pl_package *p, pl_resource type,
                             pl_str name, pl_str relative, pl_str original_file_path);

/* Put the node into w->nodes (or its own map, or w->disabled when its config says so).
 * A second node of that id is dbt's error. */
bool pl_dbt_node_register(struct pl_world *w, pl_dbt_node *n);

/* The node as a dict: what the manifest writes, and what templates see as `model` and
 * in `graph` when `for_template` (None values left out as dbt's
 * to_dict(omit_none=True)). */
pl_value pl_dbt_node_dict(const struct pl_world *w, const pl_dbt_node *n,
                          bool for_template, pl_arena *a);

#endif
