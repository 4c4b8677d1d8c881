/* Methods of dict. */
#include "eval/methods/methods.h"
#include "eval/value/value_priv.h"

enum { C = PL_FN_POSITIONAL };

static bool dict_get(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value *found;
    pl_found got = pl_dict_lookup(ev, argv[0].as.dict, argv[1], &found);
    if (got == PL_FAILED) {
        return false;
    }
    *out = got == PL_FOUND ? *found : argv[2].kind == PL_UNSET ? pl_none() : argv[2];
    return true;
}

static bool dict_keys(pl_eval *ev, const pl_value *argv, pl_value *out) {
    *out = pl_view_new(ev->arena, argv[0], PL_VIEW_KEYS);
    return true;
}

static bool dict_values(pl_eval *ev, const pl_value *argv, pl_value *out) {
    *out = pl_view_new(ev->arena, argv[0], PL_VIEW_VALUES);
    return true;
}

static bool dict_items(pl_eval *ev, const pl_value *argv, pl_value *out) {
    *out = pl_view_new(ev->arena, argv[0], PL_VIEW_ITEMS);
    return true;
}

static bool missing_key(pl_eval *ev, pl_value key) {
    pl_out *o = pl_capture_begin(ev);
    bool ok = pl_repr(ev, key, o);
    pl_str text = pl_str_from(pl_out_take(o, 0, ev->arena));
    pl_capture_end(ev, o);
    return ok && pl_raise_str(ev, PL_EXC_KEY, text);
}

static bool dict_pop(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_found found = pl_dict_remove(ev, argv[0].as.dict, argv[1], out);
    if (found != PL_MISSING) {
        return found == PL_FOUND;
    }
    if (argv[2].kind == PL_UNSET) {
        return missing_key(ev, argv[1]);
    }
    *out = argv[2];
    return true;
}

static bool dict_popitem(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_dict *d = argv[0].as.dict;
    if (!d->len) {
        return pl_raise(ev, PL_EXC_KEY, "'popitem(): dictionary is empty'");
    }
    /* erasing keeps the last entry a live one */
    const pl_dict_entry *last = &d->at[d->used - 1];
    *out = pl_pair(ev->arena, last->key, last->value);
    pl_dict_erase(ev->arena, d, d->used - 1);
    return true;
}

static bool dict_setdefault(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value *found;
    pl_found got = pl_dict_lookup(ev, argv[0].as.dict, argv[1], &found);
    if (got != PL_MISSING) {
        *out = got == PL_FOUND ? *found : pl_none();
        return got == PL_FOUND;
    }
    *out = argv[2].kind == PL_UNSET ? pl_none() : argv[2];
    return pl_dict_put(ev, argv[0].as.dict, argv[1], *out);
}

static bool dict_update(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_list *given = argv[1].as.list;
    *out = pl_none();
    if (given->len > 1) {
        return pl_raise(ev, PL_EXC_TYPE, "update expected at most 1 argument, got %u",
                        given->len);
    }
    return (!given->len || pl_dict_update(ev, argv[0].as.dict, given->at[0])) &&
           pl_dict_update(ev, argv[0].as.dict, argv[2]);
}

static bool dict_clear(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    pl_dict_clear(argv[0].as.dict);
    *out = pl_none();
    return true;
}

static bool dict_copy(pl_eval *ev, const pl_value *argv, pl_value *out) {
    if (!pl_charge(ev, argv[0].as.dict->len * sizeof(pl_dict_entry))) {
        return false;
    }
    *out = pl_dict_copy(ev->arena, argv[0]);
    return true;
}

static bool dict_fromkeys(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_cursor c;
    pl_value key;
    pl_value value = argv[2].kind == PL_UNSET ? pl_none() : argv[2];
    pl_value dict = pl_dict_new(ev->arena, 0);
    if (!pl_iterate(ev, argv[1], &c)) {
        return false;
    }
    pl_found found;
    while ((found = pl_next(ev, &c, &key)) == PL_FOUND) {
        if (!pl_dict_put(ev, dict.as.dict, key, value)) {
            return false;
        }
    }
    *out = dict;
    return found == PL_MISSING;
}

const pl_native pl_dict_methods[] = {
    {"clear", dict_clear, 0, 0, C, ""},
    {"copy", dict_copy, 0, 0, C, ""},
    {"fromkeys", dict_fromkeys, 1, 2, C, "iterable,value"},
    {"get", dict_get, 1, 2, C, "key,default"},
    {"items", dict_items, 0, 0, C, ""},
    {"keys", dict_keys, 0, 0, C, ""},
    {"pop", dict_pop, 1, 2, C, "key,default"},
    {"popitem", dict_popitem, 0, 0, C, ""},
    {"setdefault", dict_setdefault, 1, 2, C, "key,default"},
    {"update", dict_update, 0, 0, C | PL_FN_VARARGS | PL_FN_KWARGS, ""},
    {"values", dict_values, 0, 0, C, ""},
};
const uint32_t pl_dict_method_count = sizeof pl_dict_methods / sizeof *pl_dict_methods;
