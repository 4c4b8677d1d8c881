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
#define NODE(id, shape) PL_NODE_##id,
#include "parser/nodes.def"
#undef NODE
    PL_NODE_COUNT
} pl_node_kind;

/* What the words of a node hold, by kind. "list", "record" and "args" are where one
 * begins in pl_ast.extra; parser/nodes.h has their types, and nobody else reads them.
 *
 * kind              a                  b                        n and flags
 *
 * CONST             literal number
 * NAME              slot               name number              n depth: functions out;
 *                                                               for loads and stores
 * TUPLE LIST        list               count of expressions
 * DICT              pl_item_pair list  count of pairs
 * NOT NEG POS       operand
 * ADD ... POW       left               right
 * CONCAT            list               count: x ~ y ~ z is one node
 * COMPARE           pl_compared        count of operands: x < y < z is one node
 * AND OR            left               right
 * COND              pl_cond
 * GETATTR           object             name number
 * GETITEM           object             index: any expression, or a SLICE
 * SLICE             pl_bounds
 * CALL              callee             args
 * FILTER            input, or 0        pl_site, then args       input 0: a block's text
 * TEST              input              pl_site, then args       `is not` is NOT(TEST)
 * SELF              the name `self` read, where it is not assigned: prints
 *                   <TemplateReference None>
 *
 * BODY              list               count of statements
 * TEXT              byte offset        bytes: printed as they are
 * PRINT             expression                                  PL_PRINT_ONLY
 * FOR               pl_for                                      PL_FOR_RECURSIVE
 * IF                pl_branch list     count of branches
 * SET               target             value                    PL_SET_EXPORT
 * SETBLOCK          pl_set_block                                PL_SET_EXPORT
 * NSREF             slot               pl_ns_ref                n depth; only a target
 * MACRO             macro number       slot it is stored to     n 0, PL_SET_EXPORT
 * CALLBLOCK         macro number       CALL                     the macro is the caller
 * FILTERBLOCK       pl_filter_block
 * WITH              pl_with_block      count of bindings
 * SCOPE             body               scope number             PL_AUTOESCAPE_ON, _OFF
 *                   pl_autoescape                               neither flag
 * DO                expression
 * BREAK CONTINUE
 * BLOCK             function number    name number              n PL_BLOCK_REQUIRED
 * INCLUDE IMPORT    the name's expression                       PL_IGNORE_MISSING
 * FROMIMPORT EXTENDS
 * DOCS              name number        body
 *
 * A BLOCK is rendered in place, as a function of its own that sees the context, not the
 * template's locals. There is no loader: evaluating INCLUDE and the like is an error. */
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
    /* The template's only output node: dbt's native rendering keeps its type. */
    PL_PRINT_ONLY = 1 << 0,
    PL_FOR_RECURSIVE = 1 << 1, /* all but the iterable is in the loop's function */
    PL_SET_EXPORT = 1 << 2, /* at the template's top level: goes to the context, too */
    PL_IGNORE_MISSING = 1 << 3,
    PL_AUTOESCAPE_ON = 1 << 4,
    PL_AUTOESCAPE_OFF = 1 << 5,
    /* An expression of constants only, as Jinja2's optimizer sees it (as_const succeeds
     * statically); set by the parser. */
    PL_CONSTANT = 1 << 6,
    /* FILTER, TEST: inside {% if %} or a conditional expression, where Jinja2 reports an
     * unknown name only when it is reached. */
    PL_SOFT_SITE = 1 << 7,
};

/* pl_node.n of a BLOCK whose rendering is the error "Required block 'x' not found" */
enum { PL_BLOCK_REQUIRED = 1 };

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
    /* beyond 64 bits: `text` holds its decimal, hex (0x), octal (0o) or binary (0b)
     * digits without underscores */
    PL_LIT_BIGINT,
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

/* A name of the template (variables, attributes, filters, keywords): each text once. */
typedef struct pl_name {
    pl_str text;
    uint32_t hash; /* pl_str_hash(text) */
} pl_name;

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
    bool
        captured; /* another function reads its slots: they live as long as the render */
} pl_function;

typedef struct pl_param {
    uint32_t name;
    uint32_t slot;
    /* default expression, 0 when there is none; evaluated in the macro's own function,
     * after earlier parameters are bound */
    pl_ref fallback;
} pl_param;

typedef enum pl_macro_kind {
    PL_MACRO_PLAIN,
    PL_MACRO_CALLER,
    PL_MACRO_TEST,            /* {% test name(...) %}: macro "test_<name>" */
    PL_MACRO_MATERIALIZATION, /* "materialization_<name>_<adapter>" */
} pl_macro_kind;

typedef struct pl_macro_info {
    /* name number; for dbt modes the mangled name is made by the parser:
     * "dbt_macro__x", with the plain one kept in `plain` */
    uint32_t name;
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

/* A parsed template. `extra` is for the views of parser/nodes.h. */
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
    /* The template's end in the source: text.len, less one trailing newline. */
    uint32_t end;
} pl_ast;

#endif
