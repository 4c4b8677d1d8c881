/* References to nodes, access rules, uniqueness, order.
 *
 * Source: dbt-core 1.9 contracts/graph/manifest.py (lookups, resolve_ref, access),
 * parser/manifest.py process_refs, compilation.py Linker. */
#include "macros/warehouse/warehouse.h"
#include "project/node/find.h"
#include "project/node/relation.h"
#include "project/node/world_priv.h"
#include "project/world/stages.h"
#include "project/world/stages_priv.h"
#include "support/vec.h"

/* ---- references */

/* `quiet`: a test of a disabled node is dropped without a word, as dbt does. */
static bool missing_target(pl_world *w, pl_dbt_node *n, pl_str words, bool disabled,
                           bool quiet, pl_span span) {
    bool test = n->type == PL_RES_TEST;
    n->errored_refs = true;
    if (test && n->shown) {
        /* The dict may be shared with other nodes of the same config. */
        pl_value own =
            pl_value_copy(w->arena, (pl_value){.kind = PL_DICT, .as.dict = n->shown});
        n->shown = own.as.dict;
        pl_dict_put_str(w->arena, n->shown, PL_S("enabled"), pl_bool(false));
    }
    if (test && disabled && quiet) {
        return true;
    }
    pl_diag *d = pl_diag_addf(&w->sink, test ? PL_W0523 : PL_E0301, span,
                              "%s '%.*s' (%.*s) depends on %.*s which %s",
                              pl_resource_title(n->type), PL_FMT(n->unique_id),
                              PL_FMT(n->original_file_path), PL_FMT(words),
                              disabled ? "is disabled" : "was not found");
    d->node = n->unique_id;
    return test;
}

/* A near name helps more than "was not found". */
static void suggest(pl_world *w, const pl_map *index, pl_str name) {
    pl_str best = {"", 0};
    uint32_t least = name.len > 4 ? 3 : 2;
    for (uint32_t i = 0; i < index->len; i++) {
        uint32_t distance = pl_str_distance(name, index->at[i].key, least);
        if (distance < least) {
            least = distance;
            best = index->at[i].key;
        }
    }
    if (best.len) {
        w->sink.at[w->sink.len - 1].help =
            pl_str_fmt(w->arena, "did you mean '%.*s'?", PL_FMT(best));
    }
}

static bool denied(pl_world *w, const pl_dbt_node *n, const pl_dbt_node *on,
                   const char *access, pl_str scope, const char *kind, pl_span span) {
    pl_diag *d = pl_diag_addf(
        &w->sink, PL_E0301, span,
        "Node %.*s attempted to reference node %.*s, which is not allowed because the "
        "referenced node is %s to the '%.*s' %s.",
        PL_FMT(n->unique_id), PL_FMT(on->unique_id), access, PL_FMT(scope), kind);
    d->node = n->unique_id;
    d->dbt_kind = "Parsing";
    return false;
}

static bool may_reference(pl_world *w, const pl_dbt_node *n, const pl_dbt_node *on,
                          pl_span span) {
    if (on->type != PL_RES_MODEL || n->type == PL_RES_SQL_OPERATION) {
        return true;
    }
    bool other = !pl_str_eq(n->package, on->package);
    bool restricted = on->owner->file->restrict_access;
    if (PL_STR_IS(on->access, "private") &&
        (!n->group.len || !pl_str_eq(n->group, on->group) || (other && restricted))) {
        return denied(w, n, on, "private", on->group, "group", span);
    }
    if (PL_STR_IS(on->access, "protected") && other && restricted) {
        return denied(w, n, on, "protected", on->package, "package", span);
    }
    return true;
}

static bool link_ref(pl_world *w, pl_dbt_node *n, const pl_ref_use *use) {
    bool disabled = false;
    pl_dbt_node *on = pl_find_ref(w, &use->call, n->package, &disabled);
    if (!on || disabled) {
        bool ok = missing_target(w, n, pl_ref_words(w->arena, &use->call), disabled,
                                 true, use->span.src ? use->span : n->span);
        if (!on) {
            suggest(w, &w->private->ref_index, use->call.name);
        }
        return ok;
    }
    if (!may_reference(w, n, on, use->span.src ? use->span : n->span)) {
        n->errored_refs = true;
        return false;
    }
    pl_dbt_node_add_dependency(n, w->arena, on);
    return true;
}

