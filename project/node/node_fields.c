/* Fields that several resource types have.
 * Source: dbt-core 1.9 artifacts/resources/v1, contracts/graph/nodes.py. */
#include "project/node/node_fields_priv.h"

#define K(name) PL_S(name)

void pl_emit_extra(pl_fields *f, const pl_dbt_node *n, pl_str key, pl_value otherwise) {
    const pl_value *v =
        n->extra.kind == PL_DICT ? pl_dict_find(n->extra.as.dict, key) : NULL;
    pl_emit(f, key, v ? *v : otherwise);
}

void pl_emit_value_or(pl_fields *f, pl_str key, pl_value v, pl_kind kind,
                      pl_value otherwise) {
    pl_emit(f, key, v.kind == (uint8_t)kind ? v : otherwise);
}

void pl_emit_meta(pl_fields *f, pl_str key, pl_value meta) {
    pl_emit_value_or(f, key, meta, PL_DICT, pl_dict_new(f->arena, 0));
}

void pl_emit_docs(pl_fields *f, const pl_dbt_node *n) {
    if (n->docs.kind == PL_DICT && f->view != PL_VIEW_MODEL) {
        pl_emit(f, K("docs"), n->docs);
        return;
    }
    const pl_value *show =
        n->docs.kind == PL_DICT ? pl_dict_find(n->docs.as.dict, K("show")) : NULL;
    const pl_value *color =
        n->docs.kind == PL_DICT ? pl_dict_find(n->docs.as.dict, K("node_color")) : NULL;
    pl_fields docs = pl_open_dict(f, K("docs"));
    pl_emit(&docs, K("show"), show ? *show : pl_bool(true));
    pl_emit(&docs, K("node_color"), color ? *color : pl_none());
    pl_close(&docs);
}

void pl_emit_relation_parts(pl_fields *f, const pl_dbt_node *n) {
    pl_emit(f, K("database"), n->database.kind == PL_STR ? n->database : pl_none());
    pl_emit(f, K("schema"), n->schema.kind == PL_STR ? n->schema : pl_none());
}

void pl_emit_identity(pl_fields *f, const pl_dbt_node *n) {
    pl_emit_str(f, K("name"), n->name);
    pl_emit_str(f, K("resource_type"), pl_str_of(pl_resource_name(n->type)));
    pl_emit_str(f, K("package_name"), n->package);
    pl_emit_str(f, K("path"), n->path);
    pl_emit_str(f, K("original_file_path"), n->original_file_path);
    pl_emit_str(f, K("unique_id"), n->unique_id);
}

void pl_emit_fqn(pl_fields *f, const pl_dbt_node *n) {
    pl_emit_strs(f, K("fqn"), n->fqn, n->fqn_len);
}

void pl_emit_checksum(pl_fields *f, const pl_dbt_node *n) {
    pl_fields sum = pl_open_dict(f, K("checksum"));
    pl_emit_str(&sum, K("name"), n->checksum_name.len ? n->checksum_name : K("none"));
    pl_emit_str(&sum, K("checksum"), n->checksum);
    pl_close(&sum);
}

/* Fields of dbt's config classes that may be None; what else is None in a config was
 * given by the project and stays in `model`. */
static bool is_config_field(pl_str key) {
    static const char *const names[] = {"alias",
                                        "schema",
                                        "database",
                                        "group",
                                        "incremental_strategy",
                                        "batch_size",
                                        "lookback",
                                        "begin",
                                        "full_refresh",
                                        "unique_key",
                                        "on_schema_change",
                                        "event_time",
                                        "concurrent_batches",
                                        "store_failures",
                                        "store_failures_as",
                                        "where",
                                        "limit",
                                        "strategy",
                                        "target_schema",
                                        "target_database",
                                        "updated_at",
                                        "check_cols",
                                        "dbt_valid_to_current",
                                        "quote_columns",
                                        "export_as",
                                        "freshness",
                                        NULL};
    for (uint32_t i = 0; names[i]; i++) {
        if (pl_str_eq(key, pl_str_of(names[i]))) {
            return true;
        }
    }
    return false;
}

/* Parts of a config that are classes of their own in dbt. */
static bool is_config_class(pl_str key) {
    return PL_STR_IS(key, "docs") || PL_STR_IS(key, "contract") ||
           PL_STR_IS(key, "snapshot_meta_column_names") || PL_STR_IS(key, "cache");
}

static pl_value without_none(pl_arena *a, const pl_dict *d) {
    pl_value out = pl_dict_new(a, d->len);
    uint32_t at = 0;
    const pl_dict_entry *e;
    while ((e = pl_dict_next(d, &at))) {
        if (e->value.kind != PL_NONE && e->key.kind == PL_STR) {
            pl_dict_put_str(a, out.as.dict, pl_str_from(e->key), e->value);
        }
    }
    return out;
}

pl_value pl_hooks_shown(pl_arena *a, pl_value hooks) {
    if (hooks.kind != PL_LIST) {
        return hooks;
    }
    pl_value out = pl_list_new(a, hooks.as.list->len);
    for (uint32_t i = 0; i < hooks.as.list->len; i++) {
        pl_value hook = hooks.as.list->at[i];
        pl_list_push(a, out.as.list,
                     hook.kind == PL_DICT ? without_none(a, hook.as.dict) : hook);
    }
    return out;
}

