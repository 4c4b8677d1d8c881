/* A node as dbt's manifest, its `model` and its `graph` show it: which fields each
 * resource type has, and in what order. Source: dbt-core 1.9 artifacts/resources/v1,
 * contracts/graph/nodes.py. */
#include "project/node/node_fields_priv.h"

#define K(name) PL_S(name)

/* ---- what all entries of the manifest's `nodes` have */

/* dbt keeps these in memory, but not in artifacts. */
static void put_calls(pl_fields *f, const pl_dbt_node *n) {
    if (f->view != PL_VIEW_MANIFEST) {
        pl_emit_dict(f, K("config_call_dict"), n->config_calls);
        pl_emit_dict(f, K("unrendered_config_call_dict"), n->unrendered_config_calls);
    }
}

static void put_parsed(pl_fields *f, const pl_dbt_node *n) {
    pl_emit_relation_parts(f, n);
    pl_emit_identity(f, n);
    pl_emit_fqn(f, n);
    pl_emit_str(f, K("alias"), n->alias);
    pl_emit_checksum(f, n);
    pl_emit_config(f, n);
    pl_emit_strs(f, K("tags"), n->tags.at, n->tags.len);
    pl_emit_str(f, K("description"), n->description);
    pl_emit_columns(f, n);
    pl_emit_meta(f, K("meta"), n->meta);
    pl_emit_opt(f, K("group"), n->group);
    pl_emit_docs(f, n);
    pl_emit_opt(f, K("patch_path"), n->patch_path);
    pl_emit(f, K("build_path"), pl_none());
    pl_emit_dict(f, K("unrendered_config"), n->unrendered);
    pl_emit_created(f);
    put_calls(f, n);
    pl_emit(f, K("relation_name"),
            n->has_relation ? pl_string(n->relation_name) : pl_none());
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
    for (uint32_t i = 0; i < n->ctes.len; i++) {
        pl_fields cte = pl_open_dict(&ctes, K(""));
        pl_emit_str(&cte, K("id"), n->ctes.at[i].node->unique_id);
        pl_emit_str(&cte, K("sql"), n->ctes.at[i].sql);
        pl_close(&cte);
    }
    pl_close(&ctes);
}

/* dbt's `graph` is made before anything is compiled. */
static void put_compiled(pl_fields *f, const pl_dbt_node *n) {
    bool compiled = n->compiled && f->view != PL_VIEW_GRAPH;
    put_parsed(f, n);
    pl_emit_str(f, K("language"), n->language.len ? n->language : K("sql"));
    pl_emit_refs(f, n);
    pl_emit_sources(f, n);
    pl_emit_metrics(f, n);
    pl_emit_depends_on(f, n);
    pl_emit(f, K("compiled_path"), compiled ? compiled_path(f, n) : pl_none());
    if (compiled) {
        pl_emit(f, K("compiled"), pl_bool(true));
        pl_emit_str(f, K("compiled_code"), n->compiled_code);
        pl_emit(f, K("extra_ctes_injected"), pl_bool(true));
        put_ctes(f, n);
    }
    pl_emit_contract(f, n);
}

/* ---- by type */

