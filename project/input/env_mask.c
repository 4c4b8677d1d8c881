/* Secrets taken out of texts, in every spelling that a text may hold them in: as they
 * are; as repr(), JSON, HTML and SQL write them, since values are printed within
 * others; and a line at a time, since texts are. */
#include <stdlib.h>

#include "eval/eval.h"
#include "eval/ops/python_text.h"
#include "project/input/env_priv.h"

enum { LINE_BYTES = 8 }; /* a shorter line of a secret says little of it */

static int by_length(const void *x, const void *y) {
    const pl_str *a = x;
    const pl_str *b = y;
    return a->len != b->len ? (a->len < b->len) - (a->len > b->len)
                            : pl_str_cmp(*a, *b);
}

static void add(pl_env *env, pl_arena *a, pl_str text) {
    for (uint32_t i = 0; i < env->secret_count; i++) {
        if (pl_str_eq(env->secrets[i], text)) {
            return;
        }
    }
    pl_str *more = PL_NEW_ARRAY(a, pl_str, env->secret_count + 1);
    if (env->secret_count) {
        memcpy(more, env->secrets, env->secret_count * sizeof *more);
    }
    more[env->secret_count++] = text;
    env->secrets = more;
}

/* "text" or 'text' without its quotes. */
static pl_str unquoted(pl_str quoted) {
    return pl_str_sub(quoted, 1, quoted.len - 1);
}

static void add_json(pl_env *env, pl_arena *a, pl_eval *ev, pl_str text, bool ascii) {
    pl_buf json = {0};
    pl_json_dump(ev, pl_string(text), false, -1, ascii, &json);
    add(env, a, unquoted(pl_buf_take(&json, a)));
    pl_buf_free(&json);
}

static void add_html(pl_env *env, pl_arena *a, pl_str text) {
    pl_out html = {0};
    pl_html_escape(&html, pl_string(text));
    add(env, a, pl_buf_take(&html.text, a));
    pl_out_free(&html);
}

static void add_doubled(pl_env *env, pl_arena *a, pl_str text, char quote) {
    pl_buf twice = {0};
    for (uint32_t i = 0; i < text.len; i++) {
        pl_buf_put(&twice, &text.at[i], 1);
        pl_buf_put(&twice, &quote, text.at[i] == quote);
    }
    add(env, a, pl_buf_take(&twice, a));
    pl_buf_free(&twice);
}

/* As within a text that holds both kinds of quotes, which repr() then escapes. */
static void add_repr(pl_env *env, pl_arena *a, pl_str text) {
    add(env, a, unquoted(pl_python_repr(a, pl_string(text))));
    pl_str both =
        unquoted(pl_python_repr(a, pl_string(pl_str_fmt(a, "'\"%.*s", PL_FMT(text)))));
    add(env, a, pl_str_sub(both, 3, both.len));
}

static bool is_plain(pl_str text) {
    for (uint32_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c < ' ' || c > '~' || c == '"' || c == '\'' || c == '\\' || c == '&' ||
            c == '<' || c == '>') {
            return false;
        }
    }
    return true;
}

static void add_spellings(pl_env *env, pl_arena *a, pl_str text) {
    add(env, a, text);
    if (is_plain(text)) {
        return;
    }
    pl_eval ev;
    pl_run_init(&ev, a, &pl_ops_access);
    add_json(env, a, &ev, text, true);
    add_json(env, a, &ev, text, false);
    pl_run_done(&ev);
    add_repr(env, a, text);
    add_html(env, a, text);
    add_doubled(env, a, text, '\'');
    add_doubled(env, a, text, '"');
}

void pl_env_hide(pl_env *env, pl_arena *a, pl_str value) {
    pl_str whole = pl_str_trim(value);
    if (!whole.len) {
        return;
    }
    add_spellings(env, a, whole);
    for (uint32_t from = 0; from < whole.len;) {
        uint32_t end = pl_str_find(whole, PL_S("\n"), from);
        end = end == UINT32_MAX ? whole.len : end;
        pl_str line = pl_str_trim(pl_str_sub(whole, from, end));
        if (line.len >= LINE_BYTES) {
            add_spellings(env, a, line);
        }
        from = end + 1;
    }
    qsort(env->secrets, env->secret_count, sizeof *env->secrets, by_length);
}

pl_str pl_env_mask(const pl_env *env, pl_arena *a, pl_str text) {
    for (uint32_t i = 0; i < env->secret_count; i++) {
        pl_str secret = env->secrets[i];
        uint32_t at = pl_str_find(text, secret, 0);
        if (at == UINT32_MAX) {
            continue;
        }
        pl_buf out = {0};
        uint32_t from = 0;
        for (; at != UINT32_MAX; at = pl_str_find(text, secret, from)) {
            pl_buf_put(&out, text.at + from, at - from);
            PL_BUF_LIT(&out, "*****");
            from = at + secret.len;
        }
        pl_buf_str(&out, pl_str_sub(text, from, text.len));
        text = pl_buf_take(&out, a);
        pl_buf_free(&out);
    }
    return text;
}
