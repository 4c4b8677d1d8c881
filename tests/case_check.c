#include "tests/case_check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

void case_show(const char *title, pl_str text) {
    print_error("  %s\n", title);
    while (text.len) {
        uint32_t end = pl_str_find_char(text, '\n');
        print_error("  | %.*s\n", PL_FMT(pl_str_sub(text, 0, end)));
        text = pl_str_sub(text, end == UINT32_MAX ? text.len : end + 1, UINT32_MAX);
    }
}

bool case_differs(const test_case *test, const char *what, pl_str expected,
                  pl_str got) {
    print_error("%.*s:%u: %s\n", PL_FMT(test->file->path), test->line, what);
    case_show("expected", expected);
    case_show("got", got);
    return false;
}

static bool contains_lines(pl_str lines, pl_str text) {
    while (lines.len) {
        uint32_t end = pl_str_find_char(lines, '\n');
        if (pl_str_find(text, pl_str_sub(lines, 0, end), 0) == UINT32_MAX) {
            return false;
        }
        lines = pl_str_sub(lines, end == UINT32_MAX ? lines.len : end + 1, UINT32_MAX);
    }
    return true;
}

/* "KIND, line N: MESSAGE", or its beginning up to the comma or the colon. */
static bool error_matches(pl_str expected, pl_str got) {
    return pl_str_eq(expected, got) ||
           (pl_str_starts(got, expected) && got.len > expected.len &&
            (got.at[expected.len] == ',' || got.at[expected.len] == ':'));
}

bool case_matches(const case_block *block, pl_str expected, pl_str got) {
    if (block->contains) {
        return contains_lines(expected, got);
    }
    if (PL_STR_IS(block->name, "error")) {
        return error_matches(expected, got);
    }
    return pl_str_eq(expected, got);
}
