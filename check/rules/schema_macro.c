/* generate_schema_name: missing where it is wanted, or wrong. What a macro does is
 * found by running it, not by reading it. */
#include "check/rules/facts.h"

/* ---- missing-generate-schema-name */

const pl_rule_option options_missing_generate_schema_name[] = {PL_NO_MORE_OPTIONS};

/* dbt's own arithmetic, by a macro of dbt's. */
static bool is_default(pl_check *c, const pl_check_world *w) {
    const pl_schema_tries *t = pl_check_tries(c, w);
    pl_str schema = pl_name_text(w->world->target.schema);
    pl_str expected = pl_str_cat3(c->arena, schema, PL_S("_"), pl_tried_name);
    return t->macro && t->macro->stock && t->name.ran &&
           pl_str_eq(pl_name_text(t->name.result), expected);
}

static bool repeats(const pl_check_world *w, pl_str custom) {
    pl_str schema = pl_name_text(w->world->target.schema);
    return schema.len && custom.len >= schema.len &&
           pl_str_eq_nocase(pl_str_sub(custom, 0, schema.len), schema) &&
           (custom.len == schema.len || custom.at[schema.len] == '_');
}

/* The project's own file or the node's own asks for a schema. */
static pl_span asked_at(pl_check *c, const pl_check_world *w, const pl_dbt_node *n) {
    bool counts = pl_of_root(n) && n->type != PL_RES_TEST && !pl_is_pinned(n) &&
                  pl_custom_name(n, "schema").len;
    return counts ? pl_check_config_place(c, w, n, "schema") : (pl_span){0};
}

static void say_prefix(pl_check *c, const pl_rule *r, const pl_check_world *w,
                       const pl_dbt_node *n, pl_span place) {
    pl_str custom = pl_custom_name(n, "schema");
    bool twice = repeats(w, custom);
    pl_finding *f = pl_check_group(
        c, r, w, n, place,
        twice ? PL_S("the custom schema repeats the target's, which dbt puts before it")
              : PL_S("dbt puts the target's schema before the custom one"));
    if (f && !f->help.len) {
        f->help =
            pl_str_fmt(c->arena,
                       "`%.*s` lands in %.*s: a generate_schema_name of the project "
                       "can leave the target's schema out",
                       PL_FMT(custom), PL_FMT(pl_schema_words(c, w, n)));
    }
    if (!twice) {
        pl_check_lower(c, f, r, w, n, PL_NOTE);
    }
}

/* Every line that repeats the target's schema, and the first that does not: a project
 * that wants the prefix has many of those. */
static void check_prefixes(pl_check *c, const pl_rule *r, const pl_check_world *w) {
    const pl_landings *all = pl_check_landings(c, w);
    pl_span first = {0};
    for (uint32_t i = 0; i < all->len; i++) {
        const pl_dbt_node *n = all->at[i].node;
        pl_span place = asked_at(c, w, n);
        bool twice = place.src && repeats(w, pl_custom_name(n, "schema"));
        bool same = place.src == first.src && place.lo == first.lo;
        if (place.src && (twice || (w->production && (!first.src || same)))) {
            first = twice ? first : place;
            say_prefix(c, r, w, n, place);
        }
    }
}

void run_missing_generate_schema_name(pl_check *c, const pl_rule *r) {
    for (uint32_t i = 0; i < c->len; i++) {
        const pl_check_world *w = &c->at[i];
        if (w->world && is_default(c, w)) {
            check_prefixes(c, r, w);
        }
    }
}

/* ---- generate-schema-name */

const pl_rule_option options_generate_schema_name[] = {PL_NO_MORE_OPTIONS};

/* A node that takes the branch: its own name is as bad. NULL: none does so far. */
static const pl_dbt_node *victim(pl_check *c, const pl_check_world *w, bool custom) {
    const pl_landings *all = pl_check_landings(c, w);
    for (uint32_t i = 0; i < all->len; i++) {
        const pl_dbt_node *n = all->at[i].node;
        bool takes = pl_of_root(n) && !pl_is_pinned(n) &&
                     (pl_custom_name(n, "schema").len != 0) == custom;
        if (takes) {
            return n;
        }
    }
    return NULL;
}

