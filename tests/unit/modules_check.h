/* tests/unit/modules_check.h: a host whose only name is `modules`, with the clock at
 * 2023-11-14 22:13:20.123456 UTC. */
#ifndef PL_TESTS_UNIT_MODULES_CHECK_H
#define PL_TESTS_UNIT_MODULES_CHECK_H

#include "macros/context/context.h"
#include "macros/modules/modules.h"
#include "tests/unit/render_check.h"

static pl_found modules_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    (void)self;
    return pl_module_find(ev, name, out);
}

static const pl_class modules_class = {.name = "dict", .attr = modules_attr};
static pl_object modules_object = {&modules_class};

static pl_found resolve_modules(pl_eval *ev, pl_str name, uint32_t hash,
                                pl_value *out) {
    (void)ev;
    (void)hash;
    if (!PL_STR_IS(name, "modules")) {
        return PL_MISSING;
    }
    *out = pl_object_value(&modules_object);
    return PL_FOUND;
}

static inline void modules_check(const render_row *rows, size_t count) {
    static const pl_host host = {.resolve = resolve_modules};
    pl_dbt dbt = {.now_us = 1700000000123456};
    render_check(&host, &dbt, rows, count);
}

#endif
