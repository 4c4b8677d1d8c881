/* Microsoft Fabric warehouse, and what SQL Server inherits from it. */
#include "adapter/adapter.h"

static const pl_cred_field fields[] = {
    {"database", "string", NULL, false},
    {"schema", "string", NULL, false},
    {"driver", "string", NULL, false},
    {"host", "string", NULL, false},
    {"UID", "string|null", "null", false},
    {"PWD", "string|null", "null", true},
    {"windows_login", "boolean|null", "false", false},
    {"trace_flag", "boolean|null", "false", false},
    {"tenant_id", "string|null", "null", false},
    {"client_id", "string|null", "null", false},
    {"client_secret", "string|null", "null", true},
    {"access_token", "string|null", "null", true},
    {"access_token_expires_on", "integer|null", "0", false},
    {"authentication", "string", "ActiveDirectoryServicePrincipal", false},
    {"encrypt", "boolean|null", "true", false},
    {"trust_cert", "boolean|null", "false", false},
    {"retries", "integer", "3", false},
    {"schema_authorization", "string|null", "null", false},
    {"login_timeout", "integer|null", "0", false},
    {"query_timeout", "integer|null", "0", false},
    {"workspace_id", "string|null", "null", false},
    {"warehouse_snapshot_name", "string|null", "null", false},
    {"warehouse_snapshot_id", "string|null", "null", false},
    {"snapshot_timestamp", "string|null", "null", false},
    {"api_url", "string|null", "https://api.fabric.microsoft.com/v1", false},
    {"pooling", "boolean|null", "true", false},
    {NULL, NULL, NULL, false},
};

static const char *const shown[] = {"server",
                                    "database",
                                    "schema",
                                    "warehouse_snapshot_name",
                                    "snapshot_timestamp",
                                    "UID",
                                    "workspace_id",
                                    "authentication",
                                    "retries",
                                    "login_timeout",
                                    "query_timeout",
                                    "trace_flag",
                                    "encrypt",
                                    "trust_cert",
                                    "api_url",
                                    "pooling",
                                    NULL};

static const pl_alias aliases[] = {
    {"user", "UID"},
    {"username", "UID"},
    {"pass", "PWD"},
    {"password", "PWD"},
    {"server", "host"},
    {"trusted_connection", "windows_login"},
    {"auth", "authentication"},
    {"app_id", "client_id"},
    {"app_secret", "client_secret"},
    {"TrustServerCertificate", "trust_cert"},
    {"schema_auth", "schema_authorization"},
    {"SQL_ATTR_TRACE", "trace_flag"},
    {NULL, NULL},
};

static const char reserved[] =
    "add all alter and any as asc authorization backup begin between break "
    "browse bulk by cascade case check checkpoint close clustered coalesce "
    "collate column commit compute constraint contains containstable continue "
    "convert create cross current current_date current_time current_timestamp "
    "current_user cursor database dbcc deallocate declare default delete deny "
    "desc disk distinct distributed double drop dump else end errlvl escape "
    "except exec execute exists exit external fetch file fillfactor for foreign "
    "freetext freetexttable from full function goto grant group having holdlock "
    "identity identity_insert identitycol if in index inner insert intersect "
    "into is join key kill left like lineno load merge national nocheck "
    "nonclustered not null nullif of off offsets on open opendatasource "
    "openquery openrowset openxml option or order outer over percent pivot plan "
    "precision primary print proc procedure public raiserror read readtext "
    "reconfigure references replication restore restrict return revert revoke "
    "right rollback rowcount rowguidcol rule save schema securityaudit select "
    "session_user set setuser shutdown some statistics system_user table "
    "tablesample textsize then to top tran transaction trigger truncate "
    "try_convert tsequal union unique unpivot update updatetext use user using "
    "values varying view waitfor when where while with within writetext";

