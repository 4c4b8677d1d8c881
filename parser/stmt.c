/* Statements: bodies, tags, and the blocks that belong to Jinja2 itself. */
#include "parser/parser_priv.h"

/* ---- the state around a scope's body */

context pl_enter(parser *p) {
    context before = {p->uses, p->loop_level, p->scope_level, p->toplevel, p->soft};
    p->uses = (uses){0, 0};
    p->scope_level++;
    p->toplevel = false;
    p->soft = false;
    return before;
}

context pl_enter_function(parser *p) {
    context before = pl_enter(p);
    p->loop_level = 0;
    return before;
}

uses pl_leave(parser *p, context before) {
    uses inner = p->uses;
    p->uses = before.uses;
    p->loop_level = before.loop_level;
    p->scope_level = before.scope_level;
    p->toplevel = before.toplevel;
    p->soft = before.soft;
    return inner;
}

/* ---- tags that nobody expects */

static bool looked_for(const end_tags *ends, pl_str name) {
    for (; ends; ends = ends->outer) {
        for (uint32_t i = 0; i < 3 && ends->any[i]; i++) {
            if (pl_str_eq(pl_keyword_text(ends->any[i]), name)) {
                return true;
            }
        }
    }
    return false;
}

/* "'elif' or 'else' or 'endif'" */
static pl_str end_words(parser *p, const end_tags *ends) {
    pl_str words = PL_S("");
    for (uint32_t i = 0; i < 3 && ends->any[i]; i++) {
        pl_str text = pl_keyword_text(ends->any[i]);
        words = pl_str_fmt(p->arena, "%.*s%s'%.*s'", PL_FMT(words), i ? " or " : "",
                           PL_FMT(text));
    }
    return words;
}

/* `name` is empty at the end of the template. */
_Noreturn static void fail_unknown_tag(parser *p, pl_str name) {
    pl_arena *a = p->arena;
    pl_str text = PL_S("Unexpected end of template.");
    if (name.len) {
        text = pl_str_fmt(a, "Encountered unknown tag '%.*s'.", PL_FMT(name));
    }
    if (p->ends) {
        pl_str ends = end_words(p, p->ends);
        text =
            name.len && looked_for(p->ends, name)
                ? pl_str_fmt(
                      a,
                      "%.*s You probably made a nesting mistake. Jinja is expecting "
                      "this tag, but currently looking for %.*s.",
                      PL_FMT(text), PL_FMT(ends))
                : pl_str_fmt(a, "%.*s Jinja was looking for the following tags: %.*s.",
                             PL_FMT(text), PL_FMT(ends));
    }
    if (p->tags) {
        text =
            pl_str_fmt(a, "%.*s The innermost block that needs to be closed is '%.*s'.",
                       PL_FMT(text), PL_FMT(p->tags->name));
    }
    pl_parse_fail(p, p->tok.lo, text);
}

/* ---- bodies */

static void statement(parser *p);

static void print_statement(parser *p) {
    advance(p);
    pl_ref value = pl_parse_tuple(p, true);
    expect(p, PL_TOK_VAR_END);
    push(p, add_node(p, PL_NODE_PRINT, node_at(p, value)->lo, value, 0));
}

static bool at_end_tag(const parser *p, const end_tags *ends) {
    if (!ends || p->tok.kind != PL_TOK_NAME || p->tok.flags == PL_KW_NONE) {
        return false;
    }
    return p->tok.flags == ends->any[0] || p->tok.flags == ends->any[1] ||
           p->tok.flags == ends->any[2];
}

pl_ref pl_parse_body(parser *p, end_tags *ends) {
    uint32_t mark = p->stack.len;
    uint32_t lo = p->tok.lo;
    pl_parse_deeper(p);
    for (;;) {
        pl_tok_kind kind = p->tok.kind;
        if (kind == PL_TOK_TEXT) {
            uint32_t from = p->tok.lo;
            push(p, add_node(p, PL_NODE_TEXT, from, from, p->tok.hi - from));
            advance(p);
        } else if (kind == PL_TOK_VAR_BEGIN) {
            print_statement(p);
        } else if (kind == PL_TOK_BLOCK_BEGIN) {
            p->tag_lo = p->tok.lo;
            advance(p);
            if (at_end_tag(p, ends)) {
                break;
            }
            statement(p);
            expect(p, PL_TOK_BLOCK_END);
        } else {
            break;
        }
    }
    p->depth--;
    uint32_t count = p->stack.len - mark;
    return add_node(p, PL_NODE_BODY, lo, pl_parse_flush(p, mark), count);
}

