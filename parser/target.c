/* What may be assigned to. */
#include "parser/parser_priv.h"

/* Jinja2's class names, in lower case. */
static pl_str kind_words(parser *p, pl_node_kind kind) {
    if (kind == PL_NODE_COND) {
        return PL_S("condexpr");
    }
    const char *words = pl_node_words(kind);
    uint32_t len = (uint32_t)strlen(words);
    char *to = pl_alloc(p->arena, len + 1);
    for (uint32_t i = 0; i < len; i++) {
        to[i] = (char)(words[i] | 0x20);
    }
    return (pl_str){to, len};
}

uint8_t pl_parse_use_of(parser *p, uint32_t name) {
    for (uint32_t kw = PL_KW_LOOP; kw <= PL_KW_SUPER; kw++) {
        if (pl_str_eq(p->names.at[name].text, pl_keyword_text(kw))) {
            return use_bit(kw);
        }
    }
    return 0;
}

static bool can_assign(parser *p, pl_ref ref) {
    const pl_node *n = node_at(p, ref);
    if (n->kind != PL_NODE_TUPLE) {
        return n->kind == PL_NODE_NAME;
    }
    for (uint32_t i = 0; i < n->b; i++) {
        if (!can_assign(p, item_of(p, n, i))) {
            return false;
        }
    }
    return true;
}

/* Note that the names of a target are assigned, for the enclosing loops and macros. */
static void note_stores(parser *p, pl_ref ref) {
    pl_node n = *node_at(p, ref);
    if (n.kind == PL_NODE_TUPLE) {
        for (uint32_t i = 0; i < n.b; i++) {
            note_stores(p, item_of(p, &n, i));
        }
    } else {
        p->uses.stores |= pl_parse_use_of(p, n.b);
    }
}

static pl_ref namespace_target(parser *p) {
    uint32_t lo = p->tok.lo;
    uint32_t name = pl_parse_name(p, expect_name(p));
    advance(p);
    uint32_t attr = pl_parse_name(p, expect_name(p));
    uint32_t x = ADD_RECORD(p, pl_ns_ref, name, attr);
    return add_node(p, PL_NODE_NSREF, lo, PL_NOT_THERE, x);
}

pl_ref pl_parse_target(parser *p, bool with_namespace) {
    if (with_namespace && look(p)->kind == PL_TOK_DOT) {
        return namespace_target(p);
    }
    /* Its names were parsed as if they were read. */
    uint32_t events_before = p->events.len;
    uses uses_before = p->uses;
    pl_ref target = pl_parse_target_tuple(p);
    if (!can_assign(p, target)) {
        const pl_node *n = node_at(p, target);
        pl_parse_failf(p, n->lo, "can't assign to '%.*s'",
                       PL_FMT(kind_words(p, n->kind)));
    }
    p->events.len = events_before;
    p->uses = uses_before;
    note_stores(p, target);
    return target;
}

pl_token pl_parse_target_name(parser *p) {
    pl_token t = p->tok;
    expect(p, PL_TOK_NAME);
    if (t.flags >= PL_KW_LOWER_TRUE && t.flags <= PL_KW_UPPER_NONE) {
        pl_parse_fail(p, t.lo, PL_S("can't assign to 'name'"));
    }
    return t;
}

pl_ref pl_parse_copy_target(parser *p, pl_ref target) {
    pl_node n = *node_at(p, target);
    if (n.kind == PL_NODE_TUPLE) {
        uint32_t mark = p->stack.len;
        for (uint32_t i = 0; i < n.b; i++) {
            push(p, pl_parse_copy_target(p, item_of(p, &n, i)));
        }
        n.a = pl_parse_flush(p, mark);
    }
    return add_node(p, n.kind, n.lo, n.a, n.b);
}

void pl_parse_store(parser *p, pl_ref target, event_op op) {
    pl_node n = *node_at(p, target);
    if (n.kind == PL_NODE_TUPLE) {
        for (uint32_t i = 0; i < n.b; i++) {
            pl_parse_store(p, item_of(p, &n, i), op);
        }
    } else if (n.kind == PL_NODE_NSREF) {
        add_event(p, EVENT_LOAD, pl_ns_ref_of(p->extra.at, &n)->name, target);
    } else {
        add_event(p, op, n.b, target);
    }
}

void pl_parse_check_loop(parser *p, pl_ref target) {
    pl_node n = *node_at(p, target);
    if (n.kind == PL_NODE_TUPLE) {
        for (uint32_t i = 0; i < n.b; i++) {
            pl_parse_check_loop(p, item_of(p, &n, i));
        }
    } else if (n.kind == PL_NODE_NAME && p->loop_stored == PL_NOT_THERE &&
               PL_STR_IS(p->names.at[n.b].text, "loop")) {
        p->loop_stored = n.lo;
    }
}
