/* macros/re_priv.h: the parts of modules.re. */
#ifndef PL_MACROS_RE_PRIV_H
#define PL_MACROS_RE_PRIV_H

#include "macros/modules_priv.h"
#include "support/regex.h"

/* Python's flag values. */
enum {
    RE_IGNORECASE = 2,
    RE_LOCALE = 4,
    RE_MULTILINE = 8,
    RE_DOTALL = 16,
    RE_UNICODE = 32,
    RE_VERBOSE = 64,
    RE_ASCII = 256,
};

typedef struct re_name {
    pl_str name;
    uint32_t group;
} re_name;

/* A compiled pattern: Python's re.Pattern. */
typedef struct re_pattern {
    pl_object base;
    pl_regex regex;
    pl_value source; /* the text it was made of */
    int64_t flags;   /* RE_*, those that the pattern sets included */
    const re_name *names;
    uint32_t name_count;
} re_pattern;
extern const pl_class re_pattern_class;

/* A match: Python's re.Match. */
typedef struct re_match {
    pl_object base;
    const re_pattern *pattern;
    pl_value subject;
    uint32_t *spans; /* 2 * (groups + 1) bytes offsets; UINT32_MAX: took no part */
    uint32_t pos, endpos;
} re_match;
extern const pl_class re_match_class;

/* Compile Python's `source`; re.error as PL_EXC_RUNTIME with Python's message. */
bool re_compile(pl_eval *ev, pl_value source, int64_t flags, re_pattern **out);

/* Group `name`, or UINT32_MAX. */
uint32_t re_group_of(const re_pattern *p, pl_str name);
/* "<what> at position N", as re.error words it. */
bool re_fail(pl_eval *ev, pl_str pattern, uint32_t at, const char *what);

/* Group `g` of a match as text, `fallback` where it took no part. */
pl_value re_group_value(pl_eval *ev, const re_match *m, uint32_t g, pl_value fallback);

/* Where in a subject to look. */
typedef struct re_scope {
    const re_pattern *pattern;
    pl_value subject;
    uint32_t from, to; /* bytes */
    bool must_advance; /* the last match was empty: not there again */
} re_scope;

/* TypeError unless `v` is text. */
bool re_subject(pl_eval *ev, pl_value v);
/* `pos` and `endpos` count characters; PL_UNSET: all. */
bool re_scope_make(pl_eval *ev, const re_pattern *p, pl_value subject, pl_value pos,
                   pl_value endpos, re_scope *out);
/* A match object or None; `how` is of PL_REGEX_*: search, match or fullmatch. */
bool re_match_once(pl_eval *ev, const re_scope *s, uint32_t how, pl_value *out);
bool re_find_all(pl_eval *ev, re_scope *s, pl_value *out);
bool re_find_iter(pl_eval *ev, const re_scope *s, pl_value *out);
/* limit 0: none */
bool re_split(pl_eval *ev, re_scope *s, int64_t limit, pl_value *out);
/* `with` is a template or a callable; `counted`: subn. */
bool re_substitute(pl_eval *ev, const re_pattern *p, pl_value with, pl_value subject,
                   pl_value count, bool counted, pl_value *out);

/* A replacement template, taken apart. */
typedef struct re_piece {
    pl_str text; /* where group is UINT32_MAX */
    uint32_t group;
} re_piece;
typedef struct re_template {
    re_piece *at;
    uint32_t len, cap;
} re_template;
bool re_template_parse(pl_eval *ev, const re_pattern *p, pl_value text,
                       re_template *out);
/* The template filled from a match. */
void re_template_put(const re_template *t, const re_match *m, pl_out *to);

#endif
