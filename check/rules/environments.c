/* Rules on the environments themselves. */
#include "check/rules/facts.h"
#include "project/config/version.h"
#include "support/regex.h"

/* ---- no-nonproduction-environment */

const pl_rule_option options_no_nonproduction_environment[] = {PL_NO_MORE_OPTIONS};

void run_no_nonproduction_environment(pl_check *c, const pl_rule *r) {
    bool production = false;
    for (uint32_t i = 0; i < c->environments->len; i++) {
        if (!pl_environment_is_production(&c->environments->at[i])) {
            return;
        }
        production = true;
    }
    if (production) {
        pl_check_add(c, r, NULL, NULL, c->environments->at[0].span,
                     PL_S("every environment is production"));
    }
}

/* ---- environment-naming */

const pl_rule_option options_environment_naming[] = {
    {"pattern", PL_RULE_REGEX, "what names of environments have to match"},
    PL_NO_MORE_OPTIONS,
};

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* "v2", "test123", "schema": letters of the list, digits behind some of them. */
static bool says_nothing(pl_str word) {
    static const char *const alone[] = {"new", "old",   "temp", "temporary",
                                        "tmp", "final", "copy", "untitled"};
    static const char *const numbered[] = {"v", "test", "schema", "env", "new", "temp"};
    uint32_t letters = word.len;
    while (letters && is_digit(word.at[letters - 1])) {
        letters--;
    }
    pl_str stem = pl_str_sub(word, 0, letters);
    bool found = false;
    for (size_t i = 0; i < sizeof alone / sizeof *alone; i++) {
        found = found || pl_str_eq_nocase(word, pl_str_of(alone[i]));
    }
    for (size_t i = 0; letters < word.len && i < sizeof numbered / sizeof *numbered;
         i++) {
        found = found || pl_str_eq_nocase(stem, pl_str_of(numbered[i]));
    }
    return found;
}

/* What is wrong with a name; empty: nothing. */
static pl_str naming_fault(pl_check *c, pl_str name) {
    uint32_t from = 0;
    for (uint32_t i = 0; i <= name.len; i++) {
        char ch = i < name.len ? name.at[i] : '-';
        if (is_letter(ch) || is_digit(ch) || (unsigned char)ch >= 0x80) {
            continue;
        }
        pl_str word = pl_str_sub(name, from, i);
        if (ch != '-' && ch != '_') {
            return pl_str_fmt(c->arena, "has `%c` in it", ch);
        }
        if (says_nothing(word)) {
            return pl_str_fmt(c->arena, "says nothing by `%.*s`", PL_FMT(word));
        }
        from = i + 1;
    }
    return PL_S("");
}

static bool fails_pattern(pl_check *c, pl_str text, pl_str name) {
    pl_regex re;
    pl_str why;
    uint32_t at;
    if (!pl_regex_compile(c->arena, text, 0, &re, &why, &at)) {
        return false;
    }
    uint32_t *spans = PL_NEW_ARRAY(c->arena, uint32_t, 2 * (re.groups + 1));
    return pl_regex_match(&re, name, 0, 0, PL_REGEX_STEPS, spans) != PL_REGEX_MATCH;
}

static pl_span own_place(const pl_check_world *w) {
    return w->environment->span.src ? w->environment->span
           : w->world               ? w->world->target.span
                                    : (pl_span){0};
}

static void check_naming(pl_check *c, const pl_rule *r, const pl_check_world *w) {
    pl_str pattern = pl_rule_text(pl_check_entry(c, r, w, NULL), "pattern");
    pl_str schema = w->world ? pl_name_text(w->world->target.schema) : PL_S("");
    if (pattern.len) {
        if (fails_pattern(c, pattern, w->name)) {
            pl_check_addf(c, r, w, NULL, own_place(w),
                          "environment `%.*s` does not match `%.*s`", PL_FMT(w->name),
                          PL_FMT(pattern));
        }
        return;
    }
    pl_str fault = naming_fault(c, w->name);
    if (fault.len) {
        pl_check_addf(c, r, w, NULL, own_place(w), "the name `%.*s` %.*s",
                      PL_FMT(w->name), PL_FMT(fault));
    }
    fault = naming_fault(c, schema);
    if (fault.len) {
        pl_check_addf(c, r, w, NULL, pl_environment_place(w, "schema"),
                      "the schema `%.*s` %.*s", PL_FMT(schema), PL_FMT(fault));
    }
}

void run_environment_naming(pl_check *c, const pl_rule *r) {
    for (uint32_t i = 0; i < c->len; i++) {
        check_naming(c, r, &c->at[i]);
    }
}

/* ---- threads-range */

const pl_rule_option options_threads_range[] = {
    {"min", PL_RULE_NUMBER, "fewest threads"},
    {"max", PL_RULE_NUMBER, "most threads"},
    PL_NO_MORE_OPTIONS,
};

static const pl_yaml *threads_of(const pl_check_world *w) {
    const pl_yaml *own = w->environment->threads;
    return own ? own : pl_connection_member(w, "threads");
}

