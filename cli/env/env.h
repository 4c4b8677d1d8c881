/* cli/env/env.h: what the subcommands of `plumb env` share. */
#ifndef PL_CLI_ENV_ENV_H
#define PL_CLI_ENV_ENV_H

#include "cli/options/text_table.h"
#include "cli/session/session.h"
#include "project/node/world.h"
#include "support/date.h"
#include "support/vec.h"

typedef struct env_run {
    pl_session *s;
    pl_environments *all;
    const pl_environment *a, *b; /* of the words behind the subcommand */
    pl_buf out;
    pl_map secrets; /* of variables: names; filled by env_is_secret */
    bool scanned;
    bool json;
    bool failed; /* something could not be evaluated: exit 2 */
    bool found;  /* findings or differences: exit 1 */
} env_run;

void env_list(env_run *r);
void env_show(env_run *r);
void env_vars(env_run *r);
void env_check(env_run *r);
void env_grants(env_run *r);
void env_rotation(env_run *r);
void env_diff(env_run *r);

/* ---- an environment in use */

typedef struct env_use {
    pl_world_options options; /* the target is in given_target */
    pl_diag_sink sink;
    bool ok;
} env_use;
/* Its options; what is wrong lies in the sink. */
env_use env_use_of(env_run *r, const pl_environment *e);
/* Print what a sink holds; errors make the run fail. */
void env_report(env_run *r, pl_diag_sink *sink, const pl_env *env);
/* Its world, parsed and linked; NULL after reporting. Close it with pl_world_close. */
pl_world *env_world(env_run *r, const pl_environment *e);
/* A member of `target` or a credential as text, masked; empty: there is none. */
pl_str env_member(env_run *r, const env_use *u, const char *name);
/* User of the credentials, else of the target; empty: none known. */
pl_str env_user(env_run *r, const pl_environment *e, env_use *u);

/* Is the variable's value to be withheld: by its name, or because a secret member of a
 * connection reads it? */
bool env_is_secret(env_run *r, pl_str name);
/* The value of a variable in an environment, masked; empty: it is not set. */
pl_str env_value(env_run *r, const pl_env *env, pl_str name);

/* A name as SQL writes it: between quotes, those in it doubled, unless it is a plain
 * word and `always` is false. */
pl_str env_sql_name(pl_arena *a, pl_str name, char quote, bool always);

/* "bigquery, databricks and snowflake": the adapters of which `has` is true. */
pl_str env_adapters(pl_arena *a, bool (*has)(const pl_adapter *ad));

/* ---- days: since 1970-01-01 */

int64_t env_today(const env_run *r);

#endif
