/* --dbt-macros: the macros of the user's own dbt in place of plumb's.
 *
 * Each of dbt's packages lies in a folder dbt/include/<name>, of site-packages or of
 * its source tree: global_project is the package dbt, any other dbt_<name>. */
#include "project/render/macros_priv.h"
#include "support/vec.h"

enum { DEEPEST = 8, MOST_FOLDERS = 20000 };

typedef struct finder {
    pl_world *w;
    pl_tree *tree;
    pl_map includes; /* name -> pl_str: its folder */
    uint32_t folders;
} finder;

static bool is_folder(finder *f, pl_str path, pl_entry **at, uint32_t *n) {
    return ++f->folders <= MOST_FOLDERS &&
           f->tree->list(f->tree, path, f->w->arena, at, n);
}

/* Folders of include/ that have macros; the first of a name counts. */
static bool take_include(finder *f, pl_str dir) {
    pl_arena *a = f->w->arena;
    pl_entry *at, *ignored;
    uint32_t n, count;
    if (!is_folder(f, dir, &at, &n)) {
        return false;
    }
    for (uint32_t i = 0; i < n; i++) {
        pl_str folder = pl_path_join(a, dir, at[i].name);
        pl_str macros = pl_path_join(a, folder, PL_S("macros"));
        void **slot = pl_map_slot(&f->includes, a, at[i].name);
        if (!*slot && is_folder(f, macros, &ignored, &count)) {
            pl_str *kept = PL_NEW(a, pl_str);
            *kept = folder;
            *slot = kept;
        }
    }
    return true;
}

/* Any folder dbt/include below `dir`; a package of Python holds
 * nothing further down. */
static void find_includes(finder *f, pl_str dir, uint32_t depth) {
    pl_arena *a = f->w->arena;
    pl_entry *at;
    uint32_t n;
    pl_str base = pl_path_base(dir);
    if (PL_STR_IS(base, "dbt") &&
        take_include(f, pl_path_join(a, dir, PL_S("include")))) {
        return;
    }
    if (PL_STR_IS(base, "include") && take_include(f, dir)) {
        return;
    }
    if (depth > DEEPEST || !is_folder(f, dir, &at, &n)) {
        return;
    }
    for (uint32_t i = 0; i < n; i++) {
        if (at[i].kind == PL_ENTRY_DIR && at[i].name.at[0] != '.') {
            find_includes(f, pl_path_join(a, dir, at[i].name), depth + 1);
        }
    }
}

/* site-packages is large, and what is asked for stands at its top. */
static void find_all(finder *f, pl_str dir) {
    if (!take_include(f, pl_path_join(f->w->arena, dir, PL_S("dbt/include")))) {
        find_includes(f, dir, 0);
    }
}

/* ---- reading */

static const pl_source *shared_source(pl_world *w, pl_tree *tree, pl_str path) {
    pl_workspace *ws = w->ws;
    pthread_mutex_lock(&ws->shared->lock);
    const pl_source *s = pl_map_get(&ws->shared->stock, path);
    pl_str text;
    if (!s && tree->read(tree, path, &ws->shared->arena, &text) == PL_READ_OK) {
        pl_str key = pl_str_copy(&ws->shared->arena, path);
        s = pl_source_new(&ws->shared->arena, key, pl_python_strip(text));
        pl_map_put(&ws->shared->stock, &ws->shared->arena, key, (void *)(uintptr_t)s);
    }
    pthread_mutex_unlock(&ws->shared->lock);
    return s;
}

static bool load_include(finder *f, pl_str name, pl_str package) {
    static const char *const sql[] = {".sql", NULL};
    static const pl_str dirs[] = {{"macros", 6}, {"tests/generic", 13}};
    const pl_str *root = pl_map_get(&f->includes, name);
    pl_world *w = f->w;
    if (!root) {
        pl_diag *d = pl_diag_addf(&w->sink, PL_E0901, (pl_span){NULL, 0, 0},
                                  "--dbt-macros %.*s: no folder dbt/include/%.*s with "
                                  "macros was found below it",
                                  PL_FMT(w->options.dbt_macros), PL_FMT(name));
        d->help =
            PL_S("name the site-packages folder of an installed dbt, or a clone of "
                 "dbt-labs/dbt-adapters, that has this adapter");
        return false;
    }
    pl_file_list files = pl_search(f->tree, *root, dirs, 2, sql, NULL, w->arena);
    for (uint32_t i = 0; i < files.len; i++) {
        pl_str path = pl_path_join(w->arena, *root, files.at[i].path);
        const pl_source *src = shared_source(w, f->tree, path);
        if (src) {
            pl_stock_add(w, package, src, files.at[i].path);
        }
    }
    return true;
}

bool pl_dbt_macros_load(pl_world *w) {
    const struct pl_world_private *v = w->private;
    finder f = {.w = w, .tree = pl_tree_dir(w->arena, PL_S(""))};
    pl_str dir = w->options.dbt_macros;
    find_all(&f, pl_path_normal(w->arena, dir));
    for (uint32_t i = 0; i < v->internal_len; i++) {
        pl_str package = v->internal[i];
        pl_str name = PL_STR_IS(package, "dbt") ? PL_S("global_project")
                                                : pl_str_sub(package, 4, package.len);
        if (!load_include(&f, name, package)) {
            return false;
        }
    }
    return true;
}
