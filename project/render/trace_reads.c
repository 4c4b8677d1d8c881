/* What a condition is made of: the names, attributes and variables in it. */
#include "eval/ops/python_text.h"
#include "parser/nodes.h"
#include "project/render/trace.h"

enum { READS_MAX = 8, LIST_MAX = 12, DEPTH_MAX = 32 };

typedef struct reader {
    const pl_eval *ev;
    const pl_ast *ast;
    pl_arena *a;
    PL_VEC(pl_trace_read) reads;
    uint8_t of;   /* PL_READS_* of all that was read */
    bool of_only; /* nothing else is asked */
    bool values;  /* not what decides between values */
    uint32_t depth;
} reader;

static void read_expr(reader *r, pl_ref ref);

static const pl_node *node_at(const reader *r, pl_ref ref) {
    return &r->ast->nodes[ref];
}

static pl_str name_at(const reader *r, uint32_t n) {
    return r->ast->names[n].text;
}

/* ---- as text */

/* "target.name", "node.config['x']"; empty: no such path. */
static pl_str path_text(const reader *r, pl_ref ref, uint32_t depth) {
    const pl_node *n = node_at(r, ref);
    if (n->kind == PL_NODE_NAME) {
        return name_at(r, n->b);
    }
    if ((n->kind != PL_NODE_GETATTR && n->kind != PL_NODE_GETITEM) || !depth) {
        return PL_S("");
    }
    pl_str object = path_text(r, n->a, depth - 1);
    if (!object.len || n->kind == PL_NODE_GETATTR) {
        return object.len ? pl_str_cat3(r->a, object, PL_S("."), name_at(r, n->b))
                          : object;
    }
    const pl_node *index = node_at(r, n->b);
    const pl_literal *key =
        index->kind == PL_NODE_CONST ? &r->ast->literals[index->a] : NULL;
    return key && key->kind == PL_LIT_STRING
               ? pl_str_fmt(r->a, "%.*s['%.*s']", PL_FMT(object), PL_FMT(key->text))
               : PL_S("");
}

static bool is_scalar(pl_value v) {
    return v.kind == PL_NONE || v.kind == PL_BOOL || v.kind == PL_INT ||
           v.kind == PL_FLOAT || v.kind == PL_STR;
}

static bool is_shown(pl_value v) {
    if (v.kind != PL_LIST && v.kind != PL_TUPLE) {
        return is_scalar(v);
    }
    bool ok = v.as.list->len <= LIST_MAX;
    for (uint32_t i = 0; ok && i < v.as.list->len; i++) {
        ok = is_scalar(v.as.list->at[i]);
    }
    return ok;
}

/* ---- noting */

static void note(reader *r, pl_trace_read read, uint32_t lo) {
    for (uint32_t i = 0; i < r->reads.len; i++) {
        if (r->reads.at[i].kind == read.kind &&
            pl_str_eq(r->reads.at[i].name, read.name)) {
            return;
        }
    }
    if (r->reads.len < READS_MAX && !r->of_only) {
        read.name = pl_str_copy(r->a, read.name);
        read.span = (pl_span){r->ast->src, lo, lo + 1};
        PL_PUSH(r->a, &r->reads, read);
    }
}

/* What the name at the head of a path stands for. */
static uint8_t path_of(const reader *r, pl_ref ref) {
    const pl_dbt *d = r->ev->host_data;
    pl_value v;
    while (node_at(r, ref)->kind != PL_NODE_NAME) {
        ref = node_at(r, ref)->a;
    }
    if (!pl_peek(r->ev, ref, &v)) {
        return 0;
    }
    bool target = d && v.kind == PL_DICT && d->target.kind == PL_DICT &&
                  v.as.dict == d->target.as.dict;
    return pl_is_loop(v) ? PL_READS_LOOP : target ? PL_READS_TARGET : 0;
}

static void read_path(reader *r, pl_ref ref) {
    pl_value v;
    pl_str name = path_text(r, ref, 8);
    uint8_t of = path_of(r, ref);
    r->of |= of;
    if (r->of_only || !name.len || !pl_peek(r->ev, ref, &v)) {
        return;
    }
    pl_str value = v.kind == PL_UNDEFINED ? PL_S("undefined") : PL_S("");
    if (is_shown(v)) {
        value = pl_python_repr(r->a, v);
    }
    if (value.len) {
        note(r,
             (pl_trace_read){.kind = PL_READ_NAME,
                             .of = of,
                             .name = name,
                             .value = value,
                             .bytes = v.kind == PL_STR ? pl_str_from(v).at : NULL},
             node_at(r, ref)->lo);
    }
}

