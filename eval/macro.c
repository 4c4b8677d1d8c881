/* Macros and callers: binding arguments, running bodies.
 *
 * Source: Jinja2 3.1 runtime.py Macro.__call__, compiler.py macro_body. */
#include "eval/interp_priv.h"

pl_value pl_macro_value(pl_eval *ev, uint32_t macro_number, pl_frame *closure) {
    const pl_ast *ast = pl_interp_of(ev)->unit->ast;
    pl_macro *m = PL_NEW(ev->arena, pl_macro);
    m->object.cls = &pl_macro_class;
    m->unit = pl_interp_of(ev)->unit;
    m->info = &ast->macros[macro_number];
    m->closure = closure;
    m->name =
        m->info->kind == PL_MACRO_CALLER ? PL_S("") : ast->names[m->info->name].text;
    return (pl_value){.kind = PL_MACRO, .as.macro = m};
}

/* Binding state: which keyword arguments have been consumed. */
typedef struct binding {
    const pl_macro *m;
    const pl_call *call;
    pl_value *slots;
    uint64_t used_few;
    bool *used_many; /* when there are more than 64 keywords */
} binding;

static bool *used_flags(pl_eval *ev, binding *b) {
    if (b->call->kwarg_count > 64 && !b->used_many) {
        b->used_many = PL_NEW_ARRAY0(ev->arena, bool, b->call->kwarg_count);
    }
    return b->used_many;
}

static bool is_used(const binding *b, uint32_t i) {
    return b->used_many ? b->used_many[i] : b->used_few >> (i & 63) & 1;
}

static bool pop_keyword(binding *b, pl_str name, pl_value *out) {
    for (uint32_t i = 0; i < b->call->kwarg_count; i++) {
        if (!is_used(b, i) && pl_str_eq(b->call->names[i], name)) {
            if (b->used_many) {
                b->used_many[i] = true;
            } else {
                b->used_few |= UINT64_C(1) << i;
            }
            *out = b->call->kwargs[i];
            return true;
        }
    }
    return false;
}

static pl_str param_name(const binding *b, uint32_t i) {
    return b->m->unit->ast->names[b->m->info->params[i].name].text;
}

static void bind_params(binding *b) {
    const pl_macro_info *info = b->m->info;
    for (uint32_t i = 0; i < info->param_count; i++) {
        pl_value *slot = &b->slots[info->params[i].slot];
        slot->kind = PL_UNSET;
        if (i < b->call->arg_count) {
            *slot = b->call->args[i];
        } else {
            pop_keyword(b, param_name(b, i), slot);
        }
    }
}

static void bind_caller(pl_eval *ev, binding *b) {
    const pl_macro_info *info = b->m->info;
    if (!info->uses_caller || info->caller_is_param) {
        return;
    }
    pl_value v = pl_none();
    pop_keyword(b, PL_S("caller"), &v);
    b->slots[info->caller_slot] =
        v.kind == PL_NONE ? pl_undefined_hint(ev, PL_S("No caller defined")) : v;
}

static bool bind_kwargs(pl_eval *ev, binding *b) {
    const pl_macro_info *info = b->m->info;
    pl_value rest = {.kind = PL_UNSET};
    if (info->uses_kwargs) {
        rest = pl_dict_new(ev->arena, b->call->kwarg_count);
    }
    for (uint32_t i = 0; i < b->call->kwarg_count; i++) {
        if (is_used(b, i)) {
            continue;
        }
        pl_str name = b->call->names[i];
        if (!info->uses_kwargs) {
            if (PL_STR_IS(name, "caller")) {
                return pl_raise(
                    ev, PL_EXC_TYPE,
                    "macro '%.*s' was invoked with two values for the special "
                    "caller argument. This is most likely a bug.",
                    PL_FMT(b->m->name));
            }
            return pl_raise(ev, PL_EXC_TYPE,
                            "macro '%.*s' takes no keyword argument '%.*s'",
                            PL_FMT(b->m->name), PL_FMT(name));
        }
        pl_dict_put_str(ev->arena, rest.as.dict, name, b->call->kwargs[i]);
    }
    if (info->uses_kwargs) {
        b->slots[info->kwargs_slot] = rest;
    }
    return true;
}

