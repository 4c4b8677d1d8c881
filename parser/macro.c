/* Macros, call blocks, and dbt's blocks that are macros. */
#include "parser/parser_priv.h"

typedef struct macro_parts {
    uint32_t lo;       /* of the tag's name */
    uint32_t block_lo; /* of the tag */
    uint32_t macro, scope, function;
    uses signature; /* names read and assigned by parameters and their defaults */
} macro_parts;

static macro_draft *draft(parser *p, const macro_parts *m) {
    return &p->macros.at[m->macro];
}

static macro_parts begin_macro(parser *p, pl_macro_kind kind) {
    macro_parts m = {.lo = advance(p), .block_lo = p->tag_lo, .macro = p->macros.len};
    PL_PUSH(&p->scratch, &p->macros,
            ((macro_draft){.info = {.kind = (uint8_t)kind,
                                    .caller_slot = PL_NOT_THERE,
                                    .kwargs_slot = PL_NOT_THERE,
                                    .varargs_slot = PL_NOT_THERE,
                                    .supported_languages = PL_S(""),
                                    .lo = m.block_lo},
                           .first_param = p->params.len}));
    return m;
}

static void begin_scope(parser *p, macro_parts *m) {
    m->scope = pl_scope_begin(p);
    m->function = pl_function_begin(p, m->scope);
    p->scopes.at[m->scope].macro = m->macro;
    draft(p, m)->info.function = m->function;
}

/* name ("[" type ("," type)* "]")?: dbt lets parameters have
 * types, and ignores them. */
static void type_name(parser *p) {
    expect(p, PL_TOK_NAME);
    if (!skip_if(p, PL_TOK_LBRACKET)) {
        return;
    }
    pl_parse_deeper(p);
    for (bool more = false; p->tok.kind != PL_TOK_RBRACKET; more = true) {
        if (more) {
            expect(p, PL_TOK_COMMA);
        }
        type_name(p);
    }
    advance(p);
    p->depth--;
}

static void add_param(parser *p, macro_parts *m, uint32_t name, pl_ref fallback) {
    m->signature.stores |= pl_parse_use_of(p, name);
    PL_PUSH(&p->scratch, &p->params, ((pl_param){name, PL_NOT_THERE, fallback}));
    draft(p, m)->info.param_count++;
}

/* `open`: of the "(". */
static void check_params(parser *p, const macro_parts *m, uint32_t open) {
    const macro_draft *d = draft(p, m);
    uint32_t step = sizeof(pl_param) / sizeof(uint32_t);
    if (d->info.param_count < 2) {
        return;
    }
    uint32_t twice = pl_parse_repeated(p, &p->params.at[d->first_param].name,
                                       d->info.param_count, step);
    if (twice != PL_NOT_THERE) {
        pl_str name = p->names.at[twice].text;
        pl_parse_python_error(
            p, pl_parse_second_place(p, open, name, false),
            pl_str_fmt(p->arena,
                       "duplicate argument 'l_%u_%.*s' in function definition",
                       p->scope_level, PL_FMT(name)));
    }
}

/* "(" (name ("=" expression)? ("," ...)*)? ")" */
static void signature(parser *p, macro_parts *m) {
    context before = pl_enter_function(p);
    bool defaults = false;
    uint32_t open = expect(p, PL_TOK_LPAREN);
    while (p->tok.kind != PL_TOK_RPAREN) {
        if (draft(p, m)->info.param_count) {
            expect(p, PL_TOK_COMMA);
        }
        pl_token t = pl_parse_target_name(p);
        pl_ref fallback = 0;
        if (p->dialect == PL_DIALECT_DBT && skip_if(p, PL_TOK_COLON)) {
            type_name(p);
        }
        if (skip_if(p, PL_TOK_ASSIGN)) {
            fallback = pl_parse_expression(p);
            defaults = true;
        } else if (defaults) {
            pl_parse_fail(p, p->tok.lo,
                          PL_S("non-default argument follows default argument"));
        }
        add_param(p, m, pl_parse_name(p, token_text(p, &t)), fallback);
    }
    advance(p);
    check_params(p, m, open);
    uses parameters = {0, m->signature.stores};
    m->signature = uses_then(parameters, pl_leave(p, before));
}

static const pl_param *find_param(parser *p, const macro_parts *m, pl_keyword kw) {
    const macro_draft *d = draft(p, m);
    for (uint32_t i = 0; i < d->info.param_count; i++) {
        const pl_param *param = &p->params.at[d->first_param + i];
        if (pl_str_eq(p->names.at[param->name].text, pl_keyword_text(kw))) {
            return param;
        }
    }
    return NULL;
}