static bool link_source(pl_world *w, pl_dbt_node *n, const pl_source_use *use) {
    bool disabled = false;
    pl_dbt_node *on = pl_find_source(w, use->source, use->table, n->package, &disabled);
    if (!on || disabled) {
        pl_str words = pl_str_fmt(w->arena, "a source named '%.*s.%.*s'",
                                  PL_FMT(use->source), PL_FMT(use->table));
        bool ok = missing_target(w, n, words, disabled, false,
                                 use->span.src ? use->span : n->span);
        if (!on) {
            pl_str key = pl_str_fmt(w->arena, "%.*s.%.*s", PL_FMT(use->source),
                                    PL_FMT(use->table));
            suggest(w, &w->private->source_index, key);
        }
        return ok;
    }
    pl_dbt_node_add_dependency(n, w->arena, on);
    return true;
}

static pl_dbt_node *find_metric(const pl_world *w, pl_str package, pl_str name,
                                pl_str from_package) {
    const pl_str first[] = {w->packages[0].file->name, from_package};
    for (int i = 0; i < 2; i++) {
        pl_str in = package.len ? package : first[i];
        pl_str id = pl_str_fmt(w->arena, "metric.%.*s.%.*s", PL_FMT(in), PL_FMT(name));
        pl_dbt_node *n = pl_map_get(&w->metrics, id);
        if (n) {
            return n;
        }
    }
    for (uint32_t i = 0; i < w->metrics.len && !package.len; i++) {
        pl_dbt_node *n = w->metrics.at[i].value;
        if (pl_str_eq(n->name, name)) {
            return n;
        }
    }
    return NULL;
}

static bool link_metric(pl_world *w, pl_dbt_node *n, const pl_list *use) {
    pl_str name = pl_str_from(use->at[use->len - 1]);
    pl_str package = use->len > 1 ? pl_str_from(use->at[0]) : PL_S("");
    pl_dbt_node *on = find_metric(w, package, name, n->package);
    if (!on) {
        pl_str words = pl_str_fmt(w->arena, "a metric named '%.*s'", PL_FMT(name));
        return missing_target(w, n, words, false, false, n->span);
    }
    pl_dbt_node_add_dependency(n, w->arena, on);
    return true;
}

/* Sources first, then refs, then metrics: the order of depends_on.nodes. */
static bool link_node(pl_world *w, pl_dbt_node *n) {
    bool ok = true;
    for (uint32_t i = 0; i < n->sources.len; i++) {
        ok = link_source(w, n, &n->sources.at[i]) && ok;
    }
    for (uint32_t i = 0; i < n->refs.len && n->type != PL_RES_SEED; i++) {
        ok = link_ref(w, n, &n->refs.at[i]) && ok;
    }
    const pl_list *metrics = n->metrics.kind == PL_LIST ? n->metrics.as.list : NULL;
    for (uint32_t i = 0; metrics && i < metrics->len && n->type != PL_RES_SEED; i++) {
        ok = link_metric(w, n, metrics->at[i].as.list) && ok;
    }
    return ok;
}

static bool link_all(pl_world *w) {
    const pl_map *maps[] = {&w->nodes,           &w->exposures,     &w->metrics,
                            &w->semantic_models, &w->saved_queries, &w->unit_tests};
    bool ok = true;
    for (size_t m = 0; m < sizeof maps / sizeof *maps; m++) {
        for (uint32_t i = 0; i < maps[m]->len; i++) {
            ok = link_node(w, maps[m]->at[i].value) && ok;
        }
    }
    return ok;
}

/* ---- uniqueness */

