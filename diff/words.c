/* What kind of difference two SQL texts have, as the database reads them: only white
 * space and comments, only the case of words that it reads without case, or more. */
#include "check/sql/sql.h"
#include "diff/diff_priv.h"

typedef struct words {
    const pl_adapter *ad;
    pl_str a, b; /* the texts */
    pl_sql_tokens x, y;
    bool strict;    /* in a path whose words the database keeps as they are written */
    bool in_mark;   /* in a unique_id that stands for a relation */
    pl_str at, old; /* the token of b, and of a */
} words;

/* Words that are never names in any of the dialects, unless they stand beside a dot or
 * behind AS. */
static const char keywords[] =
    "all and any array as asc between by case cast create cross default desc distinct "
    "else end except exists false for from full group having if in inner intersect "
    "interval into is join lateral left like limit natural not null nulls on or order "
    "outer over partition qualify right rows select set some struct then to true "
    "union unnest using when where window with within";
/* Those of ClickHouse, which lets most words be names. */
static const char few_keywords[] =
    "and as between by case distinct else from group having in inner is join like limit "
    "not null on or order over partition select then union using when where with";

/* Optimizer hints look like comments and are none. */
static bool same_hints(pl_str a, pl_str b) {
    uint32_t i = 0, k = 0;
    for (;;) {
        i = pl_str_find(a, PL_S("/*+"), i);
        k = pl_str_find(b, PL_S("/*+"), k);
        if (i == UINT32_MAX || k == UINT32_MAX) {
            return i == k;
        }
        uint32_t i_end = pl_str_find(a, PL_S("*/"), i);
        uint32_t k_end = pl_str_find(b, PL_S("*/"), k);
        if (!pl_str_eq(pl_str_sub(a, i, i_end), pl_str_sub(b, k, k_end))) {
            return false;
        }
        i += 3;
        k += 3;
    }
}

/* ---- white space */

static bool is_operator(pl_str s, const pl_sql_token *t) {
    return t->kind == PL_SQL_MARK && memchr("<>=!|&*/+-~@#%^?:.", s.at[t->lo], 18);
}

/* White space before it is the same where it parts an operator: "< =". */
static bool same_gap(const words *w, uint32_t i) {
    const pl_sql_token *x = &w->x.at[i], *y = &w->y.at[i];
    return !i || !is_operator(w->a, x) || !is_operator(w->a, x - 1) ||
           (x->lo == x[-1].hi) == (y->lo == y[-1].hi);
}

/* ---- case */

