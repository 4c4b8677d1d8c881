/* generate_schema_name called in a `+schema` of dbt_project.yml, which dbt refuses: the
 * text is kept as written and run for each node, once the macros are known. */
#include "project/render/schema_call.h"
#include "project/node/workspace_priv.h"
#include "project/render/render.h"
#include "project/render/yaml_text.h"

static const char *const trees[] = {"models", "seeds", "snapshots", "tests",
                                    "data_tests"};

static bool in_tree(const pl_yaml_path *path) {
    pl_str first = pl_yaml_text(pl_yaml_path_first(path), PL_S(""));
    for (size_t i = 0; i < sizeof trees / sizeof *trees; i++) {
        if (pl_str_eq(first, pl_str_of(trees[i]))) {
            return true;
        }
    }
    return false;
}

static bool calls_macro(pl_str text) {
    return pl_str_find(text, PL_S("{{"), 0) != UINT32_MAX &&
           pl_str_find(text, PL_S("generate_schema_name"), 0) != UINT32_MAX;
}

bool pl_schema_call_kept(void *ctx, const pl_yaml_path *path, pl_str text) {
    pl_text_context *c = ctx;
    pl_str key = pl_yaml_text(path ? path->key : NULL, PL_S(""));
    if (key.len && key.at[0] == '+') {
        key = pl_str_trim(pl_str_sub(key, 1, key.len));
    }
    return PL_STR_IS(key, "schema") && in_tree(path) && calls_macro(text) &&
           pl_workspace_text(c->w->ws, text, PL_MODE_DBT)->unit;
}

static bool is_call(const pl_config_step *s) {
    return (s->origin == PL_ORIGIN_PROJECT || s->origin == PL_ORIGIN_ROOT) &&
           s->value.kind == PL_STR && calls_macro(pl_str_from(s->value));
}

bool pl_schema_call_of(pl_world *w, const pl_dbt_node *n, pl_schema_call *out) {
    const pl_value *set = pl_dict_find(n->config, PL_S("schema"));
    if (w->options.strict_dbt || !set || set->kind != PL_STR ||
        !calls_macro(pl_str_from(*set))) {
        return false;
    }
    pl_config_input in = pl_node_config_input(n);
    pl_config_step *steps;
    uint32_t count = pl_config_steps(w->configs, &in, w->arena, &steps);
    out->at = PL_NEW_ARRAY(w->arena, const pl_config_step *, count);
    out->len = 0;
    out->outer = pl_none();
    for (uint32_t i = 0; i < count; i++) {
        if (!PL_STR_IS(steps[i].key, "schema")) {
            continue;
        }
        if (is_call(&steps[i])) {
            out->at[out->len++] = &steps[i];
            out->span = steps[i].span;
        } else {
            out->outer = steps[i].value;
            out->len = 0;
        }
    }
    return out->len > 0;
}

/* ---- running */

/* What the text sees beside the macros' context. */
typedef struct call_context {
    pl_dbt dbt; /* first: pl_dbt_of() finds it */
    const pl_macro *macro;
    pl_value node;
    pl_value schema;
} call_context;

/* generate_schema_name(x): the node is supplied, and the result
 * stripped, as dbt does. */
static bool call_with_node(pl_eval *ev, pl_object *self, const pl_call *call,
                           pl_value *out) {
    const call_context *c = ev->host_data;
    pl_value args[] = {call->arg_count ? call->args[0] : pl_none(), c->node};
    pl_call full = {args, NULL, NULL, 2, 0};
    bool complete = call->arg_count > 1 || call->kwarg_count;
    (void)self;
    if (!pl_macro_call(ev, c->macro, complete ? call : &full, out)) {
        return false;
    }
    if (out->kind == PL_STR) {
        *out = pl_with(pl_string(pl_python_strip(pl_str_from(*out))), out->flags);
    }
    return true;
}

static const pl_class macro_class = {.name = "MacroGenerator", .call = call_with_node};
static const pl_object macro_object = {&macro_class};

static pl_found resolve(pl_eval *ev, pl_str name, uint32_t hash, pl_value *out) {
    const call_context *c = ev->host_data;
    bool inside_macro = pl_interp_of(ev)->macro_depth > 0;
    if (!inside_macro && PL_STR_IS(name, "generate_schema_name")) {
        *out = pl_object_value((void *)(uintptr_t)&macro_object);
    } else if (!inside_macro && PL_STR_IS(name, "schema")) {
        *out = c->schema;
    } else if (!inside_macro && PL_STR_IS(name, "node")) {
        *out = c->node;
    } else {
        return pl_dbt_host.resolve(ev, name, hash, out);
    }
    return PL_FOUND;
}

static bool run_one(pl_world *w, pl_eval *outer, call_context *c, pl_str text,
                    pl_value *out) {
    const pl_host host = {.resolve = resolve, .macro_called = pl_dbt_host.macro_called};
    const pl_template *t = pl_workspace_text(w->ws, text, PL_MODE_DBT);
    pl_out made = {0};
    pl_interp inner;
    pl_nested_begin(&inner, outer, &host, c, PL_MODE_DBT);
    inner.observer = pl_interp_of(outer)->observer;
    inner.out = &made;
    bool ok = pl_render(&inner, t->unit);
    if (ok) {
        *out = pl_out_take(&made, 0, inner.ev.arena);
    }
    pl_out_free(&made);
    return pl_nested_end(&inner, outer, ok);
}

static void warn(pl_world *w, pl_str text, pl_span span) {
    pl_diag *d = pl_diag_add(&w->sink, PL_W0521, span,
                             PL_S("generate_schema_name called in dbt_project.yml: run "
                                  "here for each node, rejected by dbt"));
    d->dbt_text = pl_str_fmt(
        w->arena, "Could not render %.*s: 'generate_schema_name' is undefined",
        PL_FMT(text));
    d->help = PL_S("set +schema to the plain name: dbt passes it to the macro itself");
}

bool pl_schema_call_run(pl_world *w, const pl_schema_call *c, pl_eval *ev,
                        const pl_macro *m, pl_value node, pl_value *out) {
    call_context context = {*pl_dbt_of(ev), m, node, c->outer};
    bool ok = true;
    for (uint32_t i = 0; ok && i < c->len; i++) {
        pl_str text = pl_str_from(c->at[i]->value);
        ok = run_one(w, ev, &context, text, out);
        context.schema = *out;
        warn(w, text, c->at[i]->span);
    }
    return ok;
}
