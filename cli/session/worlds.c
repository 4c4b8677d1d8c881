/* A session's worlds: opening, selecting, reporting. */
#include <unistd.h>

#include "cli/session/session_priv.h"
#include "project/state/defer.h"
#include "project/world/stages.h"
#include "support/tree.h"
#include "support/vec.h"

static void failed(pl_session *s) {
    pthread_mutex_lock(&s->lock);
    s->code = PL_EXIT_ERROR;
    pthread_mutex_unlock(&s->lock);
}

void pl_session_hide(pl_session *s, const pl_env *env) {
    pthread_mutex_lock(&s->lock);
    pl_env_hide_all(s->secrets, &s->arena, env);
    pthread_mutex_unlock(&s->lock);
}

pl_str pl_session_mask(const pl_session *s, pl_arena *a, pl_str text) {
    return pl_env_mask(s->secrets, a, text);
}

static bool apply_state(pl_session *s, pl_world *w) {
    if (!pl_flag_setting(s, "defer")) {
        return true;
    }
    pl_deferral to = pl_session_deferral(s, pl_session_environment(s, w), true);
    if (!to.name.at) {
        pl_usage_error("--defer needs --state or --defer-state");
        if (s->style.whole) {
            pl_dbt_says(
                "Runtime Error\n       --state or --defer-state are required for "
                "deferral, but neither was provided");
        }
        failed(s);
        return false;
    }
    if (!to.is_state) {
        return true; /* once nodes are selected */
    }
    const pl_state *state = pl_session_state(s, w, to.name);
    return state && pl_state_defer(w, state, false);
}

bool pl_session_use(pl_session *s, uint32_t i, pl_arena *a, pl_diag_sink *sink,
                    pl_world_options *out) {
    const pl_environment *environment = s->chosen[i];
    *out = s->world_options.base;
    out->target = s->targets[i];
    bool ok = !environment || pl_environment_use(environment, s->ws, a, sink, out);
    pl_session_hide(s, out->env);
    return ok;
}

pl_world *pl_session_build(pl_session *s, pl_workspace *ws, const pl_world_options *o,
                           pl_arena *a, pl_diag_sink *sink, bool *usable) {
    pl_world *w = pl_world_open(ws, o, a, sink);
    *usable = false;
    if (!w) {
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

pl_world *pl_session_world(pl_session *s, uint32_t i, pl_arena *a, bool *usable) {
    pl_world_options o;
    pl_diag_sink sink = {.arena = a};
    bool ok = pl_session_use(s, i, a, &sink, &o);
    pl_world *w = ok ? pl_session_build(s, s->ws, &o, a, &sink, usable) : NULL;
    if (!w) {
        *usable = false;
        failed(s);
        pthread_mutex_lock(&s->lock);
        pl_diag_merge(&s->sink, &sink);
        pthread_mutex_unlock(&s->lock);
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
    bool implied = pl_flag_setting(s, "defer");
    pl_deferral to = pl_session_deferral(s, pl_session_environment(s, w), implied);
    pl_world_options o;
    if (!to.name.at || to.is_state ||
        (pl_session_deferral_use(s, &to, w->arena, &w->sink, &o) &&
         pl_world_defer_to(w, &o))) {
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

bool pl_session_choose(pl_session *s, pl_world *w, uint32_t types, pl_selected *out) {
    static const char *const select[] = {"select", "models", "model", NULL};
    static const char *const exclude[] = {"exclude", NULL};
    pl_selection sel = {
        .selector = pl_setting(s, "selector"),
        .types = types,
        .keep_empty = !strcmp(w->options.command, "list"),
    };
    pl_str indirect = pl_setting(s, "indirect-selection");
    pl_str state = pl_setting(s, "state");
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
        sel.state = pl_session_state(s, w, state);
    }
    bool ok = (!state.at || sel.state) && pl_select(w, &sel, out);
    if (!ok) {
        failed(s);
    }
    return ok;
}

bool pl_session_select(pl_session *s, pl_world *w, uint32_t types, pl_selected *out) {
    return pl_session_choose(s, w, types, out) && pl_session_defer_to(s, w);
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

static pl_str words_of_diag(pl_session *s, const pl_diag *d) {
    pl_buf text = {0};
    pl_diag_print(&text, d, (pl_diag_style){0});
    pl_str out = pl_buf_take(&text, &s->arena);
    pl_buf_free(&text);
    return out;
}

/* What one world warned of, others need not repeat: most of it stands in files that
 * they share. Errors are counted, so each is said. */
static void drop_repeated(pl_session *s, pl_diag_sink *sink) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < sink->len; i++) {
        const pl_diag *d = &sink->at[i];
        if (d->severity == PL_ERROR || !pl_map_has(&s->warned, words_of_diag(s, d))) {
            sink->at[n++] = *d;
        }
    }
    sink->len = n;
    for (uint32_t i = 0; i < n; i++) {
        if (sink->at[i].severity != PL_ERROR) {
            pl_map_put(&s->warned, &s->arena, words_of_diag(s, &sink->at[i]), s);
        }
    }
}

/* Everything printed goes through the mask: messages, excerpts, call chains. */
static void print_masked(pl_session *s, pl_diag_sink *sink) {
    pl_buf text = {0};
    pl_diags_text(sink, s->style, &text);
    pl_write_all(STDERR_FILENO, pl_session_mask(s, &s->arena, pl_buf_view(&text)));
    pl_buf_free(&text);
}

/* --warn-error: what dbt warns of are errors; plumb's own warnings
 * stay what they are. */
static void harden(pl_diag_sink *sink) {
    for (uint32_t i = 0; i < sink->len; i++) {
        switch ((int)sink->at[i].code) {
        case PL_W0520:
        case PL_W0522:
        case PL_W0523:
        case PL_W0524:
        case PL_W0950:
            sink->errors += sink->at[i].severity == PL_WARNING;
            sink->at[i].severity = PL_ERROR;
            break;
        default:
            break;
        }
    }
}

void pl_session_report(pl_session *s, pl_world *w) {
    pl_diag_sink *sink = w ? &w->sink : &s->sink;
    if (pl_flag_setting(s, "warn-error")) {
        harden(sink);
    }
    if (sink->errors) {
        failed(s);
    }
    if (s->quiet) {
        drop_quiet(sink);
    }
    drop_repeated(s, sink);
    for (uint32_t i = 0; i < sink->len; i++) {
        sink->at[i].text =
            pl_env_mask(w ? w->options.env : s->env, &s->arena, sink->at[i].text);
    }
    print_masked(s, sink);
    sink->len = 0;
}
