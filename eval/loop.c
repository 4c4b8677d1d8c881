/* For loops and the `loop` variable.
 *
 * Source: Jinja2 3.1 runtime.py LoopContext, compiler.py visit_For. */
#include "eval/interp_priv.h"

/* The FOR node's record in `extra`. */

typedef struct loop_object {
    pl_object base;
    pl_value iterable; /* what len() is asked of */
    pl_cursor cursor;
    int64_t index0;                  /* -1 before the first item */
    int64_t length;                  /* -1: not asked yet */
    pl_value before, current, after; /* PL_UNSET where there is none */
    bool peeked;           /* `after` holds the next item, or the end was reached */
    pl_value last_changed; /* changed() arguments seen last */
    uint32_t depth0;
    /* for recursive loops: loop(items) */
    const pl_node *node;
    const pl_unit *unit;
    pl_frame *frame;
    /* items not yet seen, when len() had to count them */
    pl_value rest;
} loop_object;

static const pl_class loop_class;

static bool peek(pl_eval *ev, loop_object *l) {
    if (l->peeked) {
        return true;
    }
    pl_found found = pl_next(ev, &l->cursor, &l->after);
    if (found == PL_FAILED) {
        return false;
    }
    if (found == PL_MISSING) {
        l->after.kind = PL_UNSET;
    }
    l->peeked = true;
    return true;
}

static pl_found advance(pl_eval *ev, loop_object *l) {
    if (!peek(ev, l)) {
        return PL_FAILED;
    }
    if (l->after.kind == PL_UNSET) {
        return PL_MISSING;
    }
    l->peeked = false;
    l->before = l->current;
    l->current = l->after;
    l->index0++;
    return PL_FOUND;
}

/* len() of what is iterated; what has none is read to its end and counted. */
static bool loop_length(pl_eval *ev, loop_object *l, int64_t *out) {
    if (l->length >= 0) {
        *out = l->length;
        return true;
    }
    if (l->iterable.kind != PL_ITER && pl_length(ev, l->iterable, out)) {
        l->length = *out;
        return true;
    }
    ev->error.kind = PL_EXC_NONE;
    if (!peek(ev, l)) {
        return false;
    }
    pl_value rest = pl_list_new(ev->arena, 0);
    bool any = l->after.kind != PL_UNSET;
    pl_found found = PL_MISSING;
    pl_value item;
    while (any && (found = pl_next(ev, &l->cursor, &item)) == PL_FOUND) {
        if (!pl_burn(ev, 1)) {
            return false;
        }
        pl_list_push(ev->arena, rest.as.list, item);
    }
    if (found == PL_FAILED || !pl_iterate(ev, rest, &l->cursor)) {
        return false;
    }
    l->length = l->index0 + 1 + any + rest.as.list->len;
    *out = l->length;
    return true;
}

static pl_value neighbour(pl_eval *ev, pl_value v, const char *hint) {
    return v.kind == PL_UNSET ? pl_undefined_hint(ev, pl_str_of(hint)) : v;
}

static bool loop_cycle(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const loop_object *l = (const loop_object *)(const void *)argv[0].as.obj;
    const pl_list *all = argv[1].as.list;
    if (!all->len) {
        return pl_raise(ev, PL_EXC_TYPE, "no items for cycling given");
    }
    *out = all->at[(uint64_t)l->index0 % all->len];
    return true;
}

static bool loop_changed(pl_eval *ev, const pl_value *argv, pl_value *out) {
    loop_object *l = (loop_object *)(void *)argv[0].as.obj;
    bool same = false;
    if (l->last_changed.kind != PL_UNSET &&
        !pl_equal(ev, l->last_changed, argv[1], &same)) {
        return false;
    }
    l->last_changed = argv[1];
    *out = pl_bool(!same);
    return true;
}

static const pl_native loop_cycle_fn = {"cycle", loop_cycle, 0, 0, PL_FN_VARARGS, ""};
static const pl_native loop_changed_fn = {"changed", loop_changed,  0,
                                          0,         PL_FN_VARARGS, ""};

typedef enum loop_field {
    LOOP_NO_FIELD,
    LOOP_INDEX,
    LOOP_INDEX0,
    LOOP_REVINDEX,
    LOOP_REVINDEX0,
    LOOP_FIRST,
    LOOP_LAST,
    LOOP_LENGTH,
    LOOP_CYCLE,
    LOOP_CHANGED,
    LOOP_DEPTH,
    LOOP_DEPTH0,
    LOOP_PREVITEM,
    LOOP_NEXTITEM,
} loop_field;

