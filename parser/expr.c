/* Expressions.
 *
 * Binary operators are climbed by level; all of them lean to the left, `**` too. A
 * node's offset is that of the token whose line Jinja2 gives it: for the first operator
 * of a level where its left side begins, for each further one the operator itself, for
 * a comparison the token behind it. */
#include "parser/parser_priv.h"

enum { NO_LEVEL, OR, AND, NOT, COMPARE, SUM, CONCAT, PRODUCT, POWER, UNARY };

static inline uint8_t both_constant(parser *p, pl_ref x, pl_ref y) {
    return node_at(p, x)->flags & node_at(p, y)->flags & PL_CONSTANT;
}

/* ---- what follows a primary */

static bool ends_index(const parser *p) {
    return p->tok.kind == PL_TOK_RBRACKET || p->tok.kind == PL_TOK_COMMA;
}

/* One part of a slice; 0 when it is left out. */
static pl_ref slice_part(parser *p, uint8_t *constant, uint32_t *height) {
    if (ends_index(p)) {
        return 0;
    }
    pl_ref part = pl_parse_expression(p);
    *constant &= node_at(p, part)->flags;
    *height = p->height > *height ? p->height : *height;
    return part;
}

/* An index: an expression, or a slice. */
static pl_ref subscript(parser *p) {
    uint32_t lo = p->tok.lo;
    uint8_t constant = PL_CONSTANT;
    uint32_t height = 0;
    pl_ref start = 0;
    if (p->tok.kind != PL_TOK_COLON) {
        start = pl_parse_expression(p);
        if (p->tok.kind != PL_TOK_COLON) {
            return start;
        }
        constant &= node_at(p, start)->flags;
        height = p->height;
    }
    advance(p);
    pl_ref stop = p->tok.kind == PL_TOK_COLON ? 0 : slice_part(p, &constant, &height);
    pl_ref step = skip_if(p, PL_TOK_COLON) ? slice_part(p, &constant, &height) : 0;
    uint32_t x = ADD_RECORD(p, pl_bounds, start, stop, step);
    pl_ref node = add_node(p, PL_NODE_SLICE, lo, x, 0);
    node_at(p, node)->flags = constant;
    set_height(p, height + 1);
    return node;
}

static pl_ref index_in_brackets(parser *p, uint32_t lo, bool *slices) {
    uint32_t mark = p->stack.len;
    uint32_t height = 0;
    uint8_t constant = PL_CONSTANT;
    *slices = false;
    while (p->tok.kind != PL_TOK_RBRACKET) {
        if (p->stack.len > mark) {
            expect(p, PL_TOK_COMMA);
        }
        pl_ref item = subscript(p);
        constant &= node_at(p, item)->flags;
        *slices = *slices || node_at(p, item)->kind == PL_NODE_SLICE;
        height = p->height > height ? p->height : height;
        push(p, item);
    }
    advance(p);
    p->height = height;
    if (p->stack.len == mark + 1) {
        *slices = false;
        return p->stack.at[--p->stack.len];
    }
    set_height(p, height + 1);
    return pl_parse_sequence(p, PL_NODE_TUPLE, lo, mark, 1, constant);
}

static pl_ref get_item(parser *p, pl_ref object, uint32_t object_height, uint32_t lo,
                       pl_ref index) {
    pl_ref node = add_node(p, PL_NODE_GETITEM, lo, object, index);
    node_at(p, node)->flags = both_constant(p, object, index);
    set_height(p, (object_height > p->height ? object_height : p->height) + 1);
    return node;
}

