/* explain/explain.h: why a node is what it is: every step that made its names, its
 * relation, its configs, and the decisions its SQL hung on.
 *
 * pl_explain looks at one node of one parsed and linked world; the printers show
 * several worlds' explanations of the same node side by side, saying once what they
 * share. Ownership: all lies in the arena given; sources, nodes and macros are the
 * world's. Texts are masked where they are printed, not here. */
#ifndef PL_EXPLAIN_EXPLAIN_H
#define PL_EXPLAIN_EXPLAIN_H

#include "project/environment/environments.h"
#include "project/node/world.h"
#include "project/render/trace.h"

/* Something that was read on the way. */
typedef struct pl_explain_read {
    pl_read_kind kind;
    pl_str name;    /* "target.name", "DBT_SCHEMA" */
    pl_str value;   /* as Python shows it; empty: none */
    bool defaulted; /* it is not set: the value is the default */
    /* where it was set: "the process", ".env", "--vars", ...; or "" */
    const char *from;
    pl_span span; /* the same, where it is a file; src NULL: it isn't */
} pl_explain_read;

typedef struct pl_explain_reads {
    pl_explain_read *at;
    uint32_t len, cap;
} pl_explain_reads;

/* A decision. */
typedef struct pl_explain_branch {
    const pl_macro_def *macro; /* it stands in; NULL: the node's own template */
    pl_span span;
    pl_str text; /* "if target.name == 'prod'", "else" */
    bool taken;
    pl_explain_reads reads;
} pl_explain_branch;

typedef struct pl_explain_branches {
    pl_explain_branch *at;
    uint32_t len, cap;
} pl_explain_branches;

/* A piece of a name. */
typedef struct pl_explain_term {
    pl_str text;
    pl_str name;  /* what it is: "target.schema", "+schema"; empty: text of the macro */
    pl_span span; /* where that was set; src NULL: not known */
} pl_explain_term;

typedef struct pl_explain_terms {
    pl_explain_term *at;
    uint32_t len, cap;
} pl_explain_terms;

/* One place that set a config key. */
typedef struct pl_explain_step {
    pl_config_origin origin;
    pl_merge merge;
    pl_str from;           /* "models.shop.+schema", "config:", "config()", "default" */
    pl_span span;          /* src NULL: a default */
    pl_str value;          /* as Python shows it, cut to what fits a line */
    pl_value plain, after; /* the same and `result` as they are */
    pl_str written;        /* the template, where that differs; empty: it doesn't */
    pl_str result;         /* of the key after it */
    bool joins;            /* it adds to what was there */
    bool lost;             /* a later step replaced it */
    pl_explain_reads reads;
} pl_explain_step;

typedef struct pl_explain_config {
    pl_str key;
    pl_str value;        /* at the end */
    bool set;            /* a step other than a default set it */
    pl_explain_step *at; /* in the order applied */
    uint32_t len, cap;
} pl_explain_config;

/* Database, schema or alias. */
typedef struct pl_explain_part {
    pl_str value;  /* empty: none */
    bool failed;   /* its macro ended in an error */
    pl_str target; /* target.database, target.schema; empty: none */
    pl_span target_span;
    const char *target_from; /* "profiles.yml", "environments.yml", "the adapter" */
    pl_explain_reads target_reads;
    const pl_explain_config *custom; /* `database`, `schema` or `alias`; NULL: unset */
    bool whole;                /* the value is made in dbt_project.yml, by a call */
    const pl_macro_def *macro; /* NULL: no macro names it */
    pl_span macro_span;
    pl_str why; /* that macro */
    pl_explain_branches branches;
    pl_explain_reads reads; /* env_var() and var() in macros */
    pl_explain_terms terms; /* the value, or `made`, as a sum */
    pl_str made;            /* by the macro, where a snapshot's target goes over it */
    const pl_explain_step *instead; /* that target; NULL: none */
} pl_explain_part;

typedef struct pl_explain_policy {
    bool quoted, included;
    bool adapter_quoted; /* the adapter's default */
    pl_span span;        /* what changed it; src NULL: nothing */
} pl_explain_policy;

typedef struct pl_explanation {
    pl_world *world;
    const pl_dbt_node *node;
    pl_str label;    /* environment or target */
    pl_str relation; /* empty: none */
    pl_str state;    /* "disabled", "ephemeral, ...": why it has none; empty: it has */
    pl_explain_part parts[PL_PART_COUNT];
    pl_explain_policy policy[PL_PART_COUNT];
    pl_map configs; /* key -> pl_explain_config, of all keys that a step has */
    pl_explain_branches branches; /* of its SQL: what hangs on target, env and vars */
    pl_explain_reads reads;
    bool complete; /* false: its SQL could not be rendered to the end */
} pl_explanation;

/* Explain `n`. `environment` is the one the world is made of, or NULL. */
pl_explanation *pl_explain(pl_world *w, pl_dbt_node *n,
                           const pl_environment *environment, pl_arena *a);

/* What is to be shown. */
typedef struct pl_explain_view {
    const pl_explanation *const *at; /* of one node */
    uint32_t len;
    pl_str key; /* --config: that key alone; at NULL: everything */
    bool color;
    pl_str base; /* text: what paths below this folder are told without; may be empty */
    pl_arena *arena;
} pl_explain_view;

void pl_explain_text(const pl_explain_view *v, pl_buf *to);
/* One JSON object (docs/EXPLAIN.md). */
void pl_explain_json(const pl_explain_view *v, pl_buf *to);

#endif
