/* Statements. */
#include "eval/interp_priv.h"

static bool escape_to_out(pl_eval *ev, pl_value v) {
    pl_value text;
    if (!pl_to_str(ev, v, &text)) {
        return false;
    }
    if (!pl_html_afford(ev, text)) {
        return false;
    }
    if (text.flags & PL_MARKUP) {
        pl_out_value(pl_interp_of(ev)->out, text);
    } else {
        pl_html_escape(pl_interp_of(ev)->out, text);
    }
    return true;
}

static bool print_value(pl_eval *ev, pl_value v) {
    pl_interp *interp = pl_interp_of(ev);
    interp->out->flags |= v.flags & PL_PROVENANCE;
    if (ev->autoescape) {
        return escape_to_out(ev, v);
    }
    if (v.kind == PL_STR) {
        pl_out_value(interp->out, v);
        return pl_charge(ev, v.len);
    }
    return pl_print(ev, v, interp->out);
}

/* {{ name(...) }} of a macro writes its text in place instead of capturing it. */
static bool print_call(pl_eval *ev, const pl_node *call) {
    pl_value callee, v;
    pl_call_room room;
    if (!pl_eval_expr(ev, call->a, &callee) ||
        !pl_eval_args(ev, pl_call_args_of(pl_extra(ev), call), &room)) {
        return false;
    }
    pl_interp_of(ev)->at = call->lo;
    if (callee.kind == PL_MACRO && !ev->autoescape) {
        if (!pl_macro_run(ev, callee.as.macro, &room.call, true, &v)) {
            return false;
        }
        return v.kind == PL_UNSET || print_value(ev, v);
    }
    return pl_call_value(ev, callee, &room.call, &v) && print_value(ev, v);
}

/* Jinja2 folds a constant before it runs the template, and a slice of what can't be
 * sliced is an undefined value then, where the same expression on a variable is an
 * error. What cannot be folded is run as any other. */
static bool eval_printed(pl_eval *ev, pl_ref ref, pl_value *out) {
    pl_interp *interp = pl_interp_of(ev);
    if (!(pl_node_at(ev, ref)->flags & PL_CONSTANT)) {
        return pl_eval_expr(ev, ref, out);
    }
    interp->folding = PL_FOLDING;
    bool ok = pl_eval_expr(ev, ref, out);
    bool undefined_made = interp->folding == PL_FOLDED_SLICE;
    interp->folding = PL_NOT_FOLDING;
    if (ok || !undefined_made || ev->error.kind == PL_EXC_FUEL) {
        return ok;
    }
    ev->error = (pl_error){0};
    return pl_eval_expr(ev, ref, out);
}

static bool exec_print(pl_eval *ev, const pl_node *node) {
    pl_interp *interp = pl_interp_of(ev);
    if (interp->pieces) {
        return pl_native_print(ev, node);
    }
    const pl_node *expr = pl_node_at(ev, node->a);
    if (expr->kind == PL_NODE_CALL &&
        !(interp->observer && interp->observer->outputs) &&
        pl_node_at(ev, expr->a)->kind != PL_NODE_GETATTR) {
        return ((--ev->fuel >= 0 || pl_burn(ev, 0)) && print_call(ev, expr)) ||
               pl_fail_at(ev, expr->lo);
    }
    pl_value v;
    if (!eval_printed(ev, node->a, &v)) {
        return false;
    }
    if (interp->observer && interp->observer->outputs) {
        pl_observe(ev, PL_OBSERVED_OUTPUT, node->a, v, true);
    }
    return print_value(ev, v);
}

static bool exec_text(pl_eval *ev, const pl_node *node) {
    pl_interp *interp = pl_interp_of(ev);
    pl_str text = {interp->unit->ast->src->text.at + node->a, node->b};
    if (interp->pieces) {
        pl_native_text(ev, text);
    } else {
        pl_buf_put(&interp->out->text, text.at, text.len);
    }
    return pl_charge(ev, text.len);
}

