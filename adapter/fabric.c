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

const pl_adapter pl_adapter_fabric = {
    .name = "fabric",
    .title = "Microsoft Fabric",
    .class_title = "Fabric",
    .quote = "[]",
    .quoted = {{true, true, true}},
    .included = {{true, true, true}},
    .fold = PL_CASE_KEPT,
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
};
