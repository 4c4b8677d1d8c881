/* eval/ops/ops.h: Python's operators, attributes, items and calls of any value. */
#ifndef PL_EVAL_OPS_OPS_H
#define PL_EVAL_OPS_OPS_H

#include "eval/value/run.h"

/* The functions of this room that the rooms below it are handed. */
extern const pl_access pl_ops_access;

/* ---- operators */

/* `op` is PL_OP_ADD..PL_OP_POW. */
bool pl_binary(pl_eval *ev, int op, pl_value l, pl_value r, pl_value *out);
bool pl_negate(pl_eval *ev, pl_value v, pl_value *out);
bool pl_positive(pl_eval *ev, pl_value v, pl_value *out);

/* ---- attributes and items */

/* Jinja2's environment.getattr (`x.name`: attribute, then item) and getitem (`x[key]`:
 * item, then attribute): an undefined value when there is neither. Sandboxed: names
 * that start with '_' are unsafe. */
bool pl_getattr(pl_eval *ev, pl_value v, pl_str name, uint32_t hash, pl_value *out);
bool pl_getitem(pl_eval *ev, pl_value v, pl_value key, pl_value *out);
/* v[name] found nothing: Jinja2 then tries the attribute. */
bool pl_getattr_after_item(pl_eval *ev, pl_value v, pl_str name, pl_value *out);

/* ---- calls */

/* An attribute in Python's own sense (methods and fields, no items). PL_MISSING: no
 * such. */
pl_found pl_attribute(pl_eval *ev, pl_value v, pl_str name, pl_value *out);

bool pl_call_value(pl_eval *ev, pl_value callee, const pl_call *call, pl_value *out);
bool pl_is_callable(pl_value v);
/* Bind `call` to `fn`'s parameters and run it. `self` becomes argv[0]. */
bool pl_native_call(pl_eval *ev, const pl_native *fn, pl_value self,
                    const pl_call *call, pl_value *out);

#endif
