/* Sources: reading their entries, overrides by other packages, their nodes.
 *
 * Source: dbt-core 1.9 parser/schemas.py SourceParser, parser/sources.py. */
#include "project/schema/source.h"
#include "eval/ops/python_text.h"
#include "project/schema/entry.h"
#include "project/schema/generic_test.h"
#include "project/schema/patch.h"
#include "project/schema/shape.h"

/* ---- reading */

/* Keys that mean the same to the adapter get one name, at every level. */
static bool translate(pl_schema *s, pl_value v, pl_value *out, pl_str *why) {
    const pl_adapter *ad = s->w->target.adapter;
    *out = v;
    if (v.kind == PL_LIST) {
        *out = pl_list_new(s->arena, v.as.list->len);
        for (uint32_t i = 0; i < v.as.list->len; i++) {
            pl_value item;
            if (!translate(s, v.as.list->at[i], &item, why)) {
                return false;
            }
            pl_list_push(s->arena, out->as.list, item);
        }
        return true;
    }
    if (v.kind != PL_DICT) {
        return true;
    }
    const pl_dict *renamed;
    if (!pl_adapter_translate(ad, v.as.dict, s->arena, &renamed, why)) {
        return false;
    }
    pl_dict *d = pl_new_dict(s->arena);
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(renamed, &i)) != NULL;) {
        pl_value item;
        if (!translate(s, e->value, &item, why)) {
            return false;
        }
        pl_python_put(s->arena, d, e->key, item);
    }
    *out = pl_dict_value(d);
    return true;
}

static bool add_patch(pl_schema *s, const pl_schema_entry *e) {
    if (!pl_shape_check(s, e, &pl_shape_source_patch)) {
        return false;
    }
    pl_source_patch *p = PL_NEW(s->arena, pl_source_patch);
    p->entry = *e;
    p->package = pl_field_str(e->data, "overrides");
    pl_str key = pl_str_cat3(s->arena, p->package, PL_S("."), e->name);
    const pl_source_patch *before = pl_map_put(&s->source_patches, s->arena, key, p);
    if (!before) {
        return true;
    }
    pl_str fix =
        pl_duplicate_fix(s, e->file->path, before->entry.file->path, key, "sources");
    return pl_schema_compile_error(
        s, pl_yaml_span(e->yaml),
        "dbt found two schema.yml entries for the same source named %.*s in package "
        "%.*s. Sources may only be overridden a single time. To fix this, %.*s",
        PL_FMT(e->name), PL_FMT(p->package), PL_FMT(fix));
}

static bool duplicate_source(pl_schema *s, const pl_raw_source *r,
                             const pl_raw_source *before) {
    pl_dbt_node fake[2] = {
        {.unique_id = r->unique_id,
         .original_file_path = r->file->path,
         .span = pl_yaml_span(r->table_yaml)},
        {.unique_id = before->unique_id, .original_file_path = before->file->path}};
    pl_str shown = pl_str_cat3(s->arena, r->name, PL_S("_"), r->table_name);
    return pl_duplicate_error(s, &fake[0], &fake[1], PL_S("sources"), shown,
                              pl_str_fmt(s->arena,
                                         "looking for source(\"%.*s\", \"%.*s\")",
                                         PL_FMT(r->name), PL_FMT(r->table_name)));
}

static bool add_table(pl_schema *s, const pl_schema_entry *e, pl_dict *table,
                      const pl_yaml *yaml) {
    pl_raw_source *r = PL_NEW(s->arena, pl_raw_source);
    *r = (pl_raw_source){.file = e->file,
                         .source = e->data,
                         .table = table,
                         .source_yaml = e->yaml,
                         .table_yaml = yaml,
                         .name = e->name,
                         .table_name = pl_field_str(table, "name")};
    r->unique_id = pl_str_fmt(s->arena, "source.%.*s.%.*s.%.*s",
                              PL_FMT(e->file->package->file->name), PL_FMT(r->name),
                              PL_FMT(r->table_name));
    const pl_raw_source *before = pl_map_get(&s->source_ids, r->unique_id);
    if (before) {
        return duplicate_source(s, r, before);
    }
    pl_map_put(&s->source_ids, s->arena, r->unique_id, r);
    PL_PUSH(s->arena, &s->sources, r);
    return true;
}

static bool check_loaded_at(pl_schema *s, const pl_schema_entry *e, const pl_dict *d,
                            const pl_yaml *y) {
    pl_value v = pl_field(d, "loaded_at_field");
    return v.kind != PL_STR || v.len ||
           pl_entry_fault(s, e, pl_yaml_span(y), PL_S("[]"),
                          PL_S("loaded_at_field cannot be an empty string."));
}

static bool read_source(pl_schema *s, pl_schema_entry *e) {
    pl_value data;
    pl_str why = {"", 0};
    if (!translate(s, pl_dict_value(e->data), &data, &why)) {
        return pl_schema_error(s, pl_yaml_span(e->yaml), "%.*s", PL_FMT(why));
    }
    e->data = data.as.dict;
    if (pl_dict_find(e->data, PL_S("overrides"))) {
        return add_patch(s, e);
    }
    if (!pl_shape_check(s, e, &pl_shape_source) ||
        !check_loaded_at(s, e, e->data, e->yaml)) {
        return false;
    }
    const pl_list *tables = pl_field_list(e->data, "tables");
    const pl_yaml *yaml = pl_yaml_get(e->yaml, "tables");
    bool ok = true;
    for (uint32_t i = 0; tables && i < tables->len; i++) {
        pl_dict *table = tables->at[i].as.dict;
        const pl_yaml *y = pl_yaml_item(yaml, i);
        ok = check_loaded_at(s, e, table, y) && add_table(s, e, table, y) && ok;
    }
    return ok;
}

