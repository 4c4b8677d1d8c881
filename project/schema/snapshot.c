/* Snapshots that are defined in YAML alone: `relation:` instead of a SQL block. */
#include "project/input/digest.h"
#include "project/node/workspace_priv.h"
#include "project/render/parse_node.h"
#include "project/schema/column.h"
#include "project/schema/entry.h"
#include "project/schema/lists.h"
#include "project/schema/names.h"

static bool make_snapshot(pl_schema *s, pl_schema_entry *e) {
    pl_value relation = pl_field(e->data, "relation");
    if (relation.kind == PL_UNSET) {
        return true;
    }
    pl_span where = pl_yaml_span(e->yaml);
    pl_str text = relation.kind == PL_STR ? pl_str_from(relation) : (pl_str){"", 0};
    pl_dbt_node *n = pl_schema_node(s, e->file, PL_RES_SNAPSHOT, e->name, where);
    pl_str file = pl_str_cat(s->arena, e->name, PL_S(".sql"));
    n->path = pl_path_join(s->arena, e->file->relative, file);
    if (!pl_static_ref(s, n, text, pl_yaml_span(pl_yaml_get(e->yaml, "relation")))) {
        return pl_schema_error(s, where, "Invalid ref or source expression: %.*s",
                               PL_FMT(text));
    }
    n->raw_code = pl_str_cat3(s->arena, PL_S("select * from {{ "), text, PL_S(" }}"));
    n->template = pl_workspace_text(s->w->ws, n->raw_code, PL_MODE_DBT);
    n->checksum_name = PL_S("sha256");
    n->checksum = pl_sha256_hex(s->arena, e->yaml->src->text);
    if (!pl_dbt_node_configure(s->w, n) || !pl_dbt_node_register(s->w, n)) {
        return false;
    }
    if (n->disabled) {
        pl_names_add_disabled(s, n);
    } else {
        pl_names_add(s, n);
    }
    return true;
}

/* dbt makes these nodes from the entries as they are written, before
 * anything is rendered. */
bool pl_snapshots_parse(pl_schema *s, const pl_schema_file *file) {
    const pl_yaml *list = pl_yaml_get(file->yaml, "snapshots");
    bool ok = true;
    for (uint32_t i = 0; pl_yaml_is(list, PL_YAML_SEQ) && i < list->count; i++) {
        const pl_yaml *y = list->as.items[i];
        pl_value data = pl_yaml_value(y, s->arena, NULL);
        if (data.kind == PL_DICT) {
            pl_schema_entry e = {
                .file = file, .key = "snapshots", .yaml = y, .data = data.as.dict};
            e.name = pl_field_str(e.data, "name");
            ok = make_snapshot(s, &e) && ok;
        }
    }
    return ok;
}
