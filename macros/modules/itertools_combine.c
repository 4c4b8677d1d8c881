/* macros/modules/itertools_combine.c: the combinatoric iterators of modules.itertools: all run
 * through numbers of items, lowest last, as odometers do. */
#include "macros/modules/itertools_priv.h"

typedef struct odometer {
    const pl_list **pools; /* one for each place */
    uint32_t *at;          /* number of the item at each place */
    uint32_t places;
    uint32_t shared; /* items of the one pool that combinations draw from */
    bool started, ended;
    bool *used; /* permutations: items that are taken */
} odometer;

static pl_found give(pl_eval *ev, const odometer *o, pl_value *out) {
    if (!pl_burn(ev, 1 + o->places) || !pl_afford(ev, 16 * ((int64_t)o->places + 2))) {
        return PL_FAILED;
    }
    *out = pl_tuple_new(ev->arena, o->places);
    for (uint32_t i = 0; i < o->places; i++) {
        pl_list_push(ev->arena, out->as.list, o->pools[i]->at[o->at[i]]);
    }
    return PL_FOUND;
}

/* Step once, and give what the places show unless that was the last. */
static pl_found turn(pl_eval *ev, odometer *o, bool (*step)(odometer *),
                     pl_value *out) {
    if (o->ended) {
        return PL_MISSING;
    }
    if (o->started && !step(o)) {
        o->ended = true;
        return PL_MISSING;
    }
    o->started = true;
    return give(ev, o, out);
}

static bool step_product(odometer *o) {
    for (uint32_t i = o->places; i-- > 0;) {
        if (++o->at[i] < o->pools[i]->len) {
            return true;
        }
        o->at[i] = 0;
    }
    return false;
}

static bool step_combination(odometer *o) {
    for (uint32_t i = o->places; i-- > 0;) {
        if (o->at[i] + (o->places - i) < o->shared) {
            uint32_t next = o->at[i] + 1;
            for (; i < o->places; i++) {
                o->at[i] = next++;
            }
            return true;
        }
    }
    return false;
}

static bool step_replacement(odometer *o) {
    for (uint32_t i = o->places; i-- > 0;) {
        if (o->at[i] + 1 < o->shared) {
            uint32_t next = o->at[i] + 1;
            for (; i < o->places; i++) {
                o->at[i] = next;
            }
            return true;
        }
    }
    return false;
}

/* The lowest free item from `from` on; `shared` when there is none. */
static uint32_t free_item(const odometer *o, uint32_t from) {
    while (from < o->shared && o->used[from]) {
        from++;
    }
    return from;
}

static bool step_permutation(odometer *o) {
    for (uint32_t i = o->places; i-- > 0;) {
        o->used[o->at[i]] = false;
        uint32_t next = free_item(o, o->at[i] + 1);
        if (next == o->shared) {
            continue;
        }
        o->at[i] = next;
        o->used[next] = true;
        for (i++; i < o->places; i++) {
            o->at[i] = free_item(o, 0);
            o->used[o->at[i]] = true;
        }
        return true;
    }
    return false;
}

#define STEPPED(name, step)                                                            \
    static pl_found name(pl_eval *ev, pl_iter *it, pl_value *out) {                    \
        return turn(ev, it->state, step, out);                                         \
    }
STEPPED(product_next, step_product)
STEPPED(combinations_next, step_combination)
STEPPED(replacement_next, step_replacement)
STEPPED(permutations_next, step_permutation)

/* ---- making them */

enum { PLACES_MAX = 1 << 20 };

static odometer *odometer_new(pl_eval *ev, int64_t places) {
    if (places > PLACES_MAX || !pl_afford(ev, 32 * places)) {
        pl_raise(ev, PL_EXC_FUEL, "too many places to combine");
        return NULL;
    }
    odometer *o = PL_NEW(ev->arena, odometer);
    o->places = (uint32_t)places;
    o->pools = PL_NEW_ARRAY(ev->arena, const pl_list *, o->places);
    o->at = PL_NEW_ARRAY0(ev->arena, uint32_t, o->places);
    return o;
}

