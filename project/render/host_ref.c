/* What ref, source, metric, this and doc give in a world. */
#include "macros/warehouse/warehouse.h"
#include "project/node/find.h"
#include "project/node/relation.h"
#include "project/render/host_priv.h"
#include "support/vec.h"

static bool target_not_found(pl_eval *ev, const pl_dbt_node *n, pl_str words,
                             bool disabled) {
    pl_raise(ev, PL_EXC_DEPENDENCY, "%s '%.*s' (%.*s) depends on %.*s which %s",
             n->type == PL_RES_OPERATION ? "Operation" : "Model", PL_FMT(n->unique_id),
             PL_FMT(n->original_file_path), PL_FMT(words),
             disabled ? "is disabled" : "was not found");
    ev->error.code = PL_E0301;
    return false;
}

static bool place_not_known(pl_eval *ev, const pl_dbt_node *n, const pl_dbt_node *on) {
    pl_raise(ev, PL_EXC_COMPILATION,
             "'%.*s' reads '%.*s' (%.*s), and where that lies is not known",
             PL_FMT(n->unique_id), PL_FMT(on->unique_id),
             PL_FMT(on->original_file_path));
    ev->error.code = PL_E0301;
    return false;
}

static pl_value relation_value(pl_relation *r) {
    r->made_by = r;
    return pl_object_value(&r->base);
}

static void record_ref(pl_dbt *d, pl_eval *ev, const pl_ref_call *call) {
    pl_world *w = pl_host_world(d);
    pl_dbt_node *n = pl_host_node(d);
    pl_ref_use use = {.call = {pl_str_copy(w->arena, call->package),
                               pl_str_copy(w->arena, call->name),
                               pl_value_copy(w->arena, call->version)}};
    if (pl_interp_of(ev)->unit) {
        const pl_ast *ast = pl_unit_ast(pl_interp_of(ev)->unit);
        use.span = (pl_span){ast->src, pl_interp_of(ev)->at, pl_interp_of(ev)->at + 3};
    }
    PL_PUSH(w->arena, &n->refs, use);
}

/* A dependency that shows only when execute is true was not seen while parsing. */
static bool ref_out_of_context(pl_eval *ev, const pl_dbt_node *n,
                               const pl_ref_call *call) {
    pl_str args = call->package.len
                      ? pl_str_fmt(ev->arena, "'%.*s', '%.*s'", PL_FMT(call->package),
                                   PL_FMT(call->name))
                      : pl_str_fmt(ev->arena, "'%.*s'", PL_FMT(call->name));
    pl_raise(
        ev, PL_EXC_COMPILATION,
        "dbt was unable to infer all dependencies for the model \"%.*s\".\n"
        "This typically happens when ref() is placed within a conditional block.\n\n"
        "To fix this, add the following hint to the top of the model \"%.*s\":\n\n"
        "-- depends_on: {{ ref(%.*s) }}",
        PL_FMT(n->name), PL_FMT(n->name), PL_FMT(args));
    ev->error.code = PL_E0301;
    return false;
}

static bool depends_on(const pl_dbt_node *n, const pl_dbt_node *on) {
    for (uint32_t i = 0; i < n->depends_on.len; i++) {
        if (n->depends_on.at[i] == on) {
            return true;
        }
    }
    return false;
}

static void add_cte(pl_world *w, pl_dbt_node *n, pl_dbt_node *ephemeral) {
    for (uint32_t i = 0; i < n->ctes.len; i++) {
        if (n->ctes.at[i].node == ephemeral) {
            return;
        }
    }
    struct pl_cte cte = {ephemeral, {"", 0}};
    PL_PUSH(w->arena, &n->ctes, cte);
}

static bool resolve_to_relation(pl_dbt *d, pl_eval *ev, pl_dbt_node *target,
                                pl_value *out) {
    pl_world *w = pl_host_world(d);
    pl_dbt_node *n = pl_host_node(d);
    if (pl_node_is_ephemeral(target)) {
        if (n->type == PL_RES_OPERATION) {
            return pl_raise(
                ev, PL_EXC_COMPILATION,
                "Operations can not ref() ephemeral nodes, but %.*s is ephemeral",
                PL_FMT(target->name));
        }
        add_cte(w, n, target);
        pl_str name = pl_str_cat(ev->arena, PL_S("__dbt__cte__"), target->alias);
        pl_relation *r = pl_relation_new(ev->arena, &w->style, pl_none(), pl_none(),
                                         pl_string(name));
        r->is_cte = true;
        r->type = PL_S("cte");
        r->quoted[2] = false;
        r->node = target->unique_id;
        r->limit = w->options.empty ? 0 : -1;
        *out = relation_value(r);
        return true;
    }
    const pl_dbt_node *from = target->deferred_to ? target->deferred_to : target;
    if (from->unplaced) {
        return place_not_known(ev, n, from);
    }
    pl_relation *r = pl_relation_of(w, from, ev->arena);
    r->node = target->unique_id;
    r->limit = w->options.empty ? 0 : -1;
    *out = relation_value(r);
    return true;
}

