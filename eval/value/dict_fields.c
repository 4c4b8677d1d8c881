/* Dicts with texts as keys: reading and building. */
#include "eval/value/dict_fields.h"

pl_value pl_field(const pl_dict *d, const char *key) {
    const pl_value *v = d ? pl_dict_find(d, pl_str_of(key)) : NULL;
    return v ? *v : (pl_value){.kind = PL_UNSET};
}

pl_dict *pl_field_dict(const pl_dict *d, const char *key) {
    pl_value v = pl_field(d, key);
    return v.kind == PL_DICT ? v.as.dict : NULL;
}

const pl_list *pl_field_list(const pl_dict *d, const char *key) {
    pl_value v = pl_field(d, key);
    return v.kind == PL_LIST ? v.as.list : NULL;
}

pl_str pl_field_str(const pl_dict *d, const char *key) {
    pl_value v = pl_field(d, key);
    return v.kind == PL_STR ? pl_str_from(v) : (pl_str){"", 0};
}

pl_value pl_field_or_none(const pl_dict *d, const char *key) {
    pl_value v = pl_field(d, key);
    return v.kind == PL_UNSET ? pl_none() : v;
}

bool pl_field_is_true(const pl_dict *d, const char *key) {
    pl_value v = pl_field(d, key);
    return v.kind == PL_BOOL && v.as.i;
}

void pl_put(pl_arena *a, pl_dict *d, const char *key, pl_value v) {
    pl_dict_put_str(a, d, pl_str_of(key), v);
}

void pl_put_field(pl_arena *a, pl_dict *to, const pl_dict *d, const char *key,
                  pl_value otherwise) {
    pl_value v = pl_field(d, key);
    pl_put(a, to, key, v.kind == PL_UNSET ? otherwise : v);
}

pl_dict *pl_new_dict(pl_arena *a) {
    return pl_dict_new(a, 0).as.dict;
}

pl_value pl_dict_value(pl_dict *d) {
    return (pl_value){.kind = PL_DICT, .as.dict = d};
}

pl_value pl_new_list(pl_arena *a) {
    return pl_list_new(a, 0);
}

pl_dict *pl_dict_without(pl_arena *a, const pl_dict *d, const char *const *keys) {
    pl_dict *copy = pl_new_dict(a);
    uint32_t i = 0;
    for (const pl_dict_entry *e; d && (e = pl_dict_next(d, &i)) != NULL;) {
        if (e->key.kind == PL_STR && !(keys && pl_str_in(pl_str_from(e->key), keys))) {
            pl_dict_put_str(a, copy, pl_str_from(e->key), e->value);
        }
    }
    return copy;
}
