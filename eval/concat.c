/* The operator ~. */
#include "eval/interp_priv.h"
#include "eval/text/text.h"

/* One operand of ~ behind the others. */
static bool put_operand(pl_eval *ev, pl_value v, pl_out *o) {
    pl_value text;
    if (!ev->autoescape) {
        o->flags |= v.flags & PL_PROVENANCE;
        return pl_print(ev, v, o);
    }
    if (!pl_to_str(ev, v, &text) || !pl_html_afford(ev, text)) {
        return false;
    }
    if (text.flags & PL_MARKUP) {
        pl_out_value(o, text);
    } else {
        pl_html_escape(o, text);
    }
    return true;
}

/* A long text that is made longer grows in place. */
static bool join_operands(pl_eval *ev, pl_value first, pl_out *o, pl_value *out) {
    uint8_t flags = o->flags & PL_PROVENANCE;
    if (first.kind != PL_STR) {
        if (!pl_afford(ev, o->text.len)) {
            return false;
        }
        *out = pl_out_take(o, 0, ev->arena);
        out->flags |= ev->autoescape ? PL_MARKUP : 0;
        return true;
    }
    if (!o->mark_len) {
        bool ok = pl_text_grow(ev, first, pl_buf_view(&o->text), out);
        out->flags |= ok ? flags : 0;
        return ok;
    }
    pl_value rest = pl_out_take(o, 0, ev->arena);
    return pl_text_join2(ev, first, rest, out);
}

bool pl_eval_concat(pl_eval *ev, const pl_node *node, pl_value *out) {
    const pl_ref *items = pl_items_of(pl_extra(ev), node);
    pl_out *o = pl_capture_begin(ev);
    bool ok = true;
    pl_value first = {.kind = PL_UNSET};
    for (uint32_t i = 0; ok && i < node->b; i++) {
        pl_value v;
        ok = pl_eval_expr(ev, items[i], &v);
        if (ok && !i && !ev->autoescape && pl_text_grows(v)) {
            first = v;
            first.flags &= (uint8_t)~PL_MARKUP;
        } else if (ok) {
            ok = put_operand(ev, v, o);
        }
    }
    ok = ok && join_operands(ev, first, o, out);
    pl_capture_end(ev, o);
    return ok;
}
