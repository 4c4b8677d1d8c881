/* What a world answers to the templates of its nodes: pl_dbt_ops. */
#include "lexer/lexer.h"
#include "project/input/env_reads.h"
#include "project/node/node_view.h"
#include "project/node/world_priv.h"
#include "project/render/host_priv.h"
#include "project/render/introspection.h"
#include "project/render/macros.h"
#include "project/render/render.h"
#include "project/render/trace.h"

/* ---- variables */

static pl_found host_env(pl_dbt *d, pl_str name, pl_str *out) {
    const pl_env_var *v = pl_env_get(pl_host_world(d)->options.env, name);
    if (!v) {
        return PL_MISSING;
    }
    *out = v->value;
    return v->not_utf8 ? PL_FAILED : PL_FOUND;
}

static void host_macro_begins(pl_dbt *d, pl_eval *ev, const pl_macro_def *def) {
    pl_trace *trace = d->trace;
    if (trace) {
        pl_trace_macro(trace, ev, def);
    }
}

/* Texts of YAML files have no place here; they are found where they stand. */
static void host_env_read(pl_dbt *d, pl_eval *ev, pl_str name, bool has_default) {
    pl_env_reads *reads = d->reads;
    pl_trace *trace = d->trace;
    if (trace) {
        const pl_env_var *v = pl_env_get(pl_host_world(d)->options.env, name);
        pl_value value = v ? pl_string(v->value) : pl_none();
        pl_trace_variable(trace, ev, PL_TRACE_ENV_VAR, name, has_default,
                          v ? &value : NULL);
    }
    const pl_ast *ast =
        pl_interp_of(ev)->unit ? pl_unit_ast(pl_interp_of(ev)->unit) : NULL;
    if (!reads) {
        return;
    }
    pl_env_read read = {.name = name};
    read.fallback = has_default ? PL_S("...") : read.fallback;
    if (ast && !PL_STR_IS(ast->src->path, "<text>")) {
        read.span = (pl_span){ast->src, pl_interp_of(ev)->at, pl_interp_of(ev)->at + 1};
    }
    pl_env_reads_note(reads, &read);
}

static void add_vars(pl_arena *a, pl_dict *to, const pl_value *from, pl_str scope) {
    if (!from || from->kind != PL_DICT) {
        return;
    }
    const pl_dict *vars = from->as.dict;
    if (scope.at) {
        const pl_value *scoped = pl_dict_find(vars, scope);
        if (!scoped || scoped->kind != PL_DICT) {
            return;
        }
        vars = scoped->as.dict;
    }
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(vars, &i)) != NULL;) {
        if (e->key.kind == PL_STR) {
            pl_dict_put_str(a, to, pl_str_from(e->key), e->value);
        }
    }
}

static void add_project_vars(pl_arena *a, pl_dict *to, const pl_package *p,
                             pl_str scope) {
    const pl_str global = {NULL, 0};
    add_vars(a, to, &p->file->vars_value, global);
    add_vars(a, to, &p->file->vars_value, scope);
}

/* The package's own vars, over them the root's, over them the command line's; in each
 * the ones scoped to the package beat the global ones. */
const pl_dict *pl_vars_of(pl_world *w, pl_str package) {
    pl_map *cache = &w->private->vars;
    pl_dict *d = pl_map_get(cache, package);
    if (d) {
        return d;
    }
    const pl_package *own = pl_world_package(w, package);
    const pl_package *root = &w->packages[0];
    d = pl_dict_new(w->arena, 16).as.dict;
    if (own && own != root) {
        add_project_vars(w->arena, d, own, package);
    }
    add_project_vars(w->arena, d, root, package);
    add_vars(w->arena, d, &w->options.cli_vars, (pl_str){NULL, 0});
    pl_map_put(cache, w->arena, pl_str_copy(w->arena, package), d);
    return d;
}

static const pl_dict *vars_in_scope(pl_dbt *d) {
    pl_world *w = pl_host_world(d);
    return d->phase == PL_PHASE_PROFILE   ? w->options.cli_vars.as.dict
           : d->phase == PL_PHASE_PROJECT ? w->private->project_vars
                                          : pl_vars_of(w, d->package);
}

static void host_var_read(pl_dbt *d, pl_eval *ev, pl_str name, bool has_default) {
    pl_trace *trace = d->trace;
    if (trace) {
        pl_trace_variable(trace, ev, PL_TRACE_VAR, name, has_default,
                          pl_dict_find(vars_in_scope(d), name));
    }
}

static pl_found host_var(pl_dbt *d, pl_str name, pl_value *out) {
    const pl_value *v = pl_dict_find(vars_in_scope(d), name);
    if (!v) {
        return PL_MISSING;
    }
    *out = *v;
    return PL_FOUND;
}

