/* lexer/lexer.h: template text to tokens, one at a time.
 *
 * In : one pl_source whose line ends are \n (pl_source_unix), NUL-padded.
 * Out: tokens pulled by the parser with pl_lex_next. Tokens hold byte offsets; nothing
 * is copied or decoded. White space control ("-", "+") has already been applied to TEXT
 *      tokens; comments and the marks of raw blocks are gone; one trailing newline of
 * the template is not part of it. Empty TEXT is not returned. Bad input: PL_TOK_ERROR,
 * with `error` set in the lexer; then only PL_TOK_EOF. Time: O(bytes) whatever the
 * input. Source: Jinja2 3.1.2 lexer.py; messages are Jinja2's. */
#ifndef PL_LEXER_LEXER_H
#define PL_LEXER_LEXER_H

#include "support/source.h"

typedef enum pl_tok_kind {
#define TOKEN(id, words) PL_TOK_##id,
#include "lexer/tokens.def"
#undef TOKEN
    PL_TOK_COUNT
} pl_tok_kind;

typedef enum pl_keyword {
#define KEYWORD(id, text) PL_KW_##id,
#include "lexer/keywords.def"
#undef KEYWORD
    PL_KW_COUNT
} pl_keyword;

typedef struct pl_token {
    pl_tok_kind kind;
    /* byte offset; for STRING it is that of the quote, for TEXT after trimming */
    uint32_t lo;
    uint32_t hi;    /* one past the last byte */
    uint32_t flags; /* PL_TOKF_*; NAME: its pl_keyword */
} pl_token;

enum {
    PL_TOKF_ESCAPES = 1 << 0,    /* STRING: holds a backslash */
    PL_TOKF_UNDERSCORE = 1 << 1, /* INTEGER, FLOAT: holds '_' or wide digits */
    PL_TOKF_TRIM =
        1 << 2, /* BLOCK_BEGIN, VAR_BEGIN, BLOCK_END, VAR_END: written with '-' */
};

enum { PL_LEX_DEPTH = 256 }; /* brackets open at once in a tag; more are an error */

typedef struct pl_lexer {
    const char *base; /* text */
    const char *at;   /* next byte */
    const char *end;  /* one past the template (its trailing newline left out) */
    const pl_source *src;
    pl_arena *arena;            /* for the words of `error` */
    uint32_t state;             /* private: what `at` stands in */
    uint32_t depth;             /* private: open brackets in the tag */
    bool wide_names;            /* a name beyond ASCII has been met */
    uint32_t error_at;          /* byte offset of the error */
    pl_str error;               /* Jinja2's words */
    char closers[PL_LEX_DEPTH]; /* private: the closers expected, innermost last */
} pl_lexer;

void pl_lex_init(pl_lexer *lx, const pl_source *src, pl_arena *arena);
/* The next token; PL_TOK_EOF for ever at the end. */
void pl_lex_next(pl_lexer *lx, pl_token *out);

/* What a STRING token means: a slice of the source when it has no escapes, else decoded
 * in `a`. Its escapes have been checked by pl_lex_next. A lone surrogate, which Python
 * keeps, comes out as the three bytes that UTF-8 would use for it. */
pl_str pl_lex_string(const pl_source *src, pl_token t, pl_arena *a);

/* A number's text, NUL-terminated, in ASCII and without underscores. */
pl_str pl_lex_number(const pl_source *src, pl_token t, pl_arena *a);

/* A name in the form (NFKC) in which Python compares identifiers. */
pl_str pl_lex_normal_name(pl_str name, pl_arena *a);

/* As Jinja2 describes a token kind in messages, e.g. "end of print statement". */
const char *pl_tok_words(pl_tok_kind kind);
/* The text of a keyword. */
pl_str pl_keyword_text(pl_keyword kw);

/* True when `text` holds nothing but white space, as Python's str.isspace sees it. */
bool pl_text_is_space(pl_str text);

/* True when `text` holds none of "{{" "{%" "{#" "}}" "%}" "#}": dbt doesn't render such
 * text at all (dbt/clients/jinja.py get_rendered). */
bool pl_text_is_plain(pl_str text);

#endif
