/* Constraints of models and columns, and the checksum of a contract.
 *
 * Source: dbt-core 1.9 parser/schemas.py patch_constraints, contracts/graph/nodes.py
 * build_contract_checksum; dbt-common contracts/constraints.py. */
#include <stdlib.h>

#include "eval/ops/python_text.h"
#include "project/input/digest.h"
#include "project/node/find.h"
#include "project/schema/column.h"
#include "project/schema/entry.h"
#include "project/schema/schema.h"

static const char *const types[] = {"check",       "not_null", "unique", "primary_key",
                                    "foreign_key", "custom",   NULL};

pl_value pl_constraint_dict(pl_arena *a, const pl_dict *given, bool of_model) {
    pl_dict *d = pl_new_dict(a);
    pl_put_field(a, d, given, "type", pl_none());
    pl_put_field(a, d, given, "name", pl_none());
    pl_put_field(a, d, given, "expression", pl_none());
    pl_put_field(a, d, given, "warn_unenforced", pl_bool(true));
    pl_put_field(a, d, given, "warn_unsupported", pl_bool(true));
    pl_put_field(a, d, given, "to", pl_none());
    pl_put_field(a, d, given, "to_columns", pl_new_list(a));
    if (of_model) {
        pl_put_field(a, d, given, "columns", pl_new_list(a));
    }
    return pl_dict_value(d);
}

bool pl_constraint_is_known(pl_value c) {
    return c.kind == PL_DICT && pl_str_in(pl_field_str(c.as.dict, "type"), types);
}

static bool is_type(pl_value c, const char *type) {
    return c.kind == PL_DICT &&
           pl_str_eq(pl_field_str(c.as.dict, "type"), pl_str_of(type));
}

static const pl_list *column_constraints(const pl_column *c) {
    return pl_field_list(c->dict.as.dict, "constraints");
}

/* ---- checks */

static bool constraint_error(pl_schema *s, const pl_dbt_node *n, pl_span where,
                             const char *what, pl_str faults) {
    return pl_schema_error(s, where, "%s (%.*s)\n%.*s", what,
                           PL_FMT(n->original_file_path), PL_FMT(faults));
}

/* What an enforced contract asks for. */
static bool check_contract(pl_schema *s, const pl_dbt_node *n,
                           const pl_list *constraints, pl_span where) {
    if (!n->column_len) {
        return constraint_error(s, n, where, "Contract enforcement failed for:",
                                PL_S("Constraints must be defined in a `yml` schema "
                                     "configuration file like `schema.yml`."));
    }
    if (!PL_STR_IS(n->language, "sql")) {
        return constraint_error(
            s, n, where, "Contract enforcement failed for:",
            pl_str_fmt(s->arena, "Language Error: Expected 'sql' but found '%.*s'",
                       PL_FMT(n->language)));
    }
    for (uint32_t i = 0; constraints && i < constraints->len; i++) {
        if (!pl_constraint_is_known(constraints->at[i])) {
            return pl_schema_error(
                s, where,
                "Invalid constraint type on model %.*s: Type must be one of ['check', "
                "'not_null', 'unique', 'primary_key', 'foreign_key', 'custom']",
                PL_FMT(n->name));
        }
    }
    return true;
}

static pl_value primary_columns(pl_schema *s, const pl_dbt_node *n) {
    pl_value names = pl_new_list(s->arena);
    for (uint32_t i = 0; i < n->column_len; i++) {
        const pl_list *l = column_constraints(&n->columns[i]);
        for (uint32_t k = 0; l && k < l->len; k++) {
            if (is_type(l->at[k], "primary_key")) {
                pl_list_push(s->arena, names.as.list, pl_string(n->columns[i].name));
            }
        }
    }
    return names;
}

static bool check_primary_keys(pl_schema *s, const pl_dbt_node *n, const pl_list *own,
                               pl_span where) {
    pl_value columns = primary_columns(s, n);
    uint32_t count = columns.as.list->len;
    bool of_model = false;
    for (uint32_t i = 0; own && i < own->len; i++) {
        of_model = of_model || is_type(own->at[i], "primary_key");
    }
    if (count > 1) {
        pl_str shown = pl_python_repr(s->arena, columns);
        return constraint_error(
            s, n, where, "Primary key constraint error:",
            pl_str_fmt(s->arena,
                       "Found %u columns (%.*s) with primary key constraints "
                       "defined. Primary keys for multiple columns must be "
                       "defined as a model level constraint.",
                       count, PL_FMT(shown)));
    }
    return !count || !of_model ||
           constraint_error(
               s, n, where, "Primary key constraint error:",
               PL_S("Primary key constraints defined at the model level and the "
                    "columns level. Primary keys can be defined at the model "
                    "level or the column level, not both."));
}

/* ---- foreign keys */

static bool foreign_keys(pl_schema *s, pl_dbt_node *n, const pl_list *l,
                         pl_span where) {
    for (uint32_t i = 0; l && i < l->len; i++) {
        pl_str to = pl_field_str(l->at[i].as.dict, "to");
        if (is_type(l->at[i], "foreign_key") && to.len &&
            !pl_static_ref(s, n, to, where)) {
            return pl_schema_error(s, where,
                                   "Invalid 'ref' or 'source' syntax on foreign key "
                                   "constraint 'to' on model %.*s: %.*s.",
                                   PL_FMT(n->name), PL_FMT(to));
        }
    }
    return true;
}

