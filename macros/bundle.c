/* A fixed set of functions under one name, such as `exceptions`:
 * a dict to templates. */
#include "macros/context_priv.h"

static const pl_native *find(const pl_bundle *b, pl_str name) {
    for (uint32_t i = 0; i < b->len; i++) {
        if (pl_str_eq(pl_str_of(b->at[i].name), name)) {
            return &b->at[i];
        }
    }
    return NULL;
}

static pl_found bundle_item(pl_eval *ev, pl_object *self, pl_value key, pl_value *out) {
    const pl_bundle *b = (const pl_bundle *)(const void *)self;
    const pl_native *fn = pl_is_str(key) ? find(b, pl_str_from(key)) : NULL;
    if (!fn) {
        return PL_MISSING;
    }
    *out = pl_bound_new(ev->arena, fn, (pl_value){.kind = PL_UNSET});
    return PL_FOUND;
}

static bool bundle_get(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_found found = bundle_item(ev, argv[0].as.obj, argv[1], out);
    if (found == PL_MISSING) {
        *out = pl_or_none(argv[2]);
    }
    return true;
}

static pl_value names_of(pl_arena *a, const pl_bundle *b) {
    pl_value names = pl_list_new(a, b->len);
    for (uint32_t i = 0; i < b->len; i++) {
        pl_list_push(a, names.as.list, pl_string(pl_str_of(b->at[i].name)));
    }
    return names;
}

static bool bundle_keys(pl_eval *ev, const pl_value *argv, pl_value *out) {
    *out = names_of(ev->arena, (const pl_bundle *)(const void *)argv[0].as.obj);
    return true;
}

static const pl_native get_native = {"get", bundle_get, 1, 2, 0, "key,default"};
static const pl_native keys_native = {"keys", bundle_keys, 0, 0, 0, ""};

static pl_found bundle_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    const pl_native *fn = PL_STR_IS(name, "get")    ? &get_native
                          : PL_STR_IS(name, "keys") ? &keys_native
                                                    : NULL;
    if (!fn) {
        return PL_MISSING;
    }
    *out = pl_bound_new(ev->arena, fn, pl_object_value(self));
    return PL_FOUND;
}

static bool bundle_iter(pl_eval *ev, pl_object *self, pl_value *out) {
    *out = names_of(ev->arena, (const pl_bundle *)(const void *)self);
    return true;
}

static bool bundle_length(pl_eval *ev, pl_object *self, int64_t *out) {
    (void)ev;
    *out = ((const pl_bundle *)(const void *)self)->len;
    return true;
}

static pl_found bundle_contains(pl_eval *ev, pl_object *self, pl_value item,
                                bool *out) {
    (void)ev;
    *out = pl_is_str(item) &&
           find((const pl_bundle *)(const void *)self, pl_str_from(item)) != NULL;
    return PL_FOUND;
}

const pl_class pl_bundle_class = {
    .name = "dict",
    .attr = bundle_attr,
    .item = bundle_item,
    .iter = bundle_iter,
    .length = bundle_length,
    .contains = bundle_contains,
    .is_mapping = true,
};
