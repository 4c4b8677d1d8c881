/* macros/re_syntax.c: Python's regular expression syntax, checked as Python does and written
 * again as PCRE2 understands it.
 *
 * Names become numbers, escapes code points, verbose patterns are closed up: what is left
 * means the same to both. Source: Python 3.11 re/_parser.py. */
#include <uniname.h>

#include "macros/re_priv.h"
#include "support/vec.h"

enum { GROUPS_OPEN_MAX = 200 };

typedef struct open_group {
    uint32_t at;     /* byte of its parenthesis */
    uint32_t number; /* 0: not captured */
    bool verbose;    /* was the pattern around it */
} open_group;

/* What a quantifier would stand behind. */
typedef enum last_item { LAST_NOTHING, LAST_ATOM, LAST_REPEAT } last_item;

typedef struct translation {
    pl_eval *ev;
    pl_str s;
    uint32_t at;
    pl_buf *to;
    int64_t flags;
    bool verbose;
    bool begun; /* anything but global flags was read */
    last_item last;
    open_group open[GROUPS_OPEN_MAX];
    uint32_t depth;
    uint32_t groups;
    PL_VEC(re_name) names;
} translation;

bool re_fail(pl_eval *ev, pl_str pattern, uint32_t at, const char *what) {
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

static bool fail(translation *t, uint32_t at, const char *what) {
    return re_fail(t->ev, t->s, at, what);
}

/* fail() with the pattern's bytes [lo, hi) behind the words. */
static bool fail_showing(translation *t, uint32_t lo, uint32_t hi, uint32_t at,
                         const char *what, const char *after) {
    pl_str shown = pl_str_sub(t->s, lo, hi);
    pl_str text = pl_str_fmt(t->ev->arena, "%s%.*s%s", what, PL_FMT(shown), after);
    return fail(t, at, pl_str_z(t->ev->arena, text));
}

static int peek_at(const translation *t, uint32_t ahead) {
    return t->s.len - t->at > ahead ? (unsigned char)t->s.at[t->at + ahead] : -1;
}

static int peek(const translation *t) {
    return peek_at(t, 0);
}

static bool accept(translation *t, char c) {
    bool there = peek(t) == c;
    t->at += there;
    return there;
}

static bool is_octal(int c) {
    return c >= '0' && c <= '7';
}

static bool is_digit(int c) {
    return c >= '0' && c <= '9';
}

static bool is_letter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void put_codepoint(translation *t, uint32_t c) {
    pl_buf_fmt(t->to, "\\x{%x}", c);
}

/* ---- escapes that mean one character */

static bool hex_escape(translation *t, uint32_t start, uint32_t digits, uint32_t *out) {
    *out = 0;
    for (uint32_t i = 0; i < digits; i++) {
        int c = peek(t);
        int v = is_digit(c) ? c - '0' : is_letter(c) && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
        if (v < 0) {
            return fail_showing(t, start, t->at, start, "incomplete escape ", "");
        }
        *out = *out << 4 | (uint32_t)v;
        t->at++;
    }
    if (*out > 0x10ffff || (*out >= 0xd800 && *out <= 0xdfff)) {
        return fail_showing(t, start, t->at, start, "bad escape ", "");
    }
    return true;
}

static bool named_escape(translation *t, uint32_t start, uint32_t *out) {
    char name[96];
    uint32_t close = pl_str_find_char(pl_str_sub(t->s, t->at, t->s.len), '}');
    if (!accept(t, '{')) {
        return fail(t, t->at, "missing {");
    }
    if (close == UINT32_MAX) {
        return fail(t, t->at, "missing }, unterminated name");
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
    pl_str words = pl_str_fmt(t->ev->arena, "undefined character name '%.*s'", PL_FMT(text));
    return fail(t, start, pl_str_z(t->ev->arena, words));
}

/* The escape `c` behind the backslash at `start`, t->at behind `c`. *known: it is one. */
static bool char_escape(translation *t, uint32_t start, int c, uint32_t *out, bool *known) {
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
static bool octal_escape(translation *t, uint32_t start, int first, int more, uint32_t *out) {
    *out = (uint32_t)(first - '0');
    for (; more > 0 && is_octal(peek(t)); more--) {
        *out = *out * 8 + (uint32_t)(t->s.at[t->at++] - '0');
    }
    return *out <= 0377 || fail_showing(t, start, t->at, start, "octal escape value ",
                                        " outside of range 0-0o377");
}

/* ---- escapes outside of a set */

static bool group_reference(translation *t, uint32_t group, uint32_t at) {
    if (group > t->groups) {
        pl_str words = pl_str_fmt(t->ev->arena, "invalid group reference %u", group);
        return fail(t, at, pl_str_z(t->ev->arena, words));
    }
    for (uint32_t i = 0; i < t->depth; i++) {
        if (t->open[i].number == group) {
            return fail(t, at, "cannot refer to an open group");
        }
    }
    pl_buf_fmt(t->to, "\\g{%u}", group);
    return true;
}

static bool numeric_escape(translation *t, uint32_t start, int c) {
    uint32_t value;
    if (c == '0') {
        if (!octal_escape(t, start, c, 2, &value)) {
            return false;
        }
        put_codepoint(t, value);
        return true;
    }
    if (is_octal(c) && is_octal(peek(t)) && is_octal(peek_at(t, 1))) {
        if (!octal_escape(t, start, c, 2, &value)) {
            return false;
        }
        put_codepoint(t, value);
        return true;
    }
    value = (uint32_t)(c - '0');
    if (is_digit(peek(t))) {
        value = value * 10 + (uint32_t)(t->s.at[t->at++] - '0');
    }
    return group_reference(t, value, start + 1);
}

/* Python's white space is a little more than PCRE2's. */
static void put_category(translation *t, int c, bool in_set) {
    bool unicode = !(t->flags & RE_ASCII);
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

static bool escape(translation *t) {
    uint32_t start = t->at++, value;
    int c = peek(t);
    bool known;
    if (c < 0) {
        return fail(t, start, "bad escape (end of pattern)");
    }
    t->at++;
    t->last = LAST_ATOM;
    if (is_digit(c)) {
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
        put_codepoint(t, value);
        return true;
    }
    if (is_letter(c)) {
        return fail_showing(t, start, t->at, start, "bad escape ", "");
    }
    t->at--;
    put_codepoint(t, pl_utf8_next(t->s, &t->at));
    return true;
}

/* ---- sets: [...] */

/* One member at t->at: a character, or a category, which is written at once. */
static bool set_member(translation *t, uint32_t *out, bool *category) {
    uint32_t start = t->at;
    bool known;
    *category = false;
    if (peek(t) != '\\') {
        *out = pl_utf8_next(t->s, &t->at);
        return true;
    }
    t->at++;
    int c = peek(t);
    if (c < 0) {
        return fail(t, start, "bad escape (end of pattern)");
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
    if (is_letter(c) || is_digit(c)) {
        return fail_showing(t, start, t->at, start, "bad escape ", "");
    }
    t->at--;
    *out = pl_utf8_next(t->s, &t->at);
    return true;
}

/* A member, or a range of two. */
static bool set_range(translation *t, uint32_t set_start) {
    uint32_t start = t->at, lo, hi;
    bool category, hi_category = false;
    if (!set_member(t, &lo, &category)) {
        return false;
    }
    bool range = peek(t) == '-' && peek_at(t, 1) != ']';
    if (range && peek_at(t, 1) < 0) {
        return fail(t, set_start, "unterminated character set");
    }
    if (!range) {
        if (category) {
            put_category(t, (int)lo, true);
        } else {
            put_codepoint(t, lo);
        }
        return true;
    }
    t->at++;
    if (!set_member(t, &hi, &hi_category)) {
        return false;
    }
    if (category || hi_category || hi < lo) {
        return fail_showing(t, start, t->at, start, "bad character range ", "");
    }
    put_codepoint(t, lo);
    pl_buf_char(t->to, '-');
    put_codepoint(t, hi);
    return true;
}

static bool set(translation *t) {
    uint32_t start = t->at++;
    pl_buf_char(t->to, '[');
    if (accept(t, '^')) {
        pl_buf_char(t->to, '^');
    }
    for (bool first = true; first || peek(t) != ']'; first = false) {
        if (peek(t) < 0) {
            return fail(t, start, "unterminated character set");
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

/* ---- quantifiers */

enum { REPEAT_MAX = 65535, NO_LIMIT = -1 };

/* Digits at t->at; `none` where there are none. */
static int64_t repeat_number(translation *t, int64_t none) {
    int64_t n = 0;
    if (!is_digit(peek(t))) {
        return none;
    }
    for (; is_digit(peek(t)); t->at++) {
        n = n > REPEAT_MAX ? n : n * 10 + (t->s.at[t->at] - '0');
    }
    return n;
}

/* {m}, {m,}, {,n}, {m,n}; anything else is a plain brace and *plain is set. */
static bool braces(translation *t, bool *plain) {
    uint32_t start = t->at++;
    int64_t lo, hi;
    *plain = peek(t) == '}';
    lo = repeat_number(t, 0);
    hi = lo;
    if (accept(t, ',')) {
        hi = repeat_number(t, NO_LIMIT);
    } else if (t->at == start + 1) {
        *plain = true;
    }
    if (*plain || !accept(t, '}')) {
        *plain = true;
        t->at = start + 1;
        return true;
    }
    if (hi != NO_LIMIT && hi < lo) {
        return fail(t, start, "min repeat greater than max repeat");
    }
    if (hi == NO_LIMIT) {
        pl_buf_fmt(t->to, "{%lld,}", (long long)lo);
    } else {
        pl_buf_fmt(t->to, "{%lld,%lld}", (long long)lo, (long long)hi);
    }
    return true;
}

static bool repeat(translation *t) {
    uint32_t start = t->at, written = t->to->len;
    bool plain = false;
    if (peek(t) == '{') {
        if (!braces(t, &plain)) {
            return false;
        }
        if (plain) {
            put_codepoint(t, '{');
            t->last = LAST_ATOM;
            return true;
        }
    } else {
        pl_buf_char(t->to, t->s.at[t->at++]);
    }
    if (t->last != LAST_ATOM) {
        t->to->len = written;
        return fail(t, start, t->last == LAST_REPEAT ? "multiple repeat" : "nothing to repeat");
    }
    if (peek(t) == '?' || peek(t) == '+') {
        pl_buf_char(t->to, t->s.at[t->at++]);
    }
    t->last = LAST_REPEAT;
    return true;
}

/* ---- groups */

static bool push_group(translation *t, uint32_t at, uint32_t number) {
    if (t->depth == GROUPS_OPEN_MAX) {
        return fail(t, at, "too many nested groups");
    }
    t->open[t->depth++] = (open_group){at, number, t->verbose};
    t->last = LAST_NOTHING;
    return true;
}

static bool close_group(translation *t) {
    if (t->depth == 0) {
        return fail(t, t->at, "unbalanced parenthesis");
    }
    t->at++;
    t->verbose = t->open[--t->depth].verbose;
    pl_buf_char(t->to, ')');
    t->last = LAST_ATOM;
    return true;
}

/* A name up to `close`, which is taken too. */
static bool group_name(translation *t, char close, pl_str *out) {
    uint32_t start = t->at;
    while (peek(t) >= 0 && peek(t) != close) {
        t->at++;
    }
    *out = pl_str_sub(t->s, start, t->at);
    if (out->len == 0) {
        return fail(t, start, "missing group name");
    }
    if (!accept(t, close)) {
        return fail(t, start, close == '>' ? "missing >, unterminated name"
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

static bool check_name(translation *t, pl_str name, uint32_t at) {
    if (is_identifier(name)) {
        return true;
    }
    pl_str words = pl_str_fmt(t->ev->arena, "bad character in group name '%.*s'", PL_FMT(name));
    return fail(t, at, pl_str_z(t->ev->arena, words));
}

static uint32_t find_name(const translation *t, pl_str name) {
    for (uint32_t i = 0; i < t->names.len; i++) {
        if (pl_str_eq(t->names.at[i].name, name)) {
            return t->names.at[i].group;
        }
    }
    return UINT32_MAX;
}

static bool named_group(translation *t, uint32_t start) {
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
        return fail(t, at, pl_str_z(t->ev->arena, words));
    }
    PL_PUSH(t->ev->arena, &t->names, ((re_name){name, number}));
    t->groups++;
    pl_buf_char(t->to, '(');
    return push_group(t, start, number);
}

static bool unknown_name(translation *t, pl_str name, uint32_t at) {
    pl_str words = pl_str_fmt(t->ev->arena, "unknown group name '%.*s'", PL_FMT(name));
    return fail(t, at, pl_str_z(t->ev->arena, words));
}

/* (?P=name) */
static bool named_reference(translation *t) {
    pl_str name;
    uint32_t at = t->at;
    if (!group_name(t, ')', &name) || !check_name(t, name, at)) {
        return false;
    }
    uint32_t group = find_name(t, name);
    t->last = LAST_ATOM;
    return group == UINT32_MAX ? unknown_name(t, name, at) : group_reference(t, group, at);
}

/* (?(1)yes|no), (?(name)yes|no) */
static bool conditional(translation *t, uint32_t start) {
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
    if (group == 0 || group >= 1000000) {
        return fail(t, at, group ? "invalid group reference" : "bad group number");
    }
    pl_buf_fmt(t->to, "(?(%lld)", (long long)group);
    return push_group(t, start, 0);
}

static int64_t flag_of(int c) {
    switch (c) {
    case 'a':
        return RE_ASCII;
    case 'i':
        return RE_IGNORECASE;
    case 'L':
        return RE_LOCALE;
    case 'm':
        return RE_MULTILINE;
    case 's':
        return RE_DOTALL;
    case 'u':
        return RE_UNICODE;
    case 'x':
        return RE_VERBOSE;
    default:
        return 0;
    }
}

/* The letters for PCRE2, which knows three of them. */
static void put_flags(translation *t, int64_t flags) {
    pl_buf_str(t->to, flags & RE_IGNORECASE ? PL_S("i") : PL_S(""));
    pl_buf_str(t->to, flags & RE_MULTILINE ? PL_S("m") : PL_S(""));
    pl_buf_str(t->to, flags & RE_DOTALL ? PL_S("s") : PL_S(""));
}

static int64_t read_flags(translation *t) {
    int64_t flags = 0;
    for (; flag_of(peek(t)); t->at++) {
        flags |= flag_of(peek(t));
    }
    return flags;
}

/* (?i), (?i:...), (?i-s:...) */
static bool flag_group(translation *t, uint32_t start) {
    int64_t on = read_flags(t), off = 0;
    if (peek(t) == ')' && on) {
        if (t->begun) {
            return fail(t, start + 1, "global flags not at the start of the expression");
        }
        t->at++;
        t->flags |= on;
        t->verbose = t->flags & RE_VERBOSE;
        return true;
    }
    if (accept(t, '-')) {
        off = read_flags(t);
        if (!off) {
            return fail(t, t->at, peek(t) < 0 ? "missing flag" : "unknown flag");
        }
    }
    if (peek(t) < 0) {
        return fail(t, t->at, "missing -, : or )");
    }
    if (!accept(t, ':')) {
        return fail(t, t->at, is_letter(peek(t)) ? "unknown flag" : "missing -, : or )");
    }
    PL_BUF_LIT(t->to, "(?");
    put_flags(t, on);
    pl_buf_str(t->to, off & ~(int64_t)RE_VERBOSE ? PL_S("-") : PL_S(""));
    put_flags(t, off);
    pl_buf_char(t->to, ':');
    if (!push_group(t, start, 0)) {
        return false;
    }
    t->verbose = (t->verbose || (on & RE_VERBOSE)) && !(off & RE_VERBOSE);
    return true;
}

static bool comment(translation *t, uint32_t start) {
    while (peek(t) >= 0 && peek(t) != ')') {
        t->at++;
    }
    return accept(t, ')') || fail(t, start, "missing ), unterminated comment");
}

/* (?<=...) and (?<!...) */
static bool look_behind(translation *t, uint32_t start) {
    int c = peek(t);
    if (c != '=' && c != '!') {
        if (c < 0) {
            return fail(t, t->at, "unexpected end of pattern");
        }
        uint32_t end = t->at;
        pl_utf8_next(t->s, &end);
        return fail_showing(t, start + 1, end, start + 1, "unknown extension ", "");
    }
    t->at++;
    pl_buf_fmt(t->to, "(?<%c", c);
    return push_group(t, start, 0);
}

/* (?P...) */
static bool python_group(translation *t, uint32_t start) {
    if (accept(t, '<')) {
        return named_group(t, start);
    }
    if (accept(t, '=')) {
        return named_reference(t);
    }
    if (peek(t) < 0) {
        return fail(t, t->at, "unexpected end of pattern");
    }
    uint32_t end = t->at;
    pl_utf8_next(t->s, &end);
    return fail_showing(t, start + 1, end, start + 1, "unknown extension ", "");
}

/* t->at behind "(?". */
static bool extension(translation *t, uint32_t start) {
    int c = peek(t);
    if (c < 0) {
        return fail(t, t->at, "unexpected end of pattern");
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
        return fail_showing(t, start + 1, end, start + 1, "unknown extension ", "");
    }
}

static bool group(translation *t) {
    uint32_t start = t->at++;
    if (accept(t, '?')) {
        return extension(t, start);
    }
    pl_buf_char(t->to, '(');
    t->groups++;
    return push_group(t, start, t->groups);
}

/* ---- the whole */

static bool skip_verbose(translation *t) {
    int c = peek(t);
    if (c == '#') {
        while (peek(t) >= 0 && peek(t) != '\n') {
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

static bool item(translation *t) {
    switch (peek(t)) {
    case '\\':
        return escape(t);
    case '[':
        return set(t);
    case '(':
        return group(t);
    case ')':
        return close_group(t);
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
        put_codepoint(t, pl_utf8_next(t->s, &t->at));
        t->last = LAST_ATOM;
        return true;
    }
}

static bool translate(translation *t) {
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
        return fail(t, t->open[t->depth - 1].at, "missing ), unterminated subpattern");
    }
    return true;
}

static uint32_t regex_flags(int64_t flags) {
    uint32_t out = 0;
    out |= flags & RE_IGNORECASE ? PL_REGEX_NOCASE : 0;
    out |= flags & RE_MULTILINE ? PL_REGEX_MULTILINE : 0;
    out |= flags & RE_DOTALL ? PL_REGEX_DOTALL : 0;
    out |= flags & RE_ASCII ? PL_REGEX_ASCII : 0;
    return out;
}

static bool compile_into(translation *t, re_pattern *p) {
    pl_str why;
    uint32_t at;
    if (pl_regex_compile(t->ev->arena, pl_buf_view(t->to), regex_flags(t->flags), &p->regex,
                         &why, &at)) {
        return true;
    }
    if (pl_str_starts(why, PL_S("lookbehind assertion is not fixed"))) {
        why = PL_S("look-behind requires fixed-width pattern");
    }
    return pl_raise_str(t->ev, PL_EXC_RUNTIME, why);
}

bool re_compile(pl_eval *ev, pl_value source, int64_t flags, re_pattern **out) {
    pl_out *o = pl_capture_begin(ev);
    translation *t = PL_NEW(ev->arena, translation);
    t->ev = ev;
    t->s = pl_str_from(source);
    t->to = &o->text;
    t->flags = flags;
    t->verbose = flags & RE_VERBOSE;
    re_pattern *p = PL_NEW(ev->arena, re_pattern);
    bool ok = pl_afford(ev, 8 * (int64_t)source.len) && translate(t) && compile_into(t, p);
    pl_capture_end(ev, o);
    p->base.cls = &re_pattern_class;
    p->source = source;
    p->flags = t->flags | (t->flags & RE_ASCII ? 0 : RE_UNICODE);
    p->names = t->names.at;
    p->name_count = t->names.len;
    *out = p;
    return ok;
}

uint32_t re_group_of(const re_pattern *p, pl_str name) {
    for (uint32_t i = 0; i < p->name_count; i++) {
        if (pl_str_eq(p->names[i].name, name)) {
            return p->names[i].group;
        }
    }
    return UINT32_MAX;
}