/* `text` as the relation it refers to; as it is when it refers to none. */
static pl_str relation_referred_to(pl_schema *s, const pl_dbt_node *n, pl_str text) {
    pl_dbt_node use = {.type = n->type};
    bool disabled = false;
    pl_dbt_node *on = NULL;
    if (pl_static_ref(s, &use, text, n->span)) {
        on = use.refs.len
                 ? pl_find_ref(s->w, &use.refs.at[0].call, n->package, &disabled)
                 : pl_find_source(s->w, use.sources.at[0].source,
                                  use.sources.at[0].table, n->package, &disabled);
    }
    return on && on->has_relation ? on->relation_name : text;
}

static void resolve_foreign_keys(pl_schema *s, pl_dbt_node *n, const pl_list *l) {
    for (uint32_t i = 0; l && i < l->len; i++) {
        pl_str to = pl_field_str(l->at[i].as.dict, "to");
        if (is_type(l->at[i], "foreign_key") && to.len) {
            pl_put(s->arena, l->at[i].as.dict, "to",
                   pl_string(relation_referred_to(s, n, to)));
        }
    }
}

void pl_foreign_keys_resolve(pl_world *w, pl_dbt_node *n) {
    pl_schema s = {.w = w, .arena = w->arena};
    if (n->constraints.kind == PL_LIST) {
        resolve_foreign_keys(&s, n, n->constraints.as.list);
    }
    for (uint32_t i = 0; i < n->column_len; i++) {
        resolve_foreign_keys(&s, n, column_constraints(&n->columns[i]));
    }
}

/* ---- the checksum: of what Python prints for columns and constraints */

static void put_constraint(pl_schema *s, pl_buf *to, const pl_dict *c, bool of_model) {
    static const char *const members[] = {
        "name", "expression", "warn_unenforced", "warn_unsupported",
        "to",   "to_columns"};
    pl_str type = pl_field_str(c, "type");
    pl_buf_fmt(to, "%sLevelConstraint(type=<ConstraintType.%.*s: '%.*s'>",
               of_model ? "Model" : "Column", PL_FMT(type), PL_FMT(type));
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        pl_buf_fmt(to, ", %s=", members[i]);
        pl_buf_str(to, pl_python_repr(s->arena, pl_field_or_none(c, members[i])));
    }
    if (of_model) {
        PL_BUF_LIT(to, ", columns=");
        pl_buf_str(to, pl_python_repr(s->arena, pl_field_or_none(c, "columns")));
    }
    pl_buf_char(to, ')');
}

static void put_constraints(pl_schema *s, pl_buf *to, const pl_list *l, bool of_model) {
    pl_buf_char(to, '[');
    for (uint32_t i = 0; l && i < l->len; i++) {
        pl_buf_str(to, i ? PL_S(", ") : PL_S(""));
        put_constraint(s, to, l->at[i].as.dict, of_model);
    }
    pl_buf_char(to, ']');
}

static int compare_columns(const void *x, const void *y) {
    const pl_column *a = x;
    const pl_column *b = y;
    return pl_str_cmp(a->name, b->name);
}

static pl_str contract_checksum(pl_schema *s, const pl_dbt_node *n) {
    pl_column *sorted = PL_NEW_ARRAY(s->arena, pl_column, n->column_len + 1);
    if (n->column_len) {
        memcpy(sorted, n->columns, n->column_len * sizeof *sorted);
        qsort(sorted, n->column_len, sizeof *sorted, compare_columns);
    }
    pl_buf state = {0};
    for (uint32_t i = 0; i < n->column_len; i++) {
        pl_value type = pl_field_or_none(sorted[i].dict.as.dict, "data_type");
        pl_buf_char(&state, '|');
        pl_buf_str(&state, sorted[i].name);
        pl_buf_str(&state, pl_python_str(s->arena, type));
        put_constraints(s, &state, column_constraints(&sorted[i]), false);
    }
    pl_str materialized = pl_field_str(n->config, "materialized");
    if (PL_STR_IS(materialized, "table") || PL_STR_IS(materialized, "incremental")) {
        pl_buf_str(&state, materialized);
        put_constraints(s, &state, n->constraints.as.list, true);
    }
    pl_str sum = pl_sha256_hex(s->arena, pl_buf_view(&state));
    pl_buf_free(&state);
    return sum;
}

static void set_checksum(pl_schema *s, pl_dbt_node *n) {
    pl_dict *contract = n->contract.as.dict;
    if (pl_field_or_none(contract, "checksum").kind == PL_NONE) {
        pl_put(s->arena, contract, "checksum", pl_string(contract_checksum(s, n)));
    }
}

bool pl_constraints_set(pl_schema *s, pl_dbt_node *n, const pl_list *constraints,
                        pl_span where) {
    bool enforced = n->contract.kind == PL_DICT &&
                    pl_field_is_true(n->contract.as.dict, "enforced");
    n->constraints = pl_new_list(s->arena);
    if ((enforced && !check_contract(s, n, constraints, where)) ||
        !check_primary_keys(s, n, constraints, where)) {
        return false;
    }
    for (uint32_t i = 0; constraints && i < constraints->len; i++) {
        if (constraints->at[i].kind == PL_DICT) {
            pl_list_push(
                s->arena, n->constraints.as.list,
                pl_constraint_dict(s->arena, constraints->at[i].as.dict, true));
        }
    }
    bool ok = foreign_keys(s, n, n->constraints.as.list, where);
    for (uint32_t i = 0; i < n->column_len; i++) {
        ok = foreign_keys(s, n, column_constraints(&n->columns[i]), where) && ok;
    }
    if (enforced) {
        set_checksum(s, n);
    }
    return ok;
}
