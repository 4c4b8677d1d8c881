/* parser/parser_priv.h: one parse under way.
 *
 * Parsing writes the tree and, beside it, a list of events: which names are read and
 * assigned, in the order in which Jinja2's symbol visitor meets them. resolve.c turns
 * the events into slots when the whole template is known. The first error leaves by
 * longjmp: everything lives in arenas, so nothing is left to undo. */
#ifndef PL_PARSER_PARSER_PRIV_H
#define PL_PARSER_PARSER_PRIV_H

#include <setjmp.h>
#include <stddef.h>

#include "lexer/lexer.h"
#include "parser/nodes.h"
#include "parser/parser.h"
#include "support/vec.h"

#define PL_NOT_THERE UINT32_MAX

typedef enum event_op {
    EVENT_LOAD,  /* node: a NAME or NSREF */
    EVENT_USE,   /* the same, but declares nothing: arguments of a set block's filter */
    EVENT_STORE, /* node: a NAME */
    EVENT_PARAM, /* node: a NAME, target of {% for %} or {% with %} */
    EVENT_MACRO, /* node: a MACRO, whose name is stored */
    EVENT_IMPORT, /* a name stored by {% import %} */
    EVENT_IF,     /* first of three branches: if, all elifs, else */
    EVENT_BRANCH, /* next branch */
    EVENT_END_IF,
    EVENT_SCOPE, /* node: scope number; the scope's own events follow */
    EVENT_FAIL,  /* node: a failure's number, or PL_NOT_THERE */
} event_op;

enum { EVENT_OP_BITS = 4 };

typedef struct event {
    uint32_t op_name; /* event_op, and the variable's key above EVENT_OP_BITS */
    uint32_t node;
} event;

/* Names with special meanings that a piece of template reads before it assigns them
 * (compiler.py UndeclaredNameVisitor), and those that it assigns. Bits: use_bit. */
typedef struct uses {
    uint8_t loads;
    uint8_t stores;
} uses;

static inline uint8_t use_bit(uint32_t keyword) {
    uint32_t bit = keyword - PL_KW_LOOP;
    uint32_t mask = bit <= PL_KW_SUPER - PL_KW_LOOP ? 1u << bit : 0;
    return (uint8_t)mask;
}

/* Those of `first` and then `second`. */
static inline uses uses_then(uses first, uses second) {
    uint32_t loads = first.loads | (second.loads & ~(uint32_t)first.stores);
    uint32_t stores = (uint32_t)first.stores | second.stores;
    return (uses){(uint8_t)loads, (uint8_t)stores};
}

typedef struct scope_draft {
    uint32_t events_end;
    /* the function that it is the outermost scope of, or PL_NOT_THERE */
    uint32_t function;
    uint32_t macro; /* its macro's number, or PL_NOT_THERE */
    /* where the pl_for begins that wants the slot of `loop`, or PL_NOT_THERE */
    uint32_t loop;
    uint32_t failure; /* raised when the scope is entered, or PL_NOT_THERE */
    bool alone; /* the template's own, or a {% block %}'s: sees no enclosing scope */
    bool recursive; /* of a recursive loop: one of up to three in the same function */
    bool sees_self;
} scope_draft;

/* What Jinja2 finds wrong only when it compiles the tree. */
typedef struct failure {
    uint32_t lo;
    pl_str text;
} failure;

typedef struct macro_draft {
    pl_macro_info info;
    uint32_t first_param; /* in parser.params */
} macro_draft;

/* Tags that are open, innermost first. */
typedef struct open_tag {
    pl_str name;
    struct open_tag *outer;
} open_tag;

/* End tags that are looked for, innermost first. */
typedef struct end_tags {
    pl_keyword any[3]; /* PL_KW_NONE: no more */
    struct end_tags *outer;
} end_tags;

/* Small templates are parsed in `room`, without asking the system for memory. */
enum { ROOM = 24 * 1024, FIRST_NODES = 256, FIRST_NAMES = 64 };

