/* macros/modules/re_escape.c: escapes and sets of Python's regular expressions. */
#include <uniname.h>

#include "macros/modules/re_syntax_priv.h"

static bool is_octal(int c) {
    return c >= '0' && c <= '7';
}

/* ---- escapes that mean one character */

static bool hex_escape(pl_re_translation *t, uint32_t start, uint32_t digits,
                       uint32_t *out) {
    *out = 0;
    for (uint32_t i = 0; i < digits; i++) {
        int c = pl_re_peek(t);
        int v = pl_re_is_digit(c)                         ? c - '0'
                : pl_re_is_letter(c) && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                          : -1;
        if (v < 0) {
            return pl_re_bad_showing(t, start, t->at, start, "incomplete escape ", "");
        }
        *out = *out << 4 | (uint32_t)v;
        t->at++;
    }
    if (*out > 0x10ffff || (*out >= 0xd800 && *out <= 0xdfff)) {
        return pl_re_bad_showing(t, start, t->at, start, "bad escape ", "");
    }
    return true;
}

static bool named_escape(pl_re_translation *t, uint32_t start, uint32_t *out) {
    char name[96];
    uint32_t close = pl_str_find_char(pl_str_sub(t->s, t->at, t->s.len), '}');
    if (!pl_re_accept(t, '{')) {
        return pl_re_bad(t, t->at, "missing {");
    }
    if (close == UINT32_MAX) {
        return pl_re_bad(t, t->at, "missing }, unterminated name");
    }
    pl_str text = pl_str_sub(t->s, t->at, t->at + close - 1);
    t->at += close;
    if (text.len < sizeof name) {
        memcpy(name, text.at, text.len);
        name[text.len] = 0;
        *out = unicode_name_character(name);
        if (*out != UNINAME_INVALID) {
            return true;
        }
    }
    pl_str words =
        pl_str_fmt(t->ev->arena, "undefined character name '%.*s'", PL_FMT(text));
    return pl_re_bad(t, start, pl_str_z(t->ev->arena, words));
}

/* The escape `c` behind the backslash at `start`, t->at behind
 * `c`. *known: it is one. */
static bool char_escape(pl_re_translation *t, uint32_t start, int c, uint32_t *out,
                        bool *known) {
    static const char names[] = "afnrtv", meanings[] = "\a\f\n\r\t\v";
    const char *name = c > 0 ? strchr(names, c) : NULL;
    *known = true;
    if (name) {
        *out = (unsigned char)meanings[name - names];
        return true;
    }
    switch (c) {
    case 'x':
        return hex_escape(t, start, 2, out);
    case 'u':
        return hex_escape(t, start, 4, out);
    case 'U':
        return hex_escape(t, start, 8, out);
    case 'N':
        return named_escape(t, start, out);
    default:
        *known = false;
        return true;
    }
}

/* Up to `more` further octal digits after `first`. */
static bool octal_escape(pl_re_translation *t, uint32_t start, int first, int more,
                         uint32_t *out) {
    *out = (uint32_t)(first - '0');
    for (; more > 0 && is_octal(pl_re_peek(t)); more--) {
        *out = *out * 8 + (uint32_t)(t->s.at[t->at++] - '0');
    }
    return *out <= 0377 ||
           pl_re_bad_showing(t, start, t->at, start, "octal escape value ",
                             " outside of range 0-0o377");
}

/* ---- escapes outside of a set */

bool pl_re_bad_reference(pl_re_translation *t, uint32_t group, uint32_t at) {
    pl_str words = pl_str_fmt(t->ev->arena, "invalid group reference %u", group);
    return pl_re_bad(t, at, pl_str_z(t->ev->arena, words));
}

bool pl_re_reference(pl_re_translation *t, uint32_t group, uint32_t at) {
    if (group > t->groups) {
        return pl_re_bad_reference(t, group, at);
    }
    for (uint32_t i = 0; i < t->depth; i++) {
        if (t->open[i].number == group) {
            return pl_re_bad(t, at - 1, "cannot refer to an open group");
        }
    }
    pl_buf_fmt(t->to, "\\g{%u}", group);
    return true;
}

static bool numeric_escape(pl_re_translation *t, uint32_t start, int c) {
    uint32_t value;
    if (c == '0') {
        if (!octal_escape(t, start, c, 2, &value)) {
            return false;
        }
        pl_re_put(t, value);
        return true;
    }
    if (is_octal(c) && is_octal(pl_re_peek(t)) && is_octal(pl_re_peek_at(t, 1))) {
        if (!octal_escape(t, start, c, 2, &value)) {
            return false;
        }
        pl_re_put(t, value);
        return true;
    }
    value = (uint32_t)(c - '0');
    if (pl_re_is_digit(pl_re_peek(t))) {
        value = value * 10 + (uint32_t)(t->s.at[t->at++] - '0');
    }
    return pl_re_reference(t, value, start + 1);
}

