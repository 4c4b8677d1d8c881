/* eval/ops/python_text.h: Python operations on values outside any render. */
#ifndef PL_EVAL_OPS_PYTHON_TEXT_H
#define PL_EVAL_OPS_PYTHON_TEXT_H

#include "eval/value/value.h"

/* repr(v), str(v). */
pl_str pl_python_repr(pl_arena *a, pl_value v);
pl_str pl_python_str(pl_arena *a, pl_value v);

/* d[key] = value for any hashable key; an unhashable one is left out. */
void pl_python_put(pl_arena *a, pl_dict *d, pl_value key, pl_value value);

bool pl_python_truth(pl_value v);
bool pl_python_equal(pl_arena *a, pl_value x, pl_value y);

/* ast.literal_eval; false: no literal. */
bool pl_python_literal(pl_arena *a, pl_str text, pl_value *out);

/* ['a', 'b'] of texts, as Python prints the list. */
pl_str pl_python_list(pl_arena *a, const pl_str *at, uint32_t count);

#endif
