/* A parse from start to end: names, errors, and the finished tree. */
#include "parser/parser_priv.h"

#include <stdarg.h>
#include <stdio.h>

#include "support/utf8.h"

/* ---- errors */

_Noreturn static void leave(parser *p, uint32_t lo, uint32_t line, pl_str text) {
    *p->error = (pl_syntax_error){.text = text, .lo = lo, .line = line};
    longjmp(p->out, 1);
}

/* Jinja2 gives the end of the template the line of the token before it. */
_Noreturn void pl_parse_fail(parser *p, uint32_t lo, pl_str text) {
    const pl_source *src = p->lexer.src;
    if (p->tok.kind == PL_TOK_EOF && lo == p->tok.lo) {
        lo = p->last_lo;
    }
    leave(p, lo, pl_source_line(src, lo) - src->skipped_lines, text);
}

_Noreturn void pl_parse_failf(parser *p, uint32_t lo, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    uint32_t len = (uint32_t)vsnprintf(NULL, 0, format, args);
    char *text = pl_alloc(p->arena, len + 1);
    vsnprintf(text, len + 1, format, again);
    va_end(again);
    va_end(args);
    pl_parse_fail(p, lo, (pl_str){text, len});
}

_Noreturn void pl_parse_expected(parser *p, pl_str words) {
    if (p->tok.kind == PL_TOK_EOF) {
        pl_parse_failf(p, p->tok.lo, "unexpected end of template, expected '%.*s'.",
                       PL_FMT(words));
    }
    pl_str got = pl_token_words(p, &p->tok);
    pl_parse_failf(p, p->tok.lo, "expected token '%.*s', got '%.*s'", PL_FMT(words),
                   PL_FMT(got));
}

_Noreturn void pl_parse_too_deep(parser *p) {
    pl_parse_fail(p, p->tok.lo, PL_S("the template is nested too deeply"));
}

void pl_parse_python_error(parser *p, uint32_t lo, pl_str text) {
    if (!p->python_error.len) {
        p->python_error = text;
        p->python_lo = lo;
    }
}

uint32_t pl_parse_failure(parser *p, uint32_t lo, pl_str text) {
    PL_PUSH(&p->scratch, &p->failures, ((failure){lo, text}));
    return p->failures.len - 1;
}

/* ---- tokens */

pl_str pl_token_words(const parser *p, const pl_token *t) {
    return t->kind == PL_TOK_NAME ? token_text(p, t) : pl_str_of(pl_tok_words(t->kind));
}

_Noreturn void pl_parse_lexer_error(parser *p) {
    pl_parse_fail(p, p->lexer.error_at, p->lexer.error);
}

/* ---- names */

static void index_name(parser *p, uint32_t number) {
    uint32_t i = p->names.at[number].hash & p->name_mask;
    while (p->name_index[i]) {
        i = (i + 1) & p->name_mask;
    }
    p->name_index[i] = number + 1;
}

static void grow_names(parser *p) {
    uint32_t size = 2 * (p->name_mask + 1);
    p->name_mask = size - 1;
    p->name_index = PL_NEW_ARRAY0(&p->scratch, uint32_t, size);
    for (uint32_t i = 0; i < p->names.len; i++) {
        index_name(p, i);
    }
}

/* A name beyond ASCII has the key of its normal form. */
static void find_key(parser *p, uint32_t number) {
    pl_str normal = pl_lex_normal_name(p->names.at[number].text, p->arena);
    uint32_t key =
        pl_str_eq(normal, p->names.at[number].text) ? number : pl_parse_name(p, normal);
    while (p->keys.len < p->names.len) {
        uint32_t self = p->keys.len;
        PL_PUSH(&p->scratch, &p->keys, self);
    }
    p->keys.at[number] = key;
}

/* Whether `n` bytes are equal; names are short. */
static inline bool same_bytes(const char *x, const char *y, uint32_t n) {
    uint64_t a, b;
    for (; n >= 8; n -= 8, x += 8, y += 8) {
        memcpy(&a, x, 8);
        memcpy(&b, y, 8);
        if (a != b) {
            return false;
        }
    }
    for (; n; n--, x++, y++) {
        if (*x != *y) {
            return false;
        }
    }
    return true;
}

