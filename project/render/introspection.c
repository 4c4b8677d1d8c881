/* Who answers a template that asks the warehouse, and in which order. */
#include "macros/warehouse/warehouse.h"
#include "project/node/find.h"
#include "project/node/world_priv.h"
#include "project/render/introspection_priv.h"

struct pl_introspection {
    pl_answers answers;
    pl_catalog catalog;
    bool catalog_read;
    pl_map places; /* pl_place_key -> pl_dbt_node */
    bool places_made;
};

/* ---- names */

static void lower(char *at, uint32_t len) {
    for (uint32_t i = 0; i < len; i++) {
        at[i] = at[i] >= 'A' && at[i] <= 'Z' ? (char)(at[i] + 32) : at[i];
    }
}

static pl_str take_lower(pl_buf *b, pl_arena *a) {
    char *at = pl_str_z(a, pl_buf_view(b));
    uint32_t len = pl_buf_view(b).len;
    lower(at, len);
    pl_buf_free(b);
    return (pl_str){at, len};
}

pl_str pl_place_key(pl_arena *a, const pl_value *parts, uint32_t count) {
    pl_buf b = {0};
    for (uint32_t i = 0; i < count; i++) {
        if (pl_is_str(parts[i]) && pl_str_from(parts[i]).len) {
            pl_buf_put(&b, ".", b.len ? 1 : 0);
            pl_buf_str(&b, pl_str_from(parts[i]));
        }
    }
    return take_lower(&b, a);
}

pl_str pl_place_written(pl_arena *a, pl_str text) {
    pl_buf b = {0};
    for (uint32_t i = 0; i < text.len; i++) {
        if (!strchr("\"`[]", text.at[i]) || !text.at[i]) {
            pl_buf_char(&b, text.at[i]);
        }
    }
    return take_lower(&b, a);
}

/* ---- columns */

/* "numeric(10, 2)" -> numeric, 10, 2. False: the type is not written like that. */
static bool split_sizes(pl_arena *a, pl_str type, pl_str *name, pl_value sizes[2]) {
    uint32_t open = pl_str_find_char(type, '(');
    if (open == UINT32_MAX || !pl_str_ends(type, PL_S(")"))) {
        return false;
    }
    pl_str inside = pl_str_sub(type, open + 1, type.len - 1);
    uint32_t comma = pl_str_find_char(inside, ',');
    *name = pl_str_trim(pl_str_sub(type, 0, open));
    sizes[1].kind = PL_UNSET;
    return pl_parse_int(a, pl_str_trim(pl_str_sub(inside, 0, comma)), 10, &sizes[0]) &&
           (comma == UINT32_MAX ||
            pl_parse_int(a, pl_str_trim(pl_str_sub(inside, comma + 1, inside.len)), 10,
                         &sizes[1]));
}

pl_value pl_column_answer(const pl_world *w, pl_arena *a, pl_str name, pl_str type) {
    pl_value column = pl_dict_new(a, 4), sizes[2];
    pl_str dtype = type;
    pl_dict *d = column.as.dict;
    bool sized = !w->target.adapter->whole_types && split_sizes(a, type, &dtype, sizes);
    pl_dict_put_str(a, d, PL_S("name"), pl_string(name));
    pl_dict_put_str(a, d, PL_S("dtype"), pl_string(sized ? dtype : type));
    if (sized && sizes[1].kind == PL_UNSET) {
        pl_dict_put_str(a, d, PL_S("char_size"), sizes[0]);
    } else if (sized) {
        pl_dict_put_str(a, d, PL_S("numeric_precision"), sizes[0]);
        pl_dict_put_str(a, d, PL_S("numeric_scale"), sizes[1]);
    }
    return column;
}

/* As the warehouse would name it: folded, unless the project quotes it. */
static pl_value declared_column(const pl_world *w, pl_arena *a, const pl_column *c) {
    const pl_dict *d = c->dict.kind == PL_DICT ? c->dict.as.dict : NULL;
    const pl_value *type = d ? pl_dict_find(d, PL_S("data_type")) : NULL;
    const pl_value *quote = d ? pl_dict_find(d, PL_S("quote")) : NULL;
    bool quoted = quote && quote->kind == PL_BOOL && quote->as.i;
    return pl_column_answer(w, a,
                            pl_adapter_fold(w->target.adapter, a, c->name, quoted),
                            type && pl_is_str(*type) ? pl_str_from(*type) : PL_S(""));
}