/* Python's white space is a little more than PCRE2's. */
static void put_category(pl_re_translation *t, int c, bool in_set) {
    bool unicode = !(t->flags & PL_RE_ASCII);
    if (unicode && c == 's') {
        pl_buf_str(t->to, in_set ? PL_S("\\s\\x1c-\\x1f") : PL_S("[\\s\\x1c-\\x1f]"));
    } else if (unicode && c == 'S' && !in_set) {
        PL_BUF_LIT(t->to, "[^\\s\\x1c-\\x1f]");
    } else {
        pl_buf_char(t->to, '\\');
        pl_buf_char(t->to, (char)c);
    }
}

static bool is_category(int c) {
    return c > 0 && strchr("dDsSwW", c);
}

bool pl_re_escape(pl_re_translation *t) {
    uint32_t start = t->at++, value;
    int c = pl_re_peek(t);
    bool known;
    if (c < 0) {
        return pl_re_bad(t, start, "bad escape (end of pattern)");
    }
    t->at++;
    t->last = LAST_ATOM;
    if (pl_re_is_digit(c)) {
        return numeric_escape(t, start, c);
    }
    if (is_category(c)) {
        put_category(t, c, false);
        return true;
    }
    if (c == 'A' || c == 'b' || c == 'B' || c == 'Z') {
        pl_buf_fmt(t->to, "\\%c", c == 'Z' ? 'z' : c);
        t->last = LAST_NOTHING;
        return true;
    }
    if (!char_escape(t, start, c, &value, &known)) {
        return false;
    }
    if (known) {
        pl_re_put(t, value);
        return true;
    }
    if (pl_re_is_letter(c)) {
        return pl_re_bad_showing(t, start, t->at, start, "bad escape ", "");
    }
    t->at--;
    pl_re_put(t, pl_utf8_next(t->s, &t->at));
    return true;
}

/* ---- sets: [...] */

/* One member at t->at: a character, or a category, which is written at once. */
static bool set_member(pl_re_translation *t, uint32_t *out, bool *category) {
    uint32_t start = t->at;
    bool known;
    *category = false;
    if (pl_re_peek(t) != '\\') {
        *out = pl_utf8_next(t->s, &t->at);
        return true;
    }
    t->at++;
    int c = pl_re_peek(t);
    if (c < 0) {
        return pl_re_bad(t, start, "bad escape (end of pattern)");
    }
    t->at++;
    if (is_category(c)) {
        *category = true;
        *out = (uint32_t)c;
        return true;
    }
    if (c == 'b') {
        *out = '\b';
        return true;
    }
    if (is_octal(c)) {
        return octal_escape(t, start, c, 2, out);
    }
    if (!char_escape(t, start, c, out, &known) || known) {
        return known;
    }
    if (pl_re_is_letter(c) || pl_re_is_digit(c)) {
        return pl_re_bad_showing(t, start, t->at, start, "bad escape ", "");
    }
    t->at--;
    *out = pl_utf8_next(t->s, &t->at);
    return true;
}

/* A member, or a range of two. */
static bool set_range(pl_re_translation *t, uint32_t set_start) {
    uint32_t start = t->at, lo = 0, hi = 0;
    bool category = false, hi_category = false;
    if (!set_member(t, &lo, &category)) {
        return false;
    }
    bool range = pl_re_peek(t) == '-' && pl_re_peek_at(t, 1) != ']';
    if (range && pl_re_peek_at(t, 1) < 0) {
        return pl_re_bad(t, set_start, "unterminated character set");
    }
    if (!range) {
        if (category) {
            put_category(t, (int)lo, true);
        } else {
            pl_re_put(t, lo);
        }
        return true;
    }
    t->at++;
    if (!set_member(t, &hi, &hi_category)) {
        return false;
    }
    if (category || hi_category || hi < lo) {
        return pl_re_bad_showing(t, start, t->at, start, "bad character range ", "");
    }
    pl_re_put(t, lo);
    pl_buf_char(t->to, '-');
    pl_re_put(t, hi);
    return true;
}

bool pl_re_set(pl_re_translation *t) {
    uint32_t start = t->at++;
    pl_buf_char(t->to, '[');
    if (pl_re_accept(t, '^')) {
        pl_buf_char(t->to, '^');
    }
    for (bool first = true; first || pl_re_peek(t) != ']'; first = false) {
        if (pl_re_peek(t) < 0) {
            return pl_re_bad(t, start, "unterminated character set");
        }
        if (!set_range(t, start)) {
            return false;
        }
    }
    t->at++;
    pl_buf_char(t->to, ']');
    t->last = LAST_ATOM;
    return true;
}
