/* eval/filters/filters.c: the tables of filters and tests, and running one by name. */
#include "eval/filters/filters_priv.h"

typedef struct row {
    pl_native native;
    bool dbt_only;
} row;

#define FILTER(name, fn, min, max, flags, params)                                      \
    {{#name, fn, min, max, flags, params}, false},
#define FILTER_DBT(name, fn, min, max, flags, params)                                  \
    {{#name, fn, min, max, flags, params}, true},
static const row filters[] = {
#include "eval/filters/filters.def"
};
#undef FILTER
#undef FILTER_DBT

#define TEST(name, fn, min, max, flags, params)                                        \
    {{name, fn, min, max, flags, params}, false},
static const row tests[] = {
#include "eval/filters/tests.def"
};
#undef TEST

/* `rows` are in byte order of their names. */
static const row *row_find(const row *rows, size_t count, pl_str name) {
    size_t lo = 0;
    while (lo < count) {
        size_t mid = lo + (count - lo) / 2;
        int c = pl_str_cmp(name, pl_str_of(rows[mid].native.name));
        if (c == 0) {
            return &rows[mid];
        }
        if (c < 0) {
            count = mid;
        } else {
            lo = mid + 1;
        }
    }
    return NULL;
}

const pl_native *pl_filter_find(pl_str name, pl_mode mode) {
    const row *r = row_find(filters, sizeof filters / sizeof *filters, name);
    return r && (!r->dbt_only || mode != PL_MODE_JINJA) ? &r->native : NULL;
}

const pl_native *pl_test_find(pl_str name) {
    const row *r = row_find(tests, sizeof tests / sizeof *tests, name);
    return r ? &r->native : NULL;
}

/* Jinja2: "No filter named 'x'.", and a hint where the name itself is undefined. */
static const pl_native *unknown(pl_eval *ev, pl_exc kind, const char *what,
                                pl_value name) {
    pl_out *o = pl_capture_begin(ev);
    if (pl_repr(ev, name, o)) {
        pl_str shown = pl_buf_take(&o->text, ev->arena);
        if (name.kind != PL_UNDEFINED) {
            pl_raise(ev, kind, "No %s named %.*s.", what, PL_FMT(shown));
        } else {
            pl_raise_undefined(ev, name);
            pl_str why = ev->error.text;
            pl_raise(
                ev, kind,
                "No %s named %.*s. (%.*s; did you forget to quote the callable name?)",
                what, PL_FMT(shown), PL_FMT(why));
        }
    }
    pl_capture_end(ev, o);
    return NULL;
}

const pl_native *pl_filter_by_value(pl_eval *ev, pl_value name) {
    const pl_native *fn =
        pl_is_str(name) ? pl_filter_find(pl_str_from(name), ev->mode) : NULL;
    return fn ? fn : unknown(ev, PL_EXC_UNKNOWN_FILTER, "filter", name);
}

const pl_native *pl_test_by_value(pl_eval *ev, pl_value name) {
    const pl_native *fn = pl_is_str(name) ? pl_test_find(pl_str_from(name)) : NULL;
    return fn ? fn : unknown(ev, PL_EXC_UNKNOWN_TEST, "test", name);
}
