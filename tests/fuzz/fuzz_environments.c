/* environments.yml: either it is read, or what is wrong with it is said with a place. */
#include "project/environment/environments.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/memory_tree.h"

static void look(const pl_environments *all, pl_arena *a) {
    pl_env_reads reads = {.arena = a};
    for (uint32_t i = 0; i < all->len; i++) {
        const pl_environment *e = &all->at[i];
        require_utf8(e->name);
        require(e->span.src && e->span.hi <= e->span.src->text.len);
        require(pl_environment_target_name(e).at != NULL);
        pl_environment_is_production(e);
        pl_env_reads_environment(&reads, e);
        uint32_t steps = 0;
        for (const pl_environment *to = e; to; to = to->defer_to) {
            require(steps++ <= all->len);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pl_arena a = {0};
    pl_diag_sink sink = {.arena = &a};
    pl_environments all = {0};
    pl_str text = fuzz_text(data, size);
    const char *z = text.at ? pl_str_z(&a, text) : "";
    const memory_file files[] = {{"environments.yml", z}, {NULL, NULL}};
    memory_tree tree = {{.list = memory_list, .read = memory_read}, files};
    if (pl_environments_read(&tree.tree, &a, &sink, &all)) {
        require(sink.errors == 0);
        look(&all, &a);
    } else {
        require(sink.errors > 0);
    }
    pl_buf report = {0};
    for (uint32_t i = 0; i < sink.len; i++) {
        pl_diag_print(&report, &sink.at[i], (pl_diag_style){0});
    }
    require_utf8(pl_buf_view(&report));
    pl_buf_free(&report);
    pl_arena_free(&a);
    return 0;
}
