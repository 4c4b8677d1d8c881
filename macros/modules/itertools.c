/* macros/modules/itertools.c: modules.itertools, the iterators that run
 * along others: count, cycle, repeat, accumulate, chain, compress, islice,
 * starmap, tee, zip_longest. */
#include "macros/modules/itertools_priv.h"
#include "parser/ast.h"

pl_value pl_itertools_iter(pl_eval *ev, const char *name,
                           pl_found (*next)(pl_eval *, pl_iter *, pl_value *),
                           void *state) {
    pl_iter *it = PL_NEW(ev->arena, pl_iter);
    *it = (pl_iter){.name = name, .next = next, .state = state, .source = pl_none()};
    return (pl_value){.kind = PL_ITER, .as.iter = it};
}

/* Chains of iterators over iterators are bounded. */
static pl_found pull(pl_eval *ev, pl_cursor *c, pl_value *out) {
    if (ev->depth >= PL_CALL_DEPTH) {
        return pl_fail(
            pl_raise(ev, PL_EXC_RECURSION, "maximum recursion depth exceeded"));
    }
    if (!pl_burn(ev, 1)) {
        return PL_FAILED;
    }
    ev->depth++;
    pl_found found = pl_next(ev, c, out);
    ev->depth--;
    return found;
}

/* ---- count, cycle, repeat */

typedef struct counting {
    pl_value at, step;
} counting;

static pl_found count_next(pl_eval *ev, pl_iter *it, pl_value *out) {
    counting *s = it->state;
    *out = s->at;
    return pl_burn(ev, 1) && pl_binary(ev, PL_OP_ADD, s->at, s->step, &s->at)
               ? PL_FOUND
               : PL_FAILED;
}

static bool fn_count(pl_eval *ev, const pl_value *argv, pl_value *out) {
    counting *s = PL_NEW(ev->arena, counting);
    s->at = pl_module_or(argv[1], pl_int(0));
    s->step = pl_module_or(argv[2], pl_int(1));
    if (!pl_is_int(s->at) && s->at.kind != PL_FLOAT) {
        return pl_raise(ev, PL_EXC_TYPE, "a number is required");
    }
    *out = pl_itertools_iter(ev, "itertools.count", count_next, s);
    return true;
}

typedef struct cycling {
    pl_cursor from;
    pl_list *seen;
    uint32_t at;
    bool replay;
} cycling;

static pl_found cycle_next(pl_eval *ev, pl_iter *it, pl_value *out) {
    cycling *s = it->state;
    if (!s->replay) {
        pl_found found = pull(ev, &s->from, out);
        if (found == PL_FOUND) {
            pl_list_push(ev->arena, s->seen, *out);
        }
        if (found != PL_MISSING) {
            return found;
        }
        s->replay = true;
    }
    if (s->seen->len == 0) {
        return PL_MISSING;
    }
    *out = s->seen->at[s->at];
    s->at = s->at + 1 == s->seen->len ? 0 : s->at + 1;
    return pl_burn(ev, 1) ? PL_FOUND : PL_FAILED;
}

static bool fn_cycle(pl_eval *ev, const pl_value *argv, pl_value *out) {
    cycling *s = PL_NEW(ev->arena, cycling);
    s->seen = pl_list_new(ev->arena, 8).as.list;
    *out = pl_itertools_iter(ev, "itertools.cycle", cycle_next, s);
    return pl_iterate(ev, argv[1], &s->from);
}

typedef struct repeating {
    pl_value what;
    int64_t left; /* INT64_MIN: for ever */
} repeating;

static pl_found repeat_next(pl_eval *ev, pl_iter *it, pl_value *out) {
    repeating *s = it->state;
    if (s->left != INT64_MIN && s->left-- <= 0) {
        s->left = 0;
        return PL_MISSING;
    }
    *out = s->what;
    return pl_burn(ev, 1) ? PL_FOUND : PL_FAILED;
}

static bool fn_repeat(pl_eval *ev, const pl_value *argv, pl_value *out) {
    repeating *s = PL_NEW(ev->arena, repeating);
    s->what = argv[1];
    if (!pl_module_int(ev, argv[2], INT64_MIN, &s->left)) {
        return false;
    }
    *out = pl_itertools_iter(ev, "itertools.repeat", repeat_next, s);
    return true;
}

