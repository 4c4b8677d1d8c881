/* macros/modules/re_priv.h: the parts of modules.re. */
#ifndef PL_MACROS_MODULES_RE_PRIV_H
#define PL_MACROS_MODULES_RE_PRIV_H

#include "macros/modules/modules_priv.h"
#include "support/regex.h"

/* Python's flag values. */
enum {
    PL_RE_IGNORECASE = 2,
    PL_RE_LOCALE = 4,
    PL_RE_MULTILINE = 8,
    PL_RE_DOTALL = 16,
    PL_RE_UNICODE = 32,
    PL_RE_VERBOSE = 64,
    PL_RE_ASCII = 256,
};

typedef struct pl_re_name {
    pl_str name;
    uint32_t group;
} pl_re_name;

/* A compiled pattern: Python's re.Pattern. */
typedef struct pl_re_pattern {
    pl_object base;
    pl_regex regex;
    pl_value source; /* the text it was made of */
    int64_t flags;   /* RE_*, those that the pattern sets included */
    const pl_re_name *names;
    uint32_t name_count;
} pl_re_pattern;
extern const pl_class pl_re_pattern_class;

/* A match: Python's re.Match. */
typedef struct pl_re_match {
    pl_object base;
    const pl_re_pattern *pattern;
    pl_value subject;
    uint32_t *spans; /* 2 * (groups + 1) bytes offsets; UINT32_MAX: took no part */
    uint32_t pos, endpos;
} pl_re_match;
extern const pl_class pl_re_match_class;

/* Compile Python's `source`; re.error as PL_EXC_RUNTIME with Python's message. */
bool pl_re_compile(pl_eval *ev, pl_value source, int64_t flags, pl_re_pattern **out);

/* Group `name`, or UINT32_MAX. */
uint32_t pl_re_group_of(const pl_re_pattern *p, pl_str name);
/* "<what> at position N", as re.error words it. */
bool pl_re_fail(pl_eval *ev, pl_str pattern, uint32_t at, const char *what);

/* Group `g` of a match as text, `fallback` where it took no part. */
pl_value pl_re_group_value(pl_eval *ev, const pl_re_match *m, uint32_t g,
                           pl_value fallback);

/* Where in a subject to look. */
typedef struct pl_re_scope {
    const pl_re_pattern *pattern;
    pl_value subject;
    uint32_t from, to; /* bytes */
    bool must_advance; /* the last match was empty: not there again */
} pl_re_scope;

/* TypeError unless `v` is text. */
bool pl_re_subject(pl_eval *ev, pl_value v);
/* `pos` and `endpos` count characters; PL_UNSET: all. */
bool pl_re_scope_make(pl_eval *ev, const pl_re_pattern *p, pl_value subject,
                      pl_value pos, pl_value endpos, pl_re_scope *out);
/* A match object or None; `how` is of PL_REGEX_*: search, match or fullmatch. */
bool pl_re_match_once(pl_eval *ev, const pl_re_scope *s, uint32_t how, pl_value *out);
bool pl_re_find_all(pl_eval *ev, pl_re_scope *s, pl_value *out);
bool pl_re_find_iter(pl_eval *ev, const pl_re_scope *s, pl_value *out);
/* limit 0: none */
bool pl_re_split(pl_eval *ev, pl_re_scope *s, int64_t limit, pl_value *out);
/* `with` is a template or a callable; `counted`: subn. */
bool pl_re_substitute(pl_eval *ev, const pl_re_pattern *p, pl_value with,
                      pl_value subject, pl_value count, bool counted, pl_value *out);

/* A replacement template, taken apart. */
typedef struct pl_re_piece {
    pl_str text; /* where group is UINT32_MAX */
    uint32_t group;
} pl_re_piece;
typedef struct pl_re_template {
    pl_re_piece *at;
    uint32_t len, cap;
} pl_re_template;
bool pl_re_template_parse(pl_eval *ev, const pl_re_pattern *p, pl_value text,
                          pl_re_template *out);
/* The template filled from a match. */
bool pl_re_template_put(pl_eval *ev, const pl_re_template *t, const pl_re_match *m,
                        pl_out *to);

#endif