pl_ref pl_parse_statements_to(parser *p, end_tags ends) {
    skip_if(p, PL_TOK_COLON);
    expect(p, PL_TOK_BLOCK_END);
    ends.outer = p->ends;
    p->ends = &ends;
    pl_ref body = pl_parse_body(p, &ends);
    if (p->tok.kind == PL_TOK_EOF) {
        fail_unknown_tag(p, PL_S(""));
    }
    p->ends = ends.outer;
    return body;
}

pl_ref pl_parse_statements(parser *p, pl_keyword end) {
    pl_ref body = pl_parse_statements_to(p, (end_tags){.any = {end}});
    advance(p);
    return body;
}

/* ---- if */

static pl_keyword if_branch(parser *p) {
    pl_ref test = pl_parse_tuple(p, false);
    add_event(p, EVENT_IF, 0, 0);
    pl_ref body = pl_parse_statements_to(
        p, (end_tags){.any = {PL_KW_ELIF, PL_KW_ELSE, PL_KW_ENDIF}});
    add_event(p, EVENT_BRANCH, 0, 0);
    push(p, test);
    push(p, body);
    return take(p).flags;
}

/* "if" tuple ... ("elif" tuple ...)* ("else" ...)? "endif" */
static pl_ref if_statement(parser *p) {
    uint32_t lo = advance(p);
    uint32_t mark = p->stack.len;
    bool soft = p->soft;
    p->soft = true;
    pl_keyword end = if_branch(p);
    while (end == PL_KW_ELIF) {
        end = if_branch(p);
        add_event(p, EVENT_BRANCH, 0, 0);
        add_event(p, EVENT_END_IF, 0, 0);
    }
    add_event(p, EVENT_BRANCH, 0, 0);
    if (end == PL_KW_ELSE) {
        pl_ref body = pl_parse_statements(p, PL_KW_ENDIF);
        push(p, 0);
        push(p, body);
    }
    add_event(p, EVENT_END_IF, 0, 0);
    p->soft = soft;
    uint32_t count = (p->stack.len - mark) / 2;
    return add_node(p, PL_NODE_IF, lo, pl_parse_flush(p, mark), count);
}

/* ---- set */

static uint8_t export_flag(const parser *p) {
    return p->toplevel ? PL_SET_EXPORT : 0;
}

/* The arguments of a set block's filter are no part of what the
 * scopes are made from. */
static pl_ref set_filter(parser *p) {
    uint32_t first = p->events.len;
    pl_ref filter = pl_parse_filters(p, 0, false);
    for (uint32_t i = first; i < p->events.len; i++) {
        p->events.at[i].op_name = p->events.at[i].op_name - EVENT_LOAD + EVENT_USE;
    }
    return filter;
}

static pl_ref set_block(parser *p, uint32_t lo, pl_ref target) {
    context before = pl_enter(p);
    uint32_t scope = pl_scope_begin(p);
    pl_ref filter = set_filter(p);
    pl_ref body = pl_parse_statements(p, PL_KW_ENDSET);
    pl_scope_end(p, scope);
    also_uses(p, pl_leave(p, before));
    uint32_t x = ADD_RECORD(p, pl_set_block, target, filter, body, scope);
    return add_node(p, PL_NODE_SETBLOCK, lo, x, 0);
}

/* "set" target "=" tuple | "set" target filters? ... "endset" */
static pl_ref set_statement(parser *p) {
    uint32_t lo = advance(p);
    pl_ref target = pl_parse_target(p, true);
    pl_ref node;
    pl_parse_check_loop(p, target);
    if (skip_if(p, PL_TOK_ASSIGN)) {
        pl_ref value = pl_parse_tuple(p, true);
        node = add_node(p, PL_NODE_SET, lo, target, value);
    } else {
        node = set_block(p, lo, target);
    }
    pl_parse_store(p, target, EVENT_STORE);
    node_at(p, node)->flags = export_flag(p);
    return node;
}

/* ---- other scopes */

/* "with" (target "=" expression ("," ...)*)? ... "endwith" */
static pl_ref with_statement(parser *p) {
    uint32_t lo = advance(p);
    uint32_t mark = p->stack.len;
    uses outer = p->uses, targets = {0, 0}, values = {0, 0};
    push(p, 0);
    push(p, 0);
    while (p->tok.kind != PL_TOK_BLOCK_END) {
        if (p->stack.len > mark + 2) {
            expect(p, PL_TOK_COMMA);
        }
        p->uses = targets;
        push(p, pl_parse_target(p, false));
        targets = p->uses;
        expect(p, PL_TOK_ASSIGN);
        p->uses = values;
        push(p, pl_parse_expression(p));
        values = p->uses;
    }
    p->uses = uses_then(outer, uses_then(targets, values));
    context before = pl_enter(p);
    uint32_t scope = pl_scope_begin(p);
    for (uint32_t i = mark + 2; i < p->stack.len; i += 2) {
        pl_parse_store(p, p->stack.at[i], EVENT_PARAM);
    }
    pl_ref body = pl_parse_statements(p, PL_KW_ENDWITH);
    pl_scope_end(p, scope);
    also_uses(p, pl_leave(p, before));
    p->stack.at[mark] = scope;
    p->stack.at[mark + 1] = body;
    uint32_t count = (p->stack.len - mark) / 2 - 1;
    return add_node(p, PL_NODE_WITH, lo, pl_parse_flush(p, mark), count);
}

