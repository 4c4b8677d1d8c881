/* What templates of a project see: rows of phase, template and result, over a small
 * project that stands in for project/. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "macros/context_priv.h"
#include "parser/parser.h"

/* ---- the project */

static const char macro_file[] =
    "{% macro double(x) %}{{ return(x * 2) }}{% endmacro %}"
    "{% macro default__greet(who) %}hello {{ who }}{% endmacro %}"
    "{% macro postgres__shout(who) %}{{ who | upper }}!{% endmacro %}"
    "{% macro depth() %}{{ context_macro_stack.depth }}{{ "
    "context_macro_stack.call_stack }}"
    "{% endmacro %}"
    "{% macro outer() %}{{ depth() }}{% endmacro %}"
    "{% macro boom() %}{{ exceptions.raise_compiler_error('boom') }}{% endmacro %}";

typedef struct project {
    pl_arena arena;
    pl_dbt dbt;
    pl_macro_def defs[16];
    uint32_t def_len;
    pl_str used[8];
    uint32_t used_len;
    pl_buf messages;
    pl_dict *configured;
    const char *adapter;
} project;

static project *project_of(const pl_dbt *d) {
    return d->world;
}

static pl_found fake_env(pl_dbt *d, pl_str name, pl_str *out) {
    (void)d;
    if (PL_STR_IS(name, "SCHEMA")) {
        *out = PL_S("dev_ada");
    } else if (PL_STR_IS(name, "DBT_ENV_SECRET_PW")) {
        *out = PL_S("hunter2");
    } else if (PL_STR_IS(name, "EMPTY")) {
        *out = PL_S("");
    } else {
        return PL_MISSING;
    }
    return PL_FOUND;
}

static pl_found fake_var(pl_dbt *d, pl_str name, pl_value *out) {
    const pl_value *v = pl_dict_find(d->ops->all_vars(d).as.dict, name);
    if (v) {
        *out = *v;
    }
    return v ? PL_FOUND : PL_MISSING;
}

static pl_value fake_all_vars(pl_dbt *d) {
    pl_arena *a = &project_of(d)->arena;
    pl_value vars = pl_dict_new(a, 4);
    pl_dict_put_str(a, vars.as.dict, PL_S("start"), pl_string(PL_S("2024-01-01")));
    pl_dict_put_str(a, vars.as.dict, PL_S("nested"), pl_string(PL_S("{{ 1 + 1 }}")));
    pl_dict_put_str(a, vars.as.dict, PL_S("nothing"), pl_none());
    return vars;
}

static bool fake_render_text(pl_dbt *d, pl_eval *ev, pl_str text, pl_value *out) {
    (void)d;
    *out = pl_string(pl_str_cat3(ev->arena, PL_S("<"), text, PL_S(">")));
    return true;
}

static const pl_macro_def *find_def(const project *p, pl_str name) {
    for (uint32_t i = 0; i < p->def_len; i++) {
        if (pl_str_eq(p->defs[i].name, name)) {
            return &p->defs[i];
        }
    }
    return NULL;
}

static pl_found fake_macro(pl_dbt *d, pl_eval *ev, pl_str name, uint32_t hash,
                           pl_value *out) {
    (void)ev, (void)hash;
    const pl_macro_def *def = find_def(project_of(d), name);
    if (def) {
        *out = (pl_value){.kind = PL_MACRO, .as.macro = &def->macro};
    }
    return def ? PL_FOUND : PL_MISSING;
}

static const pl_macro_def *fake_macro_in(pl_dbt *d, pl_str package, pl_str name) {
    return PL_STR_IS(package, "shop") ? find_def(project_of(d), name) : NULL;
}

static const pl_str search_order[] = {{"shop", 4}, {"util", 4}};
static const pl_str prefixes[] = {{"postgres", 8}, {"default", 7}};

static bool fake_dispatch_order(pl_dbt *d, pl_str name_space, const pl_str **out,
                                uint32_t *len) {
    (void)d;
    *out = search_order;
    *len = 2;
    return PL_STR_IS(name_space, "util");
}

static const pl_str *fake_prefixes(pl_dbt *d, uint32_t *len) {
    (void)d;
    *len = 2;
    return prefixes;
}

static void fake_macro_used(pl_dbt *d, const pl_macro_def *def) {
    project *p = project_of(d);
    if (p->used_len < 8) {
        p->used[p->used_len++] = def->unique_id;
    }
}

static pl_relation *relation_of(pl_dbt *d, pl_str name) {
    pl_relation *r =
        pl_relation_new(&project_of(d)->arena, d->style, pl_string(PL_S("db")),
                        pl_with(pl_string(PL_S("sc")), PL_FROM_ENV), pl_string(name));
    r->node = name;
    return r;
}

static bool fake_ref(pl_dbt *d, pl_eval *ev, const pl_ref_call *call, pl_value *out) {
    (void)ev;
    *out = pl_object_value(relation_of(d, call->name));
    return true;
}

static bool fake_source(pl_dbt *d, pl_eval *ev, pl_str source, pl_str table,
                        pl_value *out) {
    (void)ev, (void)source;
    *out = pl_object_value(relation_of(d, table));
    return true;
}

static bool fake_metric(pl_dbt *d, pl_eval *ev, pl_str package, pl_str name,
                        pl_value *out) {
    (void)d, (void)ev, (void)package;
    *out = pl_string(name);
    return true;
}

static pl_found fake_this(pl_dbt *d, pl_eval *ev, pl_value *out) {
    (void)ev;
    *out = pl_object_value(relation_of(d, PL_S("me")));
    return PL_FOUND;
}

static bool fake_doc(pl_dbt *d, pl_eval *ev, pl_str package, pl_str name,
                     pl_value *out) {
    (void)d;
    *out =
        pl_string(pl_str_fmt(ev->arena, "[%.*s|%.*s]", PL_FMT(package), PL_FMT(name)));
    return true;
}

