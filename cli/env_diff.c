/* plumb env diff: what a promotion from one environment to another changes. */
#include <stdlib.h>

#include "cli/env_command.h"

typedef struct differ {
    env_run *r;
    pl_arena *a;
    const pl_environment *e[2];
    env_use use[2];
    env_table t; /* kind, name, from, to, note */
} differ;

static void row(differ *d, const char *kind, pl_str name, pl_str from, pl_str to,
                pl_str note) {
    env_cell(&d->t, pl_str_of(kind));
    env_cell(&d->t, name);
    env_cell(&d->t, from);
    env_cell(&d->t, to);
    env_cell(&d->t, note);
}

static void compare(differ *d, const char *kind, const char *name, pl_str from,
                    pl_str to) {
    if (!pl_str_eq(from, to)) {
        row(d, kind, pl_str_of(name), from, to, PL_S(""));
    }
}

/* ---- what the file and the targets say */

static pl_str flag(bool on) {
    return on ? PL_S("yes") : PL_S("no");
}

static void compare_settings(differ *d) {
    static const char *const members[] = {
        "type", "account",   "host",     "database", "schema", "warehouse",
        "role", "http_path", "location", "catalog",  "threads"};
    const pl_environment *a = d->e[0], *b = d->e[1];
    compare(d, "version", "dbt_version", a->dbt_version, b->dbt_version);
    compare(d, "setting", "type", pl_str_of(pl_environment_type_name(a->type)),
            pl_str_of(pl_environment_type_name(b->type)));
    compare(d, "setting", "branch", a->branch, b->branch);
    compare(d, "setting", "protected", flag(a->is_protected), flag(b->is_protected));
    compare(d, "setting", "defer_to", a->defer_to ? a->defer_to->name : PL_S(""),
            b->defer_to ? b->defer_to->name : PL_S(""));
    compare(d, "target", "name", d->use[0].options.target, d->use[1].options.target);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        compare(d, "target", members[i], env_member(d->r, &d->use[0], members[i]),
                env_member(d->r, &d->use[1], members[i]));
    }
    compare(d, "credentials", "user", env_user(d->r, a, &d->use[0]),
            env_user(d->r, b, &d->use[1]));
    compare(d, "credentials", "auth", a->credentials.auth, b->credentials.auth);
}

/* ---- variables */

static bool is_documented(const pl_environment *e, pl_str name) {
    return pl_yaml_get_str(e->env_vars, name) != NULL;
}

static pl_str note_of(differ *d, pl_str name) {
    bool a = is_documented(d->e[0], name), b = is_documented(d->e[1], name);
    const char *missing = a   ? "undocumented in %.*s"
                          : b ? "undocumented in %.*s"
                              : "undocumented in both";
    if (a && b) {
        return PL_S("");
    }
    return a || b ? pl_str_fmt(d->a, missing, PL_FMT(d->e[a ? 1 : 0]->name))
                  : pl_str_of(missing);
}

static bool same_value(differ *d, pl_str name) {
    const pl_env_var *a = pl_env_get(d->use[0].options.env, name);
    const pl_env_var *b = pl_env_get(d->use[1].options.env, name);
    return a && b ? pl_str_eq(a->value, b->value) : a == b;
}

/* A variable counts when its value changes, or when a text that the project renders
 * reads it and the file doesn't say what it is. */
static void compare_variable(differ *d, pl_map *seen, pl_str name, bool read) {
    bool documented = is_documented(d->e[0], name) && is_documented(d->e[1], name);
    if (!name.len || pl_map_has(seen, name)) {
        return;
    }
    pl_map_put(seen, d->a, name, d);
    if (!same_value(d, name) || (read && !documented)) {
        row(d, "variable", name, env_value(d->r, d->use[0].options.env, name),
            env_value(d->r, d->use[1].options.env, name), note_of(d, name));
    }
}

