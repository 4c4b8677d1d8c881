/* catalog.json as dbt's `docs generate` writes it (schema v1): what
 * the warehouse held. */
#include <stdlib.h>

#include "project/input/json_scan.h"
#include "project/render/introspection_priv.h"
#include "support/utf8.h"

/* "BASE TABLE", "VIEW", "MATERIALIZED VIEW", "table", ... as
 * dbt's relations name it. */
static pl_str relation_type(pl_str shown) {
    static const struct {
        const char *word, *type;
    } words[] = {{"materialized", "materialized_view"},
                 {"dynamic", "dynamic_table"},
                 {"view", "view"},
                 {"external", "external"},
                 {"foreign", "external"}};
    char text[64] = {0};
    for (uint32_t i = 0; i < shown.len && i + 1 < sizeof text; i++) {
        char c = shown.at[i];
        text[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strstr(text, words[i].word)) {
            return pl_str_of(words[i].type);
        }
    }
    return PL_S("table");
}

static void add_entry(pl_arena *a, pl_catalog *c, pl_str id, pl_str json) {
    static const char *const keys[] = {"database", "schema", "name"};
    pl_str metadata = pl_json_member(json, PL_S("metadata"));
    pl_catalog_entry *e = PL_NEW(a, pl_catalog_entry);
    pl_value parts[3];
    for (size_t i = 0; i < 3; i++) {
        pl_str text = pl_json_text(pl_json_member(metadata, pl_str_of(keys[i])), a);
        parts[i] = text.at ? pl_string(text) : pl_none();
    }
    pl_str type = pl_json_text(pl_json_member(metadata, PL_S("type")), a);
    e->json = json;
    e->type = relation_type(type.at ? type : PL_S("table"));
    pl_map_put(&c->by_id, a, id, e);
    pl_map_put(&c->by_place, a, pl_place_key(a, parts, 3), e);
}

static bool index_section(pl_arena *a, pl_catalog *c, pl_str section) {
    pl_json_cursor at;
    pl_str id, json;
    if (!section.at || !pl_json_enter(&at, section) || !at.object) {
        return false;
    }
    while (pl_json_next(&at, a, &id, &json)) {
        add_entry(a, c, id, json);
    }
    return !at.broken;
}

static bool fault(pl_world *w, pl_str path, pl_str why) {
    pl_diag_addf(&w->sink, PL_E0801, (pl_span){NULL, 0, 0}, "%.*s: %.*s", PL_FMT(path),
                 PL_FMT(why));
    return false;
}

bool pl_catalog_read(pl_world *w, pl_tree *tree, pl_str path, bool given,
                     pl_catalog *out) {
    pl_str text;
    switch (tree->read(tree, path, w->arena, &text)) {
    case PL_READ_ABSENT:
        return !given || fault(w, path, PL_S("no such file"));
    case PL_READ_FAILED:
        return fault(w, path, text);
    case PL_READ_OK:
        break;
    }
    uint32_t bad = pl_utf8_invalid(text);
    if (bad != UINT32_MAX) {
        return fault(w, path, pl_str_fmt(w->arena, "not valid UTF-8 at byte %u", bad));
    }
    bool nodes = index_section(w->arena, out, pl_json_member(text, PL_S("nodes")));
    bool sources = index_section(w->arena, out, pl_json_member(text, PL_S("sources")));
    return (nodes && sources) ||
           fault(w, path,
                 PL_S("this is no catalog.json as dbt docs generate writes it"));
}

/* ---- columns */

typedef struct place_in_order {
    int64_t index;
    uint32_t seen;
    pl_value column;
} place_in_order;

static int by_index(const void *l, const void *r) {
    const place_in_order *a = l, *b = r;
    int order = (a->index > b->index) - (a->index < b->index);
    return order ? order : (a->seen > b->seen) - (a->seen < b->seen);
}

static pl_str text_member(const pl_dict *d, const char *key, pl_str otherwise) {
    const pl_value *v = pl_dict_find(d, pl_str_of(key));
    return v && pl_is_str(*v) ? pl_str_from(*v) : otherwise;
}

static place_in_order column_at(const pl_world *w, pl_arena *a, const pl_dict_entry *e,
                                uint32_t seen) {
    place_in_order p = {INT64_MAX, seen, pl_none()};
    pl_str name = pl_str_from(e->key), type = PL_S("");
    if (e->value.kind == PL_DICT) {
        const pl_dict *d = e->value.as.dict;
        const pl_value *index = pl_dict_find(d, PL_S("index"));
        name = text_member(d, "name", name);
        type = text_member(d, "type", type);
        if (index) {
            pl_as_int64(*index, &p.index);
        }
    }
    p.column = pl_column_answer(w, a, name, type);
    return p;
}

pl_value pl_catalog_columns(const pl_world *w, const pl_catalog_entry *entry,
                            pl_arena *a) {
    pl_value columns = pl_json_parsed(pl_json_member(entry->json, PL_S("columns")), a);
    pl_value list = pl_list_new(a, 8);
    if (columns.kind != PL_DICT || !columns.as.dict->len) {
        return list;
    }
    place_in_order *all = PL_NEW_ARRAY(a, place_in_order, columns.as.dict->len);
    uint32_t i = 0, n = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(columns.as.dict, &i)) != NULL; n++) {
        all[n] = column_at(w, a, e, n);
    }
    qsort(all, n, sizeof *all, by_index);
    for (uint32_t k = 0; k < n; k++) {
        pl_list_push(a, list.as.list, all[k].column);
    }
    return list;
}
