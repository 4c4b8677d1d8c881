/* support/buf.h: a growing byte buffer on the heap. */
#ifndef PL_SUPPORT_BUF_H
#define PL_SUPPORT_BUF_H

#include "support/str.h"

typedef struct pl_buf {
    char *at;
    uint32_t len;
    uint32_t cap;
} pl_buf;

void pl_buf_free(pl_buf *b);
/* Make room for `n` more bytes. A buffer over 4 GiB ends the process with 70. */
void pl_buf_reserve_slow(pl_buf *b, size_t n);

static inline void pl_buf_reserve(pl_buf *b, size_t n) {
    if (b->cap - b->len < n) {
        pl_buf_reserve_slow(b, n);
    }
}
static inline void pl_buf_put(pl_buf *b, const char *at, size_t n) {
    pl_buf_reserve(b, n);
    if (n) {
        memcpy(b->at + b->len, at, n);
    }
    b->len += (uint32_t)n;
}
static inline void pl_buf_str(pl_buf *b, pl_str s) {
    pl_buf_put(b, s.at, s.len);
}
static inline void pl_buf_char(pl_buf *b, char c) {
    pl_buf_reserve(b, 1);
    b->at[b->len++] = c;
}
#define PL_BUF_LIT(b, literal) pl_buf_put((b), (literal), sizeof(literal) - 1)
void pl_buf_fmt(pl_buf *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A code point as UTF-8. */
void pl_buf_utf8(pl_buf *b, uint32_t c);
/* `s` as a JSON string with its quotes; non-ASCII is kept as UTF-8. */
void pl_buf_json(pl_buf *b, pl_str s);

static inline pl_str pl_buf_view(const pl_buf *b) {
    return (pl_str){b->at ? b->at : "", b->len};
}
/* Copy the content to `a` (NUL-terminated) and empty the buffer, keeping its room. */
pl_str pl_buf_take(pl_buf *b, pl_arena *a);

#endif
