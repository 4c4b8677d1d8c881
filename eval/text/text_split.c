/* Taking texts apart: strip, split, splitlines. */
#include <stdlib.h>

#include "eval/text/text.h"
#include "eval/value/unicode.h"
#include "eval/value/value_priv.h"

/* ---- strip */

/* The characters that strip() takes off. */
typedef struct char_set {
    bool spaces;         /* white space instead of a set */
    uint64_t ascii[2];   /* a bit for each */
    unsigned char *wide; /* bits of all code points, or NULL */
} char_set;

enum { WIDE_BYTES = 0x110000 / 8 };

static char_set set_of(pl_str chars) {
    char_set set = {0};
    for (uint32_t i = 0; i < chars.len;) {
        uint32_t c = pl_utf8_next(chars, &i);
        if (c < 0x80) {
            set.ascii[c >> 6] |= UINT64_C(1) << (c & 63);
            continue;
        }
        if (!set.wide) {
            set.wide = pl_xmalloc(WIDE_BYTES);
            memset(set.wide, 0, WIDE_BYTES);
        }
        set.wide[c >> 3] |= (unsigned char)(1u << (c & 7));
    }
    return set;
}

static bool set_has(const char_set *set, uint32_t c) {
    if (set->spaces) {
        return pl_char_is_space(c);
    }
    if (c < 0x80) {
        return set->ascii[c >> 6] >> (c & 63) & 1;
    }
    return set->wide && (set->wide[c >> 3] >> (c & 7) & 1);
}

static void strip_bounds(pl_str s, const char_set *set, int sides, uint32_t *lo,
                         uint32_t *hi) {
    *lo = 0;
    *hi = s.len;
    while (sides & PL_STRIP_LEFT && *lo < *hi) {
        uint32_t next = *lo;
        if (!set_has(set, pl_utf8_next(s, &next))) {
            break;
        }
        *lo = next;
    }
    while (sides & PL_STRIP_RIGHT && *hi > *lo) {
        uint32_t before = pl_utf8_prev(s, *hi);
        uint32_t at = before;
        if (!set_has(set, pl_utf8_next(s, &at))) {
            break;
        }
        *hi = before;
    }
}

pl_value pl_text_strip(pl_arena *a, pl_value s, pl_value chars, int sides) {
    char_set set = {.spaces = true};
    uint32_t lo, hi;
    if (chars.kind == PL_STR) {
        set = set_of(pl_str_from(chars));
    }
    strip_bounds(pl_str_from(s), &set, sides, &lo, &hi);
    free(set.wide);
    return pl_text_piece(a, s, lo, hi);
}

/* ---- lines */

static bool ends_line(uint32_t c) {
    return (c >= '\n' && c <= '\r') || (c >= 0x1c && c <= 0x1e) || c == 0x85 ||
           c == 0x2028 || c == 0x2029;
}

static bool push_piece(pl_eval *ev, pl_value list, pl_value s, uint32_t lo,
                       uint32_t hi) {
    if (!pl_charge(ev, sizeof(pl_value))) {
        return false;
    }
    pl_list_push(ev->arena, list.as.list, pl_text_piece(ev->arena, s, lo, hi));
    return true;
}

bool pl_text_lines(pl_eval *ev, pl_value s, bool keep_ends, pl_value *out) {
    pl_str text = pl_str_from(s);
    pl_value list = pl_list_new(ev->arena, 0);
    list.flags = s.flags & PL_PROVENANCE;
    uint32_t start = 0;
    if (!pl_afford_parts(ev, s)) {
        return false;
    }
    for (uint32_t i = 0; i < s.len;) {
        uint32_t end = i;
        uint32_t c = pl_utf8_next(text, &i);
        if (!ends_line(c)) {
            continue;
        }
        if (c == '\r' && i < s.len && text.at[i] == '\n') {
            i++;
        }
        if (!push_piece(ev, list, s, start, keep_ends ? i : end)) {
            return false;
        }
        start = i;
    }
    *out = list;
    return start == s.len || push_piece(ev, list, s, start, s.len);
}

/* ---- split */

static uint32_t skip_spaces(pl_str s, uint32_t i, bool spaces) {
    while (i < s.len) {
        uint32_t next = i;
        if (pl_char_is_space(pl_utf8_next(s, &next)) != spaces) {
            break;
        }
        i = next;
    }
    return i;
}

static bool split_spaces(pl_eval *ev, pl_value s, int64_t limit, pl_value list) {
    pl_str text = pl_str_from(s);
    uint32_t at = skip_spaces(text, 0, true);
    for (; at < s.len; limit--) {
        uint32_t end = skip_spaces(text, at, false);
        if (limit == 0) {
            return push_piece(ev, list, s, at, s.len);
        }
        if (!push_piece(ev, list, s, at, end)) {
            return false;
        }
        at = skip_spaces(text, end, true);
    }
    return true;
}

