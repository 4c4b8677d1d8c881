/* macros/context/context.h: what a template of a dbt project can see.
 *
 * The members of dbt's Jinja context live in this folder, one file a family; macros/
 * builtins.def lists them. They need the project (its nodes, configs, macros), which
 * lies above this layer: they ask it through pl_dbt_ops, which project/ fills. One
 * pl_dbt is one render's view; pl_eval.host_data points to it. Source: dbt-core 1.9
 * context/ (providers.py and its kin). */
#ifndef PL_MACROS_CONTEXT_CONTEXT_H
#define PL_MACROS_CONTEXT_CONTEXT_H

#include "adapter/relation.h"
#include "eval/eval.h"

typedef struct pl_dbt pl_dbt;

/* Which of dbt's contexts this is. */
typedef enum pl_phase {
    PL_PHASE_PROFILE, /* profiles.yml, packages.yml: base context, secrets allowed */
    PL_PHASE_PROJECT, /* dbt_project.yml: base context and target */
    PL_PHASE_SCHEMA,  /* schema files: and vars */
    PL_PHASE_DOCS,    /* descriptions: and doc() */
    PL_PHASE_NAMES,   /* generate_*_name macros: macros, no this, execute false */
    PL_PHASE_PARSE,   /* nodes, execute false: effects are recorded */
    PL_PHASE_COMPILE, /* nodes, execute true */
} pl_phase;

/* Arguments of ref(), checked. */
typedef struct pl_ref_call {
    pl_str package; /* empty: not given */
    pl_str name;
    pl_value version; /* PL_UNSET: not given */
} pl_ref_call;

/* A macro of the project, a package or plumb's own stock;
 * pl_macro.data points to one. */
typedef struct pl_macro_def {
    pl_macro macro;   /* .data is this */
    pl_str name;      /* as called: "generate_schema_name" */
    pl_str package;   /* "shop", "dbt", "dbt_snowflake" */
    pl_str unique_id; /* "macro.shop.generate_schema_name" */
    pl_str path;      /* original_file_path */
    bool stock;       /* plumb's own, or --dbt-macros */
} pl_macro_def;

/* What the layer above answers. All get the render's pl_dbt; bool: false
 * with ev->error set. */
