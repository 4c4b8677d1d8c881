/* exceptions: errors and warnings that a project raises itself.
 *
 * Source: dbt-core 1.9 context/exceptions_jinja.py and the messages of the exceptions
 * named there. */
#include <stdlib.h>

#include "macros/context_priv.h"

static bool raised(pl_eval *ev, pl_exc kind, pl_str text) {
    pl_raise_str(ev, kind, text);
    ev->error.code = PL_E0420;
    return false;
}

/* str(v.name), as an f-string shows an attribute. */
static bool field(pl_eval *ev, pl_value v, const char *name, pl_str *out) {
    pl_value member;
    *out = PL_S("");
    return pl_getattr(ev, v, pl_str_of(name), pl_str_hash(pl_str_of(name)), &member) &&
           pl_text_of(ev, member, out);
}

/* ---- a message, as it is */

static bool with_text(pl_eval *ev, pl_exc kind, pl_value message) {
    pl_str text;
    return pl_text_of(ev, message, &text) && raised(ev, kind, text);
}

static bool raise_compiler_error(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)out;
    return with_text(ev, PL_EXC_COMPILATION, argv[1]);
}

static bool raise_runtime_error(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)out;
    return with_text(ev, PL_EXC_DBT_RUNTIME, argv[1]);
}

/* Errors of dbt that name another kind in their first line. */
static bool raise_of_kind(pl_eval *ev, const char *kind, pl_value message) {
    with_text(ev, PL_EXC_DBT_RUNTIME, message);
    ev->error.dbt_kind = kind;
    return false;
}

static bool raise_database_error(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)out;
    return raise_of_kind(ev, "Database", argv[1]);
}

static bool raise_fail_fast_error(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)out;
    return raise_of_kind(ev, "FailFast", argv[1]);
}

static bool raise_not_implemented(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)out;
    pl_str text;
    return pl_text_of(ev, argv[1], &text) &&
           raised(ev, PL_EXC_VALUE, pl_str_cat(ev->arena, PL_S("ERROR: "), text));
}

static bool warn(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_dbt *d = pl_dbt_of(ev);
    pl_str text;
    if (!pl_text_of(ev, argv[1], &text)) {
        return false;
    }
    d->ops->message(d, ev, PL_W0950, text);
    *out = pl_string(PL_S(""));
    return true;
}

static bool warn_snapshot_types(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_dbt *d = pl_dbt_of(ev);
    pl_str snapshot, updated;
    if (!pl_text_of(ev, argv[1], &snapshot) || !pl_text_of(ev, argv[2], &updated)) {
        return false;
    }
    d->ops->message(
        d, ev, PL_W0950,
        pl_str_fmt(ev->arena,
                   "Data type of snapshot table timestamp columns (%.*s) doesn't "
                   "match derived column 'updated_at' (%.*s). Please update "
                   "snapshot config 'updated_at'.",
                   PL_FMT(snapshot), PL_FMT(updated)));
    *out = pl_none();
    return true;
}

/* ---- relations and configuration */

static bool missing_config(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)out;
    pl_str id, name;
    return field(ev, argv[1], "unique_id", &id) && pl_text_of(ev, argv[2], &name) &&
           raised(
               ev, PL_EXC_COMPILATION,
               pl_str_fmt(
                   ev->arena,
                   "Model '%.*s' does not define a required config parameter '%.*s'.",
                   PL_FMT(id), PL_FMT(name)));
}

static bool missing_materialization(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)out;
    pl_value config;
    pl_str what, adapter;
    if (!pl_getattr(ev, argv[1], PL_S("config"), pl_str_hash(PL_S("config")),
                    &config) ||
        !field(ev, config, "materialized", &what) ||
        !pl_text_of(ev, argv[2], &adapter)) {
        return false;
    }
    pl_str types = PL_STR_IS(adapter, "default")
                       ? PL_S("'default'")
                       : pl_str_fmt(ev->arena, "'default' and '%.*s'", PL_FMT(adapter));
    return raised(
        ev, PL_EXC_COMPILATION,
        pl_str_fmt(
            ev->arena,
            "No materialization '%.*s' was found for adapter %.*s! (searched types %.*s)",
            PL_FMT(what), PL_FMT(adapter), PL_FMT(types)));
}

