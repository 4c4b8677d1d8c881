/* Columns whose types have types inside: ClickHouse's and Athena's.
 *
 * Source: dbt-clickhouse 1.9 column.py, dbt-athena 1.9 column.py. */
#include "macros/context/arguments.h"
#include "macros/warehouse/warehouse.h"

/* "Nullable(Int8)" -> "Int8" */
static bool unwrap(pl_str *type, pl_str outer) {
    uint32_t n = outer.len + 1;
    if (!pl_str_starts(*type, outer) || type->len < n + 1 ||
        type->at[outer.len] != '(' || type->at[type->len - 1] != ')') {
        return false;
    }
    *type = pl_str_sub(*type, n, type->len - 1);
    return true;
}

static pl_value number_before(pl_arena *a, pl_str *rest, pl_str end) {
    uint32_t at = pl_str_find(*rest, end, 0);
    pl_value v;
    if (at == UINT32_MAX || !pl_parse_int(a, pl_str_sub(*rest, 0, at), 10, &v)) {
        return pl_none();
    }
    *rest = pl_str_sub(*rest, at + end.len, rest->len);
    return v;
}

static void clickhouse_sizes(pl_arena *a, pl_column_object *c, pl_str type) {
    static const char *const fixed[] = {"fixedstring*", NULL};
    uint32_t open = pl_str_find_char(type, '(');
    pl_str rest = open == UINT32_MAX ? PL_S("") : pl_str_sub(type, open + 1, type.len);
    if (pl_column_is(fixed, c->dtype)) {
        c->size = number_before(a, &rest, PL_S(")"));
    } else if (pl_column_is(c->rules->numerics, c->dtype)) {
        pl_value precision = number_before(a, &rest, PL_S(", "));
        pl_value scale = number_before(a, &rest, PL_S(")"));
        bool known = precision.kind == PL_INT && scale.kind == PL_INT;
        c->precision = known ? precision : pl_int(0);
        c->scale = known ? scale : pl_int(0);
    }
}

void pl_clickhouse_column(pl_arena *a, pl_column_object *c) {
    if (!pl_is_str(c->dtype)) {
        return;
    }
    pl_str type = pl_str_trim(pl_str_from(c->dtype));
    bool low = unwrap(&type, PL_S("LowCardinality"));
    bool nullable = unwrap(&type, PL_S("Nullable"));
    pl_dict *extra = pl_dict_new(a, 2).as.dict;
    pl_dict_put_str(a, extra, PL_S("is_nullable"), pl_bool(nullable));
    pl_dict_put_str(a, extra, PL_S("is_low_cardinality"), pl_bool(low));
    c->extra = extra;
    c->dtype = pl_string(type);
    clickhouse_sizes(a, c, type);
}

static bool is_set(const pl_column_object *c, pl_str name) {
    const pl_value *v = c->extra ? pl_dict_find(c->extra, name) : NULL;
    return v && v->as.i;
}

bool pl_clickhouse_wrap(pl_eval *ev, const pl_column_object *c, pl_value *type) {
    pl_str shown;
    if (!pl_text_of(ev, *type, &shown)) {
        return false;
    }
    if (is_set(c, PL_S("is_nullable"))) {
        shown = pl_str_cat3(ev->arena, PL_S("Nullable("), shown, PL_S(")"));
    }
    if (is_set(c, PL_S("is_low_cardinality"))) {
        shown = pl_str_cat3(ev->arena, PL_S("LowCardinality("), shown, PL_S(")"));
    }
    *type = pl_string(shown);
    return true;
}

/* ---- Athena */

/* array<int>, array(int): the type of its items. */
static bool item_type(pl_str type, pl_str *out) {
    char open = type.len > 6 ? type.at[5] : 0;
    char close = type.len ? type.at[type.len - 1] : 0;
    *out = type;
    if ((open != '<' && open != '(') || (close != '>' && close != ')')) {
        return false;
    }
    *out = pl_str_sub(type, 6, type.len - 1);
    return true;
}

static bool array_type(pl_eval *ev, const pl_column_object *c, pl_value *out) {
    pl_str inner, shown;
    pl_value type;
    if (ev->depth >= PL_CALL_DEPTH) {
        return pl_raise(ev, PL_EXC_RECURSION, "maximum recursion depth exceeded");
    }
    if (!item_type(pl_str_from(c->dtype), &inner)) {
        return pl_raise(ev, PL_EXC_RECURSION, "maximum recursion depth exceeded");
    }
    pl_column_object item = *c;
    item.dtype = pl_string(inner);
    ev->depth++;
    bool ok = pl_column_data_type(ev, &item, &type) && pl_text_of(ev, type, &shown);
    ev->depth--;
    if (ok) {
        *out = pl_string(pl_str_cat3(ev->arena, PL_S("array("), shown, PL_S(")")));
    }
    return ok;
}

bool pl_athena_type(pl_eval *ev, const pl_column_object *c, bool *done, pl_value *out) {
    static const char *const binary[] = {"binary", "varbinary", NULL};
    static const char *const timestamp[] = {"timestamp", NULL};
    static const char *const array[] = {"array*", NULL};
    *done = true;
    if (pl_column_is(binary, c->dtype)) {
        *out = pl_string(PL_S("varbinary"));
    } else if (pl_column_is(timestamp, c->dtype)) {
        *out = pl_string(PL_S("timestamp"));
    } else if (pl_column_is(array, c->dtype)) {
        *done = array_type(ev, c, out);
        return *done;
    } else {
        *done = false;
    }
    return true;
}
