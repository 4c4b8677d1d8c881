/* Comparing dbt's version with require-dbt-version. Source: dbt-common semver.py. */
#include "project/config/version.h"
#include "project/config/project_file.h"

/* ---- reading */

static bool take_number(pl_str s, uint32_t *at, int64_t *out) {
    uint32_t lo = *at;
    *out = 0;
    while (*at < s.len && s.at[*at] >= '0' && s.at[*at] <= '9') {
        if (*at - lo > 15) {
            return false;
        }
        *out = *out * 10 + (s.at[*at] - '0');
        *at += 1;
    }
    return *at > lo && (*at == lo + 1 || s.at[lo] != '0');
}

static bool is_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           c == '-' || c == '.';
}

static pl_str take_words(pl_str s, uint32_t *at) {
    uint32_t lo = *at;
    while (*at < s.len && is_word(s.at[*at])) {
        *at += 1;
    }
    return pl_str_sub(s, lo, *at);
}

static pl_version_op take_op(pl_str s, uint32_t *at) {
    static const struct {
        const char *text;
        pl_version_op op;
    } ops[] = {{">=", PL_VERSION_GE},
               {"<=", PL_VERSION_LE},
               {">", PL_VERSION_GT},
               {"<", PL_VERSION_LT},
               {"=", PL_VERSION_EQ}};
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
        if (pl_str_starts(s, pl_str_of(ops[i].text))) {
            *at = (uint32_t)strlen(ops[i].text);
            return ops[i].op;
        }
    }
    return PL_VERSION_EQ;
}

bool pl_version_parse(pl_str s, pl_version *out) {
    uint32_t at = 0;
    *out = (pl_version){.op = take_op(s, &at)};
    for (int i = 0; i < 3; i++) {
        if (i && !(at < s.len && s.at[at] == '.')) {
            return false;
        }
        at += i > 0;
        if (!take_number(s, &at, &out->part[i])) {
            return false;
        }
    }
    if (at < s.len && s.at[at] != '+') {
        at += s.at[at] == '-';
        out->prerelease = take_words(s, &at);
        if (!out->prerelease.len) {
            return false;
        }
    }
    if (at < s.len && s.at[at] == '+') {
        at++;
        take_words(s, &at);
    }
    return at == s.len;
}

/* ---- comparing */

static pl_str next_part(pl_str *s) {
    uint32_t dot = pl_str_find_char(*s, '.');
    pl_str part = pl_str_sub(*s, 0, dot);
    *s = dot == UINT32_MAX ? (pl_str){0} : pl_str_sub(*s, dot + 1, s->len);
    return part;
}

static int sign(int64_t n) {
    return (n > 0) - (n < 0);
}

static int compare_part(pl_str x, pl_str y) {
    uint32_t i = 0;
    uint32_t j = 0;
    int64_t nx, ny;
    bool x_number = take_number(x, &i, &nx) && i == x.len;
    bool y_number = take_number(y, &j, &ny) && j == y.len;
    if (x_number && y_number) {
        return sign(nx - ny);
    }
    return x_number ? -1 : y_number ? 1 : sign(pl_str_cmp(x, y));
}

static int compare_prerelease(pl_str x, pl_str y) {
    pl_str restx = x;
    pl_str resty = y;
    while (restx.len && resty.len) {
        int c = compare_part(next_part(&restx), next_part(&resty));
        if (c) {
            return c;
        }
    }
    return sign((int64_t)x.len - (int64_t)y.len);
}

static bool is_lower(const pl_version *v) {
    return v->op == PL_VERSION_GT || v->op == PL_VERSION_GE;
}

static bool is_upper(const pl_version *v) {
    return v->op == PL_VERSION_LT || v->op == PL_VERSION_LE;
}

