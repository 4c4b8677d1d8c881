/* tests/yaml_same.h: are two trees of YAML the same, places and all? */
#ifndef PL_TESTS_YAML_SAME_H
#define PL_TESTS_YAML_SAME_H

#include "eval/ops/python_text.h"
#include "project/yaml/yaml.h"

/* As Python writes them: an integer of any size has no one place where it lies. */
static inline bool pl_scalar_same(pl_value x, pl_value y) {
    pl_arena a = {0};
    bool same =
        x.kind == y.kind && pl_str_eq(pl_python_repr(&a, x), pl_python_repr(&a, y));
    pl_arena_free(&a);
    return same;
}

static inline bool pl_yaml_same(const pl_yaml *x, const pl_yaml *y) {
    if (x->kind != y->kind || x->flags != y->flags || x->depth != y->depth ||
        x->lo != y->lo || x->hi != y->hi || x->count != y->count) {
        return false;
    }
    if (x->kind < PL_YAML_SEQ) {
        return pl_scalar_same(x->scalar, y->scalar);
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
