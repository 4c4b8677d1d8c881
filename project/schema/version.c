/* Versioned models: each version is a file of its own that becomes NAME.vX. */
#include "eval/ops/python_text.h"
#include "project/schema/entry.h"
#include "project/schema/generic_test.h"
#include "project/schema/names.h"
#include "project/schema/patch.h"

typedef struct version {
    const pl_dict *data;
    const pl_yaml *yaml;
    pl_value v;
} version;

static uint32_t versions_of(pl_schema *s, const pl_schema_entry *e, version **out) {
    const pl_list *l = pl_field_list(e->data, "versions");
    const pl_yaml *y = pl_yaml_get(e->yaml, "versions");
    *out = PL_NEW_ARRAY0(s->arena, version, l->len + 1);
    for (uint32_t i = 0; i < l->len; i++) {
        const pl_dict *d = l->at[i].as.dict;
        (*out)[i] = (version){d, pl_yaml_item(y, i), pl_field(d, "v")};
    }
    return l->len;
}

/* ---- which is the latest */

/* Numbers by value when both are numbers, else by text. */
static bool version_less(pl_schema *s, pl_value x, pl_value y) {
    pl_str tx = pl_python_str(s->arena, x);
    pl_str ty = pl_python_str(s->arena, y);
    double fx;
    double fy;
    if (pl_parse_float(tx, &fx) && pl_parse_float(ty, &fy)) {
        return fx < fy;
    }
    return pl_str_cmp(tx, ty) < 0;
}

static bool check_latest(pl_schema *s, const pl_schema_entry *e, const version *at,
                         uint32_t n, pl_value latest) {
    pl_value all = pl_list_new(s->arena, n);
    for (uint32_t i = 0; i < n; i++) {
        if (pl_python_equal(s->arena, at[i].v, latest)) {
            return true;
        }
        pl_list_push(s->arena, all.as.list, at[i].v);
    }
    return pl_schema_error(
        s, pl_yaml_span(pl_yaml_get(e->yaml, "latest_version")),
        "latest_version: %.*s is not one of model '%.*s' versions: %.*s ",
        PL_FMT(pl_python_str(s->arena, latest)), PL_FMT(e->name),
        PL_FMT(pl_python_repr(s->arena, all)));
}

static bool check_duplicates(pl_schema *s, const pl_schema_entry *e, const version *at,
                             uint32_t n) {
    pl_map seen = {0};
    for (uint32_t i = 0; i < n; i++) {
        pl_str text = pl_python_str(s->arena, at[i].v);
        if (pl_map_put(&seen, s->arena, text, s)) {
            return pl_schema_error(
                s, pl_yaml_span(at[i].yaml),
                "Found duplicate version: '%.*s' in versions list of model '%.*s'",
                PL_FMT(text), PL_FMT(e->name));
        }
    }
    return true;
}

static bool latest_of(pl_schema *s, const pl_schema_entry *e, const version *at,
                      uint32_t n, pl_value *out) {
    pl_value latest = pl_field_or_none(e->data, "latest_version");
    if (pl_python_truth(latest) && !check_latest(s, e, at, n, latest)) {
        return false;
    }
    if (latest.kind == PL_NONE) {
        latest = at[0].v;
        for (uint32_t i = 1; i < n; i++) {
            latest = version_less(s, latest, at[i].v) ? at[i].v : latest;
        }
    }
    *out = latest;
    return check_duplicates(s, e, at, n);
}

/* ---- columns */

static bool names_item(pl_value list, pl_str name) {
    for (uint32_t i = 0; list.kind == PL_LIST && i < list.as.list->len; i++) {
        pl_value v = list.as.list->at[i];
        if (v.kind == PL_STR && pl_str_eq(pl_str_from(v), name)) {
            return true;
        }
    }
    return false;
}

static bool is_all(pl_value include) {
    return include.kind == PL_STR && (PL_STR_IS(pl_str_from(include), "all") ||
                                      PL_STR_IS(pl_str_from(include), "*"));
}

/* The one include/exclude element of the version's columns; NULL: all columns. */
static bool selection_of(pl_schema *s, const version *v, const pl_dict **out) {
    const pl_list *l = pl_field_list(v->data, "columns");
    *out = NULL;
    for (uint32_t i = 0; l && i < l->len; i++) {
        const pl_dict *d = l->at[i].as.dict;
        pl_value include = pl_field(d, "include");
        if (include.kind == PL_UNSET) {
            continue;
        }
        if (*out) {
            return pl_schema_error(
                s, pl_yaml_span(v->yaml),
                "version can have at most one include/exclude element");
        }
        if (include.kind == PL_STR && !is_all(include)) {
            return pl_schema_error(
                s, pl_yaml_span(v->yaml),
                "include must be one of ('all', '*') or a list of strings");
        }
        *out = d;
    }
    return true;
}

