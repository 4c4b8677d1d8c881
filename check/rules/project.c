/* Rules on dbt_project.yml: settings that apply to nothing, and what dbt refuses. */
#include "check/rules/facts.h"
#include "project/world/stages.h"

/* ---- folders of the project, as nodes have them */

enum { PATH_MOST = 64 };

typedef struct config_path {
    pl_str at[PATH_MOST]; /* without the section */
    uint32_t len;
} config_path;

typedef void each_fqn(void *ctx, const pl_dbt_node *n);

static void visit_nodes(const pl_world *w, each_fqn *each, void *ctx) {
    const pl_map *all[] = {&w->nodes,           &w->sources,      &w->disabled,
                           &w->exposures,       &w->metrics,      &w->unit_tests,
                           &w->semantic_models, &w->saved_queries};
    for (size_t m = 0; m < sizeof all / sizeof *all; m++) {
        for (uint32_t i = 0; i < all[m]->len; i++) {
            each(ctx, all[m]->at[i].value);
        }
    }
}

/* The node's fqn begins with the first `depth` parts of the path. */
static bool begins_with(const pl_dbt_node *n, const config_path *p, uint32_t depth) {
    bool same = n->fqn_len >= depth;
    for (uint32_t i = 0; same && i < depth; i++) {
        same = pl_str_eq(n->fqn[i], p->at[i]);
    }
    return same;
}

typedef struct folder_search {
    const config_path *path;
    bool found;
} folder_search;

static void is_folder_of(void *ctx, const pl_dbt_node *n) {
    folder_search *s = ctx;
    s->found = s->found || begins_with(n, s->path, s->path->len);
}

static bool is_folder(const pl_check *c, const config_path *p) {
    folder_search s = {p, false};
    for (uint32_t i = 0; i < c->len && !s.found; i++) {
        if (c->at[i].world) {
            visit_nodes(c->at[i].world, is_folder_of, &s);
        }
    }
    return s.found;
}

/* Without its nodes a world says nothing about paths. */
static bool is_parsed(const pl_check_world *w) {
    return w->world && w->world->order_len;
}

/* ---- missing-plus */

const pl_rule_option options_missing_plus[] = {PL_NO_MORE_OPTIONS};

static bool is_one_of(pl_str key, const char *const *names) {
    bool is = false;
    for (; *names && !is; names++) {
        is = pl_str_eq(key, pl_str_of(*names));
    }
    return is;
}

static bool is_mapping_config(pl_str key) {
    static const char *const names[] = {"meta",
                                        "persist_docs",
                                        "grants",
                                        "partition_by",
                                        "docs",
                                        "labels",
                                        "contract",
                                        "column_types",
                                        "quoting",
                                        "tblproperties",
                                        "table_properties",
                                        "properties",
                                        "resource_tags",
                                        "options",
                                        "freshness",
                                        "pre-hook",
                                        "post-hook",
                                        "pre_hook",
                                        "post_hook",
                                        "snapshot_meta_column_names",
                                        "databricks_tags",
                                        "external",
                                        NULL};
    return is_one_of(key, names);
}

static bool is_plain_config(pl_str key) {
    static const char *const names[] = {
        "access",       "alias",           "begin",          "batch_size",
        "database",     "dataset",         "delimiter",      "docs",
        "enabled",      "error_if",        "event_time",     "fail_calc",
        "full_refresh", "group",           "limit",          "lookback",
        "materialized", "packages",        "project",        "schema",
        "severity",     "sql_header",      "store_failures", "strategy",
        "tags",         "target_database", "target_schema",  "unique_key",
        "updated_at",   "warn_if",         "where",          NULL};
    return is_one_of(key, names) || is_mapping_config(key);
}

typedef struct plus_check {
    pl_check *c;
    const pl_rule *rule;
    config_path path;
} plus_check;

static void mapping_without_plus(plus_check *x, const pl_yaml *key, pl_str name) {
    pl_finding *f = pl_check_addf(
        x->c, x->rule, NULL, NULL, pl_yaml_span(key),
        "%.*s is read as a folder, and there is none of that name", PL_FMT(name));
    if (f) {
        f->fix = pl_str_cat(x->c->arena, PL_S("+"), name);
        f->help =
            pl_str_fmt(x->c->arena, "write +%.*s to set the config", PL_FMT(name));
    }
}

