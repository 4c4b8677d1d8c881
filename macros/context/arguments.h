/* macros/context/arguments.h: what the members of dbt's context do with their arguments
 * and errors. Texts that are made live in the render's arena. */
#ifndef PL_MACROS_CONTEXT_ARGUMENTS_H
#define PL_MACROS_CONTEXT_ARGUMENTS_H

#include "macros/context/context.h"

/* A const object as a value; it is never written to. */
static inline pl_value pl_const_object(const void *obj) {
    return (pl_value){.kind = PL_OBJECT, .as.obj = (pl_object *)(uintptr_t)obj};
}

static inline bool pl_given(pl_value v) {
    return v.kind != PL_UNSET;
}
/* A parameter whose default is None. */
static inline pl_value pl_or_none(pl_value v) {
    return v.kind == PL_UNSET ? pl_none() : v;
}
/* Provenance of all arguments. */
uint8_t pl_call_flags(const pl_call *call);
/* A keyword argument, or NULL. */
const pl_value *pl_call_keyword(const pl_call *call, const char *name);
/* str(v), without marks. */
bool pl_text_of(pl_eval *ev, pl_value v, pl_str *out);
/* repr(v) */
bool pl_repr_of(pl_eval *ev, pl_value v, pl_str *out);
/* v[name] or v.name as a template would say it; PL_UNDEFINED where there is none. */
bool pl_member_of(pl_eval *ev, pl_value v, const char *name, pl_value *out);
/* The same through Python's dict.get: PL_MISSING where there is none. */
pl_found pl_dict_member(const pl_dict *d, const char *name, pl_value *out);

/* An error with a precise code. Returns false. */
bool pl_raise_code(pl_eval *ev, pl_diag_code code, pl_exc kind, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The error in flight is dealt with. */
static inline void pl_catch(pl_eval *ev) {
    ev->error.kind = PL_EXC_NONE;
}

/* Is the template run for its effects only, before anything is known? */
static inline bool pl_is_parse(const pl_dbt *d) {
    return d->phase == PL_PHASE_PARSE;
}
/* Are adapter's answers stand-ins? */
static inline bool pl_is_stand_in(const pl_dbt *d) {
    return d->phase != PL_PHASE_COMPILE;
}

/* PL_EXC_WAREHOUSE: "`what` needs an answer of the warehouse". Returns false. */
bool pl_need_warehouse(pl_eval *ev, const char *what);

#endif
