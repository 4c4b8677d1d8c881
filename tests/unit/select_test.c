/* Selection: patterns, specifications, the graph, selectors.yml. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "project/select/select_priv.h"
#include "support/vec.h"

/* A project without files: packages, a target and nodes are made by hand. */
typedef struct fixture {
    pl_arena arena;
    pl_tree tree;
    pl_str selectors; /* text of selectors.yml; at NULL: none */
    pl_env env;
    pl_project_file file;
    pl_package package;
    pl_world w;
} fixture;

static fixture *of_tree(pl_tree *tree) {
    return (fixture *)(void *)((char *)tree - offsetof(fixture, tree));
}

static bool list_nothing(pl_tree *tree, pl_str path, pl_arena *a, pl_entry **out,
                         uint32_t *count) {
    (void)tree, (void)path, (void)a;
    *out = NULL;
    *count = 0;
    return false;
}

static pl_read_result read_selectors(pl_tree *tree, pl_str path, pl_arena *a,
                                     pl_str *out) {
    fixture *f = of_tree(tree);
    if (!f->selectors.at || !PL_STR_IS(path, "selectors.yml")) {
        return PL_READ_ABSENT;
    }
    *out = pl_source_new(a, path, f->selectors)->text;
    return PL_READ_OK;
}

static int set_up(void **state) {
    fixture *f = pl_xmalloc(sizeof *f);
    memset(f, 0, sizeof *f);
    f->tree = (pl_tree){
        .list = list_nothing, .read = read_selectors, .root = PL_S("test")};
    f->file.name = PL_S("shop");
    f->file.root = PL_S("");
    f->package.file = &f->file;
    f->w.arena = &f->arena;
    f->w.sink.arena = &f->arena;
    f->w.ws = pl_workspace_new(&f->arena, &f->tree, PL_S(""));
    f->w.options.env = &f->env;
    f->w.options.command = "list";
    f->w.packages = &f->package;
    f->w.package_len = 1;
    *state = f;
    return 0;
}

static int tear_down(void **state) {
    fixture *f = *state;
    pl_workspace_free(f->w.ws);
    pl_arena_free(&f->arena);
    free(f);
    return 0;
}

/* A node "type.shop.name" in folder models/`folder`, which depends on `parents`. */
static pl_dbt_node *node(fixture *f, pl_resource type, const char *folder,
                         const char *name, pl_dbt_node *const *parents,
                         uint32_t count) {
    pl_arena *a = &f->arena;
    pl_dbt_node *n = PL_NEW(a, pl_dbt_node);
    n->type = type;
    n->name = pl_str_of(name);
    n->package = f->file.name;
    n->owner = &f->package;
    n->unique_id = pl_str_fmt(a, "%s.shop.%s", pl_resource_name(type), name);
    n->original_file_path = pl_str_fmt(a, "models/%s/%s.sql", folder, name);
    n->raw_code = PL_S("select 1");
    n->fqn = PL_NEW_ARRAY(a, pl_str, 3);
    n->fqn[0] = n->package;
    n->fqn[1] = pl_str_of(folder);
    n->fqn[2] = n->name;
    n->fqn_len = 3;
    for (uint32_t i = 0; i < count; i++) {
        pl_dbt_node_add_dependency(n, a, parents[i]);
    }
    pl_map_put(type == PL_RES_SOURCE ? &f->w.sources : &f->w.nodes, a, n->unique_id, n);
    return n;
}

/* src -> a -> b -> c, and x; t tests a, u tests b and x. */
static void small_graph(fixture *f) {
    pl_dbt_node *src = node(f, PL_RES_SOURCE, "raw", "src", NULL, 0);
    pl_dbt_node *a = node(f, PL_RES_MODEL, "staging", "a", &src, 1);
    pl_dbt_node *b = node(f, PL_RES_MODEL, "marts", "b", &a, 1);
    pl_dbt_node *x = node(f, PL_RES_MODEL, "marts", "x", NULL, 0);
    node(f, PL_RES_MODEL, "marts", "c", &b, 1);
    node(f, PL_RES_TEST, "staging", "t", &a, 1);
    pl_dbt_node *both[] = {b, x};
    node(f, PL_RES_TEST, "marts", "u", both, 2);
    src->source_name = PL_S("erp");
    pl_dbt_node_add_tag(b, &f->arena, PL_S("nightly"));
    pl_dbt_node_add_tag(x, &f->arena, PL_S("nightly"));
}

