/* What a name, or an attribute of one, stands for while a template runs. */
#include "eval/interp_priv.h"

enum { STEPS = 1000, PARTS = 8 };

static bool is_path(const pl_eval *ev, pl_ref ref) {
    for (int i = 0; ref && i < PARTS; i++) {
        const pl_node *node = pl_node_at(ev, ref);
        switch ((int)node->kind) {
        case PL_NODE_NAME:
            return true;
        case PL_NODE_GETATTR:
            break;
        case PL_NODE_GETITEM:
            if (pl_node_at(ev, node->b)->kind != PL_NODE_CONST) {
                return false;
            }
            break;
        default:
            return false;
        }
        ref = node->a;
    }
    return false;
}

bool pl_peek(const pl_eval *ev, pl_ref expr, pl_value *out) {
    pl_interp probe = *pl_interp_of(ev);
    probe.observer = NULL;
    probe.ev.fuel = STEPS;
    probe.ev.rest = 0;
    return is_path(ev, expr) && pl_eval_expr(&probe.ev, expr, out);
}