typedef struct parser {
    pl_token tok;   /* current */
    pl_token ahead; /* the one after, when `has_ahead` */
    bool has_ahead;
    uint32_t last_lo; /* of the last token before the current one */
    pl_dialect dialect;
    pl_arena *arena;  /* the result's */
    pl_arena scratch; /* freed after the parse */
    pl_str text;

    PL_VEC(pl_node) nodes;
    PL_VEC(uint32_t) extra;
    PL_VEC(pl_literal) literals;
    PL_VEC(pl_name) names;
    PL_VEC(pl_ref) sites;
    PL_VEC(pl_function) functions;
    PL_VEC(macro_draft) macros;
    PL_VEC(pl_param) params;
    PL_VEC(scope_draft) scopes;
    PL_VEC(event) events;
    PL_VEC(failure) failures;
    PL_VEC(uint32_t) stack;  /* lists under construction */
    PL_VEC(uint32_t) blocks; /* names of the {% block %}s so far */
    PL_VEC(uint32_t) keys;   /* by name: the variable it stands for; beyond: itself */
    uint32_t *name_index;    /* open addressing: number + 1 */
    uint32_t name_mask;

    uint32_t depth;  /* of nested constructs */
    uint32_t height; /* of the expression parsed last */
    uses uses;       /* of what is being parsed */
    uint32_t tag_lo; /* of the tag that was opened last */
    open_tag *tags;
    end_tags *ends;
    uint32_t scope_level; /* scopes open: Python's names carry it */
    uint32_t loop_level;  /* for loops open in the current Python function */
    uint32_t loop_stored; /* offset of an assignment to `loop`, or PL_NOT_THERE */
    bool toplevel;        /* in no scope but the template's own */
    bool soft;            /* directly in an {% if %} */
    bool volatile_escape; /* in {% autoescape %} of an expression that is no constant */
    pl_str python_error;  /* what Python would say about the compiled template */
    uint32_t python_lo;   /* where its cause is */

    pl_syntax_error *error;

    /* All above begins as zeros. */
    pl_lexer lexer;
    jmp_buf out;
    _Alignas(16) char room[ROOM];
} parser;

/* ---- errors: parser.c */

