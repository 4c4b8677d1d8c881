#include "support/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void pl_buf_free(pl_buf *b) {
    free(b->at);
    memset(b, 0, sizeof *b);
}

void pl_buf_reserve_slow(pl_buf *b, size_t n) {
    size_t want = (size_t)b->len + n;
    size_t cap = b->cap ? (size_t)b->cap * 2 : 256;
    if (cap < want) {
        cap = want;
    }
    if (want > UINT32_MAX) {
        pl_out_of_memory();
    }
    if (cap > UINT32_MAX) {
        cap = UINT32_MAX;
    }
    b->at = pl_xrealloc(b->at, cap);
    b->cap = (uint32_t)cap;
}

void pl_buf_fmt(pl_buf *b, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len > 0) {
        pl_buf_reserve(b, (size_t)len + 1);
        vsnprintf(b->at + b->len, (size_t)len + 1, format, again);
        b->len += (uint32_t)len;
    }
    va_end(again);
}

void pl_buf_utf8(pl_buf *b, uint32_t c) {
    pl_buf_reserve(b, 4);
    char *p = b->at + b->len;
    if (c < 0x80) {
        p[0] = (char)c;
        b->len += 1;
    } else if (c < 0x800) {
        p[0] = (char)(0xc0 | c >> 6);
        p[1] = (char)(0x80 | (c & 0x3f));
        b->len += 2;
    } else if (c < 0x10000) {
        p[0] = (char)(0xe0 | c >> 12);
        p[1] = (char)(0x80 | (c >> 6 & 0x3f));
        p[2] = (char)(0x80 | (c & 0x3f));
        b->len += 3;
    } else {
        p[0] = (char)(0xf0 | c >> 18);
        p[1] = (char)(0x80 | (c >> 12 & 0x3f));
        p[2] = (char)(0x80 | (c >> 6 & 0x3f));
        p[3] = (char)(0x80 | (c & 0x3f));
        b->len += 4;
    }
}

static const char json_escape[32] = {
    ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};

void pl_buf_json(pl_buf *b, pl_str s) {
    pl_buf_reserve(b, (size_t)s.len + 2);
    pl_buf_char(b, '"');
    uint32_t done = 0;
    for (uint32_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if (c >= 0x20 && c != '"' && c != '\\') {
            continue;
        }
        pl_buf_put(b, s.at + done, i - done);
        done = i + 1;
        if (c >= 0x20) {
            pl_buf_char(b, '\\');
            pl_buf_char(b, (char)c);
        } else if (json_escape[c]) {
            pl_buf_char(b, '\\');
            pl_buf_char(b, json_escape[c]);
        } else {
            pl_buf_fmt(b, "\\u%04x", c);
        }
    }
    pl_buf_str(b, pl_str_sub(s, done, s.len));
    pl_buf_char(b, '"');
}

pl_str pl_buf_take(pl_buf *b, pl_arena *a) {
    pl_str s = pl_str_copy(a, pl_buf_view(b));
    b->len = 0;
    return s;
}