static bool is_mark(const words *w, uint32_t i, char c) {
    return i < w->y.len && w->y.at[i].kind == PL_SQL_MARK &&
           w->b.at[w->y.at[i].lo] == c;
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_letters(pl_str a, pl_str b) {
    for (uint32_t i = 0; a.len == b.len && i < a.len; i++) {
        if (lower(a.at[i]) != lower(b.at[i])) {
            return false;
        }
    }
    return a.len == b.len;
}

static bool is_keyword(const words *w, uint32_t i) {
    char text[16];
    pl_str word = w->at;
    bool named = is_mark(w, i + 1, '.') || (i && is_mark(w, i - 1, '.'));
    if (named || word.len > sizeof text) {
        return false;
    }
    const pl_sql_token *before = i ? &w->y.at[i - 1] : NULL;
    if (before && same_letters(pl_str_sub(w->b, before->lo, before->hi), PL_S("as"))) {
        return false;
    }
    for (uint32_t k = 0; k < word.len; k++) {
        text[k] = lower(word.at[k]);
    }
    bool few = w->ad->columns && w->ad->columns->kind == PL_COLUMN_CLICKHOUSE;
    return pl_adapter_has_word(few ? few_keywords : keywords, (pl_str){text, word.len});
}

/* Its name is no output, and names of functions have no case there. */
static bool is_function(const words *w, uint32_t i) {
    return w->ad->fold == PL_FOLD_IGNORED && is_mark(w, i + 1, '(') &&
           !(i && is_mark(w, i - 1, '.'));
}

/* Are these two spellings one word to the database? */
static bool reads_as_same(const words *w, uint32_t i) {
    if (w->y.at[i].kind != PL_SQL_WORD || w->in_mark || w->strict ||
        !same_letters(w->old, w->at)) {
        return false;
    }
    bool folds = w->ad->fold == PL_FOLD_LOWER || w->ad->fold == PL_FOLD_UPPER;
    return folds || is_keyword(w, i) || is_function(w, i);
}

/* `src:Key.other` and `@stage/Path` keep the case of their words. */
static void follow_path(words *w, uint32_t i) {
    const pl_sql_token *t = &w->y.at[i];
    char c = w->b.at[t->lo];
    if (t->kind != PL_SQL_MARK) {
        bool apart = i && w->y.at[i - 1].kind != PL_SQL_MARK;
        w->strict = w->strict && !apart;
    } else if (c == '\x01' || c == '\x02') {
        w->in_mark = c == '\x01';
        w->strict = false;
    } else if (c == ':') {
        w->strict = !(i && is_mark(w, i - 1, ':'));
    } else {
        w->strict = c == '@' || (w->strict && memchr(".[]/-", c, 5));
    }
}

/* ---- two texts */

static pl_verdict verdict_of(words *w, pl_arena *scratch) {
    w->x = pl_sql_lex(w->a, w->ad->sql, scratch);
    w->y = pl_sql_lex(w->b, w->ad->sql, scratch);
    pl_verdict v = PL_VERDICT_WHITESPACE;
    if (w->x.len != w->y.len) {
        return PL_VERDICT_LOGIC;
    }
    for (uint32_t i = 0; i < w->x.len; i++) {
        w->old = pl_str_sub(w->a, w->x.at[i].lo, w->x.at[i].hi);
        w->at = pl_str_sub(w->b, w->y.at[i].lo, w->y.at[i].hi);
        follow_path(w, i);
        bool same = pl_str_eq(w->old, w->at);
        if (!same_gap(w, i) || (!same && !reads_as_same(w, i))) {
            return PL_VERDICT_LOGIC;
        }
        v = same ? v : PL_VERDICT_CASE;
    }
    return v;
}

static const pl_adapter *adapter_of(const pl_side *side) {
    return side->world ? side->world->target.adapter
                       : pl_adapter_find(pl_state_adapter(side->state));
}

/* Nothing tells how the database reads it: all of them must see no word changed. */
static pl_verdict verdict_of_any(pl_str a, pl_str b, pl_arena *scratch) {
    const pl_adapter *ad;
    for (uint32_t i = 0; (ad = pl_adapter_at(i)) != NULL; i++) {
        words w = {.ad = ad, .a = a, .b = b};
        if (verdict_of(&w, scratch) != PL_VERDICT_WHITESPACE) {
            return PL_VERDICT_LOGIC;
        }
    }
    return PL_VERDICT_WHITESPACE;
}

pl_verdict pl_diff_words(const pl_diff_input *in, pl_str a, pl_str b,
                         pl_arena *scratch) {
    if (!same_hints(a, b)) {
        return PL_VERDICT_LOGIC;
    }
    const pl_adapter *sides[] = {adapter_of(&in->a), adapter_of(&in->b)};
    if (!sides[0] && !sides[1]) {
        return verdict_of_any(a, b, scratch);
    }
    pl_verdict v = PL_VERDICT_WHITESPACE;
    for (size_t i = 0; i < 2; i++) {
        words w = {.ad = sides[i], .a = a, .b = b};
        pl_verdict one = w.ad && (!i || w.ad != sides[0]) ? verdict_of(&w, scratch)
                                                          : PL_VERDICT_WHITESPACE;
        v = one > v ? one : v;
    }
    return v;
}