static bool missing_relation(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)out;
    pl_str relation;
    return pl_text_of(ev, argv[1], &relation) &&
           raised(ev, PL_EXC_COMPILATION,
                  pl_str_fmt(ev->arena, "Relation %.*s not found!", PL_FMT(relation)));
}

static bool relation_wrong_type(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)out;
    pl_str relation, expected, type;
    return pl_text_of(ev, argv[1], &relation) && pl_text_of(ev, argv[2], &expected) &&
           field(ev, argv[1], "type", &type) &&
           raised(ev, PL_EXC_COMPILATION,
                  pl_str_fmt(
                      ev->arena,
                      "Trying to create %.*s %.*s, but it currently exists as a %.*s. "
                      "Either drop %.*s manually, or run dbt with `--full-refresh` and "
                      "dbt will drop it for you.",
                      PL_FMT(expected), PL_FMT(relation), PL_FMT(type),
                      PL_FMT(relation)));
}

static bool dataclass_not_dict(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)out;
    pl_str what;
    return pl_text_of(ev, argv[1], &what) &&
           raised(ev, PL_EXC_COMPILATION,
                  pl_str_fmt(
                      ev->arena,
                      "The object (\"%.*s\") was used as a dictionary. This capability "
                      "has been removed from objects of this type.",
                      PL_FMT(what)));
}

/* ---- names given twice */

/* "\n- <unique_id> (<path>)" of both nodes. */
static bool both_nodes(pl_eval *ev, pl_value one, pl_value two, pl_str *out) {
    pl_str id[2], path[2];
    if (!field(ev, one, "unique_id", &id[0]) || !field(ev, two, "unique_id", &id[1]) ||
        !field(ev, one, "original_file_path", &path[0]) ||
        !field(ev, two, "original_file_path", &path[1])) {
        return false;
    }
    *out = pl_str_fmt(ev->arena, "\n- %.*s (%.*s)\n- %.*s (%.*s)", PL_FMT(id[0]),
                      PL_FMT(path[0]), PL_FMT(id[1]), PL_FMT(path[1]));
    return true;
}

static bool ambiguous_alias(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)out;
    pl_str name, part[3], nodes;
    if (pl_or_none(argv[3]).kind != PL_NONE) {
        if (!pl_text_of(ev, argv[3], &name)) {
            return false;
        }
    } else {
        if (!field(ev, argv[1], "database", &part[0]) ||
            !field(ev, argv[1], "schema", &part[1]) ||
            !field(ev, argv[1], "alias", &part[2])) {
            return false;
        }
        name = pl_str_fmt(ev->arena, "%.*s.%.*s.%.*s", PL_FMT(part[0]), PL_FMT(part[1]),
                          PL_FMT(part[2]));
    }
    return both_nodes(ev, argv[1], argv[2], &nodes) &&
           raised(
               ev, PL_EXC_COMPILATION,
               pl_str_fmt(ev->arena,
                          "dbt found two resources with the database representation "
                          "\"%.*s\".\ndbt cannot create two resources with identical "
                          "database representations. To fix this,\nchange the "
                          "configuration of one of these resources:%.*s",
                          PL_FMT(name), PL_FMT(nodes)));
}

static bool match_name(pl_eval *ev, pl_value match, pl_str *out) {
    pl_value metadata;
    pl_str schema, name;
    if (!pl_member_of(ev, match, "metadata", &metadata) ||
        !field(ev, metadata, "schema", &schema) ||
        !field(ev, metadata, "name", &name)) {
        return false;
    }
    *out = pl_str_fmt(ev->arena, "%.*s.%.*s", PL_FMT(schema), PL_FMT(name));
    return true;
}

