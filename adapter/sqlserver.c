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

const pl_adapter pl_adapter_sqlserver = {
    .name = "sqlserver",
    .title = "SQL Server",
    .class_title = "SQLServer",
    .parent = &pl_adapter_fabric,
    .quote = "\"\"",
    .quoted = {{true, true, true}},
    .included = {{true, true, true}},
    .fold = PL_CASE_IGNORED,
    .name_limit = 128,
    .require_alias = true,
    .fields = fields,
    .shown = shown,
    .sql = PL_SQL_NESTED | PL_SQL_BRACKETS,
};
