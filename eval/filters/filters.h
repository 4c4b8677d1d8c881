/* eval/filters/filters.h: Jinja2's filters and tests, found by name.
 *
 * Filters and tests are pl_natives whose argv[0] is the value filtered or tested; a test
 * gives a PL_BOOL. The tables are eval/filters/filters.def and tests.def. */
#ifndef PL_EVAL_FILTERS_FILTERS_H
#define PL_EVAL_FILTERS_FILTERS_H

#include "eval/value/run.h"

const pl_native *pl_filter_find(pl_str name, pl_mode mode);
const pl_native *pl_test_find(pl_str name);

#endif
