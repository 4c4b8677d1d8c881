/* eval/literal.c: Python's ast.literal_eval: constants, and tuples, lists, sets and dicts of
 * them, in Python's own syntax. What Python has and templates have not (bytes, complex
 * numbers, Ellipsis) is no literal here. */
#include <uniname.h>

#include "eval/filter_priv.h"

typedef struct reading {
    pl_eval *ev;
    pl_str s;
    uint32_t at;
    uint32_t depth;    /* of brackets: within them lines do not end */
    pl_value unhashable; /* a key that cannot be one: a TypeError once all was read */
} reading;

enum { BRACKETS_MAX = 200 };

/* `number`: a number without a sign, to which a sign may be added. */
static pl_found read_value(reading *r, pl_value *out, bool *number);

static char peek(const reading *r) {
    return r->at < r->s.len ? r->s.at[r->at] : 0;
}

static char peek_at(const reading *r, uint32_t ahead) {
    return r->s.len - r->at > ahead ? r->s.at[r->at + ahead] : 0;
}

static void skip_comment(reading *r) {
    while (r->at < r->s.len && peek(r) != '\n') {
        r->at++;
    }
}

static void skip_blanks(reading *r) {
    for (;;) {
        char c = peek(r);
        if (c == ' ' || c == '\t' || c == '\f' || (c == '\n' && r->depth)) {
            r->at++;
        } else if (c == '\\' && peek_at(r, 1) == '\n') {
            r->at += 2;
        } else if (c == '#' && r->depth) {
            skip_comment(r);
        } else {
            return;
        }
    }
}

static bool is_digit(char c, int base) {
    if (base == 16) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
    return c >= '0' && c < '0' + base;
}

static bool is_word(char c) {
    return is_digit(c, 10) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (unsigned char)c >= 0x80;
}

/* ---- numbers */

/* Digits with single underscores between them, appended without those. */
static bool read_digits(reading *r, int base, pl_buf *to) {
    if (!is_digit(peek(r), base)) {
        return false;
    }
    while (is_digit(peek(r), base) ||
           (peek(r) == '_' && is_digit(peek_at(r, 1), base))) {
        if (peek(r) != '_') {
            pl_buf_char(to, peek(r));
        }
        r->at++;
    }
    return true;
}

/* 0x1f, 0o17, 0b11 with p->at behind the prefix. */
static bool read_based(reading *r, int base, pl_buf *digits, pl_value *out) {
    r->at += peek(r) == '_';
    return read_digits(r, base, digits) &&
           pl_parse_int(r->ev->arena, pl_buf_view(digits), base, out);
}

static bool read_fraction(reading *r, pl_buf *digits) {
    bool real = peek(r) == '.';
    if (real) {
        pl_buf_char(digits, '.');
        r->at++;
        read_digits(r, 10, digits);
    }
    char sign = peek_at(r, 1);
    bool has_sign = sign == '+' || sign == '-';
    if ((peek(r) == 'e' || peek(r) == 'E') && is_digit(peek_at(r, has_sign ? 2 : 1), 10)) {
        pl_buf_char(digits, 'e');
        r->at++;
        if (has_sign) {
            pl_buf_char(digits, sign);
            r->at++;
        }
        read_digits(r, 10, digits);
        real = true;
    }
    return real;
}

static bool read_decimal(reading *r, pl_buf *digits, pl_value *out) {
    enum { DIGITS_MAX = 4300 };
    read_digits(r, 10, digits);
    if (read_fraction(r, digits)) {
        double f;
        if (!pl_parse_float(pl_buf_view(digits), &f)) {
            return false;
        }
        *out = pl_float(f);
        return true;
    }
    bool zero = true;
    for (uint32_t i = 0; i < digits->len; i++) {
        zero = zero && digits->at[i] == '0';
    }
    if (digits->len > DIGITS_MAX || (digits->at[0] == '0' && !zero)) {
        return false;
    }
    *out = pl_int_parse(r->ev->arena, pl_buf_view(digits));
    return true;
}

static pl_found read_number(reading *r, pl_value *out) {
    pl_out *o = pl_capture_begin(r->ev);
    char prefix = (char)(peek_at(r, 1) | 0x20);
    int base = peek(r) != '0'  ? 10
               : prefix == 'x' ? 16
               : prefix == 'o' ? 8
               : prefix == 'b' ? 2
                               : 10;
    r->at += base == 10 ? 0 : 2;
    bool ok = base == 10 ? read_decimal(r, &o->text, out)
                         : read_based(r, base, &o->text, out);
    pl_capture_end(r->ev, o);
    return ok && !is_word(peek(r)) && peek(r) != '.' ? PL_FOUND : PL_MISSING;
}

