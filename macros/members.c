/* Members that are plain values. */
#include "macros/context_priv.h"
#include "macros/modules/modules.h"

pl_found pl_make_target(pl_eval *ev, pl_dbt *d, pl_value *out) {
    (void)ev;
    if (d->target.kind == PL_UNSET) {
        return PL_MISSING;
    }
    *out = d->target;
    out->flags |= PL_FROM_TARGET;
    return PL_FOUND;
}

pl_found pl_make_env(pl_eval *ev, pl_dbt *d, pl_value *out) {
    return pl_make_target(ev, d, out);
}

pl_found pl_make_execute(pl_eval *ev, pl_dbt *d, pl_value *out) {
    (void)ev;
    *out = pl_bool(d->phase == PL_PHASE_COMPILE);
    return PL_FOUND;
}

pl_found pl_make_dbt_version(pl_eval *ev, pl_dbt *d, pl_value *out) {
    (void)ev;
    *out = pl_string(d->dbt_version);
    return PL_FOUND;
}

pl_found pl_make_invocation_id(pl_eval *ev, pl_dbt *d, pl_value *out) {
    (void)ev;
    *out = pl_string(d->invocation_id);
    return PL_FOUND;
}

/* Which worker renders a node must not show in what it renders to. */
pl_found pl_make_thread_id(pl_eval *ev, pl_dbt *d, pl_value *out) {
    (void)ev, (void)d;
    *out = pl_string(PL_S("MainThread"));
    return PL_FOUND;
}

pl_found pl_make_sql_results(pl_eval *ev, pl_dbt *d, pl_value *out) {
    (void)ev;
    *out = d->results;
    return PL_FOUND;
}

pl_found pl_make_sql_now(pl_eval *ev, pl_dbt *d, pl_value *out) {
    (void)ev;
    *out = pl_string(pl_str_of(PL_ADAPTER_HAS(pl_adapter_of(d->style), now)));
    return PL_FOUND;
}

/* ---- context_macro_stack */

typedef struct stack_object {
    pl_object base;
    pl_value ids;
} stack_object;

static pl_found stack_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    (void)ev;
    const stack_object *s = (const stack_object *)(const void *)self;
    if (PL_STR_IS(name, "call_stack")) {
        *out = s->ids;
    } else if (PL_STR_IS(name, "depth")) {
        *out = pl_int(s->ids.as.list->len);
    } else {
        return PL_MISSING;
    }
    return PL_FOUND;
}

static const pl_class stack_class = {.name = "MacroStack", .attr = stack_attr};

pl_found pl_make_context_macro_stack(pl_eval *ev, pl_dbt *d, pl_value *out) {
    stack_object *s = PL_NEW(ev->arena, stack_object);
    s->base.cls = &stack_class;
    s->ids = pl_macro_stack(ev, d);
    *out = pl_object_value(s);
    return PL_FOUND;
}

/* ---- flags: argparse's Namespace */

typedef struct flags_object {
    pl_object base;
    const pl_dict *values;
} flags_object;

static pl_str upper(pl_arena *a, pl_str s) {
    char *at = pl_str_z(a, s);
    for (uint32_t i = 0; i < s.len; i++) {
        at[i] = (char)(at[i] >= 'a' && at[i] <= 'z' ? at[i] - 'a' + 'A' : at[i]);
    }
    return (pl_str){at, s.len};
}

/* dbt knows the names in upper case only. */
static pl_found flags_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    const pl_dict *values = ((const flags_object *)(const void *)self)->values;
    const pl_value *v = pl_dict_find(values, name);
    if (!v && !pl_dbt_of(ev)->strict_dbt) {
        v = pl_dict_find(values, upper(ev->arena, name));
    }
    if (!v) {
        return PL_MISSING;
    }
    *out = *v;
    return PL_FOUND;
}

static pl_found flags_contains(pl_eval *ev, pl_object *self, pl_value item, bool *out) {
    pl_value ignored;
    *out = pl_is_str(item) &&
           flags_attr(ev, self, pl_str_from(item), &ignored) == PL_FOUND;
    return PL_FOUND;
}

static const pl_class flags_class = {
    .name = "Namespace",
    .attr = flags_attr,
    .contains = flags_contains,
};

pl_found pl_make_flags(pl_eval *ev, pl_dbt *d, pl_value *out) {
    pl_found found = d->ops->member(d, ev, PL_S("flags"), out);
    if (found != PL_FOUND || out->kind != PL_DICT) {
        return found;
    }
    flags_object *f = PL_NEW(ev->arena, flags_object);
    f->base.cls = &flags_class;
    f->values = out->as.dict;
    *out = pl_object_value(f);
    return PL_FOUND;
}

/* ---- modules, run_started_at */

static pl_found modules_item(pl_eval *ev, pl_object *self, pl_value key,
                             pl_value *out) {
    (void)self;
    return pl_is_str(key) ? pl_module_find(ev, pl_str_from(key), out) : PL_MISSING;
}

static pl_found modules_contains(pl_eval *ev, pl_object *self, pl_value item,
                                 bool *out) {
    pl_value ignored;
    *out = modules_item(ev, self, item, &ignored) == PL_FOUND;
    return PL_FOUND;
}

static const pl_class modules_class = {
    .name = "dict",
    .item = modules_item,
    .contains = modules_contains,
    .is_mapping = true,
};
static const pl_object modules_object = {&modules_class};

pl_found pl_make_modules(pl_eval *ev, pl_dbt *d, pl_value *out) {
    (void)ev, (void)d;
    *out = pl_const_object(&modules_object);
    return PL_FOUND;
}

pl_found pl_make_run_started_at(pl_eval *ev, pl_dbt *d, pl_value *out) {
    *out = pl_datetime_utc(ev, d->now_us);
    return PL_FOUND;
}
