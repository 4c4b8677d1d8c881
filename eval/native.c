/* dbt's native rendering of YAML values: a template of one expression keeps its type.
 *
 * Source: dbt_common clients/jinja.py quoted_native_concat; Jinja2 nativetypes.py, and
 * nodes.py as_const for what counts as constant: constants are turned to text when
 * Jinja2 compiles the template, so {{ false }} is the text False. */
#include "eval/interp_priv.h"
#include "eval/ops/ops_priv.h"
#include "eval/value/value_priv.h"
#include "support/vec.h"

typedef struct pieces {
    PL_VEC(pl_value) all;
    bool last_is_text; /* the last piece is constant text that can take more */
} pieces;

bool pl_native_begin(pl_eval *ev, void **saved) {
    *saved = pl_interp_of(ev)->pieces;
    pl_interp_of(ev)->pieces = PL_NEW(ev->arena, pieces);
    return true;
}

void pl_native_break(pl_eval *ev) {
    ((pieces *)pl_interp_of(ev)->pieces)->last_is_text = false;
}

bool pl_native_value(pl_eval *ev, pl_value v) {
    pieces *p = pl_interp_of(ev)->pieces;
    p->last_is_text = false;
    PL_PUSH(ev->arena, &p->all, v);
    return true;
}

static void add_constant(pl_eval *ev, pl_value text) {
    pieces *p = pl_interp_of(ev)->pieces;
    if (p->last_is_text) {
        pl_value *last = &p->all.at[p->all.len - 1];
        uint8_t flags = (last->flags | text.flags) & PL_PROVENANCE;
        *last = pl_string(pl_str_cat(ev->arena, pl_str_from(*last), pl_str_from(text)));
        last->flags = flags;
        return;
    }
    PL_PUSH(ev->arena, &p->all, text);
    p->last_is_text = true;
}

void pl_native_text(pl_eval *ev, pl_str text) {
    add_constant(ev, pl_string(text));
}

/* ---- what Jinja2 folds */

static bool foldable(pl_eval *ev, pl_ref ref);

static bool all_foldable(pl_eval *ev, const pl_node *node) {
    pl_child_iter c = pl_children_of(pl_interp_of(ev)->unit->ast, node);
    for (pl_ref child; pl_next_child(&c, &child);) {
        if (child && !foldable(ev, child)) {
            return false;
        }
    }
    return true;
}

/* Filters that read the context are not folded. */
static bool reads_context(pl_str name) {
    static const char *const names[] = {"map",        "select",     "reject",
                                        "selectattr", "rejectattr", "random"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (pl_str_eq(name, pl_str_of(names[i]))) {
            return true;
        }
    }
    return false;
}

static bool site_foldable(pl_eval *ev, const pl_node *node) {
    const pl_site *site = pl_site_of(pl_extra(ev), node);
    return pl_interp_of(ev)->unit->sites[site->site] && node->a &&
           all_foldable(ev, node) &&
           (node->kind == PL_NODE_TEST ||
            !reads_context(pl_name_at(ev, site->name).text));
}

/* A constant test decides which branch must be constant too. */
static bool branch_foldable(pl_eval *ev, pl_ref test, pl_ref if_true, pl_ref if_false) {
    pl_value v;
    bool truth;
    if (!foldable(ev, test) || !pl_eval_expr(ev, test, &v) ||
        !pl_truth(ev, v, &truth)) {
        return false;
    }
    pl_ref taken = truth ? if_true : if_false;
    return taken && foldable(ev, taken);
}

/* A chain of comparisons is constant as far as it holds. */
static bool compare_foldable(pl_eval *ev, const pl_node *node) {
    const pl_compared *chain = pl_compared_of(pl_extra(ev), node);
    const pl_comparison *to = chain->rest;
    pl_value left, right;
    bool holds = true;
    if (!foldable(ev, chain->first) || !pl_eval_expr(ev, chain->first, &left)) {
        return false;
    }
    for (uint32_t i = 1; i < node->b && holds; i++, to++, left = right) {
        if (!foldable(ev, to->operand) || !pl_eval_expr(ev, to->operand, &right) ||
            !pl_compare_values(ev, (int)to->op, left, right, &holds)) {
            return false;
        }
    }
    return true;
}

static bool foldable(pl_eval *ev, pl_ref ref) {
    const pl_node *node = pl_node_at(ev, ref);
    switch (node->kind) {
    case PL_NODE_CONST:
        return true;
    case PL_NODE_TUPLE:
    case PL_NODE_LIST:
    case PL_NODE_CONCAT:
    case PL_NODE_DICT:
    case PL_NODE_NOT:
    case PL_NODE_NEG:
    case PL_NODE_POS:
    case PL_NODE_GETATTR:
    case PL_NODE_ADD:
    case PL_NODE_SUB:
    case PL_NODE_MUL:
    case PL_NODE_DIV:
    case PL_NODE_FLOORDIV:
    case PL_NODE_MOD:
    case PL_NODE_POW:
    case PL_NODE_GETITEM:
    case PL_NODE_SLICE:
        return all_foldable(ev, node);
    case PL_NODE_COMPARE:
        return compare_foldable(ev, node);
    case PL_NODE_AND:
        return foldable(ev, node->a) && branch_foldable(ev, node->a, node->b, node->a);
    case PL_NODE_OR:
        return foldable(ev, node->a) && branch_foldable(ev, node->a, node->a, node->b);
    case PL_NODE_COND: {
        const pl_cond *cond = pl_cond_of(pl_extra(ev), node);
        return branch_foldable(ev, cond->test, cond->value, cond->otherwise);
    }
    case PL_NODE_FILTER:
    case PL_NODE_TEST:
        return site_foldable(ev, node);
    default:
        return false;
    }
}