static pl_value host_all_vars(pl_dbt *d) {
    return (pl_value){.kind = PL_DICT,
                      .as.dict = (pl_dict *)(uintptr_t)vars_in_scope(d)};
}

/* A text of vars: is rendered by whoever reads it, in that reader's context. */
static bool host_render_text(pl_dbt *d, pl_eval *ev, pl_str text, pl_value *out) {
    if (pl_text_is_plain(text)) {
        *out = pl_string(text);
        return true;
    }
    const pl_template *t = pl_workspace_text(pl_host_world(d)->ws, text, PL_MODE_DBT);
    if (!t->unit) {
        return pl_raise_str(ev, PL_EXC_COMPILATION, t->error.text);
    }
    pl_out *before = pl_interp_of(ev)->out;
    pl_out *o = pl_capture_begin(ev);
    pl_interp_of(ev)->out = o;
    bool ok = pl_render(pl_interp_of(ev), t->unit);
    if (ok) {
        *out = pl_out_take(o, 0, ev->arena);
    }
    pl_interp_of(ev)->out = before;
    pl_capture_end(ev, o);
    return ok;
}

/* ---- macros */

static pl_found host_macro(pl_dbt *d, pl_eval *ev, pl_str name, uint32_t hash,
                           pl_value *out) {
    const pl_dbt_node *n = pl_host_node(d);
    bool tested = n && n->test && n->test->macros && d->phase == PL_PHASE_PARSE;
    pl_lazy_macro *m = tested ? pl_map_get(n->test->macros, name) : NULL;
    return m ? pl_macro_as_value(pl_host_world(d), m, out)
             : pl_macro_lookup(pl_host_world(d), d->package, name, hash, ev->arena,
                               out);
}

static void host_macro_names(pl_dbt *d, pl_arena *a, pl_dict *to) {
    pl_macro_names(pl_host_world(d), d->package, a, to);
}

static const pl_macro_def *host_macro_in(pl_dbt *d, pl_str package, pl_str name) {
    pl_lazy_macro *m = pl_macro_in(pl_host_world(d), package, name);
    return m && pl_macro_ready(pl_host_world(d), m) ? &m->def : NULL;
}

static bool host_dispatch_order(pl_dbt *d, pl_str name_space, const pl_str **out,
                                uint32_t *len) {
    pl_world *w = pl_host_world(d);
    const pl_project_file *root = w->packages[0].file;
    *out = NULL;
    *len = 0;
    for (uint32_t i = 0; i < root->dispatch_count; i++) {
        if (pl_str_eq(root->dispatch[i].macro_namespace, name_space)) {
            *out = root->dispatch[i].search_order.at;
            *len = root->dispatch[i].search_order.len;
            return true;
        }
    }
    bool known = pl_world_package(w, name_space) != NULL;
    for (uint32_t i = 0; i < w->private->internal_len; i++) {
        known = known || pl_str_eq(w->private->internal[i], name_space);
    }
    if (!known) {
        return false;
    }
    pl_str *order = PL_NEW_ARRAY(w->arena, pl_str, 2);
    order[0] = root->name;
    order[1] = name_space;
    *out = order;
    *len = 2;
    return true;
}

static const pl_str *host_prefixes(pl_dbt *d, uint32_t *len) {
    *len = pl_host_world(d)->private->prefix_len;
    return pl_host_world(d)->private->prefixes;
}

static void host_macro_used(pl_dbt *d, const pl_macro_def *def) {
    if (pl_host_node(d) &&
        (d->phase == PL_PHASE_PARSE || d->phase == PL_PHASE_COMPILE)) {
        pl_dbt_node_add_macro(pl_host_node(d), pl_host_world(d)->arena, def->unique_id);
    }
}

/* ---- config */

static bool host_config_call(pl_dbt *d, pl_eval *ev, const pl_dict *args) {
    pl_world *w = pl_host_world(d);
    pl_dbt_node *n = pl_host_node(d);
    if (!n || d->phase != PL_PHASE_PARSE) {
        return true;
    }
    pl_value given = {.kind = PL_DICT, .as.dict = (pl_dict *)(uintptr_t)args};
    if (!pl_value_weigh(ev, given)) {
        return false;
    }
    if (!n->config_calls) {
        n->config_calls = pl_dict_new(w->arena, 8).as.dict;
        if (pl_interp_of(ev)->unit) {
            n->config_span = (pl_span){pl_unit_ast(pl_interp_of(ev)->unit)->src,
                                       pl_interp_of(ev)->at, pl_interp_of(ev)->at + 6};
        }
    }
    pl_value copy = pl_value_copy(w->arena, given);
    pl_str why;
    if (!pl_config_add_call(n->config_calls, copy.as.dict, w->arena, &why)) {
        return pl_raise_str(ev, PL_EXC_COMPILATION, why);
    }
    return true;
}

