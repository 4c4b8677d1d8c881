/* project/input/env_priv.h: what the files of env.h share. */
#ifndef PL_PROJECT_INPUT_ENV_PRIV_H
#define PL_PROJECT_INPUT_ENV_PRIV_H

#include "project/input/env.h"

/* Let pl_env_mask take `value` out of texts, unless it is blank. */
void pl_env_hide(pl_env *env, pl_arena *a, pl_str value);

#endif