static bool both_versioned_and_not(pl_world *w, const pl_dbt_node *versioned,
                                   const pl_dbt_node *plain) {
    pl_diag *d = pl_diag_addf(
        &w->sink, PL_E0303, plain->span,
        "dbt found versioned and unversioned models with the name \"%.*s\".\n\n"
        "Since these resources have the same name, dbt will be unable to find the "
        "correct resource\nwhen looking for ref('%.*s').\n\nTo fix this, change "
        "the name of the unversioned resource\n%.*s (%.*s)\nor add the "
        "unversioned model to the versions in %.*s",
        PL_FMT(plain->name), PL_FMT(plain->name), PL_FMT(plain->unique_id),
        PL_FMT(plain->original_file_path), PL_FMT(versioned->patch_path));
    d->node = plain->unique_id;
    d->dbt_kind = "Parsing";
    return false;
}

static bool same_relation(pl_world *w, const pl_dbt_node *a, const pl_dbt_node *b,
                          pl_str text) {
    pl_diag *d = pl_diag_addf(
        &w->sink, PL_E0601, b->span,
        "dbt found two resources with the database representation \"%.*s\".\ndbt "
        "cannot "
        "create two resources with identical database representations. To fix "
        "this,\nchange the configuration of one of these resources:\n- %.*s (%.*s)\n"
        "- %.*s (%.*s)",
        PL_FMT(text), PL_FMT(a->unique_id), PL_FMT(a->original_file_path),
        PL_FMT(b->unique_id), PL_FMT(b->original_file_path));
    d->node = b->unique_id;
    return false;
}

static bool counts_for_uniqueness(const pl_dbt_node *n) {
    return n->type == PL_RES_MODEL || pl_node_is_relational(n);
}

static bool check_name(pl_world *w, pl_map *names, pl_dbt_node *n) {
    pl_str name =
        pl_str_fmt(w->arena, "%.*s.%.*s", PL_FMT(n->package), PL_FMT(n->name));
    const pl_dbt_node *before = pl_map_get(names, name);
    pl_map_put(names, w->arena, name, n);
    if (!before || pl_node_is_versioned(before) == pl_node_is_versioned(n)) {
        return true;
    }
    return pl_node_is_versioned(n) ? both_versioned_and_not(w, n, before)
                                   : both_versioned_and_not(w, before, n);
}

static bool check_relation(pl_world *w, pl_map *relations, pl_dbt_node *n) {
    pl_str text = pl_relation_text(pl_relation_of(w, n, w->arena), w->arena);
    const pl_dbt_node *before = pl_map_get(relations, text);
    if (before) {
        return same_relation(w, before, n, text);
    }
    pl_map_put(relations, w->arena, text, n);
    return true;
}

static bool check_unique(pl_world *w) {
    pl_map names = {0};
    pl_map relations = {0};
    bool ok = true;
    for (uint32_t i = 0; i < w->nodes.len; i++) {
        pl_dbt_node *n = w->nodes.at[i].value;
        if (counts_for_uniqueness(n)) {
            ok = check_relation(w, &relations, n) && ok;
            ok = check_name(w, &names, n) && ok;
        }
    }
    return ok;
}

/* ---- order */

enum { UNSEEN, OPEN, DONE };

typedef struct visit {
    pl_dbt_node *node;
    uint32_t next; /* dependency to look at */
} visit;

typedef struct ordering {
    pl_world *w;
    PL_VEC(visit) stack;
    PL_VEC(pl_dbt_node *) order;
    bool cyclic;
} ordering;

/* Where `n` refers to `on`. */
static pl_span place_of_use(const pl_world *w, const pl_dbt_node *n,
                            const pl_dbt_node *on) {
    for (uint32_t i = 0; i < n->refs.len; i++) {
        bool disabled;
        if (n->refs.at[i].span.src &&
            pl_find_ref(w, &n->refs.at[i].call, n->package, &disabled) == on) {
            return n->refs.at[i].span;
        }
    }
    return n->span;
}

