/* A render from start to end. */
#include "eval/interp_priv.h"

void pl_eval_init(pl_eval *ev, pl_arena *arena, const pl_host *host, void *host_data,
                  pl_mode mode) {
    pl_run_init(ev, arena, &pl_ops_access);
    ev->host = host;
    ev->host_data = host_data;
    ev->mode = mode;
}

void pl_eval_done(pl_eval *ev) {
    pl_run_done(ev);
}

static void stack_limit(pl_eval *ev) {
    if (!ev->stack_floor) {
        ev->stack_floor =
            (const char *)((uintptr_t)__builtin_frame_address(0) - PL_STACK_BYTES);
    }
}

static bool run_root(pl_eval *ev, const pl_unit *u) {
    const pl_function *f = &u->ast->functions[0];
    pl_frame *frame_before = ev->frame;
    const pl_unit *unit_before = ev->unit;
    ev->unit = u;
    ev->frame = pl_frame_new(ev, u, 0, NULL);
    pl_enter_scope(ev, f->scope);
    bool ok = pl_exec(ev, f->body) != PL_FLOW_FAIL && pl_check_joinable(ev);
    ev->frame = frame_before;
    ev->unit = unit_before;
    return ok;
}

bool pl_render(pl_eval *ev, const pl_unit *u) {
    stack_limit(ev);
    return run_root(ev, u);
}

bool pl_render_native(pl_eval *ev, const pl_unit *u, pl_value *out) {
    stack_limit(ev);
    void *saved;
    pl_native_begin(ev, &saved);
    bool ok = run_root(ev, u);
    return pl_native_end(ev, saved, out) && ok;
}