bool pl_sources_parse(pl_schema *s, const pl_schema_file *file) {
    return pl_schema_each(s, file, "sources", read_source);
}

/* ---- overrides */

/* What `over` gives, on top of `base` without what an override always replaces. */
static pl_dict *overlay(pl_arena *a, const pl_dict *base, const pl_dict *over,
                        const char *const *replaced, const char *const *ignored) {
    pl_dict *d = pl_dict_without(a, base, replaced);
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(over, &i)) != NULL;) {
        pl_str key = pl_str_from(e->key);
        bool null_counts =
            PL_STR_IS(key, "freshness") || PL_STR_IS(key, "loaded_at_field");
        if (!pl_str_in(key, ignored) && (e->value.kind != PL_NONE || null_counts)) {
            pl_dict_put_str(a, d, key, e->value);
        }
    }
    return d;
}

static const pl_dict *table_patch(const pl_source_patch *p, pl_str name) {
    const pl_list *tables = pl_field_list(p->entry.data, "tables");
    for (uint32_t i = 0; tables && i < tables->len; i++) {
        const pl_dict *d = tables->at[i].as.dict;
        if (pl_str_eq(pl_field_str(d, "name"), name)) {
            return d;
        }
    }
    return NULL;
}

static void apply_override(pl_schema *s, pl_raw_source *r) {
    static const char *const source_replaced[] = {"config", "freshness", NULL};
    static const char *const source_ignored[] = {"name", "overrides", "tables", "path",
                                                 NULL};
    static const char *const table_replaced[] = {"quoting", "freshness", NULL};
    static const char *const table_ignored[] = {"name", NULL};
    pl_str key =
        pl_str_cat3(s->arena, r->file->package->file->name, PL_S("."), r->name);
    pl_source_patch *p = pl_map_get(&s->source_patches, key);
    if (!p) {
        return;
    }
    p->met = true;
    r->source =
        overlay(s->arena, r->source, p->entry.data, source_replaced, source_ignored);
    const pl_dict *table = table_patch(p, r->table_name);
    if (table) {
        pl_map_put(&p->used, s->arena, r->table_name, r);
        r->table = overlay(s->arena, r->table, table, table_replaced, table_ignored);
    }
}

static void warn_unused(pl_schema *s) {
    pl_buf text = {0};
    pl_span span = {NULL, 0, 0};
    for (uint32_t i = 0; i < s->source_patches.len; i++) {
        const pl_source_patch *p = s->source_patches.at[i].value;
        pl_str key = s->source_patches.at[i].key;
        pl_str path = p->entry.file->path;
        const pl_list *tables = pl_field_list(p->entry.data, "tables");
        uint32_t before = text.len;
        if (!p->met) {
            pl_buf_fmt(&text, "\n  - Source %.*s (in %.*s)", PL_FMT(key), PL_FMT(path));
        }
        for (uint32_t k = 0; p->met && tables && k < tables->len; k++) {
            pl_str table = pl_field_str(tables->at[k].as.dict, "name");
            if (!pl_map_has(&p->used, table)) {
                pl_buf_fmt(&text, "\n  - Source table %.*s.%.*s (in %.*s)", PL_FMT(key),
                           PL_FMT(table), PL_FMT(path));
            }
        }
        span = text.len > before && !span.src ? pl_yaml_span(p->entry.yaml) : span;
    }
    if (text.len) {
        pl_schema_warn(
            s, span,
            "During parsing, dbt encountered source overrides that had no target:%.*s",
            PL_FMT(pl_buf_view(&text)));
    }
    pl_buf_free(&text);
}

/* ---- tests */

static bool both_tests(const pl_dict *d) {
    const pl_list *old = pl_field_list(d, "tests");
    const pl_list *new = pl_field_list(d, "data_tests");
    return old && new && old->len &&new->len;
}

static bool source_tests(pl_schema *s, const pl_raw_source *r) {
    pl_column_input *columns;
    uint32_t n = pl_columns_of(s, pl_field_list(r->table, "columns"),
                               pl_yaml_get(r->table_yaml, "columns"), &columns);
    bool both = both_tests(r->table);
    for (uint32_t i = 0; i < n; i++) {
        both = both || both_tests(columns[i].data);
    }
    if (both) {
        return pl_schema_error(
            s, pl_yaml_span(r->table_yaml),
            "Invalid test config: cannot have both 'tests' and 'data_tests' defined");
    }
    pl_test_target t = {.file = r->file,
                        .kind = PL_TARGET_SOURCE,
                        .name =
                            pl_str_cat3(s->arena, r->name, PL_S("_"), r->table_name),
                        .key_name = pl_str_cat(s->arena, PL_S("sources."), r->name),
                        .source = r->name,
                        .table = r->table_name};
    t.version.kind = PL_UNSET;
    pl_value quote = pl_field(pl_field_dict(r->table, "quoting"), "column");
    if (quote.kind != PL_BOOL) {
        quote = pl_field(pl_field_dict(r->source, "quoting"), "column");
    }
    t.quote_columns = quote.kind == PL_BOOL && quote.as.i;
    const pl_list *const tags[2] = {pl_field_list(r->source, "tags"),
                                    pl_field_list(r->table, "tags")};
    return pl_generic_tests_parse(s, &t, pl_tests_of(r->table),
                                  pl_tests_yaml(r->table_yaml), columns, n, tags);
}

/* ---- building */

bool pl_sources_build(pl_schema *s) {
    bool ok = true;
    for (uint32_t i = 0; i < s->sources.len; i++) {
        pl_raw_source *r = s->sources.at[i];
        apply_override(s, r);
        ok = source_tests(s, r) && ok;
        ok = pl_source_node(s, r) && ok;
    }
    warn_unused(s);
    return ok;
}
