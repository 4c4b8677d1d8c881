/* macros/modules/re_syntax.c: Python's regular expression syntax, checked as Python does and
 * written again as PCRE2 understands it.
 *
 * Names become numbers, escapes code points, verbose patterns are closed up: what is
 * left means the same to both. Source: Python 3.11 re/_parser.py. */
#include "macros/modules/re_syntax_priv.h"

bool pl_re_fail(pl_eval *ev, pl_str pattern, uint32_t at, const char *what) {
    pl_str head = pl_str_sub(pattern, 0, at);
    uint32_t position = pl_utf8_chars(head), line = 1, start = 0;
    for (uint32_t i = 0; i < head.len; i++) {
        if (head.at[i] == '\n') {
            line++;
            start = i + 1;
        }
    }
    if (pl_str_find_char(pattern, '\n') == UINT32_MAX) {
        return pl_raise(ev, PL_EXC_RUNTIME, "%s at position %u", what, position);
    }
    return pl_raise(ev, PL_EXC_RUNTIME, "%s at position %u (line %u, column %u)", what,
                    position, line, pl_utf8_chars(pl_str_sub(head, start, at)) + 1);
}

bool pl_re_bad_showing(pl_re_translation *t, uint32_t lo, uint32_t hi, uint32_t at,
                       const char *what, const char *after) {
    pl_str shown = pl_str_sub(t->s, lo, hi);
    pl_str text = pl_str_fmt(t->ev->arena, "%s%.*s%s", what, PL_FMT(shown), after);
    return pl_re_bad(t, at, pl_str_z(t->ev->arena, text));
}

/* ---- quantifiers */

enum { REPEAT_MAX = 65535, NO_LIMIT = -1 };

/* Digits at t->at; `none` where there are none. */
static int64_t repeat_number(pl_re_translation *t, int64_t none) {
    int64_t n = 0;
    if (!pl_re_is_digit(pl_re_peek(t))) {
        return none;
    }
    for (; pl_re_is_digit(pl_re_peek(t)); t->at++) {
        n = n > REPEAT_MAX ? n : n * 10 + (t->s.at[t->at] - '0');
    }
    return n;
}

/* {m}, {m,}, {,n}, {m,n}; anything else is a plain brace and *plain is set. */
static bool braces(pl_re_translation *t, bool *plain) {
    uint32_t start = t->at++;
    int64_t lo, hi;
    *plain = pl_re_peek(t) == '}';
    lo = repeat_number(t, 0);
    hi = lo;
    if (pl_re_accept(t, ',')) {
        hi = repeat_number(t, NO_LIMIT);
    } else if (t->at == start + 1) {
        *plain = true;
    }
    if (*plain || !pl_re_accept(t, '}')) {
        *plain = true;
        t->at = start + 1;
        return true;
    }
    if (hi != NO_LIMIT && hi < lo) {
        return pl_re_bad(t, start + 1, "min repeat greater than max repeat");
    }
    if (hi == NO_LIMIT) {
        pl_buf_fmt(t->to, "{%lld,}", (long long)lo);
    } else {
        pl_buf_fmt(t->to, "{%lld,%lld}", (long long)lo, (long long)hi);
    }
    return true;
}

static bool repeat(pl_re_translation *t) {
    uint32_t start = t->at, written = t->to->len;
    bool plain = false;
    if (pl_re_peek(t) == '{') {
        if (!braces(t, &plain)) {
            return false;
        }
        if (plain) {
            pl_re_put(t, '{');
            t->last = LAST_ATOM;
            return true;
        }
    } else {
        pl_buf_char(t->to, t->s.at[t->at++]);
    }
    if (t->last != LAST_ATOM) {
        t->to->len = written;
        return pl_re_bad(
            t, start, t->last == LAST_REPEAT ? "multiple repeat" : "nothing to repeat");
    }
    if (pl_re_peek(t) == '?' || pl_re_peek(t) == '+') {
        pl_buf_char(t->to, t->s.at[t->at++]);
    }
    t->last = LAST_REPEAT;
    return true;
}

/* ---- the whole */