static bool is_selected(const pl_dict *selection, pl_str name) {
    if (!selection) {
        return true;
    }
    pl_value include = pl_field(selection, "include");
    return (is_all(include) || names_item(include, name)) &&
           !names_item(pl_field(selection, "exclude"), name);
}

static bool columns_of(pl_schema *s, const pl_schema_entry *e, const version *v,
                       pl_column_input **out, uint32_t *count) {
    const pl_dict *selection;
    if (!selection_of(s, v, &selection)) {
        return false;
    }
    pl_column_input *base;
    pl_column_input *own;
    uint32_t base_len = pl_columns_of(s, pl_field_list(e->data, "columns"),
                                      pl_yaml_get(e->yaml, "columns"), &base);
    uint32_t own_len = pl_columns_of(s, pl_field_list(v->data, "columns"),
                                     pl_yaml_get(v->yaml, "columns"), &own);
    *out = PL_NEW_ARRAY0(s->arena, pl_column_input, base_len + own_len + 1);
    *count = 0;
    for (uint32_t i = 0; i < base_len; i++) {
        if (is_selected(selection, pl_field_str(base[i].data, "name"))) {
            (*out)[(*count)++] = base[i];
        }
    }
    for (uint32_t i = 0; i < own_len; i++) {
        if (pl_field(own[i].data, "include").kind == PL_UNSET) {
            (*out)[(*count)++] = own[i];
        }
    }
    return true;
}

/* ---- config: the model's with the version's merged in, lists joined */

static pl_value merged(pl_arena *a, pl_value under, pl_value over);

static pl_value joined_lists(pl_arena *a, const pl_list *first, const pl_list *second) {
    pl_value out = pl_list_new(a, first->len + second->len);
    for (uint32_t i = 0; i < first->len; i++) {
        pl_list_push(a, out.as.list, first->at[i]);
    }
    for (uint32_t i = 0; i < second->len; i++) {
        pl_list_push(a, out.as.list, second->at[i]);
    }
    return out;
}

static pl_dict *merged_dicts(pl_arena *a, const pl_dict *under, const pl_dict *over) {
    pl_dict *out = pl_dict_without(a, under, NULL);
    uint32_t i = 0;
    for (const pl_dict_entry *e; over && (e = pl_dict_next(over, &i)) != NULL;) {
        if (e->key.kind == PL_STR) {
            const pl_value *before = pl_dict_find(out, pl_str_from(e->key));
            pl_value v = before ? merged(a, *before, e->value) : e->value;
            pl_dict_put_str(a, out, pl_str_from(e->key), v);
        }
    }
    return out;
}

/* As deep as a YAML file may be nested. */
static pl_value merged(pl_arena *a, pl_value under, pl_value over) {
    if (over.kind == PL_DICT && under.kind == PL_DICT) {
        return pl_dict_value(merged_dicts(a, under.as.dict, over.as.dict));
    }
    if (over.kind == PL_LIST && under.kind == PL_LIST) {
        return joined_lists(a, over.as.list, under.as.list);
    }
    return over;
}

/* ---- patching */

static pl_dbt_node *model_named(pl_schema *s, const pl_schema_entry *e, pl_str name) {
    bool ambiguous;
    pl_value none = {.kind = PL_UNSET};
    pl_dbt_node *n =
        pl_names_find(s, name, e->file->package->file->name, none, &ambiguous);
    return n && n->type == PL_RES_MODEL ? n : NULL;
}

static pl_dbt_node *node_of_version(pl_schema *s, const pl_schema_entry *e,
                                    const version *v, pl_value latest) {
    pl_str name = pl_field_str(v->data, "defined_in");
    if (!name.len) {
        name =
            pl_str_cat3(s->arena, e->name, PL_S("_"), pl_version_text(s->arena, v->v));
    }
    pl_dbt_node *n = model_named(s, e, name);
    if (!n && pl_python_equal(s->arena, v->v, latest)) {
        n = model_named(s, e, e->name);
    }
    if (!n) {
        pl_node_list found = pl_names_disabled(s, name, (pl_str){"", 0}, PL_RES_MODEL);
        n = found.nodes.len ? found.nodes.at[0] : NULL;
    }
    if (!n) {
        pl_schema_warn(
            s, pl_yaml_span(v->yaml),
            "Did not find matching node for patch with name '%.*s' in the '%s' section of file '%.*s'",
            PL_FMT(name), e->key, PL_FMT(e->file->path));
    }
    return n;
}