/* Names of what is selected, in order of unique_id; "!" after an error. */
static pl_str chosen(fixture *f, const char *select, const char *exclude,
                     const pl_selection *more) {
    pl_selection s = more ? *more : (pl_selection){0};
    pl_str words[2] = {select ? pl_str_of(select) : PL_S(""),
                       exclude ? pl_str_of(exclude) : PL_S("")};
    s.select = words;
    s.select_len = select ? 1 : 0;
    s.exclude = words + 1;
    s.exclude_len = exclude ? 1 : 0;
    s.types = s.types ? s.types : UINT32_MAX;
    pl_selected got;
    if (!pl_select(&f->w, &s, &got)) {
        return PL_S("!");
    }
    pl_buf text = {0};
    for (uint32_t i = 0; i < got.len; i++) {
        assert_true(got.at[i]->selected);
        pl_buf_str(&text, i ? PL_S(" ") : PL_S(""));
        pl_buf_str(&text, got.at[i]->name);
    }
    pl_str out = pl_buf_take(&text, &f->arena);
    pl_buf_free(&text);
    return out;
}

static void check(fixture *f, const char *select, const char *expected) {
    assert_string_equal(chosen(f, select, NULL, NULL).at, expected);
}

/* ---- patterns */

static void test_fnmatch(void **state) {
    (void)state;
    static const struct {
        const char *text, *pattern;
        bool matches;
    } rows[] = {
        {"", "", true},
        {"", "*", true},
        {"abc", "abc", true},
        {"abc", "ABC", false},
        {"abc", "a*", true},
        {"abc", "*c", true},
        {"abc", "a?c", true},
        {"abc", "a?", false},
        {"abc", "[a-c]bc", true},
        {"abc", "[!a]bc", false},
        {"]", "[]]", true},
        {"a[c", "a[c", true},
        {"h\xc3\xa9", "h?", true},
        {"aXbXc", "a*b*c", true},
        {"ab", "a*b*c", false},
        {"-", "[a-]", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool got = pl_fnmatch(pl_str_of(rows[i].text), pl_str_of(rows[i].pattern));
        if (got != rows[i].matches) {
            fail_msg("fnmatch('%s', '%s') is %d", rows[i].text, rows[i].pattern, got);
        }
    }
}

static void test_fnmatch_is_not_exponential(void **state) {
    (void)state;
    char text[4001], pattern[4001];
    memset(text, 'a', 4000);
    text[4000] = '\0';
    for (uint32_t i = 0; i < 2000; i++) {
        memcpy(pattern + 2 * i, "*a", 2);
    }
    pattern[3999] = 'b';
    pattern[4000] = '\0';
    assert_false(pl_fnmatch(pl_str_of(text), pl_str_of(pattern)));
}

/* ---- specifications */

static void test_pieces(void **state) {
    fixture *f = *state;
    pl_spec_context c = {.w = &f->w, .arena = &f->arena, .sink = &f->w.sink};
    pl_spec *s = pl_spec_single(&c, PL_S("2+config.meta.tier:1+3"));
    assert_int_equal(s->method, PL_METHOD_CONFIG);
    assert_true(PL_STR_IS(s->arguments, "meta.tier"));
    assert_true(PL_STR_IS(pl_str_from(s->value), "1"));
    assert_int_equal(s->parents_depth, 2);
    assert_int_equal(s->children_depth, 3);
    s = pl_spec_single(&c, PL_S("a++"));
    assert_true(PL_STR_IS(pl_str_from(s->value), "a+") && s->children && !s->parents);
    s = pl_spec_single(&c, PL_S("x+a"));
    assert_true(PL_STR_IS(pl_str_from(s->value), "x+a") && !s->children && !s->parents);
    assert_int_equal(pl_spec_single(&c, PL_S("models/a"))->method, PL_METHOD_PATH);
    assert_int_equal(pl_spec_single(&c, PL_S("a.SQL"))->method, PL_METHOD_FILE);
    assert_true(pl_spec_single(&c, PL_S("@a"))->childrens_parents);
}

static void test_wrong_specs(void **state) {
    fixture *f = *state;
    small_graph(f);
    static const char *const wrong[] = {"nomethod:a",
                                        "@a+",
                                        "state:modified",
                                        "result:error",
                                        "source:a.b.c.d",
                                        "exposure:a.b.c",
                                        "resource_type:x",
                                        "test_type:x",
                                        "version:x",
                                        "path:/etc",
                                        NULL};
    for (uint32_t i = 0; wrong[i]; i++) {
        uint32_t before = f->w.sink.errors;
        assert_string_equal(chosen(f, wrong[i], NULL, NULL).at, "!");
        assert_int_equal(f->w.sink.errors, before + 1);
    }
}

/* ---- the graph */

static void test_graph(void **state) {
    fixture *f = *state;
    small_graph(f);
    pl_selection only = {.indirect = PL_INDIRECT_EMPTY};
    static const struct {
        const char *select, *expected;
    } rows[] = {
        {"b", "b"},
        {"+b", "a b src"},
        {"1+c", "b c"},
        {"a+", "a b c t u"},
        {"a+1", "a b t"},
        {"@b", "a b c x src u"},
        {"b x", "b x"},
        {"tag:nightly,x", "x"},
        {"source:erp+1", "a src"},
        {"fqn:*", "a b c x t u"},
        {"shop.marts.*", "b c x u"},
        {"marts", "b c x u"},
        {"path:models/mar*", "b c x u"},
        {"nothing", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        pl_str got = chosen(f, rows[i].select, NULL, &only);
        if (!pl_str_eq(got, pl_str_of(rows[i].expected))) {
            fail_msg("%s selects '%s'", rows[i].select, got.at);
        }
    }
    assert_true(f->w.sink.warnings > 0);
}

static void test_everything(void **state) {
    fixture *f = *state;
    small_graph(f);
    assert_string_equal(chosen(f, NULL, NULL, NULL).at, "a b c x src t u");
    assert_string_equal(chosen(f, NULL, "tag:nightly", NULL).at, "a c src t");
    pl_selection models = {.types = PL_RES_BIT(PL_RES_MODEL)};
    assert_string_equal(chosen(f, NULL, NULL, &models).at, "a b c x");
}

static void test_indirect(void **state) {
    fixture *f = *state;
    small_graph(f);
    static const char *const expected[] = {"b u", "b", "b", "b"};
    static const char *const united[] = {"b x u", "b x u", "b x u", "b x"};
    for (uint32_t i = 0; i < 4; i++) {
        pl_selection s = {.indirect = (pl_indirect)i};
        assert_string_equal(chosen(f, "b", NULL, &s).at, expected[i]);
        assert_string_equal(chosen(f, "b x", NULL, &s).at, united[i]);
    }
    pl_selection buildable = {.indirect = PL_INDIRECT_BUILDABLE};
    assert_string_equal(chosen(f, "b,tag:nightly a", NULL, &buildable).at, "a b t");
}

static void test_empty_code(void **state) {
    fixture *f = *state;
    node(f, PL_RES_MODEL, "marts", "hollow", NULL, 0)->raw_code = PL_S(" \n");
    pl_selection keep = {.keep_empty = true};
    check(f, "hollow", "");
    assert_string_equal(chosen(f, "hollow", NULL, &keep).at, "hollow");
}

static void test_versions(void **state) {
    fixture *f = *state;
    pl_dbt_node *v1 = node(f, PL_RES_MODEL, "marts", "dim.v1", NULL, 0);
    pl_dbt_node *plain = node(f, PL_RES_MODEL, "marts", "plain", NULL, 0);
    v1->fqn = (pl_str[]){PL_S("shop"), PL_S("dim"), PL_S("v1")};
    v1->version = pl_int(1);
    v1->latest_version = pl_int(2);
    plain->version = plain->latest_version = pl_none();
    check(f, "dim", "dim.v1");
    check(f, "dim.v1", "dim.v1");
    check(f, "dim_v1", "dim.v1");
    check(f, "version:old", "dim.v1");
    check(f, "version:latest", "");
    check(f, "version:none", "plain");
}

/* Every step of the graph is taken once, however long the chain or the command line. */
static void test_long_chain(void **state) {
    fixture *f = *state;
    enum { LENGTH = 20000 };
    pl_dbt_node *before = NULL;
    for (uint32_t i = 0; i < LENGTH; i++) {
        pl_str name = pl_str_fmt(&f->arena, "n%05u", i);
        before = node(f, PL_RES_MODEL, "marts", name.at, &before, i ? 1 : 0);
    }
    pl_buf words = {0};
    for (uint32_t i = 0; i < 500; i++) {
        pl_buf_fmt(&words, "%sn%05u", i ? " " : "", i * 7);
    }
    pl_str many = pl_buf_take(&words, &f->arena);
    pl_buf_free(&words);
    pl_str last = PL_S("+n19999,@n00000");
    pl_selection s = {.select = &last, .select_len = 1, .types = UINT32_MAX};
    pl_selected got;
    assert_true(pl_select(&f->w, &s, &got));
    assert_int_equal(got.len, LENGTH);
    s.select = &many;
    assert_true(pl_select(&f->w, &s, &got));
    assert_int_equal(got.len, 500);
}

/* ---- selectors.yml */

static pl_str by_name(fixture *f, const char *name) {
    pl_selection s = {.selector = pl_str_of(name)};
    return chosen(f, NULL, NULL, &s);
}

static void test_selectors(void **state) {
    fixture *f = *state;
    small_graph(f);
    f->selectors =
        PL_S("selectors:\n"
             "  - name: night\n"
             "    definition: {tag: nightly}\n"
             "  - name: less\n"
             "    definition:\n"
             "      union:\n"
             "        - {method: selector, value: night}\n"
             "        - '+c'\n"
             "        - exclude: [x, {method: fqn, value: a, children: true}]\n"
             "  - name: careful\n"
             "    definition: {method: fqn, value: b, indirect_selection: empty}\n"
             "    default: true\n");
    assert_string_equal(by_name(f, "night").at, "b x u");
    assert_string_equal(by_name(f, "less").at, "src");
    assert_string_equal(chosen(f, NULL, NULL, NULL).at, "b");
    assert_string_equal(by_name(f, "other").at, "!");
    pl_value shown;
    assert_true(pl_selectors_dict(&f->w, &shown));
    assert_int_equal(shown.as.dict->len, 3);
}

static void check_broken(fixture *f, const char *text) {
    f->selectors = pl_str_of(text);
    assert_string_equal(chosen(f, NULL, NULL, NULL).at, "!");
    assert_int_equal(f->w.sink.errors, 1);
    assert_int_equal(f->w.sink.at[0].code, PL_E0508);
}

static void test_unknown_method_in_selectors(void **state) {
    check_broken(*state,
                 "selectors:\n- name: x\n  definition: {method: nope, value: a}\n");
}
static void test_selector_without_definition(void **state) {
    check_broken(*state, "selectors:\n- name: x\n");
}
static void test_two_defaults(void **state) {
    check_broken(*state, "selectors:\n- {name: x, definition: a, default: true}\n"
                         "- {name: y, definition: b, default: true}\n");
}
static void test_unknown_selector_inside(void **state) {
    check_broken(*state, "selectors:\n- name: x\n"
                         "  definition: {method: selector, value: y}\n");
}

/* Each selector names the one before twice: 2^60 parts, were they all written out. */
static void test_selectors_that_double(void **state) {
    fixture *f = *state;
    pl_buf text = {0};
    PL_BUF_LIT(&text, "selectors:\n- {name: s0, definition: a}\n");
    for (uint32_t i = 1; i < 60; i++) {
        pl_buf_fmt(&text,
                   "- {name: s%u, definition: {union: [{method: selector, value: s%u}, "
                   "{method: selector, value: s%u}]}}\n",
                   i, i - 1, i - 1);
    }
    f->selectors = pl_buf_take(&text, &f->arena);
    pl_buf_free(&text);
    assert_string_equal(chosen(f, NULL, NULL, NULL).at, "!");
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fnmatch),
        cmocka_unit_test(test_fnmatch_is_not_exponential),
        CASE(test_pieces),
        CASE(test_wrong_specs),
        CASE(test_graph),
        CASE(test_everything),
        CASE(test_indirect),
        CASE(test_empty_code),
        CASE(test_versions),
        CASE(test_long_chain),
        CASE(test_selectors),
        CASE(test_unknown_method_in_selectors),
        CASE(test_selector_without_definition),
        CASE(test_two_defaults),
        CASE(test_unknown_selector_inside),
        CASE(test_selectors_that_double),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
