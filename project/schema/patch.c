/* Schema file entries of models, seeds, snapshots and analyses:
 * what they add to nodes. */
#include "project/schema/patch.h"
#include "eval/ops/python_text.h"
#include "project/render/parse_node.h"
#include "project/schema/entry.h"
#include "project/schema/generic_test.h"
#include "project/schema/names.h"
#include "project/schema/shape.h"

/* ---- config and tests of an entry */

static const char *const moved_keys[] = {"meta",     "docs",   "group",
                                         "contract", "access", NULL};

pl_dict *pl_patch_config(pl_schema *s, const pl_schema_entry *e) {
    pl_dict *config = pl_dict_without(s->arena, pl_field_dict(e->data, "config"), NULL);
    for (const char *const *key = moved_keys; *key; key++) {
        pl_value v = pl_field(e->data, *key);
        if (v.kind == PL_UNSET) {
            continue;
        }
        if (pl_dict_find(config, pl_str_of(*key))) {
            pl_schema_error(
                s, pl_yaml_span(pl_yaml_key(e->yaml, pl_str_of(*key))),
                "In %.*s: found %s dictionary in 'config' dictionary and as "
                "top-level key.\n                    Remove the top-level key "
                "and define it under 'config' dictionary only.",
                PL_FMT(e->file->path), *key);
            return NULL;
        }
        pl_put(s->arena, config, *key, v);
    }
    return config;
}

static bool is_filled_list(pl_value v) {
    return v.kind == PL_LIST && v.as.list->len;
}

const pl_list *pl_tests_of(const pl_dict *data) {
    pl_value tests = pl_field(data, "tests");
    return is_filled_list(tests) ? tests.as.list : pl_field_list(data, "data_tests");
}

const pl_yaml *pl_tests_yaml(const pl_yaml *y) {
    const pl_yaml *tests = pl_yaml_get(y, "tests");
    return pl_yaml_is(tests, PL_YAML_SEQ) && tests->count
               ? tests
               : pl_yaml_get(y, "data_tests");
}

static bool check_both(pl_schema *s, const pl_schema_entry *e, const pl_dict *data,
                       const pl_yaml *y) {
    if (!is_filled_list(pl_field(data, "tests")) ||
        pl_field(data, "data_tests").kind == PL_UNSET) {
        return true;
    }
    return pl_entry_fault(
        s, e, pl_yaml_span(pl_yaml_get(y, "tests")), PL_S("[]"),
        PL_S("Invalid test config: cannot have both 'tests' and 'data_tests' defined"));
}

static bool check_columns_tests(pl_schema *s, const pl_schema_entry *e,
                                const pl_dict *data, const pl_yaml *y) {
    const pl_list *l = pl_field_list(data, "columns");
    const pl_yaml *ly = pl_yaml_get(y, "columns");
    for (uint32_t i = 0; l && i < l->len; i++) {
        if (l->at[i].kind == PL_DICT &&
            !check_both(s, e, l->at[i].as.dict, pl_yaml_item(ly, i))) {
            return false;
        }
    }
    return check_both(s, e, data, y);
}

static bool check_tests(pl_schema *s, const pl_schema_entry *e) {
    const pl_list *l = pl_field_list(e->data, "versions");
    const pl_yaml *ly = pl_yaml_get(e->yaml, "versions");
    for (uint32_t i = 0; l && i < l->len; i++) {
        if (!check_columns_tests(s, e, l->at[i].as.dict, pl_yaml_item(ly, i))) {
            return false;
        }
    }
    return check_columns_tests(s, e, e->data, e->yaml);
}

bool pl_entry_tests(pl_schema *s, const pl_schema_entry *e) {
    pl_test_target t = {.file = e->file, .name = e->name};
    t.kind = strcmp(e->key, "models") == 0 ? PL_TARGET_MODEL : PL_TARGET_NODE;
    t.key_name = pl_str_fmt(s->arena, "%s.%.*s", e->key, PL_FMT(e->name));
    t.version.kind = PL_UNSET;
    t.quote_columns = pl_field_is_true(e->data, "quote_columns");
    pl_column_input *columns;
    uint32_t n = pl_columns_of(s, pl_field_list(e->data, "columns"),
                               pl_yaml_get(e->yaml, "columns"), &columns);
    const pl_list *const tags[2] = {NULL, NULL};
    return pl_generic_tests_parse(s, &t, pl_tests_of(e->data), pl_tests_yaml(e->yaml),
                                  columns, n, tags);
}

