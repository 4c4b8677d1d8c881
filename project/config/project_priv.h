/* project/config/project_priv.h: shared by project_file.c and project_check.c. */
#ifndef PL_PROJECT_CONFIG_PROJECT_PRIV_H
#define PL_PROJECT_CONFIG_PROJECT_PRIV_H

#include "project/config/project_file.h"

typedef struct pl_project_loader {
    const pl_yaml *raw;
    const pl_project_options *options;
    pl_arena *a;
    pl_diag_sink *sink;
    pl_project_file *out;
    pl_dict *dict; /* rendered */
} pl_project_loader;

/* Check the rendered file as dbt does, require-dbt-version first.
 * False after a message. */
bool pl_project_check(pl_project_loader *l);

/* The versions of a text split at commas, or of a list. */
pl_strs pl_project_versions(pl_value v, pl_arena *a);

#endif