static loop_field loop_field_of(pl_str name) {
    static const struct {
        pl_str name;
        loop_field field;
    } fields[] = {
        {{"last", 4}, LOOP_LAST},           {{"index", 5}, LOOP_INDEX},
        {{"first", 5}, LOOP_FIRST},         {{"index0", 6}, LOOP_INDEX0},
        {{"length", 6}, LOOP_LENGTH},       {{"revindex", 8}, LOOP_REVINDEX},
        {{"revindex0", 9}, LOOP_REVINDEX0}, {{"cycle", 5}, LOOP_CYCLE},
        {{"changed", 7}, LOOP_CHANGED},     {{"depth", 5}, LOOP_DEPTH},
        {{"depth0", 6}, LOOP_DEPTH0},       {{"previtem", 8}, LOOP_PREVITEM},
        {{"nextitem", 8}, LOOP_NEXTITEM},
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (pl_str_eq(name, fields[i].name)) {
            return fields[i].field;
        }
    }
    return LOOP_NO_FIELD;
}

static pl_found loop_count(pl_eval *ev, loop_object *l, loop_field field,
                           pl_value *out) {
    int64_t length;
    if (!loop_length(ev, l, &length)) {
        return PL_FAILED;
    }
    int64_t left = length - l->index0;
    *out = pl_int(field == LOOP_LENGTH     ? length
                  : field == LOOP_REVINDEX ? left
                                           : left - 1);
    return PL_FOUND;
}

static pl_found loop_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    loop_object *l = (loop_object *)(void *)self;
    loop_field field = loop_field_of(name);
    switch (field) {
    case LOOP_INDEX:
        *out = pl_int(l->index0 + 1);
        return PL_FOUND;
    case LOOP_INDEX0:
        *out = pl_int(l->index0);
        return PL_FOUND;
    case LOOP_FIRST:
        *out = pl_bool(l->index0 == 0);
        return PL_FOUND;
    case LOOP_LAST:
    case LOOP_NEXTITEM:
        if (!peek(ev, l)) {
            return PL_FAILED;
        }
        *out = field == LOOP_LAST ? pl_bool(l->after.kind == PL_UNSET)
                                  : neighbour(ev, l->after, "there is no next item");
        return PL_FOUND;
    case LOOP_PREVITEM:
        *out = neighbour(ev, l->before, "there is no previous item");
        return PL_FOUND;
    case LOOP_REVINDEX:
    case LOOP_REVINDEX0:
    case LOOP_LENGTH:
        return loop_count(ev, l, field, out);
    case LOOP_DEPTH:
        *out = pl_int((int64_t)l->depth0 + 1);
        return PL_FOUND;
    case LOOP_DEPTH0:
        *out = pl_int(l->depth0);
        return PL_FOUND;
    case LOOP_CYCLE:
        *out = pl_bound_new(ev->arena, &loop_cycle_fn, pl_object_value(l));
        return PL_FOUND;
    case LOOP_CHANGED:
        *out = pl_bound_new(ev->arena, &loop_changed_fn, pl_object_value(l));
        return PL_FOUND;
    case LOOP_NO_FIELD:
        break;
    }
    return PL_MISSING;
}

static bool loop_print(pl_eval *ev, pl_object *self, bool repr, pl_out *to) {
    loop_object *l = (loop_object *)(void *)self;
    int64_t length;
    (void)repr;
    if (!loop_length(ev, l, &length)) {
        return false;
    }
    pl_buf_fmt(&to->text, "<LoopContext %lld/%lld>", (long long)l->index0 + 1,
               (long long)length);
    return true;
}

static bool loop_len(pl_eval *ev, pl_object *self, int64_t *out) {
    return loop_length(ev, (loop_object *)(void *)self, out);
}

/* Iterating the loop itself goes on with its items, each with the loop. */
static pl_found loop_next(pl_eval *ev, pl_iter *it, pl_value *out) {
    loop_object *l = it->state;
    pl_found found = advance(ev, l);
    if (found == PL_FOUND) {
        *out = pl_tuple_new(ev->arena, 2);
        pl_list_push(ev->arena, out->as.list, l->current);
        pl_list_push(ev->arena, out->as.list, pl_object_value(l));
    }
    return found;
}

