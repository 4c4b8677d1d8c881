/* Semantic models and saved queries; what metrics, measures and queries depend on.
 *
 * Source: dbt-core 1.9 parser/schema_yaml_readers.py,
 * parser/manifest.py process_metrics. */
#include "project/schema/semantic.h"
#include "eval/ops/python_text.h"
#include "project/render/parse_node.h"
#include "project/schema/column.h"
#include "project/schema/entry.h"
#include "project/schema/names.h"
#include "project/schema/shape.h"

/* ---- semantic models */

typedef struct field_default {
    const char *key;
    /* TEXT: any value as its text; ALWAYS_FALSE: whatever is given */
    enum { NONE, FALSE_, ALWAYS_FALSE, TEXT } kind;
} field_default;

static const field_default entity_fields[] = {{"name", NONE},        {"type", NONE},
                                              {"description", NONE}, {"label", NONE},
                                              {"role", NONE},        {"expr", NONE}};
static const field_default measure_fields[] = {{"name", NONE},
                                               {"agg", NONE},
                                               {"description", NONE},
                                               {"label", NONE},
                                               {"create_metric", ALWAYS_FALSE},
                                               {"expr", TEXT},
                                               {"agg_params", NONE},
                                               {"non_additive_dimension", NONE},
                                               {"agg_time_dimension", NONE}};
static const field_default dimension_fields[] = {
    {"name", NONE},  {"type", NONE},           {"description", NONE},
    {"label", NONE}, {"is_partition", FALSE_}, {"type_params", NONE},
    {"expr", NONE},  {"metadata", NONE}};

/* Enumerations are read in any case. */
static void put_lower(pl_arena *a, pl_dict *to, const pl_dict *given, const char *key) {
    pl_value v = pl_field_or_none(given, key);
    char *z = v.kind == PL_STR ? pl_str_z(a, pl_str_from(v)) : NULL;
    for (uint32_t i = 0; z && i < v.len; i++) {
        z[i] = z[i] >= 'A' && z[i] <= 'Z' ? (char)(z[i] - 'A' + 'a') : z[i];
    }
    pl_put(a, to, key, z ? pl_string((pl_str){z, v.len}) : v);
}

static pl_value agg_params(pl_arena *a, const pl_dict *given) {
    pl_dict *d = pl_new_dict(a);
    pl_put_field(a, d, given, "percentile", pl_none());
    pl_put_field(a, d, given, "use_discrete_percentile", pl_bool(false));
    pl_put_field(a, d, given, "use_approximate_percentile", pl_bool(false));
    return pl_dict_value(d);
}

static pl_value non_additive(pl_arena *a, const pl_dict *given) {
    pl_dict *d = pl_new_dict(a);
    pl_put_field(a, d, given, "name", pl_none());
    put_lower(a, d, given, "window_choice");
    pl_put_field(a, d, given, "window_groupings", pl_new_list(a));
    return pl_dict_value(d);
}

static pl_value time_params(pl_arena *a, const pl_dict *given) {
    const pl_dict *validity = pl_field_dict(given, "validity_params");
    pl_dict *d = pl_new_dict(a);
    put_lower(a, d, given, "time_granularity");
    pl_put(a, d, "validity_params", pl_none());
    if (validity) {
        pl_dict *v = pl_new_dict(a);
        pl_put_field(a, v, validity, "is_start", pl_bool(false));
        pl_put_field(a, v, validity, "is_end", pl_bool(false));
        pl_put(a, d, "validity_params", pl_dict_value(v));
    }
    return pl_dict_value(d);
}

/* Members that are classes of their own. */
static const struct nested {
    const char *key;
    pl_value (*make)(pl_arena *a, const pl_dict *given);
} nested[] = {{"agg_params", agg_params},
              {"non_additive_dimension", non_additive},
              {"type_params", time_params}};

