/* What the members do with their arguments and errors. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "macros/context/arguments.h"

uint8_t pl_call_flags(const pl_call *call) {
    uint8_t flags = 0;
    for (uint32_t i = 0; i < call->arg_count; i++) {
        flags |= call->args[i].flags;
    }
    for (uint32_t i = 0; i < call->kwarg_count; i++) {
        flags |= call->kwargs[i].flags;
    }
    return flags & PL_PROVENANCE;
}

const pl_value *pl_call_keyword(const pl_call *call, const char *name) {
    for (uint32_t i = 0; i < call->kwarg_count; i++) {
        if (pl_str_eq(call->names[i], pl_str_of(name))) {
            return &call->kwargs[i];
        }
    }
    return NULL;
}

bool pl_text_of(pl_eval *ev, pl_value v, pl_str *out) {
    pl_value text;
    if (!pl_to_str(ev, v, &text)) {
        return false;
    }
    *out = pl_str_from(text);
    return true;
}

bool pl_repr_of(pl_eval *ev, pl_value v, pl_str *out) {
    pl_out *o = pl_capture_begin(ev);
    bool ok = pl_repr(ev, v, o);
    if (ok) {
        *out = pl_str_from(pl_out_take(o, 0, ev->arena));
    }
    pl_capture_end(ev, o);
    return ok;
}

bool pl_member_of(pl_eval *ev, pl_value v, const char *name, pl_value *out) {
    return pl_getitem(ev, v, pl_string(pl_str_of(name)), out);
}

pl_found pl_dict_member(const pl_dict *d, const char *name, pl_value *out) {
    const pl_value *v = pl_dict_find(d, pl_str_of(name));
    if (!v) {
        return PL_MISSING;
    }
    *out = *v;
    return PL_FOUND;
}

bool pl_raise_code(pl_eval *ev, pl_diag_code code, pl_exc kind, const char *format,
                   ...) {
    char *text = NULL;
    va_list args;
    va_start(args, format);
    int len = vasprintf(&text, format, args);
    va_end(args);
    if (len < 0) {
        pl_out_of_memory();
    }
    pl_raise_str(ev, kind, pl_str_copy(ev->arena, (pl_str){text, (uint32_t)len}));
    free(text);
    ev->error.code = code;
    return false;
}

bool pl_need_warehouse(pl_eval *ev, const char *what) {
    return pl_raise_code(ev, PL_E0430, PL_EXC_WAREHOUSE,
                         "%s needs an answer of the warehouse", what);
}
