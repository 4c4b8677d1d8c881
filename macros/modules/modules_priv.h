/* macros/modules/modules_priv.h: what the modules share. */
#ifndef PL_MACROS_MODULES_MODULES_PRIV_H
#define PL_MACROS_MODULES_MODULES_PRIV_H

#include "eval/eval.h"
#include "eval/text/text.h"
#include "macros/modules/modules.h"
#include "support/utf8.h"

/* Members of each module. */
void pl_module_datetime(pl_eval *ev, pl_dict *into);
void pl_module_itertools(pl_eval *ev, pl_dict *into);
void pl_module_pytz(pl_eval *ev, pl_dict *into);
void pl_module_re(pl_eval *ev, pl_dict *into);

/* A table of functions, as members of a module or as methods of an object. */
typedef struct pl_module_table {
    const pl_native *at;
    uint32_t count;
} pl_module_table;
#define PL_MODULE_TABLE(array)                                                         \
    ((pl_module_table){(array), sizeof(array) / sizeof *(array)})

void pl_module_put(pl_eval *ev, pl_dict *into, pl_module_table table);
static inline void pl_module_put_value(pl_eval *ev, pl_dict *into, pl_str name,
                                       pl_value v) {
    pl_dict_put_str(ev->arena, into, name, v);
}
pl_found pl_module_method(pl_eval *ev, pl_module_table table, pl_object *self,
                          pl_str name, pl_value *out);

static inline bool pl_module_given(pl_value v) {
    return v.kind != PL_UNSET;
}
static inline pl_value pl_module_or(pl_value v, pl_value fallback) {
    return v.kind != PL_UNSET ? v : fallback;
}
/* An integer argument; TypeError for anything else. */
bool pl_module_int(pl_eval *ev, pl_value v, int64_t fallback, int64_t *out);
/* A value for an object that is never written to. */
static inline pl_value pl_module_object(const void *obj) {
    union {
        const void *in;
        void *out;
    } as = {.in = obj};
    return pl_object_value(as.out);
}
/* Is it an object of this class? */
static inline bool pl_module_is(pl_value v, const pl_class *cls) {
    return v.kind == PL_OBJECT && v.as.obj->cls == cls;
}

#endif