static pl_value part_dict(pl_arena *a, const pl_dict *given,
                          const field_default *fields, size_t count) {
    pl_dict *d = pl_new_dict(a);
    for (size_t i = 0; i < count; i++) {
        pl_value v = pl_field(given, fields[i].key);
        if (v.kind == PL_UNSET || fields[i].kind == ALWAYS_FALSE) {
            bool no = fields[i].kind == FALSE_ || fields[i].kind == ALWAYS_FALSE;
            v = no ? pl_bool(false) : pl_none();
        } else if (fields[i].kind == TEXT && v.kind != PL_NONE) {
            v = pl_string(pl_python_str(a, v));
        }
        pl_put(a, d, fields[i].key, v);
    }
    for (size_t i = 0; i < sizeof nested / sizeof *nested; i++) {
        const pl_dict *inner = pl_field_dict(d, nested[i].key);
        if (inner) {
            pl_put(a, d, nested[i].key, nested[i].make(a, inner));
        }
    }
    put_lower(a, d, d, pl_field(d, "agg").kind == PL_UNSET ? "type" : "agg");
    return pl_dict_value(d);
}

static void put_parts(pl_schema *s, pl_dbt_node *n, const pl_schema_entry *e,
                      const char *key, const field_default *fields, size_t count) {
    const pl_list *given = pl_field_list(e->data, key);
    pl_value all = pl_new_list(s->arena);
    for (uint32_t i = 0; given && i < given->len; i++) {
        pl_value v = part_dict(s->arena, given->at[i].as.dict, fields, count);
        pl_list_push(s->arena, all.as.list, v);
        pl_pend_doc(s, n, v.as.dict, "description",
                    pl_field_str(v.as.dict, "description"), n->span);
    }
    pl_put(s->arena, n->extra.as.dict, key, all);
}

#define PARTS(s, n, e, key, fields)                                                    \
    put_parts(s, n, e, key, fields, sizeof(fields) / sizeof *(fields))

/* A measure with create_metric is a metric of its own. */
static bool metric_of_measure(pl_schema *s, const pl_schema_entry *e,
                              const pl_dict *measure, bool enabled) {
    pl_arena *a = s->arena;
    pl_str name = pl_field_str(measure, "name");
    pl_dict *params = pl_new_dict(a);
    pl_put(a, params, "measure", pl_string(name));
    pl_put(a, params, "expr", pl_string(name));
    pl_dict *config = pl_new_dict(a);
    pl_put(a, config, "enabled", pl_bool(enabled));
    pl_str label = pl_field_str(measure, "label");
    pl_str words = pl_field_str(measure, "description");
    words =
        words.len ? words : pl_str_cat(a, PL_S("Metric created from measure "), name);
    pl_dict *data = pl_new_dict(a);
    pl_put(a, data, "name", pl_string(name));
    pl_put(a, data, "label", pl_string(label.len ? label : name));
    pl_put(a, data, "type", pl_string(PL_S("simple")));
    pl_put(a, data, "type_params", pl_dict_value(params));
    pl_put(a, data, "description", pl_string(words));
    pl_put(a, data, "config", pl_dict_value(config));
    pl_schema_entry metric = {
        .file = e->file, .key = "metrics", .yaml = e->yaml, .data = data, .name = name};
    return pl_metric_node(s, &metric);
}

static bool created_metrics(pl_schema *s, const pl_schema_entry *e, bool enabled) {
    const pl_list *measures = pl_field_list(e->data, "measures");
    bool ok = true;
    for (uint32_t i = 0; measures && i < measures->len; i++) {
        const pl_dict *m = measures->at[i].as.dict;
        if (pl_field_is_true(m, "create_metric")) {
            ok = metric_of_measure(s, e, m, enabled) && ok;
        }
    }
    return ok;
}

static void put_defaults(pl_schema *s, pl_dict *extra, const pl_dict *data) {
    const pl_dict *given = pl_field_dict(data, "defaults");
    pl_dict *d = pl_new_dict(s->arena);
    pl_put_field(s->arena, d, given, "agg_time_dimension", pl_none());
    pl_put(s->arena, extra, "defaults", given ? pl_dict_value(d) : pl_none());
}

