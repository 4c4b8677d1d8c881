/* Secrets taken out of texts, in every spelling that a text may hold them in: as they
 * are; as repr(), JSON, HTML and SQL write them, since values are printed within
 * others; on one line, since some are; and a line at a time, since texts are. */
#include <stdlib.h>

#include "eval/eval.h"
#include "eval/ops/python_text.h"
#include "project/input/env_priv.h"
#include "support/vec.h"

enum { LINE_BYTES = 8 }; /* a shorter line of a secret says little of it */

static int by_length(const void *x, const void *y) {
    const pl_str *a = x;
    const pl_str *b = y;
    return a->len != b->len ? (a->len < b->len) - (a->len > b->len)
                            : pl_str_cmp(*a, *b);
}

static bool is_known(const pl_env *env, pl_str text) {
    for (uint32_t i = 0; i < env->secret_count; i++) {
        if (pl_str_eq(env->secrets[i], text)) {
            return true;
        }
    }
    return false;
}

static void sort(pl_env *env) {
    if (env->secret_count) {
        qsort(env->secrets, env->secret_count, sizeof *env->secrets, by_length);
    }
}

static void add(pl_env *env, pl_arena *a, pl_str text) {
    if (is_known(env, text)) {
        return;
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

/* As Jinja's tojson writes it: JSON that HTML may hold. */
static void add_tojson(pl_env *env, pl_arena *a, pl_eval *ev, pl_str text) {
    pl_buf json = {0}, safe = {0};
    pl_json_dump(ev, pl_string(text), false, -1, true, &json);
    for (uint32_t i = 1; i + 1 < json.len; i++) {
        char c = json.at[i];
        if (c == '<' || c == '>' || c == '&' || c == '\'') {
            pl_buf_fmt(&safe, "\\u%04x", (unsigned)c);
        } else {
            pl_buf_char(&safe, c);
        }
    }
    add(env, a, pl_buf_take(&safe, a));
    pl_buf_free(&safe);
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
        unquoted(pl_python_repr(a, pl_string(pl_str_cat(a, PL_S("'\""), text))));
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

/* On one line, each stretch of white space as one blank. */
static void add_folded(pl_env *env, pl_arena *a, pl_str text) {
    pl_buf line = {0};
    for (uint32_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        bool space = c == ' ' || (c >= '\t' && c <= '\r');
        if (!space) {
            pl_buf_char(&line, c);
        } else if (line.len && line.at[line.len - 1] != ' ') {
            pl_buf_char(&line, ' ');
        }
    }
    add(env, a, pl_buf_take(&line, a));
    pl_buf_free(&line);
}

static void add_spellings(pl_env *env, pl_arena *a, pl_str text) {
    add(env, a, text);
    add_folded(env, a, text);
    if (is_plain(text)) {
        return;
    }
    pl_eval ev;
    pl_run_init(&ev, a, &pl_ops_access);
    add_json(env, a, &ev, text, true);
    add_json(env, a, &ev, text, false);
    add_tojson(env, a, &ev, text);
    pl_run_done(&ev);
    add_repr(env, a, text);
    add_html(env, a, text);
    add_doubled(env, a, text, '\'');
    add_doubled(env, a, text, '"');
}

/* How many bytes end a line at `at`; 0: none does. */
static uint32_t line_end(pl_str text, uint32_t at) {
    pl_str rest = pl_str_sub(text, at, text.len);
    if (text.at[at] >= '\n' && text.at[at] <= '\r') {
        return 1;
    }
    return pl_str_starts(rest, PL_S("\xc2\x85")) ? 2
           : pl_str_starts(rest, PL_S("\xe2\x80\xa8")) ||
                   pl_str_starts(rest, PL_S("\xe2\x80\xa9"))
               ? 3
               : 0;
}

void pl_env_hide(pl_env *env, pl_arena *a, pl_str value) {
    pl_str whole = pl_str_trim(value);
    if (!whole.len) {
        return;
    }
    add_spellings(env, a, whole);
    for (uint32_t from = 0; from < whole.len;) {
        uint32_t end = from;
        while (end < whole.len && !line_end(whole, end)) {
            end++;
        }
        pl_str line = pl_str_trim(pl_str_sub(whole, from, end));
        if (line.len >= LINE_BYTES) {
            add_spellings(env, a, line);
        }
        from = end + (end < whole.len ? line_end(whole, end) : 1);
    }
    sort(env);
}

void pl_env_hide_all(pl_env *env, pl_arena *a, const pl_env *from) {
    for (uint32_t i = 0; i < from->secret_count; i++) {
        if (!is_known(env, from->secrets[i])) {
            add(env, a, pl_str_copy(a, from->secrets[i]));
        }
    }
    sort(env);
}

/* ---- taking them out */

typedef struct stretch {
    uint32_t lo, hi;
} stretch;

static int by_start(const void *x, const void *y) {
    const stretch *a = x;
    const stretch *b = y;
    return a->lo != b->lo ? (a->lo > b->lo) - (a->lo < b->lo)
                          : (a->hi < b->hi) - (a->hi > b->hi);
}

/* Where secrets stand in a text, those that overlap as one: what one of them would leave
 * of another is not shown. */
static uint32_t find_all(const pl_env *env, pl_arena *a, pl_str text, stretch **out) {
    PL_VEC(stretch) all = {0};
    for (uint32_t i = 0; i < env->secret_count; i++) {
        pl_str secret = env->secrets[i];
        uint32_t at = pl_str_find(text, secret, 0);
        for (; at != UINT32_MAX; at = pl_str_find(text, secret, at + 1)) {
            PL_PUSH(a, &all, ((stretch){at, at + secret.len}));
        }
    }
    if (!all.len) {
        return 0;
    }
    qsort(all.at, all.len, sizeof *all.at, by_start);
    uint32_t n = 1;
    for (uint32_t i = 1; i < all.len; i++) {
        stretch *last = &all.at[n - 1];
        if (all.at[i].lo >= last->hi) {
            all.at[n++] = all.at[i];
        } else if (all.at[i].hi > last->hi) {
            last->hi = all.at[i].hi;
        }
    }
    *out = all.at;
    return n;
}

pl_str pl_env_mask_part(const pl_env *env, pl_arena *a, pl_str text, uint32_t lo,
                        uint32_t hi) {
    stretch *at = NULL;
    uint32_t n = find_all(env, a, text, &at);
    if (!n) {
        return pl_str_sub(text, lo, hi);
    }
    pl_buf out = {0};
    for (uint32_t i = 0; i < n && at[i].lo < hi; i++) {
        if (at[i].hi > lo) {
            pl_buf_str(&out, pl_str_sub(text, lo, at[i].lo > lo ? at[i].lo : lo));
            PL_BUF_LIT(&out, "*****");
            lo = at[i].hi;
        }
    }
    pl_buf_str(&out, pl_str_sub(text, lo, hi > lo ? hi : lo));
    pl_str masked = pl_buf_take(&out, a);
    pl_buf_free(&out);
    return masked;
}

pl_str pl_env_mask(const pl_env *env, pl_arena *a, pl_str text) {
    return pl_env_mask_part(env, a, text, 0, text.len);
}
