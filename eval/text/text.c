/* Putting texts together: concatenation, join, repetition, replacement, padding. */
#include "eval/text/text.h"
#include "eval/text/notation.h"
#include "eval/value/value_priv.h"

/* What a new text takes over from one it is made of. */
static pl_value inherit(pl_value made, pl_value from) {
    made.flags |= from.flags & (PL_PROVENANCE | PL_MARKUP);
    return made;
}

static pl_growing *growing_of(pl_eval *ev, pl_value l) {
    for (uint32_t i = 0; i < PL_GROWING; i++) {
        pl_growing *g = &ev->growing[i];
        if (g->at == l.as.s && g->used == l.len) {
            return g;
        }
    }
    pl_growing *g = &ev->growing[ev->growing_next++ % PL_GROWING];
    *g = (pl_growing){0};
    return g;
}

/* Room for twice as much, with the marks of `l` in front. */
static bool growing_move(pl_eval *ev, pl_growing *g, pl_value l, uint64_t len) {
    uint64_t cap = len * 2;
    if (cap > UINT32_MAX) {
        return pl_raise(ev, PL_EXC_FUEL, "a text became too long");
    }
    if (!pl_charge(ev, cap)) {
        return false;
    }
    const pl_marks *marks = pl_value_marks(l);
    char *at = marks ? pl_marked_alloc(ev->arena, marks, (uint32_t)cap)
                     : pl_alloc(ev->arena, cap);
    memcpy(at, l.as.s, l.len);
    *g = (pl_growing){at, l.len, (uint32_t)cap};
    return true;
}

bool pl_text_grow(pl_eval *ev, pl_value l, pl_str r, pl_value *out) {
    pl_growing *g = growing_of(ev, l);
    if (g->cap - g->used < r.len || !g->at) {
        if (!growing_move(ev, g, l, (uint64_t)l.len + r.len)) {
            return false;
        }
    }
    if (!pl_charge(ev, r.len) || !pl_step(ev, r.len / 64)) {
        return false;
    }
    memcpy((char *)(uintptr_t)g->at + g->used, r.at, r.len);
    g->used += r.len;
    *out = l;
    out->flags &= PL_PROVENANCE | PL_MARKED;
    out->sub = 0;
    out->as.s = g->at;
    out->len = g->used;
    return true;
}

bool pl_text_join2(pl_eval *ev, pl_value l, pl_value r, pl_value *out) {
    uint8_t flags = (uint8_t)((l.flags | r.flags) & (PL_PROVENANCE | PL_MARKUP));
    if (!l.len || !r.len) {
        pl_value rest = l.len ? l : r;
        *out = pl_text_piece(ev->arena, rest, 0, rest.len);
        out->flags |= flags;
        return true;
    }
    uint64_t len = (uint64_t)l.len + r.len;
    if (pl_text_grows(l) && !(r.flags & PL_MARKED)) {
        if (!pl_text_grow(ev, l, pl_str_from(r), out)) {
            return false;
        }
        out->flags |= flags;
        return true;
    }
    if (!pl_charge(ev, len)) {
        return false;
    }
    if ((l.flags | r.flags) & PL_MARKED) {
        pl_out *o = pl_capture_begin(ev);
        pl_out_value(o, l);
        pl_out_value(o, r);
        *out = pl_out_take(o, 0, ev->arena);
        pl_capture_end(ev, o);
        out->flags |= flags;
        return true;
    }
    char *at = pl_alloc(ev->arena, len);
    memcpy(at, l.as.s, l.len);
    memcpy(at + l.len, r.as.s, r.len);
    *out = (pl_value){.kind = PL_STR, .flags = flags, .len = (uint32_t)len, .as.s = at};
    return true;
}

/* ---- join */

static bool not_joinable(pl_eval *ev, uint32_t at, pl_value item) {
    return pl_raise(ev, PL_EXC_TYPE,
                    "sequence item %u: expected str instance, %s found", at,
                    pl_type_name(item));
}

