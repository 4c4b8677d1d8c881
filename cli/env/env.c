/* plumb env: the environments of a project, and what is known of each. */

#include "cli/env/env.h"
#include "eval/ops/python_text.h"
#include "project/config/later.h"
#include "project/world/stages.h"
#include "support/visible.h"

static const pl_option options[] = {
#include "cli/session/options.def"
    {"output", 0, PL_OPT_VALUE, false, "FORM", "text or json"},
    {"role", 0, PL_OPT_VALUE, false, "NAME", "grants: who they are for"},
    {"public-key", 0, PL_OPT_VALUE, false, "FILE",
     "rotation: the new public key (PEM)"},
};
PL_OPTIONS_OF(env);

static const struct {
    const char *name;
    void (*run)(env_run *r);
    uint32_t names; /* environments that follow */
} subcommands[] = {
    {"list", env_list, 0},         {"show", env_show, 1}, {"vars", env_vars, 0},
    {"check", env_check, 0},       {"diff", env_diff, 2}, {"grants", env_grants, 1},
    {"rotation", env_rotation, 1},
};
enum { SUBCOMMANDS = sizeof subcommands / sizeof *subcommands };

/* ---- shared */

env_use env_use_of(env_run *r, const pl_environment *e) {
    env_use u = {.options = r->s->world_options.base, .sink = {.arena = &r->s->arena}};
    u.ok = pl_environment_use(e, r->s->ws, &r->s->arena, &u.sink, &u.options);
    pl_session_hide(r->s, u.options.env);
    return u;
}

void env_report(env_run *r, pl_diag_sink *sink, const pl_env *env) {
    r->failed = r->failed || sink->errors;
    for (uint32_t i = 0; i < sink->len; i++) {
        sink->at[i].text = pl_env_mask(env, &r->s->arena, sink->at[i].text);
    }
    pl_print_diags(sink, r->s->style);
    pl_diag_rollback(sink, (pl_diag_point){0});
}

pl_world *env_world(env_run *r, const pl_environment *e) {
    pl_session *s = r->s;
    bool usable;
    pl_session_add(s, e->name, e);
    pl_world *w = pl_session_world(s, s->target_len - 1, &s->arena, &usable);
    if (w) {
        pl_session_report(s, w);
    }
    pl_session_report(s, NULL);
    r->failed = r->failed || s->code == PL_EXIT_ERROR;
    if (w && !usable) {
        pl_world_close(w);
        w = NULL;
    }
    return w;
}

pl_str env_member(env_run *r, const env_use *u, const char *name) {
    const pl_target *t = u->options.given_target;
    const pl_value *v = t ? pl_dict_find(t->dict.as.dict, pl_str_of(name)) : NULL;
    if (!v && t &&
        !(pl_adapter_field(t->adapter, pl_str_of(name)) &&
          pl_adapter_field(t->adapter, pl_str_of(name))->secret)) {
        v = pl_dict_find(t->credentials.as.dict, pl_str_of(name));
    }
    if (!v || v->kind == PL_NONE) {
        return PL_S("");
    }
    return pl_env_mask(u->options.env, &r->s->arena, pl_python_str(&r->s->arena, *v));
}

pl_str env_user(env_run *r, const pl_environment *e, env_use *u) {
    pl_str user = PL_S("");
    if (!e->credentials.user) {
        return env_member(r, u, "user");
    }
    pl_environment_text(e, r->s->ws, &u->options, e->credentials.user, &r->s->arena,
                        &u->sink, &user);
    return pl_env_mask(u->options.env, &r->s->arena, user);
}

bool env_is_secret(env_run *r, pl_str name) {
    pl_env_reads reads = {.arena = &r->s->arena};
    if (!r->scanned) {
        pl_env_reads_project(&reads, r->s->ws, &r->s->world_options.base);
        for (uint32_t i = 0; i < r->all->len; i++) {
            pl_env_reads_environment(&reads, &r->all->at[i]);
        }
        r->scanned = true;
    }
    for (uint32_t i = 0; i < reads.len; i++) {
        if (reads.at[i].secret) {
            pl_map_put(&r->secrets, &r->s->arena, reads.at[i].name, r);
        }
    }
    return pl_env_names_secret(name) || pl_map_has(&r->secrets, name);
}

