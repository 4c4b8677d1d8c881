/* project/config/later.h: what dbt 1.12 reads and dbt 1.9 does not: vars.yml and .env.
 *
 * They count only where somebody says that the project runs on 1.12 or later: the
 * environment's `dbt_version`, or a `require-dbt-version` that admits nothing older.
 * Source: dbt-core 1.12 config/project.py, cli/main.py. */
#ifndef PL_PROJECT_CONFIG_LATER_H
#define PL_PROJECT_CONFIG_LATER_H

#include "project/yaml/yaml.h"
#include "support/tree.h"

/* A `dbt_version` of environments.yml: "1.12", "v1.12.3", "2.0",
 * "latest". Empty: no. */
bool pl_version_is_later(pl_str version);
/* Does `require-dbt-version` of dbt_project.yml (unrendered) admit
 * only 1.12 and later? */
bool pl_project_is_later(const pl_yaml *project, pl_arena *a);

/* The mapping `vars:` of ROOT/vars.yml; *out is NULL when there is none, or it is
 * empty. Vars there and in `project` are an error. Errors: PL_E0503. */
bool pl_vars_file_read(pl_tree *tree, pl_str root, const pl_yaml *project, pl_arena *a,
                       pl_diag_sink *sink, const pl_yaml **out);

/* The nearest .env upwards from folder `dir`, which lies in the file system; NULL:
 * there is none that can be read. */
const pl_source *pl_dotenv_find(pl_str dir, pl_arena *a);

/* Say that a file was passed over, and what would make it count. */
void pl_passed_over(pl_diag_sink *sink, pl_str path, const char *otherwise);

#endif