/* "." name | "." integer */
static pl_ref attribute(parser *p, pl_ref object) {
    uint32_t lo = advance(p);
    uint32_t height = p->height;
    if (p->tok.kind == PL_TOK_INTEGER) {
        pl_ref index = pl_parse_literal(p);
        return get_item(p, object, height, lo, index);
    }
    if (p->tok.kind != PL_TOK_NAME) {
        pl_parse_fail(p, advance(p), PL_S("expected name or number"));
    }
    uint32_t number = pl_parse_name(p, token_text(p, &p->tok));
    advance(p);
    pl_ref node = add_node(p, PL_NODE_GETATTR, lo, object, number);
    node_at(p, node)->flags = node_at(p, object)->flags & PL_CONSTANT;
    set_height(p, height + 1);
    return node;
}

static pl_ref call(parser *p, pl_ref callee) {
    uint32_t lo = p->tok.lo;
    uint32_t height = p->height;
    bool constant;
    uint32_t record = pl_parse_args(p, &constant);
    set_height(p, (height > p->height ? height : p->height) + 1);
    return add_node(p, PL_NODE_CALL, lo, callee, record);
}

/* "[" subscript ("," subscript)* "]" */
static pl_ref item(parser *p, pl_ref object) {
    uint32_t height = p->height;
    uint32_t lo = advance(p);
    bool slices;
    pl_parse_deeper(p);
    pl_ref index = index_in_brackets(p, lo, &slices);
    p->depth--;
    pl_ref node = get_item(p, object, height, lo, index);
    if (slices && !(node_at(p, node)->flags & PL_CONSTANT)) {
        pl_parse_python_error(p, lo, PL_S("invalid syntax"));
    }
    return node;
}

pl_ref pl_parse_postfix(parser *p, pl_ref node) {
    for (;;) {
        if (p->tok.kind == PL_TOK_DOT) {
            node = attribute(p, node);
        } else if (p->tok.kind == PL_TOK_LBRACKET) {
            node = item(p, node);
        } else if (p->tok.kind == PL_TOK_LPAREN) {
            node = call(p, node);
        } else {
            return node;
        }
    }
}

static pl_ref filters_and_tests(parser *p, pl_ref node) {
    for (;;) {
        if (p->tok.kind == PL_TOK_PIPE) {
            node = pl_parse_filters(p, node, false);
        } else if (at_keyword(p, PL_KW_IS)) {
            node = pl_parse_test(p, node);
        } else if (p->tok.kind == PL_TOK_LPAREN) {
            node = call(p, node);
        } else {
            return node;
        }
    }
}

/* ---- operators */

static pl_ref wrap(parser *p, pl_node_kind kind, uint32_t lo, pl_ref operand) {
    pl_ref node = add_node(p, kind, lo, operand, 0);
    node_at(p, node)->flags = node_at(p, operand)->flags & PL_CONSTANT;
    set_height(p, p->height + 1);
    return node;
}

/* ("-" | "+") unary | primary, each with postfixes; filters bind to the whole of it. */
static pl_ref unary(parser *p, bool with_filters) {
    pl_ref node;
    pl_tok_kind k = p->tok.kind;
    if (k == PL_TOK_SUB || k == PL_TOK_ADD) {
        uint32_t lo = advance(p);
        pl_parse_deeper(p);
        pl_ref operand = unary(p, false);
        p->depth--;
        node = wrap(p, k == PL_TOK_SUB ? PL_NODE_NEG : PL_NODE_POS, lo, operand);
    } else {
        node = pl_parse_primary(p);
    }
    node = pl_parse_postfix(p, node);
    return with_filters ? filters_and_tests(p, node) : node;
}

typedef struct binary_op {
    uint8_t level;
    uint8_t node;    /* pl_node_kind */
    uint8_t compare; /* pl_compare */
} binary_op;

