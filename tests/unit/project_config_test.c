/* dbt_project.yml and the configs that follow from it: defaults, folders, `+`,
 * merging, packages, where a value came from, what dbt refuses. Values were
 * printed by dbt 1.9. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "eval/ops/python_text.h"
#include "project/config/later.h"
#include "project/config/tree.h"
#include "tests/unit/memory_tree.h"

static pl_arena arena;
static pl_diag_sink sink;
static memory_context context;
static pl_yaml_rules rules;
static pl_project_options options;

static int set_up(void **state) {
    (void)state;
    pl_dict *names = pl_dict_new(&arena, 4).as.dict;
    pl_dict_put_str(&arena, names, PL_S("env"), pl_string(PL_S("dev")));
    sink = (pl_diag_sink){.arena = &arena};
    context = (memory_context){&arena, &sink, names};
    rules = (pl_yaml_rules){.render = memory_render, .ctx = &context, .sink = &sink};
    options = (pl_project_options){.rules = &rules,
                                   .check_version = true,
                                   .dbt_version = "1.9.11",
                                   .adapter = &pl_adapter_redshift};
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

static bool load(const char *text, pl_project_file *out) {
    const memory_file files[] = {{"dbt_project.yml", text}, {NULL, NULL}};
    const pl_yaml *raw;
    return pl_project_raw(memory_tree_new(&arena, files), PL_S(""), &arena, &sink,
                          &raw) &&
           pl_project_load(raw, PL_S(""), &options, &arena, &sink, out);
}

/* ---- dbt_project.yml */

static void completing(void **state) {
    (void)state;
    pl_project_file p;
    assert_true(load("name: shop\nversion: 1.0\ndata-paths: [data]\nmodel-paths: [m, "
                     "'x/{{ env }}/']\n"
                     "on-run-start: \"{{ f() }}\"\ntests: {+severity: warn}\n"
                     "vars: {a: '{{ f() }}', d: 2024-01-01}\n"
                     "dispatch: [{macro_namespace: dbt, search_order: [shop, dbt]}]\n"
                     "models: {+pre-hook: '{{ f() }}', +schema: '{{ env }}'}\n",
                     &p));
    assert_str(p.name, "shop");
    assert_str(p.version, "1.0");
    assert_str(p.model_paths.at[1], "x/dev/");
    assert_str(p.all_source_paths.at[1], "x/dev");
    assert_int_equal(p.docs_paths.len, p.all_source_paths.len);
    assert_str(p.seed_paths.at[0], "data");
    assert_str(p.macro_paths.at[0], "macros");
    assert_str(p.packages_install_path, "dbt_packages");
    assert_int_equal(p.on_run_start_count, 1);
    assert_str(p.on_run_start[0].text, "{{ f() }}");
    assert_str(p.dispatch[0].search_order.at[0], "shop");
    assert_str(pl_python_repr(&arena, p.vars_value),
               "{'a': '{{ f() }}', 'd': datetime.date(2024, 1, 1)}");
    assert_str(pl_python_repr(&arena, p.sections[PL_SECTION_DATA_TESTS].rendered),
               "{'+severity': 'warn'}");
    assert_str(pl_python_repr(&arena, p.sections[PL_SECTION_MODELS].rendered),
               "{'+pre-hook': '{{ f() }}', '+schema': 'dev'}");
    assert_int_equal(p.query_comment.kind, PL_UNSET);
}

