/* Snowflake. */
#include "adapter/relation.h"

static const pl_cred_field fields[] = {
    {"database", "string", NULL, false},
    {"schema", "string", NULL, false},
    {"account", "string", NULL, false},
    {"user", "string|null", "null", false},
    {"warehouse", "string|null", "null", false},
    {"role", "string|null", "null", false},
    {"password", "string|null", "null", true},
    {"authenticator", "string|null", "null", false},
    {"private_key", "string|null", "null", true},
    {"private_key_path", "string|null", "null", false},
    {"private_key_passphrase", "string|null", "null", true},
    {"token", "string|null", "null", true},
    {"oauth_client_id", "string|null", "null", false},
    {"oauth_client_secret", "string|null", "null", true},
    {"query_tag", "string|null", "null", false},
    {"client_session_keep_alive", "boolean", "false", false},
    {"host", "string|null", "null", false},
    {"port", "integer|null", "null", false},
    {"proxy_host", "string|null", "null", false},
    {"proxy_port", "integer|null", "null", false},
    {"protocol", "string|null", "null", false},
    {"connect_retries", "integer", "1", false},
    {"connect_timeout", "integer|null", "null", false},
    {"retry_on_database_errors", "boolean", "false", false},
    {"retry_all", "boolean", "false", false},
    {"insecure_mode", "boolean|null", "false", false},
    {"reuse_connections", "boolean|null", "null", false},
    {NULL, NULL, NULL, false},
};

static const char *const shown[] = {"account",
                                    "user",
                                    "database",
                                    "warehouse",
                                    "role",
                                    "schema",
                                    "authenticator",
                                    "oauth_client_id",
                                    "query_tag",
                                    "client_session_keep_alive",
                                    "host",
                                    "port",
                                    "proxy_host",
                                    "proxy_port",
                                    "protocol",
                                    "connect_retries",
                                    "connect_timeout",
                                    "retry_on_database_errors",
                                    "retry_all",
                                    "insecure_mode",
                                    "reuse_connections",
                                    NULL};

static const char reserved[] =
    "all alter and any as between by check column connect create cross current "
    "delete distinct drop else exists following for from full grant group having "
    "ilike in increment inner insert intersect into is join lateral left like "
    "minus natural not null of on or order qualify regexp revoke right rlike row "
    "rows sample select set some start table tablesample then to trigger union "
    "unique update using values whenever where with";

/* Underscores of the account become dashes; connections are reused unless sessions are
 * kept alive. */
static bool finish(pl_dict *c, pl_arena *a, pl_str *why) {
    (void)why;
    pl_value *account = pl_dict_find(c, PL_S("account"));
    pl_value *alive = pl_dict_find(c, PL_S("client_session_keep_alive"));
    pl_value *reuse = pl_dict_find(c, PL_S("reuse_connections"));
    if (account && account->kind == PL_STR) {
        pl_str text = pl_str_copy(a, pl_str_from(*account));
        char *at = (char *)(uintptr_t)text.at;
        for (uint32_t i = 0; i < text.len; i++) {
            at[i] = at[i] == '_' ? '-' : at[i];
        }
        *account = pl_with(pl_string(text), account->flags);
    }
    if (alive && !alive->as.i && reuse && reuse->kind == PL_NONE) {
        *reuse = pl_bool(true);
    }
    return true;
}

static const pl_grants grants = {
    .who = "role ",
    .quote = '"',
    .roles_only = true,
    .warehouse = "grant usage on warehouse %r to %w;",
    .database = "grant usage on database %d to %w;",
    .write = "grant usage, create table, create view on schema %s to %w;",
    .enter = "grant usage on schema %s to %w;",
    .read = "grant select on %k %r to %w;",
};

static const pl_rotation rotation = {
    .password = "alter user %u set password = '<new password>';",
    .second_key = "alter user %u set rsa_public_key_2 = '%k';",
    .only_key = "alter user %u set rsa_public_key = '%k';\n"
                "alter user %u unset rsa_public_key_2;",
};

/* ---- what templates see */

/* Ownership, and what shares and database roles hold, is Snowflake's own affair. */
static bool is_own_affair(pl_str privilege, pl_str granted_to) {
    return PL_STR_IS(privilege, "OWNERSHIP") || PL_STR_IS(granted_to, "SHARE") ||
           PL_STR_IS(granted_to, "DATABASE_ROLE");
}

static const pl_grant_rows grant_rows = {"grantee_name", "privilege", is_own_affair};

static pl_found relation_field(const pl_relation *r, pl_str name, pl_value *out) {
    pl_value format = pl_relation_extra(r, PL_S("table_format"));
    if (PL_STR_IS(name, "is_dynamic_table")) {
        *out = pl_bool(PL_STR_IS(r->type, "dynamic_table"));
    } else if (PL_STR_IS(name, "is_iceberg_format")) {
        *out = pl_bool(pl_is_str(format) && PL_STR_IS(pl_str_from(format), "iceberg"));
    } else if (PL_STR_IS(name, "table_format")) {
        *out = format.kind == PL_NONE ? pl_string(PL_S("default")) : format;
    } else {
        return PL_MISSING;
    }
    return PL_FOUND;
}

static const char *const numerics[] = {"int",     "integer", "bigint",  "smallint",
                                       "tinyint", "byteint", "numeric", "decimal",
                                       "number",  NULL};
static const char *const floats[] = {
    "float", "float4", "float8", "double", "double precision", "real", NULL};

static const pl_column_rules columns = {
    .class = "SnowflakeColumn",
    .kind = PL_COLUMN_SNOWFLAKE,
    .labels = pl_base_labels,
    .strings = pl_base_strings,
    .integers = pl_no_words,
    .numerics = numerics,
    .floats = floats,
};

static const pl_relation_rules relations = {
    .policy = "SnowflakeQuotePolicy",
    .types = "table view cte external dynamic_table",
    .renameable = "table view",
    .replaceable = "dynamic_table table view",
    .own_types = true,
    .own_quote_policy = true,
    .field = relation_field,
};

static const pl_name_grammar names = {.also = "$"};

const pl_adapter pl_adapter_snowflake = {
    .names = &names,
    .name = "snowflake",
    .title = "Snowflake",
    .class_title = "Snowflake",
    .quote = "\"\"",
    .quoted = {{false, false, false}},
    .included = {{true, true, true}},
    .fold = PL_FOLD_UPPER,
    .name_limit = 255,
    .fields = fields,
    .shown = shown,
    .finish = finish,
    .reserved = reserved,
    .grants = &grants,
    .rotation = &rotation,
    .sql = PL_SQL_BACKSLASH | PL_SQL_DOLLAR | PL_SQL_SLASHES,
    .system = "account",
    .system_names = "snowflake account_usage organization_usage",
    .now = "CURRENT_TIMESTAMP()",
    .columns = &columns,
    .relations = &relations,
    .strategies = "append merge delete+insert microbatch insert_overwrite default",
    .bare_seed_columns = true,
    .grant_rows = &grant_rows,
    .support = {PL_UNSUPPORTED, PL_ENFORCED, PL_UNENFORCED, PL_UNENFORCED,
                PL_UNENFORCED},
};
