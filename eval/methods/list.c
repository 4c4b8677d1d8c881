/* Methods of list, tuple and range. */
#include "eval/methods/methods.h"
#include "eval/value/value_priv.h"

enum { C = PL_FN_POSITIONAL };

static bool push(pl_eval *ev, pl_list *l, pl_value v) {
    if (!pl_charge(ev, sizeof v)) {
        return false;
    }
    pl_keep_for(ev, l->home);
    pl_list_push(ev->arena, l, v);
    return true;
}

static bool list_append(pl_eval *ev, const pl_value *argv, pl_value *out) {
    *out = pl_none();
    return push(ev, argv[0].as.list, argv[1]);
}

static bool list_extend(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_cursor c;
    pl_value item;
    pl_list *l = argv[0].as.list;
    *out = pl_none();
    if (!pl_iterate(ev, argv[1], &c)) {
        return false;
    }
    if (argv[1].kind == PL_LIST && argv[1].as.list == l) {
        uint32_t n = l->len; /* itself: only what it holds now */
        for (uint32_t i = 0; i < n; i++) {
            if (!push(ev, l, l->at[i])) {
                return false;
            }
        }
        return true;
    }
    pl_found found;
    while ((found = pl_next(ev, &c, &item)) == PL_FOUND) {
        if (!push(ev, l, item)) {
            return false;
        }
    }
    return found == PL_MISSING;
}

static bool list_insert(pl_eval *ev, const pl_value *argv, pl_value *out) {
    int64_t i;
    pl_list *l = argv[0].as.list;
    *out = pl_none();
    if (!pl_need_index(ev, argv[1], &i) || !pl_step(ev, l->len / 64) ||
        !push(ev, l, argv[2])) {
        return false;
    }
    int64_t len = (int64_t)l->len - 1;
    i = i < 0 ? (i < -len ? 0 : i + len) : i > len ? len : i;
    memmove(&l->at[i + 1], &l->at[i], (size_t)(len - i) * sizeof *l->at);
    l->at[i] = argv[2];
    return true;
}

static void remove_at(pl_list *l, uint32_t i) {
    l->len--;
    memmove(&l->at[i], &l->at[i + 1], (l->len - i) * sizeof *l->at);
}

static bool list_pop(pl_eval *ev, const pl_value *argv, pl_value *out) {
    int64_t i = -1;
    pl_list *l = argv[0].as.list;
    if (argv[1].kind != PL_UNSET && !pl_need_index(ev, argv[1], &i)) {
        return false;
    }
    if (!l->len) {
        return pl_raise(ev, PL_EXC_INDEX, "pop from empty list");
    }
    i += i < 0 ? (int64_t)l->len : 0;
    if (i < 0 || i >= (int64_t)l->len) {
        return pl_raise(ev, PL_EXC_INDEX, "pop index out of range");
    }
    *out = l->at[i];
    remove_at(l, (uint32_t)i);
    return pl_step(ev, (l->len - (uint64_t)i) / 64);
}

/* Index of the first equal item in [lo, hi), or len. */
static bool index_of(pl_eval *ev, const pl_list *l, pl_value item, uint32_t lo,
                     uint32_t hi, uint32_t *out) {
    *out = l->len;
    if (!pl_step(ev, (hi > lo ? hi - lo : 0) / 8)) {
        return false;
    }
    for (uint32_t i = lo; i < hi && i < l->len; i++) {
        bool same;
        if (!pl_same_item(ev, l->at[i], item, &same)) {
            return false;
        }
        if (same) {
            *out = i;
            return true;
        }
    }
    return true;
}

static bool list_remove(pl_eval *ev, const pl_value *argv, pl_value *out) {
    uint32_t i;
    pl_list *l = argv[0].as.list;
    *out = pl_none();
    if (!index_of(ev, l, argv[1], 0, l->len, &i)) {
        return false;
    }
    if (i >= l->len) {
        return pl_raise(ev, PL_EXC_VALUE, "list.remove(x): x not in list");
    }
    remove_at(l, i);
    return true;
}

static bool place(pl_eval *ev, pl_value v, uint32_t len, uint32_t fallback,
                  uint32_t *out) {
    int64_t i;
    *out = fallback;
    if (v.kind == PL_UNSET) {
        return true;
    }
    if (!pl_clamped_index(ev, v, &i)) {
        return false;
    }
    i = i < 0 ? (i < -(int64_t)len ? 0 : i + len) : i > (int64_t)len ? len : i;
    *out = (uint32_t)i;
    return true;
}

