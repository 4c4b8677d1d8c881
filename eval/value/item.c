/* Python's x[key] and x[a:b:c]. */
#include "eval/value/value_priv.h"

/* An index counted from either end, made one from the start; false: outside. */
static bool in_bounds(pl_value key, int64_t len, int64_t *out) {
    int64_t i;
    if (!pl_as_int64(key, &i)) {
        return false;
    }
    i += i < 0 ? len : 0;
    *out = i;
    return i >= 0 && i < len;
}

static bool text_item(pl_eval *ev, pl_value v, pl_value key, pl_value *out) {
    pl_str s = pl_str_from(v);
    int64_t i;
    bool ascii = pl_utf8_is_ascii(s);
    if (!in_bounds(key, ascii ? s.len : pl_utf8_chars(s), &i)) {
        return false;
    }
    uint32_t lo = ascii ? (uint32_t)i : pl_utf8_offset(s, (uint32_t)i);
    uint32_t hi = lo;
    pl_utf8_next(s, &hi);
    *out = pl_text_piece(ev->arena, v, lo, hi);
    return true;
}

/* Jinja2 catches the TypeError of a key that cannot be hashed. */
static pl_found unhashable_key(pl_eval *ev) {
    if (ev->error.kind != PL_EXC_TYPE) {
        return PL_FAILED;
    }
    ev->error.kind = PL_EXC_NONE;
    return PL_MISSING;
}

static pl_found dict_item(pl_eval *ev, const pl_dict *d, pl_value key, pl_value *out) {
    uint32_t hash;
    bool failed;
    if (!pl_hash_value(ev, key, &hash)) {
        return unhashable_key(ev);
    }
    const pl_dict_entry *e = pl_dict_entry_find(ev, d, key, hash, &failed);
    if (e) {
        *out = e->value;
    }
    return failed ? PL_FAILED : e ? PL_FOUND : PL_MISSING;
}

pl_found pl_item(pl_eval *ev, pl_value v, pl_value key, pl_value *out) {
    int64_t i;
    switch (v.kind) {
    case PL_LIST:
    case PL_TUPLE:
        if (!in_bounds(key, v.as.list->len, &i)) {
            return PL_MISSING;
        }
        *out = v.as.list->at[i];
        return PL_FOUND;
    case PL_DICT:
        return dict_item(ev, v.as.dict, key, out);
    case PL_RANGE:
        if (!in_bounds(key, pl_range_length(v.as.range), &i)) {
            return PL_MISSING;
        }
        *out = pl_int(v.as.range->start + i * v.as.range->step);
        return PL_FOUND;
    case PL_STR:
        if (!pl_step(ev, v.len / 64)) {
            return PL_FAILED;
        }
        return text_item(ev, v, key, out) ? PL_FOUND : PL_MISSING;
    case PL_OBJECT:
        return v.as.obj->cls->item ? v.as.obj->cls->item(ev, v.as.obj, key, out)
                                   : PL_MISSING;
    default:
        return PL_MISSING;
    }
}

/* ---- slices */

/* Which items a slice takes, as Python's slice.indices tells. */
typedef struct slice_span {
    int64_t start, stop, step, count;
} slice_span;

static bool slice_bound(pl_eval *ev, pl_value v, int64_t *out) {
    if (!pl_is_int(v)) {
        return pl_raise(
            ev, PL_EXC_TYPE,
            "slice indices must be integers or None or have an __index__ method");
    }
    return pl_clamped_index(ev, v, out);
}

/* A bound within [lo, hi], counted from the end when negative. */
static bool place_bound(pl_eval *ev, pl_value v, int64_t len, int64_t lo, int64_t hi,
                        int64_t fallback, int64_t *out) {
    if (v.kind == PL_NONE) {
        *out = fallback;
        return true;
    }
    int64_t i = 0;
    if (!slice_bound(ev, v, &i)) {
        return false;
    }
    i = i < 0 ? (i < -len ? lo : i + len) : i;
    *out = i < lo ? lo : i > hi ? hi : i;
    return true;
}

static bool slice_indices(pl_eval *ev, pl_value start, pl_value stop, pl_value step,
                          int64_t len, slice_span *out) {
    int64_t by = 1, from, to;
    if (step.kind != PL_NONE && !slice_bound(ev, step, &by)) {
        return false;
    }
    if (!by) {
        return pl_raise(ev, PL_EXC_VALUE, "slice step cannot be zero");
    }
    if (by < -INT64_MAX) {
        by = -INT64_MAX;
    }
    int64_t lo = by < 0 ? -1 : 0;
    int64_t hi = by < 0 ? len - 1 : len;
    if (!place_bound(ev, start, len, lo, hi, by < 0 ? hi : lo, &from) ||
        !place_bound(ev, stop, len, lo, hi, by < 0 ? lo : hi, &to)) {
        return false;
    }
    int64_t count = 0;
    if (by > 0 && from < to) {
        count = (to - from - 1) / by + 1;
    } else if (by < 0 && to < from) {
        count = (from - to - 1) / -by + 1;
    }
    *out = (slice_span){from, to, by, count};
    return true;
}