static bool fake_config_call(pl_dbt *d, pl_eval *ev, const pl_dict *args) {
    project *p = project_of(d);
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(args, &i)) != NULL;) {
        pl_dict_put_str(ev->arena, p->configured, pl_str_from(e->key), e->value);
    }
    return true;
}

static pl_found fake_config_get(pl_dbt *d, pl_eval *ev, pl_str key, pl_value *out) {
    (void)d;
    if (PL_STR_IS(key, "materialized")) {
        *out = pl_string(PL_S("table"));
    } else if (PL_STR_IS(key, "unique_key")) {
        *out = pl_none();
    } else if (PL_STR_IS(key, "persist_docs")) {
        *out = pl_dict_new(ev->arena, 1);
        pl_dict_put_str(ev->arena, out->as.dict, PL_S("relation"), pl_bool(true));
    } else {
        return PL_MISSING;
    }
    return PL_FOUND;
}

static pl_found fake_member(pl_dbt *d, pl_eval *ev, pl_str name, pl_value *out) {
    (void)d;
    if (PL_STR_IS(name, "flags")) {
        *out = pl_dict_new(ev->arena, 1);
        pl_dict_put_str(ev->arena, out->as.dict, PL_S("FULL_REFRESH"), pl_bool(false));
    } else if (PL_STR_IS(name, "model")) {
        *out = pl_dict_new(ev->arena, 2);
        pl_dict_put_str(ev->arena, out->as.dict, PL_S("name"), pl_string(PL_S("a")));
        pl_dict_put_str(ev->arena, out->as.dict, PL_S("unique_id"),
                        pl_string(PL_S("model.shop.a")));
    } else if (PL_STR_IS(name, "schema")) {
        *out = pl_string(PL_S("sc"));
    } else {
        return PL_MISSING;
    }
    return PL_FOUND;
}

static pl_found fake_columns(pl_dbt *d, pl_eval *ev, const pl_relation *r,
                             pl_value *out) {
    (void)d;
    if (!pl_is_str(r->part[2]) || !PL_STR_IS(pl_str_from(r->part[2]), "known")) {
        return PL_MISSING;
    }
    pl_value column = pl_dict_new(ev->arena, 2);
    pl_dict_put_str(ev->arena, column.as.dict, PL_S("name"), pl_string(PL_S("id")));
    pl_dict_put_str(ev->arena, column.as.dict, PL_S("dtype"), pl_string(PL_S("int8")));
    *out = pl_list_new(ev->arena, 1);
    pl_list_push(ev->arena, out->as.list, column);
    return PL_FOUND;
}

static pl_found fake_query(pl_dbt *d, pl_eval *ev, pl_str sql, pl_value *out) {
    (void)d;
    pl_str why;
    if (!PL_STR_IS(sql, "select known")) {
        return PL_MISSING;
    }
    return pl_json_parse(ev,
                         PL_S("{\"columns\": [\"n\", \"s\"], "
                              "\"rows\": [[1, \"x\"], [2, null]]}"),
                         false, out, &why);
}

static void fake_message(pl_dbt *d, pl_eval *ev, pl_diag_code code, pl_str text) {
    (void)ev;
    pl_buf *b = &project_of(d)->messages;
    pl_buf_fmt(b, "%s%.*s\n", code == PL_W0950 ? "warning: " : "", PL_FMT(text));
}

static pl_found fake_yaml_load(pl_dbt *d, pl_eval *ev, pl_str text, pl_value *out) {
    (void)d;
    pl_str why;
    return pl_json_parse(ev, text, false, out, &why);
}

static pl_found fake_yaml_dump(pl_dbt *d, pl_eval *ev, pl_value v, bool sort_keys,
                               pl_buf *to) {
    (void)d;
    return pl_json_dump(ev, v, sort_keys, -1, false, to) ? PL_FOUND : PL_FAILED;
}

static const pl_dbt_ops ops = {
    .env = fake_env,
    .var = fake_var,
    .all_vars = fake_all_vars,
    .render_text = fake_render_text,
    .macro = fake_macro,
    .macro_in = fake_macro_in,
    .dispatch_order = fake_dispatch_order,
    .dispatch_prefixes = fake_prefixes,
    .macro_used = fake_macro_used,
    .ref = fake_ref,
    .source = fake_source,
    .metric = fake_metric,
    .this_relation = fake_this,
    .doc = fake_doc,
    .config_call = fake_config_call,
    .config_get = fake_config_get,
    .member = fake_member,
    .columns = fake_columns,
    .query = fake_query,
    .message = fake_message,
    .yaml_load = fake_yaml_load,
    .yaml_dump = fake_yaml_dump,
};

static const pl_relation_style postgres = {
    .adapter = "postgres",
    .quote = {'"', '"'},
    .quoted = {true, true, true},
    .included = {true, true, true},
    .require_alias = true,
};
static const pl_relation_style snowflake = {
    .adapter = "snowflake", .quote = {'"', '"'}, .included = {true, true, true}};
static const pl_relation_style bigquery = {
    .adapter = "bigquery",
    .quote = {'`', '`'},
    .quoted = {true, true, true},
    .included = {true, true, true},
};
static const pl_relation_style spark = {
    .adapter = "spark", .quote = {'`', '`'}, .included = {false, true, true}};
static const pl_relation_style databricks = {
    .adapter = "databricks",
    .quote = {'`', '`'},
    .quoted = {true, true, true},
    .included = {true, true, true},
};

/* ---- running a template */

static const pl_unit *unit_of(pl_arena *a, const char *text, pl_mode mode) {
    pl_syntax_error error;
    const pl_source *src = pl_source_new(a, PL_S("t.sql"), pl_str_of(text));
    const pl_ast *ast = pl_parse(src, PL_DIALECT_DBT, a, &error);
    assert_non_null(ast);
    return pl_unit_new(ast, mode, a);
}

