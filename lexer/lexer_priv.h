/* lexer/lexer_priv.h: what the files of the lexer share. */
#ifndef PL_LEXER_LEXER_PRIV_H
#define PL_LEXER_LEXER_PRIV_H

#include "lexer/lexer.h"

enum {
    PL_LEX_TEXT,   /* outside of tags */
    PL_LEX_OPENER, /* at the '{' of an opener; the text before it has been returned */
    PL_LEX_BLOCK,  /* within {% %} */
    PL_LEX_VAR,    /* within {{ }} */
    PL_LEX_DONE,
};

static inline uint32_t pl_lex_offset(const pl_lexer *lx, const char *p) {
    return (uint32_t)(p - lx->base);
}

/* Python's str.isspace for one code point. */
bool pl_lex_is_space(uint32_t c);
/* `p` past the white space that begins there, at most to `end`. */
const char *pl_lex_skip_space(const char *p, const char *end);

/* Tokens are written field by field where the parser reads them: a copy of one that was
 * just made would wait for its stores. */
static inline void pl_lex_put(pl_lexer *lx, pl_token *out, pl_tok_kind kind,
                              const char *lo, const char *hi, uint32_t flags) {
    out->kind = kind;
    out->lo = pl_lex_offset(lx, lo);
    out->hi = pl_lex_offset(lx, hi);
    out->flags = flags;
}

/* The next token within a tag. */
void pl_lex_tag(pl_lexer *lx, pl_token *out);

/* Stop with an error at `at`. */
void pl_lex_fail(pl_lexer *lx, const char *at, pl_str words, pl_token *out);
void pl_lex_unexpected_char(pl_lexer *lx, const char *at, pl_token *out);
void pl_lex_eof(pl_lexer *lx, pl_token *out);

/* A name, white space or stray character that begins with a byte >= 0x80, or a name in
 * which one follows. Returns false for white space, which it has skipped. */
bool pl_lex_wide(pl_lexer *lx, const char *start, pl_token *out);

/* Past the digits beyond ASCII, and what follows them, of a decimal integer that goes
 * on at `p`: Python's \d takes every decimal digit. */
const char *pl_lex_wide_digits(const pl_lexer *lx, const char *p);

/* Why the escapes of a string's inner bytes are wrong, in Python's words, or NULL. */
const char *pl_lex_escape_error(pl_str inner);

#endif
