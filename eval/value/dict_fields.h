/* eval/value/dict_fields.h: dicts with texts as keys, as files of YAML and JSON give them. */
#ifndef PL_EVAL_VALUE_DICT_FIELDS_H
#define PL_EVAL_VALUE_DICT_FIELDS_H

#include "eval/value/value.h"

/* The value of `key`, or PL_UNSET. */
pl_value pl_field(const pl_dict *d, const char *key);
/* NULL when absent or of another type. */
pl_dict *pl_field_dict(const pl_dict *d, const char *key);
const pl_list *pl_field_list(const pl_dict *d, const char *key);
/* Empty when absent or no text. */
pl_str pl_field_str(const pl_dict *d, const char *key);
/* The value, or None. */
pl_value pl_field_or_none(const pl_dict *d, const char *key);
bool pl_field_is_true(const pl_dict *d, const char *key);
void pl_put(pl_arena *a, pl_dict *d, const char *key, pl_value v);
/* d[key], or `otherwise` when absent, goes to `to`. */
void pl_put_field(pl_arena *a, pl_dict *to, const pl_dict *d, const char *key,
                  pl_value otherwise);
pl_dict *pl_new_dict(pl_arena *a);
pl_value pl_dict_value(pl_dict *d);
pl_value pl_new_list(pl_arena *a);
/* A shallow copy without the keys listed (NULL-terminated; may be NULL). */
pl_dict *pl_dict_without(pl_arena *a, const pl_dict *d, const char *const *keys);

#endif
