/* eval/ops/ops_priv.h: what the files of operators share. */
#ifndef PL_EVAL_OPS_OPS_PRIV_H
#define PL_EVAL_OPS_OPS_PRIV_H

#include "eval/ops/ops.h"
#include "eval/value/value_priv.h"

bool pl_float_binary(pl_eval *ev, int op, double l, double r, pl_value *out);
/* A negative float to a fractional power: a complex number. */
pl_value pl_complex_pow(pl_arena *a, double base, double exponent);
bool pl_is_complex(pl_value v);
/* Does Python's type have this name with underscores? */
bool pl_has_dunder(pl_value v, pl_str name);
/* What a call of captured undefined gives. */
pl_value pl_swallowed_call(pl_eval *ev, pl_value v);

#endif
