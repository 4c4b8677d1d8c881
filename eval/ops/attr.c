/* Attributes: methods, fields and what the sandbox hides of them. */
#include "eval/methods/methods.h"
#include "eval/ops/ops_priv.h"

/* real, imag, numerator, denominator */
static pl_found number_field(pl_value v, pl_str name, pl_value *out) {
    bool is_float = v.kind == PL_FLOAT;
    if (PL_STR_IS(name, "real") || (!is_float && PL_STR_IS(name, "numerator"))) {
        *out = v.kind == PL_BOOL ? pl_with(pl_int(v.as.i), v.flags) : v;
        return PL_FOUND;
    }
    if (PL_STR_IS(name, "imag")) {
        *out = is_float ? pl_float(0) : pl_int(0);
        return PL_FOUND;
    }
    if (!is_float && PL_STR_IS(name, "denominator")) {
        *out = pl_int(1);
        return PL_FOUND;
    }
    return PL_MISSING;
}

static pl_found range_field(const pl_range *r, pl_str name, pl_value *out) {
    if (PL_STR_IS(name, "start")) {
        *out = pl_int(r->start);
    } else if (PL_STR_IS(name, "stop")) {
        *out = pl_int(r->stop);
    } else if (PL_STR_IS(name, "step")) {
        *out = pl_int(r->step);
    } else {
        return PL_MISSING;
    }
    return PL_FOUND;
}

/* dbt's parse-time undefined keeps the name under which it was asked for. */
static pl_found undefined_field(pl_value v, pl_str name, pl_value *out) {
    const pl_undef *u = v.as.undef;
    if (PL_STR_IS(name, "name") && u->called) {
        *out =
            pl_string(PL_S("jinja_pass_arg")); /* the last attribute that Jinja2 read */
    } else if (PL_STR_IS(name, "name")) {
        *out = u->name.at ? pl_string(u->name) : pl_none();
    } else if (PL_STR_IS(name, "hint")) {
        *out = u->hint.len ? pl_string(u->hint) : pl_none();
    } else if (PL_STR_IS(name, "node")) {
        *out = pl_none();
    } else if (PL_STR_IS(name, "unsafe_callable") || PL_STR_IS(name, "alters_data")) {
        *out = pl_bool(false);
    } else {
        return PL_MISSING;
    }
    return PL_FOUND;
}

static pl_found tuple_field(pl_value v, pl_str name, pl_value *out) {
    const pl_tuple_type *type = pl_tuple_type_of(v);
    for (uint32_t i = 0; type && i < v.as.list->len; i++) {
        if (pl_str_eq(name, pl_str_of(type->fields[i]))) {
            *out = v.as.list->at[i];
            return PL_FOUND;
        }
    }
    return PL_MISSING;
}

/* dict.keys() and dict.items() have methods of set, all views their dict. */
static pl_found view_field(pl_eval *ev, const pl_view *view, pl_str name,
                           pl_value *out) {
    if (PL_STR_IS(name, "mapping")) {
        *out = view->dict;
        return PL_FOUND;
    }
    const pl_native *method =
        view->kind == PL_VIEW_VALUES ? NULL : pl_view_method_find(name);
    if (!method) {
        return PL_MISSING;
    }
    *out = pl_bound_new(ev->arena, method, pl_object_value((void *)(uintptr_t)view));
    return PL_FOUND;
}

static pl_found field(pl_eval *ev, pl_value v, pl_str name, pl_value *out) {
    const pl_view *view;
    switch (v.kind) {
    case PL_TUPLE:
        return tuple_field(v, name, out);
    case PL_INT:
    case PL_BOOL:
    case PL_BIG:
    case PL_FLOAT:
        return number_field(v, name, out);
    case PL_RANGE:
        return range_field(v.as.range, name, out);
    case PL_MACRO:
    case PL_OBJECT:
        if (v.as.obj->cls->attr) {
            return v.as.obj->cls->attr(ev, v.as.obj, name, out);
        }
        view = pl_as_view(v);
        return view ? view_field(ev, view, name, out) : PL_MISSING;
    default:
        return PL_MISSING;
    }
}

/* Captured undefined again, under another name or marked as called. */
static pl_value swallowed(pl_eval *ev, pl_value v, pl_str name, bool called) {
    pl_undef *u = PL_NEW(ev->arena, pl_undef);
    *u = (pl_undef){.hint = v.as.undef->hint, .name = name, .called = called};
    v.as.undef = u;
    return v;
}

pl_value pl_swallowed_call(pl_eval *ev, pl_value v) {
    return swallowed(ev, v, v.as.undef->name, true);
}

static bool is_dunder(pl_str name) {
    return name.len >= 2 && name.at[0] == '_' && name.at[1] == '_';
}

