/* project/config/merge.h: joining configs, key by key. Folder-private. */
#ifndef PL_PROJECT_CONFIG_MERGE_H
#define PL_PROJECT_CONFIG_MERGE_H

#include "project/config/fields.h"

/* A copy of the entries; values are shared. */
pl_dict *pl_config_copy(const pl_dict *d, pl_arena *a);

/* Join `from` into `to`, which holds a complete config of the class, as dbt's
 * update_from does; then what the class makes of its values. `defaults` are the class's
 * own; `from` has canonical keys. False with dbt's words in *why and the key in *key; the other keys are
 * joined all the same. */
bool pl_config_join(const pl_config_def *def, const pl_dict *defaults, pl_dict *to,
                    const pl_dict *from, pl_arena *a, pl_str *key, pl_str *why);

/* `pre_hook` and `post_hook` under their names with a dash. */
const pl_dict *pl_config_hook_names(const pl_dict *d, pl_arena *a);

pl_merge pl_config_merge_of(const pl_config_def *def, pl_str key);

#endif
