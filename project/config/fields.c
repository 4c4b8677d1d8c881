/* The config classes of dbt 1.9. Source: dbt-core artifacts/resources/v1. */
#include "project/config/fields.h"

#include "project/yaml/yaml.h"

static const pl_config_field common[] = {
    {"enabled", "boolean", "true", PL_MERGE_CLOBBER},
    {"alias", "string|null", "null", PL_MERGE_CLOBBER},
    {"schema", "string|null", "null", PL_MERGE_CLOBBER},
    {"database", "string|null", "null", PL_MERGE_CLOBBER},
    {"tags", "[string]|string", "[]", PL_MERGE_APPEND},
    {"meta", "object", "{}", PL_MERGE_UPDATE},
    {"group", "string|null", "null", PL_MERGE_CLOBBER},
    {NULL, NULL, NULL, PL_MERGE_CLOBBER},
};

static const pl_config_field node[] = {
    {"materialized", "string", "view", PL_MERGE_CLOBBER},
    {"incremental_strategy", "string|null", "null", PL_MERGE_CLOBBER},
    {"batch_size", "any", "null", PL_MERGE_CLOBBER},
    {"lookback", "any", "1", PL_MERGE_CLOBBER},
    {"begin", "any", "null", PL_MERGE_CLOBBER},
    {"persist_docs", "object", "{}", PL_MERGE_CLOBBER},
    {"post-hook", "[object]", "[]", PL_MERGE_APPEND},
    {"pre-hook", "[object]", "[]", PL_MERGE_APPEND},
    {"quoting", "object", "{}", PL_MERGE_UPDATE},
    {"column_types", "object", "{}", PL_MERGE_UPDATE},
    {"full_refresh", "boolean|null", "null", PL_MERGE_CLOBBER},
    {"unique_key", "string|[string]|null", "null", PL_MERGE_CLOBBER},
    {"on_schema_change", "string|null", "ignore", PL_MERGE_CLOBBER},
    {"on_configuration_change", "=apply,continue,fail", "apply", PL_MERGE_CLOBBER},
    {"grants", "object", "{}", PL_MERGE_KEYS},
    {"packages", "[string]", "[]", PL_MERGE_APPEND},
    {"docs", "object", "{show: true, node_color: null}", PL_MERGE_UPDATE},
    {"contract", "object", "{enforced: false, alias_types: true}", PL_MERGE_UPDATE},
    {"event_time", "any", "null", PL_MERGE_CLOBBER},
    {"concurrent_batches", "any", "null", PL_MERGE_CLOBBER},
    {NULL, NULL, NULL, PL_MERGE_CLOBBER},
};

static const pl_config_field model[] = {
    {"access", "=private,protected,public", "protected", PL_MERGE_CLOBBER},
    {NULL, NULL, NULL, PL_MERGE_CLOBBER},
};

static const pl_config_field seed[] = {
    {"materialized", "string", "seed", PL_MERGE_CLOBBER},
    {"delimiter", "string", "','", PL_MERGE_CLOBBER},
    {"quote_columns", "boolean|null", "null", PL_MERGE_CLOBBER},
    {NULL, NULL, NULL, PL_MERGE_CLOBBER},
};

static const pl_config_field snapshot[] = {
    {"materialized", "string", "snapshot", PL_MERGE_CLOBBER},
    {"strategy", "string|null", "null", PL_MERGE_CLOBBER},
    {"target_schema", "string|null", "null", PL_MERGE_CLOBBER},
    {"target_database", "string|null", "null", PL_MERGE_CLOBBER},
    {"updated_at", "string|null", "null", PL_MERGE_CLOBBER},
    {"check_cols", "string|[string]|null", "null", PL_MERGE_CLOBBER},
    {"snapshot_meta_column_names", "object",
     "{dbt_valid_to: null, dbt_valid_from: null, dbt_scd_id: null, dbt_updated_at: null, dbt_is_deleted: null}",
     PL_MERGE_CLOBBER},
    {"dbt_valid_to_current", "string|null", "null", PL_MERGE_CLOBBER},
    {NULL, NULL, NULL, PL_MERGE_CLOBBER},
};

static const pl_config_field test[] = {
    {"schema", "string|null", "dbt_test__audit", PL_MERGE_CLOBBER},
    {"materialized", "string", "test", PL_MERGE_CLOBBER},
    {"severity", "string", "ERROR", PL_MERGE_CLOBBER},
    {"store_failures", "boolean|null", "null", PL_MERGE_CLOBBER},
    {"store_failures_as", "string|null", "null", PL_MERGE_CLOBBER},
    {"where", "string|null", "null", PL_MERGE_CLOBBER},
    {"limit", "integer|null", "null", PL_MERGE_CLOBBER},
    {"fail_calc", "string", "count(*)", PL_MERGE_CLOBBER},
    {"warn_if", "string", "'!= 0'", PL_MERGE_CLOBBER},
    {"error_if", "string", "'!= 0'", PL_MERGE_CLOBBER},
    {NULL, NULL, NULL, PL_MERGE_CLOBBER},
};

