/* Arguments, calls and attribute paths for filters. */
#include "eval/filters/filters_priv.h"

bool pl_arg_truth(pl_eval *ev, pl_value v, bool fallback, bool *out) {
    *out = fallback;
    return !pl_arg_given(v) || pl_truth(ev, v, out);
}

bool pl_arg_index(pl_eval *ev, pl_value v, int64_t fallback, int64_t *out) {
    *out = fallback;
    if (!pl_arg_given(v)) {
        return true;
    }
    if (v.kind == PL_UNDEFINED) {
        return pl_raise_undefined(ev, v);
    }
    if (!pl_is_int(v)) {
        return pl_raise(ev, PL_EXC_TYPE,
                        "'%s' object cannot be interpreted as an integer",
                        pl_type_name(v));
    }
    if (!pl_as_int64(v, out)) {
        return pl_raise(ev, PL_EXC_OVERFLOW,
                        "Python int too large to convert to C ssize_t");
    }
    return true;
}

/* ---- calls */

bool pl_method_call(pl_eval *ev, pl_value v, pl_str name, const pl_value *args,
                    uint32_t arg_count, pl_value *out) {
    pl_value method;
    if (v.kind == PL_UNDEFINED) {
        if (!(v.flags & PL_CAPTURE)) {
            return pl_raise_undefined(ev, v);
        }
        *out = v;
        return true;
    }
    switch (pl_attribute(ev, v, name, &method)) {
    case PL_FAILED:
        return false;
    case PL_MISSING:
        return pl_raise(ev, PL_EXC_ATTRIBUTE, "'%s' object has no attribute '%.*s'",
                        pl_type_name(v), PL_FMT(name));
    case PL_FOUND:
        break;
    }
    pl_call call = {.args = args, .arg_count = arg_count};
    return pl_call_value(ev, method, &call, out);
}

bool pl_mapping_items(pl_eval *ev, pl_value v, pl_value *out) {
    pl_value items = pl_none();
    return pl_method_call(ev, v, PL_S("items"), NULL, 0, &items) &&
           pl_to_list(ev, items, out);
}

bool pl_pull_begin(pl_eval *ev) {
    if (ev->depth >= PL_CALL_DEPTH) {
        return pl_raise(ev, PL_EXC_RECURSION, "maximum recursion depth exceeded");
    }
    if (!pl_burn(ev, 1)) {
        return false;
    }
    ev->depth++;
    return true;
}

pl_call pl_call_of(pl_eval *ev, pl_value args, pl_value kwargs, uint32_t skip) {
    pl_call call = {0};
    if (args.as.list->len > skip) {
        call.args = args.as.list->at + skip;
        call.arg_count = args.as.list->len - skip;
    }
    const pl_dict *d = kwargs.as.dict;
    if (d->len) {
        pl_str *names = PL_NEW_ARRAY(ev->arena, pl_str, d->len);
        pl_value *values = PL_NEW_ARRAY(ev->arena, pl_value, d->len);
        uint32_t i = 0;
        for (const pl_dict_entry *e; (e = pl_dict_next(d, &i));) {
            names[call.kwarg_count] = pl_str_from(e->key);
            values[call.kwarg_count++] = e->value;
        }
        call.names = names;
        call.kwargs = values;
    }
    return call;
}

/* ---- attributes */

/* A step of a path: digits are an index. */
static pl_value path_part(pl_eval *ev, pl_value text) {
    pl_str s = pl_str_from(text);
    bool digits = s.len > 0;
    for (uint32_t i = 0; i < s.len; i++) {
        digits = digits && s.at[i] >= '0' && s.at[i] <= '9';
    }
    pl_value number;
    return digits && pl_parse_int(ev->arena, s, 10, &number) ? number : text;
}

static pl_value sub_text(pl_value s, uint32_t lo, uint32_t hi) {
    return pl_with(pl_string(pl_str_sub(pl_str_from(s), lo, hi)), s.flags);
}

static uint32_t count_char(pl_str s, char c) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < s.len; i++) {
        n += s.at[i] == c;
    }
    return n;
}

bool pl_attr_path_make(pl_eval *ev, pl_value attribute, pl_attr_path *out) {
    *out = (pl_attr_path){0};
    if (!pl_arg_some(attribute)) {
        return true;
    }
    if (!pl_is_str(attribute)) {
        out->parts = PL_NEW_ARRAY(ev->arena, pl_value, 1);
        out->parts[out->len++] = attribute;
        return true;
    }
    pl_str s = pl_str_from(attribute);
    uint32_t n = count_char(s, '.') + 1;
    if (!pl_afford(ev, (int64_t)n * (int64_t)sizeof(pl_value))) {
        return false;
    }
    out->parts = PL_NEW_ARRAY(ev->arena, pl_value, n);
    for (uint32_t lo = 0, hi; out->len < n; lo = hi + 1) {
        for (hi = lo; hi < s.len && s.at[hi] != '.'; hi++) {
        }
        out->parts[out->len++] = path_part(ev, sub_text(attribute, lo, hi));
    }
    return true;
}

bool pl_attr_paths_make(pl_eval *ev, pl_value attribute, pl_attr_path **out,
                        uint32_t *count) {
    pl_str s = pl_is_str(attribute) ? pl_str_from(attribute) : PL_S("");
    uint32_t n = count_char(s, ',') + 1;
    if (!pl_afford(ev, (int64_t)n * (int64_t)sizeof(pl_attr_path))) {
        return false;
    }
    pl_attr_path *paths = PL_NEW_ARRAY(ev->arena, pl_attr_path, n);
    *out = paths;
    *count = n;
    if (!pl_is_str(attribute)) {
        return pl_attr_path_make(ev, attribute, paths);
    }
    for (uint32_t lo = 0, hi, i = 0; i < n; lo = hi + 1, i++) {
        for (hi = lo; hi < s.len && s.at[hi] != ','; hi++) {
        }
        if (!pl_attr_path_make(ev, sub_text(attribute, lo, hi), &paths[i])) {
            return false;
        }
    }
    return true;
}

bool pl_attr_path_get(pl_eval *ev, const pl_attr_path *path, pl_value item,
                      pl_value fallback, pl_value *out) {
    for (uint32_t i = 0; i < path->len; i++) {
        if (!pl_getitem(ev, item, path->parts[i], &item)) {
            return false;
        }
        if (item.kind == PL_UNDEFINED && pl_arg_some(fallback)) {
            item = fallback;
        }
    }
    *out = item;
    return true;
}

bool pl_fold_case(pl_eval *ev, pl_value v, pl_value *out) {
    if (!pl_is_str(v)) {
        *out = v;
        return true;
    }
    return pl_text_case(ev, v, PL_CASE_LOWER, out);
}
