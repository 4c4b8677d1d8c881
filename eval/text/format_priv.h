/* eval/text/format_priv.h: what `%`, str.format and format() share. */
#ifndef PL_EVAL_TEXT_FORMAT_PRIV_H
#define PL_EVAL_TEXT_FORMAT_PRIV_H

#include "eval/text/format.h"
#include "eval/value/value_priv.h"

/* Digits of |f| in a printf layout: 'e', 'f', 'g' or their capitals; `alternate` keeps
 * the point and trailing zeros. inf and nan too. */
bool pl_format_double(pl_eval *ev, double f, char type, int precision, bool alternate,
                      pl_buf *to);
/* "inf" and "nan", sign aside; false: a finite number. */
bool pl_format_special(double f, bool capitals, pl_buf *to);
/* ascii(): repr with everything beyond ASCII escaped. */
bool pl_ascii(pl_eval *ev, pl_value v, pl_out *to);
/* int(f) with Python's errors for inf and nan. */
bool pl_truncate_double(pl_eval *ev, double f, pl_value *out);

enum { PL_FORMAT_MAX = 1 << 30 }; /* width and precision */

/* The character that %c is given as a number; half a surrogate pair is none. */
bool pl_format_code(pl_eval *ev, pl_value v, int64_t *out);

#endif