/* ---- applying a patch */

static bool check_access(pl_schema *s, const pl_dbt_node *n, pl_value access,
                         pl_span where) {
    static const char *const valid[] = {"private", "protected", "public", NULL};
    if (access.kind == PL_STR && pl_str_in(pl_str_from(access), valid)) {
        return true;
    }
    return pl_schema_error(
        s, where, "Node %.*s has an invalid value (%.*s) for the access field",
        PL_FMT(n->unique_id), PL_FMT(pl_python_str(s->arena, access)));
}

bool pl_patch_node_config(pl_schema *s, pl_dbt_node *n, const pl_patch *p) {
    pl_value access = pl_field(p->config, "access");
    const pl_yaml *y = pl_yaml_get(p->entry->yaml, "access");
    if (access.kind != PL_UNSET &&
        !check_access(s, n, access, pl_yaml_span(y ? y : p->entry->yaml))) {
        return false;
    }
    n->patch_config = p->config;
    n->patch_yaml = p->config_yaml;
    return pl_dbt_node_configure(s->w, n);
}

pl_value pl_deprecation_date(pl_schema *s, pl_value date) {
    if (date.kind != PL_STR) {
        return pl_none();
    }
    pl_str t = pl_str_from(date);
    if (t.len == 10) {
        return pl_string(pl_str_cat(s->arena, t, PL_S("T00:00:00+00:00")));
    }
    char *at = pl_str_z(s->arena, t);
    if (t.len > 10 && at[10] == ' ') {
        at[10] = 'T';
    }
    pl_str iso = {at, t.len};
    pl_str clock = pl_str_sub(iso, 11, iso.len);
    bool zoned = pl_str_find_char(clock, '+') != UINT32_MAX ||
                 pl_str_find_char(clock, '-') != UINT32_MAX;
    if (pl_str_ends(iso, PL_S("Z"))) {
        iso.len--;
    }
    if (iso.len == sizeof "2024-01-05T10:00" - 1) {
        iso = pl_str_cat(s->arena, iso, PL_S(":00"));
    }
    return pl_string(zoned ? iso : pl_str_cat(s->arena, iso, PL_S("+00:00")));
}

bool pl_patch_properties(pl_schema *s, pl_dbt_node *n, const pl_patch *p) {
    n->patch_path = p->entry->file->id;
    n->name = p->name;
    n->description = p->description;
    pl_pend_doc(s, n, NULL, NULL, p->description, p->description_span);
    bool ok = pl_columns_set(s, n, p->columns, p->column_count);
    if (n->type != PL_RES_MODEL) {
        return ok;
    }
    n->version = p->version;
    n->latest_version = p->latest_version;
    n->deprecation_date = p->deprecation_date;
    if (p->time_spine.kind == PL_DICT) {
        pl_put(s->arena, n->extra.as.dict, "time_spine", p->time_spine);
    }
    pl_span where = pl_yaml_span(p->entry->yaml);
    if (p->access.len) {
        ok = check_access(s, n, pl_string(p->access), where) && ok;
        n->access = p->access;
    }
    return pl_constraints_set(s, n, p->constraints, where) && ok;
}

static bool apply(pl_schema *s, pl_dbt_node *n, const pl_patch *p) {
    if (n->extra.kind != PL_DICT) {
        n->extra = pl_dict_new(s->arena, 0);
    }
    bool ok = !p->config->len || pl_patch_node_config(s, n, p);
    return pl_patch_properties(s, n, p) && ok;
}

/* ---- finding what it is for */

static bool duplicate_patch(pl_schema *s, const pl_schema_entry *e,
                            const pl_dbt_node *n) {
    pl_str other = n->patch_path;
    uint32_t at = pl_str_find(other, PL_S("://"), 0);
    other = at == UINT32_MAX ? other : pl_str_sub(other, at + 3, other.len);
    pl_str fix = pl_duplicate_fix(s, e->file->path, other, e->name, "resource");
    return pl_schema_compile_error(
        s, pl_yaml_span(e->yaml),
        "dbt found two schema.yml entries for the same resource named "
        "%.*s. Resources and their associated columns may only be "
        "described a single time. To fix this, %.*s",
        PL_FMT(e->name), PL_FMT(fix));
}

static pl_resource resource_of(const char *key) {
    return strcmp(key, "models") == 0      ? PL_RES_MODEL
           : strcmp(key, "seeds") == 0     ? PL_RES_SEED
           : strcmp(key, "snapshots") == 0 ? PL_RES_SNAPSHOT
                                           : PL_RES_ANALYSIS;
}

