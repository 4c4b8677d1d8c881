/* Files that only later versions of dbt read, and who asks for such a version. */
#include "project/config/later.h"

#include "project/config/project_priv.h"
#include "project/config/version.h"

/* ---- versions */

static bool number(pl_str *rest, uint32_t *out) {
    uint32_t i = 0;
    for (*out = 0; i < rest->len && rest->at[i] >= '0' && rest->at[i] <= '9'; i++) {
        *out = *out < 100000 ? *out * 10 + (uint32_t)(rest->at[i] - '0') : *out;
    }
    *rest = pl_str_sub(*rest, i, rest->len);
    return i > 0;
}

bool pl_version_is_later(pl_str version) {
    pl_str rest = pl_str_trim(version);
    uint32_t major, minor;
    if (PL_STR_IS(rest, "latest") || PL_STR_IS(rest, "versionless")) {
        return true;
    }
    if (pl_str_starts(rest, PL_S("v"))) {
        rest = pl_str_sub(rest, 1, rest.len);
    }
    if (!number(&rest, &major)) {
        return false;
    }
    bool dotted = pl_str_starts(rest, PL_S("."));
    rest = pl_str_sub(rest, dotted ? 1 : 0, rest.len);
    return major > 1 || (major == 1 && dotted && number(&rest, &minor) && minor >= 12);
}

bool pl_project_is_later(const pl_yaml *project, pl_arena *a) {
    const pl_yaml *y = pl_yaml_get(project, "require-dbt-version");
    pl_str why;
    if (!y) {
        return false;
    }
    pl_strs specs = pl_project_versions(pl_yaml_value(y, a, NULL), a);
    return specs.len && !pl_version_matches(PL_S("<1.12.0-a"), &specs, a, &why) &&
           !why.len;
}

/* ---- vars.yml */

bool pl_vars_file_read(pl_tree *tree, pl_str root, const pl_yaml *project, pl_arena *a,
                       pl_diag_sink *sink, const pl_yaml **out) {
    const pl_source *src;
    const pl_yaml *file;
    pl_str path = pl_path_join(a, root, PL_S("vars.yml"));
    pl_read_result read = pl_yaml_read(tree, path, true, a, sink, &src, &file);
    const pl_yaml *vars = pl_yaml_get(file, "vars");
    const pl_yaml *others = pl_yaml_get(project, "vars");
    *out = NULL;
    if (read != PL_READ_OK || !vars || pl_yaml_is_none(vars)) {
        return read != PL_READ_FAILED;
    }
    if (!pl_yaml_is(vars, PL_YAML_MAP)) {
        pl_diag_addf(sink, PL_E0503, pl_yaml_span(vars), "vars: a %s is no mapping",
                     pl_yaml_type_name(vars));
        return false;
    }
    if (vars->count && pl_yaml_is(others, PL_YAML_MAP) && others->count) {
        pl_diag *d = pl_diag_add(sink, PL_E0503, pl_yaml_span(others),
                                 PL_S("vars are given both here and in vars.yml"));
        d->help = PL_S("keep them in one of the two files");
        d->dbt_text = PL_S("Runtime Error\n  Variables cannot be defined in both "
                           "vars.yml and dbt_project.yml. ");
        return false;
    }
    *out = vars->count ? vars : NULL;
    return true;
}

/* ---- .env */

const pl_source *pl_dotenv_find(pl_str dir, pl_arena *a) {
    for (; dir.len; dir = pl_path_dir(dir)) {
        pl_str path = pl_path_join(a, dir, PL_S(".env"));
        pl_str text;
        if (pl_read_file(path, a, &text) == PL_READ_OK) {
            return pl_source_new(a, path, text);
        }
    }
    return NULL;
}

void pl_passed_over(pl_diag_sink *sink, pl_str path, const char *otherwise) {
    pl_diag *d =
        pl_diag_addf(sink, PL_N0527, (pl_span){NULL, 0, 0},
                     "%.*s was passed over: dbt reads it from 1.12 on", PL_FMT(path));
    d->help =
        pl_str_fmt(sink->arena,
                   "say `require-dbt-version: \">=1.12.0\"` in dbt_project.yml, or "
                   "`dbt_version: \"1.12\"` for an environment%s",
                   otherwise);
}
