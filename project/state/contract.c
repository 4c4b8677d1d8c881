/* Contracts of models: is what was promised still there?
 * Source: dbt-core 1.9 contracts/graph/nodes.py (same_contract and its kin). */
#include "project/state/state_compare_priv.h"

static bool is_enforced(pl_value contract) {
    const pl_value *v = contract.kind == PL_DICT
                            ? pl_dict_find(contract.as.dict, PL_S("enforced"))
                            : NULL;
    return v && v->kind == PL_BOOL && v->as.i;
}

static pl_value checksum_of(pl_value contract) {
    const pl_value *v = contract.kind == PL_DICT
                            ? pl_dict_find(contract.as.dict, PL_S("checksum"))
                            : NULL;
    return v ? *v : pl_none();
}

static const pl_column *column_named(const pl_dbt_node *n, pl_str name) {
    for (uint32_t i = 0; i < n->column_len; i++) {
        if (pl_str_eq(n->columns[i].name, name)) {
            return &n->columns[i];
        }
    }
    return NULL;
}

static pl_value data_type(pl_value column) {
    const pl_value *v =
        column.kind == PL_DICT ? pl_dict_find(column.as.dict, PL_S("data_type")) : NULL;
    return v ? *v : pl_none();
}

static void put_type(pl_buf *to, pl_value type) {
    pl_buf_str(to, type.kind == PL_STR ? pl_str_from(type) : PL_S("None"));
}

/* Columns that are gone, then those of another type, as dbt lists them. */
static void list_column_breaks(pl_comparison *c, const pl_dbt_node *n, pl_value columns,
                               pl_buf *to) {
    pl_buf types = {0};
    uint32_t at = 0;
    const pl_dict_entry *e;
    bool removed = false;
    while (columns.kind == PL_DICT && (e = pl_dict_next(columns.as.dict, &at))) {
        pl_str name = pl_str_from(e->key);
        const pl_column *now = column_named(n, name);
        if (!now) {
            pl_buf_str(to, removed ? PL_S("") : PL_S("\n  - Columns were removed: "));
            pl_buf_fmt(to, "\n    - %.*s", PL_FMT(name));
            removed = true;
        } else if (!pl_comparison_same(c, data_type(e->value), data_type(now->dict))) {
            pl_buf_fmt(&types, "\n    - %.*s (", PL_FMT(name));
            put_type(&types, data_type(e->value));
            PL_BUF_LIT(&types, " -> ");
            put_type(&types, data_type(now->dict));
            pl_buf_char(&types, ')');
        }
    }
    if (types.len) {
        PL_BUF_LIT(to, "\n  - Columns with data_type changes: ");
        pl_buf_str(to, pl_buf_view(&types));
    }
    pl_buf_free(&types);
}

/* A breaking change is an error for versioned models, a warning for others. */
static void report_break(pl_comparison *c, const pl_dbt_node *n, pl_str what) {
    bool versioned = n->version.kind != PL_NONE && n->version.kind != PL_UNSET;
    pl_diag_code code = versioned ? PL_E0508 : PL_W0525;
    pl_diag *d =
        pl_diag_addf(&c->w->sink, code, n->span,
                     "Breaking change to %s contract: \"%.*s\" (%.*s)%.*s",
                     versioned ? "versioned model" : "contracted, unversioned model",
                     PL_FMT(n->name), PL_FMT(n->original_file_path), PL_FMT(what));
    d->node = n->unique_id;
    d->help = versioned ? PL_S("make a new version of the model, or undo the change")
                        : PL_S("version the model, so that its readers can move over");
    c->failed = c->failed || versioned;
}

bool pl_comparison_contract(pl_comparison *c, const pl_dbt_node *n,
                            pl_state_entry old) {
    pl_value then = pl_comparison_field(c, old, "contract");
    bool was = is_enforced(then), is = is_enforced(n->contract);
    if (n->type != PL_RES_MODEL || (!was && !is)) {
        return true;
    }
    if (!was ||
        (is && pl_comparison_same(c, checksum_of(n->contract), checksum_of(then)))) {
        return was;
    }
    pl_buf breaks = {0};
    if (!is) {
        PL_BUF_LIT(&breaks,
                   "\n  - Contract enforcement was removed: Previously, this model had "
                   "an enforced contract. It is no longer configured to enforce its "
                   "contract, and this is a breaking change.");
    }
    list_column_breaks(c, n, pl_comparison_field(c, old, "columns"), &breaks);
    if (breaks.len) {
        report_break(c, n, pl_buf_take(&breaks, c->arena));
    }
    pl_buf_free(&breaks);
    return false;
}

void pl_comparison_removed(pl_comparison *c) {
    pl_str id;
    pl_state_entry old;
    for (uint32_t i = 0; pl_state_node_at(c->state, i, &id, &old); i++) {
        bool model = pl_str_starts(id, PL_S("model."));
        if (!model || pl_map_has(&c->w->nodes, id) ||
            !is_enforced(pl_comparison_field(c, old, "contract"))) {
            continue;
        }
        const pl_dbt_node *disabled = pl_map_get(&c->w->disabled, id);
        pl_value name = pl_comparison_field(c, old, "name"),
                 path = pl_comparison_field(c, old, "original_file_path");
        pl_dbt_node gone = {.version = pl_comparison_field(c, old, "version")};
        gone.unique_id = id;
        gone.name = name.kind == PL_STR ? pl_str_copy(c->arena, pl_str_from(name)) : id;
        gone.original_file_path =
            path.kind == PL_STR ? pl_str_copy(c->arena, pl_str_from(path)) : PL_S("");
        gone.span = disabled ? disabled->span : (pl_span){NULL, 0, 0};
        report_break(c, &gone,
                     pl_str_fmt(c->arena, "\n  - Contracted model '%.*s' was %s.",
                                PL_FMT(id),
                                disabled ? "disabled" : "deleted or renamed"));
    }
}