static void warn_no_node(pl_schema *s, const pl_schema_entry *e) {
    pl_schema_warn(
        s, pl_yaml_span(e->yaml),
        "Did not find matching node for patch with name '%.*s' in the '%s' section of file '%.*s'",
        PL_FMT(e->name), e->key, PL_FMT(e->file->path));
}

static void warn_wrong_key(pl_schema *s, const pl_schema_entry *e,
                           const pl_dbt_node *n) {
    const char *type = pl_resource_name(n->type);
    pl_schema_warn(
        s, pl_yaml_span(e->yaml),
        "'%.*s' is a %s node, but it is specified in the %s section of %.*s. To fix "
        "this warning, place the `%.*s` specification under the %ss key instead.",
        PL_FMT(e->name), type, e->key, PL_FMT(e->file->path), PL_FMT(e->name), type);
}

/* The enabled node: of the file's own package, else of the only one that has it. */
static pl_dbt_node *find_enabled(pl_schema *s, const pl_schema_entry *e, bool *failed) {
    pl_value none = {.kind = PL_UNSET};
    bool ambiguous = false;
    *failed = false;
    if (resource_of(e->key) == PL_RES_ANALYSIS) {
        return pl_names_in(&s->analyses, e->name, (pl_str){"", 0});
    }
    pl_str own = e->file->package->file->name;
    pl_dbt_node *n = pl_names_find(s, e->name, own, none, &ambiguous);
    if (n) {
        return n;
    }
    n = pl_names_find(s, e->name, (pl_str){"", 0}, none, &ambiguous);
    if (ambiguous) {
        *failed = true;
        pl_schema_compile_error(
            s, pl_yaml_span(e->yaml),
            "When referencing '%.*s', dbt found nodes in multiple packages",
            PL_FMT(e->name));
    }
    return n;
}

static bool patch_disabled(pl_schema *s, const pl_schema_entry *e, const pl_patch *p) {
    pl_node_list found = pl_names_disabled(s, e->name, e->file->package->file->name,
                                           resource_of(e->key));
    if (!found.nodes.len) {
        warn_no_node(s, e);
        return true;
    }
    bool ok = true;
    for (uint32_t i = 0; i < found.nodes.len; i++) {
        ok = apply(s, found.nodes.at[i], p) && ok;
    }
    return ok;
}

static pl_value column_names(pl_schema *s, const pl_patch *p) {
    pl_value all = pl_new_list(s->arena);
    for (uint32_t i = 0; i < p->column_count; i++) {
        pl_list_push(s->arena, all.as.list,
                     pl_field_or_none(p->columns[i].data, "name"));
    }
    return all;
}

static const pl_dict *column_named(const pl_patch *p, pl_str name) {
    const pl_dict *found = NULL;
    for (uint32_t i = 0; i < p->column_count; i++) {
        const pl_dict *c = p->columns[i].data;
        found = pl_str_eq(pl_field_str(c, "name"), name) ? c : found;
    }
    return found;
}

static bool check_granularities(pl_schema *s, const pl_patch *p, pl_span where) {
    const pl_list *custom =
        pl_field_list(p->time_spine.as.dict, "custom_granularities");
    pl_value lost = pl_new_list(s->arena);
    for (uint32_t i = 0; custom && i < custom->len; i++) {
        pl_str name = pl_field_str(custom->at[i].as.dict, "column_name");
        name = name.len ? name : pl_field_str(custom->at[i].as.dict, "name");
        if (!column_named(p, name)) {
            pl_list_push(s->arena, lost.as.list, pl_string(name));
        }
    }
    return !lost.as.list->len ||
           pl_schema_error(
               s, where,
               "Time spine custom granularity columns do not exist in the model. "
               "Columns not found: %.*s; Available columns: %.*s",
               PL_FMT(pl_python_repr(s->arena, lost)),
               PL_FMT(pl_python_repr(s->arena, column_names(s, p))));
}

/* With a latest version it is that one's columns that count: they
 * are not known here. */