static bool skip_verbose(pl_re_translation *t) {
    int c = pl_re_peek(t);
    if (c == '#') {
        while (pl_re_peek(t) >= 0 && pl_re_peek(t) != '\n') {
            t->at++;
        }
        return true;
    }
    if (c > 0 && strchr(" \t\n\r\v\f", c)) {
        t->at++;
        return true;
    }
    return false;
}

static bool item(pl_re_translation *t) {
    switch (pl_re_peek(t)) {
    case '\\':
        return pl_re_escape(t);
    case '[':
        return pl_re_set(t);
    case '(':
        return pl_re_group(t);
    case ')':
        return pl_re_group_close(t);
    case '*':
    case '+':
    case '?':
    case '{':
        return repeat(t);
    case '|':
    case '^':
    case '$':
        pl_buf_char(t->to, t->s.at[t->at++]);
        t->last = LAST_NOTHING;
        return true;
    case '.':
        pl_buf_char(t->to, t->s.at[t->at++]);
        t->last = LAST_ATOM;
        return true;
    default:
        pl_re_put(t, pl_utf8_next(t->s, &t->at));
        t->last = LAST_ATOM;
        return true;
    }
}

static bool translate(pl_re_translation *t) {
    while (t->at < t->s.len) {
        if (t->verbose && skip_verbose(t)) {
            continue;
        }
        uint32_t written = t->to->len;
        if (!pl_burn(t->ev, 1) || !item(t)) {
            return false;
        }
        t->begun = t->begun || t->to->len > written;
    }
    if (t->depth) {
        return pl_re_bad(t, t->open[t->depth - 1].at,
                         "missing ), unterminated subpattern");
    }
    return t->condition <= t->groups ||
           pl_re_bad_reference(t, t->condition, t->condition_at);
}

static uint32_t regex_flags(int64_t flags) {
    uint32_t out = 0;
    out |= flags & PL_RE_IGNORECASE ? PL_REGEX_NOCASE : 0;
    out |= flags & PL_RE_MULTILINE ? PL_REGEX_MULTILINE : 0;
    out |= flags & PL_RE_DOTALL ? PL_REGEX_DOTALL : 0;
    out |= flags & PL_RE_ASCII ? PL_REGEX_ASCII : 0;
    return out;
}

static bool compile_into(pl_re_translation *t, pl_re_pattern *p) {
    pl_str why;
    uint32_t at;
    if (pl_regex_compile(t->ev->arena, pl_buf_view(t->to), regex_flags(t->flags),
                         &p->regex, &why, &at)) {
        return true;
    }
    if (pl_str_starts(why, PL_S("lookbehind assertion is not fixed"))) {
        why = PL_S("look-behind requires fixed-width pattern");
    }
    return pl_raise_str(t->ev, PL_EXC_RUNTIME, why);
}

bool pl_re_compile(pl_eval *ev, pl_value source, int64_t flags, pl_re_pattern **out) {
    pl_out *o = pl_capture_begin(ev);
    pl_re_translation *t = PL_NEW(ev->arena, pl_re_translation);
    t->ev = ev;
    t->s = pl_str_from(source);
    t->to = &o->text;
    t->flags = flags;
    t->verbose = flags & PL_RE_VERBOSE;
    pl_re_pattern *p = PL_NEW(ev->arena, pl_re_pattern);
    bool ok =
        pl_afford(ev, 8 * (int64_t)source.len) && translate(t) && compile_into(t, p);
    pl_capture_end(ev, o);
    p->base.cls = &pl_re_pattern_class;
    p->source = source;
    p->flags = t->flags | (t->flags & PL_RE_ASCII ? 0 : PL_RE_UNICODE);
    p->names = t->names.at;
    p->name_count = t->names.len;
    *out = p;
    return ok;
}

uint32_t pl_re_group_of(const pl_re_pattern *p, pl_str name) {
    for (uint32_t i = 0; i < p->name_count; i++) {
        if (pl_str_eq(p->names[i].name, name)) {
            return p->names[i].group;
        }
    }
    return UINT32_MAX;
}
