/* Names against patterns: fnmatch, and qualified names.
 * Source: CPython fnmatch.py; dbt-core 1.9 graph/selector_methods.py
 * (is_selected_node). */
#include "project/select/select_priv.h"
#include "support/utf8.h"

/* ---- fnmatch */

/* Does `c` belong to the class that opens at pattern[*i] (behind its '[')? Moves *i
 * behind the class. False in *closed when it is never closed: then '[' means itself. */
static bool in_class(pl_str pattern, uint32_t *i, uint32_t c, bool *closed) {
    uint32_t at = *i;
    bool negated = at < pattern.len && pattern.at[at] == '!';
    bool found = false;
    at += negated;
    uint32_t first = at;
    while (at < pattern.len && (pattern.at[at] != ']' || at == first)) {
        uint32_t lo = pl_utf8_next(pattern, &at), hi = lo;
        if (at + 1 < pattern.len && pattern.at[at] == '-' &&
            pattern.at[at + 1] != ']') {
            at++;
            hi = pl_utf8_next(pattern, &at);
        }
        found = found || (c >= lo && c <= hi);
    }
    *closed = at < pattern.len;
    *i = *closed ? at + 1 : *i;
    return found != negated;
}

/* One character of the text against one item of the pattern (no '*'). */
static bool match_one(pl_str pattern, uint32_t *p, uint32_t c) {
    uint32_t item = pl_utf8_next(pattern, p);
    if (item == '?') {
        return true;
    }
    if (item == '[') {
        bool closed;
        bool in = in_class(pattern, p, c, &closed);
        return closed ? in : c == '[';
    }
    return c == item;
}

bool pl_fnmatch(pl_str text, pl_str pattern) {
    uint32_t t = 0, p = 0;
    uint32_t star = UINT32_MAX,
             resume = 0; /* behind the last '*', and where it stopped */
    while (t < text.len) {
        if (p < pattern.len && pattern.at[p] == '*') {
            star = ++p;
            resume = t;
            continue;
        }
        uint32_t next = t;
        uint32_t c = pl_utf8_next(text, &next);
        if (p < pattern.len && match_one(pattern, &p, c)) {
            t = next;
            continue;
        }
        if (star == UINT32_MAX) {
            return false;
        }
        pl_utf8_next(text, &resume);
        t = resume;
        p = star;
    }
    while (p < pattern.len && pattern.at[p] == '*') {
        p++;
    }
    return p == pattern.len;
}

/* ---- fqn */

static bool has_wildcard(pl_str s) {
    for (uint32_t i = 0; i < s.len; i++) {
        if (s.at[i] == '*' || s.at[i] == '?' || s.at[i] == '[' || s.at[i] == ']') {
            return true;
        }
    }
    return false;
}

/* The two last parts joined by '_', as versioned models may be called. */
static bool same_tail(const pl_str *fqn, uint32_t len, pl_str selector) {
    uint32_t dot = UINT32_MAX, before = UINT32_MAX;
    for (uint32_t i = 0; i < selector.len; i++) {
        if (selector.at[i] == '.') {
            before = dot;
            dot = i;
        }
    }
    pl_str tail =
        pl_str_sub(selector, before == UINT32_MAX ? 0 : before + 1, selector.len);
    pl_str first = fqn[len - 2], last = fqn[len - 1];
    if (tail.len != first.len + 1 + last.len) {
        return false;
    }
    char between = tail.at[first.len];
    return pl_str_starts(tail, first) && pl_str_ends(tail, last) &&
           (between == '_' || between == '.');
}

static bool is_named(const pl_str *fqn, uint32_t len, pl_str selector, bool versioned) {
    if (versioned && len >= 2) {
        return pl_str_eq(fqn[len - 2], selector) || same_tail(fqn, len, selector);
    }
    return pl_str_eq(fqn[len - 1], selector);
}

