/* Units: a parsed template made ready to run. */
#include "eval/interp_priv.h"

static pl_value literal_value(pl_arena *a, const pl_literal *l) {
    switch (l->kind) {
    case PL_LIT_NONE:
        return pl_none();
    case PL_LIT_TRUE:
        return pl_bool(true);
    case PL_LIT_FALSE:
        return pl_bool(false);
    case PL_LIT_INT:
        return pl_int(l->as.i);
    case PL_LIT_BIGINT:
        return pl_int_parse(a, l->text);
    case PL_LIT_FLOAT:
        return pl_float(l->as.f);
    case PL_LIT_STRING:
        break;
    }
    return pl_string(l->text);
}

static const pl_native *bind_site(const pl_ast *ast, pl_ref ref, pl_mode mode) {
    const pl_node *n = &ast->nodes[ref];
    pl_str name = ast->names[pl_site_of(ast->extra, n)->name].text;
    return n->kind == PL_NODE_TEST ? pl_test_find(name) : pl_filter_find(name, mode);
}

const pl_unit *pl_unit_new(const pl_ast *ast, pl_mode mode, pl_arena *a) {
    pl_unit *u = PL_NEW(a, pl_unit);
    pl_value *values = PL_NEW_ARRAY(a, pl_value, ast->literal_count);
    const pl_native **sites = PL_NEW_ARRAY(a, const pl_native *, ast->site_count);
    for (uint32_t i = 0; i < ast->literal_count; i++) {
        values[i] = literal_value(a, &ast->literals[i]);
    }
    for (uint32_t i = 0; i < ast->site_count; i++) {
        sites[i] = bind_site(ast, ast->sites[i], mode);
    }
    u->ast = ast;
    u->values = values;
    u->sites = sites;
    u->mode = mode;
    return u;
}

const pl_ast *pl_unit_ast(const pl_unit *u) {
    return u->ast;
}

bool pl_unit_check(const pl_unit *u, pl_arena *a, pl_error *error) {
    for (uint32_t i = 0; i < u->ast->site_count; i++) {
        const pl_node *n = &u->ast->nodes[u->ast->sites[i]];
        if (u->sites[i] || (n->flags & PL_SOFT_SITE)) {
            continue;
        }
        bool test = n->kind == PL_NODE_TEST;
        pl_str name = u->ast->names[pl_site_of(u->ast->extra, n)->name].text;
        error->kind = test ? PL_EXC_UNKNOWN_TEST : PL_EXC_UNKNOWN_FILTER;
        error->text = pl_str_fmt(a, "No %s named '%.*s'.", test ? "test" : "filter",
                                 PL_FMT(name));
        error->ast = u->ast;
        error->lo = n->lo;
        error->code = PL_E0202;
        return false;
    }
    return true;
}
