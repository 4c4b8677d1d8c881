/* A render from start to end: its limits, its capture buffers. */
#include <stdlib.h>

#include "eval/interp_priv.h"

/* Capture buffers are used like a stack and kept for reuse. */
typedef struct pl_captures {
    pl_out **at;
    uint32_t used, made, cap;
} pl_captures;

void pl_eval_init(pl_eval *ev, pl_arena *arena, const pl_host *host, void *host_data,
                  pl_mode mode) {
    memset(ev, 0, sizeof *ev);
    ev->arena = arena;
    ev->host = host;
    ev->host_data = host_data;
    ev->mode = mode;
    ev->fuel = PL_FUEL_DEFAULT;
    ev->budget = PL_BUDGET_DEFAULT;
    ev->captures = PL_NEW(arena, pl_captures);
}

void pl_eval_done(pl_eval *ev) {
    pl_captures *c = ev->captures;
    for (uint32_t i = 0; i < c->made; i++) {
        pl_out_free(c->at[i]);
        free(c->at[i]);
    }
    free(c->at);
    memset(c, 0, sizeof *c);
}

pl_out *pl_capture_begin(pl_eval *ev) {
    pl_captures *c = ev->captures;
    if (c->used == c->made) {
        if (c->made == c->cap) {
            c->cap = c->cap ? c->cap * 2 : 8;
            c->at = pl_xrealloc(c->at, c->cap * sizeof(pl_out *));
        }
        c->at[c->made] = pl_xmalloc(sizeof(pl_out));
        memset(c->at[c->made++], 0, sizeof(pl_out));
    }
    pl_out *o = c->at[c->used++];
    pl_out_truncate(o, 0);
    o->flags = 0;
    return o;
}

void pl_capture_end(pl_eval *ev, pl_out *o) {
    (void)o;
    ev->captures->used--;
}

uint32_t pl_captures_used(const pl_eval *ev) {
    return ev->captures->used;
}

void pl_captures_reset(pl_eval *ev, uint32_t used) {
    ev->captures->used = used;
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
