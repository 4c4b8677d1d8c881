/* macros/modules/re_syntax_priv.h: reading a pattern of Python's and writing one of PCRE2's. */
#ifndef PL_MACROS_MODULES_RE_SYNTAX_PRIV_H
#define PL_MACROS_MODULES_RE_SYNTAX_PRIV_H

#include "macros/modules/re_priv.h"
#include "support/vec.h"

enum { GROUPS_OPEN_MAX = 200 };

typedef struct open_group {
    uint32_t at;     /* byte of its parenthesis */
    uint32_t number; /* 0: not captured */
    bool verbose;    /* was the pattern around it */
} open_group;

/* What a quantifier would stand behind. */
typedef enum last_item { LAST_NOTHING, LAST_ATOM, LAST_REPEAT } last_item;

typedef struct pl_re_translation {
    pl_eval *ev;
    pl_str s;
    uint32_t at;
    pl_buf *to;
    int64_t flags;
    bool verbose;
    bool begun; /* anything but global flags was read */
    last_item last;
    open_group open[GROUPS_OPEN_MAX];
    uint32_t depth;
    uint32_t groups;
    uint32_t condition;    /* the highest group that a (?(1)...) asks about */
    uint32_t condition_at; /* where */
    PL_VEC(pl_re_name) names;
} pl_re_translation;

/* pl_re_fail() for the pattern under translation. */
static inline bool pl_re_bad(pl_re_translation *t, uint32_t at, const char *what) {
    return pl_re_fail(t->ev, t->s, at, what);
}
/* pl_re_bad() with the pattern's bytes [lo, hi) between `what` and `after`. */
bool pl_re_bad_showing(pl_re_translation *t, uint32_t lo, uint32_t hi, uint32_t at,
                       const char *what, const char *after);
bool pl_re_bad_reference(pl_re_translation *t, uint32_t group, uint32_t at);

/* The byte `ahead` of t->at; -1 behind the end. */
static inline int pl_re_peek_at(const pl_re_translation *t, uint32_t ahead) {
    return t->s.len - t->at > ahead ? (unsigned char)t->s.at[t->at + ahead] : -1;
}
static inline int pl_re_peek(const pl_re_translation *t) {
    return pl_re_peek_at(t, 0);
}
static inline bool pl_re_accept(pl_re_translation *t, char c) {
    bool there = pl_re_peek(t) == c;
    t->at += there;
    return there;
}
static inline bool pl_re_is_digit(int c) {
    return c >= '0' && c <= '9';
}
static inline bool pl_re_is_letter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static inline void pl_re_put(pl_re_translation *t, uint32_t codepoint) {
    pl_buf_fmt(t->to, "\\x{%x}", codepoint);
}

/* Each reads one item at t->at: a backslash, '[', '(', ')'. */
bool pl_re_escape(pl_re_translation *t);
bool pl_re_set(pl_re_translation *t);
bool pl_re_group(pl_re_translation *t);
bool pl_re_group_close(pl_re_translation *t);
/* A back reference, which stands at byte `at`. */
bool pl_re_reference(pl_re_translation *t, uint32_t group, uint32_t at);

#endif
