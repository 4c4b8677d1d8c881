/* tests/fuzz/fuzz.h: what fuzz drivers share. */
#ifndef PL_TESTS_FUZZ_H
#define PL_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "support/buf.h"
#include "support/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void require(bool fact) {
    if (!fact) {
        abort();
    }
}

static inline void require_utf8(pl_str s) {
    require(pl_utf8_invalid(s) == UINT32_MAX);
}

/* The input as a text; at NULL: too long. */
static inline pl_str fuzz_text(const uint8_t *data, size_t size) {
    return size > 65536 ? (pl_str){NULL, 0}
                        : (pl_str){(const char *)data, (uint32_t)size};
}

/* Cut the first line off, without its end. */
static inline pl_str fuzz_line(pl_str *rest) {
    uint32_t end = pl_str_find_char(*rest, '\n');
    pl_str line = pl_str_sub(*rest, 0, end == UINT32_MAX ? rest->len : end);
    *rest = pl_str_sub(*rest, line.len + (line.len < rest->len), rest->len);
    return line;
}

#endif
