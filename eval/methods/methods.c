/* Finding a method by the kind of the value and the method's name. */
#include "eval/methods/methods.h"

#define LETTER(c) (1u << ((c) - 'a'))

/* Most names asked of a dict are keys: lengths and first letters tell almost all of
 * them from its methods. */
static bool may_be_dict_method(pl_str name) {
    const uint32_t lengths =
        1u << 3 | 1u << 4 | 1u << 5 | 1u << 6 | 1u << 7 | 1u << 8 | 1u << 10;
    const uint32_t letters = LETTER('c') | LETTER('f') | LETTER('g') | LETTER('i') |
                             LETTER('k') | LETTER('p') | LETTER('s') | LETTER('u') |
                             LETTER('v');
    return name.len <= 10 && (lengths >> name.len & 1) && name.at[0] >= 'a' &&
           name.at[0] <= 'z' && (letters & LETTER(name.at[0]));
}

const pl_native *pl_method_find(pl_value v, pl_str name) {
    if (!name.len) {
        return NULL;
    }
    switch (v.kind) {
    case PL_STR:
        if (v.flags & PL_MARKUP) {
            const pl_native *own =
                pl_method_in(pl_markup_methods, pl_markup_method_count, name);
            if (own) {
                return own;
            }
        }
        return pl_method_in(pl_str_methods, pl_str_method_count, name);
    case PL_LIST:
        return pl_method_in(pl_list_methods, pl_list_method_count, name);
    case PL_TUPLE:
        return pl_method_in(pl_tuple_methods, pl_tuple_method_count, name);
    case PL_DICT:
        if (!may_be_dict_method(name)) {
            return NULL;
        }
        return pl_method_in(pl_dict_methods, pl_dict_method_count, name);
    case PL_SET:
        return pl_method_in(pl_set_methods, pl_set_method_count, name);
    case PL_INT:
    case PL_BOOL:
    case PL_BIG:
        return pl_method_in(pl_int_methods, pl_int_method_count, name);
    case PL_FLOAT:
        return pl_method_in(pl_float_methods, pl_float_method_count, name);
    case PL_RANGE:
        return pl_method_in(pl_range_methods, pl_range_method_count, name);
    default:
        return NULL;
    }
}

const pl_native *pl_view_method_find(pl_str name) {
    return pl_method_in(pl_keys_methods, pl_keys_method_count, name);
}
