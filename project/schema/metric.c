/* Metrics. Source: dbt-core 1.9 parser/schema_yaml_readers.py MetricParser. */
#include "eval/ops/python_text.h"
#include "project/render/parse_node.h"
#include "project/schema/entry.h"
#include "project/schema/semantic.h"
#include "project/schema/shape.h"

/* ---- parts of type_params */

pl_value pl_where_filter(pl_arena *a, pl_value where) {
    if (where.kind != PL_STR && where.kind != PL_LIST) {
        return pl_none();
    }
    pl_value all = pl_new_list(a);
    uint32_t n = where.kind == PL_STR ? 1 : where.as.list->len;
    for (uint32_t i = 0; i < n; i++) {
        pl_dict *d = pl_new_dict(a);
        pl_value text = where.kind == PL_STR ? where : where.as.list->at[i];
        pl_put(a, d, "where_sql_template", text);
        pl_list_push(a, all.as.list, pl_dict_value(d));
    }
    pl_dict *d = pl_new_dict(a);
    pl_put(a, d, "where_filters", all);
    return pl_dict_value(d);
}

/* "28 days" */
static bool window_of(pl_schema *s, const pl_schema_entry *e, pl_value text,
                      pl_value *out) {
    *out = pl_none();
    if (text.kind != PL_STR) {
        return true;
    }
    pl_str t = pl_str_from(text);
    uint32_t cut = pl_str_find_char(t, ' ');
    pl_value count;
    pl_str unit = cut == UINT32_MAX ? (pl_str){"", 0} : pl_str_sub(t, cut + 1, t.len);
    if (!unit.len || !pl_parse_int(s->arena, pl_str_sub(t, 0, cut), 10, &count)) {
        return pl_schema_error(
            s, pl_yaml_span(e->yaml),
            "Invalid window (%.*s) in cumulative/conversion metric. Should "
            "be of the form `<count> <granularity>`, e.g., `28 days`",
            PL_FMT(t));
    }
    if (pl_str_ends(unit, PL_S("s"))) {
        unit.len--;
    }
    pl_dict *d = pl_new_dict(s->arena);
    pl_put(s->arena, d, "count", count);
    pl_put(s->arena, d, "granularity", pl_string(unit));
    *out = pl_dict_value(d);
    return true;
}

static pl_value input_measure(pl_arena *a, pl_value given) {
    pl_dict *d = pl_new_dict(a);
    const pl_dict *from = given.kind == PL_DICT ? given.as.dict : NULL;
    if (!from && given.kind != PL_STR) {
        return pl_none();
    }
    pl_put(a, d, "name", from ? pl_field_or_none(from, "name") : given);
    pl_put(a, d, "filter", pl_where_filter(a, pl_field(from, "filter")));
    pl_put_field(a, d, from, "alias", pl_none());
    pl_put_field(a, d, from, "join_to_timespine", pl_bool(false));
    pl_put_field(a, d, from, "fill_nulls_with", pl_none());
    return pl_dict_value(d);
}

static bool metric_input(pl_schema *s, const pl_schema_entry *e, pl_value given,
                         pl_value *out) {
    pl_dict *d = pl_new_dict(s->arena);
    const pl_dict *from = given.kind == PL_DICT ? given.as.dict : NULL;
    *out = pl_none();
    if (!from && given.kind != PL_STR) {
        return true;
    }
    pl_value window;
    if (!window_of(s, e, pl_field(from, "offset_window"), &window)) {
        return false;
    }
    pl_put(s->arena, d, "name", from ? pl_field_or_none(from, "name") : given);
    pl_put(s->arena, d, "filter", pl_where_filter(s->arena, pl_field(from, "filter")));
    pl_put_field(s->arena, d, from, "alias", pl_none());
    pl_put(s->arena, d, "offset_window", window);
    pl_put_field(s->arena, d, from, "offset_to_grain", pl_none());
    *out = pl_dict_value(d);
    return true;
}

static bool conversion_params(pl_schema *s, const pl_schema_entry *e,
                              const pl_dict *given, pl_value *out) {
    *out = pl_none();
    if (!given) {
        return true;
    }
    pl_arena *a = s->arena;
    pl_dict *d = pl_new_dict(a);
    pl_value window;
    if (!window_of(s, e, pl_field(given, "window"), &window)) {
        return false;
    }
    pl_put(a, d, "base_measure", input_measure(a, pl_field(given, "base_measure")));
    pl_put(a, d, "conversion_measure",
           input_measure(a, pl_field(given, "conversion_measure")));
    pl_put_field(a, d, given, "entity", pl_none());
    pl_put_field(a, d, given, "calculation", pl_string(PL_S("conversion_rate")));
    pl_put(a, d, "window", window);
    pl_put_field(a, d, given, "constant_properties", pl_none());
    *out = pl_dict_value(d);
    return true;
}

/* Only cumulative metrics have them; window and grain may stand
 * one level up as well. */