bool pl_host_ref(pl_dbt *d, pl_eval *ev, const pl_ref_call *call, pl_value *out) {
    pl_world *w = pl_host_world(d);
    pl_dbt_node *n = pl_host_node(d);
    if (!n) {
        *out = pl_none();
        return true;
    }
    if (d->phase != PL_PHASE_COMPILE) {
        record_ref(d, ev, call);
        *out = relation_value(pl_relation_of(w, n, ev->arena));
        return true;
    }
    bool disabled = false;
    pl_dbt_node *target = pl_find_ref(w, call, n->package, &disabled);
    if (!target || disabled) {
        return target_not_found(ev, n, pl_ref_words(ev->arena, call), disabled);
    }
    if (n->type != PL_RES_OPERATION && !depends_on(n, target)) {
        return ref_out_of_context(ev, n, call);
    }
    return resolve_to_relation(d, ev, target, out);
}

bool pl_host_source(pl_dbt *d, pl_eval *ev, pl_str source, pl_str table,
                    pl_value *out) {
    pl_world *w = pl_host_world(d);
    pl_dbt_node *n = pl_host_node(d);
    if (!n) {
        *out = pl_none();
        return true;
    }
    if (d->phase != PL_PHASE_COMPILE) {
        pl_source_use use = {
            pl_str_copy(w->arena, source), pl_str_copy(w->arena, table), {NULL, 0, 0}};
        if (pl_interp_of(ev)->unit) {
            use.span = (pl_span){pl_unit_ast(pl_interp_of(ev)->unit)->src,
                                 pl_interp_of(ev)->at, pl_interp_of(ev)->at + 6};
        }
        PL_PUSH(w->arena, &n->sources, use);
        *out = relation_value(pl_relation_of(w, n, ev->arena));
        return true;
    }
    bool disabled = false;
    pl_dbt_node *target = pl_find_source(w, source, table, n->package, &disabled);
    if (!target || disabled) {
        pl_str words = pl_str_fmt(ev->arena, "a source named '%.*s.%.*s'",
                                  PL_FMT(source), PL_FMT(table));
        return target_not_found(ev, n, words, disabled);
    }
    return resolve_to_relation(d, ev, target, out);
}

bool pl_host_metric(pl_dbt *d, pl_eval *ev, pl_str package, pl_str name,
                    pl_value *out) {
    (void)package;
    pl_dbt_node *n = pl_host_node(d);
    if (n && d->phase == PL_PHASE_PARSE) {
        pl_value use = pl_list_new(pl_host_world(d)->arena, 2);
        if (package.len) {
            pl_list_push(pl_host_world(d)->arena, use.as.list,
                         pl_string(pl_str_copy(pl_host_world(d)->arena, package)));
        }
        pl_list_push(pl_host_world(d)->arena, use.as.list,
                     pl_string(pl_str_copy(pl_host_world(d)->arena, name)));
        if (n->metrics.kind != PL_LIST) {
            n->metrics = pl_list_new(pl_host_world(d)->arena, 2);
        }
        pl_list_push(pl_host_world(d)->arena, n->metrics.as.list, use);
    }
    *out = pl_string(pl_str_copy(ev->arena, name));
    return true;
}

pl_found pl_host_this(pl_dbt *d, pl_eval *ev, pl_value *out) {
    pl_dbt_node *n = pl_host_node(d);
    if (!n || n->type == PL_RES_OPERATION) {
        return PL_MISSING;
    }
    *out = relation_value(pl_relation_of(pl_host_world(d), n, ev->arena));
    return PL_FOUND;
}

/* doc(): the root first, then the own package, then anyone's. */
bool pl_host_doc(pl_dbt *d, pl_eval *ev, pl_str package, pl_str name, pl_value *out) {
    pl_world *w = pl_host_world(d);
    const pl_str order[] = {package.len ? package : w->packages[0].file->name,
                            package.len ? package : d->package};
    for (size_t i = 0; i < 2; i++) {
        pl_str id =
            pl_str_fmt(ev->arena, "doc.%.*s.%.*s", PL_FMT(order[i]), PL_FMT(name));
        const pl_doc *doc = pl_map_get(&w->docs, id);
        if (doc) {
            *out = pl_string(doc->text);
            return true;
        }
    }
    for (uint32_t i = 0; !package.len && i < w->docs.len; i++) {
        const pl_doc *doc = w->docs.at[i].value;
        if (pl_str_eq(doc->name, name)) {
            *out = pl_string(doc->text);
            return true;
        }
    }
    pl_raise(
        ev, PL_EXC_COMPILATION,
        package.len
            ? "Documentation for '%s%.*s' depends on doc '%.*s' in package "
              "'%.*s' which was not found"
            : "Documentation for '%s%.*s' depends on doc '%.*s' which was not found%.*s",
        "", PL_FMT(pl_host_node(d) ? pl_host_node(d)->unique_id : d->package),
        PL_FMT(name), PL_FMT(package));
    ev->error.code = PL_E0301;
    return false;
}
