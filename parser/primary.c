/* Names, literals, lists, dictionaries, tuples. */
#include "parser/parser_priv.h"

static pl_ref name(parser *p) {
    uint32_t number = pl_parse_name(p, token_text(p, &p->tok));
    pl_ref node = add_node(p, PL_NODE_NAME, p->tok.lo, PL_NOT_THERE, number);
    add_event(p, EVENT_LOAD, number, node);
    if (p->tok.flags != PL_KW_NONE) {
        p->uses.loads |= use_bit(p->tok.flags) & (uint8_t)~p->uses.stores;
    }
    advance(p);
    p->height = 1;
    return node;
}

static pl_ref name_or_constant(parser *p) {
    switch (p->tok.flags) {
    case PL_KW_LOWER_TRUE:
    case PL_KW_UPPER_TRUE:
        return pl_parse_constant(p, PL_LIT_TRUE);
    case PL_KW_LOWER_FALSE:
    case PL_KW_UPPER_FALSE:
        return pl_parse_constant(p, PL_LIT_FALSE);
    case PL_KW_LOWER_NONE:
    case PL_KW_UPPER_NONE:
        return pl_parse_constant(p, PL_LIT_NONE);
    default:
        return name(p);
    }
}

pl_ref pl_parse_sequence(parser *p, pl_node_kind kind, uint32_t lo, uint32_t mark,
                         uint32_t per_item, uint8_t constant) {
    uint32_t count = (p->stack.len - mark) / per_item;
    pl_ref node = add_node(p, kind, lo, pl_parse_flush(p, mark), count);
    node_at(p, node)->flags = constant;
    return node;
}

/* "[" (expression ("," expression)* ","?)? "]" */
static pl_ref list(parser *p) {
    uint32_t lo = advance(p);
    uint32_t mark = p->stack.len;
    uint32_t height = 0;
    uint8_t constant = PL_CONSTANT;
    while (p->tok.kind != PL_TOK_RBRACKET) {
        if (p->stack.len > mark) {
            expect(p, PL_TOK_COMMA);
        }
        if (p->tok.kind == PL_TOK_RBRACKET) {
            break;
        }
        pl_ref item = pl_parse_expression(p);
        constant &= node_at(p, item)->flags;
        height = p->height > height ? p->height : height;
        push(p, item);
    }
    advance(p);
    set_height(p, height + 1);
    return pl_parse_sequence(p, PL_NODE_LIST, lo, mark, 1, constant);
}

/* "{" (expression ":" expression ("," ...)* ","?)? "}" */
static pl_ref dict(parser *p) {
    uint32_t lo = advance(p);
    uint32_t mark = p->stack.len;
    uint32_t height = 0;
    uint8_t constant = PL_CONSTANT;
    while (p->tok.kind != PL_TOK_RBRACE) {
        if (p->stack.len > mark) {
            expect(p, PL_TOK_COMMA);
        }
        if (p->tok.kind == PL_TOK_RBRACE) {
            break;
        }
        for (uint32_t half = 0; half < 2; half++) {
            if (half) {
                expect(p, PL_TOK_COLON);
            }
            pl_ref item = pl_parse_expression(p);
            constant &= node_at(p, item)->flags;
            height = p->height > height ? p->height : height;
            push(p, item);
        }
    }
    advance(p);
    set_height(p, height + 1);
    return pl_parse_sequence(p, PL_NODE_DICT, lo, mark, 2, constant);
}

typedef enum tuple_form { CONDITIONAL, UNCONDITIONAL, TARGETS } tuple_form;

static pl_ref tuple_item(parser *p, tuple_form form) {
    switch (form) {
    case CONDITIONAL:
        return pl_parse_expression(p);
    case UNCONDITIONAL:
        return pl_parse_without_condition(p);
    case TARGETS:
        break;
    }
    return pl_parse_primary(p);
}

/* Items until something that is no comma follows one. Jinja2's line of a tuple is that
 * of its last comma. */
static pl_ref tuple(parser *p, tuple_form form, bool parenthesized) {
    uint32_t lo = p->tok.lo;
    uint32_t mark = p->stack.len;
    uint32_t height = 0;
    uint8_t constant = PL_CONSTANT;
    bool is_tuple = false;
    for (;;) {
        if (p->stack.len > mark) {
            expect(p, PL_TOK_COMMA);
        }
        pl_tok_kind k = p->tok.kind;
        if (k == PL_TOK_VAR_END || k == PL_TOK_BLOCK_END || k == PL_TOK_RPAREN) {
            break;
        }
        pl_ref item = tuple_item(p, form);
        constant &= node_at(p, item)->flags;
        height = p->height > height ? p->height : height;
        push(p, item);
        if (p->tok.kind != PL_TOK_COMMA) {
            break;
        }
        is_tuple = true;
        lo = p->tok.lo;
    }
    if (!is_tuple && p->stack.len > mark) {
        return p->stack.at[--p->stack.len];
    }
    if (!is_tuple && !parenthesized) {
        pl_str got = pl_token_words(p, &p->tok);
        pl_parse_failf(p, p->tok.lo, "Expected an expression, got '%.*s'", PL_FMT(got));
    }
    set_height(p, height + 1);
    return pl_parse_sequence(p, PL_NODE_TUPLE, lo, mark, 1, constant);
}

pl_ref pl_parse_tuple(parser *p, bool with_condition) {
    return tuple(p, with_condition ? CONDITIONAL : UNCONDITIONAL, false);
}

pl_ref pl_parse_target_tuple(parser *p) {
    return tuple(p, TARGETS, false);
}

static pl_ref parenthesis(parser *p) {
    advance(p);
    pl_ref node = tuple(p, CONDITIONAL, true);
    expect(p, PL_TOK_RPAREN);
    return node;
}

pl_ref pl_parse_primary(parser *p) {
    pl_ref node;
    switch ((uint32_t)p->tok.kind) {
    case PL_TOK_NAME:
        return name_or_constant(p);
    case PL_TOK_STRING:
    case PL_TOK_INTEGER:
    case PL_TOK_FLOAT:
        return pl_parse_literal(p);
    case PL_TOK_LPAREN:
    case PL_TOK_LBRACKET:
    case PL_TOK_LBRACE:
        break;
    default:
        pl_parse_failf(p, p->tok.lo, "unexpected '%.*s'",
                       PL_FMT(pl_token_words(p, &p->tok)));
    }
    pl_parse_deeper(p);
    node = p->tok.kind == PL_TOK_LPAREN     ? parenthesis(p)
           : p->tok.kind == PL_TOK_LBRACKET ? list(p)
                                            : dict(p);
    p->depth--;
    return node;
}
