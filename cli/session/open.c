/* The options shared by all commands on a project: what they, the environment and the
 * project say. */
#include "cli/session/session_priv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "project/config/later.h"
#include "project/input/git.h"
#include "project/node/world.h"
#include "support/inside.h"
#include "support/tree.h"
#include "support/utf8.h"
#include "support/vec.h"

/* ---- values: option, then DBT_ENGINE_X, then DBT_X */

static const pl_str *env_value(const pl_session *s, const char *name) {
    char key[64];
    static const char *const prefixes[] = {"DBT_ENGINE_", "DBT_"};
    for (size_t i = 0; i < 2; i++) {
        snprintf(key, sizeof key, "%s%s", prefixes[i], name);
        for (char *c = key; *c; c++) {
            *c = *c == '-' ? '_' : *c >= 'a' && *c <= 'z' ? (char)(*c - 32) : *c;
        }
        const pl_env_var *v = pl_env_get(s->env, pl_str_of(key));
        if (v && v->value.len) {
            return &v->value;
        }
    }
    return NULL;
}

pl_str pl_setting(const pl_session *s, const char *name) {
    const pl_str *v = pl_option_value(&s->options, name);
    v = v ? v : env_value(s, name);
    return v ? *v : (pl_str){NULL, 0};
}

static bool is_true(pl_str s) {
    return PL_STR_IS(s, "1") || pl_str_eq_nocase(s, PL_S("true")) ||
           pl_str_eq_nocase(s, PL_S("t")) || pl_str_eq_nocase(s, PL_S("yes")) ||
           pl_str_eq_nocase(s, PL_S("y")) || pl_str_eq_nocase(s, PL_S("on"));
}

bool pl_flag_setting(const pl_session *s, const char *name) {
    const pl_str *env = env_value(s, name);
    return pl_option_flag(&s->options, name, env && is_true(*env));
}

/* Variables of the form DBT_X set options; what templates read is asked when it is. */
static bool settings_are_utf8(const pl_session *s) {
    for (uint32_t i = 0; i < s->env->vars.len; i++) {
        const pl_env_var *v = s->env->vars.at[i].value;
        if (v->not_utf8 && pl_str_starts(v->name, PL_S("DBT_")) &&
            !pl_str_starts(v->name, PL_S("DBT_ENV_"))) {
            pl_usage_error("the environment variable '%.*s' is not valid UTF-8",
                           PL_FMT(v->name));
            return false;
        }
    }
    return true;
}

/* ---- places */

static pl_str current_dir(pl_arena *a) {
    char *cwd = getcwd(NULL, 0);
    pl_str s = pl_str_copy(a, pl_str_of(cwd ? cwd : "."));
    free(cwd);
    return s;
}

static bool holds(pl_arena *a, pl_str dir, const char *file) {
    return access(pl_str_z(a, pl_path_join(a, dir, pl_str_of(file))), F_OK) == 0;
}

/* --project-dir, else the nearest folder upwards that holds
 * dbt_project.yml, else here. */
static pl_str find_project_dir(pl_session *s) {
    pl_arena *a = &s->arena;
    pl_str given = pl_setting(s, "project-dir");
    if (given.at) {
        return given.len ? pl_path_normal(a, given) : PL_S(".");
    }
    pl_str cwd = current_dir(a);
    for (pl_str dir = cwd; dir.len; dir = pl_path_dir(dir)) {
        if (holds(a, dir, "dbt_project.yml")) {
            return dir;
        }
    }
    return cwd;
}

static pl_str find_profiles_dir(pl_session *s) {
    pl_arena *a = &s->arena;
    pl_str given = pl_setting(s, "profiles-dir");
    if (given.at) {
        return given;
    }
    pl_str cwd = current_dir(a);
    if (holds(a, cwd, "profiles.yml")) {
        return cwd;
    }
    const pl_env_var *home = pl_env_get(s->env, PL_S("HOME"));
    return pl_path_join(a, home ? home->value : PL_S(""), PL_S(".dbt"));
}

/* ---- what may be read */

/* A link that git tracks came with the project; any other is the user's own. */
static bool is_own_link(void *ctx, pl_str link) {
    const pl_session *s = ctx;
    return !pl_git_tracks(s->project_dir, link);
}

