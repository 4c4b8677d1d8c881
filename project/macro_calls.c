/* Which macros a macro calls, as far as its text tells. */
#include "project/macro_calls.h"

#include "project/world_priv.h"
#include "support/vec.h"

typedef struct finding {
    pl_world *w;
    pl_arena *arena;
    const pl_ast *ast;
    const pl_macro_def *def;
    pl_dbt dbt;
    pl_macro_calls calls;
} finding;

static void add(finding *f, const pl_macro_def *called) {
    if (!called || pl_str_eq(called->name, f->def->name)) {
        return;
    }
    for (uint32_t i = 0; i < f->calls.len; i++) {
        if (f->calls.at[i] == called) {
            return;
        }
    }
    PL_PUSH(f->arena, &f->calls, called);
}

static const pl_macro_def *in(finding *f, pl_str package, pl_str name) {
    pl_lazy_macro *m = pl_macro_in(f->w, package, name);
    return m ? &m->def : NULL;
}

/* Own package, root, internal ones. */
static const pl_macro_def *anywhere(finding *f, pl_str name) {
    const pl_macro_def *found = in(f, f->def->package, name);
    if (!found) {
        found = in(f, f->w->packages[0].file->name, name);
    }
    return found ? found : in(f, PL_S("dbt"), name);
}

static pl_str text_argument(const finding *f, pl_ref node) {
    const pl_node *n = &f->ast->nodes[node];
    if (n->kind != PL_NODE_CONST) {
        return (pl_str){NULL, 0};
    }
    const pl_literal *l = &f->ast->literals[n->a];
    return l->kind == PL_LIT_STRING ? l->text : (pl_str){NULL, 0};
}

/* Argument `at` by position, or by keyword. */
static pl_str argument(const finding *f, const pl_node *call, uint32_t at,
                       pl_str keyword) {
    const uint32_t *x = &f->ast->extra[call->b];
    if (at < x[PL_ARGS_POS]) {
        return text_argument(f, x[PL_ARGS_FIRST + at]);
    }
    const uint32_t *pairs = &x[PL_ARGS_FIRST + x[PL_ARGS_POS]];
    for (uint32_t i = 0; i < x[PL_ARGS_KEY]; i++) {
        if (pl_str_eq(f->ast->names[pairs[2 * i]].text, keyword)) {
            return text_argument(f, pairs[2 * i + 1]);
        }
    }
    return (pl_str){NULL, 0};
}

/* The candidates of one package, or of the whole context. */
static const pl_macro_def *first_prefixed(finding *f, const pl_str *package,
                                          pl_str name) {
    uint32_t len;
    const pl_str *prefixes = pl_world_ops.dispatch_prefixes(&f->dbt, &len);
    for (uint32_t i = 0; i < len; i++) {
        pl_str full = pl_str_cat3(f->arena, prefixes[i], PL_S("__"), name);
        const pl_macro_def *found = package ? in(f, *package, full) : anywhere(f, full);
        if (found) {
            return found;
        }
    }
    return NULL;
}

static void dispatched(finding *f, const pl_node *call) {
    pl_str name = argument(f, call, 0, PL_S("macro_name"));
    pl_str space = argument(f, call, 1, PL_S("macro_namespace"));
    if (!name.len) {
        return;
    }
    add(f, anywhere(f, name));
    const pl_str *order = NULL;
    uint32_t len = 0;
    pl_str none = {"", 0};
    if (!pl_world_ops.dispatch_order(&f->dbt, space.len ? space : none, &order, &len)) {
        return;
    }
    const pl_macro_def *found = len ? NULL : first_prefixed(f, NULL, name);
    for (uint32_t i = 0; i < len && !found; i++) {
        found = first_prefixed(f, &order[i], name);
    }
    add(f, found);
}

static void called(finding *f, const pl_node *call) {
    const pl_node *callee = &f->ast->nodes[call->a];
    if (callee->kind == PL_NODE_NAME) {
        add(f, anywhere(f, f->ast->names[callee->b].text));
        return;
    }
    if (callee->kind != PL_NODE_GETATTR) {
        return;
    }
    const pl_node *object = &f->ast->nodes[callee->a];
    if (object->kind != PL_NODE_NAME) {
        return;
    }
    pl_str package = f->ast->names[object->b].text;
    pl_str name = f->ast->names[callee->b].text;
    if (!PL_STR_IS(package, "adapter")) {
        add(f, in(f, package, name));
    } else if (PL_STR_IS(name, "dispatch")) {
        dispatched(f, call);
    }
}

pl_macro_calls pl_macro_calls_of(pl_world *w, const pl_macro_def *def, pl_arena *a) {
    pl_lazy_macro *m = (pl_lazy_macro *)(uintptr_t)def;
    finding f = {.w = w, .arena = a, .def = def};
    if (!pl_macro_ready(w, m)) {
        return f.calls;
    }
    f.ast = pl_unit_ast(def->macro.unit);
    pl_dbt_init(&f.dbt, w, PL_PHASE_NAMES, def->package, NULL);
    for (uint32_t i = 0; i < f.ast->node_count; i++) {
        if (f.ast->nodes[i].kind == PL_NODE_CALL) {
            called(&f, &f.ast->nodes[i]);
        }
    }
    return f.calls;
}

pl_str pl_macro_text(const pl_macro_def *def) {
    return ((const pl_lazy_macro *)(const void *)def)->src->text;
}
