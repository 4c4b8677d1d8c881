/* adapter: relations of the warehouse and their columns.
 *
 * No warehouse is asked: it is empty, save for what the project's answer files hold.
 * Source: dbt-adapters 1.10 base/impl.py. */
#include "macros/context/arguments.h"
#include "macros/warehouse/warehouse.h"

/* ---- relations */

static bool existing(pl_eval *ev, const pl_value *path, pl_relation **out) {
    pl_dbt *d = pl_dbt_of(ev);
    *out = NULL;
    return !d->ops->existing ||
           d->ops->existing(d, ev, path[0], path[1], path[2], out) != PL_FAILED;
}

bool pl_adapter_get_relation(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_relation *found;
    if (!existing(ev, argv + 1, &found)) {
        return false;
    }
    *out = found ? pl_object_value(found) : pl_none();
    return true;
}

/* The database of the target. */
static pl_value target_database(const pl_dbt *d) {
    pl_value database = pl_none();
    if (d->target.kind == PL_DICT) {
        pl_dict_member(d->target.as.dict, "database", &database);
    }
    return database;
}

bool pl_adapter_already_exists(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_value path[] = {target_database(pl_dbt_of(ev)), argv[1], argv[2]};
    pl_relation *found;
    if (!existing(ev, path, &found)) {
        return false;
    }
    *out = pl_bool(found != NULL);
    return true;
}

/* ---- columns */

/* {name, dtype, char_size, ...} as the answer files give it. */
static pl_value column_of(pl_eval *ev, const pl_dict *given) {
    const pl_column_rules *rules =
        PL_ADAPTER_HAS(pl_adapter_of(pl_dbt_of(ev)->style), columns);
    pl_value name = pl_none(), dtype = pl_string(PL_S(""));
    pl_dict_member(given, "name", &name);
    pl_dict_member(given, "dtype", &dtype);
    pl_column_object *c = pl_column_new(ev->arena, rules, name, dtype);
    pl_dict_member(given, "char_size", &c->size);
    pl_dict_member(given, "numeric_precision", &c->precision);
    pl_dict_member(given, "numeric_scale", &c->scale);
    pl_dict_member(given, "mode", &c->mode);
    return pl_object_value(c);
}

static bool columns_of(pl_eval *ev, const pl_relation *r, pl_value *out) {
    pl_dbt *d = pl_dbt_of(ev);
    pl_value given;
    pl_found found = d->ops->columns ? d->ops->columns(d, ev, r, &given) : PL_MISSING;
    if (found == PL_MISSING) {
        pl_str text = pl_relation_render(r, ev->arena);
        char *what = pl_str_z(
            ev->arena, pl_str_fmt(ev->arena, "adapter.get_columns_in_relation(%.*s)",
                                  PL_FMT(text)));
        return pl_need_warehouse(ev, what);
    }
    if (found == PL_FAILED) {
        return false;
    }
    const pl_list *rows = given.as.list;
    *out = pl_list_new(ev->arena, rows->len);
    for (uint32_t i = 0; i < rows->len; i++) {
        if (rows->at[i].kind == PL_DICT) {
            pl_list_push(ev->arena, out->as.list, column_of(ev, rows->at[i].as.dict));
        }
    }
    return true;
}

static bool need_relation(pl_eval *ev, pl_value v, const char *method,
                          const char *arg) {
    const pl_relation_style *style = pl_dbt_of(ev)->style;
    pl_str shown;
    if (pl_as_relation(v)) {
        return true;
    }
    return pl_text_of(ev, v, &shown) &&
           pl_raise_code(
               ev, PL_E0601, PL_EXC_COMPILATION,
               "'adapter.%s' expects argument '%s' to be of type '<class "
               "'dbt.adapters.%s.relation.%sRelation'>', instead got %.*s (%.*s)",
               method, arg, style->adapter->name, style->adapter->class_title,
               PL_FMT(shown), PL_FMT(pl_class_text(ev, v)));
}

bool pl_adapter_columns(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_relation *r = pl_as_relation(argv[1]);
    if (!r) {
        return argv[1].kind == PL_UNDEFINED && !(argv[1].flags & PL_CAPTURE)
                   ? pl_raise_undefined(ev, argv[1])
                   : pl_need_warehouse(ev, "adapter.get_columns_in_relation");
    }
    return columns_of(ev, r, out);
}

bool pl_adapter_table_columns(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_dbt *d = pl_dbt_of(ev);
    const pl_relation *r =
        pl_relation_new(ev->arena, d->style, target_database(d), argv[1], argv[2]);
    return pl_relation_check(ev, r) && columns_of(ev, r, out);
}

static bool has_column(pl_eval *ev, const pl_list *columns, pl_value name, bool *out) {
    *out = false;
    for (uint32_t i = 0; i < columns->len && !*out; i++) {
        if (!pl_equal(ev, pl_as_column(columns->at[i])->name, name, out)) {
            return false;
        }
    }
    return true;
}

bool pl_adapter_missing_columns(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value from, to;
    if (!need_relation(ev, argv[1], "get_missing_columns", "from_relation") ||
        !need_relation(ev, argv[2], "get_missing_columns", "to_relation") ||
        !columns_of(ev, pl_as_relation(argv[1]), &from) ||
        !columns_of(ev, pl_as_relation(argv[2]), &to)) {
        return false;
    }
    *out = pl_list_new(ev->arena, 4);
    for (uint32_t i = 0; i < from.as.list->len; i++) {
        pl_value column = from.as.list->at[i];
        bool has;
        if (!pl_burn(ev, to.as.list->len) ||
            !has_column(ev, to.as.list, pl_as_column(column)->name, &has)) {
            return false;
        }
        if (!has) {
            pl_list_push(ev->arena, out->as.list, column);
        }
    }
    return true;
}

bool pl_adapter_expand_types(pl_eval *ev, const pl_value *argv, pl_value *out) {
    *out = pl_none();
    if (pl_adapter_of(pl_dbt_of(ev)->style)->never_widens) {
        return true;
    }
    return need_relation(ev, argv[1], "expand_target_column_types", "from_relation") &&
           need_relation(ev, argv[2], "expand_target_column_types", "to_relation") &&
           pl_need_warehouse(ev, "adapter.expand_target_column_types");
}

bool pl_adapter_is_replaceable(pl_eval *ev, const pl_value *argv, pl_value *out) {
    bool given;
    if (!pl_truth(ev, argv[1], &given)) {
        return false;
    }
    *out = pl_bool(true);
    return !given || pl_need_warehouse(ev, "adapter.is_replaceable");
}
