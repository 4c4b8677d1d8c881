/* plumb explain: why a node lands where it lands, and has the configs it has. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/session/session.h"
#include "explain/explain.h"
#include "project/world/stages.h"
#include "support/vec.h"

static const pl_option options[] = {
#include "cli/session/options.def"
    {"config", 0, PL_OPT_VALUE, false, "KEY", "explain this config alone"},
    {"output", 0, PL_OPT_VALUE, false, "FORM", "text or json"},
};
PL_OPTIONS_OF(explain);

/* One node in all worlds that have it. */
typedef struct subject {
    pl_str unique_id;
    PL_VEC(const pl_explanation *) at;
} subject;

typedef struct run {
    pl_session *s;
    pl_arena arena;
    pl_world **worlds;    /* by target; NULL: it failed */
    pl_map index;         /* unique_id -> subject, in the order found */
    bool *matched;        /* by word of the command line: some world has it */
    uint32_t passed_over; /* errors of nodes that are not shown */
    bool failed;
} run;

/* ---- finding nodes */

enum { MAPS = 7 };

static void maps_of(const pl_world *w, const pl_map *out[MAPS]) {
    const pl_map *all[MAPS] = {&w->nodes,        &w->disabled, &w->sources,
                               &w->exposures,    &w->metrics,  &w->semantic_models,
                               &w->saved_queries};
    memcpy(out, all, sizeof all);
}

/* By unique_id, by name as lists show it, or by file; `tables`: a source's table by its
 * own name too. */
static bool is_called(const pl_dbt_node *n, pl_str word, bool tables, pl_arena *a) {
    bool by_file = pl_str_eq(n->original_file_path, word) && n->template;
    bool by_name = pl_str_eq(n->name, word) && (tables || n->type != PL_RES_SOURCE);
    return by_file || by_name || pl_str_eq(n->unique_id, word) ||
           pl_str_eq(pl_node_search_name(n, a), word);
}

static subject *subject_of(run *r, pl_str id) {
    void **slot = pl_map_slot(&r->index, &r->arena, id);
    if (!*slot) {
        subject *fresh = PL_NEW(&r->arena, subject);
        fresh->unique_id = id;
        *slot = fresh;
    }
    return *slot;
}

static void add(run *r, uint32_t i, pl_dbt_node *n) {
    pl_world *w = r->worlds[i];
    subject *sub = subject_of(r, n->unique_id);
    if (sub->at.len && sub->at.at[sub->at.len - 1]->world == w) {
        return; /* another word names it too */
    }
    const pl_explanation *x = pl_explain(w, n, r->s->chosen[i], &r->arena);
    r->failed = r->failed || n->failed || !x->complete;
    PL_PUSH(&r->arena, &sub->at, x);
}

static bool add_called(run *r, uint32_t i, pl_str word, bool tables) {
    const pl_map *maps[MAPS];
    bool found = false;
    maps_of(r->worlds[i], maps);
    for (int m = 0; m < MAPS; m++) {
        for (uint32_t k = 0; k < maps[m]->len; k++) {
            pl_dbt_node *n = maps[m]->at[k].value;
            if (is_called(n, word, tables, &r->arena)) {
                add(r, i, n);
                found = true;
            }
        }
    }
    return found;
}

/* What lands somewhere; all types when a selector gives nothing of these. */
static bool select_nodes(run *r, uint32_t i, pl_selected *chosen) {
    static const uint32_t types = PL_RES_BIT(PL_RES_MODEL) | PL_RES_BIT(PL_RES_SEED) |
                                  PL_RES_BIT(PL_RES_SNAPSHOT) |
                                  PL_RES_BIT(PL_RES_SOURCE);
    pl_world *w = r->worlds[i];
    pl_diag_point before = pl_diag_mark(&w->sink);
    bool ok = pl_session_select(r->s, w, types, chosen);
    if (ok && !chosen->len) {
        pl_diag_rollback(
            &w->sink, before); /* that nothing matched is said for all worlds at once */
        ok = pl_session_select(r->s, w, pl_types_all, chosen);
    }
    if (ok && !chosen->len) {
        pl_diag_rollback(&w->sink, before);
    }
    return ok;
}

