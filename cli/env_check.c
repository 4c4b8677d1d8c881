/* plumb env check: credentials that break the rules of hygiene. */
#include "cli/env_command.h"

typedef struct checker {
    env_run *r;
    pl_arena *a;
    env_use *uses; /* by environment */
    pl_str *users;
    uint32_t count; /* findings */
} checker;

/* ---- findings */

typedef struct finding {
    const char *rule;
    const pl_environment *e;
    pl_span span;
    pl_str text;
    const char *help;
} finding;

static void put_json(checker *c, const finding *f) {
    pl_buf *to = &c->r->out;
    pl_buf_fmt(to, "%s{\"rule\": \"%s\", \"severity\": \"error\", \"environment\": ",
               c->count ? ",\n " : "\n ", f->rule);
    pl_buf_json(to, f->e->name);
    PL_BUF_LIT(to, ", \"path\": ");
    if (f->span.src) {
        pl_place place = pl_source_place(f->span.src, f->span.lo);
        pl_buf_json(to, f->span.src->path);
        pl_buf_fmt(to, ", \"line\": %u, \"column\": %u", place.line, place.column);
    } else {
        PL_BUF_LIT(to, "null, \"line\": null, \"column\": null");
    }
    PL_BUF_LIT(to, ", \"message\": ");
    pl_buf_json(to, f->text);
    PL_BUF_LIT(to, ", \"help\": ");
    pl_buf_json(to, pl_str_of(f->help));
    pl_buf_char(to, '}');
}

static void put_text(checker *c, const finding *f) {
    pl_buf *to = &c->r->out;
    if (f->span.src) {
        pl_place place = pl_source_place(f->span.src, f->span.lo);
        pl_buf_fmt(to, "%.*s:%u:%u: ", PL_FMT(f->span.src->path), place.line,
                   place.column);
    }
    pl_buf_fmt(to, "error[%s]: %.*s: %.*s\n   = help: %s\n", f->rule,
               PL_FMT(f->e->name), PL_FMT(f->text), f->help);
}

static void add(checker *c, const finding *f) {
    (c->r->json ? put_json : put_text)(c, f);
    c->count++;
}

/* ---- what is known of an environment */

/* The fields that its credentials stand in, as written. */
static const pl_yaml *fields_of(const checker *c, const pl_environment *e, uint32_t i) {
    const pl_target *t = c->uses[i].options.given_target;
    return e->connection ? e->connection : t ? t->output : NULL;
}

static pl_span credentials_span(const checker *c, uint32_t i) {
    const pl_environment *e = &c->r->all->at[i];
    const pl_yaml *user = pl_yaml_get(fields_of(c, e, i), "user");
    return e->credentials.user   ? pl_yaml_span(e->credentials.user)
           : user                ? pl_yaml_span(user)
           : e->credentials.yaml ? pl_yaml_span(e->credentials.yaml)
                                 : e->span;
}

static bool is_literal(const pl_yaml *y) {
    return y && !pl_yaml_is_none(y) &&
           !(pl_yaml_is_str(y) &&
             (!y->scalar.len ||
              pl_str_find(pl_str_from(y->scalar), PL_S("{{"), 0) != UINT32_MAX));
}

/* ---- literal-secret */

static void literal_fields(checker *c, const pl_environment *e, uint32_t i) {
    const pl_yaml *fields = fields_of(c, e, i);
    const pl_target *t = c->uses[i].options.given_target;
    for (uint32_t k = 0; t && fields && k < fields->count; k++) {
        pl_str name = pl_yaml_text(fields->as.entries[k].key, PL_S(""));
        const pl_cred_field *f =
            pl_adapter_field(t->adapter, pl_adapter_canonical(t->adapter, name));
        if (f && f->secret && is_literal(fields->as.entries[k].value)) {
            finding found = {"literal-secret", e,
                             pl_yaml_span(fields->as.entries[k].key),
                             pl_str_fmt(c->a, "`%.*s` is written out", PL_FMT(name)),
                             "read it: \"{{ env_var('DBT_ENV_SECRET_...') }}\""};
            add(c, &found);
        }
    }
}

static void literal_variables(checker *c, const pl_environment *e) {
    for (uint32_t k = 0; e->env_vars && k < e->env_vars->count; k++) {
        const pl_yaml_entry *entry = &e->env_vars->as.entries[k];
        pl_str name = pl_yaml_text(entry->key, PL_S(""));
        if (env_is_secret(c->r, name) && is_literal(entry->value)) {
            finding found = {
                "literal-secret", e, pl_yaml_span(entry->key),
                pl_str_fmt(c->a, "the value of %.*s is written out", PL_FMT(name)),
                "leave it to the process environment, out of version control"};
            add(c, &found);
        }
    }
}

/* ---- who it is */