static bool check_time_spine(pl_schema *s, const pl_patch *p) {
    if (p->time_spine.kind != PL_DICT ||
        pl_python_truth(pl_field_or_none(p->entry->data, "latest_version"))) {
        return true;
    }
    pl_span where = pl_yaml_span(pl_yaml_get(p->entry->yaml, "time_spine"));
    pl_str name = pl_field_str(p->time_spine.as.dict, "standard_granularity_column");
    const pl_dict *column = column_named(p, name);
    if (!column) {
        pl_str names = pl_python_repr(s->arena, column_names(s, p));
        return pl_schema_error(
            s, where,
            "Time spine standard granularity column must be defined on the model. Got "
            "invalid column name '%.*s' for model '%.*s'. Valid names: %.*s.",
            PL_FMT(name), PL_FMT(p->name), PL_FMT(names));
    }
    return pl_field_str(column, "granularity").len
               ? check_granularities(s, p, where)
               : pl_schema_error(
                     s, where,
                     "Time spine standard granularity column must have a granularity "
                     "defined. Please add one for column '%.*s' in model '%.*s'.",
                     PL_FMT(name), PL_FMT(p->name));
}

static pl_patch patch_of(pl_schema *s, const pl_schema_entry *e, pl_dict *config) {
    pl_patch p = {.entry = e, .name = e->name, .config = config};
    p.description = pl_field_str(e->data, "description");
    p.description_span = pl_yaml_span(pl_yaml_get(e->yaml, "description"));
    p.config_yaml = pl_yaml_get(e->yaml, "config");
    p.column_count = pl_columns_of(s, pl_field_list(e->data, "columns"),
                                   pl_yaml_get(e->yaml, "columns"), &p.columns);
    p.constraints = pl_field_list(e->data, "constraints");
    p.version = pl_none();
    p.latest_version = pl_none();
    p.deprecation_date = pl_deprecation_date(s, pl_field(e->data, "deprecation_date"));
    p.time_spine = pl_field(e->data, "time_spine");
    return p;
}

static bool patch_entry(pl_schema *s, pl_schema_entry *e, pl_dict *config) {
    pl_patch p = patch_of(s, e, config);
    bool failed;
    pl_dbt_node *n = find_enabled(s, e, &failed);
    if (failed || !check_time_spine(s, &p)) {
        return false;
    }
    if (!n) {
        return patch_disabled(s, e, &p);
    }
    if (n->type != resource_of(e->key)) {
        warn_wrong_key(s, e, n);
        return true;
    }
    return n->patch_path.len ? duplicate_patch(s, e, n) : apply(s, n, &p);
}

static bool read_patch(pl_schema *s, pl_schema_entry *e, const pl_shape *shape) {
    if (!pl_shape_check(s, e, shape)) {
        return false;
    }
    pl_dict *config = pl_patch_config(s, e);
    if (!config || !check_tests(s, e)) {
        return false;
    }
    const pl_list *versions = pl_field_list(e->data, "versions");
    bool ok = shape == &pl_shape_model && versions && versions->len
                  ? pl_patch_versions(s, e, config)
                  : patch_entry(s, e, config);
    if (ok) {
        PL_PUSH(s->arena, &s->tested, *e);
    }
    return ok;
}

/* ---- lists */

static bool patch_model(pl_schema *s, pl_schema_entry *e) {
    return read_patch(s, e, &pl_shape_model);
}

static bool patch_node(pl_schema *s, pl_schema_entry *e) {
    return read_patch(s, e, &pl_shape_node);
}

static bool patch_analysis(pl_schema *s, pl_schema_entry *e) {
    return read_patch(s, e, &pl_shape_analysis);
}

/* The tests of a list follow when all of its patches are made. */
static bool tests_of_list(pl_schema *s, bool ok) {
    for (uint32_t i = 0; i < s->tested.len; i++) {
        const pl_schema_entry *e = &s->tested.at[i];
        const pl_list *versions = pl_field_list(e->data, "versions");
        bool versioned = strcmp(e->key, "models") == 0 && versions && versions->len;
        ok = (versioned ? pl_version_tests(s, e) : pl_entry_tests(s, e)) && ok;
    }
    s->tested.len = 0;
    return ok;
}

bool pl_patch_models(pl_schema *s, const pl_schema_file *file) {
    return tests_of_list(s, pl_schema_each(s, file, "models", patch_model));
}

bool pl_patch_seeds(pl_schema *s, const pl_schema_file *file) {
    return tests_of_list(s, pl_schema_each(s, file, "seeds", patch_node));
}

bool pl_patch_snapshots(pl_schema *s, const pl_schema_file *file) {
    return tests_of_list(s, pl_schema_each(s, file, "snapshots", patch_node));
}

bool pl_patch_analyses(pl_schema *s, const pl_schema_file *file) {
    bool ok = pl_schema_each(s, file, "analyses", patch_analysis);
    s->tested.len = 0;
    return ok;
}
