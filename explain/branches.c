/* Decisions and variables of a trace, as they are shown. */
#include "explain/explain_priv.h"
#include "support/vec.h"

enum { TAG_CHARS = 120 };

/* ---- texts of tags */

static pl_str without_braces(pl_str tag) {
    uint32_t lo = tag.len < 2 ? 0 : 2;
    uint32_t hi = tag.len < 4 ? tag.len : tag.len - 2;
    while (lo < hi && (tag.at[lo] == '-' || tag.at[lo] == '+')) {
        lo++;
    }
    while (hi > lo && (tag.at[hi - 1] == '-' || tag.at[hi - 1] == '+')) {
        hi--;
    }
    return pl_str_trim(pl_str_sub(tag, lo, hi));
}

/* On one line, cut to what fits. */
static pl_str one_line(pl_arena *a, pl_str text) {
    pl_buf out = {0};
    bool space = false;
    for (uint32_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        bool white = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        bool starts = ((unsigned char)c & 0xc0) != 0x80;
        if (out.len >= TAG_CHARS && starts) {
            PL_BUF_LIT(&out, "…");
            break;
        }
        if (!white) {
            pl_buf_put(&out, " ", space ? 1 : 0);
            pl_buf_char(&out, c);
        }
        space = white;
    }
    pl_str line = pl_buf_take(&out, a);
    pl_buf_free(&out);
    return line;
}

pl_str explain_tag(explainer *e, const pl_trace_event *event) {
    return one_line(e->a, without_braces(pl_trace_tag(event)));
}

/* ---- else */

/* The first byte of a statement of a body; UINT32_MAX: it is empty. */
static uint32_t body_start(const pl_ast *ast, pl_ref body) {
    const pl_node *b = &ast->nodes[body];
    if (!body || b->kind != PL_NODE_BODY || !b->b) {
        return UINT32_MAX;
    }
    const pl_node *first = &ast->nodes[ast->extra[b->a]];
    return first->kind == PL_NODE_TEXT ? first->a : first->lo;
}

/* The {% else %} in front of byte `at`. */
static pl_span else_tag(const pl_ast *ast, uint32_t at) {
    pl_str text = ast->src->text;
    pl_trace_event event = {.span = {ast->src, 0, 0}};
    at = at < text.len ? at : text.len;
    while (at > 1) {
        at--;
        if (text.at[at] == '%' && text.at[at - 1] == '{') {
            event.span.lo = at + 1;
            if (PL_STR_IS(without_braces(pl_trace_tag(&event)), "else")) {
                return (pl_span){ast->src, at - 1, at};
            }
        }
    }
    return (pl_span){NULL, 0, 0};
}

/* The else that is taken because `test`, the last condition of its if, does not hold. */
static pl_span else_of(const pl_ast *ast, pl_ref test) {
    for (uint32_t i = 1; i < ast->node_count; i++) {
        const pl_node *n = &ast->nodes[i];
        const uint32_t *x = &ast->extra[n->a];
        uint32_t last = 2 * (n->b - 1);
        if (n->kind != PL_NODE_IF || n->b < 2 || x[last] || x[last - 2] != test) {
            continue;
        }
        uint32_t at = body_start(ast, x[last + 1]);
        return at == UINT32_MAX ? (pl_span){NULL, 0, 0} : else_tag(ast, at);
    }
    return (pl_span){NULL, 0, 0};
}

/* ---- once a place */

static bool seen(explainer *e, pl_map *places, const pl_trace_event *event) {
    struct {
        const pl_ast *ast;
        uint32_t lo, kind_and_truth;
    } key = {event->ast, event->span.lo, (uint32_t)event->kind << 1 | event->truth};
    pl_str bytes = {(const char *)&key, sizeof key};
    if (pl_map_has(places, bytes)) {
        return true;
    }
    pl_map_put(places, e->a, pl_str_copy(e->a, bytes), places);
    return false;
}

static void add_branch(explainer *e, const pl_trace_event *event,
                       pl_explain_branches *to) {
    pl_explain_branch b = {.macro = pl_trace_macro_of(e->w, event->ast),
                           .span = event->span,
                           .text = explain_tag(e, event),
                           .taken = event->truth};
    for (uint32_t i = 0; i < event->read_len; i++) {
        explain_read(e, &b.reads, &event->reads[i]);
    }
    PL_PUSH(e->a, to, b);
    pl_span otherwise = {NULL, 0, 0};
    if (!event->truth) {
        otherwise = else_of(event->ast, event->expr);
    }
    if (otherwise.src) {
        pl_explain_branch taken = {.macro = b.macro,
                                   .span = otherwise,
                                   .text = PL_S("else"),
                                   .taken = true};
        PL_PUSH(e->a, to, taken);
    }
}

static bool reads_outside(const pl_trace_event *event) {
    for (uint32_t i = 0; i < event->read_len; i++) {
        const pl_trace_read *r = &event->reads[i];
        if (r->kind != PL_READ_NAME || pl_str_starts(r->name, PL_S("target."))) {
            return true;
        }
    }
    return false;
}

/* Conditions of plumb's own text of dbt's macros are not those that dbt has, unless they
 * ask the same of target, env and vars. */
static bool is_written_so(const explainer *e, const pl_trace_event *event, bool all) {
    const pl_macro_def *def = pl_trace_macro_of(e->w, event->ast);
    return !def || !def->stock || e->w->options.dbt_macros.at ||
           (all && reads_outside(event));
}

void explain_branches(explainer *e, const pl_trace *t, bool all,
                      pl_explain_branches *to) {
    pl_map places = {0};
    for (uint32_t i = 0; i < t->events.len; i++) {
        const pl_trace_event *event = &t->events.at[i];
        if (event->kind == PL_TRACE_CONDITION && event->ast &&
            (all || event->flags) && !seen(e, &places, event) &&
            is_written_so(e, event, all)) {
            add_branch(e, event, to);
        }
    }
}

void explain_variables(explainer *e, const pl_trace *t, pl_explain_reads *to) {
    pl_map places = {0};
    for (uint32_t i = 0; i < t->events.len; i++) {
        const pl_trace_event *event = &t->events.at[i];
        bool env = event->kind == PL_TRACE_ENV_VAR;
        if ((!env && event->kind != PL_TRACE_VAR) || seen(e, &places, event)) {
            continue;
        }
        pl_trace_read read;
        if (!event->ast ||
            !pl_trace_call_at(event->ast, event->span.lo, e->a, &read)) {
            read = (pl_trace_read){.kind = env ? PL_READ_ENV_VAR : PL_READ_VAR,
                                   .name = event->name};
        }
        explain_read(e, to, &read);
    }
}
