/* Rules on environment variables: not set, left to their defaults, secret. */
#include "check/rules/facts.h"
#include "project/node/world.h"

/* ---- calls that were made, and where they are written */

/* A call as it stands in a file; else one that was made while a world was rendered. */
static bool is_written(const pl_env_read *read) {
    return read->span.src && read->span.hi > read->span.lo + 1;
}

static bool in_yaml(const pl_env_read *read) {
    pl_str path = read->span.src->path;
    return pl_str_ends(path, PL_S(".yml")) || pl_str_ends(path, PL_S(".yaml"));
}

/* Does the environment render the text that the call stands in? */
static bool concerns(const pl_check_world *w, const pl_env_read *read) {
    bool connection = w->environment->connection;
    return (!read->target.len || (!connection && pl_str_eq(read->target, w->target))) &&
           (!read->environment.len || pl_str_eq(read->environment, w->name));
}

static bool same_place(const pl_env_read *x, const pl_env_read *y) {
    return pl_str_eq(x->span.src->path, y->span.src->path) &&
           pl_source_line(x->span.src, x->span.lo) ==
               pl_source_line(y->span.src, y->span.lo);
}

/* Is `written` the call, or one of those, that `made` stands for? Calls in texts of
 * YAML files know no place. */
static bool is_call(const pl_check_world *w, const pl_env_read *written,
                    const pl_env_read *made) {
    if (!is_written(written) || !pl_str_eq(written->name, made->name) ||
        !concerns(w, written)) {
        return false;
    }
    return made->span.src ? same_place(written, made) : in_yaml(written);
}

typedef void found_call(pl_check *c, const pl_rule *r, const pl_check_world *w,
                        const pl_env_read *read);

/* `found` for each place of the call; for the call itself when no file shows it. */
static void each_place(pl_check *c, const pl_rule *r, const pl_check_world *w,
                       const pl_env_read *made, found_call *found) {
    bool any = false;
    for (uint32_t i = 0; i < c->reads.len; i++) {
        const pl_env_read *written = &c->reads.at[i];
        if (is_call(w, written, made) && !written->fallback.at == !made->fallback.at) {
            found(c, r, w, written);
            any = true;
        }
    }
    if (!any) {
        found(c, r, w, made);
    }
}

/* ---- unset-env-var */

const pl_rule_option options_unset_env_var[] = {PL_NO_MORE_OPTIONS};

static void report_unset(pl_check *c, const pl_rule *r, const pl_check_world *w,
                         const pl_env_read *read) {
    pl_finding *f =
        pl_check_addf(c, r, w, NULL, read->span, "environment variable %.*s is not set",
                      PL_FMT(read->name));
    if (f) {
        f->help = pl_str_fmt(c->arena,
                             "set it in the process, in .env or under env_vars: of the "
                             "environment; or give a default: env_var('%.*s', '...')",
                             PL_FMT(read->name));
    }
}

static bool is_unset(const pl_check_world *w, const pl_env_read *read) {
    return read->name.len && !read->fallback.at && w->env &&
           !pl_env_get(w->env, read->name);
}

/* Files whose rendering stopped at an unset variable: what follows was not reached. */
static bool stopped_in(const pl_check_world *w, const pl_env_read *written) {
    for (uint32_t i = 0; i < w->reads.len; i++) {
        const pl_env_read *made = &w->reads.at[i];
        if (is_unset(w, made) && made->span.src &&
            pl_str_eq(made->span.src->path, written->span.src->path)) {
            return true;
        }
    }
    return false;
}

static void unset_in(pl_check *c, const pl_rule *r, const pl_check_world *w) {
    for (uint32_t i = 0; i < w->reads.len; i++) {
        if (is_unset(w, &w->reads.at[i])) {
            each_place(c, r, w, &w->reads.at[i], report_unset);
        }
    }
    for (uint32_t i = 0; i < c->reads.len; i++) {
        const pl_env_read *read = &c->reads.at[i];
        if (is_written(read) && is_unset(w, read) && concerns(w, read) &&
            (!w->world || stopped_in(w, read))) {
            report_unset(c, r, w, read);
        }
    }
}

void run_unset_env_var(pl_check *c, const pl_rule *r) {
    for (uint32_t i = 0; i < c->len; i++) {
        unset_in(c, r, &c->at[i]);
    }
}

/* ---- env-var-default-in-production */

const pl_rule_option options_env_var_default_in_production[] = {PL_NO_MORE_OPTIONS};

/* Environments that set what production leaves to its default. */
static pl_str where_set(pl_check *c, pl_str name) {
    pl_str list = PL_S("");
    for (uint32_t i = 0; i < c->len; i++) {
        const pl_check_world *w = &c->at[i];
        const pl_env_var *v = w->env ? pl_env_get(w->env, name) : NULL;
        if (v && v->from == PL_ENV_ENVIRONMENT) {
            list =
                pl_str_cat3(c->arena, list, list.len ? PL_S(", ") : PL_S(""), w->name);
        }
    }
    return list;
}