static bool loop_iter(pl_eval *ev, pl_object *self, pl_value *out) {
    pl_iter *it = PL_NEW(ev->arena, pl_iter);
    *it = (pl_iter){"LoopContext", loop_next, self, pl_object_value(self), 0};
    *out = (pl_value){.kind = PL_ITER, .as.iter = it};
    return true;
}

/* ---- running */

static bool test_item(pl_eval *ev, const pl_for *of, pl_value item, bool *keep) {
    pl_value v;
    pl_enter_scope(ev, of->test_scope);
    if (!pl_assign(ev, of->test_target, item, false) ||
        !pl_eval_expr(ev, of->test, &v)) {
        return false;
    }
    pl_interp_of(ev)->control |= v.flags & PL_PROVENANCE;
    if (!pl_truth(ev, v, keep)) {
        return false;
    }
    pl_observe(ev, PL_OBSERVED_CONDITION, of->test, v, *keep);
    return true;
}

/* `for x in items if test`: the test runs in an activation-wide scope of its own, item
 * by item, as the generator that Jinja2 makes of it does. */
typedef struct filtered {
    const pl_for *of;
    pl_cursor cursor;
    pl_frame *frame; /* of the loop: the items may be asked for from elsewhere */
    const pl_unit *unit;
} filtered;

static pl_found filtered_next(pl_eval *ev, pl_iter *it, pl_value *out) {
    pl_interp *interp = pl_interp_of(ev);
    filtered *f = it->state;
    for (;;) {
        pl_value item;
        pl_found found = pl_next(ev, &f->cursor, &item);
        if (found != PL_FOUND) {
            return found;
        }
        bool keep;
        pl_frame *frame = interp->frame;
        const pl_unit *unit = interp->unit;
        interp->frame = f->frame;
        interp->unit = f->unit;
        bool ok = test_item(ev, f->of, item, &keep);
        interp->frame = frame;
        interp->unit = unit;
        if (!ok) {
            return PL_FAILED;
        }
        if (keep) {
            *out = item;
            return PL_FOUND;
        }
    }
}

static bool iterate(pl_eval *ev, const pl_for *of, pl_value items, pl_value *over) {
    *over = items;
    if (!of->test) {
        return true;
    }
    filtered *f = PL_NEW(ev->arena, filtered);
    f->of = of;
    f->frame = pl_interp_of(ev)->frame;
    f->unit = pl_interp_of(ev)->unit;
    if (!pl_iterate(ev, items, &f->cursor)) {
        return false;
    }
    pl_iter *it = PL_NEW(ev->arena, pl_iter);
    *it = (pl_iter){"generator", filtered_next, f, items, 0};
    *over = (pl_value){
        .kind = PL_ITER, .flags = items.flags & PL_PROVENANCE, .as.iter = it};
    return true;
}

static pl_flow run_item(pl_eval *ev, const pl_for *of, pl_value item, uint8_t flags,
                        loop_object *loop) {
    pl_enter_scope(ev, of->scope);
    if (loop) {
        pl_interp_of(ev)->frame->slots[of->loop_slot] = pl_object_value(loop);
    }
    item.flags |= flags & PL_PROVENANCE;
    if (!pl_assign(ev, of->target, item, false)) {
        return PL_FLOW_FAIL;
    }
    return pl_exec(ev, of->body);
}

/* The loop proper, in the current activation. */
static pl_flow run_loop(pl_eval *ev, const pl_for *of, pl_value items,
                        loop_object *loop) {
    pl_value over, item;
    pl_cursor c;
    bool any = false;
    if (!iterate(ev, of, items, &over) ||
        !pl_iterate(ev, over, loop ? &loop->cursor : &c)) {
        return PL_FLOW_FAIL;
    }
    if (loop) {
        loop->iterable = over;
    }
    pl_found found;
    while ((found = loop ? advance(ev, loop) : pl_next(ev, &c, &item)) == PL_FOUND) {
        if (!pl_burn(ev, 1)) {
            return PL_FLOW_FAIL;
        }
        pl_flow flow = run_item(ev, of, loop ? loop->current : item, items.flags, loop);
        if (flow == PL_FLOW_FAIL) {
            return flow;
        }
        if (flow == PL_FLOW_BREAK) {
            /* `else` belongs to an iteration that completed: its mark is set after the
             * body, which break left early. */
            break;
        }
        any = any || flow == PL_FLOW_NEXT;
    }
    if (found == PL_FAILED) {
        return PL_FLOW_FAIL;
    }
    if (!any && of->otherwise) {
        pl_enter_scope(ev, of->else_scope);
        return pl_exec(ev, of->otherwise);
    }
    return PL_FLOW_NEXT;
}

