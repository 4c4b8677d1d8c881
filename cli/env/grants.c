/* plumb env grants: the least rights that an environment's role needs, from the
 * relations that it renders. */
#include "cli/env/env.h"
#include "project/environment/plan.h"
#include "project/world/stages.h"

typedef struct granter {
    env_run *r;
    pl_arena *a;
    pl_world *w;
    const pl_grants *d;
    pl_str who;       /* as the statement writes it */
    pl_map databases; /* these are sets, in the order of first use */
    pl_map written;   /* schemas */
    pl_map read_schemas;
    pl_map read; /* relations -> "table", "view" */
} granter;

/* ---- names */

static pl_str quoted_part(granter *g, pl_value part, bool quoted) {
    const char *q = g->w->target.adapter->quote;
    if (part.kind != PL_STR) {
        return PL_S("");
    }
    pl_str text = pl_str_from(part);
    return quoted ? pl_str_fmt(g->a, "%c%.*s%c", q[0], PL_FMT(text), q[1] ? q[1] : q[0])
                  : pl_str_copy(g->a, text);
}

static void keep_as(granter *g, pl_map *set, pl_str text, const char *kind) {
    if (text.len && !pl_map_has(set, text)) {
        pl_map_put(set, g->a, text, (void *)(uintptr_t)kind);
    }
}

static void keep(granter *g, pl_map *set, pl_str text) {
    keep_as(g, set, text, "");
}

/* "db.schema", or the schema alone where the statement wants it so. */
static pl_str schema_of(granter *g, const pl_dbt_node *n) {
    pl_str schema = quoted_part(g, n->schema, n->quoted[1]);
    if (g->d->bare_schema || !g->w->style.included[0]) {
        return schema;
    }
    pl_str database = quoted_part(g, n->database, n->quoted[0]);
    keep(g, &g->databases, database);
    return database.len && schema.len ? pl_str_cat3(g->a, database, PL_S("."), schema)
                                      : schema;
}

/* ---- relations */

static pl_str materialized_of(const pl_dbt_node *n) {
    const pl_value *v =
        n->config ? pl_dict_find(n->config, PL_S("materialized")) : NULL;
    return v && v->kind == PL_STR ? pl_str_from(*v) : PL_S("");
}

static bool is_ephemeral(const pl_dbt_node *n) {
    return PL_STR_IS(materialized_of(n), "ephemeral");
}

/* As statements name it. Of a source nobody says what it is. */
static const char *kind_of(const pl_dbt_node *n) {
    pl_str m = materialized_of(n);
    bool model = n->type == PL_RES_MODEL;
    return model && PL_STR_IS(m, "view")            ? "view"
           : model && PL_STR_IS(m, "dynamic_table") ? "dynamic table"
                                                    : "table";
}

static bool is_built(const pl_dbt_node *n) {
    return n->type == PL_RES_SEED || n->type == PL_RES_SNAPSHOT ||
           (n->type == PL_RES_MODEL && !is_ephemeral(n));
}

static void take_read(granter *g, const pl_dbt_node *n) {
    if (n->has_relation) {
        keep(g, &g->read_schemas, schema_of(g, n));
        keep_as(g, &g->read, pl_str_copy(g->a, n->relation_name), kind_of(n));
    }
}

static void take_reads(granter *g, const pl_plan_reads *reads) {
    for (uint32_t i = 0; i < reads->len; i++) {
        take_read(g, reads->at[i].from);
    }
}

/* Any of it, where nobody says which nodes a run will build. */
static void take_world(granter *g, const pl_world *w) {
    for (uint32_t i = 0; i < w->nodes.len; i++) {
        const pl_dbt_node *n = w->nodes.at[i].value;
        if (is_built(n)) {
            take_read(g, n);
        }
    }
}

static bool is_narrowed(const pl_session *s) {
    static const char *const names[] = {"select",  "models",   "model",
                                        "exclude", "selector", "resource-type"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (pl_option_value(&s->options, names[i])) {
            return true;
        }
    }
    return false;
}

static void take_nodes(granter *g, const pl_selected *chosen) {
    const pl_environment *to = g->r->a->defer_to;
    pl_plan_side side = {.name = to ? to->name : PL_S("")};
    pl_world *there = to ? env_world(g->r, to) : NULL;
    side.world = there;
    const pl_plan *plan = pl_plan_new(g->w, side);
    for (uint32_t i = 0; i < chosen->len; i++) {
        if (is_built(chosen->at[i])) {
            keep(g, &g->written, schema_of(g, chosen->at[i]));
        }
    }
    take_reads(g, &plan->sources);
    take_reads(g, &plan->reads);
    if (there && !is_narrowed(g->r->s)) {
        take_world(g, there);
    }
    if (there) {
        pl_world_close(there);
    }
}

/* ---- printing */

static void put_statement(granter *g, const char *form, pl_str object,
                          const char *kind) {
    pl_buf *to = &g->r->out;
    for (; form && *form; form++) {
        if (*form != '%') {
            pl_buf_char(to, *form);
            continue;
        }
        form++;
        pl_buf_str(to, *form == 'w' ? g->who : *form == 'k' ? pl_str_of(kind) : object);
    }
}

