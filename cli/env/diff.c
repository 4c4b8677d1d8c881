/* plumb env diff: what a promotion from one environment to another changes. */
#include "cli/env/diff.h"

void env_diff_row(env_diff_run *d, const char *what, pl_str name, pl_str from,
                  pl_str to, pl_str note) {
    pl_text_table_cell(&d->t, pl_str_of(what));
    pl_text_table_cell(&d->t, name);
    pl_text_table_cell(&d->t, from);
    pl_text_table_cell(&d->t, to);
    pl_text_table_cell(&d->t, note);
}

static void compare(env_diff_run *d, const char *kind, const char *name, pl_str from,
                    pl_str to) {
    if (!pl_str_eq(from, to)) {
        env_diff_row(d, kind, pl_str_of(name), from, to, PL_S(""));
    }
}

/* ---- what the file and the targets say */

static pl_str flag(bool on) {
    return on ? PL_S("yes") : PL_S("no");
}

static void compare_settings(env_diff_run *d) {
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

static pl_str note_of(env_diff_run *d, pl_str name) {
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

static bool same_value(env_diff_run *d, pl_str name) {
    const pl_env_var *a = pl_env_get(d->use[0].options.env, name);
    const pl_env_var *b = pl_env_get(d->use[1].options.env, name);
    return a && b ? pl_str_eq(a->value, b->value) : a == b;
}

/* A variable counts when its value changes, or when a text that the project renders
 * reads it and the file doesn't say what it is. */
static void compare_variable(env_diff_run *d, pl_map *seen, pl_str name, bool read) {
    bool documented = is_documented(d->e[0], name) && is_documented(d->e[1], name);
    if (!name.len || pl_map_has(seen, name)) {
        return;
    }
    pl_map_put(seen, d->a, name, d);
    if (!same_value(d, name) || (read && !documented)) {
        env_diff_row(d, "variable", name, env_value(d->r, d->use[0].options.env, name),
                     env_value(d->r, d->use[1].options.env, name), note_of(d, name));
    }
}

static void compare_variables(env_diff_run *d) {
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

/* ---- the whole */

void env_diff(env_run *r) {
    env_diff_run d = {.r = r, .a = &r->s->arena, .e = {r->a, r->b}};
    d.t = (pl_text_table){.arena = d.a, .columns = 5};
    env_diff_row(&d, "what", PL_S("name"), r->json ? PL_S("from") : r->a->name,
                 r->json ? PL_S("to") : r->b->name, PL_S("note"));
    for (int side = 0; side < 2; side++) {
        d.use[side] = env_use_of(r, d.e[side]);
    }
    compare_settings(&d);
    compare_variables(&d);
    if (d.use[0].ok && d.use[1].ok) {
        env_diff_nodes(&d);
    }
    for (int side = 0; side < 2; side++) {
        env_report(r, &d.use[side].sink, d.use[side].options.env);
    }
    r->found = d.t.cells.len > d.t.columns;
    if (r->json || r->found) {
        (r->json ? pl_text_table_json : pl_text_table_print)(&d.t, &r->out);
    }
}
