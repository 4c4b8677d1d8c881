/* eval/text/literal_token.c: numbers and strings of Python's literals. */
#include <uniname.h>

#include "eval/text/literal_priv.h"

void pl_literal_skip_comment(pl_literal_reader *r) {
    while (r->at < r->s.len && pl_literal_peek(r) != '\n') {
        r->at++;
    }
}

void pl_literal_skip_blanks(pl_literal_reader *r) {
    for (;;) {
        char c = pl_literal_peek(r);
        if (c == ' ' || c == '\t' || c == '\f' || (c == '\n' && r->depth)) {
            r->at++;
        } else if (c == '\\' && pl_literal_peek_at(r, 1) == '\n') {
            r->at += 2;
        } else if (c == '#' && r->depth) {
            pl_literal_skip_comment(r);
        } else {
            return;
        }
    }
}

bool pl_literal_is_digit(char c, int base) {
    if (base == 16) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
               (c >= 'A' && c <= 'F');
    }
    return c >= '0' && c < '0' + base;
}

bool pl_literal_is_word(char c) {
    return pl_literal_is_digit(c, 10) || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

/* ---- numbers */

/* Digits with single underscores between them, appended without those. */
static bool read_digits(pl_literal_reader *r, int base, pl_buf *to) {
    if (!pl_literal_is_digit(pl_literal_peek(r), base)) {
        return false;
    }
    while (pl_literal_is_digit(pl_literal_peek(r), base) ||
           (pl_literal_peek(r) == '_' &&
            pl_literal_is_digit(pl_literal_peek_at(r, 1), base))) {
        if (pl_literal_peek(r) != '_') {
            pl_buf_char(to, pl_literal_peek(r));
        }
        r->at++;
    }
    return true;
}

/* 0x1f, 0o17, 0b11 with p->at behind the prefix. */
static bool read_based(pl_literal_reader *r, int base, pl_buf *digits, pl_value *out) {
    r->at += pl_literal_peek(r) == '_';
    return read_digits(r, base, digits) &&
           pl_parse_int(r->ev->arena, pl_buf_view(digits), base, out);
}

static bool read_fraction(pl_literal_reader *r, pl_buf *digits) {
    bool real = pl_literal_peek(r) == '.';
    if (real) {
        pl_buf_char(digits, '.');
        r->at++;
        read_digits(r, 10, digits);
    }
    char sign = pl_literal_peek_at(r, 1);
    bool has_sign = sign == '+' || sign == '-';
    if ((pl_literal_peek(r) == 'e' || pl_literal_peek(r) == 'E') &&
        pl_literal_is_digit(pl_literal_peek_at(r, has_sign ? 2 : 1), 10)) {
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

static bool read_decimal(pl_literal_reader *r, pl_buf *digits, pl_value *out) {
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

pl_found pl_literal_number(pl_literal_reader *r, pl_value *out) {
    pl_out *o = pl_capture_begin(r->ev);
    char prefix = (char)(pl_literal_peek_at(r, 1) | 0x20);
    int base = pl_literal_peek(r) != '0' ? 10
               : prefix == 'x'           ? 16
               : prefix == 'o'           ? 8
               : prefix == 'b'           ? 2
                                         : 10;
    r->at += base == 10 ? 0 : 2;
    bool ok = base == 10 ? read_decimal(r, &o->text, out)
                         : read_based(r, base, &o->text, out);
    pl_capture_end(r->ev, o);
    return ok && !pl_literal_is_word(pl_literal_peek(r)) && pl_literal_peek(r) != '.'
               ? PL_FOUND
               : PL_MISSING;
}

/* ---- strings */

static bool put_char(pl_buf *to, uint32_t c) {
    if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) {
        return false;
    }
    pl_buf_utf8(to, c);
    return true;
}

static bool read_hex(pl_literal_reader *r, uint32_t count, pl_buf *to) {
    uint32_t c = 0;
    for (; count > 0; count--, r->at++) {
        char d = pl_literal_peek(r);
        if (!pl_literal_is_digit(d, 16)) {
            return false;
        }
        c = c << 4 | (uint32_t)(d <= '9' ? d - '0' : (d | 0x20) - 'a' + 10);
    }
    return put_char(to, c);
}

static bool read_octal(pl_literal_reader *r, pl_buf *to) {
    uint32_t c = 0;
    for (int i = 0; i < 3 && pl_literal_is_digit(pl_literal_peek(r), 8); i++, r->at++) {
        c = c * 8 + (uint32_t)(pl_literal_peek(r) - '0');
    }
    return put_char(to, c);
}

/* \N{name}, r->at behind the 'N'. */
static bool read_named(pl_literal_reader *r, pl_buf *to) {
    enum { NAME_ROOM = 96 };
    char name[NAME_ROOM];
    uint32_t close = pl_str_find_char(pl_str_sub(r->s, r->at, r->s.len), '}');
    if (pl_literal_peek(r) != '{' || close >= NAME_ROOM) {
        return false;
    }
    memcpy(name, r->s.at + r->at + 1, close - 1);
    name[close - 1] = 0;
    ucs4_t c = unicode_name_character(name);
    r->at += close + 1;
    return c != UNINAME_INVALID && put_char(to, c);
}

/* r->at behind the backslash. */
static bool read_escape(pl_literal_reader *r, pl_buf *to) {
    static const char names[] = "\\'\"abfnrtv", meanings[] = "\\'\"\a\b\f\n\r\t\v";
    char c = pl_literal_peek(r);
    if (r->at >= r->s.len) {
        return false;
    }
    const char *name = strchr(names, c);
    if (name) {
        pl_buf_char(to, meanings[name - names]);
        r->at++;
        return true;
    }
    if (pl_literal_is_digit(c, 8)) {
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
static bool read_quoted(pl_literal_reader *r, bool raw, pl_buf *to) {
    char quote = pl_literal_peek(r);
    bool triple =
        pl_literal_peek_at(r, 1) == quote && pl_literal_peek_at(r, 2) == quote;
    r->at += triple ? 3 : 1;
    while (r->at < r->s.len) {
        char c = pl_literal_peek(r);
        if (c == quote && (!triple || (pl_literal_peek_at(r, 1) == quote &&
                                       pl_literal_peek_at(r, 2) == quote))) {
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

uint32_t pl_literal_string_prefix(const pl_literal_reader *r, bool *raw) {
    char c = pl_literal_peek(r), low = (char)(c | 0x20),
         next = pl_literal_peek_at(r, 1);
    *raw = low == 'r';
    if (c == '\'' || c == '"') {
        *raw = false;
        return 0;
    }
    return (low == 'r' || low == 'u') && (next == '\'' || next == '"') ? 1 : UINT32_MAX;
}

pl_found pl_literal_strings(pl_literal_reader *r, pl_value *out) {
    bool raw, ok = true;
    pl_out *o = pl_capture_begin(r->ev);
    for (uint32_t prefix;
         ok && (prefix = pl_literal_string_prefix(r, &raw)) != UINT32_MAX;) {
        r->at += prefix;
        ok = read_quoted(r, raw, &o->text);
        pl_literal_skip_blanks(r);
    }
    if (ok && !pl_literal_is_word(pl_literal_peek(r))) {
        return pl_capture_take(r->ev, o, out) ? PL_FOUND : PL_FAILED;
    }
    pl_capture_end(r->ev, o);
    return PL_MISSING;
}
