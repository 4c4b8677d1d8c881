/* plumb ls: dbt's list of nodes.
 * Source: dbt-core 1.9 task/list.py. */
#include <unistd.h>

#include "cli/project_options.h"
#include "project/json_scan.h"
#include "project/manifest.h"
#include "support/utf8.h"

static const pl_option options[] = {
    PL_PROJECT_OPTION_ROWS,
    {"output", 0, PL_OPT_VALUE, false, "FORM", "selector, name, path or json"},
    {"output-keys", 0, PL_OPT_WORDS, false, "KEYS", "properties that --output json shows"},
};

typedef struct listing {
    pl_session *s;
    const pl_world *w;
    pl_buf out;
    pl_str *keys; /* --output-keys; none: dbt's choice */
    uint32_t key_len;
} listing;

/* ---- --output selector and name */

static void put_version(listing *l, const char *before, pl_value version) {
    pl_json_value_text(&l->out, before, version);
}

static bool is_versioned(const pl_dbt_node *n) {
    return n->version.kind != PL_NONE && n->version.kind != PL_UNSET;
}