_Noreturn void pl_parse_fail(parser *p, uint32_t lo, pl_str text);
_Noreturn void pl_parse_failf(parser *p, uint32_t lo, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* "expected token 'x', got 'y'" */
_Noreturn void pl_parse_expected(parser *p, pl_str words);
/* Something that Python refuses in the compiled template; the first counts. */
void pl_parse_python_error(parser *p, uint32_t lo, pl_str text);
/* Something that Jinja2 refuses when it compiles; its number for EVENT_FAIL. */
uint32_t pl_parse_failure(parser *p, uint32_t lo, pl_str text);
_Noreturn void pl_parse_too_deep(parser *p);

/* ---- tokens: parser.c */

/* A token as messages describe it: a name's own text, else its kind. */
pl_str pl_token_words(const parser *p, const pl_token *t);
/* Fail with the lexer's error. */
_Noreturn void pl_parse_lexer_error(parser *p);

static inline void next_token(parser *p, pl_token *out) {
    pl_lex_next(&p->lexer, out);
    if (out->kind == PL_TOK_ERROR) {
        pl_parse_lexer_error(p);
    }
}

/* Move to the next token. Returns the offset of the one that was current. */
static inline uint32_t advance(parser *p) {
    uint32_t lo = p->tok.lo;
    if (p->tok.kind != PL_TOK_EOF) {
        p->last_lo = lo;
    }
    if (p->has_ahead) {
        p->tok = p->ahead;
        p->has_ahead = false;
    } else {
        next_token(p, &p->tok);
    }
    return lo;
}

/* The current token; moves past it. */
static inline pl_token take(parser *p) {
    pl_token t = p->tok;
    advance(p);
    return t;
}

static inline const pl_token *look(parser *p) {
    if (!p->has_ahead) {
        next_token(p, &p->ahead);
        p->has_ahead = true;
    }
    return &p->ahead;
}

static inline bool is_keyword(const pl_token *t, pl_keyword kw) {
    return t->kind == PL_TOK_NAME && t->flags == kw;
}

static inline bool at_keyword(const parser *p, pl_keyword kw) {
    return is_keyword(&p->tok, kw);
}

static inline bool skip_if(parser *p, pl_tok_kind kind) {
    if (p->tok.kind == kind) {
        advance(p);
        return true;
    }
    return false;
}

static inline bool skip_keyword(parser *p, pl_keyword kw) {
    if (at_keyword(p, kw)) {
        advance(p);
        return true;
    }
    return false;
}

/* Move past a token of this kind; fail at any other. Returns its offset. */
static inline uint32_t expect(parser *p, pl_tok_kind kind) {
    if (p->tok.kind != kind) {
        pl_parse_expected(p, pl_str_of(pl_tok_words(kind)));
    }
    return advance(p);
}

static inline void expect_keyword(parser *p, pl_keyword kw) {
    if (!at_keyword(p, kw)) {
        pl_parse_expected(p, pl_keyword_text(kw));
    }
    advance(p);
}

static inline pl_str token_text(const parser *p, const pl_token *t) {
    return (pl_str){p->text.at + t->lo, t->hi - t->lo};
}

/* The text of a NAME, which must be the current token; moves past it. */
static inline pl_str expect_name(parser *p) {
    pl_str text = token_text(p, &p->tok);
    expect(p, PL_TOK_NAME);
    return text;
}

/* ---- the tree: parser.c, literal.c */

/* Number of a name, made when it is new. The text must live as long as the result. */
uint32_t pl_parse_name(parser *p, pl_str text);

/* Room for more of a result's array, guessed from how much of the
 * template is parsed. */
void *pl_parse_grow(parser *p, const void *at, uint32_t len, uint32_t *cap,
                    size_t size);

/* Append to an array that is part of the result. */
#define PUSH_RESULT(p, vec, value)                                                     \
    do {                                                                               \
        if ((vec)->len == (vec)->cap) {                                                \
            (vec)->at = pl_parse_grow((p), (vec)->at, (vec)->len, &(vec)->cap,         \
                                      sizeof *(vec)->at);                              \
        }                                                                              \
        (vec)->at[(vec)->len++] = (value);                                             \
    } while (0)

static inline pl_ref add_node(parser *p, pl_node_kind kind, uint32_t lo, uint32_t a,
                              uint32_t b) {
    PUSH_RESULT(p, &p->nodes, ((pl_node){(uint8_t)kind, 0, 0, lo, a, b}));
    return p->nodes.len - 1;
}

static inline pl_node *node_at(parser *p, pl_ref ref) {
    return &p->nodes.at[ref];
}

static inline uint32_t add_extra(parser *p, uint32_t value) {
    PUSH_RESULT(p, &p->extra, value);
    return p->extra.len - 1;
}

/* Where a record of parser/nodes.h, `bytes` long, begins in `extra`. */
static inline uint32_t add_record(parser *p, const void *record, size_t bytes) {
    const uint32_t *word = record;
    uint32_t start = p->extra.len;
    for (size_t i = 0; i < bytes / sizeof *word; i++) {
        add_extra(p, word[i]);
    }
    return start;
}
#define ADD_RECORD(p, type, ...) add_record(p, &(type){__VA_ARGS__}, sizeof(type))

/* The record that begins there, until the next is added. */
static inline void *record_at(parser *p, uint32_t start) {
    return p->extra.at + start;
}

/* The child `i` of a TUPLE, LIST or BODY. */
static inline pl_ref item_of(const parser *p, const pl_node *n, uint32_t i) {
    return pl_items_of(p->extra.at, n)[i];
}

static inline void push(parser *p, uint32_t value) {
    PL_PUSH(&p->scratch, &p->stack, value);
}

/* Move the stack's entries from `mark` on to `extra`; where they begin there. */
uint32_t pl_parse_flush(parser *p, uint32_t mark);

pl_ref pl_parse_literal(parser *p); /* INTEGER, FLOAT, STRING... at the current token */
pl_ref pl_parse_constant(parser *p, pl_literal_kind kind); /* none, true, false */
pl_ref pl_parse_string(parser *p, uint32_t lo, pl_str text);

/* Whether an expression is a literal that is true: 1, false: 0, neither: -1. */
int pl_parse_truth(parser *p, pl_ref ref);

/* ---- events */

/* The variable that a name stands for: names that Python takes for the same identifier
 * share one key, the number of one of them. */
static inline uint32_t variable_key(const parser *p, uint32_t name) {
    return name < p->keys.len ? p->keys.at[name] : name;
}

static inline void add_event(parser *p, event_op op, uint32_t name, uint32_t node) {
    uint32_t key = variable_key(p, name);
    PL_PUSH(&p->scratch, &p->events, ((event){key << EVENT_OP_BITS | op, node}));
}

/* Begin a scope whose events follow; its number. */
uint32_t pl_scope_begin(parser *p);
void pl_scope_end(parser *p, uint32_t scope);
/* A new function whose outermost scope is `scope`; its number. */
uint32_t pl_function_new(parser *p, uint32_t scope);
/* The same, and `scope` begins it. */
uint32_t pl_function_begin(parser *p, uint32_t scope);

/* ---- expressions: primary.c, expr.c, args.c */

/* Count one more nested construct; the caller takes it back. */
static inline void pl_parse_deeper(parser *p) {
    if (++p->depth > PL_PARSE_DEPTH) {
        pl_parse_too_deep(p);
    }
}

/* A node whose children are the stack from `mark` on, `per_item` of them an item. */
pl_ref pl_parse_sequence(parser *p, pl_node_kind kind, uint32_t lo, uint32_t mark,
                         uint32_t per_item, uint8_t constant);

pl_ref pl_parse_expression(parser *p);
pl_ref pl_parse_without_condition(parser *p); /* no `a if b else c` */
pl_ref pl_parse_primary(parser *p);
pl_ref pl_parse_postfix(parser *p, pl_ref node);
/* `a, b`, or one expression. */
pl_ref pl_parse_tuple(parser *p, bool with_condition);
/* The tuple's form for targets. */
pl_ref pl_parse_target_tuple(parser *p);

/* An argument record, from "(" on; where it begins in extra. *constant: all arguments
 * are. Sets the height. */
uint32_t pl_parse_args(parser *p, bool *constant);
/* Which of `count` names, `step` apart, occurs twice; PL_NOT_THERE: none. */
uint32_t pl_parse_repeated(parser *p, const uint32_t *names, uint32_t count,
                           uint32_t step);
/* Where the second argument called `name` stands in the list that opens at `open`;
 * `assigned`: followed by "=". For messages. */
uint32_t pl_parse_second_place(const parser *p, uint32_t open, pl_str name,
                               bool assigned);
/* Filters from "|" on (start_inline: from the name on), applied to `input`. */
pl_ref pl_parse_filters(parser *p, pl_ref input, bool start_inline);
pl_ref pl_parse_test(parser *p, pl_ref input);

/* Note that the parsed tree is one higher than its highest part. */
static inline void set_height(parser *p, uint32_t height) {
    p->height = height;
    if (height > PL_PARSE_DEPTH) {
        pl_parse_too_deep(p);
    }
}

/* ---- statements: stmt.c, for.c, target.c, macro.c, include.c */

/* Statements up to one of `ends` (NULL: up to the template's end), at whose name the
 * parse then stands; a BODY. */
pl_ref pl_parse_body(parser *p, end_tags *ends);
/* The same from an opening tag's end on. */
pl_ref pl_parse_statements(parser *p, pl_keyword end);
pl_ref pl_parse_statements_to(parser *p, end_tags ends);
/* The state that a scope's body begins with, and what was before. */
typedef struct context {
    uses uses;
    uint32_t loop_level, scope_level;
    bool toplevel, soft;
} context;
context pl_enter(parser *p);
/* A Python function's body: it is in no loop. */
context pl_enter_function(parser *p);
/* Restores all but `uses`, which it returns. */
uses pl_leave(parser *p, context before);

static inline void also_uses(parser *p, uses then) {
    p->uses = uses_then(p->uses, then);
}

/* A target; NSREF only `with_namespace`. It is not yet stored. */
pl_ref pl_parse_target(parser *p, bool with_namespace);
/* A plain name that is assigned. */
pl_token pl_parse_target_name(parser *p);
static inline pl_str pl_parse_target_text(parser *p) {
    pl_token t = pl_parse_target_name(p);
    return token_text(p, &t);
}
/* A copy of a target, to be stored elsewhere. */
pl_ref pl_parse_copy_target(parser *p, pl_ref target);
/* Record that `target` is assigned. */
void pl_parse_store(parser *p, pl_ref target, event_op op);
/* Remember an assignment to `loop`, which for loops refuse. */
void pl_parse_check_loop(parser *p, pl_ref target);
/* The use_bit of a name. */
uint8_t pl_parse_use_of(parser *p, uint32_t name);
/* Fail when two {% block %}s have one name. */
void pl_check_blocks(parser *p);

pl_ref pl_parse_for(parser *p);
pl_ref pl_parse_macro(parser *p);
pl_ref pl_parse_call_block(parser *p);
pl_ref pl_parse_materialization(parser *p);
pl_ref pl_parse_docs(parser *p);
pl_ref pl_parse_test_block(parser *p);
pl_ref pl_parse_import(parser *p);
pl_ref pl_parse_from(parser *p);
pl_ref pl_parse_include(parser *p);
pl_ref pl_parse_extends(parser *p);

/* "FLOORDIV": dump.c */
const char *pl_node_words(pl_node_kind kind);

/* ---- resolve.c */

/* Give every name its slot. Loads go to p->arena. */
void pl_resolve(parser *p, pl_scope_info *scopes);

#endif