static const binary_op binary_ops[PL_TOK_COUNT] = {
    [PL_TOK_ADD] = {SUM, PL_NODE_ADD, 0},
    [PL_TOK_SUB] = {SUM, PL_NODE_SUB, 0},
    [PL_TOK_TILDE] = {CONCAT, PL_NODE_CONCAT, 0},
    [PL_TOK_MUL] = {PRODUCT, PL_NODE_MUL, 0},
    [PL_TOK_DIV] = {PRODUCT, PL_NODE_DIV, 0},
    [PL_TOK_FLOORDIV] = {PRODUCT, PL_NODE_FLOORDIV, 0},
    [PL_TOK_MOD] = {PRODUCT, PL_NODE_MOD, 0},
    [PL_TOK_POW] = {POWER, PL_NODE_POW, 0},
    [PL_TOK_EQ] = {COMPARE, PL_NODE_COMPARE, PL_CMP_EQ},
    [PL_TOK_NE] = {COMPARE, PL_NODE_COMPARE, PL_CMP_NE},
    [PL_TOK_LT] = {COMPARE, PL_NODE_COMPARE, PL_CMP_LT},
    [PL_TOK_LTEQ] = {COMPARE, PL_NODE_COMPARE, PL_CMP_LE},
    [PL_TOK_GT] = {COMPARE, PL_NODE_COMPARE, PL_CMP_GT},
    [PL_TOK_GTEQ] = {COMPARE, PL_NODE_COMPARE, PL_CMP_GE},
};

/* The operator at the current token; NO_LEVEL: none. `not in` is left to be skipped. */
static binary_op current_op(parser *p) {
    if (p->tok.kind != PL_TOK_NAME) {
        return binary_ops[p->tok.kind];
    }
    switch (p->tok.flags) {
    case PL_KW_OR:
        return (binary_op){OR, PL_NODE_OR, 0};
    case PL_KW_AND:
        return (binary_op){AND, PL_NODE_AND, 0};
    case PL_KW_IN:
        return (binary_op){COMPARE, PL_NODE_COMPARE, PL_CMP_IN};
    case PL_KW_NOT:
        if (is_keyword(look(p), PL_KW_IN)) {
            return (binary_op){COMPARE, PL_NODE_COMPARE, PL_CMP_NOTIN};
        }
        break;
    default:
        break;
    }
    return (binary_op){NO_LEVEL, 0, 0};
}

static pl_ref operand(parser *p, uint32_t level);

/* Collect the further operands of a chain of `level`: a ~ b ~ c, or a < b == c. */
static pl_ref chain(parser *p, pl_ref left, uint32_t lo, binary_op op) {
    uint32_t mark = p->stack.len;
    uint32_t height = p->height;
    uint32_t level = op.level;
    uint32_t count = 1;
    uint8_t constant = node_at(p, left)->flags & PL_CONSTANT;
    push(p, left);
    while (op.level == level) {
        if (level == COMPARE) {
            push(p, op.compare);
            if (op.compare == PL_CMP_NOTIN) {
                advance(p);
            }
        }
        advance(p);
        pl_ref right = operand(p, level + 1);
        constant &= node_at(p, right)->flags;
        height = p->height > height ? p->height : height;
        push(p, right);
        count++;
        op = current_op(p);
    }
    set_height(p, height + 1);
    lo = level == COMPARE ? p->tok.lo : lo;
    pl_ref node = add_node(p, level == COMPARE ? PL_NODE_COMPARE : PL_NODE_CONCAT, lo,
                           pl_parse_flush(p, mark), count);
    node_at(p, node)->flags = constant;
    return node;
}

/* Filters and tests from `first_site` on are only known to be missing when reached. */
static void soften(parser *p, uint32_t first_site) {
    for (uint32_t i = first_site; i < p->sites.len; i++) {
        node_at(p, p->sites.at[i])->flags |= PL_SOFT_SITE;
    }
}

static pl_ref binary(parser *p, pl_ref left, uint32_t lo, binary_op op) {
    uint32_t height = p->height;
    uint32_t first_site = p->sites.len;
    advance(p);
    pl_ref right = operand(p, op.level + 1u);
    if (op.level <= AND && pl_parse_truth(p, left) == (op.level == OR)) {
        soften(p, first_site);
    }
    pl_ref node = add_node(p, op.node, lo, left, right);
    node_at(p, node)->flags = both_constant(p, left, right);
    set_height(p, (height > p->height ? height : p->height) + 1);
    return node;
}

