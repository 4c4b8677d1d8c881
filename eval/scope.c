/* Activations, scopes and names. */
#include "eval/interp_priv.h"

pl_frame *pl_frame_new(pl_eval *ev, const pl_unit *u, uint32_t function,
                       pl_frame *parent) {
    const pl_function *f = &u->ast->functions[function];
    size_t size = sizeof(pl_frame) + f->slots * sizeof(pl_value);
    pl_frame *frame = pl_alloc0(ev->arena, size);
    frame->parent = parent;
    frame->unit = u;
    return frame;
}

static pl_frame *frame_up(pl_frame *f, uint32_t depth) {
    while (depth--) {
        f = f->parent;
    }
    return f;
}

void pl_enter_scope(pl_eval *ev, uint32_t scope) {
    const pl_scope_info *s = &pl_interp_of(ev)->unit->ast->scopes[scope];
    pl_frame *frame = pl_interp_of(ev)->frame;
    for (uint32_t i = 0; i < s->load_count; i++) {
        const pl_load *l = &s->loads[i];
        pl_value *slot = &frame->slots[l->slot];
        switch ((pl_load_kind)l->kind) {
        case PL_LOAD_PARAM:
            break;
        case PL_LOAD_RESOLVE:
            slot->kind = PL_LAZY;
            break;
        case PL_LOAD_ALIAS:
            *slot = frame_up(frame, l->depth)->slots[l->from];
            break;
        case PL_LOAD_UNDEFINED:
            slot->kind = PL_UNSET;
            break;
        }
    }
}

static bool resolve_slot(pl_eval *ev, pl_value *slot, pl_name name) {
    pl_value v;
    pl_found found = pl_interp_of(ev)->host->resolve(ev, name.text, name.hash, &v);
    if (found == PL_MISSING) {
        found = pl_global_find(ev, name.text, &v);
    }
    if (found == PL_FAILED) {
        return false;
    }
    if (found == PL_FOUND) {
        *slot = v;
    } else {
        slot->kind = PL_UNSET;
    }
    return true;
}

bool pl_read_name(pl_eval *ev, const pl_node *node, pl_value *out) {
    pl_frame *f = frame_up(pl_interp_of(ev)->frame, node->n);
    pl_value *slot = &f->slots[node->a];
    if (slot->kind == PL_LAZY && !resolve_slot(ev, slot, pl_name_at(ev, node->b))) {
        return false;
    }
    *out = slot->kind == PL_UNSET ? pl_undefined_name(ev, pl_name_at(ev, node->b).text)
                                  : *slot;
    return true;
}

static bool assign_name(pl_eval *ev, const pl_node *node, pl_value v, bool export) {
    pl_interp *interp = pl_interp_of(ev);
    v.flags |= interp->control & PL_PROVENANCE;
    frame_up(interp->frame, node->n)->slots[node->a] = v;
    if (export && interp->host->export) {
        pl_name name = pl_name_at(ev, node->b);
        interp->host->export(ev, name.text, name.hash, v);
    }
    return true;
}

static bool assign_each(pl_eval *ev, const pl_node *node, pl_value v, bool export) {
    const pl_ref *targets = pl_items_of(pl_extra(ev), node);
    pl_cursor c;
    pl_value item;
    if (!pl_iterate(ev, v, &c)) {
        if (ev->error.kind == PL_EXC_TYPE) {
            pl_raise(ev, PL_EXC_TYPE, "cannot unpack non-iterable %s object",
                     pl_type_name(v));
        }
        return false;
    }
    /* All values are taken before the first is assigned, as Python does. */
    pl_value few[PL_FEW_ARGS];
    pl_value *items =
        node->b <= PL_FEW_ARGS ? few : PL_NEW_ARRAY(ev->arena, pl_value, node->b);
    uint32_t n = 0;
    pl_found found;
    while ((found = pl_next(ev, &c, &item)) == PL_FOUND) {
        if (n == node->b) {
            return pl_raise(ev, PL_EXC_VALUE, "too many values to unpack (expected %u)",
                            node->b);
        }
        items[n++] = pl_with(item, v.flags);
    }
    if (found == PL_FAILED) {
        return false;
    }
    if (n < node->b) {
        return pl_raise(ev, PL_EXC_VALUE,
                        "not enough values to unpack (expected %u, got %u)", node->b,
                        n);
    }
    for (uint32_t i = 0; i < n; i++) {
        if (!pl_assign(ev, targets[i], items[i], export)) {
            return false;
        }
    }
    return true;
}

static bool read_namespace(pl_eval *ev, const pl_node *node, pl_value *out) {
    pl_node name = *node;
    name.b = pl_ns_ref_of(pl_extra(ev), node)->name;
    return pl_read_name(ev, &name, out);
}

bool pl_check_target(pl_eval *ev, pl_ref target) {
    const pl_node *node = pl_node_at(ev, target);
    pl_value ns;
    return node->kind != PL_NODE_NSREF ||
           (read_namespace(ev, node, &ns) && pl_namespace_check(ev, ns));
}

bool pl_assign(pl_eval *ev, pl_ref target, pl_value v, bool export) {
    const pl_node *node = pl_node_at(ev, target);
    if (node->kind == PL_NODE_NAME) {
        return assign_name(ev, node, v, export);
    }
    if (node->kind == PL_NODE_NSREF) {
        pl_value ns;
        if (!read_namespace(ev, node, &ns)) {
            return false;
        }
        pl_str attr = pl_name_at(ev, pl_ns_ref_of(pl_extra(ev), node)->attr).text;
        return pl_namespace_set(ev, ns, attr, pl_with(v, pl_interp_of(ev)->control));
    }
    return assign_each(ev, node, v, export);
}