static void project_refusals(void **state) {
    static const char *const cases[][2] = {
        {"name: my-shop",
         "at path ['name']: 'my-shop' does not match '^[^\\\\d\\\\W]\\\\w*$'"},
        {"profile: x", "at path []: 'name' is a required property"},
        {"name: shop\nmodelz: {}",
         "Additional properties are not allowed ('modelz' was unexpected)"},
        {"name: shop\nb: 1\na: 2",
         "Additional properties are not allowed ('b', 'a' were unexpected)"},
        {"name: shop\nmodels: [a]",
         "at path ['models']: ['a'] is not of type 'object'"},
        {"name: shop\nvars: [a]",
         "at path ['vars']: ['a'] is not valid under any of the given schemas"},
        {"name: shop\nversion: '1'",
         "at path ['version']: '1' is not valid under any of the given schemas"},
        {"name: shop\nquoting: {database: 'no'}",
         "at path ['quoting']: {'database': 'no'} is not valid under any of the given schemas"},
        {"name: config", "Invalid project name: config is a reserved word"},
        {"name: shop\ndispatch: [{macro_namespace: x}]",
         "at path []: Invalid project dispatch config: {'macro_namespace': 'x'}"},
        {"name: shop\nsource-paths: [a]\nmodel-paths: [b]",
         "source-paths and model-paths cannot both be defined."},
        {"name: shop\ntests: {a: 1}\ndata_tests: {a: 1}",
         "cannot have both 'tests' and 'data_tests' defined"},
        {"name: shop\nrequire-dbt-version: '>=2.0.0'",
         "Required version of dbt for 'shop': ['>=2.0.0']"},
        {"name: shop\nrequire-dbt-version: ['>2.0.0', '<1.0.0']",
         "can never be satisfied"},
        {"name: shop\nrequire-dbt-version: '1.0'",
         "\"1.0\" is not a valid semantic version."},
        {"[a]", "dbt_project.yml does not parse to a dictionary"},
        {"", "dbt_project.yml does not parse to a dictionary"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pl_project_file p;
        sink.len = 0;
        assert_false(load(cases[i][0], &p));
        assert_int_equal(sink.len, 1);
        if (pl_str_find(sink.at[0].dbt_text, pl_str_of(cases[i][1]), 0) == UINT32_MAX) {
            assert_str(sink.at[0].dbt_text, cases[i][1]);
        }
        assert_non_null(sink.at[0].span.src);
    }
    pl_project_file p;
    assert_false(load("name: shop\nmodel: {}", &p));
    assert_str(sink.at[sink.len - 1].help, "did you mean `models`?");
    assert_true(load("name: shop\nrequire-dbt-version: ['>=1.6.0', '<2.0.0']", &p));
    options.check_version = false;
    assert_true(load("name: shop\nrequire-dbt-version: '>=2.0.0'", &p));
}

static void versions(void **state) {
    static const struct {
        const char *specs[3];
        bool matches;
    } cases[] = {
        {{">=1.9.0", "<2.0.0"}, true}, {{"1.9.11"}, true},
        {{"=1.9.11"}, true},           {{"1.9.10"}, false},
        {{">1.9.11"}, false},          {{"<=1.9.11"}, true},
        {{"<1.9.11"}, false},          {{">=1.10.0"}, false},
        {{">=1.9.11-rc1"}, true},      {{">=1.9.12-rc1"}, false},
        {{">1.0.0", ">1.9.0"}, true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pl_str at[3];
        pl_strs specs = {at, 0};
        pl_str why;
        while (specs.len < 3 && cases[i].specs[specs.len]) {
            at[specs.len] = pl_str_of(cases[i].specs[specs.len]);
            specs.len++;
        }
        assert_int_equal(pl_version_matches(PL_S("1.9.11"), &specs, &arena, &why),
                         cases[i].matches);
        assert_int_equal(why.len, 0);
    }
}

/* ---- configs */

typedef struct made {
    pl_config_result r;
    bool ok;
} made;

static const char *const root_text =
    "name: shop\n"
    "models:\n"
    "  +tags: [all]\n"
    "  +meta: {a: 1, b: 1}\n"
    "  materialized: table\n"
    "  lib:\n"
    "    +schema: forced\n"
    "  shop:\n"
    "    +materialized: view\n"
    "    +pre-hook: ['select 1', '{\"sql\": \"vacuum\", \"transaction\": false}']\n"
    "    mart:\n"
    "      +enabled: false\n"
    "      +schema: null\n"
    "      +tags: mart\n"
    "      meta: {folder: 1}\n"
    "      +meta: {b: 2}\n"
    "      +grants: {select: [x]}\n"
    "tests:\n"
    "  +store_failures: true\n"
    "  shop: {+store_failures: false}\n"
    "seeds: {shop: {+quote_columns: yes}}\n";

static const pl_config_set *set_of(const char *text) {
    pl_project_file *root = PL_NEW(&arena, pl_project_file);
    pl_project_file *lib = PL_NEW(&arena, pl_project_file);
    const pl_project_file **files = PL_NEW_ARRAY(&arena, const pl_project_file *, 2);
    assert_true(load(text, root));
    assert_true(load(
        "name: lib\nmodels: {lib: {+schema: own, +alias: x, deep: {+tags: d}}}", lib));
    files[0] = root;
    files[1] = lib;
    return pl_config_set_new(files, 2, &pl_adapter_postgres, &arena, &sink);
}

static const pl_dict *dict(const char *yaml) {
    pl_value v;
    pl_str why;
    if (!yaml) {
        return NULL;
    }
    assert_true(pl_yaml_load_value(pl_str_of(yaml), &arena, NULL, &v, &why));
    return v.as.dict;
}

static made build(const pl_config_set *set, pl_config_class cls, const char *path,
                  const char *patch, const char *calls) {
    pl_str fqn[8];
    uint32_t n = 0;
    pl_str rest = pl_str_of(path);
    while (rest.len) {
        uint32_t slash = pl_str_find_char(rest, '/');
        fqn[n++] = pl_str_sub(rest, 0, slash);
        rest =
            slash == UINT32_MAX ? (pl_str){0} : pl_str_sub(rest, slash + 1, rest.len);
    }
    pl_config_input in = {.cls = cls,
                          .package = fqn[0],
                          .fqn = fqn,
                          .fqn_len = n,
                          .patch = dict(patch),
                          .calls = dict(calls),
                          .node_name = fqn[n - 1]};
    made m;
    const pl_dict *base = pl_config_base(set, cls, fqn[0], fqn, n, &arena);
    m.ok = pl_config_build(set, &in, base, &arena, &sink, &m.r);
    return m;
}

static void assert_config(const pl_dict *config, const char *key,
                          const char *expected) {
    pl_value *v = pl_dict_find(config, pl_str_of(key));
    assert_str(v ? pl_python_repr(&arena, *v) : PL_S("-"), expected);
}

static const struct {
    pl_config_class cls;
    const char *path, *patch, *calls, *key, *value;
} tree_cases[] = {
    {PL_CONFIG_MODEL, "shop/a", NULL, NULL, "materialized", "'view'"},
    {PL_CONFIG_MODEL, "shop/a", NULL, NULL, "tags", "['all']"},
    {PL_CONFIG_MODEL, "shop/a", NULL, NULL, "on_schema_change", "'ignore'"},
    {PL_CONFIG_MODEL, "shop/a", NULL, NULL, "docs",
     "{'show': True, 'node_color': None}"},
    {PL_CONFIG_MODEL, "shop/a", NULL, NULL, "access", "'protected'"},
    {PL_CONFIG_ANALYSIS, "shop/a", NULL, NULL, "access", "-"},
    {PL_CONFIG_MODEL, "shop/a", NULL, NULL, "pre-hook",
     "[{'sql': 'select 1', 'transaction': True, 'index': None}, {'sql': 'vacuum', "
     "'transaction': False, 'index': None}]"},
    {PL_CONFIG_MODEL, "shop/mart/a", NULL, NULL, "enabled", "False"},
    {PL_CONFIG_MODEL, "shop/mart/a", NULL, NULL, "tags", "['all', 'mart']"},
    {PL_CONFIG_MODEL, "shop/mart/a", NULL, NULL, "meta", "{'a': 1, 'b': 2}"},
    {PL_CONFIG_MODEL, "shop/mart/deep/er/a", NULL, NULL, "tags", "['all', 'mart']"},
    {PL_CONFIG_MODEL, "shop/mart/a", "{tags: p, meta: {c: 3}}",
     "{tags: [q], enabled: true}", "tags", "['all', 'mart', 'p', 'q']"},
    {PL_CONFIG_MODEL, "shop/mart/a", "{meta: {c: 3}}", NULL, "meta",
     "{'a': 1, 'b': 2, 'c': 3}"},
    {PL_CONFIG_MODEL, "shop/mart/a", "{grants: {select: y}}", NULL, "grants",
     "{'select': ['y']}"},
    {PL_CONFIG_MODEL, "shop/mart/a", "{grants: {+select: y}}", NULL, "grants",
     "{'select': ['x', 'y']}"},
    {PL_CONFIG_MODEL, "shop/a", "{pre_hook: b}", "{pre_hook: c}", "pre-hook",
     "[{'sql': 'select 1', 'transaction': True, 'index': None}, {'sql': 'vacuum', "
     "'transaction': False, 'index': None}, {'sql': 'b', 'transaction': True, "
     "'index': None}, {'sql': 'c', 'transaction': True, 'index': None}]"},
    {PL_CONFIG_MODEL, "shop/a", NULL, "{dbname: elsewhere}", "database", "'elsewhere'"},
    {PL_CONFIG_MODEL, "shop/a", NULL, "{contract: {enforced: true, x: 1}}", "contract",
     "{'enforced': True, 'alias_types': True}"},
    {PL_CONFIG_MODEL, "shop/a", NULL, "{own_key: [1]}", "own_key", "[1]"},
    {PL_CONFIG_MODEL, "lib/a", NULL, "{schema: mine, alias: y}", "schema", "'forced'"},
    {PL_CONFIG_MODEL, "lib/a", NULL, "{schema: mine, alias: y}", "alias", "'y'"},
    {PL_CONFIG_MODEL, "lib/a", NULL, NULL, "materialized", "'table'"},
    {PL_CONFIG_MODEL, "lib/deep/a", NULL, NULL, "tags", "['d', 'all']"},
    {PL_CONFIG_TEST, "shop/t", NULL, NULL, "store_failures", "True"},
    {PL_CONFIG_TEST, "lib/t", NULL, NULL, "store_failures_as", "'table'"},
    {PL_CONFIG_TEST, "shop/t", NULL, "{store_failures_as: ephemeral}", "store_failures",
     "False"},
    {PL_CONFIG_TEST, "shop/t", NULL, NULL, "schema", "'dbt_test__audit'"},
    {PL_CONFIG_SEED, "shop/s", NULL, NULL, "quote_columns", "True"},
    {PL_CONFIG_SEED, "shop/s", NULL, NULL, "materialized", "'seed'"},
    {PL_CONFIG_SNAPSHOT, "shop/s/s", NULL,
     "{snapshot_meta_column_names: {dbt_scd_id: x}}", "snapshot_meta_column_names",
     "{'dbt_valid_to': None, 'dbt_valid_from': None, 'dbt_scd_id': 'x', "
     "'dbt_updated_at': None, 'dbt_is_deleted': None}"},
    {PL_CONFIG_SOURCE, "shop/src/t", NULL, NULL, "enabled", "True"},
    {PL_CONFIG_EXPOSURE, "shop/e", "{enabled: false}", NULL, "enabled", "False"},
};

static void trees(void **state) {
    (void)state;
    const pl_config_set *set = set_of(root_text);
    for (size_t i = 0; i < sizeof tree_cases / sizeof *tree_cases; i++) {
        made m = build(set, tree_cases[i].cls, tree_cases[i].path, tree_cases[i].patch,
                       tree_cases[i].calls);
        assert_true(m.ok);
        assert_config(m.r.config, tree_cases[i].key, tree_cases[i].value);
    }
    assert_int_equal(sink.len, 0);
}

/* A null counts for names, but dbt's manifest keeps what it undid. */
static void nulls(void **state) {
    (void)state;
    const pl_config_set *set =
        set_of("name: shop\nmodels: {+schema: outer, shop: {x: {+schema: null}}}");
    made m = build(set, PL_CONFIG_MODEL, "shop/a", NULL,
                   "{schema: null, materialized: null}");
    assert_config(m.r.config, "schema", "None");
    assert_config(m.r.shown, "schema", "'outer'");
    assert_config(m.r.shown, "materialized", "'view'");
    m = build(set, PL_CONFIG_MODEL, "shop/x/a", NULL, NULL);
    assert_config(m.r.config, "schema", "None");
    assert_config(m.r.shown, "schema", "None");
}

static void unrendered(void **state) {
    (void)state;
    const pl_config_set *set = set_of("name: shop\nmodels: {+tags: [a], +schema: '{{ "
                                      "env }}', shop: {+tags: [b], +pre_hook: x}}");
    made m = build(set, PL_CONFIG_MODEL, "shop/a", "{meta: {a: 1}}", "{meta: {b: 2}}");
    assert_str(
        pl_python_repr(&arena, (pl_value){.kind = PL_DICT, .as.dict = m.r.unrendered}),
        "{'tags': ['b'], 'schema': '{{ env }}', 'pre_hook': 'x', 'meta': {'b': 2}}");
    assert_config(m.r.config, "schema", "'dev'");
    set = set_of("name: shop");
    pl_config_input in = {
        .cls = PL_CONFIG_MODEL, .package = PL_S("shop"), .python = true};
    pl_config_result r;
    assert_true(pl_config_build(set, &in, NULL, &arena, &sink, &r));
    assert_config(r.config, "materialized", "'table'");
    in.patch = dict("{materialized: incremental}");
    assert_true(pl_config_build(set, &in, NULL, &arena, &sink, &r));
    assert_config(r.config, "materialized", "'incremental'");
}

static void config_refusals(void **state) {
    static const struct {
        pl_config_class cls;
        const char *calls, *words;
    } cases[] = {
        {PL_CONFIG_MODEL, "{enabled: 'false'}",
         "Parsing Error\n  at path ['enabled']: 'false' is not of type 'boolean'"},
        {PL_CONFIG_MODEL, "{materialized: 5}",
         "at path ['materialized']: 5 is not of type 'string'"},
        {PL_CONFIG_MODEL, "{schema: true}",
         "at path ['schema']: True is not valid under any of the given schemas"},
        {PL_CONFIG_MODEL, "{tags: [{a: 1}]}",
         "at path ['tags']: [{'a': 1}] is not valid under any of the given schemas"},
        {PL_CONFIG_MODEL, "{meta: [a]}", "Internal Error\n  expected dict, got ['a']"},
        {PL_CONFIG_MODEL, "{access: open}",
         "'open' is not one of ['private', 'protected', 'public']"},
        {PL_CONFIG_MODEL, "{docs: {show: 1}}",
         "at path ['docs']['show']: 1 is not of type 'boolean'"},
        {PL_CONFIG_MODEL, "{docs: {node_color: '#12'}}",
         "Invalid color name for docs.node_color: #12."},
        {PL_CONFIG_MODEL, "{materialized: incremental, contract: {enforced: true}}",
         "Invalid value for on_schema_change: ignore."},
        {PL_CONFIG_MODEL, "{database: a, dbname: b}",
         "Got duplicate keys: (dbname) all map to \"database\""},
        {PL_CONFIG_MODEL, "{pre_hook: [5]}", "a hook must be a text or a mapping"},
        {PL_CONFIG_MODEL, "{packages: [1], alias: 3}", "at path ['alias']"},
        {PL_CONFIG_SEED, "{materialized: table}",
         "A seed must have a materialized value of 'seed'"},
        {PL_CONFIG_TEST, "{severity: bad}",
         "Severity must be either 'warn' or 'error'. Got 'bad'"},
        {PL_CONFIG_TEST, "{limit: x}", "at path ['limit']"},
    };
    (void)state;
    const pl_config_set *set = set_of("name: shop");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sink.len = 0;
        made m = build(set, cases[i].cls, "shop/a", NULL, cases[i].calls);
        assert_false(m.ok);
        assert_int_equal(sink.len, 1);
        if (pl_str_find(sink.at[0].dbt_text, pl_str_of(cases[i].words), 0) ==
            UINT32_MAX) {
            assert_str(sink.at[0].dbt_text, cases[i].words);
        }
    }
}

static void project_faults(void **state) {
    (void)state;
    const pl_config_set *set =
        set_of("name: shop\nmodels: {shop: {x: {+enabled: \"{{ env }}\"}}}");
    assert_true(build(set, PL_CONFIG_MODEL, "shop/a", NULL, NULL).ok);
    assert_false(build(set, PL_CONFIG_MODEL, "shop/x/y/a", NULL, NULL).ok);
    assert_str(sink.at[0].text, "at path ['enabled']: 'dev' is not of type 'boolean'");
    assert_int_equal(pl_source_place(sink.at[0].span.src, sink.at[0].span.lo).column,
                     31);
    sink.len = 0;
    pl_project_file root;
    assert_false(load("name: shop\nmodels: {off: {+enabled: true}}", &root));
    assert_int_equal(sink.len, 1);
    assert_str(sink.at[0].text, "models: False is not of type 'string'");
}

static void calls(void **state) {
    static const char *const cases[][3] = {
        {"{tags: a, meta: {x: 1}}", "{tags: [b], meta: {y: 2}}",
         "{'tags': ['a', 'b'], 'meta': {'x': 1, 'y': 2}}"},
        {"{tags: a}", "{tags: a}", "{'tags': ['a', 'a']}"},
        {"{alias: a}", "{alias: b, tags: x}", "{'alias': 'b', 'tags': ['x']}"},
        {"{alias: a}", "{grants: {select: x}}",
         "{'alias': 'a', 'grants': {'select': ['x']}}"},
        {"{grants: {select: x}}", "{grants: {+select: y, select: z}}",
         "{'grants': {'select': ['z'], '+select': ['y']}}"},
        {"{pre_hook: a}", "{pre_hook: b}", "{'pre_hook': ['a', 'b']}"},
        {"{persist_docs: {a: 1}}", "{persist_docs: {b: 1}}",
         "{'persist_docs': {'b': 1}}"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pl_value all = pl_dict_new(&arena, 4);
        pl_str why;
        assert_true(pl_config_add_call(all.as.dict, dict(cases[i][0]), &arena, &why));
        assert_true(pl_config_add_call(all.as.dict, dict(cases[i][1]), &arena, &why));
        assert_str(pl_python_repr(&arena, all), cases[i][2]);
    }
    pl_value all = pl_dict_new(&arena, 4);
    pl_str why;
    assert_true(pl_config_add_call(all.as.dict, dict("{alias: a}"), &arena, &why));
    assert_false(pl_config_add_call(all.as.dict, dict("{meta: 5}"), &arena, &why));
    assert_str(why, "expected dict, got 5");
}

static void explaining(void **state) {
    (void)state;
    const pl_config_set *set = set_of(root_text);
    pl_str fqn[] = {PL_S("lib"), PL_S("a")};
    pl_config_input in = {.cls = PL_CONFIG_MODEL,
                          .package = PL_S("lib"),
                          .fqn = fqn,
                          .fqn_len = 2,
                          .calls = dict("{schema: mine}")};
    pl_config_step *steps;
    uint32_t count = pl_config_steps(set, &in, &arena, &steps);
    pl_buf told = {0};
    for (uint32_t i = 0; i < count; i++) {
        if (PL_STR_IS(steps[i].key, "schema")) {
            uint32_t line = steps[i].span.src
                                ? pl_source_line(steps[i].span.src, steps[i].span.lo)
                                : 0;
            pl_buf_fmt(&told, "%d %.*s line %u; ", (int)steps[i].origin,
                       PL_FMT(pl_python_repr(&arena, steps[i].result)), line);
        }
    }
    assert_str(pl_buf_take(&told, &arena),
               "0 None line 0; 1 'own' line 2; 3 'mine' line 0; 4 'forced' line 7; ");
    pl_buf_free(&told);
}

static void unused(void **state) {
    (void)state;
    pl_project_file p;
    assert_true(load(
        "name: shop\nmodels:\n  +tags: x\n  shop:\n    a: {+tags: y}\n    b:\n      c: "
        "{+tags: z}\n  nope: {k: 1}\nseeds: {+tags: x}\n",
        &p));
    pl_str used[] = {PL_S("shop"), PL_S("a"), PL_S("m")};
    pl_fqn one = {used, 3};
    pl_fqns fqns[PL_SECTION_COUNT] = {[PL_SECTION_MODELS] = {&one, 1}};
    pl_fqns none = {0};
    pl_config_unused *found;
    assert_int_equal(pl_config_unused_paths(&p, fqns, &none, &arena, &found), 3);
    assert_str(found[0].path, "models.shop.b.c");
    assert_str(found[1].path, "models.nope");
    assert_str(found[2].path, "seeds");
    assert_int_equal(pl_source_line(found[1].span.src, found[1].span.lo), 8);
}

/* ---- packages */

static bool packages(const memory_file *files, pl_package_list *out) {
    pl_tree *tree = memory_tree_new(&arena, files);
    const pl_yaml *raw;
    pl_project_file *root = PL_NEW(&arena, pl_project_file);
    sink.len = 0;
    options.tree_root = tree->root;
    assert_true(pl_project_raw(tree, PL_S(""), &arena, &sink, &raw));
    assert_true(pl_project_load(raw, PL_S(""), &options, &arena, &sink, root));
    return pl_packages_load(tree, root, &options, &rules, &arena, &sink, out);
}

static void installed(void **state) {
    (void)state;
    static const memory_file good[] = {
        {"dbt_project.yml", "name: shop"},
        {"packages.yml", "packages: [{package: a/b, version: '{{ env }}'}]"},
        {"dbt_packages/z/dbt_project.yml", "name: zed"},
        {"dbt_packages/a/dbt_project.yml", "name: abc"},
        {"dbt_packages/__x/junk", ""},
        {"dbt_packages/README", ""},
        {NULL, NULL}};
    pl_package_list list;
    assert_true(packages(good, &list));
    assert_int_equal(list.len, 2);
    assert_str(list.at[0]->name, "abc");
    assert_str(list.at[1]->root, "dbt_packages/z");
}

static void package_refusals(void **state) {
    (void)state;
    static const struct {
        memory_file files[5];
        const char *words;
    } cases[] = {
        {{{"dbt_project.yml", "name: shop"}, {"packages.yml", "packages: [{git: x}]"}},
         "dbt found 1 package(s) specified in packages.yml, but only 0 package(s) "
         "installed in dbt_packages. Run \"dbt deps\""},
        {{{"dbt_project.yml", "name: shop"},
          {"dependencies.yml", "packages: [{git: x}, {git: y}]"}},
         "dbt found 2 package(s) specified in dependencies.yml"},
        {{{"dbt_project.yml", "name: shop"},
          {"packages.yml", "packages: []"},
          {"dependencies.yml", "packages: []"}},
         "cannot be specified in both packages.yml and dependencies.yml"},
        {{{"dbt_project.yml", "name: shop"}, {"packages.yml", "projects: []"}},
         "The 'projects' key cannot be specified in packages.yml"},
        {{{"dbt_project.yml", "name: shop"}, {"packages.yml", "packages: [{git: ''}]"}},
         "A git package is missing the value."},
        {{{"dbt_project.yml", "name: dbt"}},
         "more than one package with the name \"dbt\""},
        {{{"dbt_project.yml", "name: dbt_postgres"}},
         "more than one package with the name"},
        {{{"dbt_project.yml", "name: shop"},
          {"dbt_packages/a/dbt_project.yml", "name: shop"}},
         "more than one package with the name \"shop\""},
        {{{"dbt_project.yml", "name: shop"}, {"dbt_packages/a/x.sql", ""}},
         "Failed to read package: Runtime Error\n  No dbt_project.yml found at "
         "expected path /p/dbt_packages/a/dbt_project.yml"},
        {{{"dbt_project.yml", "name: shop"},
          {"dbt_packages/a/dbt_project.yml", "name: a-b"}},
         "Error encountered in /p/dbt_packages/a"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pl_package_list list;
        assert_false(packages(cases[i].files, &list));
        assert_int_equal(sink.len, 1);
        if (pl_str_find(sink.at[0].dbt_text, pl_str_of(cases[i].words), 0) ==
            UINT32_MAX) {
            assert_str(sink.at[0].dbt_text, cases[i].words);
        }
    }
}

static void vars_file(void **state) {
    (void)state;
    static const memory_file files[] = {{"vars.yml", "vars: {a: 1}"}, {NULL, NULL}};
    pl_tree *tree = memory_tree_new(&arena, files);
    const pl_yaml *vars;
    pl_project_file p;
    assert_true(load("name: shop", &p));
    assert_true(pl_vars_file_read(tree, PL_S(""), p.raw, &arena, &sink, &vars));
    assert_str(pl_python_repr(&arena, pl_yaml_value(vars, &arena, NULL)), "{'a': 1}");
    assert_true(load("{name: shop, vars: {b: 1}}", &p));
    assert_false(pl_vars_file_read(tree, PL_S(""), p.raw, &arena, &sink, &vars));
    assert_null(vars);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(completing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(project_refusals, set_up, tear_down),
        cmocka_unit_test_setup_teardown(versions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(trees, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nulls, set_up, tear_down),
        cmocka_unit_test_setup_teardown(unrendered, set_up, tear_down),
        cmocka_unit_test_setup_teardown(config_refusals, set_up, tear_down),
        cmocka_unit_test_setup_teardown(project_faults, set_up, tear_down),
        cmocka_unit_test_setup_teardown(calls, set_up, tear_down),
        cmocka_unit_test_setup_teardown(explaining, set_up, tear_down),
        cmocka_unit_test_setup_teardown(unused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(installed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(package_refusals, set_up, tear_down),
        cmocka_unit_test_setup_teardown(vars_file, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
