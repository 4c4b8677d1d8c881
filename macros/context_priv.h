/* macros/context_priv.h: what the files of the dbt context share. */
#ifndef PL_MACROS_CONTEXT_PRIV_H
#define PL_MACROS_CONTEXT_PRIV_H

#include "macros/context/arguments.h"
#include "macros/context/members.h"
#include "macros/warehouse/warehouse.h"

/* ---- a fixed set of functions with a name: `exceptions`, `validation` */

typedef struct pl_bundle {
    pl_object base; /* cls is &pl_bundle_class */
    const pl_native *at;
    uint32_t len;
} pl_bundle;
extern const pl_class pl_bundle_class;

/* ---- this folder's share of a render */

typedef struct pl_dbt_own {
    /* The macros under way, outermost first: stack[0 .. pl_interp_of(ev)->macro_depth). */
    const pl_macro_def *stack[PL_CALL_DEPTH + 1];
    pl_value added; /* PL_DICT: what context.update() put in; PL_UNSET: nothing */
} pl_dbt_own;

/* unique_ids of the macros under way. */
pl_value pl_macro_stack(pl_eval *ev, const pl_dbt *d);

#endif
