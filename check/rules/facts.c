/* Where nodes land: names as the warehouse keeps them, and the lines that made them. */
#include "check/rules/facts.h"

#include "project/render/name_probe.h"

struct pl_check_facts {
    pl_landings *landings; /* by world; `at` and `len` are set once they are known */
    pl_schema_tries *tries;
    bool *landed, *tried;
};

static struct pl_check_facts *facts_of(pl_check *c) {
    if (!c->facts) {
        c->facts = PL_NEW(c->arena, struct pl_check_facts);
        c->facts->landings = PL_NEW_ARRAY0(c->arena, pl_landings, c->len);
        c->facts->tries = PL_NEW_ARRAY0(c->arena, pl_schema_tries, c->len);
        c->facts->landed = PL_NEW_ARRAY0(c->arena, bool, c->len);
        c->facts->tried = PL_NEW_ARRAY0(c->arena, bool, c->len);
    }
    return c->facts;
}

/* ---- landings */

enum { SEPARATOR = '\x1f' };

static void put_part(pl_buf *to, pl_arena *a, const pl_relation_style *style,
                     pl_part part, pl_str name) {
    if (style->included[part]) {
        pl_buf_str(to, pl_adapter_fold(style->adapter, a, name, style->quoted[part]));
    }
    pl_buf_char(to, SEPARATOR);
}

static pl_landing landing_of(pl_check *c, const pl_world *w, pl_dbt_node *n,
                             pl_buf *room) {
    pl_landing l = {.node = n};
    put_part(room, c->arena, &w->style, PL_PART_DATABASE, pl_name_text(n->database));
    put_part(room, c->arena, &w->style, PL_PART_SCHEMA, pl_name_text(n->schema));
    uint32_t schema = room->len;
    put_part(room, c->arena, &w->style, PL_PART_IDENTIFIER, n->alias);
    l.relation = pl_buf_take(room, c->arena);
    l.schema = pl_str_sub(l.relation, 0, schema);
    return l;
}

static void put_first(pl_map *m, pl_arena *a, pl_str key, pl_landing *l) {
    void **slot = pl_map_slot(m, a, key);
    *slot = *slot ? *slot : l;
}

static void land(pl_check *c, const pl_world *w, pl_landings *out) {
    pl_buf room = {0};
    out->at = PL_NEW_ARRAY(c->arena, pl_landing, w->nodes.len);
    for (uint32_t i = 0; i < w->nodes.len; i++) {
        pl_dbt_node *n = w->nodes.at[i].value;
        if (n->has_relation) {
            pl_landing *l = &out->at[out->len++];
            *l = landing_of(c, w, n, &room);
            put_first(&out->relations, c->arena, l->relation, l);
            put_first(&out->schemas, c->arena, l->schema, l);
        }
    }
    pl_buf_free(&room);
}

const pl_landings *pl_check_landings(pl_check *c, const pl_check_world *w) {
    struct pl_check_facts *f = facts_of(c);
    uint32_t i = (uint32_t)(w - c->at);
    if (!f->landed[i] && w->world) {
        land(c, w->world, &f->landings[i]);
    }
    f->landed[i] = true;
    return &f->landings[i];
}

/* ---- generate_schema_name */

const pl_str pl_tried_name = {"plumb_probe", sizeof "plumb_probe" - 1};

/* A model, where there is one: macros treat other nodes differently. */
static pl_dbt_node *node_to_try(pl_world *w) {
    pl_dbt_node *other = NULL;
    for (uint32_t i = 0; i < w->nodes.len; i++) {
        pl_dbt_node *n = w->nodes.at[i].value;
        if (pl_of_root(n) && n->has_relation && n->type == PL_RES_MODEL) {
            return n;
        }
        other = other || !pl_of_root(n) || !n->has_relation ? other : n;
    }
    return other;
}

static pl_schema_try try_name(pl_check *c, pl_world *w, pl_dbt_node *n, pl_value custom,
                              pl_str target_schema) {
    pl_schema_try t = {.result = pl_none()};
    t.ran = pl_schema_probe(w, n, custom, target_schema, c->arena, &t.result);
    return t;
}

