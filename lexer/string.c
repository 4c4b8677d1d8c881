/* String literals: Python's "unicode-escape" codec, as Jinja2 applies it.
 *
 * Jinja2 first turns what is not ASCII into escapes; so a backslash before
 * such a character becomes a backslash and that escape's text: '\é' means
 * \xe9, four characters. */
#include <uniname.h>

#include "lexer/lexer_priv.h"
#include "support/utf8.h"

/* Where decoded text goes; `to` is NULL when only its validity is asked. */
typedef struct sink {
    char *to;
    uint32_t n;
} sink;

static void put(sink *s, const char *at, uint32_t n) {
    if (s->to) {
        memcpy(s->to + s->n, at, n);
    }
    s->n += n;
}

static void put_char(sink *s, uint32_t c) {
    char bytes[4];
    if (c < 0x80) {
        bytes[0] = (char)c;
        put(s, bytes, 1);
        return;
    }
    uint32_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (uint32_t i = n - 1; i; i--) {
        bytes[i] = (char)(0x80 | (c & 0x3f));
        c >>= 6;
    }
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    bytes[0] = (char)(lead[n] | c);
    put(s, bytes, n);
}

static int digit_value(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* Exactly `digits` hexadecimal digits at *i. */
static bool hex_char(sink *s, pl_str in, uint32_t *i, uint32_t digits, bool *beyond) {
    uint32_t c = 0;
    *beyond = false;
    for (uint32_t k = 0; k < digits; k++) {
        int v = *i < in.len ? digit_value(in.at[*i]) : -1;
        if (v < 0) {
            return false;
        }
        c = c << 4 | (uint32_t)v;
        *i += 1;
    }
    *beyond = c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff);
    if (!*beyond) {
        put_char(s, c);
    }
    return !*beyond;
}

static void octal_char(sink *s, pl_str in, uint32_t *i) {
    uint32_t c = 0;
    for (uint32_t k = 0; k < 3 && *i < in.len && in.at[*i] >= '0' && in.at[*i] <= '7';
         k++) {
        c = c << 3 | (uint32_t)(in.at[*i] - '0');
        *i += 1;
    }
    put_char(s, c);
}

/* {LATIN SMALL LETTER A} at *i. */
static const char *named_char(sink *s, pl_str in, uint32_t *i) {
    static const char malformed[] = "malformed \\N character escape";
    if (*i >= in.len || in.at[*i] != '{') {
        return malformed;
    }
    uint32_t lo = *i + 1;
    const char *close = memchr(in.at + lo, '}', in.len - lo);
    uint32_t n = close ? (uint32_t)(close - in.at) - lo : 0;
    if (!n) {
        return malformed;
    }
    char name[UNINAME_MAX];
    ucs4_t c = UNINAME_INVALID;
    if (n < sizeof name && !memchr(in.at + lo, '\0', n)) {
        memcpy(name, in.at + lo, n);
        name[n] = '\0';
        c = unicode_name_character(name);
    }
    if (c == UNINAME_INVALID) {
        return "unknown Unicode character name";
    }
    put_char(s, c);
    *i = lo + n + 1;
    return NULL;
}

/* A backslash before the non-ASCII character at *i. */
static void wide_escape(sink *s, pl_str in, uint32_t *i) {
    static const char hex[] = "0123456789abcdef";
    uint32_t c = pl_utf8_next(in, i);
    uint32_t digits = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;
    put_char(s, '\\');
    put_char(s, c < 0x100 ? 'x' : c < 0x10000 ? 'u' : 'U');
    while (digits--) {
        put(s, &hex[c >> 4 * digits & 15], 1);
    }
}

/* What follows the backslash at *i - 1. Returns why it is wrong, or NULL. */
static const char *escape(sink *s, pl_str in, uint32_t *i) {
    static const char letters[] = "\\\\''\"\"a\ab\bf\fn\nr\rt\tv\v";
    char c = in.at[*i];
    bool beyond;
    if ((unsigned char)c >= 0x80) {
        wide_escape(s, in, i);
        return NULL;
    }
    if (c >= '0' && c <= '7') {
        octal_char(s, in, i);
        return NULL;
    }
    *i += 1;
    switch (c) {
    case '\n':
        return NULL;
    case 'x':
        return hex_char(s, in, i, 2, &beyond) ? NULL : "truncated \\xXX escape";
    case 'u':
        return hex_char(s, in, i, 4, &beyond) ? NULL
               : beyond                       ? "surrogates not allowed"
                                              : "truncated \\uXXXX escape";
    case 'U':
        return hex_char(s, in, i, 8, &beyond) ? NULL
               : beyond                       ? "illegal Unicode character"
                                              : "truncated \\UXXXXXXXX escape";
    case 'N':
        return named_char(s, in, i);
    default:
        break;
    }
    for (const char *l = letters; *l; l += 2) {
        if (*l == c) {
            put(s, l + 1, 1);
            return NULL;
        }
    }
    put_char(s, '\\');
    put(s, &c, 1);
    return NULL;
}

static const char *unescape(sink *s, pl_str in) {
    uint32_t i = 0;
    while (i < in.len) {
        const char *slash = memchr(in.at + i, '\\', in.len - i);
        uint32_t plain = slash ? (uint32_t)(slash - in.at) - i : in.len - i;
        put(s, in.at + i, plain);
        i += plain;
        if (slash) {
            i++;
            const char *why = escape(s, in, &i);
            if (why) {
                return why;
            }
        }
    }
    return NULL;
}

const char *pl_lex_escape_error(pl_str inner) {
    sink nowhere = {NULL, 0};
    return unescape(&nowhere, inner);
}

pl_str pl_lex_string(const pl_source *src, pl_token t, pl_arena *a) {
    pl_str inner = pl_str_sub(src->text, t.lo + 1, t.hi - 1);
    if (!(t.flags & PL_TOKF_ESCAPES)) {
        return inner;
    }
    sink s = {NULL, 0};
    unescape(&s, inner);
    sink filled = {pl_alloc(a, s.n + 1), 0};
    unescape(&filled, inner);
    filled.to[filled.n] = '\0';
    return (pl_str){filled.to, filled.n};
}