/* (*iterables, repeat=1) */
static bool fn_product(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_list *sources = argv[1].as.list;
    pl_value repeat_arg;
    int64_t repeat;
    if (!pl_itertools_keyword(ev, argv[2], "product", "repeat", pl_int(1),
                              &repeat_arg) ||
        !pl_module_int(ev, repeat_arg, 1, &repeat)) {
        return false;
    }
    if (repeat < 0) {
        return pl_raise(ev, PL_EXC_VALUE, "repeat argument cannot be negative");
    }
    repeat = repeat > PLACES_MAX ? PLACES_MAX : repeat;
    odometer *o = odometer_new(ev, repeat * sources->len);
    if (!o) {
        return false;
    }
    for (uint32_t i = 0; i < sources->len; i++) {
        pl_value pool;
        if (!pl_to_list(ev, sources->at[i], &pool)) {
            return false;
        }
        for (uint32_t k = i; k < o->places; k += sources->len) {
            o->pools[k] = pool.as.list;
        }
        o->ended = o->ended || (o->places && pool.as.list->len == 0);
    }
    *out = pl_itertools_iter(ev, "itertools.product", product_next, o);
    return true;
}

/* Choices of `r` items of one pool; by default of all of them. */
static odometer *choices(pl_eval *ev, const pl_value *argv) {
    pl_value pool, r_arg = argv[2].kind == PL_NONE ? (pl_value){0} : argv[2];
    int64_t r;
    if (!pl_to_list(ev, argv[1], &pool) ||
        !pl_module_int(ev, r_arg, pool.as.list->len, &r)) {
        return NULL;
    }
    if (r < 0) {
        pl_raise(ev, PL_EXC_VALUE, "r must be non-negative");
        return NULL;
    }
    odometer *o = odometer_new(ev, r);
    for (uint32_t i = 0; o && i < o->places; i++) {
        o->pools[i] = pool.as.list;
    }
    if (o) {
        o->shared = pool.as.list->len;
    }
    return o;
}

/* Items 0, 1, 2, ... at the places. */
static void count_up(odometer *o) {
    o->ended = o->places > o->shared;
    for (uint32_t i = 0; i < o->places; i++) {
        o->at[i] = i;
    }
}

static bool fn_combinations(pl_eval *ev, const pl_value *argv, pl_value *out) {
    odometer *o = choices(ev, argv);
    if (!o) {
        return false;
    }
    count_up(o);
    *out = pl_itertools_iter(ev, "itertools.combinations", combinations_next, o);
    return true;
}

static bool fn_replacement(pl_eval *ev, const pl_value *argv, pl_value *out) {
    odometer *o = choices(ev, argv);
    if (!o) {
        return false;
    }
    o->ended = o->places && o->shared == 0;
    *out = pl_itertools_iter(ev, "itertools.combinations_with_replacement",
                             replacement_next, o);
    return true;
}

static bool fn_permutations(pl_eval *ev, const pl_value *argv, pl_value *out) {
    odometer *o = choices(ev, argv);
    if (!o) {
        return false;
    }
    count_up(o);
    o->used = PL_NEW_ARRAY0(ev->arena, bool, o->shared);
    for (uint32_t i = 0; i < o->places && i < o->shared; i++) {
        o->used[i] = true;
    }
    *out = pl_itertools_iter(ev, "itertools.permutations", permutations_next, o);
    return true;
}

static const pl_native functions[] = {
    {"combinations", fn_combinations, 2, 2, 0, "iterable,r"},
    {"combinations_with_replacement", fn_replacement, 2, 2, 0, "iterable,r"},
    {"permutations", fn_permutations, 1, 2, 0, "iterable,r"},
    {"product", fn_product, 0, 0, PL_FN_VARARGS | PL_FN_KWARGS, ""},
};
const pl_module_table pl_itertools_combinatorics = {functions, sizeof functions /
                                                                   sizeof *functions};
