/* What templates can tell of an adapter: its classes, types and constraints.
 *
 * Source: the adapter packages for dbt 1.9, column.py, relation.py, impl.py. */
#include "macros/context_priv.h"

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

#define BASE_STRINGS WORDS("text", "character varying", "character", "varchar")
#define BASE_INTEGERS                                                                  \
    WORDS("smallint", "integer", "bigint", "smallserial", "serial", "bigserial",       \
          "int2", "int4", "int8", "serial2", "serial4", "serial8")
#define BASE_NUMERICS WORDS("numeric", "decimal")
#define BASE_FLOATS                                                                    \
    WORDS("real", "float4", "float", "double precision", "float8", "double")
#define BASE_LABELS WORDS("STRING", "TEXT")
#define BASE_TYPES                                                                     \
    .labels = BASE_LABELS, .strings = BASE_STRINGS, .integers = BASE_INTEGERS,         \
    .numerics = BASE_NUMERICS, .floats = BASE_FLOATS

#define TSQL_LABELS                                                                    \
    WORDS("STRING", "VARCHAR(8000)", "VARCHAR", "VARCHAR(8000)", "CHAR", "CHAR(1)",    \
          "NCHAR", "CHAR(1)", "NVARCHAR", "VARCHAR(8000)", "TIMESTAMP",                \
          "DATETIME2(6)", "DATETIME2", "DATETIME2(6)", "DATETIME2(6)", "DATETIME2(6)", \
          "DATE", "DATE", "TIME", "TIME(6)", "FLOAT", "FLOAT", "REAL", "REAL", "INT",  \
          "INT", "INTEGER", "INT", "BIGINT", "BIGINT", "SMALLINT", "SMALLINT",         \
          "TINYINT", "SMALLINT", "BIT", "BIT", "BOOLEAN", "BIT", "DECIMAL", "DECIMAL", \
          "NUMERIC", "NUMERIC", "MONEY", "DECIMAL", "SMALLMONEY", "DECIMAL",           \
          "UNIQUEIDENTIFIER", "UNIQUEIDENTIFIER", "VARBINARY", "VARBINARY(MAX)",       \
          "BINARY", "BINARY(1)")

