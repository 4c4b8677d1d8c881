/* The manifest: its JSON, what it hides, and reading it back as a state. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "project/node/fields_priv.h"
#include "project/node/world_priv.h"
#include "project/select/select_priv.h"
#include "project/state/manifest.h"
#include "support/tree.h"
#include "support/vec.h"

/* A project without files: all is made by hand. */
typedef struct fixture {
    pl_arena arena;
    pl_tree *tree;
    pl_env env;
    pl_adapter adapter;
    pl_project_file file;
    pl_package package;
    pl_world w;
    struct pl_world_private priv; /* of no adapter: without stock macros */
    char dir[64];
} fixture;

static int set_up(void **state) {
    fixture *f = pl_xmalloc(sizeof *f);
    memset(f, 0, sizeof *f);
    f->tree = pl_tree_dir(&f->arena, PL_S("/nowhere"));
    f->adapter.name = "postgres";
    f->file.name = PL_S("shop");
    f->file.root = PL_S("");
    f->file.target_path = PL_S("target");
    f->package.file = &f->file;
    f->w.private = &f->priv;
    f->w.arena = &f->arena;
    f->w.sink.arena = &f->arena;
    f->w.ws = pl_workspace_new(&f->arena, f->tree, PL_S(""));
    f->w.options.env = &f->env;
    f->w.options.command = "compile";
    f->w.options.now_us = INT64_C(1700000000123456);
    f->w.packages = &f->package;
    f->w.package_len = 1;
    f->w.target.adapter = &f->adapter;
    strcpy(f->dir, "/tmp/plumb_manifest_XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    *state = f;
    return 0;
}

static int tear_down(void **state) {
    fixture *f = *state;
    char path[96];
    snprintf(path, sizeof path, "%s/manifest.json", f->dir);
    unlink(path);
    rmdir(f->dir);
    pl_workspace_free(f->w.ws);
    pl_arena_free(&f->arena);
    free(f);
    return 0;
}

static pl_dbt_node *model(fixture *f, const char *name, const char *code) {
    pl_arena *a = &f->arena;
    pl_dbt_node *n = PL_NEW(a, pl_dbt_node);
    n->type = PL_RES_MODEL;
    n->name = n->alias = pl_str_of(name);
    n->package = f->file.name;
    n->owner = &f->package;
    n->unique_id = pl_str_fmt(a, "model.shop.%s", name);
    n->original_file_path = pl_str_fmt(a, "models/%s.sql", name);
    n->path = pl_str_fmt(a, "%s.sql", name);
    n->raw_code = pl_str_of(code);
    n->fqn = PL_NEW_ARRAY(a, pl_str, 2);
    n->fqn[0] = n->package;
    n->fqn[1] = n->name;
    n->fqn_len = 2;
    n->database = pl_string(PL_S("db"));
    n->schema = pl_string(PL_S("s"));
    n->shown = pl_dict_new(a, 2).as.dict;
    n->unrendered = pl_dict_new(a, 2).as.dict;
    n->version = n->latest_version = n->deprecation_date = pl_none();
    pl_dict_put_str(a, n->shown, PL_S("materialized"), pl_string(PL_S("view")));
    pl_map_put(&f->w.nodes, a, n->unique_id, n);
    return n;
}

static void print_manifest(fixture *f) {
    pl_str path = pl_str_fmt(&f->arena, "%s/manifest.json", f->dir);
    assert_true(pl_manifest_write(&f->w, pl_dict_new(&f->arena, 0), path));
}

static pl_str printed(fixture *f) {
    pl_tree *tree = pl_tree_dir(&f->arena, pl_str_of(f->dir));
    pl_str out;
    print_manifest(f);
    assert_int_equal(tree->read(tree, PL_S("manifest.json"), &f->arena, &out),
                     PL_READ_OK);
    return out;
}

static pl_str at(pl_str json, const char *const *path) {
    for (; *path; path++) {
        json = pl_json_member(json, pl_str_of(*path));
    }
    return json;
}
#define AT(json, ...) at((json), (const char *const[]){__VA_ARGS__, NULL})

static void is(pl_str got, const char *expected) {
    if (!got.at || !pl_str_eq(got, pl_str_of(expected))) {
        fail_msg("%.*s is not %s", PL_FMT(got), expected);
    }
}

/* ---- printing */

static void test_metadata(void **state) {
    fixture *f = *state;
    pl_str m = printed(f);
    is(AT(m, "metadata", "generated_at"), "\"2023-11-14T22:13:20.123456Z\"");
    is(AT(m, "metadata", "dbt_version"), "\"1.9.11\"");
    is(AT(m, "metadata", "project_id"), "\"fb54f3c5992b96d001bb16e8e92d968d\"");
    is(AT(m, "metadata", "adapter_type"), "\"postgres\"");
    is(AT(m, "group_map"), "{}");
}

static void test_is_json(void **state) {
    fixture *f = *state;
    model(f, "a", "select '\"\\\n\t\x01\xc3\xa9'")->description = PL_S("d");
    pl_eval ev;
    pl_value v;
    pl_str why;
    pl_run_init(&ev, &f->arena, &pl_ops_access);
    assert_int_equal(pl_json_parse(&ev, printed(f), false, &v, &why), PL_FOUND);
    pl_run_done(&ev);
    assert_int_equal(v.as.dict->len, 16);
}

static void test_values(void **state) {
    fixture *f = *state;
    pl_arena *a = &f->arena;
    pl_value list = pl_list_new(a, 8);
    pl_list_push(a, list.as.list, pl_int(INT64_MIN));
    pl_list_push(a, list.as.list, pl_float(0.1));
    pl_list_push(a, list.as.list, pl_float(1e16));
    pl_list_push(a, list.as.list, pl_bool(true));
    pl_list_push(a, list.as.list, pl_none());
    pl_list_push(a, list.as.list, pl_tuple_new(a, 0));
    pl_buf text = {0};
    pl_json_value(&f->w, &text, list);
    is(pl_buf_view(&text), "[-9223372036854775808, 0.1, 1e+16, true, null, []]");
    pl_list_push(a, list.as.list, list); /* holds itself */
    text.len = 0;
    pl_json_value(&f->w, &text, list);
    pl_buf_free(&text);
}

static void test_graph_maps(void **state) {
    fixture *f = *state;
    pl_dbt_node *z = model(f, "z", "1"), *b = model(f, "b", "1"),
                *a = model(f, "a", "1");
    pl_dbt_node_add_dependency(b, &f->arena, z);
    pl_dbt_node_add_dependency(b, &f->arena, a);
    pl_str m = printed(f);
    is(AT(m, "parent_map", "model.shop.b"), "[\"model.shop.a\", \"model.shop.z\"]");
    is(AT(m, "child_map", "model.shop.z"), "[\"model.shop.b\"]");
    is(AT(m, "nodes", "model.shop.b", "depends_on", "nodes"),
       "[\"model.shop.z\", \"model.shop.a\"]");
}

static void test_compiled(void **state) {
    fixture *f = *state;
    pl_dbt_node *n = model(f, "a", "select 1");
    assert_null(AT(printed(f), "nodes", "model.shop.a", "compiled_code").at);
    is(AT(printed(f), "nodes", "model.shop.a", "compiled_path"), "null");
    n->compiled = true;
    n->compiled_code = PL_S("select 1");
    n->build_path = PL_S("compiled/shop/models/a.sql");
    is(AT(printed(f), "nodes", "model.shop.a", "compiled_code"), "\"select 1\"");
    is(AT(printed(f), "nodes", "model.shop.a", "compiled_path"),
       "\"target/compiled/shop/models/a.sql\"");
}

static void test_secrets_are_masked(void **state) {
    fixture *f = *state;
    static char *const env[] = {(char *)(uintptr_t) "DBT_ENV_SECRET_X=hush\"1", NULL};
    f->w.options.env = pl_env_new(&f->arena, env);
    model(f, "a", "select 'hush\"1'")->description = PL_S("hush\"1!");
    pl_str m = printed(f);
    assert_int_equal(pl_str_find(m, PL_S("hush"), 0), UINT32_MAX);
    is(AT(m, "nodes", "model.shop.a", "description"), "\"*****!\"");
}

/* ---- views */

static void test_views(void **state) {
    fixture *f = *state;
    pl_dbt_node *n = model(f, "a", "select 1");
    pl_dict_put_str(&f->arena, n->shown, PL_S("alias"), pl_none());
    pl_dict_put_str(&f->arena, n->shown, PL_S("own"), pl_none());
    pl_value v = pl_dbt_node_dict(&f->w, n, true, &f->arena);
    assert_null(pl_dict_find(v.as.dict, PL_S("version")));
    const pl_value *config = pl_dict_find(v.as.dict, PL_S("config"));
    assert_null(pl_dict_find(config->as.dict, PL_S("alias")));
    assert_non_null(pl_dict_find(config->as.dict, PL_S("own")));
    v = pl_dbt_node_dict(&f->w, n, false, &f->arena);
    assert_non_null(pl_dict_find(v.as.dict, PL_S("version")));
    assert_null(pl_dict_find(v.as.dict, PL_S("config_call_dict")));
    v = pl_node_view_dict(&f->w, n, PL_VIEW_GRAPH, &f->arena);
    assert_non_null(pl_dict_find(v.as.dict, PL_S("config_call_dict")));
}

/* ---- JSON without parsing it */

static void test_scan(void **state) {
    fixture *f = *state;
    pl_str json =
        PL_S(" {\"a\\u0041\": [1, {\"x\": \"}\\\\\"}], \"b\" : -1.5e3 , \"c\":null}");
    pl_json_cursor c;
    pl_str key, value;
    assert_true(pl_json_enter(&c, json) && c.object);
    assert_true(pl_json_next(&c, &f->arena, &key, &value));
    is(key, "aA");
    is(value, "[1, {\"x\": \"}\\\\\"}]");
    is(pl_json_member(json, PL_S("b")), "-1.5e3");
    is(pl_json_member(json, PL_S("c")), "null");
    assert_null(pl_json_member(json, PL_S("d")).at);
    static const char *const bad[] = {
        "{\"a\": [1", "{\"a\"", "{\"a\":", "{a: 1}", "{\"a\": \"x}", NULL};
    for (uint32_t i = 0; bad[i]; i++) {
        assert_true(pl_json_enter(&c, pl_str_of(bad[i])));
        while (pl_json_next(&c, &f->arena, &key, &value)) {
        }
        assert_true(c.broken);
    }
}

/* ---- as a state */

static const pl_state *saved(fixture *f) {
    print_manifest(f);
    const pl_state *s = pl_state_read(pl_str_of(f->dir), &f->arena, &f->w.sink);
    assert_non_null(s);
    assert_true(pl_state_has_manifest(s));
    return s;
}

static pl_str matching(fixture *f, const pl_state *s, const char *check) {
    pl_str word = pl_str_fmt(&f->arena, "state:%s", check);
    pl_selection sel = {
        .select = &word, .select_len = 1, .types = UINT32_MAX, .state = s};
    pl_selected got;
    if (!pl_select(&f->w, &sel, &got)) {
        return PL_S("!");
    }
    pl_str out = PL_S("");
    for (uint32_t i = 0; i < got.len; i++) {
        out = pl_str_cat3(&f->arena, out, i ? PL_S(" ") : PL_S(""), got.at[i]->name);
    }
    return out;
}

static void test_state(void **state) {
    fixture *f = *state;
    pl_arena *a = &f->arena;
    pl_dbt_node *body = model(f, "body", "select 1"),
                *config = model(f, "config", "select 1");
    pl_dbt_node *fqn = model(f, "fqn", "select 1"), *ref = model(f, "ref", "select 1");
    pl_dbt_node *alias = model(f, "alias", "select 1"),
                *same = model(f, "same", "select 1");
    const pl_state *s = saved(f);
    is(matching(f, s, "modified"), "");
    is(matching(f, s, "unmodified"), "alias body config fqn ref same");
    body->raw_code = PL_S("select 2");
    pl_dict_put_str(a, config->unrendered, PL_S("materialized"),
                    pl_string(PL_S("table")));
    pl_dict_put_str(a, alias->unrendered, PL_S("alias"), pl_string(PL_S("other")));
    pl_dict_put_str(a, same->unrendered, PL_S("tags"), pl_string(PL_S("t")));
    fqn->fqn[0] = PL_S("x");
    ref->access = PL_S("public");
    model(f, "new", "select 1");
    is(matching(f, s, "modified"), "alias body config fqn new ref");
    is(matching(f, s, "modified.body"), "body new");
    is(matching(f, s, "modified.configs"), "config new");
    is(matching(f, s, "modified.relation"), "alias new");
    is(matching(f, s, "new"), "new");
    is(matching(f, s, "old"), "alias body config fqn ref same");
    is(matching(f, s, "bogus"), "!");
}

static pl_value contract(fixture *f, bool enforced, const char *sum) {
    pl_value v = pl_dict_new(&f->arena, 2);
    pl_dict_put_str(&f->arena, v.as.dict, PL_S("enforced"), pl_bool(enforced));
    pl_dict_put_str(&f->arena, v.as.dict, PL_S("checksum"), pl_string(pl_str_of(sum)));
    return v;
}

static void test_contracts(void **state) {
    fixture *f = *state;
    pl_dbt_node *plain = model(f, "plain", "select 1"),
                *v1 = model(f, "v1", "select 1");
    plain->contract = v1->contract = contract(f, true, "11");
    const pl_state *s = saved(f);
    is(matching(f, s, "modified.contract"), "");
    plain->contract = contract(f, true, "22");
    is(matching(f, s, "modified.contract"), "plain"); /* but not broken */
    assert_int_equal(f->w.sink.len, 2);               /* nothing matched before */
    plain->contract = contract(f, false, "");
    is(matching(f, s, "modified"), "plain");
    assert_int_equal(f->w.sink.at[f->w.sink.len - 1].code, PL_W0525);
    v1->version = pl_int(1);
    v1->contract = contract(f, false, "");
    is(matching(f, s, "modified"), "!");
}

static void test_defer(void **state) {
    fixture *f = *state;
    pl_dbt_node *a = model(f, "a", "select 1"), *eph = model(f, "eph", "select 1");
    pl_dict_put_str(&f->arena, eph->shown, PL_S("materialized"),
                    pl_string(PL_S("ephemeral")));
    a->relation_name = PL_S("\"db\".\"s\".\"a\"");
    a->has_relation = true;
    const pl_state *s = saved(f);
    a->schema = pl_string(PL_S("here"));
    a->selected = true;
    assert_true(pl_state_defer(&f->w, s, true));
    assert_null(a->deferred_to);
    assert_true(pl_state_defer(&f->w, s, false));
    assert_non_null(a->deferred_to);
    is(pl_str_from(a->deferred_to->schema), "s");
    is(a->deferred_to->relation_name, "\"db\".\"s\".\"a\"");
    assert_null(eph->deferred_to);
}

static void write_manifest(fixture *f, const char *text) {
    assert_true(pl_write_file(pl_str_fmt(&f->arena, "%s/manifest.json", f->dir),
                              pl_str_of(text)));
}

static void test_broken_states(void **state) {
    fixture *f = *state;
    static const char *const texts[] = {
        "",
        "[]",
        "{\"nodes\": {\"a\": ",
        "{\"nodes\": {\"a\" 1}}",
        "{\"metadata\": {\"dbt_schema_version\": "
        "\"https://schemas.getdbt.com/dbt/manifest/v3.json\"}}",
        NULL};
    for (uint32_t i = 0; texts[i]; i++) {
        write_manifest(f, texts[i]);
        assert_null(pl_state_read(pl_str_of(f->dir), &f->arena, &f->w.sink));
        assert_int_equal(f->w.sink.errors, i + 1);
    }
}

static void test_old_manifest(void **state) {
    fixture *f = *state;
    model(f, "a", "select 1");
    write_manifest(f,
                   "{\"metadata\": {\"dbt_schema_version\": "
                   "\"https://schemas.getdbt.com/dbt/manifest/v4.json\"}, \"nodes\": "
                   "{\"model.shop.a\": {\"raw_sql\": \"select 1\", \"fqn\": [\"shop\", "
                   "\"a\"], \"unrendered_config\": {}}}}");
    const pl_state *s = pl_state_read(pl_str_of(f->dir), &f->arena, &f->w.sink);
    is(matching(f, s, "modified"), "");
}

static void test_no_manifest(void **state) {
    fixture *f = *state;
    const pl_state *s = pl_state_read(pl_str_of(f->dir), &f->arena, &f->w.sink);
    assert_non_null(s);
    assert_false(pl_state_has_manifest(s));
    assert_false(pl_state_defer(&f->w, s, false));
    is(matching(f, s, "new"), "!");
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(test_metadata),     CASE(test_is_json),     CASE(test_values),
        CASE(test_graph_maps),   CASE(test_compiled),    CASE(test_secrets_are_masked),
        CASE(test_views),        CASE(test_scan),        CASE(test_state),
        CASE(test_contracts),    CASE(test_defer),       CASE(test_broken_states),
        CASE(test_old_manifest), CASE(test_no_manifest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
