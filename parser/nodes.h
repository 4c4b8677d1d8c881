/* parser/nodes.h: what nodes keep in pl_ast.extra, and their children.
 *
 * Records and lists of `extra` have a type each; only this header and children.c know
 * where in it they begin. A view costs nothing: it is a pointer into `extra`. */
#ifndef PL_PARSER_NODES_H
#define PL_PARSER_NODES_H

#include "parser/ast.h"

/* ---- expressions */

typedef struct pl_item_pair {
    pl_ref key, value;
} pl_item_pair;

typedef struct pl_cond {
    pl_ref test, value;
    pl_ref otherwise; /* 0: undefined when the test is false */
} pl_cond;

/* A SLICE; each may be 0. */
typedef struct pl_bounds {
    pl_ref start, stop, step;
} pl_bounds;

typedef struct pl_comparison {
    uint32_t op; /* pl_compare */
    pl_ref operand;
} pl_comparison;

/* A chain: first, then one comparison for each of the other operands. */
typedef struct pl_compared {
    pl_ref first;
    pl_comparison rest[];
} pl_compared;

/* Arguments of a call, filter or test. `at`: positional ones, then pl_kwargs. */
typedef struct pl_args {
    uint32_t positional, keywords; /* how many */
    pl_ref star, star_star;        /* *args and **kwargs, or 0 */
    uint32_t at[];
} pl_args;

typedef struct pl_kwarg {
    uint32_t name; /* name number */
    pl_ref value;
} pl_kwarg;

/* A FILTER or TEST; its pl_args follow. */
typedef struct pl_site {
    uint32_t name; /* name number */
    uint32_t site; /* its number in ast.sites */
} pl_site;

/* ---- statements */

/* One of an IF; the last has test 0 when it is else. */
typedef struct pl_branch {
    pl_ref test, body;
} pl_branch;

typedef struct pl_for {
    pl_ref target, iter, body;
    pl_ref otherwise; /* else; or 0 */
    pl_ref test;      /* or 0 */
    uint32_t scope, else_scope, test_scope;
    uint32_t loop_slot; /* of `loop`; UINT32_MAX: the body does not use it */
    uint32_t function;  /* of a recursive loop; else UINT32_MAX */
    /* The target in the test's own scope, 0 without a test: the test may run ahead of
     * the body, when the body asks whether this item is the last. */
    pl_ref test_target;
} pl_for;

typedef struct pl_set_block {
    pl_ref target;
    pl_ref filter; /* a chain whose innermost input is 0; or 0 */
    pl_ref body;
    uint32_t scope;
} pl_set_block;

/* The name of a namespace and the attribute that is assigned, as name numbers. */
typedef struct pl_ns_ref {
    uint32_t name, attr;
} pl_ns_ref;

typedef struct pl_filter_block {
    pl_ref filter; /* a chain whose innermost input is 0 */
    pl_ref body;
    uint32_t scope;
} pl_filter_block;

typedef struct pl_binding {
    pl_ref target, value;
} pl_binding;

/* Values are evaluated before the scope is entered. */
typedef struct pl_with_block {
    uint32_t scope;
    pl_ref body;
    pl_binding at[];
} pl_with_block;

/* A SCOPE whose expression, evaluated within, is no literal. */
typedef struct pl_autoescape {
    pl_ref body;
    uint32_t scope;
    pl_ref value;
} pl_autoescape;

/* ---- views: pl_<name>_of(extra, node), where `extra` is ast->extra */

#define PL_NODE_VIEW(name, type, word)                                                 \
    static inline const type *pl_##name##_of(const uint32_t *extra,                    \
                                             const pl_node *n) {                       \
        return (const type *)(extra + n->word);                                        \
    }
PL_NODE_VIEW(items, pl_ref, a)         /* TUPLE LIST CONCAT BODY: b of them */
PL_NODE_VIEW(pairs, pl_item_pair, a)   /* DICT: b of them */
PL_NODE_VIEW(branches, pl_branch, a)   /* IF: b of them */
PL_NODE_VIEW(compared, pl_compared, a) /* COMPARE: b operands, so b - 1 comparisons */
PL_NODE_VIEW(cond, pl_cond, a)
PL_NODE_VIEW(bounds, pl_bounds, a)
PL_NODE_VIEW(call_args, pl_args, b)
PL_NODE_VIEW(site, pl_site, b) /* FILTER TEST */
PL_NODE_VIEW(for, pl_for, a)
PL_NODE_VIEW(set_block, pl_set_block, a)
PL_NODE_VIEW(ns_ref, pl_ns_ref, b)
PL_NODE_VIEW(filter_block, pl_filter_block, a)
PL_NODE_VIEW(with_block, pl_with_block, a) /* b bindings */
PL_NODE_VIEW(autoescape, pl_autoescape, a)
#undef PL_NODE_VIEW

static inline const pl_args *pl_site_args(const pl_site *s) {
    return (const pl_args *)&s[1];
}

static inline const pl_kwarg *pl_kwargs(const pl_args *args) {
    return (const pl_kwarg *)(args->at + args->positional);
}

/* Argument `index` by position, or the one called `name`; 0: it is not given. */
pl_ref pl_argument(const pl_ast *ast, const pl_args *args, uint32_t index, pl_str name);

/* ---- children */

/* The children of a node, in the order of the source as far as records keep it. Macros
 * and blocks have the body of their function, macros their parameters' defaults. */
typedef struct pl_child_iter {
    struct {
        const pl_ref *at;
        uint32_t count, step;
    } runs[4];
    uint32_t len, run, i;
} pl_child_iter;

pl_child_iter pl_children_of(const pl_ast *ast, const pl_node *n);

/* The next one: 0 where one that may be left out is. False when there is none. */
bool pl_next_child(pl_child_iter *c, pl_ref *child);

#endif
