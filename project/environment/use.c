/* Using an environment: its texts rendered, each when it is first asked for, and a
 * target made of what they say. */
#include <pwd.h>
#include <unistd.h>

#include "lexer/lexer.h"
#include "project/config/later.h"
#include "project/environment/environments_priv.h"
#include "project/node/world_priv.h"
#include "project/render/render.h"

typedef enum progress { NOT_YET, UNDER_WAY, DONE, FAILED } progress;

enum { VALUE_LIMIT = 128 * 1024 }; /* as Linux has it */

typedef struct maker {
    const pl_environment *e;
    pl_world *w; /* lends its options and workspace to renders; never opened */
    pl_arena *a;
    pl_diag_sink *sink;
    pl_env *env;    /* the run's, and over it what has been rendered */
    pl_map index;   /* of env_vars: name -> entry */
    progress *vars; /* by entry of env_vars */
    uint32_t depth; /* of variables being rendered */
    progress target_progress;
    /* of `schema` and `threads`, which may read the target */
    progress override_progress;
    pl_target target;
} maker;

/* A render of a text of the file: `d` first, so that a pl_dbt is one. */
typedef struct view {
    pl_dbt d;
    maker *m;
} view;

static bool finish_target(maker *m);
static bool make_variable(maker *m, uint32_t i);

/* ---- what the texts can see: env_var, target, user.name */

static pl_found lazy_env(pl_dbt *d, pl_str name, pl_str *out) {
    maker *m = ((view *)d)->m;
    const pl_yaml_entry *entry = name.len ? pl_map_get(&m->index, name) : NULL;
    if (entry && !make_variable(m, (uint32_t)(entry - m->e->env_vars->as.entries))) {
        return PL_FAILED;
    }
    const pl_env_var *v = pl_env_get(m->env, name);
    if (!v) {
        return PL_MISSING;
    }
    *out = v->value;
    return v->not_utf8 ? PL_FAILED : PL_FOUND;
}

enum { PASSWD_ROOM = 16384 };

/* Of the password database: containers and cron set no variable. */
static pl_str login_name(pl_arena *a) {
    struct passwd entry, *found = NULL;
    char *room = PL_NEW_ARRAY(a, char, PASSWD_ROOM);
    bool ok = !getpwuid_r(geteuid(), &entry, room, PASSWD_ROOM, &found) && found;
    return ok && entry.pw_name ? pl_str_of(entry.pw_name) : PL_S("");
}

/* The login name; empty: nothing tells it. */
static pl_str user_name(maker *m) {
    static const char *const names[] = {"USER", "LOGNAME", "USERNAME"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const pl_env_var *v = pl_env_get(m->w->options.env, pl_str_of(names[i]));
        if (v && v->value.len) {
            return v->value;
        }
    }
    return login_name(m->a);
}

static bool user_of(pl_eval *ev, maker *m, pl_value *out) {
    pl_str name = user_name(m);
    if (!name.len) {
        return pl_raise(ev, PL_EXC_COMPILATION,
                        "user.name is not known: USER, LOGNAME and USERNAME are not "
                        "set, and the password database does not know user %lu",
                        (unsigned long)geteuid());
    }
    *out = pl_dict_new(m->a, 1);
    pl_dict_put_str(m->a, out->as.dict, PL_S("name"),
                    pl_with(pl_string(name), PL_FROM_ENV));
    return true;
}

static pl_found resolve(pl_eval *ev, pl_str name, uint32_t hash, pl_value *out) {
    maker *m = ((view *)ev->host_data)->m;
    if (PL_STR_IS(name, "user")) {
        return user_of(ev, m, out) ? PL_FOUND : PL_FAILED;
    }
    if (PL_STR_IS(name, "target")) {
        if (m->target_progress == UNDER_WAY || !finish_target(m)) {
            pl_raise(ev, PL_EXC_COMPILATION,
                     "the target of environment '%.*s' is not known here",
                     PL_FMT(m->e->name));
            return PL_FAILED;
        }
        *out = m->target.dict;
        return PL_FOUND;
    }
    return pl_dbt_host.resolve(ev, name, hash, out);
}

