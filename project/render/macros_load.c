/* The macros of a world: the project's, its packages', and plumb's own stock.
 *
 * Project macros are parsed at once so that their errors show; stock macros when they
 * are first called. Source: dbt-core 1.9 parser/macros.py, context/macros.py. */
#include "parser/nodes.h"
#include "project/node/dbt_error.h"
#include "project/node/world_priv.h"
#include "project/render/macros_priv.h"
#include "project/render/report.h"

/* ---- names */

static const pl_ast *macro_ast(const pl_lazy_macro *m) {
    return pl_unit_ast(m->def.macro.unit);
}

/* The macro statement of the block: the first of the template. */
static const pl_macro_info *first_macro(const pl_ast *ast) {
    const pl_node *body = &ast->nodes[ast->functions[0].body];
    for (uint32_t i = 0; i < body->b; i++) {
        const pl_node *n = &ast->nodes[pl_items_of(ast->extra, body)[i]];
        if (n->kind == PL_NODE_MACRO) {
            return &ast->macros[n->a];
        }
    }
    return NULL;
}

static void syntax_error(pl_world *w, const pl_source *src, const pl_syntax_error *e) {
    pl_span span = {src, e->lo, e->lo + 1};
    pl_diag *d = pl_diag_add(&w->sink, PL_E0201, span, e->text);
    d->dbt_whole = pl_dbt_error_text(w->arena, "Compilation Error",
                                     pl_dbt_syntax_words(w->arena, src, e));
    pl_suggest_tag(w, d);
}

bool pl_macro_ready(pl_world *w, pl_lazy_macro *m) {
    if (m->ready || m->broken) {
        return m->ready;
    }
    const pl_template *t = pl_workspace_template(w->ws, m->src);
    if (!t->unit) {
        m->broken = true;
        syntax_error(w, t->src, &t->error);
        return false;
    }
    const pl_macro_info *info = first_macro(t->ast);
    if (!info) {
        m->broken = true;
        return false;
    }
    m->def.macro.object.cls = &pl_macro_class;
    m->def.macro.unit = t->unit;
    m->def.macro.info = info;
    m->def.macro.name = t->ast->names[info->name].text;
    m->def.macro.data = &m->def;
    m->ready = true;
    return true;
}

/* ---- registering */

const char *const pl_macro_blocks[] = {"macro", "materialization", "test", "data_test",
                                       NULL};

pl_lazy_macro *pl_macro_new(pl_world *w, pl_str package, pl_str name, pl_str path,
                            const pl_source *src) {
    pl_arena *a = w->arena;
    pl_lazy_macro *m = PL_NEW(a, pl_lazy_macro);
    m->def.name = name;
    m->def.package = package;
    m->def.path = path;
    m->def.unique_id = pl_str_fmt(a, "macro.%.*s.%.*s", PL_FMT(package), PL_FMT(name));
    m->src = src;
    return m;
}

/* A name as dbt registers it: "x", "test_x", "materialization_x_adapter". */
static pl_str registered_name(pl_arena *a, const pl_block *b) {
    bool test = PL_STR_IS(b->type, "test") || PL_STR_IS(b->type, "data_test");
    return test ? pl_str_cat(a, PL_S("test_"), b->name) : b->name;
}

pl_lazy_macro *pl_macro_of_block(pl_world *w, pl_str package, const pl_block *b,
                                 pl_str path, const pl_source *src) {
    return pl_macro_new(w, package, registered_name(w->arena, b), path, src);
}

static bool duplicate(pl_world *w, const pl_lazy_macro *before,
                      const pl_lazy_macro *m) {
    pl_span span = {m->src, 0, m->src->text.len < 40 ? m->src->text.len : 40};
    pl_str help = pl_str_fmt(w->arena, "the other one is in %.*s, line %u",
                             PL_FMT(before->def.path), pl_source_line(before->src, 0));
    pl_diag *d =
        pl_diag_addf(&w->sink, PL_E0303, span,
                     "dbt found two macros named \"%.*s\" in the project \"%.*s\".\n"
                     " To fix this error, rename or remove one of the following "
                     "macros:\n    - %.*s\n    - %.*s",
                     PL_FMT(m->def.name), PL_FMT(m->def.package), PL_FMT(m->def.path),
                     PL_FMT(before->def.path));
    d->help = help;
    return false;
}

