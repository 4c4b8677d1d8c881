/* catalog.json and introspection.yml (as the text begins): what they answer for a
 * relation is valid, or what is wrong with them is said. */
#include "project/node/world_priv.h"
#include "project/render/introspection_priv.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/memory_tree.h"

static void ask_catalog(pl_world *w, pl_tree *tree) {
    pl_catalog c = {0};
    bool ok = pl_catalog_read(w, tree, PL_S("answers"), true, &c);
    require(ok == (w->sink.errors == 0));
    for (uint32_t i = 0; i < c.by_id.len; i++) {
        pl_value columns = pl_catalog_columns(w, c.by_id.at[i].value, w->arena);
        require(columns.kind == PL_LIST);
    }
}

static void ask_answers(pl_world *w, pl_tree *tree) {
    pl_answers all = {0};
    bool ok = pl_answers_read(w, tree, PL_S("answers"), true, &all);
    require(ok == (w->sink.errors == 0));
    for (uint32_t i = 0; i < w->sink.len; i++) {
        require_utf8(w->sink.at[i].text);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pl_arena a = {0};
    pl_str text = fuzz_text(data, size);
    const memory_file files[] = {{"answers", text.at ? pl_str_z(&a, text) : ""},
                                 {NULL, NULL}};
    struct pl_world_private priv = {0};
    pl_tree *tree = memory_tree_new(&a, files);
    pl_world w = {.arena = &a, .sink = {.arena = &a}, .private = &priv};
    w.target.adapter = pl_adapter_at((uint32_t)(size % 3));
    if (text.len && text.at[0] == '{') {
        ask_catalog(&w, tree);
    } else {
        ask_answers(&w, tree);
    }
    pl_arena_free(&a);
    return 0;
}