/* model.shop.cust_v1 becomes model.shop.cust.v1. */
static void rename_node(pl_schema *s, pl_dbt_node *n, const pl_schema_entry *e,
                        const version *v) {
    pl_str text = pl_version_text(s->arena, v->v);
    n->unique_id =
        pl_str_fmt(s->arena, "model.%.*s.%.*s.%.*s",
                   PL_FMT(e->file->package->file->name), PL_FMT(e->name), PL_FMT(text));
    pl_str *fqn = PL_NEW_ARRAY(s->arena, pl_str, n->fqn_len + 1);
    memcpy(fqn, n->fqn, n->fqn_len * sizeof *fqn);
    fqn[n->fqn_len - 1] = e->name;
    fqn[n->fqn_len++] = text;
    n->fqn = fqn;
}

static const pl_list *own_or(const pl_dict *own, const pl_dict *base, const char *key) {
    const pl_list *l = pl_field_list(own, key);
    return l && l->len ? l : pl_field_list(base, key);
}

static bool patch_version(pl_schema *s, const pl_schema_entry *e, const version *v,
                          pl_dict *config, pl_value latest) {
    pl_patch p = {
        .entry = e, .name = e->name, .latest_version = latest, .version = v->v};
    if (!columns_of(s, e, v, &p.columns, &p.column_count)) {
        return false;
    }
    pl_dbt_node *n = node_of_version(s, e, v, latest);
    if (!n) {
        return true;
    }
    rename_node(s, n, e, v);
    bool own = pl_field_str(v->data, "description").len != 0;
    p.description = pl_field_str(own ? v->data : e->data, "description");
    p.description_span =
        pl_yaml_span(pl_yaml_get(own ? v->yaml : e->yaml, "description"));
    p.config = merged_dicts(s->arena, config, pl_field_dict(v->data, "config"));
    p.config_yaml = pl_yaml_get(v->yaml, "config");
    p.constraints = own_or(v->data, e->data, "constraints");
    p.access = pl_field_str(v->data, "access");
    p.deprecation_date = pl_deprecation_date(s, pl_field(v->data, "deprecation_date"));
    if (n->extra.kind != PL_DICT) {
        n->extra = pl_dict_new(s->arena, 0);
    }
    bool ok = pl_patch_properties(s, n, &p);
    pl_names_add(s, n);
    ok = pl_patch_node_config(s, n, &p) && ok;
    return pl_constraints_set(s, n, p.constraints, pl_yaml_span(v->yaml)) && ok;
}

bool pl_patch_versions(pl_schema *s, pl_schema_entry *e, pl_dict *config) {
    version *at;
    uint32_t n = versions_of(s, e, &at);
    pl_value latest;
    if (!latest_of(s, e, at, n, &latest)) {
        return false;
    }
    bool ok = true;
    for (uint32_t i = 0; i < n; i++) {
        ok = patch_version(s, e, &at[i], config, latest) && ok;
    }
    return ok;
}

/* ---- tests */

bool pl_version_tests(pl_schema *s, const pl_schema_entry *e) {
    version *at;
    uint32_t n = versions_of(s, e, &at);
    bool ok = true;
    for (uint32_t i = 0; i < n; i++) {
        pl_test_target t = {.file = e->file, .kind = PL_TARGET_MODEL, .name = e->name};
        t.key_name = pl_str_fmt(s->arena, "%s.%.*s", e->key, PL_FMT(e->name));
        t.version = at[i].v;
        t.quote_columns = pl_field_is_true(e->data, "quote_columns");
        pl_column_input *columns;
        uint32_t count;
        const pl_list *own = pl_tests_of(at[i].data);
        const pl_list *const tags[2] = {NULL, NULL};
        ok = columns_of(s, e, &at[i], &columns, &count) &&
             pl_generic_tests_parse(s, &t, own ? own : pl_tests_of(e->data),
                                    pl_tests_yaml(own ? at[i].yaml : e->yaml), columns,
                                    count, tags) &&
             ok;
    }
    return ok;
}
