/* cli/session/session_priv.h: what the files of a session share. */
#ifndef PL_CLI_SESSION_SESSION_PRIV_H
#define PL_CLI_SESSION_SESSION_PRIV_H

#include "cli/session/session.h"

/* The option's last value, else DBT_ENGINE_<NAME>, else DBT_<NAME>;
 * at NULL: not given. */
pl_str pl_setting(const pl_session *s, const char *name);
bool pl_flag_setting(const pl_session *s, const char *name);

#endif