/* What every entry of the semantic layer has. */
static pl_dbt_node *layer_node(pl_schema *s, const pl_schema_entry *e,
                               pl_resource type) {
    pl_dbt_node *n = pl_schema_node(s, e->file, type, e->name, pl_yaml_span(e->yaml));
    n->language = (pl_str){"", 0};
    n->description = pl_field_str(e->data, "description");
    pl_pend_doc(s, n, NULL, NULL, n->description,
                pl_yaml_span(pl_yaml_get(e->yaml, "description")));
    n->patch_config = pl_field_dict(e->data, "config");
    n->patch_yaml = pl_yaml_get(e->yaml, "config");
    pl_put_field(s->arena, n->extra.as.dict, e->data, "label", pl_none());
    return n;
}

static bool read_semantic_model(pl_schema *s, pl_schema_entry *e) {
    if (!pl_shape_check(s, e, &pl_shape_semantic_model)) {
        return false;
    }
    pl_dbt_node *n = layer_node(s, e, PL_RES_SEMANTIC_MODEL);
    pl_dict *extra = n->extra.as.dict;
    pl_put_field(s->arena, extra, e->data, "model", pl_none());
    pl_put_field(s->arena, extra, e->data, "primary_entity", pl_none());
    put_defaults(s, extra, e->data);
    PARTS(s, n, e, "entities", entity_fields);
    PARTS(s, n, e, "measures", measure_fields);
    PARTS(s, n, e, "dimensions", dimension_fields);
    pl_str model = pl_field_str(e->data, "model");
    if (!pl_static_ref(s, n, model, n->span)) {
        return pl_schema_error(s, n->span, "Invalid ref or source expression: %.*s",
                               PL_FMT(model));
    }
    return pl_dbt_node_configure(s->w, n) && pl_dbt_node_register(s->w, n) &&
           created_metrics(s, e, !n->disabled);
}

bool pl_semantic_models_parse(pl_schema *s, const pl_schema_file *file) {
    return pl_schema_each(s, file, "semantic_models", read_semantic_model);
}

/* ---- saved queries */

static pl_value query_params(pl_arena *a, const pl_dict *given) {
    pl_dict *d = pl_new_dict(a);
    pl_put_field(a, d, given, "metrics", pl_new_list(a));
    pl_put_field(a, d, given, "group_by", pl_new_list(a));
    pl_put(a, d, "where", pl_where_filter(a, pl_field(given, "where")));
    pl_put_field(a, d, given, "order_by", pl_new_list(a));
    pl_put_field(a, d, given, "limit", pl_none());
    return pl_dict_value(d);
}

static pl_value export_dict(pl_schema *s, const pl_dbt_node *n, const pl_dict *given) {
    pl_arena *a = s->arena;
    const pl_dict *config = pl_field_dict(given, "config");
    pl_dict *c = pl_new_dict(a);
    pl_value schema = pl_field_or_none(config, "schema");
    pl_put_field(a, c, config, "export_as", pl_field_or_none(n->config, "export_as"));
    pl_put_field(a, c, config, "schema_name",
                 schema.kind == PL_NONE ? n->schema : schema);
    pl_put_field(a, c, config, "alias", pl_field_or_none(given, "name"));
    pl_put_field(a, c, config, "database", n->database);
    pl_dict *d = pl_new_dict(a);
    pl_put_field(a, d, given, "name", pl_none());
    pl_put(a, d, "config", pl_dict_value(c));
    pl_put(a, d, "unrendered_config", pl_dict_value(pl_dict_without(a, config, NULL)));
    return pl_dict_value(d);
}

