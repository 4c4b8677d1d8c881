/* Selection: the first line is --select, the second --exclude, the rest selectors.yml.
 * What is selected of a small graph comes in order, once each; excluding it all leaves
 * nothing. */
#include "project/select/select.h"
#include "support/vec.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/memory_tree.h"

typedef struct small {
    pl_env env;
    pl_project_file file;
    pl_package package;
    pl_world w;
    uint32_t made;
} small;

static pl_dbt_node *node(small *s, pl_resource type, const char *name,
                         pl_dbt_node *parent) {
    pl_arena *a = s->w.arena;
    pl_dbt_node *n = PL_NEW(a, pl_dbt_node);
    n->type = type;
    n->name = pl_str_of(name);
    n->package = s->file.name;
    n->owner = &s->package;
    n->unique_id = pl_str_fmt(a, "%s.shop.%s", pl_resource_name(type), name);
    n->original_file_path = pl_str_fmt(a, "models/%c/%s.sql", name[0], name);
    n->raw_code = PL_S("select 1");
    n->fqn = PL_NEW_ARRAY(a, pl_str, 2);
    n->fqn[0] = n->package;
    n->fqn[1] = n->name;
    n->fqn_len = 2;
    if (parent) {
        pl_dbt_node_add_dependency(n, a, parent);
    }
    pl_map_put(type == PL_RES_SOURCE ? &s->w.sources : &s->w.nodes, a, n->unique_id, n);
    return n;
}

static void graph(small *s) {
    pl_dbt_node *src = node(s, PL_RES_SOURCE, "src", NULL);
    pl_dbt_node *a = node(s, PL_RES_MODEL, "a", src);
    pl_dbt_node *b = node(s, PL_RES_MODEL, "b", a);
    node(s, PL_RES_TEST, "t", b);
    node(s, PL_RES_SEED, "seed", NULL);
    src->source_name = PL_S("erp");
    pl_dbt_node_add_tag(b, s->w.arena, PL_S("nightly"));
}

static void select_twice(pl_world *w, pl_str select, pl_str exclude) {
    pl_selection s = {.select = &select,
                      .select_len = 1,
                      .exclude = &exclude,
                      .exclude_len = exclude.len > 0,
                      .types = pl_types_all};
    pl_selected got, none;
    if (!pl_select(w, &s, &got)) {
        require(w->sink.errors > 0);
        return;
    }
    for (uint32_t i = 1; i < got.len; i++) {
        require(pl_str_cmp(got.at[i - 1]->unique_id, got.at[i]->unique_id) < 0);
    }
    s.exclude = &select;
    s.exclude_len = 1;
    require(pl_select(w, &s, &none) && none.len == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pl_arena a = {0};
    pl_str rest = fuzz_text(data, size);
    if (rest.len && pl_utf8_invalid(rest) == UINT32_MAX) {
        pl_str select = fuzz_line(&rest);
        pl_str exclude = fuzz_line(&rest);
        const memory_file files[] = {
            {rest.len ? "selectors.yml" : NULL, pl_str_z(&a, rest)}, {NULL, NULL}};
        small s = {.file = {.name = PL_S("shop"), .root = PL_S("")}};
        s.package.file = &s.file;
        s.w.arena = s.w.sink.arena = &a;
        s.w.ws = pl_workspace_new(&a, memory_tree_new(&a, files), PL_S(""));
        s.w.options.env = &s.env;
        s.w.options.command = "list";
        s.w.packages = &s.package;
        s.w.package_len = 1;
        graph(&s);
        select_twice(&s.w, select, exclude);
        pl_workspace_free(s.w.ws);
    }
    pl_arena_free(&a);
    return 0;
}
