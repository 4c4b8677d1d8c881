/* Expressions. */
#include "eval/interp_priv.h"
#include "eval/methods/methods.h"

_Static_assert(PL_NODE_POW - PL_NODE_ADD == PL_OP_POW && PL_OP_ADD == 0,
               "operators in the order of nodes.def");
_Static_assert((int)PL_CMP_EQ == (int)PL_IS_EQ && (int)PL_CMP_GE == (int)PL_IS_GE &&
                   (int)PL_CMP_NOTIN == (int)PL_IS_NOTIN,
               "comparisons in the order of the parser");

/* ---- filters, tests, calls */

/* Positional arguments that fit go straight to the function; all else
 * through the binder. */
static bool run_native(pl_eval *ev, const pl_native *fn, pl_value self,
                       const pl_call *call, pl_value *out) {
    const uint8_t special = PL_FN_VARARGS | PL_FN_KWARGS | PL_FN_MIX;
    if (call->kwarg_count || call->arg_count > fn->max || call->arg_count < fn->min ||
        (fn->flags & special)) {
        return pl_native_call(ev, fn, self, call, out);
    }
    pl_value argv[PL_PARAMS_MAX + 1];
    uint8_t flags = self.flags;
    argv[0] = self;
    for (uint32_t i = 0; i < call->arg_count; i++) {
        argv[i + 1] = call->args[i];
        flags |= call->args[i].flags;
    }
    for (uint32_t i = call->arg_count; i < fn->max; i++) {
        argv[i + 1] = (pl_value){.kind = PL_UNSET};
    }
    if (!fn->fn(ev, argv, out)) {
        return false;
    }
    out->flags |= flags & PL_PROVENANCE;
    return true;
}

static bool unknown_site(pl_eval *ev, const pl_node *node, pl_str name) {
    bool test = node->kind == PL_NODE_TEST;
    pl_raise(ev, test ? PL_EXC_UNKNOWN_TEST : PL_EXC_UNKNOWN_FILTER,
             "No %s named '%.*s' found.", test ? "test" : "filter", PL_FMT(name));
    ev->error.code = PL_E0202;
    return false;
}

static bool apply_site(pl_eval *ev, const pl_node *node, pl_value input,
                       pl_value *out) {
    const pl_site *site = pl_site_of(pl_extra(ev), node);
    const pl_args *args = pl_site_args(site);
    const pl_native *fn = pl_interp_of(ev)->unit->sites[site->site];
    if (!fn) {
        return unknown_site(ev, node, pl_name_at(ev, site->name).text);
    }
    if (!args->positional && !args->keywords && !args->star && !args->star_star) {
        pl_call none = {0};
        return run_native(ev, fn, input, &none, out);
    }
    pl_call_room room;
    return pl_eval_args(ev, args, &room) && run_native(ev, fn, input, &room.call, out);
}

bool pl_eval_filter_chain(pl_eval *ev, pl_ref ref, const pl_value *input,
                          pl_value *out) {
    const pl_node *node = pl_node_at(ev, ref);
    pl_value v;
    if (node->kind != PL_NODE_FILTER) {
        return pl_eval_expr(ev, ref, out);
    }
    if (!node->a) {
        v = *input;
    } else if (!pl_eval_filter_chain(ev, node->a, input, &v)) {
        return false;
    }
    return apply_site(ev, node, v, out) || pl_fail_at(ev, node->lo);
}

static bool call_method(pl_eval *ev, const pl_node *node, const pl_node *callee,
                        pl_value *out) {
    pl_value self, fn;
    pl_call_room room;
    if (!pl_eval_expr(ev, callee->a, &self)) {
        return false;
    }
    pl_name name = pl_name_at(ev, callee->b);
    const pl_args *args = pl_call_args_of(pl_extra(ev), node);
    const pl_native *native = NULL;
    if (self.kind >= PL_NONE && self.kind <= PL_ITER) {
        native = pl_method_find(self, name.text);
    }
    if (native) {
        pl_interp_of(ev)->at = node->lo;
        return pl_eval_args(ev, args, &room) &&
               run_native(ev, native, self, &room.call, out);
    }
    if (!pl_getattr(ev, self, name.text, name.hash, &fn) ||
        !pl_eval_args(ev, args, &room)) {
        return false;
    }
    pl_interp_of(ev)->at = node->lo;
    return pl_call_value(ev, fn, &room.call, out);
}

