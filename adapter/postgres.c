/* PostgreSQL, and what Redshift inherits from it. */
#include "adapter/relation.h"

static const pl_cred_field fields[] = {
    {"database", "string", NULL, false},
    {"schema", "string", NULL, false},
    {"host", "string", NULL, false},
    {"user", "string", NULL, false},
    {"port", "integer", NULL, false},
    {"password", "string", NULL, true},
    {"connect_timeout", "integer", "10", false},
    {"role", "string|null", "null", false},
    {"search_path", "string|null", "null", false},
    {"keepalives_idle", "integer", "0", false},
    {"sslmode", "string|null", "null", false},
    {"sslcert", "string|null", "null", false},
    {"sslkey", "string|null", "null", false},
    {"sslrootcert", "string|null", "null", false},
    {"application_name", "string|null", "dbt", false},
    {"retries", "integer", "1", false},
    {NULL, NULL, NULL, false},
};

static const char *const shown[] = {"host",
                                    "port",
                                    "user",
                                    "database",
                                    "schema",
                                    "connect_timeout",
                                    "role",
                                    "search_path",
                                    "keepalives_idle",
                                    "sslmode",
                                    "sslcert",
                                    "sslkey",
                                    "sslrootcert",
                                    "application_name",
                                    "retries",
                                    NULL};

static const pl_alias aliases[] = {
    {"dbname", "database"},
    {"pass", "password"},
    {NULL, NULL},
};

static const char reserved[] =
    "all analyse analyze and any array as asc asymmetric authorization binary "
    "both case cast check collate collation column concurrently constraint "
    "create cross current_catalog current_date current_role current_schema "
    "current_time current_timestamp current_user default deferrable desc "
    "distinct do else end except false fetch for foreign freeze from full grant "
    "group having ilike in initially inner intersect into is isnull join lateral "
    "leading left like limit localtime localtimestamp natural not notnull null "
    "offset on only or order outer overlaps placing primary references returning "
    "right select session_user similar some symmetric system_user table "
    "tablesample then to trailing true union unique user using variadic verbose "
    "when where window with";

static const pl_grants grants = {
    .who = "",
    .quote = '"',
    .bare_schema = true,
    .write = "grant usage, create on schema %s to %w;",
    .enter = "grant usage on schema %s to %w;",
    .read = "grant select on %r to %w;",
};

static const pl_rotation rotation = {
    .password = "alter user %u password '<new password>';",
};

/* ---- what templates see */

static bool longest_name(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    const pl_adapter *ad = pl_relation_self(argv)->style->adapter;
    *out = pl_int(PL_ADAPTER_HAS(ad, relations)->name_limit);
    return true;
}

const pl_native pl_relation_length_method[] = {
    {"relation_max_name_length", longest_name, 0, 0, 0, ""},
    {NULL, NULL, 0, 0, 0, NULL},
};

static const char methods[] = "parse_index verify_database";

static const pl_column_rules columns = {
    .class = "PostgresColumn",
    .kind = PL_COLUMN_POSTGRES,
    .labels = pl_base_labels,
    .strings = pl_base_strings,
    .integers = pl_base_integers,
    .numerics = pl_base_numerics,
    .floats = pl_base_floats,
};

static const pl_relation_rules relations = {
    .policy = "Policy",
    .types = "table view cte external materialized_view ephemeral",
    .renameable = "view table",
    .replaceable = "view table",
    .name_limit = 63,
    .methods = pl_relation_length_method,
};

static const pl_name_grammar names = {.also = "$", .beyond_ascii = true};

const pl_adapter pl_adapter_postgres = {
    .names = &names,
    .name = "postgres",
    .title = "PostgreSQL",
    .class_title = "Postgres",
    .quote = "\"\"",
    .quoted = {{true, true, true}},
    .included = {{true, true, true}},
    .fold = PL_FOLD_LOWER,
    .name_limit = 63,
    .limit_in_bytes = true,
    .require_alias = true,
    .fields = fields,
    .shown = shown,
    .aliases = aliases,
    .reserved = reserved,
    .grants = &grants,
    .rotation = &rotation,
    .sql = PL_SQL_DOLLAR | PL_SQL_NESTED | PL_SQL_ESCAPED,
    .system = "host",
    .one_database = true,
    .system_names = "pg_*",
    .now = "now()",
    .columns = &columns,
    .relations = &relations,
    .strategies = "append delete+insert merge microbatch default",
    .methods = methods,
    .cross_database = "ERROR: Cross-db references not allowed in postgres",
    .support = {PL_ENFORCED, PL_ENFORCED, PL_ENFORCED, PL_ENFORCED, PL_ENFORCED},
};
