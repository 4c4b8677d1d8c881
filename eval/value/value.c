/* Making values, and the names of their types. */
#include "eval/value/value_priv.h"

static pl_value sequence_new(pl_arena *a, pl_kind kind, uint32_t cap) {
    pl_list *l = pl_alloc(a, sizeof *l + cap * sizeof(pl_value));
    *l = (pl_list){
        .at = cap ? (pl_value *)(l + 1) : NULL, .cap = cap, .home = a->oldest};
    return (pl_value){.kind = (uint8_t)kind, .as.list = l};
}

pl_value pl_list_new(pl_arena *a, uint32_t cap) {
    return sequence_new(a, PL_LIST, cap);
}

pl_value pl_tuple_new(pl_arena *a, uint32_t cap) {
    return sequence_new(a, PL_TUPLE, cap);
}

static void list_grow(pl_arena *a, pl_list *l) {
    uint32_t cap = l->cap < 4 ? 4 : l->cap * 2;
    if (cap <= l->cap) {
        pl_out_of_memory();
    }
    pl_value *at = PL_NEW_ARRAY(a, pl_value, cap);
    if (l->len) {
        memcpy(at, l->at, l->len * sizeof *at);
    }
    l->at = at;
    l->cap = cap;
}

void pl_list_push(pl_arena *a, pl_list *l, pl_value v) {
    if (l->len == l->cap) {
        list_grow(a, l);
    }
    l->at[l->len++] = v;
}

pl_value pl_pair(pl_arena *a, pl_value x, pl_value y) {
    pl_value pair = pl_tuple_new(a, 2);
    pair.as.list->at[0] = x;
    pair.as.list->at[1] = y;
    pair.as.list->len = 2;
    pair.flags = pl_joined(x, y);
    return pair;
}

pl_value pl_bound_new(pl_arena *a, const pl_native *native, pl_value self) {
    pl_bound *b = pl_alloc(a, sizeof *b);
    *b = (pl_bound){native, self};
    return (pl_value){
        .kind = PL_NATIVE, .flags = self.flags & PL_PROVENANCE, .as.fn = b};
}

pl_value pl_range_value(pl_arena *a, int64_t start, int64_t stop, int64_t step) {
    pl_range *r = pl_alloc(a, sizeof *r);
    *r = (pl_range){start, stop, step};
    return (pl_value){.kind = PL_RANGE, .as.range = r};
}

int64_t pl_range_length(const pl_range *r) {
    uint64_t lo = (uint64_t)(r->step > 0 ? r->start : r->stop);
    uint64_t hi = (uint64_t)(r->step > 0 ? r->stop : r->start);
    if (r->step > 0 ? r->start >= r->stop : r->start <= r->stop) {
        return 0;
    }
    uint64_t step = r->step > 0 ? (uint64_t)r->step : 0 - (uint64_t)r->step;
    uint64_t n = (hi - lo - 1) / step;
    return n >= INT64_MAX ? INT64_MAX : (int64_t)n + 1;
}

static const char *const type_names[PL_KIND_COUNT] = {
    [PL_UNSET] = "unset",   [PL_LAZY] = "lazy",   [PL_UNDEFINED] = "Undefined",
    [PL_NONE] = "NoneType", [PL_BOOL] = "bool",   [PL_INT] = "int",
    [PL_BIG] = "int",       [PL_FLOAT] = "float", [PL_STR] = "str",
    [PL_LIST] = "list",     [PL_TUPLE] = "tuple", [PL_DICT] = "dict",
    [PL_SET] = "set",       [PL_RANGE] = "range", [PL_NATIVE] = "function",
    [PL_MACRO] = "Macro",
};

const char *pl_type_name(pl_value v) {
    switch (v.kind) {
    case PL_STR:
        return v.flags & PL_MARKUP ? "Markup" : "str";
    case PL_ITER:
        return v.as.iter->name;
    case PL_OBJECT:
        return v.as.obj->cls->name;
    case PL_NATIVE:
        return v.as.fn->self.kind == PL_UNSET ? "function"
                                              : "builtin_function_or_method";
    default:
        return v.kind < PL_KIND_COUNT ? type_names[v.kind] : "";
    }
}

pl_str pl_type_repr(pl_arena *a, pl_value v) {
    if (v.kind == PL_NONE) {
        return PL_S("None");
    }
    const char *module = "";
    if (v.kind == PL_UNDEFINED || v.kind == PL_MACRO) {
        module = "jinja2.runtime.";
    } else if (pl_is_markup(v)) {
        module = "markupsafe.";
    }
    return pl_str_fmt(a, "%s%s object", module, pl_type_name(v));
}

const pl_tuple_type *pl_tuple_type_of(pl_value tuple) {
    static const pl_tuple_type types[PL_TUPLE_TYPES] = {
        [PL_TUPLE_GROUP] = {NULL, {"grouper", "list"}},
        [PL_TUPLE_ISO_DATE] = {"datetime.IsoCalendarDate", {"year", "week", "weekday"}},
        [PL_TUPLE_TIME] = {"time.struct_time",
                           {"tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min",
                            "tm_sec", "tm_wday", "tm_yday", "tm_isdst"}},
    };
    return tuple.sub ? &types[tuple.sub] : NULL;
}

bool pl_identical(pl_value a, pl_value b) {
    if (a.kind != b.kind) {
        return false;
    }
    if (a.kind == PL_STR) {
        return a.len == b.len && a.as.s == b.as.s;
    }
    return a.as.i == b.as.i || a.kind == PL_NONE;
}

bool pl_as_int64(pl_value v, int64_t *out) {
    if (v.kind != PL_INT && v.kind != PL_BOOL) {
        return false;
    }
    *out = v.as.i;
    return true;
}

bool pl_as_double(pl_value v, double *out) {
    switch (v.kind) {
    case PL_FLOAT:
        *out = v.as.f;
        return true;
    case PL_INT:
    case PL_BOOL:
        *out = (double)v.as.i;
        return true;
    case PL_BIG:
        return pl_big_to_double(v, out);
    default:
        return false;
    }
}

static bool not_an_index(pl_eval *ev, pl_value v) {
    return pl_raise(ev, PL_EXC_TYPE, "'%s' object cannot be interpreted as an integer",
                    pl_type_name(v));
}

bool pl_need_index(pl_eval *ev, pl_value v, int64_t *out) {
    if (v.kind == PL_BIG) {
        return pl_raise(ev, PL_EXC_OVERFLOW,
                        "Python int too large to convert to C ssize_t");
    }
    return pl_as_int64(v, out) || not_an_index(ev, v);
}

bool pl_clamped_index(pl_eval *ev, pl_value v, int64_t *out) {
    if (v.kind == PL_BIG) {
        *out = pl_big_is_negative(v) ? INT64_MIN : INT64_MAX;
        return true;
    }
    return pl_as_int64(v, out) || not_an_index(ev, v);
}

bool pl_need_str(pl_eval *ev, pl_value v, const char *who, int n) {
    if (v.kind == PL_STR) {
        return true;
    }
    const char *type = v.kind == PL_NONE ? "None" : pl_type_name(v);
    if (!n) {
        return pl_raise(ev, PL_EXC_TYPE, "%s() argument must be str, not %s", who,
                        type);
    }
    return pl_raise(ev, PL_EXC_TYPE, "%s() argument %d must be str, not %s", who, n,
                    type);
}
