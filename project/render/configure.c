/* A node's final config and what follows from it.
 *
 * Source: dbt-core 1.9 parser/base.py update_parsed_node_config. */
#include "lexer/lexer.h"
#include "project/node/workspace_priv.h"
#include "project/render/names.h"
#include "project/render/parse_node.h"
#include "project/render/report.h"

static void take_tags(pl_world *w, pl_dbt_node *n) {
    const pl_value *tags = pl_dict_find(n->config, PL_S("tags"));
    if (!tags || tags->kind != PL_LIST) {
        return;
    }
    for (uint32_t i = 0; i < tags->as.list->len; i++) {
        pl_value tag = tags->as.list->at[i];
        if (tag.kind == PL_STR) {
            pl_dbt_node_add_tag(n, w->arena, pl_str_from(tag));
        }
    }
}

static void take_docs(pl_world *w, pl_dbt_node *n, const pl_dict *docs) {
    const pl_value *show = pl_dict_find(docs, PL_S("show"));
    const pl_value *color = pl_dict_find(docs, PL_S("node_color"));
    const pl_value *before = pl_dict_find(n->docs.as.dict, PL_S("show"));
    pl_value fresh = pl_dict_new(w->arena, 2);
    pl_dict_put_str(w->arena, fresh.as.dict, PL_S("show"),
                    show     ? *show
                    : before ? *before
                             : pl_bool(true));
    pl_dict_put_str(w->arena, fresh.as.dict, PL_S("node_color"),
                    color ? *color : pl_none());
    n->docs = fresh;
}

static void take_contract(pl_world *w, pl_dbt_node *n, const pl_dict *contract) {
    static const char *const keys[] = {"enforced", "alias_types", "checksum"};
    pl_value fresh = pl_dict_new(w->arena, 3);
    for (size_t i = 0; i < 3; i++) {
        pl_str key = pl_str_of(keys[i]);
        const pl_value *v = pl_dict_find(contract, key);
        const pl_value *before = pl_dict_find(n->contract.as.dict, key);
        bool given = v && v->kind != PL_NONE;
        pl_dict_put_str(w->arena, fresh.as.dict, key,
                        given              ? *v
                        : i == 2 && before ? *before
                        : i == 1           ? pl_bool(true)
                        : i == 0           ? pl_bool(false)
                                           : pl_none());
    }
    n->contract = fresh;
}

static bool take_access(pl_world *w, pl_dbt_node *n, const pl_value *access) {
    static const char *const known[] = {"private", "protected", "public"};
    if (!access || access->kind != PL_STR || !access->len) {
        return true;
    }
    for (size_t i = 0; i < 3; i++) {
        if (pl_str_eq(pl_str_from(*access), pl_str_of(known[i]))) {
            n->access = pl_str_from(*access);
            return true;
        }
    }
    pl_diag *d =
        pl_diag_addf(&w->sink, PL_E0502, n->span,
                     "Node %.*s has an invalid value (%.*s) for the access field",
                     PL_FMT(n->unique_id), PL_FMT(pl_str_from(*access)));
    d->node = n->unique_id;
    return false;
}

static const pl_dict *dict_config(const pl_dbt_node *n, const char *key) {
    const pl_value *v = pl_dict_find(n->config, pl_str_of(key));
    return v && v->kind == PL_DICT && v->as.dict->len ? v->as.dict : NULL;
}

/* What config says that also stands at the node itself. */
static bool copy_to_node(pl_world *w, pl_dbt_node *n) {
    take_tags(w, n);
    const pl_value *meta = pl_dict_find(n->config, PL_S("meta"));
    if (meta && meta->kind == PL_DICT && meta->as.dict->len) {
        n->meta = *meta;
    }
    const pl_value *group = pl_dict_find(n->config, PL_S("group"));
    if (group && group->kind == PL_STR && group->len) {
        n->group = pl_str_from(*group);
    }
    const pl_dict *docs = dict_config(n, "docs");
    if (docs) {
        take_docs(w, n, docs);
    }
    const pl_dict *contract = dict_config(n, "contract");
    if (contract && n->type != PL_RES_SEED) {
        take_contract(w, n, contract);
    }
    return n->type != PL_RES_MODEL ||
           take_access(w, n, pl_dict_find(n->config, PL_S("access")));
}

/* ---- hooks: their text is rendered for its references */

static bool parse_hook(pl_world *w, pl_dbt_node *n, pl_value hook) {
    pl_value text = hook;
    if (hook.kind == PL_DICT) {
        const pl_value *sql = pl_dict_find(hook.as.dict, PL_S("sql"));
        text = sql ? *sql : pl_none();
    }
    if (text.kind != PL_STR || pl_text_is_plain(pl_str_from(text))) {
        return true;
    }
    const pl_template *t = pl_workspace_text(w->ws, pl_str_from(text), PL_MODE_DBT);
    if (!t->unit) {
        pl_report_syntax(w, t, n);
        return false;
    }
    return pl_parse_template(w, n, t->unit);
}

static bool parse_hooks(pl_world *w, pl_dbt_node *n) {
    static const char *const keys[] = {"pre-hook", "post-hook"};
    bool ok = true;
    for (size_t k = 0; k < 2; k++) {
        const pl_value *hooks = pl_dict_find(n->shown, pl_str_of(keys[k]));
        if (!hooks || hooks->kind != PL_LIST) {
            continue;
        }
        for (uint32_t i = 0; i < hooks->as.list->len; i++) {
            ok = parse_hook(w, n, hooks->as.list->at[i]) && ok;
        }
    }
    return ok;
}

bool pl_dbt_node_configure(pl_world *w, pl_dbt_node *n) {
    pl_config_input in = pl_node_config_input(n);
    pl_config_result r = {0};
    /* Like dbt, start from what the project files say: a null set
     * later does not show. */
    const pl_dict *earlier = n->shown;
    if (!earlier) {
        earlier = pl_config_base(w->configs, in.cls, n->package, n->fqn, n->fqn_len,
                                 w->arena);
    }
    bool ok = pl_config_build(w->configs, &in, earlier, w->arena, &w->sink, &r);
    n->config = r.config;
    n->shown = r.shown;
    n->unrendered = r.unrendered;
    const pl_value *enabled = pl_dict_find(n->config, PL_S("enabled"));
    n->disabled = enabled && enabled->kind == PL_BOOL && !enabled->as.i;
    ok = ok && copy_to_node(w, n) && pl_node_name(w, n, w->options.trace);
    bool has_hooks = n->type != PL_RES_TEST && n->type != PL_RES_SOURCE;
    ok = ok && (!has_hooks || parse_hooks(w, n));
    n->failed = n->failed || !ok;
    return ok;
}
