/* Schema files: what templates and manifests show only in part — names and hashes of
 * generic tests, references written as text, faults of entries with their places. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "project/schema/generic_test.h"
#include "project/schema/patch.h"
#include "project/schema/schema_priv.h"
#include "project/schema/shape.h"

typedef struct fixture {
    pl_arena arena;
    pl_world world;
    pl_schema schema;
    pl_project_file project;
    pl_package package;
    pl_schema_file file;
} fixture;

static int set_up(void **state) {
    fixture *f = pl_xmalloc(sizeof *f);
    memset(f, 0, sizeof *f);
    f->world.arena = &f->arena;
    f->world.sink.arena = &f->arena;
    f->schema.w = &f->world;
    f->schema.arena = &f->arena;
    f->project.name = PL_S("shop");
    f->package.file = &f->project;
    f->file.package = &f->package;
    f->file.path = PL_S("models/s.yml");
    *state = f;
    return 0;
}

static int tear_down(void **state) {
    fixture *f = *state;
    pl_arena_free(&f->arena);
    free(f);
    return 0;
}

static void assert_text(pl_str s, const char *expected) {
    pl_str e = pl_str_of(expected);
    if (!pl_str_eq(s, e)) {
        fail_msg("expected \"%s\", got \"%.*s\"", expected, PL_FMT(s));
    }
}

static const pl_yaml *yaml_of(fixture *f, const char *text) {
    const pl_source *src =
        pl_source_new(&f->arena, PL_S("models/s.yml"), pl_str_of(text));
    const pl_yaml *y = NULL;
    assert_true(pl_yaml_parse(src, &f->arena, &f->world.sink, &y));
    return y;
}

static pl_dict *dict_of(fixture *f, const char *text) {
    pl_value v = pl_yaml_value(yaml_of(f, text), &f->arena, NULL);
    assert_int_equal(v.kind, PL_DICT);
    return v.as.dict;
}

/* ---- generic tests */

static pl_test_build build_of(fixture *f, const char *args, const char *name) {
    pl_test_build b = {.args = dict_of(f, args), .name = pl_str_of(name)};
    b.config = dict_of(f, "{}");
    return b;
}

