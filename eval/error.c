/* Raising errors, limits and undefined values. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "eval/eval.h"

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

static pl_value undefined(pl_eval *ev, pl_str hint, pl_str name, pl_value object) {
    pl_undef *u = PL_NEW(ev->arena, pl_undef);
    u->hint = hint;
    u->name = name;
    u->object = object;
    pl_value v = pl_undefined_plain(u);
    v.flags = ev->mode == PL_MODE_CAPTURE && !ev->macro_depth ? PL_CAPTURE : 0;
    return v;
}

pl_value pl_undefined_name(pl_eval *ev, pl_str name) {
    return undefined(ev, PL_S(""), name, (pl_value){.kind = PL_UNSET});
}

pl_value pl_undefined_attr(pl_eval *ev, pl_value object, pl_str name) {
    return undefined(ev, PL_S(""), name, object);
}

pl_value pl_undefined_hint(pl_eval *ev, pl_str hint) {
    return undefined(ev, hint, PL_S(""), (pl_value){.kind = PL_UNSET});
}

static pl_str quoted(pl_eval *ev, pl_str name) {
    pl_buf b = {0};
    pl_str_repr(&b, name);
    pl_str text = pl_buf_take(&b, ev->arena);
    pl_buf_free(&b);
    return text;
}

bool pl_raise_undefined(pl_eval *ev, pl_value v) {
    const pl_undef *u = v.as.undef;
    if (u->hint.len) { /* dbt's kind does not know what the sandbox would raise */
        bool unsafe = u->unsafe && !(v.flags & PL_CAPTURE);
        return pl_raise_str(ev, unsafe ? PL_EXC_SECURITY : PL_EXC_UNDEFINED, u->hint);
    }
    if (u->source) {
        return pl_raise(ev, PL_EXC_UNDEFINED,
                        "the inline if-expression on line %u evaluated to false and no "
                        "else section was defined.",
                        pl_source_line(u->source, u->lo));
    }
    pl_str name = quoted(ev, u->name);
    if (u->object.kind == PL_UNSET) {
        return pl_raise(ev, PL_EXC_UNDEFINED, "%.*s is undefined", PL_FMT(name));
    }
    pl_str type = pl_type_repr(ev->arena, u->object);
    return pl_raise(ev, PL_EXC_UNDEFINED, "'%.*s' has no attribute %.*s", PL_FMT(type),
                    PL_FMT(name));
}
