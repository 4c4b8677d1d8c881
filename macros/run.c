/* Members that belong to running a node more than to compiling it.
 *
 * Source: dbt-core 1.9 context/providers.py ProviderContext. */
#include "macros/context_priv.h"

/* ---- validation.any(...) */

static bool shown_allowed(pl_eval *ev, const pl_list *allowed, pl_str *out) {
    pl_out *o = pl_capture_begin(ev);
    bool ok = true;
    for (uint32_t i = 0; ok && i < allowed->len; i++) {
        pl_out_put(o, i ? PL_S(",") : PL_S(""));
        ok = pl_print(ev, allowed->at[i], o);
    }
    *out = pl_str_from(pl_out_take(o, 0, ev->arena));
    pl_capture_end(ev, o);
    return ok;
}

static bool check_any(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_list *allowed = argv[0].as.list;
    pl_str value, list;
    for (uint32_t i = 0; i < allowed->len; i++) {
        bool same;
        if (!pl_equal(ev, argv[1], allowed->at[i], &same)) {
            return false;
        }
        if (same) {
            *out = pl_none();
            return true;
        }
    }
    return pl_text_of(ev, argv[1], &value) && shown_allowed(ev, allowed, &list) &&
           pl_raise_code(ev, PL_E0401, PL_EXC_DBT_RUNTIME,
                         "Expected value \"%.*s\" to be one of %.*s", PL_FMT(value),
                         PL_FMT(list));
}

static const pl_native check_native = {"inner", check_any, 1, 1, 0, "value"};

static bool validation_any(pl_eval *ev, const pl_value *argv, pl_value *out) {
    *out = pl_bound_new(ev->arena, &check_native, argv[1]);
    return true;
}

static const pl_native validation_functions[] = {
    {"any", validation_any, 0, 0, PL_FN_VARARGS, ""},
};
static const pl_bundle validation = {{&pl_bundle_class}, validation_functions, 1};

pl_found pl_make_validation(pl_eval *ev, pl_dbt *d, pl_value *out) {
    (void)ev, (void)d;
    *out = pl_const_object(&validation);
    return PL_FOUND;
}

/* ---- try_or_compiler_error */

/* Limits and the want of a warehouse are no failures of the function. */
static bool is_failure(pl_exc kind) {
    return kind != PL_EXC_FUEL && kind != PL_EXC_WAREHOUSE;
}

bool pl_call_try_or_compiler_error(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_list *args = argv[3].as.list;
    const pl_dict *keywords = argv[4].as.dict;
    pl_str *names = PL_NEW_ARRAY(ev->arena, pl_str, keywords->len + 1);
    pl_value *values = PL_NEW_ARRAY(ev->arena, pl_value, keywords->len + 1);
    uint32_t i = 0, n = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(keywords, &i)) != NULL; n++) {
        names[n] = pl_str_from(e->key);
        values[n] = e->value;
    }
    const pl_call call = {args->at, names, values, args->len, n};
    if (pl_call_value(ev, argv[2], &call, out)) {
        return true;
    }
    pl_str message;
    if (!is_failure(ev->error.kind)) {
        return false;
    }
    pl_catch(ev);
    return pl_text_of(ev, argv[1], &message) &&
           pl_raise_str(ev, PL_EXC_COMPILATION, message);
}

/* ---- render, write */

bool pl_call_render(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_dbt *d = pl_dbt_of(ev);
    if (!pl_is_str(argv[1])) {
        return pl_raise(ev, PL_EXC_TYPE, "Can't compile non template nodes");
    }
    return d->ops->render_text(d, ev, pl_str_from(argv[1]), out);
}

bool pl_call_write(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)argv;
    if (pl_dbt_of(ev)->phase == PL_PHASE_NAMES) {
        return pl_raise_code(ev, PL_E0401, PL_EXC_COMPILATION,
                             "cannot \"write\" macros or sources");
    }
    *out = pl_string(PL_S(""));
    return true;
}

/* ---- what needs more than a compilation */

bool pl_call_submit_python_job(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)out;
    pl_value alias;
    pl_str name, stack;
    return pl_member_of(ev, argv[1], "alias", &alias) && pl_text_of(ev, alias, &name) &&
           pl_text_of(ev, pl_macro_stack(ev, pl_dbt_of(ev)), &stack) &&
           pl_raise_code(
               ev, PL_E0401, PL_EXC_DBT_RUNTIME,
               "submit_python_job is not intended to be called here, at model %.*s, with macro call_stack %.*s.",
               PL_FMT(name), PL_FMT(stack));
}

bool pl_call_load_agate_table(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)argv, (void)out;
    pl_dbt *d = pl_dbt_of(ev);
    pl_value model, type = pl_none();
    pl_str shown;
    pl_found found = d->ops->member(d, ev, PL_S("model"), &model);
    if (found == PL_FOUND && model.kind == PL_DICT) {
        pl_dict_member(model.as.dict, "resource_type", &type);
    }
    if (found == PL_FAILED || !pl_text_of(ev, type, &shown)) {
        return false;
    }
    return PL_STR_IS(shown, "seed")
               ? pl_need_warehouse(ev, "load_agate_table")
               : pl_raise_code(ev, PL_E0401, PL_EXC_COMPILATION,
                               "can only load_agate_table for seeds (got a %.*s)",
                               PL_FMT(shown));
}

bool pl_call_adapter_macro(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)out;
    pl_str name;
    return pl_text_of(ev, argv[1], &name) &&
           pl_raise_code(
               ev, PL_E0401, PL_EXC_COMPILATION,
               "The \"adapter_macro\" macro has been deprecated. Instead, use the "
               "`adapter.dispatch` method to find a macro and call the result.  For "
               "more information, see: "
               "https://docs.getdbt.com/reference/dbt-jinja-functions/dispatch) "
               "adapter_macro was called for: %.*s",
               PL_FMT(name));
}