static void try_macro(pl_check *c, pl_world *w, pl_schema_tries *t) {
    pl_dbt_node *n = node_to_try(w);
    const pl_str usual = {0};
    t->macro = n ? pl_schema_macro(w, n) : NULL;
    if (t->macro) {
        t->none = try_name(c, w, n, pl_none(), usual);
        t->name = try_name(c, w, n, pl_string(pl_tried_name), usual);
        t->elsewhere =
            try_name(c, w, n, pl_string(pl_tried_name), PL_S("plumb_elsewhere"));
    }
}

const pl_schema_tries *pl_check_tries(pl_check *c, const pl_check_world *w) {
    struct pl_check_facts *f = facts_of(c);
    uint32_t i = (uint32_t)(w - c->at);
    if (!f->tried[i] && w->world) {
        try_macro(c, w->world, &f->tries[i]);
    }
    f->tried[i] = true;
    return &f->tries[i];
}

static pl_schema_fault fault_in(const pl_schema_try *t) {
    static const char *const foreign[] = {"\n", "\t", " ", "--", "/*", "{#"};
    pl_str text = pl_name_text(t->result);
    if (!t->ran) {
        return PL_SCHEMA_SOUND;
    }
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        if (pl_str_find(text, pl_str_of(foreign[i]), 0) != UINT32_MAX) {
            return PL_SCHEMA_FOREIGN;
        }
    }
    return !text.len                                          ? PL_SCHEMA_NOTHING
           : pl_str_find(text, PL_S("None"), 0) != UINT32_MAX ? PL_SCHEMA_NONE
                                                              : PL_SCHEMA_SOUND;
}

pl_schema_faults pl_schema_faults_of(const pl_schema_tries *t) {
    bool own = t->macro && !t->macro->stock;
    return (pl_schema_faults){own ? fault_in(&t->name) : PL_SCHEMA_SOUND,
                              own ? fault_in(&t->none) : PL_SCHEMA_SOUND};
}

bool pl_ignores_target_schema(const pl_schema_tries *t) {
    return t->macro && !t->macro->stock && t->name.ran && t->elsewhere.ran &&
           pl_str_eq(pl_name_text(t->name.result), pl_name_text(t->elsewhere.result));
}

/* ---- connections */

static pl_str member_text(const pl_check_world *w, const char *name) {
    const pl_value *v =
        w->world ? pl_dict_find(w->world->target.credentials.as.dict, pl_str_of(name))
                 : NULL;
    return v ? pl_name_text(*v) : PL_S("");
}

bool pl_same_warehouse(const pl_check_world *x, const pl_check_world *y) {
    static const char *const names[] = {"host", "account", "path", "region_name"};
    if (!x->world || !y->world ||
        x->world->target.adapter != y->world->target.adapter) {
        return false;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        pl_str a = member_text(x, names[i]), b = member_text(y, names[i]);
        if (a.len && b.len && !pl_str_eq_nocase(a, b)) {
            return false;
        }
    }
    const pl_dict *a = x->world->target.credentials.as.dict;
    const pl_dict *b = y->world->target.credentials.as.dict;
    const pl_value *port = pl_dict_find(a, PL_S("port"));
    const pl_value *other = pl_dict_find(b, PL_S("port"));
    return !port || !other || port->kind != PL_INT || other->kind != PL_INT ||
           port->as.i == other->as.i;
}

bool pl_local_warehouse(const pl_check_world *w) {
    pl_str host = member_text(w, "host"), path = member_text(w, "path");
    bool file = path.len && !pl_str_starts(path, PL_S("md:")) &&
                !pl_str_starts(path, PL_S("motherduck:")) &&
                pl_str_find(path, PL_S("://"), 0) == UINT32_MAX;
    return file || PL_STR_IS(host, "localhost") || PL_STR_IS(host, "::1") ||
           pl_str_starts(host, PL_S("127.")) || pl_str_starts(host, PL_S("/"));
}

const pl_yaml *pl_connection_member(const pl_check_world *w, const char *canonical) {
    const pl_target *t = w->world ? &w->world->target : NULL;
    const pl_yaml *fields = w->environment->connection ? w->environment->connection
                            : t                        ? t->output
                                                       : NULL;
    if (!strcmp(canonical, "schema") && w->environment->schema) {
        return w->environment->schema;
    }
    for (uint32_t i = 0; t && fields && i < fields->count; i++) {
        pl_str key = pl_yaml_text(fields->as.entries[i].key, PL_S(""));
        if (pl_str_eq(pl_adapter_canonical(t->adapter, key), pl_str_of(canonical))) {
            return fields->as.entries[i].value;
        }
    }
    return NULL;
}

