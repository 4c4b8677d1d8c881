/* Output under construction, and the marks that texts carry. */
#include <stdlib.h>

#include "eval/value/value_priv.h"

void pl_out_free(pl_out *o) {
    pl_buf_free(&o->text);
    free(o->marks);
    *o = (pl_out){0};
}

const pl_marks *pl_value_marks(pl_value str) {
    if (!(str.flags & PL_MARKED)) {
        return NULL;
    }
    const pl_marks *marks;
    memcpy(&marks, str.as.s - sizeof marks, sizeof marks);
    return marks;
}

static void add_mark(pl_out *o, pl_mark mark) {
    if (!o->marks || o->mark_len == o->mark_cap) {
        o->mark_cap = o->mark_cap ? o->mark_cap * 2 : 8;
        o->marks = pl_xrealloc(o->marks, o->mark_cap * sizeof *o->marks);
    }
    o->marks[o->mark_len++] = mark;
}

void pl_out_mark(pl_out *o, pl_str s, const pl_object *maker) {
    uint32_t lo = o->text.len;
    pl_buf_str(&o->text, s);
    if (s.len) {
        add_mark(o, (pl_mark){lo, o->text.len, maker});
    }
}

void pl_out_add_mark(pl_out *o, uint32_t lo, const pl_object *maker) {
    if (lo < o->text.len) {
        add_mark(o, (pl_mark){lo, o->text.len, maker});
    }
}

/* First mark that ends after `lo`. */
static uint32_t first_mark(const pl_mark *marks, uint32_t len, uint32_t lo) {
    uint32_t from = 0;
    while (len) {
        uint32_t half = len / 2;
        if (marks[from + half].hi > lo) {
            len = half;
        } else {
            from += half + 1;
            len -= half + 1;
        }
    }
    return from;
}

/* A part of one text's mark; `continued` when the mark began before the part, so that
 * texts taken apart and put together again keep one mark. */
static void add_part(pl_out *o, pl_mark part, bool continued) {
    pl_mark *last = o->mark_len ? &o->marks[o->mark_len - 1] : NULL;
    if (continued && last && last->maker == part.maker && last->hi == part.lo) {
        last->hi = part.hi;
    } else {
        add_mark(o, part);
    }
}

void pl_out_slice(pl_out *o, pl_value str, uint32_t lo, uint32_t hi) {
    uint32_t base = o->text.len;
    pl_buf_put(&o->text, str.len ? str.as.s + lo : "", hi - lo);
    o->flags |= str.flags & PL_PROVENANCE;
    const pl_marks *m = pl_value_marks(str);
    if (!m) {
        return;
    }
    for (uint32_t i = first_mark(m->at, m->len, lo); i < m->len; i++) {
        pl_mark mark = m->at[i];
        if (mark.lo >= hi) {
            break;
        }
        bool continued = mark.lo < lo;
        mark.lo = base + (continued ? lo : mark.lo) - lo;
        mark.hi = base + (mark.hi > hi ? hi : mark.hi) - lo;
        if (mark.lo < mark.hi) {
            add_part(o, mark, continued);
        }
    }
}

void pl_out_truncate(pl_out *o, uint32_t len) {
    o->text.len = len;
    while (o->mark_len && o->marks[o->mark_len - 1].lo >= len) {
        o->mark_len--;
    }
    if (o->mark_len && o->marks[o->mark_len - 1].hi > len) {
        o->marks[o->mark_len - 1].hi = len;
    }
}

/* Room for `len` bytes of text with `marks` in front. */
char *pl_marked_alloc(pl_arena *a, const pl_marks *marks, uint32_t len) {
    char *block = pl_alloc(a, sizeof marks + len);
    memcpy(block, &marks, sizeof marks);
    return block + sizeof marks;
}

static pl_marks *take_marks(const pl_out *o, uint32_t first, uint32_t lo, pl_arena *a) {
    uint32_t count = o->mark_len - first;
    pl_marks *marks = pl_alloc(a, sizeof *marks + count * sizeof marks->at[0]);
    marks->len = count;
    for (uint32_t i = 0; i < count; i++) {
        pl_mark mark = o->marks[first + i];
        marks->at[i] =
            (pl_mark){mark.lo > lo ? mark.lo - lo : 0, mark.hi - lo, mark.maker};
    }
    return marks;
}

pl_value pl_out_take(pl_out *o, uint32_t lo, pl_arena *a) {
    uint32_t len = o->text.len - lo;
    pl_value v = {.kind = PL_STR, .flags = o->flags & PL_PROVENANCE, .len = len};
    uint32_t first = first_mark(o->marks, o->mark_len, lo);
    char *at;
    if (!len) {
        at = NULL;
        v.as.s = "";
    } else if (first < o->mark_len) {
        at = pl_marked_alloc(a, take_marks(o, first, lo, a), len);
        v.flags |= PL_MARKED;
    } else {
        at = pl_alloc(a, len);
    }
    if (at) {
        memcpy(at, o->text.at + lo, len);
        v.as.s = at;
    }
    pl_out_truncate(o, lo);
    if (!lo) {
        o->flags = 0;
    }
    return v;
}

pl_value pl_text_piece(pl_arena *a, pl_value s, uint32_t lo, uint32_t hi) {
    uint8_t flags = s.flags & (PL_PROVENANCE | PL_MARKUP);
    pl_value piece = {
        .kind = PL_STR, .flags = flags, .len = hi - lo, .as.s = s.as.s + lo};
    const pl_marks *m = pl_value_marks(s);
    if (!m) {
        return piece;
    }
    if (lo == 0 && hi == s.len) {
        piece.flags |= PL_MARKED;
        return piece;
    }
    uint32_t first = first_mark(m->at, m->len, lo);
    if (first == m->len || m->at[first].lo >= hi) {
        return piece;
    }
    pl_out o = {0};
    pl_out_slice(&o, s, lo, hi);
    piece = pl_out_take(&o, 0, a);
    piece.flags |= flags;
    pl_out_free(&o);
    return piece;
}