static pl_found host_config_get(pl_dbt *d, pl_eval *ev, pl_str key, pl_value *out) {
    (void)ev;
    const pl_dbt_node *n = pl_host_node(d);
    /* Hooks go by the names of the class's members, not by those
     * they are written as. */
    pl_str name = PL_STR_IS(key, "pre_hook")    ? PL_S("pre-hook")
                  : PL_STR_IS(key, "post_hook") ? PL_S("post-hook")
                                                : key;
    bool written = pl_str_eq(name, key) && pl_str_ends(key, PL_S("-hook"));
    const pl_value *v = n && n->shown && !written ? pl_dict_find(n->shown, name) : NULL;
    if (!v) {
        return PL_MISSING;
    }
    *out = *v;
    return PL_FOUND;
}

/* ---- other members */

static pl_value graph_section(pl_world *w, const pl_map *nodes) {
    pl_value v = pl_dict_new(w->arena, nodes->len);
    for (uint32_t i = 0; i < nodes->len; i++) {
        pl_dict_put_str(
            w->arena, v.as.dict, nodes->at[i].key,
            pl_node_view_dict(w, nodes->at[i].value, PL_VIEW_GRAPH, w->arena));
    }
    return v;
}

/* manifest.flat_graph: built once, when a template first reads it. */
static pl_value graph_of(pl_world *w) {
    struct pl_world_private *v = w->private;
    if (v->graph.kind == PL_UNSET) {
        v->graph = pl_dict_new(w->arena, 8);
        pl_dict *g = v->graph.as.dict;
        pl_dict_put_str(w->arena, g, PL_S("exposures"),
                        graph_section(w, &w->exposures));
        pl_dict_put_str(w->arena, g, PL_S("groups"), graph_section(w, &w->groups));
        pl_dict_put_str(w->arena, g, PL_S("metrics"), graph_section(w, &w->metrics));
        pl_dict_put_str(w->arena, g, PL_S("nodes"), graph_section(w, &w->nodes));
        pl_dict_put_str(w->arena, g, PL_S("sources"), graph_section(w, &w->sources));
        pl_dict_put_str(w->arena, g, PL_S("semantic_models"),
                        graph_section(w, &w->semantic_models));
        pl_dict_put_str(w->arena, g, PL_S("saved_queries"),
                        graph_section(w, &w->saved_queries));
    }
    return v->graph;
}

static pl_value hooks_of(pl_dbt *d, const char *key) {
    const pl_dbt_node *n = pl_host_node(d);
    const pl_value *v = n && n->shown ? pl_dict_find(n->shown, pl_str_of(key)) : NULL;
    pl_arena *a = pl_host_world(d)->arena;
    return v ? pl_hooks_shown(a, *v) : pl_list_new(a, 0);
}

static void add_custom_env(void *ctx, pl_str name, pl_str value) {
    pl_world *w = ((void **)ctx)[0];
    pl_dict *d = ((void **)ctx)[1];
    pl_dict_put_str(w->arena, d, name, pl_string(value));
}

static pl_value custom_envs(pl_world *w) {
    pl_value v = pl_dict_new(w->arena, 4);
    void *ctx[] = {w, v.as.dict};
    pl_env_custom(w->options.env, add_custom_env, ctx);
    return v;
}

static pl_value selected_resources(pl_world *w) {
    pl_value v = pl_list_new(w->arena, 16);
    for (uint32_t i = 0; i < w->nodes.len; i++) {
        const pl_dbt_node *n = w->nodes.at[i].value;
        if (n->selected) {
            pl_list_push(w->arena, v.as.list, pl_string(n->unique_id));
        }
    }
    return v;
}

static bool node_member(pl_dbt *d, pl_str name, pl_value *out) {
    const pl_dbt_node *n = pl_host_node(d);
    pl_world *w = pl_host_world(d);
    if (!n) {
        return false;
    }
    if (PL_STR_IS(name, "model")) {
        *out = pl_dbt_node_dict(w, n, true, w->arena);
    } else if (PL_STR_IS(name, "schema")) {
        *out = n->schema;
    } else if (PL_STR_IS(name, "database")) {
        *out = n->database;
    } else if (PL_STR_IS(name, "pre_hooks")) {
        *out = hooks_of(d, "pre-hook");
    } else if (PL_STR_IS(name, "post_hooks")) {
        *out = hooks_of(d, "post-hook");
    } else if (PL_STR_IS(name, "sql") || PL_STR_IS(name, "compiled_code")) {
        *out = n->compiled ? pl_string(n->compiled_code) : pl_none();
    } else {
        return false;
    }
    return true;
}