static void report_default(pl_check *c, const pl_rule *r, const pl_check_world *w,
                           const pl_env_read *read) {
    bool shown = is_written(read) && !read->secret && !pl_env_is_secret(read->name);
    pl_finding *f = pl_check_addf(
        c, r, w, NULL, read->span, "%.*s is not set in production, which takes %s%.*s",
        PL_FMT(read->name), shown ? "the default " : "its default",
        PL_FMT(shown ? read->fallback : PL_S("")));
    pl_str others = where_set(c, read->name);
    if (f && others.len) {
        f->help = pl_str_fmt(c->arena, "it is set in %.*s", PL_FMT(others));
    }
}

static void defaults_in(pl_check *c, const pl_rule *r, const pl_check_world *w) {
    for (uint32_t i = 0; i < w->reads.len; i++) {
        const pl_env_read *made = &w->reads.at[i];
        if (made->name.len && made->fallback.at && !pl_env_get(w->env, made->name)) {
            each_place(c, r, w, made, report_default);
        }
    }
}

void run_env_var_default_in_production(pl_check *c, const pl_rule *r) {
    for (uint32_t i = 0; i < c->len; i++) {
        const pl_check_world *w = &c->at[i];
        if (w->production && w->env && w->environment->env_vars) {
            defaults_in(c, r, w);
        }
    }
}

/* ---- secret-env-var */

const pl_rule_option options_secret_env_var[] = {PL_NO_MORE_OPTIONS};

static bool is_connection_file(const pl_env_read *read) {
    pl_str path = read->span.src->path;
    return read->target.len || read->environment.len ||
           pl_str_ends(path, PL_S("profiles.yml")) ||
           pl_str_ends(path, PL_S("packages.yml")) ||
           pl_str_ends(path, PL_S("dependencies.yml")) ||
           pl_str_ends(path, PL_S("environments.yml"));
}

static bool is_credential_name(pl_str name) {
    static const char *const ends[] = {
        "PASSWORD", "PASSWD",     "PASSPHRASE",  "_SECRET",    "_TOKEN",
        "API_KEY",  "ACCESS_KEY", "PRIVATE_KEY", "SECRET_KEY", "CREDENTIALS"};
    bool is = false;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        pl_str end = pl_str_of(ends[i]);
        is = is ||
             (name.len >= end.len &&
              pl_str_eq_nocase(pl_str_sub(name, name.len - end.len, name.len), end));
    }
    return is;
}

static void secret_read(pl_check *c, const pl_rule *r, const pl_env_read *read) {
    if (pl_env_is_secret(read->name)) {
        pl_finding *f = pl_check_addf(c, r, NULL, NULL, read->span,
                                      "%.*s is read outside profiles.yml and "
                                      "packages.yml: dbt refuses that",
                                      PL_FMT(read->name));
        if (f) {
            f->help = PL_S("call the variable something else when it is no secret");
        }
    } else if (is_credential_name(read->name) && !in_yaml(read)) {
        pl_finding *f =
            pl_check_addf(c, r, NULL, NULL, read->span,
                          "%.*s is called like a credential, and would stand "
                          "unmasked in compiled SQL and logs",
                          PL_FMT(read->name));
        if (f) {
            pl_check_lower(c, f, r, NULL, NULL, PL_WARNING);
        }
    }
}

/* Values that are too short may stand in any SQL. */
enum { TELLING_BYTES = 8 };

static void secret_in_sql(pl_check *c, const pl_rule *r, const pl_check_world *at,
                          const pl_dbt_node *n) {
    for (uint32_t i = 0; i < at->env->secret_count; i++) {
        pl_str secret = at->env->secrets[i];
        if (secret.len >= TELLING_BYTES &&
            pl_str_find(n->compiled_body, secret, 0) != UINT32_MAX) {
            pl_check_add(c, r, at, n, (pl_span){0},
                         PL_S("the compiled SQL holds the value of a secret variable"));
            return;
        }
    }
}

void run_secret_env_var(pl_check *c, const pl_rule *r) {
    for (uint32_t i = 0; i < c->reads.len; i++) {
        const pl_env_read *read = &c->reads.at[i];
        if (is_written(read) && !is_connection_file(read)) {
            secret_read(c, r, read);
        }
    }
    for (uint32_t i = 0; i < c->len; i++) {
        const pl_world *w = c->at[i].world;
        for (uint32_t k = 0; w && c->at[i].env && k < w->order_len; k++) {
            if (w->order[k]->compiled && pl_of_root(w->order[k])) {
                secret_in_sql(c, r, &c->at[i], w->order[k]);
            }
        }
    }
}