typedef struct pl_dbt_ops {
    /* A variable of the environment; PL_FAILED with a text: it is not UTF-8. */
    pl_found (*env)(pl_dbt *d, pl_str name, pl_str *out);
    /* env_var() is about to ask for it. NULL: nobody wants to know. */
    void (*env_read)(pl_dbt *d, pl_eval *ev, pl_str name, bool has_default);
    /* var() has been asked for it. NULL: nobody wants to know. */
    void (*var_read)(pl_dbt *d, pl_eval *ev, pl_str name, bool has_default);
    /* var(): from the command line only (base contexts), or scoped to the
     * node's package. The value is as written; texts with Jinja in them are
     * rendered by the caller. */
    pl_found (*var)(pl_dbt *d, pl_str name, pl_value *out);
    /* All vars in scope, for the message of a missing one and for var's repr. */
    pl_value (*all_vars)(pl_dbt *d);
    /* Render a text that var() returned in this very context. */
    bool (*render_text)(pl_dbt *d, pl_eval *ev, pl_str text, pl_value *out);

    /* A macro by unqualified name as the node's package sees it (own, root, dbt's), or
     * the namespace object of a package. PL_MISSING: neither. */
    pl_found (*macro)(pl_dbt *d, pl_eval *ev, pl_str name, uint32_t hash,
                      pl_value *out);
    /* All names that `macro` knows, as keys of the dict `to`. */
    void (*macro_names)(pl_dbt *d, pl_arena *a, pl_dict *to);
    /* A macro of one package (or of "dbt": all internal ones). */
    const pl_macro_def *(*macro_in)(pl_dbt *d, pl_str package, pl_str name);
    /* adapter.dispatch: packages to search for a namespace (empty: none given),
     * in order; an empty list: the whole context. Returns false for a namespace
     * that is no package. */
    bool (*dispatch_order)(pl_dbt *d, pl_str name_space, const pl_str **out,
                           uint32_t *len);
    /* Prefixes of the adapter and its parents, then "default". */
    const pl_str *(*dispatch_prefixes)(pl_dbt *d, uint32_t *len);
    /* A macro is called directly from the node (recorded in depends_on.macros). */
    void (*macro_used)(pl_dbt *d, const pl_macro_def *def);

    /* A macro begins, at any depth. NULL: nobody wants to know. */
    void (*macro_begins)(pl_dbt *d, pl_eval *ev, const pl_macro_def *def);

    /* ref() and source(). PARSE: recorded, and the relation of the node itself
     * returned. COMPILE: resolved. */
    bool (*ref)(pl_dbt *d, pl_eval *ev, const pl_ref_call *call, pl_value *out);
    bool (*source)(pl_dbt *d, pl_eval *ev, pl_str source, pl_str table, pl_value *out);
    bool (*metric)(pl_dbt *d, pl_eval *ev, pl_str package, pl_str name, pl_value *out);
    /* The node's own relation; PL_MISSING: None (operations, sources). */
    pl_found (*this_relation)(pl_dbt *d, pl_eval *ev, pl_value *out);
    /* doc(): the block's text. */
    bool (*doc)(pl_dbt *d, pl_eval *ev, pl_str package, pl_str name, pl_value *out);

    /* config(...): `args` is a dict. Recorded at PARSE, ignored later. */
    bool (*config_call)(pl_dbt *d, pl_eval *ev, const pl_dict *args);
    /* A key of the node's final config. */
    pl_found (*config_get)(pl_dbt *d, pl_eval *ev, pl_str key, pl_value *out);

    /* Members whose value the project knows: "model", "graph", "schema", "database",
     * "project_name", "flags", "target", "invocation_args_dict", "selected_resources",
     * "runtime_config", "behavior", "pre_hooks", "post_hooks", "sql", "compiled_code",
     * "dbt_metadata_envs", ... */
    pl_found (*member)(pl_dbt *d, pl_eval *ev, pl_str name, pl_value *out);

    /* ---- a warehouse's answers, from files; PL_MISSING: not known. NULL: none */
    /* Columns of a relation: a list of dicts {name, dtype, ...} in order. */
    pl_found (*columns)(pl_dbt *d, pl_eval *ev, const pl_relation *r, pl_value *out);
    /* The recorded result of a query: a dict {columns: [...], rows: [[...]]}. */
    pl_found (*query)(pl_dbt *d, pl_eval *ev, pl_str sql, pl_value *out);

    /* log(info=True), print(), exceptions.warn. */
    void (*message)(pl_dbt *d, pl_eval *ev, pl_diag_code code, pl_str text);

    /* yaml.safe_load and yaml.safe_dump, for fromyaml() and toyaml(). PL_MISSING: the
     * text is no YAML, the value can't be dumped. */
    pl_found (*yaml_load)(pl_dbt *d, pl_eval *ev, pl_str text, pl_value *out);
    pl_found (*yaml_dump)(pl_dbt *d, pl_eval *ev, pl_value v, bool sort_keys,
                          pl_buf *to);
    /* adapter.get_relation: what stands at this place in the warehouse, with its type.
     * PL_MISSING, or the member NULL: nothing; dbt's answer on an empty warehouse. */
    pl_found (*existing)(pl_dbt *d, pl_eval *ev, pl_value database, pl_value schema,
                         pl_value identifier, pl_relation **out);
} pl_dbt_ops;

struct pl_dbt {
    const pl_dbt_ops *ops;
    void *world;                /* project's */
    void *node;                 /* project's; NULL: none */
    struct pl_trace *trace;     /* project's: notes what is done; NULL: nobody does */
    struct pl_env_reads *reads; /* project's: notes calls of env_var(); NULL: nobody */
    pl_phase phase;
    bool strict_dbt;                /* accept nothing that dbt refuses */
    pl_str package;                 /* of the node: var scope, unqualified macros */
    const pl_relation_style *style; /* NULL in the base contexts */
    pl_value results;               /* PL_DICT: statement results by name */
    pl_value target;                /* PL_DICT, or PL_UNSET: none */
    int64_t now_us;                 /* the clock: microseconds since 1970, UTC */
    pl_str invocation_id;
    pl_str dbt_version;     /* "1.9.11" */
    struct pl_dbt_own *own; /* this folder's; NULL at the start */
};

/* Attributes of an object that stands for one of dbt's dicts and has the methods `item`
 * and `iter`: get and keys. */
pl_found pl_lookup_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out);

/* Name of the i-th member of the contexts, for suggestions; empty past the last. */
pl_str pl_member_name(uint32_t i);

static inline pl_dbt *pl_dbt_of(const pl_eval *ev) {
    return ev->host_data;
}

/* The host that resolves dbt's names: macros first, then the members
 * that the phase has. */
extern const pl_host pl_dbt_host;

/* PL_PHASE_PROFILE: env_var() of a secret gave a placeholder, so that no filter
 * could touch the value; put it in after rendering. PL_MISSING: `rendered` holds
 * none, *out is it. PL_FAILED: more than one secret in a line, dbt's KeyError; *out
 * is the name it looked up. */
pl_found pl_secrets_fill(pl_dbt *d, pl_arena *a, pl_value rendered, pl_value *out);

#endif