/* ---- accumulate, starmap */

typedef struct applying {
    pl_cursor from;
    pl_value fn;    /* accumulate: PL_NONE adds */
    pl_value total; /* PL_UNSET: nothing yet */
    bool fresh;     /* `total` is the initial value, not shown yet */
} applying;

static bool apply_two(pl_eval *ev, const applying *s, pl_value item, pl_value *out) {
    if (s->fn.kind == PL_NONE) {
        return pl_binary(ev, PL_OP_ADD, s->total, item, out);
    }
    const pl_value args[] = {s->total, item};
    pl_call call = {.args = args, .arg_count = 2};
    return pl_call_value(ev, s->fn, &call, out);
}

static pl_found accumulate_next(pl_eval *ev, pl_iter *it, pl_value *out) {
    applying *s = it->state;
    pl_value item;
    if (s->fresh) {
        s->fresh = false;
        *out = s->total;
        return PL_FOUND;
    }
    pl_found found = pull(ev, &s->from, &item);
    if (found != PL_FOUND) {
        return found;
    }
    if (!pl_module_given(s->total)) {
        s->total = item;
    } else if (!apply_two(ev, s, item, &s->total)) {
        return PL_FAILED;
    }
    *out = s->total;
    return PL_FOUND;
}

static bool fn_accumulate(pl_eval *ev, const pl_value *argv, pl_value *out) {
    applying *s = PL_NEW(ev->arena, applying);
    s->fn = pl_module_or(argv[2], pl_none());
    if (pl_module_given(argv[3]) && argv[3].kind != PL_NONE) {
        s->total = argv[3];
        s->fresh = true;
    }
    *out = pl_itertools_iter(ev, "itertools.accumulate", accumulate_next, s);
    return pl_iterate(ev, argv[1], &s->from);
}

static pl_found starmap_next(pl_eval *ev, pl_iter *it, pl_value *out) {
    applying *s = it->state;
    pl_value item, args;
    pl_found found = pull(ev, &s->from, &item);
    if (found != PL_FOUND) {
        return found;
    }
    if (!pl_to_list(ev, item, &args)) {
        return PL_FAILED;
    }
    pl_call call = {.args = args.as.list->at, .arg_count = args.as.list->len};
    return pl_call_value(ev, s->fn, &call, out) ? PL_FOUND : PL_FAILED;
}

static bool fn_starmap(pl_eval *ev, const pl_value *argv, pl_value *out) {
    applying *s = PL_NEW(ev->arena, applying);
    s->fn = argv[1];
    *out = pl_itertools_iter(ev, "itertools.starmap", starmap_next, s);
    return pl_iterate(ev, argv[2], &s->from);
}

/* ---- chain */

typedef struct chaining {
    pl_cursor sources, from;
    bool inside;
} chaining;

static pl_found chain_next(pl_eval *ev, pl_iter *it, pl_value *out) {
    chaining *s = it->state;
    for (;;) {
        pl_value source;
        pl_found found = s->inside ? pull(ev, &s->from, out) : PL_MISSING;
        if (found != PL_MISSING) {
            return found;
        }
        found = pull(ev, &s->sources, &source);
        if (found != PL_FOUND) {
            s->inside = false;
            return found;
        }
        if (!pl_iterate(ev, source, &s->from)) {
            return PL_FAILED;
        }
        s->inside = true;
    }
}

static bool chain_of(pl_eval *ev, pl_value sources, pl_value *out) {
    chaining *s = PL_NEW(ev->arena, chaining);
    *out = pl_itertools_iter(ev, "itertools.chain", chain_next, s);
    return pl_iterate(ev, sources, &s->sources);
}

static bool fn_chain(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return chain_of(ev, argv[1], out);
}

static bool fn_from_iterable(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return chain_of(ev, argv[1], out);
}

static const pl_native chain_native = {
    "chain", fn_chain, 0, 0, PL_FN_VARARGS | PL_FN_POSITIONAL, ""};
static const pl_native chain_methods[] = {
    {"from_iterable", fn_from_iterable, 1, 1, PL_FN_POSITIONAL, "iterable"}};

