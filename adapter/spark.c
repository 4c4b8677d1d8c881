/* Apache Spark, and what Databricks inherits from it. */
#include "adapter/relation.h"

static const pl_cred_field fields[] = {
    {"database", "string|null", "null", false},
    {"schema", "string|null", "null", false},
    {"host", "string|null", "null", false},
    {"method", "=thrift,http,odbc,session", "null", false},
    {"driver", "string|null", "null", false},
    {"cluster", "string|null", "null", false},
    {"endpoint", "string|null", "null", false},
    {"token", "string|null", "null", true},
    {"user", "string|null", "null", false},
    {"password", "string|null", "null", true},
    {"port", "integer", "443", false},
    {"auth", "string|null", "null", false},
    {"kerberos_service_name", "string|null", "null", false},
    {"organization", "string", "'0'", false},
    {"connection_string_suffix", "string|null", "null", false},
    {"connect_retries", "integer", "0", false},
    {"connect_timeout", "integer", "10", false},
    {"use_ssl", "boolean", "false", false},
    {"server_side_parameters", "object", "{}", false},
    {"retry_all", "boolean", "false", false},
    {NULL, NULL, NULL, false},
};

static const char *const shown[] = {"host",   "port",         "cluster", "endpoint",
                                    "schema", "organization", NULL};

static const char reserved[] =
    "anti cross except full inner intersect join lateral left minus natural on "
    "right semi union using";

static bool missing(const pl_dict *c, const char *key, const char *words, pl_str *why) {
    if (pl_dict_find(c, pl_str_of(key))->kind != PL_NONE) {
        return false;
    }
    *why = pl_str_of(words);
    return true;
}

/* Spark's database is its schema: a relation has no database. */
static bool finish(pl_dict *c, pl_arena *a, pl_str *why) {
    pl_value *database = pl_dict_find(c, PL_S("database"));
    pl_value *schema = pl_dict_find(c, PL_S("schema"));
    if (missing(c, "method", "Runtime Error\n  Must specify `method` in profile",
                why) ||
        missing(c, "host", "Runtime Error\n  Must specify `host` in profile", why) ||
        missing(c, "schema", "Runtime Error\n  Must specify `schema` in profile",
                why)) {
        return false;
    }
    if (database->kind == PL_STR &&
        !pl_str_eq(pl_str_from(*database), pl_str_from(*schema))) {
        *why = pl_str_fmt(
            a,
            "Runtime Error\n      schema: %.*s \n      database: %.*s \n  On Spark, "
            "database must be omitted or have the same value as schema.",
            PL_FMT(pl_str_from(*schema)), PL_FMT(pl_str_from(*database)));
        return false;
    }
    *database = pl_none();
    return true;
}

/* ---- what templates see */

static pl_found relation_field(const pl_relation *r, pl_str name, pl_value *out) {
    if (PL_STR_IS(name, "is_delta") || PL_STR_IS(name, "is_hudi") ||
        PL_STR_IS(name, "is_iceberg") || PL_STR_IS(name, "information")) {
        *out = pl_relation_extra(r, name);
        return PL_FOUND;
    }
    return PL_MISSING;
}

static const char *relation_fault(const pl_relation *r) {
    pl_value database = r->part[PL_PART_DATABASE], schema = r->part[PL_PART_SCHEMA];
    bool given = pl_is_str(database) && database.len;
    bool same = given && pl_is_str(schema) &&
                pl_str_eq(pl_str_from(database), pl_str_from(schema));
    return given && !same ? "Cannot set database in spark!" : NULL;
}

static const char *print_fault(const pl_relation *r) {
    bool both = r->included[PL_PART_DATABASE] && r->included[PL_PART_SCHEMA];
    return both && r->view.kind == PL_UNSET
               ? "Got a spark relation with schema and database set to include, but "
                 "only one can be set"
               : NULL;
}

static const pl_column_rules columns = {
    .class = "SparkColumn",
    .kind = PL_COLUMN_SPARK,
    .labels = pl_no_words,
    .strings = pl_base_strings,
    .integers = pl_base_integers,
    .numerics = pl_base_numerics,
    .floats = pl_base_floats,
    .quote = "``",
};

static const pl_relation_rules relations = {
    .policy = "SparkQuotePolicy",
    .types = "table view cte external materialized_view ephemeral",
    .renameable = "",
    .replaceable = "",
    .field = relation_field,
    .fault = relation_fault,
    .print_fault = print_fault,
};

static const pl_name_grammar names = {.digit_first = true,
                                      .plain = {false, true, true}};

const pl_adapter pl_adapter_spark = {
    .names = &names,
    .name = "spark",
    .title = "Apache Spark",
    .class_title = "Spark",
    .quote = "``",
    .quoted = {{false, false, false}},
    .included = {{false, true, true}},
    .fold = PL_FOLD_IGNORED,
    .require_alias = true,
    .fields = fields,
    .shown = shown,
    .finish = finish,
    .reserved = reserved,
    .sql = PL_SQL_BACKSLASH | PL_SQL_DOUBLE_TEXT | PL_SQL_NESTED | PL_SQL_RAW |
           PL_SQL_FROM_FIRST | PL_SQL_FILE_TABLES,
    .system = "host",
    .whole_types = true,
    .now = "current_timestamp()",
    .columns = &columns,
    .relations = &relations,
    .strategies = "append merge insert_overwrite microbatch default",
    .support = {PL_UNENFORCED, PL_UNENFORCED, PL_UNENFORCED, PL_UNENFORCED,
                PL_UNENFORCED},
};