static pl_flow exec_if(pl_eval *ev, const pl_node *node) {
    pl_interp *interp = pl_interp_of(ev);
    const pl_branch *branch = pl_branches_of(pl_extra(ev), node);
    uint8_t before = interp->control;
    for (uint32_t i = 0; i < node->b; i++, branch++) {
        bool truth = true;
        pl_value test;
        if (branch->test) {
            if (!pl_eval_expr(ev, branch->test, &test) || !pl_truth(ev, test, &truth)) {
                return PL_FLOW_FAIL;
            }
            pl_observe(ev, PL_OBSERVED_CONDITION, branch->test, test, truth);
            interp->control |= test.flags & PL_PROVENANCE;
        }
        if (truth) {
            if (interp->out) {
                interp->out->flags |= interp->control;
            }
            pl_flow flow = pl_exec(ev, branch->body);
            interp->control = before;
            return flow;
        }
    }
    interp->control = before;
    return PL_FLOW_NEXT;
}

/* What a call or filter block gave. Jinja2 does not make it text: the function fails
 * when it joins its output, unless it returns before that. */
static pl_flow print_unconverted(pl_eval *ev, pl_value v) {
    if (pl_interp_of(ev)->pieces) {
        return pl_native_value(ev, v) ? PL_FLOW_NEXT : PL_FLOW_FAIL;
    }
    if (v.kind != PL_STR) {
        pl_interp_of(ev)->frame->unjoinable = pl_type_name(v);
        return PL_FLOW_NEXT;
    }
    return print_value(ev, v) ? PL_FLOW_NEXT : PL_FLOW_FAIL;
}

/* Run `body` with its output captured; *out is the text (native: the value). */
static bool capture_body(pl_eval *ev, pl_ref body, pl_value *out, pl_flow *flow) {
    pl_interp *interp = pl_interp_of(ev);
    bool ok;
    if (interp->pieces) {
        void *saved;
        pl_native_begin(ev, &saved);
        *flow = pl_exec(ev, body);
        ok = *flow != PL_FLOW_FAIL;
        return pl_native_end(ev, saved, out) && ok;
    }
    pl_out *before = interp->out;
    pl_out *o = pl_capture_begin(ev);
    interp->out = o;
    *flow = pl_exec(ev, body);
    ok = *flow != PL_FLOW_FAIL && pl_afford(ev, o->text.len);
    if (ok) {
        *out = pl_out_take(o, 0, ev->arena);
        out->flags |= ev->autoescape ? PL_MARKUP : 0;
    }
    interp->out = before;
    pl_capture_end(ev, o);
    return ok;
}

static pl_flow exec_set_block(pl_eval *ev, const pl_node *node) {
    const pl_set_block *set = pl_set_block_of(pl_extra(ev), node);
    pl_value v;
    pl_flow flow;
    pl_enter_scope(ev, set->scope);
    if (!capture_body(ev, set->body, &v, &flow)) {
        return PL_FLOW_FAIL;
    }
    if (flow != PL_FLOW_NEXT) {
        return flow;
    }
    if (set->filter && !pl_eval_filter_chain(ev, set->filter, &v, &v)) {
        return PL_FLOW_FAIL;
    }
    return pl_assign(ev, set->target, v, node->flags & PL_SET_EXPORT) ? PL_FLOW_NEXT
                                                                      : PL_FLOW_FAIL;
}

static pl_flow exec_filter_block(pl_eval *ev, const pl_node *node) {
    const pl_filter_block *block = pl_filter_block_of(pl_extra(ev), node);
    pl_value v;
    pl_flow flow;
    pl_enter_scope(ev, block->scope);
    if (!capture_body(ev, block->body, &v, &flow)) {
        return PL_FLOW_FAIL;
    }
    if (flow != PL_FLOW_NEXT) {
        return flow;
    }
    if (!pl_eval_filter_chain(ev, block->filter, &v, &v)) {
        return PL_FLOW_FAIL;
    }
    return print_unconverted(ev, v);
}

static pl_flow exec_with(pl_eval *ev, const pl_node *node) {
    const pl_with_block *with = pl_with_block_of(pl_extra(ev), node);
    pl_value few[PL_FEW_ARGS];
    pl_value *values =
        node->b <= PL_FEW_ARGS ? few : PL_NEW_ARRAY(ev->arena, pl_value, node->b);
    for (uint32_t i = 0; i < node->b; i++) {
        if (!pl_eval_expr(ev, with->at[i].value, &values[i])) {
            return PL_FLOW_FAIL;
        }
    }
    pl_enter_scope(ev, with->scope);
    for (uint32_t i = 0; i < node->b; i++) {
        if (!pl_assign(ev, with->at[i].target, values[i], false)) {
            return PL_FLOW_FAIL;
        }
    }
    return pl_exec(ev, with->body);
}