/* Who refers to whom, behind the reference that the diagnostic itself points to. */
static void explain_cycle(ordering *o, pl_diag *d, const visit *at, uint32_t len) {
    enum { MOST = 16 };
    uint32_t count = len - 1 < MOST ? len - 1 : MOST;
    pl_diag_note *notes = PL_NEW_ARRAY0(o->w->arena, pl_diag_note, count);
    for (uint32_t i = 0; i < count; i++) {
        const pl_dbt_node *from = at[i + 1].node;
        const pl_dbt_node *to = at[(i + 2) % len].node;
        notes[i].span = place_of_use(o->w, from, to);
        notes[i].text = pl_str_fmt(o->w->arena, "which refers to %.*s in turn",
                                   PL_FMT(to->unique_id));
    }
    d->notes = notes;
    d->note_count = count;
}

/* The cycle that closes at `n`: each of its nodes depends on the one after it on the
 * stack. dbt prints it from the nodes depended on to those that depend on them. */
static void report_cycle(ordering *o, const pl_dbt_node *n) {
    uint32_t first = o->stack.len - 1;
    while (o->stack.at[first].node != n) {
        first--;
    }
    const visit *at = &o->stack.at[first];
    uint32_t len = o->stack.len - first;
    pl_buf b = {0};
    pl_buf_str(&b, n->unique_id);
    for (uint32_t k = len - 1; k; k--) {
        PL_BUF_LIT(&b, " --> ");
        pl_buf_str(&b, at[k].node->unique_id);
    }
    pl_str path = pl_buf_take(&b, o->w->arena);
    pl_buf_free(&b);
    pl_diag *d =
        pl_diag_addf(&o->w->sink, PL_E0302, place_of_use(o->w, n, at[len > 1].node),
                     "Found a cycle: %.*s", PL_FMT(path));
    d->node = n->unique_id;
    explain_cycle(o, d, at, len);
    o->cyclic = true;
}

/* Depth first without recursion; `rank` holds the state meanwhile. */
static void visit_from(ordering *o, pl_dbt_node *start) {
    pl_arena *a = o->w->arena;
    visit first = {start, 0};
    start->rank = OPEN;
    PL_PUSH(a, &o->stack, first);
    while (o->stack.len) {
        visit *v = &o->stack.at[o->stack.len - 1];
        if (v->next == v->node->depends_on.len) {
            v->node->rank = DONE;
            PL_PUSH(a, &o->order, v->node);
            o->stack.len--;
            continue;
        }
        pl_dbt_node *on = v->node->depends_on.at[v->next++];
        if (on->rank == OPEN) {
            report_cycle(o, on);
        } else if (on->rank == UNSEEN) {
            visit next = {on, 0};
            on->rank = OPEN;
            PL_PUSH(a, &o->stack, next);
        }
    }
}

static bool order_nodes(pl_world *w) {
    const pl_map *maps[] = {&w->sources,   &w->nodes,           &w->exposures,
                            &w->metrics,   &w->semantic_models, &w->saved_queries,
                            &w->unit_tests};
    ordering o = {.w = w};
    for (size_t m = 0; m < sizeof maps / sizeof *maps; m++) {
        for (uint32_t i = 0; i < maps[m]->len; i++) {
            ((pl_dbt_node *)maps[m]->at[i].value)->rank = UNSEEN;
        }
    }
    for (size_t m = 0; m < sizeof maps / sizeof *maps; m++) {
        for (uint32_t i = 0; i < maps[m]->len; i++) {
            pl_dbt_node *n = maps[m]->at[i].value;
            if (n->rank == UNSEEN) {
                visit_from(&o, n);
            }
        }
    }
    for (uint32_t i = 0; i < o.order.len; i++) {
        o.order.at[i]->rank = i;
    }
    w->order = o.order.at;
    w->order_len = o.order.len;
    return !o.cyclic;
}

bool pl_world_link(pl_world *w) {
    pl_names_index(w);
    bool ok = link_all(w);
    ok = check_unique(w) && ok;
    pl_warn_unused_paths(w);
    return order_nodes(w) && ok;
}