pl_str env_value(env_run *r, const pl_env *env, pl_str name) {
    const pl_env_var *v = pl_env_get(env, name);
    return !v                       ? PL_S("")
           : env_is_secret(r, name) ? PL_S("*****")
                                    : pl_env_mask(env, &r->s->arena, v->value);
}

/* ---- dbt_version */

/* "1.9", "v1.9.3", "1.9 (latest)" */
static bool is_rendered_for(pl_str version) {
    uint32_t v = pl_str_starts(version, PL_S("v"));
    pl_str rest = pl_str_sub(version, v + 3, version.len);
    return pl_str_eq(pl_str_sub(version, v, v + 3), PL_S("1.9")) &&
           (!rest.len || rest.at[0] < '0' || rest.at[0] > '9');
}

/* Whatever an environment runs, it is rendered as one version of dbt renders. */
static void note_version(env_run *r, const pl_environment *e) {
    pl_diag_sink sink = {.arena = &r->s->arena};
    if (!e->dbt_version.len || is_rendered_for(e->dbt_version) || r->s->quiet) {
        return;
    }
    pl_diag *d = pl_diag_addf(&sink, PL_N0528, pl_yaml_span(e->version),
                              "%.*s runs dbt %.*s, and is rendered as dbt 1.9 renders",
                              PL_FMT(e->name), PL_FMT(e->dbt_version));
    d->help = pl_version_is_later(e->dbt_version)
                  ? PL_S("but for vars.yml and .env, which are read as dbt 1.12 does")
                  : PL_S("what differs between the versions is not shown");
    env_report(r, &sink, r->s->env);
}

/* ---- list */

static pl_str place_of(env_run *r, const env_use *u) {
    pl_str database = env_member(r, u, "database"), schema = env_member(r, u, "schema");
    return database.len && schema.len
               ? pl_str_cat3(&r->s->arena, database, PL_S("."), schema)
               : pl_str_cat(&r->s->arena, database, schema);
}

void env_list(env_run *r) {
    static const char *const heads[] = {"name",     "type",     "target",
                                        "lands_in", "threads",  "dbt_version",
                                        "branch",   "defer_to", "protected"};
    pl_text_table t = {.arena = &r->s->arena, .columns = sizeof heads / sizeof *heads};
    for (uint32_t i = 0; i < t.columns; i++) {
        pl_text_table_cell(&t, pl_str_of(heads[i]));
    }
    for (uint32_t i = 0; i < r->all->len; i++) {
        const pl_environment *e = &r->all->at[i];
        env_use u = env_use_of(r, e);
        pl_text_table_cell(&t, e->name);
        pl_text_table_cell(&t, pl_str_of(pl_environment_type_name(e->type)));
        pl_text_table_cell(&t, u.options.target);
        pl_text_table_cell(&t, u.ok ? place_of(r, &u)
                                    : PL_S("(not usable: see `plumb env show`)"));
        pl_text_table_cell(&t, env_member(r, &u, "threads"));
        pl_text_table_cell(&t, e->dbt_version);
        pl_text_table_cell(&t, e->custom_branch && !e->branch.len ? PL_S("(any)")
                                                                  : e->branch);
        pl_text_table_cell(&t, e->defer_to ? e->defer_to->name : PL_S(""));
        pl_text_table_cell(&t, e->is_protected ? PL_S("yes") : PL_S(""));
    }
    (r->json ? pl_text_table_json : pl_text_table_print)(&t, &r->out);
}

/* ---- show */

typedef struct sheet {
    env_run *r;
    const char *section; /* the open one; NULL: none */
    uint32_t fields;     /* in the section, or at the top */
} sheet;

