/* adapter: what it is asked for, and what it gives while a project is parsed. */
#include "macros/context/arguments.h"
#include "macros/context/members.h"
#include "macros/warehouse/warehouse.h"

/* ---- stand-ins of the parse pass */

typedef enum stub {
    STUB_SAME,
    STUB_NONE,
    STUB_LIST,
    STUB_DICT,
    STUB_FALSE,
    STUB_TRUE,
    STUB_ZERO,
    STUB_TEXT,
    STUB_NONES,
    STUB_RESULT,
    STUB_COUNT
} stub;

static pl_value pair_of(pl_arena *a, pl_value x, pl_value y) {
    pl_value pair = pl_tuple_new(a, 2);
    pl_list_push(a, pair.as.list, x);
    pl_list_push(a, pair.as.list, y);
    return pair;
}

static bool stand_in(pl_eval *ev, const pl_value *argv, pl_value *out) {
    switch ((stub)argv[0].as.i) {
    case STUB_LIST:
        *out = pl_list_new(ev->arena, 0);
        break;
    case STUB_DICT:
        *out = pl_dict_new(ev->arena, 0);
        break;
    case STUB_FALSE:
    case STUB_TRUE:
        *out = pl_bool(argv[0].as.i == STUB_TRUE);
        break;
    case STUB_ZERO:
        *out = pl_int(0);
        break;
    case STUB_TEXT:
        *out = pl_string(PL_S(""));
        break;
    case STUB_NONES:
        *out = pair_of(ev->arena, pl_none(), pl_none());
        break;
    case STUB_RESULT:
        *out = pair_of(ev->arena, pl_string(PL_S("")), pl_table_empty(ev->arena));
        break;
    case STUB_SAME:
    case STUB_NONE:
    case STUB_COUNT:
        *out = pl_none();
        break;
    }
    return true;
}

static const pl_native stand_in_native = {
    "<lambda>", stand_in, 0, 0, PL_FN_VARARGS | PL_FN_KWARGS, ""};
#define STAND_IN(which) [which] = {&stand_in_native, {.kind = PL_INT, .as.i = which}}
static const pl_bound stand_ins[STUB_COUNT] = {
    STAND_IN(STUB_NONE),  STAND_IN(STUB_LIST),  STAND_IN(STUB_DICT),
    STAND_IN(STUB_FALSE), STAND_IN(STUB_TRUE),  STAND_IN(STUB_ZERO),
    STAND_IN(STUB_TEXT),  STAND_IN(STUB_NONES), STAND_IN(STUB_RESULT),
};

/* ---- what only a warehouse can answer */

static bool ask(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)out;
    return pl_need_warehouse(ev, argv[0].as.s);
}

static const pl_native ask_native = {"adapter", ask, 0, 0, PL_FN_VARARGS | PL_FN_KWARGS,
                                     ""};

/* ---- the table */

typedef struct method {
    pl_str name;
    const pl_native *native;
    const char *asked; /* NULL: `native` answers; else what needs the warehouse */
    bool all;          /* else only of the adapters that list it */
    uint8_t stub;
    const char *help;
} method;

#define METHOD(id, text, stub, all, min, max, flags, params, help)                     \
    {{text, sizeof(text) - 1},                                                         \
     &(const pl_native){text, pl_adapter_##id, min, max, flags, params},               \
     NULL,                                                                             \
     all,                                                                              \
     STUB_##stub,                                                                      \
     help},
#define WAREHOUSE(id, text, stub, all, help)                                           \
    {{text, sizeof(text) - 1}, &ask_native, "adapter." text, all, STUB_##stub, help},
static const method methods[] = {
#include "macros/warehouse/adapter_methods.def"
};
#undef METHOD
#undef WAREHOUSE

static const method *find(pl_str name, const pl_adapter *ad) {
    uint32_t lo = 0, hi = sizeof methods / sizeof *methods;
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        int order = pl_str_cmp(name, methods[mid].name);
        if (!order) {
            bool has = methods[mid].all ||
                       pl_adapter_has_word(PL_ADAPTER_HAS(ad, methods), name);
            return has ? &methods[mid] : NULL;
        }
        if (order < 0) {
            hi = mid;
        } else {
            lo = mid + 1;
        }
    }
    return NULL;
}

static pl_found adapter_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    (void)self;
    pl_dbt *d = pl_dbt_of(ev);
    const method *m = find(name, pl_adapter_of(d->style));
    if (!m && PL_STR_IS(name, "behavior")) {
        return d->ops->member(d, ev, name, out);
    }
    if (!m) {
        *out = pl_relation_proxy();
        return PL_STR_IS(name, "Relation") ? PL_FOUND : PL_MISSING;
    }
    if (m->stub != STUB_SAME && pl_is_stand_in(d)) {
        *out = (pl_value){.kind = PL_NATIVE, .as.fn = &stand_ins[m->stub]};
        return PL_FOUND;
    }
    pl_value who = {.kind = PL_UNSET};
    if (m->asked) {
        who = pl_string(pl_str_of(m->asked));
    }
    *out = pl_bound_new(ev->arena, m->native, who);
    return PL_FOUND;
}

static const pl_class parse_class = {
    .name = "dbt.context.providers.ParseDatabaseWrapper",
    .attr = adapter_attr,
};
static const pl_class runtime_class = {
    .name = "dbt.context.providers.RuntimeDatabaseWrapper",
    .attr = adapter_attr,
};
static const pl_object parse_adapter = {&parse_class};
static const pl_object runtime_adapter = {&runtime_class};

pl_found pl_make_adapter(pl_eval *ev, pl_dbt *d, pl_value *out) {
    (void)ev;
    *out = pl_const_object(pl_is_stand_in(d) ? &parse_adapter : &runtime_adapter);
    return PL_FOUND;
}

/* ---- small answers */

bool pl_adapter_type(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)argv;
    const pl_relation_style *style = pl_dbt_of(ev)->style;
    *out = pl_string(style ? pl_str_of(style->adapter->name) : PL_S(""));
    out->flags |= PL_FROM_TARGET;
    return true;
}

bool pl_adapter_commit(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev, (void)argv;
    *out = pl_none();
    return true;
}

bool pl_adapter_to_nothing(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev, (void)argv;
    *out = pl_string(PL_S(""));
    return true;
}

bool pl_adapter_cache_renamed(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return pl_adapter_to_nothing(ev, argv, out);
}

bool pl_adapter_execute(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return pl_run_query(ev, "adapter.execute", argv[1], out);
}