static bool ambiguous_catalog_match(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)out;
    pl_str id, one, two;
    return pl_text_of(ev, argv[1], &id) && match_name(ev, argv[2], &one) &&
           match_name(ev, argv[3], &two) &&
           raised(ev, PL_EXC_COMPILATION,
                  pl_str_fmt(
                      ev->arena,
                      "dbt found two relations in your warehouse with similar database "
                      "identifiers. dbt\nis unable to determine which of these "
                      "relations was created by the model \"%.*s\".\nIn order for dbt "
                      "to correctly generate the catalog, one of the following "
                      "relations must be deleted or renamed:\n\n - %.*s\n - %.*s",
                      PL_FMT(id), PL_FMT(one), PL_FMT(two)));
}

static bool dep_not_found(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)out;
    pl_str what, package;
    return pl_text_of(ev, argv[2], &what) && pl_text_of(ev, argv[3], &package) &&
           raised(ev, PL_EXC_COMPILATION,
                  pl_str_fmt(ev->arena,
                             "Error while parsing %.*s.\nThe required package "
                             "\"%.*s\" was not found. Is the package installed?\n"
                             "Hint: You may need to run `dbt deps`.",
                             PL_FMT(what), PL_FMT(package)));
}

static bool duplicate_patch(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)out;
    pl_str name, path, other;
    if (!field(ev, argv[1], "name", &name) ||
        !field(ev, argv[1], "original_file_path", &path) ||
        !pl_text_of(ev, argv[2], &other)) {
        return false;
    }
    pl_str fix =
        pl_str_eq(path, other)
            ? pl_str_fmt(
                  ev->arena,
                  "remove one of the resource entries for %.*s in this file:\n - %.*s\n",
                  PL_FMT(name), PL_FMT(path))
            : pl_str_fmt(ev->arena,
                         "remove the resource entry for %.*s in one of these files:\n"
                         " - %.*s\n%.*s",
                         PL_FMT(name), PL_FMT(path), PL_FMT(other));
    return raised(
        ev, PL_EXC_COMPILATION,
        pl_str_fmt(ev->arena,
                   "dbt found two schema.yml entries for the same resource named "
                   "%.*s. Resources and their associated columns may only be "
                   "described a single time. To fix this, %.*s",
                   PL_FMT(name), PL_FMT(fix)));
}

static bool duplicate_resource(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)out;
    pl_str name, type[2], nodes;
    if (!field(ev, argv[1], "name", &name) ||
        !field(ev, argv[1], "resource_type", &type[0]) ||
        !field(ev, argv[2], "resource_type", &type[1]) ||
        !both_nodes(ev, argv[1], argv[2], &nodes)) {
        return false;
    }
    pl_str many = !pl_str_eq(type[0], type[1]) ? PL_S("resources")
                  : PL_STR_IS(type[0], "analysis")
                      ? PL_S("analyses")
                      : pl_str_cat(ev->arena, type[0], PL_S("s"));
    bool refable = PL_STR_IS(type[0], "model") || PL_STR_IS(type[0], "seed") ||
                   PL_STR_IS(type[0], "snapshot");
    pl_str shown =
        refable ? pl_str_fmt(ev->arena, "ref(\"%.*s\")", PL_FMT(name)) : name;
    return raised(
        ev, PL_EXC_COMPILATION,
        pl_str_fmt(ev->arena,
                   "dbt found two %.*s with the name \"%.*s\".\n\nSince these "
                   "resources have the same name, dbt will be unable to find the "
                   "correct resource\nwhen looking for %.*s.\n\nTo fix this, change "
                   "the name of one of these resources:%.*s",
                   PL_FMT(many), PL_FMT(name), PL_FMT(shown), PL_FMT(nodes)));
}

