/* The children of nodes, by the shapes of nodes.def. */
#include "parser/nodes.h"

typedef enum shape {
    LEAF,
    ONE,
    TWO,
    ITEMS,
    PAIRS,
    PARTS,
    COMPARE,
    CALL,
    SITE,
    FOR,
    SETBLOCK,
    MACRO,
    CALLBLOCK,
    FILTERBLOCK,
    WITH,
    SCOPE,
    BLOCK,
    DOCS,
} shape;

static const uint8_t shapes[] = {
    [PL_NODE_NONE] = LEAF,
#define NODE(id, shape) [PL_NODE_##id] = shape,
#include "parser/nodes.def"
#undef NODE
};

static void add(pl_child_iter *c, const pl_ref *at, uint32_t count, uint32_t step) {
    c->runs[c->len].at = at;
    c->runs[c->len].count = count;
    c->runs[c->len++].step = step;
}

static void add_args(pl_child_iter *c, const pl_args *args) {
    add(c, args->at, args->positional, 1);
    add(c, &pl_kwargs(args)->value, args->keywords, sizeof(pl_kwarg) / sizeof(pl_ref));
    if (args->star || args->star_star) {
        add(c, &args->star, 2, 1);
    }
}

static void add_macro(pl_child_iter *c, const pl_ast *ast, const pl_macro_info *m) {
    if (m->param_count) {
        add(c, &m->params->fallback, m->param_count, sizeof(pl_param) / sizeof(pl_ref));
    }
    add(c, &ast->functions[m->function].body, 1, 1);
}

static void add_scope(pl_child_iter *c, const pl_ast *ast, const pl_node *n) {
    if (n->flags & (PL_AUTOESCAPE_ON | PL_AUTOESCAPE_OFF)) {
        add(c, &n->a, 1, 1);
    } else {
        add(c, &pl_autoescape_of(ast->extra, n)->value, 1, 1);
        add(c, &pl_autoescape_of(ast->extra, n)->body, 1, 1);
    }
}

/* Statements with blocks. */
static void add_block(pl_child_iter *c, const pl_ast *ast, const pl_node *n) {
    switch (shapes[n->kind]) {
    case FOR:
        add(c, &pl_for_of(ast->extra, n)->target, 5, 1);
        break;
    case SETBLOCK:
        add(c, &pl_set_block_of(ast->extra, n)->target, 3, 1);
        break;
    case FILTERBLOCK:
        add(c, &pl_filter_block_of(ast->extra, n)->filter, 2, 1);
        break;
    case WITH:
        add(c, &pl_with_block_of(ast->extra, n)->at->target, 2 * n->b, 1);
        add(c, &pl_with_block_of(ast->extra, n)->body, 1, 1);
        break;
    case SCOPE:
        add_scope(c, ast, n);
        break;
    case CALLBLOCK:
        add(c, &n->b, 1, 1);
        add_macro(c, ast, &ast->macros[n->a]);
        break;
    case MACRO:
        add_macro(c, ast, &ast->macros[n->a]);
        break;
    case BLOCK:
        add(c, &ast->functions[n->a].body, 1, 1);
        break;
    case DOCS:
        add(c, &n->b, 1, 1);
        break;
    default:
        break;
    }
}

pl_child_iter pl_children_of(const pl_ast *ast, const pl_node *n) {
    pl_child_iter c = {.len = 0};
    switch (shapes[n->kind]) {
    case TWO:
        add(&c, &n->a, 1, 1);
        add(&c, &n->b, 1, 1);
        break;
    case ONE:
        add(&c, &n->a, 1, 1);
        break;
    case ITEMS:
        add(&c, pl_items_of(ast->extra, n), n->b, 1);
        break;
    case PAIRS:
        add(&c, pl_items_of(ast->extra, n), 2 * n->b, 1);
        break;
    case PARTS:
        add(&c, pl_items_of(ast->extra, n), 3, 1);
        break;
    case COMPARE:
        add(&c, &pl_compared_of(ast->extra, n)->first, n->b, 2);
        break;
    case SITE:
        add(&c, &n->a, 1, 1);
        add_args(&c, pl_site_args(pl_site_of(ast->extra, n)));
        break;
    case CALL:
        add(&c, &n->a, 1, 1);
        add_args(&c, pl_call_args_of(ast->extra, n));
        break;
    default:
        add_block(&c, ast, n);
    }
    return c;
}

bool pl_next_child(pl_child_iter *c, pl_ref *child) {
    while (c->run < c->len && c->i == c->runs[c->run].count) {
        c->run++;
        c->i = 0;
    }
    if (c->run == c->len) {
        return false;
    }
    *child = c->runs[c->run].at[(size_t)c->i++ * c->runs[c->run].step];
    return true;
}

pl_ref pl_argument(const pl_ast *ast, const pl_args *args, uint32_t index,
                   pl_str name) {
    if (index < args->positional) {
        return args->at[index];
    }
    const pl_kwarg *keywords = pl_kwargs(args);
    for (uint32_t i = 0; i < args->keywords; i++) {
        if (pl_str_eq(ast->names[keywords[i].name].text, name)) {
            return keywords[i].value;
        }
    }
    return 0;
}
