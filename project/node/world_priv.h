/* project/node/world_priv.h: what the files of the stages share. */
#ifndef PL_PROJECT_NODE_WORLD_PRIV_H
#define PL_PROJECT_NODE_WORLD_PRIV_H

#include "lexer/lexer.h"
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
    pl_map internal_macros; /* name -> pl_lazy_macro, the adapter's before dbt's */
    pl_map stock_packages;  /* package -> pl_map of its macros */
    pl_str prefixes[8];     /* dispatch: adapter, parents, "default" */
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

/* Which dbt context a piece of YAML is rendered in. */
typedef struct pl_text_context {
    pl_world *w;
    pl_package *package; /* NULL: the root, or not known yet */
    pl_phase phase;
    bool (*skip)(void *ctx, const pl_yaml_path *path);
} pl_text_context;

extern const pl_dbt_ops pl_world_ops;

/* A context for `node` (may be NULL) of `package`. */
void pl_dbt_init(pl_dbt *d, pl_world *w, pl_phase phase, pl_str package,
                 pl_dbt_node *node);

/* Render `text` natively under `ctx`; pl_render_text_fn. */
bool pl_render_yaml_text(void *ctx, pl_str text, pl_span where, pl_value *out);

/* Load plumb's own macros, or dbt's from the folder that the options name; false after
 * reporting that the folder does not hold them. Before pl_macros_load. */
bool pl_stock_load(pl_world *w);
/* One file of an internal package ("dbt", "dbt_snowflake"); `shown` is its path. */
void pl_stock_add(pl_world *w, pl_str package, const pl_source *src, pl_str shown);
/* dbt's own macros (macros_dbt.c); false after reporting. */
bool pl_dbt_macros_load(pl_world *w);
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

/* on-run-start and on-run-end are compiled along with everything. What they would ask a
 * warehouse changes no model, so it fails a run only when they were selected by name.
 */
static inline bool pl_is_unasked_hook(const pl_world *w, const pl_dbt_node *n) {
    return n->type == PL_RES_OPERATION && !w->named;
}

/* Foreign keys name the relations of what they refer to, once a model is compiled. */
void pl_foreign_keys_resolve(pl_world *w, pl_dbt_node *n);

/* Report ev->error as a diagnostic of `n` (may be NULL). `where` is used when the error
 * has no place of its own. */
void pl_report_error(pl_world *w, const pl_eval *ev, const pl_dbt_node *n,
                     pl_span where);
/* What an undefined name of `n` may have meant, and dbt's words for it. */
void pl_suggest_name(pl_world *w, const pl_dbt_node *n, pl_diag *d);
/* Which tag may have caused a syntax error. */
void pl_suggest_tag(pl_world *w, pl_diag *d);
/* A template that did not parse. */
void pl_report_syntax(pl_world *w, const pl_template *t, const pl_dbt_node *n);

/* ---- `+schema: "{{ generate_schema_name(x) }}"` in dbt_project.yml, schema_call.c.
 * dbt refuses it; here it is run for each node and gives the whole schema. */

typedef struct pl_schema_call {
    pl_value outer;            /* `schema` in the first: the level's around, or none */
    const pl_config_step **at; /* from the outermost to the node's own */
    uint32_t len;
    pl_span span; /* of the last */
} pl_schema_call;

/* pl_yaml_rules.lenient of dbt_project.yml: such a text is kept as it is written. */
bool pl_schema_call_kept(void *ctx, const pl_yaml_path *path, pl_str text);
/* Does the node's schema come from such a call? */
bool pl_schema_call_of(pl_world *w, const pl_dbt_node *n, pl_schema_call *out);
/* Run it with the node's `generate_schema_name`; warns of it. */
bool pl_schema_call_run(pl_world *w, const pl_schema_call *c, pl_eval *ev,
                        const pl_macro *m, pl_value node, pl_value *out);

/* Run name macros, set database, schema, alias and relation (names.c). */
bool pl_node_name(pl_world *w, pl_dbt_node *n);
/* Run one of them; its part of the node is set, the relation is not. */
bool pl_node_name_part(pl_world *w, pl_dbt_node *n, pl_part part);
/* The relation text of a node for the manifest. */
void pl_node_relation(pl_world *w, pl_dbt_node *n);
/* A fresh relation object for the node as ref() or source() of `from` gives it. */
pl_relation *pl_relation_of(pl_world *w, const pl_dbt_node *n, pl_arena *a);

/* Ephemeral CTEs put into a statement (inject.c); `ctes` is " name as (...),  ...". */
typedef struct pl_injection {
    pl_str sql;    /* the result */
    uint32_t at;   /* byte of the first statement where text was put in */
    uint32_t kept; /* bytes of the text that the first statement has */
    uint32_t lead; /* bytes put in before the CTEs: "with" */
    uint32_t put;  /* bytes put in */
} pl_injection;
pl_injection pl_inject_ctes(pl_arena *a, pl_str sql, pl_str ctes);

/* Has a place in the warehouse: models that are not ephemeral, seeds, snapshots, tests
 * that store their failures. */
bool pl_node_is_relational(const pl_dbt_node *n);
/* Run a template of the node with execute false. */
bool pl_parse_template(pl_world *w, pl_dbt_node *n, const pl_unit *u);
/* What pl_config_build is given for the node now. */
pl_config_input pl_node_config_input(const pl_dbt_node *n);
bool pl_node_is_ephemeral(const pl_dbt_node *n);
/* "a node named 'x' with version '2' in package or project 'p'" */
pl_str pl_ref_words(pl_arena *a, const pl_ref_call *call);

/* n->external and the relation_name it makes, where the adapter reads sources from
 * files; its config, meta and tags are there. False after reporting. */
bool pl_source_external(pl_world *w, pl_dbt_node *n);

/* The vars in scope of a package: command line over root over its own. */
const pl_dict *pl_vars_of(pl_world *w, pl_str package);
/* All names that pl_macro_lookup knows for a node of that package, as keys of `to`. */
void pl_macro_names(pl_world *w, pl_str package, pl_arena *a, pl_dict *to);
/* builtins.ref.config: a dict of what macros read of it. */
pl_value pl_runtime_config(pl_world *w);

/* Generic tests: `_dbt_generic_test_kwargs` of a test (generic_test*.c). */
bool pl_test_kwargs(pl_world *w, pl_eval *ev, const pl_dbt_node *n, pl_value *out);

/* Does the file's text declare itself a Python model? Finds its refs and config. */
bool pl_python_parse(pl_world *w, pl_dbt_node *n);

/* Warn of configuration paths of the root project that apply to no resource. */
void pl_warn_unused_paths(pl_world *w);

#endif
