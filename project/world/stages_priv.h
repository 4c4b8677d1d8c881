/* project/world/stages_priv.h: what the files of the stages share. */
#ifndef PL_PROJECT_WORLD_STAGES_PRIV_H
#define PL_PROJECT_WORLD_STAGES_PRIV_H

#include "project/node/world.h"

/* Docs blocks of .md files. Before pl_schema_parse. */
bool pl_docs_parse(pl_world *w, pl_package *p);

/* Ephemeral CTEs put into a statement (inject.c); `ctes` is " name as (...),  ...". */
typedef struct pl_injection {
    pl_str sql;    /* the result */
    uint32_t at;   /* byte of the first statement where text was put in */
    uint32_t kept; /* bytes of the text that the first statement has */
    uint32_t lead; /* bytes put in before the CTEs: "with" */
    uint32_t put;  /* bytes put in */
} pl_injection;
pl_injection pl_inject_ctes(pl_arena *a, pl_str sql, pl_str ctes);

/* Warn of configuration paths of the root project that apply to no resource. */
void pl_warn_unused_paths(pl_world *w);

#endif
