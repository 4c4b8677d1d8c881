/* Raising errors, and limits. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "eval/value/run.h"

bool pl_raise_str(pl_eval *ev, pl_exc kind, pl_str text) {
    ev->error.kind = kind;
    ev->error.text = text;
    ev->error.ast = NULL;
    ev->error.lo = 0;
    ev->error.code = 0;
    ev->error.dbt_kind = NULL;
    ev->error.trace_len = 0;
    return false;
}

bool pl_raise(pl_eval *ev, pl_exc kind, const char *format, ...) {
    char *text = NULL;
    va_list args;
    va_start(args, format);
    int len = vasprintf(&text, format, args);
    va_end(args);
    if (len < 0) {
        pl_out_of_memory();
    }
    pl_str kept = pl_str_copy(ev->arena, (pl_str){text, (uint32_t)len});
    free(text);
    return pl_raise_str(ev, kind, kept);
}

void pl_run_limit(pl_eval *ev, pl_limits limits) {
    if (limits.steps) {
        ev->rest = limits.steps;
        ev->fuel = 0;
    }
    if (limits.bytes) {
        ev->budget = limits.bytes;
        ev->most = pl_arena_used(ev->arena) + (size_t)limits.bytes;
    }
}

void pl_run_share(pl_eval *inner, const pl_eval *outer) {
    inner->fuel = outer->fuel;
    inner->rest = outer->rest;
    inner->budget = outer->budget;
    inner->most = outer->most;
    inner->looks = outer->looks;
    inner->since = outer->since;
}

/* The clock is the last resort, far behind the counts: which of them ends a render does
 * not depend on the machine. */
enum { STEPS_A_LOOK = 1024, LOOKS_A_CLOCK = 256, SECONDS_MAX = 60 };

static bool too_late(pl_eval *ev) {
    if (++ev->looks % LOOKS_A_CLOCK) {
        return false;
    }
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    ev->since = ev->since ? ev->since : now.tv_sec + 1;
    return now.tv_sec + 1 - ev->since > SECONDS_MAX;
}

bool pl_burn(pl_eval *ev, int64_t steps) {
    ev->fuel = steps > INT64_MAX / 2 ? INT64_MIN / 2 : ev->fuel - steps;
    if (ev->fuel >= 0) {
        return true;
    }
    ev->rest += ev->fuel;
    ev->fuel = 0;
    if (ev->rest < 0 || too_late(ev)) {
        return pl_raise(ev, PL_EXC_FUEL, "the template runs too long");
    }
    ev->fuel = ev->rest < STEPS_A_LOOK ? ev->rest : STEPS_A_LOOK;
    ev->rest -= ev->fuel;
    return pl_afford(ev, 0);
}

bool pl_afford(pl_eval *ev, int64_t bytes) {
    ev->budget = bytes > INT64_MAX / 2 ? INT64_MIN / 2 : ev->budget - bytes;
    if (ev->budget < 0 || pl_arena_used(ev->arena) > ev->most) {
        return pl_raise(ev, PL_EXC_FUEL, "the template makes too much text");
    }
    return true;
}

bool pl_error_caught(pl_eval *ev, pl_exc kind) {
    if (ev->error.kind != kind) {
        return false;
    }
    ev->error = (pl_error){0};
    return true;
}

bool pl_nest_enter(pl_eval *ev, pl_nest *n, const void *what) {
    *n = (pl_nest){what, ev->nest, ev->nest ? ev->nest->depth + 1 : 1};
    if (n->depth > PL_NEST_DEPTH) {
        return pl_raise(ev, PL_EXC_RECURSION, "maximum recursion depth exceeded");
    }
    ev->nest = n;
    return true;
}

bool pl_nest_has(const pl_eval *ev, const void *what) {
    for (const pl_nest *n = ev->nest; n; n = n->up) {
        if (n->what == what) {
            return true;
        }
    }
    return false;
}
