/* replay: stands in for libFuzzer. Feeds a fuzz driver each file of the
 * folders (and each file) given, once, in order of their names; so a corpus is
 * also a regression test. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "support/tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool feed(pl_arena *arena, pl_str path) {
    pl_str text;
    if (pl_read_file(path, arena, &text) != PL_READ_OK) {
        fprintf(stderr, "replay: cannot read %.*s\n", PL_FMT(path));
        return false;
    }
    LLVMFuzzerTestOneInput((const uint8_t *)text.at, text.len);
    return true;
}

static bool feed_path(pl_arena *arena, pl_str path) {
    pl_tree *tree = pl_tree_dir(arena, path);
    pl_entry *entries = NULL;
    uint32_t count = 0;
    if (!tree->list(tree, PL_S(""), arena, &entries, &count)) {
        return feed(arena, path);
    }
    bool ok = true;
    for (uint32_t i = 0; i < count; i++) {
        pl_str inner = pl_path_join(arena, path, entries[i].name);
        ok &= entries[i].kind != PL_ENTRY_FILE || feed(arena, inner);
    }
    printf("%u inputs\n", count);
    return ok;
}

int main(int argc, char **argv) {
    pl_arena arena = {0};
    bool ok = true;
    for (int i = 1; i < argc; i++) {
        ok &= feed_path(&arena, pl_str_of(argv[i]));
    }
    pl_arena_free(&arena);
    return ok ? 0 : 1;
}
