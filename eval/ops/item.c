/* Subscripts as Jinja2 looks them up. */
#include "eval/ops/ops_priv.h"

static bool no_element(pl_eval *ev, pl_value v, pl_value key, pl_value *out) {
    pl_out *o = pl_capture_begin(ev);
    pl_buf_str(&o->text, pl_type_repr(ev->arena, v));
    PL_BUF_LIT(&o->text, " has no element ");
    bool ok = pl_repr(ev, key, o);
    if (ok) {
        pl_value hint = pl_out_take(o, 0, ev->arena);
        *out = pl_with(pl_undefined_hint(ev, pl_str_from(hint)), pl_joined(v, key));
    }
    pl_capture_end(ev, o);
    return ok;
}

bool pl_getitem(pl_eval *ev, pl_value v, pl_value key, pl_value *out) {
    if (v.kind == PL_UNDEFINED) {
        *out = v;
        return pl_swallows(v) || pl_raise_undefined(ev, v);
    }
    pl_value item;
    pl_found found = pl_item(ev, v, key, &item);
    if (found == PL_FOUND) {
        *out = pl_with(item, pl_joined(v, key));
        return true;
    }
    if (found == PL_FAILED) {
        return false;
    }
    if (key.kind == PL_STR) {
        return pl_getattr_after_item(ev, v, pl_str_from(key), out);
    }
    return no_element(ev, v, key, out);
}
