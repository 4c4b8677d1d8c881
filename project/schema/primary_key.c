/* Which columns identify a model's rows, as far as constraints and tests tell.
 *
 * Source: dbt-core 1.9 contracts/graph/nodes.py infer_primary_key. */
#include <stdlib.h>

#include "eval/ops/python_text.h"
#include "project/schema/generic_test.h"

typedef struct tested {
    pl_map unique, unique_disabled, not_null; /* columns */
} tested;

static void add_column(pl_schema *s, tested *t, const pl_dbt_node *test,
                       pl_value column) {
    if (column.kind != PL_STR) {
        return;
    }
    pl_str name = test->test->short_name;
    pl_map *to = NULL;
    if (PL_STR_IS(name, "unique") || PL_STR_IS(name, "unique_combination_of_columns")) {
        to = test->disabled ? &t->unique_disabled : &t->unique;
    } else if (PL_STR_IS(name, "not_null")) {
        to = &t->not_null;
    }
    if (to) {
        pl_map_put(to, s->arena, pl_str_from(column), s);
    }
}

static void add_test(pl_schema *s, pl_map *models, const pl_dbt_node *n) {
    if (n->type != PL_RES_TEST || !n->test || !n->test->attached_id.len) {
        return;
    }
    void **slot = pl_map_slot(models, s->arena, n->test->attached_id);
    if (!*slot) {
        *slot = PL_NEW(s->arena, tested);
    }
    pl_value column = pl_field(n->test->kwargs, "column_name");
    const pl_list *columns = pl_field_list(n->test->kwargs, "combination_of_columns");
    if (column.kind == PL_STR) {
        add_column(s, *slot, n, column);
        return;
    }
    for (uint32_t i = 0; columns && i < columns->len; i++) {
        add_column(s, *slot, n, columns->at[i]);
    }
}

static bool is_primary(pl_value constraint) {
    return constraint.kind == PL_DICT &&
           PL_STR_IS(pl_field_str(constraint.as.dict, "type"), "primary_key");
}

/* The constraint's columns, or false. */
static bool from_constraints(pl_schema *s, const pl_dbt_node *n, pl_list *out) {
    const pl_list *own = n->constraints.kind == PL_LIST ? n->constraints.as.list : NULL;
    for (uint32_t i = 0; own && i < own->len; i++) {
        if (is_primary(own->at[i])) {
            const pl_list *columns = pl_field_list(own->at[i].as.dict, "columns");
            for (uint32_t k = 0; columns && k < columns->len; k++) {
                pl_list_push(s->arena, out, columns->at[k]);
            }
            return true;
        }
    }
    for (uint32_t i = 0; i < n->column_len; i++) {
        const pl_list *l = pl_field_list(n->columns[i].dict.as.dict, "constraints");
        for (uint32_t k = 0; l && k < l->len; k++) {
            if (is_primary(l->at[k])) {
                pl_list_push(s->arena, out, pl_string(n->columns[i].name));
                return true;
            }
        }
    }
    return false;
}

static void push_keys(pl_schema *s, const pl_map *m, pl_list *out) {
    for (uint32_t i = 0; i < m->len; i++) {
        pl_list_push(s->arena, out, pl_string(m->at[i].key));
    }
}

static void from_tests(pl_schema *s, const tested *t, pl_list *out) {
    for (uint32_t i = 0; i < t->not_null.len; i++) {
        pl_str column = t->not_null.at[i].key;
        if (pl_map_has(&t->unique, column) || pl_map_has(&t->unique_disabled, column)) {
            pl_list_push(s->arena, out, pl_string(column));
        }
    }
    if (!out->len) {
        push_keys(s, &t->unique, out);
    }
    if (!out->len) {
        push_keys(s, &t->unique_disabled, out);
    }
}

static int compare_values(const void *x, const void *y) {
    const pl_value *a = x;
    const pl_value *b = y;
    return pl_str_cmp(pl_str_from(*a), pl_str_from(*b));
}

void pl_primary_keys_infer(pl_schema *s) {
    pl_map models = {0};
    for (uint32_t i = 0; i < s->w->nodes.len; i++) {
        add_test(s, &models, s->w->nodes.at[i].value);
    }
    for (uint32_t i = 0; i < s->w->disabled.len; i++) {
        add_test(s, &models, s->w->disabled.at[i].value);
    }
    for (uint32_t i = 0; i < s->w->nodes.len; i++) {
        pl_dbt_node *n = s->w->nodes.at[i].value;
        if (n->type != PL_RES_MODEL) {
            continue;
        }
        pl_value key = pl_new_list(s->arena);
        const tested *t = pl_map_get(&models, n->unique_id);
        if (!from_constraints(s, n, key.as.list) && t) {
            from_tests(s, t, key.as.list);
        }
        if (key.as.list->len) {
            qsort(key.as.list->at, key.as.list->len, sizeof(pl_value), compare_values);
        }
        pl_put(s->arena, n->extra.as.dict, "primary_key", key);
    }
}