/* Which of caller, kwargs and varargs the body reads without having assigned them. */
static void note_specials(parser *p, const macro_parts *m, uses body) {
    pl_macro_info *info = &draft(p, m)->info;
    const pl_param *caller = find_param(p, m, PL_KW_CALLER);
    info->uses_caller = body.loads & use_bit(PL_KW_CALLER);
    info->caller_is_param = caller != NULL;
    info->uses_kwargs =
        (body.loads & use_bit(PL_KW_KWARGS)) && !find_param(p, m, PL_KW_KWARGS);
    info->uses_varargs =
        (body.loads & use_bit(PL_KW_VARARGS)) && !find_param(p, m, PL_KW_VARARGS);
    if (info->uses_caller && caller && !caller->fallback) {
        p->scopes.at[m->scope].failure =
            pl_parse_failure(p, m->lo,
                             PL_S("When defining macros or call blocks the special "
                                  "\"caller\" argument must be "
                                  "omitted or be given a default."));
    }
}

/* The body, from the opening tag's end to the closing tag's name. */
static void macro_body(parser *p, macro_parts *m, pl_keyword end) {
    context before = pl_enter_function(p);
    pl_ref body = pl_parse_statements(p, end);
    uses inner = pl_leave(p, before);
    pl_scope_end(p, m->scope);
    p->functions.at[m->function].body = body;
    draft(p, m)->info.hi = p->tok.hi;
    note_specials(p, m, inner);
    p->uses = uses_then(p->uses, uses_then(m->signature, inner));
}

/* The MACRO statement, whose name is assigned where it stands. */
static pl_ref macro_node(parser *p, const macro_parts *m, pl_str plain, pl_str name) {
    pl_macro_info *info = &draft(p, m)->info;
    info->plain = pl_parse_name(p, plain);
    info->name = pl_parse_name(p, name);
    pl_ref node = add_node(p, PL_NODE_MACRO, m->lo, m->macro, PL_NOT_THERE);
    node_at(p, node)->flags = p->toplevel ? PL_SET_EXPORT : 0;
    return node;
}

static pl_ref end_macro(parser *p, macro_parts *m, pl_ref node, pl_keyword end) {
    macro_body(p, m, end);
    add_event(p, EVENT_MACRO, draft(p, m)->info.name, node);
    return node;
}

/* "macro" name signature ... "endmacro" */
pl_ref pl_parse_macro(parser *p) {
    macro_parts m = begin_macro(p, PL_MACRO_PLAIN);
    pl_str plain = pl_parse_target_text(p);
    pl_str name = plain;
    if (p->dialect == PL_DIALECT_DBT) {
        name = pl_str_cat(p->arena, PL_S("dbt_macro__"), plain);
    }
    pl_ref node = macro_node(p, &m, plain, name);
    begin_scope(p, &m);
    signature(p, &m);
    return end_macro(p, &m, node, PL_KW_ENDMACRO);
}

/* "test" name signature ... "endtest" */
pl_ref pl_parse_test_block(parser *p) {
    macro_parts m = begin_macro(p, PL_MACRO_TEST);
    pl_str test = pl_parse_target_text(p);
    pl_str plain = pl_str_cat(p->arena, PL_S("test_"), test);
    pl_ref node =
        macro_node(p, &m, plain, pl_str_cat(p->arena, PL_S("dbt_macro__"), plain));
    begin_scope(p, &m);
    signature(p, &m);
    return end_macro(p, &m, node, PL_KW_ENDTEST);
}

/* ---- materialization */

/* The strings of a list, with commas between them. */
static pl_str language_list(parser *p, pl_ref list) {
    pl_node l = *node_at(p, list);
    pl_str all = PL_S("");
    if (l.kind != PL_NODE_LIST && l.kind != PL_NODE_TUPLE) {
        return all;
    }
    for (uint32_t i = 0; i < l.b; i++) {
        const pl_node *n = node_at(p, item_of(p, &l, i));
        if (n->kind == PL_NODE_CONST && p->literals.at[n->a].kind == PL_LIT_STRING) {
            pl_str one = p->literals.at[n->a].text;
            all = all.len ? pl_str_cat3(p->arena, all, PL_S(","), one) : one;
        }
    }
    return all;
}

static void add_languages(parser *p, macro_parts *m, pl_ref list) {
    draft(p, m)->info.supported_languages = language_list(p, list);
    add_param(p, m, pl_parse_name(p, PL_S("supported_languages")), list);
}

static pl_ref sql_only(parser *p, uint32_t lo) {
    pl_ref item = pl_parse_string(p, lo, PL_S("sql"));
    return add_node(p, PL_NODE_LIST, lo, add_extra(p, item), 1);
}

static pl_str adapter_name(parser *p) {
    expect(p, PL_TOK_ASSIGN);
    uint32_t lo = p->tok.lo;
    const pl_node *n = node_at(p, pl_parse_expression(p));
    if (n->kind != PL_NODE_CONST || p->literals.at[n->a].kind != PL_LIT_STRING) {
        pl_parse_fail(p, lo, PL_S("the adapter of a materialization must be a string"));
    }
    return p->literals.at[n->a].text;
}

