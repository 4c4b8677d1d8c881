/* Amazon Redshift. */
#include "adapter/adapter.h"

static const pl_cred_field fields[] = {
    {"database", "string", NULL, false},
    {"schema", "string", NULL, false},
    {"host", "string", NULL, false},
    {"port", "integer", NULL, false},
    {"method", "string", "database", false},
    {"user", "string|null", "null", false},
    {"password", "string|null", "null", true},
    {"cluster_id", "string|null", "null", false},
    {"iam_profile", "string|null", "null", false},
    {"autocreate", "boolean", "false", false},
    {"db_groups", "[string]", "[]", false},
    {"ra3_node", "boolean|null", "false", false},
    {"connect_timeout", "integer|null", "null", false},
    {"role", "string|null", "null", false},
    {"sslmode", "=disable,allow,prefer,require,verify-ca,verify-full", "prefer", false},
    {"retries", "integer", "1", false},
    {"region", "string|null", "null", false},
    {"autocommit", "boolean|null", "true", false},
    {"access_key_id", "string|null", "null", false},
    {"secret_access_key", "string|null", "null", true},
    {"idc_region", "string|null", "null", false},
    {"issuer_url", "string|null", "null", false},
    {"idp_listen_port", "integer|null", "7890", false},
    {"idc_client_display_name", "string|null", "Amazon Redshift driver", false},
    {"idp_response_timeout", "integer|null", "null", false},
    {NULL, NULL, NULL, false},
};

static const char *const shown[] = {"host",        "user",
                                    "port",        "database",
                                    "method",      "cluster_id",
                                    "iam_profile", "schema",
                                    "sslmode",     "region",
                                    "autocreate",  "db_groups",
                                    "ra3_node",    "connect_timeout",
                                    "role",        "retries",
                                    "autocommit",  "access_key_id",
                                    NULL};

static const pl_alias aliases[] = {
    {"dbname", "database"},
    {"pass", "password"},
    {NULL, NULL},
};

static const char reserved[] =
    "aes128 aes256 all allowoverwrite analyse analyze and any array as asc "
    "authorization az64 backup between binary blanksasnull both bytedict bzip2 "
    "case cast check collate column constraint create credentials cross "
    "current_date current_time current_timestamp current_user current_user_id "
    "default deferrable deflate defrag delta delta32k desc disable distinct do "
    "else emptyasnull enable encode encrypt encryption end except explicit false "
    "for foreign freeze from full globaldict256 globaldict64k grant group gzip "
    "having identity ignore ilike in initially inner intersect interval into is "
    "isnull join leading left like limit localtime localtimestamp lun luns lzo "
    "lzop minus mostly16 mostly32 mostly8 natural new not notnull null nulls off "
    "offline offset oid old on only open or order outer overlaps parallel "
    "partition percent permissions pivot placing primary raw readratio recover "
    "references rejectlog resort respect restore right select session_user "
    "similar snapshot some sysdate system table tag tdes text255 text32k then "
    "timestamp to top trailing true truncatecolumns union unique unnest unpivot "
    "user using verbose wallet when where with without";

/* ---- what templates see */

static const char methods[] = "verify_database";

static const pl_column_rules columns = {
    .class = "Column",
    .kind = PL_COLUMN_BASE,
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
    .replaceable = "view",
    .name_limit = 127,
    .methods = pl_relation_length_method,
};

const pl_adapter pl_adapter_redshift = {
    .name = "redshift",
    .title = "Amazon Redshift",
    .class_title = "Redshift",
    .parent = &pl_adapter_postgres,
    .quote = "\"\"",
    .quoted = {{true, true, true}},
    .included = {{true, true, true}},
    .fold = PL_FOLD_IGNORED,
    .name_limit = 127,
    .limit_in_bytes = true,
    .fields = fields,
    .shown = shown,
    .aliases = aliases,
    .reserved = reserved,
    .sql = PL_SQL_DOLLAR | PL_SQL_NESTED | PL_SQL_ESCAPED,
    .system_names = "svv_* svl_* svcs_* stl_* stv_* sys_*",
    .now = "getdate()",
    .columns = &columns,
    .relations = &relations,
    .methods = methods,
    .cross_database = "ERROR: Cross-db references allowed only in RA3.* node.",
    .cross_database_by = "ra3_node",
    .support = {PL_UNSUPPORTED, PL_ENFORCED, PL_UNENFORCED, PL_UNENFORCED,
                PL_UNENFORCED},
};
