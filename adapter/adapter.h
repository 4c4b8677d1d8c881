/* adapter/adapter.h: what dbt's adapters know that shows in compiled projects.
 *
 * One row of adapters.def and one file adapter_<name>.c each; all tables are const.
 * Source: the adapter packages for dbt 1.9 (connections.py, relation.py, impl.py). */
#ifndef PL_ADAPTER_ADAPTER_H
#define PL_ADAPTER_ADAPTER_H

#include "eval/value/value.h"
#include "support/diag.h"

typedef enum pl_part {
    PL_PART_DATABASE,
    PL_PART_SCHEMA,
    PL_PART_IDENTIFIER,
    PL_PART_COUNT
} pl_part;

typedef struct pl_policy {
    bool on[PL_PART_COUNT];
} pl_policy;

typedef enum pl_case_rule {
    PL_CASE_KEPT,    /* names are compared as they are written */
    PL_CASE_LOWER,   /* unquoted names fold to lower case */
    PL_CASE_UPPER,   /* unquoted names fold to upper case */
    PL_CASE_IGNORED, /* names are compared without case, quoted or not */
} pl_case_rule;

/* A member of a credentials class. */
typedef struct pl_cred_field {
    const char *name;  /* NULL ends the table */
    const char *type;  /* as pl_contract_field.type */
    const char *value; /* default as YAML flow text; NULL: it must be given */
    bool secret;       /* never shown, never in `target` */
} pl_cred_field;

typedef struct pl_alias {
    const char *alias;     /* "dbname" */
    const char *canonical; /* "database" */
} pl_alias;

typedef struct pl_type_word {
    const char *from; /* upper case */
    const char *to;
} pl_type_word;

typedef struct pl_adapter pl_adapter;
struct pl_adapter {
    const char *name;
    const char *title; /* "Snowflake", for messages */
    /* whose macros it inherits; NULL: only the default ones */
    const pl_adapter *parent;
    char quote[3];      /* opening, closing */
    char name_quote[3]; /* what adapter.quote() puts around; "": the same */
    pl_policy quoted;   /* default quote policy */
    pl_policy included; /* default include policy */
    pl_case_rule fold;
    uint32_t name_limit;   /* longest identifier; 0: none known */
    bool limit_in_bytes;   /* else in characters */
    bool require_alias;    /* a subquery in FROM needs an alias */
    bool external_sources; /* a source's external_location stands for its relation */

    const pl_cred_field *fields; /* in the order of the class */
    /* _connection_keys: members of `target`, in order, NULL */
    const char *const *shown;
    const pl_alias *aliases; /* _ALIASES, up to a NULL alias; NULL: none */
    /* What the class makes of its values (DuckDB names its database after the file,
     * Spark has none, ...). NULL: nothing. False with dbt's words in *why. */
    bool (*finish)(pl_dict *credentials, pl_arena *a, pl_str *why);

    const char *const *configs; /* its AdapterConfig class: keys; all of them clobber */
    const char *string_type;    /* Column.string_type, with %s for the size */
    const char *numeric_type;   /* Column.numeric_type: NULL: TYPE(P,S); "": TYPE alone;
                                   else this word instead of TYPE */
    const pl_type_word *types;  /* Column.TYPE_LABELS, up to a NULL */
    bool types_lower;           /* translate_type gives lower case */
    /* words that no table can be called: lower case, sorted, NULL */
    const char *const *reserved;
};

/* By the `type` of profiles.yml; NULL: unknown. */
const pl_adapter *pl_adapter_find(pl_str type);
/* All of them: `index` from 0 until NULL. */
const pl_adapter *pl_adapter_at(uint32_t index);
/* PL_E0602 with the nearest name and the way out (--adapter-like). Returns NULL. */
const pl_adapter *pl_adapter_require(pl_str type, pl_span where, pl_diag_sink *sink);

/* "dbname" -> "database"; a name without alias is returned as it is. */
pl_str pl_adapter_canonical(const pl_adapter *ad, pl_str name);
/* dbt's translate_aliases of a dict's keys (not recursive), keeping order. False with
 * dbt's words in *why when two names of one thing are given. `out` may be `in` when
 * nothing changed. */
bool pl_adapter_translate(const pl_adapter *ad, const pl_dict *in, pl_arena *a,
                          const pl_dict **out, pl_str *why);
bool pl_adapter_reserved(const pl_adapter *ad, pl_str word);
/* Column.translate_type. */
pl_str pl_adapter_type_label(const pl_adapter *ad, pl_arena *a, pl_str type);
/* The field of the credentials class, or NULL. */
const pl_cred_field *pl_adapter_field(const pl_adapter *ad, pl_str name);
/* `name` as the warehouse would store it, for comparisons. */
pl_str pl_adapter_fold(const pl_adapter *ad, pl_arena *a, pl_str name, bool quoted);

#define ADAPTER(name) extern const pl_adapter pl_adapter_##name;
#include "adapter/adapters.def"
#undef ADAPTER

#endif
