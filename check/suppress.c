/* Comments that say: this finding is meant to be so. */
#include "check/check.h"
#include "project/node/world.h"

/* One word of a comment's list. */
typedef struct ignore {
    pl_str rule;
    pl_span span;  /* of the word */
    uint32_t line; /* where it holds; 0: in the whole file */
} ignore;

typedef struct file_ignores {
    PL_VEC(ignore) list;
} file_ignores;

typedef struct suppressor {
    pl_check *c;
    pl_map files; /* path -> file_ignores */
    pl_map nodes; /* unique_id -> pl_dbt_node */
} suppressor;

/* ---- reading comments */

/* A place in a file, moved forwards only. */
typedef struct cursor {
    const pl_source *src;
    uint32_t at;
    uint32_t line;  /* from 1 */
    uint32_t first; /* what the line begins with, blanks aside; UINT32_MAX: not seen */
} cursor;

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

static void advance(cursor *c, uint32_t to) {
    pl_str text = c->src->text;
    for (; c->at < to; c->at++) {
        if (text.at[c->at] == '\n') {
            c->line++;
            c->first = UINT32_MAX;
        } else if (c->first == UINT32_MAX && !is_blank(text.at[c->at])) {
            c->first = c->at;
        }
    }
}

static uint32_t skip_blanks(pl_str text, uint32_t at) {
    while (at < text.len && is_blank(text.at[at])) {
        at++;
    }
    return at;
}

/* Where the comment begins whose first word stands at `at`;
 * UINT32_MAX: there is none. */
static uint32_t comment_start(pl_str text, uint32_t at) {
    static const char *const openings[] = {"{#-", "{#+", "{#", "--", "/*", "#"};
    while (at && is_blank(text.at[at - 1])) {
        at--;
    }
    pl_str before = pl_str_sub(text, 0, at);
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++) {
        pl_str opening = pl_str_of(openings[i]);
        if (pl_str_ends(before, opening)) {
            return at - opening.len;
        }
    }
    return UINT32_MAX;
}

static bool is_rule_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '_';
}

/* A dash that closes a Jinja comment is no part of a name. */
static uint32_t word_end(pl_str text, uint32_t at) {
    uint32_t lo = at;
    while (at < text.len && is_rule_char(text.at[at])) {
        at++;
    }
    while (at > lo && text.at[at - 1] == '-') {
        at--;
    }
    return at;
}

static void no_rule(suppressor *s, pl_span span) {
    pl_diag *d = pl_diag_add(s->c->sink, PL_W0701, span,
                             PL_S("this comment names no rule: nothing is ignored"));
    d->help = PL_S("name the rules behind it, or ALL: `plumb: ignore RULE, RULE`");
}

static void unknown_rule(suppressor *s, const ignore *g) {
    pl_near_name near = {.wanted = g->rule, .distance = 6};
    for (uint32_t i = 0; i < pl_rule_count; i++) {
        pl_near_compare(&near, pl_str_of(pl_rules[i].kind.id));
    }
    pl_diag *d = pl_diag_addf(s->c->sink, PL_W0701, g->span,
                              "there is no rule '%.*s' to ignore", PL_FMT(g->rule));
    if (near.best.len) {
        d->help =
            pl_str_fmt(s->c->sink->arena, "did you mean '%.*s'?", PL_FMT(near.best));
    }
}

static bool is_known(pl_str rule) {
    return PL_STR_IS(rule, "ALL") || pl_rule_find(rule);
}

/* The rules named from byte `at` on, for `line`. Returns where they end. */
static uint32_t take_list(suppressor *s, file_ignores *to, const pl_source *src,
                          uint32_t at, uint32_t line) {
    pl_str text = src->text;
    bool more = true;
    while (more) {
        uint32_t lo = skip_blanks(text, at);
        uint32_t hi = word_end(text, lo);
        ignore g = {pl_str_sub(text, lo, hi), {src, lo, hi}, line};
        if (lo == hi) {
            break;
        }
        PL_PUSH(s->c->arena, &to->list, g);
        if (!is_known(g.rule)) {
            unknown_rule(s, &g);
        }
        at = skip_blanks(text, hi);
        more = at < text.len && text.at[at] == ',';
        at += more;
    }
    return at;
}

/* Comments on lines of their own are about the first line below them. */
typedef struct stack {
    uint32_t from; /* first of their words */
    uint32_t line; /* of the last of them; 0: none */
} stack;

static void close_stack(stack *k, file_ignores *f) {
    for (uint32_t i = k->from; k->line && i < f->list.len; i++) {
        f->list.at[i].line = f->list.at[i].line ? k->line + 1 : 0;
    }
    k->from = f->list.len;
    k->line = 0;
}

