/* Python's comparisons, `in`, and hashing. */
#include <math.h>

#include "eval/value/value_priv.h"

/* How two values are ordered. */
typedef enum order { LESS = -1, SAME = 0, MORE = 1, UNORDERED = 2 } order;

static order order_of(int64_t l, int64_t r) {
    return l < r ? LESS : l > r ? MORE : SAME;
}

/* An int64 against a double, exactly. */
static order int_and_double(int64_t i, double f) {
    if (f >= 0x1p63) {
        return LESS;
    }
    if (f < -0x1p63) {
        return MORE;
    }
    double whole = trunc(f);
    order o = order_of(i, (int64_t)whole);
    return o != SAME ? o : whole < f ? LESS : whole > f ? MORE : SAME;
}

static order invert(order o) {
    return o == UNORDERED ? o : (order) - (int)o;
}

static order number_order(pl_value l, pl_value r) {
    if (l.kind == PL_FLOAT && r.kind == PL_FLOAT) {
        double x = l.as.f, y = r.as.f;
        return x < y ? LESS : x > y ? MORE : x == y ? SAME : UNORDERED;
    }
    if (l.kind == PL_FLOAT) {
        return invert(number_order(r, l));
    }
    if (r.kind == PL_FLOAT && isnan(r.as.f)) {
        return UNORDERED;
    }
    if (l.kind == PL_BIG || r.kind == PL_BIG) {
        int sign = r.kind == PL_FLOAT ? pl_big_compare_double(l, r.as.f)
                                      : pl_big_compare(l, r);
        return order_of(sign, 0);
    }
    return r.kind == PL_FLOAT ? int_and_double(l.as.i, r.as.f)
                              : order_of(l.as.i, r.as.i);
}

/* ---- equality */

static bool equal_lists(pl_eval *ev, const pl_list *l, const pl_list *r, bool *out) {
    *out = l->len == r->len;
    for (uint32_t i = 0; *out && i < l->len && i < r->len; i++) {
        if (!pl_step(ev, 1) || !pl_same_item(ev, l->at[i], r->at[i], out)) {
            return false;
        }
    }
    return true;
}

static bool equal_dicts(pl_eval *ev, const pl_dict *l, const pl_dict *r, bool *out) {
    uint32_t i = 0;
    *out = l->len == r->len;
    for (const pl_dict_entry *e; *out && (e = pl_dict_next(l, &i));) {
        bool failed;
        const pl_dict_entry *other =
            pl_dict_entry_find(ev, r, e->key, e->hash, &failed);
        if (failed || !pl_step(ev, 1)) {
            return false;
        }
        *out = other != NULL;
        if (other && !pl_same_item(ev, e->value, other->value, out)) {
            return false;
        }
    }
    return true;
}

static bool equal_ranges(const pl_range *l, const pl_range *r) {
    int64_t n = pl_range_length(l);
    return n == pl_range_length(r) &&
           (n == 0 || (l->start == r->start && (n == 1 || l->step == r->step)));
}

/* Sets, dict.keys() and dict.items() compare with one another. */
static bool is_set_like(pl_value v) {
    const pl_view *view = pl_as_view(v);
    return v.kind == PL_SET || (view && view->kind != PL_VIEW_VALUES);
}

/* Is every item of l in r? */
static bool is_within(pl_eval *ev, pl_value l, pl_value r, bool *out) {
    pl_cursor c;
    pl_value item;
    int64_t x, y;
    if (!pl_length(ev, l, &x) || !pl_length(ev, r, &y) || !pl_iterate(ev, l, &c)) {
        return false;
    }
    *out = x <= y;
    pl_found found = PL_MISSING;
    while (*out && (found = pl_next(ev, &c, &item)) == PL_FOUND) {
        if (!pl_step(ev, 1) || !pl_contains(ev, r, item, out)) {
            return false;
        }
    }
    return found != PL_FAILED;
}

static bool compare_sets(pl_eval *ev, int op, pl_value l, pl_value r, bool *out) {
    bool below, above;
    if (!is_within(ev, l, r, &below) || !is_within(ev, r, l, &above)) {
        return false;
    }
    switch (op) {
    case PL_IS_LT:
        *out = below && !above;
        break;
    case PL_IS_LE:
        *out = below;
        break;
    case PL_IS_GT:
        *out = above && !below;
        break;
    case PL_IS_GE:
        *out = above;
        break;
    default:
        *out = below && above;
        break;
    }
    return true;
}

/* An object's answer; PL_MISSING: it has none. */
static pl_found object_order(pl_eval *ev, pl_value l, pl_value r, int *out) {
    if (l.kind == PL_OBJECT && l.as.obj->cls->compare) {
        pl_found found = l.as.obj->cls->compare(ev, l.as.obj, r, out);
        if (found != PL_MISSING) {
            return found;
        }
    }
    if (r.kind == PL_OBJECT && r.as.obj->cls->compare) {
        pl_found found = r.as.obj->cls->compare(ev, r.as.obj, l, out);
        *out = found == PL_FOUND ? -*out : 0;
        return found;
    }
    return PL_MISSING;
}

static bool equal_containers(pl_eval *ev, pl_value l, pl_value r, bool *out) {
    pl_nest nest;
    if (!pl_nest_enter(ev, &nest, l.as.obj)) {
        return false;
    }
    bool ok = l.kind == PL_DICT ? equal_dicts(ev, l.as.dict, r.as.dict, out)
                                : equal_lists(ev, l.as.list, r.as.list, out);
    pl_nest_leave(ev, &nest);
    return ok;
}

