/* plumb env diff: the nodes that a promotion changes: relations, configs, SQL. */
#include <stdlib.h>

#include "cli/env/diff.h"
#include "diff/report.h"
#include "project/world/stages.h"

/* Parsed, linked and compiled; NULL after reporting. */
static pl_world *compiled(env_run *r, const pl_environment *e) {
    pl_selected chosen;
    pl_world *w = env_world(r, e);
    if (w && !pl_session_select(r->s, w, pl_types_executable, &chosen)) {
        pl_world_close(w);
        w = NULL;
    }
    if (w) {
        pl_world_compile(w);
    }
    return w;
}

static void close_world(env_diff_run *d, pl_world *w) {
    if (w) {
        pl_session_report(d->r->s, w);
        d->r->failed = d->r->failed || d->r->s->code == PL_EXIT_ERROR;
        pl_world_close(w);
    }
}

static pl_str masked(const env_diff_run *d, pl_str text) {
    return pl_session_mask(d->r->s, d->a, text);
}

/* ---- one node */

static bool has_table(const pl_diff_node *n) {
    return PL_STR_IS(n->type, "model") || PL_STR_IS(n->type, "seed") ||
           PL_STR_IS(n->type, "snapshot");
}

static pl_str place_of(const pl_side_node *n) {
    return !n || n->disabled ? PL_S("")
           : n->unplaced     ? PL_S("(not known)")
           : n->relation.len ? n->relation
                             : PL_S("(ephemeral)");
}

static pl_str absence_of(const pl_diff_node *n) {
    const pl_side_node *a = n->a, *b = n->b;
    return (a && a->disabled) || (b && b->disabled) ? PL_S("disabled there")
           : !a || !b                               ? PL_S("not there")
                                                    : PL_S("");
}

static void put_relation(env_diff_run *d, const pl_diff_node *n) {
    pl_str from = place_of(n->a), to = place_of(n->b);
    if (has_table(n) && !pl_str_eq(from, to)) {
        env_diff_row(d, "relation", n->unique_id, masked(d, from), masked(d, to),
                     absence_of(n));
    }
}

enum { SECRET_LEAST = 4 }; /* shorter values stand in many texts by chance */

/* Does it hold the value of a variable that is withheld elsewhere too? */
static bool tells_secret(const env_diff_run *d, pl_str text) {
    for (int side = 0; side < 2; side++) {
        const pl_map *vars = &d->use[side].options.env->vars;
        for (uint32_t i = 0; i < vars->len; i++) {
            const pl_env_var *v = vars->at[i].value;
            if (v->value.len >= SECRET_LEAST &&
                pl_str_find(text, v->value, 0) != UINT32_MAX &&
                env_is_secret(d->r, v->name)) {
                return true;
            }
        }
    }
    return false;
}

static pl_str value_text(const env_diff_run *d, pl_str text) {
    return tells_secret(d, text) ? PL_S("*****") : masked(d, text);
}

static void put_configs(env_diff_run *d, const pl_diff *diff, const pl_diff_node *n) {
    for (uint32_t i = 0; i < n->change_len; i++) {
        const pl_config_change *c = &n->changes[i];
        pl_str name = pl_str_cat3(d->a, n->unique_id, PL_S(" "), c->key);
        env_diff_row(d, "config", name, value_text(d, c->a), value_text(d, c->b),
                     pl_diff_place_text(diff, c->span, false, d->a));
    }
}

static pl_str cause_text(const env_diff_run *d, const pl_diff *diff,
                         const pl_cause *cause) {
    pl_str place = pl_diff_place_text(diff, cause->span, false, d->a);
    pl_str text = tells_secret(d, cause->text) ? PL_S("reads a secret") : cause->text;
    return place.len ? pl_str_cat3(d->a, place, PL_S(" "), text) : text;
}

/* The most telling cause, in words. */
static void put_sql(env_diff_run *d, const pl_diff *diff, const pl_diff_node *n) {
    const pl_str unknown = PL_S("(not rendered)"), none = PL_S("");
    if (n->verdict == PL_VERDICT_UNRENDERABLE) {
        env_diff_row(d, "sql", n->unique_id, n->a && n->a->failed ? unknown : none,
                     n->b && n->b->failed ? unknown : none, none);
    } else if (n->verdicts & PL_VERDICT_BIT(PL_VERDICT_LOGIC)) {
        pl_str note =
            n->cause_len ? cause_text(d, diff, &n->causes[0]) : PL_S("differs");
        env_diff_row(d, "sql", n->unique_id, none, none, masked(d, note));
    }
}

/* ---- all of them */

static int by_id(const void *l, const void *r) {
    const pl_diff_node *a = *(const pl_diff_node *const *)l;
    const pl_diff_node *b = *(const pl_diff_node *const *)r;
    return pl_str_cmp(a->unique_id, b->unique_id);
}

static void put_nodes(env_diff_run *d, const pl_diff *diff) {
    const pl_diff_node **all = PL_NEW_ARRAY(d->a, const pl_diff_node *, diff->len);
    for (uint32_t i = 0; i < diff->len; i++) {
        all[i] = &diff->at[i];
    }
    if (diff->len) {
        qsort(all, diff->len, sizeof *all, by_id);
    }
    for (uint32_t i = 0; i < diff->len; i++) {
        put_relation(d, all[i]);
    }
    for (uint32_t i = 0; i < diff->len; i++) {
        put_configs(d, diff, all[i]);
        put_sql(d, diff, all[i]);
    }
}

void env_diff_nodes(env_diff_run *d) {
    pl_world *w[2] = {compiled(d->r, d->e[0]), compiled(d->r, d->e[1])};
    if (w[0] && w[1]) {
        pl_diff_input in = {0};
        pl_side *sides[] = {&in.a, &in.b};
        for (int i = 0; i < 2; i++) {
            *sides[i] = (pl_side){.label = d->e[i]->name,
                                  .target = d->e[i]->name,
                                  .environment = d->e[i],
                                  .world = w[i]};
        }
        const pl_diff *diff = pl_diff_new(&in, d->a);
        put_nodes(d, diff);
        pl_diff_free(diff);
    }
    for (int i = 0; i < 2; i++) {
        close_world(d, w[i]);
    }
}
