/* Calling values, and binding arguments to the parameters of functions written in C. */
#include "eval/ops/ops_priv.h"

static bool is_plain_function(const pl_native *fn) {
    return !(fn->flags & PL_FN_POSITIONAL);
}

/* "str.upper" for a method, the bare name otherwise. */
static pl_str full_name(pl_eval *ev, const pl_native *fn, pl_value self) {
    bool method = fn->flags & PL_FN_POSITIONAL && self.kind != PL_UNSET;
    return method ? pl_str_fmt(ev->arena, "%s.%s", pl_type_name(self), fn->name)
                  : pl_str_of(fn->name);
}

static bool wrong_count(pl_eval *ev, const pl_native *fn, pl_value self,
                        uint32_t given) {
    pl_str full = full_name(ev, fn, self);
    if (is_plain_function(fn)) {
        if (fn->min == fn->max) {
            return pl_raise(ev, PL_EXC_TYPE,
                            "%s() takes %u positional argument%s but %u were given",
                            fn->name, fn->max, fn->max == 1 ? "" : "s", given);
        }
        return pl_raise(
            ev, PL_EXC_TYPE,
            "%s() takes from %u to %u positional arguments but %u were given", fn->name,
            fn->min, fn->max, given);
    }
    if (!fn->max) {
        return pl_raise(ev, PL_EXC_TYPE, "%.*s() takes no arguments (%u given)",
                        PL_FMT(full), given);
    }
    if (fn->max == 1 && fn->min == 1) {
        return pl_raise(ev, PL_EXC_TYPE, "%.*s() takes exactly one argument (%u given)",
                        PL_FMT(full), given);
    }
    uint32_t limit = given < fn->min ? fn->min : fn->max;
    return pl_raise(ev, PL_EXC_TYPE, "%s expected at %s %u argument%s, got %u",
                    fn->name, given < fn->min ? "least" : "most", limit,
                    limit == 1 ? "" : "s", given);
}

/* Position of the parameter called `name`, or fn->max. */
static uint32_t parameter(const pl_native *fn, pl_str name) {
    const char *at = fn->params ? fn->params : "";
    for (uint32_t i = 0; i < fn->max && *at; i++) {
        size_t n = strcspn(at, ",");
        if (n == name.len && !memcmp(at, name.at, n)) {
            return i;
        }
        at += n + (at[n] == ',');
    }
    return fn->max;
}

static bool bind_keyword(pl_eval *ev, const pl_native *fn, pl_str name, pl_value value,
                         pl_value *params, pl_dict *rest) {
    uint32_t i = parameter(fn, name);
    if (i == fn->max) {
        if (!rest) {
            return pl_raise(ev, PL_EXC_TYPE,
                            "%s() got an unexpected keyword argument '%.*s'", fn->name,
                            PL_FMT(name));
        }
        pl_dict_put_str(ev->arena, rest, name, value);
        return true;
    }
    if (params[i].kind != PL_UNSET) {
        return pl_raise(ev, PL_EXC_TYPE, "%s() got multiple values for argument '%.*s'",
                        fn->name, PL_FMT(name));
    }
    params[i] = value;
    return true;
}

static bool bind_keywords(pl_eval *ev, const pl_native *fn, pl_value self,
                          const pl_call *call, pl_value *params, pl_dict *rest) {
    if (call->kwarg_count && fn->flags & PL_FN_POSITIONAL && !rest) {
        pl_str full = full_name(ev, fn, self);
        return pl_raise(ev, PL_EXC_TYPE, "%.*s() takes no keyword arguments",
                        PL_FMT(full));
    }
    for (uint32_t i = 0; i < call->kwarg_count; i++) {
        if (!bind_keyword(ev, fn, call->names[i], call->kwargs[i], params, rest)) {
            return false;
        }
    }
    return true;
}