static loop_object *loop_new(pl_eval *ev, const pl_node *node, uint32_t depth0) {
    loop_object *l = PL_NEW(ev->arena, loop_object);
    l->base.cls = &loop_class;
    l->index0 = -1;
    l->length = -1;
    l->depth0 = depth0;
    l->node = node;
    l->unit = pl_interp_of(ev)->unit;
    return l;
}

/* One level of a recursive loop: a function of its own, whose text is its value. */
static bool run_level(pl_eval *ev, const pl_node *node, pl_frame *parent,
                      pl_value items, uint32_t depth0, pl_value *out) {
    pl_interp *interp = pl_interp_of(ev);
    const pl_for *of = pl_for_of(pl_extra(ev), node);
    if (!pl_call_enter(ev)) {
        return false;
    }
    loop_object *loop = loop_new(ev, node, depth0);
    pl_frame *frame_before = interp->frame;
    pl_out *out_before = interp->out;
    void *saved = NULL;
    pl_out *o = NULL;
    bool native = interp->pieces != NULL;
    loop->frame = parent;
    interp->frame = pl_frame_new(ev, interp->unit, of->function, parent);
    if (native) {
        pl_native_begin(ev, &saved);
    } else {
        interp->out = o = pl_capture_begin(ev);
    }
    bool ok = run_loop(ev, of, items, loop) != PL_FLOW_FAIL;
    if (native) {
        ok = pl_native_end(ev, saved, out) && ok;
    } else {
        if (ok && (ok = pl_afford(ev, o->text.len))) {
            *out = pl_out_take(o, 0, ev->arena);
            out->flags |= ev->autoescape ? PL_MARKUP : 0;
        }
        interp->out = out_before;
        pl_capture_end(ev, o);
    }
    interp->frame = frame_before;
    pl_call_leave(ev);
    return ok;
}

/* loop(items) inside a recursive loop. */
static bool loop_call(pl_eval *ev, pl_object *self, const pl_call *call,
                      pl_value *out) {
    pl_interp *interp = pl_interp_of(ev);
    loop_object *l = (loop_object *)(void *)self;
    if (!(l->node->flags & PL_FOR_RECURSIVE)) {
        return pl_raise(
            ev, PL_EXC_TYPE,
            "The loop must have the 'recursive' marker to be called recursively.");
    }
    if (call->arg_count + call->kwarg_count != 1) {
        return pl_raise(ev, PL_EXC_TYPE, "loop() takes exactly one argument");
    }
    const pl_unit *before = interp->unit;
    interp->unit = l->unit;
    bool ok = run_level(ev, l->node, l->frame,
                        call->arg_count ? call->args[0] : call->kwargs[0],
                        l->depth0 + 1, out);
    interp->unit = before;
    return ok;
}

static const pl_class loop_class = {
    .name = "LoopContext",
    .attr = loop_attr,
    .call = loop_call,
    .print = loop_print,
    .iter = loop_iter,
    .length = loop_len,
};

bool pl_is_loop(pl_value v) {
    return v.kind == PL_OBJECT && v.as.obj->cls == &loop_class;
}

pl_flow pl_exec_for(pl_eval *ev, const pl_node *node) {
    pl_interp *interp = pl_interp_of(ev);
    const pl_for *of = pl_for_of(pl_extra(ev), node);
    pl_value items, text;
    if (!pl_eval_expr(ev, of->iter, &items)) {
        return PL_FLOW_FAIL;
    }
    pl_observe(ev, PL_OBSERVED_LOOP, of->iter, items, true);
    uint8_t control_before = interp->control;
    interp->control |= items.flags & PL_PROVENANCE;
    pl_flow flow;
    if (node->flags & PL_FOR_RECURSIVE) {
        flow = PL_FLOW_FAIL;
        if (run_level(ev, node, interp->frame, items, 0, &text)) {
            if (interp->pieces) {
                flow = pl_native_value(ev, text) ? PL_FLOW_NEXT : PL_FLOW_FAIL;
            } else {
                pl_out_value(interp->out, text);
                flow = PL_FLOW_NEXT;
            }
        }
    } else {
        loop_object *loop = of->loop_slot == UINT32_MAX ? NULL : loop_new(ev, node, 0);
        flow = run_loop(ev, of, items, loop);
    }
    interp->control = control_before;
    return flow;
}