uint32_t pl_parse_name(parser *p, pl_str text) {
    uint32_t hash = pl_str_hash(text);
    uint32_t i = hash & p->name_mask;
    for (; p->name_index[i]; i = (i + 1) & p->name_mask) {
        const pl_name *n = &p->names.at[p->name_index[i] - 1];
        if (n->hash == hash && n->text.len == text.len &&
            same_bytes(n->text.at, text.at, text.len)) {
            return p->name_index[i] - 1;
        }
    }
    uint32_t number = p->names.len;
    PUSH_RESULT(p, &p->names, ((pl_name){text, hash}));
    p->name_index[i] = number + 1;
    if (2 * p->names.len > p->name_mask) {
        grow_names(p);
    }
    if (p->lexer.wide_names && !pl_utf8_is_ascii(text)) {
        find_key(p, number);
    }
    return number;
}

/* ---- the tree */

uint32_t pl_parse_flush(parser *p, uint32_t mark) {
    uint32_t start = p->extra.len;
    for (uint32_t i = mark; i < p->stack.len; i++) {
        add_extra(p, p->stack.at[i]);
    }
    p->stack.len = mark;
    return start;
}

uint32_t pl_scope_begin(parser *p) {
    uint32_t number = p->scopes.len;
    PL_PUSH(&p->scratch, &p->scopes,
            ((scope_draft){.function = PL_NOT_THERE,
                           .macro = PL_NOT_THERE,
                           .loop = PL_NOT_THERE,
                           .failure = PL_NOT_THERE}));
    add_event(p, EVENT_SCOPE, 0, number);
    return number;
}

void pl_scope_end(parser *p, uint32_t scope) {
    p->scopes.at[scope].events_end = p->events.len;
}

uint32_t pl_function_new(parser *p, uint32_t scope) {
    PL_PUSH(&p->scratch, &p->functions,
            ((pl_function){.scope = scope, .parent = PL_NOT_THERE}));
    return p->functions.len - 1;
}

uint32_t pl_function_begin(parser *p, uint32_t scope) {
    return p->scopes.at[scope].function = pl_function_new(p, scope);
}

void *pl_parse_grow(parser *p, const void *at, uint32_t len, uint32_t *cap,
                    size_t size) {
    uint64_t parsed = p->tok.lo + 1;
    uint64_t guess = *cap * (uint64_t)p->text.len / parsed * 9 / 8;
    uint64_t least = *cap ? 2 * (uint64_t)*cap : 16;
    uint64_t bigger = guess < least ? least : guess > 64 * least ? 64 * least : guess;
    if (bigger > UINT32_MAX) {
        pl_out_of_memory();
    }
    void *to = pl_alloc(p->arena, bigger * size);
    if (len) {
        memcpy(to, at, len * size);
    }
    *cap = (uint32_t)bigger;
    return to;
}

static const void *keep(pl_arena *a, const void *at, uint32_t count, size_t size) {
    void *to = pl_alloc(a, count * size);
    if (count) {
        memcpy(to, at, count * size);
    }
    return to;
}

#define KEEP(p, vec) keep((p)->arena, (vec).at, (vec).len, sizeof *(vec).at)

/* A result's array: where it stands, once it has left the parser's room. */
static const void *result(parser *p, const void *at, uint32_t count, size_t size) {
    bool in_room = (const char *)at >= p->room && (const char *)at < p->room + ROOM;
    return in_room ? keep(p->arena, at, count, size) : at;
}

#define RESULT(p, vec) result((p), (vec).at, (vec).len, sizeof *(vec).at)

static const pl_macro_info *keep_macros(parser *p) {
    pl_macro_info *to = PL_NEW_ARRAY(p->arena, pl_macro_info, p->macros.len);
    const pl_param *params = KEEP(p, p->params);
    for (uint32_t i = 0; i < p->macros.len; i++) {
        to[i] = p->macros.at[i].info;
        to[i].params = params + p->macros.at[i].first_param;
    }
    return to;
}

