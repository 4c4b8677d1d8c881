/* profiles.yml: which target is taken, what it gives to Jinja, what is
 * said when it can't. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "eval/ops/python_text.h"
#include "project/config/profile.h"
#include "tests/unit/memory_tree.h"

static pl_arena arena;
static pl_diag_sink sink;
static memory_context context;
static pl_yaml_rules rules;

static int set_up(void **state) {
    (void)state;
    pl_dict *names = pl_dict_new(&arena, 4).as.dict;
    pl_dict_put_str(&arena, names, PL_S("who"), pl_string(PL_S("ada")));
    pl_dict_put_str(&arena, names, PL_S("port"), pl_int(6000));
    sink = (pl_diag_sink){.arena = &arena};
    context = (memory_context){&arena, &sink, names};
    rules = (pl_yaml_rules){.render = memory_render, .ctx = &context, .sink = &sink};
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    pl_arena_free(&arena);
    return 0;
}

#define PG "type: postgres, host: h, port: 5432, user: u, password: '{{ p%w', dbname: d"

static const char profiles_text[] =
    "shop:\n"
    "  target: \"{{ 'de' ~ 'v' }}\"\n"
    "  outputs:\n"
    "    dev: {" PG ", schema: 'dbt_{{ who }}', threads: 4, extra: 1}\n"
    "    unset: {" PG ", schema: '{{ nope.x }}'}\n"
    "    ported: {type: postgres, host: h, port: '{{ port }}', user: u, pass: x, "
    "dbname: d, schema: s}\n"
    "    unknown: {type: postgress, schema: s}\n"
    "    typeless: {schema: s}\n"
    "    short: {type: postgres, host: h, port: 1, user: u, password: p, schema: s}\n"
    "    worded: {type: postgres, host: h, port: many, user: u, password: p, dbname: "
    "d, schema: s}\n"
    "    threaded: {" PG ", schema: s, threads: lots}\n"
    "    both: {" PG ", database: e, schema: s}\n"
    "    method: {type: bigquery, method: m, project: p, dataset: d}\n"
    "    nothing:\n"
    "empty:\n"
    "bare: {target: x}\n"
    "defaulted: {outputs: {default: {type: duckdb}}}\n";

static bool load(const char *profile, const char *target, pl_target *out) {
    static const memory_file files[] = {{"profiles.yml", profiles_text}, {NULL, NULL}};
    pl_profiles p;
    assert_true(
        pl_profiles_read(memory_tree_new(&arena, files), PL_S(""), &arena, &sink, &p));
    pl_profile_choice choice = {.profile = pl_str_of(profile)};
    if (target) {
        choice.target = pl_str_of(target);
    }
    return pl_target_load(&p, &choice, &rules, &arena, out);
}

static void assert_str(pl_str s, const char *expected) {
    assert_string_equal(pl_str_z(&arena, s), expected);
}

static pl_str member(const pl_target *t, const char *key) {
    pl_value *v = pl_dict_find(t->dict.as.dict, pl_str_of(key));
    return v ? pl_python_str(&arena, *v) : PL_S("-");
}

static void choosing(void **state) {
    (void)state;
    pl_target t;
    assert_true(load("shop", NULL, &t));
    assert_str(t.name, "dev");
    assert_str(member(&t, "schema"), "dbt_ada");
    assert_str(member(&t, "dbname"), "d");
    assert_str(member(&t, "database"), "d");
    assert_str(member(&t, "sslmode"), "None");
    assert_str(member(&t, "application_name"), "dbt");
    assert_str(member(&t, "password"), "-");
    assert_str(member(&t, "pass"), "-");
    assert_str(member(&t, "extra"), "-");
    assert_str(member(&t, "target_name"), "dev");
    assert_int_equal(t.threads, 4);
    pl_value *password = pl_dict_find(t.credentials.as.dict, PL_S("password"));
    assert_str(pl_str_from(*password), "{{ p%w");
    assert_true(load("shop", "ported", &t));
    assert_str(member(&t, "port"), "6000");
    assert_int_equal(t.threads, 1);
    assert_true(load("defaulted", NULL, &t));
    assert_str(t.name, "default");
    assert_str(member(&t, "database"), "memory");
    assert_int_equal(sink.len, 0);
}

static void refusals(void **state) {
    static const struct {
        const char *profile, *target, *words;
    } cases[] = {
        {"shop", "prod",
         "does not have a target named 'prod'. The valid target names for this "
         "profile are:\n - dev\n - unset"},
        {"shop", "unset", "Could not render {{ nope.x }}: 'nope' is undefined"},
        {"shop", "unknown", "Could not find adapter type postgress!"},
        {"shop", "typeless",
         "required field \"type\" not found in profile shop and target typeless"},
        {"shop", "short",
         "Credentials in profile \"shop\", target \"short\" invalid: 'database' is a required property"},
        {"shop", "worded", "invalid: 'many' is not of type 'integer'"},
        {"shop", "threaded", "at path ['threads']: 'lots' is not of type 'integer'"},
        {"shop", "both", "Got duplicate keys: (dbname) all map to \"database\""},
        {"shop", "method",
         "'m' is not one of ['oauth', 'oauth-secrets', 'service-account', 'service-account-json']"},
        {"shop", "nothing",
         "output 'nothing' of profile 'shop' is misconfigured in profiles.yml"},
        {"empty", NULL, "Profile empty in profiles.yml is empty"},
        {"bare", NULL, "outputs not specified in profile 'bare'"},
        {"absent", NULL, "Could not find profile named 'absent'"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pl_target t;
        sink.len = 0;
        assert_false(load(cases[i].profile, cases[i].target, &t));
        assert_int_equal(sink.len, 1);
        pl_str words = sink.at[0].dbt_text;
        if (pl_str_find(words, pl_str_of(cases[i].words), 0) == UINT32_MAX) {
            assert_str(words, cases[i].words);
        }
        assert_non_null(sink.at[0].span.src);
    }
}

static void suggestions(void **state) {
    (void)state;
    pl_target t;
    assert_false(load("shop", "devv", &t));
    assert_str(sink.at[0].help, "did you mean 'dev'?");
    assert_false(load("shop", "unknown", &t));
    assert_int_equal(sink.at[1].code, PL_E0602);
    assert_true(pl_str_starts(sink.at[1].help, PL_S("did you mean 'postgres'?")));
}

static void no_file(void **state) {
    (void)state;
    static const memory_file files[] = {{NULL, NULL}};
    pl_profiles p;
    pl_profile_choice choice = {.profile = PL_S("x")};
    pl_target t;
    assert_true(
        pl_profiles_read(memory_tree_new(&arena, files), PL_S(""), &arena, &sink, &p));
    assert_false(p.found);
    assert_false(pl_target_load(&p, &choice, &rules, &arena, &t));
    assert_true(pl_str_ends(sink.at[0].text, PL_S("no /p/profiles.yml")));
    choice.profile = (pl_str){0};
    assert_false(pl_target_load(&p, &choice, &rules, &arena, &t));
    assert_str(sink.at[1].text, "the project names no profile");
}

static void making(void **state) {
    (void)state;
    pl_value fields;
    pl_str why;
    pl_target t;
    assert_true(pl_yaml_load_value(
        PL_S("{type: snowflake, database: D, schema: S, threads: 8}"), &arena, NULL,
        &fields, &why));
    assert_false(pl_target_make(PL_S("ci"), PL_S("p"), fields.as.dict, false, NULL,
                                (pl_span){0}, &arena, &sink, &t));
    assert_true(pl_target_make(PL_S("ci"), PL_S("p"), fields.as.dict, true, NULL,
                               (pl_span){0}, &arena, &sink, &t));
    assert_str(pl_str_from(t.database), "D");
    assert_str(member(&t, "warehouse"), "None");
    assert_int_equal(t.threads, 8);
    pl_profile_choice like = {.adapter_like = "postgres", .threads = 2};
    assert_true(pl_yaml_load_value(PL_S("{type: cockroach, dbname: d, schema: s}"),
                                   &arena, NULL, &fields, &why));
    assert_true(pl_target_make(PL_S("x"), PL_S("p"), fields.as.dict, true, &like,
                               (pl_span){0}, &arena, &sink, &t));
    assert_str(t.type, "cockroach");
    assert_string_equal(t.adapter->name, "postgres");
    assert_int_equal(t.threads, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(choosing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refusals, set_up, tear_down),
        cmocka_unit_test_setup_teardown(suggestions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_file, set_up, tear_down),
        cmocka_unit_test_setup_teardown(making, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