static bool eval_call(pl_eval *ev, const pl_node *node, pl_value *out) {
    const pl_node *callee = pl_node_at(ev, node->a);
    if (callee->kind == PL_NODE_GETATTR) {
        return call_method(ev, node, callee, out);
    }
    pl_value fn;
    pl_call_room room;
    if (!pl_eval_expr(ev, node->a, &fn) ||
        !pl_eval_args(ev, pl_call_args_of(pl_extra(ev), node), &room)) {
        return false;
    }
    pl_interp_of(ev)->at = node->lo;
    return pl_call_value(ev, fn, &room.call, out);
}

/* ---- literals of containers */

static bool eval_items(pl_eval *ev, const pl_node *node, pl_value *out) {
    bool tuple = node->kind == PL_NODE_TUPLE;
    const pl_ref *items = pl_items_of(pl_extra(ev), node);
    pl_value v =
        tuple ? pl_tuple_new(ev->arena, node->b) : pl_list_new(ev->arena, node->b);
    for (uint32_t i = 0; i < node->b; i++) {
        pl_value item;
        if (!pl_eval_expr(ev, items[i], &item)) {
            return false;
        }
        pl_list_push(ev->arena, v.as.list, item);
        v.flags |= item.flags & PL_PROVENANCE;
    }
    *out = v;
    return true;
}

static bool eval_dict(pl_eval *ev, const pl_node *node, pl_value *out) {
    const pl_item_pair *pairs = pl_pairs_of(pl_extra(ev), node);
    pl_value v = pl_dict_new(ev->arena, node->b);
    for (uint32_t i = 0; i < node->b; i++) {
        pl_value key, value;
        if (!pl_eval_expr(ev, pairs[i].key, &key) ||
            !pl_eval_expr(ev, pairs[i].value, &value) ||
            !pl_dict_put(ev, v.as.dict, key, value)) {
            return false;
        }
        v.flags |= (key.flags | value.flags) & PL_PROVENANCE;
    }
    *out = v;
    return true;
}

/* ---- operators */

static bool eval_compare(pl_eval *ev, const pl_node *node, pl_value *out) {
    const pl_compared *chain = pl_compared_of(pl_extra(ev), node);
    const pl_comparison *to = chain->rest;
    pl_value left, right;
    if (!pl_eval_expr(ev, chain->first, &left)) {
        return false;
    }
    uint8_t flags = left.flags;
    bool holds = true;
    for (uint32_t i = 1; i < node->b && holds; i++, to++) {
        if (!pl_eval_expr(ev, to->operand, &right)) {
            return false;
        }
        flags |= right.flags;
        if (!pl_compare_values(ev, (int)to->op, left, right, &holds)) {
            return false;
        }
        left = right;
    }
    *out = pl_with(pl_bool(holds), flags);
    return true;
}

static bool eval_logic(pl_eval *ev, const pl_node *node, pl_value *out) {
    bool truth;
    pl_value left;
    if (!pl_eval_expr(ev, node->a, &left) || !pl_truth(ev, left, &truth)) {
        return false;
    }
    pl_observe(ev, PL_OBSERVED_OPERAND, node->a, left, truth);
    if (truth == (node->kind == PL_NODE_OR)) {
        *out = left;
        return true;
    }
    if (!pl_eval_expr(ev, node->b, out)) {
        return false;
    }
    out->flags |= left.flags & PL_PROVENANCE;
    return true;
}

/* Jinja2's own undefined value, at parse time too. */
static pl_value no_else(pl_eval *ev, const pl_node *node) {
    pl_undef *u = PL_NEW(ev->arena, pl_undef);
    u->object = (pl_value){.kind = PL_UNSET};
    u->source = pl_interp_of(ev)->unit->ast->src;
    u->lo = node->lo;
    return pl_undefined_plain(u);
}

static bool eval_cond(pl_eval *ev, const pl_node *node, pl_value *out) {
    const pl_cond *cond = pl_cond_of(pl_extra(ev), node);
    pl_value test;
    bool truth;
    if (!pl_eval_expr(ev, cond->test, &test) || !pl_truth(ev, test, &truth)) {
        return false;
    }
    pl_observe(ev, PL_OBSERVED_CONDITION, cond->test, test, truth);
    pl_ref chosen = truth ? cond->value : cond->otherwise;
    if (!chosen) {
        *out = no_else(ev, node);
    } else if (!pl_eval_expr(ev, chosen, out)) {
        return false;
    }
    out->flags |= test.flags & PL_PROVENANCE;
    return true;
}

