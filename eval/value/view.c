/* What dict.keys(), dict.values() and dict.items() give: windows on the dict. */
#include "eval/value/value_priv.h"

static pl_view *as_view(pl_object *self) {
    return (pl_view *)(void *)self;
}

static pl_value view_entry(pl_eval *ev, const pl_view *v, const pl_dict_entry *e) {
    switch (v->kind) {
    case PL_VIEW_KEYS:
        return e->key;
    case PL_VIEW_VALUES:
        return e->value;
    case PL_VIEW_ITEMS:
        break;
    }
    return pl_pair(ev->arena, e->key, e->value);
}

static pl_value view_list(pl_eval *ev, const pl_view *v) {
    const pl_dict *d = v->dict.as.dict;
    pl_value list = pl_list_new(ev->arena, d->len);
    list.flags = v->dict.flags & PL_PROVENANCE;
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(d, &i));) {
        pl_list_push(ev->arena, list.as.list, view_entry(ev, v, e));
    }
    return list;
}

static bool view_iter(pl_eval *ev, pl_object *self, pl_value *out) {
    *out = view_list(ev, as_view(self));
    return true;
}

static bool view_length(pl_eval *ev, pl_object *self, int64_t *out) {
    (void)ev;
    *out = as_view(self)->dict.as.dict->len;
    return true;
}

static bool view_print(pl_eval *ev, pl_object *self, bool repr, pl_out *to) {
    (void)repr;
    pl_nest nest;
    if (pl_nest_has(ev, self)) {
        PL_BUF_LIT(&to->text, "...");
        return true;
    }
    if (!pl_nest_enter(ev, &nest, self)) {
        return false;
    }
    pl_buf_fmt(&to->text, "%s(", self->cls->name);
    bool ok = pl_repr(ev, view_list(ev, as_view(self)), to);
    pl_buf_char(&to->text, ')');
    pl_nest_leave(ev, &nest);
    return ok;
}

static pl_found item_contains(pl_eval *ev, const pl_dict *d, pl_value item, bool *out) {
    *out = false;
    if (item.kind != PL_TUPLE || item.as.list->len != 2) {
        return PL_FOUND;
    }
    pl_value *value;
    pl_found found = pl_dict_lookup(ev, d, item.as.list->at[0], &value);
    if (found != PL_FOUND) {
        return found == PL_FAILED ? PL_FAILED : PL_FOUND;
    }
    return pl_same_item(ev, *value, item.as.list->at[1], out) ? PL_FOUND : PL_FAILED;
}

static pl_found view_contains(pl_eval *ev, pl_object *self, pl_value item, bool *out) {
    const pl_view *v = as_view(self);
    const pl_dict *d = v->dict.as.dict;
    if (v->kind == PL_VIEW_KEYS) {
        return pl_set_contains(ev, d, item, out) ? PL_FOUND : PL_FAILED;
    }
    if (v->kind == PL_VIEW_ITEMS) {
        return item_contains(ev, d, item, out);
    }
    uint32_t i = 0;
    *out = false;
    for (const pl_dict_entry *e; !*out && (e = pl_dict_next(d, &i));) {
        if (!pl_same_item(ev, e->value, item, out)) {
            return PL_FAILED;
        }
    }
    return PL_FOUND;
}

static pl_found view_binary(pl_eval *ev, pl_object *self, int op, pl_value other,
                            bool swapped, pl_value *out) {
    if (op != PL_OP_SUB || as_view(self)->kind == PL_VIEW_VALUES) {
        return PL_MISSING;
    }
    pl_value me = pl_object_value(self);
    bool ok = swapped ? pl_set_difference(ev, other, me, out)
                      : pl_set_difference(ev, me, other, out);
    return ok ? PL_FOUND : PL_FAILED;
}

static pl_found view_hash(pl_eval *ev, pl_object *self, uint32_t *out) {
    if (as_view(self)->kind != PL_VIEW_VALUES) {
        return pl_fail(
            pl_raise(ev, PL_EXC_TYPE, "unhashable type: '%s'", self->cls->name));
    }
    *out = pl_hash_int((int64_t)(uintptr_t)self);
    return PL_FOUND;
}

#define VIEW_CLASS(id)                                                                 \
    {                                                                                  \
        .name = (id), .print = view_print, .iter = view_iter, .length = view_length,   \
        .contains = view_contains, .binary = view_binary, .hash = view_hash            \
    }
static const pl_class view_classes[] = {
    [PL_VIEW_KEYS] = VIEW_CLASS("dict_keys"),
    [PL_VIEW_VALUES] = VIEW_CLASS("dict_values"),
    [PL_VIEW_ITEMS] = VIEW_CLASS("dict_items"),
};

pl_value pl_view_new(pl_arena *a, pl_value dict, pl_view_kind kind) {
    pl_view *v = pl_alloc(a, sizeof *v);
    *v = (pl_view){{&view_classes[kind]}, dict, kind};
    return pl_with(pl_object_value(v), dict.flags);
}

const pl_view *pl_as_view(pl_value v) {
    if (v.kind != PL_OBJECT || v.as.obj->cls->print != view_print) {
        return NULL;
    }
    return as_view(v.as.obj);
}
