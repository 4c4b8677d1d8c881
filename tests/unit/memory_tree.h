/* A pl_tree of texts, and a renderer of YAML values, for tests of the project layer. */
#ifndef PL_TESTS_MEMORY_TREE_H
#define PL_TESTS_MEMORY_TREE_H

#include "eval/eval.h"
#include "parser/parser.h"
#include "project/yaml/yaml.h"
#include "support/vec.h"

typedef struct memory_file {
    /* NULL ends the list; a path that ends with '@' is a linked folder */
    const char *path;
    const char *text;
} memory_file;

typedef struct memory_tree {
    pl_tree tree;
    const memory_file *files;
} memory_tree;

static inline pl_read_result memory_read(pl_tree *tree, pl_str path, pl_arena *a,
                                         pl_str *out) {
    const memory_tree *m = (const memory_tree *)tree;
    for (const memory_file *f = m->files; f->path; f++) {
        if (pl_str_eq(path, pl_str_of(f->path))) {
            *out = pl_source_new(a, path, pl_str_of(f->text))->text;
            return PL_READ_OK;
        }
    }
    return PL_READ_ABSENT;
}

static inline int memory_order(const void *x, const void *y) {
    return pl_str_cmp(((const pl_entry *)x)->name, ((const pl_entry *)y)->name);
}

static inline bool memory_list(pl_tree *tree, pl_str path, pl_arena *a, pl_entry **out,
                               uint32_t *count) {
    const memory_tree *m = (const memory_tree *)tree;
    PL_VEC(pl_entry) all = {0};
    pl_str prefix = path.len ? pl_str_cat(a, path, PL_S("/")) : path;
    for (const memory_file *f = m->files; f->path; f++) {
        pl_str p = pl_str_of(f->path);
        if (!pl_str_starts(p, prefix)) {
            continue;
        }
        pl_str rest = pl_str_sub(p, prefix.len, p.len);
        uint32_t slash = pl_str_find_char(rest, '/');
        bool link = rest.at[rest.len - 1] == '@';
        pl_entry e = {pl_str_sub(rest, 0, slash),
                      slash == UINT32_MAX && !link ? PL_ENTRY_FILE : PL_ENTRY_DIR,
                      link};
        bool known = false;
        for (uint32_t i = 0; i < all.len; i++) {
            known = known || pl_str_eq(all.at[i].name, e.name);
        }
        if (!known) {
            PL_PUSH(a, &all, e);
        }
    }
    if (all.len) {
        qsort(all.at, all.len, sizeof *all.at, memory_order);
    }
    *out = all.at;
    *count = all.len;
    return all.len > 0;
}

static inline pl_tree *memory_tree_new(pl_arena *a, const memory_file *files) {
    memory_tree *m = PL_NEW(a, memory_tree);
    m->tree = (pl_tree){.list = memory_list, .read = memory_read, .root = PL_S("/p")};
    m->files = files;
    return &m->tree;
}

/* Renders with the names of `names`; failures are reported as dbt words them. */
typedef struct memory_context {
    pl_arena *a;
    pl_diag_sink *sink;
    const pl_dict *names;
} memory_context;

static inline pl_found memory_resolve(pl_eval *ev, pl_str name, uint32_t hash,
                                      pl_value *out) {
    const memory_context *c = ev->host_data;
    pl_value *v = c->names ? pl_dict_find_str(c->names, name, hash) : NULL;
    if (!v) {
        return PL_MISSING;
    }
    *out = *v;
    return PL_FOUND;
}

static inline bool memory_render(void *ctx, pl_str text, pl_span where, pl_value *out) {
    static const pl_host host = {.resolve = memory_resolve};
    memory_context *c = ctx;
    pl_syntax_error wrong;
    pl_interp interp;
    const pl_source *src = pl_source_new(c->a, PL_S("<value>"), text);
    const pl_ast *ast = pl_parse(src, PL_DIALECT_DBT, c->a, &wrong);
    pl_str why = wrong.text;
    bool ok = false;
    if (ast) {
        pl_interp_init(&interp, c->a, &host, c, PL_MODE_NATIVE);
        ok = pl_render_native(&interp, pl_unit_new(ast, PL_MODE_NATIVE, c->a), out);
        why = interp.ev.error.text;
        pl_interp_done(&interp);
    }
    if (!ok) {
        pl_diag *d =
            pl_diag_addf(c->sink, PL_E0502, where, "Could not render %.*s: %.*s",
                         PL_FMT(text), PL_FMT(why));
        d->dbt_text =
            pl_str_cat(c->sink->arena, PL_S("Compilation Error\n  "), d->text);
    }
    return ok;
}

#endif
