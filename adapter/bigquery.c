/* BigQuery. */
#include "adapter/relation.h"

static const pl_cred_field fields[] = {
    {"database", "string|null", "null", false},
    {"schema", "string|null", "null", false},
    {"method", "=oauth,oauth-secrets,service-account,service-account-json", "null",
     false},
    {"execution_project", "string|null", "null", false},
    {"quota_project", "string|null", "null", false},
    {"location", "string|null", "null", false},
    {"priority", "=interactive,batch|null", "null", false},
    {"maximum_bytes_billed", "integer|null", "null", false},
    {"impersonate_service_account", "string|null", "null", false},
    {"job_retry_deadline_seconds", "integer|null", "null", false},
    {"job_retries", "integer|null", "1", false},
    {"job_creation_timeout_seconds", "integer|null", "null", false},
    {"job_execution_timeout_seconds", "integer|null", "null", false},
    {"keyfile", "string|null", "null", false},
    {"keyfile_json", "object|null", "null", true},
    {"token", "string|null", "null", true},
    {"refresh_token", "string|null", "null", true},
    {"client_id", "string|null", "null", false},
    {"client_secret", "string|null", "null", true},
    {"token_uri", "string|null", "null", false},
    {"dataproc_region", "string|null", "null", false},
    {"dataproc_cluster_name", "string|null", "null", false},
    {"gcs_bucket", "string|null", "null", false},
    {"dataproc_batch", "object|null", "null", false},
    {"scopes", "[string]|null",
     "[https://www.googleapis.com/auth/bigquery, "
     "https://www.googleapis.com/auth/cloud-platform, "
     "https://www.googleapis.com/auth/drive]",
     false},
    {NULL, NULL, NULL, false},
};

static const char *const shown[] = {"method",
                                    "database",
                                    "execution_project",
                                    "schema",
                                    "location",
                                    "priority",
                                    "maximum_bytes_billed",
                                    "impersonate_service_account",
                                    "job_retry_deadline_seconds",
                                    "job_retries",
                                    "job_creation_timeout_seconds",
                                    "job_execution_timeout_seconds",
                                    "timeout_seconds",
                                    "client_id",
                                    "token_uri",
                                    "dataproc_region",
                                    "dataproc_cluster_name",
                                    "gcs_bucket",
                                    "dataproc_batch",
                                    NULL};

static const pl_alias aliases[] = {
    {"project", "database"},
    {"dataset", "schema"},
    {"target_project", "target_database"},
    {"target_dataset", "target_schema"},
    {"retries", "job_retries"},
    {"timeout_seconds", "job_execution_timeout_seconds"},
    {NULL, NULL},
};

static const char reserved[] =
    "all and any array as asc assert_rows_modified at between by case cast "
    "collate contains create cross cube current default define desc distinct "
    "else end enum escape except exclude exists extract false fetch following "
    "for from full group grouping groups hash having if ignore in inner "
    "intersect interval into is join lateral left like limit lookup merge "
    "natural new no not null nulls of on or order outer over partition preceding "
    "proto qualify range recursive respect right rollup rows select set some "
    "struct tablesample then to treat true unbounded union unnest using when "
    "where window with within";

/* Queries run in the project of the data unless told otherwise. */
static bool finish(pl_dict *c, pl_arena *a, pl_str *why) {
    (void)a;
    pl_value *execution = pl_dict_find(c, PL_S("execution_project"));
    if (execution->kind == PL_NONE) {
        *execution = *pl_dict_find(c, PL_S("database"));
    }
    if (pl_dict_find(c, PL_S("method"))->kind == PL_NONE) {
        *why = PL_S("Runtime Error\n  Must specify authentication method");
        return false;
    }
    if (pl_dict_find(c, PL_S("schema"))->kind != PL_STR) {
        *why = PL_S("Runtime Error\n  Must specify schema");
        return false;
    }
    return true;
}

static const pl_grants grants = {
    .who = "",
    .quote = '"',
    .always_quoted = true,
    .who_kind = "serviceAccount:",
    .note = "running queries is a role of the project: roles/bigquery.jobUser",
    .write = "grant `roles/bigquery.dataEditor` on schema %s to %w;",
    .read = "grant `roles/bigquery.dataViewer` on %k %r to %w;",
};

