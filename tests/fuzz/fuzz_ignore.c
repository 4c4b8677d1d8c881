/* .dbtignore: the first line is a path, the others are patterns; and the patterns of
 * selection. Adding the path itself as a last pattern ignores it. */
#include "project/input/search.h"
#include "project/select/select.h"
#include "tests/fuzz/fuzz.h"

static bool is_plain(pl_str path) {
    for (uint32_t i = 0; i < path.len; i++) {
        char c = path.at[i];
        if (!(c >= 'a' && c <= 'z') && c != '_' && c != '.') {
            return false;
        }
    }
    return path.len > 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pl_arena a = {0};
    pl_str text = fuzz_text(data, size);
    if (text.len <= 4096 && pl_utf8_invalid(text) == UINT32_MAX) {
        pl_str rest = text;
        pl_str path = fuzz_line(&rest);
        const pl_ignore *ig = pl_ignore_parse(rest, &a);
        if (ig) {
            pl_ignore_match(ig, path);
        }
        pl_fnmatch(path, rest);
        if (is_plain(path)) {
            ig = pl_ignore_parse(pl_str_cat3(&a, rest, PL_S("\n"), path), &a);
            require(ig && pl_ignore_match(ig, path));
            require(pl_fnmatch(path, path));
        }
    }
    pl_arena_free(&a);
    return 0;
}
