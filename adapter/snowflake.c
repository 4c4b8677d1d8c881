/* Snowflake. */
#include "adapter/adapter.h"

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

const pl_adapter pl_adapter_snowflake = {
    .name = "snowflake",
    .title = "Snowflake",
    .class_title = "Snowflake",
    .quote = "\"\"",
    .quoted = {{false, false, false}},
    .included = {{true, true, true}},
    .fold = PL_CASE_UPPER,
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
};
