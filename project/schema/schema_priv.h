/* project/schema/schema_priv.h: what the files that read schema files share.
 *
 * A schema file is a map of lists; each item of a list is an entry. Entries are
 * rendered one by one (all but tests, descriptions and hooks), checked against dbt's
 * classes, and become patches of nodes, sources, tests, exposures and so on. Source:
 * dbt-core 1.9 parser/schemas.py and its kin; contracts/graph/unparsed.py. */
#ifndef PL_PROJECT_SCHEMA_SCHEMA_PRIV_H
#define PL_PROJECT_SCHEMA_SCHEMA_PRIV_H

#include "eval/dict_fields.h"
#include "project/node/dbt_error.h"
#include "project/node/world.h"
#include "support/vec.h"

/* A schema file. */
typedef struct pl_schema_file {
    pl_package *package;
    const pl_yaml *yaml; /* a map */
    pl_str path;         /* original_file_path: "models/shop/schema.yml" */
    pl_str relative;     /* below the configured path: "shop/schema.yml" */
    pl_str id;           /* "shop://models/shop/schema.yml" */
} pl_schema_file;

/* One entry of one of its lists. */
typedef struct pl_schema_entry {
    const pl_schema_file *file;
    const char *key;     /* of the list: "models" */
    const pl_yaml *yaml; /* as written */
    pl_dict *data;       /* rendered */
    pl_str name;
} pl_schema_entry;

/* A text that is rendered once all docs blocks are known, and where the result goes. */
typedef struct pl_pending_doc {
    pl_dbt_node *node; /* NULL: a macro's */
    pl_str package, id;
    pl_dict *dict;   /* NULL: node->description */
    const char *key; /* in dict */
    pl_str text;
    pl_span span;
} pl_pending_doc;

/* A table of a source before overrides. */
typedef struct pl_raw_source {
    const pl_schema_file *file;
    pl_dict *source; /* the entry */
    pl_dict *table;
    const pl_yaml *source_yaml, *table_yaml;
    pl_str unique_id, name, table_name;
} pl_raw_source;

/* An entry of `sources` with `overrides`. */
typedef struct pl_source_patch {
    pl_schema_entry entry;
    pl_str package;
    pl_map used; /* tables that it met */
    bool met;
} pl_source_patch;

typedef struct pl_node_list {
    PL_VEC(pl_dbt_node *) nodes;
} pl_node_list;

/* The reading of all schema files of a world. */
typedef struct pl_schema {
    pl_world *w;
    pl_arena *arena; /* the world's */
    pl_map enabled;  /* name -> pl_node_list: models, seeds, snapshots */
    pl_map disabled; /* name -> pl_node_list: of any type */
    pl_map analyses, singular_tests;
    pl_map source_ids;     /* unique_id -> pl_raw_source */
    pl_map source_patches; /* "package.source" -> pl_source_patch */
    PL_VEC(pl_raw_source *) sources;
    PL_VEC(pl_pending_doc) docs;
    PL_VEC(pl_schema_entry)
    tested; /* entries of the list being read whose tests follow */
} pl_schema;

/* "models/shop/a.yml" -> "shop/a.yml" */
pl_str pl_below_first_folder(pl_str path);

/* ---- classes that entries are checked against (schema_shape.c) */

typedef struct pl_shape pl_shape;
typedef struct pl_shape_field {
    const char *name; /* NULL ends a table */
    const char *type; /* as in contract.h; with `shape`: "object", "[object]", or
                         "object|null" */
    const pl_shape *shape;
    bool required;
} pl_shape_field;
struct pl_shape {
    const pl_shape_field *fields;
    bool open; /* unknown keys are allowed */
};

extern const pl_shape pl_shape_model, pl_shape_node, pl_shape_analysis,
    pl_shape_singular_test, pl_shape_macro, pl_shape_source, pl_shape_source_patch,
    pl_shape_exposure, pl_shape_group, pl_shape_unit_test, pl_shape_metric,
    pl_shape_semantic_model, pl_shape_saved_query;