static bool not_in_list(pl_eval *ev, pl_value item, bool tuple) {
    if (tuple) {
        return pl_raise(ev, PL_EXC_VALUE, "tuple.index(x): x not in tuple");
    }
    pl_out *o = pl_capture_begin(ev);
    bool ok = pl_repr(ev, item, o);
    pl_str text = pl_str_from(pl_out_take(o, 0, ev->arena));
    pl_capture_end(ev, o);
    return ok && pl_raise(ev, PL_EXC_VALUE, "%.*s is not in list", PL_FMT(text));
}

static bool sequence_index(pl_eval *ev, const pl_value *argv, pl_value *out) {
    uint32_t lo, hi, i;
    const pl_list *l = argv[0].as.list;
    if (!place(ev, argv[2], l->len, 0, &lo) ||
        !place(ev, argv[3], l->len, l->len, &hi) ||
        !index_of(ev, l, argv[1], lo, hi, &i)) {
        return false;
    }
    if (i >= l->len) {
        return not_in_list(ev, argv[1], argv[0].kind == PL_TUPLE);
    }
    *out = pl_int(i);
    return true;
}

static bool sequence_count(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_list *l = argv[0].as.list;
    int64_t n = 0;
    for (uint32_t i = 0; i < l->len; i++) {
        bool same;
        if (!pl_same_item(ev, l->at[i], argv[1], &same)) {
            return false;
        }
        n += same;
    }
    *out = pl_int(n);
    return pl_step(ev, l->len / 8);
}

static bool list_reverse(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_list *l = argv[0].as.list;
    for (uint32_t i = 0; i < l->len / 2; i++) {
        pl_value v = l->at[i];
        l->at[i] = l->at[l->len - 1 - i];
        l->at[l->len - 1 - i] = v;
    }
    *out = pl_none();
    return pl_step(ev, l->len / 8);
}

static bool list_clear(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    argv[0].as.list->len = 0;
    *out = pl_none();
    return true;
}

static bool list_copy(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return pl_slice(ev, argv[0], pl_none(), pl_none(), pl_none(), out);
}

/* ---- sort */

/* An item and what it is sorted by. */
typedef struct keyed {
    pl_value key, item;
} keyed;

static bool sort_keys(pl_eval *ev, keyed *items, uint32_t len, pl_value key) {
    for (uint32_t i = 0; i < len; i++) {
        pl_call call = {.args = &items[i].item, .arg_count = 1};
        if (!ev->access->call(ev, key, &call, &items[i].key)) {
            return false;
        }
    }
    return true;
}

/* Merge [lo, mid) and [mid, hi) of `from` into `to`; equal items keep their order, and
 * `reverse` sorts downwards. */
static bool merge(pl_eval *ev, const keyed *from, keyed *to, uint32_t lo, uint32_t mid,
                  uint32_t hi, bool reverse) {
    uint32_t i = lo, j = mid;
    for (uint32_t k = lo; k < hi; k++) {
        bool take_right = i >= mid;
        if (!take_right && j < hi) {
            bool ok = reverse ? pl_less(ev, from[i].key, from[j].key, &take_right)
                              : pl_less(ev, from[j].key, from[i].key, &take_right);
            if (!ok || !pl_step(ev, 1)) {
                return false;
            }
        }
        to[k] = take_right ? from[j++] : from[i++];
    }
    return true;
}

static bool merge_sort(pl_eval *ev, keyed **items, keyed *room, uint32_t len,
                       bool reverse) {
    keyed *from = *items, *to = room;
    for (uint64_t width = 1; width < len; width *= 2) {
        for (uint64_t lo = 0; lo < len; lo += 2 * width) {
            uint64_t mid = lo + width < len ? lo + width : len;
            uint64_t hi = mid + width < len ? mid + width : len;
            if (!merge(ev, from, to, (uint32_t)lo, (uint32_t)mid, (uint32_t)hi,
                       reverse)) {
                return false;
            }
        }
        keyed *swap = from;
        from = to;
        to = swap;
    }
    *items = from;
    return true;
}

