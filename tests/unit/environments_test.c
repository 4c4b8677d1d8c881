/* environments.yml and the calls of env_var() in texts: what the
 * reader makes of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "project/environment/environments.h"
#include "tests/unit/memory_tree.h"

static pl_arena arena;
static pl_diag_sink sink;

static int set_up(void **state) {
    (void)state;
    sink = (pl_diag_sink){.arena = &arena};
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    pl_arena_free(&arena);
    return 0;
}

static bool read_text(const char *text, pl_environments *out) {
    const memory_file files[] = {{text ? "environments.yml" : NULL, text},
                                 {NULL, NULL}};
    memory_tree tree = {{.list = memory_list, .read = memory_read}, files};
    return pl_environments_read(&tree.tree, &arena, &sink, out);
}

#define ASSERT_STR(s, literal) assert_true(PL_STR_IS((s), literal))

/* ---- reading */

static void test_absent(void **state) {
    (void)state;
    pl_environments all;
    assert_true(read_text(NULL, &all));
    assert_null(all.src);
    assert_int_equal(all.len, 0);
}

static void test_fields(void **state) {
    (void)state;
    pl_environments all;
    assert_true(read_text(
        "environments:\n"
        "  dev: {type: development, dbt_version: 1.10, custom_branch_enabled: true}\n"
        "  prod: {type: deployment, branch: main, target: p, protected: true,\n"
        "         credentials: {rotated_at: 2026-10-01, rotate_every: 12w}}\n"
        "  bare:\n"
        "  ci: {defer_to: prod, custom_branch: x}\n"
        "checks: {schema-name: {pattern: x}}\n",
        &all));
    assert_int_equal(all.len, 4);
    assert_int_equal(all.at[0].type, PL_ENVIRONMENT_DEVELOPMENT);
    ASSERT_STR(all.at[0].dbt_version, "1.10");
    assert_true(all.at[0].custom_branch);
    assert_true(all.at[1].is_protected);
    assert_int_equal(all.at[1].credentials.rotate_days, 84);
    ASSERT_STR(all.at[1].credentials.rotated_at, "2026-10-01");
    ASSERT_STR(pl_environment_target_name(&all.at[1]), "p");
    ASSERT_STR(pl_environment_target_name(&all.at[2]), "bare");
    assert_ptr_equal(all.at[3].defer_to, &all.at[1]);
    ASSERT_STR(all.at[3].branch, "x");
    assert_non_null(pl_yaml_get(all.checks, "schema-name"));
    assert_int_equal(sink.len, 0);
}

static void assert_fault(const char *text, const char *words) {
    pl_environments all;
    sink.len = 0;
    assert_false(read_text(text, &all));
    assert_int_equal(sink.len, 1);
    assert_int_equal(sink.at[0].code, PL_E0507);
    assert_non_null(sink.at[0].span.src);
    if (pl_str_find(sink.at[0].text, pl_str_of(words), 0) == UINT32_MAX) {
        fail_msg("'%.*s' lacks '%s'", PL_FMT(sink.at[0].text), words);
    }
}

static void test_faults(void **state) {
    (void)state;
    assert_fault("environmnts: {}", "unknown key 'environmnts'");
    assert_fault("environments: {a: {defer_to: b}}", "no environment 'b'");
    assert_fault("environments: {a: {defer_to: b}, b: {defer_to: c}, c: {defer_to: a}}",
                 "cycle");
    assert_fault("environments: {a: {defer_to: b}, b: {defer_to: b}}",
                 "defers to itself");
    assert_fault("environments: {a: {threads: 0}}", "`threads`");
    assert_fault("environments: {a: {env_vars: {X: [1]}}}", "value of X");
    assert_fault("environments: {a: {env_vars: {X: \"{{ env_var('X', 'd') }}\"}}}",
                 "refers to itself");
    assert_fault("environments: {a: {credentials: {rotate_every: 0}}}", "rotate_every");
    assert_fault("environments: {a: {connection: {type: postgres, hosst: x}}}",
                 "'hosst'");
}

/* ---- calls */

static void test_scan(void **state) {
    (void)state;
    static const char text[] =
        "env_var('OUT') {{ env_var('A') }} {# {{ env_var('NO') }} #}"
        "{% if env_var( \"B\" , f(1, ')') ~ 'x' ) %}{{ my_env_var('C') }}"
        "{{ x.env_var('D') }}{{ env_var(name, default='e') }}{{ env_var";
    pl_env_reads reads = {.arena = &arena};
    const pl_source *src = pl_source_new(&arena, PL_S("a.sql"), pl_str_of(text));
    pl_env_reads_scan(&reads, src, 0, src->text.len);
    assert_int_equal(reads.len, 3);
    ASSERT_STR(reads.at[0].name, "A");
    assert_null(reads.at[0].fallback.at);
    ASSERT_STR(reads.at[1].name, "B");
    ASSERT_STR(reads.at[1].fallback, "f(1, ')') ~ 'x'");
    ASSERT_STR(reads.at[2].name, "");
    ASSERT_STR(reads.at[2].fallback, "'e'");
}

static void test_scan_ends(void **state) {
    (void)state;
    static const char *const texts[] = {"{",
                                        "{{",
                                        "{{ env_var(",
                                        "{{ env_var('",
                                        "{{ env_var('a\\",
                                        "{% env_var('a', ",
                                        "{#",
                                        "{{ env_var('a', default="};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        pl_env_reads reads = {.arena = &arena};
        const pl_source *src =
            pl_source_new(&arena, PL_S("a.sql"), pl_str_of(texts[i]));
        pl_env_reads_scan(&reads, src, 0, src->text.len);
        assert_true(reads.len <= 1);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_absent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_fields, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_faults, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_scan, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_scan_ends, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
