/* What a run starts from: environment variables, .env files, the search for files,
 * .dbtignore. The .env expectations were printed by python-dotenv 1.0. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "project/input/env.h"
#include "project/input/search.h"
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

static void assert_str(pl_str s, const char *expected) {
    assert_string_equal(pl_str_z(&arena, s), expected);
}

static pl_str value(const pl_env *env, const char *name) {
    const pl_env_var *v = pl_env_get(env, pl_str_of(name));
    return v ? v->value : PL_S("(unset)");
}

static void collect(void *ctx, pl_str name, pl_str text) {
    pl_buf_fmt(ctx, "%.*s=%.*s;", PL_FMT(name), PL_FMT(text));
}

static void snapshot(void **state) {
    (void)state;
    static char one[] = "A=1", two[] = "DBT_ENV_PRIVATE_X=p",
                three[] = "EMPTY=", four[] = "=x", five[] = "B=a=b", six[] = "C=\xff!",
                seven[] = "DBT_ENV_CUSTOM_ENV_TEAM=data";
    char *strings[] = {one, two, three, four, five, six, seven, NULL};
    pl_env *env = pl_env_new(&arena, strings);
    assert_str(value(env, "A"), "1");
    assert_str(value(env, "EMPTY"), "");
    assert_str(value(env, "B"), "a=b");
    assert_str(value(env, "C"), "\xef\xbf\xbd!");
    assert_str(value(env, "DBT_ENV_PRIVATE_X"), "(unset)");
    assert_str(value(env, "DBT_ENV_CUSTOM_ENV_TEAM"), "data");
    pl_buf custom = {0};
    pl_env_custom(env, collect, &custom);
    assert_str(pl_buf_take(&custom, &arena), "TEAM=data;");
    pl_buf_free(&custom);
    pl_env *copy = pl_env_copy(&arena, env);
    pl_env_set(copy, &arena, PL_S("A"), PL_S("2"), PL_ENV_ENVIRONMENT, (pl_span){0});
    assert_str(value(copy, "A"), "2");
    assert_str(value(env, "A"), "1");
}

static void secrets(void **state) {
    (void)state;
    static char one[] = "DBT_ENV_SECRET_A=abc", two[] = "DBT_ENV_SECRETB=abcdef",
                three[] = "DBT_ENV_SECRET_C= ";
    char *strings[] = {one, two, three, NULL};
    pl_env *env = pl_env_new(&arena, strings);
    assert_true(pl_env_is_secret(PL_S("DBT_ENV_SECRETB")));
    assert_false(pl_env_is_secret(PL_S("DBT_SECRET")));
    assert_str(pl_env_mask(env, &arena, PL_S("x abcdef abc")), "x ***** *****");
    pl_str plain = PL_S("nothing here");
    assert_ptr_equal(pl_env_mask(env, &arena, plain).at, plain.at);
}

static void dotenv(void **state) {
    (void)state;
    static char one[] = "SET=process", two[] = "HOME=/h";
    char *strings[] = {one, two, NULL};
    pl_env *env = pl_env_new(&arena, strings);
    const char *text = "# comment\n"
                       "A=1\r\n"
                       "export B = two words  # comment\n"
                       "C='single \\'q\\' \\n ${A}'\n"
                       "D=\"double \\\"q\\\" \\n \\t ${A}\"\n"
                       "E=\n"
                       "F\n"
                       "G=${NOPE:-fallback}/${HOME}/${NOPE}$HOME\n"
                       "SET=file\n"
                       "H=a#b\n"
                       "'odd key'=v\n"
                       "M=\"two\nlines\"\n"
                       "bad line here\n"
                       "=x\n"
                       "A=last\n";
    pl_env_load(env, &arena, pl_source_new(&arena, PL_S(".env"), pl_str_of(text)),
                &sink);
    static const char *const expected[][2] = {
        {"A", "last"},
        {"B", "two words"},
        {"C", "single 'q' \\n 1"},
        {"D", "double \"q\" \n \t 1"},
        {"E", ""},
        {"F", "(unset)"},
        {"G", "fallback//h/$HOME"},
        {"SET", "process"},
        {"H", "a#b"},
        {"odd key", "v"},
        {"M", "two\nlines"},
        {"bad", "(unset)"},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        assert_str(value(env, expected[i][0]), expected[i][1]);
    }
    assert_int_equal(sink.warnings, 2);
    assert_int_equal(pl_source_line(sink.at[0].span.src, sink.at[0].span.lo), 14);
    assert_int_equal(pl_env_get(env, PL_S("E"))->from, PL_ENV_DOTENV);
}

static pl_str found(const memory_file *files, const char *const *exts,
                    const char *first, const char *second) {
    pl_tree *tree = memory_tree_new(&arena, files);
    pl_str dirs[] = {pl_str_of(first), pl_str_of(second ? second : "")};
    const pl_ignore *ignore;
    assert_true(pl_ignore_read(tree, PL_S(""), &arena, &sink, &ignore));
    pl_file_list list =
        pl_search(tree, PL_S(""), dirs, second ? 2 : 1, exts, ignore, &arena);
    pl_buf text = {0};
    for (uint32_t i = 0; i < list.len; i++) {
        pl_buf_fmt(&text, "%s%.*s", i ? " " : "", PL_FMT(list.at[i].path));
    }
    pl_str s = pl_buf_take(&text, &arena);
    pl_buf_free(&text);
    return s;
}

static void search(void **state) {
    (void)state;
    static const memory_file files[] = {{"models/b.sql", ""},
                                        {"models/a/z.SQL", ""},
                                        {"models/a/.hidden.sql", ""},
                                        {"models/#x.sql", ""},
                                        {"models/~x.sql", ""},
                                        {"models/.git/in.sql", ""},
                                        {"models/a/p.py", ""},
                                        {"models/c.yml", ""},
                                        {"models/d.yaml", ""},
                                        {"models/linked@", ""},
                                        {"more/m.sql", ""},
                                        {"models/.sql", ""},
                                        {"models/skip/s.sql", ""},
                                        {".dbtignore", "skip/\n"},
                                        {NULL, NULL}};
    static const char *const sql[] = {".sql", ".py", NULL};
    static const char *const yml[] = {".yml", ".yaml", NULL};
    assert_str(found(files, sql, "models", NULL),
               "models/b.sql models/.git/in.sql models/a/z.SQL models/a/p.py");
    assert_str(
        found(files, sql, "more", "models"),
        "more/m.sql models/b.sql models/.git/in.sql models/a/z.SQL models/a/p.py");
    assert_str(found(files, yml, "./models/", NULL), "models/c.yml models/d.yaml");
    assert_str(found(files, sql, "absent", NULL), "");
}

static void ignoring(void **state) {
    static const struct {
        const char *patterns, *path;
        bool ignored;
    } cases[] = {
        {"*.bak.sql", "models/x.bak.sql", true},
        {"models/skip_*.sql", "models/skip_me.sql", true},
        {"models/skip_*.sql", "models/a/skip_me.sql", false},
        {"more/**/gone.sql", "more/a/b/gone.sql", true},
        {"more/**/gone.sql", "more/gone.sql", true},
        {"a/**", "a/b/c", true},
        {"a/**", "a", false},
        {"**/x", "x", true},
        {"**/x", "p/q/x/y", true},
        {"dir/", "models/dir/a.sql", true},
        {"dir/", "models/dir", false},
        {"/top", "top/a.sql", true},
        {"/top", "models/top/a.sql", false},
        {"a/b", "x/a/b", false},
        {"name", "x/name/y.sql", true},
        {"*", "anything/at/all", true},
        {"*.sql\n!keep.sql", "models/keep.sql", false},
        {"!keep.sql\n*.sql", "models/keep.sql", true},
        {"# comment\n\n/", "comment", false},
        {"\\#odd", "#odd", true},
        {"\\!odd", "!odd", true},
        {"a?c", "abc", true},
        {"a?c", "a/c", false},
        {"[a-c]x", "bx", true},
        {"[!a-c]x", "bx", false},
        {"[ab", "[ab", true},
        {"a*b*c", "aXbYc", true},
        {"a*b*c", "aXbY", false},
        {"trailing  ", "trailing", true},
        {"*.sql\r", "a.sql", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const pl_ignore *ig = pl_ignore_parse(pl_str_of(cases[i].patterns), &arena);
        assert_int_equal(ig && pl_ignore_match(ig, pl_str_of(cases[i].path)),
                         cases[i].ignored);
    }
    assert_null(pl_ignore_parse(PL_S("# nothing\n"), &arena));
    pl_buf hostile = {0};
    for (int i = 0; i < 2000; i++) {
        pl_buf_fmt(&hostile, "*a");
    }
    pl_str path = pl_str_copy(&arena, pl_buf_view(&hostile));
    const pl_ignore *ig = pl_ignore_parse(pl_str_cat(&arena, path, PL_S("b")), &arena);
    assert_false(pl_ignore_match(ig, path));
    pl_buf_free(&hostile);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(snapshot, set_up, tear_down),
        cmocka_unit_test_setup_teardown(secrets, set_up, tear_down),
        cmocka_unit_test_setup_teardown(dotenv, set_up, tear_down),
        cmocka_unit_test_setup_teardown(search, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ignoring, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
