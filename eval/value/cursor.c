/* Iteration. */
#include "eval/value/value_priv.h"

static bool not_iterable(pl_eval *ev, pl_value v) {
    return pl_raise(ev, PL_EXC_TYPE, "'%s' object is not iterable", pl_type_name(v));
}

static bool iterate_object(pl_eval *ev, pl_value v, pl_cursor *c) {
    const pl_view *view = pl_as_view(v);
    if (view) {
        *c = (pl_cursor){.over = v, .counter = view->dict.as.dict->len};
        return true;
    }
    if (!v.as.obj->cls->iter) {
        return not_iterable(ev, v);
    }
    pl_value inner;
    if (!v.as.obj->cls->iter(ev, v.as.obj, &inner)) {
        return false;
    }
    if (inner.kind == PL_OBJECT) {
        return not_iterable(ev, inner);
    }
    return pl_iterate(ev, pl_with(inner, v.flags), c);
}

bool pl_iterate(pl_eval *ev, pl_value v, pl_cursor *c) {
    *c = (pl_cursor){.over = v};
    switch (v.kind) {
    case PL_STR:
    case PL_LIST:
    case PL_TUPLE:
    case PL_ITER:
    case PL_UNDEFINED:
        return true;
    case PL_DICT:
    case PL_SET:
        c->counter = v.as.dict->len;
        return true;
    case PL_RANGE:
        c->counter = v.as.range->start;
        return true;
    case PL_OBJECT:
        return iterate_object(ev, v, c);
    default:
        return not_iterable(ev, v);
    }
}

static pl_found next_entry(pl_eval *ev, pl_cursor *c, pl_value table,
                           const pl_dict_entry **out) {
    const pl_dict *d = table.as.dict;
    if (d->len != c->counter) {
        return pl_fail(pl_raise(ev, PL_EXC_RUNTIME, "%s changed size during iteration",
                                table.kind == PL_SET ? "Set" : "dictionary"));
    }
    *out = pl_dict_next(d, &c->at);
    return *out ? PL_FOUND : PL_MISSING;
}

static pl_found next_key(pl_eval *ev, pl_cursor *c, pl_value *out) {
    const pl_dict_entry *e;
    pl_found found = next_entry(ev, c, c->over, &e);
    if (found == PL_FOUND) {
        *out = pl_with(e->key, c->over.flags);
    }
    return found;
}

static pl_found next_of_view(pl_eval *ev, pl_cursor *c, pl_value *out) {
    const pl_dict_entry *e;
    const pl_view *view = pl_as_view(c->over);
    pl_found found = next_entry(ev, c, view->dict, &e);
    if (found != PL_FOUND) {
        return found;
    }
    if (!pl_charge(ev, sizeof(pl_list))) {
        return PL_FAILED;
    }
    switch (view->kind) {
    case PL_VIEW_KEYS:
        *out = e->key;
        break;
    case PL_VIEW_VALUES:
        *out = e->value;
        break;
    case PL_VIEW_ITEMS:
        *out = pl_pair(ev->arena, e->key, e->value);
        break;
    }
    *out = pl_with(*out, c->over.flags);
    return PL_FOUND;
}

static pl_found next_char(pl_eval *ev, pl_cursor *c, pl_value *out) {
    if (c->at == c->over.len) {
        return PL_MISSING;
    }
    if ((c->over.flags & PL_MARKED) && !pl_charge(ev, 64)) {
        return PL_FAILED;
    }
    uint32_t lo = c->at;
    pl_utf8_next(pl_str_from(c->over), &c->at);
    *out = pl_text_piece(ev->arena, c->over, lo, c->at);
    out->flags &= (uint8_t)~PL_MARKUP; /* iterating Markup gives plain str */
    return PL_FOUND;
}

static pl_found next_in_range(pl_cursor *c, pl_value *out) {
    const pl_range *r = c->over.as.range;
    if (r->step > 0 ? c->counter >= r->stop : c->counter <= r->stop) {
        return PL_MISSING;
    }
    *out = pl_with(pl_int(c->counter), c->over.flags);
    if (__builtin_add_overflow(c->counter, r->step, &c->counter)) {
        c->counter = r->stop;
    }
    return PL_FOUND;
}

static pl_found next_of_iter(pl_eval *ev, pl_cursor *c, pl_value *out) {
    pl_iter *it = c->over.as.iter;
    if (!pl_step(ev, 1)) {
        return PL_FAILED;
    }
    pl_found found = it->next(ev, it, out);
    if (found == PL_FOUND) {
        *out = pl_with(*out, c->over.flags);
    }
    return found;
}

pl_found pl_next(pl_eval *ev, pl_cursor *c, pl_value *out) {
    const pl_list *l;
    switch (c->over.kind) {
    case PL_LIST:
    case PL_TUPLE:
        l = c->over.as.list;
        if (c->at >= l->len) {
            return PL_MISSING;
        }
        *out = pl_with(l->at[c->at++], c->over.flags);
        return PL_FOUND;
    case PL_RANGE:
        return next_in_range(c, out);
    case PL_DICT:
    case PL_SET:
        return next_key(ev, c, out);
    case PL_STR:
        return next_char(ev, c, out);
    case PL_ITER:
        return next_of_iter(ev, c, out);
    case PL_OBJECT:
        return next_of_view(ev, c, out);
    default:
        return PL_MISSING;
    }
}

bool pl_to_list(pl_eval *ev, pl_value v, pl_value *out) {
    pl_cursor c;
    pl_value item;
    if (!pl_iterate(ev, v, &c)) {
        return false;
    }
    uint32_t cap = pl_is_sequence(v)                       ? v.as.list->len
                   : v.kind == PL_DICT || v.kind == PL_SET ? v.as.dict->len
                                                           : 0;
    pl_value list = pl_list_new(ev->arena, cap);
    list.flags = v.flags & PL_PROVENANCE;
    pl_found found;
    while ((found = pl_next(ev, &c, &item)) == PL_FOUND) {
        if (!pl_charge(ev, sizeof item)) {
            return false;
        }
        pl_list_push(ev->arena, list.as.list, item);
    }
    if (found == PL_FAILED) {
        return false;
    }
    *out = list;
    return true;
}

static pl_found next_in_list(pl_eval *ev, pl_iter *it, pl_value *out) {
    (void)ev;
    const pl_list *l = it->source.as.list;
    if (it->at >= l->len) {
        return PL_MISSING;
    }
    *out = l->at[it->at++];
    return PL_FOUND;
}

pl_value pl_iter_over(pl_eval *ev, pl_value list, const char *name) {
    pl_iter *it = PL_NEW(ev->arena, pl_iter);
    it->name = name;
    it->next = next_in_list;
    it->source = list;
    return (pl_value){
        .kind = PL_ITER, .flags = list.flags & PL_PROVENANCE, .as.iter = it};
}
