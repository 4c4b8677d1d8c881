/* The tree as text. */
#include "parser/parser_priv.h"

const char *pl_node_words(pl_node_kind kind) {
    static const char *const words[] = {
        "NONE",
#define NODE(id) #id,
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

static void put_children(dump *d, const uint32_t *x, uint32_t count, uint32_t step) {
    for (uint32_t i = 0; i < count; i++) {
        put_child(d, x[i * step]);
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

static void put_args(dump *d, const uint32_t *x) {
    const uint32_t *pairs = x + PL_ARGS_FIRST + x[PL_ARGS_POS];
    put_children(d, x + PL_ARGS_FIRST, x[PL_ARGS_POS], 1);
    for (uint32_t i = 0; i < x[PL_ARGS_KEY]; i++) {
        put_name(d, pairs[2 * i]);
        pl_buf_char(d->to, '=');
        put_node(d, pairs[2 * i + 1]);
    }
    if (x[PL_ARGS_STAR]) {
        PL_BUF_LIT(d->to, " *");
        put_node(d, x[PL_ARGS_STAR]);
    }
    if (x[PL_ARGS_STARSTAR]) {
        PL_BUF_LIT(d->to, " **");
        put_node(d, x[PL_ARGS_STARSTAR]);
    }
}

static void put_compare(dump *d, const uint32_t *x, uint32_t count) {
    static const char *const ops[] = {"==", "!=", "<", "<=", ">", ">=", "in", "not-in"};
    put_child(d, x[0]);
    for (uint32_t i = 1; i < count; i++) {
        pl_buf_fmt(d->to, " %s", ops[x[2 * i - 1]]);
        put_child(d, x[2 * i]);
    }
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

static void put_for(dump *d, const uint32_t *x) {
    enum {
        TARGET,
        ITER,
        BODY,
        ELSE,
        TEST,
        SCOPE,
        ELSE_SCOPE,
        TEST_SCOPE,
        LOOP,
        FUNCTION
    };
    put_number(d, "loop@", x[LOOP]);
    put_number(d, "function", x[FUNCTION]);
    put_child(d, x[TARGET]);
    put_child(d, x[ITER]);
    if (x[TEST]) {
        PL_BUF_LIT(d->to, " if");
        put_scope(d, x[TEST_SCOPE]);
        put_child(d, x[TEST]);
    }
    put_scope(d, x[SCOPE]);
    put_child(d, x[BODY]);
    if (x[ELSE]) {
        PL_BUF_LIT(d->to, " else");
        put_scope(d, x[ELSE_SCOPE]);
        put_child(d, x[ELSE]);
    }
}

static void put_function(dump *d, uint32_t number) {
    const pl_function *f = &d->ast->functions[number];
    pl_buf_fmt(d->to, " slots%u%s", f->slots, f->captured ? " captured" : "");
    put_scope(d, f->scope);
    put_child(d, f->body);
}

static void put_macro(dump *d, const pl_macro_info *m) {
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

static void put_with(dump *d, const uint32_t *x, uint32_t pairs) {
    put_children(d, x + 2, 2 * pairs, 1);
    put_scope(d, x[0]);
    put_child(d, x[1]);
}

/* One case a kind: a flat dispatch, hence its length. */
static void put_fields(dump *d, const pl_node *n) {
    const pl_ast *ast = d->ast;
    const uint32_t *x = ast->extra + n->a;
    switch ((pl_node_kind)n->kind) {
    case PL_NODE_CONST:
        put_literal(d, &ast->literals[n->a]);
        break;
    case PL_NODE_NAME:
        put_name(d, n->b);
        pl_buf_fmt(d->to, "@%u", n->a);
        put_number(d, "up", n->n ? n->n : PL_NOT_THERE);
        break;
    case PL_NODE_NSREF:
        put_name(d, ast->extra[n->b]);
        put_name(d, ast->extra[n->b + 1]);
        break;
    case PL_NODE_TUPLE:
    case PL_NODE_LIST:
    case PL_NODE_CONCAT:
    case PL_NODE_BODY:
        put_children(d, x, n->b, 1);
        break;
    case PL_NODE_DICT:
    case PL_NODE_IF:
        put_children(d, x, 2 * n->b, 1);
        break;
    case PL_NODE_NOT:
    case PL_NODE_NEG:
    case PL_NODE_POS:
    case PL_NODE_PRINT:
    case PL_NODE_DO:
    case PL_NODE_INCLUDE:
    case PL_NODE_IMPORT:
    case PL_NODE_FROMIMPORT:
    case PL_NODE_EXTENDS:
        put_child(d, n->a);
        break;
    case PL_NODE_ADD:
    case PL_NODE_SUB:
    case PL_NODE_MUL:
    case PL_NODE_DIV:
    case PL_NODE_FLOORDIV:
    case PL_NODE_MOD:
    case PL_NODE_POW:
    case PL_NODE_AND:
    case PL_NODE_OR:
    case PL_NODE_GETITEM:
    case PL_NODE_SET:
        put_child(d, n->a);
        put_child(d, n->b);
        break;
    case PL_NODE_COMPARE:
        put_compare(d, x, n->b);
        break;
    case PL_NODE_COND:
    case PL_NODE_SLICE:
        put_children(d, x, 3, 1);
        break;
    case PL_NODE_GETATTR:
        put_child(d, n->a);
        put_name(d, n->b);
        break;
    case PL_NODE_CALL:
        put_child(d, n->a);
        put_args(d, ast->extra + n->b);
        break;
    case PL_NODE_FILTER:
    case PL_NODE_TEST:
        put_name(d, ast->extra[n->b]);
        put_child(d, n->a);
        put_args(d, ast->extra + n->b + 2);
        break;
    case PL_NODE_TEXT:
        pl_buf_char(d->to, ' ');
        pl_buf_json(d->to, (pl_str){ast->src->text.at + n->a, n->b});
        break;
    case PL_NODE_FOR:
        put_for(d, x);
        break;
    case PL_NODE_SETBLOCK:
        put_children(d, x, 2, 1);
        put_scope(d, x[3]);
        put_child(d, x[2]);
        break;
    case PL_NODE_MACRO:
        pl_buf_fmt(d->to, " @%u", n->b);
        put_macro(d, &ast->macros[n->a]);
        break;
    case PL_NODE_CALLBLOCK:
        put_child(d, n->b);
        put_macro(d, &ast->macros[n->a]);
        break;
    case PL_NODE_FILTERBLOCK:
        put_child(d, x[0]);
        put_scope(d, x[2]);
        put_child(d, x[1]);
        break;
    case PL_NODE_WITH:
        put_with(d, x, n->b);
        break;
    case PL_NODE_SCOPE:
        if (n->flags & (PL_AUTOESCAPE_ON | PL_AUTOESCAPE_OFF)) {
            put_scope(d, n->b);
            put_child(d, n->a);
        } else {
            put_child(d, x[2]);
            put_scope(d, x[1]);
            put_child(d, x[0]);
        }
        break;
    case PL_NODE_BLOCK:
        put_name(d, n->b);
        put_function(d, n->a);
        break;
    case PL_NODE_DOCS:
        put_name(d, n->a);
        put_child(d, n->b);
        break;
    case PL_NODE_SELF:
    case PL_NODE_BREAK:
    case PL_NODE_CONTINUE:
    case PL_NODE_NONE:
    case PL_NODE_COUNT:
        break;
    }
}

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
    put_fields(d, n);
    pl_buf_char(d->to, ')');
}

void pl_ast_dump(const pl_ast *ast, pl_ref node, pl_buf *to) {
    dump d = {ast, to};
    put_node(&d, node);
}