/* ---- strings */

static bool put_char(pl_buf *to, uint32_t c) {
    if (c > 0x10ffff) {
        return false;
    }
    pl_buf_utf8(to, c >= 0xd800 && c <= 0xdfff ? 0xfffd : c);
    return true;
}

static bool read_hex(reading *r, uint32_t count, pl_buf *to) {
    uint32_t c = 0;
    for (; count > 0; count--, r->at++) {
        char d = peek(r);
        if (!is_digit(d, 16)) {
            return false;
        }
        c = c << 4 | (uint32_t)(d <= '9' ? d - '0' : (d | 0x20) - 'a' + 10);
    }
    return put_char(to, c);
}

static bool read_octal(reading *r, pl_buf *to) {
    uint32_t c = 0;
    for (int i = 0; i < 3 && is_digit(peek(r), 8); i++, r->at++) {
        c = c * 8 + (uint32_t)(peek(r) - '0');
    }
    return put_char(to, c);
}

/* \N{name}, r->at behind the 'N'. */
static bool read_named(reading *r, pl_buf *to) {
    enum { NAME_ROOM = 96 };
    char name[NAME_ROOM];
    uint32_t close = pl_str_find_char(pl_str_sub(r->s, r->at, r->s.len), '}');
    if (peek(r) != '{' || close >= NAME_ROOM) {
        return false;
    }
    memcpy(name, r->s.at + r->at + 1, close - 1);
    name[close - 1] = 0;
    ucs4_t c = unicode_name_character(name);
    r->at += close + 1;
    return c != UNINAME_INVALID && put_char(to, c);
}

/* r->at behind the backslash. */
static bool read_escape(reading *r, pl_buf *to) {
    static const char names[] = "\\'\"abfnrtv", meanings[] = "\\'\"\a\b\f\n\r\t\v";
    char c = peek(r);
    if (r->at >= r->s.len) {
        return false;
    }
    const char *name = strchr(names, c);
    if (name) {
        pl_buf_char(to, meanings[name - names]);
        r->at++;
        return true;
    }
    if (is_digit(c, 8)) {
        return read_octal(r, to);
    }
    r->at++;
    switch (c) {
    case '\n':
        return true;
    case 'x':
        return read_hex(r, 2, to);
    case 'u':
        return read_hex(r, 4, to);
    case 'U':
        return read_hex(r, 8, to);
    case 'N':
        return read_named(r, to);
    default:
        r->at--;
        pl_buf_char(to, '\\');
        return true;
    }
}

/* One string token at its opening quote, appended to `to`. */
static bool read_quoted(reading *r, bool raw, pl_buf *to) {
    char quote = peek(r);
    bool triple = peek_at(r, 1) == quote && peek_at(r, 2) == quote;
    r->at += triple ? 3 : 1;
    while (r->at < r->s.len) {
        char c = peek(r);
        if (c == quote && (!triple || (peek_at(r, 1) == quote && peek_at(r, 2) == quote))) {
            r->at += triple ? 3 : 1;
            return true;
        }
        if (c == '\n' && !triple) {
            return false;
        }
        r->at++;
        if (c != '\\') {
            pl_buf_char(to, c);
        } else if (!raw) {
            if (!read_escape(r, to)) {
                return false;
            }
        } else if (r->at < r->s.len) {
            pl_buf_char(to, c);
            pl_buf_char(to, r->s.at[r->at++]);
        }
    }
    return false;
}

/* Length of a string's prefix and whether it makes the string raw; UINT32_MAX: no string,
 * or one of bytes or with expressions in it. */
static uint32_t string_prefix(const reading *r, bool *raw) {
    char c = peek(r), low = (char)(c | 0x20), next = peek_at(r, 1);
    *raw = low == 'r';
    if (c == '\'' || c == '"') {
        *raw = false;
        return 0;
    }
    return (low == 'r' || low == 'u') && (next == '\'' || next == '"') ? 1 : UINT32_MAX;
}

static pl_found read_strings(reading *r, pl_value *out) {
    bool raw, ok = true;
    pl_out *o = pl_capture_begin(r->ev);
    for (uint32_t prefix; ok && (prefix = string_prefix(r, &raw)) != UINT32_MAX;) {
        r->at += prefix;
        ok = read_quoted(r, raw, &o->text);
        skip_blanks(r);
    }
    if (ok && !is_word(peek(r))) {
        return capture_take(r->ev, o, out) ? PL_FOUND : PL_FAILED;
    }
    pl_capture_end(r->ev, o);
    return PL_MISSING;
}

