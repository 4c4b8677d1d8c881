/* A node as dbt's manifest, its `model` and its `graph` show it: which fields each resource
 * type has, and in what order.
 * Source: dbt-core 1.9 artifacts/resources/v1, contracts/graph/nodes.py. */
#include "project/fields_priv.h"

#define K(name) PL_S(name)

/* ---- pieces that several types share */

/* A further field of the resource type, as the schema file gave it. */
static void put_extra(pl_fields *f, const pl_dbt_node *n, pl_str key, pl_value otherwise) {
    const pl_value *v =
        n->extra.kind == PL_DICT ? pl_dict_find(n->extra.as.dict, key) : NULL;
    pl_emit(f, key, v ? *v : otherwise);
}

static void put_value_or(pl_fields *f, pl_str key, pl_value v, pl_kind kind,
                         pl_value otherwise) {
    pl_emit(f, key, v.kind == (uint8_t)kind ? v : otherwise);
}

static void put_meta(pl_fields *f, pl_str key, pl_value meta) {
    put_value_or(f, key, meta, PL_DICT, pl_dict_new(f->arena, 0));
}

static void put_docs(pl_fields *f, const pl_dbt_node *n) {
    if (n->docs.kind == PL_DICT && f->view != PL_VIEW_MODEL) {
        pl_emit(f, K("docs"), n->docs);
        return;
    }
    const pl_value *show = n->docs.kind == PL_DICT
                               ? pl_dict_find(n->docs.as.dict, K("show"))
                               : NULL;
    const pl_value *color = n->docs.kind == PL_DICT
                                ? pl_dict_find(n->docs.as.dict, K("node_color"))
                                : NULL;
    pl_fields docs = pl_open_dict(f, K("docs"));
    pl_emit(&docs, K("show"), show ? *show : pl_bool(true));
    pl_emit(&docs, K("node_color"), color ? *color : pl_none());
    pl_close(&docs);
}

static void put_relation_parts(pl_fields *f, const pl_dbt_node *n) {
    pl_emit(f, K("database"), n->database.kind == PL_STR ? n->database : pl_none());
    pl_emit(f, K("schema"), n->schema.kind == PL_STR ? n->schema : pl_none());
}

static void put_identity(pl_fields *f, const pl_dbt_node *n) {
    pl_emit_str(f, K("name"), n->name);
    pl_emit_str(f, K("resource_type"), pl_str_of(pl_resource_name(n->type)));
    pl_emit_str(f, K("package_name"), n->package);
    pl_emit_str(f, K("path"), n->path);
    pl_emit_str(f, K("original_file_path"), n->original_file_path);
    pl_emit_str(f, K("unique_id"), n->unique_id);
}

static void put_fqn(pl_fields *f, const pl_dbt_node *n) {
    pl_emit_strs(f, K("fqn"), n->fqn, n->fqn_len);
}

static void put_checksum(pl_fields *f, const pl_dbt_node *n) {
    pl_fields sum = pl_open_dict(f, K("checksum"));
    pl_emit_str(&sum, K("name"), n->checksum_name.len ? n->checksum_name : K("none"));
    pl_emit_str(&sum, K("checksum"), n->checksum);
    pl_close(&sum);
}

/* Fields of dbt's config classes that may be None; what else is None in a config was given
 * by the project and stays in `model`. */
static bool is_config_field(pl_str key) {
    static const char *const names[] = {
        "alias", "schema", "database", "group", "incremental_strategy", "batch_size", "lookback",
        "begin", "full_refresh", "unique_key", "on_schema_change", "event_time",
        "concurrent_batches", "store_failures", "store_failures_as", "where", "limit", "strategy",
        "target_schema", "target_database", "updated_at", "check_cols", "dbt_valid_to_current",
        "quote_columns", "export_as", "freshness", NULL};
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
        bool inner = e->value.kind == PL_DICT && is_config_class(key);
        pl_dict_put_str(a, out.as.dict, key,
                        inner ? without_none(a, e->value.as.dict) : e->value);
    }
    return out;
}

