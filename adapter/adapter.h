/* adapter/adapter.h: what differs from adapter to adapter.
 *
 * One file <name>.c each, whose row pl_adapter_<name> has all that is peculiar to it; the
 * build finds these files. All tables are const.
 * Parents: what a row leaves NULL is its parent's (PL_ADAPTER_HAS); numbers and flags are
 * its own.
 * Source: the adapter packages for dbt 1.9 (connections.py, relation.py, impl.py). */
#ifndef PL_ADAPTER_ADAPTER_H
#define PL_ADAPTER_ADAPTER_H

#include <stddef.h>

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
    PL_FOLD_KEPT,    /* names are compared as they are written */
    PL_FOLD_LOWER,   /* unquoted names fold to lower case */
    PL_FOLD_UPPER,   /* unquoted names fold to upper case */
    PL_FOLD_IGNORED, /* names are compared without case, quoted or not */
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

/* Names as its SQL takes them. Unquoted ones have letters, digits and `_`, and no digit
 * in front, unless this says more. NULL: just that. */
typedef struct pl_name_grammar {
    const char *also;  /* characters behind the first; NULL: none */
    bool beyond_ascii; /* letters of all scripts */
    bool digit_first;
    bool plain[PL_PART_COUNT]; /* even quoted, of letters, digits and `_` alone */
} pl_name_grammar;

/* How its database reads a text. */
enum {
    PL_SQL_BACKSLASH = 1 << 0,    /* \' does not end a text */
    PL_SQL_DOUBLE_TEXT = 1 << 1,  /* "x" is a text */
    PL_SQL_DOLLAR = 1 << 2,       /* $$x$$, $tag$x$tag$ */
    PL_SQL_HASH = 1 << 3,         /* # begins a comment */
    PL_SQL_SLASHES = 1 << 4,      /* so does // */
    PL_SQL_NESTED = 1 << 5,       /* comments nest */
    PL_SQL_RAW = 1 << 6,          /* r'x': backslashes mean nothing */
    PL_SQL_TRIPLE = 1 << 7,       /* '''x''' */
    PL_SQL_BRACKETS = 1 << 8,     /* [x] is an identifier */
    PL_SQL_ESCAPED = 1 << 9,      /* e'x' has backslashes */
    PL_SQL_DASHES = 1 << 10,      /* my-project.x; `a.b.c` is a path */
    PL_SQL_FROM_FIRST = 1 << 11,  /* FROM may begin a query */
    PL_SQL_FILE_TABLES = 1 << 12, /* parquet.`path` is a file */
};

/* GRANT statements: %d database, %s schema, %r relation, %k its kind, %w who.
 * NULL: there is none. */
typedef struct pl_grants {
    const char *who;       /* what stands before a name */
    const char *who_kind;  /* "serviceAccount:", of a name without a kind */
    char quote;            /* around names that need it */
    bool always_quoted;    /* who */
    bool roles_only;       /* rights are given to roles, never to users */
    bool bare_schema;      /* a schema is named without its database */
    const char *note;      /* what no statement gives */
    const char *warehouse; /* %r: what the queries run on */
    const char *database;  /* each database that is used */
    const char *write;     /* each schema that is written */
    const char *enter;     /* each schema that is read only */
    const char *read;      /* each relation that is read and not made here */
} pl_grants;

/* Statements that renew what a user signs in with: %u user, %k key. */
typedef struct pl_rotation {
    const char *password;
    const char *second_key; /* NULL: it takes no key pairs */
    const char *only_key;   /* the new one in place of the old one */
} pl_rotation;

/* ---- what templates see of it */

typedef enum pl_column_kind {
    PL_COLUMN_BASE,
    PL_COLUMN_POSTGRES,
    PL_COLUMN_SNOWFLAKE,
    PL_COLUMN_BIGQUERY,
    PL_COLUMN_SPARK,
    PL_COLUMN_DATABRICKS,
    PL_COLUMN_TRINO,
    PL_COLUMN_TSQL,
    PL_COLUMN_ATHENA,
    PL_COLUMN_CLICKHOUSE,
} pl_column_kind;

typedef enum pl_support { PL_UNSUPPORTED, PL_UNENFORCED, PL_ENFORCED } pl_support;

/* Constraint types, in the order of pl_adapter.support. */
typedef enum pl_constraint {
    PL_CON_CHECK,
    PL_CON_NOT_NULL,
    PL_CON_UNIQUE,
    PL_CON_PRIMARY_KEY,
    PL_CON_FOREIGN_KEY,
    PL_CON_COUNT,
    PL_CON_CUSTOM = PL_CON_COUNT,
} pl_constraint;

/* api.Column. Lists of types: "int*" is every type that begins so, NULL ends them. */
typedef struct pl_column_rules {
    const char *class;
    pl_column_kind kind;
    const char *const *labels;  /* TYPE_LABELS: from, to, from, to, NULL */
    const char *const *strings; /* types that are strings, ... */
    const char *const *integers;
    const char *const *numerics;
    const char *const *floats;
    const char *quote;   /* Column.quoted, opening and closing; NULL: double quotes */
    const char *methods; /* words: those that not all have */
} pl_column_rules;

