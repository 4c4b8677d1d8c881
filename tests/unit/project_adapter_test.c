/* The adapter tables: complete, consistent, and what can be asked of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "adapter/adapter.h"
#include "eval/ops/python_text.h"
#include "project/config/contract.h"
#include "project/config/profile.h"

static pl_arena arena;

static int tear_down(void **state) {
    (void)state;
    pl_arena_free(&arena);
    return 0;
}

static void assert_str(pl_str s, const char *expected) {
    assert_string_equal(pl_str_z(&arena, s), expected);
}

/* Every default fits its field's own type, what is shown exists and is no secret, and
 * reserved words are sorted. */
static void tables(void **state) {
    (void)state;
    uint32_t count = 0;
    for (const pl_adapter *ad; (ad = pl_adapter_at(count)) != NULL; count++) {
        assert_ptr_equal(pl_adapter_find(pl_str_of(ad->name)), ad);
        assert_int_equal(strlen(ad->quote), 2);
        for (const pl_cred_field *f = ad->fields; f->name; f++) {
            pl_value v;
            pl_str why;
            bool none = !f->value || !strcmp(f->value, "null");
            assert_true(none || pl_yaml_load_value(pl_str_of(f->value), &arena, NULL,
                                                   &v, &why));
            assert_true(none || pl_contract_fits(f->type, v));
        }
        for (const char *const *key = ad->shown; *key; key++) {
            pl_str name = pl_adapter_canonical(ad, pl_str_of(*key));
            const pl_cred_field *f = pl_adapter_field(ad, name);
            assert_non_null(f);
            assert_false(f->secret);
        }
        const char *at = ad->reserved;
        pl_str before = PL_S("");
        for (pl_str word; (word = pl_adapter_word(&at)).len; before = word) {
            assert_true(pl_str_cmp(before, word) < 0);
        }
        assert_non_null(pl_adapter_field(ad, PL_S("database")));
        assert_non_null(pl_adapter_field(ad, PL_S("schema")));
    }
    assert_int_equal(count, 12);
    assert_null(pl_adapter_at(100));
}

static void parents(void **state) {
    (void)state;
    assert_string_equal(pl_adapter_redshift.parent->name, "postgres");
    assert_string_equal(pl_adapter_databricks.parent->name, "spark");
    assert_string_equal(pl_adapter_sqlserver.parent->name, "fabric");
    assert_null(pl_adapter_snowflake.parent);
    assert_false(pl_adapter_spark.included.on[PL_PART_DATABASE]);
    assert_false(pl_adapter_snowflake.quoted.on[PL_PART_IDENTIFIER]);
    assert_true(pl_adapter_bigquery.quoted.on[PL_PART_DATABASE]);
}

static void names(void **state) {
    (void)state;
    const pl_dict *out;
    pl_str why = {0};
    pl_dict *in = pl_dict_new(&arena, 4).as.dict;
    pl_dict_put_str(&arena, in, PL_S("dataset"), pl_int(1));
    pl_dict_put_str(&arena, in, PL_S("tags"), pl_int(2));
    assert_true(pl_adapter_translate(&pl_adapter_bigquery, in, &arena, &out, &why));
    assert_str(pl_python_repr(&arena, (pl_value){.kind = PL_DICT,
                                                 .as.dict = (pl_dict *)(uintptr_t)out}),
               "{'schema': 1, 'tags': 2}");
    assert_true(pl_adapter_translate(&pl_adapter_postgres, in, &arena, &out, &why));
    assert_ptr_equal(out, in);
    pl_dict_put_str(&arena, in, PL_S("schema"), pl_int(3));
    assert_false(pl_adapter_translate(&pl_adapter_bigquery, in, &arena, &out, &why));
    assert_str(why, "Got duplicate keys: (dataset) all map to \"schema\"");
    assert_str(pl_adapter_fold(&pl_adapter_snowflake, &arena, PL_S("aB"), false), "AB");
    assert_str(pl_adapter_fold(&pl_adapter_snowflake, &arena, PL_S("aB"), true), "aB");
    assert_str(pl_adapter_fold(&pl_adapter_postgres, &arena, PL_S("aB"), false), "ab");
    assert_str(pl_adapter_fold(&pl_adapter_redshift, &arena, PL_S("aB"), true), "ab");
    assert_str(pl_adapter_fold(&pl_adapter_bigquery, &arena, PL_S("aB"), false), "aB");
    assert_true(pl_adapter_reserved(&pl_adapter_postgres, PL_S("SELECT")));
    assert_false(pl_adapter_reserved(&pl_adapter_postgres, PL_S("orders")));
    assert_false(pl_adapter_reserved(&pl_adapter_clickhouse, PL_S("select")));
    assert_true(pl_adapter_reserved(&pl_adapter_databricks, PL_S("anti")));
    assert_true(pl_adapter_reserved(&pl_adapter_sqlserver, PL_S("writetext")));
    assert_false(pl_adapter_reserved(&pl_adapter_postgres, PL_S("all analyse")));
}

