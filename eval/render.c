/* A render from start to end. */
#include "eval/interp_priv.h"

void pl_interp_init(pl_interp *interp, pl_arena *arena, const pl_host *host,
                    void *host_data, pl_mode mode) {
    *interp = (pl_interp){.host = host};
    pl_run_init(&interp->ev, arena, &pl_ops_access);
    interp->ev.host_data = host_data;
    interp->ev.mode = mode;
    interp->ev.undefined_flags = pl_undefined_flags(interp);
}

void pl_interp_done(pl_interp *interp) {
    pl_run_done(&interp->ev);
}

bool pl_call_enter(pl_eval *ev) {
    pl_interp *interp = pl_interp_of(ev);
    const char *here = __builtin_frame_address(0);
    if (!interp->stack_floor) {
        interp->stack_floor = (const char *)((uintptr_t)here - PL_STACK_BYTES);
    }
    if (ev->depth >= PL_CALL_DEPTH || (uintptr_t)here < (uintptr_t)interp->stack_floor) {
        return pl_raise(ev, PL_EXC_RECURSION, "maximum recursion depth exceeded");
    }
    ev->depth++;
    return true;
}

static bool run_root(pl_interp *interp, const pl_unit *u) {
    const pl_function *f = &u->ast->functions[0];
    pl_eval *ev = &interp->ev;
    if (!pl_call_enter(ev)) {
        return false;
    }
    pl_frame *frame_before = interp->frame;
    const pl_unit *unit_before = interp->unit;
    interp->unit = u;
    interp->frame = pl_frame_new(ev, u, 0, NULL);
    pl_enter_scope(ev, f->scope);
    bool ok = pl_exec(ev, f->body) != PL_FLOW_FAIL && pl_check_joinable(ev);
    interp->frame = frame_before;
    interp->unit = unit_before;
    pl_call_leave(ev);
    return ok;
}

bool pl_render(pl_interp *interp, const pl_unit *u) {
    return run_root(interp, u);
}

bool pl_render_native(pl_interp *interp, const pl_unit *u, pl_value *out) {
    void *saved;
    pl_native_begin(&interp->ev, &saved);
    bool ok = run_root(interp, u);
    return pl_native_end(&interp->ev, saved, out) && ok;
}
