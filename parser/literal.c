/* Literals. */
#include <stdlib.h>

#include "parser/parser_priv.h"

/* A CONST and its literal, to be filled; the node is the last one. */
static pl_literal *add_literal(parser *p, uint32_t lo, pl_literal_kind kind) {
    pl_ref node = add_node(p, PL_NODE_CONST, lo, p->literals.len, 0);
    node_at(p, node)->flags = PL_CONSTANT;
    p->height = 1;
    if (p->literals.len == p->literals.cap) {
        p->literals.at = pl_parse_grow(p, p->literals.at, p->literals.len,
                                       &p->literals.cap, sizeof *p->literals.at);
    }
    pl_literal *l = &p->literals.at[p->literals.len++];
    l->kind = kind;
    l->text = PL_S("");
    l->as.i = 0;
    return l;
}

pl_ref pl_parse_string(parser *p, uint32_t lo, pl_str text) {
    add_literal(p, lo, PL_LIT_STRING)->text = text;
    return p->nodes.len - 1;
}

pl_ref pl_parse_constant(parser *p, pl_literal_kind kind) {
    uint32_t lo = p->tok.lo;
    advance(p);
    add_literal(p, lo, kind);
    return p->nodes.len - 1;
}

static uint32_t number_base(pl_str digits) {
    char c = digits.len > 2 ? (char)(digits.at[1] | 0x20) : '0';
    return c == 'x' ? 16 : c == 'o' ? 8 : c == 'b' ? 2 : 10;
}

static bool small_integer(pl_str digits, int64_t *out) {
    uint32_t base = number_base(digits);
    uint64_t n = 0;
    for (uint32_t i = base == 10 ? 0 : 2; i < digits.len; i++) {
        char c = digits.at[i];
        uint64_t digit = (uint64_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        if (n > ((uint64_t)INT64_MAX - digit) / base) {
            return false;
        }
        n = n * base + digit;
    }
    *out = (int64_t)n;
    return true;
}

static void integer(parser *p) {
    pl_token t = take(p);
    pl_str text = t.flags & PL_TOKF_UNDERSCORE
                      ? pl_lex_number(p->lexer.src, t, p->arena)
                      : token_text(p, &t);
    pl_literal *l = add_literal(p, t.lo, PL_LIT_INT);
    if (!small_integer(text, &l->as.i)) {
        l->kind = PL_LIT_BIGINT;
        l->text = text;
    }
}

/* String literals from the current token on: adjacent ones are one. */
static pl_str strings(parser *p) {
    pl_token first = take(p);
    pl_str text = pl_lex_string(p->lexer.src, first, p->arena);
    if (p->tok.kind != PL_TOK_STRING) {
        return text;
    }
    PL_VEC(pl_str) parts = {0};
    size_t len = text.len;
    PL_PUSH(&p->scratch, &parts, text);
    while (p->tok.kind == PL_TOK_STRING) {
        text = pl_lex_string(p->lexer.src, p->tok, p->arena);
        len += text.len;
        PL_PUSH(&p->scratch, &parts, text);
        advance(p);
    }
    char *to = pl_alloc(p->arena, len + 1);
    pl_str joined = {to, (uint32_t)len};
    for (uint32_t i = 0; i < parts.len; i++) {
        if (parts.at[i].len) {
            memcpy(to, parts.at[i].at, parts.at[i].len);
        }
        to += parts.at[i].len;
    }
    *to = '\0';
    return joined;
}

pl_ref pl_parse_literal(parser *p) {
    if (p->tok.kind == PL_TOK_STRING) {
        uint32_t lo = p->tok.lo;
        return pl_parse_string(p, lo, strings(p));
    }
    if (p->tok.kind == PL_TOK_INTEGER) {
        integer(p);
    } else {
        pl_token t = take(p);
        pl_str digits = pl_lex_number(p->lexer.src, t, p->arena);
        add_literal(p, t.lo, PL_LIT_FLOAT)->as.f = strtod(digits.at, NULL);
    }
    return p->nodes.len - 1;
}

int pl_parse_truth(parser *p, pl_ref ref) {
    const pl_node *n = node_at(p, ref);
    if (n->kind != PL_NODE_CONST) {
        return -1;
    }
    switch (p->literals.at[n->a].kind) {
    case PL_LIT_TRUE:
        return 1;
    case PL_LIT_FALSE:
    case PL_LIT_NONE:
        return 0;
    case PL_LIT_INT:
    case PL_LIT_BIGINT:
    case PL_LIT_FLOAT:
    case PL_LIT_STRING:
        break;
    }
    return -1;
}