static void begin(sheet *sh, const char *section) {
    pl_buf *to = &sh->r->out;
    if (sh->r->json) {
        pl_buf_fmt(to, "%s%s\"%s\": {", sh->section ? "}" : "",
                   sh->section || sh->fields ? ",\n " : "", section);
    } else {
        pl_buf_fmt(to, "%s:\n", section);
    }
    sh->section = section;
    sh->fields = 0;
}

static void put_field(sheet *sh, pl_str name, pl_str value) {
    pl_buf *to = &sh->r->out;
    if (sh->r->json) {
        pl_buf_str(to, sh->fields++ ? PL_S(", ") : PL_S(""));
        pl_buf_json(to, name);
        PL_BUF_LIT(to, ": ");
        if (value.len) {
            pl_buf_json(to, value);
        } else {
            PL_BUF_LIT(to, "null");
        }
    } else if (value.len) {
        pl_buf_fmt(to, "%s%.*s: %.*s\n", sh->section ? "  " : "", PL_FMT(name),
                   PL_FMT(value));
    }
}

static void show_target(sheet *sh, const env_use *u) {
    const pl_target *t = u->options.given_target;
    uint32_t i = 0;
    begin(sh, "target");
    put_field(sh, PL_S("name"), u->options.target);
    for (const pl_dict_entry *e;
         t && (e = pl_dict_next(t->dict.as.dict, &i)) != NULL;) {
        pl_str key = pl_str_from(e->key);
        bool repeated = PL_STR_IS(key, "name") || PL_STR_IS(key, "target_name");
        if (!repeated && e->value.kind != PL_NONE) {
            pl_str text = pl_python_str(&sh->r->s->arena, e->value);
            put_field(sh, key, pl_env_mask(u->options.env, &sh->r->s->arena, text));
        }
    }
}

static void show_variables(sheet *sh, const pl_environment *e, const env_use *u) {
    begin(sh, "env_vars");
    for (uint32_t i = 0; e->env_vars && i < e->env_vars->count; i++) {
        pl_str name = pl_yaml_text(e->env_vars->as.entries[i].key, PL_S(""));
        bool set = pl_env_get(u->options.env, name) != NULL;
        pl_str value = set ? env_value(sh->r, u->options.env, name)
                           : PL_S("(could not be rendered)");
        put_field(sh, name, value);
    }
}

static void show_credentials(sheet *sh, const pl_environment *e, env_use *u) {
    const pl_environment_credentials *c = &e->credentials;
    pl_arena *a = &sh->r->s->arena;
    begin(sh, "credentials");
    put_field(sh, PL_S("user"), env_user(sh->r, e, u));
    put_field(sh, PL_S("auth"), c->auth);
    put_field(sh, PL_S("rotated_at"), c->rotated_at);
    if (c->rotate_days) {
        put_field(sh, PL_S("rotate_every"),
                  pl_str_fmt(a, "%lldd", (long long)c->rotate_days));
    }
    if (c->rotate_days && c->rotated_at.len) {
        put_field(sh, PL_S("rotation_due"),
                  pl_date_of_days(a, pl_days_of_date(c->rotated_at) + c->rotate_days));
    }
}

void env_show(env_run *r) {
    sheet sh = {.r = r};
    const pl_environment *e = r->a;
    env_use u = env_use_of(r, e);
    pl_buf_str(&r->out, r->json ? PL_S("{") : PL_S(""));
    put_field(&sh, PL_S("name"), e->name);
    put_field(&sh, PL_S("type"), pl_str_of(pl_environment_type_name(e->type)));
    put_field(&sh, PL_S("dbt_version"), e->dbt_version);
    put_field(&sh, PL_S("branch"),
              e->custom_branch && !e->branch.len ? PL_S("(any)") : e->branch);
    put_field(&sh, PL_S("defer_to"), e->defer_to ? e->defer_to->name : PL_S(""));
    put_field(&sh, PL_S("protected"), e->is_protected ? PL_S("yes") : PL_S(""));
    show_target(&sh, &u);
    show_variables(&sh, e, &u);
    show_credentials(&sh, e, &u);
    pl_buf_str(&r->out, r->json ? PL_S("}}\n") : PL_S(""));
    env_report(r, &u.sink, u.options.env);
    note_version(r, e);
}