static void add_macros(project *p) {
    const pl_unit *u = unit_of(&p->arena, macro_file, PL_MODE_DBT);
    const pl_ast *ast = pl_unit_ast(u);
    for (uint32_t i = 0; i < ast->macro_count; i++) {
        pl_macro_def *def = &p->defs[p->def_len++];
        def->name = ast->names[ast->macros[i].plain].text;
        def->package = PL_S("shop");
        def->unique_id = pl_str_cat(&p->arena, PL_S("macro.shop."), def->name);
        def->macro = (pl_macro){.unit = u, .info = &ast->macros[i], .data = def};
        def->macro.name = ast->names[ast->macros[i].name].text;
    }
}

static void open_project(project *p, pl_phase phase, const pl_relation_style *style) {
    memset(p, 0, sizeof *p);
    p->configured = pl_dict_new(&p->arena, 4).as.dict;
    pl_value target = pl_dict_new(&p->arena, 2);
    pl_dict_put_str(&p->arena, target.as.dict, PL_S("name"), pl_string(PL_S("dev")));
    pl_dict_put_str(&p->arena, target.as.dict, PL_S("database"), pl_string(PL_S("db")));
    p->dbt = (pl_dbt){
        .ops = &ops,
        .world = p,
        .phase = phase,
        .strict_dbt = true,
        .package = PL_S("shop"),
        .style = style,
        .target = target,
        .invocation_id = PL_S("run-1"),
        .dbt_version = PL_S("1.9.11"),
    };
    add_macros(p);
}

static void close_project(project *p) {
    pl_buf_free(&p->messages);
    pl_arena_free(&p->arena);
}

/* The template's text, or "E0410 words" of its error. */
static pl_str run(project *p, const char *template, pl_value *value) {
    pl_mode mode = p->dbt.phase == PL_PHASE_PARSE ? PL_MODE_CAPTURE : PL_MODE_DBT;
    pl_out out = {0};
    pl_eval ev;
    pl_eval_init(&ev, &p->arena, &pl_dbt_host, &p->dbt, mode);
    ev.out = &out;
    pl_str result;
    if (pl_render(&ev, unit_of(&p->arena, template, mode))) {
        *value = pl_out_take(&out, 0, &p->arena);
        result = pl_str_from(*value);
    } else {
        char room[8];
        const char *code = ev.error.code ? pl_diag_name(ev.error.code, room) : "error";
        result = pl_str_fmt(&p->arena, "%s %.*s", code, PL_FMT(ev.error.text));
    }
    pl_out_free(&out);
    pl_eval_done(&ev);
    return result;
}

/* ---- rows */

typedef struct row {
    uint8_t phase;
    const char *template;
    const char *expected;
} row;

static void check_rows(const row *rows, size_t count, const pl_relation_style *style) {
    for (size_t i = 0; i < count; i++) {
        project p;
        pl_value value;
        open_project(&p, (pl_phase)rows[i].phase, style);
        pl_str got = run(&p, rows[i].template, &value);
        if (!pl_str_eq(got, pl_str_of(rows[i].expected))) {
            fail_msg("%s\n  expected: %s\n  got:      %.*s", rows[i].template,
                     rows[i].expected, PL_FMT(got));
        }
        close_project(&p);
    }
}
#define CHECK(rows, style) check_rows(rows, sizeof(rows) / sizeof *(rows), style)

enum {
    PROFILE = PL_PHASE_PROFILE,
    PROJECT_YML = PL_PHASE_PROJECT,
    SCHEMA = PL_PHASE_SCHEMA,
    DOCS = PL_PHASE_DOCS,
    NAMES = PL_PHASE_NAMES,
    PARSE = PL_PHASE_PARSE,
    COMPILE = PL_PHASE_COMPILE,
};

static void variables(void **state) {
    (void)state;
    static const row rows[] = {
        {COMPILE, "{{ env_var('SCHEMA') }}", "dev_ada"},
        {COMPILE, "[{{ env_var('EMPTY', 'd') }}]", "[]"},
        {COMPILE, "{{ env_var('NO', 5) + 1 }}", "6"},
        {COMPILE, "{{ env_var('NO') }}",
         "E0410 Env var required but not provided: 'NO'"},
        {COMPILE, "{{ env_var('NO', none) }}",
         "E0410 Env var required but not provided: 'NO'"},
        {PROJECT_YML, "{{ env_var('DBT_ENV_SECRET_PW', 'd') }}",
         "E0411 Secret env vars are allowed only in profiles.yml or packages.yml. "
         "Found "
         "'DBT_ENV_SECRET_PW' referenced elsewhere."},
        {PROFILE, "{{ env_var('DBT_ENV_SECRET_PW') }}",
         "$$$DBT_SECRET_START$$$DBT_ENV_SECRET_PW$$$DBT_SECRET_END$$$"},
        {PROFILE, "{{ env_var('DBT_ENV_SECRET_NO', 'd') }}", "d"},
        {COMPILE, "{{ var('start') }} {{ var('nothing', 'd') }} {{ var('no', 'd') }}",
         "2024-01-01 None d"},
        {COMPILE, "{{ var('nested') }}", "<{{ 1 + 1 }}>"},
        {SCHEMA, "{{ var('nested') }}", "{{ 1 + 1 }}"},
        {COMPILE, "{{ var.has_var('start') }} {{ var.has_var('no') }}", "True False"},
        {PARSE, "{{ var('no') }}", "None"},
        {NAMES, "{{ var('no') }}",
         "E0412 Required var 'no' not found in config:\nVars supplied to a = {\n    "
         "\"nested\": \"{{ 1 + 1 }}\",\n    \"nothing\": null,\n    \"start\": "
         "\"2024-01-01\"\n}"},
        {PROFILE, "{{ var() }}",
         "error Var.__call__() missing 1 required positional argument: 'var_name'"},
    };
    CHECK(rows, &postgres);
}

