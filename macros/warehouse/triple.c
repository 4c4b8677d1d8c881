/* Three values by part of a relation: its path, and its quote and include policies. */
#include "macros/context/arguments.h"
#include "macros/warehouse/warehouse.h"

pl_value pl_triple_new(pl_arena *a, const char *name, const pl_value part[3]) {
    pl_triple *t = PL_NEW(a, pl_triple);
    *t = (pl_triple){{&pl_triple_class}, name, {part[0], part[1], part[2]}};
    return pl_object_value(t);
}

pl_value pl_policy_value(pl_arena *a, const char *name, const bool on[3]) {
    const pl_value part[3] = {pl_bool(on[0]), pl_bool(on[1]), pl_bool(on[2])};
    return pl_triple_new(a, name, part);
}

static const pl_triple *as_triple(const pl_object *self) {
    return (const pl_triple *)(const void *)self;
}

static bool get_part(pl_eval *ev, const pl_value *argv, pl_value *out) {
    uint32_t i = pl_is_str(argv[1]) ? pl_part_of(pl_str_from(argv[1])) : 3;
    if (i == 3) {
        pl_str shown;
        return pl_text_of(ev, argv[1], &shown) &&
               pl_raise(ev, PL_EXC_VALUE,
                        "Got a key of %.*s, expected one of [<ComponentName.Database: "
                        "'database'>, <ComponentName.Schema: 'schema'>, "
                        "<ComponentName.Identifier: 'identifier'>]",
                        PL_FMT(shown));
    }
    *out = as_triple(argv[0].as.obj)->part[i];
    return true;
}

static bool get(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    uint32_t i = pl_is_str(argv[1]) ? pl_part_of(pl_str_from(argv[1])) : 3;
    *out = i < 3 ? as_triple(argv[0].as.obj)->part[i] : pl_or_none(argv[2]);
    return true;
}

static bool replace(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_triple *t = as_triple(argv[0].as.obj);
    pl_value part[3];
    for (uint32_t i = 0; i < 3; i++) {
        part[i] = pl_given(argv[1 + i]) ? argv[1 + i] : t->part[i];
    }
    *out = pl_triple_new(ev->arena, t->name, part);
    return true;
}

static const pl_native methods[] = {
    {"get_part", get_part, 1, 1, 0, "key"},
    {"get", get, 1, 2, 0, "key,default"},
    {"replace", replace, 0, 3, 0, "database,schema,identifier"},
    {"incorporate", replace, 0, 3, 0, "database,schema,identifier"},
};

static pl_found triple_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    uint32_t i = pl_part_of(name);
    if (i < 3) {
        *out = as_triple(self)->part[i];
        return PL_FOUND;
    }
    for (uint32_t m = 0; m < sizeof methods / sizeof *methods; m++) {
        if (pl_str_eq(pl_str_of(methods[m].name), name)) {
            *out = pl_bound_new(ev->arena, &methods[m], pl_object_value(self));
            return PL_FOUND;
        }
    }
    return PL_MISSING;
}

static pl_found triple_item(pl_eval *ev, pl_object *self, pl_value key, pl_value *out) {
    return pl_is_str(key) ? triple_attr(ev, self, pl_str_from(key), out) : PL_MISSING;
}

static bool triple_print(pl_eval *ev, pl_object *self, bool repr, pl_out *to) {
    (void)repr;
    const pl_triple *t = as_triple(self);
    pl_out_put(to, pl_str_of(t->name));
    for (uint32_t i = 0; i < 3; i++) {
        pl_out_put(to, i ? PL_S(", ") : PL_S("("));
        pl_out_put(to, pl_str_of(pl_part_names[i]));
        pl_out_put(to, PL_S("="));
        if (!pl_repr(ev, t->part[i], to)) {
            return false;
        }
    }
    pl_out_put(to, PL_S(")"));
    return true;
}

static bool triple_truth(pl_eval *ev, pl_object *self, bool *out) {
    (void)ev, (void)self;
    *out = true;
    return true;
}

static pl_found triple_compare(pl_eval *ev, pl_object *self, pl_value other, int *out) {
    if (other.kind != PL_OBJECT || other.as.obj->cls != &pl_triple_class) {
        return PL_MISSING;
    }
    const pl_triple *a = as_triple(self), *b = as_triple(other.as.obj);
    *out = strcmp(a->name, b->name) != 0;
    for (uint32_t i = 0; i < 3 && !*out; i++) {
        bool same;
        if (!pl_equal(ev, a->part[i], b->part[i], &same)) {
            return PL_FAILED;
        }
        *out = !same;
    }
    return PL_FOUND;
}

const pl_class pl_triple_class = {
    .name = "Policy",
    .attr = triple_attr,
    .item = triple_item,
    .print = triple_print,
    .truth = triple_truth,
    .compare = triple_compare,
    .is_mapping = true,
};