bool pl_names_user(const pl_check_world *w, pl_str name) {
    pl_str user = member_text(w, "user");
    bool names = false;
    for (uint32_t i = 0; user.len > 2 && i + user.len <= name.len; i++) {
        names = names || pl_str_eq_nocase(pl_str_sub(name, i, i + user.len), user);
    }
    return names;
}

/* ---- places */

pl_span pl_environment_place(const pl_check_world *w, const char *canonical) {
    const pl_yaml *member = pl_connection_member(w, canonical);
    return member                     ? pl_yaml_span(member)
           : w->environment->span.src ? w->environment->span
           : w->world                 ? w->world->target.span
                                      : (pl_span){0};
}

pl_span pl_macro_place(const pl_macro_def *m) {
    const pl_source *src = pl_unit_ast(m->macro.unit)->src;
    return (pl_span){src, 0, src->text.len ? 1 : 0};
}

pl_str pl_custom_name(const pl_dbt_node *n, const char *key) {
    const pl_value *v = n->config ? pl_dict_find(n->config, pl_str_of(key)) : NULL;
    return v ? pl_name_text(*v) : PL_S("");
}

bool pl_is_pinned(const pl_dbt_node *n) {
    return n->type == PL_RES_SNAPSHOT && pl_custom_name(n, "target_schema").len;
}

bool pl_has_target_schema(const pl_check_world *w, const pl_dbt_node *n) {
    pl_str target = pl_name_text(w->world->target.schema);
    return target.len && pl_str_find(pl_name_text(n->schema), target, 0) != UINT32_MAX;
}

/* The macro that names the node's schema, where it is one of a project or package and
 * heeds no target.schema for this node. */
static const pl_macro_def *heedless_macro(pl_check *c, const pl_check_world *w,
                                          const pl_dbt_node *n, bool custom) {
    const pl_schema_tries *t = pl_check_tries(c, w);
    const pl_macro_def *m =
        pl_has_target_schema(w, n) ? NULL : pl_schema_macro(w->world, n);
    bool heeds =
        !m || m->stock || (custom && m == t->macro && !pl_ignores_target_schema(t));
    return heeds ? NULL : m;
}

/* The macro, where it heeds no environment; the config line, where one asks for a
 * schema; else the environment. */
pl_span pl_schema_place(pl_check *c, const pl_check_world *w, const pl_dbt_node *n) {
    bool pinned = pl_is_pinned(n), custom = pl_custom_name(n, "schema").len != 0;
    const pl_macro_def *m = pinned ? NULL : heedless_macro(c, w, n, custom);
    pl_span own = {0};
    if (!m && (pinned || custom)) {
        own = pl_check_config_place(c, w, n, pinned ? "target_schema" : "schema");
    }
    return m ? pl_macro_place(m) : own.src ? own : pl_environment_place(w, "schema");
}

pl_str pl_schema_words(pl_check *c, const pl_check_world *w, const pl_dbt_node *n) {
    pl_str schema = pl_name_text(n->schema), database = pl_name_text(n->database);
    return w->world->style.included[PL_PART_DATABASE] && database.len
               ? pl_str_cat3(c->arena, database, PL_S("."), schema)
               : schema;
}

/* ---- findings */

void pl_check_lower(pl_check *c, pl_finding *f, const pl_rule *r,
                    const pl_check_world *w, const pl_dbt_node *n, pl_severity to) {
    if (f && f->severity > to && !pl_check_entry(c, r, w, n)->has_severity) {
        f->severity = to;
    }
}

void pl_check_relate(pl_check *c, pl_finding *f, pl_span span, pl_str text) {
    uint32_t len = f ? f->related_len : 0;
    for (uint32_t i = 0; i < len; i++) {
        if (pl_str_eq(f->related[i].text, text)) {
            return;
        }
    }
    if (f) {
        pl_place_note *all = PL_NEW_ARRAY(c->arena, pl_place_note, len + 1);
        if (len) {
            memcpy(all, f->related, len * sizeof *all);
        }
        all[len] = (pl_place_note){span, pl_str_copy(c->arena, text)};
        f->related = all;
        f->related_len = len + 1;
    }
}