/* "plumb:" stands at c->at. Returns where to search on. */
static uint32_t take_comment(suppressor *s, file_ignores *to, cursor *c, stack *k) {
    pl_str text = c->src->text;
    uint32_t start = comment_start(text, c->at);
    uint32_t lo = skip_blanks(text, c->at + (uint32_t)strlen("plumb:"));
    uint32_t end = word_end(text, lo);
    pl_str word = pl_str_sub(text, lo, end);
    bool whole_file = PL_STR_IS(word, "ignore-file");
    if (start == UINT32_MAX || (!whole_file && !PL_STR_IS(word, "ignore"))) {
        return end;
    }
    bool own_line = start == c->first;
    if (!own_line || c->line != k->line + 1) {
        close_stack(k, to);
    }
    uint32_t known = to->list.len;
    uint32_t next = take_list(s, to, c->src, end, whole_file ? 0 : c->line);
    if (to->list.len == known) {
        no_rule(s, (pl_span){c->src, c->at, end});
    }
    k->line = own_line ? c->line : 0;
    return next;
}

static file_ignores *read_file(suppressor *s, pl_str path, const pl_source *src) {
    file_ignores *f = PL_NEW(s->c->arena, file_ignores);
    pl_map_put(&s->files, s->c->arena, path, f);
    if (!src) {
        return f;
    }
    cursor c = {src, 0, src->skipped_lines + 1, UINT32_MAX};
    stack k = {0};
    uint32_t at = 0;
    while ((at = pl_str_find(src->text, PL_S("plumb:"), at)) != UINT32_MAX) {
        advance(&c, at);
        at = take_comment(s, f, &c, &k);
    }
    close_stack(&k, f);
    return f;
}

/* The file's comments; `part` is a source of that path when it is no
 * file of the project. */
static const file_ignores *ignores_of(suppressor *s, pl_str path,
                                      const pl_source *part) {
    file_ignores *f = path.len ? pl_map_get(&s->files, path) : NULL;
    if (f || !path.len) {
        return f;
    }
    pl_diag_sink quiet = {.arena = s->c->arena};
    const pl_source *src = pl_workspace_source(s->c->ws, path, true, &quiet);
    return read_file(s, path, src ? src : part);
}

/* ---- applying them */

static bool holds(const file_ignores *f, const pl_finding *finding, uint32_t line) {
    for (uint32_t i = 0; f && i < f->list.len; i++) {
        const ignore *g = &f->list.at[i];
        if ((!g->line || g->line == line) &&
            (PL_STR_IS(g->rule, "ALL") ||
             pl_str_eq(g->rule, pl_str_of(finding->kind->id)))) {
            return true;
        }
    }
    return false;
}

/* Where the finding stands, or (for the whole file) where its node does. */
static void apply(suppressor *s, pl_finding *f) {
    const pl_dbt_node *n = f->node.len ? pl_map_get(&s->nodes, f->node) : NULL;
    uint32_t line = f->span.src ? pl_source_line(f->span.src, f->span.lo) : UINT32_MAX;
    bool here = holds(ignores_of(s, f->path, f->span.src), f, line);
    bool there = n && holds(ignores_of(s, n->original_file_path, NULL), f, UINT32_MAX);
    if (here || there) {
        f->suppressed = PL_S("in source");
    }
}

static void index_nodes(suppressor *s, const pl_map *nodes, bool read) {
    for (uint32_t i = 0; i < nodes->len; i++) {
        const pl_dbt_node *n = nodes->at[i].value;
        pl_map_put(&s->nodes, s->c->arena, n->unique_id, nodes->at[i].value);
        if (read && n->owner && !n->owner->index) {
            ignores_of(s, n->original_file_path, NULL);
        }
    }
}

/* Without files of a commit every comment of the project is looked at, so that those
 * with a mistake in them are found. */
void pl_check_suppress(pl_check *c) {
    suppressor s = {.c = c};
    for (uint32_t i = 0; i < c->len; i++) {
        pl_world *w = c->at[i].world;
        if (w) {
            index_nodes(&s, &w->nodes, !c->touched.given);
            index_nodes(&s, &w->sources, !c->touched.given);
        }
    }
    for (uint32_t i = 0; i < c->touched.paths.len; i++) {
        ignores_of(&s, c->touched.paths.at[i].key, NULL);
    }
    for (uint32_t i = 0; i < c->findings.len; i++) {
        apply(&s, &c->findings.at[i]);
    }
}