uint32_t pl_select_part_end(pl_str s, uint32_t from) {
    while (from < s.len && s.at[from] != '.') {
        from++;
    }
    return from;
}

/* What names are compared with. */
typedef struct pattern {
    pl_str text;
    bool wild;
    /* bytes of the parts before the first with a wildcard, and its dot */
    uint32_t exact;
    uint32_t parts; /* from there on */
} pattern;

static pattern pattern_of(pl_str text) {
    pattern p = {.text = text, .wild = has_wildcard(text)};
    while (p.wild) {
        uint32_t end = pl_select_part_end(text, p.exact);
        if (has_wildcard(pl_str_sub(text, p.exact, end))) {
            break;
        }
        p.exact = end + 1;
    }
    p.parts = pl_select_count_parts(pl_str_sub(text, p.exact, text.len));
    return p;
}

/* `flat` is the fqn joined by dots: it must begin with the parts of the pattern; the
 * first with a wildcard, with all behind it, is matched against the rest. */
static bool matches_flat(pl_str flat, const pattern *p) {
    if (!p->wild) {
        return pl_str_starts(flat, p->text) &&
               (flat.len == p->text.len || flat.at[p->text.len] == '.');
    }
    if (!pl_str_starts(flat, pl_str_sub(p->text, 0, p->exact))) {
        return false;
    }
    pl_str rest = pl_str_sub(flat, p->exact, flat.len);
    return p->parts <= pl_select_count_parts(rest) &&
           pl_fnmatch(rest, pl_str_sub(p->text, p->exact, p->text.len));
}

uint32_t pl_select_count_parts(pl_str s) {
    uint32_t n = 1;
    for (uint32_t i = 0; i < s.len; i++) {
        n += s.at[i] == '.';
    }
    return n;
}

bool pl_select_versioned(const pl_dbt_node *n) {
    return n->type == PL_RES_MODEL && n->version.kind != PL_NONE &&
           n->version.kind != PL_UNSET;
}

static bool fqn_is(const pl_str *fqn, uint32_t len, pl_str flat, const pattern *p,
                   bool versioned) {
    return is_named(fqn, len, p->text, versioned) || matches_flat(flat, p);
}

/* With its package or without. */
static bool match_fqn(const pl_dbt_node *n, pl_str flat, const pattern *p) {
    if (n->type == PL_RES_SOURCE || !n->fqn_len) {
        return false;
    }
    bool versioned = pl_select_versioned(n);
    if (fqn_is(n->fqn, n->fqn_len, flat, p, versioned)) {
        return true;
    }
    pl_str inner = pl_str_sub(flat, n->fqn[0].len + 1, flat.len);
    return n->fqn_len > 1 && fqn_is(n->fqn + 1, n->fqn_len - 1, inner, p, versioned);
}

/* Every member's fqn joined by dots; made once. */
static const pl_str *flat_names(pl_matching *m) {
    if (m->flats) {
        return m->flats;
    }
    pl_str *flats = PL_NEW_ARRAY(m->arena, pl_str, m->edges->len + 1);
    pl_buf room = {0};
    for (uint32_t i = 0; i < m->edges->len; i++) {
        const pl_dbt_node *n = m->edges->at[i];
        for (uint32_t k = 0; k < n->fqn_len; k++) {
            pl_buf_str(&room, k ? PL_S(".") : PL_S(""));
            pl_buf_str(&room, n->fqn[k]);
        }
        flats[i] = pl_buf_take(&room, m->arena);
    }
    pl_buf_free(&room);
    m->flats = flats;
    return flats;
}

bool pl_select_fqn(pl_matching *m, pl_bits to) {
    const pl_str *flats = flat_names(m);
    pattern p = pattern_of(m->value);
    for (uint32_t i = 0; i < m->edges->len; i++) {
        if (match_fqn(m->edges->at[i], flats[i], &p)) {
            pl_bits_set(to, i);
        }
    }
    return true;
}