static bool chain_call(pl_eval *ev, pl_object *self, const pl_call *call,
                       pl_value *out) {
    return pl_native_call(ev, &chain_native, pl_object_value(self), call, out);
}

static pl_found chain_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    return pl_module_method(ev, PL_MODULE_TABLE(chain_methods), self, name, out);
}

static bool chain_print(pl_eval *ev, pl_object *self, bool repr, pl_out *to) {
    (void)ev;
    (void)self;
    (void)repr;
    pl_out_put(to, PL_S("<class 'itertools.chain'>"));
    return true;
}

static const pl_class chain_class = {
    .name = "type", .call = chain_call, .attr = chain_attr, .print = chain_print};
static const pl_object chain_object = {&chain_class};

/* ---- compress, islice, tee, zip_longest */

typedef struct pairing {
    pl_cursor data, chosen;
} pairing;

static pl_found compress_next(pl_eval *ev, pl_iter *it, pl_value *out) {
    pairing *s = it->state;
    for (;;) {
        pl_value keep;
        bool yes;
        pl_found found = pull(ev, &s->data, out);
        if (found == PL_FOUND) {
            found = pull(ev, &s->chosen, &keep);
        }
        if (found != PL_FOUND) {
            return found;
        }
        if (!pl_truth(ev, keep, &yes)) {
            return PL_FAILED;
        }
        if (yes) {
            return PL_FOUND;
        }
    }
}

static bool fn_compress(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pairing *s = PL_NEW(ev->arena, pairing);
    *out = pl_itertools_iter(ev, "itertools.compress", compress_next, s);
    return pl_iterate(ev, argv[1], &s->data) && pl_iterate(ev, argv[2], &s->chosen);
}

typedef struct slicing {
    pl_cursor from;
    int64_t at, next, stop, step; /* stop < 0: none */
} slicing;

static pl_found islice_next(pl_eval *ev, pl_iter *it, pl_value *out) {
    slicing *s = it->state;
    if (s->stop >= 0 && s->next >= s->stop) {
        for (; s->at < s->stop; s->at++) { /* Python takes the items up to `stop` too */
            pl_found found = pull(ev, &s->from, out);
            if (found != PL_FOUND) {
                return found;
            }
        }
        return PL_MISSING;
    }
    pl_found found = PL_FOUND;
    for (; s->at <= s->next && found == PL_FOUND; s->at++) {
        found = pull(ev, &s->from, out);
    }
    s->next = s->step > INT64_MAX - s->next ? INT64_MAX : s->next + s->step;
    return found;
}

/* None, or an integer of at least `least`. */
static bool slice_bound(pl_eval *ev, pl_value v, int64_t fallback, int64_t least,
                        int64_t *out) {
    if (v.kind == PL_NONE || !pl_module_given(v)) {
        *out = fallback;
        return true;
    }
    if (!pl_is_int(v) || !pl_as_int64(v, out) || *out < least) {
        return pl_raise(
            ev, PL_EXC_VALUE,
            least
                ? "Step for islice() must be a positive integer or None."
                : "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.");
    }
    return true;
}

/* (iterable, stop) or (iterable, start, stop[, step]) */
static bool fn_islice(pl_eval *ev, const pl_value *argv, pl_value *out) {
    slicing *s = PL_NEW(ev->arena, slicing);
    bool only_stop = !pl_module_given(argv[3]);
    *out = pl_itertools_iter(ev, "itertools.islice", islice_next, s);
    return slice_bound(ev, only_stop ? pl_none() : argv[2], 0, 0, &s->next) &&
           slice_bound(ev, only_stop ? argv[2] : argv[3], -1, 0, &s->stop) &&
           slice_bound(ev, argv[4], 1, 1, &s->step) &&
           pl_iterate(ev, argv[1], &s->from);
}

