/* Databricks. */
#include "adapter/adapter.h"

static const pl_cred_field fields[] = {
    {"database", "string|null", "null", false},
    {"schema", "string|null", "null", false},
    {"host", "string|null", "null", false},
    {"http_path", "string|null", "null", false},
    {"token", "string|null", "null", true},
    {"client_id", "string|null", "null", false},
    {"client_secret", "string|null", "null", true},
    {"oauth_redirect_url", "string|null", "null", false},
    {"oauth_scopes", "[string]|null", "null", false},
    {"session_properties", "object|null", "null", false},
    {"connection_parameters", "object|null", "null", false},
    {"auth_type", "string|null", "null", false},
    {"compute", "object|null", "null", false},
    {"connect_retries", "integer", "1", false},
    {"connect_timeout", "integer|null", "null", false},
    {"retry_all", "boolean", "false", false},
    {"connect_max_idle", "integer|null", "null", false},
    {NULL, NULL, NULL, false},
};

static const char *const shown[] = {"host",   "http_path",          "database",
                                    "schema", "session_properties", NULL};

static const pl_alias aliases[] = {
    {"catalog", "database"},
    {"target_catalog", "target_database"},
    {NULL, NULL},
};

static bool refuse(pl_str *why, pl_str words) {
    *why = words;
    return false;
}

/* The catalog may stand among the session properties; without one it is the Hive
 * metastore. An empty dict of session properties isn't shown. */
static bool finish(pl_dict *c, pl_arena *a, pl_str *why) {
    pl_value *database = pl_dict_find(c, PL_S("database"));
    pl_value *schema = pl_dict_find(c, PL_S("schema"));
    pl_value *session = pl_dict_find(c, PL_S("session_properties"));
    pl_value *catalog = session->kind == PL_DICT
                            ? pl_dict_find(session->as.dict, PL_S("databricks.catalog"))
                            : NULL;
    if (schema->kind == PL_STR &&
        pl_str_find_char(pl_str_from(*schema), '.') != UINT32_MAX) {
        return refuse(
            why,
            pl_str_fmt(a,
                       "Runtime Error\n  The schema should not contain '.': %.*s\n"
                       "  If you are trying to set a catalog, please use `catalog` "
                       "instead.\n",
                       PL_FMT(pl_str_from(*schema))));
    }
    if (catalog && database->kind != PL_NONE) {
        return refuse(
            why, PL_S("Runtime Error\n  Got duplicate keys: (`databricks.catalog` in "
                      "session_properties) all map to \"database\""));
    }
    if (catalog) {
        *database = *catalog;
    }
    if (database->kind == PL_NONE) {
        *database = pl_string(PL_S("hive_metastore"));
    }
    if (database->kind == PL_STR) {
        *database =
            pl_with(pl_string(pl_str_trim(pl_str_from(*database))), database->flags);
    }
    return true;
}

static const pl_grants grants = {
    .who = "",
    .quote = '`',
    .always_quoted = true,
    .database = "grant use catalog on catalog %d to %w;",
    .write = "grant use schema, create table, select, modify on schema %s to %w;",
    .enter = "grant use schema on schema %s to %w;",
    .read = "grant select on table %r to %w;",
};

const pl_adapter pl_adapter_databricks = {
    .name = "databricks",
    .title = "Databricks",
    .class_title = "Databricks",
    .parent = &pl_adapter_spark,
    .quote = "``",
    .quoted = {{true, true, true}},
    .included = {{true, true, true}},
    .fold = PL_CASE_IGNORED,
    .name_limit = 255,
    .require_alias = true,
    .fields = fields,
    .shown = shown,
    .aliases = aliases,
    .finish = finish,
    .grants = &grants,
    .sql = PL_SQL_BACKSLASH | PL_SQL_DOUBLE_TEXT | PL_SQL_DOLLAR | PL_SQL_NESTED |
           PL_SQL_RAW | PL_SQL_FROM_FIRST | PL_SQL_FILE_TABLES,
    .whole_types = true,
};