static void values(void **state) {
    (void)state;
    static const row rows[] = {
        {COMPILE, "{{ target.name }} {{ env.name }} {{ execute }} {{ dbt_version }}",
         "dev dev True 1.9.11"},
        {PROFILE,
         "{{ target is defined }} {{ execute is defined }} {{ ref is defined }}",
         "False False False"},
        {PROJECT_YML, "{{ target.name }} {{ doc is defined }}", "dev False"},
        {DOCS, "{{ doc('x') }} {{ doc('p', 'x') }}", "[|x] [p|x]"},
        {DOCS, "{{ doc() }}", "E0401 doc() takes at most two arguments (0 given)"},
        {NAMES, "{{ execute }} {{ this is defined }} {{ schema }}", "False False sc"},
        {PARSE, "{{ execute }} {{ this }}", "False \"db\".\"sc\".\"me\""},
        {COMPILE, "{{ flags.FULL_REFRESH }}[{{ flags.full_refresh }}]", "False[]"},
        {COMPILE, "{{ graph }} {{ sql }} {{ database }}", "None None None"},
        {COMPILE,
         "{{ context['target'].name }} {{ context.get('no', 1) }} "
         "{{ 'double' in context }} {{ context is mapping }}",
         "dev 1 True True"},
        {COMPILE, "{{ builtins.target.name }} {{ 'double' in builtins }}", "dev False"},
        {COMPILE, "{{ modules.datetime.date(2024, 1, 2) }} {{ run_started_at }}",
         "2024-01-02 1970-01-01 00:00:00+00:00"},
        {COMPILE, "{{ depth() }} {{ outer() }}",
         "1['macro.shop.depth'] 2['macro.shop.outer', 'macro.shop.depth']"},
    };
    CHECK(rows, &postgres);
}

static void data(void **state) {
    (void)state;
    static const row rows[] = {
        {COMPILE, "{{ fromjson('{\"a\": [1]}').a }} {{ fromjson('{', 'd') }}", "[1] d"},
        {COMPILE, "{{ fromjson(1) }}",
         "error the JSON object must be str, bytes or bytearray, not int"},
        {COMPILE,
         "{{ tojson({'b': 1, 'a': none}) }} {{ tojson({'b': 1, 'a': 2}, "
         "sort_keys=true) }} {{ tojson('é') }}",
         "{\"b\": 1, \"a\": null} {\"a\": 2, \"b\": 1} \"\\u00e9\""},
        {COMPILE, "{% set l = [] %}{% do l.append(l) %}{{ tojson(l, 'd') }}", "d"},
        {COMPILE, "{{ fromyaml('[1]') }} {{ fromyaml('[', 'd') }} {{ toyaml([1]) }}",
         "[1] d [1]"},
        {COMPILE, "{{ set([1, 1]) }} {{ set(5, 'd') }} {{ set(5) }}", "{1} d None"},
        {COMPILE, "{{ set_strict(5) }}", "error 'int' object is not iterable"},
        {COMPILE, "{{ zip([1, 2], 'ab') | list }} {{ zip(1, default='d') }}",
         "[(1, 'a'), (2, 'b')] d"},
        {COMPILE, "{{ zip_strict(1) }}", "error 'int' object is not iterable"},
        {COMPILE, "{{ local_md5('abc') }}", "900150983cd24fb0d6963f7d28e17f72"},
        {COMPILE,
         "{{ diff_of_two_dicts({'K': ['a', 'B'], 'y': ['c']}, {'k': ['b']}) }}",
         "{'K': ['a'], 'y': ['c']}"},
        {COMPILE, "{{ double(21) }}[{{ log('x', info=true) }}{{ print('y') }}]",
         "42[]"},
        {COMPILE, "{{ return(1) }}", "error "},
    };
    CHECK(rows, &postgres);
}

static void references(void **state) {
    (void)state;
    static const row rows[] = {
        {COMPILE, "{{ ref('a') }} {{ ref('p', 'a') }} {{ ref('a', v=2) }}",
         "\"db\".\"sc\".\"a\" \"db\".\"sc\".\"a\" \"db\".\"sc\".\"a\""},
        {COMPILE, "{{ ref() }}", "E0401 ref() takes at most two arguments (0 given)"},
        {COMPILE, "{{ ref(1) }}",
         "E0401 The name argument to ref() must be a string, got <class 'int'>"},
        {COMPILE, "{{ ref('a', version=[1]) }}",
         "E0401 The version argument to ref() must be a string, int, float, or None - "
         "got "
         "<class 'list'>"},
        {COMPILE, "{{ source('s', 't') }}", "\"db\".\"sc\".\"t\""},
        {COMPILE, "{{ source('s') }}",
         "E0401 source() takes exactly two arguments (1 given)"},
        {COMPILE, "{{ metric('m') }}", "m"},
        {PARSE, "{{ config(materialized='table') }}[{{ config.get('x', 'd') }}]", "[]"},
        {PARSE, "{{ config() }}", "E0502 Invalid inline model config"},
        {PARSE, "{{ config({'a': 1}, b=2) }}", "E0502 Invalid inline model config"},
        {PARSE, "{{ config({'pre_hook': 1, 'pre-hook': 2}) }}",
         "E0502 Invalid config, has conflicting keys \"pre_hook\" and \"pre-hook\""},
        {COMPILE,
         "{{ config.get('materialized') }} {{ config.get('unique_key', 'd') }} "
         "{{ config.get('no', 'd') }} {{ config.require('materialized') }}",
         "table None d table"},
        {COMPILE, "{{ config.require('no') }}",
         "E0502 Model 'model.shop.a' does not define a required config parameter "
         "'no'."},
        {COMPILE,
         "{{ config.persist_relation_docs() }} {{ config.persist_column_docs() }}",
         "True False"},
        {COMPILE,
         "{{ config.get('materialized', 'd', validator=validation.any('x', 'y')) }}",
         "E0401 Expected value \"table\" to be one of x,y"},
        {NAMES, "{{ config.get('materialized', 'd') }}", "d"},
    };
    CHECK(rows, &postgres);
}

