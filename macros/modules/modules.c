/* Finding the modules. */
#include "macros/modules/modules_priv.h"

pl_found pl_module_find(pl_eval *ev, pl_str name, pl_value *out) {
    static const struct {
        const char *name;
        void (*fill)(pl_eval *ev, pl_dict *into);
    } modules[] = {
        {"datetime", pl_module_datetime},
        {"itertools", pl_module_itertools},
        {"pytz", pl_module_pytz},
        {"re", pl_module_re},
    };
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++) {
        if (pl_str_eq(name, pl_str_of(modules[i].name))) {
            *out = pl_dict_new(ev->arena, 32);
            modules[i].fill(ev, out->as.dict);
            return PL_FOUND;
        }
    }
    return PL_MISSING;
}
