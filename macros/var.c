/* var(): project variables.
 *
 * Source: dbt-core 1.9 context/base.py Var, configured.py
 * ConfiguredVar, providers.py. */
#include "macros/context_priv.h"

/* The name of what is rendered, for the message. */
static bool node_name(pl_eval *ev, pl_dbt *d, pl_str *out) {
    *out = PL_S("<Configuration>");
    pl_value model, name;
    if (!(PL_IN_MACRO >> d->phase & 1)) {
        return true;
    }
    pl_found found = d->ops->member(d, ev, PL_S("model"), &model);
    if (found != PL_FOUND) {
        return found == PL_MISSING;
    }
    if (model.kind == PL_DICT &&
        pl_dict_member(model.as.dict, "name", &name) == PL_FOUND && pl_is_str(name)) {
        *out = pl_str_from(name);
    }
    return true;
}

static bool missing(pl_eval *ev, pl_dbt *d, pl_value name) {
    pl_str node, shown;
    pl_buf vars = {0};
    bool ok = node_name(ev, d, &node) && pl_text_of(ev, name, &shown) &&
              pl_json_dump(ev, d->ops->all_vars(d), true, 4, true, &vars);
    if (ok) {
        pl_raise_code(
            ev, PL_E0412, PL_EXC_COMPILATION,
            "Required var '%.*s' not found in config:\nVars supplied to %.*s = %.*s",
            PL_FMT(shown), PL_FMT(node), PL_FMT(pl_buf_view(&vars)));
    }
    pl_buf_free(&vars);
    return false;
}

/* Texts are rendered when they are read, except in schema files. */
static bool read_value(pl_eval *ev, pl_dbt *d, pl_value v, pl_value *out) {
    bool raw = d->phase == PL_PHASE_SCHEMA || d->phase == PL_PHASE_DOCS;
    if (pl_is_str(v) && !raw && pl_str_find_char(pl_str_from(v), '{') != UINT32_MAX) {
        return d->ops->render_text(d, ev, pl_str_from(v), out);
    }
    *out = v;
    return true;
}

static pl_found look_up(pl_eval *ev, pl_dbt *d, pl_value name, pl_value *out) {
    uint32_t hash;
    if (pl_is_str(name)) {
        return d->ops->var(d, pl_str_from(name), out);
    }
    return pl_hash_value(ev, name, &hash) ? PL_MISSING : PL_FAILED;
}

static bool call_var(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_dbt *d = pl_dbt_of(ev);
    pl_value raw;
    pl_found found = look_up(ev, d, argv[1], &raw);
    if (found == PL_FAILED) {
        return false;
    }
    if (d->ops->var_read && pl_is_str(argv[1])) {
        d->ops->var_read(d, ev, pl_str_from(argv[1]), pl_given(argv[2]));
    }
    if (found == PL_FOUND) {
        if (!read_value(ev, d, raw, out)) {
            return false;
        }
    } else if (pl_given(argv[2])) {
        *out = argv[2];
    } else if (pl_is_parse(d)) {
        *out = pl_none();
    } else {
        return missing(ev, d, argv[1]);
    }
    out->flags |= PL_FROM_VAR;
    return true;
}

static bool has_var(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value ignored;
    pl_found found = look_up(ev, pl_dbt_of(ev), argv[1], &ignored);
    *out = pl_bool(found == PL_FOUND);
    out->flags |= PL_FROM_VAR;
    return found != PL_FAILED;
}

static const pl_native call_native = {"Var.__call__",    call_var, 1, 2, 0,
                                      "var_name,default"};
static const pl_native has_native = {"Var.has_var", has_var, 1, 1, 0, "var_name"};

static pl_found var_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    (void)self;
    if (!PL_STR_IS(name, "has_var")) {
        return PL_MISSING;
    }
    *out = pl_bound_new(ev->arena, &has_native, (pl_value){.kind = PL_UNSET});
    return PL_FOUND;
}

static bool var_call(pl_eval *ev, pl_object *self, const pl_call *call, pl_value *out) {
    (void)self;
    return pl_native_call(ev, &call_native, (pl_value){.kind = PL_UNSET}, call, out);
}

static const pl_class var_class = {.name = "Var", .attr = var_attr, .call = var_call};
static const pl_object var_object = {&var_class};

pl_found pl_make_var(pl_eval *ev, pl_dbt *d, pl_value *out) {
    (void)ev, (void)d;
    *out = pl_const_object(&var_object);
    return PL_FOUND;
}
