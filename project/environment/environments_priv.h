/* project/environment/environments_priv.h: what the files that read environments.yml share. */
#ifndef PL_PROJECT_ENVIRONMENT_ENVIRONMENTS_PRIV_H
#define PL_PROJECT_ENVIRONMENT_ENVIRONMENTS_PRIV_H

#include "project/environment/environments.h"

typedef struct pl_environments_reader {
    pl_arena *a;
    pl_diag_sink *sink;
    pl_environments *out;
    bool ok; /* no fault yet */
} pl_environments_reader;

pl_diag *pl_environments_fault(pl_environments_reader *r, pl_span span, pl_str text);

/* Let the diagnostic suggest the nearest name. */
void pl_near_suggest(pl_environments_reader *r, pl_diag *d, const pl_near_name *near);

/* Variables may read each other so deep. */
enum { PL_VARIABLE_DEPTH = 30 };

/* Names of env_vars to their pl_yaml_entry. */
void pl_environment_index(const pl_environment *e, pl_map *index, pl_arena *a);

/* Variables that refer to themselves are faults. */
void pl_environments_check_variables(pl_environments_reader *r,
                                     const pl_environment *e);
/* Set defer_to from the names; a name of none is a fault. */
void pl_environments_link_deferral(pl_environments_reader *r);
/* A cycle of them is a fault. */
void pl_environments_check_deferral(pl_environments_reader *r);

#endif