static pl_found host_member(pl_dbt *d, pl_eval *ev, pl_str name, pl_value *out) {
    pl_world *w = pl_host_world(d);
    (void)ev;
    if (node_member(d, name, out)) {
        return PL_FOUND;
    }
    if (PL_STR_IS(name, "graph")) {
        *out = d->phase == PL_PHASE_COMPILE ? graph_of(w) : pl_dict_new(w->arena, 0);
    } else if (PL_STR_IS(name, "project_name")) {
        *out = pl_string(w->packages ? w->packages[0].file->name : PL_S(""));
    } else if (PL_STR_IS(name, "flags")) {
        *out = w->flags;
    } else if (PL_STR_IS(name, "target")) {
        *out = d->target;
    } else if (PL_STR_IS(name, "dbt_metadata_envs")) {
        *out = custom_envs(w);
    } else if (PL_STR_IS(name, "selected_resources")) {
        *out = selected_resources(w);
    } else if (PL_STR_IS(name, "behavior")) {
        *out = w->packages[0].file->flags;
    } else if (PL_STR_IS(name, "runtime_config")) {
        *out = pl_runtime_config(w);
    } else if (PL_STR_IS(name, "invocation_args_dict")) {
        *out = w->flags;
    } else if (PL_STR_IS(name, "_dbt_generic_test_kwargs") && pl_host_node(d) &&
               pl_host_node(d)->test && pl_host_node(d)->test->generic) {
        return pl_test_kwargs(w, ev, pl_host_node(d), out) ? PL_FOUND : PL_FAILED;
    } else {
        return PL_MISSING;
    }
    return PL_FOUND;
}

static void host_message(pl_dbt *d, pl_eval *ev, pl_diag_code code, pl_str text) {
    pl_world *w = pl_host_world(d);
    pl_span span = {NULL, 0, 0};
    if (pl_interp_of(ev)->unit) {
        span = (pl_span){pl_unit_ast(pl_interp_of(ev)->unit)->src, pl_interp_of(ev)->at,
                         pl_interp_of(ev)->at + 1};
    }
    pl_diag *diag = pl_diag_add(&w->sink, code, span, pl_str_copy(w->arena, text));
    if (pl_host_node(d)) {
        diag->node = pl_host_node(d)->unique_id;
    }
}

/* ---- answers of the warehouse */

static pl_found host_columns(pl_dbt *d, pl_eval *ev, const pl_relation *r,
                             pl_value *out) {
    return pl_introspect_columns(pl_host_world(d), r, ev->arena, out);
}

static pl_found host_query(pl_dbt *d, pl_eval *ev, pl_str sql, pl_value *out) {
    return pl_introspect_query(pl_host_world(d), sql, ev->arena, out);
}

static pl_found host_existing(pl_dbt *d, pl_eval *ev, pl_value database,
                              pl_value schema, pl_value identifier, pl_relation **out) {
    const pl_value path[] = {database, schema, identifier};
    return pl_introspect_existing(pl_host_world(d), pl_host_node(d), path, ev->arena,
                                  out);
}

/* ---- YAML */

static pl_found host_yaml_load(pl_dbt *d, pl_eval *ev, pl_str text, pl_value *out) {
    (void)d;
    pl_str why;
    enum { NODE_BYTES = 32 }; /* of what a byte of YAML may become */
    if (!pl_step(ev, text.len / 8) || !pl_charge(ev, (uint64_t)text.len * NODE_BYTES)) {
        return PL_FAILED;
    }
    return pl_yaml_load_value(text, ev->arena, pl_yaml_date_object, out, &why)
               ? PL_FOUND
               : PL_MISSING;
}

static pl_found host_yaml_dump(pl_dbt *d, pl_eval *ev, pl_value v, bool sort_keys,
                               pl_buf *to) {
    (void)d;
    pl_str why;
    return pl_yaml_dump(v, sort_keys, ev->arena, to, &why) ? PL_FOUND : PL_MISSING;
}

const pl_dbt_ops pl_world_ops = {
    .env = host_env,
    .env_read = host_env_read,
    .var = host_var,
    .all_vars = host_all_vars,
    .render_text = host_render_text,
    .macro = host_macro,
    .macro_names = host_macro_names,
    .macro_in = host_macro_in,
    .dispatch_order = host_dispatch_order,
    .dispatch_prefixes = host_prefixes,
    .macro_used = host_macro_used,
    .macro_begins = host_macro_begins,
    .var_read = host_var_read,
    .ref = pl_host_ref,
    .source = pl_host_source,
    .metric = pl_host_metric,
    .this_relation = pl_host_this,
    .doc = pl_host_doc,
    .config_call = host_config_call,
    .config_get = host_config_get,
    .member = host_member,
    .message = host_message,
    .columns = host_columns,
    .query = host_query,
    .existing = host_existing,
    .yaml_load = host_yaml_load,
    .yaml_dump = host_yaml_dump,
};
