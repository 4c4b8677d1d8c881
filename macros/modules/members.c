/* What the modules share: tables of functions, integer arguments. */
#include "macros/modules/modules_priv.h"

void pl_module_put(pl_eval *ev, pl_dict *into, pl_module_table table) {
    for (uint32_t i = 0; i < table.count; i++) {
        pl_value fn = pl_bound_new(ev->arena, &table.at[i], (pl_value){0});
        pl_dict_put_str(ev->arena, into, pl_str_of(table.at[i].name), fn);
    }
}

pl_found pl_module_method(pl_eval *ev, pl_module_table table, pl_object *self,
                          pl_str name, pl_value *out) {
    for (uint32_t i = 0; i < table.count; i++) {
        if (pl_str_eq(name, pl_str_of(table.at[i].name))) {
            *out = pl_bound_new(ev->arena, &table.at[i], pl_object_value(self));
            return PL_FOUND;
        }
    }
    return PL_MISSING;
}

bool pl_module_int(pl_eval *ev, pl_value v, int64_t fallback, int64_t *out) {
    *out = fallback;
    if (!pl_module_given(v)) {
        return true;
    }
    if (v.kind == PL_UNDEFINED) {
        return pl_raise_undefined(ev, v);
    }
    if (!pl_is_int(v)) {
        return pl_raise(ev, PL_EXC_TYPE,
                        "'%s' object cannot be interpreted as an integer",
                        pl_type_name(v));
    }
    return pl_as_int64(v, out) ||
           pl_raise(ev, PL_EXC_OVERFLOW, "Python int too large to convert to C int");
}