static bool check_given(pl_eval *ev, const pl_native *fn, pl_value self,
                        const pl_call *call, const pl_value *params) {
    for (uint32_t i = 0; i < fn->min; i++) {
        if (params[i].kind != PL_UNSET) {
            continue;
        }
        if (!is_plain_function(fn)) {
            return wrong_count(ev, fn, self, call->arg_count);
        }
        const char *name = fn->params ? fn->params : "";
        for (uint32_t skip = i; skip && *name; skip--) {
            name += strcspn(name, ",");
            name += *name == ',';
        }
        return pl_raise(ev, PL_EXC_TYPE,
                        "%s() missing 1 required positional argument: '%.*s'", fn->name,
                        (int)strcspn(name, ","), name);
    }
    return true;
}

static uint8_t provenance_of(pl_value self, const pl_call *call) {
    uint8_t flags = self.flags;
    for (uint32_t i = 0; i < call->arg_count; i++) {
        flags |= call->args[i].flags;
    }
    for (uint32_t i = 0; i < call->kwarg_count; i++) {
        flags |= call->kwargs[i].flags;
    }
    return flags & PL_PROVENANCE;
}

static pl_value rest_tuple(pl_eval *ev, const pl_native *fn, const pl_call *call) {
    uint32_t count = call->arg_count > fn->max ? call->arg_count - fn->max : 0;
    pl_value rest = pl_tuple_new(ev->arena, count);
    for (uint32_t i = 0; i < count; i++) {
        pl_list_push(ev->arena, rest.as.list, call->args[fn->max + i]);
    }
    return rest;
}

bool pl_native_call(pl_eval *ev, const pl_native *fn, pl_value self,
                    const pl_call *call, pl_value *out) {
    pl_value argv[PL_PARAMS_MAX + 3];
    uint32_t given = call->arg_count;
    uint32_t extra = 1u + fn->max;
    pl_dict *rest = NULL;
    argv[0] = self;
    if (given > fn->max) {
        if (!(fn->flags & PL_FN_VARARGS)) {
            return wrong_count(ev, fn, self, given);
        }
        given = fn->max;
    }
    if (given) {
        memcpy(argv + 1, call->args, given * sizeof *argv);
    }
    for (uint32_t i = given; i < fn->max; i++) {
        argv[1 + i] = (pl_value){.kind = PL_UNSET};
    }
    if (fn->flags & PL_FN_VARARGS) {
        argv[extra++] = rest_tuple(ev, fn, call);
    }
    if (fn->flags & PL_FN_KWARGS) {
        argv[extra] = pl_dict_new(ev->arena, call->kwarg_count);
        rest = argv[extra].as.dict;
    }
    if ((call->kwarg_count && !bind_keywords(ev, fn, self, call, argv + 1, rest)) ||
        (given < fn->min && !check_given(ev, fn, self, call, argv + 1)) ||
        !fn->fn(ev, argv, out)) {
        return false;
    }
    if (!(fn->flags & PL_FN_MIX)) {
        out->flags |= provenance_of(self, call);
    }
    return true;
}

bool pl_is_callable(pl_value v) {
    switch (v.kind) {
    case PL_NATIVE:
    case PL_MACRO:
    case PL_UNDEFINED:
        return true;
    case PL_OBJECT:
        return v.as.obj->cls->call != NULL;
    default:
        return false;
    }
}

bool pl_call_value(pl_eval *ev, pl_value callee, const pl_call *call, pl_value *out) {
    switch (callee.kind) {
    case PL_NATIVE:
        return pl_native_call(ev, callee.as.fn->native, callee.as.fn->self, call, out);
    case PL_MACRO:
    case PL_OBJECT:
        if (callee.as.obj->cls->call) {
            return callee.as.obj->cls->call(ev, callee.as.obj, call, out);
        }
        break;
    case PL_UNDEFINED:
        if (!pl_swallows(callee)) {
            return pl_raise_undefined(ev, callee);
        }
        *out = pl_swallowed_call(ev, callee);
        return true;
    default:
        break;
    }
    return pl_raise(ev, PL_EXC_TYPE, "'%s' object is not callable",
                    pl_type_name(callee));
}

const pl_access pl_ops_access = {
    .getattr = pl_getattr,
    .getitem = pl_getitem,
    .attribute = pl_attribute,
    .call = pl_call_value,
};
