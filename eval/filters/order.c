/* eval/filters/order.c: filters that compare items: sort, dictsort, groupby, unique,
 * min, max. */
#include "eval/filters/filters_priv.h"

static const pl_value *get_list(pl_value v) {
    return v.as.list->at;
}

/* The attribute of each of `n` items, text in lower case unless `case_sensitive`. */
static bool keys_of(pl_eval *ev, pl_value list, const pl_attr_path *path,
                    pl_value fallback, bool case_sensitive, pl_value **out) {
    uint32_t n = list.as.list->len;
    if (!pl_afford(ev, (int64_t)n * (int64_t)sizeof(pl_value))) {
        return false;
    }
    pl_value *keys = PL_NEW_ARRAY(ev->arena, pl_value, n);
    *out = keys;
    for (uint32_t i = 0; i < n; i++) {
        if (!pl_attr_path_get(ev, path, get_list(list)[i], fallback, &keys[i]) ||
            !(case_sensitive || pl_fold_case(ev, keys[i], &keys[i]))) {
            return false;
        }
    }
    return true;
}

static pl_value in_order(pl_eval *ev, pl_value list, const uint32_t *order) {
    uint32_t n = list.as.list->len;
    pl_value sorted = pl_list_new(ev->arena, n);
    for (uint32_t i = 0; i < n; i++) {
        pl_list_push(ev->arena, sorted.as.list, get_list(list)[order[i]]);
    }
    return sorted;
}

/* ---- sort */

/* Keys of several attributes, side by side for each item. */
static bool wide_keys(pl_eval *ev, pl_value list, const pl_attr_path *paths,
                      uint32_t width, bool case_sensitive, pl_value *keys) {
    uint32_t n = list.as.list->len;
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t k = 0; k < width; k++) {
            pl_value *key = &keys[(size_t)i * width + k];
            if (!pl_attr_path_get(ev, &paths[k], get_list(list)[i], pl_none(), key) ||
                !(case_sensitive || pl_fold_case(ev, *key, key))) {
                return false;
            }
        }
    }
    return true;
}

bool filter_sort(pl_eval *ev, const pl_value *argv, pl_value *out) {
    bool reverse, case_sensitive;
    pl_attr_path *paths;
    uint32_t width;
    pl_value list;
    if (!pl_arg_truth(ev, argv[1], false, &reverse) ||
        !pl_arg_truth(ev, argv[2], false, &case_sensitive) ||
        !pl_attr_paths_make(ev, argv[3], &paths, &width) ||
        !pl_to_list(ev, argv[0], &list)) {
        return false;
    }
    uint32_t n = list.as.list->len;
    if (!pl_afford(ev, (int64_t)n * width * (int64_t)sizeof(pl_value))) {
        return false;
    }
    pl_value *keys = PL_NEW_ARRAY(ev->arena, pl_value, (size_t)n * width);
    uint32_t *order = PL_NEW_ARRAY(ev->arena, uint32_t, n);
    pl_sort_keys by = {keys, n, width, true, false};
    if (!wide_keys(ev, list, paths, width, case_sensitive, keys) ||
        !pl_sort_order(ev, &by, reverse, order)) {
        return false;
    }
    *out = in_order(ev, list, order);
    return true;
}

bool filter_dictsort(pl_eval *ev, const pl_value *argv, pl_value *out) {
    bool case_sensitive, reverse;
    pl_str by = pl_is_str(argv[2]) ? pl_str_from(argv[2]) : PL_S("");
    if (pl_arg_given(argv[2]) && !PL_STR_IS(by, "key") && !PL_STR_IS(by, "value")) {
        return pl_raise(ev, PL_EXC_FILTER_ARGUMENT,
                        "You can only sort by either \"key\" or \"value\"");
    }
    pl_value list, *keys;
    pl_value place = pl_int(PL_STR_IS(by, "value"));
    pl_attr_path path = {&place, 1};
    if (!pl_arg_truth(ev, argv[1], false, &case_sensitive) ||
        !pl_arg_truth(ev, argv[3], false, &reverse) ||
        !pl_mapping_items(ev, argv[0], &list) ||
        !keys_of(ev, list, &path, pl_none(), case_sensitive, &keys)) {
        return false;
    }
    uint32_t *order = PL_NEW_ARRAY(ev->arena, uint32_t, list.as.list->len);
    pl_sort_keys sorted_by = {keys, list.as.list->len, 1, false, false};
    if (!pl_sort_order(ev, &sorted_by, reverse, order)) {
        return false;
    }
    *out = in_order(ev, list, order);
    return true;
}

/* ---- groupby */

typedef struct grouping {
    pl_value list;        /* the items, sorted by `keys` */
    const pl_value *keys; /* in the order of the items before sorting */
    const uint32_t *order;
    pl_attr_path path;
    pl_value fallback;
    bool case_sensitive;
} grouping;

/* The group that starts at sorted item *i; moves *i behind it. */
static bool next_group(pl_eval *ev, const grouping *g, uint32_t *i, pl_value *out) {
    pl_value first = get_list(g->list)[*i], key = g->keys[g->order[*i]], name = key;
    pl_value members = pl_list_new(ev->arena, 1);
    for (bool same = true; same && *i < g->list.as.list->len;) {
        pl_list_push(ev->arena, members.as.list, get_list(g->list)[*i]);
        *i += 1;
        if (*i < g->list.as.list->len &&
            !pl_equal(ev, key, g->keys[g->order[*i]], &same)) {
            return false;
        }
    }
    if (!g->case_sensitive &&
        !pl_attr_path_get(ev, &g->path, first, g->fallback, &name)) {
        return false;
    }
    *out = pl_tuple_new(ev->arena, 2);
    out->sub = PL_TUPLE_GROUP;
    pl_list_push(ev->arena, out->as.list, name);
    pl_list_push(ev->arena, out->as.list, members);
    return true;
}