static pl_value part_for_model(pl_arena *a, pl_str key, pl_value v) {
    if (v.kind == PL_DICT && is_config_class(key)) {
        return without_none(a, v.as.dict);
    }
    return pl_str_ends(key, PL_S("-hook")) ? pl_hooks_shown(a, v) : v;
}

static pl_value config_for_model(pl_arena *a, const pl_dict *config) {
    pl_value out = pl_dict_new(a, config->len);
    uint32_t at = 0;
    const pl_dict_entry *e;
    while ((e = pl_dict_next(config, &at))) {
        if (e->key.kind != PL_STR) {
            continue;
        }
        pl_str key = pl_str_from(e->key);
        if (e->value.kind == PL_NONE && is_config_field(key)) {
            continue;
        }
        pl_dict_put_str(a, out.as.dict, key, part_for_model(a, key, e->value));
    }
    return out;
}

void pl_emit_config(pl_fields *f, const pl_dbt_node *n) {
    const pl_dict *config = n->shown ? n->shown : n->config;
    if (config && f->view == PL_VIEW_MODEL) {
        pl_emit(f, K("config"), config_for_model(f->arena, config));
    } else {
        pl_emit_dict(f, K("config"), config);
    }
}

static bool may_be_none(pl_str key) {
    return PL_STR_IS(key, "data_type") || PL_STR_IS(key, "quote") ||
           PL_STR_IS(key, "granularity");
}

static pl_value column_for_model(pl_arena *a, const pl_dict *column) {
    pl_value out = pl_dict_new(a, column->len);
    uint32_t at = 0;
    const pl_dict_entry *e;
    while ((e = pl_dict_next(column, &at))) {
        if (e->key.kind == PL_STR &&
            (e->value.kind != PL_NONE || !may_be_none(pl_str_from(e->key)))) {
            pl_dict_put_str(a, out.as.dict, pl_str_from(e->key), e->value);
        }
    }
    return out;
}

void pl_emit_columns(pl_fields *f, const pl_dbt_node *n) {
    pl_fields columns = pl_open_dict(f, K("columns"));
    for (uint32_t i = 0; i < n->column_len; i++) {
        pl_value v = n->columns[i].dict;
        if (f->view == PL_VIEW_MODEL && v.kind == PL_DICT) {
            v = column_for_model(f->arena, v.as.dict);
        }
        pl_emit(&columns, n->columns[i].name, v);
    }
    pl_close(&columns);
}

void pl_emit_refs(pl_fields *f, const pl_dbt_node *n) {
    pl_fields refs = pl_open_list(f, K("refs"));
    for (uint32_t i = 0; i < n->refs.len; i++) {
        const pl_ref_call *call = &n->refs.at[i].call;
        pl_fields ref = pl_open_dict(&refs, K(""));
        pl_emit_str(&ref, K("name"), call->name);
        pl_emit_opt(&ref, K("package"), call->package);
        pl_emit(&ref, K("version"),
                call->version.kind == PL_UNSET ? pl_none() : call->version);
        pl_close(&ref);
    }
    pl_close(&refs);
}

void pl_emit_sources(pl_fields *f, const pl_dbt_node *n) {
    pl_fields sources = pl_open_list(f, K("sources"));
    for (uint32_t i = 0; i < n->sources.len; i++) {
        pl_str pair[2] = {n->sources.at[i].source, n->sources.at[i].table};
        pl_emit_strs(&sources, K(""), pair, 2);
    }
    pl_close(&sources);
}

void pl_emit_metrics(pl_fields *f, const pl_dbt_node *n) {
    pl_emit_value_or(f, K("metrics"), n->metrics, PL_LIST, pl_list_new(f->arena, 0));
}

void pl_emit_depends_on(pl_fields *f, const pl_dbt_node *n) {
    pl_fields on = pl_open_dict(f, K("depends_on"));
    pl_emit_strs(&on, K("macros"), n->macro_ids.at, n->macro_ids.len);
    if (n->type != PL_RES_SEED) {
        pl_fields nodes = pl_open_list(&on, K("nodes"));
        for (uint32_t i = 0; i < n->depends_on.len; i++) {
            pl_emit_str(&nodes, K(""), n->depends_on.at[i]->unique_id);
        }
        pl_close(&nodes);
    }
    pl_close(&on);
}

void pl_emit_contract(pl_fields *f, const pl_dbt_node *n) {
    const pl_dict *given = n->contract.kind == PL_DICT ? n->contract.as.dict : NULL;
    const pl_value *enforced = given ? pl_dict_find(given, K("enforced")) : NULL;
    const pl_value *alias_types = given ? pl_dict_find(given, K("alias_types")) : NULL;
    const pl_value *checksum = given ? pl_dict_find(given, K("checksum")) : NULL;
    pl_fields contract = pl_open_dict(f, K("contract"));
    pl_emit(&contract, K("enforced"), enforced ? *enforced : pl_bool(false));
    pl_emit(&contract, K("alias_types"), alias_types ? *alias_types : pl_bool(true));
    pl_emit(&contract, K("checksum"), checksum ? *checksum : pl_none());
    pl_close(&contract);
}