static void put_set(granter *g, const char *title, const pl_map *set,
                    const pl_map *without, const char *form) {
    bool titled = false;
    for (uint32_t i = 0; form && i < set->len; i++) {
        if (without && pl_map_has(without, set->at[i].key)) {
            continue;
        }
        if (!titled) {
            pl_buf_fmt(&g->r->out, "-- %s\n", title);
            titled = true;
        }
        put_statement(g, form, pl_env_mask(g->w->options.env, g->a, set->at[i].key),
                      set->at[i].value);
        pl_buf_char(&g->r->out, '\n');
    }
}

static void print_text(granter *g) {
    pl_str warehouse = PL_S("");
    const pl_value *v = pl_dict_find(g->w->target.dict.as.dict, PL_S("warehouse"));
    if (v && v->kind == PL_STR) {
        warehouse = pl_str_from(*v);
    }
    pl_buf_fmt(
        &g->r->out,
        "-- %.*s: the least that its role needs, from %u written schema%s and %u read relation%s\n",
        PL_FMT(g->r->a->name), g->written.len, g->written.len == 1 ? "" : "s",
        g->read.len, g->read.len == 1 ? "" : "s");
    if (g->d->warehouse && warehouse.len) {
        PL_BUF_LIT(&g->r->out, "-- the warehouse it runs on\n");
        put_statement(g, g->d->warehouse, warehouse, "");
        pl_buf_char(&g->r->out, '\n');
    }
    if (g->d->note) {
        pl_buf_fmt(&g->r->out, "-- %s\n", g->d->note);
    }
    put_set(g, "databases", &g->databases, NULL, g->d->database);
    put_set(g, "schemas it writes (create them first, or let it create schemas too)",
            &g->written, NULL, g->d->write);
    put_set(g, "schemas it only reads", &g->read_schemas, &g->written, g->d->enter);
    put_set(g, "relations it reads and does not build", &g->read, NULL, g->d->read);
}

static void put_list(granter *g, const char *name, const pl_map *set,
                     const pl_map *without) {
    pl_buf *to = &g->r->out;
    bool first = true;
    pl_buf_fmt(to, ", \"%s\": [", name);
    for (uint32_t i = 0; i < set->len; i++) {
        if (!without || !pl_map_has(without, set->at[i].key)) {
            pl_buf_str(to, first ? PL_S("") : PL_S(", "));
            pl_buf_json(to, pl_env_mask(g->w->options.env, g->a, set->at[i].key));
            first = false;
        }
    }
    pl_buf_char(to, ']');
}

static void print_json(granter *g) {
    pl_buf text = g->r->out;
    g->r->out = (pl_buf){0};
    print_text(g);
    pl_buf statements = g->r->out;
    g->r->out = text;
    PL_BUF_LIT(&g->r->out, "{\"environment\": ");
    pl_buf_json(&g->r->out, g->r->a->name);
    put_list(g, "databases", &g->databases, NULL);
    put_list(g, "written_schemas", &g->written, NULL);
    put_list(g, "read_schemas", &g->read_schemas, &g->written);
    put_list(g, "read_relations", &g->read, NULL);
    PL_BUF_LIT(&g->r->out, ", \"sql\": ");
    pl_buf_json(&g->r->out, pl_buf_view(&statements));
    PL_BUF_LIT(&g->r->out, "}\n");
    pl_buf_free(&statements);
}

/* ---- who, and the whole */

/* --role, the target's role, or who signs in. */
static bool find_who(granter *g) {
    static const char *const members[] = {"role", "user", NULL};
    const pl_str *given = pl_option_value(&g->r->s->options, "role");
    env_use u = env_use_of(g->r, g->r->a);
    pl_str name = given ? *given : PL_S("");
    for (const char *const *m = members; !name.len && *m; m++) {
        bool person = strcmp(*m, "role") != 0;
        name = person ? (!g->d->roles_only ? env_user(g->r, g->r->a, &u) : PL_S(""))
                      : env_member(g->r, &u, *m);
    }
    if (!name.len) {
        pl_usage_error("the target of %.*s names no role: give --role NAME",
                       PL_FMT(g->r->a->name));
        g->r->failed = true;
        return false;
    }
    if (g->d->who_kind && pl_str_find_char(name, ':') == UINT32_MAX) {
        name = pl_str_cat(g->a, pl_str_of(g->d->who_kind), name);
    }
    name = env_sql_name(g->a, name, g->d->quote, g->d->always_quoted);
    g->who = pl_str_cat(g->a, pl_str_of(g->d->who), name);
    return true;
}

static bool has_grants(const pl_adapter *ad) {
    return PL_ADAPTER_HAS(ad, grants) != NULL;
}

static bool find_dialect(granter *g) {
    const pl_adapter *ad = g->w->target.adapter;
    g->d = PL_ADAPTER_HAS(ad, grants);
    if (g->d) {
        return find_who(g);
    }
    pl_usage_error(
        "env grants writes the statements of %.*s; %s has no grants that plumb knows",
        PL_FMT(env_adapters(g->a, has_grants)), ad->title);
    g->r->failed = true;
    return false;
}

void env_grants(env_run *r) {
    granter g = {.r = r, .a = &r->s->arena};
    pl_selected chosen;
    g.w = env_world(r, r->a);
    if (!g.w) {
        return;
    }
    if (find_dialect(&g) &&
        pl_session_choose(r->s, g.w, pl_types_executable, &chosen)) {
        take_nodes(&g, &chosen);
        (r->json ? print_json : print_text)(&g);
    }
    r->failed = r->failed || r->s->code == PL_EXIT_ERROR;
    pl_world_close(g.w);
}