static bool invalid_property_yml(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)out;
    pl_str path, issue;
    return pl_text_of(ev, argv[1], &path) && pl_text_of(ev, argv[2], &issue) &&
           raised(ev, PL_EXC_COMPILATION,
                  pl_str_fmt(
                      ev->arena,
                      "The yml property file at %.*s is invalid because %.*s. Please "
                      "consult the documentation for more information on yml property "
                      "file syntax:\n\n"
                      "https://docs.getdbt.com/reference/configs-and-properties",
                      PL_FMT(path), PL_FMT(issue)));
}

/* ---- contracts */

static bool column_type_missing(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)out;
    pl_str names;
    return pl_text_of(ev, argv[1], &names) &&
           raised(ev, PL_EXC_COMPILATION,
                  pl_str_fmt(
                      ev->arena,
                      "Contracted models require data_type to be defined for each "
                      "column. Please ensure that the column name and data_type are "
                      "defined within the YAML configuration for the %.*s column(s).",
                      PL_FMT(names)));
}

typedef struct mismatch {
    pl_str cell[4]; /* column_name, definition_type, contract_type, mismatch_reason */
    uint32_t order;
} mismatch;

typedef struct contract_column {
    pl_str name, type;
} contract_column;

static bool contract_columns(pl_eval *ev, pl_value list, contract_column **out,
                             uint32_t *len) {
    pl_value items;
    if (!pl_to_list(ev, list, &items)) {
        return false;
    }
    *len = items.as.list->len;
    *out = PL_NEW_ARRAY0(ev->arena, contract_column, *len + 1);
    for (uint32_t i = 0; i < *len; i++) {
        if (!field(ev, items.as.list->at[i], "name", &(*out)[i].name) ||
            !field(ev, items.as.list->at[i], "data_type", &(*out)[i].type)) {
            return false;
        }
    }
    return true;
}

static const contract_column *column_named(const contract_column *at, uint32_t len,
                                           pl_str name) {
    for (uint32_t i = 0; i < len; i++) {
        if (pl_str_eq(at[i].name, name)) {
            return &at[i];
        }
    }
    return NULL;
}

static int by_column(const void *l, const void *r) {
    const mismatch *a = l, *b = r;
    int order = pl_str_cmp(a->cell[0], b->cell[0]);
    return order ? order : a->order < b->order ? -1 : 1;
}

static uint32_t find_mismatches(const contract_column *yaml, uint32_t yaml_len,
                                const contract_column *sql, uint32_t sql_len,
                                mismatch *to) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < sql_len; i++) {
        const contract_column *y = column_named(yaml, yaml_len, sql[i].name);
        if (!y || !pl_str_eq(y->type, sql[i].type)) {
            pl_str reason =
                y ? PL_S("data type mismatch") : PL_S("missing in contract");
            to[n] = (mismatch){
                {sql[i].name, sql[i].type, y ? y->type : PL_S(""), reason}, n};
            n++;
        }
    }
    for (uint32_t i = 0; i < yaml_len; i++) {
        if (!column_named(sql, sql_len, yaml[i].name)) {
            to[n] = (mismatch){
                {yaml[i].name, PL_S(""), yaml[i].type, PL_S("missing in definition")},
                n};
            n++;
        }
    }
    qsort(to, n, sizeof *to, by_column);
    return n;
}

static pl_str mismatch_table(pl_eval *ev, const mismatch *at, uint32_t len) {
    pl_str *cells = PL_NEW_ARRAY(ev->arena, pl_str, (len + 1) * 4);
    cells[0] = PL_S("column_name");
    cells[1] = PL_S("definition_type");
    cells[2] = PL_S("contract_type");
    cells[3] = PL_S("mismatch_reason");
    for (uint32_t i = 0; i < len * 4; i++) {
        cells[4 + i] = at[i / 4].cell[i % 4];
    }
    pl_buf text = {0};
    pl_table_print(ev, cells, len + 1, 4, &text);
    pl_str kept = pl_buf_take(&text, ev->arena);
    pl_buf_free(&text);
    return kept;
}

