/* Walking templates as they are written. */
#include "check/rules/templates.h"

#include "check/rules/facts.h"
#include "parser/nodes.h"
#include "project/node/world.h"

/* ---- all of them */

typedef struct visit {
    pl_check *c;
    pl_map seen; /* of syntax trees */
    pl_check_template_fn *each;
    void *ctx;
} visit;

static void visit_one(visit *v, pl_check_template t) {
    pl_str key = pl_str_copy(v->c->arena, (pl_str){(const char *)&t.ast, sizeof t.ast});
    if (t.ast && !pl_map_put(&v->seen, v->c->arena, key, v)) {
        v->each(v->ctx, &t);
    }
}

static void visit_nodes(visit *v, const pl_map *nodes) {
    for (uint32_t i = 0; i < nodes->len; i++) {
        const pl_dbt_node *n = nodes->at[i].value;
        const pl_template *t = n->template;
        if (t && pl_of_root(n) && pl_str_eq(t->src->path, n->original_file_path)) {
            visit_one(v, (pl_check_template){.ast = t->ast, .node = n});
        }
    }
}

static void visit_macros(visit *v, const pl_world *w) {
    pl_str root = w->packages[0].file->name;
    for (uint32_t i = 0; i < w->macros.len; i++) {
        const pl_macro_def *def = w->macros.at[i].value;
        if (!def->stock && def->macro.unit && pl_str_eq(def->package, root)) {
            visit_one(v, (pl_check_template){.ast = pl_unit_ast(def->macro.unit),
                                             .macro = def});
        }
    }
}

void pl_check_templates(pl_check *c, pl_check_template_fn *each, void *ctx) {
    visit v = {.c = c, .each = each, .ctx = ctx};
    for (uint32_t i = 0; i < c->len; i++) {
        const pl_world *w = c->at[i].world;
        if (w) {
            visit_nodes(&v, &w->nodes);
            visit_nodes(&v, &w->disabled);
            visit_macros(&v, w);
        }
    }
}

/* ---- expressions */

static bool is_node(const pl_ast *ast, pl_ref e, pl_node_kind kind) {
    return e && ast->nodes[e].kind == (uint8_t)kind;
}

static pl_str name_at(const pl_ast *ast, uint32_t number) {
    return ast->names[number].text;
}

const pl_literal *pl_expr_literal(const pl_ast *ast, pl_ref e) {
    return is_node(ast, e, PL_NODE_CONST) ? &ast->literals[ast->nodes[e].a] : NULL;
}

pl_str pl_expr_function(const pl_ast *ast, pl_ref e) {
    if (!is_node(ast, e, PL_NODE_CALL) ||
        !is_node(ast, ast->nodes[e].a, PL_NODE_NAME)) {
        return PL_S("");
    }
    return name_at(ast, ast->nodes[ast->nodes[e].a].b);
}

pl_ref pl_expr_argument(const pl_ast *ast, pl_ref call, uint32_t index,
                        const char *name) {
    const pl_args *args = pl_call_args_of(ast->extra, &ast->nodes[call]);
    return pl_argument(ast, args, index, pl_str_of(name));
}

pl_str pl_expr_filter(const pl_ast *ast, pl_ref e) {
    return is_node(ast, e, PL_NODE_FILTER)
               ? name_at(ast, pl_site_of(ast->extra, &ast->nodes[e])->name)
               : PL_S("");
}

bool pl_expr_is_member(const pl_ast *ast, pl_ref e, const char *object,
                       const char *name) {
    const pl_node *n = &ast->nodes[e];
    const pl_literal *key;
    bool named = false;
    if (is_node(ast, e, PL_NODE_GETATTR)) {
        named = pl_str_eq(name_at(ast, n->b), pl_str_of(name));
    } else if (is_node(ast, e, PL_NODE_GETITEM)) {
        key = pl_expr_literal(ast, n->b);
        named =
            key && key->kind == PL_LIT_STRING && pl_str_eq(key->text, pl_str_of(name));
    }
    return named && is_node(ast, n->a, PL_NODE_NAME) &&
           pl_str_eq(name_at(ast, ast->nodes[n->a].b), pl_str_of(object));
}