/* ---- rendering */

static bool could_not_render(maker *m, pl_str text, pl_span where, pl_str reason,
                             pl_diag_code code) {
    pl_str words = pl_str_fmt(m->sink->arena, "Could not render %.*s: %.*s",
                              PL_FMT(text), PL_FMT(reason));
    pl_diag_add(m->sink, code, where, pl_env_mask(m->env, m->sink->arena, words));
    return false;
}

static bool run(pl_interp *interp, const pl_template *t, pl_mode mode, pl_value *out) {
    if (mode == PL_MODE_NATIVE) {
        return pl_render_native(interp, t->unit, out);
    }
    pl_out text = {0};
    interp->out = &text;
    bool ok = pl_render(interp, t->unit);
    if (ok) {
        *out = pl_out_take(&text, 0, interp->ev.arena);
    }
    pl_out_free(&text);
    return ok;
}

static bool render(maker *m, pl_str text, pl_span where, pl_mode mode, pl_value *out) {
    const pl_template *t = pl_workspace_text(m->w->ws, text, mode);
    if (!t->unit) {
        return could_not_render(m, text, where, t->error.text, PL_E0201);
    }
    pl_error unknown;
    if (!pl_unit_check(t->unit, m->a, &unknown)) {
        return could_not_render(m, text, where, unknown.text, PL_E0202);
    }
    pl_dbt_ops ops = pl_world_ops;
    pl_host host = pl_dbt_host;
    view v = {.m = m};
    pl_arena scratch = {0};
    pl_interp interp;
    pl_value made;
    ops.env = lazy_env;
    host.resolve = resolve;
    pl_dbt_init(&v.d, m->w, PL_PHASE_PROFILE, PL_S(""), NULL);
    v.d.ops = &ops;
    pl_interp_init(&interp, &scratch, &host, &v, mode);
    interp.ev.undefined_fails = true;
    bool ok = run(&interp, t, mode, &made);
    if (ok) {
        pl_value filled;
        made =
            pl_secrets_fill(&v.d, &scratch, made, &filled) == PL_FOUND ? filled : made;
        *out = pl_value_copy(m->a, made);
    } else {
        could_not_render(m, text, where, interp.ev.error.text,
                         interp.ev.error.code ? interp.ev.error.code : PL_E0507);
    }
    pl_interp_done(&interp);
    pl_arena_free(&scratch);
    return ok;
}

static bool render_native(void *ctx, pl_str text, pl_span where, pl_value *out) {
    return render(ctx, text, where, PL_MODE_NATIVE, out);
}

/* A scalar's text: as written, or rendered, with what had a part in it. */
static bool value_of(maker *m, const pl_yaml *y, pl_value *out) {
    if (!pl_yaml_is_str(y)) {
        *out = pl_string(pl_str_sub(y->src->text, y->lo, y->hi));
        return true;
    }
    pl_str text = pl_str_from(y->scalar);
    if (pl_text_is_plain(text)) {
        *out = pl_string(text);
        return true;
    }
    return render(m, text, pl_yaml_span(y), PL_MODE_DBT, out);
}

static bool text_of(maker *m, const pl_yaml *y, pl_str *out) {
    pl_value v;
    bool ok = value_of(m, y, &v);
    if (ok) {
        *out = pl_str_from(v);
    }
    return ok;
}

/* ---- variables */

static bool make_variable(maker *m, uint32_t i) {
    const pl_yaml_entry *entry = &m->e->env_vars->as.entries[i];
    pl_str name = pl_yaml_text(entry->key, PL_S(""));
    pl_str value;
    if (m->vars[i] == DONE || m->vars[i] == FAILED) {
        return m->vars[i] == DONE;
    }
    if (m->vars[i] == UNDER_WAY || m->depth == PL_VARIABLE_DEPTH) {
        pl_diag_addf(m->sink, PL_E0507, pl_yaml_span(entry->value),
                     "variable %.*s refers to itself, or is nested too deep",
                     PL_FMT(name));
        return false;
    }
    m->vars[i] = UNDER_WAY;
    m->depth++;
    bool ok = text_of(m, entry->value, &value);
    m->depth--;
    if (ok && value.len > VALUE_LIMIT) {
        pl_diag_addf(m->sink, PL_E0507, pl_yaml_span(entry->value),
                     "the value of %.*s is longer than a variable can be",
                     PL_FMT(name));
        ok = false;
    }
    if (!ok) {
        m->vars[i] = FAILED;
        return false;
    }
    m->vars[i] = DONE;
    pl_env_set(m->env, m->a, name, value, PL_ENV_ENVIRONMENT,
               pl_yaml_span(entry->value));
    return true;
}