static void adapters(void **state) {
    (void)state;
    static const row rows[] = {
        {COMPILE, "{{ adapter.dispatch('greet', 'util')('x') }}", "hello x"},
        {COMPILE, "{{ adapter.dispatch('shout')('x') }}", "X!"},
        {COMPILE, "{{ adapter.dispatch('a.b') }}",
         "E0301 In adapter.dispatch, got a macro name of \"a.b\", but \".\" is not a "
         "valid "
         "macro name component. Did you mean `adapter.dispatch(\"b\", "
         "macro_namespace=\"a\")`?"},
        {COMPILE, "{{ adapter.dispatch('no', 'util') }}",
         "E0301 In dispatch: No macro named 'no' found within namespace: 'util'\n    "
         "Searched "
         "for: 'shop.postgres__no', 'shop.default__no', 'util.postgres__no', "
         "'util.default__no'"},
        {COMPILE, "{{ adapter.dispatch('no') }}",
         "E0301 In dispatch: No macro named 'no' found within namespace: 'None'\n    "
         "Searched "
         "for: 'postgres__no', 'default__no'"},
        {COMPILE, "{{ adapter.dispatch('x', 5) }}",
         "E0301 In adapter.dispatch, got a <class 'int'> macro_namespace argument "
         "(\"5\"), but "
         "macro_namespace should be None or a string."},
        {COMPILE,
         "{{ adapter.type() }} {{ adapter.quote('a b') }} "
         "{{ adapter.quote_as_configured('x', 'schema') }} "
         "{{ adapter.quote_seed_column('x', false) }}",
         "postgres \"a b\" \"x\" x"},
        {COMPILE, "{{ adapter.get_relation('d', 's', 'i') }}", "None"},
        {COMPILE,
         "{{ adapter.get_columns_in_relation(api.Relation.create(identifier='known'))"
         " | map(attribute='name') | list }}",
         "['id']"},
        {COMPILE, "{{ adapter.get_columns_in_relation(this) }}",
         "E0430 adapter.get_columns_in_relation(\"db\".\"sc\".\"me\") needs an answer "
         "of the "
         "warehouse"},
        {COMPILE, "{{ adapter.check_schema_exists('a', 'b') }}",
         "E0430 adapter.check_schema_exists needs an answer of the warehouse"},
        {PARSE,
         "{{ adapter.get_columns_in_relation(this) }} "
         "{{ adapter.check_schema_exists() }} {{ adapter.get_relation(1) }} "
         "{{ adapter.execute('x')[0] }} {{ adapter.add_query('x') }}",
         "[] False None  (None, None)"},
        {COMPILE, "{{ adapter.nonsense() }}",
         "error 'dbt.context.providers.RuntimeDatabaseWrapper object' has no attribute "
         "'nonsense'"},
        {COMPILE,
         "{{ adapter.render_raw_columns_constraints({'a': {'name': 'a', 'data_type': "
         "'int', 'constraints': [{'type': 'not_null'}, {'type': 'check', "
         "'expression': 'a > 0'}]}}) }}",
         "['a int not null check (a > 0)']"},
        {COMPILE,
         "{{ adapter.render_raw_model_constraints([{'type': 'primary_key', 'columns':"
         " ['a', 'b'], 'name': 'pk'}]) }}",
         "['constraint pk primary key (a, b)']"},
    };
    CHECK(rows, &postgres);
}

static void results(void **state) {
    (void)state;
    static const row rows[] = {
        {COMPILE,
         "{% set r, t = adapter.execute('select known', fetch=true) %}"
         "{{ t.columns[0].values() }} {{ t.column_names }} {{ t.rows[1]['n'] }} "
         "{{ t.rows | length }} {{ t.columns['s'].name }} {{ t.rows[0][1] }} "
         "{% for row in t %}{{ row.n }};{% endfor %}",
         "(1, 2) ('n', 's') 2 2 s x 1;2;"},
        {COMPILE,
         "{% set r, t = adapter.execute('select known') %}"
         "{{ store_result('q', r, t) }}{% set q = load_result('q') %}"
         "{{ q.data }} {{ q.table.columns | length }} {{ q.response }}",
         "[(1, 'x'), (2, None)] 2 SELECT 2"},
        {COMPILE,
         "{% do store_raw_result('q', message='OK', code='C') %}"
         "{{ load_result('q').response }} {{ load_result('no') }}",
         "OK None"},
        {COMPILE,
         "{% do store_raw_result('q') %}{% do load_result('q') %}"
         "{{ load_result('q') }}",
         "E0401 The 'statement' result named 'q' has already been loaded into a "
         "variable"},
        {COMPILE, "{{ adapter.execute('select 1') }}",
         "E0430 adapter.execute needs an answer of the warehouse"},
    };
    CHECK(rows, &postgres);
}

