/* adapter: constraints of columns and models as SQL.
 *
 * Source: dbt-adapters 1.10 base/impl.py render_raw_columns_constraints and its kin. */
#include "macros/context/arguments.h"
#include "macros/warehouse/warehouse.h"

static const char *const type_words[] = {
    [PL_CON_CHECK] = "check",
    [PL_CON_NOT_NULL] = "not_null",
    [PL_CON_UNIQUE] = "unique",
    [PL_CON_PRIMARY_KEY] = "primary_key",
    [PL_CON_FOREIGN_KEY] = "foreign_key",
    [PL_CON_CUSTOM] = "custom",
};
static const char *const sql_words[] = {
    [PL_CON_CHECK] = "check",
    [PL_CON_NOT_NULL] = "not null",
    [PL_CON_UNIQUE] = "unique",
    [PL_CON_PRIMARY_KEY] = "primary key",
    [PL_CON_FOREIGN_KEY] = "foreign key",
    [PL_CON_CUSTOM] = "",
};

/* A constraint of a schema file, checked. */
typedef struct constraint {
    pl_constraint type;
    pl_str name, expression, to;
    pl_str to_columns, columns; /* joined with ", " */
    bool warn_unenforced, warn_unsupported;
} constraint;

static bool text_member(pl_eval *ev, const pl_dict *d, const char *name, pl_str *out) {
    pl_value v;
    *out = PL_S("");
    return pl_dict_member(d, name, &v) != PL_FOUND || v.kind == PL_NONE ||
           pl_text_of(ev, v, out);
}

static bool joined_member(pl_eval *ev, const pl_dict *d, const char *name,
                          pl_str *out) {
    pl_value v, list;
    *out = PL_S("");
    if (pl_dict_member(d, name, &v) != PL_FOUND || v.kind == PL_NONE) {
        return true;
    }
    if (!pl_to_list(ev, v, &list)) {
        return false;
    }
    pl_buf b = {0};
    bool ok = true;
    for (uint32_t i = 0; ok && i < list.as.list->len; i++) {
        pl_str item;
        ok = pl_text_of(ev, list.as.list->at[i], &item);
        if (ok) {
            pl_buf_fmt(&b, "%s%.*s", i ? ", " : "", PL_FMT(item));
        }
    }
    *out = pl_buf_take(&b, ev->arena);
    pl_buf_free(&b);
    return ok;
}

static bool truth_member(pl_eval *ev, const pl_dict *d, const char *name, bool *out) {
    pl_value v;
    *out = true;
    return pl_dict_member(d, name, &v) != PL_FOUND || pl_truth(ev, v, out);
}

static bool type_of(pl_value raw, pl_constraint *out) {
    pl_value v;
    if (raw.kind != PL_DICT || pl_dict_member(raw.as.dict, "type", &v) != PL_FOUND ||
        !pl_is_str(v)) {
        return false;
    }
    for (uint32_t i = 0; i <= PL_CON_CUSTOM; i++) {
        if (pl_str_eq(pl_str_from(v), pl_str_of(type_words[i]))) {
            *out = (pl_constraint)i;
            return true;
        }
    }
    return false;
}

static bool read_constraint(pl_eval *ev, pl_value raw, constraint *c) {
    pl_str shown;
    if (!type_of(raw, &c->type)) {
        return pl_text_of(ev, raw, &shown) &&
               pl_raise_code(ev, PL_E0502, PL_EXC_DBT_RUNTIME,
                             "Could not parse constraint: %.*s", PL_FMT(shown));
    }
    const pl_dict *d = raw.as.dict;
    return text_member(ev, d, "name", &c->name) &&
           text_member(ev, d, "expression", &c->expression) &&
           text_member(ev, d, "to", &c->to) &&
           joined_member(ev, d, "to_columns", &c->to_columns) &&
           joined_member(ev, d, "columns", &c->columns) &&
           truth_member(ev, d, "warn_unenforced", &c->warn_unenforced) &&
           truth_member(ev, d, "warn_unsupported", &c->warn_unsupported);
}

