/* Unit tests. Source: dbt-core 1.9 parser/unit_tests.py. */
#include "project/schema/unit.h"
#include "eval/ops/python_text.h"
#include "project/input/digest.h"
#include "project/render/parse_node.h"
#include "project/schema/entry.h"
#include "project/schema/names.h"
#include "project/schema/shape.h"

/* ---- reading */

static pl_value overrides_of(pl_arena *a, const pl_dict *data) {
    static const char *const keys[] = {"macros", "vars", "env_vars", NULL};
    const pl_dict *given = pl_field_dict(data, "overrides");
    if (!given) {
        return pl_none();
    }
    pl_dict *d = pl_new_dict(a);
    for (const char *const *key = keys; *key; key++) {
        pl_put_field(a, d, given, *key, pl_dict_new(a, 0));
    }
    return pl_dict_value(d);
}

static pl_value versions_of(pl_arena *a, const pl_dict *data) {
    const pl_dict *given = pl_field_dict(data, "versions");
    if (!given) {
        return pl_none();
    }
    pl_dict *d = pl_new_dict(a);
    pl_put_field(a, d, given, "include", pl_none());
    pl_put_field(a, d, given, "exclude", pl_none());
    return pl_dict_value(d);
}

static bool put_rows(pl_schema *s, const pl_schema_entry *e, pl_dict *extra) {
    const pl_list *given = pl_field_list(e->data, "given");
    pl_value all = pl_new_list(s->arena);
    for (uint32_t i = 0; i < given->len; i++) {
        pl_value v;
        if (!pl_unit_test_rows(s, e, given->at[i].as.dict, false, &v)) {
            return false;
        }
        pl_list_push(s->arena, all.as.list, v);
    }
    pl_value expect;
    if (!pl_unit_test_rows(s, e, pl_field_dict(e->data, "expect"), true, &expect)) {
        return false;
    }
    pl_put(s->arena, extra, "given", all);
    pl_put(s->arena, extra, "expect", expect);
    return true;
}

/* ---- checksum: of what Python prints for dbt's objects */

static void put_member(pl_schema *s, pl_buf *to, const char *before, const pl_dict *d,
                       const char *key) {
    pl_buf_fmt(to, "%s%s=", before, key);
    pl_buf_str(to, pl_python_repr(s->arena, pl_field_or_none(d, key)));
}

static void put_fixture(pl_schema *s, pl_buf *to, const pl_dict *d, bool expected) {
    pl_str format = pl_field_str(d, "format");
    const char *name = PL_STR_IS(format, "csv")   ? "CSV"
                       : PL_STR_IS(format, "sql") ? "SQL"
                                                  : "Dict";
    if (expected) {
        put_member(s, to, "UnitTestOutputFixture(", d, "rows");
    } else {
        put_member(s, to, "UnitTestInputFixture(", d, "input");
        put_member(s, to, ", ", d, "rows");
    }
    pl_buf_fmt(to, ", format=<UnitTestFormat.%s: '%.*s'>", name, PL_FMT(format));
    put_member(s, to, ", ", d, "fixture");
    pl_buf_char(to, ')');
}

static void put_object(pl_schema *s, pl_buf *to, const char *class_name,
                       const pl_dict *d, const char *const *keys) {
    if (!d) {
        PL_BUF_LIT(to, "None");
        return;
    }
    pl_buf_fmt(to, "%s(", class_name);
    for (const char *const *key = keys; *key; key++) {
        put_member(s, to, key == keys ? "" : ", ", d, *key);
    }
    pl_buf_char(to, ')');
}

static pl_str checksum_of(pl_schema *s, const pl_dict *extra) {
    static const char *const versions[] = {"include", "exclude", NULL};
    static const char *const overrides[] = {"macros", "vars", "env_vars", NULL};
    const pl_list *given = pl_field_list(extra, "given");
    pl_buf b = {0};
    pl_buf_str(&b, pl_field_str(extra, "model"));
    pl_buf_char(&b, '-');
    put_object(s, &b, "UnitTestNodeVersions", pl_field_dict(extra, "versions"),
               versions);
    PL_BUF_LIT(&b, "-[");
    for (uint32_t i = 0; i < given->len; i++) {
        pl_buf_str(&b, i ? PL_S(", ") : PL_S(""));
        put_fixture(s, &b, given->at[i].as.dict, false);
    }
    PL_BUF_LIT(&b, "]-");
    put_fixture(s, &b, pl_field_dict(extra, "expect"), true);
    pl_buf_char(&b, '-');
    put_object(s, &b, "UnitTestOverrides", pl_field_dict(extra, "overrides"),
               overrides);
    for (uint32_t i = 0; i < given->len; i++) {
        const pl_dict *d = given->at[i].as.dict;
        if (pl_field_str(d, "fixture").len) {
            pl_buf_char(&b, '-');
            pl_buf_str(&b, pl_python_str(s->arena, pl_field_or_none(d, "rows")));
        }
    }
    pl_str sum = pl_sha256_hex(s->arena, pl_buf_view(&b));
    pl_buf_free(&b);
    return sum;
}

