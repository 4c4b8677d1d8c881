/* Names of a template: the project's macros first, then the members of builtins.def. */
#include "macros/context_priv.h"

/* ---- the table */

#define VALUE(id, name, phases, help)
#define FUNCTION(id, name, phases, min, max, flags, params, help)                      \
    static const pl_native native_##id = {                                             \
        name, pl_call_##id, min, max, flags, params};                                  \
    static const pl_bound bound_##id = {&native_##id, {.kind = PL_UNSET}};
#include "macros/context/builtins.def"
#undef FUNCTION
#undef VALUE

#define ROW(name, function, make, phases, help)                                        \
    {{name, sizeof(name) - 1}, function, make, phases, help},
#define FUNCTION(id, name, phases, min, max, flags, params, help)                      \
    ROW(name, &bound_##id, NULL, phases, help)
#define VALUE(id, name, phases, help) ROW(name, NULL, pl_make_##id, phases, help)
#define PROJECT(id, name, phases, help) ROW(name, NULL, NULL, phases, help)
static const pl_member members[] = {
#include "macros/context/builtins.def"
};
#undef FUNCTION
#undef VALUE
#undef PROJECT

enum { MEMBER_COUNT = sizeof members / sizeof *members };

const pl_member *pl_members(uint32_t *len) {
    *len = MEMBER_COUNT;
    return members;
}

pl_str pl_member_name(uint32_t i) {
    return i < MEMBER_COUNT ? members[i].name : (pl_str){"", 0};
}

static const pl_member *find_member(pl_str name) {
    uint32_t lo = 0, hi = MEMBER_COUNT;
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        int order = pl_str_cmp(name, members[mid].name);
        if (!order) {
            return &members[mid];
        }
        if (order < 0) {
            hi = mid;
        } else {
            lo = mid + 1;
        }
    }
    return NULL;
}

/* The value of a member in the phase of `d`, macros not considered. */
static pl_found member_get(pl_eval *ev, pl_dbt *d, pl_str name, pl_value *out) {
    const pl_member *m = find_member(name);
    if (!m || !(m->phases >> d->phase & 1)) {
        return PL_MISSING;
    }
    if (m->function) {
        *out = (pl_value){.kind = PL_NATIVE, .as.fn = m->function};
        return PL_FOUND;
    }
    if (m->make) {
        return m->make(ev, d, out);
    }
    pl_found found = d->ops->member(d, ev, m->name, out);
    if (found == PL_MISSING) {
        *out = pl_none();
        found = PL_FOUND;
    }
    return found;
}

/* ---- the host */

static pl_dbt_own *own_of(pl_eval *ev, pl_dbt *d) {
    if (!d->own) {
        d->own = PL_NEW(ev->arena, pl_dbt_own);
    }
    return d->own;
}

static const pl_value *added_name(const pl_dbt *d, pl_str name) {
    return d->own && d->own->added.kind == PL_DICT
               ? pl_dict_find(d->own->added.as.dict, name)
               : NULL;
}

static pl_found find_name(pl_eval *ev, pl_str name, uint32_t hash, pl_value *out) {
    pl_dbt *d = pl_dbt_of(ev);
    if (PL_IN_MACRO >> d->phase & 1) {
        pl_found found = d->ops->macro(d, ev, name, hash, out);
        if (found != PL_MISSING) {
            return found;
        }
    }
    return member_get(ev, d, name, out);
}

/* A macro sees what context.update() added; the node's own text has its copy of the
 * names from before. */
static pl_found resolve(pl_eval *ev, pl_str name, uint32_t hash, pl_value *out) {
    const pl_value *added =
        pl_interp_of(ev)->macro_depth ? added_name(pl_dbt_of(ev), name) : NULL;
    if (added) {
        *out = *added;
        return PL_FOUND;
    }
    return find_name(ev, name, hash, out);
}

/* Only what the node itself calls is recorded in its depends_on.macros. */
static void macro_called(pl_eval *ev, const pl_macro *m) {
    pl_dbt *d = pl_dbt_of(ev);
    const pl_macro_def *def = m->data;
    pl_dbt_own *own = own_of(ev, d);
    if (pl_interp_of(ev)->macro_depth <= PL_CALL_DEPTH) {
        own->stack[pl_interp_of(ev)->macro_depth] = def;
    }
    if (pl_interp_of(ev)->macro_depth == 0) {
        d->ops->macro_used(d, def);
    }
    if (d->ops->macro_begins) {
        d->ops->macro_begins(d, ev, def);
    }
}

const pl_host pl_dbt_host = {.resolve = resolve, .macro_called = macro_called};

pl_value pl_macro_stack(pl_eval *ev, const pl_dbt *d) {
    uint32_t len = d->own ? pl_interp_of(ev)->macro_depth : 0;
    pl_value ids = pl_list_new(ev->arena, len);
    for (uint32_t i = 0; i < len && i <= PL_CALL_DEPTH; i++) {
        pl_list_push(ev->arena, ids.as.list, pl_string(d->own->stack[i]->unique_id));
    }
    return ids;
}