/* ("," ("default" | "adapter" "=" string | "supported_languages" "=" list))* */
static pl_str materialization_args(parser *p, macro_parts *m, pl_str name) {
    pl_str adapter = PL_S("default");
    while (skip_if(p, PL_TOK_COMMA)) {
        pl_token t = pl_parse_target_name(p);
        pl_str arg = token_text(p, &t);
        if (PL_STR_IS(arg, "adapter")) {
            adapter = adapter_name(p);
        } else if (PL_STR_IS(arg, "supported_languages")) {
            expect(p, PL_TOK_ASSIGN);
            add_languages(p, m, pl_parse_expression(p));
        } else if (!PL_STR_IS(arg, "default")) {
            pl_parse_failf(p, t.lo,
                           "materialization '%.*s' received unknown argument '%.*s'.",
                           PL_FMT(name), PL_FMT(arg));
        }
    }
    return adapter;
}

/* "materialization" name arguments ... "endmaterialization" */
pl_ref pl_parse_materialization(parser *p) {
    macro_parts m = begin_macro(p, PL_MACRO_MATERIALIZATION);
    pl_str name = pl_parse_target_text(p);
    begin_scope(p, &m);
    pl_str adapter = materialization_args(p, &m, name);
    if (!draft(p, &m)->info.param_count) {
        add_languages(p, &m, sql_only(p, m.lo));
    }
    check_params(p, &m, m.lo);
    pl_str plain = pl_str_fmt(p->arena, "materialization_%.*s_%.*s", PL_FMT(name),
                              PL_FMT(adapter));
    pl_ref node =
        macro_node(p, &m, plain, pl_str_cat(p->arena, PL_S("dbt_macro__"), plain));
    return end_macro(p, &m, node, PL_KW_ENDMATERIALIZATION);
}

/* "docs" name ... "enddocs" */
pl_ref pl_parse_docs(parser *p) {
    uint32_t lo = advance(p);
    uint32_t name = pl_parse_name(p, pl_parse_target_text(p));
    context before = pl_enter_function(p);
    uint32_t scope = pl_scope_begin(p);
    uint32_t function = pl_function_begin(p, scope);
    pl_ref body = pl_parse_statements(p, PL_KW_ENDDOCS);
    pl_scope_end(p, scope);
    p->functions.at[function].body = body;
    p->uses = uses_then(p->uses, pl_leave(p, before));
    return add_node(p, PL_NODE_DOCS, lo, name, body);
}

/* ---- call */

/* Exchange the neighbours [first, middle) and [middle, last) of the events. */
static void rotate_events(parser *p, uint32_t first, uint32_t middle) {
    uint32_t front = middle - first, back = p->events.len - middle;
    if (!back) {
        return;
    }
    event *at = p->events.at + first;
    event *kept = PL_NEW_ARRAY(&p->scratch, event, front);
    memcpy(kept, at, front * sizeof *at);
    memmove(at, at + front, back * sizeof *at);
    memcpy(at + back, kept, front * sizeof *at);
}

/* The call gets `caller` as a keyword of its own. */
static void check_no_caller(parser *p, pl_ref call) {
    const pl_args *args = pl_call_args_of(p->extra.at, node_at(p, call));
    const pl_kwarg *keywords = pl_kwargs(args);
    for (uint32_t i = 0; i < args->keywords; i++) {
        if (pl_str_eq(p->names.at[keywords[i].name].text, PL_S("caller"))) {
            pl_parse_python_error(p, node_at(p, call)->lo,
                                  PL_S("keyword argument repeated: caller"));
        }
    }
}

/* "call" signature? call ... "endcall". The call belongs to the scope outside, and is
 * looked at before the signature. */
pl_ref pl_parse_call_block(parser *p) {
    macro_parts m = begin_macro(p, PL_MACRO_CALLER);
    uint32_t first = p->events.len;
    begin_scope(p, &m);
    if (p->tok.kind == PL_TOK_LPAREN) {
        signature(p, &m);
    }
    uint32_t middle = p->events.len;
    pl_ref call = pl_parse_expression(p);
    if (node_at(p, call)->kind != PL_NODE_CALL) {
        pl_parse_fail(p, m.lo, PL_S("expected call"));
    }
    check_no_caller(p, call);
    rotate_events(p, first, middle);
    pl_macro_info *info = &draft(p, &m)->info;
    info->name = info->plain = pl_parse_name(p, PL_S("caller"));
    macro_body(p, &m, PL_KW_ENDCALL);
    return add_node(p, PL_NODE_CALLBLOCK, m.lo, m.macro, call);
}
