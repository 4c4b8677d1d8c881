/* Databricks. */
#include "adapter/relation.h"

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

/* ---- what templates see */

/* What DESCRIBE told is in `metadata`. */
static pl_value told(const pl_relation *r, const char *name) {
    pl_value metadata = pl_relation_extra(r, PL_S("metadata"));
    const pl_value *v = metadata.kind == PL_DICT
                            ? pl_dict_find(metadata.as.dict, pl_str_of(name))
                            : NULL;
    return v ? *v : pl_none();
}

static pl_value is_provider(const pl_relation *r, const char *provider) {
    pl_value v = told(r, "Provider");
    return pl_bool(pl_is_str(v) && pl_str_eq(pl_str_from(v), pl_str_of(provider)));
}

static pl_found relation_field(const pl_relation *r, pl_str name, pl_value *out) {
    if (PL_STR_IS(name, "is_streaming_table")) {
        *out = pl_bool(PL_STR_IS(r->type, "streaming_table"));
    } else if (PL_STR_IS(name, "is_delta")) {
        *out = is_provider(r, "delta");
    } else if (PL_STR_IS(name, "is_hudi")) {
        *out = is_provider(r, "hudi");
    } else if (PL_STR_IS(name, "metadata")) {
        *out = pl_relation_extra(r, name);
    } else if (PL_STR_IS(name, "owner")) {
        *out = told(r, "Owner");
    } else if (PL_STR_IS(name, "stats")) {
        *out = told(r, "Statistics");
    } else {
        return PL_MISSING;
    }
    return PL_FOUND;
}

static bool is_hive_metastore(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    pl_value database = pl_relation_self(argv)->part[PL_PART_DATABASE];
    *out = pl_bool(!pl_is_str(database) ||
                   pl_str_eq_nocase(pl_str_from(database), PL_S("hive_metastore")));
    return true;
}

static bool has_information(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    pl_value metadata = pl_relation_extra(pl_relation_self(argv), PL_S("metadata"));
    *out = pl_bool(metadata.kind != PL_NONE);
    return true;
}

static const pl_native relation_methods[] = {
    {"is_hive_metastore", is_hive_metastore, 0, 0, 0, ""},
    {"has_information", has_information, 0, 0, 0, ""},
    {NULL, NULL, 0, 0, 0, NULL},
};

static const char *const labels[] = {"LONG", "BIGINT", NULL};
static const char methods[] =
    "compare_dbr_version compute_external_path "
    "generate_unique_temporary_table_suffix get_config_from_model "
    "get_persist_doc_columns get_relation_config redact_credentials "
    "update_tblproperties_for_iceberg valid_incremental_strategies";

static const pl_column_rules columns = {
    .class = "DatabricksColumn",
    .kind = PL_COLUMN_DATABRICKS,
    .labels = labels,
    .strings = pl_base_strings,
    .integers = pl_base_integers,
    .numerics = pl_base_numerics,
    .floats = pl_base_floats,
    .quote = "``",
    .methods = "get_name format_remove_column_list format_add_column_list",
};

static const pl_relation_rules relations = {
    .policy = "DatabricksQuotePolicy",
    .types =
        "table view cte external materialized_view streaming_table foreign managed_shallow_clone external_shallow_clone unknown",
    .renameable = "",
    .replaceable = "",
    .own_types = true,
    .own_information_schema = true,
    .matching = PL_MATCH_FOLDED,
    .undefined_database = true,
    .field = relation_field,
    .methods = relation_methods,
};

static const pl_name_grammar names = {.digit_first = true};

const pl_adapter pl_adapter_databricks = {
    .names = &names,
    .name = "databricks",
    .title = "Databricks",
    .class_title = "Databricks",
    .parent = &pl_adapter_spark,
    .quote = "``",
    .quoted = {{true, true, true}},
    .included = {{true, true, true}},
    .fold = PL_FOLD_IGNORED,
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
    .now = "current_timestamp()",
    .columns = &columns,
    .relations = &relations,
    .strategies = "append merge insert_overwrite replace_where microbatch default",
    .methods = methods,
    .support = {PL_UNENFORCED, PL_UNENFORCED, PL_UNENFORCED, PL_UNENFORCED,
                PL_UNENFORCED},
};
