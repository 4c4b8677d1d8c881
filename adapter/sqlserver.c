/* Microsoft SQL Server. */
#include "adapter/adapter.h"

static const pl_cred_field fields[] = {
    {"database", "string", NULL, false},
    {"schema", "string", NULL, false},
    {"driver", "string", NULL, false},
    {"host", "string", NULL, false},
    {"port", "integer|null", "1433", false},
    {"UID", "string|null", "null", false},
    {"PWD", "string|null", "null", true},
    {"windows_login", "boolean|null", "false", false},
    {"trace_flag", "boolean|null", "false", false},
    {"tenant_id", "string|null", "null", false},
    {"client_id", "string|null", "null", false},
    {"client_secret", "string|null", "null", true},
    {"access_token", "string|null", "null", true},
    {"access_token_expires_on", "integer|null", "0", false},
    {"authentication", "string", "sql", false},
    {"encrypt", "boolean|null", "true", false},
    {"trust_cert", "boolean|null", "false", false},
    {"retries", "integer", "3", false},
    {"schema_authorization", "string|null", "null", false},
    {"login_timeout", "integer|null", "0", false},
    {"query_timeout", "integer|null", "0", false},
    {NULL, NULL, NULL, false},
};

static const char *const shown[] = {"server",     "port",          "database",
                                    "schema",     "UID",           "authentication",
                                    "retries",    "login_timeout", "query_timeout",
                                    "trace_flag", "encrypt",       "trust_cert",
                                    NULL};

/* ---- what templates see */

static const char *const strings[] = {"varchar", "char", NULL};
static const char *const integers[] = {
    "smallint", "integer", "bigint",  "smallserial", "serial",  "bigserial", "int2",
    "int4",     "int8",    "serial2", "serial4",     "serial8", "int",       NULL};
static const char *const numerics[] = {"numeric", "decimal", "money", "smallmoney",
                                       NULL};
static const char *const floats[] = {"float", "real", NULL};

static const pl_column_rules columns = {
    .class = "SQLServerColumn",
    .kind = PL_COLUMN_TSQL,
    .labels = pl_tsql_labels,
    .strings = strings,
    .integers = integers,
    .numerics = numerics,
    .floats = floats,
};

static const pl_relation_rules relations = {
    .policy = "SQLServerQuotePolicy",
    .renameable = "",
    .replaceable = "",
};

const pl_adapter pl_adapter_sqlserver = {
    .name = "sqlserver",
    .title = "SQL Server",
    .class_title = "SQLServer",
    .parent = &pl_adapter_fabric,
    .quote = "\"\"",
    .quoted = {{true, true, true}},
    .included = {{true, true, true}},
    .fold = PL_FOLD_IGNORED,
    .name_limit = 128,
    .require_alias = true,
    .fields = fields,
    .shown = shown,
    .sql = PL_SQL_NESTED | PL_SQL_BRACKETS,
    .now = "getdate()",
    .columns = &columns,
    .relations = &relations,
    .support = {PL_ENFORCED, PL_ENFORCED, PL_ENFORCED, PL_ENFORCED, PL_ENFORCED},
};