/* "autoescape" expression ... "endautoescape" */
static pl_ref autoescape_statement(parser *p) {
    uint32_t lo = advance(p);
    bool volatile_before = p->volatile_escape;
    context before = pl_enter(p);
    uint32_t scope = pl_scope_begin(p);
    pl_ref value = pl_parse_expression(p);
    int truth = pl_parse_truth(p, value);
    p->volatile_escape |= !(node_at(p, value)->flags & PL_CONSTANT);
    pl_ref body = pl_parse_statements(p, PL_KW_ENDAUTOESCAPE);
    pl_scope_end(p, scope);
    also_uses(p, pl_leave(p, before));
    p->volatile_escape = volatile_before;
    if (truth >= 0) {
        pl_ref node = add_node(p, PL_NODE_SCOPE, lo, body, scope);
        node_at(p, node)->flags = truth ? PL_AUTOESCAPE_ON : PL_AUTOESCAPE_OFF;
        return node;
    }
    uint32_t x = ADD_RECORD(p, pl_autoescape, body, scope, value);
    return add_node(p, PL_NODE_SCOPE, lo, x, 0);
}

/* "filter" name arguments? ("|" ...)* ... "endfilter". The filter is looked at twice:
 * where the block stands, and, after the body, within. */
static pl_ref filter_statement(parser *p) {
    uint32_t lo = advance(p);
    context before = pl_enter(p);
    uint32_t first = p->events.len;
    pl_ref filter = pl_parse_filters(p, 0, true);
    uint32_t last = p->events.len;
    uses filter_uses = p->uses;
    p->uses = (uses){0, 0};
    uint32_t scope = pl_scope_begin(p);
    pl_ref body = pl_parse_statements(p, PL_KW_ENDFILTER);
    for (uint32_t i = first; i < last; i++) {
        event e = p->events.at[i];
        PL_PUSH(&p->scratch, &p->events, e);
    }
    pl_scope_end(p, scope);
    also_uses(p, uses_then(pl_leave(p, before), filter_uses));
    uint32_t x = ADD_RECORD(p, pl_filter_block, filter, body, scope);
    return add_node(p, PL_NODE_FILTERBLOCK, lo, x, 0);
}

/* ---- block */

static void check_required(parser *p, pl_ref body) {
    const pl_node *b = node_at(p, body);
    for (uint32_t i = 0; i < b->b; i++) {
        const pl_node *n = node_at(p, item_of(p, b, i));
        pl_str text = pl_str_sub(p->text, n->a, n->a + n->b);
        if (n->kind != PL_NODE_TEXT || !pl_text_is_space(text)) {
            pl_parse_fail(
                p, p->tok.lo,
                PL_S("Required blocks can only contain comments or whitespace"));
        }
    }
}

/* "block" name "scoped"? "required"? ... "endblock" name? */
static pl_ref block_statement(parser *p) {
    uint32_t lo = advance(p);
    uint32_t name = pl_parse_name(p, expect_name(p));
    skip_keyword(p, PL_KW_SCOPED);
    bool required = skip_keyword(p, PL_KW_REQUIRED);
    if (p->tok.kind == PL_TOK_SUB) {
        pl_parse_fail(
            p, p->tok.lo,
            PL_S("Block names in Jinja have to be valid Python identifiers and may "
                 "not contain hyphens, use an underscore instead."));
    }
    PL_PUSH(&p->scratch, &p->blocks, name);
    PL_PUSH(&p->scratch, &p->blocks, lo);
    context before = pl_enter_function(p);
    p->scope_level = 0;
    uint32_t scope = pl_scope_begin(p);
    uint32_t function = pl_function_begin(p, scope);
    pl_ref body = pl_parse_statements(p, PL_KW_ENDBLOCK);
    pl_scope_end(p, scope);
    uses inner = pl_leave(p, before);
    p->functions.at[function].body = body;
    scope_draft *s = &p->scopes.at[scope];
    s->alone = true;
    s->sees_self = inner.loads & use_bit(PL_KW_SELF);
    if (required) {
        check_required(p, body);
    }
    if (p->tok.kind == PL_TOK_NAME &&
        pl_str_eq(token_text(p, &p->tok), p->names.at[name].text)) {
        advance(p);
    }
    pl_ref node = add_node(p, PL_NODE_BLOCK, lo, function, name);
    node_at(p, node)->n = required ? PL_BLOCK_REQUIRED : 0;
    return node;
}

