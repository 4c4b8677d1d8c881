/* An evaluation's begin and end, and its capture buffers. */
#include <stdlib.h>

#include "eval/value/run.h"

/* Capture buffers are used like a stack and kept for reuse. */
typedef struct pl_captures {
    pl_out **at;
    uint32_t used, made, cap;
} pl_captures;

void pl_run_init(pl_eval *ev, pl_arena *arena, const pl_access *access) {
    memset(ev, 0, sizeof *ev);
    ev->arena = arena;
    ev->access = access;
    pl_run_limit(ev, (pl_limits){PL_STEPS_DEFAULT, PL_BYTES_DEFAULT});
    ev->captures = PL_NEW(arena, pl_captures);
}

void pl_run_done(pl_eval *ev) {
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

bool pl_capture_take(pl_eval *ev, pl_out *o, pl_value *out) {
    bool ok = pl_afford(ev, o->text.len);
    if (ok) {
        *out = pl_out_take(o, 0, ev->arena);
    }
    pl_capture_end(ev, o);
    return ok;
}

bool pl_capture_drop(pl_eval *ev, pl_out *o) {
    pl_capture_end(ev, o);
    return false;
}