bool filter_groupby(pl_eval *ev, const pl_value *argv, pl_value *out) {
    grouping g = {.fallback = argv[2]};
    pl_value items, *keys;
    if (!pl_attr_path_make(ev, argv[1], &g.path) ||
        !pl_arg_truth(ev, argv[3], false, &g.case_sensitive) ||
        !pl_to_list(ev, argv[0], &items) ||
        !keys_of(ev, items, &g.path, g.fallback, g.case_sensitive, &keys)) {
        return false;
    }
    uint32_t n = items.as.list->len;
    uint32_t *order = PL_NEW_ARRAY(ev->arena, uint32_t, n);
    pl_sort_keys by = {keys, n, 1, false, false};
    if (!pl_sort_order(ev, &by, false, order)) {
        return false;
    }
    g.list = in_order(ev, items, order);
    g.keys = keys;
    g.order = order;
    pl_value groups = pl_list_new(ev->arena, 4), group;
    for (uint32_t i = 0; i < n;) {
        if (!next_group(ev, &g, &i, &group)) {
            return false;
        }
        pl_list_push(ev->arena, groups.as.list, group);
    }
    *out = groups;
    return true;
}

/* ---- unique */

typedef struct unique_state {
    pl_value attribute, case_argument;
    pl_attr_path path;
    bool case_sensitive, started;
    pl_cursor from;
    pl_value seen;
} unique_state;

static bool unique_start(pl_eval *ev, unique_state *s, pl_value source) {
    s->started = true;
    s->seen = pl_set_new(ev->arena, 8);
    return pl_attr_path_make(ev, s->attribute, &s->path) &&
           pl_arg_truth(ev, s->case_argument, false, &s->case_sensitive) &&
           pl_iterate(ev, source, &s->from);
}

static pl_found unique_pull(pl_eval *ev, unique_state *s, pl_value *out) {
    pl_value item, key, *old;
    pl_found more;
    while ((more = pl_next(ev, &s->from, &item)) == PL_FOUND) {
        if (!pl_burn(ev, 1) || !pl_attr_path_get(ev, &s->path, item, pl_none(), &key) ||
            !(s->case_sensitive || pl_fold_case(ev, key, &key))) {
            return PL_FAILED;
        }
        pl_found known = pl_dict_lookup(ev, s->seen.as.dict, key, &old);
        if (known == PL_FAILED) {
            return PL_FAILED;
        }
        if (known == PL_MISSING) {
            *out = item;
            return pl_dict_put(ev, s->seen.as.dict, key, pl_none()) ? PL_FOUND
                                                                    : PL_FAILED;
        }
    }
    return more;
}

static pl_found unique_next(pl_eval *ev, pl_iter *it, pl_value *out) {
    unique_state *s = it->state;
    if (!pl_pull_begin(ev)) {
        return PL_FAILED;
    }
    pl_found more = PL_FAILED;
    if (s->started || unique_start(ev, s, it->source)) {
        more = unique_pull(ev, s, out);
    }
    pl_pull_end(ev);
    return more;
}

bool filter_unique(pl_eval *ev, const pl_value *argv, pl_value *out) {
    unique_state *s = PL_NEW(ev->arena, unique_state);
    s->case_argument = argv[1];
    s->attribute = argv[2];
    *out = pl_generator_new(ev, unique_next, s, argv[0]);
    return true;
}

/* ---- min, max */

static bool extreme(pl_eval *ev, const pl_value *argv, pl_compare_op better,
                    pl_value *out) {
    bool case_sensitive, wins;
    pl_attr_path path;
    pl_cursor from;
    pl_value best, item, best_key, key;
    if (!pl_arg_truth(ev, argv[1], false, &case_sensitive) ||
        !pl_iterate(ev, argv[0], &from)) {
        return false;
    }
    pl_found more = pl_next(ev, &from, &best);
    if (more == PL_MISSING) {
        *out = pl_undefined_hint(ev, PL_S("No aggregated item, sequence was empty."));
        return true;
    }
    if (more == PL_FAILED || !pl_attr_path_make(ev, argv[2], &path) ||
        !pl_attr_path_get(ev, &path, best, pl_none(), &best_key) ||
        !(case_sensitive || pl_fold_case(ev, best_key, &best_key))) {
        return false;
    }
    while ((more = pl_next(ev, &from, &item)) == PL_FOUND) {
        if (!pl_burn(ev, 1) || !pl_attr_path_get(ev, &path, item, pl_none(), &key) ||
            !(case_sensitive || pl_fold_case(ev, key, &key)) ||
            !pl_compare_values(ev, (int)better, key, best_key, &wins)) {
            return false;
        }
        if (wins) {
            best = item;
            best_key = key;
        }
    }
    *out = best;
    return more == PL_MISSING;
}

bool filter_min(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return extreme(ev, argv, PL_IS_LT, out);
}

bool filter_max(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return extreme(ev, argv, PL_IS_GT, out);
}