/* ---- what the adapter makes of it */

static void warn(pl_eval *ev, const constraint *c, const char *what) {
    pl_dbt *d = pl_dbt_of(ev);
    d->ops->message(d, ev, PL_W0950,
                    pl_str_fmt(ev->arena, "%s constraint on %s: %s",
                               type_words[c->type], d->style->adapter->name, what));
}

/* Is it written at all? */
static bool is_rendered(pl_eval *ev, const constraint *c) {
    if (c->type == PL_CON_CUSTOM) {
        return true;
    }
    pl_support support = pl_adapter_of(pl_dbt_of(ev)->style)->support[c->type];
    if (support == PL_UNSUPPORTED && c->warn_unsupported) {
        warn(ev, c, "not supported, it is left out");
    }
    if (support == PL_UNENFORCED && c->warn_unenforced) {
        warn(ev, c, "supported but not enforced");
    }
    return support != PL_UNSUPPORTED;
}

static pl_str referenced(pl_eval *ev, const constraint *c) {
    uint32_t dot = pl_str_find_char(c->to, '.');
    bool local = pl_adapter_of(pl_dbt_of(ev)->style)->local_keys;
    pl_str rest = dot == UINT32_MAX ? c->to : pl_str_sub(c->to, dot + 1, c->to.len);
    return local && pl_str_find_char(rest, '.') != UINT32_MAX ? rest : c->to;
}

static pl_str references(pl_eval *ev, const constraint *c) {
    if (c->to.len && c->to_columns.len) {
        return pl_str_fmt(ev->arena, "references %.*s (%.*s)",
                          PL_FMT(referenced(ev, c)), PL_FMT(c->to_columns));
    }
    return c->expression.len
               ? pl_str_fmt(ev->arena, "references %.*s", PL_FMT(c->expression))
               : PL_S("");
}

static pl_str with_enforcement(pl_eval *ev, const constraint *c, pl_str sql) {
    bool key = c->type == PL_CON_PRIMARY_KEY || c->type == PL_CON_FOREIGN_KEY;
    const char *suffix =
        PL_ADAPTER_HAS(pl_adapter_of(pl_dbt_of(ev)->style), key_suffix);
    return key && suffix && sql.len ? pl_str_cat(ev->arena, sql, pl_str_of(suffix))
                                    : sql;
}

/* Empty: nothing is written. */
static pl_str column_sql(pl_eval *ev, const constraint *c) {
    pl_str sql = PL_S("");
    switch (c->type) {
    case PL_CON_CHECK:
        if (c->expression.len) {
            sql = pl_str_fmt(ev->arena, "check (%.*s)", PL_FMT(c->expression));
        }
        break;
    case PL_CON_NOT_NULL:
    case PL_CON_UNIQUE:
    case PL_CON_PRIMARY_KEY:
        sql =
            pl_str_fmt(ev->arena, "%s %.*s", sql_words[c->type], PL_FMT(c->expression));
        break;
    case PL_CON_FOREIGN_KEY:
        sql = references(ev, c);
        break;
    case PL_CON_CUSTOM:
        sql = c->expression;
        break;
    }
    return with_enforcement(ev, c, pl_str_trim(sql));
}

