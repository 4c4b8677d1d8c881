/* adapter: names in quotes, and checks of names. */
#include "macros/context/arguments.h"
#include "macros/warehouse/warehouse.h"

pl_str pl_adapter_quoted(pl_eval *ev, const pl_relation_style *style, pl_str name) {
    const char *marks = style->adapter->name_quote[0] ? style->adapter->name_quote
                                                      : style->adapter->quote;
    pl_str open = {&marks[0], 1}, close = {&marks[1], 1};
    return pl_str_cat3(ev->arena, open, name, close);
}

static bool quoted(pl_eval *ev, pl_value v, pl_value *out) {
    pl_str name;
    if (!pl_text_of(ev, v, &name)) {
        return false;
    }
    *out = pl_string(pl_adapter_quoted(ev, pl_dbt_of(ev)->style, name));
    return true;
}

bool pl_adapter_quote(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return quoted(ev, argv[1], out);
}

bool pl_adapter_quote_as_configured(pl_eval *ev, const pl_value *argv, pl_value *out) {
    uint32_t part = pl_is_str(argv[2]) ? pl_part_of(pl_str_from(argv[2])) : 3;
    *out = argv[1];
    return part == 3 || !pl_dbt_of(ev)->style->quoted[part] || quoted(ev, argv[1], out);
}

bool pl_adapter_quote_seed_column(pl_eval *ev, const pl_value *argv, pl_value *out) {
    bool wanted = !pl_adapter_of(pl_dbt_of(ev)->style)->bare_seed_columns;
    if (argv[2].kind == PL_BOOL) {
        wanted = argv[2].as.i;
    } else if (argv[2].kind != PL_NONE) {
        return pl_raise_code(
            ev, PL_E0601, PL_EXC_COMPILATION,
            "The seed configuration value of \"quote_columns\" has an invalid type %.*s",
            PL_FMT(pl_class_text(ev, argv[2])));
    }
    *out = argv[1];
    return !wanted || quoted(ev, argv[1], out);
}

static pl_value target_member(const pl_dbt *d, const char *name) {
    pl_value v = pl_none();
    if (d->target.kind == PL_DICT) {
        pl_dict_member(d->target.as.dict, name, &v);
    }
    return v;
}

bool pl_adapter_verify_database(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_dbt *d = pl_dbt_of(ev);
    const pl_adapter *ad = pl_adapter_of(d->style);
    bool reached = false;
    pl_value target = target_member(d, "database");
    pl_str name, expected;
    if (!pl_text_of(ev, argv[1], &name) || !pl_text_of(ev, target, &expected) ||
        (ad->cross_database_by &&
         !pl_truth(ev, target_member(d, ad->cross_database_by), &reached))) {
        return false;
    }
    if (pl_str_starts(name, PL_S("\""))) {
        while (name.len && name.at[0] == '"') {
            name = pl_str_sub(name, 1, name.len);
        }
        while (name.len && name.at[name.len - 1] == '"') {
            name.len--;
        }
    }
    *out = pl_string(PL_S(""));
    if (reached || pl_str_eq_nocase(name, expected)) {
        return true;
    }
    return pl_raise_code(ev, PL_E0601, PL_EXC_COMPILATION, "%s (%.*s vs %.*s)",
                         ad->cross_database, PL_FMT(name), PL_FMT(expected));
}