static bool eval_not(pl_eval *ev, const pl_node *node, pl_value *out) {
    pl_value v;
    bool truth;
    if (!pl_eval_expr(ev, node->a, &v) || !pl_truth(ev, v, &truth)) {
        return false;
    }
    pl_observe(ev, PL_OBSERVED_OPERAND, node->a, v, truth);
    *out = pl_with(pl_bool(!truth), v.flags);
    return true;
}

static bool eval_bound(pl_eval *ev, pl_ref ref, pl_value *out) {
    if (!ref) {
        *out = pl_none();
        return true;
    }
    return pl_eval_expr(ev, ref, out);
}

/* A slice among other indices, x[1:2, 0]: nothing takes it, so any value will do. */
static bool eval_slice(pl_eval *ev, const pl_node *node, pl_value *out) {
    const pl_bounds *bounds = pl_bounds_of(pl_extra(ev), node);
    const pl_ref refs[] = {bounds->start, bounds->stop, bounds->step};
    pl_value v = pl_tuple_new(ev->arena, 3);
    for (uint32_t i = 0; i < 3; i++) {
        pl_value bound;
        if (!eval_bound(ev, refs[i], &bound)) {
            return false;
        }
        pl_list_push(ev->arena, v.as.list, bound);
    }
    *out = v;
    return true;
}

/* v[start:stop:step]; while a constant is folded, undefined where it has no slices. */
static bool take_slice(pl_eval *ev, pl_value v, const pl_value bounds[3],
                       pl_value *out) {
    if (pl_slice(ev, v, bounds[0], bounds[1], bounds[2], out)) {
        return true;
    }
    pl_interp *interp = pl_interp_of(ev);
    if (interp->folding == PL_NOT_FOLDING || !pl_error_caught(ev, PL_EXC_TYPE)) {
        return false;
    }
    interp->folding = PL_FOLDED_SLICE;
    *out = pl_undefined_hint(ev, PL_S("the slice is undefined"));
    return true;
}

static bool eval_subscript(pl_eval *ev, const pl_node *node, pl_value *out) {
    pl_value v, key, of[3];
    const pl_node *index = pl_node_at(ev, node->b);
    if (!pl_eval_expr(ev, node->a, &v)) {
        return false;
    }
    if (index->kind != PL_NODE_SLICE) {
        if (!pl_eval_expr(ev, node->b, &key) || !pl_getitem(ev, v, key, out)) {
            return false;
        }
        out->flags |= (v.flags | key.flags) & PL_PROVENANCE;
        return true;
    }
    const pl_bounds *bounds = pl_bounds_of(pl_extra(ev), index);
    if (!eval_bound(ev, bounds->start, &of[0]) ||
        !eval_bound(ev, bounds->stop, &of[1]) ||
        !eval_bound(ev, bounds->step, &of[2]) || !take_slice(ev, v, of, out)) {
        return false;
    }
    out->flags |= (v.flags | of[0].flags | of[1].flags | of[2].flags) & PL_PROVENANCE;
    return true;
}

/* Could this be the name of a dict's method? By length and first letter; no method that
 * dicts have is missed. */
static bool like_dict_method(pl_str name) {
    char c = name.at[0];
    switch (name.len) {
    case 3:
        return c == 'g' || c == 'p'; /* get pop */
    case 4:
        return c == 'c' || c == 'k'; /* copy keys */
    case 5:
        return c == 'c' || c == 'i'; /* clear items */
    case 6:
        return c == 'u' || c == 'v'; /* update values */
    case 7:
        return c == 'p'; /* popitem */
    case 8:
        return c == 'f'; /* fromkeys */
    case 10:
        return c == 's'; /* setdefault */
    default:
        return c == '_';
    }
}

static bool eval_attr(pl_eval *ev, const pl_node *node, pl_value *out) {
    pl_value v;
    if (!pl_eval_expr(ev, node->a, &v)) {
        return false;
    }
    pl_name name = pl_name_at(ev, node->b);
    if (v.kind == PL_DICT && !like_dict_method(name.text) && name.text.at[0] != '_') {
        const pl_value *item = pl_dict_find_str(v.as.dict, name.text, name.hash);
        if (item) {
            *out = pl_with(*item, v.flags);
            return true;
        }
    }
    if (!pl_getattr(ev, v, name.text, name.hash, out)) {
        return false;
    }
    out->flags |= v.flags & PL_PROVENANCE;
    return true;
}

