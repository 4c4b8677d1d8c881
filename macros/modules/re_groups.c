/* macros/modules/re_groups.c: groups of Python's regular expressions: captures, look-around,
 * flags. */
#include "eval/value/unicode.h"
#include "macros/modules/re_syntax_priv.h"

static bool push_group(pl_re_translation *t, uint32_t at, uint32_t number) {
    if (t->depth == GROUPS_OPEN_MAX) {
        return pl_re_bad(t, at, "too many nested groups");
    }
    t->open[t->depth++] = (open_group){at, number, t->verbose};
    t->last = LAST_NOTHING;
    return true;
}

bool pl_re_group_close(pl_re_translation *t) {
    if (t->depth == 0) {
        return pl_re_bad(t, t->at, "unbalanced parenthesis");
    }
    t->at++;
    t->verbose = t->open[--t->depth].verbose;
    pl_buf_char(t->to, ')');
    t->last = LAST_ATOM;
    return true;
}

/* A name up to `close`, which is taken too. */
static bool group_name(pl_re_translation *t, char close, pl_str *out) {
    uint32_t start = t->at;
    while (pl_re_peek(t) >= 0 && pl_re_peek(t) != close) {
        t->at++;
    }
    *out = pl_str_sub(t->s, start, t->at);
    if (out->len == 0) {
        return pl_re_bad(t, start, "missing group name");
    }
    if (!pl_re_accept(t, close)) {
        return pl_re_bad(t, start,
                         close == '>' ? "missing >, unterminated name"
                                      : "missing ), unterminated name");
    }
    return true;
}

static bool is_identifier(pl_str s) {
    for (uint32_t i = 0; i < s.len;) {
        bool first = i == 0;
        uint32_t c = pl_utf8_next(s, &i);
        if (c != '_' && !pl_char_is_alpha(c) && (first || !pl_char_is_numeric(c))) {
            return false;
        }
    }
    return s.len > 0;
}

static bool check_name(pl_re_translation *t, pl_str name, uint32_t at) {
    if (is_identifier(name)) {
        return true;
    }
    pl_str words =
        pl_str_fmt(t->ev->arena, "bad character in group name '%.*s'", PL_FMT(name));
    return pl_re_bad(t, at, pl_str_z(t->ev->arena, words));
}

static uint32_t find_name(const pl_re_translation *t, pl_str name) {
    for (uint32_t i = 0; i < t->names.len; i++) {
        if (pl_str_eq(t->names.at[i].name, name)) {
            return t->names.at[i].group;
        }
    }
    return UINT32_MAX;
}

static bool named_group(pl_re_translation *t, uint32_t start) {
    pl_str name;
    uint32_t at = t->at, number = t->groups + 1;
    if (!group_name(t, '>', &name) || !check_name(t, name, at)) {
        return false;
    }
    uint32_t known = find_name(t, name);
    if (known != UINT32_MAX) {
        pl_str words = pl_str_fmt(
            t->ev->arena, "redefinition of group name '%.*s' as group %u; was group %u",
            PL_FMT(name), number, known);
        return pl_re_bad(t, at, pl_str_z(t->ev->arena, words));
    }
    PL_PUSH(t->ev->arena, &t->names, ((pl_re_name){name, number}));
    t->groups++;
    pl_buf_char(t->to, '(');
    return push_group(t, start, number);
}

static bool unknown_name(pl_re_translation *t, pl_str name, uint32_t at) {
    pl_str words = pl_str_fmt(t->ev->arena, "unknown group name '%.*s'", PL_FMT(name));
    return pl_re_bad(t, at, pl_str_z(t->ev->arena, words));
}

/* (?P=name) */
static bool named_reference(pl_re_translation *t) {
    pl_str name;
    uint32_t at = t->at;
    if (!group_name(t, ')', &name) || !check_name(t, name, at)) {
        return false;
    }
    uint32_t group = find_name(t, name);
    t->last = LAST_ATOM;
    return group == UINT32_MAX ? unknown_name(t, name, at)
                               : pl_re_reference(t, group, at);
}

/* (?(1)yes|no), (?(name)yes|no) */
static bool conditional(pl_re_translation *t, uint32_t start) {
    pl_str name;
    uint32_t at = t->at;
    if (!group_name(t, ')', &name)) {
        return false;
    }
    pl_value number;
    int64_t group = 0;
    if (is_identifier(name)) {
        uint32_t known = find_name(t, name);
        if (known == UINT32_MAX) {
            return unknown_name(t, name, at);
        }
        group = known;
    } else if (!pl_parse_int(t->ev->arena, name, 10, &number) ||
               !pl_as_int64(number, &group) || group < 0) {
        return check_name(t, name, at);
    }
    if (group == 0 || group > UINT16_MAX) {
        return group ? pl_re_bad_reference(t, UINT16_MAX, at)
                     : pl_re_bad(t, at, "bad group number");
    }
    if (group > t->condition) {
        t->condition = (uint32_t)group;
        t->condition_at = at;
    }
    pl_buf_fmt(t->to, "(?(%lld)", (long long)group);
    return push_group(t, start, 0);
}