static void put_config(pl_fields *f, const pl_dbt_node *n) {
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

static void put_columns(pl_fields *f, const pl_dbt_node *n) {
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

static void put_refs(pl_fields *f, const pl_dbt_node *n) {
    pl_fields refs = pl_open_list(f, K("refs"));
    for (uint32_t i = 0; i < n->ref_len; i++) {
        const pl_ref_call *call = &n->refs[i].call;
        pl_fields ref = pl_open_dict(&refs, K(""));
        pl_emit_str(&ref, K("name"), call->name);
        pl_emit_opt(&ref, K("package"), call->package);
        pl_emit(&ref, K("version"), call->version.kind == PL_UNSET ? pl_none() : call->version);
        pl_close(&ref);
    }
    pl_close(&refs);
}

static void put_sources(pl_fields *f, const pl_dbt_node *n) {
    pl_fields sources = pl_open_list(f, K("sources"));
    for (uint32_t i = 0; i < n->source_len; i++) {
        pl_str pair[2] = {n->sources[i].source, n->sources[i].table};
        pl_emit_strs(&sources, K(""), pair, 2);
    }
    pl_close(&sources);
}

static void put_metrics(pl_fields *f, const pl_dbt_node *n) {
    put_value_or(f, K("metrics"), n->metrics, PL_LIST, pl_list_new(f->arena, 0));
}

static void put_depends_on(pl_fields *f, const pl_dbt_node *n) {
    pl_fields on = pl_open_dict(f, K("depends_on"));
    pl_emit_strs(&on, K("macros"), n->macro_ids, n->macro_len);
    if (n->type != PL_RES_SEED) {
        pl_fields nodes = pl_open_list(&on, K("nodes"));
        for (uint32_t i = 0; i < n->depends_len; i++) {
            pl_emit_str(&nodes, K(""), n->depends_on[i]->unique_id);
        }
        pl_close(&nodes);
    }
    pl_close(&on);
}

static void put_contract(pl_fields *f, const pl_dbt_node *n) {
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

/* ---- what all entries of the manifest's `nodes` have */

/* dbt keeps these in memory, but not in artifacts. */
static void put_calls(pl_fields *f, const pl_dbt_node *n) {
    if (f->view != PL_VIEW_MANIFEST) {
        pl_emit_dict(f, K("config_call_dict"), n->config_calls);
        pl_emit_dict(f, K("unrendered_config_call_dict"), n->unrendered_config_calls);
    }
}

static void put_parsed(pl_fields *f, const pl_dbt_node *n) {
    put_relation_parts(f, n);
    put_identity(f, n);
    put_fqn(f, n);
    pl_emit_str(f, K("alias"), n->alias);
    put_checksum(f, n);
    put_config(f, n);
    pl_emit_strs(f, K("tags"), n->tags, n->tag_len);
    pl_emit_str(f, K("description"), n->description);
    put_columns(f, n);
    put_meta(f, K("meta"), n->meta);
    pl_emit_opt(f, K("group"), n->group);
    put_docs(f, n);
    pl_emit_opt(f, K("patch_path"), n->patch_path);
    pl_emit(f, K("build_path"), pl_none());
    pl_emit_dict(f, K("unrendered_config"), n->unrendered);
    pl_emit(f, K("created_at"), pl_created_at(f->world));
    put_calls(f, n);
    pl_emit(f, K("relation_name"), n->has_relation ? pl_string(n->relation_name) : pl_none());
    pl_emit_str(f, K("raw_code"), n->raw_code);
}

/* `compiled_path` names the file from where the command ran, as dbt does. */
static pl_value compiled_path(const pl_fields *f, const pl_dbt_node *n) {
    if (!n->compiled || !n->build_path.len) {
        return pl_none();
    }
    pl_str target = f->world->options.target_path;
    if (!target.at) {
        target = f->world->packages[0].file->target_path;
    }
    return pl_string(pl_str_cat3(f->arena, target, PL_S("/"), n->build_path));
}

static void put_ctes(pl_fields *f, const pl_dbt_node *n) {
    pl_fields ctes = pl_open_list(f, K("extra_ctes"));
    for (uint32_t i = 0; i < n->cte_len; i++) {
        pl_fields cte = pl_open_dict(&ctes, K(""));
        pl_emit_str(&cte, K("id"), n->ctes[i].node->unique_id);
        pl_emit_str(&cte, K("sql"), n->ctes[i].sql);
        pl_close(&cte);
    }
    pl_close(&ctes);
}

/* dbt's `graph` is made before anything is compiled. */
static void put_compiled(pl_fields *f, const pl_dbt_node *n) {
    bool compiled = n->compiled && f->view != PL_VIEW_GRAPH;
    put_parsed(f, n);
    pl_emit_str(f, K("language"), n->language.len ? n->language : K("sql"));
    put_refs(f, n);
    put_sources(f, n);
    put_metrics(f, n);
    put_depends_on(f, n);
    pl_emit(f, K("compiled_path"), compiled ? compiled_path(f, n) : pl_none());
    if (compiled) {
        pl_emit(f, K("compiled"), pl_bool(true));
        pl_emit_str(f, K("compiled_code"), n->compiled_code);
        pl_emit(f, K("extra_ctes_injected"), pl_bool(true));
        put_ctes(f, n);
    }
    put_contract(f, n);
}

/* ---- by type */

static pl_value defer_relation(pl_fields *f, const pl_dbt_node *n) {
    pl_value out = pl_none();
    if (n->deferred_to) {
        pl_fields to = pl_fields_dict(f->world, f->view, f->arena, &out);
        put_relation_parts(&to, n->deferred_to);
        pl_emit_str(&to, K("alias"), n->deferred_to->alias);
        pl_emit_opt(&to, K("relation_name"), n->deferred_to->relation_name);
        pl_emit_str(&to, K("name"), n->deferred_to->name);
    }
    return out;
}

static void put_deferred(pl_fields *f, const pl_dbt_node *n) {
    if (f->view != PL_VIEW_MANIFEST) {
        pl_emit(f, K("defer_relation"), defer_relation(f, n));
    }
}

static void put_model(pl_fields *f, const pl_dbt_node *n) {
    put_compiled(f, n);
    pl_emit_str(f, K("access"), n->access.len ? n->access : K("protected"));
    put_value_or(f, K("constraints"), n->constraints, PL_LIST, pl_list_new(f->arena, 0));
    pl_emit(f, K("version"), n->version);
    pl_emit(f, K("latest_version"), n->latest_version);
    pl_emit(f, K("deprecation_date"), n->deprecation_date);
    put_deferred(f, n);
    put_extra(f, n, K("primary_key"), pl_list_new(f->arena, 0));
    put_extra(f, n, K("time_spine"), pl_none());
}

static void put_seed(pl_fields *f, const pl_dbt_node *n) {
    put_parsed(f, n);
    put_extra(f, n, K("root_path"), pl_none());
    put_depends_on(f, n);
    put_deferred(f, n);
}

static void put_snapshot(pl_fields *f, const pl_dbt_node *n) {
    put_compiled(f, n);
    put_deferred(f, n);
}

static void put_test(pl_fields *f, const pl_dbt_node *n) {
    const pl_test_info *t = n->test;
    put_compiled(f, n);
    if (!t || !t->generic) {
        return;
    }
    pl_emit_opt(f, K("column_name"), t->column_name);
    pl_emit_opt(f, K("file_key_name"), t->file_key_name);
    pl_emit_opt(f, K("attached_node"), t->attached_id);
    pl_fields meta = pl_open_dict(f, K("test_metadata"));
    pl_emit_str(&meta, K("name"), t->short_name);
    pl_emit_dict(&meta, K("kwargs"), t->kwargs);
    pl_emit_opt(&meta, K("namespace"), t->name_space);
    pl_close(&meta);
}

static void put_operation(pl_fields *f, const pl_dbt_node *n) {
    put_compiled(f, n);
    put_extra(f, n, K("index"), pl_none());
}

static pl_value empty_quoting(pl_arena *a) {
    pl_value v = pl_dict_new(a, 4);
    pl_dict_put_str(a, v.as.dict, K("database"), pl_none());
    pl_dict_put_str(a, v.as.dict, K("schema"), pl_none());
    pl_dict_put_str(a, v.as.dict, K("identifier"), pl_none());
    pl_dict_put_str(a, v.as.dict, K("column"), pl_none());
    return v;
}

static void put_source(pl_fields *f, const pl_dbt_node *n) {
    put_relation_parts(f, n);
    put_identity(f, n);
    put_fqn(f, n);
    pl_emit_str(f, K("source_name"), n->source_name);
    put_extra(f, n, K("source_description"), pl_string(K("")));
    pl_emit_str(f, K("loader"), n->loader);
    pl_emit_str(f, K("identifier"), n->identifier);
    put_extra(f, n, K("quoting"), empty_quoting(f->arena));
    put_extra(f, n, K("loaded_at_field"), pl_none());
    put_extra(f, n, K("freshness"), pl_none());
    put_extra(f, n, K("external"), pl_none());
    pl_emit_str(f, K("description"), n->description);
    put_columns(f, n);
    put_meta(f, K("meta"), n->meta);
    put_extra(f, n, K("source_meta"), pl_dict_new(f->arena, 0));
    pl_emit_strs(f, K("tags"), n->tags, n->tag_len);
    put_config(f, n);
    pl_emit_opt(f, K("patch_path"), n->patch_path);
    pl_emit_dict(f, K("unrendered_config"), n->unrendered);
    pl_emit(f, K("relation_name"), n->has_relation ? pl_string(n->relation_name) : pl_none());
    pl_emit(f, K("created_at"), pl_created_at(f->world));
    put_extra(f, n, K("unrendered_database"), pl_none());
    put_extra(f, n, K("unrendered_schema"), pl_none());
}

static void put_exposure(pl_fields *f, const pl_dbt_node *n) {
    put_identity(f, n);
    put_fqn(f, n);
    put_extra(f, n, K("type"), pl_none());
    put_extra(f, n, K("owner"), pl_dict_new(f->arena, 0));
    pl_emit_str(f, K("description"), n->description);
    put_extra(f, n, K("label"), pl_none());
    put_extra(f, n, K("maturity"), pl_none());
    put_meta(f, K("meta"), n->meta);
    pl_emit_strs(f, K("tags"), n->tags, n->tag_len);
    put_config(f, n);
    pl_emit_dict(f, K("unrendered_config"), n->unrendered);
    put_extra(f, n, K("url"), pl_none());
    put_depends_on(f, n);
    put_refs(f, n);
    put_sources(f, n);
    put_metrics(f, n);
    pl_emit(f, K("created_at"), pl_created_at(f->world));
}

static void put_metric(pl_fields *f, const pl_dbt_node *n) {
    put_identity(f, n);
    put_fqn(f, n);
    pl_emit_str(f, K("description"), n->description);
    put_extra(f, n, K("label"), pl_none());
    put_extra(f, n, K("type"), pl_none());
    put_extra(f, n, K("type_params"), pl_dict_new(f->arena, 0));
    put_extra(f, n, K("filter"), pl_none());
    put_extra(f, n, K("metadata"), pl_none());
    put_extra(f, n, K("time_granularity"), pl_none());
    put_meta(f, K("meta"), n->meta);
    pl_emit_strs(f, K("tags"), n->tags, n->tag_len);
    put_config(f, n);
    pl_emit_dict(f, K("unrendered_config"), n->unrendered);
    put_sources(f, n);
    put_depends_on(f, n);
    put_refs(f, n);
    put_metrics(f, n);
    pl_emit(f, K("created_at"), pl_created_at(f->world));
    pl_emit_opt(f, K("group"), n->group);
}

static void put_group(pl_fields *f, const pl_dbt_node *n) {
    put_identity(f, n);
    put_extra(f, n, K("owner"), pl_dict_new(f->arena, 0));
}

static void put_semantic_model(pl_fields *f, const pl_dbt_node *n) {
    put_identity(f, n);
    put_fqn(f, n);
    put_extra(f, n, K("model"), pl_none());
    put_extra(f, n, K("node_relation"), pl_none());
    pl_emit_opt(f, K("description"), n->description);
    put_extra(f, n, K("label"), pl_none());
    put_extra(f, n, K("defaults"), pl_none());
    put_extra(f, n, K("entities"), pl_list_new(f->arena, 0));
    put_extra(f, n, K("measures"), pl_list_new(f->arena, 0));
    put_extra(f, n, K("dimensions"), pl_list_new(f->arena, 0));
    put_extra(f, n, K("metadata"), pl_none());
    put_depends_on(f, n);
    put_refs(f, n);
    pl_emit(f, K("created_at"), pl_created_at(f->world));
    put_config(f, n);
    pl_emit_dict(f, K("unrendered_config"), n->unrendered);
    put_extra(f, n, K("primary_entity"), pl_none());
    pl_emit_opt(f, K("group"), n->group);
}

static void put_saved_query(pl_fields *f, const pl_dbt_node *n) {
    put_identity(f, n);
    put_fqn(f, n);
    put_extra(f, n, K("query_params"), pl_dict_new(f->arena, 0));
    put_extra(f, n, K("exports"), pl_list_new(f->arena, 0));
    pl_emit_opt(f, K("description"), n->description);
    put_extra(f, n, K("label"), pl_none());
    put_extra(f, n, K("metadata"), pl_none());
    put_config(f, n);
    pl_emit_dict(f, K("unrendered_config"), n->unrendered);
    pl_emit_opt(f, K("group"), n->group);
    put_depends_on(f, n);
    pl_emit(f, K("created_at"), pl_created_at(f->world));
    put_refs(f, n);
}

static void put_unit_test(pl_fields *f, const pl_dbt_node *n) {
    put_extra(f, n, K("model"), pl_none());
    put_extra(f, n, K("given"), pl_list_new(f->arena, 0));
    put_extra(f, n, K("expect"), pl_dict_new(f->arena, 0));
    put_identity(f, n);
    put_fqn(f, n);
    pl_emit_str(f, K("description"), n->description);
    put_extra(f, n, K("overrides"), pl_none());
    put_depends_on(f, n);
    put_config(f, n);
    pl_emit_str(f, K("checksum"), pl_unit_test_checksum(n, f->arena));
    pl_emit(f, K("schema"), n->schema.kind == PL_STR ? n->schema : pl_none());
    pl_emit(f, K("created_at"), pl_created_at(f->world));
    put_extra(f, n, K("versions"), pl_none());
    pl_emit(f, K("version"), n->version);
}

void pl_emit_node(pl_fields *f, const pl_dbt_node *n) {
    switch (n->type) {
    case PL_RES_MODEL: put_model(f, n); break;
    case PL_RES_SEED: put_seed(f, n); break;
    case PL_RES_SNAPSHOT: put_snapshot(f, n); break;
    case PL_RES_TEST: put_test(f, n); break;
    case PL_RES_ANALYSIS:
    case PL_RES_SQL_OPERATION: put_compiled(f, n); break;
    case PL_RES_OPERATION: put_operation(f, n); break;
    case PL_RES_SOURCE: put_source(f, n); break;
    case PL_RES_EXPOSURE: put_exposure(f, n); break;
    case PL_RES_METRIC: put_metric(f, n); break;
    case PL_RES_GROUP: put_group(f, n); break;
    case PL_RES_SEMANTIC_MODEL: put_semantic_model(f, n); break;
    case PL_RES_SAVED_QUERY: put_saved_query(f, n); break;
    case PL_RES_UNIT_TEST: put_unit_test(f, n); break;
    case PL_RES_COUNT: break;
    }
}

pl_value pl_node_view_dict(const pl_world *w, const pl_dbt_node *n, pl_node_view view,
                           pl_arena *a) {
    pl_value out;
    pl_fields f = pl_fields_dict(w, view, a, &out);
    pl_emit_node(&f, n);
    return out;
}

void pl_node_print(const pl_world *w, const pl_dbt_node *n, pl_node_view view, pl_arena *a,
                   pl_buf *to) {
    pl_fields f = pl_fields_json(w, view, to, a);
    pl_emit_node(&f, n);
    pl_close(&f);
}

pl_value pl_dbt_node_dict(const pl_world *w, const pl_dbt_node *n, bool for_template,
                          pl_arena *a) {
    return pl_node_view_dict(w, n, for_template ? PL_VIEW_MODEL : PL_VIEW_MANIFEST, a);
}
