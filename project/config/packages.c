/* packages.yml, dependencies.yml and the packages that are installed. */
#include "eval/ops/python_text.h"
#include "project/config/project_file.h"
#include "support/map.h"
#include "support/vec.h"

typedef struct reader {
    pl_tree *tree;
    const pl_project_file *root;
    const pl_project_options *options;
    const pl_yaml_rules *rules; /* of packages.yml */
    pl_arena *a;
    pl_diag_sink *sink;
} reader;

static bool fault(reader *r, pl_span span, pl_str text) {
    pl_diag_add(r->sink, PL_E0506, span, text)->dbt_text =
        pl_str_cat(r->sink->arena, PL_S("Runtime Error\n  "), text);
    return false;
}

/* ---- how many packages are asked for */

static bool read_list(reader *r, const char *name, const pl_yaml **out) {
    const pl_source *src;
    pl_str path = pl_path_join(r->a, r->root->root, pl_str_of(name));
    pl_read_result read = pl_yaml_read(r->tree, path, true, r->a, r->sink, &src, out);
    if (read == PL_READ_OK && !pl_yaml_is_none(*out) &&
        !pl_yaml_is(*out, PL_YAML_MAP)) {
        return fault(r, pl_yaml_span(*out),
                     pl_str_fmt(r->sink->arena, "%s does not hold a mapping", name));
    }
    return read != PL_READ_FAILED;
}

static bool malformed(reader *r, const pl_yaml *at, pl_str reason) {
    pl_diag *d = pl_diag_add(r->sink, PL_E0506, pl_yaml_span(at), reason);
    d->help = PL_S("each entry names one of package, git, local, private or tarball");
    d->dbt_text = pl_str_fmt(
        r->sink->arena,
        "Runtime Error\n  The packages.yml file in this project is malformed. Please "
        "double "
        "check\n  the contents of this file and fix any errors before retrying.\n  \n"
        "  You can find more information on the syntax for this file here:\n"
        "  https://docs.getdbt.com/docs/package-management\n  \n  Validator Error:\n  "
        "%.*s",
        PL_FMT(reason));
    return false;
}

static bool check_entry(reader *r, const pl_yaml *y, pl_value v) {
    static const char *const kinds[] = {"package", "git", "local", "private",
                                        "tarball"};
    pl_arena *a = r->sink->arena;
    if (v.kind != PL_DICT) {
        return malformed(
            r, y,
            pl_str_cat(a, pl_python_repr(a, v),
                       PL_S(" is not valid under any of the given schemas")));
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        pl_value *name = pl_dict_find(v.as.dict, pl_str_of(kinds[i]));
        if (name && i < 3 && name->kind == PL_STR && !name->len) {
            return malformed(
                r, y,
                pl_str_fmt(
                    a, "A %s package is missing the value. It is a required property.",
                    i == 0 ? "hub" : kinds[i]));
        }
        if (name) {
            return true;
        }
    }
    return malformed(r, y,
                     pl_str_cat(a, pl_python_repr(a, v),
                                PL_S(" is not valid under any of the given schemas")));
}

/* Check the list and count it. `render`: packages.yml is, dependencies.yml isn't. */
static bool count_list(reader *r, const pl_yaml *map, bool render, uint32_t *count) {
    const pl_yaml *list = pl_yaml_get(map, "packages");
    pl_value value;
    if (pl_yaml_is_none(map)) {
        return true;
    }
    if (!list) {
        return malformed(r, map, PL_S("'packages' is a required property"));
    }
    if (!render) {
        value = pl_yaml_value(list, r->a, NULL);
    } else if (!pl_yaml_render(list, r->rules, r->a, &value)) {
        return false;
    }
    if (value.kind != PL_LIST) {
        return malformed(r, list,
                         pl_str_cat(r->sink->arena, pl_python_repr(r->a, value),
                                    PL_S(" is not of type 'array'")));
    }
    for (uint32_t i = 0; i < list->count; i++) {
        if (!check_entry(r, list->as.items[i], value.as.list->at[i])) {
            return false;
        }
    }
    *count = list->count;
    return true;
}

static bool count_specified(reader *r, uint32_t *count, const char **file,
                            pl_span *span) {
    const pl_yaml *packages;
    const pl_yaml *dependencies;
    if (!read_list(r, "packages.yml", &packages) ||
        !read_list(r, "dependencies.yml", &dependencies)) {
        return false;
    }
    const pl_yaml *second = pl_yaml_get(dependencies, "packages");
    if (second && pl_yaml_get(packages, "packages")) {
        return fault(
            r, pl_yaml_span(second),
            PL_S(
                "The 'packages' key cannot be specified in both packages.yml and dependencies.yml"));
    }
    if (pl_yaml_get(packages, "projects")) {
        return fault(r, pl_yaml_span(pl_yaml_get(packages, "projects")),
                     PL_S("The 'projects' key cannot be specified in packages.yml"));
    }
    *file = second ? "dependencies.yml" : "packages.yml";
    *span = pl_yaml_span(second ? second : pl_yaml_get(packages, "packages"));
    return count_list(r, second ? dependencies : packages, !second, count);
}

/* ---- what is installed */

