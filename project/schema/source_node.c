/* The node of one table of a source: what it takes from the
 * source, its names, freshness.
 *
 * Source: dbt-core 1.9 parser/sources.py parse_source, merge_freshness. */
#include "eval/ops/python_text.h"
#include "macros/warehouse/warehouse.h"
#include "project/render/parse_node.h"
#include "project/schema/column.h"
#include "project/schema/entry.h"
#include "project/schema/source.h"

/* ---- freshness */

typedef struct threshold {
    bool none; /* written as null */
    /* warn_after, error_after: PL_DICT {count, period} or None; filter */
    pl_value part[3];
} threshold;

static const char *const parts[] = {"warn_after", "error_after", "filter"};

static pl_value period_dict(pl_arena *a, const pl_dict *given) {
    pl_dict *d = pl_new_dict(a);
    pl_put_field(a, d, given, "count", pl_none());
    pl_put_field(a, d, given, "period", pl_none());
    return pl_dict_value(d);
}

static threshold threshold_of(pl_arena *a, const pl_dict *d) {
    threshold t = {.none = false};
    pl_value v = pl_field(d, "freshness");
    t.none = v.kind == PL_NONE;
    const pl_dict *given = v.kind == PL_DICT ? v.as.dict : NULL;
    for (int i = 0; i < 2; i++) {
        pl_value p = pl_field(given, parts[i]);
        t.part[i] = p.kind == PL_NONE
                        ? p
                        : period_dict(a, p.kind == PL_DICT ? p.as.dict : NULL);
    }
    t.part[2] = pl_field_or_none(given, "filter");
    return t;
}

static bool is_period(pl_value v) {
    return v.kind == PL_DICT && pl_field(v.as.dict, "count").kind != PL_NONE &&
           pl_field(v.as.dict, "period").kind != PL_NONE;
}

static bool is_threshold(const threshold *t) {
    return !t->none && (is_period(t->part[0]) || is_period(t->part[1]));
}

/* Periods have both their fields where they count at all. */
static pl_value merge_periods(pl_value base, pl_value update) {
    return update.kind == PL_NONE || is_period(update) ? update : base;
}

static threshold merge_thresholds(threshold base, threshold update) {
    if (base.none || update.none) {
        bool takes = base.none && is_threshold(&update);
        update.none = !takes;
        return update;
    }
    threshold t = {.none = false};
    t.part[0] = merge_periods(base.part[0], update.part[0]);
    t.part[1] = merge_periods(base.part[1], update.part[1]);
    t.part[2] = update.part[2].kind == PL_NONE ? base.part[2] : update.part[2];
    return t;
}

static void put_freshness(pl_schema *s, pl_dict *config, const pl_raw_source *r) {
    threshold t = threshold_of(s->arena, r->source);
    t = merge_thresholds(t, threshold_of(s->arena, pl_field_dict(r->source, "config")));
    t = merge_thresholds(t, threshold_of(s->arena, r->table));
    t = merge_thresholds(t, threshold_of(s->arena, pl_field_dict(r->table, "config")));
    if (t.none) {
        pl_put(s->arena, config, "freshness", pl_none());
    } else if (is_threshold(&t)) {
        pl_dict *d = pl_new_dict(s->arena);
        for (int i = 0; i < 3; i++) {
            pl_put(s->arena, d, parts[i], t.part[i]);
        }
        pl_put(s->arena, config, "freshness", pl_dict_value(d));
    }
}

/* The source's config with the table's over it. */
static pl_dict *source_config(pl_schema *s, const pl_raw_source *r) {
    static const char *const freshness[] = {"freshness", NULL};
    pl_dict *d =
        pl_dict_without(s->arena, pl_field_dict(r->source, "config"), freshness);
    const pl_dict *over =
        pl_dict_without(s->arena, pl_field_dict(r->table, "config"), freshness);
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(over, &i)) != NULL;) {
        pl_dict_put_str(s->arena, d, pl_str_from(e->key), e->value);
    }
    put_freshness(s, d, r);
    return d;
}

