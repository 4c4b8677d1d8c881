/* support/utf8.h: UTF-8, counted in code points where Python counts so. */
#ifndef PL_SUPPORT_UTF8_H
#define PL_SUPPORT_UTF8_H

#include "support/str.h"

/* Byte offset of the first byte that is not valid UTF-8, or UINT32_MAX when all is. */
uint32_t pl_utf8_invalid(pl_str s);
/* Bytes that are no UTF-8 become U+FFFD; `s` itself when all is valid. */
pl_str pl_utf8_mend(pl_arena *a, pl_str s);
/* Number of code points. */
uint32_t pl_utf8_chars(pl_str s);
bool pl_utf8_is_ascii(pl_str s);
/* Byte offset of the `chars`-th code point; s.len when there are fewer. */
uint32_t pl_utf8_offset(pl_str s, uint32_t chars);

/* The code point at byte `*i` (which must be inside `s`); moves `*i` past it. */
static inline uint32_t pl_utf8_next(pl_str s, uint32_t *i) {
    const unsigned char *p = (const unsigned char *)s.at + *i;
    if (p[0] < 0x80) {
        *i += 1;
        return p[0];
    }
    if (p[0] < 0xe0) {
        *i += 2;
        return (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3fu);
    }
    if (p[0] < 0xf0) {
        *i += 3;
        return (uint32_t)(p[0] & 0x0f) << 12 | (uint32_t)(p[1] & 0x3f) << 6 |
               (p[2] & 0x3fu);
    }
    *i += 4;
    return (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3f) << 12 |
           (uint32_t)(p[2] & 0x3f) << 6 | (p[3] & 0x3fu);
}
/* Byte offset of the code point that ends before byte `i` > 0. */
static inline uint32_t pl_utf8_prev(pl_str s, uint32_t i) {
    do {
        i--;
    } while (i && ((unsigned char)s.at[i] & 0xc0) == 0x80);
    return i;
}

#endif
