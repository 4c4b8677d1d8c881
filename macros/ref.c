/* ref(), source(), metric(), doc(), this: references to other resources.
 *
 * Source: dbt-core 1.9 context/providers.py, context/docs.py. */
#include "macros/context_priv.h"

/* A text argument; `role` says which: "The name argument to ref()". */
static bool need_text(pl_eval *ev, pl_value v, const char *role, const char *kinds) {
    return pl_is_str(v) ||
           pl_raise_code(ev, PL_E0401, PL_EXC_COMPILATION, "%s must be a %s, got %.*s",
                         role, kinds, PL_FMT(pl_class_text(ev, v)));
}

static bool need_package(pl_eval *ev, pl_value v, const char *role) {
    return v.kind == PL_NONE || need_text(ev, v, role, "string or None");
}

static pl_str text_or_empty(pl_value v) {
    return pl_is_str(v) ? pl_str_from(v) : PL_S("");
}

/* kwargs.get("version") or kwargs.get("v"), None as PL_UNSET. */
static bool version_argument(pl_eval *ev, const pl_call *call, pl_value *out) {
    const pl_value *version = pl_call_keyword(call, "version");
    const pl_value *v = pl_call_keyword(call, "v");
    bool truth = false;
    if (version && !pl_truth(ev, *version, &truth)) {
        return false;
    }
    const pl_value *given = truth ? version : v;
    out->kind = PL_UNSET;
    if (!given || given->kind == PL_NONE) {
        return true;
    }
    *out = *given;
    return pl_is_str(*given) || pl_is_int(*given) || given->kind == PL_FLOAT ||
           pl_raise_code(
               ev, PL_E0401, PL_EXC_COMPILATION,
               "The version argument to ref() must be a string, int, float, or None - got %.*s",
               PL_FMT(pl_class_text(ev, *given)));
}

/* ref()'s arguments: (name), (package, name), v=, version=. False with dbt's error. */
static bool ref_arguments(pl_eval *ev, const pl_call *call, pl_ref_call *out) {
    if (call->arg_count != 1 && call->arg_count != 2) {
        return pl_raise_code(ev, PL_E0401, PL_EXC_COMPILATION,
                             "ref() takes at most two arguments (%u given)",
                             call->arg_count);
    }
    bool both = call->arg_count == 2;
    pl_value name = call->args[both], package = both ? call->args[0] : pl_none();
    if (!need_text(ev, name, "The name argument to ref()", "string") ||
        !need_package(ev, package, "The package argument to ref()") ||
        !version_argument(ev, call, &out->version)) {
        return false;
    }
    out->name = pl_str_from(name);
    out->package = text_or_empty(package);
    return true;
}

/* The relation becomes what marks of its text name. */
static void mark_relation(pl_value v) {
    const pl_relation *r = pl_as_relation(v);
    if (r && r->node.len && !r->made_by) {
        ((pl_relation *)(void *)v.as.obj)->made_by = r;
    }
}

static bool ref_call(pl_eval *ev, pl_object *self, const pl_call *call, pl_value *out) {
    (void)self;
    pl_dbt *d = pl_dbt_of(ev);
    pl_ref_call ref;
    if (!ref_arguments(ev, call, &ref) || !d->ops->ref(d, ev, &ref, out)) {
        return false;
    }
    mark_relation(*out);
    out->flags |= pl_call_flags(call);
    return true;
}

static bool no_keywords(pl_eval *ev, const pl_call *call, const char *who) {
    return !call->kwarg_count ||
           pl_raise(ev, PL_EXC_TYPE, "%s() got an unexpected keyword argument '%.*s'",
                    who, PL_FMT(call->names[0]));
}

