/* Decisions and variables of a trace, as they are shown. */
#include "explain/explain_priv.h"
#include "parser/nodes.h"
#include "support/vec.h"

enum { TAG_CHARS = 120, WHOLE_BYTES = 90 };

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
static pl_str one_line(const explainer *e, pl_str text) {
    pl_buf out = {0};
    text = pl_env_mask(e->w->options.env, e->a, text);
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
    pl_str line = pl_buf_take(&out, e->a);
    pl_buf_free(&out);
    return line;
}

pl_str explain_tag(explainer *e, const pl_trace_event *event) {
    return one_line(e, without_braces(pl_trace_tag(event)));
}

/* The bracket, comma or `else` that ends the expression at `at`. */
static uint32_t expression_end(pl_str text, uint32_t at) {
    uint32_t depth = 0;
    for (char quote = 0; at < text.len; at++) {
        char c = text.at[at];
        bool opens = c == '(' || c == '[' || c == '{',
             closes = c == ')' || c == ']' || c == '}';
        if (quote) {
            quote = c == quote ? 0 : quote;
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (!depth &&
                   (closes || c == ',' || c == '%' ||
                    pl_str_starts(pl_str_sub(text, at, text.len), PL_S(" else ")))) {
            break;
        }
        depth += !quote && opens;
        depth -= !quote && closes;
    }
    return at;
}

/* Does the expression begin with that of its field a? */
static bool leads(uint8_t kind) {
    static const uint8_t kinds[] = {PL_NODE_NOT,     PL_NODE_AND,     PL_NODE_OR,
                                    PL_NODE_GETATTR, PL_NODE_GETITEM, PL_NODE_CALL,
                                    PL_NODE_FILTER,  PL_NODE_TEST};
    return memchr(kinds, kind, sizeof kinds) != NULL;
}

/* The byte where an expression begins: that of its leftmost part. */
static uint32_t expression_start(const pl_ast *ast, pl_ref ref) {
    const pl_node *n = &ast->nodes[ref];
    uint32_t lo = n->lo;
    bool negated = false;
    while (n->kind != PL_NODE_NAME && n->kind != PL_NODE_CONST) {
        bool list = n->kind == PL_NODE_COMPARE || n->kind == PL_NODE_CONCAT;
        bool first = list || leads(n->kind);
        ref = !first ? 0 : list ? pl_items_of(ast->extra, n)[0] : n->a;
        if (!ref) {
            break;
        }
        negated = negated || n->kind == PL_NODE_NOT;
        n = &ast->nodes[ref];
        lo = n->lo;
    }
    bool says_not = lo >= 4 && !memcmp(ast->src->text.at + lo - 4, "not ", 4);
    return negated && says_not ? lo - 4 : lo;
}

/* The tag of a condition; of a long one that is no statement, the condition alone. */
static pl_str condition_text(explainer *e, const pl_trace_event *event) {
    pl_str tag = explain_tag(e, event);
    bool statement = pl_str_starts(tag, PL_S("if ")) ||
                     pl_str_starts(tag, PL_S("elif ")) ||
                     pl_str_starts(tag, PL_S("for "));
    if (statement || tag.len <= WHOLE_BYTES) {
        return tag;
    }
    pl_str text = event->span.src->text;
    uint32_t lo = expression_start(event->ast, event->expr);
    pl_str own = pl_str_sub(text, lo, expression_end(text, lo));
    return pl_str_cat(e->a, PL_S("… if "), one_line(e, pl_str_trim(own)));
}

/* ---- finding nodes of an AST */

typedef struct ast_index {
    pl_ref *owner; /* by test: the IF that it belongs to; 0: none */
    pl_map calls;  /* byte where it begins -> CALL */
} ast_index;

static void index_node(explainer *e, ast_index *index, const pl_ast *ast, pl_ref ref) {
    const pl_node *n = &ast->nodes[ref];
    if (n->kind == PL_NODE_IF) {
        for (uint32_t i = 0; i < n->b; i++) {
            index->owner[pl_branches_of(ast->extra, n)[i].test] = ref;
        }
    } else if (n->kind == PL_NODE_CALL && ast->nodes[n->a].kind == PL_NODE_NAME) {
        pl_str key = pl_str_copy(e->a, (pl_str){(const char *)&n->lo, sizeof n->lo});
        pl_map_put(&index->calls, e->a, key, (void *)(uintptr_t)n);
    }
}

static const ast_index *index_of(explainer *e, const pl_ast *ast) {
    pl_str key = {(const char *)&ast, sizeof ast};
    ast_index *index = pl_map_get(&e->asts, key);
    if (!index) {
        index = PL_NEW(e->a, ast_index);
        index->owner = PL_NEW_ARRAY0(e->a, pl_ref, ast->node_count);
        for (pl_ref ref = 1; ref < ast->node_count; ref++) {
            index_node(e, index, ast, ref);
        }
        pl_map_put(&e->asts, e->a, pl_str_copy(e->a, key), index);
    }
    return index;
}

static bool call_at(explainer *e, const pl_trace_event *event, pl_trace_read *out) {
    pl_str key = {(const char *)&event->span.lo, sizeof event->span.lo};
    const pl_node *n =
        event->ast ? pl_map_get(&index_of(e, event->ast)->calls, key) : NULL;
    return n && pl_trace_call(event->ast, (pl_ref)(n - event->ast->nodes), e->a, out);
}

/* ---- else */

/* The first byte of a statement of a body; UINT32_MAX: it is empty. */
static uint32_t body_start(const pl_ast *ast, pl_ref body) {
    const pl_node *b = &ast->nodes[body];
    if (!body || b->kind != PL_NODE_BODY || !b->b) {
        return UINT32_MAX;
    }
    const pl_node *first = &ast->nodes[*pl_items_of(ast->extra, b)];
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

/* The else that is taken because `test`, the last condition of
 * its if, does not hold. */
static pl_span else_of(const pl_ast *ast, pl_ref owner, pl_ref test) {
    const pl_node *n = &ast->nodes[owner];
    if (!owner || n->b < 2) {
        return (pl_span){NULL, 0, 0};
    }
    const pl_branch *last = &pl_branches_of(ast->extra, n)[n->b - 1];
    if (last->test || last[-1].test != test) {
        return (pl_span){NULL, 0, 0};
    }
    uint32_t at = body_start(ast, last->body);
    return at == UINT32_MAX ? (pl_span){NULL, 0, 0} : else_tag(ast, at);
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
                           .text = condition_text(e, event),
                           .taken = event->truth};
    for (uint32_t i = 0; i < event->read_len; i++) {
        explain_read(e, &b.reads, &event->reads[i]);
    }
    PL_PUSH(e->a, to, b);
    pl_span otherwise = {NULL, 0, 0};
    if (!event->truth) {
        otherwise = else_of(event->ast, index_of(e, event->ast)->owner[event->expr],
                            event->expr);
    }
    if (otherwise.src) {
        pl_explain_branch taken = {
            .macro = b.macro, .span = otherwise, .text = PL_S("else"), .taken = true};
        PL_PUSH(e->a, to, taken);
    }
}

static bool reads_outside(const pl_trace_event *event) {
    for (uint32_t i = 0; i < event->read_len; i++) {
        const pl_trace_read *r = &event->reads[i];
        if (r->kind != PL_READ_NAME || (r->of & PL_READS_TARGET)) {
            return true;
        }
    }
    return false;
}

/* Conditions of plumb's own text of dbt's macros are not those that dbt has, unless
 * they ask the same of target, env and vars. */
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
        if (event->kind == PL_TRACE_CONDITION && event->ast && (all || event->flags) &&
            !seen(e, &places, event) && is_written_so(e, event, all)) {
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
        if (!call_at(e, event, &read)) {
            read = (pl_trace_read){.kind = env ? PL_READ_ENV_VAR : PL_READ_VAR,
                                   .name = event->name};
        }
        if (event->has_default && !read.value.len) {
            read.value = PL_S("computed");
        }
        explain_read(e, to, &read);
    }
}
