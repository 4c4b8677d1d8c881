/* tests/unit/macros_project.h: a small project that stands in for project/, and rows of
 * phase, template and result to run against it. Each test file includes it once. */
#ifndef PL_TESTS_MACROS_PROJECT_H
#define PL_TESTS_MACROS_PROJECT_H

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
    .adapter = &pl_adapter_postgres,
    .quoted = {true, true, true},
    .included = {true, true, true},
};
static const pl_relation_style snowflake = {.adapter = &pl_adapter_snowflake,
                                            .included = {true, true, true}};
static const pl_relation_style bigquery = {
    .adapter = &pl_adapter_bigquery,
    .quoted = {true, true, true},
    .included = {true, true, true},
};
static const pl_relation_style spark = {.adapter = &pl_adapter_spark,
                                        .included = {false, true, true}};
static const pl_relation_style databricks = {
    .adapter = &pl_adapter_databricks,
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
        def->macro = (pl_macro){.object = {&pl_macro_class},
                                .unit = u,
                                .info = &ast->macros[i],
                                .data = def};
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
    pl_interp interp;
    pl_interp_init(&interp, &p->arena, &pl_dbt_host, &p->dbt, mode);
    interp.out = &out;
    pl_str result;
    if (pl_render(&interp, unit_of(&p->arena, template, mode))) {
        *value = pl_out_take(&out, 0, &p->arena);
        result = pl_str_from(*value);
    } else {
        char room[8];
        const char *code =
            interp.ev.error.code ? pl_diag_name(interp.ev.error.code, room) : "error";
        result = pl_str_fmt(&p->arena, "%s %.*s", code, PL_FMT(interp.ev.error.text));
    }
    pl_out_free(&out);
    pl_interp_done(&interp);
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

#endif