/* Where nobody says how many, nothing can be held against them. */
static void check_threads(pl_check *c, const pl_rule *r, const pl_check_world *w) {
    const pl_rule_entry *e = pl_check_entry(c, r, w, NULL);
    const pl_yaml *said = threads_of(w);
    bool production = w->production, development = w->development;
    int64_t least = pl_rule_number(e, "min", production ? 8 : development ? 1 : 4);
    int64_t most = pl_rule_number(e, "max", production ? 16 : development ? 4 : 8);
    int64_t n = w->world->target.threads;
    if (said && (n < least || n > most)) {
        pl_check_addf(c, r, w, NULL, pl_yaml_span(said),
                      "%.*s runs with %lld thread%s: %lld to %lld suit it",
                      PL_FMT(w->name), (long long)n, n == 1 ? "" : "s",
                      (long long)least, (long long)most);
    }
}

void run_threads_range(pl_check *c, const pl_rule *r) {
    for (uint32_t i = 0; i < c->len; i++) {
        const pl_check_world *w = &c->at[i];
        if (w->world && !w->world->target.adapter->in_process) {
            check_threads(c, r, w);
        }
    }
}

/* ---- dbt-version-mismatch */

const pl_rule_option options_dbt_version_mismatch[] = {PL_NO_MORE_OPTIONS};

/* "1.7", "v1.9.2", "1.7 (latest)". False: no such version. */
static bool version_of(pl_str text, pl_version *out, bool *exact) {
    int64_t part[3] = {0};
    uint32_t at = text.len && text.at[0] == 'v', n = 0;
    while (n < 3 && at < text.len && is_digit(text.at[at])) {
        for (; at < text.len && is_digit(text.at[at]) && part[n] < 100000; at++) {
            part[n] = part[n] * 10 + (text.at[at] - '0');
        }
        n++;
        if (at >= text.len || text.at[at] != '.') {
            break;
        }
        at++;
    }
    *out = (pl_version){.op = PL_VERSION_EQ, .prerelease = PL_S("")};
    memcpy(out->part, part, sizeof part);
    *exact = n == 3;
    return n >= 2;
}

static bool admits(const pl_strs *required, const pl_version *v, bool exact,
                   pl_arena *a) {
    pl_version *all = PL_NEW_ARRAY(a, pl_version, required->len + 2);
    uint32_t n = 0;
    for (uint32_t i = 0; i < required->len; i++) {
        if (!pl_version_parse(required->at[i], &all[n++])) {
            return true;
        }
    }
    all[n] = *v;
    if (!exact) {
        all[n++].op = PL_VERSION_GE;
        all[n] = *v;
        all[n].op = PL_VERSION_LT;
        all[n].part[1]++;
    }
    return pl_versions_compatible(all, n + 1);
}

static pl_str required_words(pl_arena *a, const pl_strs *required) {
    pl_str words = PL_S("");
    for (uint32_t i = 0; i < required->len; i++) {
        words = pl_str_cat3(a, words, i ? PL_S(", ") : PL_S(""), required->at[i]);
    }
    return words;
}

static void check_required(pl_check *c, const pl_rule *r, const pl_check_world *w,
                           const pl_version *v, bool exact) {
    for (uint32_t i = 0; w->world && i < w->world->package_len; i++) {
        const pl_project_file *f = w->world->packages[i].file;
        if (!admits(&f->require_dbt_version, v, exact, c->arena)) {
            pl_check_addf(c, r, w, NULL, pl_yaml_span(w->environment->version),
                          "%.*s runs dbt %.*s, which %.*s refuses (%.*s)",
                          PL_FMT(w->name), PL_FMT(w->environment->dbt_version),
                          PL_FMT(f->name),
                          PL_FMT(required_words(c->arena, &f->require_dbt_version)));
        }
    }
}

static const pl_environment *production_of(const pl_check *c) {
    for (uint32_t i = 0; i < c->environments->len; i++) {
        const pl_environment *e = &c->environments->at[i];
        if (pl_environment_is_production(e) && e->dbt_version.len) {
            return e;
        }
    }
    return NULL;
}

void run_dbt_version_mismatch(pl_check *c, const pl_rule *r) {
    const pl_environment *production = production_of(c);
    pl_version v, theirs;
    bool exact, unused;
    for (uint32_t i = 0; i < c->len; i++) {
        const pl_check_world *w = &c->at[i];
        if (!version_of(w->environment->dbt_version, &v, &exact)) {
            continue;
        }
        check_required(c, r, w, &v, exact);
        bool differs = production && !w->production &&
                       version_of(production->dbt_version, &theirs, &unused) &&
                       (v.part[0] != theirs.part[0] || v.part[1] != theirs.part[1]);
        if (differs) {
            pl_check_addf(c, r, w, NULL, pl_yaml_span(w->environment->version),
                          "%.*s runs dbt %.*s, %.*s %.*s", PL_FMT(w->name),
                          PL_FMT(w->environment->dbt_version), PL_FMT(production->name),
                          PL_FMT(production->dbt_version));
        }
    }
}
