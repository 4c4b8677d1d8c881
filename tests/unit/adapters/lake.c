/* An adapter that nobody has: one file is all that it takes. */
#include "adapter/adapter.h"

static const pl_cred_field fields[] = {
    {"database", "string", NULL, false}, {"schema", "string", NULL, false},
    {"shore", "string", NULL, false},    {"key", "string|null", "null", true},
    {NULL, NULL, NULL, false},
};

static const char *const shown[] = {"shore", "database", "schema", NULL};

static const pl_alias aliases[] = {{"basin", "database"}, {NULL, NULL}};

static bool finish(pl_dict *c, pl_arena *a, pl_str *why) {
    (void)a;
    pl_value *shore = pl_dict_find(c, PL_S("shore"));
    if (!shore->len) {
        *why = PL_S("Runtime Error\n  A lake has a shore");
        return false;
    }
    return true;
}

const pl_adapter pl_adapter_lake = {
    .name = "lake",
    .title = "The Lake",
    .class_title = "Lake",
    .parent = &pl_adapter_postgres,
    .quote = "<>",
    .quoted = {{false, true, true}},
    .included = {{true, true, true}},
    .fold = PL_FOLD_UPPER,
    .name_limit = 9,
    .fields = fields,
    .shown = shown,
    .aliases = aliases,
    .finish = finish,
    .sql = PL_SQL_HASH,
    .system = "shore",
    .system_names = "depth_*",
};