static bool bind_varargs(pl_eval *ev, binding *b) {
    const pl_macro_info *info = b->m->info;
    if (!info->uses_varargs) {
        if (b->call->arg_count > info->param_count) {
            return pl_raise(ev, PL_EXC_TYPE,
                            "macro '%.*s' takes not more than %u argument(s)",
                            PL_FMT(b->m->name), info->param_count);
        }
        return true;
    }
    pl_value rest = pl_tuple_new(ev->arena, 0);
    for (uint32_t i = info->param_count; i < b->call->arg_count; i++) {
        pl_list_push(ev->arena, rest.as.list, b->call->args[i]);
    }
    b->slots[info->varargs_slot] = rest;
    return true;
}

/* Defaults see the parameters before them; what has none is undefined. */
static bool fill_defaults(pl_eval *ev, const pl_macro *m, pl_value *slots) {
    for (uint32_t i = 0; i < m->info->param_count; i++) {
        const pl_param *p = &m->info->params[i];
        if (slots[p->slot].kind != PL_UNSET) {
            continue;
        }
        if (p->fallback) {
            pl_value v;
            if (!pl_eval_expr(ev, p->fallback, &v)) {
                return false;
            }
            slots[p->slot] = v;
            continue;
        }
        pl_str name = m->unit->ast->names[p->name].text;
        pl_value missing = pl_undefined_hint(
            ev,
            pl_str_fmt(ev->arena, "parameter '%.*s' was not provided", PL_FMT(name)));
        ((pl_undef *)(uintptr_t)missing.as.undef)->name = name;
        slots[p->slot] = missing;
    }
    return true;
}

static bool bind_all(pl_eval *ev, const pl_macro *m, const pl_call *call,
                     pl_frame *frame) {
    binding b = {.m = m, .call = call, .slots = frame->slots};
    used_flags(ev, &b);
    bind_params(&b);
    bind_caller(ev, &b);
    return bind_kwargs(ev, &b) && bind_varargs(ev, &b);
}

/* Run the body in the current activation. Text goes to interp->out when `direct`. */
static bool run_body(pl_eval *ev, const pl_macro *m, pl_ref body, bool direct,
                     pl_value *out) {
    pl_interp *interp = pl_interp_of(ev);
    out->kind = PL_UNSET;
    if (!fill_defaults(ev, m, interp->frame->slots)) {
        return false;
    }
    if (ev->mode == PL_MODE_NATIVE && interp->pieces) {
        void *saved;
        pl_native_begin(ev, &saved);
        bool ok = pl_exec(ev, body) != PL_FLOW_FAIL;
        return pl_native_end(ev, saved, out) && ok;
    }
    if (direct) {
        return pl_exec(ev, body) != PL_FLOW_FAIL && pl_check_joinable(ev);
    }
    pl_out *before = interp->out;
    pl_out *o = pl_capture_begin(ev);
    interp->out = o;
    bool ok = pl_exec(ev, body) != PL_FLOW_FAIL && pl_check_joinable(ev) &&
              pl_afford(ev, o->text.len);
    if (ok) {
        *out = pl_out_take(o, 0, ev->arena);
        out->flags |= ev->autoescape ? PL_MARKUP : 0;
    }
    interp->out = before;
    pl_capture_end(ev, o);
    return ok;
}

static void trace_call(pl_eval *ev, const pl_macro *m, const pl_unit *caller,
                       uint32_t at) {
    pl_error *e = &ev->error;
    uint32_t most = sizeof e->trace / sizeof *e->trace;
    if (e->trace_len < most) {
        e->trace[e->trace_len].macro = m->name;
        e->trace[e->trace_len].data = m->data;
        e->trace[e->trace_len].src = caller ? caller->ast->src : NULL;
        e->trace[e->trace_len++].lo = at;
    }
}

/* dbt's return(): the value travels to the nearest macro of the project. */
static bool take_return(pl_eval *ev, const pl_macro *m, bool direct, uint32_t text_from,
                        pl_value *out) {
    if (!m->data || ev->error.kind != PL_EXC_RETURN) {
        return false;
    }
    *out = ev->error.value;
    ev->error.kind = PL_EXC_NONE;
    ev->error.ast = NULL;
    if (direct && pl_interp_of(ev)->out) {
        pl_out_truncate(pl_interp_of(ev)->out, text_from);
    }
    return true;
}

static pl_frame *root_frame(pl_eval *ev, const pl_unit *u) {
    pl_frame *root = pl_frame_new(ev, u, 0, NULL);
    pl_interp_of(ev)->frame = root;
    pl_enter_scope(ev, u->ast->functions[0].scope);
    return root;
}