/* What each class makes of its values: the members of `target` that
 * differ from the file. */
static void finishing(void **state) {
    static const struct {
        const char *fields, *key, *value;
    } cases[] = {
        {"{type: duckdb, path: data/lake.duckdb}", "database", "'lake'"},
        {"{type: duckdb, path: 'md:'}", "database", "'my_db'"},
        {"{type: duckdb, path: 'md:stats?x=1'}", "disable_transactions", "True"},
        {"{type: duckdb, path: 'md:stats?x=1'}", "database", "'stats'"},
        {"{type: duckdb}", "settings", "{}"},
        {"{type: snowflake, account: a_b}", "account", "'a-b'"},
        {"{type: snowflake, account: a, client_session_keep_alive: true}",
         "reuse_connections", "None"},
        {"{type: spark, method: thrift, host: h, schema: s}", "organization", "'0'"},
        {"{type: databricks, host: h, http_path: p, schema: s}", "catalog",
         "'hive_metastore'"},
        {"{type: databricks, schema: s, session_properties: {databricks.catalog: c}}",
         "database", "'c'"},
        {"{type: bigquery, method: oauth, project: p, dataset: d}", "execution_project",
         "'p'"},
        {"{type: bigquery, method: oauth, project: p, dataset: d, timeout_seconds: 9}",
         "job_execution_timeout_seconds", "9"},
        {"{type: trino, host: h, port: 1, catalog: c, schema: s}", "catalog", "'c'"},
        {"{type: clickhouse}", "schema", "'default'"},
        {"{type: sqlserver, server: h, user: u, driver: x}", "server", "'h'"},
        {"{type: fabric, host: h, windows_login: true, driver: x}", "authentication",
         "'Windows Login'"},
        {"{type: athena, region_name: r, s3_staging_dir: s, schema: s, database: d}",
         "database", "'d'"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pl_diag_sink sink = {.arena = &arena};
        pl_value fields;
        pl_str why;
        pl_target t;
        assert_true(pl_yaml_load_value(pl_str_of(cases[i].fields), &arena, NULL,
                                       &fields, &why));
        assert_true(pl_target_make(PL_S("t"), PL_S("p"), fields.as.dict, true, NULL,
                                   (pl_span){0}, &arena, &sink, &t));
        pl_value *v = pl_dict_find(t.dict.as.dict, pl_str_of(cases[i].key));
        assert_non_null(v);
        assert_str(pl_python_repr(&arena, *v), cases[i].value);
    }
}

static void refusing(void **state) {
    static const char *const cases[][2] = {
        {"{type: spark, method: thrift, host: h, schema: s, database: d}",
         "database must be omitted"},
        {"{type: spark, schema: s}", "Must specify `method`"},
        {"{type: bigquery, method: oauth, project: p}", "Must specify schema"},
        {"{type: bigquery, project: p, dataset: d}",
         "Must specify authentication method"},
        {"{type: duckdb, path: x.db, database: y}", "must be set to 'x'"},
        {"{type: databricks, schema: a.b}", "should not contain '.'"},
        {"{type: clickhouse, database: a, schema: b}",
         "must be omitted or have the same value"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pl_diag_sink sink = {.arena = &arena};
        pl_value fields;
        pl_str why;
        pl_target t;
        assert_true(
            pl_yaml_load_value(pl_str_of(cases[i][0]), &arena, NULL, &fields, &why));
        assert_false(pl_target_make(PL_S("t"), PL_S("p"), fields.as.dict, false, NULL,
                                    (pl_span){0}, &arena, &sink, &t));
        assert_int_equal(sink.len, 1);
        assert_int_not_equal(
            pl_str_find(sink.at[0].dbt_text, pl_str_of(cases[i][1]), 0), UINT32_MAX);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(tables, tear_down),
        cmocka_unit_test_teardown(parents, tear_down),
        cmocka_unit_test_teardown(names, tear_down),
        cmocka_unit_test_teardown(finishing, tear_down),
        cmocka_unit_test_teardown(refusing, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