static void errors(void **state) {
    (void)state;
    static const row rows[] = {
        {COMPILE, "{{ exceptions.raise_compiler_error('no ' ~ 1) }}", "E0420 no 1"},
        {COMPILE, "{{ exceptions.raise_not_implemented('ni') }}", "E0420 ERROR: ni"},
        {COMPILE, "{{ boom() }}", "E0420 boom"},
        {COMPILE, "{{ try_or_compiler_error('sorry', boom) }}", "error sorry"},
        {COMPILE, "{{ try_or_compiler_error('sorry', double, x=4) }}", "8"},
        {COMPILE, "[{{ exceptions.warn('careful') }}]", "[]"},
        {COMPILE, "{{ exceptions.missing_relation(this) }}",
         "E0420 Relation \"db\".\"sc\".\"me\" not found!"},
        {COMPILE, "{{ exceptions.relation_wrong_type(this, 'table') }}",
         "E0420 Trying to create table \"db\".\"sc\".\"me\", but it currently exists "
         "as a "
         "None. Either drop \"db\".\"sc\".\"me\" manually, or run dbt with "
         "`--full-refresh` "
         "and dbt will drop it for you."},
        {COMPILE,
         "{{ exceptions.raise_contract_error([{'name': 'a', 'data_type': 'int'}], "
         "[{'name': 'a', 'data_type': 'text'}, {'name': 'b', 'data_type': 'x'}]) }}",
         "E0420 This model has an enforced contract that failed.\nPlease ensure the "
         "name, "
         "data_type, and number of columns in your contract match the columns in your "
         "model's "
         "definition.\n\n"
         "| column_name | definition_type | contract_type | mismatch_reason     |\n"
         "| ----------- | --------------- | ------------- | ------------------- |\n"
         "| a           | text            | int           | data type mismatch  |\n"
         "| b           | x               |               | missing in contract |\n"},
        {COMPILE, "{{ adapter_macro('x.y') }}",
         "E0401 The \"adapter_macro\" macro has been deprecated. Instead, use the "
         "`adapter.dispatch` method to find a macro and call the result.  For more "
         "information, see: "
         "https://docs.getdbt.com/reference/dbt-jinja-functions/dispatch) "
         "adapter_macro was called for: x.y"},
        {PARSE, "[{{ exceptions.nonsense('x') }}]", "[]"},
        {COMPILE, "[{{ write('x') }}{{ render('y') }}]", "[<y>]"},
    };
    CHECK(rows, &postgres);
}

static void relations(void **state) {
    (void)state;
#define MADE                                                                           \
    "{% set r = api.Relation.create(database='D', schema='S', identifier='T', "        \
    "type='view') %}"
    static const row rows[] = {
        {COMPILE,
         MADE "{{ r }} {{ r.include(database=false) }} {{ r.quote(schema=false) }}",
         "\"D\".\"S\".\"T\" \"S\".\"T\" \"D\".S.\"T\""},
        {COMPILE,
         MADE "{{ r.incorporate(path={'identifier': 'N'}, type='table') }} "
              "{{ r.incorporate(type='table').type }} {{ r.type }}",
         "\"D\".\"S\".\"N\" table view"},
        {COMPILE,
         MADE "{{ r.path }} {{ r.quote_policy }} {{ r.include_policy.schema }}",
         "Path(database='D', schema='S', identifier='T') Policy(database=True, "
         "schema=True, "
         "identifier=True) True"},
        {COMPILE,
         MADE "{{ r.replace_path(schema='X') }} {{ r.without_identifier() }} "
              "{{ r.render() }} {{ [r] }}",
         "\"D\".\"X\".\"T\" \"D\".\"S\" \"D\".\"S\".\"T\" [<PostgresRelation "
         "\"D\".\"S\".\"T\">]"},
        {COMPILE,
         MADE "{{ r.is_view }} {{ r.is_table }} {{ r.name }} {{ r.table }} "
              "{{ r['schema'] }} {{ r is mapping }} {{ r.get('metadata').type }}",
         "True False T T S True PostgresRelation"},
        {COMPILE,
         MADE "{{ r.information_schema() }} {{ r.information_schema('columns') }}",
         "\"D\".INFORMATION_SCHEMA \"D\".INFORMATION_SCHEMA.columns"},
        {COMPILE,
         MADE "{{ r == r.include() }} {{ r == r.quote(schema=false) }} "
              "{{ r.matches(database='D', schema='S', identifier='T') }}",
         "True False True"},
        {COMPILE, MADE "{{ r.matches(database='d', schema='S', identifier='T') }}",
         "E0601 When searching for a relation, dbt found an approximate match. Instead "
         "of "
         "guessing \nwhich relation to use, dbt will move on. Please delete "
         "\"D\".\"S\".\"T\", or rename it to be less ambiguous.\nSearched for: "
         "\"d\".\"S\".\"T\"\nFound: \"D\".\"S\".\"T\""},
        {COMPILE, MADE "{% for x in r %}{% endfor %}",
         "E0601 The object (\"\"D\".\"S\".\"T\"\") was used as a dictionary. This "
         "capability "
         "has been removed from objects of this type."},
        {COMPILE,
         "{{ api.Relation.create(schema='', identifier='e') }} "
         "{{ api.Relation.create(identifier='x', quote_policy={'identifier': false}) "
         "}} {{ api.Relation.View }} {{ api.Relation.add_ephemeral_prefix('m') }}",
         "\"\".\"e\" x view __dbt__cte__m"},
        {COMPILE, "{{ api.Relation.create(schema=5) }}",
         "E0601 Got an invalid path schema: 5"},
        {COMPILE, "{{ api.Relation.create(identifier='a' * 64, type='table') }}",
         "E0601 Relation name "
         "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' is longer "
         "than 63 "
         "characters"},
        {COMPILE, "{{ this.incorporate(limit=0) }}",
         "(select * from \"db\".\"sc\".\"me\" where false limit 0) _dbt_limit_subq_me"},
    };
    CHECK(rows, &postgres);
    static const row on_snowflake[] = {
        {COMPILE,
         MADE "{{ r }} {{ r.quote_policy }} {{ r.as_case_sensitive() }} "
              "{{ r.information_schema() }} {{ r.is_dynamic_table }} "
              "{{ this.incorporate(limit=0) }}",
         "D.S.T SnowflakeQuotePolicy(database=False, schema=False, identifier=False) "
         "D.S.T "
         "D.INFORMATION_SCHEMA False (select * from db.sc.me where false limit 0)"},
    };
    CHECK(on_snowflake, &snowflake);
    static const row on_bigquery[] = {
        {COMPILE,
         MADE "{{ r }} {{ r.project }} {{ r.information_schema('TABLES') }} "
              "{{ r.information_schema() }} {{ r.information_schema('__TABLES__') }}",
         "`D`.`S`.`T` D `D`.`S`.INFORMATION_SCHEMA.TABLES `D`.INFORMATION_SCHEMA "
         "`D`.`S`.__TABLES__"},
    };
    CHECK(on_bigquery, &bigquery);
    static const row on_spark[] = {
        {COMPILE, "{{ api.Relation.create(database='a', schema='b') }}",
         "error Cannot set database in spark!"},
        {COMPILE, "{{ api.Relation.create(schema='b', identifier='c') }}", "b.c"},
    };
    CHECK(on_spark, &spark);
#undef MADE
}

