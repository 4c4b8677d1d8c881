/* Case mapping, as Python does it: full mappings, one character at a time. */
#include <unicase.h>
#include <unictype.h>

#include "eval/text/text.h"
#include "eval/value/value_priv.h"

/* Follows the marks of a text while its characters are replaced by others. */
typedef struct tracker {
    const pl_marks *marks;
    uint32_t next; /* mark that is open or comes next */
    uint32_t lo;   /* where in the output the open one began */
    bool open;
    pl_out *to;
} tracker;

/* Byte `at` of the source is about to be written (or its end is reached). */
static void track(tracker *t, uint32_t at) {
    while (t->marks && t->next < t->marks->len) {
        const pl_mark *m = &t->marks->at[t->next];
        if (t->open && at >= m->hi) {
            pl_out_add_mark(t->to, t->lo, m->maker);
            t->open = false;
            t->next++;
        } else if (!t->open && at >= m->lo) {
            t->lo = t->to->text.len;
            t->open = true;
        } else {
            return;
        }
    }
}

static void put_chars(pl_buf *to, const uint32_t *chars, size_t n) {
    for (size_t i = 0; i < n; i++) {
        pl_buf_utf8(to, chars[i]);
    }
}

typedef uint32_t *mapping(const uint32_t *s, size_t n, const char *language,
                          uninorm_t nf, uint32_t *result, size_t *length);

static void put_mapped(pl_buf *to, uint32_t c, mapping *map) {
    uint32_t room[8];
    size_t n = sizeof room / sizeof room[0];
    const uint32_t *made = map(&c, 1, NULL, NULL, room, &n);
    if (made == room) {
        put_chars(to, room, n);
    } else {
        pl_out_of_memory();
    }
}

/* Is the sigma at [lo, hi) the last letter of a word? */
static bool is_final_sigma(pl_str s, uint32_t lo, uint32_t hi) {
    bool cased = false;
    while (lo) {
        lo = pl_utf8_prev(s, lo);
        uint32_t i = lo;
        uint32_t c = pl_utf8_next(s, &i);
        if (!uc_is_property_case_ignorable(c)) {
            cased = uc_is_property_cased(c);
            break;
        }
    }
    while (cased && hi < s.len) {
        uint32_t c = pl_utf8_next(s, &hi);
        if (!uc_is_property_case_ignorable(c)) {
            return !uc_is_property_cased(c);
        }
    }
    return cased;
}

enum { CAPITAL_SIGMA = 0x3a3, SMALL_SIGMA = 0x3c3, FINAL_SIGMA = 0x3c2 };

static void put_lower(pl_buf *to, uint32_t c, pl_str s, uint32_t lo, uint32_t hi) {
    if (c == CAPITAL_SIGMA) {
        pl_buf_utf8(to, is_final_sigma(s, lo, hi) ? FINAL_SIGMA : SMALL_SIGMA);
    } else {
        put_mapped(to, c, u32_tolower);
    }
}

/* The character at [lo, hi); `inside`: the one before it was a letter with case. */
static void put_cased(pl_buf *to, pl_str s, uint32_t lo, uint32_t hi, pl_case how,
                      bool inside) {
    uint32_t i = lo;
    uint32_t c = pl_utf8_next(s, &i);
    switch (how) {
    case PL_CASE_UPPER:
        put_mapped(to, c, u32_toupper);
        return;
    case PL_CASE_LOWER:
        put_lower(to, c, s, lo, hi);
        return;
    case PL_CASE_TITLE:
    case PL_CASE_CAPITALIZE:
        if (how == PL_CASE_TITLE ? inside : lo > 0) {
            put_lower(to, c, s, lo, hi);
        } else {
            put_mapped(to, c, u32_totitle);
        }
        return;
    case PL_CASE_SWAP:
        if (uc_is_property_uppercase(c)) {
            put_lower(to, c, s, lo, hi);
        } else if (uc_is_property_lowercase(c)) {
            put_mapped(to, c, u32_toupper);
        } else {
            pl_buf_utf8(to, c);
        }
        return;
    case PL_CASE_FOLD:
        put_mapped(to, c, u32_casefold);
        return;
    }
}

static void put_text(tracker *t, pl_str s, pl_case how) {
    bool inside = false;
    for (uint32_t lo = 0, hi = 0; lo < s.len; lo = hi) {
        uint32_t c = pl_utf8_next(s, &hi);
        track(t, lo);
        put_cased(&t->to->text, s, lo, hi, how, inside);
        inside = how == PL_CASE_TITLE && uc_is_property_cased(c);
    }
    track(t, s.len);
}

/* ---- ASCII: one byte stays one byte, so marks stay where they are */

static bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}

static char ascii_cased(char c, pl_case how, bool first, bool inside) {
    bool up = false;
    switch (how) {
    case PL_CASE_UPPER:
        up = true;
        break;
    case PL_CASE_LOWER:
    case PL_CASE_FOLD:
        break;
    case PL_CASE_TITLE:
        up = !inside;
        break;
    case PL_CASE_CAPITALIZE:
        up = first;
        break;
    case PL_CASE_SWAP:
        up = is_lower(c);
        break;
    }
    if (up ? is_lower(c) : is_upper(c)) {
        return (char)(c ^ 0x20);
    }
    return c;
}

/* First byte that the mapping changes, or s.len. */
static uint32_t ascii_unchanged(pl_str s, pl_case how) {
    if (how != PL_CASE_UPPER && how != PL_CASE_LOWER && how != PL_CASE_FOLD) {
        return 0;
    }
    uint32_t i = 0;
    while (i < s.len &&
           !(how == PL_CASE_UPPER ? is_lower(s.at[i]) : is_upper(s.at[i]))) {
        i++;
    }
    return i;
}

static pl_value ascii_text(pl_arena *a, pl_value v, pl_case how) {
    pl_str s = pl_str_from(v);
    uint32_t i = ascii_unchanged(s, how);
    if (i == s.len) {
        return pl_text_piece(a, v, 0, s.len);
    }
    char *to = v.flags & PL_MARKED ? pl_marked_alloc(a, pl_value_marks(v), s.len)
                                   : pl_alloc(a, s.len);
    memcpy(to, s.at, i);
    bool inside = false;
    for (; i < s.len; i++) {
        char c = s.at[i];
        to[i] = ascii_cased(c, how, i == 0, inside);
        inside = is_upper(c) || is_lower(c);
    }
    v.as.s = to;
    v.flags &= (uint8_t)~PL_NATIVE_AS;
    v.sub = 0;
    return v;
}

bool pl_text_case(pl_eval *ev, pl_value s, pl_case how, pl_value *out) {
    if (!pl_charge(ev, s.len) || !pl_step(ev, s.len / 16)) {
        return false;
    }
    if (pl_utf8_is_ascii(pl_str_from(s))) {
        *out = ascii_text(ev->arena, s, how);
        return true;
    }
    pl_out *o = pl_capture_begin(ev);
    tracker t = {.marks = pl_value_marks(s), .to = o};
    put_text(&t, pl_str_from(s), how);
    *out = pl_with(pl_out_take(o, 0, ev->arena), s.flags);
    out->flags |= s.flags & PL_MARKUP;
    pl_capture_end(ev, o);
    return true;
}