/* Relation.matches: names that differ in case */
typedef enum pl_match_rule {
    PL_MATCH_STRICT, /* are dbt's "approximate match", an error */
    PL_MATCH_FOLDED, /* are the same */
    PL_MATCH_EXACT,  /* are others; nothing to search for is no error */
} pl_match_rule;

typedef struct pl_relation pl_relation; /* adapter/relation.h */

/* api.Relation. Texts are words. */
typedef struct pl_relation_rules {
    const char *policy;                   /* class of its default quote policy */
    const char *types;                    /* NULL: any */
    const char *renameable, *replaceable; /* types */
    uint8_t name_limit; /* characters in the name of a table or view; 0: not checked */
    pl_match_rule matching;
    bool own_types; /* classes of its own: the enumeration of types */
    bool own_quote_policy;
    bool own_information_schema;
    bool undefined_database;  /* an undefined database is None */
    const pl_native *methods; /* that not all have, up to a NULL name; NULL: none */
    /* Fields and properties that not all have. NULL: none. */
    pl_found (*field)(const pl_relation *r, pl_str name, pl_value *out);
    /* information_schema(): which parts it has. NULL: the database. False with dbt's
     * words in *why. */
    bool (*information)(pl_relation *r, pl_arena *a, pl_str *why);
    /* dbt's words against such a relation, and against printing it; they give NULL when
     * there is nothing wrong. NULL: nothing ever is. */
    const char *(*fault)(const pl_relation *r);
    const char *(*print_fault)(const pl_relation *r);
} pl_relation_rules;

/* What SHOW GRANTS answers: the names of its columns, and rows that say nothing. */
typedef struct pl_grant_rows {
    const char *grantee, *privilege;
    bool (*is_own_affair)(pl_str privilege, pl_str granted_to);
} pl_grant_rows;

/* ---- a row */

typedef struct pl_adapter pl_adapter;
struct pl_adapter {
    const char *name;
    const char *title;       /* "PostgreSQL", for messages */
    const char *class_title; /* "Postgres", in the names of its classes */
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

    const pl_name_grammar *names;
    const char *reserved;     /* words that no table can be called: "all alter any" */
    bool whole_types;         /* dtype has the sizes: "numeric(10, 2)" */
    const char *system_names; /* schemas and views that it has of itself: "pg_*" */
    uint32_t sql;             /* PL_SQL_* */
    const pl_grants *grants;
    const pl_rotation *rotation;

    const char *system; /* the member of a connection that says which system it is */
    bool one_database;  /* no query leaves its database */
    bool in_process;    /* the database runs inside dbt */

    const char *now; /* date_function() */
    const pl_column_rules *columns;
    const pl_relation_rules *relations;
    const char *methods;    /* words: those of `adapter` that not all have */
    const char *strategies; /* words, of incremental models; NULL: all of dbt's */
    const pl_grant_rows *grant_rows; /* NULL: as dbt's own adapters */
    uint8_t support[PL_CON_COUNT];   /* pl_support, of constraints */
    const char *key_suffix;        /* behind a primary or foreign key; NULL: nothing */
    bool local_keys;               /* foreign keys can't name another database */
    bool bare_seed_columns;        /* quote_columns is false unless given */
    bool never_widens;             /* columns of texts have no size */
    const char *cross_database;    /* dbt's words against a name of another database */
    const char *cross_database_by; /* member of `target` that allows it; NULL: none */
};

/* The row, its own or the nearest parent's, whose pointer at this offset is set; `ad`
 * itself: none is. */
const pl_adapter *pl_adapter_setting(const pl_adapter *ad, size_t member);
#define PL_ADAPTER_HAS(ad, member)                                                     \
    (pl_adapter_setting((ad), offsetof(pl_adapter, member))->member)

/* All of them. A program that links a list of its own has those of its list. */
extern const pl_adapter *const pl_adapters[];
extern const uint32_t pl_adapter_count;

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
/* The first character that such a part of a name cannot hold; empty: it can be so. */
pl_str pl_adapter_misfit(const pl_adapter *ad, pl_part part, bool quoted, pl_str name);
/* The next word of a text of words, *at behind it; empty: no more. NULL has none. */
pl_str pl_adapter_word(const char **at);
bool pl_adapter_has_word(const char *words, pl_str word);
/* The field of the credentials class, or NULL. */
const pl_cred_field *pl_adapter_field(const pl_adapter *ad, pl_str name);
/* `name` as the warehouse would store it, for comparisons. */
pl_str pl_adapter_fold(const pl_adapter *ad, pl_arena *a, pl_str name, bool quoted);

extern const pl_adapter pl_adapter_unknown; /* dbt's base classes (base.c) */
extern const char *const pl_no_words[];
extern const char *const pl_base_labels[],
    *const pl_base_strings[], *const pl_base_integers[], *const pl_base_numerics[],
                                                             *const pl_base_floats[];
/* What children share with their parents (postgres.c, fabric.c). */
extern const pl_native pl_relation_length_method[];
extern const char *const pl_tsql_labels[];

#define ADAPTER(name) extern const pl_adapter pl_adapter_##name;
#include "adapter/adapters.def"
#undef ADAPTER

#endif
