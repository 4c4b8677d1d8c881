/* Which macros a macro calls, as far as its text tells. */
#include "project/render/macro_calls.h"

#include "macros/warehouse/warehouse.h"
#include "parser/nodes.h"
#include "project/node/world_priv.h"
#include "project/render/macros.h"
#include "project/render/render.h"
#include "project/render/report.h"
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
    for (uint32_t i = 0; called && i < f->calls.len; i++) {
        called = f->calls.at[i] == called ? NULL : called;
    }
    if (called) {
        PL_PUSH(f->arena, &f->calls, called);
    }
}

static const pl_macro_def *in(finding *f, pl_str package, pl_str name) {
    pl_lazy_macro *m = pl_macro_in(f->w, package, name);
    return m ? &m->def : NULL;
}

/* Root, other packages, internal ones. */
static const pl_macro_def *anywhere(finding *f, pl_str name) {
    const pl_macro_def *found = in(f, f->w->packages[0].file->name, name);
    for (uint32_t i = f->w->package_len; i-- > 1 && !found;) {
        found = in(f, f->w->packages[i].file->name, name);
    }
    return found ? found : in(f, PL_S("dbt"), name);
}

/* Not all macros of dbt's own are here: one that is missing is no other. */
static const pl_macro_def *from(finding *f, pl_str package, pl_str name) {
    const pl_macro_def *found = in(f, package, name);
    return found || PL_STR_IS(package, "dbt") ? found : anywhere(f, name);
}

/* Calls of these are never taken for calls of macros. */
static bool is_own_word(pl_str name) {
    static const char *const words[] = {"source",  "ref",    "config", "var",
                                        "env_var", "return", "log",    "print"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (pl_str_eq(name, pl_str_of(words[i]))) {
            return true;
        }
    }
    return false;
}

static void add_called(finding *f, pl_str name) {
    if (!is_own_word(name) && !pl_str_eq(name, f->def->name)) {
        add(f, from(f, f->def->package, name));
    }
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
    const pl_args *args = pl_call_args_of(f->ast->extra, call);
    return text_argument(f, pl_argument(f->ast, args, at, keyword));
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
    if (!pl_str_eq(name, f->def->name)) {
        add(f, from(f, f->def->package, name));
    }
    const pl_str *order = NULL;
    uint32_t len = 0;
    if (space.len && !pl_world_ops.dispatch_order(&f->dbt, space, &order, &len)) {
        len = 0;
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
        add_called(f, f->ast->names[callee->b].text);
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
        add(f, from(f, package, name));
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

/* ---- all that a macro may reach */

const pl_map *pl_macro_closure(pl_world *w, const pl_macro_def *def) {
    void **known = pl_map_slot(&w->private->macro_closures, w->arena, def->unique_id);
    if (*known) {
        return *known;
    }
    pl_map *names = PL_NEW(w->arena, pl_map);
    pl_map seen = {0};
    pl_arena scratch = {0};
    PL_VEC(const pl_macro_def *) queue = {0};
    finding f = {.w = w};
    const pl_macro_def *of_model = anywhere(&f, PL_S("get_where_subquery"));
    if (of_model) {
        PL_PUSH(&scratch, &queue, of_model);
    }
    PL_PUSH(&scratch, &queue, def);
    for (uint32_t i = 0; i < queue.len; i++) {
        const pl_macro_def *m = queue.at[i];
        if (pl_map_put(&seen, &scratch, m->unique_id, queue.at)) {
            continue;
        }
        pl_map_put(names, w->arena, m->name, (void *)(uintptr_t)m);
        pl_macro_calls calls = pl_macro_calls_of(w, m, &scratch);
        for (uint32_t k = 0; k < calls.len; k++) {
            PL_PUSH(&scratch, &queue, calls.at[k]);
        }
    }
    pl_arena_free(&scratch);
    *known = names;
    return names;
}

/* ---- dispatches that lead nowhere */

static bool may_be_stock(finding *f, pl_str space) {
    const pl_str *order;
    uint32_t len;
    if (!space.len || !pl_world_ops.dispatch_order(&f->dbt, space, &order, &len)) {
        return true;
    }
    for (uint32_t i = 0; i < len; i++) {
        if (!pl_world_package(f->w, order[i])) {
            return true;
        }
    }
    return false;
}

static bool is_dispatch(const pl_ast *ast, const pl_node *call) {
    const pl_node *callee = &ast->nodes[call->a];
    return call->kind == PL_NODE_CALL && callee->kind == PL_NODE_GETATTR &&
           PL_STR_IS(ast->names[callee->b].text, "dispatch") &&
           ast->nodes[callee->a].kind == PL_NODE_NAME &&
           PL_STR_IS(ast->names[ast->nodes[callee->a].b].text, "adapter");
}

static bool check_dispatch(finding *f, const pl_node *call) {
    pl_str name = argument(f, call, 0, PL_S("macro_name"));
    pl_str space = argument(f, call, 1, PL_S("macro_namespace"));
    bool dotted = name.len && pl_str_find_char(name, '.') != UINT32_MAX;
    if (!name.len || (!dotted && may_be_stock(f, space))) {
        return true;
    }
    pl_rendering r;
    pl_value found;
    pl_rendering_begin(&r, f->w, PL_PHASE_NAMES, f->def->package, NULL, f->arena);
    pl_value where = space.len ? pl_string(space) : pl_none();
    bool ok = pl_dispatch_macro(&r.ev, pl_string(name), where, &found);
    if (!ok) {
        pl_report_error(f->w, &r.ev, NULL,
                        (pl_span){f->ast->src, call->lo, call->lo + 1});
    }
    pl_rendering_end(&r);
    return ok;
}

static bool check_macro(pl_world *w, const pl_macro_def *def, pl_arena *scratch) {
    finding f = {.w = w, .arena = scratch, .def = def};
    f.ast = pl_unit_ast(def->macro.unit);
    pl_dbt_init(&f.dbt, w, PL_PHASE_NAMES, def->package, NULL);
    bool ok = true;
    for (uint32_t i = 0; i < f.ast->node_count; i++) {
        if (is_dispatch(f.ast, &f.ast->nodes[i])) {
            ok = check_dispatch(&f, &f.ast->nodes[i]) && ok;
        }
    }
    return ok;
}

static bool check_dispatches(pl_world *w, const pl_map *macros) {
    pl_arena *scratch = &w->private->scratch;
    bool ok = true;
    for (uint32_t i = 0; i < macros->len; i++) {
        const pl_lazy_macro *m = macros->at[i].value;
        if (m->ready && pl_str_find(m->src->text, PL_S("dispatch"), 0) != UINT32_MAX) {
            ok = check_macro(w, &m->def, scratch) && ok;
            pl_arena_reset(scratch);
        }
    }
    return ok;
}

bool pl_macro_dispatches_check(pl_world *w) {
    bool ok = true;
    for (uint32_t i = 0; i < w->package_len; i++) {
        ok = check_dispatches(w, &w->packages[i].macros) && ok;
    }
    return ok;
}

pl_str pl_macro_text(const pl_macro_def *def) {
    return ((const pl_lazy_macro *)(const void *)def)->src->text;
}
