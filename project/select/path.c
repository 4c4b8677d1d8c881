/* The method `path`: globs over the files of the root project.
 *
 * dbt expands the glob in the root's folder and looks whether a node's file, its schema
 * file or a folder above it is among the results. Here the paths that matter are
 * matched, and asked for in the tree where they may not be there: files of packages.
 * Source: dbt-core 1.9 graph/selector_methods.py (PathSelectorMethod); pathlib. */
#include "project/node/workspace_priv.h"
#include "project/select/select_priv.h"

enum { PARTS_MAX = 128 };

typedef struct glob {
    pl_matching *m;
    pl_str part[PARTS_MAX];
    uint32_t count;
    pl_map known;   /* path of the root -> is it there? (&yes or &no) */
    pl_map folders; /* path -> does it or a folder above match? */
} glob;

static char yes, no;

/* Parts of a path; empty ones and "." say nothing. */
static bool split_path(pl_str path, pl_str *part, uint32_t *count) {
    *count = 0;
    for (uint32_t from = 0; from <= path.len;) {
        uint32_t end = from;
        while (end < path.len && path.at[end] != '/') {
            end++;
        }
        pl_str p = pl_str_sub(path, from, end);
        from = end + 1;
        if (!p.len || PL_STR_IS(p, ".")) {
            continue;
        }
        if (*count == PARTS_MAX) {
            return false;
        }
        part[(*count)++] = p;
    }
    return true;
}

/* Do the pattern's parts match those of a path? "**" stands for any number of folders;
 * reach[k]: the first k parts of the path can be matched by what was
 * read of the pattern. */
static bool parts_match(const glob *g, const pl_str *part, uint32_t count,
                        bool folder) {
    bool reach[PARTS_MAX + 1] = {true};
    for (uint32_t p = 0; p < g->count; p++) {
        bool any = PL_STR_IS(g->part[p], "**");
        bool last_is_file = p + 1 == g->count && !folder;
        bool before = any && reach[0];
        bool was = reach[0];
        reach[0] = before;
        for (uint32_t k = 1; k <= count; k++) {
            bool here = reach[k];
            if (any) {
                before = before || here;
                reach[k] = before && !(last_is_file && k == count);
            } else {
                reach[k] = was && pl_fnmatch(part[k - 1], g->part[p]);
            }
            was = here;
        }
    }
    return reach[count];
}

static bool in_folder(pl_tree *tree, pl_str dir, pl_str name, pl_arena *a) {
    pl_entry *entries;
    uint32_t count;
    if (!tree->list(tree, dir, a, &entries, &count)) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (pl_str_eq(entries[i].name, name)) {
            return true;
        }
    }
    return false;
}

static bool is_there(glob *g, pl_str path) {
    void **slot = pl_map_slot(&g->known, g->m->arena, path);
    if (!*slot) {
        pl_str full = pl_path_join(g->m->arena, g->m->w->packages[0].file->root, path);
        bool there = !path.len || in_folder(g->m->w->ws->tree, pl_path_dir(full),
                                            pl_path_base(full), g->m->arena);
        *slot = there ? &yes : &no;
    }
    return *slot == &yes;
}

/* `foreign`: a path of a package, which the root need not have. */
static bool path_matches(glob *g, pl_str path, bool folder, bool foreign) {
    pl_str part[PARTS_MAX];
    uint32_t count;
    return split_path(path, part, &count) && parts_match(g, part, count, folder) &&
           (!foreign || is_there(g, path));
}

/* The folder or one above it. Answers are kept by folder. */
static bool folder_matches(glob *g, pl_str dir, bool foreign) {
    pl_str key = foreign ? pl_str_cat(g->m->arena, PL_S("//"), dir) : dir;
    void *known = pl_map_get(&g->folders, key);
    if (!known) {
        bool is = path_matches(g, dir, true, foreign);
        for (pl_str up = dir; !is && up.len;) {
            up = pl_path_dir(up);
            is = path_matches(g, up, true, foreign);
        }
        known = is ? &yes : &no;
        pl_map_put(&g->folders, g->m->arena, key, known);
    }
    return known == &yes;
}

static bool node_matches(glob *g, const pl_dbt_node *n) {
    bool foreign = n->owner && n->owner->index != 0;
    if (path_matches(g, n->original_file_path, false, foreign) ||
        folder_matches(g, pl_path_dir(n->original_file_path), foreign)) {
        return true;
    }
    uint32_t at = pl_str_find(n->patch_path, PL_S("://"), 0);
    return at != UINT32_MAX &&
           path_matches(g, pl_str_sub(n->patch_path, at + 3, n->patch_path.len), false,
                        foreign);
}

static bool is_valid(pl_matching *m, const glob *g) {
    if (m->value.len && m->value.at[0] == '/') {
        return pl_select_error(m, "Non-relative patterns are unsupported");
    }
    if (!g->count) {
        return pl_select_error(m, "Unacceptable pattern: '%.*s'", PL_FMT(m->value));
    }
    for (uint32_t i = 0; i < g->count; i++) {
        if (pl_str_find(g->part[i], PL_S("**"), 0) != UINT32_MAX &&
            g->part[i].len != 2) {
            return pl_select_error(
                m, "Invalid pattern: '**' can only be an entire path component");
        }
    }
    return true;
}

bool pl_select_path(pl_matching *m, pl_bits to) {
    glob g = {.m = m};
    if (!split_path(m->value, g.part, &g.count) || !is_valid(m, &g)) {
        return false;
    }
    for (uint32_t i = 0; i < m->edges->len; i++) {
        if (node_matches(&g, m->edges->at[i])) {
            pl_bits_set(to, i);
        }
    }
    return true;
}
