/* project/config/version.h: semantic versions with a comparison sign, as dbt reads them. */
#ifndef PL_PROJECT_CONFIG_VERSION_H
#define PL_PROJECT_CONFIG_VERSION_H

#include "support/str.h"

typedef enum pl_version_op {
    PL_VERSION_EQ,
    PL_VERSION_GT,
    PL_VERSION_GE,
    PL_VERSION_LT,
    PL_VERSION_LE,
} pl_version_op;

typedef struct pl_version {
    pl_version_op op;
    int64_t part[3];   /* major, minor, patch */
    pl_str prerelease; /* without its dash; empty: none */
} pl_version;

/* ">=1.2.3", "1.0.0-rc1"; false: malformed. */
bool pl_version_parse(pl_str text, pl_version *out);
/* dbt's order, in which the signs take part. */
int pl_version_compare(const pl_version *x, const pl_version *y);
/* Is there a version that satisfies all of them? */
bool pl_versions_compatible(const pl_version *at, uint32_t count);

#endif
