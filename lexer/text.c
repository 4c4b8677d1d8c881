/* Outside of tags: text, comments, raw blocks. */
#include "lexer/lexer_priv.h"
#include "support/utf8.h"

void pl_lex_init(pl_lexer *lx, const pl_source *src, pl_arena *arena) {
    pl_str text = src->text;
    lx->base = text.at;
    lx->at = text.at;
    lx->end = text.at + text.len;
    if (text.len && lx->end[-1] == '\n') {
        lx->end--;
    }
    lx->src = src;
    lx->arena = arena;
    lx->state = PL_LEX_TEXT;
    lx->depth = 0;
    lx->wide_names = false;
    lx->error_at = 0;
    lx->error = PL_S("");
}

bool pl_lex_is_space(uint32_t c) {
    if (c < 0x80) {
        return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x1f);
    }
    return c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) ||
           c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

static inline bool is_ascii_space(char c) {
    return c == ' ' || c == '\n' || c == '\t';
}

const char *pl_lex_skip_space(const char *p, const char *end) {
    while (p < end && is_ascii_space(*p)) {
        p++;
    }
    while (p < end) {
        uint32_t n = 0;
        if (!pl_lex_is_space(pl_utf8_next((pl_str){p, (uint32_t)(end - p)}, &n))) {
            break;
        }
        p += n;
    }
    return p;
}

bool pl_text_is_space(pl_str text) {
    return pl_lex_skip_space(text.at, text.at + text.len) == text.at + text.len;
}

/* The end of [lo, hi) without the white space there. */
static const char *trim_end(const char *lo, const char *hi) {
    while (hi > lo && is_ascii_space(hi[-1])) {
        hi--;
    }
    pl_str s = {lo, (uint32_t)(hi - lo)};
    while (s.len) {
        uint32_t last = pl_utf8_prev(s, s.len);
        uint32_t i = last;
        if (!pl_lex_is_space(pl_utf8_next(s, &i))) {
            break;
        }
        s.len = last;
    }
    return lo + s.len;
}

static inline uint32_t has_sign(const char *p) {
    return *p == '-' || *p == '+';
}

static bool word_at(const char *p, const char *end, pl_str word) {
    return (size_t)(end - p) >= word.len && memcmp(p, word.at, word.len) == 0;
}

/* Behind `word` and the tag end after it, with the white space that a "-" there takes;
 * NULL when `p`, which is past the "{%", holds something else. A "+"
 * counts where `plus`. */
static const char *after_word_tag(const char *p, const char *end, pl_str word,
                                  bool plus) {
    p = pl_lex_skip_space(p + has_sign(p), end);
    if (!word_at(p, end, word)) {
        return NULL;
    }
    p = pl_lex_skip_space(p + word.len, end);
    bool trim = word_at(p, end, PL_S("-"));
    p += trim || (plus && word_at(p, end, PL_S("+")));
    if (!word_at(p, end, PL_S("%}"))) {
        return NULL;
    }
    return trim ? pl_lex_skip_space(p + 2, end) : p + 2;
}

/* Moves past the comment whose inside begins at `p`. */
static bool skip_comment(pl_lexer *lx, const char *p) {
    const char *hash = p;
    while ((hash = memchr(hash, '#', (size_t)(lx->end - hash))) != NULL) {
        if (word_at(hash, lx->end, PL_S("#}"))) {
            bool trim = hash > p && hash[-1] == '-';
            lx->at = trim ? pl_lex_skip_space(hash + 2, lx->end) : hash + 2;
            return true;
        }
        hash++;
    }
    return false;
}

/* The text of a raw block that begins at `lo`; false when nothing ends it. */
static bool raw_text(pl_lexer *lx, const char *lo, pl_token *out) {
    const char *p = lo;
    while ((p = memchr(p, '{', (size_t)(lx->end - p))) != NULL) {
        const char *after =
            p[1] == '%' ? after_word_tag(p + 2, lx->end, PL_S("endraw"), true) : NULL;
        if (after) {
            pl_lex_put(lx, out, PL_TOK_TEXT, lo, p[2] == '-' ? trim_end(lo, p) : p, 0);
            lx->at = after;
            return true;
        }
        p++;
    }
    return false;
}