static bool source_call(pl_eval *ev, pl_object *self, const pl_call *call,
                        pl_value *out) {
    (void)self;
    pl_dbt *d = pl_dbt_of(ev);
    if (!no_keywords(ev, call, "BaseSourceResolver.__call__")) {
        return false;
    }
    if (call->arg_count != 2) {
        return pl_raise_code(ev, PL_E0401, PL_EXC_COMPILATION,
                             "source() takes exactly two arguments (%u given)",
                             call->arg_count);
    }
    if (!need_text(ev, call->args[0], "The source name (first) argument to source()",
                   "string") ||
        !need_text(ev, call->args[1], "The table name (second) argument to source()",
                   "string") ||
        !d->ops->source(d, ev, pl_str_from(call->args[0]), pl_str_from(call->args[1]),
                        out)) {
        return false;
    }
    mark_relation(*out);
    out->flags |= pl_call_flags(call);
    return true;
}

static bool metric_call(pl_eval *ev, pl_object *self, const pl_call *call,
                        pl_value *out) {
    (void)self;
    pl_dbt *d = pl_dbt_of(ev);
    if (!no_keywords(ev, call, "BaseMetricResolver.__call__")) {
        return false;
    }
    if (call->arg_count != 1 && call->arg_count != 2) {
        return pl_raise_code(ev, PL_E0401, PL_EXC_COMPILATION,
                             "metric() takes at most two arguments (%u given)",
                             call->arg_count);
    }
    bool both = call->arg_count == 2;
    pl_value name = call->args[both], package = both ? call->args[0] : pl_none();
    return need_text(ev, name, "The name argument to metric()", "string") &&
           need_package(ev, package, "The package argument to metric()") &&
           d->ops->metric(d, ev, text_or_empty(package), pl_str_from(name), out);
}

/* Resolvers carry dbt's RuntimeConfig, and packages read their own version there. */
static pl_found resolver_attr(pl_eval *ev, pl_object *self, pl_str name,
                              pl_value *out) {
    (void)self;
    pl_dbt *d = pl_dbt_of(ev);
    return PL_STR_IS(name, "config")
               ? d->ops->member(d, ev, PL_S("runtime_config"), out)
               : PL_MISSING;
}

static const pl_class ref_class = {
    .name = "RefResolver", .attr = resolver_attr, .call = ref_call};
static const pl_class source_class = {
    .name = "SourceResolver", .attr = resolver_attr, .call = source_call};
static const pl_class metric_class = {
    .name = "MetricResolver", .attr = resolver_attr, .call = metric_call};
static const pl_object ref_object = {&ref_class};
static const pl_object source_object = {&source_class};
static const pl_object metric_object = {&metric_class};

pl_found pl_make_ref(pl_eval *ev, pl_dbt *d, pl_value *out) {
    (void)ev, (void)d;
    *out = pl_const_object(&ref_object);
    return PL_FOUND;
}

pl_found pl_make_source(pl_eval *ev, pl_dbt *d, pl_value *out) {
    (void)ev, (void)d;
    *out = pl_const_object(&source_object);
    return PL_FOUND;
}

pl_found pl_make_metric(pl_eval *ev, pl_dbt *d, pl_value *out) {
    (void)ev, (void)d;
    *out = pl_const_object(&metric_object);
    return PL_FOUND;
}

pl_found pl_make_this(pl_eval *ev, pl_dbt *d, pl_value *out) {
    pl_found found = d->ops->this_relation(d, ev, out);
    if (found == PL_MISSING) {
        *out = pl_none();
        return PL_FOUND;
    }
    if (found == PL_FOUND) {
        mark_relation(*out);
    }
    return found;
}

bool pl_call_doc(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_list *args = argv[1].as.list;
    pl_dbt *d = pl_dbt_of(ev);
    if (args->len != 1 && args->len != 2) {
        return pl_raise_code(ev, PL_E0401, PL_EXC_COMPILATION,
                             "doc() takes at most two arguments (%u given)", args->len);
    }
    pl_str name, package = PL_S("");
    if (!pl_text_of(ev, args->at[args->len - 1], &name) ||
        (args->len == 2 && args->at[0].kind != PL_NONE &&
         !pl_text_of(ev, args->at[0], &package))) {
        return false;
    }
    return d->ops->doc(d, ev, package, name, out);
}