/* Two environments of which one, at least, is deployed. */
static void shared(checker *c, uint32_t i) {
    const pl_environment *e = &c->r->all->at[i];
    for (uint32_t k = 0; k < i && c->users[i].len; k++) {
        const pl_environment *other = &c->r->all->at[k];
        bool only_development = e->type == PL_ENVIRONMENT_DEVELOPMENT &&
                                other->type == PL_ENVIRONMENT_DEVELOPMENT;
        if (!only_development && pl_str_eq_nocase(c->users[i], c->users[k])) {
            finding found = {
                "shared-credentials", e, credentials_span(c, i),
                pl_str_fmt(c->a, "user %.*s is also that of %.*s", PL_FMT(c->users[i]),
                           PL_FMT(other->name)),
                "give every environment a user of its own, with no more rights than "
                "`plumb env grants` prints"};
            add(c, &found);
            return;
        }
    }
}

/* An address of a person, or a sign-in that needs one. */
static const char *personal_sign(const checker *c, const pl_environment *e,
                                 uint32_t i) {
    const pl_yaml *fields = fields_of(c, e, i);
    pl_str authenticator = pl_yaml_text(pl_yaml_get(fields, "authenticator"), PL_S(""));
    pl_str method = pl_yaml_text(pl_yaml_get(fields, "method"), PL_S(""));
    bool address = pl_str_find_char(c->users[i], '@') != UINT32_MAX &&
                   !pl_str_ends(c->users[i], PL_S(".gserviceaccount.com"));
    if (address) {
        return "is a person's address";
    }
    if (PL_STR_IS(authenticator, "externalbrowser") || PL_STR_IS(method, "oauth")) {
        return "signs in with a browser";
    }
    return PL_STR_IS(e->credentials.auth, "oauth") ? "signs in as a person (oauth)"
                                                   : NULL;
}

static void personal(checker *c, uint32_t i) {
    const pl_environment *e = &c->r->all->at[i];
    const char *sign = pl_environment_is_production(e) ? personal_sign(c, e, i) : NULL;
    if (sign) {
        pl_str who = c->users[i].len ? c->users[i] : PL_S("its user");
        finding found = {"personal-credentials-in-production", e,
                         credentials_span(c, i),
                         pl_str_fmt(c->a, "%.*s %s", PL_FMT(who), sign),
                         "use a service account with a key pair"};
        add(c, &found);
    }
}

/* ---- keys */

static void overdue(checker *c, const pl_environment *e) {
    const pl_environment_credentials *k = &e->credentials;
    int64_t late = k->rotated_at.len && k->rotate_days
                       ? env_today(c->r) - pl_days_of_date(k->rotated_at) - k->rotate_days
                       : 0;
    if (late > 0) {
        finding found = {
            "rotation-overdue", e, pl_yaml_span(pl_yaml_get(k->yaml, "rotated_at")),
            pl_str_fmt(c->a, "rotated on %.*s, due every %lld days: %lld days late",
                       PL_FMT(k->rotated_at), (long long)k->rotate_days,
                       (long long)late),
            "`plumb env rotation` prints the steps"};
        add(c, &found);
    }
}

/* Snowflake alone takes key pairs. */
static void password(checker *c, uint32_t i) {
    const pl_environment *e = &c->r->all->at[i];
    const pl_target *t = c->uses[i].options.given_target;
    const pl_yaml *fields = fields_of(c, e, i);
    const pl_yaml *written = pl_yaml_get(fields, "password");
    bool said = PL_STR_IS(e->credentials.auth, "password");
    bool key =
        pl_yaml_get(fields, "private_key") || pl_yaml_get(fields, "private_key_path");
    bool deployed = e->type == PL_ENVIRONMENT_DEPLOYMENT || pl_environment_is_production(e);
    if (t && PL_STR_IS(t->type, "snowflake") && deployed &&
        (said || (written && !key))) {
        finding found = {"password-where-key-pair", e,
                         said ? pl_yaml_span(pl_yaml_get(e->credentials.yaml, "auth"))
                              : pl_yaml_span(pl_yaml_key(fields, PL_S("password"))),
                         PL_S("signs in with a password where a key pair can be used"),
                         "set private_key_path in its target, and `auth: key_pair`"};
        add(c, &found);
    }
}

/* ---- the whole */

void env_check(env_run *r) {
    uint32_t n = r->all->len;
    checker c = {.r = r, .a = &r->s->arena};
    c.uses = PL_NEW_ARRAY0(c.a, env_use, n);
    c.users = PL_NEW_ARRAY0(c.a, pl_str, n);
    pl_buf_str(&r->out, r->json ? PL_S("[") : PL_S(""));
    for (uint32_t i = 0; i < n; i++) {
        const pl_environment *e = &r->all->at[i];
        c.uses[i] = env_use_of(r, e);
        c.users[i] = env_user(r, e, &c.uses[i]);
        literal_fields(&c, e, i);
        literal_variables(&c, e);
        shared(&c, i);
        personal(&c, i);
        overdue(&c, e);
        password(&c, i);
        env_report(r, &c.uses[i].sink, c.uses[i].options.env);
    }
    pl_buf_str(&r->out, r->json ? PL_S("\n]\n") : PL_S(""));
    r->found = c.count > 0;
}