/* Materializations carry their adapter in their name, which takes parsing. */
static pl_str name_from_ast(pl_world *w, pl_lazy_macro *m) {
    if (!pl_macro_ready(w, m)) {
        return m->def.name;
    }
    const pl_ast *ast = macro_ast(m);
    return ast->names[m->def.macro.info->plain].text;
}

bool pl_macro_add_block(pl_world *w, pl_map *macros, pl_lazy_macro *m,
                        const pl_block *b) {
    if (PL_STR_IS(b->type, "materialization")) {
        m->def.name = name_from_ast(w, m);
        m->def.unique_id = pl_str_fmt(w->arena, "macro.%.*s.%.*s",
                                      PL_FMT(m->def.package), PL_FMT(m->def.name));
    }
    pl_lazy_macro *before = pl_map_get(macros, m->def.name);
    if (before) {
        return duplicate(w, before, m);
    }
    pl_map_put(macros, w->arena, m->def.name, m);
    pl_map_put(&w->macros, w->arena, m->def.unique_id, m);
    return true;
}

static bool load_file(pl_world *w, pl_package *p, pl_str path, pl_str shown) {
    const pl_source *src = pl_workspace_source(w->ws, path, true, &w->sink);
    if (!src) {
        return false;
    }
    const pl_block_file *f = pl_workspace_blocks(w->ws, src, pl_macro_blocks);
    if (f->broken) {
        pl_dbt_block_error(w, src, &f->error);
        return false;
    }
    bool ok = true;
    for (uint32_t i = 0; i < f->count; i++) {
        const pl_block *b = &f->at[i];
        const pl_source *part =
            pl_workspace_part(w->ws, src, &f->wholes[i], b->lo, b->hi);
        pl_lazy_macro *m = pl_macro_of_block(w, p->file->name, b, shown, part);
        ok = pl_macro_ready(w, m) && pl_macro_add_block(w, &p->macros, m, b) && ok;
    }
    return ok;
}

static bool load_below(pl_world *w, pl_package *p, const pl_str *dirs, uint32_t count) {
    static const char *const sql[] = {".sql", NULL};
    pl_file_list files =
        pl_search(w->ws->tree, p->file->root, dirs, count, sql, p->ignore, w->arena);
    bool ok = true;
    for (uint32_t i = 0; i < files.len; i++) {
        pl_str path = pl_path_join(w->arena, p->file->root, files.at[i].path);
        ok = load_file(w, p, path, files.at[i].path) && ok;
    }
    return ok;
}

/* Generic tests live below each test path in a folder "generic". */
static bool load_package(pl_world *w, pl_package *p) {
    const pl_project_file *f = p->file;
    bool ok = load_below(w, p, f->macro_paths.at, f->macro_paths.len);
    for (uint32_t i = 0; i < f->test_paths.len; i++) {
        pl_str generic = pl_path_join(w->arena, f->test_paths.at[i], PL_S("generic"));
        ok = load_below(w, p, &generic, 1) && ok;
    }
    return ok;
}

bool pl_macros_load(pl_world *w) {
    bool ok = true;
    for (uint32_t i = 0; i < w->package_len; i++) {
        ok = load_package(w, &w->packages[i]) && ok;
    }
    w->private->seen_names = PL_NEW_ARRAY0(w->arena, pl_map, w->package_len + 1);
    return ok;
}

/* ---- look-up */

pl_lazy_macro *pl_macro_in(pl_world *w, pl_str package, pl_str name) {
    if (PL_STR_IS(package, "dbt")) {
        return pl_stock_macro_named(w, name);
    }
    pl_package *p = pl_world_package(w, package);
    return p ? pl_map_get(&p->macros, name) : NULL;
}

static void add_names(const pl_map *macros, pl_arena *a, pl_dict *to) {
    for (uint32_t i = 0; i < macros->len; i++) {
        pl_dict_put_str(a, to, macros->at[i].key, pl_none());
    }
}

