/* ClickHouse. */
#include "adapter/adapter.h"

static const pl_cred_field fields[] = {
    {"database", "string|null", "''", false},
    {"schema", "string|null", "default", false},
    {"driver", "string|null", "null", false},
    {"host", "string", "localhost", false},
    {"port", "integer|null", "null", false},
    {"user", "string|null", "default", false},
    {"retries", "integer", "1", false},
    {"password", "string", "''", true},
    {"cluster", "string|null", "null", false},
    {"database_engine", "string|null", "null", false},
    {"cluster_mode", "boolean", "false", false},
    {"secure", "boolean", "false", false},
    {"verify", "boolean", "true", false},
    {"client_cert", "string|null", "null", false},
    {"client_cert_key", "string|null", "null", true},
    {"connect_timeout", "integer", "10", false},
    {"send_receive_timeout", "integer", "300", false},
    {"sync_request_timeout", "integer", "5", false},
    {"compress_block_size", "integer", "1048576", false},
    {"compression", "string", "''", false},
    {"check_exchange", "boolean", "true", false},
    {"custom_settings", "object|null", "null", false},
    {"use_lw_deletes", "boolean", "false", false},
    {"local_suffix", "string", "local", false},
    {"local_db_prefix", "string", "''", false},
    {"allow_automatic_deduplication", "boolean", "false", false},
    {"tcp_keepalive", "boolean|array", "false", false},
    {NULL, NULL, NULL, false},
};

static const char *const shown[] = {"driver",
                                    "host",
                                    "port",
                                    "user",
                                    "schema",
                                    "retries",
                                    "cluster",
                                    "database_engine",
                                    "cluster_mode",
                                    "secure",
                                    "verify",
                                    "client_cert",
                                    "connect_timeout",
                                    "send_receive_timeout",
                                    "sync_request_timeout",
                                    "compress_block_size",
                                    "compression",
                                    "check_exchange",
                                    "custom_settings",
                                    "use_lw_deletes",
                                    "allow_automatic_deduplication",
                                    "tcp_keepalive",
                                    NULL};

/* A database is a schema here: a relation has an empty database. */
static bool finish(pl_dict *c, pl_arena *a, pl_str *why) {
    pl_value *database = pl_dict_find(c, PL_S("database"));
    pl_value *schema = pl_dict_find(c, PL_S("schema"));
    bool given = database->kind == PL_STR && database->len;
    if (given && (schema->kind != PL_STR ||
                  !pl_str_eq(pl_str_from(*database), pl_str_from(*schema)))) {
        *why = pl_str_fmt(
            a,
            "Runtime Error\n  database: %.*s \n  On Clickhouse, database must be "
            "omitted or have the same value as schema.",
            PL_FMT(pl_str_from(*database)));
        return false;
    }
    *database = pl_string(PL_S(""));
    return true;
}

/* ---- what templates see */

static const char *const labels[] = {"STRING",   "String", "TIMESTAMP",
                                     "DateTime", "FLOAT",  "Float32",
                                     "INTEGER",  "Int32",  NULL};
static const char *const strings[] = {
    "string", "fixedstring*", "longblob",   "longtext", "tinytext",
    "text",   "varchar",      "mediumblob", "blob",     "tinyblob",
    "char",   "mediumtext",   NULL};
static const char *const integers[] = {"int*", "uint*", NULL};
static const char *const numerics[] = {"decimal*", NULL};
static const char *const floats[] = {"float*", NULL};

static const pl_column_rules columns = {
    .class = "ClickHouseColumn",
    .kind = PL_COLUMN_CLICKHOUSE,
    .labels = labels,
    .strings = strings,
    .integers = integers,
    .numerics = numerics,
    .floats = floats,
    .quote = "\"\"",
};

static const pl_relation_rules relations = {
    .policy = "ClickHouseQuotePolicy",
    .renameable = "",
    .replaceable = "",
};

const pl_adapter pl_adapter_clickhouse = {
    .name = "clickhouse",
    .title = "ClickHouse",
    .class_title = "ClickHouse",
    .quote = "``",
    .name_quote = "\"\"",
    .quoted = {{true, true, true}},
    .included = {{false, true, true}},
    .fold = PL_FOLD_KEPT,
    .name_limit = 206,
    .require_alias = false,
    .fields = fields,
    .shown = shown,
    .finish = finish,
    .sql = PL_SQL_BACKSLASH | PL_SQL_HASH | PL_SQL_FROM_FIRST,
    .system = "host",
    .system_names = "system",
    .now = "now()",
    .columns = &columns,
    .relations = &relations,
    .support = {PL_ENFORCED, PL_UNSUPPORTED, PL_UNSUPPORTED, PL_UNSUPPORTED,
                PL_UNSUPPORTED},
};
