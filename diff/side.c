/* The nodes of a side, from a world or from a manifest, in one form. */
#include "diff/diff_priv.h"

#include "project/input/json_scan.h"

/* ---- worlds */

static bool is_compared(pl_resource type) {
    switch ((int)type) {
    case PL_RES_MODEL:
    case PL_RES_SEED:
    case PL_RES_SNAPSHOT:
    case PL_RES_TEST:
    case PL_RES_ANALYSIS:
    case PL_RES_SOURCE:
        return true;
    default:
        return false;
    }
}

static bool is_rendered(pl_resource type) {
    return type != PL_RES_SEED && type != PL_RES_SOURCE;
}

static pl_str text_or_empty(pl_value v) {
    return v.kind == PL_STR ? pl_str_from(v) : PL_S("");
}

static pl_str config_text(const pl_dict *config, const char *key) {
    const pl_value *v = config ? pl_dict_find(config, pl_str_of(key)) : NULL;
    return v ? text_or_empty(*v) : PL_S("");
}

static void take_marks(const pl_dbt_node *n, pl_arena *a, pl_side_node *to) {
    pl_id_mark *marks = PL_NEW_ARRAY(a, pl_id_mark, n->mark_len);
    for (uint32_t i = 0; i < n->mark_len; i++) {
        const pl_node_mark *m = &n->marks[i];
        if (m->node) {
            marks[to->mark_len++] = (pl_id_mark){m->lo, m->hi, m->node->unique_id};
        }
    }
    to->marks = marks;
}

static void take_parents(const pl_dbt_node *n, pl_arena *a, pl_side_node *to) {
    pl_str *ids = PL_NEW_ARRAY(a, pl_str, n->depends_on.len);
    for (uint32_t i = 0; i < n->depends_on.len; i++) {
        ids[i] = n->depends_on.at[i]->unique_id;
    }
    to->parents = ids;
    to->parent_len = n->depends_on.len;
}

static pl_side_node *of_node(pl_dbt_node *n, bool disabled, pl_arena *a) {
    pl_side_node *to = PL_NEW(a, pl_side_node);
    to->node = n;
    to->unique_id = n->unique_id;
    to->name = n->name;
    to->type = pl_str_of(pl_resource_name(n->type));
    to->path = n->original_file_path;
    to->disabled = disabled;
    to->database = text_or_empty(n->database);
    to->schema = text_or_empty(n->schema);
    to->unplaced = n->unplaced;
    to->alias = n->type == PL_RES_SOURCE ? n->identifier : n->alias;
    to->relation = n->has_relation ? n->relation_name : PL_S("");
    to->config = n->shown;
    to->materialized = config_text(n->config, "materialized");
    to->checksum = n->checksum;
    take_parents(n, a, to);
    if (disabled) {
        return to;
    }
    bool rendered = is_rendered(n->type);
    to->has_sql = rendered && n->compiled && !n->partial;
    to->failed = n->failed || n->errored_refs || n->broken || n->unrenderable ||
                 (rendered && n->selected && !to->has_sql);
    if (to->has_sql) {
        to->sql = n->compiled_code;
        take_marks(n, a, to);
    }
    return to;
}

static void read_nodes(const pl_map *nodes, bool disabled, pl_arena *a,
                       pl_side_nodes *out) {
    for (uint32_t i = 0; i < nodes->len; i++) {
        pl_dbt_node *n = nodes->at[i].value;
        if (is_compared(n->type) && !pl_map_has(&out->at, n->unique_id)) {
            pl_map_put(&out->at, a, n->unique_id, of_node(n, disabled, a));
            if (n->selected) {
                pl_map_put(&out->selected, a, n->unique_id, n);
            }
        }
    }
}

