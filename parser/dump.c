/* The tree as text. */
#include "parser/parser_priv.h"

const char *pl_node_words(pl_node_kind kind) {
    static const char *const words[] = {
        "NONE",
#define NODE(id, shape) #id,
#include "parser/nodes.def"
#undef NODE
    };
    return words[kind];
}

typedef struct dump {
    const pl_ast *ast;
    pl_buf *to;
} dump;

static void put_node(dump *d, pl_ref ref);

static void put_child(dump *d, pl_ref ref) {
    pl_buf_char(d->to, ' ');
    if (ref) {
        put_node(d, ref);
    } else {
        pl_buf_char(d->to, '-');
    }
}

static void put_children(dump *d, const pl_node *n) {
    pl_child_iter c = pl_children_of(d->ast, n);
    for (pl_ref child; pl_next_child(&c, &child);) {
        put_child(d, child);
    }
}

static void put_name(dump *d, uint32_t name) {
    pl_buf_char(d->to, ' ');
    pl_buf_str(d->to, d->ast->names[name].text);
}

static void put_number(dump *d, const char *label, uint32_t n) {
    if (n != PL_NOT_THERE) {
        pl_buf_fmt(d->to, " %s%u", label, n);
    }
}

static void put_literal(dump *d, const pl_literal *l) {
    switch (l->kind) {
    case PL_LIT_NONE:
        PL_BUF_LIT(d->to, " none");
        break;
    case PL_LIT_TRUE:
        PL_BUF_LIT(d->to, " true");
        break;
    case PL_LIT_FALSE:
        PL_BUF_LIT(d->to, " false");
        break;
    case PL_LIT_INT:
        pl_buf_fmt(d->to, " %lld", (long long)l->as.i);
        break;
    case PL_LIT_BIGINT:
        pl_buf_fmt(d->to, " %.*s", PL_FMT(l->text));
        break;
    case PL_LIT_FLOAT:
        pl_buf_fmt(d->to, " %.17g", l->as.f);
        break;
    case PL_LIT_STRING:
        pl_buf_char(d->to, ' ');
        pl_buf_json(d->to, l->text);
        break;
    }
}

static void put_const(dump *d, const pl_node *n) {
    put_literal(d, &d->ast->literals[n->a]);
}

static void put_slot(dump *d, const pl_node *n) {
    put_name(d, n->b);
    pl_buf_fmt(d->to, "@%u", n->a);
    put_number(d, "up", n->n ? n->n : PL_NOT_THERE);
}

static void put_getattr(dump *d, const pl_node *n) {
    put_child(d, n->a);
    put_name(d, n->b);
}

static void put_args(dump *d, const pl_args *args) {
    const pl_kwarg *keywords = pl_kwargs(args);
    for (uint32_t i = 0; i < args->positional; i++) {
        put_child(d, args->at[i]);
    }
    for (uint32_t i = 0; i < args->keywords; i++) {
        put_name(d, keywords[i].name);
        pl_buf_char(d->to, '=');
        put_node(d, keywords[i].value);
    }
    if (args->star) {
        PL_BUF_LIT(d->to, " *");
        put_node(d, args->star);
    }
    if (args->star_star) {
        PL_BUF_LIT(d->to, " **");
        put_node(d, args->star_star);
    }
}

static void put_call(dump *d, const pl_node *n) {
    put_child(d, n->a);
    put_args(d, pl_call_args_of(d->ast->extra, n));
}

static void put_site(dump *d, const pl_node *n) {
    const pl_site *site = pl_site_of(d->ast->extra, n);
    put_name(d, site->name);
    put_child(d, n->a);
    put_args(d, pl_site_args(site));
}

static void put_compare(dump *d, const pl_node *n) {
    static const char *const ops[] = {"==", "!=", "<", "<=", ">", ">=", "in", "not-in"};
    const pl_compared *chain = pl_compared_of(d->ast->extra, n);
    put_child(d, chain->first);
    for (uint32_t i = 0; i + 1 < n->b; i++) {
        pl_buf_fmt(d->to, " %s", ops[chain->rest[i].op]);
        put_child(d, chain->rest[i].operand);
    }
}

static void put_ns_ref(dump *d, const pl_node *n) {
    put_name(d, pl_ns_ref_of(d->ast->extra, n)->name);
    put_name(d, pl_ns_ref_of(d->ast->extra, n)->attr);
}

static void put_text(dump *d, const pl_node *n) {
    pl_buf_char(d->to, ' ');
    pl_buf_json(d->to, (pl_str){d->ast->src->text.at + n->a, n->b});
}

/* ?name reads the context, =name copies an outer slot, !name begins unset. */
static void put_scope(dump *d, uint32_t scope) {
    static const char marks[] = {'.', '?', '=', '!'};
    const pl_scope_info *s = &d->ast->scopes[scope];
    PL_BUF_LIT(d->to, " [");
    for (uint32_t i = 0; i < s->load_count; i++) {
        const pl_load *l = &s->loads[i];
        pl_str name = d->ast->names[l->name].text;
        pl_buf_fmt(d->to, "%s%c%.*s@%u", i ? " " : "", marks[l->kind], PL_FMT(name),
                   l->slot);
        if (l->kind == PL_LOAD_ALIAS) {
            pl_buf_fmt(d->to, "<%u", l->from);
            put_number(d, "up", l->depth ? l->depth : PL_NOT_THERE);
        }
    }
    pl_buf_char(d->to, ']');
}