/* ---- context and builtins: dicts of all names, that are made as they are asked for */

static pl_found names_item(pl_eval *ev, pl_object *self, pl_value key, pl_value *out);

static bool lookup_get(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_object *self = argv[0].as.obj;
    pl_found found = self->cls->item(ev, self, argv[1], out);
    if (found == PL_MISSING) {
        *out = pl_or_none(argv[2]);
    }
    return found != PL_FAILED;
}

static const pl_native lookup_get_native = {"get", lookup_get, 1, 2, 0, "key,default"};

static bool lookup_keys(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return argv[0].as.obj->cls->iter(ev, argv[0].as.obj, out);
}

static const pl_native lookup_keys_native = {"keys", lookup_keys, 0, 0, 0, ""};

pl_found pl_lookup_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    const pl_native *method = PL_STR_IS(name, "get")    ? &lookup_get_native
                              : PL_STR_IS(name, "keys") ? &lookup_keys_native
                                                        : NULL;
    if (!method) {
        return PL_MISSING;
    }
    *out = pl_bound_new(ev->arena, method, pl_object_value(self));
    return PL_FOUND;
}

static bool names_iter(pl_eval *ev, pl_object *self, pl_value *out);

static bool context_update(pl_eval *ev, const pl_value *argv, pl_value *out) {
    *out = pl_none();
    if (argv[1].kind != PL_DICT) {
        return pl_raise_code(ev, PL_E0401, PL_EXC_TYPE,
                             "context.update() takes a dictionary of names");
    }
    pl_dbt_own *own = own_of(ev, pl_dbt_of(ev));
    if (own->added.kind == PL_UNSET) {
        own->added = pl_dict_new(ev->arena, 4);
    }
    uint32_t at = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(argv[1].as.dict, &at));) {
        if (!pl_dict_put(ev, own->added.as.dict, e->key, e->value)) {
            return false;
        }
    }
    return true;
}

static const pl_native context_update_native = {"update", context_update, 1, 1,
                                                0,        "other"};

static pl_found context_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    if (!PL_STR_IS(name, "update")) {
        return pl_lookup_attr(ev, self, name, out);
    }
    *out = pl_bound_new(ev->arena, &context_update_native, pl_object_value(self));
    return PL_FOUND;
}

static pl_found names_contains(pl_eval *ev, pl_object *self, pl_value item, bool *out) {
    pl_value ignored;
    pl_found found = names_item(ev, self, item, &ignored);
    *out = found == PL_FOUND;
    return found == PL_FAILED ? PL_FAILED : PL_FOUND;
}

static const pl_class context_class = {
    .name = "dict",
    .attr = context_attr,
    .item = names_item,
    .iter = names_iter,
    .contains = names_contains,
    .is_mapping = true,
};
static const pl_class builtins_class = {
    .name = "dict",
    .attr = pl_lookup_attr,
    .item = names_item,
    .iter = names_iter,
    .contains = names_contains,
    .is_mapping = true,
};
static const pl_object context_object = {&context_class};
static const pl_object builtins_object = {&builtins_class};

static pl_found names_item(pl_eval *ev, pl_object *self, pl_value key, pl_value *out) {
    if (!pl_is_str(key)) {
        return PL_MISSING;
    }
    pl_str name = pl_str_from(key);
    if (self->cls != &context_class) {
        return member_get(ev, pl_dbt_of(ev), name, out);
    }
    const pl_value *added = added_name(pl_dbt_of(ev), name);
    if (added) {
        *out = *added;
        return PL_FOUND;
    }
    return find_name(ev, name, pl_str_hash(name), out);
}

static bool names_iter(pl_eval *ev, pl_object *self, pl_value *out) {
    pl_dbt *d = pl_dbt_of(ev);
    pl_value names = pl_dict_new(ev->arena, MEMBER_COUNT);
    for (uint32_t i = 0; i < MEMBER_COUNT; i++) {
        if (members[i].phases >> d->phase & 1) {
            pl_dict_put_str(ev->arena, names.as.dict, members[i].name, pl_none());
        }
    }
    if (self->cls == &context_class && PL_IN_MACRO >> d->phase & 1) {
        d->ops->macro_names(d, ev->arena, names.as.dict);
    }
    return pl_to_list(ev, names, out);
}

pl_found pl_make_context(pl_eval *ev, pl_dbt *d, pl_value *out) {
    (void)ev, (void)d;
    *out = pl_const_object(&context_object);
    return PL_FOUND;
}

pl_found pl_make_builtins(pl_eval *ev, pl_dbt *d, pl_value *out) {
    (void)ev, (void)d;
    *out = pl_const_object(&builtins_object);
    return PL_FOUND;
}