static bool make_variables(maker *m) {
    bool ok = true;
    for (uint32_t i = 0; m->e->env_vars && i < m->e->env_vars->count; i++) {
        ok = make_variable(m, i) && ok;
    }
    return ok;
}

/* ---- the target */

static bool from_connection(maker *m, const pl_profile_choice *choice,
                            const pl_yaml_rules *rules) {
    pl_value fields;
    if (!pl_yaml_render(m->e->connection, rules, m->a, &fields)) {
        return false;
    }
    return pl_target_make(choice->target, PL_S("environments"), fields.as.dict, true,
                          choice, pl_yaml_span(m->e->connection), m->a, m->sink,
                          &m->target);
}

static bool no_such_target(maker *m, const pl_str *names, uint32_t len, pl_str target) {
    const pl_environment *e = m->e;
    bool named = e->target != NULL;
    pl_diag *d = pl_diag_addf(
        m->sink, PL_E0507, named ? pl_yaml_span(e->target) : e->span,
        named
            ? "the profile has no target '%.*s'"
            : "environment '%.*s' names no `target`, and the profile has none of that name",
        PL_FMT(target));
    pl_buf list = {0};
    for (uint32_t i = 0; i < len; i++) {
        pl_buf_fmt(&list, "%s%.*s", i ? ", " : "", PL_FMT(names[i]));
    }
    d->help = pl_str_fmt(m->sink->arena, "the profile's targets are: %.*s",
                         PL_FMT(pl_buf_view(&list)));
    pl_buf_free(&list);
    return false;
}

static bool from_profile(maker *m, pl_profile_choice *choice,
                         const pl_yaml_rules *rules) {
    const pl_world_options *o = &m->w->options;
    pl_profiles profiles;
    const pl_yaml *project;
    pl_str profile;
    pl_str *names;
    if (!pl_profiles_read(o->profiles_tree, o->profiles_dir, m->a, m->sink,
                          &profiles) ||
        !pl_project_raw(m->w->ws->tree, m->w->ws->project_dir, m->a, m->sink,
                        &project)) {
        return false;
    }
    choice->project_profile = pl_yaml_get(project, "profile");
    if (!pl_profile_name(&profiles, choice, rules, m->a, &profile)) {
        return false;
    }
    uint32_t len = pl_profile_outputs(&profiles, profile, m->a, &names);
    bool there = !len; /* without outputs the profile's own message says more */
    for (uint32_t i = 0; i < len; i++) {
        there = there || pl_str_eq(names[i], choice->target);
    }
    if (!there) {
        return no_such_target(m, names, len, choice->target);
    }
    return pl_target_load(&profiles, choice, rules, m->a, &m->target);
}

static bool make_target(maker *m) {
    const pl_world_options *o = &m->w->options;
    pl_yaml_rules rules = {.render = render_native, .ctx = m, .sink = m->sink};
    pl_profile_choice choice = {.profile = o->profile,
                                .target = m->e->name,
                                .threads = o->threads,
                                .adapter_like = o->adapter_like};
    if (m->target_progress == DONE) {
        return true;
    }
    m->target_progress = UNDER_WAY;
    bool ok = (!m->e->target || text_of(m, m->e->target, &choice.target)) &&
              (m->e->connection ? from_connection(m, &choice, &rules)
                                : from_profile(m, &choice, &rules));
    m->target_progress = ok ? DONE : NOT_YET;
    return ok;
}