/* What nothing ends is no error when the template ends right after its opener. */
static void unended(pl_lexer *lx, pl_token *out, const char *inside, pl_str words) {
    if (inside >= lx->end) {
        pl_lex_eof(lx, out);
    } else {
        pl_lex_fail(lx, inside, words, out);
    }
}

static void begin_tag(pl_lexer *lx, pl_token *out, pl_tok_kind kind, uint32_t state) {
    const char *lo = lx->at;
    uint32_t sign = has_sign(lo + 2);
    lx->at = lo + 2 + sign;
    lx->state = state;
    lx->depth = 0;
    pl_lex_put(lx, out, kind, lo, lx->at, sign && lo[2] == '-' ? PL_TOKF_TRIM : 0);
}

/* The next opener at or after `p`, or NULL. */
static const char *find_opener(const char *p, const char *end) {
    while ((p = memchr(p, '{', (size_t)(end - p))) != NULL) {
        char c = p[1];
        if ((c == '{' || c == '%' || c == '#') && p + 1 < end) {
            return p;
        }
        p++;
    }
    return NULL;
}

/* Text before the opener `p` (NULL: before the end). Returns false when it is empty. */
static bool take_text(pl_lexer *lx, const char *p, pl_token *out) {
    const char *lo = lx->at;
    const char *hi = p ? p : lx->end;
    const char *kept = p && p[2] == '-' ? trim_end(lo, p) : hi;
    lx->at = hi;
    lx->state = p ? PL_LEX_OPENER : PL_LEX_DONE;
    pl_lex_put(lx, out, PL_TOK_TEXT, lo, kept, 0);
    return kept > lo;
}

/* At "{%": a tag, or a raw block. Returns false for an empty raw block. */
static bool block_or_raw(pl_lexer *lx, pl_token *out) {
    const char *inside = after_word_tag(lx->at + 2, lx->end, PL_S("raw"), false);
    if (!inside) {
        begin_tag(lx, out, PL_TOK_BLOCK_BEGIN, PL_LEX_BLOCK);
        return true;
    }
    if (!raw_text(lx, inside, out)) {
        unended(lx, out, inside, PL_S("Missing end of raw directive"));
        return true;
    }
    return out->hi > out->lo;
}

static void lex_text(pl_lexer *lx, pl_token *out) {
    for (;;) {
        if (lx->state == PL_LEX_TEXT &&
            take_text(lx, find_opener(lx->at, lx->end), out)) {
            return;
        }
        if (lx->state == PL_LEX_DONE) {
            pl_lex_eof(lx, out);
            return;
        }
        lx->state = PL_LEX_TEXT;
        if (lx->at[1] == '{') {
            begin_tag(lx, out, PL_TOK_VAR_BEGIN, PL_LEX_VAR);
            return;
        }
        if (lx->at[1] == '%') {
            if (block_or_raw(lx, out)) {
                return;
            }
            continue;
        }
        const char *inside = lx->at + 2 + has_sign(lx->at + 2);
        if (!skip_comment(lx, inside)) {
            unended(lx, out, inside, PL_S("Missing end of comment tag"));
            return;
        }
    }
}

void pl_lex_next(pl_lexer *lx, pl_token *out) {
    if (lx->state == PL_LEX_BLOCK || lx->state == PL_LEX_VAR) {
        pl_lex_tag(lx, out);
    } else {
        lex_text(lx, out);
    }
}

bool pl_text_is_plain(pl_str text) {
    const char *end = text.at + text.len;
    for (const char *p = text.at; p + 1 < end; p++) {
        char c = p[0], next = p[1];
        if ((c == '{' && (next == '{' || next == '%' || next == '#')) ||
            (next == '}' && (c == '#' || c == '}' || c == '%'))) {
            return false;
        }
    }
    return true;
}
