/* Trino. */
#include "adapter/adapter.h"

static const pl_cred_field fields[] = {
    {"database", "string", NULL, false},
    {"schema", "string", NULL, false},
    {"host", "string", NULL, false},
    {"port", "integer", NULL, false},
    {"user", "string|null", "null", false},
    {"method", "string|null", "null", false},
    {"password", "string|null", "null", true},
    {"impersonation_user", "string|null", "null", false},
    {"client_certificate", "string|null", "null", false},
    {"client_private_key", "string|null", "null", true},
    {"jwt_token", "string|null", "null", true},
    {"keytab", "string|null", "null", false},
    {"principal", "string|null", "null", false},
    {"krb5_config", "string|null", "null", false},
    {"service_name", "string|null", "trino", false},
    {"client_tags", "[string]|null", "null", false},
    {"roles", "object|null", "null", false},
    {"cert", "string|boolean|null", "null", false},
    {"http_scheme", "=http,https", "http", false},
    {"http_headers", "object|null", "null", false},
    {"session_properties", "object", "{}", false},
    {"prepared_statements_enabled", "boolean", "true", false},
    {"retries", "integer|null", "3", false},
    {"timezone", "string|null", "null", false},
    {"suppress_cert_warning", "boolean|null", "null", false},
    {NULL, NULL, NULL, false},
};

static const char *const shown[] = {
    "host", "port", "user", "database", "schema", "cert", "prepared_statements_enabled",
    NULL};

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

static const char *const labels[] = {"STRING", "VARCHAR", "FLOAT", "DOUBLE", NULL};
static const char *const strings[] = {"varchar", "char", "varbinary", "json", NULL};
static const char *const integers[] = {"tinyint", "smallint", "integer",
                                       "int",     "bigint",   NULL};
static const char *const numerics[] = {"decimal", NULL};
static const char *const floats[] = {"real", "double precision", "double", NULL};

static const pl_column_rules columns = {
    .class = "TrinoColumn",
    .kind = PL_COLUMN_TRINO,
    .labels = labels,
    .strings = strings,
    .integers = integers,
    .numerics = numerics,
    .floats = floats,
};

static const pl_relation_rules relations = {
    .policy = "Policy",
    .types = "table view cte external materialized_view ephemeral",
    .renameable = "",
    .replaceable = "",
    .matching = PL_MATCH_FOLDED,
};

const pl_adapter pl_adapter_trino = {
    .name = "trino",
    .title = "Trino",
    .class_title = "Trino",
    .quote = "\"\"",
    .quoted = {{true, true, true}},
    .included = {{true, true, true}},
    .fold = PL_FOLD_IGNORED,
    .fields = fields,
    .shown = shown,
    .aliases = aliases,
    .reserved = reserved,
    .system = "host",
    .now = "datenow()",
    .columns = &columns,
    .relations = &relations,
    .strategies = "append merge delete+insert microbatch default",
    .support = {PL_UNSUPPORTED, PL_ENFORCED, PL_UNSUPPORTED, PL_UNSUPPORTED,
                PL_UNSUPPORTED},
};
