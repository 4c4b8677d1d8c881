/* parser/ast.h: the parsed, resolved template.
 *
 * A pl_ast is frozen after parsing and shared by all threads and renders. Nodes are 16
 * bytes in one array; children are node numbers (pl_ref); lists are runs in `extra`.
 * Node 0 is never a child: 0 means "none". */
#ifndef PL_PARSER_AST_H
#define PL_PARSER_AST_H

#include "support/source.h"

typedef uint32_t pl_ref; /* a node number, 0 = none */

typedef enum pl_node_kind {
    PL_NODE_NONE,
#define NODE(id) PL_NODE_##id,
#include "parser/nodes.def"
#undef NODE
    PL_NODE_COUNT
} pl_node_kind;

/* What the fields mean, by kind; "x[k..]" is extra[x + k].
 *
 * CONST      a literal number (ast.literals)
 * NAME       a slot, n depth (0 = this function, 1 = the enclosing function, ...),
 *            b name number. For loads and stores alike.
 * TUPLE LIST a = extra start, b = count of expressions
 * DICT       a = extra start, b = count of pairs (key, value alternate)
 * NOT NEG POS  a operand
 * ADD..POW   a left, b right
 * CONCAT     a = extra start, b = count (x ~ y ~ z is one node)
 * COMPARE    a = extra start, b = count of operands; extra: expr0, op1, expr1, op2, ...
 *            (op is a pl_compare)
 * AND OR     a left, b right
 * COND       a = extra start: test, then-value, else-value (0: undefined when false)
 * GETATTR    a object, b name number
 * GETITEM    a object, b index expression (a SLICE, a CONST, anything). `x.0` is a
 * GETITEM. SLICE      a = extra start: start, stop, step (each may be 0) CALL       a
 * callee, b = extra start of an argument record (pl_args) FILTER     a input (0 inside
 * a FILTERBLOCK: the block's text), b = extra start: name number, site number, then an
 * argument record TEST       likewise; `x is not t` is NOT(TEST) SELF       the name
 * `self` read: prints <TemplateReference None>. (Only where `self` is not assigned.)
 *
 * BODY       a = extra start, b = count of statements
 * TEXT       a = byte offset in the source, b = bytes: printed as it is
 * PRINT      a expression. flags PL_PRINT_ONLY: it is the template's only output node
 *            (dbt's native rendering keeps its type).
 * FOR        a = extra start: target, iter, body, else (0), test (0), loop scope
 * number, else scope number, test scope number, slot of `loop` (UINT32_MAX when the
 * body does not use it), function number for a recursive loop (else UINT32_MAX), target
 * of the test's own scope (0 without a test: the test may run ahead of the body, when
 * the body asks whether this item is the last). flags PL_FOR_RECURSIVE: all but the
 * iterable belongs to the loop's function IF         a = extra start, b = count of
 * entries: (test, body) pairs; a last pair with test 0 is else SET        a target, b
 * value. flags PL_SET_EXPORT: at the template's top level: it also goes to the context
 * SETBLOCK   a = extra start: target, filter (0 or a FILTER chain whose innermost input
 * is 0), body, scope number NSREF      a assignment target only: a = slot, n depth of
 * the namespace object's NAME, b = extra start: name number, attribute name number
 * MACRO      a = macro number (ast.macros), b = slot it is stored to, n depth 0.
 *            flags PL_SET_EXPORT when it is at top level
 * CALLBLOCK  a = macro number of the anonymous caller, b the CALL expression
 * FILTERBLOCK a = extra start: FILTER chain, body, scope number
 * WITH       a = extra start, b = count of pairs; extra: scope number, body, then
 * (target, value) pairs. Values are evaluated before the scope is entered SCOPE      {%
 * autoescape %}. flags PL_AUTOESCAPE_ON or _OFF: a body, b scope number. Neither: its
 * expression is no literal: a = extra start: body, scope number, expression, which is
 * evaluated in the scope DO         a expression BREAK CONTINUE BLOCK      a = function
 * number, b name number ({% block x %}: rendered in place, as a function of its own
 * that sees the context, not the template's locals). n PL_BLOCK_REQUIRED: rendering it
 * is the error "Required block 'x' not found" INCLUDE IMPORT FROMIMPORT EXTENDS   a
 * expression of the template's name: there is no loader, so evaluating one is an error.
 * flags PL_IGNORE_MISSING DOCS       a = name number, b body
 */
typedef struct pl_node {
    uint8_t kind;  /* pl_node_kind */
    uint8_t flags; /* PL_PRINT_ONLY, ... */
    uint16_t n;
    uint32_t lo; /* byte offset of the token that Jinja2 counts the node's line from */
    uint32_t a;
    uint32_t b;
} pl_node;
_Static_assert(sizeof(pl_node) == 16, "nodes are stored by the million");

enum {
    PL_PRINT_ONLY = 1 << 0,
    PL_FOR_RECURSIVE = 1 << 1,
    PL_SET_EXPORT = 1 << 2,
    PL_IGNORE_MISSING = 1 << 3,
    PL_AUTOESCAPE_ON = 1 << 4,
    PL_AUTOESCAPE_OFF = 1 << 5,
    PL_CONSTANT =
        1 << 6, /* expression made of constants only, as Jinja2's optimizer sees it
                   (as_const succeeds statically); set by the parser */
    PL_SOFT_SITE =
        1 << 7, /* FILTER, TEST: inside {% if %} or a conditional expression, where
                   Jinja2 reports an unknown name only when it is reached */
};