/* Words that name no node are selectors. */
static bool add_selected(run *r, uint32_t i, pl_str *words, uint32_t count) {
    pl_options *o = &r->s->options;
    pl_str *all = o->words;
    uint32_t all_count = o->word_count;
    pl_selected chosen = {0};
    o->words = words;
    o->word_count = count;
    bool ok = select_nodes(r, i, &chosen);
    o->words = all;
    o->word_count = all_count;
    for (uint32_t k = 0; ok && k < chosen.len; k++) {
        add(r, i, chosen.at[k]);
    }
    r->failed = r->failed || !ok;
    return chosen.len > 0;
}

static bool selects(const pl_session *s) {
    static const char *const names[] = {"select", "models", "model", "selector"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (pl_option_value(&s->options, names[i])) {
            return true;
        }
    }
    return false;
}

static void find(run *r, uint32_t i) {
    const pl_options *o = &r->s->options;
    for (uint32_t k = 0; k < o->word_count; k++) {
        if (add_called(r, i, o->words[k], false) ||
            add_selected(r, i, &o->words[k], 1) ||
            add_called(r, i, o->words[k], true)) {
            r->matched[k] = true;
        }
    }
    if (selects(r->s)) {
        add_selected(r, i, NULL, 0);
    }
}

/* ---- words that match nothing */

static void compare_all(pl_near_name *near, const pl_map *nodes) {
    bool path = pl_str_find_char(near->wanted, '/') != UINT32_MAX;
    for (uint32_t i = 0; i < nodes->len; i++) {
        const pl_dbt_node *n = nodes->at[i].value;
        pl_near_compare(near, path ? n->original_file_path : n->name);
        pl_near_compare(near, n->unique_id);
    }
}

static pl_str nearest(run *r, pl_str word) {
    pl_near_name near = {.wanted = word, .distance = 3 + word.len / 4};
    for (uint32_t i = 0; i < r->s->target_len; i++) {
        const pl_map *maps[MAPS];
        if (r->worlds[i]) {
            maps_of(r->worlds[i], maps);
            for (int m = 0; m < MAPS; m++) {
                compare_all(&near, maps[m]);
            }
        }
    }
    return near.best;
}

static void say_unmatched(run *r) {
    const pl_options *o = &r->s->options;
    for (uint32_t k = 0; k < o->word_count; k++) {
        if (r->matched[k]) {
            continue;
        }
        pl_str near = nearest(r, o->words[k]);
        if (near.len) {
            pl_usage_error("no node matches '%.*s'; did you mean '%.*s'?",
                           PL_FMT(o->words[k]), PL_FMT(near));
        } else {
            pl_usage_error("no node matches '%.*s'", PL_FMT(o->words[k]));
        }
        r->failed = true;
    }
    if (!r->index.len && !o->word_count) {
        pl_usage_error("nothing is selected");
        r->failed = true;
    }
}

/* ---- printing */

/* "/home/alice/shop/": paths below the current folder are shown from there. */
static pl_str current_folder(pl_arena *a) {
    char *path = getcwd(NULL, 0);
    pl_str base = path ? pl_str_cat(a, pl_str_of(path), PL_S("/")) : PL_S("");
    free(path);
    return base;
}

static void print(run *r, bool json) {
    const pl_str *key = pl_option_value(&r->s->options, "config");
    pl_buf out = {0};
    for (uint32_t i = 0; i < r->index.len; i++) {
        const subject *sub = r->index.at[i].value;
        pl_explain_view view = {.at = sub->at.at,
                                .len = sub->at.len,
                                .key = key ? *key : (pl_str){NULL, 0},
                                .color =
                                    r->s->style.color && pl_use_color(STDOUT_FILENO),
                                .base = current_folder(&r->arena),
                                .arena = &r->arena};
        if (json) {
            pl_buf_str(&out, i ? PL_S(",\n ") : PL_S("[\n "));
            pl_explain_json(&view, &out);
        } else {
            pl_buf_str(&out, i ? PL_S("\n") : PL_S(""));
            pl_explain_text(&view, &out);
        }
    }
    pl_buf_str(&out, !json ? PL_S("") : r->index.len ? PL_S("\n]\n") : PL_S("[]\n"));
    r->failed = !pl_answer(pl_buf_view(&out)) || r->failed;
    pl_buf_free(&out);
}