pl_str pl_side_place(const pl_side *side, const pl_side_node *n, pl_arena *a) {
    const pl_str names[] = {n->database, n->schema, n->alias};
    pl_buf to = {0};
    if (!n->node || !n->relation.len) {
        return PL_S("");
    }
    const pl_relation_style *style = &side->world->style;
    for (uint32_t part = 0; part < 3; part++) {
        if (style->included[part]) {
            pl_buf_str(&to, pl_adapter_fold(side->world->target.adapter, a, names[part],
                                            n->node->quoted[part]));
        }
        pl_buf_char(&to, '\x1f');
    }
    pl_str text = pl_buf_take(&to, a);
    pl_buf_free(&to);
    return text;
}

/* ---- manifests */

static pl_str field_text(pl_state_entry e, const char *key, pl_arena *a) {
    return text_or_empty(pl_state_field(e, key, a));
}

static pl_str checksum_of(pl_state_entry e, pl_arena *a) {
    pl_value v = pl_state_field(e, "checksum", a);
    return v.kind == PL_DICT ? config_text(v.as.dict, "checksum") : PL_S("");
}

static void parents_of(pl_state_entry e, pl_arena *a, pl_side_node *to) {
    pl_value v = pl_state_field(e, "depends_on", a);
    const pl_value *nodes =
        v.kind == PL_DICT ? pl_dict_find(v.as.dict, PL_S("nodes")) : NULL;
    if (!nodes || nodes->kind != PL_LIST) {
        return;
    }
    pl_str *ids = PL_NEW_ARRAY(a, pl_str, nodes->as.list->len);
    for (uint32_t i = 0; i < nodes->as.list->len; i++) {
        ids[to->parent_len] = text_or_empty(nodes->as.list->at[i]);
        to->parent_len += ids[to->parent_len].len > 0;
    }
    to->parents = ids;
}

static pl_resource type_of(pl_str name) {
    for (uint32_t t = 0; t < PL_RES_COUNT; t++) {
        if (pl_str_eq(name, pl_str_of(pl_resource_name((pl_resource)t)))) {
            return (pl_resource)t;
        }
    }
    return PL_RES_COUNT;
}

static pl_side_node *of_entry(pl_str id, pl_state_entry e, pl_arena *a) {
    pl_side_node *to = PL_NEW(a, pl_side_node);
    to->unique_id = id;
    to->type = field_text(e, "resource_type", a);
    pl_resource type = type_of(to->type);
    if (!is_compared(type)) {
        return NULL;
    }
    to->name = field_text(e, "name", a);
    to->path = field_text(e, "original_file_path", a);
    to->database = field_text(e, "database", a);
    to->schema = field_text(e, "schema", a);
    to->alias = field_text(e, type == PL_RES_SOURCE ? "identifier" : "alias", a);
    to->relation = field_text(e, "relation_name", a);
    to->checksum = checksum_of(e, a);
    pl_value config = pl_state_field(e, "config", a);
    to->config = config.kind == PL_DICT ? config.as.dict : NULL;
    to->materialized = config_text(to->config, "materialized");
    parents_of(e, a, to);
    pl_value sql = pl_state_field(e, "compiled_code", a);
    to->has_sql = is_rendered(type) && sql.kind == PL_STR;
    to->failed = is_rendered(type) && !to->has_sql;
    to->sql = text_or_empty(sql);
    return to;
}

typedef struct named_relation {
    pl_str text;
    const pl_str *id;
} named_relation;

static bool is_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           c == '_' || (unsigned char)c >= 0x80;
}

/* A manifest has no marks: the relations of what a node depends on, and its own, are
 * found by their text, whole and outside of longer names. The longest one wins. */
static uint32_t relation_at(pl_str sql, uint32_t at, const named_relation *all,
                            uint32_t len, const pl_str **id) {
    uint32_t longest = 0;
    bool inside = at > 0 && (is_word(sql.at[at - 1]) || sql.at[at - 1] == '.');
    for (uint32_t i = 0; i < len && !inside; i++) {
        uint32_t end = at + all[i].text.len;
        if (all[i].text.len > longest && end <= sql.len &&
            !memcmp(sql.at + at, all[i].text.at, all[i].text.len) &&
            !(end < sql.len && is_word(sql.at[end]))) {
            longest = all[i].text.len;
            *id = all[i].id;
        }
    }
    return longest;
}