/* The first comment in the macro's text that is no Jinja comment. */
static pl_span comment_place(const pl_macro_def *m) {
    pl_span place = pl_macro_place(m);
    pl_str text = place.src->text;
    uint32_t at = pl_str_find(text, PL_S("--"), 0);
    uint32_t block = pl_str_find(text, PL_S("/*"), 0);
    at = at < block ? at : block;
    return at == UINT32_MAX ? place : (pl_span){place.src, at, at + 2};
}

static void say_fault(pl_check *c, const pl_rule *r, const pl_check_world *w,
                      pl_schema_fault fault, const char *which,
                      const pl_dbt_node *victim) {
    static const char *const words[] = {
        [PL_SCHEMA_SOUND] = "",
        [PL_SCHEMA_NOTHING] = "gives no name",
        [PL_SCHEMA_NONE] = "gives a name with `None` in it",
        [PL_SCHEMA_FOREIGN] = "gives a name with white space or a comment in it",
    };
    const pl_macro_def *m = pl_check_tries(c, w)->macro;
    pl_finding *f =
        pl_check_addf(c, r, w, NULL,
                      fault == PL_SCHEMA_FOREIGN ? comment_place(m) : pl_macro_place(m),
                      "%.*s %s for %s", PL_FMT(m->name), words[fault], which);
    if (f && victim) {
        pl_check_relate(c, f, victim->span,
                        pl_str_fmt(c->arena, "%.*s is one", PL_FMT(victim->unique_id)));
    } else {
        pl_check_lower(c, f, r, w, NULL, PL_WARNING);
    }
}

static bool say_faults(pl_check *c, const pl_rule *r, const pl_check_world *w) {
    pl_schema_faults f = pl_schema_faults_of(pl_check_tries(c, w));
    const pl_dbt_node *with = victim(c, w, true), *without = victim(c, w, false);
    if (f.custom != PL_SCHEMA_SOUND && f.custom == f.none) {
        say_fault(c, r, w, f.custom, "every node", with ? with : without);
        return true;
    }
    if (f.custom != PL_SCHEMA_SOUND) {
        say_fault(c, r, w, f.custom, "nodes with a custom schema", with);
    }
    if (f.none != PL_SCHEMA_SOUND) {
        say_fault(c, r, w, f.none, "nodes without a custom schema", without);
    }
    return f.custom != PL_SCHEMA_SOUND;
}

/* ---- developers apart */

static bool is_personal(const pl_check_world *w, pl_value name) {
    return (name.flags & PL_FROM_ENV) || pl_names_user(w, pl_name_text(name));
}

static bool tells_developers_apart(const pl_check_world *w, const pl_dbt_node *n) {
    return is_personal(w, n->schema) || is_personal(w, n->database) ||
           pl_has_target_schema(w, n);
}

static const pl_dbt_node *first_not_apart(pl_check *c, const pl_check_world *w) {
    const pl_landings *all = pl_check_landings(c, w);
    for (uint32_t i = 0; i < all->len; i++) {
        const pl_dbt_node *n = all->at[i].node;
        bool asked = pl_of_root(n) && n->type != PL_RES_TEST && !pl_is_pinned(n) &&
                     pl_custom_name(n, "schema").len;
        if (asked && !tells_developers_apart(w, n)) {
            return n;
        }
    }
    return NULL;
}

static void say_ignored(pl_check *c, const pl_rule *r, const pl_check_world *w) {
    const pl_schema_tries *t = pl_check_tries(c, w);
    bool asked = w->development && !w->production && !pl_local_warehouse(w) &&
                 pl_ignores_target_schema(t);
    const pl_dbt_node *n = asked ? first_not_apart(c, w) : NULL;
    if (n) {
        pl_finding *f = pl_check_addf(
            c, r, w, NULL, pl_macro_place(t->macro),
            "%.*s leaves target.schema out: every developer of %.*s writes to %.*s",
            PL_FMT(t->macro->name), PL_FMT(w->name), PL_FMT(pl_schema_words(c, w, n)));
        pl_check_lower(c, f, r, w, NULL, PL_WARNING);
    }
}

void run_generate_schema_name(pl_check *c, const pl_rule *r) {
    for (uint32_t i = 0; i < c->len; i++) {
        const pl_check_world *w = &c->at[i];
        if (w->world && !say_faults(c, r, w)) {
            say_ignored(c, r, w);
        }
    }
}
