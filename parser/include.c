/* Tags that name other templates. There is no loader, so none of them ever succeeds;
 * but what they assign takes part in scoping. */
#include "parser/parser_priv.h"

/* ("with" | "without") "context" */
static bool import_context(parser *p) {
    if (!at_keyword(p, PL_KW_WITH) && !at_keyword(p, PL_KW_WITHOUT)) {
        return false;
    }
    if (!is_keyword(look(p), PL_KW_CONTEXT)) {
        return false;
    }
    advance(p);
    advance(p);
    return true;
}

/* "extends" expression */
pl_ref pl_parse_extends(parser *p) {
    uint32_t lo = advance(p);
    pl_ref template = pl_parse_expression(p);
    if (!p->toplevel) {
        add_event(p, EVENT_FAIL, 0,
                  pl_parse_failure(
                      p, lo, PL_S("cannot use extend from a non top-level scope")));
    }
    return add_node(p, PL_NODE_EXTENDS, lo, template, 0);
}

/* "include" expression ("ignore" "missing")? context? */
pl_ref pl_parse_include(parser *p) {
    uint32_t lo = advance(p);
    pl_ref template = pl_parse_expression(p);
    bool ignore = at_keyword(p, PL_KW_IGNORE) && is_keyword(look(p), PL_KW_MISSING);
    if (ignore) {
        advance(p);
        advance(p);
    }
    import_context(p);
    pl_ref node = add_node(p, PL_NODE_INCLUDE, lo, template, 0);
    node_at(p, node)->flags = ignore ? PL_IGNORE_MISSING : 0;
    return node;
}

static void store_name(parser *p, pl_token t) {
    add_event(p, EVENT_IMPORT, pl_parse_name(p, token_text(p, &t)), 0);
}

/* "import" expression "as" name context? */
pl_ref pl_parse_import(parser *p) {
    uint32_t lo = advance(p);
    pl_ref template = pl_parse_expression(p);
    expect_keyword(p, PL_KW_AS);
    store_name(p, pl_parse_target_name(p));
    import_context(p);
    return add_node(p, PL_NODE_IMPORT, lo, template, 0);
}

/* name ("as" name)? */
static void imported_name(parser *p) {
    pl_token t = pl_parse_target_name(p);
    if (p->text.at[t.lo] == '_') {
        pl_parse_fail(p, t.lo,
                      PL_S("names starting with an underline can not be imported"));
    }
    store_name(p, skip_keyword(p, PL_KW_AS) ? pl_parse_target_name(p) : t);
}

/* "from" expression "import" name ("," name)* context? */
pl_ref pl_parse_from(parser *p) {
    uint32_t lo = advance(p);
    pl_ref template = pl_parse_expression(p);
    expect_keyword(p, PL_KW_IMPORT);
    for (bool more = false;; more = true) {
        if (more) {
            expect(p, PL_TOK_COMMA);
        }
        if (p->tok.kind == PL_TOK_NAME && import_context(p)) {
            break;
        }
        imported_name(p);
        if (import_context(p) || p->tok.kind != PL_TOK_COMMA) {
            break;
        }
    }
    return add_node(p, PL_NODE_FROMIMPORT, lo, template, 0);
}
