/* project/schema/generic_test.h: generic tests, and the keys that they tell of. */
#ifndef PL_PROJECT_SCHEMA_GENERIC_TEST_H
#define PL_PROJECT_SCHEMA_GENERIC_TEST_H

#include "project/schema/column.h"

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

#endif