static bool raise_contract_error(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)out;
    contract_column *yaml, *sql;
    uint32_t yaml_len, sql_len;
    if (!contract_columns(ev, argv[1], &yaml, &yaml_len) ||
        !contract_columns(ev, argv[2], &sql, &sql_len)) {
        return false;
    }
    if (!yaml_len) {
        return raised(
            ev, PL_EXC_COMPILATION,
            PL_S(
                "This model has an enforced contract, and its 'columns' specification is missing"));
    }
    mismatch *found = PL_NEW_ARRAY0(ev->arena, mismatch, yaml_len + sql_len + 1);
    uint32_t n = find_mismatches(yaml, yaml_len, sql, sql_len, found);
    pl_str table = mismatch_table(ev, found, n);
    return raised(
        ev, PL_EXC_COMPILATION,
        pl_str_fmt(ev->arena,
                   "This model has an enforced contract that failed.\nPlease ensure "
                   "the name, data_type, and number of columns in your contract "
                   "match the columns in your model's definition.\n\n%.*s",
                   PL_FMT(table)));
}

/* ---- the table */

static const pl_native functions[] = {
    {"warn", warn, 1, 2, 0, "msg,node"},
    {"missing_config", missing_config, 2, 2, 0, "model,name"},
    {"missing_materialization", missing_materialization, 2, 2, 0, "model,adapter_type"},
    {"missing_relation", missing_relation, 1, 2, 0, "relation,model"},
    {"raise_ambiguous_alias", ambiguous_alias, 2, 3, 0, "node_1,node_2,duped_name"},
    {"raise_ambiguous_catalog_match", ambiguous_catalog_match, 3, 3, 0,
     "unique_id,match_1,match_2"},
    {"raise_cache_inconsistent", raise_runtime_error, 1, 1, 0, "message"},
    {"raise_dataclass_not_dict", dataclass_not_dict, 1, 1, 0, "obj"},
    {"raise_compiler_error", raise_compiler_error, 1, 2, 0, "msg,node"},
    {"raise_database_error", raise_database_error, 1, 2, 0, "msg,node"},
    {"raise_dep_not_found", dep_not_found, 3, 3, 0,
     "node,node_description,required_pkg"},
    {"raise_dependency_error", raise_compiler_error, 1, 1, 0, "msg"},
    {"raise_duplicate_patch_name", duplicate_patch, 2, 2, 0,
     "patch_1,existing_patch_path"},
    {"raise_duplicate_resource_name", duplicate_resource, 2, 2, 0, "node_1,node_2"},
    {"raise_invalid_property_yml_version", invalid_property_yml, 2, 2, 0, "path,issue"},
    {"raise_not_implemented", raise_not_implemented, 1, 1, 0, "msg"},
    {"relation_wrong_type", relation_wrong_type, 2, 3, 0,
     "relation,expected_type,model"},
    {"raise_contract_error", raise_contract_error, 2, 2, 0, "yaml_columns,sql_columns"},
    {"column_type_missing", column_type_missing, 1, 1, 0, "column_names"},
    {"raise_fail_fast_error", raise_fail_fast_error, 1, 2, 0, "msg,node"},
    {"warn_snapshot_timestamp_data_types", warn_snapshot_types, 2, 2, 0,
     "snapshot_time_data_type,updated_at_data_type"},
};
static const pl_bundle exceptions = {
    {&pl_bundle_class}, functions, sizeof functions / sizeof *functions};

pl_found pl_make_exceptions(pl_eval *ev, pl_dbt *d, pl_value *out) {
    (void)ev, (void)d;
    *out = pl_const_object(&exceptions);
    return PL_FOUND;
}