static bool finish(pl_dict *c, pl_arena *a, pl_str *why) {
    (void)a;
    (void)why;
    pl_value *login = pl_dict_find(c, PL_S("windows_login"));
    pl_value *method = pl_dict_find(c, PL_S("authentication"));
    if (login->kind == PL_BOOL && login->as.i) {
        *method = pl_string(PL_S("Windows Login"));
    } else if (method->kind == PL_STR &&
               pl_str_eq_nocase(pl_str_trim(pl_str_from(*method)),
                                PL_S("serviceprincipal"))) {
        *method = pl_string(PL_S("ActiveDirectoryServicePrincipal"));
    }
    return true;
}

/* ---- what templates see */

const char *const pl_tsql_labels[] = {"STRING",
                                      "VARCHAR(8000)",
                                      "VARCHAR",
                                      "VARCHAR(8000)",
                                      "CHAR",
                                      "CHAR(1)",
                                      "NCHAR",
                                      "CHAR(1)",
                                      "NVARCHAR",
                                      "VARCHAR(8000)",
                                      "TIMESTAMP",
                                      "DATETIME2(6)",
                                      "DATETIME2",
                                      "DATETIME2(6)",
                                      "DATETIME2(6)",
                                      "DATETIME2(6)",
                                      "DATE",
                                      "DATE",
                                      "TIME",
                                      "TIME(6)",
                                      "FLOAT",
                                      "FLOAT",
                                      "REAL",
                                      "REAL",
                                      "INT",
                                      "INT",
                                      "INTEGER",
                                      "INT",
                                      "BIGINT",
                                      "BIGINT",
                                      "SMALLINT",
                                      "SMALLINT",
                                      "TINYINT",
                                      "SMALLINT",
                                      "BIT",
                                      "BIT",
                                      "BOOLEAN",
                                      "BIT",
                                      "DECIMAL",
                                      "DECIMAL",
                                      "NUMERIC",
                                      "NUMERIC",
                                      "MONEY",
                                      "DECIMAL",
                                      "SMALLMONEY",
                                      "DECIMAL",
                                      "UNIQUEIDENTIFIER",
                                      "UNIQUEIDENTIFIER",
                                      "VARBINARY",
                                      "VARBINARY(MAX)",
                                      "BINARY",
                                      "BINARY(1)",
                                      NULL};
static const char *const strings[] = {"varchar", "char", NULL};
static const char *const integers[] = {"int",      "integer", "bigint",
                                       "smallint", "tinyint", NULL};
static const char *const numerics[] = {"numeric", "decimal", "money", "smallmoney",
                                       NULL};
static const char *const floats[] = {"float", "real", NULL};

static const pl_column_rules columns = {
    .class = "FabricColumn",
    .kind = PL_COLUMN_TSQL,
    .labels = pl_tsql_labels,
    .strings = strings,
    .integers = integers,
    .numerics = numerics,
    .floats = floats,
    .quote = "[]",
};

static const pl_relation_rules relations = {
    .policy = "FabricQuotePolicy",
    .renameable = "",
    .replaceable = "",
};

static const pl_name_grammar names = {.also = "@$#", .beyond_ascii = true};

const pl_adapter pl_adapter_fabric = {
    .names = &names,
    .name = "fabric",
    .title = "Microsoft Fabric",
    .class_title = "Fabric",
    .quote = "[]",
    .quoted = {{true, true, true}},
    .included = {{true, true, true}},
    .fold = PL_FOLD_KEPT,
    .name_limit = 128,
    .require_alias = false,
    .fields = fields,
    .shown = shown,
    .aliases = aliases,
    .finish = finish,
    .reserved = reserved,
    .sql = PL_SQL_NESTED | PL_SQL_BRACKETS,
    .system = "host",
    .system_names = "sys",
    .now = "getdate()",
    .columns = &columns,
    .relations = &relations,
    .support = {PL_UNSUPPORTED, PL_ENFORCED, PL_ENFORCED, PL_ENFORCED, PL_ENFORCED},
};