/* sort(*, key=None, reverse=False) */
static bool sort_options(pl_eval *ev, const pl_value *argv, pl_value *key,
                         bool *reverse) {
    const pl_dict *options = argv[2].as.dict;
    uint32_t i = 0;
    *key = pl_none();
    *reverse = false;
    if (argv[1].as.list->len) {
        return pl_raise(ev, PL_EXC_TYPE, "sort() takes no positional arguments");
    }
    for (const pl_dict_entry *e; (e = pl_dict_next(options, &i));) {
        pl_str name = pl_str_from(e->key);
        if (PL_STR_IS(name, "key")) {
            *key = e->value;
        } else if (!PL_STR_IS(name, "reverse")) {
            return pl_raise(ev, PL_EXC_TYPE,
                            "'%.*s' is an invalid keyword argument for sort()",
                            PL_FMT(name));
        } else if (!pl_truth(ev, e->value, reverse)) {
            return false;
        }
    }
    return true;
}

/* As in Python the list is empty while its items are sorted: the key function sees
 * that, and may not change it. */
static bool sort_items(pl_eval *ev, pl_list *l, pl_value key, bool reverse) {
    pl_list whole = *l;
    keyed *items = PL_NEW_ARRAY(ev->arena, keyed, whole.len);
    keyed *room = PL_NEW_ARRAY(ev->arena, keyed, whole.len);
    for (uint32_t i = 0; i < whole.len; i++) {
        items[i] = (keyed){whole.at[i], whole.at[i]};
    }
    *l = (pl_list){.home = whole.home};
    bool ok = (key.kind == PL_NONE || sort_keys(ev, items, whole.len, key)) &&
              merge_sort(ev, &items, room, whole.len, reverse);
    bool modified = l->len != 0;
    *l = whole;
    for (uint32_t i = 0; ok && i < whole.len; i++) {
        l->at[i] = items[i].item;
    }
    return ok && (!modified || pl_raise(ev, PL_EXC_VALUE, "list modified during sort"));
}

static bool list_sort(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_list *l = argv[0].as.list;
    pl_value key;
    bool reverse;
    *out = pl_none();
    return sort_options(ev, argv, &key, &reverse) &&
           pl_charge(ev, (uint64_t)l->len * 2 * sizeof(keyed)) &&
           sort_items(ev, l, key, reverse);
}

const pl_native pl_list_methods[] = {
    {"append", list_append, 1, 1, C, "object"},
    {"clear", list_clear, 0, 0, C, ""},
    {"copy", list_copy, 0, 0, C, ""},
    {"count", sequence_count, 1, 1, C, "value"},
    {"extend", list_extend, 1, 1, C, "iterable"},
    {"index", sequence_index, 1, 3, C, "value,start,stop"},
    {"insert", list_insert, 2, 2, C, "index,object"},
    {"pop", list_pop, 0, 1, C, "index"},
    {"remove", list_remove, 1, 1, C, "value"},
    {"reverse", list_reverse, 0, 0, C, ""},
    {"sort", list_sort, 0, 0, PL_FN_VARARGS | PL_FN_KWARGS, ""},
};
const uint32_t pl_list_method_count = sizeof pl_list_methods / sizeof *pl_list_methods;

const pl_native pl_tuple_methods[] = {
    {"count", sequence_count, 1, 1, C, "value"},
    {"index", sequence_index, 1, 3, C, "value,start,stop"},
};
const uint32_t pl_tuple_method_count =
    sizeof pl_tuple_methods / sizeof *pl_tuple_methods;

/* ---- range */

static bool range_count(pl_eval *ev, const pl_value *argv, pl_value *out) {
    bool found;
    if (!pl_contains(ev, argv[0], argv[1], &found)) {
        return false;
    }
    *out = pl_int(found);
    return true;
}

static bool range_index(pl_eval *ev, const pl_value *argv, pl_value *out) {
    bool found;
    double f;
    if (!pl_contains(ev, argv[0], argv[1], &found)) {
        return false;
    }
    if (!found || !pl_as_double(argv[1], &f)) {
        pl_out *o = pl_capture_begin(ev);
        bool ok = pl_repr(ev, argv[1], o);
        pl_str text = pl_str_from(pl_out_take(o, 0, ev->arena));
        pl_capture_end(ev, o);
        return ok && pl_raise(ev, PL_EXC_VALUE, "%.*s is not in range", PL_FMT(text));
    }
    const pl_range *r = argv[0].as.range;
    int64_t i = argv[1].kind == PL_FLOAT ? (int64_t)f : argv[1].as.i;
    *out = pl_int((i - r->start) / r->step);
    return true;
}

const pl_native pl_range_methods[] = {
    {"count", range_count, 1, 1, C, "value"},
    {"index", range_index, 1, 1, C, "value"},
};
const uint32_t pl_range_method_count =
    sizeof pl_range_methods / sizeof *pl_range_methods;