static pl_flow exec_scope(pl_eval *ev, const pl_node *node) {
    bool before = ev->autoescape;
    if (node->flags & (PL_AUTOESCAPE_ON | PL_AUTOESCAPE_OFF)) {
        ev->autoescape = node->flags & PL_AUTOESCAPE_ON;
        pl_enter_scope(ev, node->b);
        pl_flow flow = pl_exec(ev, node->a);
        ev->autoescape = before;
        return flow;
    }
    const pl_autoescape *escape = pl_autoescape_of(pl_extra(ev), node);
    pl_value v;
    bool truth;
    pl_enter_scope(ev, escape->scope);
    if (!pl_eval_expr(ev, escape->value, &v) || !pl_truth(ev, v, &truth)) {
        return PL_FLOW_FAIL;
    }
    ev->autoescape = truth;
    pl_flow flow = pl_exec(ev, escape->body);
    ev->autoescape = before;
    return flow;
}

static pl_flow exec_macro(pl_eval *ev, const pl_node *node) {
    pl_interp *interp = pl_interp_of(ev);
    pl_value m = pl_macro_value(ev, node->a, interp->frame);
    pl_frame *f = interp->frame;
    f->slots[node->b] = m;
    if ((node->flags & PL_SET_EXPORT) && interp->host->export) {
        pl_name name = pl_name_at(ev, interp->unit->ast->macros[node->a].name);
        interp->host->export(ev, name.text, name.hash, m);
    }
    return PL_FLOW_NEXT;
}

/* {% call(args) f(x) %}body{% endcall %}: f gets the body as keyword `caller`. */
static pl_flow exec_call_block(pl_eval *ev, const pl_node *node) {
    const pl_node *call = pl_node_at(ev, node->b);
    pl_value callee, v;
    pl_call_room room;
    if (!pl_eval_expr(ev, call->a, &callee) ||
        !pl_eval_args(ev, pl_call_args_of(pl_extra(ev), call), &room)) {
        return PL_FLOW_FAIL;
    }
    uint32_t n = room.call.kwarg_count;
    pl_str *names = PL_NEW_ARRAY(ev->arena, pl_str, n + 1);
    pl_value *values = PL_NEW_ARRAY(ev->arena, pl_value, n + 1);
    if (n) {
        memcpy(names, room.call.names, n * sizeof *names);
        memcpy(values, room.call.kwargs, n * sizeof *values);
    }
    names[n] = PL_S("caller");
    values[n] = pl_macro_value(ev, node->a, pl_interp_of(ev)->frame);
    pl_call with_caller = {room.call.args, names, values, room.call.arg_count, n + 1};
    pl_interp_of(ev)->at = call->lo;
    if (!pl_call_value(ev, callee, &with_caller, &v)) {
        pl_fail_at(ev, call->lo);
        return PL_FLOW_FAIL;
    }
    return print_unconverted(ev, v);
}

bool pl_check_joinable(pl_eval *ev) {
    if (!pl_interp_of(ev)->frame->unjoinable) {
        return true;
    }
    return pl_raise(ev, PL_EXC_TYPE, "sequence item 0: expected str instance, %s found",
                    pl_interp_of(ev)->frame->unjoinable);
}

/* {% block %}: a function that sees the context only; printed in place. */
static pl_flow exec_block(pl_eval *ev, const pl_node *node) {
    pl_interp *interp = pl_interp_of(ev);
    const pl_function *f = &interp->unit->ast->functions[node->a];
    pl_frame *before = interp->frame;
    if (node->n == PL_BLOCK_REQUIRED) {
        pl_raise(ev, PL_EXC_RUNTIME, "Required block '%.*s' not found",
                 PL_FMT(pl_name_at(ev, node->b).text));
        return PL_FLOW_FAIL;
    }
    if (!pl_call_enter(ev)) {
        return PL_FLOW_FAIL;
    }
    interp->frame = pl_frame_new(ev, interp->unit, node->a, NULL);
    pl_enter_scope(ev, f->scope);
    pl_flow flow = pl_exec(ev, f->body);
    interp->frame = before;
    pl_call_leave(ev);
    return flow;
}