static const pl_config_field source[] = {
    {"enabled", "boolean", "true", PL_MERGE_CLOBBER},
    {"event_time", "any", "null", PL_MERGE_CLOBBER},
    {"freshness", "object|null",
     "{warn_after: {count: null, period: null}, error_after: {count: null, period: null}, filter: null}",
     PL_MERGE_CLOBBER},
    {NULL, NULL, NULL, PL_MERGE_CLOBBER},
};

static const pl_config_field unit_test[] = {
    {"tags", "string|[string]", "[]", PL_MERGE_APPEND},
    {"meta", "object", "{}", PL_MERGE_UPDATE},
    {"enabled", "boolean", "true", PL_MERGE_CLOBBER},
    {NULL, NULL, NULL, PL_MERGE_CLOBBER},
};

static const pl_config_field semantic[] = {
    {"enabled", "boolean", "true", PL_MERGE_CLOBBER},
    {"group", "string|null", "null", PL_MERGE_CLOBBER},
    {"meta", "object", "{}", PL_MERGE_UPDATE},
    {NULL, NULL, NULL, PL_MERGE_CLOBBER},
};

static const pl_config_field saved_query[] = {
    {"export_as", "=table,view|null", "null", PL_MERGE_CLOBBER},
    {"schema", "string|null", "null", PL_MERGE_CLOBBER},
    {"cache", "object", "{enabled: false}", PL_MERGE_CLOBBER},
    {NULL, NULL, NULL, PL_MERGE_CLOBBER},
};

static const pl_config_field exposure[] = {
    {"enabled", "boolean", "true", PL_MERGE_CLOBBER},
    {NULL, NULL, NULL, PL_MERGE_CLOBBER},
};

static const pl_config_def defs[PL_CONFIG_CLASS_COUNT] = {
    [PL_CONFIG_MODEL] = {.section = PL_SECTION_MODELS,
                         .tables = {common, node, model},
                         .has_hooks = true},
    [PL_CONFIG_SEED] = {.section = PL_SECTION_SEEDS,
                        .tables = {common, node, seed},
                        .has_hooks = true,
                        .materialized = "seed",
                        .materialized_fault =
                            "A seed must have a materialized value of 'seed'"},
    [PL_CONFIG_SNAPSHOT] = {.section = PL_SECTION_SNAPSHOTS,
                            .tables = {common, node, snapshot},
                            .has_hooks = true,
                            .hides_nulls = true},
    [PL_CONFIG_TEST] = {.section = PL_SECTION_DATA_TESTS,
                        .tables = {common, test},
                        .materialized = "test",
                        .materialized_fault =
                            "A test must have a materialized value of 'test'"},
    [PL_CONFIG_ANALYSIS] = {.section = PL_SECTION_MODELS,
                            .tables = {common, node},
                            .has_hooks = true},
    [PL_CONFIG_SOURCE] = {.section = PL_SECTION_SOURCES, .tables = {source}},
    [PL_CONFIG_UNIT_TEST] = {.section = PL_SECTION_UNIT_TESTS, .tables = {unit_test}},
    [PL_CONFIG_METRIC] = {.section = PL_SECTION_METRICS, .tables = {semantic}},
    [PL_CONFIG_SEMANTIC_MODEL] = {.section = PL_SECTION_SEMANTIC_MODELS,
                                  .tables = {semantic}},
    [PL_CONFIG_SAVED_QUERY] = {.section = PL_SECTION_SAVED_QUERIES,
                               .tables = {semantic, saved_query}},
    [PL_CONFIG_EXPOSURE] = {.section = PL_SECTION_EXPOSURES, .tables = {exposure}},
};

const pl_config_def *pl_config_def_of(pl_config_class cls) {
    return &defs[cls];
}

const pl_config_field *pl_config_field_of(const pl_config_def *def, pl_str key,
                                          uint32_t *order) {
    const pl_config_field *found = NULL;
    uint32_t at = 0;
    for (uint32_t t = 0; t < PL_CONFIG_TABLES && def->tables[t]; t++) {
        for (const pl_config_field *f = def->tables[t]; f->name; f++, at++) {
            size_t len = strlen(f->name);
            if (len == key.len && memcmp(f->name, key.at, len) == 0) {
                *order = found ? *order : at;
                found = f;
            }
        }
    }
    return found;
}

/* All tables as one document: a later line of a key overrides, as in Python. */
pl_dict *pl_config_defaults(const pl_config_def *def, pl_arena *a) {
    pl_buf text = {0};
    for (uint32_t t = 0; t < PL_CONFIG_TABLES && def->tables[t]; t++) {
        for (const pl_config_field *f = def->tables[t]; f->name; f++) {
            pl_buf_fmt(&text, "%s: %s\n", f->name, f->value);
        }
    }
    pl_value all;
    pl_str why;
    bool ok = pl_yaml_load_value(pl_buf_take(&text, a), a, NULL, &all, &why);
    pl_buf_free(&text);
    return ok && all.kind == PL_DICT ? all.as.dict : pl_dict_new(a, 0).as.dict;
}