/* ---- brackets */

/* The items up to `close`; *comma: was there one? *number: of the last item. */
static pl_found read_items(reading *r, char close, pl_list *into, bool *comma,
                           bool *number) {
    *comma = false;
    for (;;) {
        pl_value item;
        skip_blanks(r);
        if (peek(r) == close && (*comma || into->len == 0)) {
            r->at++;
            return PL_FOUND;
        }
        pl_found ok = read_value(r, &item, number);
        if (ok != PL_FOUND) {
            return ok;
        }
        pl_list_push(r->ev->arena, into, item);
        skip_blanks(r);
        if (peek(r) == close) {
            r->at++;
            return PL_FOUND;
        }
        if (peek(r) != ',') {
            return PL_MISSING;
        }
        *comma = true;
        r->at++;
    }
}

/* (), (1), (1,), (1, 2) */
static pl_found read_parens(reading *r, pl_value *out, bool *number) {
    pl_value tuple = pl_tuple_new(r->ev->arena, 2);
    bool comma;
    r->at++;
    pl_found ok = read_items(r, ')', tuple.as.list, &comma, number);
    bool single = ok == PL_FOUND && tuple.as.list->len == 1 && !comma;
    *number = *number && single;
    *out = single ? tuple.as.list->at[0] : tuple;
    return ok;
}

static bool put_key(reading *r, pl_value into, pl_value key, pl_value value) {
    if (pl_dict_put(r->ev, into.as.dict, key, value)) {
        return true;
    }
    if (!error_caught(r->ev, PL_EXC_TYPE)) {
        return false;
    }
    r->unhashable = r->unhashable.kind == PL_UNSET ? key : r->unhashable;
    return true;
}

/* One entry of {...}; the first decides whether it is a dict or a set. */
static pl_found read_entry(reading *r, pl_value *into) {
    pl_value key, value = pl_none();
    bool number;
    pl_found ok = read_value(r, &key, &number);
    if (ok != PL_FOUND) {
        return ok;
    }
    skip_blanks(r);
    bool pair = peek(r) == ':';
    if (into->kind == PL_DICT && into->as.dict->used == 0 && !pair &&
        r->unhashable.kind == PL_UNSET) {
        into->kind = PL_SET;
    }
    if (pair != (into->kind == PL_DICT)) {
        return PL_MISSING;
    }
    if (pair) {
        r->at++;
        skip_blanks(r);
        ok = read_value(r, &value, &number);
        if (ok != PL_FOUND) {
            return ok;
        }
        skip_blanks(r);
    }
    return put_key(r, *into, key, value) ? PL_FOUND : PL_FAILED;
}

static pl_found read_braces(reading *r, pl_value *out) {
    *out = pl_dict_new(r->ev->arena, 4);
    r->at++;
    skip_blanks(r);
    if (peek(r) == '}') {
        r->at++;
        return PL_FOUND;
    }
    for (;;) {
        pl_found ok = read_entry(r, out);
        if (ok != PL_FOUND) {
            return ok;
        }
        char c = peek(r);
        if (c != ',' && c != '}') {
            return PL_MISSING;
        }
        r->at++;
        skip_blanks(r);
        if (c == ',' && peek(r) == '}') {
            r->at++;
            return PL_FOUND;
        }
        if (c == '}') {
            return PL_FOUND;
        }
    }
}

static pl_found read_bracketed(reading *r, pl_value *out, bool *number) {
    pl_found ok;
    bool comma;
    if (++r->depth > BRACKETS_MAX) {
        return PL_MISSING;
    }
    if (peek(r) == '(') {
        ok = read_parens(r, out, number);
    } else if (peek(r) == '{') {
        ok = read_braces(r, out);
    } else {
        *out = pl_list_new(r->ev->arena, 4);
        r->at++;
        ok = read_items(r, ']', out->as.list, &comma, number);
        *number = false;
    }
    r->depth--;
    return ok;
}

/* ---- values */

static bool accept_word(reading *r, pl_str word) {
    pl_str rest = pl_str_sub(r->s, r->at, r->s.len);
    if (!pl_str_starts(rest, word) || is_word(peek_at(r, word.len))) {
        return false;
    }
    r->at += word.len;
    return true;
}