static pl_found undefined_attribute(pl_eval *ev, pl_value v, pl_str name,
                                    pl_value *out) {
    if (!pl_swallows(v)) {
        return is_dunder(name) ? PL_MISSING : pl_fail(pl_raise_undefined(ev, v));
    }
    if (undefined_field(v, name, out) == PL_FOUND) {
        return PL_FOUND;
    }
    if (is_dunder(name)) {
        return PL_MISSING;
    }
    *out = swallowed(ev, v, name, false);
    return PL_FOUND;
}

pl_found pl_attribute(pl_eval *ev, pl_value v, pl_str name, pl_value *out) {
    if (v.kind == PL_UNDEFINED) {
        return undefined_attribute(ev, v, name, out);
    }
    const pl_native *method = pl_method_find(v, name);
    if (method) {
        *out = pl_bound_new(ev->arena, method, v);
        return pl_charge(ev, sizeof(pl_bound)) ? PL_FOUND : PL_FAILED;
    }
    pl_found found = field(ev, v, name, out);
    if (found == PL_FOUND) {
        *out = pl_with(*out, v.flags);
    }
    return found;
}

/* The sandbox: an attribute that exists but starts with an underscore. */
static bool unsafe_attribute(pl_eval *ev, pl_value v, pl_str name, pl_value *out) {
    pl_buf quoted = {0};
    pl_str_repr(&quoted, name);
    pl_str hint =
        pl_str_fmt(ev->arena, "access to attribute %.*s of '%s' object is unsafe.",
                   PL_FMT(pl_buf_view(&quoted)), pl_type_name(v));
    pl_buf_free(&quoted);
    pl_undef *u = PL_NEW(ev->arena, pl_undef);
    *u = (pl_undef){.hint = hint, .name = name, .object = v, .unsafe = true};
    pl_value undefined = pl_undefined_hint(ev, hint); /* for the flags of its kind */
    undefined.as.undef = u;
    *out = pl_with(undefined, v.flags);
    return true;
}

static bool is_hidden(pl_value v, pl_str name) {
    if (v.kind == PL_ITER) {
        return PL_STR_IS(name, "gi_frame") || PL_STR_IS(name, "gi_code") ||
               (name.at[0] == '_' && pl_has_dunder(v, name));
    }
    return name.at[0] == '_' && pl_has_dunder(v, name);
}

/* v[name] for a str key where `v` may have no items at all. */
static pl_found item_of_text(pl_eval *ev, pl_value v, pl_str name, uint32_t hash,
                             pl_value *out) {
    if (v.kind == PL_DICT) {
        const pl_value *found = pl_dict_find_str(v.as.dict, name, hash);
        if (found) {
            *out = *found;
        }
        return found ? PL_FOUND : PL_MISSING;
    }
    if (v.kind == PL_OBJECT && v.as.obj->cls->item) {
        return v.as.obj->cls->item(ev, v.as.obj, pl_string(name), out);
    }
    return PL_MISSING;
}

static bool after_attribute(pl_eval *ev, pl_value v, pl_str name, uint32_t hash,
                            pl_value *out) {
    pl_found found = pl_attribute(ev, v, name, out);
    bool own = name.len && name.at[0] == '_' && found == PL_FOUND && !pl_swallows(*out);
    if (found == PL_FAILED) {
        return false;
    }
    if (own || (found == PL_MISSING && name.len && is_hidden(v, name))) {
        return unsafe_attribute(ev, v, name, out);
    }
    if (found == PL_FOUND) {
        return true;
    }
    if (v.kind == PL_UNDEFINED) {
        *out = v;
        return pl_swallows(v) || pl_raise_undefined(ev, v);
    }
    found = item_of_text(ev, v, name, hash, out);
    if (found == PL_MISSING) {
        *out = pl_undefined_attr(ev, v, name);
    }
    *out = pl_with(*out, v.flags);
    return found != PL_FAILED;
}

bool pl_getattr(pl_eval *ev, pl_value v, pl_str name, uint32_t hash, pl_value *out) {
    if (v.kind == PL_DICT && !pl_method_find(v, name)) {
        const pl_value *found = pl_dict_find_str(v.as.dict, name, hash);
        if (found && !(name.len && is_hidden(v, name))) {
            *out = pl_with(*found, v.flags);
            return true;
        }
    }
    return after_attribute(ev, v, name, hash, out);
}

/* v[key] found nothing and key is a str: Jinja2 then tries the attribute. */
bool pl_getattr_after_item(pl_eval *ev, pl_value v, pl_str name, pl_value *out) {
    pl_found found = pl_attribute(ev, v, name, out);
    if (found == PL_FAILED) {
        return false;
    }
    if (name.len && (found == PL_FOUND ? name.at[0] == '_' : is_hidden(v, name))) {
        return unsafe_attribute(ev, v, name, out);
    }
    if (found == PL_MISSING) {
        *out = pl_with(pl_undefined_attr(ev, v, name), v.flags);
    }
    return true;
}
