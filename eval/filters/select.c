/* eval/filters/select.c: the filters that call filters and tests by name: map, select,
 * reject, selectattr, rejectattr. All are generators, as in Jinja2: even their
 * arguments are looked at only when the first item is asked for. */
#include "eval/filters/filters_priv.h"

typedef struct applied {
    pl_value args, kwargs;
    bool started, idle; /* idle: the input is false, there is nothing to do */
    bool by_attribute;  /* look at an attribute of each item */
    bool keep;          /* select: what to keep; unused by map */
    pl_attr_path path;
    pl_value fallback;
    const pl_native *fn; /* NULL: none */
    pl_call call;
    pl_cursor from;
} applied;

static bool source_begin(pl_eval *ev, applied *a, pl_value source) {
    bool full;
    a->started = true;
    a->idle = true;
    if (!pl_truth(ev, source, &full)) {
        return false;
    }
    a->idle = !full;
    return true;
}

static pl_value positional(const applied *a, uint32_t i) {
    const pl_list *l = a->args.as.list;
    return i < l->len ? l->at[i] : (pl_value){0};
}

/* ---- map */

/* map(attribute=..., default=...) */
static bool map_attribute(pl_eval *ev, applied *a, pl_value attribute) {
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(a->kwargs.as.dict, &i));) {
        pl_str key = pl_str_from(e->key);
        if (PL_STR_IS(key, "default")) {
            a->fallback = e->value;
        } else if (!PL_STR_IS(key, "attribute")) {
            return pl_raise(ev, PL_EXC_FILTER_ARGUMENT,
                            "Unexpected keyword argument '%.*s'", PL_FMT(key));
        }
    }
    a->by_attribute = true;
    return pl_attr_path_make(ev, attribute, &a->path);
}

static bool map_prepare(pl_eval *ev, applied *a) {
    pl_value *attribute = pl_dict_find(a->kwargs.as.dict, PL_S("attribute"));
    if (a->args.as.list->len == 0 && attribute) {
        return map_attribute(ev, a, *attribute);
    }
    pl_value name = positional(a, 0);
    if (!pl_arg_given(name)) {
        return pl_raise(ev, PL_EXC_FILTER_ARGUMENT, "map requires a filter argument");
    }
    a->call = pl_call_of(ev, a->args, a->kwargs, 1);
    return true;
}

static pl_found map_pull(pl_eval *ev, applied *a, pl_value *out) {
    pl_value item;
    pl_found more = pl_next(ev, &a->from, &item);
    if (more != PL_FOUND) {
        return more;
    }
    if (a->by_attribute) {
        return pl_attr_path_get(ev, &a->path, item, a->fallback, out) ? PL_FOUND
                                                                      : PL_FAILED;
    }
    if (!a->fn && !(a->fn = pl_filter_by_value(ev, positional(a, 0)))) {
        return PL_FAILED;
    }
    return pl_native_call(ev, a->fn, item, &a->call, out) ? PL_FOUND : PL_FAILED;
}

static bool map_start(pl_eval *ev, applied *a, pl_value source) {
    return source_begin(ev, a, source) &&
           (a->idle || (map_prepare(ev, a) && pl_iterate(ev, source, &a->from)));
}

static pl_found map_next(pl_eval *ev, pl_iter *it, pl_value *out) {
    applied *a = it->state;
    if (!pl_pull_begin(ev)) {
        return PL_FAILED;
    }
    pl_found more = PL_FAILED;
    if (a->started || map_start(ev, a, it->source)) {
        more = a->idle ? PL_MISSING : map_pull(ev, a, out);
    }
    pl_pull_end(ev);
    return more;
}

bool filter_map(pl_eval *ev, const pl_value *argv, pl_value *out) {
    applied *a = PL_NEW(ev->arena, applied);
    a->args = argv[1];
    a->kwargs = argv[2];
    *out = pl_generator_new(ev, map_next, a, argv[0]);
    return true;
}

/* ---- select and its kin */

static bool select_start(pl_eval *ev, applied *a, pl_value source) {
    if (!source_begin(ev, a, source)) {
        return false;
    }
    if (a->idle) {
        return true;
    }
    uint32_t name = 0;
    if (a->by_attribute) {
        name = 1;
        if (!pl_arg_given(positional(a, 0))) {
            return pl_raise(ev, PL_EXC_FILTER_ARGUMENT,
                            "Missing parameter for attribute name");
        }
        if (!pl_attr_path_make(ev, positional(a, 0), &a->path)) {
            return false;
        }
    }
    a->call = pl_call_of(ev, a->args, a->kwargs, name + 1);
    return pl_iterate(ev, source, &a->from);
}

/* Does the test hold for `item`; without a test: is it true? */
static bool holds(pl_eval *ev, applied *a, pl_value item, bool *out) {
    pl_value v, name = positional(a, a->by_attribute);
    if (!pl_attr_path_get(ev, &a->path, item, pl_none(), &v)) {
        return false;
    }
    if (!pl_arg_given(name)) {
        return pl_truth(ev, v, out);
    }
    if (!a->fn && !(a->fn = pl_test_by_value(ev, name))) {
        return false;
    }
    return pl_native_call(ev, a->fn, v, &a->call, &v) && pl_truth(ev, v, out);
}

static pl_found select_pull(pl_eval *ev, applied *a, pl_value *out) {
    pl_value item;
    pl_found more;
    while ((more = pl_next(ev, &a->from, &item)) == PL_FOUND) {
        bool yes;
        if (!pl_burn(ev, 1) || !holds(ev, a, item, &yes)) {
            return PL_FAILED;
        }
        if (yes == a->keep) {
            *out = item;
            return PL_FOUND;
        }
    }
    return more;
}

static pl_found select_next(pl_eval *ev, pl_iter *it, pl_value *out) {
    applied *a = it->state;
    if (!pl_pull_begin(ev)) {
        return PL_FAILED;
    }
    pl_found more = PL_FAILED;
    if (a->started || select_start(ev, a, it->source)) {
        more = a->idle ? PL_MISSING : select_pull(ev, a, out);
    }
    pl_pull_end(ev);
    return more;
}

static bool selection(pl_eval *ev, const pl_value *argv, bool keep, bool by_attribute,
                      pl_value *out) {
    applied *a = PL_NEW(ev->arena, applied);
    a->args = argv[1];
    a->kwargs = argv[2];
    a->keep = keep;
    a->by_attribute = by_attribute;
    *out = pl_generator_new(ev, select_next, a, argv[0]);
    return true;
}

bool filter_select(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return selection(ev, argv, true, false, out);
}

bool filter_reject(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return selection(ev, argv, false, false, out);
}

bool filter_selectattr(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return selection(ev, argv, true, true, out);
}

bool filter_rejectattr(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return selection(ev, argv, false, true, out);
}