#define SUPPORT(check, not_null, unique, primary, foreign)                             \
    .support = {PL_##check, PL_##not_null, PL_##unique, PL_##primary, PL_##foreign}
#define BASE_SUPPORT SUPPORT(UNSUPPORTED, ENFORCED, UNENFORCED, UNENFORCED, ENFORCED)

static const pl_traits traits[] = {
    {.adapter = "postgres",
     .bit = PL_ON_POSTGRES,
     .title = "Postgres",
     .column = "PostgresColumn",
     .policy = "Policy",
     .kind = PL_COLUMN_POSTGRES,
     .now = "now()",
     BASE_TYPES,
     .name_limit = 63,
     .renameable = "view table ",
     .replaceable = "view table ",
     SUPPORT(ENFORCED, ENFORCED, ENFORCED, ENFORCED, ENFORCED)},
    {.adapter = "snowflake",
     .bit = PL_ON_SNOWFLAKE,
     .title = "Snowflake",
     .column = "SnowflakeColumn",
     .policy = "SnowflakeQuotePolicy",
     .kind = PL_COLUMN_SNOWFLAKE,
     .now = "CURRENT_TIMESTAMP()",
     .labels = BASE_LABELS,
     .strings = BASE_STRINGS,
     .integers = (const char *const[]){NULL},
     .numerics = WORDS("int", "integer", "bigint", "smallint", "tinyint", "byteint",
                       "numeric", "decimal", "number"),
     .floats = WORDS("float", "float4", "float8", "double", "double precision", "real"),
     .renameable = "table view ",
     .replaceable = "dynamic_table table view ",
     SUPPORT(UNSUPPORTED, ENFORCED, UNENFORCED, UNENFORCED, UNENFORCED)},
    {.adapter = "bigquery",
     .bit = PL_ON_BIGQUERY,
     .title = "BigQuery",
     .column = "BigQueryColumn",
     .policy = "Policy",
     .kind = PL_COLUMN_BIGQUERY,
     .now = "CURRENT_TIMESTAMP()",
     .labels = WORDS("TEXT", "STRING", "FLOAT", "FLOAT64", "INTEGER", "INT64"),
     .strings = WORDS("string"),
     .integers = WORDS("int64"),
     .numerics = WORDS("numeric"),
     .floats = WORDS("float64"),
     .renameable = "table ",
     .replaceable = "view table ",
     SUPPORT(UNSUPPORTED, ENFORCED, UNSUPPORTED, UNENFORCED, UNENFORCED)},
    {.adapter = "redshift",
     .bit = PL_ON_REDSHIFT,
     .title = "Redshift",
     .column = "Column",
     .policy = "Policy",
     .kind = PL_COLUMN_BASE,
     .now = "getdate()",
     BASE_TYPES,
     .name_limit = 127,
     .renameable = "view table ",
     .replaceable = "view ",
     SUPPORT(UNSUPPORTED, ENFORCED, UNENFORCED, UNENFORCED, UNENFORCED)},
    {.adapter = "spark",
     .bit = PL_ON_SPARK,
     .title = "Spark",
     .column = "SparkColumn",
     .policy = "SparkQuotePolicy",
     .kind = PL_COLUMN_SPARK,
     .now = "current_timestamp()",
     .labels = (const char *const[]){NULL},
     .strings = BASE_STRINGS,
     .integers = BASE_INTEGERS,
     .numerics = BASE_NUMERICS,
     .floats = BASE_FLOATS,
     .renameable = "",
     .replaceable = "",
     SUPPORT(UNENFORCED, UNENFORCED, UNENFORCED, UNENFORCED, UNENFORCED)},
    {.adapter = "databricks",
     .bit = PL_ON_DATABRICKS,
     .title = "Databricks",
     .column = "DatabricksColumn",
     .policy = "DatabricksQuotePolicy",
     .kind = PL_COLUMN_DATABRICKS,
     .now = "current_timestamp()",
     .labels = WORDS("LONG", "BIGINT"),
     .strings = BASE_STRINGS,
     .integers = BASE_INTEGERS,
     .numerics = BASE_NUMERICS,
     .floats = BASE_FLOATS,
     .renameable = "",
     .replaceable = "",
     SUPPORT(UNENFORCED, UNENFORCED, UNENFORCED, UNENFORCED, UNENFORCED)},
    {.adapter = "duckdb",
     .bit = PL_ON_DUCKDB,
     .title = "DuckDB",
     .column = "DuckDBColumn",
     .policy = "Policy",
     .kind = PL_COLUMN_BASE,
     .now = "now()",
     .labels = BASE_LABELS,
     .strings = BASE_STRINGS,
     .numerics = BASE_NUMERICS,
     .integers = WORDS("tinyint", "smallint", "integer", "bigint", "hugeint",
                       "utinyint", "usmallint", "uinteger", "ubigint", "int1", "int2",
                       "int4", "int8", "short", "int", "signed", "long"),
     .floats = WORDS("real", "float", "float4", "float8", "double"),
     .renameable = "",
     .replaceable = "",
     SUPPORT(ENFORCED, ENFORCED, ENFORCED, ENFORCED, ENFORCED)},
    {.adapter = "trino",
     .bit = PL_ON_TRINO,
     .title = "Trino",
     .column = "TrinoColumn",
     .policy = "Policy",
     .kind = PL_COLUMN_TRINO,
     .now = "datenow()",
     .labels = WORDS("STRING", "VARCHAR", "FLOAT", "DOUBLE"),
     .strings = WORDS("varchar", "char", "varbinary", "json"),
     .integers = WORDS("tinyint", "smallint", "integer", "int", "bigint"),
     .numerics = WORDS("decimal"),
     .floats = WORDS("real", "double precision", "double"),
     .renameable = "",
     .replaceable = "",
     SUPPORT(UNSUPPORTED, ENFORCED, UNSUPPORTED, UNSUPPORTED, UNSUPPORTED)},
    {.adapter = "athena",
     .bit = PL_ON_OTHER,
     .title = "Athena",
     .column = "AthenaColumn",
     .policy = "Policy",
     .kind = PL_COLUMN_ATHENA,
     .now = "now()",
     .labels = WORDS("STRING", "VARCHAR", "TEXT", "VARCHAR"),
     .strings = WORDS("varchar", "string"),
     .integers = BASE_INTEGERS,
     .numerics = BASE_NUMERICS,
     .floats = BASE_FLOATS,
     .renameable = "",
     .replaceable = "",
     SUPPORT(UNSUPPORTED, UNSUPPORTED, UNSUPPORTED, UNSUPPORTED, UNSUPPORTED)},
    {.adapter = "clickhouse",
     .bit = PL_ON_OTHER,
     .title = "ClickHouse",
     .column = "ClickHouseColumn",
     .policy = "ClickHouseQuotePolicy",
     .kind = PL_COLUMN_CLICKHOUSE,
     .now = "now()",
     .labels = WORDS("STRING", "String", "TIMESTAMP", "DateTime", "FLOAT", "Float32",
                     "INTEGER", "Int32"),
     .strings =
         WORDS("string", "fixedstring*", "longblob", "longtext", "tinytext", "text",
               "varchar", "mediumblob", "blob", "tinyblob", "char", "mediumtext"),
     .integers = WORDS("int*", "uint*"),
     .numerics = WORDS("decimal*"),
     .floats = WORDS("float*"),
     .column_quote = "\"\"",
     .renameable = "",
     .replaceable = "",
     SUPPORT(ENFORCED, UNSUPPORTED, UNSUPPORTED, UNSUPPORTED, UNSUPPORTED)},
    {.adapter = "fabric",
     .bit = PL_ON_OTHER,
     .title = "Fabric",
     .column = "FabricColumn",
     .policy = "FabricQuotePolicy",
     .kind = PL_COLUMN_TSQL,
     .now = "getdate()",
     .labels = TSQL_LABELS,
     .strings = WORDS("varchar", "char"),
     .integers = WORDS("int", "integer", "bigint", "smallint", "tinyint"),
     .numerics = WORDS("numeric", "decimal", "money", "smallmoney"),
     .floats = WORDS("float", "real"),
     .column_quote = "[]",
     .renameable = "",
     .replaceable = "",
     SUPPORT(UNSUPPORTED, ENFORCED, ENFORCED, ENFORCED, ENFORCED)},
    {.adapter = "sqlserver",
     .bit = PL_ON_OTHER,
     .title = "SQLServer",
     .column = "SQLServerColumn",
     .policy = "SQLServerQuotePolicy",
     .kind = PL_COLUMN_TSQL,
     .now = "getdate()",
     .labels = TSQL_LABELS,
     .strings = WORDS("varchar", "char"),
     .integers =
         WORDS("smallint", "integer", "bigint", "smallserial", "serial", "bigserial",
               "int2", "int4", "int8", "serial2", "serial4", "serial8", "int"),
     .numerics = WORDS("numeric", "decimal", "money", "smallmoney"),
     .floats = WORDS("float", "real"),
     .renameable = "",
     .replaceable = "",
     SUPPORT(ENFORCED, ENFORCED, ENFORCED, ENFORCED, ENFORCED)},
};

/* An adapter that is not known: dbt's base classes. */
static const pl_traits base_traits = {.adapter = "",
                                      .bit = PL_ON_OTHER,
                                      .title = "Base",
                                      .column = "Column",
                                      .policy = "Policy",
                                      .kind = PL_COLUMN_BASE,
                                      .now = "now()",
                                      BASE_TYPES,
                                      .renameable = "",
                                      .replaceable = "",
                                      BASE_SUPPORT};

const pl_traits *pl_traits_of(const pl_relation_style *style) {
    for (uint32_t i = 0; style && i < sizeof traits / sizeof *traits; i++) {
        if (!strcmp(traits[i].adapter, style->adapter)) {
            return &traits[i];
        }
    }
    return &base_traits;
}
