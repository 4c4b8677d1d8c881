/* Names beyond ASCII, and the errors of the lexer. */
#include <stdlib.h>
#include <unictype.h>
#include <uninorm.h>

#include "lexer/lexer_priv.h"
#include "support/utf8.h"

const char *pl_tok_words(pl_tok_kind kind) {
    static const char *const words[] = {
#define TOKEN(id, text) text,
#include "lexer/tokens.def"
#undef TOKEN
    };
    return words[kind];
}

pl_str pl_keyword_text(pl_keyword kw) {
    static const pl_str texts[] = {
#define KEYWORD(id, text) {text, sizeof(text) - 1},
#include "lexer/keywords.def"
#undef KEYWORD
    };
    return texts[kw];
}

void pl_lex_eof(pl_lexer *lx, pl_token *out) {
    lx->state = PL_LEX_DONE;
    lx->at = lx->end;
    pl_lex_put(lx, out, PL_TOK_EOF, lx->end, lx->end, 0);
}

void pl_lex_fail(pl_lexer *lx, const char *at, pl_str words, pl_token *out) {
    lx->state = PL_LEX_DONE;
    lx->error = words;
    lx->error_at = pl_lex_offset(lx, at);
    lx->at = lx->end;
    pl_lex_put(lx, out, PL_TOK_ERROR, at, at, 0);
}

/* Python's repr of a code point that has no single-letter escape. */
static pl_str char_repr(pl_arena *a, uint32_t c, pl_str bytes) {
    uint32_t hidden = UC_CATEGORY_MASK_C | UC_CATEGORY_MASK_Z;
    if (c == '\\') {
        return PL_S("'\\\\'");
    }
    if (c == '\'') {
        return PL_S("\"'\"");
    }
    if (c == ' ' || !uc_is_general_category_withtable(c, hidden)) {
        return pl_str_fmt(a, "'%.*s'", PL_FMT(bytes));
    }
    if (c < 0x100) {
        return pl_str_fmt(a, "'\\x%02x'", c);
    }
    return c < 0x10000 ? pl_str_fmt(a, "'\\u%04x'", c) : pl_str_fmt(a, "'\\U%08x'", c);
}

void pl_lex_unexpected_char(pl_lexer *lx, const char *at, pl_token *out) {
    uint32_t from = pl_lex_offset(lx, at);
    uint32_t i = from;
    uint32_t c = pl_utf8_next(lx->src->text, &i);
    pl_str repr = char_repr(lx->arena, c, pl_str_sub(lx->src->text, from, i));
    uint32_t index = pl_utf8_chars((pl_str){lx->base, from});
    pl_str words =
        pl_str_fmt(lx->arena, "unexpected char %.*s at %u", PL_FMT(repr), index);
    pl_lex_fail(lx, at, words, out);
}

/* In the class that Jinja2 takes for a name: letters, numbers, marks
 * that may continue one. */
static bool is_word_char(uint32_t c) {
    return c == '_' || uc_is_property_xid_continue(c) ||
           uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N);
}

static pl_keyword find_keyword(pl_str text) {
    for (uint32_t kw = PL_KW_NONE + 1; kw < PL_KW_COUNT; kw++) {
        if (pl_str_eq(pl_keyword_text(kw), text)) {
            return kw;
        }
    }
    return PL_KW_NONE;
}

/* The end of the word that begins at `lo`; *valid: Python takes
 * it for an identifier. */
static uint32_t word_end(pl_str text, uint32_t lo, bool *valid) {
    uint32_t hi = lo, next = lo;
    *valid = true;
    while (hi < text.len) {
        uint32_t c = pl_utf8_next(text, &next);
        if (!is_word_char(c)) {
            break;
        }
        bool fits = c == '_' || (hi == lo ? uc_is_property_xid_start(c)
                                          : uc_is_property_xid_continue(c));
        *valid = *valid && fits;
        hi = next;
    }
    return hi;
}

bool pl_lex_wide(pl_lexer *lx, const char *start, pl_token *out) {
    pl_str text = {lx->base, pl_lex_offset(lx, lx->end)};
    uint32_t lo = pl_lex_offset(lx, start);
    bool valid;
    uint32_t hi = word_end(text, lo, &valid);
    if (hi == lo) {
        if (pl_lex_is_space(pl_utf8_next(text, &hi))) {
            lx->at = lx->base + hi;
            return false;
        }
        pl_lex_unexpected_char(lx, start, out);
        return true;
    }
    lx->at = lx->base + hi;
    lx->wide_names = true;
    if (valid) {
        pl_keyword kw = find_keyword(pl_str_sub(text, lo, hi));
        pl_lex_put(lx, out, PL_TOK_NAME, start, lx->at, kw);
    } else {
        pl_lex_fail(lx, start, PL_S("Invalid character in identifier"), out);
    }
    return true;
}

pl_str pl_lex_normal_name(pl_str name, pl_arena *a) {
    size_t len;
    uint8_t *normal =
        u8_normalize(UNINORM_NFKC, (const uint8_t *)name.at, name.len, NULL, &len);
    if (!normal) {
        pl_out_of_memory();
    }
    pl_str copy = pl_str_copy(a, (pl_str){(const char *)normal, (uint32_t)len});
    free(normal);
    return copy;
}

static uint32_t decimal_value(pl_str text, uint32_t *i) {
    int value = uc_decimal_value(pl_utf8_next(text, i));
    return value < 0 ? UINT32_MAX : (uint32_t)value;
}

const char *pl_lex_wide_digits(const pl_lexer *lx, const char *p) {
    pl_str text = {lx->base, pl_lex_offset(lx, lx->end)};
    uint32_t hi = pl_lex_offset(lx, p);
    for (;;) {
        uint32_t next = hi + (hi < text.len && text.at[hi] == '_');
        if (next >= text.len || decimal_value(text, &next) == UINT32_MAX) {
            return lx->base + hi;
        }
        hi = next;
    }
}

pl_str pl_lex_number(const pl_source *src, pl_token t, pl_arena *a) {
    pl_str text = pl_str_sub(src->text, t.lo, t.hi);
    char *to = pl_alloc(a, text.len + 1);
    uint32_t n = 0;
    for (uint32_t i = 0; i < text.len;) {
        if ((unsigned char)text.at[i] >= 0x80) {
            to[n++] = (char)('0' + decimal_value(text, &i));
        } else if (text.at[i++] != '_') {
            to[n++] = text.at[i - 1];
        }
    }
    to[n] = '\0';
    return (pl_str){to, n};
}