static bool split_at(pl_eval *ev, pl_value s, pl_str sep, int64_t limit,
                     pl_value list) {
    uint32_t at = 0;
    for (; limit; limit--) {
        uint32_t hit = pl_str_find(pl_str_from(s), sep, at);
        if (hit == UINT32_MAX) {
            break;
        }
        if (!push_piece(ev, list, s, at, hit)) {
            return false;
        }
        at = hit + sep.len;
    }
    return push_piece(ev, list, s, at, s.len);
}

bool pl_text_split(pl_eval *ev, pl_value s, pl_value sep, int64_t limit,
                   pl_value *out) {
    pl_value list = pl_list_new(ev->arena, 0);
    list.flags = s.flags & PL_PROVENANCE;
    *out = list;
    if (!pl_step(ev, s.len / 64) || !pl_afford_parts(ev, s)) {
        return false;
    }
    if (sep.kind != PL_STR) {
        return split_spaces(ev, s, limit, list);
    }
    if (!sep.len) {
        return pl_raise(ev, PL_EXC_VALUE, "empty separator");
    }
    return split_at(ev, s, pl_str_from(sep), limit, list);
}

/* ---- from the right: forwards in the reversed bytes, so that it stays linear */

static char *reversed(pl_str s) {
    char *at = pl_xmalloc((size_t)s.len + 1);
    for (uint32_t i = 0; i < s.len; i++) {
        at[i] = s.at[s.len - 1 - i];
    }
    return at;
}

uint32_t pl_text_rfind(pl_str s, pl_str needle) {
    if (needle.len > s.len) {
        return UINT32_MAX;
    }
    if (needle.len <= 1) {
        const char *hit =
            needle.len ? memrchr(s.at, needle.at[0], s.len) : s.at + s.len;
        return hit ? (uint32_t)(hit - s.at) : UINT32_MAX;
    }
    char *back = reversed(s), *sought = reversed(needle);
    uint32_t hit = pl_str_find((pl_str){back, s.len}, (pl_str){sought, needle.len}, 0);
    free(back);
    free(sought);
    return hit == UINT32_MAX ? hit : s.len - hit - needle.len;
}

static void reverse_list(pl_list *l) {
    for (uint32_t i = 0; i < l->len / 2; i++) {
        pl_value v = l->at[i];
        l->at[i] = l->at[l->len - 1 - i];
        l->at[l->len - 1 - i] = v;
    }
}

static bool rsplit_at(pl_eval *ev, pl_value s, pl_str sep, int64_t limit,
                      pl_value list) {
    char *back = reversed(pl_str_from(s)), *sought = reversed(sep);
    uint32_t at = 0; /* in `back` */
    bool ok = true;
    for (; ok && limit; limit--) {
        uint32_t hit =
            pl_str_find((pl_str){back, s.len}, (pl_str){sought, sep.len}, at);
        if (hit == UINT32_MAX) {
            break;
        }
        ok = push_piece(ev, list, s, s.len - hit, s.len - at);
        at = hit + sep.len;
    }
    free(back);
    free(sought);
    return ok && push_piece(ev, list, s, 0, s.len - at);
}

static uint32_t skip_back(pl_str s, uint32_t i, bool spaces) {
    while (i) {
        uint32_t before = pl_utf8_prev(s, i);
        uint32_t at = before;
        if (pl_char_is_space(pl_utf8_next(s, &at)) != spaces) {
            break;
        }
        i = before;
    }
    return i;
}

static bool rsplit_spaces(pl_eval *ev, pl_value s, int64_t limit, pl_value list) {
    pl_str text = pl_str_from(s);
    uint32_t end = skip_back(text, s.len, true);
    for (; end; limit--) {
        uint32_t start = skip_back(text, end, false);
        if (limit == 0) {
            start = 0;
        }
        if (!push_piece(ev, list, s, start, end)) {
            return false;
        }
        end = limit ? skip_back(text, start, true) : 0;
    }
    return true;
}

bool pl_text_rsplit(pl_eval *ev, pl_value s, pl_value sep, int64_t limit,
                    pl_value *out) {
    pl_value list = pl_list_new(ev->arena, 0);
    list.flags = s.flags & PL_PROVENANCE;
    *out = list;
    if (sep.kind == PL_STR && !sep.len) {
        return pl_raise(ev, PL_EXC_VALUE, "empty separator");
    }
    bool ok = pl_step(ev, s.len / 64) && pl_afford_parts(ev, s) &&
              (sep.kind == PL_STR ? rsplit_at(ev, s, pl_str_from(sep), limit, list)
                                  : rsplit_spaces(ev, s, limit, list));
    reverse_list(list.as.list);
    return ok;
}
