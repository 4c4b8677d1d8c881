/* cli/env/diff.h: what the files of `plumb env diff` share. */
#ifndef PL_CLI_ENV_DIFF_H
#define PL_CLI_ENV_DIFF_H

#include "cli/env/env.h"

typedef struct env_diff_run {
    env_run *r;
    pl_arena *a;
    const pl_environment *e[2];
    env_use use[2];
    pl_text_table t; /* what, name, from, to, note */
} env_diff_run;

void env_diff_row(env_diff_run *d, const char *what, pl_str name, pl_str from,
                  pl_str to, pl_str note);
/* Rows for the nodes whose relation, configs or SQL differ. */
void env_diff_nodes(env_diff_run *d);

#endif