static pl_found declared_columns(const pl_world *w, const pl_dbt_node *n, pl_arena *a,
                                 pl_value *out) {
    if (!n || !n->column_len) {
        return PL_MISSING;
    }
    *out = pl_list_new(a, n->column_len);
    for (uint32_t i = 0; i < n->column_len; i++) {
        pl_list_push(a, out->as.list, declared_column(w, a, &n->columns[i]));
    }
    return PL_FOUND;
}

/* ---- whose relation is it? */

static pl_str place_of(pl_arena *a, const pl_dbt_node *n) {
    bool source = n->type == PL_RES_SOURCE;
    const pl_value parts[] = {n->database, n->schema,
                              pl_string(source ? n->identifier : n->alias)};
    return pl_place_key(a, parts, 3);
}

static void add_place(pl_world *w, pl_map *places, pl_dbt_node *n,
                      const pl_dbt_node *at) {
    void **slot = pl_map_slot(places, w->arena, place_of(w->arena, at));
    *slot = *slot ? *slot : n;
}

static void make_places(pl_world *w, struct pl_introspection *in) {
    in->places_made = true;
    for (uint32_t i = 0; i < w->nodes.len; i++) {
        pl_dbt_node *n = w->nodes.at[i].value;
        if (n->has_relation) {
            add_place(w, &in->places, n, n);
        }
        if (n->deferred_to) {
            add_place(w, &in->places, n, n->deferred_to);
        }
    }
    for (uint32_t i = 0; i < w->sources.len; i++) {
        pl_dbt_node *n = w->sources.at[i].value;
        add_place(w, &in->places, n, n);
    }
}

static pl_dbt_node *node_at(pl_world *w, pl_str place) {
    struct pl_introspection *in = w->private->introspection;
    if (!in->places_made) {
        make_places(w, in);
    }
    return pl_map_get(&in->places, place);
}

static pl_dbt_node *node_of_relation(pl_world *w, const pl_relation *r, pl_str place) {
    pl_dbt_node *n = r->node.len ? pl_world_node(w, r->node) : NULL;
    bool own = n && pl_is_str(r->part[2]) &&
               pl_str_eq_nocase(pl_str_from(r->part[2]),
                                n->type == PL_RES_SOURCE ? n->identifier : n->alias);
    return own ? n : node_at(w, place);
}

/* ---- the files */

static const pl_catalog *catalog_of(pl_world *w) {
    struct pl_introspection *in = w->private->introspection;
    if (in->catalog_read) {
        return &in->catalog;
    }
    in->catalog_read = true;
    pl_str given = w->options.target_path;
    pl_str dir = given.at ? given : w->packages[0].file->target_path;
    bool absolute = dir.len && dir.at[0] == '/';
    pl_tree *tree = absolute ? pl_tree_dir(w->arena, PL_S("")) : w->ws->tree;
    dir = absolute ? dir : pl_path_join(w->arena, w->ws->project_dir, dir);
    pl_catalog_read(w, tree, pl_path_join(w->arena, dir, PL_S("catalog.json")), false,
                    &in->catalog);
    return &in->catalog;
}

bool pl_introspection_open(pl_world *w) {
    struct pl_introspection *in = PL_NEW(w->arena, struct pl_introspection);
    const pl_world_options *o = &w->options;
    w->private->introspection = in;
    if (o->strict_dbt) {
        return true;
    }
    pl_tree *anywhere = pl_tree_dir(w->arena, PL_S(""));
    pl_str usual =
        pl_path_join(w->arena, w->ws->project_dir, PL_S("introspection.yml"));
    bool given = o->introspection.at != NULL;
    bool ok = pl_answers_read(w, given ? anywhere : w->ws->tree,
                              given ? o->introspection : usual, given, &in->answers);
    if (o->catalog.at) {
        in->catalog_read = true;
        ok = pl_catalog_read(w, anywhere, o->catalog, true, &in->catalog) && ok;
    }
    return ok;
}

