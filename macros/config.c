/* config: setting the node's configuration while it is parsed, reading it afterwards.
 *
 * Source: dbt-core 1.9 context/providers.py ParseConfigObject, RuntimeConfigObject. */
#include "macros/context_priv.h"

/* pre_hook and post_hook are stored under their names with a dash. */
static bool rename_hook(pl_eval *ev, pl_dict *d, const char *old, const char *new) {
    const pl_value *hook = pl_dict_find(d, pl_str_of(old));
    pl_value removed;
    if (!hook) {
        return true;
    }
    if (pl_dict_find(d, pl_str_of(new))) {
        return pl_raise_code(ev, PL_E0502, PL_EXC_COMPILATION,
                             "Invalid config, has conflicting keys \"%s\" and \"%s\"",
                             old, new);
    }
    if (pl_dict_remove(ev, d, pl_string(pl_str_of(old)), &removed) == PL_FAILED) {
        return false;
    }
    pl_dict_put_str(ev->arena, d, pl_str_of(new), removed);
    return true;
}

static bool positional_dict(pl_eval *ev, pl_value v, pl_value *out) {
    if (v.kind == PL_UNDEFINED && !(v.flags & PL_CAPTURE)) {
        return pl_raise_undefined(ev, v);
    }
    *out = v;
    return v.kind == PL_DICT ||
           pl_raise(ev, PL_EXC_ATTRIBUTE, "'%s' object has no attribute 'items'",
                    pl_type_name(v));
}

/* config() arguments as one dict: a positional dict or keywords. */
static bool arguments_of(pl_eval *ev, const pl_call *call, pl_value *out) {
    if (call->arg_count == 1 && !call->kwarg_count) {
        if (!positional_dict(ev, call->args[0], out)) {
            return false;
        }
    } else if (!call->arg_count && call->kwarg_count) {
        *out = pl_dict_new(ev->arena, call->kwarg_count);
        for (uint32_t i = 0; i < call->kwarg_count; i++) {
            pl_dict_put_str(ev->arena, out->as.dict, call->names[i], call->kwargs[i]);
        }
    } else {
        return pl_raise_code(ev, PL_E0502, PL_EXC_COMPILATION,
                             "Invalid inline model config");
    }
    return rename_hook(ev, out->as.dict, "pre_hook", "pre-hook") &&
           rename_hook(ev, out->as.dict, "post_hook", "post-hook");
}

static bool config_call(pl_eval *ev, pl_object *self, const pl_call *call,
                        pl_value *out) {
    (void)self;
    pl_dbt *d = pl_dbt_of(ev);
    pl_value args;
    if (pl_is_parse(d) &&
        (!arguments_of(ev, call, &args) || !d->ops->config_call(d, ev, args.as.dict))) {
        return false;
    }
    *out = pl_string(PL_S(""));
    return true;
}

static bool config_set(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value args = pl_dict_new(ev->arena, 1);
    if (!pl_dict_put(ev, args.as.dict, argv[1], argv[2])) {
        return false;
    }
    const pl_call call = {.args = &args, .arg_count = 1};
    return config_call(ev, NULL, &call, out);
}

/* The node's final value. While names are made there is no node,
 * so nothing is known. */
static pl_found look_up(pl_eval *ev, pl_value key, pl_value *out) {
    pl_dbt *d = pl_dbt_of(ev);
    if (d->phase != PL_PHASE_COMPILE || !pl_is_str(key)) {
        return PL_MISSING;
    }
    return d->ops->config_get(d, ev, pl_str_from(key), out);
}

static bool validate(pl_eval *ev, pl_value validator, pl_value value) {
    pl_value ignored;
    const pl_call call = {.args = &value, .arg_count = 1};
    return pl_call_value(ev, validator, &call, &ignored);
}

static bool config_get(pl_eval *ev, const pl_value *argv, pl_value *out) {
    if (pl_is_parse(pl_dbt_of(ev))) {
        *out = pl_string(PL_S(""));
        return true;
    }
    pl_value fallback = pl_or_none(argv[2]), validator = pl_or_none(argv[3]);
    pl_found found = look_up(ev, argv[1], out);
    if (found == PL_MISSING) {
        *out = fallback;
    }
    if (found == PL_FAILED) {
        return false;
    }
    return validator.kind == PL_NONE || fallback.kind == PL_NONE ||
           validate(ev, validator, *out);
}

