/* Reading the manifest of another run, and deferring to it.
 * Source: dbt-core 1.9 contracts/state.py, artifacts/schemas,
 * contracts/graph/manifest.py (merge_from_artifact). */
#include "project/state/state_priv.h"

#include "support/tree.h"
#include "support/utf8.h"

struct pl_state {
    pl_str dir;
    bool has_manifest;
    pl_map resources; /* unique_id -> pl_state_entry */
    pl_map macros;
    pl_map disabled; /* unique_id -> entry: a list of nodes */
    pl_str adapter;
    bool sections;     /* the manifest has a list of nodes */
    pl_str results[2]; /* by pl_results_file; at NULL: absent */
};

static const pl_str none = {NULL, 0};

bool pl_state_has_manifest(const pl_state *s) {
    return s->has_manifest;
}

bool pl_state_is_disabled(const pl_state *s, pl_str unique_id) {
    return pl_map_has(&s->disabled, unique_id);
}

pl_str pl_state_adapter(const pl_state *s) {
    return s->adapter;
}

pl_str pl_state_results(const pl_state *s, pl_results_file file) {
    return s->results[file];
}

/* ---- reading */

typedef struct reading {
    pl_state *s;
    pl_str folder; /* where the files lie */
    pl_arena *arena;
    pl_diag_sink *sink;
    pl_str path;
} reading;

static bool fault(reading *r, pl_str why) {
    pl_diag_addf(r->sink, PL_E0802, (pl_span){NULL, 0, 0}, "%.*s: %.*s",
                 PL_FMT(r->path), PL_FMT(why));
    return false;
}

static bool is_utf8(reading *r, pl_str text) {
    uint32_t bad = pl_utf8_invalid(text);
    return bad == UINT32_MAX ||
           fault(r, pl_str_fmt(r->arena, "not valid UTF-8 at byte %u", bad));
}

/* A section's entries by unique_id; what was there first stays. */
static bool index_section(reading *r, pl_str json, pl_map *to) {
    pl_json_cursor c;
    pl_str key, value;
    if (!pl_json_enter(&c, json) || !c.object) {
        return true;
    }
    while (pl_json_next(&c, r->arena, &key, &value)) {
        void **slot = pl_map_slot(to, r->arena, key);
        if (!*slot) {
            pl_state_entry *e = PL_NEW(r->arena, pl_state_entry);
            e->json = value;
            *slot = e;
        }
    }
    return !c.broken;
}

static bool is_resources(pl_str section) {
    static const char *const names[] = {
        "nodes",           "sources",    "exposures",     "metrics",
        "semantic_models", "unit_tests", "saved_queries", NULL};
    for (uint32_t i = 0; names[i]; i++) {
        if (pl_str_eq(section, pl_str_of(names[i]))) {
            return true;
        }
    }
    return false;
}

/* "https://schemas.getdbt.com/dbt/manifest/v12.json": v4 to v12 can be read. Other
 * artifacts of dbt have versions too. */
static bool check_version(reading *r, pl_str metadata) {
    pl_str url =
        pl_json_text(pl_json_member(metadata, PL_S("dbt_schema_version")), r->arena);
    pl_str name = url.at ? pl_path_stem(url) : none;
    pl_value number;
    bool known = pl_str_find(url, PL_S("/manifest/"), 0) != UINT32_MAX &&
                 name.len > 1 && name.at[0] == 'v' &&
                 pl_parse_int(r->arena, pl_str_sub(name, 1, name.len), 10, &number) &&
                 number.kind == PL_INT && number.as.i >= 4 && number.as.i <= 12;
    if (known || !url.at) {
        return true;
    }
    return fault(
        r, pl_str_fmt(r->arena,
                      "Expected a schema version of "
                      "\"https://schemas.getdbt.com/dbt/manifest/v12.json\", but found "
                      "\"%.*s\". Are you running with a different version of dbt?",
                      PL_FMT(url)));
}

static void take_adapter(reading *r, pl_str metadata) {
    pl_str name =
        pl_json_text(pl_json_member(metadata, PL_S("adapter_type")), r->arena);
    r->s->adapter = name.at ? name : PL_S("");
}

static bool index_manifest(reading *r, pl_str text) {
    pl_json_cursor c;
    pl_str key, value;
    if (!pl_json_enter(&c, text) || !c.object) {
        return fault(r, PL_S("it is no JSON object"));
    }
    bool ok = true;
    while (ok && pl_json_next(&c, r->arena, &key, &value)) {
        if (PL_STR_IS(key, "metadata")) {
            if (!check_version(r, value)) {
                return false;
            }
            take_adapter(r, value);
        }
        r->s->sections = r->s->sections || PL_STR_IS(key, "nodes");
        if (is_resources(key)) {
            ok = index_section(r, value, &r->s->resources);
        } else if (PL_STR_IS(key, "macros")) {
            ok = index_section(r, value, &r->s->macros);
        } else if (PL_STR_IS(key, "disabled")) {
            ok = index_section(r, value, &r->s->disabled);
        }
    }
    return (ok && !c.broken) || fault(r, PL_S("it is no valid JSON"));
}

/* *out at NULL: there is no such file. */
static bool read_text(reading *r, const char *name, pl_str *out) {
    r->path = pl_path_join(r->arena, r->folder, pl_str_of(name));
    *out = none;
    pl_str text;
    switch (pl_read_file(r->path, r->arena, &text)) {
    case PL_READ_OK:
        *out = text;
        return is_utf8(r, text);
    case PL_READ_ABSENT:
        return true;
    case PL_READ_FAILED:
        return fault(r, text);
    }
    return false;
}

const pl_state *pl_state_read(pl_str dir, pl_arena *a, pl_diag_sink *sink) {
    return pl_state_read_below(PL_S(""), dir, a, sink);
}

