/* eval/methods/methods.h: the methods of the built-in types, as tables sorted by name.
 *
 * A method is a pl_native_fn whose argv[0] is the value that it is a method of. */
#ifndef PL_EVAL_METHODS_METHODS_H
#define PL_EVAL_METHODS_METHODS_H

#include "eval/value/run.h"

/* The method `name` of a table, or NULL. Cost: logarithmic. */
const pl_native *pl_method_in(const pl_native *table, uint32_t count, pl_str name);
extern const pl_native pl_str_methods[], pl_list_methods[], pl_tuple_methods[],
    pl_dict_methods[], pl_set_methods[], pl_int_methods[], pl_float_methods[],
    pl_range_methods[], pl_keys_methods[], pl_markup_methods[];
extern const uint32_t pl_str_method_count, pl_list_method_count, pl_tuple_method_count,
    pl_dict_method_count, pl_set_method_count, pl_int_method_count,
    pl_float_method_count, pl_range_method_count, pl_keys_method_count,
    pl_markup_method_count;

/* Methods of built-in types; NULL: no such method. */
const pl_native *pl_method_find(pl_value v, pl_str name);
/* Of dict.keys() and dict.items(). */
const pl_native *pl_view_method_find(pl_str name);

#endif
