/* Methods of str that look for a part of it. */
#include "eval/methods/str_priv.h"
#include "eval/text/text.h"

/* Bytes [lo, hi) of a text, from optional bounds in characters. */
typedef struct window {
    uint32_t lo, hi;
    bool beyond; /* the start lies behind the end: nothing is found, not even "" */
} window;

static bool bound(pl_eval *ev, pl_value v, int64_t fallback, int64_t *out) {
    if (v.kind == PL_UNSET || v.kind == PL_NONE) {
        *out = fallback;
        return true;
    }
    if (!pl_is_int(v)) {
        return pl_raise(
            ev, PL_EXC_TYPE,
            "slice indices must be integers or None or have an __index__ method");
    }
    return pl_clamped_index(ev, v, out);
}

static bool window_of(pl_eval *ev, pl_value s, pl_value start, pl_value end,
                      window *w) {
    pl_str text = pl_str_from(s);
    int64_t lo = 0, hi = 0;
    *w = (window){0, s.len, false};
    if (start.kind == PL_UNSET && end.kind == PL_UNSET) {
        return true;
    }
    int64_t len = pl_utf8_chars(text);
    if (!bound(ev, start, 0, &lo) || !bound(ev, end, len, &hi)) {
        return false;
    }
    hi = hi > len ? len : hi < 0 ? (hi < -len ? 0 : hi + len) : hi;
    lo = lo < 0 ? (lo < -len ? 0 : lo + len) : lo;
    w->beyond = lo > hi;
    if (!w->beyond) {
        w->lo = pl_utf8_offset(text, (uint32_t)lo);
        w->hi = pl_utf8_offset(text, (uint32_t)hi);
    }
    return true;
}

/* Byte offset of the first or last match, UINT32_MAX when there is none. */
static bool locate(pl_eval *ev, const pl_value *argv, bool last, uint32_t *at) {
    window w;
    *at = UINT32_MAX;
    if (argv[1].kind != PL_STR) {
        return pl_raise(ev, PL_EXC_TYPE, "must be str, not %s", pl_type_name(argv[1]));
    }
    if (!window_of(ev, argv[0], argv[2], argv[3], &w) ||
        !pl_step(ev, argv[0].len / 64)) {
        return false;
    }
    if (!w.beyond) {
        pl_str text = pl_str_sub(pl_str_from(argv[0]), w.lo, w.hi);
        pl_str sought = pl_str_from(argv[1]);
        uint32_t hit =
            last ? pl_text_rfind(text, sought) : pl_str_find(text, sought, 0);
        *at = hit == UINT32_MAX ? hit : w.lo + hit;
    }
    return true;
}

static pl_value position(pl_value s, uint32_t at) {
    return pl_int(at == UINT32_MAX
                      ? -1
                      : (int64_t)pl_utf8_chars(pl_str_sub(pl_str_from(s), 0, at)));
}

static bool find(pl_eval *ev, const pl_value *argv, bool last, bool must,
                 pl_value *out) {
    uint32_t at;
    if (!locate(ev, argv, last, &at)) {
        return false;
    }
    if (must && at == UINT32_MAX) {
        return pl_raise(ev, PL_EXC_VALUE, "substring not found");
    }
    *out = position(argv[0], at);
    return true;
}

bool pl_str_find_method(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return find(ev, argv, false, false, out);
}

bool pl_str_rfind_method(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return find(ev, argv, true, false, out);
}

bool pl_str_index(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return find(ev, argv, false, true, out);
}

bool pl_str_rindex(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return find(ev, argv, true, true, out);
}

bool pl_str_count(pl_eval *ev, const pl_value *argv, pl_value *out) {
    window w;
    if (argv[1].kind != PL_STR) {
        return pl_raise(ev, PL_EXC_TYPE, "must be str, not %s", pl_type_name(argv[1]));
    }
    if (!window_of(ev, argv[0], argv[2], argv[3], &w) ||
        !pl_step(ev, argv[0].len / 64)) {
        return false;
    }
    pl_str text = pl_str_sub(pl_str_from(argv[0]), w.lo, w.hi);
    pl_str sought = pl_str_from(argv[1]);
    int64_t n = 0;
    if (w.beyond) {
        *out = pl_int(0);
        return true;
    }
    if (!sought.len) {
        *out = pl_int((int64_t)pl_utf8_chars(text) + 1);
        return true;
    }
    for (uint32_t at = 0; (at = pl_str_find(text, sought, at)) != UINT32_MAX;
         at += sought.len) {
        n++;
    }
    *out = pl_int(n);
    return true;
}

/* ---- startswith and endswith */

static bool matches_end(pl_str text, pl_value affix, bool at_end) {
    pl_str s = pl_str_from(affix);
    return at_end ? pl_str_ends(text, s) : pl_str_starts(text, s);
}

static bool matches_any(pl_eval *ev, pl_str text, const pl_list *affixes, bool at_end,
                        bool *out) {
    *out = false;
    for (uint32_t i = 0; i < affixes->len && !*out; i++) {
        if (affixes->at[i].kind != PL_STR) {
            return pl_raise(
                ev, PL_EXC_TYPE, "tuple for %s must only contain str, not %s",
                at_end ? "endswith" : "startswith", pl_type_name(affixes->at[i]));
        }
        *out = matches_end(text, affixes->at[i], at_end);
    }
    return true;
}

static bool affix(pl_eval *ev, const pl_value *argv, bool at_end, pl_value *out) {
    window w;
    bool found = false;
    if (!window_of(ev, argv[0], argv[2], argv[3], &w)) {
        return false;
    }
    pl_str text = pl_str_sub(pl_str_from(argv[0]), w.lo, w.hi);
    if (argv[1].kind == PL_TUPLE) {
        if (!matches_any(ev, text, argv[1].as.list, at_end, &found)) {
            return false;
        }
    } else if (argv[1].kind == PL_STR) {
        found = matches_end(text, argv[1], at_end);
    } else {
        return pl_raise(ev, PL_EXC_TYPE,
                        "%s first arg must be str or a tuple of str, not %s",
                        at_end ? "endswith" : "startswith", pl_type_name(argv[1]));
    }
    *out = pl_bool(found && !w.beyond);
    return true;
}

bool pl_str_startswith(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return affix(ev, argv, false, out);
}

bool pl_str_endswith(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return affix(ev, argv, true, out);
}