static pl_tree *project_tree(pl_session *s, pl_str dir) {
    pl_tree *tree = pl_tree_inside(&s->arena, dir);
    for (uint32_t i = 0; i < s->options.len; i++) {
        const pl_parsed_option *o = &s->options.at[i];
        if (!strcmp(o->option->name, "allow-path")) {
            pl_inside_allow(tree->inside, o->value);
        }
    }
    pl_inside_ask(tree->inside, is_own_link, s);
    return tree;
}

/* Paths of profiles are those of the process. A profiles.yml that lies beside the project
 * may have come with it. */
static pl_tree *profiles_tree(pl_session *s, pl_str dir) {
    pl_arena *a = &s->arena;
    pl_str real = pl_real_path(dir.len ? dir : PL_S("."), a);
    pl_str project = pl_real_path(s->project_dir.len ? s->project_dir : PL_S("."), a);
    pl_str top = pl_git_top(project, a);
    if (!pl_path_below(real, top.len ? top : project)) {
        return pl_tree_dir(a, PL_S(""));
    }
    pl_tree *tree = project_tree(s, PL_S(""));
    pl_inside_allow(tree->inside, dir.len ? dir : PL_S("."));
    pl_inside_linked(tree->inside, pl_path_join(a, dir, PL_S("profiles.yml")));
    return tree;
}

/* ---- --vars */

static bool bad_vars(pl_session *s, pl_str text, pl_str why) {
    pl_str shown = pl_env_mask(s->env, &s->arena, text);
    pl_usage_error("--vars '%.*s' %.*s", PL_FMT(shown), PL_FMT(why));
    if (s->style.whole) {
        pl_dbt_says("String '%.*s' is not valid YAML", PL_FMT(shown));
    }
    return false;
}

static bool read_vars(pl_session *s, pl_value *out) {
    pl_str text = pl_setting(s, "vars");
    *out = pl_dict_new(&s->arena, 4);
    if (!text.at) {
        return true;
    }
    pl_str why = PL_S("");
    pl_value v;
    if (!pl_yaml_load_value(text, &s->arena, pl_yaml_date_object, &v, &why)) {
        return bad_vars(s, text,
                        pl_str_cat(&s->arena, PL_S("is not valid YAML: "), why));
    }
    if (v.kind != PL_DICT) {
        return bad_vars(
            s, text, PL_S("is no mapping of names to values, such as '{name: value}'"));
    }
    *out = v;
    return true;
}

/* ---- the clock: SOURCE_DATE_EPOCH makes runs repeat themselves */

static bool clock_us(pl_session *s, int64_t *out) {
    const int64_t last = INT64_C(253402300799); /* the end of the year 9999 */
    const pl_env_var *epoch = pl_env_get(s->env, PL_S("SOURCE_DATE_EPOCH"));
    if (epoch) {
        pl_value v;
        if (!pl_parse_int(&s->arena, epoch->value, 10, &v) || v.kind != PL_INT ||
            v.as.i < 0 || v.as.i > last) {
            pl_usage_error("SOURCE_DATE_EPOCH is a number of seconds, not '%.*s'",
                           PL_FMT(epoch->value));
            return false;
        }
        *out = v.as.i * 1000000;
        return true;
    }
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    *out = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
    return true;
}

/* A random (version 4) UUID, or one made of the fixed clock. */
static pl_str new_invocation_id(pl_session *s, int64_t now_us) {
    unsigned char b[16] = {0};
    if (!pl_env_get(s->env, PL_S("SOURCE_DATE_EPOCH"))) {
        FILE *f = fopen("/dev/urandom", "rb");
        size_t got = f ? fread(b, 1, sizeof b, f) : 0;
        if (f) {
            fclose(f);
        }
        if (got != sizeof b) {
            memcpy(b, &now_us, sizeof now_us);
        }
    } else {
        memcpy(b, &now_us, sizeof now_us);
    }
    b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
    return pl_str_fmt(
        &s->arena,
        "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0],
        b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12],
        b[13], b[14], b[15]);
}

/* ---- targets */