static pl_value defer_relation(pl_fields *f, const pl_dbt_node *n) {
    pl_value out = pl_none();
    if (n->deferred_to) {
        pl_fields to = pl_fields_dict(f->world, f->view, f->arena, &out);
        pl_emit_relation_parts(&to, n->deferred_to);
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
    pl_emit_value_or(f, K("constraints"), n->constraints, PL_LIST,
                     pl_list_new(f->arena, 0));
    pl_emit(f, K("version"), n->version);
    pl_emit(f, K("latest_version"), n->latest_version);
    pl_emit(f, K("deprecation_date"), n->deprecation_date);
    put_deferred(f, n);
    pl_emit_extra(f, n, K("primary_key"), pl_list_new(f->arena, 0));
    pl_emit_extra(f, n, K("time_spine"), pl_none());
    if (f->view == PL_VIEW_GRAPH) {
        pl_emit(f, K("batch"), pl_none());
    }
}

static void put_seed(pl_fields *f, const pl_dbt_node *n) {
    put_parsed(f, n);
    pl_emit_extra(f, n, K("root_path"), pl_none());
    pl_emit_depends_on(f, n);
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
    pl_emit_extra(f, n, K("index"), pl_none());
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
    pl_emit_relation_parts(f, n);
    pl_emit_identity(f, n);
    pl_emit_fqn(f, n);
    pl_emit_str(f, K("source_name"), n->source_name);
    pl_emit_extra(f, n, K("source_description"), pl_string(K("")));
    pl_emit_str(f, K("loader"), n->loader);
    pl_emit_str(f, K("identifier"), n->identifier);
    pl_emit_extra(f, n, K("quoting"), empty_quoting(f->arena));
    pl_emit_extra(f, n, K("loaded_at_field"), pl_none());
    pl_emit_extra(f, n, K("freshness"), pl_none());
    pl_emit_extra(f, n, K("external"), pl_none());
    pl_emit_str(f, K("description"), n->description);
    pl_emit_columns(f, n);
    pl_emit_meta(f, K("meta"), n->meta);
    pl_emit_extra(f, n, K("source_meta"), pl_dict_new(f->arena, 0));
    pl_emit_strs(f, K("tags"), n->tags.at, n->tags.len);
    pl_emit_config(f, n);
    pl_emit_opt(f, K("patch_path"), n->patch_path);
    pl_emit_dict(f, K("unrendered_config"), n->unrendered);
    pl_emit(f, K("relation_name"),
            n->has_relation ? pl_string(n->relation_name) : pl_none());
    pl_emit_created(f);
    pl_emit_extra(f, n, K("unrendered_database"), pl_none());
    pl_emit_extra(f, n, K("unrendered_schema"), pl_none());
    if (f->view == PL_VIEW_GRAPH) {
        pl_emit(f, K("_event_status"), pl_dict_new(f->arena, 0));
    }
}

static void put_exposure(pl_fields *f, const pl_dbt_node *n) {
    pl_emit_identity(f, n);
    pl_emit_fqn(f, n);
    pl_emit_extra(f, n, K("type"), pl_none());
    pl_emit_extra(f, n, K("owner"), pl_dict_new(f->arena, 0));
    pl_emit_str(f, K("description"), n->description);
    pl_emit_extra(f, n, K("label"), pl_none());
    pl_emit_extra(f, n, K("maturity"), pl_none());
    pl_emit_meta(f, K("meta"), n->meta);
    pl_emit_strs(f, K("tags"), n->tags.at, n->tags.len);
    pl_emit_config(f, n);
    pl_emit_dict(f, K("unrendered_config"), n->unrendered);
    pl_emit_extra(f, n, K("url"), pl_none());
    pl_emit_depends_on(f, n);
    pl_emit_refs(f, n);
    pl_emit_sources(f, n);
    pl_emit_metrics(f, n);
    pl_emit_created(f);
}

static void put_metric(pl_fields *f, const pl_dbt_node *n) {
    pl_emit_identity(f, n);
    pl_emit_fqn(f, n);
    pl_emit_str(f, K("description"), n->description);
    pl_emit_extra(f, n, K("label"), pl_none());
    pl_emit_extra(f, n, K("type"), pl_none());
    pl_emit_extra(f, n, K("type_params"), pl_dict_new(f->arena, 0));
    pl_emit_extra(f, n, K("filter"), pl_none());
    pl_emit_extra(f, n, K("metadata"), pl_none());
    pl_emit_extra(f, n, K("time_granularity"), pl_none());
    pl_emit_meta(f, K("meta"), n->meta);
    pl_emit_strs(f, K("tags"), n->tags.at, n->tags.len);
    pl_emit_config(f, n);
    pl_emit_dict(f, K("unrendered_config"), n->unrendered);
    pl_emit_sources(f, n);
    pl_emit_depends_on(f, n);
    pl_emit_refs(f, n);
    pl_emit_metrics(f, n);
    pl_emit_created(f);
    pl_emit_opt(f, K("group"), n->group);
}

static void put_group(pl_fields *f, const pl_dbt_node *n) {
    pl_emit_identity(f, n);
    pl_emit_extra(f, n, K("owner"), pl_dict_new(f->arena, 0));
}

static void put_semantic_model(pl_fields *f, const pl_dbt_node *n) {
    pl_emit_identity(f, n);
    pl_emit_fqn(f, n);
    pl_emit_extra(f, n, K("model"), pl_none());
    pl_emit_extra(f, n, K("node_relation"), pl_none());
    pl_emit_opt(f, K("description"), n->description);
    pl_emit_extra(f, n, K("label"), pl_none());
    pl_emit_extra(f, n, K("defaults"), pl_none());
    pl_emit_extra(f, n, K("entities"), pl_list_new(f->arena, 0));
    pl_emit_extra(f, n, K("measures"), pl_list_new(f->arena, 0));
    pl_emit_extra(f, n, K("dimensions"), pl_list_new(f->arena, 0));
    pl_emit_extra(f, n, K("metadata"), pl_none());
    pl_emit_depends_on(f, n);
    pl_emit_refs(f, n);
    pl_emit_created(f);
    pl_emit_config(f, n);
    pl_emit_dict(f, K("unrendered_config"), n->unrendered);
    pl_emit_extra(f, n, K("primary_entity"), pl_none());
    pl_emit_opt(f, K("group"), n->group);
}

static void put_saved_query(pl_fields *f, const pl_dbt_node *n) {
    pl_emit_identity(f, n);
    pl_emit_fqn(f, n);
    pl_emit_extra(f, n, K("query_params"), pl_dict_new(f->arena, 0));
    pl_emit_extra(f, n, K("exports"), pl_list_new(f->arena, 0));
    pl_emit_opt(f, K("description"), n->description);
    pl_emit_extra(f, n, K("label"), pl_none());
    pl_emit_extra(f, n, K("metadata"), pl_none());
    pl_emit_config(f, n);
    pl_emit_dict(f, K("unrendered_config"), n->unrendered);
    pl_emit_opt(f, K("group"), n->group);
    pl_emit_depends_on(f, n);
    pl_emit_created(f);
    pl_emit_refs(f, n);
}

static void put_unit_test(pl_fields *f, const pl_dbt_node *n) {
    pl_emit_extra(f, n, K("model"), pl_none());
    pl_emit_extra(f, n, K("given"), pl_list_new(f->arena, 0));
    pl_emit_extra(f, n, K("expect"), pl_dict_new(f->arena, 0));
    pl_emit_identity(f, n);
    pl_emit_fqn(f, n);
    pl_emit_str(f, K("description"), n->description);
    pl_emit_extra(f, n, K("overrides"), pl_none());
    pl_emit_depends_on(f, n);
    pl_emit_config(f, n);
    pl_emit_str(f, K("checksum"), pl_unit_test_checksum(n, f->arena));
    pl_emit(f, K("schema"), n->schema.kind == PL_STR ? n->schema : pl_none());
    pl_emit_created(f);
    pl_emit_extra(f, n, K("versions"), pl_none());
    pl_emit(f, K("version"), n->version);
}

void pl_emit_node(pl_fields *f, const pl_dbt_node *n) {
    switch (n->type) {
    case PL_RES_MODEL:
        put_model(f, n);
        break;
    case PL_RES_SEED:
        put_seed(f, n);
        break;
    case PL_RES_SNAPSHOT:
        put_snapshot(f, n);
        break;
    case PL_RES_TEST:
        put_test(f, n);
        break;
    case PL_RES_ANALYSIS:
    case PL_RES_SQL_OPERATION:
        put_compiled(f, n);
        break;
    case PL_RES_OPERATION:
        put_operation(f, n);
        break;
    case PL_RES_SOURCE:
        put_source(f, n);
        break;
    case PL_RES_EXPOSURE:
        put_exposure(f, n);
        break;
    case PL_RES_METRIC:
        put_metric(f, n);
        break;
    case PL_RES_GROUP:
        put_group(f, n);
        break;
    case PL_RES_SEMANTIC_MODEL:
        put_semantic_model(f, n);
        break;
    case PL_RES_SAVED_QUERY:
        put_saved_query(f, n);
        break;
    case PL_RES_UNIT_TEST:
        put_unit_test(f, n);
        break;
    case PL_RES_COUNT:
        break;
    }
}

pl_value pl_node_view_dict(const pl_world *w, const pl_dbt_node *n, pl_node_view view,
                           pl_arena *a) {
    pl_value out;
    pl_fields f = pl_fields_dict(w, view, a, &out);
    pl_emit_node(&f, n);
    return out;
}

void pl_node_print(const pl_world *w, const pl_dbt_node *n, pl_node_view view,
                   pl_arena *a, pl_buf *to) {
    pl_fields f = pl_fields_json(w, view, to, a);
    pl_emit_node(&f, n);
    pl_close(&f);
}

pl_value pl_dbt_node_dict(const pl_world *w, const pl_dbt_node *n, bool for_template,
                          pl_arena *a) {
    return pl_node_view_dict(w, n, for_template ? PL_VIEW_MODEL : PL_VIEW_MANIFEST, a);
}
