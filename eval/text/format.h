/* eval/text/format.h: text made by a format: `%`, str.format and format(). */
#ifndef PL_EVAL_TEXT_FORMAT_H
#define PL_EVAL_TEXT_FORMAT_H

#include "eval/value/run.h"

/* `format % args` and str.format (the sandboxed one) and format(v, spec). */
bool pl_percent_format(pl_eval *ev, pl_value format, pl_value args, pl_value *out);
bool pl_str_format(pl_eval *ev, pl_value format, pl_value args, pl_value kwargs,
                   pl_value *out);
bool pl_format_spec(pl_eval *ev, pl_value v, pl_str spec, pl_out *to);

#endif
