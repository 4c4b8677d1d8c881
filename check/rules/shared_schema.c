/* Development schemas that all developers share. */
#include "check/rules/facts.h"
#include "check/rules/templates.h"

const pl_rule_option options_shared_development_schema[] = {PL_NO_MORE_OPTIONS};

static bool reads_login(const pl_yaml *text, pl_arena *a) {
    const pl_source *src =
        pl_source_new(a, PL_S("<text>"), pl_yaml_text(text, PL_S("")));
    pl_syntax_error unused;
    const pl_ast *ast = pl_parse(src, PL_DIALECT_DBT, a, &unused);
    bool reads = false;
    for (pl_ref i = 1; ast && !reads && i < ast->node_count; i++) {
        reads = pl_expr_is_member(ast, i, "user", "name");
    }
    return reads;
}

/* Does the text read the login name, or a variable that the environment does not set
 * for everybody? */
static bool reads_own(const pl_check_world *w, const pl_yaml *text) {
    pl_arena scratch = {0};
    pl_env_reads reads = {.arena = &scratch};
    bool own = text && reads_login(text, &scratch);
    if (text) {
        pl_env_reads_yaml(&reads, text);
    }
    for (uint32_t i = 0; i < reads.len; i++) {
        const pl_env_var *v = pl_env_get(w->world->options.env, reads.at[i].name);
        own = own || !v || v->from != PL_ENV_ENVIRONMENT;
    }
    pl_arena_free(&scratch);
    return own;
}

static bool reads_variable(const pl_yaml *text, const pl_yaml *name) {
    pl_arena scratch = {0};
    pl_env_reads reads = {.arena = &scratch};
    bool any = false;
    pl_env_reads_yaml(&reads, text);
    for (uint32_t i = 0; i < reads.len; i++) {
        any = any || pl_str_eq(reads.at[i].name, pl_yaml_text(name, PL_S("\n")));
    }
    pl_arena_free(&scratch);
    return any;
}

static bool is_personal_member(const pl_check_world *w, const char *member) {
    const pl_yaml *text = pl_connection_member(w, member);
    const pl_yaml *given = w->environment->env_vars;
    const pl_target *t = &w->world->target;
    uint8_t flags = !strcmp(member, "schema") ? t->schema.flags : t->database.flags;
    /* Vars are given with each run. */
    bool own = (flags & PL_FROM_VAR) || reads_own(w, text);
    /* A variable that the environment makes of one's own. */
    for (uint32_t i = 0; given && i < given->count && !own; i++) {
        own = pl_yaml_is_str(text) && reads_own(w, given->as.entries[i].value) &&
              reads_variable(text, given->as.entries[i].key);
    }
    return own;
}

/* Name macros may bring the developer in where the target does not. A variable in
 * target.schema is the same for everybody, or the environment would not be asked. */
static bool is_personal_node(const pl_check_world *w, const pl_dbt_node *n) {
    const pl_value *target = &w->world->target.schema;
    pl_str schema = pl_name_text(n->schema), database = pl_name_text(n->database);
    bool given = (target->flags & PL_FROM_ENV) != 0;
    bool by_macro = given ? !pl_str_starts(schema, pl_name_text(*target))
                          : ((n->schema.flags | n->database.flags) & PL_FROM_ENV) != 0;
    return by_macro || pl_names_user(w, schema) || pl_names_user(w, database);
}

/* The profile that is part of the project, or environments.yml: read by all. */
static bool is_common(pl_check *c, const pl_check_world *w) {
    const pl_source *src = w->world->target.span.src;
    pl_str text;
    if (w->environment->schema || w->environment->connection) {
        return true;
    }
    return src &&
           c->tree->read(c->tree, PL_S("profiles.yml"), c->arena, &text) ==
               PL_READ_OK &&
           pl_str_eq(src->text, text);
}

/* Names without the target's schema are not of its making. */
static const pl_dbt_node *first_shared(pl_check *c, const pl_check_world *w) {
    const pl_landings *all = pl_check_landings(c, w);
    for (uint32_t i = 0; i < all->len; i++) {
        const pl_dbt_node *n = all->at[i].node;
        if (!pl_is_pinned(n) && pl_has_target_schema(w, n) && !is_personal_node(w, n)) {
            return n;
        }
    }
    return NULL;
}

void run_shared_development_schema(pl_check *c, const pl_rule *r) {
    for (uint32_t i = 0; i < c->len; i++) {
        const pl_check_world *w = &c->at[i];
        bool asked = w->world && w->development && !w->production &&
                     !pl_local_warehouse(w) && is_common(c, w) &&
                     !is_personal_member(w, "schema") &&
                     !is_personal_member(w, "database");
        const pl_dbt_node *n = asked ? first_shared(c, w) : NULL;
        if (!n) {
            continue;
        }
        pl_finding *f = pl_check_addf(
            c, r, w, NULL, pl_environment_place(w, "schema"),
            "every developer of %.*s writes to the same schemas, %.*s for one",
            PL_FMT(w->name), PL_FMT(pl_schema_words(c, w, n)));
        if (f) {
            f->help = PL_S("put something of the developer into it: "
                           "\"dbt_{{ env_var('USER') }}\"");
        }
    }
}
