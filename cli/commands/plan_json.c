/* Plans as JSON: docs/PLAN.md. */
#include "cli/commands/plan.h"

typedef struct object {
    plan_report *r;
    pl_buf *to;
    bool begun;
} object;

static void put_key(object *o, const char *key) {
    pl_buf_fmt(o->to, "%s\"%s\": ", o->begun ? ", " : "", key);
    o->begun = true;
}

/* Empty: null. */
static void put_text(object *o, const char *key, pl_str text) {
    put_key(o, key);
    if (text.len) {
        pl_buf_json(o->to, plan_shown(o->r, text));
    } else {
        PL_BUF_LIT(o->to, "null");
    }
}

static void put_number(object *o, const char *key, uint32_t n) {
    put_key(o, key);
    pl_buf_fmt(o->to, "%u", n);
}

static void put_value(object *o, const char *key, pl_value v) {
    put_text(o, key, v.kind == PL_STR ? pl_str_from(v) : PL_S(""));
}

static void put_ids(object *o, const char *key, const pl_dbt_node *const *at,
                    uint32_t len) {
    put_key(o, key);
    pl_buf_char(o->to, '[');
    for (uint32_t i = 0; i < len; i++) {
        pl_buf_str(o->to, i ? PL_S(", ") : PL_S(""));
        pl_buf_json(o->to, at[i]->unique_id);
    }
    pl_buf_char(o->to, ']');
}

static void put_identity(object *o, const pl_dbt_node *n) {
    put_text(o, "unique_id", n->unique_id);
    put_text(o, "name", pl_node_search_name(n, &o->r->arena));
    put_text(o, "resource_type", pl_str_of(pl_resource_name(n->type)));
}

static void put_relation(object *o, const pl_dbt_node *n, pl_str relation_name) {
    put_value(o, "database", n->database);
    put_value(o, "schema", n->schema);
    put_text(o, "identifier",
             n->unplaced                ? PL_S("")
             : n->type == PL_RES_SOURCE ? n->identifier
                                        : n->alias);
    put_text(o, "relation_name", relation_name);
}

static void put_build(plan_report *r, const pl_dbt_node *n, pl_buf *to) {
    object o = {r, to, false};
    pl_buf_char(to, '{');
    put_identity(&o, n);
    put_text(&o, "materialized", plan_materialized(n));
    put_relation(&o, n, n->has_relation ? n->relation_name : PL_S(""));
    pl_buf_char(to, '}');
}

static void put_read(plan_report *r, const plan_page *page, const pl_plan_read *read,
                     pl_buf *to) {
    object o = {r, to, false};
    bool elsewhere = read->status == PL_PLAN_ELSEWHERE;
    pl_buf_char(to, '{');
    put_identity(&o, read->node);
    if (read->node->type != PL_RES_SOURCE) {
        put_text(&o, "status", pl_str_of(pl_plan_status_name(read->status)));
        put_text(&o, "read_from", elsewhere ? page->plan->side.name : page->name);
    }
    put_relation(&o, read->from, read->relation_name);
    put_ids(&o, "read_by", read->users, read->user_len);
    pl_buf_char(to, '}');
}

static void put_reads(object *o, const plan_page *page, const char *key,
                      const pl_plan_reads *reads) {
    put_key(o, key);
    pl_buf_char(o->to, '[');
    for (uint32_t i = 0; i < reads->len; i++) {
        pl_buf_str(o->to, i ? PL_S(",\n   ") : PL_S("\n   "));
        put_read(o->r, page, &reads->at[i], o->to);
    }
    pl_buf_char(o->to, ']');
}

static void put_deferral(object *o, const plan_page *page) {
    object in = {o->r, o->to, false};
    put_key(o, "defer_to");
    if (!page->kind.len) {
        PL_BUF_LIT(o->to, "null");
        return;
    }
    pl_buf_char(o->to, '{');
    put_text(&in, "kind", page->kind);
    put_text(&in, "name", page->plan->side.name);
    put_key(&in, "favor_state");
    pl_buf_str(o->to, o->r->favor_state ? PL_S("true") : PL_S("false"));
    put_text(&in, "unreachable", page->plan->unreachable);
    pl_buf_char(o->to, '}');
}

static void put_summary(object *o, const pl_plan *p) {
    object in = {o->r, o->to, false};
    put_key(o, "summary");
    pl_buf_char(o->to, '{');
    put_number(&in, "builds", p->build_len);
    for (int i = 0; i < PL_PLAN_STATUSES; i++) {
        put_number(&in, pl_plan_status_name((pl_plan_status)i), p->count[i]);
    }
    put_number(&in, "sources", p->sources.len);
    put_number(&in, "tests", p->tests);
    put_number(&in, "upstream", p->upstream);
    pl_buf_char(o->to, '}');
}

static void put_page(plan_report *r, const plan_page *page, pl_buf *to) {
    const pl_plan *p = page->plan;
    object o = {r, to, false};
    pl_buf_char(to, '{');
    put_text(&o, "name", page->name);
    put_text(&o, "target", p->world->target.name);
    put_deferral(&o, page);
    put_key(&o, "builds");
    pl_buf_char(to, '[');
    for (uint32_t i = 0; i < p->build_len; i++) {
        pl_buf_str(to, i ? PL_S(",\n   ") : PL_S("\n   "));
        put_build(r, p->builds[i], to);
    }
    pl_buf_char(to, ']');
    put_reads(&o, page, "reads", &p->reads);
    put_reads(&o, page, "sources", &p->sources);
    put_ids(&o, "inlined", p->inlined, p->inlined_len);
    put_summary(&o, p);
    pl_buf_char(to, '}');
}

void plan_print_json(plan_report *r, pl_buf *to) {
    PL_BUF_LIT(to, "{\"environments\": [");
    for (uint32_t i = 0; i < r->len; i++) {
        pl_buf_str(to, i ? PL_S(",\n ") : PL_S("\n "));
        put_page(r, &r->at[i], to);
    }
    PL_BUF_LIT(to, "\n]}\n");
}