static uint32_t relations_of(const pl_side_nodes *all, const pl_side_node *n,
                             pl_arena *a, named_relation **out) {
    *out = PL_NEW_ARRAY(a, named_relation, n->parent_len + 1);
    uint32_t len = 0;
    for (uint32_t i = 0; i <= n->parent_len; i++) {
        const pl_side_node *p =
            i < n->parent_len ? pl_map_get(&all->at, n->parents[i]) : n;
        if (p && p->relation.len) {
            (*out)[len++] = (named_relation){p->relation, &p->unique_id};
        }
    }
    return len;
}

static void find_marks(const pl_side_nodes *all, pl_side_node *n, pl_arena *a) {
    named_relation *names;
    uint32_t len = relations_of(all, n, a, &names);
    PL_VEC(pl_id_mark) marks = {0};
    for (uint32_t at = 0; len && at < n->sql.len;) {
        const pl_str *id;
        uint32_t size = relation_at(n->sql, at, names, len, &id);
        if (size) {
            PL_PUSH(a, &marks, ((pl_id_mark){at, at + size, *id}));
        }
        at += size ? size : 1;
    }
    n->marks = marks.at;
    n->mark_len = marks.len;
}

static void read_state(const pl_state *s, pl_arena *a, pl_side_nodes *out) {
    pl_str id;
    pl_state_entry e;
    for (uint32_t i = 0; pl_state_node_at(s, i, &id, &e); i++) {
        pl_side_node *n = of_entry(id, e, a);
        if (n) {
            pl_map_put(&out->at, a, id, n);
        }
    }
    for (uint32_t i = 0; i < out->at.len; i++) {
        pl_side_node *n = out->at.at[i].value;
        if (n->has_sql) {
            find_marks(out, n, a);
        }
    }
}

void pl_side_read(const pl_side *side, pl_arena *a, pl_side_nodes *out) {
    *out = (pl_side_nodes){0};
    if (side->world) {
        read_nodes(&side->world->nodes, false, a, out);
        read_nodes(&side->world->sources, false, a, out);
        read_nodes(&side->world->disabled, true, a, out);
    } else {
        read_state(side->state, a, out);
    }
}

/* ---- SQL with nodes for relations */

static void put_replaced(pl_buf *to, pl_str text, const pl_diff_input *in, bool b) {
    for (uint32_t at = 0; at < text.len;) {
        uint32_t i = 0;
        pl_str found = {NULL, 0};
        for (; i < in->substitution_len && !found.len; i++) {
            pl_str from = b ? in->substitutions[i].b : in->substitutions[i].a;
            bool here = from.len && from.len <= text.len - at &&
                        !memcmp(text.at + at, from.at, from.len);
            found = here ? from : found;
        }
        if (found.len) {
            pl_buf_fmt(to, "\x01%u\x02", i);
        } else {
            pl_buf_char(to, text.at[at]);
        }
        at += found.len ? found.len : 1;
    }
}

static void put_text(pl_buf *to, pl_str text, const pl_diff_input *in, bool b) {
    if (in->substitution_len) {
        put_replaced(to, text, in, b);
    } else {
        pl_buf_str(to, text);
    }
}

pl_str pl_side_abstract(const pl_side_node *n, const pl_diff_input *in, bool b,
                        pl_arena *a) {
    pl_buf to = {0};
    uint32_t at = 0;
    for (uint32_t i = 0; i < n->mark_len; i++) {
        put_text(&to, pl_str_sub(n->sql, at, n->marks[i].lo), in, b);
        pl_buf_char(&to, '\x01');
        pl_buf_str(&to, n->marks[i].unique_id);
        pl_buf_char(&to, '\x02');
        at = n->marks[i].hi;
    }
    put_text(&to, pl_str_sub(n->sql, at, n->sql.len), in, b);
    pl_str text = pl_buf_take(&to, a);
    pl_buf_free(&to);
    return text;
}