void pl_session_add(pl_session *s, pl_str name, const pl_environment *environment) {
    struct {
        pl_str *at;
        uint32_t len, cap;
    } v = {s->targets, s->target_len, s->target_len};
    struct {
        const pl_environment **at;
        uint32_t len, cap;
    } chosen = {s->chosen, s->target_len, s->target_len};
    PL_PUSH(&s->arena, &v, name);
    PL_PUSH(&s->arena, &chosen, environment);
    s->targets = v.at;
    s->chosen = chosen.at;
    s->target_len = v.len;
}

static void add_target(pl_session *s, pl_str name) {
    for (uint32_t i = 0; i < s->target_len; i++) {
        if (pl_str_eq(s->targets[i], name)) {
            return;
        }
    }
    pl_session_add(s, name, NULL);
}

static void split_targets(pl_session *s, pl_str list) {
    for (;;) {
        uint32_t comma = pl_str_find_char(list, ',');
        pl_str name = pl_str_trim(pl_str_sub(list, 0, comma));
        if (name.len) {
            add_target(s, name);
        }
        if (comma == UINT32_MAX) {
            return;
        }
        list = pl_str_sub(list, comma + 1, list.len);
    }
}

static void given_targets(pl_session *s) {
    for (uint32_t i = 0; i < s->options.len; i++) {
        if (!strcmp(s->options.at[i].option->name, "target")) {
            split_targets(s, s->options.at[i].value);
        }
    }
    const pl_str *env = s->target_len ? NULL : env_value(s, "target");
    if (env) {
        split_targets(s, *env);
    }
}

uint32_t pl_session_outputs(pl_session *s, pl_str **names) {
    pl_diag_sink quiet = {.arena = &s->arena};
    pl_profiles profiles;
    const pl_yaml *project = NULL;
    if (!pl_project_raw(s->world_options.tree, PL_S(""), &s->arena, &quiet, &project) ||
        !pl_profiles_read(s->world_options.base.profiles_tree,
                          s->world_options.base.profiles_dir, &s->arena, &quiet,
                          &profiles)) {
        return 0;
    }
    pl_str profile = s->world_options.base.profile;
    if (!profile.at) {
        profile = pl_yaml_text(pl_yaml_get(project, "profile"), PL_S(""));
    }
    return pl_profile_outputs(&profiles, profile, &s->arena, names);
}

static void every_target(pl_session *s) {
    pl_str *names;
    uint32_t n = pl_session_outputs(s, &names);
    for (uint32_t i = 0; i < n; i++) {
        add_target(s, names[i]);
    }
}

/* ---- opening */

static bool want_color(const pl_session *s) {
    pl_str when = pl_setting(s, "color");
    if (when.at && PL_STR_IS(when, "always")) {
        return true;
    }
    if ((when.at && PL_STR_IS(when, "never")) ||
        !pl_option_flag(&s->options, "use-colors", true)) {
        return false;
    }
    return pl_use_color(STDERR_FILENO);
}

static bool number_setting(pl_session *s, const char *name, int64_t *out) {
    pl_str text = pl_setting(s, name);
    *out = 0;
    if (!text.at) {
        return true;
    }
    pl_value v;
    if (!pl_parse_int(&s->arena, text, 10, &v) || v.kind != PL_INT || v.as.i < 0) {
        pl_usage_error("--%s takes a number, not '%.*s'", name, PL_FMT(text));
        return false;
    }
    *out = v.as.i;
    return true;
}

/* dbt 1.12 reads the nearest .env before anything else. What the project asks for is
 * known here; what an environment does, when it is used. */
static void find_dotenv(pl_session *s) {
    pl_diag_sink quiet = {.arena = &s->arena};
    const pl_yaml *project = NULL;
    const pl_source *src = pl_dotenv_find(current_dir(&s->arena), &s->arena);
    if (!src) {
        return;
    }
    pl_project_raw(s->world_options.tree, PL_S(""), &s->arena, &quiet, &project);
    if (pl_project_is_later(project, &s->arena)) {
        pl_env_load(s->env, &s->arena, src, &s->sink);
    } else {
        s->world_options.base.dotenv = src;
    }
}

