/* check/sql/sql_priv.h: the walk over the tokens of a SQL text, for the files that walk. */
#ifndef PL_CHECK_SQL_SQL_PRIV_H
#define PL_CHECK_SQL_SQL_PRIV_H

#include "check/sql/sql.h"
#include "support/map.h"

typedef enum pl_sql_verb {
    PL_SQL_VERB_NONE,
    PL_SQL_VERB_UPDATE,
    PL_SQL_VERB_DELETE,
    PL_SQL_VERB_MERGE,
    PL_SQL_VERB_CREATE
} pl_sql_verb;

typedef enum pl_sql_expected {
    PL_SQL_EXPECT_NOTHING,
    PL_SQL_EXPECT_TABLE,  /* of FROM and JOIN */
    PL_SQL_EXPECT_TARGET, /* of INSERT INTO, ...: a list of columns may follow */
    PL_SQL_EXPECT_NEW,    /* a table that the text itself creates */
} pl_sql_expected;

/* What is between two parentheses; kept, because aliases are looked up at the end. */
typedef struct pl_sql_frame {
    uint32_t parent; /* UINT32_MAX: none */
    uint32_t open;   /* token number of the '('; UINT32_MAX: the whole text */
    uint32_t first;  /* token that it begins with */
    bool select;     /* a query: FROM means what it says */
    bool in_from;    /* commas separate tables */
    bool view;       /* behind LATERAL VIEW: commas separate columns */
    uint8_t verb;
    uint8_t expected;
} pl_sql_frame;

typedef struct pl_sql_candidate {
    pl_sql_relation relation;
    uint32_t frame;
} pl_sql_candidate;

typedef struct pl_sql_walk {
    pl_str s;
    uint32_t dialect;
    pl_arena *a;
    pl_sql_tokens t;
    PL_VEC(pl_sql_frame) frames;
    uint32_t now; /* the frame that we are in */
    PL_VEC(pl_sql_candidate) found;
    pl_map defined; /* CTEs, created tables: lower case, with their dots */
    pl_map aliases; /* frame number and lower case name -> alias */
} pl_sql_walk;

static inline pl_sql_frame *pl_sql_top(pl_sql_walk *w) {
    return &w->frames.at[w->now];
}

/* ---- tokens, by number; beyond the last all of these are false */

static inline pl_str pl_sql_text_at(const pl_sql_walk *w, uint32_t i) {
    return i < w->t.len ? pl_str_sub(w->s, w->t.at[i].lo, w->t.at[i].hi) : PL_S("");
}

static inline bool pl_sql_is_kind(const pl_sql_walk *w, uint32_t i, pl_sql_kind kind) {
    return i < w->t.len && w->t.at[i].kind == (uint8_t)kind;
}

static inline bool pl_sql_is_mark(const pl_sql_walk *w, uint32_t i, char c) {
    return pl_sql_is_kind(w, i, PL_SQL_MARK) && w->s.at[w->t.at[i].lo] == c;
}

static inline bool pl_sql_touches(const pl_sql_walk *w, uint32_t i) {
    return i + 1 < w->t.len && w->t.at[i].hi == w->t.at[i + 1].lo;
}

/* A member of something, or a path into JSON (`src:from`), is no keyword. */
static inline bool pl_sql_is_member(const pl_sql_walk *w, uint32_t i) {
    return i && (pl_sql_is_mark(w, i - 1, '.') ||
                 (pl_sql_is_mark(w, i - 1, ':') && pl_sql_touches(w, i - 1)));
}

static inline bool pl_sql_is_word(const pl_sql_walk *w, uint32_t i, const char *word) {
    return pl_sql_is_kind(w, i, PL_SQL_WORD) &&
           pl_str_eq_nocase(pl_sql_text_at(w, i), pl_str_of(word)) &&
           !pl_sql_is_member(w, i);
}

static inline bool pl_sql_is_any(const pl_sql_walk *w, uint32_t i,
                                 const char *const *words) {
    bool is = false;
    for (; *words && !is; words++) {
        is = pl_sql_is_word(w, i, *words);
    }
    return is;
}

static inline bool pl_sql_is_name(const pl_sql_walk *w, uint32_t i) {
    return pl_sql_is_kind(w, i, PL_SQL_WORD) || pl_sql_is_kind(w, i, PL_SQL_QUOTED);
}

static inline pl_str pl_sql_unquoted(const pl_sql_walk *w, uint32_t i) {
    pl_str s = pl_sql_text_at(w, i);
    return pl_sql_is_kind(w, i, PL_SQL_QUOTED) ? pl_str_sub(s, 1, s.len - 1) : s;
}

/* A name that a relation goes by in this level: its alias (`by` 0), or its last part
 * (`by` is then its number among those found, and one). */
void pl_sql_add_alias(pl_sql_walk *w, pl_str name, uint32_t by);

/* The keyword at token `i`, or any other word (sql_keywords.c). */
void pl_sql_keyword(pl_sql_walk *w, uint32_t i);

#endif