/* Equal numbers: what the comparison signs make of it. */
static int compare_ops(const pl_version *x, const pl_version *y) {
    if ((x->op == PL_VERSION_GE && y->op == PL_VERSION_LE) ||
        (x->op == PL_VERSION_LE && y->op == PL_VERSION_GE)) {
        return 0;
    }
    if ((x->op == PL_VERSION_LT && y->op == PL_VERSION_LE) ||
        (y->op == PL_VERSION_GT && x->op == PL_VERSION_GE) ||
        (is_upper(x) && is_lower(y))) {
        return -1;
    }
    return (y->op == PL_VERSION_LT && x->op == PL_VERSION_LE) ||
                   (x->op == PL_VERSION_GT && y->op == PL_VERSION_GE) ||
                   (is_lower(x) && is_upper(y))
               ? 1
               : 0;
}

int pl_version_compare(const pl_version *x, const pl_version *y) {
    for (int i = 0; i < 3; i++) {
        if (x->part[i] != y->part[i]) {
            return x->part[i] > y->part[i] ? 1 : -1;
        }
    }
    if (x->prerelease.len || y->prerelease.len) {
        if (!x->prerelease.len) {
            return x->op == PL_VERSION_LT ? -1 : 1;
        }
        if (!y->prerelease.len) {
            return -1;
        }
        int c = compare_prerelease(x->prerelease, y->prerelease);
        if (c) {
            return c;
        }
    }
    return compare_ops(x, y);
}

/* ---- ranges: both ends NULL when open */

typedef struct range {
    const pl_version *start;
    const pl_version *end;
} range;

static range range_of(const pl_version *v) {
    return v->op == PL_VERSION_EQ ? (range){v, v}
           : is_lower(v)          ? (range){v, NULL}
                                  : (range){NULL, v};
}

static bool is_exact(const pl_version *v) {
    return v && v->op == PL_VERSION_EQ;
}

/* Narrow one end; `upper` says which. NULL in *out with false: they
 * exclude each other. */
static bool combine(const pl_version *x, const pl_version *y, bool upper,
                    const pl_version **out) {
    if (!x || !y) {
        *out = x ? x : y;
        return true;
    }
    if (!is_exact(x) && !is_exact(y)) {
        int c = pl_version_compare(x, y);
        *out = (upper ? c > 0 : c < 0) ? y : x;
        return true;
    }
    const pl_version *exact = is_exact(x) ? x : y;
    const pl_version *bound = is_exact(x) ? y : x;
    int c = pl_version_compare(bound, exact);
    bool inside = upper ? c > 0 : c < 0;
    *out = exact;
    return inside || (c == 0 && bound->op == (upper ? PL_VERSION_LE : PL_VERSION_GE));
}

static bool reduce(range *r, range with) {
    if (is_exact(r->start) && is_exact(with.start)) {
        return pl_version_compare(r->start, with.start) == 0;
    }
    range both;
    if (!combine(r->start, with.start, false, &both.start) ||
        !combine(r->end, with.end, true, &both.end)) {
        return false;
    }
    *r = both;
    return !both.start || !both.end || pl_version_compare(both.start, both.end) <= 0;
}

bool pl_versions_compatible(const pl_version *at, uint32_t count) {
    if (count <= 1) {
        return true;
    }
    range r = range_of(&at[count - 1]);
    for (uint32_t i = 0; i + 1 < count; i++) {
        if (!reduce(&r, range_of(&at[i]))) {
            return false;
        }
    }
    return true;
}

bool pl_version_matches(pl_str installed, const pl_strs *specs, pl_arena *a,
                        pl_str *why) {
    pl_version *all = PL_NEW_ARRAY(a, pl_version, specs->len + 1);
    *why = (pl_str){0};
    for (uint32_t i = 0; i <= specs->len; i++) {
        pl_str text = i ? specs->at[i - 1] : installed;
        if (!pl_version_parse(text, &all[i])) {
            *why = pl_str_fmt(a, "\"%.*s\" is not a valid semantic version.",
                              PL_FMT(text));
            return false;
        }
    }
    return pl_versions_compatible(all, specs->len + 1);
}
