/* plumb completions: scripts for shells, and the names that they ask for. */
#include "cli/help/completions.h"
#include "cli/session/session.h"

static const pl_option options[] = {
#include "cli/session/options.def"
};
PL_OPTIONS_OF(completions);

/* ---- names of a project, a line each; none where it can't be read */

static void put_line(pl_buf *to, pl_str name) {
    if (name.len) {
        pl_buf_str(to, name);
        pl_buf_char(to, '\n');
    }
}

static void put_targets(pl_session *s, pl_buf *to) {
    pl_str *names;
    uint32_t n = pl_session_outputs(s, &names);
    for (uint32_t i = 0; i < n; i++) {
        put_line(to, names[i]);
    }
}

static void put_environments(pl_session *s, pl_buf *to) {
    pl_environments all = {0};
    if (pl_environments_read(s->world_options.tree, &s->arena, &s->sink, &all)) {
        for (uint32_t i = 0; i < all.len; i++) {
            put_line(to, all.at[i].name);
        }
    }
}

/* ---- the command */

static int answer(pl_buf *text) {
    bool ok = pl_answer(pl_buf_view(text));
    pl_buf_free(text);
    return ok ? PL_EXIT_OK : PL_EXIT_ERROR;
}

/* Scripts need no project, and are made when a shell starts. */
static bool print_script(const pl_invocation *call, int *code) {
    static const struct {
        const char *name;
        void (*put)(pl_buf *to, const pl_command_list *all, pl_arena *a);
    } shells[] = {{"bash", pl_completions_bash},
                  {"zsh", pl_completions_zsh},
                  {"fish", pl_completions_fish}};
    for (size_t i = 0; i < sizeof shells / sizeof *shells; i++) {
        if (!strcmp(call->argv[1], shells[i].name)) {
            pl_arena arena = {0};
            pl_buf text = {0};
            shells[i].put(&text, call->all, &arena);
            *code = answer(&text);
            pl_arena_free(&arena);
            return true;
        }
    }
    return false;
}

/* What the scripts ask for. */
static int print_names(pl_session *s) {
    pl_buf text = {0};
    pl_str word = s->options.word_count == 1 ? s->options.words[0] : PL_S("");
    if (PL_STR_IS(word, "targets")) {
        put_targets(s, &text);
    } else if (PL_STR_IS(word, "environments")) {
        put_environments(s, &text);
    } else {
        return pl_usage_error("plumb completions takes bash, zsh or fish");
    }
    return answer(&text);
}

int pl_cmd_completions(const pl_invocation *call) {
    pl_session s;
    int code;
    if (call->argc == 2 && print_script(call, &code)) {
        return code;
    }
    if (pl_session_open(&s, call, "list", false, &code)) {
        code = print_names(&s);
    }
    pl_session_close(&s);
    return code;
}