static void put_for(dump *d, const pl_node *n) {
    const pl_for *of = pl_for_of(d->ast->extra, n);
    put_number(d, "loop@", of->loop_slot);
    put_number(d, "function", of->function);
    put_child(d, of->target);
    put_child(d, of->iter);
    if (of->test) {
        PL_BUF_LIT(d->to, " if");
        put_scope(d, of->test_scope);
        put_child(d, of->test);
    }
    put_scope(d, of->scope);
    put_child(d, of->body);
    if (of->otherwise) {
        PL_BUF_LIT(d->to, " else");
        put_scope(d, of->else_scope);
        put_child(d, of->otherwise);
    }
}

static void put_set_block(dump *d, const pl_node *n) {
    const pl_set_block *set = pl_set_block_of(d->ast->extra, n);
    put_child(d, set->target);
    put_child(d, set->filter);
    put_scope(d, set->scope);
    put_child(d, set->body);
}

static void put_filter_block(dump *d, const pl_node *n) {
    const pl_filter_block *block = pl_filter_block_of(d->ast->extra, n);
    put_child(d, block->filter);
    put_scope(d, block->scope);
    put_child(d, block->body);
}

static void put_with(dump *d, const pl_node *n) {
    const pl_with_block *with = pl_with_block_of(d->ast->extra, n);
    for (uint32_t i = 0; i < n->b; i++) {
        put_child(d, with->at[i].target);
        put_child(d, with->at[i].value);
    }
    put_scope(d, with->scope);
    put_child(d, with->body);
}

static void put_autoescape(dump *d, const pl_node *n) {
    if (n->flags & (PL_AUTOESCAPE_ON | PL_AUTOESCAPE_OFF)) {
        put_scope(d, n->b);
        put_child(d, n->a);
        return;
    }
    const pl_autoescape *escape = pl_autoescape_of(d->ast->extra, n);
    put_child(d, escape->value);
    put_scope(d, escape->scope);
    put_child(d, escape->body);
}

static void put_function(dump *d, uint32_t number) {
    const pl_function *f = &d->ast->functions[number];
    pl_buf_fmt(d->to, " slots%u%s", f->slots, f->captured ? " captured" : "");
    put_scope(d, f->scope);
    put_child(d, f->body);
}

static void put_macro_info(dump *d, const pl_macro_info *m) {
    put_name(d, m->name);
    PL_BUF_LIT(d->to, " (");
    for (uint32_t i = 0; i < m->param_count; i++) {
        const pl_param *param = &m->params[i];
        pl_str name = d->ast->names[param->name].text;
        pl_buf_fmt(d->to, "%s%.*s@%u", i ? " " : "", PL_FMT(name), param->slot);
        if (param->fallback) {
            pl_buf_char(d->to, '=');
            put_node(d, param->fallback);
        }
    }
    pl_buf_char(d->to, ')');
    put_number(d, "caller@", m->caller_slot);
    put_number(d, "kwargs@", m->kwargs_slot);
    put_number(d, "varargs@", m->varargs_slot);
    put_function(d, m->function);
}

static void put_macro(dump *d, const pl_node *n) {
    pl_buf_fmt(d->to, " @%u", n->b);
    put_macro_info(d, &d->ast->macros[n->a]);
}

static void put_call_block(dump *d, const pl_node *n) {
    put_child(d, n->b);
    put_macro_info(d, &d->ast->macros[n->a]);
}

static void put_block(dump *d, const pl_node *n) {
    put_name(d, n->b);
    put_function(d, n->a);
}

static void put_docs(dump *d, const pl_node *n) {
    put_name(d, n->a);
    put_child(d, n->b);
}

/* Kinds that are more than their children in order. */
static void (*const put_kind[PL_NODE_COUNT])(dump *d, const pl_node *n) = {
    [PL_NODE_CONST] = put_const,        [PL_NODE_NAME] = put_slot,
    [PL_NODE_GETATTR] = put_getattr,    [PL_NODE_CALL] = put_call,
    [PL_NODE_FILTER] = put_site,        [PL_NODE_TEST] = put_site,
    [PL_NODE_COMPARE] = put_compare,    [PL_NODE_NSREF] = put_ns_ref,
    [PL_NODE_TEXT] = put_text,          [PL_NODE_FOR] = put_for,
    [PL_NODE_SETBLOCK] = put_set_block, [PL_NODE_FILTERBLOCK] = put_filter_block,
    [PL_NODE_WITH] = put_with,          [PL_NODE_SCOPE] = put_autoescape,
    [PL_NODE_MACRO] = put_macro,        [PL_NODE_CALLBLOCK] = put_call_block,
    [PL_NODE_BLOCK] = put_block,        [PL_NODE_DOCS] = put_docs,
};

static void put_flags(dump *d, uint8_t flags) {
    static const char *const words[] = {"only",           "recursive", "export",
                                        "ignore-missing", "escape",    "plain",
                                        "constant",       "soft"};
    for (uint32_t i = 0; i < 8; i++) {
        if (flags >> i & 1) {
            pl_buf_fmt(d->to, " :%s", words[i]);
        }
    }
}

static void put_node(dump *d, pl_ref ref) {
    const pl_node *n = &d->ast->nodes[ref];
    pl_buf_char(d->to, '(');
    for (const char *c = pl_node_words(n->kind); *c; c++) {
        pl_buf_char(d->to, (char)(*c | 0x20));
    }
    put_flags(d, n->flags);
    (put_kind[n->kind] ? put_kind[n->kind] : put_children)(d, n);
    pl_buf_char(d->to, ')');
}

void pl_ast_dump(const pl_ast *ast, pl_ref node, pl_buf *to) {
    dump d = {ast, to};
    put_node(&d, node);
}
