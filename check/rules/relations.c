/* Two nodes of one environment in one relation. */
#include "check/rules/facts.h"

const pl_rule_option options_relation_collision[] = {PL_NO_MORE_OPTIONS};

/* The line that gave the node its name. */
static pl_span name_place(pl_check *c, const pl_check_world *w, const pl_dbt_node *n) {
    static const char *const keys[] = {"alias", "schema", "database"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        pl_span span = pl_check_config_place(c, w, n, keys[i]);
        if (span.src && pl_custom_name(n, keys[i]).len) {
            return span;
        }
    }
    return n->span;
}

/* The first part of the name that is not written alike. */
static void differing(const pl_dbt_node *a, const pl_dbt_node *b, pl_str out[2]) {
    pl_str x[] = {a->alias, pl_name_text(a->schema), pl_name_text(a->database)};
    pl_str y[] = {b->alias, pl_name_text(b->schema), pl_name_text(b->database)};
    uint32_t i = 0;
    while (i < 2 && pl_str_eq(x[i], y[i])) {
        i++;
    }
    out[0] = x[i];
    out[1] = y[i];
}

static void collide(pl_check *c, const pl_rule *r, const pl_check_world *w,
                    const pl_dbt_node *a, const pl_dbt_node *b) {
    pl_str names[2];
    differing(a, b, names);
    pl_finding *f = pl_check_addf(
        c, r, w, b, name_place(c, w, b),
        "lands in the same relation as %.*s: to %s, `%.*s` and `%.*s` are one name",
        PL_FMT(a->unique_id), w->world->target.adapter->title, PL_FMT(names[0]),
        PL_FMT(names[1]));
    if (f && !f->related_len) {
        f->help = PL_S("give one of them another alias or schema");
        pl_check_also(c, f, a);
        pl_check_relate(c, f, name_place(c, w, a),
                        pl_str_fmt(c->arena, "%.*s is %.*s", PL_FMT(a->unique_id),
                                   PL_FMT(a->relation_name)));
    }
}

void run_relation_collision(pl_check *c, const pl_rule *r) {
    for (uint32_t i = 0; i < c->len; i++) {
        const pl_check_world *w = &c->at[i];
        const pl_landings *all = pl_check_landings(c, w);
        for (uint32_t k = 0; k < all->len; k++) {
            const pl_landing *l = &all->at[k];
            const pl_landing *first = pl_map_get(&all->relations, l->relation);
            /* Equal texts are an error of dbt's, which is reported as such. */
            if (first != l &&
                !pl_str_eq(first->node->relation_name, l->node->relation_name)) {
                collide(c, r, w, first->node, l->node);
            }
        }
    }
}