/* Jinja2 has_safe_repr: values whose repr reads back. */
static bool safe_repr(pl_value v, uint32_t depth) {
    if (depth > 100) {
        return false;
    }
    switch (v.kind) {
    case PL_NONE:
    case PL_BOOL:
    case PL_INT:
    case PL_BIG:
    case PL_FLOAT:
    case PL_RANGE:
        return true;
    case PL_OBJECT:
        return pl_is_complex(v);
    case PL_STR:
        return !(v.flags & PL_NATIVE_AS);
    case PL_LIST:
    case PL_TUPLE:
        for (uint32_t i = 0; i < v.as.list->len; i++) {
            if (!safe_repr(v.as.list->at[i], depth + 1)) {
                return false;
            }
        }
        return true;
    case PL_DICT:
    case PL_SET: {
        uint32_t i = 0;
        for (const pl_dict_entry *e; (e = pl_dict_next(v.as.dict, &i)) != NULL;) {
            if (!safe_repr(e->key, depth + 1) ||
                (v.kind == PL_DICT && !safe_repr(e->value, depth + 1))) {
                return false;
            }
        }
        return true;
    }
    default:
        return false;
    }
}

bool pl_native_print(pl_eval *ev, const pl_node *node) {
    pl_value v, text;
    bool constant = foldable(ev, node->a);
    ev->error.kind = PL_EXC_NONE; /* what failed while folding fails again when run */
    if (!pl_eval_expr(ev, node->a, &v)) {
        return false;
    }
    if (constant && safe_repr(v, 0)) {
        if (!pl_to_str(ev, v, &text)) {
            return false;
        }
        text.flags &= PL_PROVENANCE | PL_MARKED;
        add_constant(ev, text);
        return true;
    }
    return pl_native_value(ev, v);
}

/* ---- putting the pieces together */

static bool join_pieces(pl_eval *ev, const pieces *p, pl_value *out) {
    pl_out *o = pl_capture_begin(ev);
    bool ok = true;
    for (uint32_t i = 0; ok && i < p->all.len; i++) {
        o->flags |= p->all.at[i].flags & PL_PROVENANCE;
        ok = pl_print(ev, p->all.at[i], o);
    }
    if (ok) {
        *out = pl_out_take(o, 0, ev->arena);
    }
    pl_capture_end(ev, o);
    return ok;
}

/* Inside the template, the output of a macro or block is joined as
 * text, without str(). */
static bool all_text(pl_eval *ev, const pieces *p) {
    for (uint32_t i = 0; i < p->all.len; i++) {
        if (p->all.at[i].kind != PL_STR) {
            return pl_raise(ev, PL_EXC_TYPE,
                            "sequence item %u: expected str instance, %s found", i,
                            pl_type_name(p->all.at[i]));
        }
    }
    return true;
}

static const char *const marker_types[] = {
    [PL_AS_BOOL] = "bool", [PL_AS_NUMBER] = "number"};

/* true and false in any case, where the host wants them understood. */
static bool lower_bool(pl_eval *ev, pl_str text, pl_value *out) {
    pl_str word = pl_str_trim(text);
    bool is_true = pl_str_eq_nocase(word, PL_S("true"));
    if (!pl_interp_of(ev)->any_case_bool ||
        (!is_true && !pl_str_eq_nocase(word, PL_S("false")))) {
        return false;
    }
    pl_interp_of(ev)->took_lower_bool = true;
    *out = pl_bool(is_true);
    return true;
}

static bool marked_value(pl_eval *ev, pl_value raw, pl_value *out) {
    pl_value v;
    pl_value text = raw;
    text.flags &= (uint8_t)~PL_NATIVE_AS;
    text.sub = 0;
    if (raw.sub == PL_AS_TEXT) {
        *out = text;
        return true;
    }
    pl_found found = pl_literal_eval(ev, pl_str_from(raw), &v);
    if (found == PL_FAILED) {
        return false;
    }
    if (found == PL_MISSING) {
        v = text;
    }
    if (raw.sub == PL_AS_BOOL && v.kind != PL_BOOL) {
        lower_bool(ev, pl_str_from(text), &v);
    }
    bool number = v.kind == PL_INT || v.kind == PL_BIG || v.kind == PL_FLOAT;
    if ((raw.sub == PL_AS_BOOL && v.kind != PL_BOOL) ||
        (raw.sub == PL_AS_NUMBER && !number)) {
        return pl_raise(ev, PL_EXC_RUNTIME,
                        "Could not convert value '%.*s' into type '%s'",
                        PL_FMT(pl_str_from(raw)), marker_types[raw.sub]);
    }
    *out = pl_with(v, raw.flags);
    return true;
}

bool pl_native_end(pl_eval *ev, void *saved, pl_value *out) {
    pieces *p = pl_interp_of(ev)->pieces;
    pl_interp_of(ev)->pieces = saved;
    if (ev->error.kind) {
        return false;
    }
    if (p->all.len == 0) {
        *out = pl_string(PL_S(""));
        return true;
    }
    if (saved && !all_text(ev, p)) {
        return false;
    }
    if (saved || p->all.len > 1) {
        return join_pieces(ev, p, out);
    }
    pl_value raw = p->all.at[0];
    if (raw.kind == PL_STR && (raw.flags & PL_NATIVE_AS)) {
        return marked_value(ev, raw, out);
    }
    *out = raw;
    return true;
}
