/* What the files of a commit touch: nodes, and places of the project. */
#include "check/check.h"
#include "project/input/git.h"
#include "project/render/macro_calls.h"

typedef struct toucher {
    pl_check *c;
    pl_arena *a;
    pl_map gone; /* names of nodes whose files are gone */
} toucher;

static void put(toucher *t, pl_map *set, pl_str key) {
    pl_map_put(set, t->a, key, t->c);
}

/* ---- files */

/* What these say goes for every node. */
static bool is_project_wide(pl_str path) {
    static const char *const names[] = {
        "dbt_project.yml",   "profiles.yml",
        "environments.yml",  "packages.yml",
        "dependencies.yml",  "package-lock.yml",
        "selectors.yml",     "vars.yml",
        "introspection.yml", ".env",
        ".dbtignore",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (pl_str_eq(path, pl_str_of(names[i]))) {
            return true;
        }
    }
    return false;
}

static bool is_below(pl_str path, pl_str folder) {
    return folder.len && path.len > folder.len && path.at[folder.len] == '/' &&
           pl_str_starts(path, folder);
}

static const pl_world *any_world(const pl_check *c) {
    for (uint32_t i = 0; i < c->len; i++) {
        if (c->at[i].world) {
            return c->at[i].world;
        }
    }
    return NULL;
}

static bool is_installed(const pl_check *c, pl_str path) {
    const pl_world *w = any_world(c);
    return w && is_below(path, w->packages[0].file->packages_install_path);
}

static bool outside(toucher *t, pl_str path) {
    pl_diag *d = pl_diag_addf(t->c->sink, PL_E0704, (pl_span){0},
                              "%.*s is outside the project", PL_FMT(path));
    d->help = pl_str_fmt(t->c->sink->arena,
                         "the project is %.*s: let the hook's `files:` name it",
                         PL_FMT(t->c->tree->root));
    return false;
}

/* Was the file there in the last commit? */
static bool was_committed(toucher *t, pl_str path) {
    pl_diag_sink quiet = {.arena = t->a};
    pl_str text;
    pl_git *git = pl_git_open(t->c->tree->root, t->a, &quiet);
    if (!git) {
        return false;
    }
    pl_str head = pl_git_commit(git, PL_S("HEAD"), &quiet);
    pl_tree *tree = head.len ? pl_git_tree(git, head, PL_S("HEAD"), &quiet) : NULL;
    bool was = tree && tree->read(tree, path, t->a, &text) == PL_READ_OK;
    pl_git_close(git);
    return was;
}

static bool take_gone(toucher *t, pl_str path) {
    if (!was_committed(t, path)) {
        pl_diag *d = pl_diag_addf(t->c->sink, PL_E0704, (pl_span){0},
                                  "there is no file %.*s", PL_FMT(path));
        d->help = PL_S(
            "a file that was deleted may be named, but this one is not in the last commit either");
        return false;
    }
    put(t, &t->gone, pl_path_stem(path));
    return true;
}

static bool take_path(toucher *t, pl_str path) {
    pl_touched *to = &t->c->touched;
    put(t, &to->paths, path);
    to->everything =
        to->everything || is_project_wide(path) || is_installed(t->c, path);
    return true;
}

static bool take_folder(toucher *t, pl_str path) {
    pl_file_list all = pl_search(t->c->tree, PL_S(""), &path, 1, NULL, NULL, t->a);
    for (uint32_t i = 0; i < all.len; i++) {
        take_path(t, all.at[i].path);
    }
    return true;
}

static bool take_file(toucher *t, pl_str path) {
    pl_tree *tree = t->c->tree;
    pl_entry *entries;
    uint32_t count;
    pl_str text;
    if (!path.len) { /* the project itself */
        t->c->touched.everything = true;
        return true;
    }
    if (path.at[0] == '/' || pl_str_starts(path, PL_S("../"))) {
        return outside(t, path);
    }
    if (tree->read(tree, path, t->a, &text) == PL_READ_ABSENT) {
        return take_gone(t, path) && take_path(t, path);
    }
    return tree->list(tree, path, t->a, &entries, &count) ? take_folder(t, path)
                                                          : take_path(t, path);
}

/* ---- macros */

typedef struct macro_walk {
    toucher *t;
    pl_world *w;
    pl_map callers; /* unique_id -> caller_list */
    pl_map reached; /* unique_id */
    PL_VEC(const pl_macro_def *) queue;
} macro_walk;

typedef struct caller_list {
    PL_VEC(const pl_macro_def *) list;
} caller_list;

static bool is_root(const pl_world *w, pl_str package) {
    return pl_str_eq(package, w->packages[0].file->name);
}

static void reach(macro_walk *m, const pl_macro_def *def) {
    if (!pl_map_put(&m->reached, m->t->a, def->unique_id, m)) {
        PL_PUSH(m->t->a, &m->queue, def);
    }
}

static void add_callers(macro_walk *m, const pl_macro_def *def) {
    pl_macro_calls calls = pl_macro_calls_of(m->w, def, m->t->a);
    for (uint32_t i = 0; i < calls.len; i++) {
        void **slot = pl_map_slot(&m->callers, m->t->a, calls.at[i]->unique_id);
        caller_list *l = *slot ? *slot : PL_NEW(m->t->a, caller_list);
        *slot = l;
        PL_PUSH(m->t->a, &l->list, def);
    }
}

