/* Sets: dicts whose values are unused. */
#include "eval/value/value_priv.h"

bool pl_set_contains(pl_eval *ev, const pl_dict *s, pl_value item, bool *out) {
    pl_value *found;
    pl_found got = pl_dict_lookup(ev, s, item, &found);
    if (got == PL_FAILED) {
        return false;
    }
    *out = got == PL_FOUND;
    return true;
}

bool pl_set_update(pl_eval *ev, pl_dict *s, pl_value items) {
    pl_cursor c;
    pl_value item;
    if (items.kind == PL_SET && items.as.dict == s) {
        return true;
    }
    if (!pl_iterate(ev, items, &c)) {
        return false;
    }
    pl_found found;
    while ((found = pl_next(ev, &c, &item)) == PL_FOUND) {
        if (!pl_dict_put(ev, s, item, pl_none())) {
            return false;
        }
    }
    return found == PL_MISSING;
}

static bool set_from(pl_eval *ev, pl_value items, pl_value *out) {
    pl_value set = pl_set_new(ev->arena, 0);
    set.flags = items.flags & PL_PROVENANCE;
    if (!pl_set_update(ev, set.as.dict, items)) {
        return false;
    }
    *out = set;
    return true;
}

bool pl_set_operand(pl_eval *ev, pl_value v, pl_value *out) {
    if (v.kind == PL_SET) {
        *out = v;
        return true;
    }
    return set_from(ev, v, out);
}

bool pl_set_difference(pl_eval *ev, pl_value l, pl_value r, pl_value *out) {
    pl_value left, right;
    if (!pl_set_operand(ev, l, &left) || !pl_set_operand(ev, r, &right)) {
        return false;
    }
    pl_value set = pl_set_new(ev->arena, 0);
    set.flags = pl_joined(l, r);
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(left.as.dict, &i));) {
        bool failed;
        bool there =
            pl_dict_entry_find(ev, right.as.dict, e->key, e->hash, &failed) != NULL;
        if (failed) {
            return false;
        }
        if (!there) {
            pl_dict_insert_new(ev->arena, set.as.dict, e->key, e->value, e->hash);
        }
    }
    *out = set;
    return true;
}

bool pl_set_within(pl_eval *ev, const pl_dict *l, const pl_dict *r, bool *out) {
    uint32_t i = 0;
    *out = l->len <= r->len;
    for (const pl_dict_entry *e; *out && (e = pl_dict_next(l, &i));) {
        bool failed;
        *out = pl_dict_entry_find(ev, r, e->key, e->hash, &failed) != NULL;
        if (failed) {
            return false;
        }
    }
    return true;
}