/* All items plain unmarked text: one allocation. PL_MISSING: not so. */
static pl_found join_plain(pl_eval *ev, pl_value sep, const pl_list *l, pl_value *out) {
    uint64_t len = l->len ? (uint64_t)sep.len * (l->len - 1) : 0;
    uint8_t flags = sep.flags;
    for (uint32_t i = 0; i < l->len; i++) {
        if (l->at[i].kind != PL_STR) {
            return pl_fail(not_joinable(ev, i, l->at[i]));
        }
        flags |= l->at[i].flags;
        len += l->at[i].len;
    }
    if (flags & (PL_MARKED | PL_MARKUP)) {
        return PL_MISSING;
    }
    if (!pl_charge(ev, len)) {
        return PL_FAILED;
    }
    char *start = pl_alloc(ev->arena, len + 1);
    char *at = start;
    for (uint32_t i = 0; i < l->len; i++) {
        if (i && sep.len) {
            memcpy(at, sep.as.s, sep.len);
            at += sep.len;
        }
        if (l->at[i].len) {
            memcpy(at, l->at[i].as.s, l->at[i].len);
            at += l->at[i].len;
        }
    }
    *out = (pl_value){.kind = PL_STR,
                      .flags = flags & PL_PROVENANCE,
                      .len = (uint32_t)len,
                      .as.s = start};
    return PL_FOUND;
}

static bool join_into(pl_eval *ev, pl_value sep, const pl_list *l, pl_out *o) {
    for (uint32_t i = 0; i < l->len; i++) {
        pl_value item = l->at[i];
        uint32_t before = o->text.len;
        if (pl_is_markup(sep) && !pl_text_escape(ev, item, &item)) {
            return false;
        }
        if (item.kind != PL_STR) {
            return not_joinable(ev, i, item);
        }
        if (i) {
            pl_out_value(o, sep);
        }
        pl_out_value(o, item);
        if (!pl_charge(ev, o->text.len - before)) {
            return false;
        }
    }
    return true;
}

bool pl_text_join(pl_eval *ev, pl_value sep, pl_value items, pl_value *out) {
    pl_cursor c;
    if (!pl_iterate(ev, items, &c)) {
        return ev->error.kind != PL_EXC_TYPE ||
                       (items.kind == PL_OBJECT && items.as.obj->cls->iter)
                   ? false
                   : pl_raise(ev, PL_EXC_TYPE, "can only join an iterable");
    }
    pl_value list = items;
    if (!pl_is_sequence(items) && !pl_to_list(ev, items, &list)) {
        return false;
    }
    if (!pl_is_markup(sep)) {
        pl_found found = join_plain(ev, sep, list.as.list, out);
        if (found != PL_MISSING) {
            return found == PL_FOUND;
        }
    }
    pl_out *o = pl_capture_begin(ev);
    bool ok = join_into(ev, sep, list.as.list, o);
    if (ok) {
        *out = inherit(pl_out_take(o, 0, ev->arena), sep);
    }
    pl_capture_end(ev, o);
    return ok;
}

/* ---- repetition and padding */

bool pl_text_repeat(pl_eval *ev, pl_value s, int64_t times, pl_value *out) {
    uint64_t n = times > 0 ? (uint64_t)times : 0;
    uint64_t len;
    if (__builtin_mul_overflow(n, (uint64_t)s.len, &len)) {
        len = INT64_MAX;
    }
    if (!pl_charge(ev, len) || !pl_step(ev, len / 64)) {
        return false;
    }
    if (n == 1 || !len) {
        *out = pl_text_piece(ev->arena, s, 0, n ? s.len : 0);
        return true;
    }
    if (s.flags & PL_MARKED) {
        pl_out *o = pl_capture_begin(ev);
        for (uint64_t i = 0; i < n; i++) {
            pl_out_value(o, s);
        }
        *out = inherit(pl_out_take(o, 0, ev->arena), s);
        pl_capture_end(ev, o);
        return true;
    }
    char *at = pl_alloc(ev->arena, len);
    for (uint64_t i = 0; i < n; i++) {
        memcpy(at + i * s.len, s.as.s, s.len);
    }
    *out = inherit((pl_value){.kind = PL_STR, .len = (uint32_t)len, .as.s = at}, s);
    return true;
}

static void put_fill(pl_out *o, pl_str fill, uint64_t times) {
    for (uint64_t i = 0; i < times; i++) {
        pl_out_put(o, fill);
    }
}

