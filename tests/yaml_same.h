/* tests/yaml_same.h: are two trees of YAML the same, places and all? */
#ifndef PL_TESTS_YAML_SAME_H
#define PL_TESTS_YAML_SAME_H

#include "project/yaml/yaml.h"

static inline bool pl_yaml_same(const pl_yaml *x, const pl_yaml *y) {
    if (x->kind != y->kind || x->flags != y->flags || x->depth != y->depth ||
        x->lo != y->lo || x->hi != y->hi || x->count != y->count) {
        return false;
    }
    if (x->kind < PL_YAML_SEQ) {
        bool text = x->scalar.kind == PL_STR;
        return x->scalar.kind == y->scalar.kind &&
               (text ? pl_str_eq(pl_str_from(x->scalar), pl_str_from(y->scalar))
                     : x->scalar.as.i == y->scalar.as.i);
    }
    for (uint32_t i = 0; i < x->count; i++) {
        bool child =
            x->kind == PL_YAML_SEQ
                ? pl_yaml_same(x->as.items[i], y->as.items[i])
                : pl_yaml_same(x->as.entries[i].key, y->as.entries[i].key) &&
                      pl_yaml_same(x->as.entries[i].value, y->as.entries[i].value);
        if (!child) {
            return false;
        }
    }
    return true;
}

#endif
