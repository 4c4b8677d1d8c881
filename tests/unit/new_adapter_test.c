/* A list of adapters with one that plumb doesn't have: its file is all that it takes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "check/sql/sql.h"
#include "project/config/profile.h"

extern const pl_adapter pl_adapter_lake; /* adapters/lake.c */
const pl_adapter *const pl_adapters[] = {&pl_adapter_lake, &pl_adapter_postgres};
const uint32_t pl_adapter_count = 2;

static pl_arena arena;

static int tear_down(void **state) {
    (void)state;
    pl_arena_free(&arena);
    return 0;
}

static void assert_str(pl_str s, const char *expected) {
    assert_string_equal(pl_str_z(&arena, s), expected);
}

static void found(void **state) {
    (void)state;
    const pl_adapter *ad = pl_adapter_find(PL_S("lake"));
    assert_ptr_equal(ad, &pl_adapter_lake);
    assert_null(pl_adapter_find(PL_S("snowflake")));
    assert_str(pl_adapter_canonical(ad, PL_S("basin")), "database");
    assert_str(pl_adapter_fold(ad, &arena, PL_S("aB"), false), "AB");
}

/* What its row leaves out is its parent's. */
static void inherits(void **state) {
    (void)state;
    const pl_adapter *ad = pl_adapter_find(PL_S("lake"));
    assert_true(pl_adapter_reserved(ad, PL_S("analyse")));
    assert_ptr_equal(PL_ADAPTER_HAS(ad, grants), pl_adapter_postgres.grants);
    assert_ptr_equal(PL_ADAPTER_HAS(ad, rotation), pl_adapter_postgres.rotation);
    assert_string_equal(PL_ADAPTER_HAS(ad, system), "shore");
}

static bool make(const char *shore, pl_diag_sink *sink, pl_target *t) {
    pl_dict *fields = pl_dict_new(&arena, 4).as.dict;
    pl_dict_put_str(&arena, fields, PL_S("type"), pl_string(PL_S("lake")));
    pl_dict_put_str(&arena, fields, PL_S("basin"), pl_string(PL_S("deep")));
    pl_dict_put_str(&arena, fields, PL_S("schema"), pl_string(PL_S("s")));
    pl_dict_put_str(&arena, fields, PL_S("shore"), pl_string(pl_str_of(shore)));
    pl_dict_put_str(&arena, fields, PL_S("key"), pl_string(PL_S("k")));
    return pl_target_make(PL_S("t"), PL_S("p"), fields, false, NULL, (pl_span){0},
                          &arena, sink, t);
}

static void target(void **state) {
    (void)state;
    pl_diag_sink sink = {.arena = &arena};
    pl_target t;
    assert_true(make("north", &sink, &t));
    assert_str(pl_str_from(*pl_dict_find(t.dict.as.dict, PL_S("basin"))), "deep");
    assert_null(pl_dict_find(t.dict.as.dict, PL_S("key")));
    assert_false(make("", &sink, &t));
    assert_int_not_equal(
        pl_str_find(sink.at[0].dbt_text, PL_S("A lake has a shore"), 0), UINT32_MAX);
}

static void sql(void **state) {
    (void)state;
    pl_sql_relations found_in = pl_sql_relations_of(
        PL_S("select 1 # from a.b\nfrom c.d"), &pl_adapter_lake, &arena);
    assert_int_equal(found_in.len, 1);
    assert_str(found_in.at[0].part[0].text, "c");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(found, tear_down),
        cmocka_unit_test_teardown(inherits, tear_down),
        cmocka_unit_test_teardown(target, tear_down),
        cmocka_unit_test_teardown(sql, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
