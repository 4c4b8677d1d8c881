/* What a world answers to the templates of its nodes: pl_dbt_ops. */
#include "project/introspection.h"
#include "project/environments.h"
#include "project/manifest.h"
#include "project/world_priv.h"
#include "support/vec.h"

static pl_world *world_of(const pl_dbt *d) {
    return d->world;
}
static pl_dbt_node *node_of(const pl_dbt *d) {
    return d->node;
}

/* ---- variables */

static pl_found host_env(pl_dbt *d, pl_str name, pl_str *out) {
    const pl_env_var *v = pl_env_get(world_of(d)->options.env, name);
    if (!v) {
        return PL_MISSING;
    }
    *out = v->value;
    return PL_FOUND;
}

/* Texts of YAML files have no place here; they are found where they stand. */
static void host_env_read(pl_dbt *d, pl_eval *ev, pl_str name, bool has_default) {
    pl_env_reads *reads = world_of(d)->options.reads;
    const pl_ast *ast = ev->unit ? pl_unit_ast(ev->unit) : NULL;
    if (!reads) {
        return;
    }
    pl_env_read read = {.name = name};
    read.fallback = has_default ? PL_S("...") : read.fallback;
    if (ast && !PL_STR_IS(ast->src->path, "<text>")) {
        read.span = (pl_span){ast->src, ev->at, ev->at + 1};
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

static void add_project_vars(pl_arena *a, pl_dict *to, const pl_package *p, pl_str scope) {
    const pl_str global = {NULL, 0};
    add_vars(a, to, &p->file->vars_value, global);
    add_vars(a, to, &p->file->vars_value, scope);
}

/* The package's own vars, over them the root's, over them the command line's; in each the
 * ones scoped to the package beat the global ones. */
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
    pl_world *w = world_of(d);
    bool base = d->phase == PL_PHASE_PROFILE || d->phase == PL_PHASE_PROJECT;
    return base ? w->options.cli_vars.as.dict : pl_vars_of(w, d->package);
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
    return (pl_value){.kind = PL_DICT, .as.dict = (pl_dict *)(uintptr_t)vars_in_scope(d)};
}

/* A text of vars: is rendered by whoever reads it, in that reader's context. */
static bool host_render_text(pl_dbt *d, pl_eval *ev, pl_str text, pl_value *out) {
    if (pl_text_is_plain(text)) {
        *out = pl_string(text);
        return true;
    }
    const pl_template *t = pl_workspace_text(world_of(d)->ws, text, PL_MODE_DBT);
    if (!t->unit) {
        return pl_raise_str(ev, PL_EXC_COMPILATION, t->error.text);
    }
    pl_out *before = ev->out;
    pl_out *o = pl_capture_begin(ev);
    ev->out = o;
    bool ok = pl_render(ev, t->unit);
    if (ok) {
        *out = pl_out_take(o, 0, ev->arena);
    }
    ev->out = before;
    pl_capture_end(ev, o);
    return ok;
}

/* ---- macros */

static pl_found host_macro(pl_dbt *d, pl_eval *ev, pl_str name, uint32_t hash,
                           pl_value *out) {
    return pl_macro_lookup(world_of(d), d->package, name, hash, ev->arena, out);
}

static const pl_macro_def *host_macro_in(pl_dbt *d, pl_str package, pl_str name) {
    pl_lazy_macro *m = pl_macro_in(world_of(d), package, name);
    return m && pl_macro_ready(world_of(d), m) ? &m->def : NULL;
}

static bool host_dispatch_order(pl_dbt *d, pl_str name_space, const pl_str **out,
                                uint32_t *len) {
    pl_world *w = world_of(d);
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
    *len = world_of(d)->private->prefix_len;
    return world_of(d)->private->prefixes;
}

static void host_macro_used(pl_dbt *d, const pl_macro_def *def) {
    if (node_of(d) && (d->phase == PL_PHASE_PARSE || d->phase == PL_PHASE_COMPILE)) {
        pl_dbt_node_add_macro(node_of(d), world_of(d)->arena, def->unique_id);
    }
}

/* ---- ref, source */

static bool target_not_found(pl_eval *ev, const pl_dbt_node *n, pl_str words,
                             bool disabled) {
    pl_raise(ev, PL_EXC_DEPENDENCY, "%s '%.*s' (%.*s) depends on %.*s which %s",
             n->type == PL_RES_OPERATION ? "Operation" : "Model", PL_FMT(n->unique_id),
             PL_FMT(n->original_file_path), PL_FMT(words),
             disabled ? "is disabled" : "was not found");
    ev->error.code = PL_E0301;
    return false;
}

pl_str pl_ref_words(pl_arena *a, const pl_ref_call *call) {
    pl_buf b = {0};
    PL_BUF_LIT(&b, "a node named '");
    pl_buf_str(&b, call->name);
    PL_BUF_LIT(&b, "'");
    if (call->version.kind != PL_UNSET && call->version.kind != PL_NONE) {
        PL_BUF_LIT(&b, " with version '");
        if (call->version.kind == PL_STR) {
            pl_buf_str(&b, pl_str_from(call->version));
        } else if (call->version.kind == PL_INT) {
            pl_buf_fmt(&b, "%lld", (long long)call->version.as.i);
        } else if (call->version.kind == PL_FLOAT) {
            pl_float_repr(&b, call->version.as.f);
        }
        PL_BUF_LIT(&b, "'");
    }
    if (call->package.len) {
        PL_BUF_LIT(&b, " in package or project '");
        pl_buf_str(&b, call->package);
        PL_BUF_LIT(&b, "'");
    }
    pl_str s = pl_buf_take(&b, a);
    pl_buf_free(&b);
    return s;
}

static pl_value relation_value(pl_relation *r) {
    r->made_by = r;
    return pl_object_value(&r->base);
}

static void record_ref(pl_dbt *d, pl_eval *ev, const pl_ref_call *call) {
    pl_world *w = world_of(d);
    pl_dbt_node *n = node_of(d);
    pl_ref_use use = {.call = {pl_str_copy(w->arena, call->package),
                               pl_str_copy(w->arena, call->name),
                               pl_value_copy(w->arena, call->version)}};
    if (ev->unit) {
        const pl_ast *ast = pl_unit_ast(ev->unit);
        use.span = (pl_span){ast->src, ev->at, ev->at + 3};
    }
    struct {
        pl_ref_use *at;
        uint32_t len, cap;
    } v = {n->refs, n->ref_len, n->ref_cap};
    PL_PUSH(w->arena, &v, use);
    n->refs = v.at;
    n->ref_len = v.len;
    n->ref_cap = v.cap;
}

/* A dependency that shows only when execute is true was not seen while parsing. */
static bool ref_out_of_context(pl_eval *ev, const pl_dbt_node *n, const pl_ref_call *call) {
    pl_str args = call->package.len
                      ? pl_str_fmt(ev->arena, "'%.*s', '%.*s'", PL_FMT(call->package),
                                   PL_FMT(call->name))
                      : pl_str_fmt(ev->arena, "'%.*s'", PL_FMT(call->name));
    pl_raise(ev, PL_EXC_COMPILATION,
             "dbt was unable to infer all dependencies for the model \"%.*s\".\n"
             "This typically happens when ref() is placed within a conditional block.\n\n"
             "To fix this, add the following hint to the top of the model \"%.*s\":\n\n"
             "-- depends_on: {{ ref(%.*s) }}",
             PL_FMT(n->name), PL_FMT(n->name), PL_FMT(args));
    ev->error.code = PL_E0301;
    return false;
}

static bool depends_on(const pl_dbt_node *n, const pl_dbt_node *on) {
    for (uint32_t i = 0; i < n->depends_len; i++) {
        if (n->depends_on[i] == on) {
            return true;
        }
    }
    return false;
}

static void add_cte(pl_world *w, pl_dbt_node *n, pl_dbt_node *ephemeral) {
    for (uint32_t i = 0; i < n->cte_len; i++) {
        if (n->ctes[i].node == ephemeral) {
            return;
        }
    }
    struct {
        struct pl_cte *at;
        uint32_t len, cap;
    } v = {n->ctes, n->cte_len, n->cte_cap};
    struct pl_cte cte = {ephemeral, {"", 0}};
    PL_PUSH(w->arena, &v, cte);
    n->ctes = v.at;
    n->cte_len = v.len;
    n->cte_cap = v.cap;
}

bool pl_node_is_ephemeral(const pl_dbt_node *n) {
    const pl_value *m = n->config ? pl_dict_find(n->config, PL_S("materialized")) : NULL;
    return n->type == PL_RES_MODEL && m && m->kind == PL_STR &&
           PL_STR_IS(pl_str_from(*m), "ephemeral");
}

static bool resolve_to_relation(pl_dbt *d, pl_eval *ev, pl_dbt_node *target, pl_value *out) {
    pl_world *w = world_of(d);
    pl_dbt_node *n = node_of(d);
    if (pl_node_is_ephemeral(target)) {
        if (n->type == PL_RES_OPERATION) {
            return pl_raise(ev, PL_EXC_COMPILATION,
                            "Operations can not ref() ephemeral nodes, but %.*s is ephemeral",
                            PL_FMT(target->name));
        }
        add_cte(w, n, target);
        pl_str name = pl_str_cat(ev->arena, PL_S("__dbt__cte__"), target->alias);
        pl_relation *r = pl_relation_new(ev->arena, &w->style, pl_none(), pl_none(),
                                         pl_string(name));
        r->is_cte = true;
        r->type = PL_S("cte");
        r->quoted[2] = false;
        r->node = target->unique_id;
        r->limit = w->options.empty ? 0 : -1;
        *out = relation_value(r);
        return true;
    }
    const pl_dbt_node *from = target->deferred_to ? target->deferred_to : target;
    pl_relation *r = pl_relation_of(w, from, ev->arena);
    r->node = target->unique_id;
    r->limit = w->options.empty ? 0 : -1;
    *out = relation_value(r);
    return true;
}

static bool host_ref(pl_dbt *d, pl_eval *ev, const pl_ref_call *call, pl_value *out) {
    pl_world *w = world_of(d);
    pl_dbt_node *n = node_of(d);
    if (!n) {
        *out = pl_none();
        return true;
    }
    if (d->phase != PL_PHASE_COMPILE) {
        record_ref(d, ev, call);
        *out = relation_value(pl_relation_of(w, n, ev->arena));
        return true;
    }
    bool disabled = false;
    pl_dbt_node *target = pl_find_ref(w, call, n->package, &disabled);
    if (!target || disabled) {
        return target_not_found(ev, n, pl_ref_words(ev->arena, call), disabled);
    }
    if (n->type != PL_RES_OPERATION && !depends_on(n, target)) {
        return ref_out_of_context(ev, n, call);
    }
    return resolve_to_relation(d, ev, target, out);
}

static bool host_source(pl_dbt *d, pl_eval *ev, pl_str source, pl_str table,
                        pl_value *out) {
    pl_world *w = world_of(d);
    pl_dbt_node *n = node_of(d);
    if (!n) {
        *out = pl_none();
        return true;
    }
    if (d->phase != PL_PHASE_COMPILE) {
        pl_source_use use = {pl_str_copy(w->arena, source), pl_str_copy(w->arena, table),
                             {NULL, 0, 0}};
        if (ev->unit) {
            use.span = (pl_span){pl_unit_ast(ev->unit)->src, ev->at, ev->at + 6};
        }
        struct {
            pl_source_use *at;
            uint32_t len, cap;
        } v = {n->sources, n->source_len, n->source_cap};
        PL_PUSH(w->arena, &v, use);
        n->sources = v.at;
        n->source_len = v.len;
        n->source_cap = v.cap;
        *out = relation_value(pl_relation_of(w, n, ev->arena));
        return true;
    }
    bool disabled = false;
    pl_dbt_node *target = pl_find_source(w, source, table, n->package, &disabled);
    if (!target || disabled) {
        pl_str words = pl_str_fmt(ev->arena, "a source named '%.*s.%.*s'", PL_FMT(source),
                                  PL_FMT(table));
        return target_not_found(ev, n, words, disabled);
    }
    return resolve_to_relation(d, ev, target, out);
}

static bool host_metric(pl_dbt *d, pl_eval *ev, pl_str package, pl_str name, pl_value *out) {
    (void)package;
    pl_dbt_node *n = node_of(d);
    if (n && d->phase == PL_PHASE_PARSE) {
        pl_value use = pl_list_new(world_of(d)->arena, 2);
        if (package.len) {
            pl_list_push(world_of(d)->arena, use.as.list,
                         pl_string(pl_str_copy(world_of(d)->arena, package)));
        }
        pl_list_push(world_of(d)->arena, use.as.list,
                     pl_string(pl_str_copy(world_of(d)->arena, name)));
        if (n->metrics.kind != PL_LIST) {
            n->metrics = pl_list_new(world_of(d)->arena, 2);
        }
        pl_list_push(world_of(d)->arena, n->metrics.as.list, use);
    }
    *out = pl_string(pl_str_copy(ev->arena, name));
    return true;
}

static pl_found host_this(pl_dbt *d, pl_eval *ev, pl_value *out) {
    pl_dbt_node *n = node_of(d);
    if (!n || n->type == PL_RES_OPERATION) {
        return PL_MISSING;
    }
    *out = relation_value(pl_relation_of(world_of(d), n, ev->arena));
    return PL_FOUND;
}

/* doc(): the own package first, then the root, then anyone's. */
static bool host_doc(pl_dbt *d, pl_eval *ev, pl_str package, pl_str name, pl_value *out) {
    pl_world *w = world_of(d);
    const pl_str order[] = {package.len ? package : d->package,
                            package.len ? package : w->packages[0].file->name};
    for (size_t i = 0; i < 2; i++) {
        pl_str id = pl_str_fmt(ev->arena, "doc.%.*s.%.*s", PL_FMT(order[i]), PL_FMT(name));
        const pl_doc *doc = pl_map_get(&w->docs, id);
        if (doc) {
            *out = pl_string(doc->text);
            return true;
        }
    }
    for (uint32_t i = 0; !package.len && i < w->docs.len; i++) {
        const pl_doc *doc = w->docs.at[i].value;
        if (pl_str_eq(doc->name, name)) {
            *out = pl_string(doc->text);
            return true;
        }
    }
    pl_raise(ev, PL_EXC_COMPILATION,
             package.len ? "Documentation for '%s%.*s' depends on doc '%.*s' in package "
                           "'%.*s' which was not found"
                         : "Documentation for '%s%.*s' depends on doc '%.*s' which was not "
                           "found%.*s",
             "", PL_FMT(node_of(d) ? node_of(d)->unique_id : d->package), PL_FMT(name),
             PL_FMT(package));
    ev->error.code = PL_E0301;
    return false;
}

/* ---- config */

static bool host_config_call(pl_dbt *d, pl_eval *ev, const pl_dict *args) {
    pl_world *w = world_of(d);
    pl_dbt_node *n = node_of(d);
    if (!n || d->phase != PL_PHASE_PARSE) {
        return true;
    }
    if (!n->config_calls) {
        n->config_calls = pl_dict_new(w->arena, 8).as.dict;
        if (ev->unit) {
            n->config_span =
                (pl_span){pl_unit_ast(ev->unit)->src, ev->at, ev->at + 6};
        }
    }
    pl_value copy = pl_value_copy(
        w->arena, (pl_value){.kind = PL_DICT, .as.dict = (pl_dict *)(uintptr_t)args});
    pl_str why;
    if (!pl_config_add_call(n->config_calls, copy.as.dict, w->arena, &why)) {
        return pl_raise_str(ev, PL_EXC_COMPILATION, why);
    }
    return true;
}

static pl_found host_config_get(pl_dbt *d, pl_eval *ev, pl_str key, pl_value *out) {
    (void)ev;
    const pl_dbt_node *n = node_of(d);
    const pl_value *v = n && n->shown ? pl_dict_find(n->shown, key) : NULL;
    if (!v && n && n->shown && pl_str_find_char(key, '_') != UINT32_MAX) {
        v = PL_STR_IS(key, "pre_hook")    ? pl_dict_find(n->shown, PL_S("pre-hook"))
            : PL_STR_IS(key, "post_hook") ? pl_dict_find(n->shown, PL_S("post-hook"))
                                          : NULL;
    }
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
        pl_dict_put_str(w->arena, v.as.dict, nodes->at[i].key,
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
        pl_dict_put_str(w->arena, g, PL_S("exposures"), graph_section(w, &w->exposures));
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
    const pl_dbt_node *n = node_of(d);
    const pl_value *v = n && n->shown ? pl_dict_find(n->shown, pl_str_of(key)) : NULL;
    return v ? *v : pl_list_new(world_of(d)->arena, 0);
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
    const pl_dbt_node *n = node_of(d);
    pl_world *w = world_of(d);
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
    pl_world *w = world_of(d);
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
        *out = w->target.dict;
    } else if (PL_STR_IS(name, "dbt_metadata_envs")) {
        *out = custom_envs(w);
    } else if (PL_STR_IS(name, "selected_resources")) {
        *out = selected_resources(w);
    } else if (PL_STR_IS(name, "runtime_config")) {
        *out = pl_runtime_config(w);
    } else if (PL_STR_IS(name, "invocation_args_dict")) {
        *out = w->flags;
    } else if (PL_STR_IS(name, "_dbt_generic_test_kwargs") && node_of(d) &&
               node_of(d)->test && node_of(d)->test->generic) {
        return pl_test_kwargs(w, ev, node_of(d), out) ? PL_FOUND : PL_FAILED;
    } else {
        return PL_MISSING;
    }
    return PL_FOUND;
}

static void host_message(pl_dbt *d, pl_eval *ev, pl_diag_code code, pl_str text) {
    pl_world *w = world_of(d);
    pl_span span = {NULL, 0, 0};
    if (ev->unit) {
        span = (pl_span){pl_unit_ast(ev->unit)->src, ev->at, ev->at + 1};
    }
    pl_diag *diag = pl_diag_add(&w->sink, code, span, pl_str_copy(w->arena, text));
    if (node_of(d)) {
        diag->node = node_of(d)->unique_id;
    }
}

/* ---- answers of the warehouse */

static pl_found host_columns(pl_dbt *d, pl_eval *ev, const pl_relation *r, pl_value *out) {
    return pl_introspect_columns(world_of(d), r, ev->arena, out);
}

static pl_found host_query(pl_dbt *d, pl_eval *ev, pl_str sql, pl_value *out) {
    return pl_introspect_query(world_of(d), sql, ev->arena, out);
}

static pl_found host_existing(pl_dbt *d, pl_eval *ev, pl_value database, pl_value schema,
                              pl_value identifier, pl_relation **out) {
    const pl_value path[] = {database, schema, identifier};
    return pl_introspect_existing(world_of(d), node_of(d), path, ev->arena, out);
}

/* ---- YAML */

static pl_found host_yaml_load(pl_dbt *d, pl_eval *ev, pl_str text, pl_value *out) {
    (void)d;
    pl_str why;
    return pl_yaml_load_value(text, ev->arena, pl_yaml_date_object, out, &why) ? PL_FOUND : PL_MISSING;
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
    .macro_in = host_macro_in,
    .dispatch_order = host_dispatch_order,
    .dispatch_prefixes = host_prefixes,
    .macro_used = host_macro_used,
    .ref = host_ref,
    .source = host_source,
    .metric = host_metric,
    .this_relation = host_this,
    .doc = host_doc,
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
