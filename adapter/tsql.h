/* adapter/tsql.h: what SQL Server and Fabric share. */
#ifndef PL_ADAPTER_TSQL_H
#define PL_ADAPTER_TSQL_H

#include "adapter/adapter.h"

extern const char *const pl_tsql_reserved[]; /* lower case, sorted, NULL at the end */
extern const pl_alias pl_tsql_aliases[];     /* of credentials */
/* pl_adapter.finish: Windows logins and the short name of service principals are
 * spelled out. */
bool pl_tsql_finish(pl_dict *credentials, pl_arena *a, pl_str *why);

#endif
