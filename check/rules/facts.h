/* check/rules/facts.h: where nodes land, and by what: for the rules on relations and
 * names. Everything is worked out once a run, when a rule first asks. */
#ifndef PL_CHECK_RULES_FACTS_H
#define PL_CHECK_RULES_FACTS_H

#include "check/rules/rules_priv.h"

/* A node's place, as the warehouse keeps the names: folded, unless they are quoted. */
typedef struct pl_landing {
    pl_dbt_node *node;
    pl_str schema;   /* database and schema */
    pl_str relation; /* and identifier */
} pl_landing;

typedef struct pl_landings {
    pl_landing *at; /* of nodes that have a relation, in the order of the world */
    uint32_t len;
    pl_map relations; /* relation -> the first pl_landing there */
    pl_map schemas;   /* schema -> the first pl_landing there */
} pl_landings;

/* None for a world that could not be opened. */
const pl_landings *pl_check_landings(pl_check *c, const pl_check_world *w);

/* What generate_schema_name makes of a custom schema name. */
typedef struct pl_schema_try {
    bool ran; /* it did not raise */
    pl_value result;
} pl_schema_try;

typedef struct pl_schema_tries {
    const pl_macro_def *macro; /* NULL: the project has no node to try it with */
    pl_schema_try none;        /* no custom name */
    pl_schema_try name;        /* pl_tried_name */
    pl_schema_try elsewhere;   /* the same, with another target.schema */
} pl_schema_tries;
extern const pl_str pl_tried_name;

/* What is wrong with what it gives. */
typedef enum pl_schema_fault {
    PL_SCHEMA_SOUND,
    PL_SCHEMA_NOTHING, /* None, or no text */
    PL_SCHEMA_NONE,    /* the text None in a name */
    PL_SCHEMA_FOREIGN, /* white space, or a comment, in a name */
} pl_schema_fault;
/* Of names for nodes with a custom schema, and for those without. */
typedef struct pl_schema_faults {
    pl_schema_fault custom, none;
} pl_schema_faults;
pl_schema_faults pl_schema_faults_of(const pl_schema_tries *t);

const pl_schema_tries *pl_check_tries(pl_check *c, const pl_check_world *w);
/* The project's own macro leaves target.schema out of the names of custom schemas. */
bool pl_ignores_target_schema(const pl_schema_tries *t);

/* Could both be one warehouse? Connections that do not tell could. */
bool pl_same_warehouse(const pl_check_world *x, const pl_check_world *y);
/* It runs on the developer's own machine. */
bool pl_local_warehouse(const pl_check_world *w);

/* The user of the connection is a part of the name. */
bool pl_names_user(const pl_check_world *w, pl_str name);

/* A member of the connection as it is written in environments.yml or profiles.yml;
 * NULL: it is not there. */
const pl_yaml *pl_connection_member(const pl_check_world *w, const char *canonical);
/* Where the environment's schema (or another member) is said; else its name. */
pl_span pl_environment_place(const pl_check_world *w, const char *canonical);
/* Is the target's schema a part of the node's? */
bool pl_has_target_schema(const pl_check_world *w, const pl_dbt_node *n);
/* The line that makes the node land in its schema. */
pl_span pl_schema_place(pl_check *c, const pl_check_world *w, const pl_dbt_node *n);
/* The line where the project begins its generate_schema_name. */
pl_span pl_macro_place(const pl_macro_def *m);

/* A custom name that config gives the node; empty: none. */
pl_str pl_custom_name(const pl_dbt_node *n, const char *key);
/* Snapshots with target_schema are where they are in every environment on purpose. */
bool pl_is_pinned(const pl_dbt_node *n);
static inline bool pl_of_root(const pl_dbt_node *n) {
    return n->owner && n->owner->index == 0;
}
/* The text of a database or schema; empty for None. */
static inline pl_str pl_name_text(pl_value v) {
    return v.kind == PL_STR ? pl_str_from(v) : PL_S("");
}
/* "ANALYTICS.marts" */
pl_str pl_schema_words(pl_check *c, const pl_check_world *w, const pl_dbt_node *n);

/* Lower the severity of a finding, unless settings say which it has. */
void pl_check_lower(pl_check *c, pl_finding *f, const pl_rule *r,
                    const pl_check_world *w, const pl_dbt_node *n, pl_severity to);
/* Point to another place. */
void pl_check_relate(pl_check *c, pl_finding *f, pl_span span, pl_str text);

#endif
