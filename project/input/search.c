/* Finding a project's files. */
#include "project/input/search.h"

#include "support/vec.h"

enum { SEARCH_DEPTH = 200 };

typedef struct searcher {
    pl_tree *tree;
    pl_str root;
    pl_str searched;
    const char *const *exts;
    const pl_ignore *ignore;
    pl_arena *a;
    PL_VEC(pl_file_ref) found;
    PL_VEC(uint32_t) order; /* of each found file: the place of its extension */
} searcher;

/* Which extension the name has; UINT32_MAX: none that is asked for. */
static uint32_t extension_of(const searcher *s, pl_str name, pl_str *ext) {
    *ext = PL_S("");
    for (uint32_t i = 0; s->exts && s->exts[i]; i++) {
        pl_str e = pl_str_of(s->exts[i]);
        if (name.len > e.len &&
            pl_str_eq_nocase(pl_str_sub(name, name.len - e.len, name.len), e)) {
            *ext = e;
            return i;
        }
    }
    return s->exts ? UINT32_MAX : 0;
}

static void take_file(searcher *s, pl_str relative, pl_str name) {
    pl_str ext;
    uint32_t order = extension_of(s, name, &ext);
    if (order == UINT32_MAX || strchr(".#~", name.at[0])) {
        return;
    }
    pl_file_ref f = {
        .path = pl_path_join(s->a, s->searched, relative),
        .searched = s->searched,
        .relative = relative,
        .ext = ext,
    };
    if (!s->ignore || !pl_ignore_match(s->ignore, f.path)) {
        PL_PUSH(s->a, &s->found, f);
        PL_PUSH(s->a, &s->order, order);
    }
}

static void walk(searcher *s, pl_str below, uint32_t depth) {
    pl_entry *entries;
    uint32_t count;
    pl_str dir = pl_path_join(s->a, pl_path_join(s->a, s->root, s->searched), below);
    if (depth > SEARCH_DEPTH || !s->tree->list(s->tree, dir, s->a, &entries, &count)) {
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (entries[i].kind == PL_ENTRY_FILE || entries[i].kind == PL_ENTRY_SPECIAL) {
            take_file(s, pl_path_join(s->a, below, entries[i].name), entries[i].name);
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        if (entries[i].kind == PL_ENTRY_DIR && !entries[i].link) {
            walk(s, pl_path_join(s->a, below, entries[i].name), depth + 1);
        }
    }
}

static pl_file_list by_extension(const searcher *s) {
    pl_file_list out = {PL_NEW_ARRAY(s->a, pl_file_ref, s->found.len), 0};
    uint32_t kinds = 1;
    while (s->exts && s->exts[kinds - 1]) {
        kinds++;
    }
    for (uint32_t kind = 0; kind < kinds; kind++) {
        for (uint32_t i = 0; i < s->found.len; i++) {
            if (s->order.at[i] == kind) {
                out.at[out.len++] = s->found.at[i];
            }
        }
    }
    return out;
}

pl_file_list pl_search(pl_tree *tree, pl_str root, const pl_str *dirs,
                       uint32_t dir_count, const char *const *exts,
                       const pl_ignore *ignore, pl_arena *a) {
    searcher s = {.tree = tree, .root = root, .exts = exts, .ignore = ignore, .a = a};
    for (uint32_t i = 0; i < dir_count; i++) {
        s.searched = dirs[i];
        walk(&s, PL_S(""), 0);
    }
    return by_extension(&s);
}