static void compare_variables(differ *d) {
    pl_map seen = {0};
    pl_env_reads reads = {.arena = d->a};
    for (int side = 0; side < 2; side++) {
        const pl_yaml *vars = d->e[side]->env_vars;
        for (uint32_t i = 0; vars && i < vars->count; i++) {
            compare_variable(d, &seen, pl_yaml_text(vars->as.entries[i].key, PL_S("")),
                             false);
        }
    }
    pl_env_reads_project(&reads, d->r->s->ws, &d->r->s->world_options.base);
    for (uint32_t i = 0; i < reads.len; i++) {
        pl_str output = reads.at[i].target;
        bool rendered = !output.len || pl_str_eq(output, d->use[0].options.target) ||
                        pl_str_eq(output, d->use[1].options.target);
        if (rendered) {
            compare_variable(d, &seen, reads.at[i].name, true);
        }
    }
}

/* ---- relations */

static bool is_shown(const pl_dbt_node *n) {
    return n->type == PL_RES_MODEL || n->type == PL_RES_SEED ||
           n->type == PL_RES_SNAPSHOT;
}

static pl_str place_of(const pl_dbt_node *n) {
    return !n ? PL_S("") : n->has_relation ? n->relation_name : PL_S("(ephemeral)");
}

static int by_id(const void *l, const void *r) {
    const pl_dbt_node *a = *(pl_dbt_node *const *)l, *b = *(pl_dbt_node *const *)r;
    return pl_str_cmp(a->unique_id, b->unique_id);
}

static pl_str note_of_node(const pl_world *w, const pl_dbt_node *n,
                           const pl_dbt_node *other) {
    if (n && other) {
        return PL_S("");
    }
    pl_str id = n ? n->unique_id : other->unique_id;
    return pl_map_has(&w->disabled, id) ? PL_S("disabled there") : PL_S("not there");
}

static void compare_relations(differ *d) {
    pl_world *w[2] = {env_world(d->r, d->e[0]), env_world(d->r, d->e[1])};
    PL_VEC(pl_dbt_node *) all = {0};
    for (int side = 0; side < 2 && w[0] && w[1]; side++) {
        for (uint32_t i = 0; i < w[side]->nodes.len; i++) {
            pl_dbt_node *n = w[side]->nodes.at[i].value;
            if (is_shown(n) && (!side || !pl_map_has(&w[0]->nodes, n->unique_id))) {
                PL_PUSH(d->a, &all, n);
            }
        }
    }
    if (all.len) {
        qsort(all.at, all.len, sizeof *all.at, by_id);
    }
    for (uint32_t i = 0; i < all.len; i++) {
        const pl_dbt_node *a = pl_map_get(&w[0]->nodes, all.at[i]->unique_id);
        const pl_dbt_node *b = pl_map_get(&w[1]->nodes, all.at[i]->unique_id);
        if (!pl_str_eq(place_of(a), place_of(b))) {
            row(d, "relation", all.at[i]->unique_id,
                pl_env_mask(w[0]->options.env, d->a, place_of(a)),
                pl_env_mask(w[1]->options.env, d->a, place_of(b)),
                note_of_node(w[a ? 1 : 0], a, b));
        }
    }
    for (int side = 0; side < 2; side++) {
        if (w[side]) {
            pl_world_close(w[side]);
        }
    }
}

/* ---- the whole */

void env_diff(env_run *r) {
    differ d = {.r = r, .a = &r->s->arena, .e = {r->a, r->b}};
    d.t = (env_table){.arena = d.a, .columns = 5};
    row(&d, "what", PL_S("name"), r->json ? PL_S("from") : r->a->name,
        r->json ? PL_S("to") : r->b->name, PL_S("note"));
    for (int side = 0; side < 2; side++) {
        d.use[side] = env_use_of(r, d.e[side]);
    }
    compare_settings(&d);
    compare_variables(&d);
    if (d.use[0].ok && d.use[1].ok) {
        compare_relations(&d);
    }
    for (int side = 0; side < 2; side++) {
        env_report(r, &d.use[side].sink, d.use[side].options.env);
    }
    r->found = d.t.cells.len > d.t.columns;
    if (r->json || r->found) {
        (r->json ? env_table_json : env_table_print)(&d.t, &r->out);
    }
}
