/* plumb compile: compiled files and manifest.json of one target, or of several in a
 * folder each. Targets are worked on in parallel; what they have to say is printed in
 * their order. */
#include <errno.h>

#include "cli/session/session.h"
#include "project/select/select.h"
#include "project/state/manifest.h"
#include "project/world/stages.h"
#include "support/pool.h"
#include "support/tree.h"

static const pl_option options[] = {
#include "cli/session/options.def"
};
PL_OPTIONS_OF(compile);

typedef struct target_run {
    pl_arena arena;
    pl_world *w; /* NULL: could not be opened */
    bool ok;
} target_run;

typedef struct compile_run {
    pl_session *s;
    target_run *targets;
} compile_run;

static bool write_nodes(pl_world *w, pl_str out) {
    bool ok = true;
    for (uint32_t i = 0; i < w->nodes.len; i++) {
        const pl_dbt_node *n = w->nodes.at[i].value;
        if (!n->compiled || n->partial || !n->build_path.len || !n->compiled_code.len) {
            continue;
        }
        pl_str text = pl_env_mask(w->options.env, w->arena, n->compiled_code);
        if (!pl_write_below(out, n->build_path, text)) {
            const char *why = errno == EXDEV ? "leads out of the target path, and is "
                                               "not written"
                                             : strerror(errno);
            pl_diag *d =
                pl_diag_addf(&w->sink, PL_E0801, n->span, "%.*s: %s",
                             PL_FMT(pl_path_join(w->arena, out, n->build_path)), why);
            d->node = n->unique_id;
            ok = false;
        }
    }
    return ok;
}

/* A target's name as that of one folder, which leads nowhere else. */
static pl_str folder_named(pl_arena *a, pl_str name) {
    pl_buf to = {0};
    bool dots = PL_STR_IS(name, ".") || PL_STR_IS(name, "..");
    for (uint32_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        if (c == '/' || (dots && !i)) {
            pl_buf_fmt(&to, "%%%02X", (unsigned)c);
        } else {
            pl_buf_char(&to, c);
        }
    }
    pl_str folder = pl_buf_take(&to, a);
    pl_buf_free(&to);
    return folder;
}

static bool write_target(const pl_session *s, pl_world *w) {
    pl_str out = pl_session_target_path(s, w);
    if (s->target_len > 1) {
        out = pl_path_join(w->arena, out, folder_named(w->arena, pl_session_label(w)));
    }
    bool ok = write_nodes(w, out);
    if (!pl_option_flag(&s->options, "write-json", true)) {
        return ok;
    }
    pl_value selectors;
    pl_selectors_dict(w, &selectors);
    pl_str path = pl_path_join(w->arena, out, PL_S("manifest.json"));
    return pl_manifest_write(w, selectors, path) && ok;
}

/* As dbt would name it: the option's, or the project's. */
static pl_str named_target_path(const pl_world *w) {
    pl_str given = w->options.target_path;
    return given.at ? given : w->packages[0].file->target_path;
}

static void compile_target(void *ctx, uint32_t i) {
    compile_run *run = ctx;
    target_run *t = &run->targets[i];
    pl_selected chosen;
    bool usable;
    t->w = pl_session_world(run->s, i, &t->arena, &usable);
    if (!t->w || !usable ||
        !pl_session_select(run->s, t->w, pl_types_executable, &chosen)) {
        return;
    }
    if (run->s->target_len > 1) {
        t->w->options.target_path =
            pl_path_join(t->w->arena, named_target_path(t->w),
                         folder_named(t->w->arena, t->w->target.name));
    }
    t->ok = pl_world_compile(t->w);
    t->ok = write_target(run->s, t->w) && t->ok;
}

static void close_target(target_run *t) {
    if (t->w) {
        pl_world_close(t->w);
    }
    pl_arena_free(&t->arena);
}

int pl_cmd_compile(const pl_invocation *call) {
    pl_session s;
    int code;
    if (!pl_session_open(&s, call, "compile", false, &code)) {
        pl_session_close(&s);
        return code;
    }
    compile_run run = {&s, PL_NEW_ARRAY0(&s.arena, target_run, s.target_len)};
    bool ok = true;
    pl_pool_run(s.jobs, s.target_len, compile_target, &run);
    for (uint32_t i = 0; i < s.target_len; i++) {
        ok = ok && run.targets[i].ok;
        if (run.targets[i].w) {
            pl_session_report(&s, run.targets[i].w);
        }
    }
    pl_session_report(&s, NULL); /* it points into the targets' arenas */
    for (uint32_t i = 0; i < s.target_len; i++) {
        close_target(&run.targets[i]);
    }
    code = ok ? s.code : PL_EXIT_ERROR;
    pl_session_close(&s);
    return code;
}