static pl_flow exec_include(pl_eval *ev, const pl_node *node) {
    pl_value name;
    if (!pl_eval_expr(ev, node->a, &name)) {
        return PL_FLOW_FAIL;
    }
    pl_raise(ev, PL_EXC_TYPE, "no loader for this environment specified");
    return PL_FLOW_FAIL;
}

static pl_flow exec_set(pl_eval *ev, const pl_node *node) {
    pl_value v;
    bool ok = pl_check_target(ev, node->a) && pl_eval_expr(ev, node->b, &v) &&
              pl_assign(ev, node->a, v, node->flags & PL_SET_EXPORT);
    return ok ? PL_FLOW_NEXT : PL_FLOW_FAIL;
}

static pl_flow exec_do(pl_eval *ev, const pl_node *node) {
    pl_value v;
    return pl_eval_expr(ev, node->a, &v) ? PL_FLOW_NEXT : PL_FLOW_FAIL;
}

/* One case a kind: a flat dispatch, hence its length. */
static pl_flow exec_other(pl_eval *ev, const pl_node *node) {
    switch (node->kind) {
    case PL_NODE_FOR:
        return pl_exec_for(ev, node);
    case PL_NODE_IF:
        return exec_if(ev, node);
    case PL_NODE_SET:
        return exec_set(ev, node);
    case PL_NODE_SETBLOCK:
        return exec_set_block(ev, node);
    case PL_NODE_MACRO:
        return exec_macro(ev, node);
    case PL_NODE_CALLBLOCK:
        return exec_call_block(ev, node);
    case PL_NODE_FILTERBLOCK:
        return exec_filter_block(ev, node);
    case PL_NODE_WITH:
        return exec_with(ev, node);
    case PL_NODE_SCOPE:
        return exec_scope(ev, node);
    case PL_NODE_DO:
        return exec_do(ev, node);
    case PL_NODE_BREAK:
        return PL_FLOW_BREAK;
    case PL_NODE_CONTINUE:
        return PL_FLOW_CONTINUE;
    case PL_NODE_BLOCK:
        return exec_block(ev, node);
    case PL_NODE_DOCS:
        return PL_FLOW_NEXT;
    case PL_NODE_INCLUDE:
    case PL_NODE_IMPORT:
    case PL_NODE_FROMIMPORT:
    case PL_NODE_EXTENDS:
        return exec_include(ev, node);
    default:
        pl_raise(ev, PL_EXC_RUNTIME, "not a statement");
        return PL_FLOW_FAIL;
    }
}

static pl_flow exec_statement(pl_eval *ev, const pl_node *node) {
    pl_flow flow;
    if (node->kind == PL_NODE_TEXT) {
        return exec_text(ev, node) ? PL_FLOW_NEXT : PL_FLOW_FAIL;
    }
    if (node->kind == PL_NODE_PRINT) {
        flow = exec_print(ev, node) ? PL_FLOW_NEXT : PL_FLOW_FAIL;
    } else {
        if (pl_interp_of(ev)->pieces) {
            pl_native_break(ev);
        }
        flow = --ev->fuel < 0 && !pl_burn(ev, 0) ? PL_FLOW_FAIL : exec_other(ev, node);
    }
    if (flow == PL_FLOW_FAIL) {
        pl_fail_at(ev, node->lo);
    }
    return flow;
}

pl_flow pl_exec(pl_eval *ev, pl_ref ref) {
    if (!ref) {
        return PL_FLOW_NEXT;
    }
    const pl_node *node = pl_node_at(ev, ref);
    if (node->kind != PL_NODE_BODY) {
        return exec_statement(ev, node);
    }
    const pl_ref *statements = pl_items_of(pl_extra(ev), node);
    if (pl_interp_of(ev)->pieces) {
        pl_native_break(ev);
    }
    for (uint32_t i = 0; i < node->b; i++) {
        pl_flow flow = exec_statement(ev, pl_node_at(ev, statements[i]));
        if (flow != PL_FLOW_NEXT) {
            return flow;
        }
    }
    if (pl_interp_of(ev)->pieces) {
        pl_native_break(ev);
    }
    return PL_FLOW_NEXT;
}