/* Check the entry; false after reporting the first fault in dbt's words. */
bool pl_shape_check(pl_schema *s, const pl_schema_entry *e, const pl_shape *shape);
/* "Invalid models config given in F @ models: {...} - WHY", where dbt says it. */
bool pl_entry_fault(pl_schema *s, const pl_schema_entry *e, pl_span where, pl_str path,
                    pl_str why);

/* ---- reading entries (schema_entry.c) */

/* PL_E0505 in dbt's words. Returns false. */
bool pl_schema_error(pl_schema *s, pl_span where, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same of what is a compilation error to dbt. */
bool pl_schema_compile_error(pl_schema *s, pl_span where, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* PL_W0522. */
void pl_schema_warn(pl_schema *s, pl_span where, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

typedef bool pl_entry_fn(pl_schema *s, pl_schema_entry *e);
/* Render each entry of list `key` of the file and hand it to `fn`. */
bool pl_schema_each(pl_schema *s, const pl_schema_file *file, const char *key,
                    pl_entry_fn *fn);

/* A node of the entry: fqn is the package, the file's folders and `name`. */
pl_dbt_node *pl_schema_node(pl_schema *s, const pl_schema_file *file, pl_resource type,
                            pl_str name, pl_span where);
/* [package, folders of `relative`..., last...] */
void pl_node_fqn(pl_schema *s, pl_dbt_node *n, pl_str relative, const pl_str *last,
                 uint32_t last_len);
/* What is found in a text of YAML stands in that text; where the reader looks for it is
 * the YAML file: give uses of `n` and messages from `first` on that place. */
void pl_place_uses(pl_dbt_node *n, pl_span where);
void pl_place_messages(pl_schema *s, uint32_t first, pl_span where);
/* Keep `text` (a description) for rendering at the end; `dict`, if any, holds it
 * already under `key`. */
void pl_pend_doc(pl_schema *s, pl_dbt_node *n, pl_dict *dict, const char *key,
                 pl_str text, pl_span span);
/* The same for d[key] of a macro. */
void pl_pend_macro_doc(pl_schema *s, pl_str package, pl_str id, pl_dict *d,
                       const char *key, pl_span span);
/* Render what was kept. */
bool pl_schema_render_docs(pl_schema *s);
/* dbt's words for two resources of one id. Returns false. */
bool pl_duplicate_error(pl_schema *s, const pl_dbt_node *n, const pl_dbt_node *before,
                        pl_str plural, pl_str shown, pl_str action);

/* "remove one of the sources entries for x in this file: ..." */
pl_str pl_duplicate_fix(pl_schema *s, pl_str mine, pl_str other, pl_str name,
                        const char *type);

/* ---- nodes by name (schema_names.c) */

void pl_names_build(pl_schema *s);
void pl_names_add(pl_schema *s, pl_dbt_node *n);
void pl_names_add_disabled(pl_schema *s, pl_dbt_node *n);
/* dbt's ref_lookup.get_unique_id: an enabled model, seed or snapshot; `package` empty:
 * of any. `version` PL_UNSET: none. *ambiguous: several packages have it. */
pl_dbt_node *pl_names_find(const pl_schema *s, pl_str name, pl_str package,
                           pl_value version, bool *ambiguous);
/* Disabled nodes of that name and type; `package` empty: of the first that has some. */
pl_node_list pl_names_disabled(pl_schema *s, pl_str name, pl_str package,
                               pl_resource type);
pl_dbt_node *pl_names_in(const pl_map *map, pl_str name, pl_str package);
/* Put every node into nodes or disabled, as its config says now and by its present id.
 */
bool pl_names_settle(pl_schema *s);
/* "v1", "v2.5" */
pl_str pl_version_text(pl_arena *a, pl_value version);

/* ---- columns (schema_column.c) */

/* Columns as the manifest shows them, from a list of rendered columns. False after an
 * invalid constraint. `yaml` and `items` mirror each other; may be NULL. */
typedef struct pl_column_input {
    const pl_dict *data;
    const pl_yaml *yaml;
} pl_column_input;
bool pl_columns_set(pl_schema *s, pl_dbt_node *n, const pl_column_input *in,
                    uint32_t count);
/* The columns of `list` with their YAML. */
uint32_t pl_columns_of(pl_schema *s, const pl_list *list, const pl_yaml *yaml,
                       pl_column_input **out);
/* ref('x') or source('x', 'y') written as text becomes a use of `n`. False: it is
 * neither. */
bool pl_static_ref(pl_schema *s, pl_dbt_node *n, pl_str text, pl_span where);

/* ---- constraints and contracts (schema_constraint.c) */

/* A constraint as the manifest shows it. */
pl_value pl_constraint_dict(pl_arena *a, const pl_dict *given, bool of_model);
/* A dict with one of dbt's types. */
bool pl_constraint_is_known(pl_value constraint);
/* The model's own constraints; foreign keys become uses of what they point to; a
 * contract that is enforced gets its checksum. False after constraints that can't be.
 */
bool pl_constraints_set(pl_schema *s, pl_dbt_node *n, const pl_list *constraints,
                        pl_span where);

/* ---- patches */

bool pl_patch_models(pl_schema *s, const pl_schema_file *file);
bool pl_patch_seeds(pl_schema *s, const pl_schema_file *file);
bool pl_patch_snapshots(pl_schema *s, const pl_schema_file *file);
bool pl_patch_analyses(pl_schema *s, const pl_schema_file *file);
bool pl_patch_singular_tests(pl_schema *s, const pl_schema_file *file);
bool pl_patch_macros(pl_schema *s, const pl_schema_file *file);

/* What a patch brings; made of an entry, or of an entry and one of its versions. */
typedef struct pl_patch {
    const pl_schema_entry *entry;
    pl_str name;
    pl_str description;
    pl_span description_span;
    pl_dict *config; /* with meta, docs, group, contract and access moved into it */
    pl_column_input *columns;
    uint32_t column_count;
    const pl_list *constraints;
    const pl_yaml *config_yaml;
    pl_str access;
    pl_value version, latest_version, deprecation_date;
    pl_value time_spine;
} pl_patch;

/* Config of the entry with top-level keys moved into it. NULL after an error. */
pl_dict *pl_patch_config(pl_schema *s, const pl_schema_entry *e);
bool pl_patch_node_config(pl_schema *s, pl_dbt_node *n, const pl_patch *p);
bool pl_patch_properties(pl_schema *s, pl_dbt_node *n, const pl_patch *p);
bool pl_patch_versions(pl_schema *s, pl_schema_entry *e, pl_dict *config);
bool pl_version_tests(pl_schema *s, const pl_schema_entry *e);
/* Put the tests of an entry without versions on its node. */
bool pl_entry_tests(pl_schema *s, const pl_schema_entry *e);
/* "2020-01-01" as the manifest shows it; None for anything but a text. */
pl_value pl_deprecation_date(pl_schema *s, pl_value date);
/* tests or data_tests of an entry or column; NULL: none. */
const pl_list *pl_tests_of(const pl_dict *data);
const pl_yaml *pl_tests_yaml(const pl_yaml *y);

/* ---- generic tests (generic_test.c) */

typedef enum pl_target_kind {
    PL_TARGET_MODEL,
    PL_TARGET_NODE, /* seeds and snapshots */
    PL_TARGET_SOURCE,
} pl_target_kind;

/* What tests are put on. */
typedef struct pl_test_target {
    const pl_schema_file *file;
    pl_target_kind kind;
    pl_str name;     /* of the node; sources: "source_table" */
    pl_str key_name; /* "models.orders", "sources.erp" */
    pl_str source, table;
    pl_value version; /* PL_UNSET: none */
    bool quote_columns;
} pl_test_target;

typedef struct pl_test_input {
    pl_value test;          /* as written: a text or a dict */
    const pl_yaml *yaml;    /* for its place */
    const pl_dict *column;  /* NULL: of the whole */
    const pl_list *tags[3]; /* of source, table and column; NULL: none */
} pl_test_input;

bool pl_generic_test_parse(pl_schema *s, const pl_test_target *t,
                           const pl_test_input *in);
/* All tests of an entry: first those of columns (sources: last), then its own. */
bool pl_generic_tests_parse(pl_schema *s, const pl_test_target *t, const pl_list *tests,
                            const pl_yaml *tests_yaml, const pl_column_input *columns,
                            uint32_t column_count, const pl_list *const tags[2]);

/* The test's own words, parsed: name, arguments, config (generic_test_build.c). */
typedef struct pl_test_build {
    pl_str name, name_space; /* "unique"; "dbt_utils" or empty */
    pl_dict *args;           /* test_metadata.kwargs */
    pl_dict *config;
    pl_str description;
    pl_str compiled_name, fqn_name;
    pl_str column_name; /* quoted where it is to be; empty: none */
} pl_test_build;
bool pl_generic_test_build(pl_schema *s, const pl_test_target *t,
                           const pl_test_input *in, pl_test_build *out);
/* "{{ test_unique(**_dbt_generic_test_kwargs) }}{{ config(...) }}" */
pl_str pl_generic_test_code(pl_arena *a, const pl_test_build *b);
/* dbt's synthesize_generic_test_names. */
void pl_generic_test_names(pl_arena *a, pl_str type, pl_str target, const pl_dict *args,
                           pl_str *short_name, pl_str *full_name);
/* The last ten digits of the md5 of the name and of all that tells tests apart. */
pl_str pl_generic_test_hash(pl_arena *a, const pl_test_build *b);

/* Columns that identify a model's rows, from its constraints and tests. */
void pl_primary_keys_infer(pl_schema *s);

/* Groups that exist, snapshots that are complete, access that makes sense. */
bool pl_schema_checks(pl_schema *s);

/* ---- other lists */

bool pl_sources_parse(pl_schema *s, const pl_schema_file *file);
/* Overrides applied, nodes and their tests made. After all files of all packages. */
bool pl_sources_build(pl_schema *s);
/* The node of one table, without its tests. */
bool pl_source_node(pl_schema *s, const pl_raw_source *r);
/* The configs of a model built in batches (schema_microbatch.c); `begin` becomes a full
 * datetime. */
bool pl_microbatch_check(pl_schema *s, pl_dbt_node *n);
/* A node for every snapshot that is defined in YAML, by `relation`. */
bool pl_snapshots_parse(pl_schema *s, const pl_schema_file *file);
bool pl_exposures_parse(pl_schema *s, const pl_schema_file *file);
bool pl_groups_parse(pl_schema *s, const pl_schema_file *file);
bool pl_unit_tests_parse(pl_schema *s, const pl_schema_file *file);
/* `given` or `expect` as the manifest shows it, with its rows read
 * (schema_unit_rows.c). */
bool pl_unit_test_rows(pl_schema *s, const pl_schema_entry *e, const pl_dict *given,
                       bool expected, pl_value *out);
/* After all files: the models they test. */
bool pl_unit_tests_settle(pl_schema *s);
bool pl_metrics_parse(pl_schema *s, const pl_schema_file *file);
/* A metric from its rendered and checked entry. */
bool pl_metric_node(pl_schema *s, const pl_schema_entry *e);
bool pl_semantic_models_parse(pl_schema *s, const pl_schema_file *file);
bool pl_saved_queries_parse(pl_schema *s, const pl_schema_file *file);
/* After all files: metrics to measures, queries to metrics, semantic models to
 * relations. */
bool pl_semantic_settle(pl_schema *s);
/* {"where_filters": [{"where_sql_template": ...}]}, or None. */
pl_value pl_where_filter(pl_arena *a, pl_value where);

#endif
