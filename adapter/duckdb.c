/* DuckDB. */
#include "adapter/relation.h"

static const pl_cred_field fields[] = {
    {"database", "string", "main", false},
    {"schema", "string", "main", false},
    {"path", "string", "':memory:'", false},
    {"config_options", "object|null", "null", false},
    {"extensions", "array|null", "null", false},
    {"settings", "object|null", "null", false},
    {"secrets", "array|null", "null", true},
    {"external_root", "string", ".", false},
    {"use_credential_provider", "string|null", "null", false},
    {"attach", "array|null", "null", false},
    {"filesystems", "array|null", "null", false},
    {"remote", "object|null", "null", false},
    {"plugins", "array|null", "null", false},
    {"disable_transactions", "boolean", "false", false},
    {"keep_open", "boolean", "false", false},
    {"module_paths", "[string]|null", "null", false},
    {"retries", "object|null", "null", false},
    {NULL, NULL, NULL, false},
};

static const char *const shown[] = {"database",
                                    "schema",
                                    "path",
                                    "config_options",
                                    "extensions",
                                    "settings",
                                    "external_root",
                                    "use_credential_provider",
                                    "attach",
                                    "filesystems",
                                    "remote",
                                    "plugins",
                                    "disable_transactions",
                                    NULL};

static const char reserved[] =
    "all analyse analyze and any array as asc asymmetric both case cast check "
    "collate column constraint create default deferrable desc describe distinct "
    "do else end except false fetch for foreign from group having in initially "
    "intersect into lambda lateral leading limit not null offset on only or "
    "order pivot pivot_longer pivot_wider placing primary qualify references "
    "returning select show some summarize symmetric table then to trailing true "
    "union unique unpivot using variadic when where window with";

/* "md:my_db?x=1" -> "md" and "my_db"; "data/lake.duckdb" ->
 * "" and "data/lake.duckdb". */
static pl_str split_scheme(pl_str path, pl_str *scheme) {
    uint32_t colon = pl_str_find_char(path, ':');
    *scheme = colon == UINT32_MAX || colon < 2 ? PL_S("") : pl_str_sub(path, 0, colon);
    pl_str rest = scheme->len ? pl_str_sub(path, colon + 1, path.len) : path;
    rest = pl_str_sub(rest, 0, pl_str_find_char(rest, '?'));
    return pl_str_sub(rest, 0, pl_str_find_char(rest, '#'));
}

static pl_str without_extension(pl_str base) {
    for (uint32_t i = base.len; i-- > 1;) {
        if (base.at[i] == '.') {
            return pl_str_sub(base, 0, i);
        }
    }
    return base;
}

/* The file gives its name to the database. */
static pl_str path_database(pl_dict *c) {
    pl_value *path = pl_dict_find(c, PL_S("path"));
    pl_str scheme;
    if (path->kind != PL_STR || PL_STR_IS(pl_str_from(*path), ":memory:")) {
        return PL_S("memory");
    }
    pl_str text = split_scheme(pl_str_from(*path), &scheme);
    uint32_t slash = text.len;
    while (slash > 0 && text.at[slash - 1] != '/') {
        slash--;
    }
    pl_str name = without_extension(pl_str_sub(text, slash, text.len));
    bool motherduck = PL_STR_IS(scheme, "md") || PL_STR_IS(scheme, "motherduck");
    if (motherduck) {
        *pl_dict_find(c, PL_S("disable_transactions")) = pl_bool(true);
    }
    return motherduck && !name.len ? PL_S("my_db") : name;
}

static bool finish(pl_dict *c, pl_arena *a, pl_str *why) {
    pl_value *database = pl_dict_find(c, PL_S("database"));
    pl_value *settings = pl_dict_find(c, PL_S("settings"));
    pl_str name = path_database(c);
    if (settings->kind == PL_NONE) {
        *settings = pl_dict_new(a, 0);
    }
    if (!name.len) {
        *why = PL_S(
            "Runtime Error\n  Unable to determine target database name from 'path' field in profile");
        return false;
    }
    bool given = database->kind == PL_STR && !PL_STR_IS(pl_str_from(*database), "main");
    if (!given) {
        *database = pl_string(name);
        return true;
    }
    if (!pl_str_eq(pl_str_from(*database), name) &&
        pl_dict_find(c, PL_S("remote"))->kind == PL_NONE) {
        *why =
            pl_str_fmt(a,
                       "Runtime Error\n  Inconsistency detected between 'path' and "
                       "'database' fields in profile; the 'database' property must be "
                       "set to '%.*s' to match the 'path'",
                       PL_FMT(name));
        return false;
    }
    return true;
}

/* ---- what templates see */

static pl_found relation_field(const pl_relation *r, pl_str name, pl_value *out) {
    *out = r->external.len ? pl_string(r->external) : pl_none();
    return PL_STR_IS(name, "external") ? PL_FOUND : PL_MISSING;
}

static const char *const integers[] = {
    "tinyint",   "smallint", "integer", "bigint", "hugeint", "utinyint",
    "usmallint", "uinteger", "ubigint", "int1",   "int2",    "int4",
    "int8",      "short",    "int",     "signed", "long",    NULL};
static const char *const floats[] = {"real",   "float",  "float4",
                                     "float8", "double", NULL};
static const char methods[] =
    "catalog_comment convert_datetimes_to_strs external_read_location "
    "external_root external_write_options get_binding_char get_seed_file_path "
    "get_temp_relation_path is_motherduck location_exists store_relation "
    "warn_once";

static const pl_column_rules columns = {
    .class = "DuckDBColumn",
    .kind = PL_COLUMN_BASE,
    .labels = pl_base_labels,
    .strings = pl_base_strings,
    .integers = integers,
    .numerics = pl_base_numerics,
    .floats = floats,
};

static const pl_relation_rules relations = {
    .policy = "Policy",
    .types = "table view cte external materialized_view ephemeral",
    .renameable = "",
    .replaceable = "",
    .field = relation_field,
};

static const pl_name_grammar names = {.also = "$", .beyond_ascii = true};

const pl_adapter pl_adapter_duckdb = {
    .names = &names,
    .name = "duckdb",
    .title = "DuckDB",
    .class_title = "DuckDB",
    .quote = "\"\"",
    .quoted = {{true, true, true}},
    .included = {{true, true, true}},
    .fold = PL_FOLD_IGNORED,
    .external_sources = true,
    .fields = fields,
    .shown = shown,
    .finish = finish,
    .reserved = reserved,
    .sql = PL_SQL_DOLLAR | PL_SQL_NESTED | PL_SQL_ESCAPED | PL_SQL_FROM_FIRST,
    .in_process = true,
    .system_names = "duckdb_*",
    .now = "now()",
    .columns = &columns,
    .relations = &relations,
    .strategies = "append delete+insert default",
    .methods = methods,
    .local_keys = true,
    .support = {PL_ENFORCED, PL_ENFORCED, PL_ENFORCED, PL_ENFORCED, PL_ENFORCED},
};
