/* Schema file entries of macros and of singular tests. */
#include "project/schema_priv.h"

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
    void *before = pl_map_put(&s->macro_patches, s->arena, id, (void *)e->file);
    if (!before) {
        return true;
    }
    const pl_schema_file *other = before;
    pl_str fix = pl_duplicate_fix(s, e->file->path, other->path, e->name, "macros");
    return pl_schema_error(
        s, pl_yaml_span(e->yaml),
        "dbt found two schema.yml entries for the same macro in package "
        "%.*s named %.*s. Macros may only be described a single time. To "
        "fix this, %.*s",
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
