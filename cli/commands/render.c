/* plumb render: compiled SQL on standard output. */
#include <unistd.h>

#include "cli/session/session.h"
#include "project/world/stages.h"
#include "support/tree.h"
#include "support/utf8.h"

static const pl_option options[] = {
#include "cli/session/options.def"
    {"inline", 0, PL_OPT_VALUE, false, "SQL", "render this text instead of nodes"},
};
PL_OPTIONS_OF(render);

static void print_node(pl_world *w, const pl_dbt_node *n, bool head, pl_buf *to) {
    if (head) {
        pl_buf_fmt(to, "-- %.*s (%.*s)\n", PL_FMT(n->unique_id),
                   PL_FMT(pl_session_label(w)));
    }
    pl_buf_str(to, pl_env_mask(w->options.env, w->arena, n->compiled_code));
    pl_buf_char(to, '\n');
}

/* Tests come along with the nodes they test: leave them out unless
 * they are all there is. */
static pl_selected without_tests(pl_world *w, const pl_selected *chosen) {
    pl_selected kept = {PL_NEW_ARRAY(w->arena, pl_dbt_node *, chosen->len), 0};
    for (uint32_t i = 0; i < chosen->len; i++) {
        if (chosen->at[i]->type != PL_RES_TEST) {
            kept.at[kept.len++] = chosen->at[i];
        }
    }
    return kept.len ? kept : *chosen;
}

static bool print_selected(pl_session *s, pl_world *w, const pl_selected *all) {
    pl_buf out = {0};
    bool ok = true;
    pl_selected some = without_tests(w, all);
    const pl_selected *chosen = &some;
    bool head = chosen->len > 1 || s->target_len > 1;
    for (uint32_t i = 0; i < chosen->len; i++) {
        const pl_dbt_node *n = chosen->at[i];
        if (n->compiled && !n->partial) {
            print_node(w, n, head, &out);
        } else {
            ok = ok && n->type == PL_RES_SEED;
        }
    }
    ok = pl_answer(pl_buf_view(&out)) && ok;
    pl_buf_free(&out);
    return ok;
}

/* With --inline or `-`, the one node that was made of the text is what is asked for. */
static bool select_inline(pl_world *w, pl_selected *out) {
    for (uint32_t i = 0; i < w->nodes.len; i++) {
        pl_dbt_node *n = w->nodes.at[i].value;
        if (n->type == PL_RES_SQL_OPERATION) {
            pl_dbt_node **one = PL_NEW_ARRAY(w->arena, pl_dbt_node *, 1);
            n->selected = true;
            one[0] = n;
            *out = (pl_selected){one, 1};
            return true;
        }
    }
    return false;
}

static bool render_target(pl_session *s, uint32_t i) {
    pl_arena a = {0};
    bool usable;
    pl_selected chosen = {0};
    pl_world *w = pl_session_world(s, i, &a, &usable);
    bool ok = w && usable;
    if (ok) {
        bool text = w->options.inline_sql.at != NULL;
        ok = text ? select_inline(w, &chosen) && pl_session_defer_to(s, w)
                  : pl_session_select(s, w, pl_types_executable, &chosen);
    }
    if (ok && !chosen.len) {
        ok = false; /* an empty answer is no answer; the warning says why */
    }
    if (ok) {
        ok = pl_world_compile(w);
        ok = print_selected(s, w, &chosen) && ok;
    }
    if (w) {
        pl_session_report(s, w);
        pl_world_close(w);
    }
    pl_session_report(s, NULL);
    pl_arena_free(&a);
    return ok;
}

/* Words that are no options select nodes; `-` alone reads a template. */
static bool take_words(pl_session *s) {
    pl_world_options *o = &s->world_options.base;
    const pl_str *text = pl_option_value(&s->options, "inline");
    if (text) {
        o->inline_sql = *text;
        return true;
    }
    if (s->options.word_count == 1 && PL_STR_IS(s->options.words[0], "-")) {
        if (pl_read_fd(STDIN_FILENO, &s->arena, &o->inline_sql) != PL_READ_OK) {
            pl_usage_error("standard input: %.*s", PL_FMT(o->inline_sql));
            return false;
        }
        uint32_t bad = pl_utf8_invalid(o->inline_sql);
        if (bad != UINT32_MAX) {
            pl_usage_error("standard input: not valid UTF-8 at byte %u", bad);
            return false;
        }
        s->options.word_count = 0;
    }
    return true;
}

int pl_cmd_render(const pl_invocation *call) {
    pl_session s;
    int code;
    bool ok = false;
    if (!pl_session_open(&s, call, "compile", false, &code)) {
        pl_session_close(&s);
        return code;
    }
    if (take_words(&s)) {
        ok = true;
        for (uint32_t i = 0; i < s.target_len; i++) {
            ok = render_target(&s, i) && ok;
        }
    }
    code = ok ? s.code : PL_EXIT_ERROR;
    pl_session_close(&s);
    return code;
}
