/* Amazon Athena. */
#include "adapter/adapter.h"

static const pl_cred_field fields[] = {
    {"database", "string", NULL, false},
    {"schema", "string", NULL, false},
    {"region_name", "string", NULL, false},
    {"s3_staging_dir", "string|null", "null", false},
    {"endpoint_url", "string|null", "null", false},
    {"work_group", "string|null", "null", false},
    {"skip_workgroup_check", "boolean", "false", false},
    {"aws_profile_name", "string|null", "null", false},
    {"aws_access_key_id", "string|null", "null", false},
    {"aws_secret_access_key", "string|null", "null", true},
    {"aws_session_token", "string|null", "null", true},
    {"poll_interval", "number", "1.0", false},
    {"debug_query_state", "boolean", "false", false},
    {"num_retries", "integer", "5", false},
    {"num_boto3_retries", "integer|null", "null", false},
    {"num_iceberg_retries", "integer", "3", false},
    {"s3_data_dir", "string|null", "null", false},
    {"s3_data_naming", "string|null", "schema_table_unique", false},
    {"spark_work_group", "string|null", "null", false},
    {"s3_tmp_table_dir", "string|null", "null", false},
    {"seed_s3_upload_args", "object|null", "null", false},
    {"lf_tags_database", "object|null", "null", false},
    {NULL, NULL, NULL, false},
};

static const char *const shown[] = {
    "s3_staging_dir",   "work_group",        "skip_workgroup_check",
    "region_name",      "database",          "schema",
    "poll_interval",    "aws_profile_name",  "aws_access_key_id",
    "endpoint_url",     "s3_data_dir",       "s3_data_naming",
    "s3_tmp_table_dir", "debug_query_state", "seed_s3_upload_args",
    "lf_tags_database", "spark_work_group",  NULL};

static const pl_alias aliases[] = {
    {"catalog", "database"},
    {NULL, NULL},
};

static const char reserved[] =
    "alter and as between by case cast constraint create cross cube "
    "current_catalog current_date current_path current_role current_schema "
    "current_time current_timestamp current_user deallocate delete describe "
    "distinct drop else end escape except execute exists extract false for from "
    "full group grouping having in inner insert intersect into is join "
    "json_array json_exists json_object json_query json_table json_value left "
    "like listagg localtime localtimestamp natural normalize not null on or "
    "order outer prepare recursive right rollup select skip table then trim true "
    "uescape union unnest using values when where with";

/* ---- what templates see */

static const char *const labels[] = {"STRING", "VARCHAR", "TEXT", "VARCHAR", NULL};
static const char *const strings[] = {"varchar", "string", NULL};

static const pl_column_rules columns = {
    .class = "AthenaColumn",
    .kind = PL_COLUMN_ATHENA,
    .labels = labels,
    .strings = strings,
    .integers = pl_base_integers,
    .numerics = pl_base_numerics,
    .floats = pl_base_floats,
};

static const pl_relation_rules relations = {
    .policy = "Policy",
    .renameable = "",
    .replaceable = "",
};

const pl_adapter pl_adapter_athena = {
    .name = "athena",
    .title = "Amazon Athena",
    .class_title = "Athena",
    .quote = "\"\"",
    .quoted = {{true, true, true}},
    .included = {{true, true, true}},
    .fold = PL_FOLD_IGNORED,
    .name_limit = 255,
    .fields = fields,
    .shown = shown,
    .aliases = aliases,
    .reserved = reserved,
    .system = "region_name",
    .now = "now()",
    .columns = &columns,
    .relations = &relations,
    .support = {PL_UNSUPPORTED, PL_UNSUPPORTED, PL_UNSUPPORTED, PL_UNSUPPORTED,
                PL_UNSUPPORTED},
};
