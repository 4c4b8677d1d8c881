/* eval/text/literal_priv.h: the two parts of pl_literal_eval: brackets and words, and the
 * numbers and strings that stand between them. */
#ifndef PL_EVAL_TEXT_LITERAL_PRIV_H
#define PL_EVAL_TEXT_LITERAL_PRIV_H

#include "eval/text/notation.h"
#include "eval/value/value_priv.h"

typedef struct pl_literal_reader {
    pl_eval *ev;
    pl_str s;
    uint32_t at;
    uint32_t depth;    /* of brackets: within them lines do not end */
    pl_str unhashable; /* what Python says to a key that cannot be one; raised when all
                          was read. Empty: none */
} pl_literal_reader;

/* The byte `ahead` of the place; 0 behind the end (there is no NUL in the text). */
static inline char pl_literal_peek_at(const pl_literal_reader *r, uint32_t ahead) {
    return r->s.len - r->at > ahead ? r->s.at[r->at + ahead] : 0;
}
static inline char pl_literal_peek(const pl_literal_reader *r) {
    return pl_literal_peek_at(r, 0);
}
/* Up to the end of the line. */
void pl_literal_skip_comment(pl_literal_reader *r);
/* White space, continued lines; within brackets line ends and comments too. */
void pl_literal_skip_blanks(pl_literal_reader *r);
bool pl_literal_is_digit(char c, int base);
bool pl_literal_is_word(char c);

/* A number without a sign. */
pl_found pl_literal_number(pl_literal_reader *r, pl_value *out);
/* Length of a string's prefix, and whether it makes the string raw; UINT32_MAX: no
 * string here, or one of bytes or with expressions in it. */
uint32_t pl_literal_string_prefix(const pl_literal_reader *r, bool *raw);
/* Strings that follow one another are one. */
pl_found pl_literal_strings(pl_literal_reader *r, pl_value *out);

#endif