bool pl_macro_run(pl_eval *ev, const pl_macro *m, const pl_call *call, bool direct,
                  pl_value *out) {
    pl_interp *interp = pl_interp_of(ev);
    if (!pl_call_enter(ev)) {
        return false;
    }
    const pl_function *f = &m->unit->ast->functions[m->info->function];
    pl_frame *frame_before = interp->frame;
    const pl_unit *unit_before = interp->unit;
    uint32_t at_before = interp->at;
    uint8_t control_before = interp->control;
    uint32_t captures_before = pl_captures_used(ev);
    pl_out *out_before = interp->out;
    void *pieces_before = interp->pieces;
    uint32_t text_from = interp->out ? interp->out->text.len : 0;
    direct = direct && interp->out;
    if (m->data && interp->host->macro_called) {
        interp->host->macro_called(ev, m);
    }
    interp->macro_depth += m->data != NULL;
    interp->unit = m->unit;
    pl_mode mode_before = ev->mode;
    uint8_t undefined_before = ev->undefined_flags;
    if (ev->mode == PL_MODE_NATIVE && m->unit->mode != PL_MODE_NATIVE) {
        ev->mode = m->unit->mode;
        interp->pieces = NULL;
    }
    ev->undefined_flags = pl_undefined_flags(interp);
    pl_frame *parent = m->closure ? m->closure : root_frame(ev, m->unit);
    pl_frame *frame = pl_frame_new(ev, m->unit, m->info->function, parent);
    interp->frame = frame;
    pl_enter_scope(ev, f->scope);
    bool ok = bind_all(ev, m, call, frame) && run_body(ev, m, f->body, direct, out);
    pl_call_leave(ev);
    interp->macro_depth -= m->data != NULL;
    interp->frame = frame_before;
    interp->unit = unit_before;
    interp->control = control_before;
    interp->at = at_before;
    ev->mode = mode_before;
    ev->undefined_flags = undefined_before;
    interp->pieces = pieces_before;
    if (ok) {
        return true;
    }
    interp->out = out_before;
    interp->pieces = pieces_before;
    pl_captures_reset(ev, captures_before);
    if (take_return(ev, m, direct, text_from, out)) {
        return true;
    }
    trace_call(ev, m, unit_before, at_before);
    return false;
}

bool pl_macro_call(pl_eval *ev, const pl_macro *m, const pl_call *call, pl_value *out) {
    return pl_macro_run(ev, m, call, false, out);
}

/* ---- a macro as a value */

static const pl_macro *as_macro(const pl_object *self) {
    return (const pl_macro *)(const void *)self;
}

static bool macro_call(pl_eval *ev, pl_object *self, const pl_call *call,
                       pl_value *out) {
    return pl_macro_call(ev, as_macro(self), call, out);
}

static pl_value macro_arguments(pl_eval *ev, const pl_macro *m) {
    const pl_ast *ast = pl_unit_ast(m->unit);
    pl_value names = pl_tuple_new(ev->arena, m->info->param_count);
    for (uint32_t i = 0; i < m->info->param_count; i++) {
        pl_list_push(ev->arena, names.as.list,
                     pl_string(ast->names[m->info->params[i].name].text));
    }
    return names;
}

static pl_found macro_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    const pl_macro *m = as_macro(self);
    if (PL_STR_IS(name, "name")) {
        *out = m->name.len ? pl_string(m->name) : pl_none();
    } else if (PL_STR_IS(name, "arguments")) {
        *out = macro_arguments(ev, m);
    } else if (PL_STR_IS(name, "caller")) {
        *out = pl_bool(m->info->uses_caller);
    } else if (PL_STR_IS(name, "catch_kwargs")) {
        *out = pl_bool(m->info->uses_kwargs);
    } else if (PL_STR_IS(name, "catch_varargs")) {
        *out = pl_bool(m->info->uses_varargs);
    } else if (PL_STR_IS(name, "explicit_caller")) {
        *out = pl_bool(m->info->caller_is_param);
    } else {
        return PL_MISSING;
    }
    return PL_FOUND;
}

static bool macro_print(pl_eval *ev, pl_object *self, bool repr, pl_out *to) {
    (void)ev, (void)repr;
    pl_str name = as_macro(self)->name;
    PL_BUF_LIT(&to->text, "<Macro ");
    if (name.len) {
        pl_str_repr(&to->text, name);
    } else {
        PL_BUF_LIT(&to->text, "anonymous");
    }
    pl_buf_char(&to->text, '>');
    return true;
}

const pl_class pl_macro_class = {
    .name = "Macro", .attr = macro_attr, .call = macro_call, .print = macro_print};