static const pl_ast *finish(parser *p, const pl_scope_info *scopes) {
    pl_ast *ast = PL_NEW(p->arena, pl_ast);
    *ast = (pl_ast){
        .src = p->lexer.src,
        .nodes = RESULT(p, p->nodes),
        .extra = RESULT(p, p->extra),
        .literals = RESULT(p, p->literals),
        .names = RESULT(p, p->names),
        .scopes = scopes,
        .functions = KEEP(p, p->functions),
        .macros = keep_macros(p),
        .sites = RESULT(p, p->sites),
        .node_count = p->nodes.len,
        .extra_count = p->extra.len,
        .literal_count = p->literals.len,
        .name_count = p->names.len,
        .scope_count = p->scopes.len,
        .function_count = p->functions.len,
        .macro_count = p->macros.len,
        .site_count = p->sites.len,
        .end = (uint32_t)(p->lexer.end - p->lexer.base),
    };
    return ast;
}

/* ---- from start to end */

#define FIRST_ROOM(p, vec, n)                                                          \
    ((p)->vec.at = pl_alloc(&(p)->scratch, (n) * sizeof *(p)->vec.at),                 \
     (p)->vec.cap = (n))

static void begin(parser *p, const pl_source *src, pl_dialect dialect, pl_arena *a,
                  pl_syntax_error *error) {
    memset(p, 0, offsetof(parser, lexer));
    p->scratch.at = p->room;
    p->scratch.end = p->room + ROOM;
    pl_lex_init(&p->lexer, src, a);
    p->dialect = dialect;
    p->arena = a;
    p->text = src->text;
    p->error = error;
    p->loop_stored = PL_NOT_THERE;
    p->toplevel = true;
    FIRST_ROOM(p, nodes, FIRST_NODES);
    FIRST_ROOM(p, extra, FIRST_NODES);
    FIRST_ROOM(p, events, FIRST_NODES);
    FIRST_ROOM(p, names, FIRST_NAMES);
    FIRST_ROOM(p, literals, FIRST_NAMES);
    FIRST_ROOM(p, sites, FIRST_NAMES);
    FIRST_ROOM(p, stack, FIRST_NAMES);
    p->name_index = PL_NEW_ARRAY0(&p->scratch, uint32_t, 2 * FIRST_NAMES);
    p->name_mask = 2 * FIRST_NAMES - 1;
    add_node(p, PL_NODE_NONE, 0, 0, 0);
}

/* dbt's native rendering keeps the type of a template that is one print statement. */
static void mark_only_print(parser *p, pl_ref body) {
    const pl_node *b = node_at(p, body);
    if (b->b != 1) {
        return;
    }
    pl_node *only = node_at(p, item_of(p, b, 0));
    if (only->kind == PL_NODE_PRINT) {
        only->flags |= PL_PRINT_ONLY;
    }
}

static const pl_ast *parse_all(parser *p) {
    uint32_t scope = pl_scope_begin(p);
    pl_function_begin(p, scope);
    next_token(p, &p->tok);
    pl_ref body = pl_parse_body(p, NULL);
    p->functions.at[0].body = body;
    p->scopes.at[scope].sees_self = p->uses.loads & use_bit(PL_KW_SELF);
    p->scopes.at[scope].alone = true;
    pl_scope_end(p, scope);
    mark_only_print(p, body);
    pl_check_blocks(p);
    pl_scope_info *scopes = PL_NEW_ARRAY(p->arena, pl_scope_info, p->scopes.len);
    pl_resolve(p, scopes);
    if (p->python_error.len) {
        leave(p, p->python_lo, 0, p->python_error);
    }
    return finish(p, scopes);
}

/* On its own, so that no local of a function that calls setjmp changes after it. */
static const pl_ast *parse_or_fail(parser *p) {
    return setjmp(p->out) == 0 ? parse_all(p) : NULL;
}

const pl_ast *pl_parse(const pl_source *src, pl_dialect dialect, pl_arena *a,
                       pl_syntax_error *error) {
    parser p;
    begin(&p, src, dialect, a, error);
    const pl_ast *ast = parse_or_fail(&p);
    pl_arena_free(&p.scratch);
    return ast;
}

uint32_t pl_ast_name(const pl_ast *ast, pl_str text) {
    uint32_t hash = pl_str_hash(text);
    for (uint32_t i = 0; i < ast->name_count; i++) {
        if (ast->names[i].hash == hash && pl_str_eq(ast->names[i].text, text)) {
            return i;
        }
    }
    return UINT32_MAX;
}
