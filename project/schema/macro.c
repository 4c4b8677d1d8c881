/* Schema file entries of macros and of singular tests. */
#include "project/schema/entry.h"
#include "project/schema/names.h"
#include "project/schema/patch.h"
#include "project/schema/shape.h"

static pl_dict *docs_of(pl_arena *a, const pl_dict *data) {
    const pl_dict *given = pl_field_dict(data, "docs");
    const pl_dict *from = given ? given : pl_new_dict(a);
    pl_dict *docs = pl_new_dict(a);
    pl_put_field(a, docs, from, "show", pl_bool(true));
    pl_put_field(a, docs, from, "node_color", pl_none());
    return docs;
}

static pl_value arguments_of(pl_schema *s, const pl_schema_entry *e, pl_str id) {
    const pl_list *given = pl_field_list(e->data, "arguments");
    const pl_yaml *yaml = pl_yaml_get(e->yaml, "arguments");
    pl_value all = pl_new_list(s->arena);
    for (uint32_t i = 0; given && i < given->len; i++) {
        const pl_dict *from = given->at[i].as.dict;
        pl_dict *arg = pl_new_dict(s->arena);
        pl_put_field(s->arena, arg, from, "name", pl_none());
        pl_put_field(s->arena, arg, from, "type", pl_none());
        pl_put_field(s->arena, arg, from, "description", pl_string(PL_S("")));
        pl_pend_macro_doc(
            s, e->file->package->file->name, id, arg, "description",
            pl_yaml_span(pl_yaml_get(pl_yaml_item(yaml, i), "description")));
        pl_list_push(s->arena, all.as.list, pl_dict_value(arg));
    }
    return all;
}

static pl_macro_patch *patch_of(pl_schema *s, const pl_schema_entry *e, pl_str id) {
    pl_arena *a = s->arena;
    pl_macro_patch *p = PL_NEW(a, pl_macro_patch);
    p->file = e->file->path;
    p->fields = pl_new_dict(a);
    pl_put_field(a, p->fields, e->data, "description", pl_string(PL_S("")));
    pl_put_field(a, p->fields, e->data, "meta", pl_dict_value(pl_new_dict(a)));
    pl_put(a, p->fields, "docs", pl_dict_value(docs_of(a, e->data)));
    pl_put(a, p->fields, "patch_path", pl_string(e->file->id));
    pl_put(a, p->fields, "arguments", arguments_of(s, e, id));
    pl_pend_macro_doc(s, e->file->package->file->name, id, p->fields, "description",
                      pl_yaml_span(pl_yaml_get(e->yaml, "description")));
    return p;
}

static bool read_macro(pl_schema *s, pl_schema_entry *e) {
    if (!pl_shape_check(s, e, &pl_shape_macro)) {
        return false;
    }
    pl_str package = e->file->package->file->name;
    pl_str id =
        pl_str_fmt(s->arena, "macro.%.*s.%.*s", PL_FMT(package), PL_FMT(e->name));
    if (!pl_map_has(&s->w->macros, id)) {
        pl_schema_warn(s, pl_yaml_span(e->yaml),
                       "Found patch for macro \"%.*s\" which was not found",
                       PL_FMT(e->name));
        return true;
    }
    const pl_macro_patch *other =
        pl_map_put(&s->w->macro_patches, s->arena, id, patch_of(s, e, id));
    if (!other) {
        return true;
    }
    pl_str fix = pl_duplicate_fix(s, e->file->path, other->file, e->name, "macros");
    return pl_schema_compile_error(
        s, pl_yaml_span(e->yaml),
        "dbt found two schema.yml entries for the same macro in package %.*s named "
        "%.*s. Macros may only be described a single time. To fix this, %.*s",
        PL_FMT(package), PL_FMT(e->name), PL_FMT(fix));
}

bool pl_patch_macros(pl_schema *s, const pl_schema_file *file) {
    return pl_schema_each(s, file, "macros", read_macro);
}

static bool read_singular_test(pl_schema *s, pl_schema_entry *e) {
    if (!pl_shape_check(s, e, &pl_shape_singular_test)) {
        return false;
    }
    pl_patch p = {.entry = e, .config = pl_patch_config(s, e)};
    if (!p.config) {
        return false;
    }
    pl_dbt_node *n =
        pl_names_in(&s->singular_tests, e->name, e->file->package->file->name);
    if (!n || (n->test && n->test->generic)) {
        pl_schema_warn(s, pl_yaml_span(e->yaml),
                       "Did not find matching node for patch with name '%.*s' in the "
                       "'data_tests' section of file '%.*s'",
                       PL_FMT(e->name), PL_FMT(e->file->path));
        return true;
    }
    p.config_yaml = pl_yaml_get(e->yaml, "config");
    if (p.config->len && !pl_patch_node_config(s, n, &p)) {
        return false;
    }
    n->patch_path = e->file->id;
    n->description = pl_field_str(e->data, "description");
    pl_pend_doc(s, n, NULL, NULL, n->description,
                pl_yaml_span(pl_yaml_get(e->yaml, "description")));
    return true;
}

bool pl_patch_singular_tests(pl_schema *s, const pl_schema_file *file) {
    return pl_schema_each(s, file, "data_tests", read_singular_test);
}
