/* plumb ls: dbt's list of nodes.
 * Source: dbt-core 1.9 task/list.py. */
#include <unistd.h>

#include "cli/session/session.h"
#include "project/input/json_scan.h"
#include "project/node/node_view.h"
#include "project/world/stages.h"
#include "support/utf8.h"
#include "support/vec.h"
#include "support/visible.h"

static const pl_option options[] = {
#include "cli/session/options.def"
    {"output", 0, PL_OPT_VALUE, false, "FORM", "selector, name, path or json"},
    {"output-keys", 0, PL_OPT_WORDS, false, "KEYS",
     "properties that --output json shows"},
};
PL_OPTIONS_OF(ls);

typedef struct listing {
    pl_session *s;
    const pl_world *w;
    pl_arena scratch; /* emptied after each node */
    pl_buf node;
    pl_buf out;
    struct {
        pl_str *at;
        uint32_t len, cap;
    } keys; /* --output-keys; none: dbt's choice */
} listing;

typedef void line_fn(listing *l, const pl_dbt_node *n);

static void put_selector(listing *l, const pl_dbt_node *n) {
    pl_put_visible(&l->out, pl_node_selector(n, &l->scratch), false);
}
static void put_name(listing *l, const pl_dbt_node *n) {
    pl_put_visible(&l->out, pl_node_search_name(n, &l->scratch), false);
}
static void put_path(listing *l, const pl_dbt_node *n) {
    pl_put_visible(&l->out, n->original_file_path, false);
}

/* ---- --output json */

static bool is_wanted(const listing *l, pl_str key) {
    static const char *const usual[] = {
        "alias",  "name",          "package_name", "depends_on",         "tags",
        "config", "resource_type", "source_name",  "original_file_path", "unique_id",
        NULL};
    for (uint32_t i = 0; i < l->keys.len; i++) {
        if (pl_str_eq(l->keys.at[i], key)) {
            return true;
        }
    }
    for (uint32_t i = 0; !l->keys.len && usual[i]; i++) {
        if (pl_str_eq(pl_str_of(usual[i]), key)) {
            return true;
        }
    }
    return false;
}

/* Non-ASCII, which JSON has in texts only, as Python escapes it. */
static void put_ascii(pl_buf *to, pl_str json) {
    for (uint32_t i = 0; i < json.len;) {
        if ((unsigned char)json.at[i] < 0x80) {
            pl_buf_char(to, json.at[i++]);
            continue;
        }
        uint32_t c = pl_utf8_next(json, &i);
        if (c < 0x10000) {
            pl_buf_fmt(to, "\\u%04x", c);
        } else {
            c -= 0x10000;
            pl_buf_fmt(to, "\\u%04x\\u%04x", 0xd800 + (c >> 10), 0xdc00 + (c & 0x3ff));
        }
    }
}

static void put_json(listing *l, const pl_dbt_node *n) {
    pl_json_cursor c;
    pl_str key, value;
    bool first = true;
    l->node.len = 0;
    pl_node_print(l->w, n, PL_VIEW_GRAPH, &l->scratch, &l->node);
    pl_buf_char(&l->out, '{');
    pl_json_enter(&c, pl_buf_view(&l->node));
    while (pl_json_next(&c, NULL, &key, &value)) {
        if (is_wanted(l, key)) {
            pl_buf_str(&l->out, first ? PL_S("") : PL_S(", "));
            pl_buf_fmt(&l->out, "\"%.*s\": ", PL_FMT(key));
            put_ascii(&l->out, value);
            first = false;
        }
    }
    pl_buf_char(&l->out, '}');
}

/* ---- the command */

static line_fn *form_of(pl_session *s) {
    static const struct {
        const char *name;
        line_fn *put;
    } forms[] = {{"selector", put_selector},
                 {"name", put_name},
                 {"path", put_path},
                 {"json", put_json}};
    const pl_str *given = pl_option_value(&s->options, "output");
    if (!given) {
        return put_selector;
    }
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (pl_str_eq(*given, pl_str_of(forms[i].name))) {
            return forms[i].put;
        }
    }
    pl_usage_error("--output is selector, name, path or json, not '%.*s'",
                   PL_FMT(*given));
    return NULL;
}

/* A word of --output-keys may hold several keys. */
static void add_keys(listing *l, pl_str word) {
    while (word.len) {
        uint32_t end = pl_str_find_char(word, ' ');
        pl_str key = pl_str_sub(word, 0, end);
        if (key.len) {
            PL_PUSH(&l->s->arena, &l->keys, key);
        }
        word = end == UINT32_MAX ? PL_S("") : pl_str_sub(word, end + 1, word.len);
    }
}

static void take_keys(listing *l) {
    const pl_options *o = &l->s->options;
    for (uint32_t i = 0; i < o->len; i++) {
        if (!strcmp(o->at[i].option->name, "output-keys")) {
            add_keys(l, o->at[i].value);
        }
    }
}

/* --models also means models only, as in dbt. */
static uint32_t types_taken(const pl_session *s) {
    bool models =
        pl_option_value(&s->options, "models") || pl_option_value(&s->options, "model");
    return models ? PL_RES_BIT(PL_RES_MODEL) : pl_types_listed;
}

static bool list_target(pl_session *s, uint32_t i, line_fn *put) {
    pl_arena a = {0};
    pl_selected chosen;
    bool usable;
    pl_world *w = pl_session_world(s, i, &a, &usable);
    bool ok = w && usable && pl_session_select(s, w, types_taken(s), &chosen);
    if (ok) {
        listing l = {.s = s, .w = w};
        take_keys(&l);
        for (uint32_t k = 0; k < chosen.len; k++) {
            put(&l, chosen.at[k]);
            pl_buf_char(&l.out, '\n');
            pl_arena_reset(&l.scratch);
        }
        ok = pl_answer(pl_buf_view(&l.out));
        pl_buf_free(&l.out);
        pl_buf_free(&l.node);
        pl_arena_free(&l.scratch);
    }
    if (w) {
        pl_session_report(s, w);
        pl_world_close(w);
    }
    pl_session_report(s, NULL);
    pl_arena_free(&a);
    return ok;
}

int pl_cmd_ls(const pl_invocation *call) {
    pl_session s;
    int code;
    if (!pl_session_open(&s, call, "list", false, &code)) {
        pl_session_close(&s);
        return code;
    }
    line_fn *put = form_of(&s);
    bool ok = put != NULL;
    for (uint32_t i = 0; put && i < s.target_len; i++) {
        ok = list_target(&s, i, put) && ok;
    }
    code = ok ? s.code : PL_EXIT_ERROR;
    pl_session_close(&s);
    return code;
}
