/* `in`, truth, length and hashing. */
#include <math.h>

#include "eval/value/value_priv.h"

/* Index of the first item that is this very int or text, or where the search for one
 * must go on with Python's equality. */
static uint32_t find_plain(const pl_list *l, pl_value item, bool *found) {
    uint32_t i = 0;
    *found = false;
    if (item.kind == PL_STR) {
        pl_str sought = pl_str_from(item);
        for (; i < l->len && l->at[i].kind == PL_STR && !*found; i++) {
            *found = pl_str_eq(pl_str_from(l->at[i]), sought);
        }
    } else if (item.kind == PL_INT) {
        for (; i < l->len && l->at[i].kind == PL_INT && !*found; i++) {
            *found = l->at[i].as.i == item.as.i;
        }
    }
    return i;
}

static bool list_contains(pl_eval *ev, const pl_list *l, pl_value item, bool *out) {
    for (uint32_t i = find_plain(l, item, out); !*out && i < l->len; i++) {
        if (!pl_same_item(ev, l->at[i], item, out)) {
            return false;
        }
    }
    return pl_step(ev, l->len / 8);
}

static bool range_contains(const pl_range *r, pl_value item) {
    int64_t i;
    if (item.kind == PL_FLOAT && item.as.f == floor(item.as.f) &&
        fabs(item.as.f) < 0x1p63) {
        i = (int64_t)item.as.f;
    } else if (!pl_as_int64(item, &i)) {
        return false;
    }
    bool inside =
        r->step > 0 ? i >= r->start && i < r->stop : i <= r->start && i > r->stop;
    if (!inside) {
        return false;
    }
    uint64_t distance = r->step > 0 ? (uint64_t)i - (uint64_t)r->start
                                    : (uint64_t)r->start - (uint64_t)i;
    uint64_t step = r->step > 0 ? (uint64_t)r->step : 0 - (uint64_t)r->step;
    return distance % step == 0;
}

static bool text_contains(pl_eval *ev, pl_value text, pl_value item, bool *out) {
    if (item.kind != PL_STR) {
        return pl_raise(ev, PL_EXC_TYPE,
                        "'in <string>' requires string as left operand, not %s",
                        pl_type_name(item));
    }
    *out = pl_str_find(pl_str_from(text), pl_str_from(item), 0) != UINT32_MAX;
    return pl_step(ev, text.len / 64);
}

static bool iterated_contains(pl_eval *ev, pl_value container, pl_value item,
                              bool *out) {
    pl_cursor c;
    pl_value v;
    if (!pl_iterate(ev, container, &c)) {
        return false;
    }
    *out = false;
    pl_found found = PL_MISSING;
    while (!*out && (found = pl_next(ev, &c, &v)) == PL_FOUND) {
        if (!pl_same_item(ev, v, item, out)) {
            return false;
        }
    }
    return found != PL_FAILED;
}

static bool not_a_container(pl_eval *ev, pl_value v) {
    return pl_raise(ev, PL_EXC_TYPE, "argument of type '%s' is not iterable",
                    pl_type_name(v));
}

static bool object_contains(pl_eval *ev, pl_value container, pl_value item, bool *out) {
    const pl_class *cls = container.as.obj->cls;
    if (cls->contains) {
        pl_found found = cls->contains(ev, container.as.obj, item, out);
        if (found != PL_MISSING) {
            return found == PL_FOUND;
        }
    }
    return cls->iter ? iterated_contains(ev, container, item, out)
                     : not_a_container(ev, container);
}

bool pl_contains(pl_eval *ev, pl_value container, pl_value item, bool *out) {
    switch (container.kind) {
    case PL_STR:
        return text_contains(ev, container, item, out);
    case PL_LIST:
    case PL_TUPLE:
        return list_contains(ev, container.as.list, item, out);
    case PL_DICT:
    case PL_SET:
        return pl_set_contains(ev, container.as.dict, item, out);
    case PL_RANGE:
        *out = range_contains(container.as.range, item);
        return true;
    case PL_UNDEFINED:
        *out = false;
        return true;
    case PL_ITER:
        return iterated_contains(ev, container, item, out);
    case PL_OBJECT:
        return object_contains(ev, container, item, out);
    default:
        return not_a_container(ev, container);
    }
}

/* ---- truth and length */

static bool object_truth(pl_eval *ev, pl_value v, bool *out) {
    const pl_class *cls = v.as.obj->cls;
    int64_t n = 1;
    if (cls->truth) {
        return cls->truth(ev, v.as.obj, out);
    }
    if (cls->length && !cls->length(ev, v.as.obj, &n)) {
        return false;
    }
    *out = n != 0;
    return true;
}

