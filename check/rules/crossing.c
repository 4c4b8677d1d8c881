/* Environments that write over each other's relations. */
#include "check/rules/overlap.h"

const pl_rule_option options_cross_environment_collision[] = {PL_NO_MORE_OPTIONS};

/* Environments whose type nobody stated may be those of one developer. */
static bool is_certain(const pl_overlaps *p) {
    return p->w->production || p->other->production ||
           (p->w->environment->type == PL_ENVIRONMENT_DEPLOYMENT &&
            p->other->environment->type == PL_ENVIRONMENT_DEPLOYMENT);
}

/* What both write into production is told of by protected-schema, for each of them. */
static bool is_told(pl_check *c, const pl_overlaps *p, const pl_overlap *o) {
    bool told = false;
    for (uint32_t i = 0; !told && i < c->len; i++) {
        const pl_check_world *w = &c->at[i];
        told = w->production && w->world && w != p->other &&
               !pl_check_is_off(c, PL_RULE_protected_schema, p->w) &&
               pl_same_warehouse(p->w, w) &&
               pl_map_has(&pl_check_landings(c, w)->schemas, o->first->schema);
    }
    return told;
}

static void add_crossing(pl_check *c, const pl_rule *r, const pl_overlaps *p) {
    for (uint32_t i = 0; i < p->at.len; i++) {
        const pl_overlap *o = &p->at.at[i];
        if (!o->same || is_told(c, p, o)) {
            continue;
        }
        pl_finding *f = pl_overlap_report(
            c, r, p, i, true,
            pl_str_fmt(c->arena, "nodes are written over relations of %.*s",
                       PL_FMT(p->other->name)));
        if (f && !f->help.len) {
            f->help =
                pl_str_fmt(c->arena, "%.*s: give %.*s a schema or database of its own",
                           PL_FMT(pl_overlap_words(c, p, o)), PL_FMT(p->w->name));
        }
        if (!is_certain(p)) {
            pl_check_lower(c, f, r, p->w, o->first->node, PL_WARNING);
        }
    }
}

/* Where it cannot be known, say so. */
static void say_unsure(pl_check *c, const pl_rule *r, const pl_overlaps *p) {
    pl_finding *f = pl_check_addf(
        c, r, p->w, NULL, pl_yaml_span(p->unsure),
        "whether %.*s and %.*s meet cannot be seen: the same variables of the process tell where both land",
        PL_FMT(p->w->name), PL_FMT(p->other->name));
    if (f) {
        f->help =
            PL_S("set them in `env_vars` of each environment, in environments.yml");
        pl_check_lower(c, f, r, p->w, NULL, PL_NOTE);
    }
}

static void cross(pl_check *c, const pl_rule *r, const pl_check_world *w,
                  const pl_check_world *other) {
    pl_overlaps p = pl_overlaps_of(c, w, other);
    bool production = w->production || other->production;
    if (p.unsure && p.at.len && production) {
        say_unsure(c, r, &p);
    } else if (!p.unsure &&
               (!production || pl_check_is_off(c, PL_RULE_protected_schema, w))) {
        add_crossing(c, r, &p);
    }
}

void run_cross_environment_collision(pl_check *c, const pl_rule *r) {
    for (uint32_t i = 0; i < c->len; i++) {
        for (uint32_t k = 0; k < i; k++) {
            bool swap = c->at[i].production;
            const pl_check_world *w = swap ? &c->at[k] : &c->at[i];
            const pl_check_world *other = swap ? &c->at[i] : &c->at[k];
            bool alike = (w->production && other->production) ||
                         (w->development && other->development);
            if (!alike) {
                cross(c, r, w, other);
            }
        }
    }
}
