/* SQL as tokens, as far as finding relations needs them. */
#include <ctype.h>

#include "check/sql/sql.h"

typedef struct lexer {
    pl_str s;
    uint32_t dialect;
    pl_arena *a;
    pl_sql_tokens out;
} lexer;

static bool starts_word(char c) {
    return isalpha((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool in_word(char c) {
    return starts_word(c) || isdigit((unsigned char)c) || c == '$';
}

static char byte_at(const lexer *l, uint32_t i) {
    return i < l->s.len ? l->s.at[i] : '\0';
}

/* ---- what is passed over */

static uint32_t line_end(const lexer *l, uint32_t i) {
    const char *end = i < l->s.len ? memchr(l->s.at + i, '\n', l->s.len - i) : NULL;
    return end ? (uint32_t)(end - l->s.at) : l->s.len;
}

static uint32_t comment_end(const lexer *l, uint32_t i) {
    uint32_t depth = 1;
    for (i += 2; i < l->s.len && depth; i++) {
        char c = l->s.at[i], next = byte_at(l, i + 1);
        if (c == '*' && next == '/') {
            depth--;
            i++;
        } else if (c == '/' && next == '*' && (l->dialect & PL_SQL_NESTED)) {
            depth++;
            i++;
        }
    }
    return i;
}

/* Behind the comment that begins at `i`; `i` itself: none does. */
static uint32_t skip_comment(const lexer *l, uint32_t i) {
    char c = byte_at(l, i), next = byte_at(l, i + 1);
    if (c == '/' && next == '*') {
        return comment_end(l, i);
    }
    bool line = (c == '-' && next == '-') || (c == '#' && (l->dialect & PL_SQL_HASH)) ||
                (c == '/' && next == '/' && (l->dialect & PL_SQL_SLASHES));
    return line ? line_end(l, i) : i;
}

/* ---- texts and quoted names */

/* Behind the closing quote; a doubled quote stands for itself. */
static uint32_t quoted_end(const lexer *l, uint32_t i, char close, bool backslash) {
    for (i++; i < l->s.len; i++) {
        char c = l->s.at[i];
        if (c == '\\' && backslash) {
            i++;
        } else if (c == close) {
            if (byte_at(l, i + 1) != close) {
                return i + 1;
            }
            i++;
        }
    }
    return l->s.len;
}

static uint32_t triple_end(const lexer *l, uint32_t i, bool backslash) {
    char quote = l->s.at[i];
    for (i += 3; i < l->s.len; i++) {
        if (l->s.at[i] == '\\' && backslash) {
            i++;
        } else if (l->s.at[i] == quote && byte_at(l, i + 1) == quote &&
                   byte_at(l, i + 2) == quote) {
            return i + 3;
        }
    }
    return l->s.len;
}

static uint32_t text_end(const lexer *l, uint32_t i, bool backslash) {
    char quote = l->s.at[i];
    bool triple = (l->dialect & PL_SQL_TRIPLE) && byte_at(l, i + 1) == quote &&
                  byte_at(l, i + 2) == quote;
    return triple ? triple_end(l, i, backslash) : quoted_end(l, i, quote, backslash);
}

/* Behind $tag$...$tag$; `i` itself: none begins there. An opening that nothing closes
 * is no text. */
static uint32_t dollar_end(lexer *l, uint32_t i) {
    uint32_t tag = i + 1;
    if (!(l->dialect & PL_SQL_DOLLAR) || isdigit((unsigned char)byte_at(l, tag))) {
        return i;
    }
    while (in_word(byte_at(l, tag)) && byte_at(l, tag) != '$') {
        tag++;
    }
    if (byte_at(l, tag) != '$') {
        return i;
    }
    pl_str mark = pl_str_sub(l->s, i, tag + 1);
    uint32_t close = pl_str_find(l->s, mark, tag + 1);
    if (close == UINT32_MAX) {
        l->dialect &= ~(uint32_t)PL_SQL_DOLLAR; /* so that no text is searched twice */
    }
    return close == UINT32_MAX ? i : close + mark.len;
}

/* ---- tokens */

static uint32_t put(lexer *l, pl_sql_kind kind, uint32_t lo, uint32_t hi) {
    hi = hi < l->s.len ? hi : l->s.len;
    pl_sql_token t = {.lo = lo, .hi = hi, .kind = (uint8_t)kind};
    PL_PUSH(l->a, &l->out, t);
    return hi;
}

/* Letters in front of a quote that change how the text is read: r'', b'', rb'', e''. */
static bool is_prefix(const lexer *l, pl_str word, bool *backslash) {
    bool raw = false, plain = true;
    for (uint32_t i = 0; i < word.len; i++) {
        char c = (char)(word.at[i] | 0x20);
        raw = raw || c == 'r';
        plain = plain && (c == 'r' || c == 'b');
    }
    if ((l->dialect & PL_SQL_RAW) && plain && word.len <= 2) {
        *backslash = !raw;
        return true;
    }
    *backslash = true;
    return (l->dialect & PL_SQL_ESCAPED) && word.len == 1 &&
           (word.at[0] == 'e' || word.at[0] == 'E');
}

static bool is_text_quote(const lexer *l, char c) {
    return c == '\'' || (c == '"' && (l->dialect & PL_SQL_DOUBLE_TEXT));
}

static uint32_t word(lexer *l, uint32_t i) {
    uint32_t end = i;
    bool backslash;
    while (end < l->s.len && in_word(l->s.at[end])) {
        end++;
    }
    if (is_text_quote(l, byte_at(l, end)) &&
        is_prefix(l, pl_str_sub(l->s, i, end), &backslash)) {
        return put(l, PL_SQL_TEXT, i, text_end(l, end, backslash));
    }
    return put(l, PL_SQL_WORD, i, end);
}

static uint32_t number(lexer *l, uint32_t i) {
    uint32_t end = i;
    while (end < l->s.len && in_word(l->s.at[end])) {
        end++;
    }
    return put(l, PL_SQL_NUMBER, i, end);
}

static uint32_t token(lexer *l, uint32_t i) {
    char c = l->s.at[i];
    bool backslash = l->dialect & PL_SQL_BACKSLASH;
    if (is_text_quote(l, c)) {
        return put(l, PL_SQL_TEXT, i, text_end(l, i, backslash));
    }
    if (c == '"' || c == '`') {
        return put(l, PL_SQL_QUOTED, i, quoted_end(l, i, c, c == '`' && backslash));
    }
    if (c == '[' && (l->dialect & PL_SQL_BRACKETS)) {
        return put(l, PL_SQL_QUOTED, i, quoted_end(l, i, ']', false));
    }
    if (starts_word(c)) {
        return word(l, i);
    }
    if (isdigit((unsigned char)c)) {
        return number(l, i);
    }
    uint32_t dollar = c == '$' ? dollar_end(l, i) : i;
    return dollar > i ? put(l, PL_SQL_TEXT, i, dollar) : put(l, PL_SQL_MARK, i, i + 1);
}

pl_sql_tokens pl_sql_lex(pl_str sql, uint32_t dialect, pl_arena *a) {
    lexer l = {.s = sql, .dialect = dialect, .a = a};
    uint32_t i = 0;
    while (i < sql.len) {
        uint32_t behind = skip_comment(&l, i);
        if (behind > i) {
            i = behind;
        } else if (isspace((unsigned char)sql.at[i]) || !sql.at[i]) {
            i++;
        } else {
            i = token(&l, i);
        }
    }
    return l.out;
}