/* Go on behind `left`, which begins at `lo` and was made by an
 * operator of level `before`. */
static pl_ref climb(parser *p, uint32_t level, pl_ref left, uint32_t lo,
                    uint32_t before) {
    for (;;) {
        binary_op op = current_op(p);
        if (op.level < level || op.level == NO_LEVEL) {
            return left;
        }
        if (op.level == COMPARE || op.level == CONCAT) {
            left = chain(p, left, lo, op);
        } else {
            left = binary(p, left, op.level == before ? p->tok.lo : lo, op);
        }
        before = op.level;
    }
}

/* What binds at least as tightly as `level`. */
static pl_ref operand(parser *p, uint32_t level) {
    uint32_t lo = p->tok.lo;
    if (level > NOT || !at_keyword(p, PL_KW_NOT)) {
        return climb(p, level, unary(p, true), lo, UNARY);
    }
    advance(p);
    pl_parse_deeper(p);
    pl_ref left = wrap(p, PL_NODE_NOT, lo, operand(p, NOT));
    p->depth--;
    return climb(p, level, left, lo, NOT);
}

/* Behind a value: "if" test ("else" expression)? */
static pl_ref condition(parser *p, pl_ref value, uint32_t lo) {
    uint32_t height = p->height;
    advance(p);
    pl_ref test = operand(p, OR);
    height = p->height > height ? p->height : height;
    pl_ref other = 0;
    uint8_t constant = 0;
    if (skip_keyword(p, PL_KW_ELSE)) {
        other = pl_parse_expression(p);
        height = p->height > height ? p->height : height;
        constant = both_constant(p, test, value) & node_at(p, other)->flags;
    }
    uint32_t x = ADD_RECORD(p, pl_cond, test, value, other);
    pl_ref node = add_node(p, PL_NODE_COND, lo, x, 0);
    node_at(p, node)->flags = constant;
    set_height(p, height + 1);
    return node;
}

/* Tokens behind which an expression surely is at its end. */
static const bool ends_expression[PL_TOK_COUNT] = {
    [PL_TOK_COMMA] = true,     [PL_TOK_RPAREN] = true, [PL_TOK_RBRACKET] = true,
    [PL_TOK_RBRACE] = true,    [PL_TOK_COLON] = true,  [PL_TOK_VAR_END] = true,
    [PL_TOK_BLOCK_END] = true,
};

/* Most expressions are a name or a literal and nothing else. */
static inline bool at_leaf(const parser *p) {
    pl_tok_kind k = p->tok.kind;
    return k == PL_TOK_STRING || k == PL_TOK_INTEGER ||
           (k == PL_TOK_NAME && p->tok.flags != PL_KW_NOT);
}

static pl_ref first_operand(parser *p) {
    if (!at_leaf(p)) {
        return operand(p, OR);
    }
    uint32_t lo = p->tok.lo;
    pl_ref leaf = pl_parse_primary(p);
    if (ends_expression[p->tok.kind]) {
        return leaf;
    }
    leaf = filters_and_tests(p, pl_parse_postfix(p, leaf));
    return climb(p, OR, leaf, lo, UNARY);
}

pl_ref pl_parse_without_condition(parser *p) {
    pl_parse_deeper(p);
    pl_ref node = first_operand(p);
    p->depth--;
    return node;
}

pl_ref pl_parse_expression(parser *p) {
    uint32_t lo = p->tok.lo;
    uint32_t first_site = p->sites.len;
    pl_parse_deeper(p);
    pl_ref node = first_operand(p);
    while (at_keyword(p, PL_KW_IF)) {
        node = condition(p, node, lo);
        soften(p, first_site);
        lo = p->tok.lo;
    }
    p->depth--;
    return node;
}