void pl_macro_names(pl_world *w, pl_str package, pl_arena *a, pl_dict *to) {
    const pl_package *own = pl_world_package(w, package);
    if (own) {
        add_names(&own->macros, a, to);
    }
    add_names(&w->packages[0].macros, a, to);
    for (uint32_t i = 0; i < w->package_len; i++) {
        if (w->packages[i].macros.len) {
            pl_dict_put_str(a, to, w->packages[i].file->name, pl_none());
        }
    }
    pl_dict_put_str(a, to, PL_S("dbt"), pl_none());
    add_names(pl_stock_macros_named(w), a, to);
}

/* A package's macros as the object `package.macro` is read from;
 * dbt has a dict there. */
typedef struct namespace_object {
    pl_object base;
    pl_world *w;
    pl_str package;
} namespace_object;

pl_found pl_macro_as_value(pl_world *w, pl_lazy_macro *m, pl_value *out) {
    if (!pl_macro_ready(w, m)) {
        return PL_MISSING;
    }
    *out = (pl_value){.kind = PL_MACRO, .as.macro = &m->def.macro};
    return PL_FOUND;
}

/* Items, not attributes: so the sandbox has nothing against names like _is_relation. */
static pl_found namespace_item(pl_eval *ev, pl_object *self, pl_value key,
                               pl_value *out) {
    (void)ev;
    namespace_object *ns = (namespace_object *)(void *)self;
    if (key.kind != PL_STR) {
        return PL_MISSING;
    }
    pl_lazy_macro *m = pl_macro_in(ns->w, ns->package, pl_str_from(key));
    return m ? pl_macro_as_value(ns->w, m, out) : PL_MISSING;
}

static bool namespace_iter(pl_eval *ev, pl_object *self, pl_value *out) {
    const namespace_object *ns = (namespace_object *)(void *)self;
    const pl_package *p = pl_world_package(ns->w, ns->package);
    pl_value names = pl_dict_new(ev->arena, 16);
    add_names(p ? &p->macros : pl_stock_macros_named(ns->w), ev->arena, names.as.dict);
    return pl_to_list(ev, names, out);
}

static pl_found namespace_contains_name(pl_eval *ev, pl_object *self, pl_value item,
                                        bool *out) {
    pl_value ignored;
    *out = namespace_item(ev, self, item, &ignored) == PL_FOUND;
    return PL_FOUND;
}

static const pl_class namespace_class = {
    .name = "dict",
    .attr = pl_lookup_attr,
    .item = namespace_item,
    .iter = namespace_iter,
    .contains = namespace_contains_name,
    .is_mapping = true,
};

static pl_found namespace_of(pl_world *w, pl_str package, pl_value *out) {
    bool known = PL_STR_IS(package, "dbt");
    if (!known) {
        const pl_package *p = pl_world_package(w, package);
        known = p && p->macros.len;
    }
    if (!known) {
        return PL_MISSING;
    }
    void **slot = pl_map_slot(&w->private->namespaces, w->arena, package);
    if (!*slot) {
        namespace_object *ns = PL_NEW(w->arena, namespace_object);
        ns->base.cls = &namespace_class;
        ns->w = w;
        ns->package = package;
        *slot = ns;
    }
    *out = pl_object_value(*slot);
    return PL_FOUND;
}

typedef struct found_name {
    pl_found found;
    pl_value value;
} found_name;

static pl_found search(pl_world *w, pl_package *own, pl_str name, pl_value *out) {
    pl_lazy_macro *m = own ? pl_map_get(&own->macros, name) : NULL;
    if (!m) {
        m = pl_map_get(&w->packages[0].macros, name);
    }
    if (m) {
        return pl_macro_as_value(w, m, out);
    }
    if (namespace_of(w, name, out) == PL_FOUND) {
        return PL_FOUND;
    }
    m = pl_stock_macro_named(w, name);
    return m ? pl_macro_as_value(w, m, out) : PL_MISSING;
}

pl_found pl_macro_lookup(pl_world *w, pl_str package, pl_str name, uint32_t hash,
                         pl_arena *a, pl_value *out) {
    (void)hash;
    (void)a;
    pl_package *own = pl_world_package(w, package);
    pl_map *seen = &w->private->seen_names[own ? own->index : w->package_len];
    found_name *f = pl_map_get(seen, name);
    if (!f) {
        f = PL_NEW(w->arena, found_name);
        f->found = search(w, own, name, &f->value);
        pl_map_put(seen, w->arena, pl_str_copy(w->arena, name), f);
    }
    *out = f->value;
    return f->found;
}