bool pl_text_justify(pl_eval *ev, pl_value s, int64_t width, pl_str fill,
                     pl_justify how, pl_value *out) {
    uint64_t len = pl_utf8_chars(pl_str_from(s));
    if (width < 0 || (uint64_t)width <= len) {
        *out = pl_text_piece(ev->arena, s, 0, s.len);
        return true;
    }
    uint64_t pad = (uint64_t)width - len;
    uint64_t bytes;
    if (__builtin_mul_overflow(pad, (uint64_t)fill.len, &bytes)) {
        bytes = INT64_MAX;
    }
    if (!pl_charge(ev, bytes) || !pl_charge(ev, s.len) || !pl_step(ev, bytes / 64)) {
        return false;
    }
    uint64_t left = how == PL_JUST_LEFT    ? 0
                    : how == PL_JUST_RIGHT ? pad
                                           : pad / 2 + (pad & (uint64_t)width & 1);
    pl_out *o = pl_capture_begin(ev);
    put_fill(o, fill, left);
    pl_out_value(o, s);
    put_fill(o, fill, pad - left);
    *out = inherit(pl_out_take(o, 0, ev->arena), s);
    pl_capture_end(ev, o);
    return true;
}

/* ---- replacement */

static uint32_t find_next(pl_str s, pl_str old, uint32_t from) {
    if (old.len != 1) {
        return pl_str_find(s, old, from);
    }
    const char *hit =
        from < s.len ? memchr(s.at + from, old.at[0], s.len - from) : NULL;
    return hit ? (uint32_t)(hit - s.at) : UINT32_MAX;
}

/* `with` before every character and at the end, at most `limit` times. */
static bool put_between(pl_eval *ev, pl_out *o, pl_value s, pl_value with,
                        uint64_t limit) {
    pl_str text = pl_str_from(s);
    uint32_t at = 0;
    for (; limit && at < s.len; limit--) {
        uint32_t next = at;
        pl_utf8_next(text, &next);
        if (!pl_charge(ev, with.len)) {
            return false;
        }
        pl_out_value(o, with);
        pl_out_slice(o, s, at, next);
        at = next;
    }
    if (limit) {
        pl_out_value(o, with);
    }
    pl_out_slice(o, s, at, s.len);
    return true;
}

/* `at`: the first match. */
static bool put_replaced(pl_eval *ev, pl_out *o, pl_value s, pl_str old, pl_value with,
                         uint32_t at, uint64_t limit) {
    uint32_t done = 0;
    for (; limit && at != UINT32_MAX; limit--) {
        if (!pl_charge(ev, with.len)) {
            return false;
        }
        pl_out_slice(o, s, done, at);
        pl_out_value(o, with);
        done = at + old.len;
        at = find_next(pl_str_from(s), old, done);
    }
    pl_out_slice(o, s, done, s.len);
    return true;
}

bool pl_text_replace(pl_eval *ev, pl_value s, pl_value old, pl_value with,
                     int64_t count, pl_value *out) {
    uint64_t limit = count < 0 ? UINT64_MAX : (uint64_t)count;
    uint8_t flags = (uint8_t)(s.flags | old.flags | with.flags);
    uint32_t first = find_next(pl_str_from(s), pl_str_from(old), 0);
    if (!pl_step(ev, s.len / 64)) {
        return false;
    }
    if (first == UINT32_MAX || !limit) {
        *out = pl_with(pl_text_piece(ev->arena, s, 0, s.len), flags);
        return true;
    }
    pl_out *o = pl_capture_begin(ev);
    bool ok = old.len ? put_replaced(ev, o, s, pl_str_from(old), with, first, limit)
                      : put_between(ev, o, s, with, limit);
    ok = ok && pl_charge(ev, o->text.len);
    if (ok) {
        *out = inherit(pl_with(pl_out_take(o, 0, ev->arena), flags), s);
    }
    pl_capture_end(ev, o);
    return ok;
}

bool pl_text_escape(pl_eval *ev, pl_value v, pl_value *out) {
    pl_value text;
    if (!pl_to_str(ev, v, &text)) {
        return false;
    }
    if (!(text.flags & PL_MARKUP)) {
        if (!pl_html_afford(ev, text)) {
            return false;
        }
        pl_out *o = pl_capture_begin(ev);
        pl_html_escape(o, text);
        text = pl_with(pl_out_take(o, 0, ev->arena), text.flags);
        pl_capture_end(ev, o);
        text.flags |= PL_MARKUP;
    }
    *out = text;
    return true;
}

uint32_t pl_text_run(pl_str s, uint32_t lo, bool (*kind)(uint32_t), bool *is) {
    uint32_t i = lo, end;
    *is = kind(pl_utf8_next(s, &i));
    do {
        end = i;
    } while (end < s.len && kind(pl_utf8_next(s, &i)) == *is);
    return end;
}