static bool slice_list(pl_eval *ev, pl_value v, slice_span s, pl_value *out) {
    const pl_list *l = v.as.list;
    if (!pl_charge(ev, (uint64_t)s.count * sizeof(pl_value)) ||
        !pl_step(ev, (uint64_t)s.count / 8)) {
        return false;
    }
    pl_value made = v.kind == PL_LIST ? pl_list_new(ev->arena, (uint32_t)s.count)
                                      : pl_tuple_new(ev->arena, (uint32_t)s.count);
    for (int64_t i = 0; i < s.count; i++) {
        made.as.list->at[i] = l->at[s.start + i * s.step];
    }
    made.as.list->len = (uint32_t)s.count;
    *out = made;
    return true;
}

/* Every step-th character. */
static bool slice_stepped(pl_eval *ev, pl_value v, slice_span s, pl_value *out) {
    pl_str text = pl_str_from(v);
    pl_out *o = pl_capture_begin(ev);
    bool ascii = pl_utf8_is_ascii(text);
    uint32_t at = ascii ? (uint32_t)s.start : pl_utf8_offset(text, (uint32_t)s.start);
    for (int64_t i = 0; i < s.count; i++) {
        uint32_t end = at;
        pl_utf8_next(text, &end);
        pl_out_slice(o, v, at, end);
        for (int64_t skip = ascii || i + 1 == s.count ? 0 : s.step; skip;) {
            if (skip > 0) {
                pl_utf8_next(text, &at);
                skip--;
            } else {
                at = pl_utf8_prev(text, at);
                skip++;
            }
        }
        if (ascii && i + 1 < s.count) {
            at = (uint32_t)((int64_t)at + s.step);
        }
    }
    *out = pl_out_take(o, 0, ev->arena);
    out->flags |= v.flags & PL_MARKUP;
    pl_capture_end(ev, o);
    return true;
}

static bool slice_text(pl_eval *ev, pl_value v, slice_span s, bool ascii,
                       pl_value *out) {
    if (!s.count) {
        *out = pl_text_piece(ev->arena, v, 0, 0);
        return true;
    }
    if (!pl_step(ev, v.len / 64) || !pl_afford_parts(ev, v)) {
        return false;
    }
    if (s.step != 1) {
        return pl_charge(ev, v.len) && slice_stepped(ev, v, s, out);
    }
    pl_str text = pl_str_from(v);
    uint32_t lo = (uint32_t)s.start, hi = (uint32_t)(s.start + s.count);
    if (!ascii) {
        lo = pl_utf8_offset(text, lo);
        hi = lo + pl_utf8_offset(pl_str_sub(text, lo, text.len), (uint32_t)s.count);
    }
    *out = pl_text_piece(ev->arena, v, lo, hi);
    return true;
}

static bool slice_range(pl_eval *ev, const pl_range *r, slice_span s, pl_value *out) {
    int64_t step, from, to;
    if (__builtin_mul_overflow(r->step, s.step, &step) ||
        __builtin_mul_overflow(s.start, r->step, &from) ||
        __builtin_mul_overflow(s.stop, r->step, &to) ||
        __builtin_add_overflow(r->start, from, &from) ||
        __builtin_add_overflow(r->start, to, &to)) {
        return pl_raise(ev, PL_EXC_OVERFLOW, "range too large");
    }
    *out = pl_range_value(ev->arena, from, to, step);
    return true;
}

static bool not_sliceable(pl_eval *ev, pl_value v) {
    if (v.kind == PL_DICT) {
        return pl_raise(ev, PL_EXC_TYPE, "unhashable type: 'slice'");
    }
    return pl_raise(ev, PL_EXC_TYPE, "'%s' object is not subscriptable",
                    pl_type_name(v));
}

bool pl_slice(pl_eval *ev, pl_value v, pl_value start, pl_value stop, pl_value step,
              pl_value *out) {
    slice_span s = {0};
    int64_t len;
    if (v.kind == PL_UNDEFINED) {
        *out = v;
        return pl_swallows(v) || pl_raise_undefined(ev, v);
    }
    if (v.kind != PL_STR && !pl_is_sequence(v) && v.kind != PL_RANGE) {
        return not_sliceable(ev, v);
    }
    bool ascii = v.kind == PL_STR && pl_utf8_is_ascii(pl_str_from(v));
    len = v.len;
    if ((!ascii && !pl_length(ev, v, &len)) ||
        !slice_indices(ev, start, stop, step, len, &s)) {
        return false;
    }
    bool ok = v.kind == PL_STR     ? slice_text(ev, v, s, ascii, out)
              : v.kind == PL_RANGE ? slice_range(ev, v.as.range, s, out)
                                   : slice_list(ev, v, s, out);
    if (ok) {
        *out = pl_with(*out, v.flags | start.flags | stop.flags | step.flags);
    }
    return ok;
}