static pl_str model_sql(pl_eval *ev, const constraint *c) {
    pl_str prefix = c->name.len
                        ? pl_str_fmt(ev->arena, "constraint %.*s ", PL_FMT(c->name))
                        : PL_S("");
    pl_str blank = c->expression.len ? PL_S(" ") : PL_S("");
    pl_str target, sql = PL_S("");
    switch (c->type) {
    case PL_CON_CHECK:
        if (c->expression.len) {
            sql = pl_str_fmt(ev->arena, "%.*scheck (%.*s)", PL_FMT(prefix),
                             PL_FMT(c->expression));
        }
        break;
    case PL_CON_UNIQUE:
    case PL_CON_PRIMARY_KEY:
        sql = pl_str_fmt(ev->arena, "%.*s%s%.*s%.*s (%.*s)", PL_FMT(prefix),
                         sql_words[c->type], PL_FMT(blank), PL_FMT(c->expression),
                         PL_FMT(c->columns));
        break;
    case PL_CON_FOREIGN_KEY:
        target = references(ev, c);
        if (target.len) {
            sql = pl_str_fmt(ev->arena, "%.*sforeign key (%.*s) %.*s", PL_FMT(prefix),
                             PL_FMT(c->columns), PL_FMT(target));
        }
        break;
    case PL_CON_CUSTOM:
        sql = c->expression.len ? pl_str_cat(ev->arena, prefix, c->expression) : sql;
        break;
    case PL_CON_NOT_NULL:
        break;
    }
    return with_enforcement(ev, c, sql);
}

/* ---- the two methods */

static bool put_constraints(pl_eval *ev, pl_value raw, pl_buf *to) {
    pl_value list;
    if (!pl_to_list(ev, raw, &list)) {
        return false;
    }
    for (uint32_t i = 0; i < list.as.list->len; i++) {
        constraint c;
        if (!read_constraint(ev, list.as.list->at[i], &c)) {
            return false;
        }
        pl_str sql = is_rendered(ev, &c) ? column_sql(ev, &c) : PL_S("");
        if (sql.len) {
            pl_buf_fmt(to, " %.*s", PL_FMT(sql));
        }
    }
    return true;
}

static bool put_column(pl_eval *ev, pl_value column, pl_buf *to) {
    pl_value name, type, quote, constraints = pl_none();
    pl_str shown_name, shown_type;
    bool quoted;
    if (!pl_member_of(ev, column, "name", &name) ||
        !pl_member_of(ev, column, "data_type", &type) ||
        !pl_member_of(ev, column, "quote", &quote) || !pl_truth(ev, quote, &quoted) ||
        !pl_member_of(ev, column, "constraints", &constraints) ||
        !pl_text_of(ev, name, &shown_name) || !pl_text_of(ev, type, &shown_type)) {
        return false;
    }
    if (quoted) {
        shown_name = pl_adapter_quoted(ev, pl_dbt_of(ev)->style, shown_name);
    }
    pl_buf_fmt(to, "%.*s %.*s", PL_FMT(shown_name), PL_FMT(shown_type));
    return put_constraints(ev, constraints, to);
}

bool pl_adapter_column_constraints(pl_eval *ev, const pl_value *argv, pl_value *out) {
    if (argv[1].kind != PL_DICT) {
        return pl_raise(ev, PL_EXC_ATTRIBUTE, "'%s' object has no attribute 'values'",
                        pl_type_name(argv[1]));
    }
    *out = pl_list_new(ev->arena, 8);
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(argv[1].as.dict, &i)) != NULL;) {
        pl_buf b = {0};
        bool ok = put_column(ev, e->value, &b);
        pl_list_push(ev->arena, out->as.list, pl_string(pl_buf_take(&b, ev->arena)));
        pl_buf_free(&b);
        if (!ok) {
            return false;
        }
    }
    return true;
}

bool pl_adapter_model_constraints(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value list;
    if (!pl_to_list(ev, argv[1], &list)) {
        return false;
    }
    *out = pl_list_new(ev->arena, list.as.list->len);
    for (uint32_t i = 0; i < list.as.list->len; i++) {
        constraint c;
        if (!read_constraint(ev, list.as.list->at[i], &c)) {
            return false;
        }
        pl_str sql = is_rendered(ev, &c) ? model_sql(ev, &c) : PL_S("");
        if (sql.len) {
            pl_list_push(ev->arena, out->as.list, pl_string(sql));
        }
    }
    return true;
}