static bool read_saved_query(pl_schema *s, pl_schema_entry *e) {
    if (!pl_shape_check(s, e, &pl_shape_saved_query)) {
        return false;
    }
    pl_dbt_node *n = layer_node(s, e, PL_RES_SAVED_QUERY);
    if (!pl_dbt_node_configure(s->w, n)) {
        return false;
    }
    pl_put(s->arena, n->extra.as.dict, "query_params",
           query_params(s->arena, pl_field_dict(e->data, "query_params")));
    const pl_list *exports = pl_field_list(e->data, "exports");
    pl_value all = pl_new_list(s->arena);
    for (uint32_t i = 0; exports && i < exports->len; i++) {
        pl_list_push(s->arena, all.as.list, export_dict(s, n, exports->at[i].as.dict));
    }
    pl_put(s->arena, n->extra.as.dict, "exports", all);
    return pl_dbt_node_register(s->w, n);
}

bool pl_saved_queries_parse(pl_schema *s, const pl_schema_file *file) {
    return pl_schema_each(s, file, "saved_queries", read_saved_query);
}

/* ---- what depends on what */

typedef struct layer {
    pl_schema *s;
    pl_map metrics;  /* name -> pl_dbt_node */
    pl_map measures; /* name -> semantic model */
    pl_map done;     /* unique_id of metrics whose inputs are known, or under way */
} layer;

static void index_layer(layer *l) {
    pl_world *w = l->s->w;
    for (uint32_t i = 0; i < w->metrics.len; i++) {
        pl_dbt_node *n = w->metrics.at[i].value;
        pl_map_put(&l->metrics, l->s->arena, n->name, n);
    }
    for (uint32_t i = 0; i < w->semantic_models.len; i++) {
        pl_dbt_node *n = w->semantic_models.at[i].value;
        const pl_list *measures = pl_field_list(n->extra.as.dict, "measures");
        for (uint32_t k = 0; k < measures->len; k++) {
            pl_str name = pl_field_str(measures->at[k].as.dict, "name");
            pl_map_put(&l->measures, l->s->arena, name, n);
        }
    }
}

static void add_measure(layer *l, pl_list *to, pl_value measure) {
    for (uint32_t i = 0; i < to->len; i++) {
        if (pl_python_equal(l->s->arena, to->at[i], measure)) {
            return;
        }
    }
    pl_list_push(l->s->arena, to, measure);
}

static bool depend_on_measure(layer *l, pl_dbt_node *n, pl_value measure) {
    if (measure.kind != PL_DICT) {
        return true;
    }
    pl_dict *params = pl_field_dict(n->extra.as.dict, "type_params");
    pl_str name = pl_field_str(measure.as.dict, "name");
    pl_dbt_node *model = pl_map_get(&l->measures, name);
    add_measure(l, pl_field(params, "input_measures").as.list, measure);
    if (!model) {
        return pl_schema_error(
            l->s, n->span,
            "A semantic model having a measure `%.*s` does not exist but was referenced.",
            PL_FMT(name));
    }
    pl_dbt_node_add_dependency(n, l->s->arena, model);
    return true;
}

static bool settle_metric(layer *l, pl_dbt_node *n, uint32_t depth);

static bool depend_on_metric(layer *l, pl_dbt_node *n, pl_value input, uint32_t depth) {
    if (input.kind != PL_DICT) {
        return true;
    }
    pl_str name = pl_field_str(input.as.dict, "name");
    pl_dbt_node *on = pl_map_get(&l->metrics, name);
    if (!on) {
        return pl_schema_error(l->s, n->span,
                               "The metric `%.*s` does not exist but was referenced.",
                               PL_FMT(name));
    }
    if (!settle_metric(l, on, depth + 1)) {
        return false;
    }
    pl_list *to =
        pl_field(pl_field_dict(n->extra.as.dict, "type_params"), "input_measures")
            .as.list;
    const pl_list *from = pl_field_list(pl_field_dict(on->extra.as.dict, "type_params"),
                                        "input_measures");
    for (uint32_t i = 0; i < from->len && from != to; i++) {
        add_measure(l, to, from->at[i]);
    }
    pl_dbt_node_add_dependency(n, l->s->arena, on);
    return true;
}