static bool equal_natives(const pl_bound *l, const pl_bound *r) {
    return l->native == r->native &&
           (l->self.kind == PL_UNSET || pl_identical(l->self, r->self));
}

static bool equal_same_kind(pl_eval *ev, pl_value l, pl_value r, bool *out) {
    switch (l.kind) {
    case PL_UNDEFINED:
    case PL_NONE:
        *out = true;
        return true;
    case PL_STR:
        *out = pl_str_eq(pl_str_from(l), pl_str_from(r));
        return l.len < 4096 || pl_step(ev, l.len / 64);
    case PL_LIST:
    case PL_TUPLE:
    case PL_DICT:
        return equal_containers(ev, l, r, out);
    case PL_RANGE:
        *out = equal_ranges(l.as.range, r.as.range);
        return true;
    case PL_NATIVE:
        *out = equal_natives(l.as.fn, r.as.fn);
        return true;
    default:
        *out = l.as.obj == r.as.obj;
        return true;
    }
}

bool pl_equal(pl_eval *ev, pl_value l, pl_value r, bool *out) {
    int sign;
    if (l.kind == PL_STR && r.kind == PL_STR) {
        return equal_same_kind(ev, l, r, out);
    }
    if (pl_is_number(l) && pl_is_number(r)) {
        *out = number_order(l, r) == SAME;
        return true;
    }
    pl_found found = object_order(ev, l, r, &sign);
    if (found != PL_MISSING) {
        *out = sign == 0;
        return found == PL_FOUND;
    }
    if (is_set_like(l) && is_set_like(r)) {
        return compare_sets(ev, PL_IS_EQ, l, r, out);
    }
    if (l.kind != r.kind) {
        *out = false;
        return true;
    }
    return equal_same_kind(ev, l, r, out);
}

bool pl_same_item(pl_eval *ev, pl_value a, pl_value b, bool *out) {
    if (pl_identical(a, b)) {
        *out = true;
        return true;
    }
    return pl_equal(ev, a, b, out);
}

/* ---- order */

static const char *const compare_names[] = {"==", "!=", "<", "<=", ">", ">="};

static bool not_ordered(pl_eval *ev, int op, pl_value l, pl_value r) {
    if (l.kind == PL_UNDEFINED || r.kind == PL_UNDEFINED) {
        return pl_raise_undefined(ev, l.kind == PL_UNDEFINED ? l : r);
    }
    return pl_raise(ev, PL_EXC_TYPE,
                    "'%s' not supported between instances of '%s' and '%s'",
                    compare_names[op], pl_type_name(l), pl_type_name(r));
}

static bool holds(int op, order o) {
    switch (op) {
    case PL_IS_LT:
        return o == LESS;
    case PL_IS_LE:
        return o == LESS || o == SAME;
    case PL_IS_GT:
        return o == MORE;
    default:
        return o == MORE || o == SAME;
    }
}

static bool order_values(pl_eval *ev, int op, pl_value l, pl_value r, bool *out);

static bool order_lists(pl_eval *ev, int op, const pl_list *l, const pl_list *r,
                        bool *out) {
    uint32_t n = l->len < r->len ? l->len : r->len;
    for (uint32_t i = 0; i < n && i < l->len && i < r->len; i++) {
        bool same;
        if (!pl_step(ev, 1) || !pl_same_item(ev, l->at[i], r->at[i], &same)) {
            return false;
        }
        if (!same) {
            return order_values(ev, op, l->at[i], r->at[i], out);
        }
    }
    *out = holds(op, order_of(l->len, r->len));
    return true;
}

static bool order_sequences(pl_eval *ev, int op, pl_value l, pl_value r, bool *out) {
    pl_nest nest;
    if (!pl_nest_enter(ev, &nest, l.as.list)) {
        return false;
    }
    bool ok = order_lists(ev, op, l.as.list, r.as.list, out);
    pl_nest_leave(ev, &nest);
    return ok;
}

static bool order_values(pl_eval *ev, int op, pl_value l, pl_value r, bool *out) {
    int sign;
    if (pl_is_number(l) && pl_is_number(r)) {
        *out = holds(op, number_order(l, r));
        return true;
    }
    if (l.kind == PL_STR && r.kind == PL_STR) {
        *out = holds(op, order_of(pl_str_cmp(pl_str_from(l), pl_str_from(r)), 0));
        return true;
    }
    if (pl_is_sequence(l) && l.kind == r.kind) {
        return order_sequences(ev, op, l, r, out);
    }
    if (is_set_like(l) && is_set_like(r)) {
        return compare_sets(ev, op, l, r, out);
    }
    pl_found found = object_order(ev, l, r, &sign);
    if (found == PL_MISSING) {
        return not_ordered(ev, op, l, r);
    }
    *out = holds(op, order_of(sign, 0));
    return found == PL_FOUND;
}

bool pl_compare_values(pl_eval *ev, int op, pl_value l, pl_value r, bool *out) {
    bool ok;
    switch (op) {
    case PL_IS_EQ:
        return pl_equal(ev, l, r, out);
    case PL_IS_NE:
        ok = pl_equal(ev, l, r, out);
        break;
    case PL_IS_IN:
        return pl_contains(ev, r, l, out);
    case PL_IS_NOTIN:
        ok = pl_contains(ev, r, l, out);
        break;
    default:
        return order_values(ev, op, l, r, out);
    }
    *out = !*out;
    return ok;
}

bool pl_less(pl_eval *ev, pl_value l, pl_value r, bool *out) {
    return order_values(ev, PL_IS_LT, l, r, out);
}