static void test_names(void **state) {
    fixture *f = *state;
    static const struct {
        const char *type, *target, *args, *full;
    } rows[] = {
        {"unique", "a", "{column_name: id, model: x}", "unique_a_id"},
        {"accepted_values", "a",
         "{values: ['a', \"it's\", 3, true, 1.5], column_name: id, model: x}",
         "accepted_values_a_id__a__it_s__3__True__1_5"},
        {"relationships", "a", "{to: ref('b'), field: id, column_name: id}",
         "relationships_a_id__id__ref_b_"},
        {"accepted_values", "a", "{values: ['é', '%', ''], column_name: id}",
         "accepted_values_a_id________"},
        {"unique", "cust_v2.5", "{column_name: id}", "unique_cust_v2.5_id"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        pl_str full;
        pl_str shorter;
        pl_generic_test_names(&f->arena, pl_str_of(rows[i].type),
                              pl_str_of(rows[i].target), dict_of(f, rows[i].args),
                              &shorter, &full);
        assert_text(full, rows[i].full);
        assert_text(shorter, rows[i].full);
    }
}

static void test_long_name_is_cut(void **state) {
    fixture *f = *state;
    pl_str full;
    pl_str shorter;
    pl_generic_test_names(
        &f->arena, PL_S("relationships"), PL_S("orders"),
        dict_of(f, "{to: ref('a_model_with_a_quite_long_name_of_its_own'), field: id}"),
        &shorter, &full);
    assert_text(full, "relationships_orders_id__"
                      "ref_a_model_with_a_quite_long_name_of_its_own_");
    assert_int_equal(shorter.len, strlen("relationships_orders") + 1 + 32);
    assert_true(pl_str_starts(shorter, PL_S("relationships_orders_")));
}

/* Hashes that dbt-core 1.9 prints in its manifests. */
static void test_hashes(void **state) {
    fixture *f = *state;
    static const struct {
        const char *name, *fqn_name, *args, *hash;
    } rows[] = {
        {"unique", "unique_a_id",
         "{column_name: id, model: \"{{ get_where_subquery(ref('a')) }}\"}",
         "f6a5f640da"},
        {"not_null", "not_null_a_id",
         "{column_name: id, model: \"{{ get_where_subquery(ref('a')) }}\"}",
         "c1cebc1440"},
        {"accepted_values", "accepted_values_a_id__False__1__2",
         "{values: [1, 2], quote: false, column_name: id, model: "
         "\"{{ get_where_subquery(ref('a')) }}\"}",
         "712999821e"},
        {"accepted_values", "accepted_values_a_id__a__it_s__3__True__1_5",
         "{values: ['a', \"it's\", 3, true, 1.5], column_name: id, model: "
         "\"{{ get_where_subquery(ref('a')) }}\"}",
         "3401bd996b"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        pl_test_build b = build_of(f, rows[i].args, rows[i].name);
        b.fqn_name = pl_str_of(rows[i].fqn_name);
        assert_text(pl_generic_test_hash(&f->arena, &b), rows[i].hash);
    }
}

static void test_code(void **state) {
    fixture *f = *state;
    pl_test_build b = build_of(f, "{}", "not_null");
    assert_text(pl_generic_test_code(&f->arena, &b),
                "{{ test_not_null(**_dbt_generic_test_kwargs) }}");
    b.name_space = PL_S("dbt_utils");
    b.config = dict_of(f, "{where: 'x = \"y\"', limit: 10, tags: [a], meta: {o: 1}}");
    assert_text(
        pl_generic_test_code(&f->arena, &b),
        "{{ dbt_utils.test_not_null(**_dbt_generic_test_kwargs) }}"
        "{{ config(where=\"x = \\\"y\\\"\",limit=10,tags=['a'],meta={'o': 1}) }}");
}

/* ---- references written as text */

static void test_static_ref(void **state) {
    fixture *f = *state;
    pl_dbt_node n = {0};
    pl_span nowhere = {NULL, 0, 0};
    assert_true(pl_static_ref(&f->schema, &n, PL_S(" ref('p', \"m\", v=2) "), nowhere));
    assert_int_equal(n.refs.len, 1);
    assert_text(n.refs.at[0].call.package, "p");
    assert_text(n.refs.at[0].call.name, "m");
    assert_int_equal(n.refs.at[0].call.version.as.i, 2);
    assert_true(pl_static_ref(&f->schema, &n, PL_S("source('s', 't')"), nowhere));
    assert_int_equal(n.sources.len, 1);
    assert_text(n.sources.at[0].table, "t");
    static const char *const bad[] = {
        "",       "ref",    "ref()",  "ref('a'",      "ref('a) ",    "source('s')",
        "x('a')", "ref(a)", "ref(1)", "ref('a') + 1", "ref('a' 'b')"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(pl_static_ref(&f->schema, &n, pl_str_of(bad[i]), nowhere));
    }
}

/* ---- faults of entries */

static void check_fault(fixture *f, const pl_shape *shape, const char *key,
                        const char *yaml, const char *why, const char *place) {
    pl_schema_entry e = {.file = &f->file, .key = key, .yaml = yaml_of(f, yaml)};
    e.data = dict_of(f, yaml);
    uint32_t before = f->world.sink.len;
    assert_false(pl_shape_check(&f->schema, &e, shape));
    assert_int_equal(f->world.sink.len, before + 1);
    const pl_diag *d = &f->world.sink.at[before];
    if (!pl_str_ends(d->dbt_text, pl_str_of(why))) {
        fail_msg("expected \"%s\", got \"%.*s\"", why, PL_FMT(d->dbt_text));
    }
    assert_text(pl_str_sub(d->span.src->text, d->span.lo, d->span.hi), place);
}

static void test_faults(void **state) {
    fixture *f = *state;
    check_fault(f, &pl_shape_model, "models", "{name: a, columns: id}",
                "at path ['columns']: 'id' is not of type 'array'", "id");
    check_fault(f, &pl_shape_model, "models", "{name: a, columns: [{name: 1}]}",
                "at path ['columns'][0]['name']: 1 is not of type 'string'", "1");
    check_fault(f, &pl_shape_model, "models", "{name: a, tests: [1]}",
                "at path ['tests'][0]: 1 is not valid under any of the given schemas",
                "1");
    check_fault(
        f, &pl_shape_model, "models", "{name: a, versions: [{vv: 1}]}",
        "at path ['versions'][0]: Additional properties are not allowed ('vv' was unexpected)",
        "vv");
    check_fault(f, &pl_shape_exposure, "exposures", "{name: a, type: board, owner: {}}",
                "at path ['type']: 'board' is not one of ['dashboard', 'notebook', "
                "'analysis', 'ml', 'application']",
                "board");
    check_fault(
        f, &pl_shape_source, "sources", "{name: s, freshness: {warn_after: 3}}",
        "at path ['freshness']: {'warn_after': 3} is not valid under any of the given schemas",
        "3");
    check_fault(f, &pl_shape_group, "groups", "{name: g}",
                "at path []: 'owner' is a required property", "{name: g}");
}

static void test_good_entries(void **state) {
    fixture *f = *state;
    static const char *const good[] = {
        "{name: a}", "{name: a, anything: 1, columns: [{name: b, more: 2}]}",
        "{name: a, latest_version: 2, versions: [{v: 1}, {v: '2', columns: [{include: all}]}]}",
        "{name: a, tests: [unique, {not_null: {severity: warn}}], access: null}"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        pl_schema_entry e = {
            .file = &f->file, .key = "models", .yaml = yaml_of(f, good[i])};
        e.data = dict_of(f, good[i]);
        assert_true(pl_shape_check(&f->schema, &e, &pl_shape_model));
    }
    assert_int_equal(f->world.sink.len, 0);
}

/* ---- dates */

static void test_deprecation_dates(void **state) {
    fixture *f = *state;
    static const char *const rows[][2] = {
        {"2020-01-01", "2020-01-01T00:00:00+00:00"},
        {"2020-01-01 10:00:00", "2020-01-01T10:00:00+00:00"},
        {"2020-01-01T10:00:00Z", "2020-01-01T10:00:00+00:00"},
        {"2020-01-01T10:00:00+02:00", "2020-01-01T10:00:00+02:00"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        pl_value v = pl_deprecation_date(&f->schema, pl_string(pl_str_of(rows[i][0])));
        assert_text(pl_str_from(v), rows[i][1]);
    }
    assert_int_equal(pl_deprecation_date(&f->schema, pl_none()).kind, PL_NONE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_names),        TEST(test_long_name_is_cut),  TEST(test_hashes),
        TEST(test_code),         TEST(test_static_ref),        TEST(test_faults),
        TEST(test_good_entries), TEST(test_deprecation_dates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
