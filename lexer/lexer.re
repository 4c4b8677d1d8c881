/* Within a tag: names, literals, operators, the tag's end.
 *
 * Jinja2 tries its patterns in order (tag end, white space, float, integer,
 * name, string, operator); here the longest match wins, which is the same but
 * for a float after a dot. */
#include "lexer/lexer_priv.h"

static inline void token(pl_lexer *lx, pl_token *out, pl_tok_kind kind, const char *lo,
                         const char *hi, uint32_t flags) {
    pl_lex_put(lx, out, kind, lo, hi, flags);
    lx->at = hi;
}

static void number(pl_lexer *lx, pl_token *out, pl_tok_kind kind, const char *lo,
                   const char *hi) {
    uint32_t flags = 0;
    for (const char *p = lo; p < hi; p++) {
        if (*p == '_' || (unsigned char)*p >= 0x80) {
            flags = PL_TOKF_UNDERSCORE;
        }
    }
    token(lx, out, kind, lo, hi, flags);
}

/* The end of the ASCII digits of the decimal integer at `lo`. */
static const char *plain_digits(const char *lo) {
    const char *p = lo + 1;
    const char last = *lo == '0' ? '0' : '9';
    for (;;) {
        const char *digit = p + (*p == '_');
        if (*digit < '0' || *digit > last) {
            return p;
        }
        p = digit + 1;
    }
}

/* In `x.0.1` the second number is an integer: no float begins right after a dot. */
static void float_or_index(pl_lexer *lx, pl_token *out, const char *lo, const char *hi) {
    if (lo == lx->base || lo[-1] != '.') {
        number(lx, out, PL_TOK_FLOAT, lo, hi);
    } else {
        number(lx, out, PL_TOK_INTEGER, lo, plain_digits(lo));
    }
}

/* Why a string with escapes is wrong; NULL: it is not. `end` is its closing quote. */
static const char *string_error(const char *lo, const char *end) {
    return pl_lex_escape_error((pl_str){lo + 1, (uint32_t)(end - lo - 1)});
}

static void string(pl_lexer *lx, pl_token *out, const char *lo) {
    uint32_t flags = 0;
    const char *p = lo + 1;
    while (p < lx->end && *p != *lo) {
        if (*p == '\\') {
            flags = PL_TOKF_ESCAPES;
            p++;
        }
        p++;
    }
    const char *why = NULL;
    if (p >= lx->end) {
        pl_lex_unexpected_char(lx, lo, out);
    } else if (flags && (why = string_error(lo, p)) != NULL) {
        pl_lex_fail(lx, lo, pl_str_of(why), out);
    } else {
        token(lx, out, PL_TOK_STRING, lo, p + 1, flags);
    }
}

static void open_bracket(pl_lexer *lx, pl_token *out, pl_tok_kind kind, const char *lo,
                         char closer) {
    if (lx->depth == PL_LEX_DEPTH) {
        pl_lex_fail(lx, lo, PL_S("too many nested brackets"), out);
        return;
    }
    lx->closers[lx->depth++] = closer;
    token(lx, out, kind, lo, lo + 1, 0);
}

static void wrong_bracket(pl_lexer *lx, pl_token *out, const char *lo, char expected) {
    pl_str words = expected ? pl_str_fmt(lx->arena, "unexpected '%c', expected '%c'", *lo,
                                         expected)
                            : pl_str_fmt(lx->arena, "unexpected '%c'", *lo);
    pl_lex_fail(lx, lo, words, out);
}

static void close_bracket(pl_lexer *lx, pl_token *out, pl_tok_kind kind, const char *lo) {
    char expected = lx->depth ? lx->closers[--lx->depth] : '\0';
    if (expected == *lo) {
        token(lx, out, kind, lo, lo + 1, 0);
    } else {
        wrong_bracket(lx, out, lo, expected);
    }
}

