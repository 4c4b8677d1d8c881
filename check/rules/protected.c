/* Environments that write into the schemas of a protected one. */
#include "check/rules/overlap.h"
#include "project/select/select.h"

const pl_rule_option options_protected_schema[] = {
    {"schemas", PL_RULE_LIST, "schemas, or database.schema, that are protected too"},
    PL_NO_MORE_OPTIONS,
};

static pl_str intrusion(pl_check *c, const pl_overlaps *p, const pl_overlap *o) {
    return o->schemas > 1
               ? pl_str_fmt(c->arena, "nodes are written into schemas of %.*s",
                            PL_FMT(p->other->name))
               : pl_str_fmt(c->arena, "nodes are written into %.*s, a schema of %.*s",
                            PL_FMT(pl_schema_words(c, p->w, o->first->node)),
                            PL_FMT(p->other->name));
}

static void add_protected(pl_check *c, const pl_rule *r, const pl_overlaps *p) {
    for (uint32_t i = 0; i < p->at.len; i++) {
        const pl_overlap *o = &p->at.at[i];
        pl_finding *f = pl_overlap_report(c, r, p, i, false, intrusion(c, p, o));
        if (f && !f->help.len) {
            f->help =
                pl_str_fmt(c->arena, "%.*s: give %.*s a schema or database of its own",
                           PL_FMT(pl_overlap_words(c, p, o)), PL_FMT(p->w->name));
        }
        if (f && pl_has_target_schema(p->other, o->theirs->node)) {
            pl_check_relate(c, f, pl_environment_place(p->other, "schema"),
                            pl_str_fmt(c->arena, "the schema of %.*s is said here",
                                       PL_FMT(p->other->name)));
        }
        if (!o->same && !p->other->environment->is_protected) {
            pl_check_lower(c, f, r, p->w, o->first->node, PL_WARNING);
        }
    }
}

static bool is_in_list(pl_check *c, const pl_check_world *w, const pl_dbt_node *n,
                       const pl_str *list, uint32_t len) {
    pl_str schema = pl_name_text(n->schema), whole = pl_schema_words(c, w, n);
    for (uint32_t i = 0; i < len; i++) {
        if (pl_fnmatch(schema, list[i]) || pl_fnmatch(whole, list[i])) {
            return true;
        }
    }
    return false;
}

static void check_list(pl_check *c, const pl_rule *r, const pl_check_world *w) {
    const pl_landings *all = pl_check_landings(c, w);
    for (uint32_t i = 0; i < all->len; i++) {
        const pl_dbt_node *n = all->at[i].node;
        const pl_str *list;
        uint32_t len = pl_rule_list(c, pl_check_entry(c, r, w, n), "schemas", &list);
        if (is_in_list(c, w, n, list, len)) {
            pl_check_group(c, r, w, n, pl_schema_place(c, w, n),
                           pl_str_fmt(c->arena,
                                      "nodes are written into %.*s, which is protected",
                                      PL_FMT(pl_schema_words(c, w, n))));
        }
    }
}

void run_protected_schema(pl_check *c, const pl_rule *r) {
    for (uint32_t i = 0; i < c->len; i++) {
        const pl_check_world *w = &c->at[i];
        for (uint32_t k = 0; !w->production && k < c->len; k++) {
            if (c->at[k].production) {
                pl_overlaps p = pl_overlaps_of(c, w, &c->at[k]);
                if (!p.unsure) {
                    add_protected(c, r, &p);
                }
            }
        }
        if (!w->production) {
            check_list(c, r, w);
        }
    }
}