static int64_t flag_of(int c) {
    switch (c) {
    case 'a':
        return PL_RE_ASCII;
    case 'i':
        return PL_RE_IGNORECASE;
    case 'L':
        return PL_RE_LOCALE;
    case 'm':
        return PL_RE_MULTILINE;
    case 's':
        return PL_RE_DOTALL;
    case 'u':
        return PL_RE_UNICODE;
    case 'x':
        return PL_RE_VERBOSE;
    default:
        return 0;
    }
}

/* The letters for PCRE2, which knows three of them. */
static void put_flags(pl_re_translation *t, int64_t flags) {
    pl_buf_str(t->to, flags & PL_RE_IGNORECASE ? PL_S("i") : PL_S(""));
    pl_buf_str(t->to, flags & PL_RE_MULTILINE ? PL_S("m") : PL_S(""));
    pl_buf_str(t->to, flags & PL_RE_DOTALL ? PL_S("s") : PL_S(""));
}

static int64_t read_flags(pl_re_translation *t) {
    int64_t flags = 0;
    for (; flag_of(pl_re_peek(t)); t->at++) {
        flags |= flag_of(pl_re_peek(t));
    }
    return flags;
}

/* (?i), (?i:...), (?i-s:...) */
static bool flag_group(pl_re_translation *t, uint32_t start) {
    int64_t on = read_flags(t), off = 0;
    if (pl_re_peek(t) == ')' && on) {
        if (t->begun) {
            return pl_re_bad(t, start,
                             "global flags not at the start of the expression");
        }
        t->at++;
        t->flags |= on;
        t->verbose = t->flags & PL_RE_VERBOSE;
        return true;
    }
    if (pl_re_accept(t, '-')) {
        off = read_flags(t);
        if (!off) {
            return pl_re_bad(t, t->at,
                             pl_re_peek(t) < 0 ? "missing flag" : "unknown flag");
        }
    }
    if (pl_re_peek(t) < 0) {
        return pl_re_bad(t, t->at, "missing -, : or )");
    }
    if (!pl_re_accept(t, ':')) {
        return pl_re_bad(t, t->at,
                         pl_re_is_letter(pl_re_peek(t)) ? "unknown flag"
                                                        : "missing -, : or )");
    }
    PL_BUF_LIT(t->to, "(?");
    put_flags(t, on);
    pl_buf_str(t->to, off & ~(int64_t)PL_RE_VERBOSE ? PL_S("-") : PL_S(""));
    put_flags(t, off);
    pl_buf_char(t->to, ':');
    if (!push_group(t, start, 0)) {
        return false;
    }
    t->verbose = (t->verbose || (on & PL_RE_VERBOSE)) && !(off & PL_RE_VERBOSE);
    return true;
}

static bool comment(pl_re_translation *t, uint32_t start) {
    while (pl_re_peek(t) >= 0 && pl_re_peek(t) != ')') {
        t->at++;
    }
    return pl_re_accept(t, ')') ||
           pl_re_bad(t, start, "missing ), unterminated comment");
}

/* (?<=...) and (?<!...) */
static bool look_behind(pl_re_translation *t, uint32_t start) {
    int c = pl_re_peek(t);
    if (c != '=' && c != '!') {
        if (c < 0) {
            return pl_re_bad(t, t->at, "unexpected end of pattern");
        }
        uint32_t end = t->at;
        pl_utf8_next(t->s, &end);
        return pl_re_bad_showing(t, start + 1, end, start + 1, "unknown extension ",
                                 "");
    }
    t->at++;
    pl_buf_fmt(t->to, "(?<%c", c);
    return push_group(t, start, 0);
}

/* (?P...) */
static bool python_group(pl_re_translation *t, uint32_t start) {
    if (pl_re_accept(t, '<')) {
        return named_group(t, start);
    }
    if (pl_re_accept(t, '=')) {
        return named_reference(t);
    }
    if (pl_re_peek(t) < 0) {
        return pl_re_bad(t, t->at, "unexpected end of pattern");
    }
    uint32_t end = t->at;
    pl_utf8_next(t->s, &end);
    return pl_re_bad_showing(t, start + 1, end, start + 1, "unknown extension ", "");
}

/* t->at behind "(?". */
static bool extension(pl_re_translation *t, uint32_t start) {
    int c = pl_re_peek(t);
    if (c < 0) {
        return pl_re_bad(t, t->at, "unexpected end of pattern");
    }
    if (flag_of(c) || c == '-') {
        return flag_group(t, start);
    }
    uint32_t end = t->at;
    pl_utf8_next(t->s, &end);
    t->at++;
    switch (c) {
    case ':':
    case '=':
    case '!':
    case '>':
        pl_buf_fmt(t->to, "(?%c", c);
        return push_group(t, start, 0);
    case '<':
        return look_behind(t, start);
    case 'P':
        return python_group(t, start);
    case '(':
        return conditional(t, start);
    case '#':
        return comment(t, start);
    default:
        return pl_re_bad_showing(t, start + 1, end, start + 1, "unknown extension ",
                                 "");
    }
}

bool pl_re_group(pl_re_translation *t) {
    uint32_t start = t->at++;
    if (pl_re_accept(t, '?')) {
        return extension(t, start);
    }
    pl_buf_char(t->to, '(');
    t->groups++;
    return push_group(t, start, t->groups);
}
