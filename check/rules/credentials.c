/* Rules on credentials. They need no world: `plumb env check` renders no project. */
#include "check/rules/facts.h"
#include "project/node/world.h"
#include "support/date.h"

static const pl_target *target_of(const pl_check_world *w) {
    return w->world ? &w->world->target : w->options ? w->options->given_target : NULL;
}

/* The members that its credentials stand in, as written. */
static const pl_yaml *members_of(const pl_check_world *w) {
    const pl_target *t = target_of(w);
    return w->environment->connection ? w->environment->connection
           : t                        ? t->output
                                      : NULL;
}

/* ---- who signs in */

static pl_str credential(const pl_check_world *w, const char *name) {
    const pl_target *t = target_of(w);
    const pl_value *v =
        t ? pl_dict_find(t->credentials.as.dict, pl_str_of(name)) : NULL;
    return v ? pl_name_text(*v) : PL_S("");
}

/* The user of `credentials`, else of the connection; empty: none known. */
static pl_str user_of(pl_check *c, const pl_check_world *w) {
    const pl_environment *e = w->environment;
    const pl_world_options *o = w->world ? &w->world->options : w->options;
    pl_str user = credential(w, "user");
    if (e->credentials.user && o) {
        user = PL_S("");
        pl_environment_text(e, c->ws, o, e->credentials.user, c->arena, c->sink, &user);
    }
    return w->env ? pl_env_mask(w->env, c->arena, user) : user;
}

static pl_span user_place(const pl_check_world *w) {
    const pl_environment *e = w->environment;
    const pl_yaml *user = pl_yaml_get(members_of(w), "user");
    return e->credentials.user   ? pl_yaml_span(e->credentials.user)
           : user                ? pl_yaml_span(user)
           : e->credentials.yaml ? pl_yaml_span(e->credentials.yaml)
                                 : e->span;
}

static void add(pl_check *c, const pl_rule *r, const pl_check_world *w, pl_span span,
                pl_str text, const char *help) {
    pl_finding *f = pl_check_add(c, r, w, NULL, span, text);
    if (f) {
        f->help = pl_str_of(help);
    }
}

/* ---- literal-secret */

const pl_rule_option options_literal_secret[] = {PL_NO_MORE_OPTIONS};

static void literal_members(pl_check *c, const pl_rule *r, const pl_check_world *w) {
    const pl_target *t = target_of(w);
    const pl_yaml *members = members_of(w);
    for (uint32_t i = 0; t && members && i < members->count; i++) {
        const pl_yaml_entry *entry = &members->as.entries[i];
        pl_str name = pl_yaml_text(entry->key, PL_S(""));
        const pl_cred_field *f =
            pl_adapter_field(t->adapter, pl_adapter_canonical(t->adapter, name));
        if (f && f->secret && pl_yaml_is_literal(entry->value)) {
            add(c, r, w, pl_yaml_span(entry->key),
                pl_str_fmt(c->arena, "`%.*s` is written out", PL_FMT(name)),
                "read it: \"{{ env_var('DBT_ENV_SECRET_...') }}\"");
        }
    }
}

/* By its name, or because a secret member of a connection reads it. */
static bool is_secret(const pl_check *c, pl_str name) {
    bool secret = pl_env_names_secret(name);
    for (uint32_t i = 0; i < c->reads.len; i++) {
        secret =
            secret || (c->reads.at[i].secret && pl_str_eq(c->reads.at[i].name, name));
    }
    return secret;
}

static void literal_variables(pl_check *c, const pl_rule *r, const pl_check_world *w) {
    const pl_yaml *given = w->environment->env_vars;
    for (uint32_t i = 0; given && i < given->count; i++) {
        pl_str name = pl_yaml_text(given->as.entries[i].key, PL_S(""));
        if (pl_yaml_is_literal(given->as.entries[i].value) && is_secret(c, name)) {
            add(c, r, w, pl_yaml_span(given->as.entries[i].key),
                pl_str_fmt(c->arena, "the value of %.*s is written out", PL_FMT(name)),
                "leave it to the process environment, out of version control");
        }
    }
}

void run_literal_secret(pl_check *c, const pl_rule *r) {
    for (uint32_t i = 0; i < c->len; i++) {
        literal_members(c, r, &c->at[i]);
        literal_variables(c, r, &c->at[i]);
    }
}

/* ---- shared-credentials */

const pl_rule_option options_shared_credentials[] = {PL_NO_MORE_OPTIONS};

static bool only_developers(const pl_check_world *x, const pl_check_world *y) {
    return x->environment->type == PL_ENVIRONMENT_DEVELOPMENT &&
           y->environment->type == PL_ENVIRONMENT_DEVELOPMENT;
}

