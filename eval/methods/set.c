/* Methods of set, and those that dict.keys() shares with it. */
#include "eval/methods/methods.h"
#include "eval/value/value_priv.h"

enum { C = PL_FN_POSITIONAL };

static bool set_add(pl_eval *ev, const pl_value *argv, pl_value *out) {
    *out = pl_none();
    return pl_dict_put(ev, argv[0].as.dict, argv[1], pl_none());
}

static bool set_discard(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value dropped;
    *out = pl_none();
    return pl_dict_remove(ev, argv[0].as.dict, argv[1], &dropped) != PL_FAILED;
}

static bool set_remove(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value dropped;
    *out = pl_none();
    pl_found found = pl_dict_remove(ev, argv[0].as.dict, argv[1], &dropped);
    if (found != PL_MISSING) {
        return found == PL_FOUND;
    }
    pl_out *o = pl_capture_begin(ev);
    bool ok = pl_repr(ev, argv[1], o);
    pl_str text = pl_str_from(pl_out_take(o, 0, ev->arena));
    pl_capture_end(ev, o);
    return ok && pl_raise_str(ev, PL_EXC_KEY, text);
}

static bool set_pop(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_dict *s = argv[0].as.dict;
    uint32_t i = 0;
    const pl_dict_entry *first = pl_dict_next(s, &i);
    if (!first) {
        return pl_raise(ev, PL_EXC_KEY, "'pop from an empty set'");
    }
    *out = first->key;
    pl_dict_erase(ev->arena, s, i - 1);
    return true;
}

static bool set_clear(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    pl_dict_clear(argv[0].as.dict);
    *out = pl_none();
    return true;
}

static bool set_copy(pl_eval *ev, const pl_value *argv, pl_value *out) {
    if (!pl_charge(ev, argv[0].as.dict->len * sizeof(pl_dict_entry))) {
        return false;
    }
    *out = pl_dict_copy(ev->arena, argv[0]);
    return true;
}

static bool set_update(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_list *others = argv[1].as.list;
    *out = pl_none();
    for (uint32_t i = 0; i < others->len; i++) {
        if (!pl_set_update(ev, argv[0].as.dict, others->at[i])) {
            return false;
        }
    }
    return true;
}

static bool set_union(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value made, none;
    pl_value args[] = {argv[0], argv[1]};
    if (!set_copy(ev, argv, &made)) {
        return false;
    }
    args[0] = made;
    *out = made;
    return set_update(ev, args, &none);
}

/* What is in `l` and in r (`keep`), or in l and not in r. */
static bool filtered(pl_eval *ev, pl_value l, pl_value r, bool keep, pl_value *out) {
    pl_value right;
    pl_value made = pl_set_new(ev->arena, 0);
    uint32_t i = 0;
    if (!pl_set_operand(ev, r, &right) ||
        !pl_charge(ev, l.as.dict->len * sizeof(pl_dict_entry))) {
        return false;
    }
    for (const pl_dict_entry *e; (e = pl_dict_next(l.as.dict, &i));) {
        bool failed;
        bool there =
            pl_dict_entry_find(ev, right.as.dict, e->key, e->hash, &failed) != NULL;
        if (failed) {
            return false;
        }
        if (there == keep) {
            pl_dict_insert_new(ev->arena, made.as.dict, e->key, e->value, e->hash);
        }
    }
    *out = made;
    return true;
}

static bool filter_all(pl_eval *ev, const pl_value *argv, bool keep, pl_value *out) {
    const pl_list *others = argv[1].as.list;
    pl_value made;
    if (!set_copy(ev, argv, &made)) {
        return false;
    }
    for (uint32_t i = 0; i < others->len; i++) {
        if (!filtered(ev, made, others->at[i], keep, &made)) {
            return false;
        }
    }
    *out = made;
    return true;
}

static bool set_intersection(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return filter_all(ev, argv, true, out);
}

static bool set_difference(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return filter_all(ev, argv, false, out);
}

/* The in-place forms: compute, then take the result's place. */
static bool assign(const pl_value *argv, bool ok, pl_value made, pl_value *out) {
    if (ok) {
        *argv[0].as.dict = *made.as.dict;
        *out = pl_none();
    }
    return ok;
}

static bool set_intersection_update(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value made = pl_none();
    bool ok = filter_all(ev, argv, true, &made);
    return assign(argv, ok, made, out);
}

static bool set_difference_update(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value made = pl_none();
    bool ok = filter_all(ev, argv, false, &made);
    return assign(argv, ok, made, out);
}

static bool set_symmetric_difference(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value other, left, right;
    if (!pl_set_operand(ev, argv[1], &other) ||
        !filtered(ev, argv[0], other, false, &left) ||
        !filtered(ev, other, argv[0], false, &right)) {
        return false;
    }
    *out = left;
    return pl_set_update(ev, left.as.dict, right);
}

static bool set_symmetric_difference_update(pl_eval *ev, const pl_value *argv,
                                            pl_value *out) {
    pl_value made = pl_none();
    bool ok = set_symmetric_difference(ev, argv, &made);
    return assign(argv, ok, made, out);
}

static bool relation(pl_eval *ev, const pl_value *argv, bool below, pl_value *out) {
    pl_value other;
    bool within;
    if (!pl_set_operand(ev, argv[1], &other)) {
        return false;
    }
    const pl_dict *l = argv[0].as.dict, *r = other.as.dict;
    if (!pl_set_within(ev, below ? l : r, below ? r : l, &within)) {
        return false;
    }
    *out = pl_bool(within);
    return true;
}

static bool set_issubset(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return relation(ev, argv, true, out);
}

static bool set_issuperset(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return relation(ev, argv, false, out);
}

/* Also of dict.keys() and dict.items(). */
static bool set_isdisjoint(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value me, common;
    if (!pl_set_operand(ev, argv[0], &me) ||
        !filtered(ev, me, argv[1], true, &common)) {
        return false;
    }
    *out = pl_bool(common.as.dict->len == 0);
    return true;
}

enum { VAR = C | PL_FN_VARARGS };

const pl_native pl_set_methods[] = {
    {"add", set_add, 1, 1, C, "elem"},
    {"clear", set_clear, 0, 0, C, ""},
    {"copy", set_copy, 0, 0, C, ""},
    {"difference", set_difference, 0, 0, VAR, ""},
    {"difference_update", set_difference_update, 0, 0, VAR, ""},
    {"discard", set_discard, 1, 1, C, "elem"},
    {"intersection", set_intersection, 0, 0, VAR, ""},
    {"intersection_update", set_intersection_update, 0, 0, VAR, ""},
    {"isdisjoint", set_isdisjoint, 1, 1, C, "other"},
    {"issubset", set_issubset, 1, 1, C, "other"},
    {"issuperset", set_issuperset, 1, 1, C, "other"},
    {"pop", set_pop, 0, 0, C, ""},
    {"remove", set_remove, 1, 1, C, "elem"},
    {"symmetric_difference", set_symmetric_difference, 1, 1, C, "other"},
    {"symmetric_difference_update", set_symmetric_difference_update, 1, 1, C, "other"},
    {"union", set_union, 0, 0, VAR, ""},
    {"update", set_update, 0, 0, VAR, ""},
};
const uint32_t pl_set_method_count = sizeof pl_set_methods / sizeof *pl_set_methods;

const pl_native pl_keys_methods[] = {
    {"isdisjoint", set_isdisjoint, 1, 1, C, "other"},
};
const uint32_t pl_keys_method_count = sizeof pl_keys_methods / sizeof *pl_keys_methods;