/* By place, by the node's id, by schema and name, by the node's name. */
static const pl_answer *answer_for(pl_world *w, const pl_value *path, pl_str place,
                                   const pl_dbt_node *n, pl_arena *a) {
    const pl_map *known = &w->private->introspection->answers.relations;
    const pl_answer *found = pl_map_get(known, place);
    if (!found && n) {
        found = pl_map_get(known, pl_place_written(a, n->unique_id));
    }
    if (!found) {
        found = pl_map_get(known, pl_place_key(a, path + 1, 2));
    }
    if (!found && n) {
        pl_str name = n->type == PL_RES_SOURCE
                          ? pl_str_cat3(a, n->source_name, PL_S("."), n->name)
                          : n->name;
        found = pl_map_get(known, pl_place_written(a, name));
    }
    return found;
}

static const pl_catalog_entry *entry_for(pl_world *w, pl_str place,
                                         const pl_dbt_node *n) {
    const pl_catalog *c = catalog_of(w);
    const pl_catalog_entry *e = pl_map_get(&c->by_place, place);
    return e || !n ? e : pl_map_get(&c->by_id, n->unique_id);
}

/* ---- questions */

pl_found pl_introspect_columns(pl_world *w, const pl_relation *r, pl_arena *a,
                               pl_value *out) {
    if (w->options.strict_dbt || r->is_cte || r->view.kind != PL_UNSET) {
        return PL_MISSING;
    }
    pl_str place = pl_place_key(a, r->part, 3);
    const pl_dbt_node *n = node_of_relation(w, r, place);
    const pl_answer *given = answer_for(w, r->part, place, n, a);
    if (given && given->columns.kind == PL_LIST) {
        *out = given->columns;
        return PL_FOUND;
    }
    const pl_catalog_entry *e = entry_for(w, place, n);
    if (e) {
        *out = pl_catalog_columns(w, e, a);
        return PL_FOUND;
    }
    return declared_columns(w, n, a, out);
}

pl_found pl_introspect_query(pl_world *w, pl_str sql, pl_arena *a, pl_value *out) {
    const pl_answers *known = &w->private->introspection->answers;
    if (w->options.strict_dbt) {
        return PL_MISSING;
    }
    pl_str text = pl_sql_collapse(a, sql);
    const pl_value *found = pl_map_get(&known->queries, text);
    for (uint32_t i = 0; !found && i < known->patterns.len; i++) {
        const pl_query_pattern *p = &known->patterns.at[i];
        uint32_t *spans = PL_NEW_ARRAY(a, uint32_t, 2 * ((size_t)p->regex.groups + 1));
        if (pl_regex_match(&p->regex, text, 0, 0, PL_REGEX_STEPS, spans) ==
            PL_REGEX_MATCH) {
            found = &p->result;
        }
    }
    if (!found) {
        return PL_MISSING;
    }
    *out = *found;
    return PL_FOUND;
}

static bool is_incremental(const pl_dbt_node *n) {
    const pl_value *m =
        n->config ? pl_dict_find(n->config, PL_S("materialized")) : NULL;
    return m && pl_is_str(*m) && PL_STR_IS(pl_str_from(*m), "incremental");
}

/* Empty: nothing stands there. */
static pl_str type_at(pl_world *w, const pl_dbt_node *self, const pl_dbt_node *n,
                      const pl_value *path, pl_str place, pl_arena *a) {
    if (n && w->options.incremental && is_incremental(n)) {
        return PL_S("table");
    }
    if (w->options.strict_dbt || (self && n == self)) {
        return PL_S("");
    }
    const pl_answer *given = answer_for(w, path, place, n, a);
    if (given) {
        return given->type;
    }
    const pl_catalog_entry *e = entry_for(w, place, n);
    return e ? e->type : PL_S("");
}

pl_found pl_introspect_existing(pl_world *w, const pl_dbt_node *self,
                                const pl_value path[3], pl_arena *a,
                                pl_relation **out) {
    *out = NULL;
    if (!pl_is_str(path[2]) || (w->options.strict_dbt && !w->options.incremental)) {
        return PL_MISSING;
    }
    pl_str place = pl_place_key(a, path, 3);
    bool own = self && self->has_relation && pl_str_eq(place, place_of(a, self));
    const pl_dbt_node *n = own ? self : node_at(w, place);
    pl_str type = type_at(w, self, n, path, place, a);
    if (!type.len) {
        return PL_MISSING;
    }
    pl_relation *r = pl_relation_new(a, &w->style, path[0], path[1], path[2]);
    r->type = type;
    r->node = n ? n->unique_id : PL_S("");
    r->made_by = r;
    *out = r;
    return PL_FOUND;
}