static bool fn_tee(pl_eval *ev, const pl_value *argv, pl_value *out) {
    int64_t n;
    pl_value items;
    if (!pl_module_int(ev, argv[2], 2, &n) || !pl_to_list(ev, argv[1], &items)) {
        return false;
    }
    if (n < 0) {
        return pl_raise(ev, PL_EXC_VALUE, "n must be >= 0");
    }
    if (!pl_burn(ev, n) || !pl_afford(ev, n > INT32_MAX ? INT64_MAX : n * 64)) {
        return false;
    }
    *out = pl_tuple_new(ev->arena, (uint32_t)n);
    for (; n > 0; n--) {
        pl_list_push(ev->arena, out->as.list,
                     pl_iter_over(ev, items, "itertools._tee"));
    }
    return true;
}

typedef struct zipping {
    pl_cursor *from;
    bool *ended;
    uint32_t len, live;
    pl_value fill;
} zipping;

static pl_found zip_next(pl_eval *ev, pl_iter *it, pl_value *out) {
    zipping *s = it->state;
    if (s->live == 0) {
        return PL_MISSING;
    }
    pl_value row = pl_tuple_new(ev->arena, s->len);
    for (uint32_t i = 0; i < s->len; i++) {
        pl_value item = s->fill;
        pl_found found = s->ended[i] ? PL_MISSING : pull(ev, &s->from[i], &item);
        if (found == PL_FAILED) {
            return PL_FAILED;
        }
        if (found == PL_MISSING) {
            item = s->fill;
            s->live -= !s->ended[i];
            s->ended[i] = true;
            if (s->live == 0) {
                return PL_MISSING;
            }
        }
        pl_list_push(ev->arena, row.as.list, item);
    }
    *out = row;
    return pl_afford(ev, 16 * ((int64_t)s->len + 2)) ? PL_FOUND : PL_FAILED;
}

/* (*iterables, fillvalue=None) */
static bool fn_zip_longest(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_list *sources = argv[1].as.list;
    zipping *s = PL_NEW(ev->arena, zipping);
    if (!pl_itertools_keyword(ev, argv[2], "zip_longest", "fillvalue", pl_none(),
                              &s->fill)) {
        return false;
    }
    s->len = s->live = sources->len;
    s->from = PL_NEW_ARRAY(ev->arena, pl_cursor, s->len);
    s->ended = PL_NEW_ARRAY0(ev->arena, bool, s->len);
    for (uint32_t i = 0; i < s->len; i++) {
        if (!pl_iterate(ev, sources->at[i], &s->from[i])) {
            return false;
        }
    }
    *out = pl_itertools_iter(ev, "itertools.zip_longest", zip_next, s);
    return true;
}

bool pl_itertools_keyword(pl_eval *ev, pl_value kwargs, const char *who,
                          const char *name, pl_value fallback, pl_value *out) {
    uint32_t i = 0;
    *out = fallback;
    for (const pl_dict_entry *e; (e = pl_dict_next(kwargs.as.dict, &i));) {
        if (!pl_str_eq(pl_str_from(e->key), pl_str_of(name))) {
            return pl_raise(ev, PL_EXC_TYPE,
                            "%s() got an unexpected keyword argument '%.*s'", who,
                            PL_FMT(pl_str_from(e->key)));
        }
        *out = e->value;
    }
    return true;
}

static const pl_native functions[] = {
    {"accumulate", fn_accumulate, 1, 3, 0, "iterable,func,initial"},
    {"compress", fn_compress, 2, 2, 0, "data,selectors"},
    {"count", fn_count, 0, 2, 0, "start,step"},
    {"cycle", fn_cycle, 1, 1, PL_FN_POSITIONAL, "iterable"},
    {"islice", fn_islice, 2, 4, PL_FN_POSITIONAL, "iterable,start,stop,step"},
    {"repeat", fn_repeat, 1, 2, 0, "object,times"},
    {"starmap", fn_starmap, 2, 2, PL_FN_POSITIONAL, "function,iterable"},
    {"tee", fn_tee, 1, 2, PL_FN_POSITIONAL, "iterable,n"},
    {"zip_longest", fn_zip_longest, 0, 0, PL_FN_VARARGS | PL_FN_KWARGS, ""},
};

void pl_module_itertools(pl_eval *ev, pl_dict *into) {
    pl_module_put(ev, into, PL_MODULE_TABLE(functions));
    pl_module_put(ev, into, pl_itertools_combinatorics);
    pl_module_put_value(ev, into, PL_S("chain"), pl_module_object(&chain_object));
}