/* ---- walking */

/* The default of env_var() and var(), where it is written as a literal. */
static pl_str default_text(const reader *r, const pl_args *args) {
    pl_ref ref = args->positional > 1 ? args->at[1]
                 : args->keywords     ? pl_kwargs(args)->value
                                      : 0;
    const pl_literal *l = ref && node_at(r, ref)->kind == PL_NODE_CONST
                              ? &r->ast->literals[node_at(r, ref)->a]
                              : NULL;
    if (!l) {
        return PL_S("");
    }
    switch (l->kind) {
    case PL_LIT_STRING:
        return pl_python_repr(r->a, pl_string(l->text));
    case PL_LIT_INT:
        return pl_python_repr(r->a, pl_int(l->as.i));
    case PL_LIT_FLOAT:
        return pl_python_repr(r->a, pl_float(l->as.f));
    case PL_LIT_BIGINT:
        return l->text;
    case PL_LIT_NONE:
        return PL_S("None");
    case PL_LIT_TRUE:
        return PL_S("True");
    case PL_LIT_FALSE:
        break;
    }
    return PL_S("False");
}

/* env_var('X') or var('x'). */
static bool variable_call(const reader *r, const pl_node *n, pl_trace_read *out) {
    const pl_node *callee = node_at(r, n->a);
    const pl_args *args = pl_call_args_of(r->ast->extra, n);
    if (callee->kind != PL_NODE_NAME || !args->positional) {
        return false;
    }
    pl_str called = name_at(r, callee->b);
    const pl_node *first = node_at(r, args->at[0]);
    bool env = PL_STR_IS(called, "env_var");
    const pl_literal *name =
        first->kind == PL_NODE_CONST ? &r->ast->literals[first->a] : NULL;
    if ((!env && !PL_STR_IS(called, "var")) || !name || name->kind != PL_LIT_STRING) {
        return false;
    }
    *out = (pl_trace_read){.kind = env ? PL_READ_ENV_VAR : PL_READ_VAR,
                           .name = name->text,
                           .value = default_text(r, args),
                           .span = {r->ast->src, n->lo, n->lo + 1}};
    return true;
}

static void read_rest(reader *r, pl_child_iter *c) {
    for (pl_ref child; pl_next_child(c, &child);) {
        read_expr(r, child);
    }
}

/* Of other calls the object and the arguments count. */
static void read_call(reader *r, const pl_node *n) {
    pl_child_iter c = pl_children_of(r->ast, n);
    pl_trace_read read;
    pl_ref callee;
    if (variable_call(r, n, &read)) {
        note(r, read, n->lo);
    } else if (pl_next_child(&c, &callee)) {
        if (node_at(r, callee)->kind == PL_NODE_GETATTR) {
            read_expr(r, node_at(r, callee)->a);
        }
        read_rest(r, &c);
    }
}

static void read_parts(reader *r, const pl_node *n) {
    if (n->kind == PL_NODE_CALL) {
        read_call(r, n);
        return;
    }
    pl_child_iter c = pl_children_of(r->ast, n);
    pl_ref test;
    if (n->kind == PL_NODE_COND && r->values) {
        pl_next_child(&c, &test);
    }
    read_rest(r, &c);
}

static void read_expr(reader *r, pl_ref ref) {
    if (!ref || r->depth == DEPTH_MAX || r->reads.len == READS_MAX) {
        return;
    }
    r->depth++;
    if (path_text(r, ref, 8).len) {
        read_path(r, ref);
    } else {
        read_parts(r, node_at(r, ref));
    }
    r->depth--;
}

uint32_t pl_trace_reads(const pl_eval *ev, pl_ref expr, bool values, pl_arena *a,
                        const pl_trace_read **out) {
    reader r = {
        .ev = ev, .ast = pl_unit_ast(pl_interp_of(ev)->unit), .a = a, .values = values};
    read_expr(&r, expr);
    *out = r.reads.at;
    return r.reads.len;
}

uint8_t pl_trace_reads_of(const pl_eval *ev, pl_ref expr, pl_arena *a) {
    reader r = {
        .ev = ev, .ast = pl_unit_ast(pl_interp_of(ev)->unit), .a = a, .of_only = true};
    read_expr(&r, expr);
    return r.of;
}

bool pl_trace_call(const pl_ast *ast, pl_ref call, pl_arena *a, pl_trace_read *out) {
    reader r = {.ast = ast, .a = a};
    const pl_node *n = node_at(&r, call);
    return n->kind == PL_NODE_CALL && variable_call(&r, n, out);
}