/* ---- reporting */

/* Is it about a node that is shown, or about all of the project? */
static bool concerns(const run *r, const pl_diag *d) {
    return d->severity == PL_ERROR && (!d->node.len || pl_map_has(&r->index, d->node));
}

/* What worlds have to say of what is shown, once for all of them. */
static void gather(run *r, pl_world *w) {
    pl_diag_sink kept = {.arena = &r->arena};
    for (uint32_t i = 0; i < w->sink.len; i++) {
        const pl_diag *d = &w->sink.at[i];
        if (concerns(r, d)) {
            pl_diag *copy = pl_diag_add(&kept, d->code, d->span, d->text);
            uint32_t order = copy->order;
            *copy = *d;
            copy->order = order;
            copy->text = pl_env_mask(w->options.env, &r->arena, d->text);
        } else {
            r->passed_over += d->severity == PL_ERROR;
        }
    }
    r->failed = r->failed || kept.len;
    pl_diag_merge(&r->s->sink, &kept);
}

static void report(run *r) {
    for (uint32_t i = 0; i < r->s->target_len; i++) {
        if (r->worlds[i]) {
            gather(r, r->worlds[i]);
        }
    }
    r->failed = r->failed || r->s->sink.errors;
    pl_session_report(r->s, NULL);
    if (r->passed_over) {
        fprintf(
            stderr,
            "plumb: note: other nodes have errors, which are not shown: `plumb ls` names them\n");
    }
}

/* ---- the command */

static bool open_worlds(run *r) {
    pl_session *s = r->s;
    bool any = false;
    r->worlds = PL_NEW_ARRAY0(&r->arena, pl_world *, s->target_len);
    for (uint32_t i = 0; i < s->target_len; i++) {
        bool usable;
        r->worlds[i] = pl_session_world(s, i, &r->arena, &usable);
        any = any || r->worlds[i];
        r->failed = r->failed || !usable;
    }
    return any;
}

static int explain(pl_session *s, bool json) {
    run r = {.s = s};
    bool any = open_worlds(&r);
    r.matched = PL_NEW_ARRAY0(&r.arena, bool, s->options.word_count);
    for (uint32_t i = 0; i < s->target_len; i++) {
        if (r.worlds[i]) {
            find(&r, i);
        }
    }
    report(&r);
    if (any) {
        say_unmatched(&r);
        print(&r, json);
    }
    for (uint32_t i = 0; i < s->target_len; i++) {
        if (r.worlds[i]) {
            pl_world_close(r.worlds[i]);
        }
    }
    pl_arena_free(&r.arena);
    return r.failed || !any ? PL_EXIT_ERROR : PL_EXIT_OK;
}

int pl_cmd_explain(const pl_invocation *call) {
    pl_session s;
    int code;
    if (!pl_session_open(&s, call, "list", true, &code)) {
        pl_session_close(&s);
        return code;
    }
    s.quiet = true; /* warnings of the whole project answer nothing here */
    const pl_str *form = pl_option_value(&s.options, "output");
    bool json = form && PL_STR_IS(*form, "json");
    code = PL_EXIT_ERROR;
    if (form && !json && !PL_STR_IS(*form, "text")) {
        pl_usage_error("--output is text or json, not '%.*s'", PL_FMT(*form));
    } else if (!s.options.word_count && !selects(&s)) {
        pl_usage_error("explain needs a node: a name, a file, or a selector");
    } else {
        code = explain(&s, json);
    }
    pl_session_close(&s);
    return code;
}