/* The macros of the files, and all that call them. */
static void reach_all(macro_walk *m) {
    const pl_map *all = pl_macros_all(m->w);
    for (uint32_t i = 0; i < all->len; i++) {
        const pl_macro_def *def = all->at[i].value;
        add_callers(m, def);
        if (is_root(m->w, def->package) &&
            pl_map_has(&m->t->c->touched.paths, def->path)) {
            reach(m, def);
        }
    }
    for (uint32_t i = 0; i < m->queue.len; i++) {
        const caller_list *l = pl_map_get(&m->callers, m->queue.at[i]->unique_id);
        for (uint32_t k = 0; l && k < l->list.len; k++) {
            reach(m, l->list.at[k]);
        }
    }
}

/* generate_schema_name and its kin, with a prefix of dispatch or without: no node lists
 * them, and each is named by them. */
static bool makes_names(pl_str name) {
    static const char *const kinds[] = {"generate_database_name",
                                        "generate_schema_name", "generate_alias_name"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        pl_str kind = pl_str_of(kinds[i]);
        pl_str prefix = pl_str_sub(name, 0, name.len - kind.len);
        if (pl_str_ends(name, kind) &&
            (!prefix.len || pl_str_ends(prefix, PL_S("__")))) {
            return true;
        }
    }
    return false;
}

static bool has_macro_file(const toucher *t, const pl_world *w) {
    for (uint32_t i = 0; i < w->macros.len; i++) {
        const pl_macro_def *def = w->macros.at[i].value;
        if (is_root(w, def->package) && pl_map_has(&t->c->touched.paths, def->path)) {
            return true;
        }
    }
    return false;
}

static void touch_by_macros(toucher *t, pl_world *w) {
    macro_walk m = {.t = t, .w = w};
    if (!has_macro_file(t, w)) {
        return;
    }
    reach_all(&m);
    for (uint32_t i = 0; i < m.queue.len; i++) {
        t->c->touched.everything =
            t->c->touched.everything || makes_names(m.queue.at[i]->name);
    }
    for (uint32_t i = 0; i < w->nodes.len; i++) {
        const pl_dbt_node *n = w->nodes.at[i].value;
        for (uint32_t k = 0; k < n->macro_ids.len; k++) {
            if (pl_map_has(&m.reached, n->macro_ids.at[k])) {
                put(t, &t->c->touched.nodes, n->unique_id);
                break;
            }
        }
    }
}

/* ---- nodes */

/* "shop://models/schema.yml" without the package. */
static pl_str patch_file(const pl_dbt_node *n) {
    uint32_t at = pl_str_find(n->patch_path, PL_S("://"), 0);
    return at == UINT32_MAX ? PL_S("") : pl_str_sub(n->patch_path, at + 3, UINT32_MAX);
}

static bool names_gone(const toucher *t, const pl_dbt_node *n) {
    bool names = false;
    for (uint32_t i = 0; t->gone.len && i < n->refs.len; i++) {
        names = names || pl_map_has(&t->gone, n->refs.at[i].call.name);
    }
    return names;
}

static void touch_nodes(toucher *t, const pl_world *w, const pl_map *nodes) {
    const pl_map *paths = &t->c->touched.paths;
    for (uint32_t i = 0; i < nodes->len; i++) {
        const pl_dbt_node *n = nodes->at[i].value;
        bool own = is_root(w, n->package) && pl_map_has(paths, n->original_file_path);
        if (own || pl_map_has(paths, patch_file(n)) || names_gone(t, n)) {
            put(t, &t->c->touched.nodes, n->unique_id);
        }
    }
}

bool pl_check_touched(pl_check *c, const pl_str *files, uint32_t len) {
    toucher t = {.c = c, .a = c->arena};
    bool ok = true;
    c->touched.given = true;
    for (uint32_t i = 0; i < len; i++) {
        ok = take_file(&t, files[i]) && ok;
    }
    for (uint32_t i = 0; ok && i < c->len; i++) {
        pl_world *w = c->at[i].world;
        if (w) {
            touch_nodes(&t, w, &w->nodes);
            touch_nodes(&t, w, &w->sources);
            touch_by_macros(&t, w);
        }
    }
    return ok;
}

/* ---- findings */

static bool is_touched_node(const pl_check *c, pl_str id) {
    return id.len && pl_map_has(&c->touched.nodes, id);
}

static bool touches_nodes(const pl_check *c, const pl_finding *f) {
    bool touches = is_touched_node(c, f->node);
    for (uint32_t i = 0; !touches && i < f->node_len; i++) {
        touches = is_touched_node(c, f->nodes[i]);
    }
    return touches;
}

/* A finding on two nodes concerns both: the other one's place is a related one. */
static bool touches_related(const pl_check *c, const pl_map *places,
                            const pl_finding *f) {
    for (uint32_t i = 0; i < f->related_len; i++) {
        const pl_source *src = f->related[i].span.src;
        if (src && (pl_map_has(&c->touched.paths, src->path) ||
                    pl_map_has(places, src->path))) {
            return true;
        }
    }
    return false;
}

/* Files of touched nodes. */
static pl_map places_of(const pl_check *c) {
    pl_map places = {0};
    for (uint32_t i = 0; i < c->len; i++) {
        const pl_world *w = c->at[i].world;
        for (uint32_t k = 0; w && k < c->touched.nodes.len; k++) {
            const pl_dbt_node *n = pl_map_get(&w->nodes, c->touched.nodes.at[k].key);
            if (n) {
                pl_map_put(&places, c->arena, n->original_file_path, n->owner);
            }
        }
    }
    return places;
}

void pl_check_keep_touched(pl_check *c) {
    if (!c->touched.given || c->touched.everything) {
        return;
    }
    pl_map places = places_of(c);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < c->findings.len; i++) {
        const pl_finding *f = &c->findings.at[i];
        if (touches_nodes(c, f) || pl_map_has(&c->touched.paths, f->path) ||
            touches_related(c, &places, f)) {
            c->findings.at[kept++] = *f;
        }
    }
    c->findings.len = kept;
}