static bool not_configured(pl_eval *ev, pl_value key) {
    pl_dbt *d = pl_dbt_of(ev);
    pl_value model, id = pl_none();
    pl_str node, name;
    pl_found found = d->ops->member(d, ev, PL_S("model"), &model);
    if (found == PL_FOUND && model.kind == PL_DICT) {
        pl_dict_member(model.as.dict, "unique_id", &id);
    }
    return found != PL_FAILED && pl_text_of(ev, id, &node) &&
           pl_text_of(ev, key, &name) &&
           pl_raise_code(
               ev, PL_E0502, PL_EXC_COMPILATION,
               "Model '%.*s' does not define a required config parameter '%.*s'.",
               PL_FMT(node), PL_FMT(name));
}

static bool config_require(pl_eval *ev, const pl_value *argv, pl_value *out) {
    if (pl_is_parse(pl_dbt_of(ev))) {
        *out = pl_string(PL_S(""));
        return true;
    }
    pl_value validator = pl_or_none(argv[2]);
    pl_found found = look_up(ev, argv[1], out);
    if (found != PL_FOUND) {
        return found == PL_MISSING && not_configured(ev, argv[1]);
    }
    return validator.kind == PL_NONE || validate(ev, validator, *out);
}

/* ---- persist_docs */

static bool persist(pl_eval *ev, const char *what, pl_value *out) {
    *out = pl_bool(false);
    if (pl_is_parse(pl_dbt_of(ev))) {
        return true;
    }
    pl_value docs;
    pl_found found = look_up(ev, pl_string(PL_S("persist_docs")), &docs);
    if (found != PL_FOUND) {
        return found == PL_MISSING;
    }
    if (docs.kind != PL_DICT) {
        return pl_raise_code(
            ev, PL_E0502, PL_EXC_COMPILATION,
            "Invalid value provided for 'persist_docs'. Expected dict but received %.*s",
            PL_FMT(pl_class_text(ev, docs)));
    }
    pl_dict_member(docs.as.dict, what, out);
    return true;
}

static bool persist_relation(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)argv;
    return persist(ev, "relation", out);
}

static bool persist_columns(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)argv;
    return persist(ev, "columns", out);
}

/* ---- meta: newer than dbt 1.9 */

static pl_found look_up_meta(pl_eval *ev, pl_value key, pl_value *out) {
    pl_value meta, *value;
    pl_found found = look_up(ev, pl_string(PL_S("meta")), &meta);
    if (found != PL_FOUND || meta.kind != PL_DICT) {
        return found == PL_FAILED ? PL_FAILED : PL_MISSING;
    }
    found = pl_dict_lookup(ev, meta.as.dict, key, &value);
    if (found == PL_FOUND) {
        *out = *value;
    }
    return found;
}

static bool meta_get(pl_eval *ev, const pl_value *argv, pl_value *out) {
    if (pl_is_parse(pl_dbt_of(ev))) {
        *out = pl_string(PL_S(""));
        return true;
    }
    pl_found found = look_up_meta(ev, argv[1], out);
    if (found == PL_MISSING) {
        *out = pl_or_none(argv[2]);
    }
    return found != PL_FAILED;
}

static bool meta_require(pl_eval *ev, const pl_value *argv, pl_value *out) {
    if (pl_is_parse(pl_dbt_of(ev))) {
        *out = pl_string(PL_S(""));
        return true;
    }
    pl_found found = look_up_meta(ev, argv[1], out);
    return found == PL_FOUND || (found == PL_MISSING && not_configured(ev, argv[1]));
}

/* ---- the object */

enum { CONFIG_OF_1_9 = 5 };
static const pl_native methods[] = {
    {"get", config_get, 1, 3, 0, "name,default,validator"},
    {"require", config_require, 1, 2, 0, "name,validator"},
    {"set", config_set, 2, 2, 0, "name,value"},
    {"persist_relation_docs", persist_relation, 0, 0, 0, ""},
    {"persist_column_docs", persist_columns, 0, 0, 0, ""},
    {"meta_get", meta_get, 1, 3, 0, "name,default,validator"},
    {"meta_require", meta_require, 1, 2, 0, "name,validator"},
};

static pl_found config_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    (void)self;
    uint32_t count = pl_dbt_of(ev)->strict_dbt
                         ? (uint32_t)CONFIG_OF_1_9
                         : (uint32_t)(sizeof methods / sizeof *methods);
    for (uint32_t i = 0; i < count; i++) {
        if (pl_str_eq(pl_str_of(methods[i].name), name)) {
            *out = pl_bound_new(ev->arena, &methods[i], (pl_value){.kind = PL_UNSET});
            return PL_FOUND;
        }
    }
    return PL_MISSING;
}

static const pl_class config_class = {
    .name = "ConfigObject",
    .attr = config_attr,
    .call = config_call,
};
static const pl_object config_object = {&config_class};

pl_found pl_make_config(pl_eval *ev, pl_dbt *d, pl_value *out) {
    (void)ev, (void)d;
    *out = pl_const_object(&config_object);
    return PL_FOUND;
}