/* ---- names */

static const char *const quote_keys[] = {"database", "schema", "identifier", "column"};

/* Quoting as the manifest shows it: the table's over the source's. */
static pl_dict *quoting_of(pl_schema *s, const pl_raw_source *r) {
    const pl_dict *source = pl_field_dict(r->source, "quoting");
    const pl_dict *table = pl_field_dict(r->table, "quoting");
    pl_dict *d = pl_new_dict(s->arena);
    for (int i = 0; i < 4; i++) {
        pl_value v = pl_field_or_none(table, quote_keys[i]);
        v = v.kind == PL_NONE ? pl_field_or_none(source, quote_keys[i]) : v;
        pl_put(s->arena, d, quote_keys[i], v);
    }
    return d;
}

static void apply_quoting(bool quoted[3], const pl_dict *quoting) {
    for (int i = 0; i < 3; i++) {
        pl_value v = pl_field(quoting, quote_keys[i]);
        quoted[i] = v.kind == PL_BOOL ? v.as.i != 0 : quoted[i];
    }
}

/* source() prints a relation that knows nothing of the project's quoting; the
 * manifest's relation_name does know it. */
static void set_relation(pl_schema *s, pl_dbt_node *n, const pl_dict *quoting) {
    pl_world *w = s->w;
    pl_relation *r = pl_relation_new(s->arena, &w->style, n->database, n->schema,
                                     pl_string(n->identifier));
    apply_quoting(r->quoted, quoting);
    n->relation_name = pl_relation_text(r, s->arena);
    n->has_relation = true;
    memcpy(n->quoted, w->target.adapter->quoted.on, sizeof n->quoted);
    apply_quoting(n->quoted, quoting);
}

static pl_value text_or(const pl_dict *d, const char *key, pl_value otherwise) {
    pl_value v = pl_field(d, key);
    return v.kind == PL_STR && v.len ? v : otherwise;
}

static void set_names(pl_schema *s, pl_dbt_node *n, const pl_raw_source *r) {
    n->unique_id = r->unique_id;
    n->source_name = r->name;
    n->loader = pl_field_str(r->source, "loader");
    n->database = text_or(r->source, "database", s->w->target.database);
    n->schema = text_or(r->source, "schema", pl_string(r->name));
    n->identifier =
        pl_str_from(text_or(r->table, "identifier", pl_string(r->table_name)));
    n->alias = n->identifier;
    pl_dict *quoting = quoting_of(s, r);
    pl_put(s->arena, n->extra.as.dict, "quoting", pl_dict_value(quoting));
    set_relation(s, n, quoting);
}

/* ---- the rest */

static void set_tags(pl_schema *s, pl_dbt_node *n, const pl_raw_source *r) {
    const pl_list *lists[] = {pl_field_list(r->source, "tags"),
                              pl_field_list(r->table, "tags")};
    PL_VEC(pl_str) all = {0};
    for (int k = 0; k < 2; k++) {
        for (uint32_t i = 0; lists[k] && i < lists[k]->len; i++) {
            PL_PUSH(s->arena, &all, pl_str_from(lists[k]->at[i]));
        }
    }
    pl_strs_sort(all.at, all.len);
    n->tags.len = 0;
    for (uint32_t i = 0; i < all.len; i++) {
        pl_dbt_node_add_tag(n, s->arena, all.at[i]);
    }
}

static void set_meta(pl_schema *s, pl_dbt_node *n, const pl_raw_source *r) {
    const pl_dict *source = pl_field_dict(r->source, "meta");
    const pl_dict *table = pl_field_dict(r->table, "meta");
    pl_dict *all = pl_dict_without(s->arena, source, NULL);
    uint32_t i = 0;
    for (const pl_dict_entry *e; table && (e = pl_dict_next(table, &i)) != NULL;) {
        pl_python_put(s->arena, all, e->key, e->value);
    }
    n->meta = pl_dict_value(all);
    pl_put(s->arena, n->extra.as.dict, "source_meta",
           pl_dict_value(pl_dict_without(s->arena, source, NULL)));
}