/* The first byte: operators keep that of a token within. */
static uint32_t first_byte(const pl_ast *ast, pl_ref e) {
    uint32_t lo = ast->nodes[e].lo;
    for (;;) {
        const pl_node *n = &ast->nodes[e];
        lo = n->lo < lo ? n->lo : lo;
        switch ((int)n->kind) {
        case PL_NODE_COMPARE:
            e = pl_compared_of(ast->extra, n)->first;
            break;
        case PL_NODE_FILTER:
        case PL_NODE_CALL:
        case PL_NODE_GETATTR:
        case PL_NODE_GETITEM:
        case PL_NODE_AND:
        case PL_NODE_OR:
            e = n->a;
            break;
        default:
            return lo;
        }
        if (!e) {
            return lo;
        }
    }
}

pl_span pl_expr_span(const pl_check_template *t, pl_ref e) {
    pl_str s = t->ast->src->text;
    uint32_t lo = first_byte(t->ast, e), hi = lo;
    while (hi + 1 < s.len && s.at[hi] != '\n' &&
           !((s.at[hi] == '%' || s.at[hi] == '}') && s.at[hi + 1] == '}')) {
        hi++;
    }
    while (hi > lo + 1 && (s.at[hi - 1] == ' ' || s.at[hi - 1] == '-')) {
        hi--;
    }
    hi = hi > lo ? hi : lo + 1;
    return t->yaml ? (pl_span){t->yaml->src, t->yaml->lo + lo, t->yaml->lo + hi}
                   : (pl_span){t->ast->src, lo, hi};
}

/* ---- reads of variables */

static bool read_call(const pl_ast *ast, pl_ref e, pl_expr_read *out) {
    pl_str function = pl_expr_function(ast, e);
    out->is_env = PL_STR_IS(function, "env_var");
    if (!out->is_env && !PL_STR_IS(function, "var")) {
        return false;
    }
    const pl_literal *name = pl_expr_literal(ast, pl_expr_argument(ast, e, 0, "var"));
    pl_ref fallback = pl_expr_argument(ast, e, 1, "default");
    out->name = name && name->kind == PL_LIT_STRING ? name->text : PL_S("");
    out->fallback = pl_expr_literal(ast, fallback);
    out->has_fallback = fallback;
    return true;
}

static bool keeps_text(pl_str filter) {
    static const char *const names[] = {"lower",   "upper",     "trim",      "string",
                                        "as_bool", "as_native", "as_number", "as_text"};
    bool keeps = false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        keeps = keeps || pl_str_eq(filter, pl_str_of(names[i]));
    }
    return keeps;
}

static bool read_filtered(const pl_ast *ast, pl_ref e, pl_expr_read *out) {
    while (is_node(ast, e, PL_NODE_FILTER)) {
        pl_str filter = pl_expr_filter(ast, e);
        if (!keeps_text(filter)) {
            return false;
        }
        bool mark = pl_str_starts(filter, PL_S("as_")) && !PL_STR_IS(filter, "as_text");
        out->marked = mark ? filter : out->marked;
        e = ast->nodes[e].a;
    }
    return e && read_call(ast, e, out);
}

const pl_ref *pl_expr_sets(const pl_ast *ast, pl_arena *a) {
    pl_ref *sets = PL_NEW_ARRAY0(a, pl_ref, ast->name_count + 1);
    bool *again = PL_NEW_ARRAY0(a, bool, ast->name_count + 1);
    for (uint32_t i = 1; i < ast->node_count; i++) {
        const pl_node *n = &ast->nodes[i];
        if (n->kind == PL_NODE_SET && is_node(ast, n->a, PL_NODE_NAME)) {
            uint32_t name = ast->nodes[n->a].b;
            again[name] = again[name] || sets[name];
            sets[name] = n->b;
        }
    }
    for (uint32_t i = 0; i < ast->name_count; i++) {
        sets[i] = again[i] ? 0 : sets[i];
    }
    return sets;
}

bool pl_expr_reads(const pl_ast *ast, const pl_ref *sets, pl_ref e, pl_expr_read *out) {
    *out = (pl_expr_read){0};
    if (is_node(ast, e, PL_NODE_NAME)) {
        e = sets[ast->nodes[e].b];
    }
    return e && read_filtered(ast, e, out);
}

bool pl_is_bool_word(pl_str s) {
    static const char *const words[] = {"true", "false", "yes", "no",
                                        "on",   "off",   "0",   "1"};
    bool is = false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        is = is || pl_str_eq_nocase(s, pl_str_of(words[i]));
    }
    return is;
}