enum { PL_BLOCK_REQUIRED = 1 }; /* pl_node.n of a BLOCK */

typedef enum pl_compare {
    PL_CMP_EQ,
    PL_CMP_NE,
    PL_CMP_LT,
    PL_CMP_LE,
    PL_CMP_GT,
    PL_CMP_GE,
    PL_CMP_IN,
    PL_CMP_NOTIN,
} pl_compare;

typedef enum pl_literal_kind {
    PL_LIT_NONE,
    PL_LIT_TRUE,
    PL_LIT_FALSE,
    PL_LIT_INT,
    PL_LIT_BIGINT, /* beyond 64 bits: `text` holds its decimal, hex (0x), octal (0o) or
                      binary (0b) digits without underscores */
    PL_LIT_FLOAT,
    PL_LIT_STRING, /* `text`: decoded; adjacent literals joined */
} pl_literal_kind;

typedef struct pl_literal {
    pl_literal_kind kind;
    pl_str text;
    union {
        int64_t i;
        double f;
    } as;
} pl_literal;

/* A name of the template: variables, attributes, filters, keywords; each distinct text
 * once. */
typedef struct pl_name {
    pl_str text;
    uint32_t hash; /* pl_str_hash(text) */
} pl_name;

/* Argument record in `extra` at x:
 *   x[0] = positional count P, x[1] = keyword count K, x[2] = *args expr or 0,
 *   x[3] = **kwargs expr or 0, then P expressions, then K (name number, expression). */
enum { PL_ARGS_POS, PL_ARGS_KEY, PL_ARGS_STAR, PL_ARGS_STARSTAR, PL_ARGS_FIRST };

/* How a slot gets its value when its scope is entered (Jinja2 idtracking.py). */
typedef enum pl_load_kind {
    PL_LOAD_PARAM,     /* set by whoever enters: loop target, macro parameter */
    PL_LOAD_RESOLVE,   /* looked up in the context, lazily, on first read */
    PL_LOAD_ALIAS,     /* copied from another slot (slot, depth) */
    PL_LOAD_UNDEFINED, /* missing until assigned */
} pl_load_kind;

typedef struct pl_load {
    uint32_t slot;
    uint32_t name; /* name number */
    uint16_t kind; /* pl_load_kind */
    uint16_t depth;
    uint32_t from; /* ALIAS: slot at `depth` */
} pl_load;

typedef struct pl_scope_info {
    const pl_load *loads;
    uint32_t load_count;
} pl_scope_info;

/* Anything with an activation of its own: the template, a macro, a caller, a block, the
 * body of a recursive loop. */
typedef struct pl_function {
    uint32_t slots;  /* size of its activation */
    uint32_t scope;  /* its outermost scope */
    uint32_t parent; /* enclosing function, UINT32_MAX for the template and blocks */
    pl_ref body;
    bool captured; /* another function reads its slots: they must live as long as the
                      render */
} pl_function;

typedef struct pl_param {
    uint32_t name;
    uint32_t slot;
    pl_ref fallback; /* default expression, 0 when there is none; evaluated in the
                        macro's own function, after earlier parameters are bound */
} pl_param;

typedef enum pl_macro_kind {
    PL_MACRO_PLAIN,
    PL_MACRO_CALLER,
    PL_MACRO_TEST,            /* {% test name(...) %}: macro "test_<name>" */
    PL_MACRO_MATERIALIZATION, /* "materialization_<name>_<adapter>" */
    PL_MACRO_SNAPSHOT,        /* unused: snapshots are models */
} pl_macro_kind;

typedef struct pl_macro_info {
    uint32_t name; /* name number; for dbt modes the mangled name is made by the parser:
                      "dbt_macro__x" with the plain one kept in `plain` */
    uint32_t plain;
    uint32_t function;
    const pl_param *params;
    uint32_t param_count;
    uint8_t kind;                                /* pl_macro_kind */
    bool uses_caller, uses_kwargs, uses_varargs; /* the body reads these names freely */
    uint32_t caller_slot, kwargs_slot, varargs_slot; /* UINT32_MAX when not used */
    bool caller_is_param;       /* `caller` is among the declared parameters */
    pl_str supported_languages; /* materializations: comma list, else empty */
    uint32_t lo, hi; /* bytes of the whole block, opening tag to closing tag */
} pl_macro_info;

/* A call of a plain name with literal arguments only, `name('a', 'b')`, anywhere in the
 * template: what ref/source/config/var calls can be known without running it. */
typedef struct pl_ast {
    const pl_source *src;
    const pl_node *nodes;
    const uint32_t *extra;
    const pl_literal *literals;
    const pl_name *names;
    const pl_scope_info *scopes;
    const pl_function *functions; /* [0] is the template */
    const pl_macro_info *macros;
    const pl_ref *sites; /* FILTER and TEST nodes by site number */
    uint32_t node_count, extra_count, literal_count, name_count, scope_count;
    uint32_t function_count, macro_count, site_count;
    /* Where the template's end lies in the source: text.len, less one trailing newline.
     */
    uint32_t end;
} pl_ast;

#endif