static void value_for_folder(plus_check *x, const pl_yaml *key, pl_str name) {
    pl_finding *f = pl_check_addf(
        x->c, x->rule, NULL, NULL, pl_yaml_span(key),
        "%.*s is a folder, and its value is read as a config of that name",
        PL_FMT(name));
    if (f) {
        f->help = pl_str_fmt(x->c->arena,
                             "put the configs of the folder below it, as "
                             "%.*s: {+materialized: view}",
                             PL_FMT(name));
    }
}

static void look_for_plus(plus_check *x, const pl_yaml *map) {
    for (uint32_t i = 0; i < map->count && x->path.len < PATH_MOST; i++) {
        const pl_yaml_entry *e = &map->as.entries[i];
        pl_str key = pl_yaml_text(e->key, PL_S("+"));
        bool mapping = pl_yaml_is(e->value, PL_YAML_MAP);
        if (pl_str_starts(key, PL_S("+"))) {
            continue;
        }
        x->path.at[x->path.len++] = key;
        if (mapping && is_mapping_config(key) && !is_folder(x->c, &x->path)) {
            mapping_without_plus(x, e->key, key);
        } else if (mapping) {
            look_for_plus(x, e->value);
        } else if (!pl_yaml_is_none(e->value) && !is_plain_config(key) &&
                   is_folder(x->c, &x->path)) {
            value_for_folder(x, e->key, key);
        }
        x->path.len--;
    }
}

void run_missing_plus(pl_check *c, const pl_rule *r) {
    plus_check x = {.c = c, .rule = r};
    for (uint32_t i = 0; i < c->len; i++) {
        if (is_parsed(&c->at[i])) {
            const pl_project_file *file = c->at[i].world->packages[0].file;
            for (size_t s = 0; s < PL_SECTION_COUNT; s++) {
                if (pl_yaml_is(file->sections[s].raw, PL_YAML_MAP)) {
                    look_for_plus(&x, file->sections[s].raw);
                }
            }
            return;
        }
    }
}

/* ---- unused-config-path */

const pl_rule_option options_unused_config_path[] = {PL_NO_MORE_OPTIONS};

static config_path split_path(pl_str path) {
    config_path p = {.len = 0};
    uint32_t dot = pl_str_find_char(path, '.');
    while (dot < path.len && p.len < PATH_MOST) {
        path = pl_str_sub(path, dot + 1, path.len);
        dot = pl_str_find_char(path, '.');
        p.at[p.len++] = pl_str_sub(path, 0, dot);
    }
    return p;
}

typedef struct folder_names {
    const config_path *path;
    uint32_t depth; /* parts that exist */
    pl_near_name near;
} folder_names;

static void deepen(void *ctx, const pl_dbt_node *n) {
    folder_names *f = ctx;
    while (f->depth < f->path->len && begins_with(n, f->path, f->depth + 1)) {
        f->depth++;
    }
}

static void compare_names(void *ctx, const pl_dbt_node *n) {
    folder_names *f = ctx;
    if (n->fqn_len > f->depth && begins_with(n, f->path, f->depth)) {
        pl_near_compare(&f->near, n->fqn[f->depth]);
    }
}

/* The part of the path that is not there; its length: all of it is,
 * in another section. */
static uint32_t depth_of(const pl_world *w, const config_path *p) {
    folder_names f = {.path = p};
    visit_nodes(w, deepen, &f);
    return f.depth;
}

/* What may have been meant. */
static pl_str advice(pl_check *c, const pl_world *w, const config_path *p) {
    folder_names f = {.path = p, .depth = depth_of(w, p)};
    if (f.depth == p->len) {
        return PL_S("nothing of this section is there");
    }
    pl_str wrong = p->at[f.depth];
    if (PL_STR_IS(wrong, "config")) {
        return PL_S("configs stand at the level of the folder itself, with a +");
    }
    f.near = (pl_near_name){.wanted = wrong,
                            .distance = wrong.len < 4   ? 1
                                        : wrong.len < 8 ? 2
                                                        : 3};
    visit_nodes(w, compare_names, &f);
    if (f.near.best.len) {
        return pl_str_fmt(c->arena, "'%.*s' is not there; did you mean '%.*s'?",
                          PL_FMT(wrong), PL_FMT(f.near.best));
    }
    return pl_str_fmt(c->arena, "there is no %s '%.*s'",
                      f.depth ? "folder or model" : "package", PL_FMT(wrong));
}