bool pl_truth(pl_eval *ev, pl_value v, bool *out) {
    switch (v.kind) {
    case PL_BOOL:
    case PL_INT:
        *out = v.as.i != 0;
        return true;
    case PL_UNDEFINED:
    case PL_NONE:
        *out = false;
        return true;
    case PL_FLOAT:
        *out = v.as.f != 0;
        return true;
    case PL_STR:
        *out = v.len != 0;
        return true;
    case PL_LIST:
    case PL_TUPLE:
        *out = v.as.list->len != 0;
        return true;
    case PL_DICT:
    case PL_SET:
        *out = v.as.dict->len != 0;
        return true;
    case PL_RANGE:
        *out = pl_range_length(v.as.range) != 0;
        return true;
    case PL_OBJECT:
        return object_truth(ev, v, out);
    default:
        *out = true;
        return true;
    }
}

bool pl_length(pl_eval *ev, pl_value v, int64_t *out) {
    switch (v.kind) {
    case PL_STR:
        *out = pl_utf8_chars(pl_str_from(v));
        return pl_step(ev, v.len / 64);
    case PL_LIST:
    case PL_TUPLE:
        *out = v.as.list->len;
        return true;
    case PL_DICT:
    case PL_SET:
        *out = v.as.dict->len;
        return true;
    case PL_RANGE:
        *out = pl_range_length(v.as.range);
        return true;
    case PL_UNDEFINED:
        *out = 0;
        return true;
    case PL_OBJECT:
        if (v.as.obj->cls->length) {
            return v.as.obj->cls->length(ev, v.as.obj, out);
        }
        break;
    default:
        break;
    }
    return pl_raise(ev, PL_EXC_TYPE, "object of type '%s' has no len()",
                    pl_type_name(v));
}

/* ---- hashing */

static uint32_t hash_pointer(const void *p) {
    return pl_hash_int((int64_t)(uintptr_t)p);
}

/* Equal numbers have equal hashes whatever their type. */
static uint32_t hash_double(double f) {
    if (f == floor(f) && fabs(f) < 0x1p63) {
        return pl_hash_int((int64_t)f);
    }
    if (isfinite(f) && f == floor(f)) {
        pl_arena scratch = {0};
        uint32_t hash = pl_big_hash(pl_int_from_double(&scratch, f));
        pl_arena_free(&scratch);
        return hash;
    }
    return pl_hash_bytes(&f, sizeof f);
}

static bool hash_tuple(pl_eval *ev, const pl_list *l, uint32_t *out) {
    pl_nest nest;
    uint32_t hash = l->len + 17;
    if (!pl_nest_enter(ev, &nest, l)) {
        return false;
    }
    bool ok = true;
    for (uint32_t i = 0; ok && i < l->len; i++) {
        uint32_t item = 0;
        ok = pl_step(ev, 1) && pl_hash_value(ev, l->at[i], &item);
        hash = (hash ^ item) * 0x9e3779b1u;
        hash ^= hash >> 15;
    }
    pl_nest_leave(ev, &nest);
    *out = hash;
    return ok;
}

static bool unhashable(pl_eval *ev, pl_value v) {
    return pl_raise(ev, PL_EXC_TYPE, "unhashable type: '%s'", pl_type_name(v));
}

static bool hash_range(pl_eval *ev, const pl_range *r, uint32_t *out) {
    int64_t n = pl_range_length(r);
    pl_value parts[] = {pl_int(n), n ? pl_int(r->start) : pl_none(),
                        n > 1 ? pl_int(r->step) : pl_none()};
    return hash_tuple(ev, &(pl_list){.at = parts, .len = 3, .cap = 3}, out);
}

static bool hash_object(pl_eval *ev, pl_value v, uint32_t *out) {
    const pl_class *cls = v.as.obj->cls;
    if (cls->hash) {
        pl_found found = cls->hash(ev, v.as.obj, out);
        return found == PL_FOUND || (found == PL_MISSING && unhashable(ev, v));
    }
    *out = hash_pointer(v.as.obj);
    return true;
}

bool pl_hash_value(pl_eval *ev, pl_value v, uint32_t *out) {
    switch (v.kind) {
    case PL_STR:
        *out = pl_str_hash(pl_str_from(v));
        return v.len < 4096 || pl_step(ev, v.len / 64);
    case PL_INT:
    case PL_BOOL:
        *out = pl_hash_int(v.as.i);
        return true;
    case PL_BIG:
        *out = pl_big_hash(v);
        return true;
    case PL_FLOAT:
        *out = hash_double(v.as.f);
        return true;
    case PL_NONE:
    case PL_UNDEFINED:
        *out = v.kind;
        return true;
    case PL_TUPLE:
        return hash_tuple(ev, v.as.list, out);
    case PL_RANGE:
        return hash_range(ev, v.as.range, out);
    case PL_LIST:
    case PL_DICT:
    case PL_SET:
        return unhashable(ev, v);
    case PL_NATIVE:
        *out = hash_pointer(v.as.fn->native);
        return true;
    case PL_OBJECT:
        return hash_object(ev, v, out);
    default:
        *out = hash_pointer(v.as.obj);
        return true;
    }
}
