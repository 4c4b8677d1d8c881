/* Where a node lies, as people write it. */
#include "project/node/world.h"

static void put_part(pl_buf *to, pl_str part) {
    if (part.len) {
        pl_buf_str(to, to->len ? PL_S(".") : PL_S(""));
        pl_buf_str(to, part);
    }
}

pl_str pl_node_place(const pl_world *w, const pl_dbt_node *n, pl_arena *a) {
    pl_buf text = {0};
    if (w->style.included[0] && n->database.kind == PL_STR) {
        put_part(&text, pl_str_from(n->database));
    }
    if (w->style.included[1] && n->schema.kind == PL_STR) {
        put_part(&text, pl_str_from(n->schema));
    }
    put_part(&text, n->type == PL_RES_SOURCE ? n->identifier : n->alias);
    pl_str out = pl_buf_take(&text, a);
    pl_buf_free(&text);
    return out;
}