static bool eval_binary(pl_eval *ev, const pl_node *node, pl_value *out) {
    pl_value l, r;
    if (!pl_eval_expr(ev, node->a, &l) || !pl_eval_expr(ev, node->b, &r)) {
        return false;
    }
    if (l.kind == PL_INT && r.kind == PL_INT &&
        (node->kind == PL_NODE_ADD || node->kind == PL_NODE_SUB)) {
        int64_t sum;
        bool over = node->kind == PL_NODE_ADD
                        ? __builtin_add_overflow(l.as.i, r.as.i, &sum)
                        : __builtin_sub_overflow(l.as.i, r.as.i, &sum);
        if (!over) {
            *out = pl_with(pl_int(sum), l.flags | r.flags);
            return true;
        }
    }
    if (!pl_binary(ev, node->kind - PL_NODE_ADD, l, r, out)) {
        return false;
    }
    if (node->kind == PL_NODE_MUL && (node->flags & PL_CONSTANT) &&
        out->kind == PL_LIST) {
        /* Jinja2 writes a folded constant out, so repeated items are
         * no longer one object. */
        for (uint32_t i = 0; i < out->as.list->len; i++) {
            out->as.list->at[i] = pl_value_copy(ev->arena, out->as.list->at[i]);
        }
    }
    return true;
}

static bool eval_filter(pl_eval *ev, const pl_node *node, pl_value *out) {
    pl_value input;
    return pl_eval_expr(ev, node->a, &input) && apply_site(ev, node, input, out);
}

static bool eval_sign(pl_eval *ev, const pl_node *node, pl_value *out) {
    pl_value v;
    if (!pl_eval_expr(ev, node->a, &v)) {
        return false;
    }
    return node->kind == PL_NODE_NEG ? pl_negate(ev, v, out) : pl_positive(ev, v, out);
}

static bool eval_self(pl_eval *ev, pl_value *out) {
    (void)ev;
    *out = pl_string(PL_S("<TemplateReference None>"));
    return true;
}

/* One case a kind: a flat dispatch, hence its length. */
static bool eval_node(pl_eval *ev, const pl_node *node, pl_value *out) {
    switch (node->kind) {
    case PL_NODE_TUPLE:
    case PL_NODE_LIST:
        return eval_items(ev, node, out);
    case PL_NODE_DICT:
        return eval_dict(ev, node, out);
    case PL_NODE_NOT:
        return eval_not(ev, node, out);
    case PL_NODE_NEG:
    case PL_NODE_POS:
        return eval_sign(ev, node, out);
    case PL_NODE_ADD:
    case PL_NODE_SUB:
    case PL_NODE_MUL:
    case PL_NODE_DIV:
    case PL_NODE_FLOORDIV:
    case PL_NODE_MOD:
    case PL_NODE_POW:
        return eval_binary(ev, node, out);
    case PL_NODE_CONCAT:
        return pl_eval_concat(ev, node, out);
    case PL_NODE_COMPARE:
        return eval_compare(ev, node, out);
    case PL_NODE_AND:
    case PL_NODE_OR:
        return eval_logic(ev, node, out);
    case PL_NODE_COND:
        return eval_cond(ev, node, out);
    case PL_NODE_GETATTR:
        return eval_attr(ev, node, out);
    case PL_NODE_GETITEM:
        return eval_subscript(ev, node, out);
    case PL_NODE_SLICE:
        return eval_slice(ev, node, out);
    case PL_NODE_CALL:
        return eval_call(ev, node, out);
    case PL_NODE_FILTER:
    case PL_NODE_TEST:
        return eval_filter(ev, node, out);
    case PL_NODE_SELF:
        return eval_self(ev, out);
    default:
        return pl_raise(ev, PL_EXC_RUNTIME, "not an expression");
    }
}

bool pl_eval_expr(pl_eval *ev, pl_ref ref, pl_value *out) {
    const pl_node *node = pl_node_at(ev, ref);
    if (node->kind == PL_NODE_NAME) {
        const pl_value *slot = &pl_interp_of(ev)->frame->slots[node->a];
        if (!node->n && slot->kind > PL_LAZY) {
            *out = *slot;
            return true;
        }
        return pl_read_name(ev, node, out) || pl_fail_at(ev, node->lo);
    }
    if (node->kind == PL_NODE_CONST) {
        *out = pl_interp_of(ev)->unit->values[node->a];
        return true;
    }
    if (--ev->fuel < 0 && !pl_burn(ev, 0)) {
        return pl_fail_at(ev, node->lo);
    }
    return eval_node(ev, node, out) || pl_fail_at(ev, node->lo);
}
