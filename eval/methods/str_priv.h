/* eval/methods/str_priv.h: methods of str that stand in files of their own. */
#ifndef PL_EVAL_METHODS_STR_PRIV_H
#define PL_EVAL_METHODS_STR_PRIV_H

#include "eval/methods/methods.h"
#include "eval/value/value_priv.h"

/* methods_str_find.c */
pl_native_fn pl_str_count, pl_str_endswith, pl_str_find_method, pl_str_index,
    pl_str_rfind_method, pl_str_rindex, pl_str_startswith;

/* methods_str_is.c */
pl_native_fn pl_str_isalnum, pl_str_isalpha, pl_str_isascii, pl_str_isdecimal,
    pl_str_isdigit, pl_str_isidentifier, pl_str_islower, pl_str_isnumeric,
    pl_str_isprintable, pl_str_isspace, pl_str_istitle, pl_str_isupper;

/* methods_str_table.c */
pl_native_fn pl_str_maketrans, pl_str_translate, pl_str_encode;

#endif
