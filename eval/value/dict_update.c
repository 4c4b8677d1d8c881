/* dict.update: merging mappings and sequences of pairs into a dict. */
#include "eval/value/value_priv.h"

static bool update_from_dict(pl_eval *ev, pl_dict *d, const pl_dict *from) {
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(from, &i));) {
        if (!pl_dict_put(ev, d, e->key, e->value)) {
            return false;
        }
    }
    return true;
}

/* A mapping that is no dict: through its keys() and items. */
static bool update_from_object(pl_eval *ev, pl_dict *d, pl_value from) {
    pl_cursor c;
    pl_value key, value;
    if (!pl_iterate(ev, from, &c)) {
        return false;
    }
    pl_found found;
    while ((found = pl_next(ev, &c, &key)) == PL_FOUND) {
        if (from.as.obj->cls->item(ev, from.as.obj, key, &value) != PL_FOUND ||
            !pl_dict_put(ev, d, key, value)) {
            return false;
        }
    }
    return found == PL_MISSING;
}

static bool put_pair(pl_eval *ev, pl_dict *d, pl_value pair, int64_t at) {
    pl_cursor c;
    pl_value list;
    if (!pl_is_sequence(pair)) {
        bool is_text = pair.kind == PL_STR;
        if (!is_text && pair.kind != PL_DICT && pair.kind != PL_SET &&
            pair.kind != PL_RANGE && pair.kind != PL_ITER && pair.kind != PL_OBJECT &&
            pair.kind != PL_UNDEFINED) {
            return pl_raise(
                ev, PL_EXC_TYPE,
                "cannot convert dictionary update sequence element #%lld to a sequence",
                (long long)at);
        }
        if (!pl_iterate(ev, pair, &c) || !pl_to_list(ev, pair, &list)) {
            return false;
        }
        pair = list;
    }
    const pl_list *l = pair.as.list;
    if (l->len != 2) {
        return pl_raise(
            ev, PL_EXC_VALUE,
            "dictionary update sequence element #%lld has length %u; 2 is required",
            (long long)at, l->len);
    }
    return pl_dict_put(ev, d, l->at[0], l->at[1]);
}

bool pl_dict_update(pl_eval *ev, pl_dict *d, pl_value from) {
    if (from.kind == PL_DICT) {
        return from.as.dict == d || update_from_dict(ev, d, from.as.dict);
    }
    if (from.kind == PL_UNDEFINED) { /* the keys() it is asked for */
        return pl_swallows(from) || pl_raise_undefined(ev, from);
    }
    if (from.kind == PL_OBJECT && from.as.obj->cls->is_mapping &&
        from.as.obj->cls->item) {
        return update_from_object(ev, d, from);
    }
    pl_cursor c;
    pl_value pair;
    if (!pl_iterate(ev, from, &c)) {
        return false;
    }
    pl_found found;
    for (int64_t at = 0; (found = pl_next(ev, &c, &pair)) == PL_FOUND; at++) {
        if (!pl_burn(ev, 1) || !put_pair(ev, d, pair, at)) {
            return false;
        }
    }
    return found == PL_MISSING;
}