static bool load_env_file(pl_session *s) {
    pl_str path = pl_setting(s, "env-file");
    pl_str text;
    if (!path.at) {
        find_dotenv(s);
        return true;
    }
    pl_read_result r = pl_read_file(path, &s->arena, &text);
    if (r != PL_READ_OK) {
        pl_usage_error("%.*s: %.*s", PL_FMT(path),
                       PL_FMT(r == PL_READ_ABSENT ? PL_S("no such file") : text));
        return false;
    }
    uint32_t bad = pl_utf8_invalid(text);
    if (bad != UINT32_MAX) {
        pl_usage_error("%.*s: not valid UTF-8 at byte %u", PL_FMT(path), bad);
        return false;
    }
    pl_source *src = pl_source_new(&s->arena, path, text);
    pl_env_load(s->env, &s->arena, src, &s->sink);
    return true;
}

static bool fill_options(pl_session *s, const char *command) {
    pl_world_options *o = &s->world_options.base;
    pl_arena *a = &s->arena;
    o->env = s->env;
    o->profile = pl_setting(s, "profile");
    o->profiles_dir = find_profiles_dir(s);
    o->profiles_tree = profiles_tree(s, o->profiles_dir);
    o->adapter_like = NULL;
    pl_str like = pl_setting(s, "adapter-like");
    if (like.at) {
        o->adapter_like = pl_str_z(a, like);
    }
    o->strict_dbt = pl_flag_setting(s, "strict-dbt");
    o->version_check = pl_flag_setting(s, "version-check");
    o->full_refresh = pl_flag_setting(s, "full-refresh");
    o->incremental = pl_flag_setting(s, "incremental");
    o->empty = pl_flag_setting(s, "empty");
    o->command = command;
    if (!clock_us(s, &o->now_us)) {
        return false;
    }
    o->invocation_id = new_invocation_id(s, o->now_us);
    o->target_path = pl_setting(s, "target-path");
    o->catalog = pl_setting(s, "catalog");
    o->introspection = pl_setting(s, "introspection");
    o->dbt_macros = pl_setting(s, "dbt-macros");
    int64_t jobs;
    bool ok = number_setting(s, "threads", &o->threads) &&
              number_setting(s, "jobs", &jobs) && read_vars(s, &o->cli_vars);
    s->jobs = ok && jobs < 1024 ? (uint32_t)jobs : 0;
    return ok;
}

static pl_str mask(const void *session, pl_arena *a, pl_str text) {
    return pl_session_mask(session, a, text);
}

bool pl_session_open(pl_session *s, const pl_invocation *call, const char *command,
                     bool all_targets, int *code) {
    bool helped;
    memset(s, 0, sizeof *s);
    s->sink.arena = &s->arena;
    pthread_mutex_init(&s->lock, NULL);
    *code = PL_EXIT_ERROR;
    if (!pl_options_parse(&s->options, call, &s->arena, &helped)) {
        return false;
    }
    if (helped) {
        *code = PL_EXIT_OK;
        return false;
    }
    s->env = pl_env_new(&s->arena, environ);
    s->secrets = pl_env_copy(&s->arena, s->env);
    if (!settings_are_utf8(s)) {
        return false;
    }
    s->style.color = want_color(s);
    s->style.mask = mask;
    s->style.mask_data = s;
    s->style.arena = &s->arena;
    s->style.whole = pl_flag_setting(s, "strict-dbt");
    s->quiet = pl_flag_setting(s, "quiet");
    s->project_dir = find_project_dir(s);
    s->world_options.tree = project_tree(s, s->project_dir);
    if (!load_env_file(s) || !fill_options(s, command)) {
        return false;
    }
    pl_session_hide(s, s->env);
    given_targets(s);
    if (!pl_session_environments(s, all_targets)) {
        pl_session_report(s, NULL);
        return false;
    }
    if (!s->target_len && all_targets) {
        every_target(s);
    }
    if (!s->target_len) {
        add_target(s, (pl_str){NULL, 0});
    }
    s->ws = pl_workspace_new(&s->arena, s->world_options.tree, PL_S(""));
    *code = PL_EXIT_OK;
    return true;
}

void pl_session_close(pl_session *s) {
    if (s->ws) {
        pl_workspace_free(s->ws);
    }
    pthread_mutex_destroy(&s->lock);
    pl_arena_free(&s->arena);
}
