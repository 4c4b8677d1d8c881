/* set(), zip() and diff_of_two_dicts().
 *
 * Source: dbt-core 1.9 context/base.py. */
#include "eval/text/text.h"
#include "macros/context_priv.h"

static bool make_set(pl_eval *ev, pl_value items, pl_value *out) {
    pl_cursor c;
    pl_value item;
    pl_found found;
    pl_value set = pl_set_new(ev->arena, 8);
    if (!pl_iterate(ev, items, &c)) {
        return false;
    }
    while ((found = pl_next(ev, &c, &item)) == PL_FOUND) {
        if (!pl_burn(ev, 1) || !pl_dict_put(ev, set.as.dict, item, pl_none())) {
            return false;
        }
    }
    *out = set;
    return found == PL_MISSING;
}

/* A TypeError becomes `fallback`, or a compilation error when there is none. */
static bool after_type_error(pl_eval *ev, const pl_value *fallback, pl_value *out) {
    if (ev->error.kind != PL_EXC_TYPE) {
        return false;
    }
    if (!fallback) {
        return pl_raise_str(ev, PL_EXC_COMPILATION, ev->error.text);
    }
    pl_catch(ev);
    *out = pl_or_none(*fallback);
    return true;
}

bool pl_call_set(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return make_set(ev, argv[1], out) || after_type_error(ev, &argv[2], out);
}

bool pl_call_set_strict(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return make_set(ev, argv[1], out) || after_type_error(ev, NULL, out);
}

/* ---- zip */

typedef struct zipped {
    uint32_t len;
    pl_cursor at[];
} zipped;

static pl_found zip_next(pl_eval *ev, pl_iter *it, pl_value *out) {
    zipped *z = it->state;
    pl_value row = pl_tuple_new(ev->arena, z->len);
    for (uint32_t i = 0; i < z->len; i++) {
        pl_value item;
        pl_found found = pl_next(ev, &z->at[i], &item);
        if (found != PL_FOUND) {
            return found;
        }
        pl_list_push(ev->arena, row.as.list, item);
    }
    if (!z->len) {
        return PL_MISSING;
    }
    *out = row;
    return PL_FOUND;
}

static bool make_zip(pl_eval *ev, const pl_list *sources, pl_value *out) {
    zipped *z = pl_alloc(ev->arena, sizeof *z + sources->len * sizeof z->at[0]);
    z->len = sources->len;
    for (uint32_t i = 0; i < z->len; i++) {
        if (!pl_iterate(ev, sources->at[i], &z->at[i])) {
            return false;
        }
    }
    pl_iter *it = PL_NEW(ev->arena, pl_iter);
    it->name = "zip";
    it->next = zip_next;
    it->state = z;
    *out = (pl_value){.kind = PL_ITER, .as.iter = it};
    return true;
}

bool pl_call_zip(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value fallback = pl_none();
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(argv[2].as.dict, &i)) != NULL;) {
        if (!PL_STR_IS(pl_str_from(e->key), "default")) {
            return pl_raise(ev, PL_EXC_TYPE,
                            "_zip() got an unexpected keyword argument '%.*s'",
                            PL_FMT(pl_str_from(e->key)));
        }
        fallback = e->value;
    }
    return make_zip(ev, argv[1].as.list, out) || after_type_error(ev, &fallback, out);
}

bool pl_call_zip_strict(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return make_zip(ev, argv[1].as.list, out) || after_type_error(ev, NULL, out);
}

/* ---- diff_of_two_dicts */

static bool folded(pl_eval *ev, pl_value v, pl_value *out) {
    if (!pl_is_str(v)) {
        return pl_raise(ev, PL_EXC_ATTRIBUTE, "'%s' object has no attribute 'casefold'",
                        pl_type_name(v));
    }
    return pl_text_case(ev, v, PL_CASE_FOLD, out);
}

/* The folded items of a list, as a set. */
static bool folded_set(pl_eval *ev, pl_value list, pl_value *out) {
    pl_cursor c;
    pl_value item, key;
    pl_found found;
    *out = pl_set_new(ev->arena, 8);
    if (!pl_iterate(ev, list, &c)) {
        return false;
    }
    while ((found = pl_next(ev, &c, &item)) == PL_FOUND) {
        if (!pl_burn(ev, 1) || !folded(ev, item, &key)) {
            return false;
        }
        pl_dict_put_str(ev->arena, out->as.dict, pl_str_from(key), pl_none());
    }
    return found == PL_MISSING;
}

/* Items of `list` that `without` lacks, whatever the case. */
static bool remaining(pl_eval *ev, pl_value list, const pl_dict *without,
                      pl_value *out) {
    pl_cursor c;
    pl_value item, key;
    pl_found found;
    *out = pl_list_new(ev->arena, 4);
    if (!pl_iterate(ev, list, &c)) {
        return false;
    }
    while ((found = pl_next(ev, &c, &item)) == PL_FOUND) {
        if (!pl_burn(ev, 1) || !folded(ev, item, &key)) {
            return false;
        }
        if (!pl_dict_find(without, pl_str_from(key))) {
            pl_list_push(ev->arena, out->as.list, item);
        }
    }
    return found == PL_MISSING;
}

static bool need_dict(pl_eval *ev, pl_value v) {
    return v.kind == PL_DICT ||
           pl_raise(ev, PL_EXC_ATTRIBUTE, "'%s' object has no attribute 'items'",
                    pl_type_name(v));
}

static bool folded_dict(pl_eval *ev, pl_value dict, pl_value *out) {
    *out = pl_dict_new(ev->arena, 8);
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(dict.as.dict, &i)) != NULL;) {
        pl_value key, items;
        if (!folded(ev, e->key, &key) || !folded_set(ev, e->value, &items)) {
            return false;
        }
        pl_dict_put_str(ev->arena, out->as.dict, pl_str_from(key), items);
    }
    return true;
}

bool pl_call_diff_of_two_dicts(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value other;
    if (!need_dict(ev, argv[2]) || !need_dict(ev, argv[1]) ||
        !folded_dict(ev, argv[2], &other)) {
        return false;
    }
    pl_value diff = pl_dict_new(ev->arena, 8);
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(argv[1].as.dict, &i)) != NULL;) {
        pl_value key, rest = e->value;
        if (!folded(ev, e->key, &key)) {
            return false;
        }
        const pl_value *without = pl_dict_find(other.as.dict, pl_str_from(key));
        if (without && !remaining(ev, e->value, without->as.dict, &rest)) {
            return false;
        }
        if ((!without || rest.as.list->len) &&
            !pl_dict_put(ev, diff.as.dict, e->key, rest)) {
            return false;
        }
    }
    *out = diff;
    return true;
}