/* The end of a tag that begins with `sign` characters; the white space after "-" goes. */
static void tag_end(pl_lexer *lx, pl_token *out, pl_tok_kind kind, const char *lo,
                    const char *hi) {
    bool trim = *lo == '-';
    token(lx, out, kind, lo, hi, trim ? PL_TOKF_TRIM : 0);
    lx->state = PL_LEX_TEXT;
    if (trim) {
        lx->at = pl_lex_skip_space(hi, lx->end);
    }
}

static inline bool ends_block(const pl_lexer *lx) {
    return lx->state == PL_LEX_BLOCK && !lx->depth;
}

static inline bool ends_var(const pl_lexer *lx) {
    return lx->state == PL_LEX_VAR && !lx->depth;
}

#define HERE ((const char *)YYCURSOR)
#define TOKEN(kind, hi, flags)                                                           \
    do {                                                                                 \
        token(lx, out, kind, start, hi, flags);                                          \
        return;                                                                          \
    } while (0)
#define NAME(id) TOKEN(PL_TOK_NAME, HERE, PL_KW_##id)
#define OPERATOR(id) TOKEN(PL_TOK_##id, HERE, 0)
#define ONE_CHAR_OPERATOR(id) TOKEN(PL_TOK_##id, start + 1, 0)

/* One rule a token: a flat dispatch, hence its length. */
void pl_lex_tag(pl_lexer *lx, pl_token *out) {
    const unsigned char *YYCURSOR = (const unsigned char *)lx->at;
    const unsigned char *YYMARKER;
    for (;;) {
        while (*YYCURSOR == ' ') {
            YYCURSOR++;
        }
        const char *start = HERE;
        /*!re2c
        re2c:yyfill:enable = 0;
        re2c:define:YYCTYPE = "unsigned char";

        space = [ \t\n\v\f\r\x1c-\x1f]+;
        head = [a-zA-Z_];
        tail = [a-zA-Z0-9_];
        wide = [\x80-\xff];
        digits = ([0-9]+ "_")* [0-9]+;
        integer = "0" [bB] ("_"? [01])+ | "0" [oO] ("_"? [0-7])+ | "0" [xX] ("_"? [0-9a-fA-F])+
                | [1-9] ("_"? [0-9])* | "0" ("_"? "0")*;
        float = digits ("." digits)? [eE] [+\-]? digits | digits "." digits;

        space { continue; }

        "%}" | "+%}" | "-%}" {
            if (ends_block(lx)) {
                tag_end(lx, out, PL_TOK_BLOCK_END, start, HERE);
                return;
            }
            switch (*start) {
            case '+': ONE_CHAR_OPERATOR(ADD);
            case '-': ONE_CHAR_OPERATOR(SUB);
            default: ONE_CHAR_OPERATOR(MOD);
            }
        }
        "}}" | "-}}" {
            if (ends_var(lx)) {
                tag_end(lx, out, PL_TOK_VAR_END, start, HERE);
                return;
            }
            if (*start == '-') {
                ONE_CHAR_OPERATOR(SUB);
            }
            close_bracket(lx, out, PL_TOK_RBRACE, start);
            return;
        }

        float { float_or_index(lx, out, start, HERE); return; }
        integer { number(lx, out, PL_TOK_INTEGER, start, HERE); return; }
        [1-9] ("_"? [0-9])* "_"? wide {
            const char *end = pl_lex_wide_digits(lx, plain_digits(start));
            number(lx, out, PL_TOK_INTEGER, start, end);
            return;
        }
        ['"] { string(lx, out, start); return; }

        "true" { NAME(LOWER_TRUE); }
        "True" { NAME(UPPER_TRUE); }
        "false" { NAME(LOWER_FALSE); }
        "False" { NAME(UPPER_FALSE); }
        "none" { NAME(LOWER_NONE); }
        "None" { NAME(UPPER_NONE); }
        "and" { NAME(AND); }
        "or" { NAME(OR); }
        "not" { NAME(NOT); }
        "in" { NAME(IN); }
        "is" { NAME(IS); }
        "if" { NAME(IF); }
        "else" { NAME(ELSE); }
        "loop" { NAME(LOOP); }
        "caller" { NAME(CALLER); }
        "kwargs" { NAME(KWARGS); }
        "varargs" { NAME(VARARGS); }
        "self" { NAME(SELF); }
        "super" { NAME(SUPER); }
        "for" { NAME(FOR); }
        "block" { NAME(BLOCK); }
        "extends" { NAME(EXTENDS); }
        "print" { NAME(PRINT); }
        "macro" { NAME(MACRO); }
        "include" { NAME(INCLUDE); }
        "from" { NAME(FROM); }
        "import" { NAME(IMPORT); }
        "set" { NAME(SET); }
        "with" { NAME(WITH); }
        "autoescape" { NAME(AUTOESCAPE); }
        "call" { NAME(CALL); }
        "filter" { NAME(FILTER); }
        "do" { NAME(DO); }
        "break" { NAME(BREAK); }
        "continue" { NAME(CONTINUE); }
        "materialization" { NAME(MATERIALIZATION); }
        "docs" { NAME(DOCS); }
        "test" { NAME(TEST); }
        "elif" { NAME(ELIF); }
        "recursive" { NAME(RECURSIVE); }
        "scoped" { NAME(SCOPED); }
        "required" { NAME(REQUIRED); }
        "as" { NAME(AS); }
        "without" { NAME(WITHOUT); }
        "context" { NAME(CONTEXT); }
        "ignore" { NAME(IGNORE); }
        "missing" { NAME(MISSING); }
        "endif" { NAME(ENDIF); }
        "endfor" { NAME(ENDFOR); }
        "endset" { NAME(ENDSET); }
        "endwith" { NAME(ENDWITH); }
        "endautoescape" { NAME(ENDAUTOESCAPE); }
        "endblock" { NAME(ENDBLOCK); }
        "endcall" { NAME(ENDCALL); }
        "endfilter" { NAME(ENDFILTER); }
        "endmacro" { NAME(ENDMACRO); }
        "endmaterialization" { NAME(ENDMATERIALIZATION); }
        "enddocs" { NAME(ENDDOCS); }
        "endtest" { NAME(ENDTEST); }
        head tail* { NAME(NONE); }
        (head tail* wide | wide) {
            if (pl_lex_wide(lx, start, out)) {
                return;
            }
            YYCURSOR = (const unsigned char *)lx->at;
            continue;
        }

        "+" { OPERATOR(ADD); }
        "-" { OPERATOR(SUB); }
        "*" { OPERATOR(MUL); }
        "**" { OPERATOR(POW); }
        "/" { OPERATOR(DIV); }
        "//" { OPERATOR(FLOORDIV); }
        "%" { OPERATOR(MOD); }
        "~" { OPERATOR(TILDE); }
        "==" { OPERATOR(EQ); }
        "!=" { OPERATOR(NE); }
        ">" { OPERATOR(GT); }
        ">=" { OPERATOR(GTEQ); }
        "<" { OPERATOR(LT); }
        "<=" { OPERATOR(LTEQ); }
        "=" { OPERATOR(ASSIGN); }
        "." { OPERATOR(DOT); }
        "," { OPERATOR(COMMA); }
        ":" { OPERATOR(COLON); }
        ";" { OPERATOR(SEMICOLON); }
        "|" { OPERATOR(PIPE); }
        "(" { open_bracket(lx, out, PL_TOK_LPAREN, start, ')'); return; }
        "[" { open_bracket(lx, out, PL_TOK_LBRACKET, start, ']'); return; }
        "{" { open_bracket(lx, out, PL_TOK_LBRACE, start, '}'); return; }
        ")" { close_bracket(lx, out, PL_TOK_RPAREN, start); return; }
        "]" { close_bracket(lx, out, PL_TOK_RBRACKET, start); return; }
        "}" { close_bracket(lx, out, PL_TOK_RBRACE, start); return; }

        "\x00" {
            if (start >= lx->end) {
                pl_lex_eof(lx, out);
            } else {
                pl_lex_unexpected_char(lx, start, out);
            }
            return;
        }
        * { pl_lex_unexpected_char(lx, start, out); return; }
        */
    }
}