/* ---- nodes */

static bool read_unit_test(pl_schema *s, pl_schema_entry *e) {
    if (!pl_shape_check(s, e, &pl_shape_unit_test)) {
        return false;
    }
    const pl_dict *versions = pl_field_dict(e->data, "versions");
    if (pl_python_truth(pl_field_or_none(versions, "include")) &&
        pl_python_truth(pl_field_or_none(versions, "exclude"))) {
        return pl_entry_fault(
            s, e, pl_yaml_span(e->yaml), PL_S("[]"),
            PL_S("Unit tests can not both include and exclude versions."));
    }
    pl_dbt_node *n =
        pl_schema_node(s, e->file, PL_RES_UNIT_TEST, e->name, pl_yaml_span(e->yaml));
    pl_str model = pl_field_str(e->data, "model");
    pl_str last[2] = {model, e->name};
    pl_node_fqn(s, n, pl_below_first_folder(e->file->path), last, 2);
    n->unique_id = pl_str_fmt(s->arena, "unit_test.%.*s.%.*s.%.*s", PL_FMT(n->package),
                              PL_FMT(model), PL_FMT(e->name));
    n->language = (pl_str){"", 0};
    n->schema = pl_none();
    n->description = pl_field_str(e->data, "description");
    pl_dict *extra = n->extra.as.dict;
    pl_put(s->arena, extra, "model", pl_string(model));
    pl_put(s->arena, extra, "overrides", overrides_of(s->arena, e->data));
    pl_put(s->arena, extra, "versions", versions_of(s->arena, e->data));
    n->patch_config = pl_field_dict(e->data, "config");
    n->patch_yaml = pl_yaml_get(e->yaml, "config");
    if (!put_rows(s, e, extra) || !pl_dbt_node_configure(s->w, n)) {
        return false;
    }
    n->checksum = checksum_of(s, extra);
    const pl_dbt_node *before = pl_map_get(&s->w->unit_tests, n->unique_id);
    if (before && !n->disabled) {
        return pl_duplicate_error(s, n, before, PL_S("unit_tests"), n->name,
                                  pl_str_cat(s->arena, PL_S("looking for "), n->name));
    }
    return pl_dbt_node_register(s->w, n);
}

bool pl_unit_tests_parse(pl_schema *s, const pl_schema_file *file) {
    return pl_schema_each(s, file, "unit_tests", read_unit_test);
}

/* ---- the models they test */

static const pl_value *override_of(const pl_dbt_node *n, const char *macro) {
    const pl_dict *overrides = pl_field_dict(n->extra.as.dict, "overrides");
    const pl_dict *macros = pl_field_dict(overrides, "macros");
    return macros ? pl_dict_find(macros, pl_str_of(macro)) : NULL;
}

static bool has_this_input(const pl_dbt_node *n) {
    const pl_list *given = pl_field_list(n->extra.as.dict, "given");
    for (uint32_t i = 0; given && i < given->len; i++) {
        if (PL_STR_IS(pl_field_str(given->at[i].as.dict, "input"), "this")) {
            return true;
        }
    }
    return false;
}

static bool check_incremental(pl_schema *s, const pl_dbt_node *n,
                              const pl_dbt_node *model) {
    bool incremental = false;
    for (uint32_t i = 0; i < model->macro_ids.len; i++) {
        incremental = incremental ||
                      PL_STR_IS(model->macro_ids.at[i], "macro.dbt.is_incremental");
    }
    const pl_value *set = override_of(n, "is_incremental");
    if (incremental && (!set || set->kind != PL_BOOL)) {
        return pl_schema_error(
            s, n->span,
            "Boolean override for 'is_incremental' must be provided for "
            "unit test '%.*s' in model '%.*s'",
            PL_FMT(n->name), PL_FMT(model->name));
    }
    if (incremental && set->as.i && !has_this_input(n)) {
        return pl_schema_error(
            s, n->span,
            "Unit test '%.*s' for incremental model '%.*s' must have a 'this' input",
            PL_FMT(n->name), PL_FMT(model->name));
    }
    return true;
}