/* missing-plus speaks of it. */
static bool lacks_plus(const config_path *p) {
    bool lacks = false;
    for (uint32_t i = 0; i < p->len; i++) {
        lacks = lacks || is_mapping_config(p->at[i]);
    }
    return lacks;
}

typedef struct unused_count {
    pl_config_unused first;
    uint32_t worlds;
} unused_count;

static uint32_t count_unused(pl_check *c, pl_map *counts) {
    uint32_t worlds = 0;
    for (uint32_t i = 0; i < c->len; i++) {
        pl_config_unused *unused;
        uint32_t len =
            is_parsed(&c->at[i]) ? pl_world_unused_paths(c->at[i].world, &unused) : 0;
        worlds += is_parsed(&c->at[i]);
        for (uint32_t k = 0; k < len; k++) {
            void **slot = pl_map_slot(counts, c->arena, unused[k].path);
            unused_count *u = *slot ? *slot : PL_NEW(c->arena, unused_count);
            *slot = u;
            u->first = unused[k];
            u->worlds++;
        }
    }
    return worlds;
}

static const pl_world *some_world(const pl_check *c) {
    uint32_t i = 0;
    while (!is_parsed(&c->at[i])) {
        i++;
    }
    return c->at[i].world;
}

/* The path up to what is not there. */
static pl_str missing_part(pl_check *c, const unused_count *u, const config_path *p) {
    uint32_t depth = depth_of(some_world(c), p);
    const pl_str *last = &p->at[depth < p->len ? depth : p->len - 1];
    const char *start = u->first.path.at;
    return (pl_str){start, (uint32_t)(last->at + last->len - start)};
}

/* Of the paths below one missing folder, the outermost. */
static void keep_outermost(pl_check *c, pl_map *by_part, unused_count *u,
                           const config_path *p) {
    void **slot = pl_map_slot(by_part, c->arena, missing_part(c, u, p));
    const unused_count *known = *slot;
    *slot = known && known->first.path.len <= u->first.path.len ? *slot : u;
}

static void report_unused(pl_check *c, const pl_rule *r, const unused_count *u) {
    config_path p = split_path(u->first.path);
    pl_finding *f =
        pl_check_addf(c, r, NULL, NULL, u->first.span,
                      "the path %.*s applies to nothing", PL_FMT(u->first.path));
    if (f) {
        f->help = advice(c, some_world(c), &p);
    }
}

void run_unused_config_path(pl_check *c, const pl_rule *r) {
    pl_map counts = {0}, by_part = {0};
    uint32_t worlds = count_unused(c, &counts);
    for (uint32_t i = 0; i < counts.len; i++) {
        unused_count *u = counts.at[i].value;
        config_path p = split_path(u->first.path);
        if (u->worlds == worlds && !lacks_plus(&p) && p.len) {
            keep_outermost(c, &by_part, u, &p);
        }
    }
    for (uint32_t i = 0; i < by_part.len; i++) {
        report_unused(c, r, by_part.at[i].value);
    }
}

/* ---- dbt-rejects */

const pl_rule_option options_dbt_rejects[] = {PL_NO_MORE_OPTIONS};

void run_dbt_rejects(pl_check *c, const pl_rule *r) {
    for (uint32_t i = 0; i < c->len; i++) {
        const pl_world *w = c->at[i].world;
        for (uint32_t k = 0; w && k < w->sink.len; k++) {
            const pl_diag *d = &w->sink.at[k];
            if (d->code != PL_W0521) {
                continue;
            }
            pl_finding *f = pl_check_add(c, r, &c->at[i], NULL, d->span, d->text);
            if (f) {
                f->help = pl_str_copy(c->arena, d->help);
            }
        }
    }
}
