/* Results of statements: store_result(), load_result(), and the queries behind them.
 *
 * Source: dbt-core 1.9 context/providers.py ProviderContext. */
#include "macros/context/arguments.h"
#include "macros/context/members.h"
#include "macros/warehouse/warehouse.h"

/* ---- AdapterResponse */

typedef struct response_object {
    pl_object base;
    pl_value message, code, rows;
} response_object;

static pl_found response_attr(pl_eval *ev, pl_object *self, pl_str name,
                              pl_value *out) {
    (void)ev;
    const response_object *r = (const response_object *)(const void *)self;
    if (PL_STR_IS(name, "code")) {
        *out = r->code;
    } else if (PL_STR_IS(name, "rows_affected")) {
        *out = r->rows;
    } else if (PL_STR_IS(name, "_message")) {
        *out = r->message;
    } else {
        return PL_MISSING;
    }
    return PL_FOUND;
}

static bool response_print(pl_eval *ev, pl_object *self, bool repr, pl_out *to) {
    const response_object *r = (const response_object *)(const void *)self;
    if (!repr) {
        return pl_print(ev, r->message, to);
    }
    pl_out_put(to, PL_S("AdapterResponse(_message="));
    if (!pl_repr(ev, r->message, to)) {
        return false;
    }
    pl_out_put(to, PL_S(", code="));
    if (!pl_repr(ev, r->code, to)) {
        return false;
    }
    pl_out_put(to, PL_S(", rows_affected="));
    if (!pl_repr(ev, r->rows, to)) {
        return false;
    }
    pl_out_put(to, PL_S(", query_id=None)"));
    return true;
}

static const pl_class response_class = {
    .name = "AdapterResponse",
    .attr = response_attr,
    .print = response_print,
};

/* AdapterResponse(_message=, code=, rows_affected=) */
static pl_value response_new(pl_arena *a, pl_value message, pl_value code,
                             pl_value rows) {
    response_object *r = PL_NEW(a, response_object);
    *r = (response_object){{&response_class}, message, code, rows};
    return pl_object_value(r);
}

/* ---- storing and loading */

static pl_dict *results(pl_eval *ev, pl_dbt *d) {
    if (d->results.kind != PL_DICT) {
        d->results = pl_dict_new(ev->arena, 4);
    }
    return d->results.as.dict;
}

static bool store(pl_eval *ev, pl_value name, pl_value response, pl_value table,
                  pl_value *out) {
    pl_value data;
    if (table.kind == PL_UNSET || table.kind == PL_NONE) {
        table = pl_table_empty(ev->arena);
    }
    pl_found found = pl_table_matrix(ev, table, &data);
    if (found == PL_MISSING) {
        found = pl_to_list(ev, table, &data) ? PL_FOUND : PL_FAILED;
    }
    pl_value kept = pl_dict_new(ev->arena, 3);
    pl_dict_put_str(ev->arena, kept.as.dict, PL_S("response"), response);
    pl_dict_put_str(ev->arena, kept.as.dict, PL_S("data"), data);
    pl_dict_put_str(ev->arena, kept.as.dict, PL_S("table"), table);
    *out = pl_string(PL_S(""));
    return found == PL_FOUND && pl_dict_put(ev, results(ev, pl_dbt_of(ev)), name, kept);
}

bool pl_call_store_result(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return store(ev, argv[1], argv[2], argv[3], out);
}

bool pl_call_store_raw_result(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value response = response_new(ev->arena, pl_or_none(argv[2]),
                                     pl_or_none(argv[3]), pl_or_none(argv[4]));
    return store(ev, argv[1], response, argv[5], out);
}

/* A result is given once; afterwards its name holds None. */
bool pl_call_load_result(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_dict *kept = results(ev, pl_dbt_of(ev));
    pl_value *stored;
    pl_str name;
    pl_found found = pl_dict_lookup(ev, kept, argv[1], &stored);
    if (found != PL_FOUND) {
        *out = pl_none();
        return found == PL_MISSING;
    }
    *out = *stored;
    if (pl_is_str(argv[1]) && PL_STR_IS(pl_str_from(argv[1]), "main")) {
        return true;
    }
    if (out->kind == PL_NONE) {
        return pl_text_of(ev, argv[1], &name) &&
               pl_raise_code(
                   ev, PL_E0401, PL_EXC_COMPILATION,
                   "The 'statement' result named '%.*s' has already been loaded into a variable",
                   PL_FMT(name));
    }
    *stored = pl_none();
    return true;
}

/* ---- queries */

static bool answer_of(pl_eval *ev, const char *who, pl_value sql, pl_value *out) {
    pl_dbt *d = pl_dbt_of(ev);
    pl_str text;
    pl_value result = {.kind = PL_UNSET};
    if (!pl_text_of(ev, sql, &text)) {
        return false;
    }
    pl_found found = d->ops->query ? d->ops->query(d, ev, text, &result) : PL_MISSING;
    if (found == PL_MISSING) {
        return pl_need_warehouse(ev, who);
    }
    return found == PL_FOUND &&
           pl_table_new(ev, result.kind == PL_DICT ? result.as.dict : NULL, out);
}

bool pl_run_query(pl_eval *ev, const char *who, pl_value sql, pl_value *out) {
    pl_value table;
    if (!answer_of(ev, who, sql, &table)) {
        return false;
    }
    int64_t rows;
    if (!pl_length(ev, table, &rows)) {
        return false;
    }
    pl_value text = pl_string(pl_str_fmt(ev->arena, "SELECT %lld", (long long)rows));
    *out = pl_tuple_new(ev->arena, 2);
    pl_list_push(
        ev->arena, out->as.list,
        response_new(ev->arena, text, pl_string(PL_S("SELECT")), pl_int(rows)));
    pl_list_push(ev->arena, out->as.list, table);
    return true;
}
