/* Patterns that schemas, databases and aliases have to match. */
#include "check/rules/facts.h"
#include "support/regex.h"

#define PATTERN_OPTIONS                                                                \
    { {"pattern", PL_RULE_REGEX, "what the name has to match"}, PL_NO_MORE_OPTIONS }
const pl_rule_option options_schema_name[] = PATTERN_OPTIONS;
const pl_rule_option options_database_name[] = PATTERN_OPTIONS;
const pl_rule_option options_alias_name[] = PATTERN_OPTIONS;

typedef struct checker {
    pl_check *c;
    const pl_rule *r;
    const char *what; /* "schema" */
    pl_map patterns;  /* text -> pattern */
} checker;

typedef struct pattern {
    pl_regex re;
    uint32_t *spans;
} pattern;

/* Settings have been read: it is an expression. */
static const pattern *pattern_of(checker *k, pl_str text) {
    pattern *p = pl_map_get(&k->patterns, text);
    if (!p) {
        pl_str why;
        uint32_t at;
        p = PL_NEW(k->c->arena, pattern);
        if (pl_regex_compile(k->c->arena, text, 0, &p->re, &why, &at)) {
            p->spans = PL_NEW_ARRAY(k->c->arena, uint32_t, 2 * (p->re.groups + 1));
        }
        pl_map_put(&k->patterns, k->c->arena, text, p);
    }
    return p;
}

static bool fails(checker *k, pl_str text, pl_str name) {
    const pattern *p = pattern_of(k, text);
    return p->spans && pl_regex_match(&p->re, name, 0, 0, PL_REGEX_STEPS, p->spans) !=
                           PL_REGEX_MATCH;
}

static pl_str name_of(const checker *k, const pl_dbt_node *n) {
    return !strcmp(k->what, "alias")      ? n->alias
           : !strcmp(k->what, "database") ? pl_name_text(n->database)
                                          : pl_name_text(n->schema);
}

static pl_span place_of(checker *k, const pl_check_world *w, const pl_dbt_node *n) {
    bool schema = !strcmp(k->what, "schema");
    bool set = pl_custom_name(n, k->what).len;
    pl_span own = set ? pl_check_config_place(k->c, w, n, k->what) : (pl_span){0};
    if (schema) {
        return pl_schema_place(k->c, w, n);
    }
    return own.src                     ? own
           : !strcmp(k->what, "alias") ? n->span
                                       : pl_environment_place(w, k->what);
}

static void check_node(checker *k, const pl_check_world *w, const pl_dbt_node *n) {
    const pl_rule_entry *e = pl_check_entry(k->c, k->r, w, n);
    pl_str wanted = pl_rule_text(e, "pattern"), name = name_of(k, n);
    /* dbt names the tables of tests. */
    bool own = n->type != PL_RES_TEST || strcmp(k->what, "alias") != 0;
    if (wanted.len && !e->off && own && fails(k, wanted, name)) {
        pl_check_group(k->c, k->r, w, n, place_of(k, w, n),
                       pl_str_fmt(k->c->arena, "%s `%.*s` does not match `%.*s`",
                                  k->what, PL_FMT(name), PL_FMT(wanted)));
    }
}

static void check_names(pl_check *c, const pl_rule *r, const char *what) {
    checker k = {.c = c, .r = r, .what = what};
    for (uint32_t i = 0; i < c->len; i++) {
        const pl_landings *all = pl_check_landings(c, &c->at[i]);
        for (uint32_t n = 0; n < all->len; n++) {
            check_node(&k, &c->at[i], all->at[n].node);
        }
    }
}

void run_schema_name(pl_check *c, const pl_rule *r) {
    check_names(c, r, "schema");
}

void run_database_name(pl_check *c, const pl_rule *r) {
    check_names(c, r, "database");
}

void run_alias_name(pl_check *c, const pl_rule *r) {
    check_names(c, r, "alias");
}
