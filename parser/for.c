/* For loops. */
#include "parser/parser_priv.h"

typedef struct for_parts {
    pl_ref target, iter, body, otherwise, test, test_target;
    uint32_t scope, else_scope, test_scope, function;
    bool extended; /* has a `loop` variable */
} for_parts;

static uint32_t add_for_record(parser *p, const for_parts *f) {
    uint32_t x = ADD_RECORD(p, pl_for, f->target, f->iter, f->body, f->otherwise,
                            f->test, f->scope, f->else_scope, f->test_scope,
                            PL_NOT_THERE, f->function, f->test_target);
    if (f->extended) {
        p->scopes.at[f->scope].loop = x;
    }
    return x;
}

static uses for_test(parser *p, for_parts *f) {
    context before = pl_enter_function(p);
    f->test_scope = pl_scope_begin(p);
    f->test_target = pl_parse_copy_target(p, f->target);
    pl_parse_store(p, f->test_target, EVENT_PARAM);
    f->test = pl_parse_expression(p);
    pl_scope_end(p, f->test_scope);
    return pl_leave(p, before);
}

static uint32_t loop_scope(parser *p, const for_parts *f) {
    uint32_t scope = pl_scope_begin(p);
    p->scopes.at[scope].function = f->function;
    p->scopes.at[scope].recursive = f->function != PL_NOT_THERE;
    return scope;
}

/* All of a recursive loop but its iterable is a function of its own. */
static void make_recursive(parser *p, for_parts *f) {
    f->function = pl_function_new(p, p->scopes.len);
    f->extended = true;
    pl_parse_name(p, PL_S("loop"));
    if (f->test) {
        p->scopes.at[f->test_scope].function = f->function;
        p->scopes.at[f->test_scope].recursive = true;
    }
}

static uses for_body(parser *p, for_parts *f) {
    context before = pl_enter(p);
    p->loop_level = f->function == PL_NOT_THERE ? p->loop_level + 1 : 1;
    f->scope = loop_scope(p, f);
    pl_parse_store(p, f->target, EVENT_PARAM);
    f->body = pl_parse_statements_to(p, (end_tags){.any = {PL_KW_ENDFOR, PL_KW_ELSE}});
    pl_scope_end(p, f->scope);
    uses inner = pl_leave(p, before);
    f->extended = f->extended || (inner.loads & use_bit(PL_KW_LOOP));
    return inner;
}

static uses for_else(parser *p, for_parts *f) {
    context before = pl_enter(p);
    p->loop_level = f->function == PL_NOT_THERE ? p->loop_level : 0;
    f->else_scope = loop_scope(p, f);
    f->otherwise = pl_parse_statements(p, PL_KW_ENDFOR);
    pl_scope_end(p, f->else_scope);
    return pl_leave(p, before);
}

/* What a loop says of assignments to `loop` within it. */
static void loop_failure(parser *p, uint32_t fail_event, uint32_t stored_before) {
    if (p->loop_stored != PL_NOT_THERE) {
        p->events.at[fail_event].node = pl_parse_failure(
            p, p->loop_stored,
            PL_S("Can't assign to special loop variable in for-loop target"));
    }
    if (stored_before != PL_NOT_THERE) {
        p->loop_stored = stored_before;
    }
}

/* "for" target "in" tuple ("if" test)? "recursive"? ... ("else" ...)? "endfor" */
pl_ref pl_parse_for(parser *p) {
    for_parts f = {.else_scope = PL_NOT_THERE,
                   .test_scope = PL_NOT_THERE,
                   .function = PL_NOT_THERE};
    uint32_t lo = advance(p);
    uint32_t loop_stored = p->loop_stored;
    p->loop_stored = PL_NOT_THERE;
    uint32_t fail_event = p->events.len;
    add_event(p, EVENT_FAIL, 0, PL_NOT_THERE);
    f.target = pl_parse_target(p, false);
    pl_parse_check_loop(p, f.target);
    expect_keyword(p, PL_KW_IN);
    f.iter = pl_parse_tuple(p, false);
    uses test_uses = skip_keyword(p, PL_KW_IF) ? for_test(p, &f) : (uses){0, 0};
    bool recursive = skip_keyword(p, PL_KW_RECURSIVE);
    if (recursive) {
        make_recursive(p, &f);
    }
    also_uses(p, for_body(p, &f));
    if (take(p).flags == PL_KW_ELSE) {
        also_uses(p, for_else(p, &f));
    }
    also_uses(p, test_uses);
    if (recursive) {
        p->functions.at[f.function].body = f.body;
    }
    loop_failure(p, fail_event, loop_stored);
    pl_ref node = add_node(p, PL_NODE_FOR, lo, add_for_record(p, &f), 0);
    node_at(p, node)->flags = recursive ? PL_FOR_RECURSIVE : 0;
    return node;
}
