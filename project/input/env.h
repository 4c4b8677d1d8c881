/* project/input/env.h: the environment variables of a run, taken once.
 *
 * A pl_env is a snapshot: nothing reads the process environment later. Environments of
 * environments.yml are made by copying a snapshot and setting more.
 * Ownership: all texts live in the arena given. Frozen after set-up, then shared. */
#ifndef PL_PROJECT_INPUT_ENV_H
#define PL_PROJECT_INPUT_ENV_H

#include "support/diag.h"
#include "support/map.h"

typedef enum pl_env_from {
    PL_ENV_PROCESS,
    PL_ENV_DOTENV,      /* a .env file */
    PL_ENV_ENVIRONMENT, /* environments.yml */
} pl_env_from;

typedef struct pl_env_var {
    pl_str name;
    pl_str value;
    pl_span span; /* where it was set; src NULL: the process */
    pl_env_from from;
    bool not_utf8; /* `value` stands for it, and must not be shown as it */
} pl_env_var;

typedef struct pl_env {
    pl_map vars; /* name -> pl_env_var */
    /* values of DBT_ENV_SECRET*, as texts may spell them; longest first */
    pl_str *secrets;
    uint32_t secret_count;
} pl_env;

/* From "NAME=value" texts up to NULL, as `environ`. */
pl_env *pl_env_new(pl_arena *a, char *const *strings);
pl_env *pl_env_copy(pl_arena *a, const pl_env *env);
/* Set or replace. */
void pl_env_set(pl_env *env, pl_arena *a, pl_str name, pl_str value, pl_env_from from,
                pl_span span);

/* The variable as env_var() sees it, or NULL: those that start with DBT_ENV_PRIVATE are
 * never seen. */
const pl_env_var *pl_env_get(const pl_env *env, pl_str name);

/* Names that begin with DBT_ENV_SECRET. */
bool pl_env_is_secret(pl_str name);
/* And those that end as names of secrets do: _PASSWORD, _TOKEN, ... */
bool pl_env_names_secret(pl_str name);

/* Read a .env file as python-dotenv does (quotes, escapes, `export`, comments, ${NAME}
 * and
 * ${NAME:-default}); variables that exist already keep their value. Lines that can't be
 * read are warned about and skipped. */
void pl_env_load(pl_env *env, pl_arena *a, const pl_source *dotenv, pl_diag_sink *sink);

/* `text` with every secret value replaced by *****, also where it stands escaped
 * (repr, JSON, HTML, SQL) and where one of its lines stands alone; `text` itself
 * when it holds none. */
pl_str pl_env_mask(const pl_env *env, pl_arena *a, pl_str text);

/* Bytes [lo, hi) of a text; of a secret that reaches over an end of them nothing is shown. */
pl_str pl_env_mask_part(const pl_env *env, pl_arena *a, pl_str text, uint32_t lo,
                        uint32_t hi);

/* Let pl_env_mask(env) take out what it takes out for `from`, too. */
void pl_env_hide_all(pl_env *env, pl_arena *a, const pl_env *from);

/* {NAME: value} of DBT_ENV_CUSTOM_ENV_NAME variables, in the order of the snapshot;
 * calls `each` for every one. */
void pl_env_custom(const pl_env *env,
                   void (*each)(void *ctx, pl_str name, pl_str value), void *ctx);

#endif
