/* support/regex.h: regular expressions over UTF-8, by PCRE2.
 *
 * A compiled expression lives in its arena and is used by one thread at a time.
 * Matching is bounded: an expression that backtracks without end gives up. */
#ifndef PL_SUPPORT_REGEX_H
#define PL_SUPPORT_REGEX_H

#include "support/str.h"

enum {
    PL_REGEX_NOCASE = 1 << 0,
    PL_REGEX_MULTILINE = 1 << 1, /* ^ and $ at every line, an empty last one too */
    PL_REGEX_DOTALL = 1 << 2,
    PL_REGEX_ASCII = 1 << 3, /* \w \d \s \b and case: ASCII only; default: Unicode */
};

/* How to match: combine. */
enum {
    PL_REGEX_AT_START = 1 << 0,  /* only where the search starts */
    PL_REGEX_TO_END = 1 << 1,    /* only up to the end of the subject */
    PL_REGEX_NOT_EMPTY = 1 << 2, /* no empty match where the search starts */
};

typedef struct pl_regex {
    void *code;
    void *match;
    void *limits;
    uint32_t groups; /* capturing groups, the whole match not counted */
} pl_regex;

/* False: *why (in `a`) and *at (byte in `pattern`) say what is wrong. */
bool pl_regex_compile(pl_arena *a, pl_str pattern, uint32_t flags, pl_regex *out,
                      pl_str *why, uint32_t *at);

typedef enum pl_regex_result {
    PL_REGEX_NONE,
    PL_REGEX_MATCH,
    PL_REGEX_GAVE_UP,
} pl_regex_result;

/* Backtracking steps that a search may take where nobody counts them. */
enum { PL_REGEX_STEPS = 1000000 };

/* Search `subject` from byte `from` in at most `most` steps. On a match, spans[2 * g] and spans[2 * g + 1] are
 * the bytes of group g (0: all), UINT32_MAX where it took no part; there are groups
 * + 1. */
pl_regex_result pl_regex_match(const pl_regex *re, pl_str subject, uint32_t from,
                               uint32_t how, uint32_t most, uint32_t *spans);

#endif