/* ---- the command */

/* Environments: those of the file, else the profile's targets. */
static bool gather(env_run *r) {
    pl_session *s = r->s;
    if (!s->environments.src && !s->environments.len &&
        !pl_environments_read(s->world_options.tree, &s->arena, &s->sink,
                              &s->environments)) {
        pl_session_report(s, NULL);
        return false;
    }
    if (!s->environments.src && !s->environments.len) {
        pl_str *names;
        uint32_t n = pl_session_outputs(s, &names);
        pl_environments_of_targets(names, n, &s->arena, &s->environments);
    }
    r->all = &s->environments;
    if (!r->all->len) {
        pl_usage_error(
            "no environments: there is no environments.yml, and no profile whose "
            "targets could stand for them");
        return false;
    }
    return true;
}

static int find_subcommand(const pl_session *s) {
    pl_str word = s->options.word_count ? s->options.words[0] : PL_S("");
    uint32_t least = 3;
    int near = -1;
    for (int i = 0; i < SUBCOMMANDS; i++) {
        pl_str name = pl_str_of(subcommands[i].name);
        uint32_t d = pl_str_distance(word, name, least);
        if (pl_str_eq(word, name)) {
            return i;
        }
        near = d < least ? i : near;
        least = d < least ? d : least;
    }
    if (near >= 0) {
        pl_usage_error("no such subcommand: env %.*s (did you mean `plumb env %s`?)",
                       PL_FMT(word), subcommands[near].name);
    } else {
        pl_usage_error(
            "plumb env takes list, show, vars, check, diff, grants or rotation");
    }
    return -1;
}

static bool take_names(env_run *r, int sub) {
    pl_session *s = r->s;
    uint32_t wanted = subcommands[sub].names, given = s->options.word_count - 1;
    const pl_environment **to[] = {&r->a, &r->b};
    if (given != wanted) {
        pl_usage_error("plumb env %s takes %s", subcommands[sub].name,
                       wanted == 0   ? "no further words"
                       : wanted == 1 ? "the name of an environment"
                                     : "the names of two environments");
        return false;
    }
    bool ok = true;
    for (uint32_t i = 0; i < wanted; i++) {
        *to[i] = pl_environments_find(r->all, s->options.words[i + 1], (pl_span){0},
                                      &s->sink);
        ok = *to[i] && ok;
    }
    s->options.word_count = 0; /* they select no nodes */
    pl_session_report(s, NULL);
    return ok;
}

static bool take_form(env_run *r) {
    const pl_str *form = pl_option_value(&r->s->options, "output");
    r->json = form && PL_STR_IS(*form, "json");
    if (form && !r->json && !PL_STR_IS(*form, "text")) {
        pl_usage_error("--output is text or json, not '%.*s'", PL_FMT(*form));
        return false;
    }
    return true;
}

static int run(env_run *r) {
    int sub = find_subcommand(r->s);
    if (sub < 0 || !take_form(r) || !gather(r) || !take_names(r, sub)) {
        return PL_EXIT_ERROR;
    }
    subcommands[sub].run(r);
    pl_str text = pl_buf_view(&r->out);
    bool colored = subcommands[sub].run == env_check; /* its report sees to it itself */
    if (!r->json && !colored) {
        text = pl_visible(&r->s->arena, text, true);
    }
    bool told = pl_answer(text);
    pl_buf_free(&r->out);
    return r->failed || !told ? PL_EXIT_ERROR : r->found ? PL_EXIT_FOUND : PL_EXIT_OK;
}

int pl_cmd_env(const pl_invocation *call) {
    pl_session s;
    int code;
    if (pl_session_open(&s, call, "compile", true, &code)) {
        env_run r = {.s = &s};
        code = run(&r);
    }
    pl_session_close(&s);
    return code;
}
