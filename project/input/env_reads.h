/* project/input/env_reads.h: reads of environment variables, of files and of a run. */
#ifndef PL_PROJECT_INPUT_ENV_READS_H
#define PL_PROJECT_INPUT_ENV_READS_H

#include "support/map.h"
#include "support/source.h"

typedef struct pl_env_read {
    pl_str name;        /* empty: it is computed */
    pl_str fallback;    /* the default as written; at NULL: none */
    pl_span span;       /* of the call; src NULL: not known */
    pl_str target;      /* the output of profiles.yml that it stands in; empty: none */
    bool secret;        /* it stands in a secret member of a connection */
    pl_str environment; /* the environment of environments.yml; empty: none */
} pl_env_read;

typedef struct pl_env_reads {
    pl_arena *arena;
    pl_env_read *at;
    uint32_t len, cap;
    pl_map seen; /* of pl_env_reads_note */
} pl_env_reads;

/* A call that was made while a world was parsed; each place is kept once. */
void pl_env_reads_note(pl_env_reads *reads, const pl_env_read *read);

#endif
