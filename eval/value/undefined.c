/* Undefined values, and the errors that using them gives. */
#include "eval/value/run.h"

static pl_value undefined(pl_eval *ev, pl_str hint, pl_str name, pl_value object) {
    pl_undef *u = PL_NEW(ev->arena, pl_undef);
    u->hint = hint;
    u->name = name;
    u->object = object;
    pl_value v = pl_undefined_plain(u);
    v.flags = ev->undefined_flags;
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
