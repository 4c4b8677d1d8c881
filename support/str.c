#include "support/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

int pl_str_cmp(pl_str a, pl_str b) {
    uint32_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.at, b.at, n) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool pl_str_starts(pl_str s, pl_str prefix) {
    return s.len >= prefix.len && (!prefix.len || !memcmp(s.at, prefix.at, prefix.len));
}

bool pl_str_ends(pl_str s, pl_str suffix) {
    return s.len >= suffix.len &&
           (!suffix.len || !memcmp(s.at + (s.len - suffix.len), suffix.at, suffix.len));
}

uint32_t pl_str_find(pl_str s, pl_str needle, uint32_t from) {
    if (from > s.len || needle.len > s.len - from) {
        return UINT32_MAX;
    }
    if (!needle.len) {
        return from;
    }
    const char *hit = memmem(s.at + from, s.len - from, needle.at, needle.len);
    return hit ? (uint32_t)(hit - s.at) : UINT32_MAX;
}

uint32_t pl_str_find_char(pl_str s, char c) {
    const char *hit = s.len ? memchr(s.at, c, s.len) : NULL;
    return hit ? (uint32_t)(hit - s.at) : UINT32_MAX;
}

pl_str pl_str_sub(pl_str s, uint32_t lo, uint32_t hi) {
    if (hi > s.len) {
        hi = s.len;
    }
    if (lo > hi) {
        lo = hi;
    }
    return (pl_str){lo ? s.at + lo : s.at, hi - lo}; /* NULL + 0 is undefined */
}

static bool is_ascii_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

pl_str pl_str_trim(pl_str s) {
    while (s.len && is_ascii_space(s.at[0])) {
        s.at++;
        s.len--;
    }
    while (s.len && is_ascii_space(s.at[s.len - 1])) {
        s.len--;
    }
    return s;
}

static char ascii_lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool pl_str_eq_nocase(pl_str a, pl_str b) {
    if (a.len != b.len) {
        return false;
    }
    for (uint32_t i = 0; i < a.len; i++) {
        if (ascii_lower(a.at[i]) != ascii_lower(b.at[i])) {
            return false;
        }
    }
    return true;
}

char *pl_str_z(pl_arena *a, pl_str s) {
    char *z = pl_alloc(a, (size_t)s.len + 1);
    if (s.len) {
        memcpy(z, s.at, s.len);
    }
    z[s.len] = '\0';
    return z;
}

pl_str pl_str_copy(pl_arena *a, pl_str s) {
    return (pl_str){pl_str_z(a, s), s.len};
}

pl_str pl_str_cat(pl_arena *a, pl_str x, pl_str y) {
    return pl_str_cat3(a, x, y, (pl_str){"", 0});
}

pl_str pl_str_cat3(pl_arena *a, pl_str x, pl_str y, pl_str z) {
    uint32_t len = x.len + y.len + z.len;
    char *to = pl_alloc(a, (size_t)len + 1);
    if (x.len) {
        memcpy(to, x.at, x.len);
    }
    if (y.len) {
        memcpy(to + x.len, y.at, y.len);
    }
    if (z.len) {
        memcpy(to + x.len + y.len, z.at, z.len);
    }
    to[len] = '\0';
    return (pl_str){to, len};
}

pl_str pl_str_vfmt(pl_arena *a, const char *format, va_list args) {
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    if (len < 0) {
        va_end(again);
        return (pl_str){"", 0};
    }
    char *to = pl_alloc(a, (size_t)len + 1);
    vsnprintf(to, (size_t)len + 1, format, again);
    va_end(again);
    return (pl_str){to, (uint32_t)len};
}

pl_str pl_str_fmt(pl_arena *a, const char *format, ...) {
    va_list args;
    va_start(args, format);
    pl_str s = pl_str_vfmt(a, format, args);
    va_end(args);
    return s;
}

/* Multiply and fold, eight bytes a step: short keys are the common case. */
uint32_t pl_hash_bytes(const void *at, size_t len) {
    const unsigned char *p = at;
    uint64_t h = 0x9e3779b97f4a7c15u ^ (len * 0xff51afd7ed558ccdu);
    while (len >= 8) {
        uint64_t w;
        memcpy(&w, p, 8);
        h = (h ^ w) * 0xc4ceb9fe1a85ec53u;
        h ^= h >> 32;
        p += 8;
        len -= 8;
    }
    uint64_t tail = 0;
    if (len >= 4) {
        uint32_t lo, hi;
        memcpy(&lo, p, 4);
        memcpy(&hi, p + len - 4, 4);
        tail = (uint64_t)lo << 32 | hi;
    } else if (len) {
        tail = (uint64_t)p[0] << 16 | (uint64_t)p[len >> 1] << 8 | p[len - 1];
    }
    h = (h ^ tail) * 0xc4ceb9fe1a85ec53u;
    h ^= h >> 29;
    return (uint32_t)(h ^ (h >> 32));
}

uint32_t pl_str_distance(pl_str a, pl_str b, uint32_t limit) {
    enum { LONGEST = 64 };
    uint32_t row[LONGEST + 1];
    if (a.len > LONGEST || b.len > LONGEST) {
        return limit + 1;
    }
    for (uint32_t j = 0; j <= b.len; j++) {
        row[j] = j;
    }
    for (uint32_t i = 1; i <= a.len; i++) {
        uint32_t diagonal = row[0];
        row[0] = i;
        for (uint32_t j = 1; j <= b.len; j++) {
            uint32_t best = diagonal + (a.at[i - 1] != b.at[j - 1]);
            diagonal = row[j];
            best = row[j] + 1 < best ? row[j] + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            row[j] = best;
        }
    }
    return row[b.len] > limit ? limit + 1 : row[b.len];
}

void pl_near_compare(pl_near_name *near, pl_str other) {
    uint32_t d = pl_str_distance(near->wanted, other, near->distance);
    if (d < near->distance) {
        near->distance = d;
        near->best = other;
    }
}

bool pl_str_in(pl_str s, const char *const *list) {
    for (; *list; list++) {
        if (pl_str_eq(s, pl_str_of(*list))) {
            return true;
        }
    }
    return false;
}

static int compare_texts(const void *x, const void *y) {
    const pl_str *a = x;
    const pl_str *b = y;
    return pl_str_cmp(*a, *b);
}

void pl_strs_sort(pl_str *at, uint32_t count) {
    if (count) {
        qsort(at, count, sizeof *at, compare_texts);
    }
}