/* ---- what templates see */

static pl_found relation_field(const pl_relation *r, pl_str name, pl_value *out) {
    if (PL_STR_IS(name, "project")) {
        *out = r->part[PL_PART_DATABASE];
    } else if (PL_STR_IS(name, "dataset")) {
        *out = r->part[PL_PART_SCHEMA];
    } else if (PL_STR_IS(name, "location")) {
        *out = pl_relation_extra(r, name);
    } else {
        return PL_MISSING;
    }
    return PL_FOUND;
}

/* Views of an INFORMATION_SCHEMA belong to a dataset, save those of all datasets. */
static bool information(pl_relation *r, pl_arena *a, pl_str *why) {
    pl_str view = pl_is_str(r->view) ? pl_str_from(r->view) : PL_S("");
    pl_value location = pl_relation_extra(r, PL_S("location"));
    r->included[1] = view.len && !PL_STR_IS(view, "SCHEMATA") &&
                     !PL_STR_IS(view, "SCHEMATA_OPTIONS");
    r->included[2] = !PL_STR_IS(view, "__TABLES__");
    if (!PL_STR_IS(view, "OBJECT_PRIVILEGES")) {
        r->extra = NULL;
        return true;
    }
    *why = pl_str_fmt(a, "No location/region found when trying to retrieve \"%.*s\"",
                      PL_FMT(view));
    return pl_is_str(location) && location.len;
}

static const char *const labels[] = {"TEXT",    "STRING", "FLOAT", "FLOAT64",
                                     "INTEGER", "INT64",  NULL};
static const char *const strings[] = {"string", NULL};
static const char *const integers[] = {"int64", NULL};
static const char *const numerics[] = {"numeric", NULL};
static const char *const floats[] = {"float64", NULL};
static const char methods[] =
    "add_time_ingestion_partition_column alter_table_add_columns copy_table "
    "describe_relation get_bq_table get_columns_in_select_sql "
    "get_common_options get_dataset_location get_table_options "
    "get_view_options grant_access_to is_replaceable "
    "list_relations_without_caching list_schemas load_dataframe "
    "nest_column_data_types parse_partition_by update_columns "
    "update_table_description upload_file";

static const pl_column_rules columns = {
    .class = "BigQueryColumn",
    .kind = PL_COLUMN_BIGQUERY,
    .labels = labels,
    .strings = strings,
    .integers = integers,
    .numerics = numerics,
    .floats = floats,
    .quote = "``",
    .methods = "flatten",
};

static const pl_relation_rules relations = {
    .policy = "Policy",
    .types = "table view cte external materialized_view ephemeral",
    .renameable = "table",
    .replaceable = "view table",
    .own_information_schema = true,
    .matching = PL_MATCH_EXACT,
    .field = relation_field,
    .information = information,
};

static const pl_name_grammar names = {.plain = {false, true, false}};

const pl_adapter pl_adapter_bigquery = {
    .names = &names,
    .name = "bigquery",
    .title = "BigQuery",
    .class_title = "BigQuery",
    .quote = "``",
    .quoted = {{true, true, true}},
    .included = {{true, true, true}},
    .fold = PL_FOLD_KEPT,
    .name_limit = 1024,
    .limit_in_bytes = true,
    .fields = fields,
    .shown = shown,
    .aliases = aliases,
    .finish = finish,
    .reserved = reserved,
    .grants = &grants,
    .sql = PL_SQL_BACKSLASH | PL_SQL_DOUBLE_TEXT | PL_SQL_HASH | PL_SQL_RAW |
           PL_SQL_TRIPLE | PL_SQL_DASHES | PL_SQL_FROM_FIRST,
    .whole_types = true,
    .system_names = "__tables__ __tables_summary__ region-*",
    .now = "CURRENT_TIMESTAMP()",
    .columns = &columns,
    .relations = &relations,
    .strategies = "merge insert_overwrite microbatch default",
    .methods = methods,
    .key_suffix = " not enforced",
    .never_widens = true,
    .support = {PL_UNSUPPORTED, PL_ENFORCED, PL_UNSUPPORTED, PL_UNENFORCED,
                PL_UNENFORCED},
};
