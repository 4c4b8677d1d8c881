/* plumb env vars: every environment variable that the project reads, where, and what
 * each environment makes of it. */
#include <stdlib.h>

#include "cli/env/env.h"
#include "cli/session/joined.h"
#include "project/world/stages.h"

typedef struct variable {
    pl_str name; /* empty: names that are computed */
    PL_VEC(const pl_env_read *) places;
} variable;

typedef struct inventory {
    env_run *r;
    pl_arena *a;
    pl_env_reads written; /* found in files */
    pl_env_reads made;    /* calls of the parse passes */
    env_use *uses;        /* by environment */
    pl_map index;         /* name -> variable */
    PL_VEC(variable *) variables;
    pl_diag_sink faults;
    pl_joined joined; /* into them */
} inventory;

/* ---- gathering */

/* What a world has to say other than that a variable is unset, which
 * the inventory shows. */
static void join_others(inventory *v, const pl_diag_sink *sink, const pl_env *env,
                        pl_str environment) {
    for (uint32_t i = 0; i < sink->len; i++) {
        const pl_diag *d = &sink->at[i];
        if (d->severity == PL_ERROR && d->code != PL_E0410) {
            pl_diag said = {.code = d->code,
                            .severity = PL_ERROR,
                            .span = d->span,
                            .text = pl_env_mask(env, v->a, pl_str_copy(v->a, d->text)),
                            .help = pl_str_copy(v->a, d->help)};
            pl_join(&v->joined, &said, environment);
        }
    }
}

/* Parse the project in the environment, for the calls that no text shows: names that
 * are computed, macros of packages. */
static void parse_in(inventory *v, uint32_t i) {
    const pl_environment *e = &v->r->all->at[i];
    env_use *u = &v->uses[i];
    *u = env_use_of(v->r, e);
    pl_env_reads_environment(&v->written, e);
    join_others(v, &u->sink, u->options.env, e->name);
    if (!u->ok) {
        return;
    }
    pl_diag_sink sink = {.arena = v->a};
    u->options.reads = &v->made;
    pl_world *w = pl_world_open(v->r->s->ws, &u->options, v->a, &sink);
    if (w) {
        pl_world_parse(w);
        join_others(v, &w->sink, u->options.env, e->name);
        pl_world_close(w);
    }
    join_others(v, &sink, u->options.env, e->name);
}

static variable *variable_of(inventory *v, pl_str name) {
    void **slot = pl_map_slot(&v->index, v->a, name);
    if (!*slot) {
        variable *made = PL_NEW(v->a, variable);
        made->name = name;
        PL_PUSH(v->a, &v->variables, made);
        *slot = made;
    }
    return *slot;
}

static bool is_known(const variable *var, const pl_env_read *read) {
    for (uint32_t i = 0; i < var->places.len; i++) {
        const pl_source *src = var->places.at[i]->span.src;
        if (!read->span.src || (src && pl_str_eq(src->path, read->span.src->path))) {
            return true;
        }
    }
    return false;
}

static int by_name(const void *l, const void *r) {
    return pl_str_cmp((*(variable *const *)l)->name, (*(variable *const *)r)->name);
}

static void gather(inventory *v) {
    pl_env_reads_project(&v->written, v->r->s->ws, &v->r->s->world_options.base);
    for (uint32_t i = 0; i < v->r->all->len; i++) {
        parse_in(v, i);
    }
    pl_joined_name(&v->joined, v->r->all->len);
    env_report(v->r, &v->faults, v->r->s->env);
    for (uint32_t i = 0; i < v->written.len; i++) {
        variable *var = variable_of(v, v->written.at[i].name);
        PL_PUSH(v->a, &var->places, &v->written.at[i]);
    }
    for (uint32_t i = 0; i < v->made.len; i++) {
        variable *var = variable_of(v, v->made.at[i].name);
        if (!is_known(var, &v->made.at[i])) {
            PL_PUSH(v->a, &var->places, &v->made.at[i]);
        }
    }
    if (v->variables.len) {
        qsort(v->variables.at, v->variables.len, sizeof *v->variables.at, by_name);
    }
}

/* ---- states */

/* Does the environment render the text that the call stands in? */
static bool concerns(const inventory *v, const pl_env_read *read, uint32_t i) {
    const pl_environment *e = &v->r->all->at[i];
    return (!read->target.len ||
            (!e->connection && pl_str_eq(read->target, v->uses[i].options.target))) &&
           (!read->environment.len || pl_str_eq(read->environment, e->name));
}

static const char *state_of(const inventory *v, const variable *var, uint32_t i) {
    bool read = false, needed = false;
    for (uint32_t k = 0; k < var->places.len; k++) {
        if (concerns(v, var->places.at[k], i)) {
            read = true;
            needed = needed || !var->places.at[k]->fallback.at;
        }
    }
    return !read || !var->name.len                         ? "-"
           : pl_env_get(v->uses[i].options.env, var->name) ? "set"
           : needed                                        ? "unset"
                                                           : "default";
}

/* ---- printing */

/* From the project on, where it lies there: profiles.yml is found by a whole path. */
static pl_str path_of(const inventory *v, const pl_env_read *read) {
    pl_str path = read->span.src->path, dir = v->r->s->project_dir;
    bool below =
        path.len > dir.len && pl_str_starts(path, dir) && path.at[dir.len] == '/';
    return below ? pl_str_sub(path, dir.len + 1, path.len) : path;
}