static void columns(void **state) {
    (void)state;
    static const row on_postgres[] = {
        {COMPILE, "{{ api.Column('N', 'character varying', 20) }}",
         "PostgresColumn(column='N', dtype='character varying', char_size=20, "
         "numeric_precision=None, numeric_scale=None)"},
        {COMPILE,
         "{{ api.Column('n', 'numeric', numeric_precision=10, numeric_scale=2)"
         ".data_type }} {{ api.Column('n', 'text').data_type }} "
         "{{ api.Column('n', 'varchar', 5).data_type }}",
         "numeric(10,2) text character varying(5)"},
        {COMPILE,
         "{{ api.Column.translate_type('string') }} "
         "{{ api.Column.string_type(5) }} {{ api.Column.numeric_type('d', 4, 2) }} "
         "{{ api.Column.create('n', 'STRING').dtype }} "
         "{{ api.Column('a', 'int').quoted }}",
         "TEXT character varying(5) d(4,2) TEXT \"a\""},
        {COMPILE,
         "{% set c = api.Column.from_description('n', 'numeric(10,2)') %}"
         "{{ c.dtype }} {{ c.numeric_scale }} {{ c.is_number() }} {{ c.is_string() }}",
         "numeric 2 True False"},
        {COMPILE, "{{ api.Column('n', 'int').string_size() }}",
         "E0601 Called string_size() on non-string field!"},
        {COMPILE,
         "{{ api.Column('a', 'text') == api.Column('a', 'text') }} "
         "{{ api.Column('a', 'varchar', 5).can_expand_to(api.Column('b', 'varchar', 6))"
         " }}",
         "True True"},
    };
    CHECK(on_postgres, &postgres);
    static const row on_bigquery[] = {
        {COMPILE,
         "{{ api.Column.translate_type('text') }} {{ api.Column('a', 'record', "
         "[api.Column('b', 'INT64')], 'REPEATED') }}",
         "STRING <BigQueryColumn a (ARRAY<STRUCT<`b` INT64>>, REPEATED)>"},
        {COMPILE,
         "{{ adapter.parse_partition_by({'field': 'D', 'data_type': 'timestamp'})"
         ".render('t') }}",
         "timestamp_trunc(t.d, day)"},
    };
    CHECK(on_bigquery, &bigquery);
    static const row on_databricks[] = {
        {COMPILE,
         "{{ api.Column.translate_type('LONG') }} {{ adapter.compare_dbr_version(1, "
         "2) }} {{ api.Column.format_add_column_list([api.Column('a', 'INT')]) }}",
         "bigint 1 `a` int"},
        {PARSE, "{{ adapter.compare_dbr_version(1, 2) }}", "0"},
    };
    CHECK(on_databricks, &databricks);
}

/* ---- what no text shows */

static void macro_use_is_recorded_at_the_top_only(void **state) {
    (void)state;
    project p;
    pl_value value;
    open_project(&p, PL_PHASE_PARSE, &postgres);
    run(&p, "{{ outer() }}{{ adapter.dispatch('greet')('x') }}", &value);
    assert_int_equal(p.used_len, 2);
    assert_true(PL_STR_IS(p.used[0], "macro.shop.outer"));
    assert_true(PL_STR_IS(p.used[1], "macro.shop.default__greet"));
    close_project(&p);
}

static void hooks_are_stored_under_their_dashed_names(void **state) {
    (void)state;
    project p;
    pl_value value;
    open_project(&p, PL_PHASE_PARSE, &postgres);
    run(&p, "{{ config(pre_hook='x', tags=['t']) }}{{ config.set('k', 1) }}", &value);
    assert_non_null(pl_dict_find(p.configured, PL_S("pre-hook")));
    assert_null(pl_dict_find(p.configured, PL_S("pre_hook")));
    assert_non_null(pl_dict_find(p.configured, PL_S("k")));
    close_project(&p);
}

static void messages_reach_the_project(void **state) {
    (void)state;
    project p;
    pl_value value;
    open_project(&p, PL_PHASE_COMPILE, &postgres);
    run(&p,
        "{% do log('quiet') %}{% do log('loud', true) %}{% do exceptions.warn('w') %}",
        &value);
    assert_true(PL_STR_IS(pl_buf_view(&p.messages), "loud\nwarning: w\n"));
    close_project(&p);
}

static void text_of_relations_is_marked(void **state) {
    (void)state;
    project p;
    pl_value value;
    open_project(&p, PL_PHASE_COMPILE, &postgres);
    run(&p,
        "from {{ ref('a') }}, {{ ref('b').include(database=false).render() }}, "
        "{{ api.Relation.create(identifier='c') }}",
        &value);
    const pl_marks *marks = pl_value_marks(value);
    assert_non_null(marks);
    assert_int_equal(marks->len, 2);
    assert_int_equal(marks->at[0].lo, 5);
    assert_true(PL_STR_IS(((const pl_relation *)marks->at[1].what)->node, "b"));
    close_project(&p);
}