static pl_strs installed(reader *r) {
    pl_entry *entries;
    uint32_t count;
    PL_VEC(pl_str) dirs = {0};
    pl_str base = pl_path_join(r->a, r->root->root, r->root->packages_install_path);
    if (!r->tree->list(r->tree, base, r->a, &entries, &count)) {
        return (pl_strs){0};
    }
    for (uint32_t i = 0; i < count; i++) {
        if (entries[i].kind == PL_ENTRY_DIR &&
            !pl_str_starts(entries[i].name, PL_S("__"))) {
            PL_PUSH(r->a, &dirs, pl_path_join(r->a, base, entries[i].name));
        }
    }
    return (pl_strs){dirs.at, dirs.len};
}

static bool check_count(reader *r, uint32_t count) {
    const char *file = "packages.yml";
    pl_span span = {0};
    uint32_t specified = 0;
    if (!count_specified(r, &specified, &file, &span)) {
        return false;
    }
    if (specified <= count) {
        return true;
    }
    pl_diag *d =
        pl_diag_addf(r->sink, PL_E0506, span,
                     "%u package(s) are specified in %s, but only %u installed in %.*s",
                     specified, file, count, PL_FMT(r->root->packages_install_path));
    d->help = PL_S("run `dbt deps`");
    d->dbt_text =
        pl_str_fmt(r->sink->arena,
                   "Compilation Error\n  dbt found %u package(s) specified in "
                   "%s, but only %u package(s) installed in %.*s. Run \"dbt "
                   "deps\" to install package dependencies.",
                   specified, file, count, PL_FMT(r->root->packages_install_path));
    return false;
}

/* What a package's file gets wrong is told as dbt tells it: "Failed to
 * read package: ...". */
static void wrap_errors(reader *r, uint32_t from, pl_str dir) {
    pl_str path = pl_path_join(r->sink->arena, r->options->tree_root, dir);
    for (; from < r->sink->len; from++) {
        pl_diag *d = &r->sink->at[from];
        if (d->dbt_text.len) {
            d->dbt_text = pl_str_fmt(
                r->sink->arena,
                "Runtime Error\n  Failed to read package: %.*s\n\nError encountered in %.*s",
                PL_FMT(d->dbt_text), PL_FMT(path));
        }
    }
}

static bool load_one(reader *r, pl_str dir, pl_project_file *out) {
    const pl_yaml *raw;
    uint32_t from = r->sink->len;
    if (pl_project_raw(r->tree, dir, r->a, r->sink, &raw) &&
        pl_project_load(raw, dir, r->options, r->a, r->sink, out)) {
        return true;
    }
    wrap_errors(r, from, dir);
    return false;
}

/* ---- names */

static bool is_internal(const reader *r, pl_str name) {
    if (PL_STR_IS(name, "dbt")) {
        return true;
    }
    for (const pl_adapter *ad = r->options->adapter; ad; ad = ad->parent) {
        if (pl_str_starts(name, PL_S("dbt_")) &&
            pl_str_eq(pl_str_sub(name, 4, name.len), pl_str_of(ad->name))) {
            return true;
        }
    }
    return false;
}

static bool taken(reader *r, const pl_project_file *p) {
    const pl_yaml *at = pl_yaml_get(p->raw, "name");
    pl_diag *d =
        pl_diag_addf(r->sink, PL_E0506, pl_yaml_span(at),
                     "more than one package has the name \"%.*s\"", PL_FMT(p->name));
    d->help =
        is_internal(r, p->name)
            ? PL_S("dbt has a package of its own by this name: rename the project")
            : PL_S("package names must be unique: rename one of them");
    d->dbt_text =
        pl_str_fmt(r->sink->arena,
                   "Compilation Error\n  dbt found more than one package with the name "
                   "\"%.*s\" included in this project. Package names must be unique in "
                   "a project. Please rename one of these packages.",
                   PL_FMT(p->name));
    return false;
}

static bool check_name(reader *r, const pl_map *known, const pl_project_file *p) {
    return (!is_internal(r, p->name) && !pl_map_has(known, p->name)) || taken(r, p);
}

bool pl_packages_load(pl_tree *tree, const pl_project_file *root_project,
                      const pl_project_options *options,
                      const pl_yaml_rules *package_rules, pl_arena *a,
                      pl_diag_sink *sink, pl_package_list *out) {
    reader r = {tree, root_project, options, package_rules, a, sink};
    pl_map known = {0};
    pl_strs dirs = installed(&r);
    *out = (pl_package_list){PL_NEW_ARRAY(a, pl_project_file *, dirs.len), 0};
    if (!check_count(&r, dirs.len) || !check_name(&r, &known, root_project)) {
        return false;
    }
    pl_map_put(&known, a, root_project->name, (void *)(uintptr_t)root_project);
    bool ok = true;
    for (uint32_t i = 0; i < dirs.len; i++) {
        pl_project_file *p = PL_NEW(a, pl_project_file);
        if (!load_one(&r, dirs.at[i], p) || !check_name(&r, &known, p)) {
            ok = false;
            continue;
        }
        pl_map_put(&known, a, p->name, p);
        out->at[out->len++] = p;
    }
    return ok;
}
