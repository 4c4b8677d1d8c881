/* Raising errors, and limits. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

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

bool pl_burn(pl_eval *ev, int64_t steps) {
    ev->fuel -= steps;
    if (ev->fuel < 0) {
        return pl_raise(ev, PL_EXC_FUEL, "the template runs too long");
    }
    return true;
}

bool pl_afford(pl_eval *ev, int64_t bytes) {
    ev->budget -= bytes;
    if (ev->budget < 0) {
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