static pl_dbt_node *tested_model(pl_schema *s, const pl_dbt_node *n) {
    pl_str words = pl_str_trim(pl_field_str(n->extra.as.dict, "model"));
    uint32_t cut = pl_str_find_char(words, ' ');
    pl_value version = {.kind = PL_UNSET};
    if (cut != UINT32_MAX) {
        version = pl_string(pl_str_trim(pl_str_sub(words, cut, words.len)));
        words = pl_str_sub(words, 0, cut);
    }
    bool ambiguous;
    return pl_names_find(s, words, n->package, version, &ambiguous);
}

static void set_model(pl_schema *s, pl_dbt_node *n, pl_dbt_node *model) {
    n->schema = model->schema;
    pl_dbt_node_add_dependency(n, s->arena, model);
}

static bool lists_version(pl_schema *s, const pl_list *l, pl_value version) {
    for (uint32_t i = 0; i < l->len; i++) {
        if (pl_python_equal(s->arena, l->at[i], version)) {
            return true;
        }
    }
    return false;
}

static bool wants_version(pl_schema *s, const pl_dbt_node *n, pl_value version) {
    const pl_dict *versions = pl_field_dict(n->extra.as.dict, "versions");
    const pl_list *include = pl_field_list(versions, "include");
    const pl_list *exclude = pl_field_list(versions, "exclude");
    if (exclude && exclude->len) {
        return !lists_version(s, exclude, version);
    }
    return versions ? include && lists_version(s, include, version) : true;
}

/* One test for each version that it is meant for. */
static bool split_versions(pl_schema *s, pl_dbt_node *n, const pl_dbt_node *model,
                           pl_map *to) {
    bool any = false;
    for (uint32_t i = 0; i < s->w->nodes.len; i++) {
        pl_dbt_node *m = s->w->nodes.at[i].value;
        if (m->type != PL_RES_MODEL || m->version.kind == PL_NONE ||
            !pl_str_eq(m->name, model->name) ||
            !pl_str_eq(m->package, model->package) ||
            !wants_version(s, n, m->version)) {
            continue;
        }
        pl_dbt_node *copy = PL_NEW(s->arena, pl_dbt_node);
        *copy = *n;
        copy->version = m->version;
        copy->unique_id = pl_str_cat3(s->arena, n->unique_id, PL_S("_"),
                                      pl_version_text(s->arena, m->version));
        set_model(s, copy, m);
        pl_map_put(to, s->arena, copy->unique_id, copy);
        any = true;
    }
    return any ||
           pl_schema_error(
               s, n->span,
               "Unit test '%.*s' referenced a version of '%.*s' which was not found.",
               PL_FMT(n->name), PL_FMT(model->name));
}

static bool settle(pl_schema *s, pl_dbt_node *n, pl_map *to) {
    pl_dbt_node *model = tested_model(s, n);
    if (!model || model->type != PL_RES_MODEL) {
        return pl_schema_error(
            s, n->span, "Unable to find model '%.*s.%.*s' for unit test '%.*s' in %.*s",
            PL_FMT(n->package), PL_FMT(pl_field_str(n->extra.as.dict, "model")),
            PL_FMT(n->name), PL_FMT(n->original_file_path));
    }
    if (!model->disabled && !check_incremental(s, n, model)) {
        return false;
    }
    bool versioned = model->version.kind != PL_NONE && model->version.kind != PL_UNSET;
    if (versioned && !model->disabled) {
        return split_versions(s, n, model, to);
    }
    const pl_dict *versions = pl_field_dict(n->extra.as.dict, "versions");
    if (!versioned && (pl_python_truth(pl_field_or_none(versions, "include")) ||
                       pl_python_truth(pl_field_or_none(versions, "exclude")))) {
        return pl_schema_error(
            s, n->span,
            "Unit test '%.*s' should not have a versions include or exclude "
            "when referencing non-versioned model '%.*s'",
            PL_FMT(n->name), PL_FMT(model->name));
    }
    set_model(s, n, model);
    pl_map_put(to, s->arena, n->unique_id, n);
    return true;
}

bool pl_unit_tests_settle(pl_schema *s) {
    pl_map settled = {0};
    bool ok = true;
    for (uint32_t i = 0; i < s->w->unit_tests.len; i++) {
        ok = settle(s, s->w->unit_tests.at[i].value, &settled) && ok;
    }
    s->w->unit_tests = settled;
    return ok;
}