static pl_value external_dict(pl_arena *a, const pl_dict *given) {
    static const char *const known[] = {"location",       "file_format", "row_format",
                                        "tbl_properties", "partitions",  NULL};
    pl_dict *d = pl_new_dict(a);
    for (const char *const *key = known; *key; key++) {
        pl_put_field(a, d, given, *key, pl_none());
    }
    const pl_dict *rest = pl_dict_without(a, given, known);
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(rest, &i)) != NULL;) {
        pl_dict_put_str(a, d, pl_str_from(e->key), e->value);
    }
    return pl_dict_value(d);
}

static void put_as_written(pl_schema *s, pl_dict *to, const char *as, const pl_yaml *y,
                           const char *key) {
    pl_value v = pl_yaml_value(pl_yaml_get(y, key), s->arena, NULL);
    pl_put(s->arena, to, as, pl_python_truth(v) ? v : pl_none());
}

/* Of sources dbt shows the config that counts: a null stays one. */
static void set_freshness(pl_schema *s, pl_dbt_node *n) {
    pl_value v = pl_field_or_none(n->config, "freshness");
    pl_put(s->arena, n->shown, "freshness", v);
    pl_put(s->arena, n->extra.as.dict, "freshness", v);
}

static void set_extra(pl_schema *s, pl_dbt_node *n, const pl_raw_source *r) {
    pl_dict *extra = n->extra.as.dict;
    pl_value loaded = pl_field(r->table, "loaded_at_field");
    loaded = loaded.kind == PL_UNSET ? pl_field_or_none(r->source, "loaded_at_field")
                                     : loaded;
    pl_put(s->arena, extra, "loaded_at_field", loaded);
    set_freshness(s, n);
    const pl_dict *external = pl_field_dict(r->table, "external");
    pl_put(s->arena, extra, "external",
           external ? external_dict(s->arena, external) : pl_none());
    put_as_written(s, extra, "unrendered_database", r->source_yaml, "database");
    put_as_written(s, extra, "unrendered_schema", r->source_yaml, "schema");
}

static void set_docs(pl_schema *s, pl_dbt_node *n, const pl_raw_source *r) {
    pl_dict *extra = n->extra.as.dict;
    pl_str of_source = pl_field_str(r->source, "description");
    n->description = pl_field_str(r->table, "description");
    pl_put(s->arena, extra, "source_description", pl_string(of_source));
    pl_pend_doc(s, n, NULL, NULL, n->description,
                pl_yaml_span(pl_yaml_get(r->table_yaml, "description")));
    pl_pend_doc(s, n, extra, "source_description", of_source,
                pl_yaml_span(pl_yaml_get(r->source_yaml, "description")));
}

bool pl_source_node(pl_schema *s, const pl_raw_source *r) {
    pl_dbt_node *n = pl_schema_node(s, r->file, PL_RES_SOURCE, r->table_name,
                                    pl_yaml_span(r->table_yaml));
    pl_str last[2] = {r->name, r->table_name};
    pl_node_fqn(s, n, r->file->relative, last, 2);
    n->path = r->file->path;
    n->language = (pl_str){"", 0};
    set_names(s, n, r);
    n->patch_config = source_config(s, r);
    n->patch_yaml = pl_yaml_get(r->table_yaml, "config");
    if (!pl_dbt_node_configure(s->w, n)) {
        return false;
    }
    set_tags(s, n, r);
    set_meta(s, n, r);
    set_extra(s, n, r);
    set_docs(s, n, r);
    pl_column_input *columns;
    uint32_t count = pl_columns_of(s, pl_field_list(r->table, "columns"),
                                   pl_yaml_get(r->table_yaml, "columns"), &columns);
    return pl_source_external(s->w, n) && pl_columns_set(s, n, columns, count) &&
           pl_dbt_node_register(s->w, n);
}