const pl_state *pl_state_read_below(pl_str base, pl_str dir, pl_arena *a,
                                    pl_diag_sink *sink) {
    pl_state *s = PL_NEW(a, pl_state);
    s->dir = pl_str_copy(a, dir);
    s->adapter = PL_S("");
    reading r = {.s = s, .arena = a, .sink = sink};
    r.folder = pl_path_join(a, base, dir);
    if (!read_text(&r, "run_results.json", &s->results[PL_RESULTS_RUN]) ||
        !read_text(&r, "sources.json", &s->results[PL_RESULTS_SOURCES])) {
        return NULL;
    }
    pl_str text;
    if (!read_text(&r, "manifest.json", &text)) {
        return NULL;
    }
    s->has_manifest = text.at != NULL;
    return !text.at || index_manifest(&r, text) ? s : NULL;
}

const pl_state *pl_state_read_file(pl_str path, pl_arena *a, pl_diag_sink *sink) {
    pl_state *s = PL_NEW(a, pl_state);
    s->dir = pl_str_copy(a, path);
    s->adapter = PL_S("");
    reading r = {.s = s, .arena = a, .sink = sink, .path = s->dir};
    pl_str text;
    if (pl_read_file(path, a, &text) != PL_READ_OK) {
        fault(&r, text.len ? text : PL_S("there is no such file"));
        return NULL;
    }
    if (!is_utf8(&r, text) || !index_manifest(&r, text)) {
        return NULL;
    }
    s->has_manifest = true;
    return s->sections || fault(&r, PL_S("it is no manifest: it has no nodes")) ? s
                                                                                : NULL;
}

/* ---- looking */

pl_state_entry pl_state_find(const pl_state *s, pl_str unique_id) {
    const pl_state_entry *e = pl_map_get(&s->resources, unique_id);
    return e ? *e : (pl_state_entry){none};
}

bool pl_state_node_at(const pl_state *s, uint32_t i, pl_str *unique_id,
                      pl_state_entry *out) {
    if (i >= s->resources.len) {
        return false;
    }
    *unique_id = s->resources.at[i].key;
    *out = *(const pl_state_entry *)s->resources.at[i].value;
    return true;
}

bool pl_state_macro(const pl_state *s, pl_str unique_id, pl_arena *a, pl_str *text) {
    const pl_state_entry *e = pl_map_get(&s->macros, unique_id);
    if (!e) {
        return false;
    }
    *text = pl_json_text(pl_json_member(e->json, PL_S("macro_sql")), a);
    return true;
}

/* Manifests before v7 say raw_sql for raw_code. */
pl_value pl_state_field(pl_state_entry e, const char *key, pl_arena *a) {
    pl_str json = pl_json_member(e.json, pl_str_of(key));
    if (!json.at && !strcmp(key, "raw_code")) {
        json = pl_json_member(e.json, PL_S("raw_sql"));
    }
    return pl_json_parsed(json, a);
}

/* ---- deferral */

static bool is_refable(pl_resource type) {
    return type == PL_RES_MODEL || type == PL_RES_SEED || type == PL_RES_SNAPSHOT;
}

static bool is_ephemeral(pl_state_entry e, pl_arena *a) {
    pl_str config = pl_json_member(e.json, PL_S("config"));
    pl_str how = pl_json_text(pl_json_member(config, PL_S("materialized")), a);
    return how.at && PL_STR_IS(how, "ephemeral");
}

/* The state's node as far as its relation goes. One pass over its members. */
static pl_dbt_node *state_node(const pl_dbt_node *here, pl_state_entry e, pl_arena *a) {
    pl_dbt_node *n = PL_NEW(a, pl_dbt_node);
    pl_json_cursor c;
    pl_str key, value;
    n->unique_id = here->unique_id;
    n->type = here->type;
    n->package = here->package;
    n->owner = here->owner;
    n->database = n->schema = pl_none();
    pl_json_enter(&c, e.json);
    while (pl_json_next(&c, NULL, &key, &value)) {
        pl_str text = value.at[0] == '"' ? pl_json_text(value, a) : none;
        if (PL_STR_IS(key, "database") && text.at) {
            n->database = pl_string(text);
        } else if (PL_STR_IS(key, "schema") && text.at) {
            n->schema = pl_string(text);
        } else if (PL_STR_IS(key, "name")) {
            n->name = text;
        } else if (PL_STR_IS(key, "alias")) {
            n->alias = n->identifier = text;
        } else if (PL_STR_IS(key, "relation_name") && text.at) {
            n->relation_name = text;
            n->has_relation = true;
        }
    }
    return n;
}

bool pl_state_require(const pl_state *s, pl_diag_sink *sink) {
    if (!s->has_manifest) {
        pl_diag *d = pl_diag_addf(sink, PL_E0802, (pl_span){NULL, 0, 0},
                                  "Could not find manifest in --state path: \"%.*s\"",
                                  PL_FMT(s->dir));
        d->dbt_text = pl_str_cat(sink->arena, PL_S("Runtime Error\n  "), d->text);
    }
    return s->has_manifest;
}

bool pl_state_defer(pl_world *w, const pl_state *s, bool unselected_only) {
    if (!pl_state_require(s, &w->sink)) {
        return false;
    }
    for (uint32_t i = 0; i < w->nodes.len; i++) {
        pl_dbt_node *n = w->nodes.at[i].value;
        if (!is_refable(n->type) || (unselected_only && n->selected)) {
            continue;
        }
        pl_state_entry e = pl_state_find(s, n->unique_id);
        if (e.json.at && !is_ephemeral(e, w->arena)) {
            n->deferred_to = state_node(n, e, w->arena);
        }
    }
    return true;
}