static bool cumulative_params(pl_schema *s, const pl_schema_entry *e,
                              const pl_dict *params, pl_value *out) {
    *out = pl_none();
    if (!pl_str_eq_nocase(pl_field_str(e->data, "type"), PL_S("cumulative"))) {
        return true;
    }
    const pl_dict *given = pl_field_dict(params, "cumulative_type_params");
    pl_dict *d = pl_new_dict(s->arena);
    pl_value window = pl_field_or_none(given, "window");
    pl_value grain = pl_field_or_none(given, "grain_to_date");
    window = window.kind == PL_NONE ? pl_field(params, "window") : window;
    grain = grain.kind == PL_NONE ? pl_field_or_none(params, "grain_to_date") : grain;
    if (!window_of(s, e, window, &window)) {
        return false;
    }
    pl_put(s->arena, d, "window", window);
    pl_put(s->arena, d, "grain_to_date", grain);
    pl_put_field(s->arena, d, given, "period_agg", pl_string(PL_S("first")));
    *out = pl_dict_value(d);
    return true;
}

static bool put_inputs(pl_schema *s, const pl_schema_entry *e, const pl_dict *params,
                       pl_dict *d) {
    static const char *const keys[] = {"numerator", "denominator", NULL};
    for (const char *const *key = keys; *key; key++) {
        pl_value v;
        if (!metric_input(s, e, pl_field(params, *key), &v)) {
            return false;
        }
        pl_put(s->arena, d, *key, v);
    }
    return true;
}

static bool put_metrics(pl_schema *s, const pl_schema_entry *e, const pl_dict *params,
                        pl_dict *d) {
    const pl_list *given = pl_field_list(params, "metrics");
    pl_value all = pl_new_list(s->arena);
    for (uint32_t i = 0; given && i < given->len; i++) {
        pl_value v;
        if (!metric_input(s, e, given->at[i], &v)) {
            return false;
        }
        pl_list_push(s->arena, all.as.list, v);
    }
    pl_put(s->arena, d, "metrics", all);
    return true;
}

static bool type_params(pl_schema *s, const pl_schema_entry *e, pl_value *out) {
    pl_arena *a = s->arena;
    const pl_dict *params = pl_field_dict(e->data, "type_params");
    pl_dict *d = pl_new_dict(a);
    pl_put(a, d, "measure", input_measure(a, pl_field(params, "measure")));
    pl_put(a, d, "input_measures", pl_new_list(a));
    pl_value window;
    pl_value conversion;
    pl_value cumulative;
    if (!put_inputs(s, e, params, d) ||
        !window_of(s, e, pl_field(params, "window"), &window) ||
        !conversion_params(s, e, pl_field_dict(params, "conversion_type_params"),
                           &conversion) ||
        !cumulative_params(s, e, params, &cumulative)) {
        return false;
    }
    pl_value expr = pl_field_or_none(params, "expr");
    pl_put(a, d, "expr",
           expr.kind == PL_NONE ? expr : pl_string(pl_python_str(a, expr)));
    pl_put(a, d, "window", window);
    pl_put_field(a, d, params, "grain_to_date", pl_none());
    if (!put_metrics(s, e, params, d)) {
        return false;
    }
    pl_put(a, d, "conversion_type_params", conversion);
    pl_put(a, d, "cumulative_type_params", cumulative);
    *out = pl_dict_value(d);
    return true;
}

/* ---- the node */

bool pl_metric_node(pl_schema *s, const pl_schema_entry *e) {
    static const char *const fields[] = {"label", "type", "time_granularity", NULL};
    pl_dbt_node *n =
        pl_schema_node(s, e->file, PL_RES_METRIC, e->name, pl_yaml_span(e->yaml));
    pl_dict *extra = n->extra.as.dict;
    for (const char *const *key = fields; *key; key++) {
        pl_put_field(s->arena, extra, e->data, *key, pl_none());
    }
    pl_value params;
    if (!type_params(s, e, &params)) {
        return false;
    }
    pl_put(s->arena, extra, "type_params", params);
    pl_put(s->arena, extra, "filter",
           pl_where_filter(s->arena, pl_field(e->data, "filter")));
    n->language = (pl_str){"", 0};
    n->description = pl_field_str(e->data, "description");
    pl_pend_doc(s, n, NULL, NULL, n->description,
                pl_yaml_span(pl_yaml_get(e->yaml, "description")));
    n->meta =
        pl_dict_value(pl_dict_without(s->arena, pl_field_dict(e->data, "meta"), NULL));
    n->patch_config = pl_field_dict(e->data, "config");
    n->patch_yaml = pl_yaml_get(e->yaml, "config");
    const pl_list *tags = pl_field_list(e->data, "tags");
    for (uint32_t i = 0; tags && i < tags->len; i++) {
        pl_dbt_node_add_tag(n, s->arena, pl_str_from(tags->at[i]));
    }
    return pl_dbt_node_configure(s->w, n) && pl_dbt_node_register(s->w, n);
}

static bool read_metric(pl_schema *s, pl_schema_entry *e) {
    return pl_shape_check(s, e, &pl_shape_metric) && pl_metric_node(s, e);
}

bool pl_metrics_parse(pl_schema *s, const pl_schema_file *file) {
    return pl_schema_each(s, file, "metrics", read_metric);
}
