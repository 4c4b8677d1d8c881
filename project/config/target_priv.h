/* project/config/target_priv.h: shared by profile.c and target.c. */
#ifndef PL_PROJECT_CONFIG_TARGET_PRIV_H
#define PL_PROJECT_CONFIG_TARGET_PRIV_H

#include "project/config/profile.h"

typedef struct pl_target_parts {
    pl_str name;
    pl_str profile_name;
    const pl_dict *fields; /* rendered */
    const pl_yaml *output; /* as written; NULL: not from profiles.yml */
    pl_span where;
    const pl_profile_choice *choice;
    bool lenient; /* missing members are no error */
} pl_target_parts;

/* Check the fields against the adapter's credentials class and make
 * the target of them. */
bool pl_target_build(const pl_target_parts *parts, pl_arena *a, pl_diag_sink *sink,
                     pl_target *out);

/* dbt's "encountered an error while trying to read your profiles.yml file". */
pl_str pl_profile_trouble(pl_arena *a, pl_str message);

#endif