static pl_found read_word(reading *r, pl_value *out) {
    if (accept_word(r, PL_S("True"))) {
        *out = pl_bool(true);
    } else if (accept_word(r, PL_S("False"))) {
        *out = pl_bool(false);
    } else if (accept_word(r, PL_S("None"))) {
        *out = pl_none();
    } else if (accept_word(r, PL_S("set"))) {
        skip_blanks(r);
        if (peek(r) != '(') {
            return PL_MISSING;
        }
        r->at++;
        r->depth++;
        skip_blanks(r);
        r->depth--;
        if (peek(r) != ')') {
            return PL_MISSING;
        }
        r->at++;
        *out = pl_set_new(r->ev->arena, 0);
    } else {
        return PL_MISSING;
    }
    return PL_FOUND;
}

static pl_found read_signed(reading *r, pl_value *out) {
    bool number, minus = peek(r) == '-';
    r->at++;
    skip_blanks(r);
    if (peek(r) == '-' || peek(r) == '+') {
        return PL_MISSING;
    }
    pl_found ok = read_value(r, out, &number);
    if (ok != PL_FOUND || !number) {
        return ok == PL_FOUND ? PL_MISSING : ok;
    }
    return !minus || pl_negate(r->ev, *out, out) ? PL_FOUND : PL_FAILED;
}

static pl_found read_value(reading *r, pl_value *out, bool *number) {
    char c = peek(r);
    bool raw;
    *number = false;
    if (!pl_burn(r->ev, 1) || !pl_afford(r->ev, (int64_t)sizeof(pl_value))) {
        return PL_FAILED;
    }
    if (is_digit(c, 10) || (c == '.' && is_digit(peek_at(r, 1), 10))) {
        *number = true;
        return read_number(r, out);
    }
    if (c == '+' || c == '-') {
        return read_signed(r, out);
    }
    if (c == '(' || c == '[' || c == '{') {
        return read_bracketed(r, out, number);
    }
    return string_prefix(r, &raw) != UINT32_MAX ? read_strings(r, out) : read_word(r, out);
}

/* The value, or at the top a tuple without its parentheses. */
static pl_found read_top(reading *r, pl_value *out) {
    bool number;
    pl_found ok = read_value(r, out, &number);
    skip_blanks(r);
    if (ok != PL_FOUND || peek(r) != ',') {
        return ok;
    }
    pl_value tuple = pl_tuple_new(r->ev->arena, 2), item = *out;
    while (ok == PL_FOUND) {
        pl_list_push(r->ev->arena, tuple.as.list, item);
        skip_blanks(r);
        if (peek(r) != ',') {
            break;
        }
        r->at++;
        skip_blanks(r);
        if (r->at >= r->s.len || peek(r) == '\n' || peek(r) == '#') {
            break;
        }
        ok = read_value(r, &item, &number);
    }
    *out = tuple;
    return ok;
}

/* Empty lines and comments. */
static void skip_lines(reading *r) {
    for (;;) {
        uint32_t line = r->at;
        skip_blanks(r);
        if (peek(r) == '#') {
            skip_comment(r);
        }
        if (peek(r) != '\n') {
            r->at = r->at < r->s.len ? line : r->at;
            return;
        }
        r->at++;
    }
}

/* Python reads source with all line ends as '\n'. */
static pl_str normal_lines(pl_arena *a, pl_str s) {
    if (pl_str_find_char(s, '\r') == UINT32_MAX) {
        return s;
    }
    char *to = pl_alloc(a, s.len);
    uint32_t n = 0;
    for (uint32_t i = 0; i < s.len; i++) {
        bool crlf = s.at[i] == '\r' && i + 1 < s.len && s.at[i + 1] == '\n';
        if (!crlf) {
            to[n++] = s.at[i] == '\r' ? '\n' : s.at[i];
        }
    }
    return (pl_str){to, n};
}

pl_found pl_literal_eval(pl_eval *ev, pl_str text, pl_value *out) {
    reading r = {.ev = ev, .s = normal_lines(ev->arena, text)};
    pl_value v;
    if (pl_str_find_char(r.s, 0) != UINT32_MAX) {
        return PL_MISSING;
    }
    while (peek(&r) == ' ' || peek(&r) == '\t') {
        r.at++;
    }
    skip_lines(&r);
    pl_found ok = read_top(&r, &v);
    if (ok == PL_FOUND) {
        skip_lines(&r);
        ok = r.at < r.s.len ? PL_MISSING : PL_FOUND;
    }
    if (ok != PL_FOUND) {
        return ok;
    }
    if (r.unhashable.kind != PL_UNSET) {
        return pl_fail(pl_raise(ev, PL_EXC_TYPE, "unhashable type: '%s'",
                                pl_type_name(r.unhashable)));
    }
    *out = v;
    return PL_FOUND;
}