enum { METRIC_DEPTH = 100 };

static bool settle_metric(layer *l, pl_dbt_node *n, uint32_t depth) {
    if (depth > METRIC_DEPTH || pl_map_put(&l->done, l->s->arena, n->unique_id, n)) {
        return depth <= METRIC_DEPTH;
    }
    const pl_dict *params = pl_field_dict(n->extra.as.dict, "type_params");
    pl_str type = pl_field_str(n->extra.as.dict, "type");
    if (PL_STR_IS(type, "ratio")) {
        return depend_on_metric(l, n, pl_field(params, "numerator"), depth) &&
               depend_on_metric(l, n, pl_field(params, "denominator"), depth);
    }
    if (PL_STR_IS(type, "conversion")) {
        const pl_dict *c = pl_field_dict(params, "conversion_type_params");
        return depend_on_measure(l, n, pl_field(c, "base_measure")) &&
               depend_on_measure(l, n, pl_field(c, "conversion_measure"));
    }
    if (!PL_STR_IS(type, "derived")) {
        return depend_on_measure(l, n, pl_field(params, "measure"));
    }
    const pl_list *inputs = pl_field_list(params, "metrics");
    for (uint32_t i = 0; i < inputs->len; i++) {
        if (!depend_on_metric(l, n, inputs->at[i], depth)) {
            return false;
        }
    }
    return true;
}

static bool settle_query(layer *l, pl_dbt_node *n) {
    const pl_list *metrics =
        pl_field_list(pl_field_dict(n->extra.as.dict, "query_params"), "metrics");
    for (uint32_t i = 0; metrics && i < metrics->len; i++) {
        pl_str name = pl_str_from(metrics->at[i]);
        pl_dbt_node *on = pl_map_get(&l->metrics, name);
        if (!on) {
            return pl_schema_compile_error(
                l->s, n->span,
                "Saved_Query '%.*s' (%.*s) depends on a metric named "
                "'%.*s' which was not found",
                PL_FMT(n->unique_id), PL_FMT(n->original_file_path), PL_FMT(name));
        }
        pl_dbt_node_add_dependency(n, l->s->arena, on);
    }
    return true;
}

/* The relation that a semantic model stands for. */
static void settle_model(layer *l, pl_dbt_node *n) {
    pl_schema *s = l->s;
    bool ambiguous;
    const pl_ref_call *call = n->refs.len ? &n->refs.at[0].call : NULL;
    pl_dbt_node *on =
        call ? pl_names_find(s, call->name, call->package, call->version, &ambiguous)
             : NULL;
    if (!on) {
        return;
    }
    pl_dict *d = pl_new_dict(s->arena);
    pl_put(s->arena, d, "alias", pl_string(on->alias));
    pl_put(s->arena, d, "schema_name", on->schema);
    pl_put(s->arena, d, "database", on->database);
    pl_put(s->arena, d, "relation_name",
           on->has_relation ? pl_string(on->relation_name) : pl_none());
    pl_put(s->arena, n->extra.as.dict, "node_relation", pl_dict_value(d));
}

bool pl_semantic_settle(pl_schema *s) {
    pl_world *w = s->w;
    layer l = {.s = s};
    index_layer(&l);
    bool ok = true;
    for (uint32_t i = 0; i < w->metrics.len; i++) {
        ok = settle_metric(&l, w->metrics.at[i].value, 0) && ok;
    }
    for (uint32_t i = 0; i < w->saved_queries.len; i++) {
        ok = settle_query(&l, w->saved_queries.at[i].value) && ok;
    }
    for (uint32_t i = 0; i < w->semantic_models.len; i++) {
        settle_model(&l, w->semantic_models.at[i].value);
    }
    return ok;
}