static pl_str place_text(const inventory *v, const pl_env_read *read) {
    if (!read->span.src) {
        return PL_S("(a text of a YAML file)");
    }
    return pl_str_fmt(v->a, "%.*s:%u", PL_FMT(path_of(v, read)),
                      pl_source_line(read->span.src, read->span.lo));
}

/* A computed name may hold the value of a secret. */
static pl_str masked(const inventory *v, pl_str text) {
    return pl_session_mask(v->r->s, v->a, text);
}

static pl_str name_of(const inventory *v, const variable *var) {
    return var->name.len ? masked(v, var->name) : PL_S("(computed name)");
}

static pl_str fallback_of(inventory *v, const variable *var, const pl_env_read *read) {
    return env_is_secret(v->r, var->name) ? PL_S("*****") : read->fallback;
}

static void print_text(inventory *v) {
    uint32_t n = v->r->all->len;
    pl_text_table t = {.arena = v->a, .columns = n + 1};
    pl_text_table_cell(&t, PL_S("variable"));
    for (uint32_t i = 0; i < n; i++) {
        pl_text_table_cell(&t, v->r->all->at[i].name);
    }
    for (uint32_t k = 0; k < v->variables.len; k++) {
        pl_text_table_cell(&t, name_of(v, v->variables.at[k]));
        for (uint32_t i = 0; i < n; i++) {
            pl_text_table_cell(&t, pl_str_of(state_of(v, v->variables.at[k], i)));
        }
    }
    pl_text_table_print(&t, &v->r->out);
    for (uint32_t k = 0; k < v->variables.len; k++) {
        const variable *var = v->variables.at[k];
        pl_buf_fmt(&v->r->out, "\n%.*s\n", PL_FMT(name_of(v, var)));
        for (uint32_t i = 0; i < var->places.len; i++) {
            const pl_env_read *read = var->places.at[i];
            pl_str place = place_text(v, read);
            pl_buf_fmt(&v->r->out, "  %.*s", PL_FMT(place));
            if (read->fallback.at) {
                pl_str fallback = fallback_of(v, var, read);
                pl_buf_fmt(&v->r->out, "  default %.*s", PL_FMT(fallback));
            }
            pl_buf_char(&v->r->out, '\n');
        }
    }
}

static void print_place(inventory *v, const variable *var, const pl_env_read *read) {
    pl_buf *to = &v->r->out;
    PL_BUF_LIT(to, "{\"path\": ");
    if (read->span.src) {
        pl_place place = pl_source_place(read->span.src, read->span.lo);
        pl_buf_json(to, path_of(v, read));
        pl_buf_fmt(to, ", \"line\": %u, \"column\": %u", place.line, place.column);
    } else {
        PL_BUF_LIT(to, "null, \"line\": null, \"column\": null");
    }
    PL_BUF_LIT(to, ", \"default\": ");
    if (read->fallback.at) {
        pl_buf_json(to, fallback_of(v, var, read));
    } else {
        PL_BUF_LIT(to, "null");
    }
    pl_buf_char(to, '}');
}

static void print_state(inventory *v, const variable *var, uint32_t i) {
    static const char *const from[] = {"process", ".env", "environments.yml"};
    pl_buf *to = &v->r->out;
    const pl_env *env = v->uses[i].options.env;
    const pl_env_var *set = var->name.len ? pl_env_get(env, var->name) : NULL;
    pl_buf_json(to, v->r->all->at[i].name);
    pl_buf_fmt(to, ": {\"state\": \"%s\", \"value\": ", state_of(v, var, i));
    if (set) {
        pl_buf_json(to, env_value(v->r, env, var->name));
        pl_buf_fmt(to, ", \"from\": \"%s\"}", from[set->from]);
    } else {
        PL_BUF_LIT(to, "null, \"from\": null}");
    }
}

static void print_json(inventory *v) {
    pl_buf *to = &v->r->out;
    pl_buf_char(to, '[');
    for (uint32_t k = 0; k < v->variables.len; k++) {
        const variable *var = v->variables.at[k];
        pl_buf_str(to, k ? PL_S(",\n {\"name\": ") : PL_S("\n {\"name\": "));
        if (var->name.len) {
            pl_buf_json(to, name_of(v, var));
        } else {
            PL_BUF_LIT(to, "null");
        }
        PL_BUF_LIT(to, ", \"places\": [");
        for (uint32_t i = 0; i < var->places.len; i++) {
            pl_buf_str(to, i ? PL_S(", ") : PL_S(""));
            print_place(v, var, var->places.at[i]);
        }
        PL_BUF_LIT(to, "], \"environments\": {");
        for (uint32_t i = 0; i < v->r->all->len; i++) {
            pl_buf_str(to, i ? PL_S(", ") : PL_S(""));
            print_state(v, var, i);
        }
        PL_BUF_LIT(to, "}}");
    }
    PL_BUF_LIT(to, "\n]\n");
}

static bool any_unset(const inventory *v) {
    for (uint32_t k = 0; k < v->variables.len; k++) {
        for (uint32_t i = 0; i < v->r->all->len; i++) {
            if (!strcmp(state_of(v, v->variables.at[k], i), "unset")) {
                return true;
            }
        }
    }
    return false;
}

void env_vars(env_run *r) {
    pl_arena *a = &r->s->arena;
    inventory v = {.r = r, .a = a, .written = {.arena = a}, .made = {.arena = a}};
    v.faults.arena = a;
    v.joined = (pl_joined){.arena = a, .sink = &v.faults};
    v.uses = PL_NEW_ARRAY0(a, env_use, r->all->len);
    gather(&v);
    (r->json ? print_json : print_text)(&v);
    r->found = any_unset(&v);
}
