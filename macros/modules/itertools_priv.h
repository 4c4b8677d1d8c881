/* macros/modules/itertools_priv.h: the two parts of modules.itertools. */
#ifndef PL_MACROS_MODULES_ITERTOOLS_PRIV_H
#define PL_MACROS_MODULES_ITERTOOLS_PRIV_H

#include "macros/modules/modules_priv.h"

pl_value pl_itertools_iter(pl_eval *ev, const char *name,
                           pl_found (*next)(pl_eval *, pl_iter *, pl_value *),
                           void *state);
/* The one keyword that `who` takes, from its dict of keywords. */
bool pl_itertools_keyword(pl_eval *ev, pl_value kwargs, const char *who,
                          const char *name, pl_value fallback, pl_value *out);

/* product, permutations, combinations, combinations_with_replacement */
extern const pl_module_table pl_itertools_combinatorics;

#endif