void run_shared_credentials(pl_check *c, const pl_rule *r) {
    pl_str *users = PL_NEW_ARRAY(c->arena, pl_str, c->len);
    for (uint32_t i = 0; i < c->len; i++) {
        const pl_check_world *w = &c->at[i];
        users[i] = user_of(c, w);
        for (uint32_t k = 0; k < i && users[i].len; k++) {
            if (!only_developers(w, &c->at[k]) &&
                pl_str_eq_nocase(users[i], users[k])) {
                add(c, r, w, user_place(w),
                    pl_str_fmt(c->arena, "user %.*s is also that of %.*s",
                               PL_FMT(users[i]), PL_FMT(c->at[k].name)),
                    "give every environment a user of its own, with no more rights than `plumb env grants` prints");
                break;
            }
        }
    }
}

/* ---- personal-credentials-in-production */

const pl_rule_option options_personal_credentials_in_production[] = {
    PL_NO_MORE_OPTIONS};

/* An address of a person, or a sign-in that needs one; NULL: neither. */
static const char *personal_sign(const pl_check_world *w, pl_str user) {
    const pl_yaml *members = members_of(w);
    pl_str auth = w->environment->credentials.auth;
    pl_str authenticator =
        pl_yaml_text(pl_yaml_get(members, "authenticator"), PL_S(""));
    pl_str method = pl_yaml_text(pl_yaml_get(members, "method"), PL_S(""));
    if (pl_str_find_char(user, '@') != UINT32_MAX &&
        !pl_str_ends(user, PL_S(".gserviceaccount.com"))) {
        return "is a person's address";
    }
    if (PL_STR_IS(authenticator, "externalbrowser") || PL_STR_IS(method, "oauth")) {
        return "signs in with a browser";
    }
    return PL_STR_IS(auth, "oauth") ? "signs in as a person (oauth)" : NULL;
}

void run_personal_credentials_in_production(pl_check *c, const pl_rule *r) {
    for (uint32_t i = 0; i < c->len; i++) {
        const pl_check_world *w = &c->at[i];
        pl_str user = w->production ? user_of(c, w) : PL_S("");
        const char *sign = w->production ? personal_sign(w, user) : NULL;
        if (sign) {
            pl_str who = user.len ? user : PL_S("its user");
            add(c, r, w, user_place(w),
                pl_str_fmt(c->arena, "%.*s %s", PL_FMT(who), sign),
                "use a service account with a key pair");
        }
    }
}

/* ---- rotation-overdue */

const pl_rule_option options_rotation_overdue[] = {PL_NO_MORE_OPTIONS};

void run_rotation_overdue(pl_check *c, const pl_rule *r) {
    for (uint32_t i = 0; i < c->len; i++) {
        const pl_environment_credentials *k = &c->at[i].environment->credentials;
        int64_t today = c->now_us / 1000000 / 86400;
        int64_t late = k->rotated_at.len && k->rotate_days
                           ? today - pl_days_of_date(k->rotated_at) - k->rotate_days
                           : 0;
        if (late > 0) {
            add(c, r, &c->at[i], pl_yaml_span(pl_yaml_get(k->yaml, "rotated_at")),
                pl_str_fmt(
                    c->arena, "rotated on %.*s, due every %lld days: %lld days late",
                    PL_FMT(k->rotated_at), (long long)k->rotate_days, (long long)late),
                "`plumb env rotation` prints the steps");
        }
    }
}

/* ---- password-where-key-pair */

const pl_rule_option options_password_where_key_pair[] = {PL_NO_MORE_OPTIONS};

void run_password_where_key_pair(pl_check *c, const pl_rule *r) {
    for (uint32_t i = 0; i < c->len; i++) {
        const pl_check_world *w = &c->at[i];
        const pl_environment *e = w->environment;
        const pl_target *t = target_of(w);
        const pl_yaml *members = members_of(w);
        bool said = PL_STR_IS(e->credentials.auth, "password");
        bool key = pl_yaml_get(members, "private_key") ||
                   pl_yaml_get(members, "private_key_path");
        bool written = pl_yaml_get(members, "password") && !key;
        bool deployed = e->type == PL_ENVIRONMENT_DEPLOYMENT || w->production;
        const pl_rotation *ways = t ? PL_ADAPTER_HAS(t->adapter, rotation) : NULL;
        if (ways && ways->second_key && deployed && (said || written)) {
            add(c, r, w,
                said ? pl_yaml_span(pl_yaml_get(e->credentials.yaml, "auth"))
                     : pl_yaml_span(pl_yaml_key(members, PL_S("password"))),
                PL_S("signs in with a password where a key pair can be used"),
                "set private_key_path in its target, and `auth: key_pair`");
        }
    }
}
