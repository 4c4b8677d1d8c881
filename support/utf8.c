#include "support/utf8.h"

#include "support/buf.h"

static bool is_tail(unsigned char c) {
    return (c & 0xc0) == 0x80;
}

/* Length of the valid sequence at p, of which `left` bytes exist, or 0. */
static uint32_t sequence(const unsigned char *p, uint32_t left) {
    if (p[0] >= 0xc2 && p[0] < 0xe0) {
        return left >= 2 && is_tail(p[1]) ? 2 : 0;
    }
    if (p[0] >= 0xe0 && p[0] < 0xf0) {
        if (left < 3 || !is_tail(p[1]) || !is_tail(p[2])) {
            return 0;
        }
        bool overlong = p[0] == 0xe0 && p[1] < 0xa0;
        bool surrogate = p[0] == 0xed && p[1] >= 0xa0;
        return overlong || surrogate ? 0 : 3;
    }
    if (p[0] >= 0xf0 && p[0] < 0xf5) {
        if (left < 4 || !is_tail(p[1]) || !is_tail(p[2]) || !is_tail(p[3])) {
            return 0;
        }
        bool overlong = p[0] == 0xf0 && p[1] < 0x90;
        bool beyond = p[0] == 0xf4 && p[1] >= 0x90;
        return overlong || beyond ? 0 : 4;
    }
    return 0;
}

/* Bytes at the start of `s` that are plain ASCII, eight at a time. */
static uint32_t ascii_prefix(pl_str s) {
    uint32_t i = 0;
    while (s.len - i >= 8) {
        uint64_t w;
        memcpy(&w, s.at + i, 8);
        if (w & 0x8080808080808080u) {
            break;
        }
        i += 8;
    }
    while (i < s.len && (unsigned char)s.at[i] < 0x80) {
        i++;
    }
    return i;
}

uint32_t pl_utf8_invalid(pl_str s) {
    uint32_t i = 0;
    for (;;) {
        i += ascii_prefix((pl_str){s.at + i, s.len - i});
        if (i >= s.len) {
            return UINT32_MAX;
        }
        uint32_t n = sequence((const unsigned char *)s.at + i, s.len - i);
        if (!n) {
            return i;
        }
        i += n;
    }
}

bool pl_utf8_is_ascii(pl_str s) {
    return ascii_prefix(s) == s.len;
}

uint32_t pl_utf8_chars(pl_str s) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < s.len; i++) {
        n += !is_tail((unsigned char)s.at[i]);
    }
    return n;
}

uint32_t pl_utf8_offset(pl_str s, uint32_t chars) {
    uint32_t i = 0;
    while (i < s.len && chars) {
        i++;
        while (i < s.len && is_tail((unsigned char)s.at[i])) {
            i++;
        }
        chars--;
    }
    return i;
}

pl_str pl_utf8_mend(pl_arena *a, pl_str s) {
    uint32_t bad = pl_utf8_invalid(s);
    if (bad == UINT32_MAX) {
        return s;
    }
    pl_buf text = {0};
    while (bad != UINT32_MAX) {
        pl_buf_put(&text, s.at, bad);
        pl_buf_utf8(&text, 0xfffd);
        s = pl_str_sub(s, bad + 1, s.len);
        bad = pl_utf8_invalid(s);
    }
    pl_buf_str(&text, s);
    pl_str mended = pl_buf_take(&text, a);
    pl_buf_free(&text);
    return mended;
}
