/* Deep copies of values into another arena. */
#include <stdlib.h>

#include "eval/value/value_priv.h"

/* Containers copied so far, by address, so that sharing and self-reference survive; and
 * those whose items are still the originals. */
typedef struct copier {
    pl_arena *arena;
    struct copied {
        const void *from;
        pl_value to;
    } * seen; /* open addressing */
    uint32_t seen_len, seen_cap;
    pl_value *todo;
    uint32_t todo_len, todo_cap;
} copier;

static struct copied *seen_slot(const copier *c, const void *from) {
    uint32_t mask = c->seen_cap - 1;
    uint32_t i = pl_hash_int((int64_t)(uintptr_t)from) & mask;
    while (c->seen[i].from && c->seen[i].from != from) {
        i = (i + 1) & mask;
    }
    return &c->seen[i];
}

static void seen_grow(copier *c) {
    copier old = *c;
    c->seen_cap = c->seen_cap ? c->seen_cap * 2 : 32;
    c->seen = pl_xmalloc(c->seen_cap * sizeof *c->seen);
    memset(c->seen, 0, c->seen_cap * sizeof *c->seen);
    for (uint32_t i = 0; i < old.seen_cap; i++) {
        if (old.seen[i].from) {
            *seen_slot(c, old.seen[i].from) = old.seen[i];
        }
    }
    free(old.seen);
}

static void todo_push(copier *c, pl_value v) {
    if (c->todo_len == c->todo_cap) {
        c->todo_cap = c->todo_cap ? c->todo_cap * 2 : 32;
        c->todo = pl_xrealloc(c->todo, c->todo_cap * sizeof *c->todo);
    }
    c->todo[c->todo_len++] = v;
}

static pl_value copy_marked(pl_arena *a, pl_value v) {
    const pl_marks *marks = pl_value_marks(v);
    size_t size = sizeof *marks + marks->len * sizeof marks->at[0];
    pl_marks *own = pl_alloc(a, size);
    memcpy(own, marks, size);
    char *at = pl_marked_alloc(a, own, v.len);
    memcpy(at, v.as.s, v.len);
    v.as.s = at;
    return v;
}

static pl_value copy_text(pl_arena *a, pl_value v) {
    if (v.flags & PL_MARKED) {
        return copy_marked(a, v);
    }
    v.as.s = pl_str_copy(a, pl_str_from(v)).at;
    return v;
}

static pl_value copy_list(copier *c, pl_value v) {
    const pl_list *from = v.as.list;
    pl_value to = v.kind == PL_LIST ? pl_list_new(c->arena, from->len)
                                    : pl_tuple_new(c->arena, from->len);
    if (from->len) {
        memcpy(to.as.list->at, from->at, from->len * sizeof *from->at);
    }
    to.as.list->len = from->len;
    to.flags = v.flags;
    return to;
}

static pl_value copy_container(copier *c, pl_value v) {
    if (c->seen_len * 2 >= c->seen_cap) {
        seen_grow(c);
    }
    struct copied *slot = seen_slot(c, v.as.obj);
    if (slot->from) {
        pl_value again = slot->to;
        again.flags = v.flags;
        return again;
    }
    *slot = (struct copied){v.as.obj, pl_is_sequence(v) ? copy_list(c, v)
                                                        : pl_dict_copy(c->arena, v)};
    slot->to.flags = v.flags;
    c->seen_len++;
    todo_push(c, slot->to);
    return slot->to;
}

static pl_value copy_undefined(copier *c, pl_value v) {
    pl_undef *u = PL_NEW(c->arena, pl_undef);
    *u = *v.as.undef;
    u->hint = pl_str_copy(c->arena, u->hint);
    u->name = pl_str_copy(c->arena, u->name);
    u->object = (pl_value){.kind = PL_UNSET};
    if (!u->hint.len && !u->source && v.as.undef->object.kind != PL_UNSET) {
        pl_str type = pl_type_repr(c->arena, v.as.undef->object);
        u->hint = pl_str_fmt(c->arena, "'%.*s' has no attribute '%.*s'", PL_FMT(type),
                             PL_FMT(u->name));
    }
    v.as.undef = u;
    return v;
}

static pl_value copy_one(copier *c, pl_value v) {
    switch (v.kind) {
    case PL_STR:
        return copy_text(c->arena, v);
    case PL_LIST:
    case PL_TUPLE:
    case PL_DICT:
    case PL_SET:
        return copy_container(c, v);
    case PL_BIG:
        return pl_big_copy(c->arena, v);
    case PL_RANGE: {
        const pl_range *r = v.as.range;
        return pl_with(pl_range_value(c->arena, r->start, r->stop, r->step), v.flags);
    }
    case PL_UNDEFINED:
        return copy_undefined(c, v);
    default:
        return v;
    }
}

static void copy_items(copier *c, pl_value v) {
    if (pl_is_sequence(v)) {
        for (uint32_t i = 0; i < v.as.list->len; i++) {
            v.as.list->at[i] = copy_one(c, v.as.list->at[i]);
        }
        return;
    }
    for (uint32_t i = 0; i < v.as.dict->used; i++) {
        pl_dict_entry *e = &v.as.dict->at[i];
        e->key = copy_one(c, e->key);
        e->value = copy_one(c, e->value);
    }
}

/* ---- what a copy costs */

static bool weigh_container(pl_eval *ev, pl_value v) {
    pl_nest nest;
    if (pl_nest_has(ev, v.as.obj)) {
        return pl_raise(ev, PL_EXC_VALUE, "Circular reference detected");
    }
    if (!pl_nest_enter(ev, &nest, v.as.obj)) {
        return false;
    }
    bool ok = true;
    if (pl_is_sequence(v)) {
        for (uint32_t i = 0; ok && i < v.as.list->len; i++) {
            ok = pl_value_weigh(ev, v.as.list->at[i]);
        }
    } else {
        uint32_t i = 0;
        for (const pl_dict_entry *e; ok && (e = pl_dict_next(v.as.dict, &i));) {
            ok = pl_value_weigh(ev, e->key) &&
                 (v.kind == PL_SET || pl_value_weigh(ev, e->value));
        }
    }
    pl_nest_leave(ev, &nest);
    return ok;
}

bool pl_value_weigh(pl_eval *ev, pl_value v) {
    if (!pl_step(ev, 1) || !pl_charge(ev, sizeof v + (pl_is_str(v) ? v.len : 0))) {
        return false;
    }
    bool holds = pl_is_sequence(v) || v.kind == PL_DICT || v.kind == PL_SET;
    return !holds || weigh_container(ev, v);
}

pl_value pl_value_copy(pl_arena *a, pl_value v) {
    copier c = {.arena = a};
    pl_value copy = copy_one(&c, v);
    while (c.todo_len) {
        copy_items(&c, c.todo[--c.todo_len]);
    }
    free(c.seen);
    free(c.todo);
    return copy;
}