/* Replace a member of `target` and of the credentials, under each of its names. */
static void replace(maker *m, const char *canonical, pl_value v) {
    const pl_alias *al = PL_ADAPTER_HAS(m->target.adapter, aliases);
    pl_dict *shown = m->target.dict.as.dict;
    pl_dict_put_str(m->a, shown, pl_str_of(canonical), pl_with(v, PL_FROM_TARGET));
    for (; al && al->alias; al++) {
        if (!strcmp(al->canonical, canonical) &&
            pl_dict_find(shown, pl_str_of(al->alias))) {
            pl_dict_put_str(m->a, shown, pl_str_of(al->alias),
                            pl_with(v, PL_FROM_TARGET));
        }
    }
}

static bool override_schema(maker *m) {
    pl_value v;
    if (!m->e->schema) {
        return true;
    }
    if (!value_of(m, m->e->schema, &v)) {
        return false;
    }
    m->target.schema = pl_with(pl_string(pl_str_from(v)), v.flags & PL_PROVENANCE);
    pl_dict_put_str(m->a, m->target.credentials.as.dict, PL_S("schema"),
                    m->target.schema);
    replace(m, "schema", m->target.schema);
    return true;
}

/* --threads goes over it. */
static bool override_threads(maker *m) {
    pl_value v;
    pl_str text;
    if (!m->e->threads || m->w->options.threads) {
        return true;
    }
    if (!text_of(m, m->e->threads, &text)) {
        return false;
    }
    if (!pl_parse_int(m->a, pl_str_trim(text), 10, &v) || v.kind != PL_INT ||
        v.as.i < 1) {
        pl_diag_add(m->sink, PL_E0507, pl_yaml_span(m->e->threads),
                    PL_S("`threads` is a number above 0"));
        return false;
    }
    m->target.threads = v.as.i;
    replace(m, "threads", v);
    return true;
}

/* While they are being rendered the target is the profile's. */
static bool finish_target(maker *m) {
    if (!make_target(m)) {
        return false;
    }
    if (m->override_progress != NOT_YET) {
        return true;
    }
    m->override_progress = UNDER_WAY;
    bool ok = override_schema(m) && override_threads(m);
    m->override_progress = ok ? DONE : NOT_YET;
    return ok;
}

/* ---- the whole */

static void start(maker *m, const pl_environment *e, pl_workspace *ws,
                  const pl_world_options *options, pl_arena *a, pl_diag_sink *sink) {
    *m = (maker){.e = e, .a = a, .sink = sink};
    m->w = PL_NEW(a, pl_world);
    m->w->ws = ws;
    m->w->arena = a;
    m->w->options = *options;
    m->w->sink.arena = a;
    m->w->private = PL_NEW(a, struct pl_world_private);
    m->env = pl_env_copy(a, options->env);
    if (options->dotenv && pl_version_is_later(e->dbt_version)) {
        pl_env_load(m->env, a, options->dotenv, sink);
    }
    pl_environment_index(e, &m->index, a);
    m->vars = PL_NEW_ARRAY0(a, progress, e->env_vars ? e->env_vars->count : 0);
}

bool pl_environment_use(const pl_environment *e, pl_workspace *ws, pl_arena *a,
                        pl_diag_sink *sink, pl_world_options *options) {
    maker m;
    start(&m, e, ws, options, a, sink);
    bool ok = make_variables(&m);
    options->environment = e->name;
    options->target = pl_environment_target_name(e);
    options->env = m.env;
    options->later_dbt = pl_version_is_later(e->dbt_version);
    options->dotenv = options->later_dbt ? NULL : options->dotenv;
    ok = finish_target(&m) && ok;
    if (!ok) {
        return false;
    }
    pl_target *target = PL_NEW(a, pl_target);
    *target = m.target;
    options->target = target->name;
    options->given_target = target;
    return true;
}

bool pl_environment_text(const pl_environment *e, pl_workspace *ws,
                         const pl_world_options *options, const pl_yaml *text,
                         pl_arena *a, pl_diag_sink *sink, pl_str *out) {
    maker m;
    start(&m, e, ws, options, a, sink);
    return text_of(&m, text, out);
}