void pl_check_blocks(parser *p) {
    const uint32_t *b = p->blocks.at;
    uint32_t twice = pl_parse_repeated(p, b, p->blocks.len / 2, 2);
    if (twice == PL_NOT_THERE) {
        return;
    }
    uint32_t lo = 0;
    for (uint32_t i = 0, seen = 0; seen < 2; i += 2) {
        if (b[i] == twice) {
            lo = b[i + 1];
            seen++;
        }
    }
    pl_parse_failf(p, lo, "block '%.*s' defined twice",
                   PL_FMT(p->names.at[twice].text));
}

/* ---- small statements */

/* "print" expression ("," expression)* */
static void print_tag(parser *p) {
    advance(p);
    for (bool more = false; p->tok.kind != PL_TOK_BLOCK_END; more = true) {
        if (more) {
            expect(p, PL_TOK_COMMA);
        }
        pl_ref value = pl_parse_expression(p);
        push(p, add_node(p, PL_NODE_PRINT, node_at(p, value)->lo, value, 0));
    }
}

static pl_ref do_statement(parser *p) {
    uint32_t lo = advance(p);
    pl_ref value = pl_parse_tuple(p, true);
    return add_node(p, PL_NODE_DO, lo, value, 0);
}

static pl_ref loop_control(parser *p) {
    pl_token t = take(p);
    bool is_break = t.flags == PL_KW_BREAK;
    if (!p->loop_level) {
        pl_parse_python_error(p, t.lo,
                              is_break ? PL_S("'break' outside loop")
                                       : PL_S("'continue' not properly in loop"));
    }
    return add_node(p, is_break ? PL_NODE_BREAK : PL_NODE_CONTINUE, t.lo, 0, 0);
}

/* dbt's own tags; 0 when the tag is none. */
static pl_ref dbt_statement(parser *p) {
    if (p->dialect != PL_DIALECT_DBT) {
        return 0;
    }
    switch (p->tok.flags) {
    case PL_KW_MATERIALIZATION:
        return pl_parse_materialization(p);
    case PL_KW_DOCS:
        return pl_parse_docs(p);
    case PL_KW_TEST:
        return pl_parse_test_block(p);
    default:
        return 0;
    }
}

/* The statement whose tag name is the current token; 0 when there is no such tag. One
 * case a tag: a flat dispatch, hence its length. */
static pl_ref tag(parser *p) {
    switch (p->tok.flags) {
    case PL_KW_FOR:
        return pl_parse_for(p);
    case PL_KW_IF:
        return if_statement(p);
    case PL_KW_SET:
        return set_statement(p);
    case PL_KW_WITH:
        return with_statement(p);
    case PL_KW_AUTOESCAPE:
        return autoescape_statement(p);
    case PL_KW_FILTER:
        return filter_statement(p);
    case PL_KW_BLOCK:
        return block_statement(p);
    case PL_KW_DO:
        return do_statement(p);
    case PL_KW_BREAK:
    case PL_KW_CONTINUE:
        return loop_control(p);
    case PL_KW_MACRO:
        return pl_parse_macro(p);
    case PL_KW_CALL:
        return pl_parse_call_block(p);
    case PL_KW_EXTENDS:
        return pl_parse_extends(p);
    case PL_KW_INCLUDE:
        return pl_parse_include(p);
    case PL_KW_IMPORT:
        return pl_parse_import(p);
    case PL_KW_FROM:
        return pl_parse_from(p);
    default:
        return dbt_statement(p);
    }
}

/* Parse one tag; its statements go to the stack. */
static void statement(parser *p) {
    if (p->tok.kind != PL_TOK_NAME) {
        pl_parse_fail(p, p->tok.lo, PL_S("tag name expected"));
    }
    pl_str name = token_text(p, &p->tok);
    open_tag here = {name, p->tags};
    p->tags = &here;
    if (p->tok.flags == PL_KW_PRINT) {
        print_tag(p);
    } else {
        pl_ref node = tag(p);
        if (!node) {
            p->tags = here.outer;
            fail_unknown_tag(p, name);
        }
        push(p, node);
    }
    p->tags = here.outer;
}
