/* Exposures and groups. Source: dbt-core 1.9 parser/schema_yaml_readers.py. */
#include "eval/ops/python_text.h"
#include "project/node/dbt_error.h"
#include "project/node/workspace_priv.h"
#include "project/render/parse_node.h"
#include "project/schema/entry.h"
#include "project/schema/lists.h"
#include "project/schema/shape.h"

/* email and name first, then whatever else the owner has. */
static pl_value owner_dict(pl_arena *a, const pl_dict *owner) {
    static const char *const known[] = {"email", "name", NULL};
    pl_dict *d = pl_new_dict(a);
    pl_put_field(a, d, owner, "email", pl_none());
    pl_put_field(a, d, owner, "name", pl_none());
    pl_dict *rest = pl_dict_without(a, owner, known);
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(rest, &i)) != NULL;) {
        pl_dict_put_str(a, d, pl_str_from(e->key), e->value);
    }
    return pl_dict_value(d);
}

static bool check_owner(pl_schema *s, const pl_schema_entry *e, const char *what) {
    const pl_dict *owner = pl_field_dict(e->data, "owner");
    if (pl_field_or_none(owner, "name").kind != PL_NONE ||
        pl_field_or_none(owner, "email").kind != PL_NONE) {
        return true;
    }
    pl_str why = pl_str_fmt(
        s->arena, "%s owner must have at least one of 'name' or 'email'.", what);
    return pl_entry_fault(s, e, pl_yaml_span(pl_yaml_get(e->yaml, "owner")), PL_S("[]"),
                          why);
}

/* Each line of depends_on is an expression; rendering it records what it refers to. */
static bool parse_line(pl_schema *s, pl_dbt_node *n, pl_str line, pl_span where) {
    pl_str text = pl_str_cat3(s->arena, PL_S("{{ "), line, PL_S("}}"));
    const pl_template *t = pl_workspace_text(s->w->ws, text, PL_MODE_DBT);
    if (!t->unit) {
        pl_diag *d = pl_diag_add(&s->w->sink, PL_E0201, where, t->error.text);
        d->node = n->unique_id;
        d->dbt_whole =
            pl_dbt_error_of(s->arena, "Compilation", n,
                            pl_dbt_syntax_words(s->arena, t->src, &t->error));
        return false;
    }
    uint32_t before = s->w->sink.len;
    bool ok = pl_parse_template(s->w, n, t->unit);
    pl_place_uses(n, where);
    pl_place_messages(s, before, where);
    return ok;
}

static bool parse_depends_on(pl_schema *s, pl_dbt_node *n, const pl_schema_entry *e) {
    const pl_list *lines = pl_field_list(e->data, "depends_on");
    const pl_yaml *yaml = pl_yaml_get(e->yaml, "depends_on");
    bool ok = true;
    for (uint32_t i = 0; lines && i < lines->len; i++) {
        pl_span where = pl_yaml_span(pl_yaml_item(yaml, i));
        ok = parse_line(s, n, pl_str_from(lines->at[i]), where) && ok;
    }
    return ok;
}

static void add_tags(pl_schema *s, pl_dbt_node *n, const pl_list *tags) {
    for (uint32_t i = 0; tags && i < tags->len; i++) {
        pl_dbt_node_add_tag(n, s->arena, pl_str_from(tags->at[i]));
    }
}

static bool read_exposure(pl_schema *s, pl_schema_entry *e) {
    static const char *const fields[] = {"type", "label", "maturity", "url", NULL};
    if (!pl_shape_check(s, e, &pl_shape_exposure) || !check_owner(s, e, "Exposure")) {
        return false;
    }
    pl_dbt_node *n =
        pl_schema_node(s, e->file, PL_RES_EXPOSURE, e->name, pl_yaml_span(e->yaml));
    pl_dict *extra = n->extra.as.dict;
    for (const char *const *key = fields; *key; key++) {
        pl_put_field(s->arena, extra, e->data, *key, pl_none());
    }
    pl_put(s->arena, extra, "owner",
           owner_dict(s->arena, pl_field_dict(e->data, "owner")));
    n->language = (pl_str){"", 0};
    n->patch_config = pl_field_dict(e->data, "config");
    n->patch_yaml = pl_yaml_get(e->yaml, "config");
    if (!pl_dbt_node_configure(s->w, n)) {
        return false;
    }
    const pl_dict *meta = pl_field_dict(e->data, "meta");
    n->meta = pl_dict_value(pl_dict_without(s->arena, meta, NULL));
    n->tags.len = 0;
    add_tags(s, n, pl_field_list(e->data, "tags"));
    n->description = pl_field_str(e->data, "description");
    pl_pend_doc(s, n, NULL, NULL, n->description,
                pl_yaml_span(pl_yaml_get(e->yaml, "description")));
    return parse_depends_on(s, n, e) && pl_dbt_node_register(s->w, n);
}

bool pl_exposures_parse(pl_schema *s, const pl_schema_file *file) {
    return pl_schema_each(s, file, "exposures", read_exposure);
}

static bool read_group(pl_schema *s, pl_schema_entry *e) {
    if (!pl_shape_check(s, e, &pl_shape_group) || !check_owner(s, e, "Group")) {
        return false;
    }
    pl_dbt_node *n =
        pl_schema_node(s, e->file, PL_RES_GROUP, e->name, pl_yaml_span(e->yaml));
    n->language = (pl_str){"", 0};
    pl_put(s->arena, n->extra.as.dict, "owner",
           owner_dict(s->arena, pl_field_dict(e->data, "owner")));
    return pl_dbt_node_register(s->w, n);
}

bool pl_groups_parse(pl_schema *s, const pl_schema_file *file) {
    return pl_schema_each(s, file, "groups", read_group);
}