static void provenance_is_kept(void **state) {
    (void)state;
    static const struct {
        const char *template;
        uint8_t flags;
    } rows[] = {
        {"{{ env_var('SCHEMA') }}", PL_FROM_ENV},
        {"{{ env_var('NO', 'd') }}", PL_FROM_ENV},
        {"{{ var('start') }}", PL_FROM_VAR},
        {"{{ target.name }}", PL_FROM_TARGET},
        {"{{ this }}", PL_FROM_ENV},
        {"{{ this.render() }}", PL_FROM_ENV},
        {"{{ this.include(schema=false) }}", 0},
        {"{{ ref(var('start')) }}", PL_FROM_VAR | PL_FROM_ENV},
        {"{{ double(2) }}", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        project p;
        pl_value value;
        open_project(&p, PL_PHASE_COMPILE, &postgres);
        run(&p, rows[i].template, &value);
        assert_int_equal(value.flags & PL_PROVENANCE, rows[i].flags);
        close_project(&p);
    }
}

static void secrets_are_filled_in_after_rendering(void **state) {
    (void)state;
    project p;
    pl_value value, filled;
    open_project(&p, PL_PHASE_PROFILE, NULL);
    run(&p, "a{{ env_var('DBT_ENV_SECRET_PW') }}b", &value);
    assert_int_equal(pl_secrets_fill(&p.dbt, &p.arena, value, &filled), PL_FOUND);
    assert_true(PL_STR_IS(pl_str_from(filled), "ahunter2b"));
    assert_true(filled.flags & PL_SECRET);
    assert_int_equal(pl_secrets_fill(&p.dbt, &p.arena, filled, &value), PL_MISSING);
    run(&p, "{{ env_var('DBT_ENV_SECRET_PW') }}{{ env_var('DBT_ENV_SECRET_PW') }}",
        &value);
    assert_int_equal(pl_secrets_fill(&p.dbt, &p.arena, value, &filled), PL_FAILED);
    close_project(&p);
}

/* ---- arguments that nobody meant */

static const char *const odd[] = {
    "none",   "nope", "5",           "'x'",  "[]",
    "[none]", "{}",   "{'name': 1}", "this", "api.Column('a', 'b')",
    "double",
};
enum { ODD_COUNT = sizeof odd / sizeof *odd };

/* Call `callee` with one, two and three odd arguments; only its not crashing counts. */
static void call_oddly(pl_phase phase, const pl_relation_style *style,
                       const char *callee) {
    project p;
    pl_value value;
    char template[256];
    open_project(&p, phase, style);
    for (size_t i = 0; i < ODD_COUNT; i++) {
        snprintf(template, sizeof template, "{{ %s(%s) }}", callee, odd[i]);
        run(&p, template, &value);
        snprintf(template, sizeof template, "{{ %s(%s, %s, %s) }}", callee, odd[i],
                 odd[(i + 3) % ODD_COUNT], odd[(i + 5) % ODD_COUNT]);
        run(&p, template, &value);
        for (size_t j = 0; j < ODD_COUNT; j++) {
            snprintf(template, sizeof template, "{{ %s(%s, %s) }}", callee, odd[i],
                     odd[j]);
            run(&p, template, &value);
        }
    }
    close_project(&p);
}

#define METHOD(id, name, stub, adapters, min, max, flags, params, help) "adapter." name,
#define WAREHOUSE(id, name, stub, adapters, help) "adapter." name,
static const char *const adapter_calls[] = {
#include "macros/adapter_methods.def"
};
#undef METHOD
#undef WAREHOUSE

static const char *const other_calls[] = {
    "exceptions.warn",
    "exceptions.missing_config",
    "exceptions.missing_materialization",
    "exceptions.relation_wrong_type",
    "exceptions.raise_ambiguous_alias",
    "exceptions.raise_ambiguous_catalog_match",
    "exceptions.raise_duplicate_patch_name",
    "exceptions.raise_duplicate_resource_name",
    "exceptions.raise_contract_error",
    "exceptions.column_type_missing",
    "validation.any(1)",
    "api.Column",
    "api.Column.create",
    "api.Column.translate_type",
    "api.Column.numeric_type",
    "api.Column.from_description",
    "api.Column.format_add_column_list",
    "api.Column('a', 'varchar').can_expand_to",
    "api.Column('a', 'record', [5], 'REPEATED').literal",
    "api.Relation.create",
    "api.Relation.scd_args",
    "this.matches",
    "this.get",
    "this.quote",
    "this.include",
    "this.replace_path",
    "this.information_schema",
    "this.path.get_part",
    "this.path.replace",
    "config.get",
    "config.require",
    "config.set",
    "var.has_var",
};

static void odd_arguments_are_answered(void **state) {
    (void)state;
    static const pl_relation_style *const styles[] = {&postgres, &bigquery,
                                                      &databricks};
    static const pl_phase phases[] = {PL_PHASE_PARSE, PL_PHASE_COMPILE};
    uint32_t len;
    const pl_member *members = pl_members(&len);
    for (size_t n = 0; n < 2; n++) {
        for (uint32_t i = 0; i < len; i++) {
            call_oddly(phases[n], &postgres, members[i].name.at);
        }
        for (size_t i = 0; i < sizeof other_calls / sizeof *other_calls; i++) {
            call_oddly(phases[n], styles[i % 3], other_calls[i]);
        }
    }
    for (size_t i = 0; i < sizeof adapter_calls / sizeof *adapter_calls; i++) {
        for (size_t n = 0; n < 3; n++) {
            call_oddly(PL_PHASE_COMPILE, styles[n], adapter_calls[i]);
        }
    }
}

static void members_are_sorted(void **state) {
    (void)state;
    uint32_t len;
    const pl_member *members = pl_members(&len);
    for (uint32_t i = 1; i < len; i++) {
        assert_true(pl_str_cmp(members[i - 1].name, members[i].name) < 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(variables),
        cmocka_unit_test(values),
        cmocka_unit_test(data),
        cmocka_unit_test(references),
        cmocka_unit_test(adapters),
        cmocka_unit_test(results),
        cmocka_unit_test(errors),
        cmocka_unit_test(relations),
        cmocka_unit_test(columns),
        cmocka_unit_test(macro_use_is_recorded_at_the_top_only),
        cmocka_unit_test(hooks_are_stored_under_their_dashed_names),
        cmocka_unit_test(messages_reach_the_project),
        cmocka_unit_test(text_of_relations_is_marked),
        cmocka_unit_test(provenance_is_kept),
        cmocka_unit_test(secrets_are_filled_in_after_rendering),
        cmocka_unit_test(odd_arguments_are_answered),
        cmocka_unit_test(members_are_sorted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
