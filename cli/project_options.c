/* The options shared by all commands on a project, and opening what they name. */
#include "cli/project_options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "project/defer.h"
#include "support/tree.h"
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

static pl_str setting(const pl_session *s, const char *name) {
    const pl_str *v = pl_option_value(&s->options, name);
    v = v ? v : env_value(s, name);
    return v ? *v : (pl_str){NULL, 0};
}

static bool is_true(pl_str s) {
    return PL_STR_IS(s, "1") || pl_str_eq_nocase(s, PL_S("true")) ||
           pl_str_eq_nocase(s, PL_S("t")) || pl_str_eq_nocase(s, PL_S("yes")) ||
           pl_str_eq_nocase(s, PL_S("y")) || pl_str_eq_nocase(s, PL_S("on"));
}

static bool flag_setting(const pl_session *s, const char *name) {
    const pl_str *env = env_value(s, name);
    return pl_option_flag(&s->options, name, env && is_true(*env));
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

/* --project-dir, else the nearest folder upwards that holds dbt_project.yml, else here.
 */
static pl_str find_project_dir(pl_session *s) {
    pl_arena *a = &s->arena;
    pl_str given = setting(s, "project-dir");
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
    pl_str given = setting(s, "profiles-dir");
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

/* ---- --vars */

static bool read_vars(pl_session *s, pl_value *out) {
    pl_str text = setting(s, "vars");
    *out = pl_dict_new(&s->arena, 4);
    if (!text.at) {
        return true;
    }
    pl_str why = PL_S("");
    pl_value v;
    if (!pl_yaml_load_value(text, &s->arena, pl_yaml_date_object, &v, &why)) {
        pl_usage_error("--vars is not valid YAML: %.*s", PL_FMT(why));
        return false;
    }
    if (v.kind != PL_DICT) {
        pl_usage_error(
            "The YAML provided in the --vars argument is not valid: it must be a "
            "mapping of names to values, such as '{name: value}'");
        return false;
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
    pl_str when = setting(s, "color");
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
    pl_str text = setting(s, name);
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

static bool load_env_file(pl_session *s) {
    pl_str path = setting(s, "env-file");
    pl_str text;
    if (!path.at) {
        return true;
    }
    pl_read_result r = pl_read_file(path, &s->arena, &text);
    if (r != PL_READ_OK) {
        pl_usage_error("%.*s: %.*s", PL_FMT(path),
                       PL_FMT(r == PL_READ_ABSENT ? PL_S("no such file") : text));
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
    o->profile = setting(s, "profile");
    o->profiles_dir = find_profiles_dir(s);
    o->profiles_tree =
        pl_tree_dir(a, PL_S("")); /* its paths are those of the process */
    o->adapter_like = NULL;
    pl_str like = setting(s, "adapter-like");
    if (like.at) {
        o->adapter_like = pl_str_z(a, like);
    }
    o->strict_dbt = flag_setting(s, "strict-dbt");
    o->version_check = flag_setting(s, "version-check");
    o->full_refresh = flag_setting(s, "full-refresh");
    o->incremental = flag_setting(s, "incremental");
    o->empty = flag_setting(s, "empty");
    o->command = command;
    if (!clock_us(s, &o->now_us)) {
        return false;
    }
    o->invocation_id = new_invocation_id(s, o->now_us);
    o->target_path = setting(s, "target-path");
    o->catalog = setting(s, "catalog");
    o->introspection = setting(s, "introspection");
    o->dbt_macros = setting(s, "dbt-macros");
    int64_t jobs;
    bool ok = number_setting(s, "threads", &o->threads) &&
              number_setting(s, "jobs", &jobs) && read_vars(s, &o->cli_vars);
    s->jobs = ok && jobs < 1024 ? (uint32_t)jobs : 0;
    return ok;
}

bool pl_session_open(pl_session *s, const pl_option *table, size_t len, int argc,
                     char **argv, const char *command, bool all_targets, int *code) {
    bool helped;
    memset(s, 0, sizeof *s);
    s->sink.arena = &s->arena;
    pthread_mutex_init(&s->lock, NULL);
    *code = PL_EXIT_ERROR;
    if (!pl_options_parse(&s->options, table, len, argc, argv, &s->arena, &helped)) {
        return false;
    }
    if (helped) {
        *code = PL_EXIT_OK;
        return false;
    }
    s->env = pl_env_new(&s->arena, environ);
    s->color = want_color(s);
    s->quiet = flag_setting(s, "quiet");
    s->project_dir = find_project_dir(s);
    s->world_options.tree = pl_tree_dir(&s->arena, s->project_dir);
    if (!load_env_file(s) || !fill_options(s, command)) {
        return false;
    }
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

/* ---- worlds */

static void failed(pl_session *s) {
    pthread_mutex_lock(&s->lock);
    s->code = PL_EXIT_ERROR;
    pthread_mutex_unlock(&s->lock);
}

/* dbt goes to the project's folder before it looks at the path. */
static const pl_state *read_state(pl_session *s, pl_world *w, pl_str dir) {
    bool relative = dir.len && dir.at[0] != '/';
    pl_str base = relative ? s->project_dir : PL_S("");
    return pl_state_read_below(base, dir, w->arena, &w->sink);
}

static bool apply_state(pl_session *s, pl_world *w) {
    pl_str dir = setting(s, "defer-state");
    bool defer = flag_setting(s, "defer");
    dir = dir.at ? dir : setting(s, "state");
    if (!defer) {
        return true;
    }
    if (!dir.at) {
        pl_usage_error("--defer needs --state or --defer-state");
        failed(s);
        return false;
    }
    const pl_state *state = read_state(s, w, dir);
    return state && pl_state_defer(w, state, false);
}

pl_world *pl_session_world(pl_session *s, uint32_t i, pl_arena *a, bool *usable) {
    pl_world_options o = s->world_options.base;
    pl_diag_sink sink = {.arena = a};
    o.target = s->targets[i];
    *usable = false;
    const pl_environment *environment = s->chosen[i];
    pl_world *w = NULL;
    if (!environment || pl_environment_use(environment, s->ws, a, &sink, &o)) {
        w = pl_world_open(s->ws, &o, a, &sink);
    }
    if (!w) {
        failed(s);
        pthread_mutex_lock(&s->lock);
        pl_diag_merge(&s->sink, &sink);
        pthread_mutex_unlock(&s->lock);
        return NULL;
    }
    bool ok = pl_world_parse(w);
    ok = pl_world_link(w) && ok;
    *usable = apply_state(s, w);
    if (!ok || w->sink.errors) {
        failed(s);
    }
    return w;
}

pl_str pl_session_target_path(const pl_session *s, const pl_world *w) {
    pl_str given = s->world_options.base.target_path;
    pl_str dir = given.at ? given : w->packages[0].file->target_path;
    if (dir.len && dir.at[0] == '/') {
        return dir;
    }
    return pl_path_join(w->arena, s->project_dir, dir);
}

bool pl_session_defer_to(pl_session *s, pl_world *w) {
    pl_str target = setting(s, "defer-to");
    if (!target.len || pl_world_defer(w, target)) {
        return true;
    }
    failed(s);
    return false;
}

static void words_of(const pl_session *s, pl_arena *a, const char *const *names,
                     const pl_str **out, uint32_t *count) {
    PL_VEC(pl_str) all = {0};
    for (uint32_t i = 0; i < s->options.len; i++) {
        for (const char *const *name = names; *name; name++) {
            if (!strcmp(s->options.at[i].option->name, *name)) {
                PL_PUSH(a, &all, s->options.at[i].value);
            }
        }
    }
    *out = all.at;
    *count = all.len;
}

/* Words without an option select too: `plumb render orders`. */
static void add_words(const pl_session *s, pl_arena *a, pl_selection *sel) {
    uint32_t n = sel->select_len + s->options.word_count;
    pl_str *all = PL_NEW_ARRAY(a, pl_str, n);
    if (sel->select_len) {
        memcpy(all, sel->select, sel->select_len * sizeof *all);
    }
    memcpy(all + sel->select_len, s->options.words,
           s->options.word_count * sizeof *all);
    sel->select = all;
    sel->select_len = n;
}

/* Resource types from --resource-type and --exclude-resource-type. */
static bool types_of(const pl_session *s, pl_arena *a, uint32_t *types) {
    static const char *const take[] = {"resource-type", "resource-types", NULL};
    static const char *const leave[] = {"exclude-resource-type",
                                        "exclude-resource-types", NULL};
    const pl_str *words;
    uint32_t n;
    uint32_t given = 0;
    words_of(s, a, take, &words, &n);
    for (uint32_t i = 0; i < n; i++) {
        if (!pl_types_parse(words[i], &given)) {
            pl_usage_error("no such resource type: %.*s", PL_FMT(words[i]));
            return false;
        }
    }
    *types = given ? given : *types;
    uint32_t left_out = 0;
    words_of(s, a, leave, &words, &n);
    for (uint32_t i = 0; i < n; i++) {
        if (!pl_types_parse(words[i], &left_out)) {
            pl_usage_error("no such resource type: %.*s", PL_FMT(words[i]));
            return false;
        }
    }
    *types &= ~left_out;
    return true;
}

bool pl_session_select(pl_session *s, pl_world *w, uint32_t types, pl_selected *out) {
    static const char *const select[] = {"select", "models", "model", NULL};
    static const char *const exclude[] = {"exclude", NULL};
    pl_selection sel = {
        .selector = setting(s, "selector"),
        .types = types,
        .keep_empty = !strcmp(w->options.command, "list"),
    };
    pl_str indirect = setting(s, "indirect-selection");
    pl_str state = setting(s, "state");
    words_of(s, w->arena, select, &sel.select, &sel.select_len);
    if (s->options.word_count) {
        add_words(s, w->arena, &sel);
    }
    words_of(s, w->arena, exclude, &sel.exclude, &sel.exclude_len);
    if (indirect.at && !pl_indirect_parse(indirect, &sel.indirect)) {
        pl_usage_error("--indirect-selection is eager, cautious, buildable or empty");
        failed(s);
        return false;
    }
    if (!types_of(s, w->arena, &sel.types)) {
        failed(s);
        return false;
    }
    if (state.at) {
        sel.state = read_state(s, w, state);
    }
    bool ok = (!state.at || sel.state) && pl_select(w, &sel, out) &&
              pl_session_defer_to(s, w);
    if (!ok) {
        failed(s);
    }
    return ok;
}

static void drop_quiet(pl_diag_sink *sink) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < sink->len; i++) {
        if (sink->at[i].severity == PL_ERROR) {
            sink->at[n++] = sink->at[i];
        }
    }
    sink->len = n;
}

/* Everything printed goes through the mask: messages, excerpts, call chains. */
static void print_masked(pl_session *s, pl_diag_sink *sink) {
    pl_buf text = {0};
    pl_diags_text(sink, s->color, &text);
    pl_write_all(STDERR_FILENO, pl_env_mask(s->env, &s->arena, pl_buf_view(&text)));
    pl_buf_free(&text);
}

void pl_session_report(pl_session *s, pl_world *w) {
    pl_diag_sink *sink = w ? &w->sink : &s->sink;
    if (sink->errors) {
        failed(s);
    }
    if (s->quiet) {
        drop_quiet(sink);
    }
    for (uint32_t i = 0; i < sink->len; i++) {
        sink->at[i].text =
            pl_env_mask(w ? w->options.env : s->env, &s->arena, sink->at[i].text);
    }
    print_masked(s, sink);
    sink->len = 0;
}
