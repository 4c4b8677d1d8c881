/* An explanation as JSON: docs/EXPLAIN.md tells of its keys. */
#include "explain/explain_priv.h"
#include "project/node/node_view.h"

typedef struct printer {
    const pl_explanation *x;
    pl_arena *a;
    pl_buf *to;
} printer;

/* ---- members: `key` with the comma in front of it; NULL begins a list's item */

static void put_key(printer *p, const char *key) {
    pl_str text = pl_buf_view(p->to);
    char last = text.len ? text.at[text.len - 1] : '{';
    pl_buf_fmt(p->to, "%s", last == '{' || last == '[' ? "" : ", ");
    if (key) {
        pl_buf_fmt(p->to, "\"%s\": ", key);
    }
}

static void put_open(printer *p, const char *key, char bracket) {
    put_key(p, key);
    pl_buf_char(p->to, bracket);
}

static void put_string(printer *p, pl_str text) {
    pl_buf_json(p->to, pl_env_mask(p->x->world->options.env, p->a, text));
}

static void put_text(printer *p, const char *key, pl_str text) {
    put_key(p, key);
    if (text.len) {
        put_string(p, text);
    } else {
        PL_BUF_LIT(p->to, "null");
    }
}

static void put_bool(printer *p, const char *key, bool b) {
    put_key(p, key);
    pl_buf_fmt(p->to, "%s", b ? "true" : "false");
}

static void put_value(printer *p, const char *key, pl_value v) {
    put_key(p, key);
    pl_json_value(p->x->world, p->to, v);
}

static void put_span(printer *p, pl_span span) {
    put_text(p, "file", span.src ? span.src->path : PL_S(""));
    put_key(p, "line");
    if (span.src) {
        pl_buf_fmt(p->to, "%u", pl_source_line(span.src, span.lo));
    } else {
        PL_BUF_LIT(p->to, "null");
    }
}

/* ---- parts */

static void put_reads(printer *p, const pl_explain_reads *reads) {
    static const char *const kinds[] = {"name", "env_var", "var"};
    put_open(p, "reads", '[');
    for (uint32_t i = 0; i < reads->len; i++) {
        const pl_explain_read *r = &reads->at[i];
        put_open(p, NULL, '{');
        put_text(p, "kind", pl_str_of(kinds[r->kind]));
        put_text(p, "name", r->name);
        put_text(p, "value", r->value);
        put_bool(p, "default", r->defaulted);
        put_text(p, "from", pl_str_of(r->from));
        put_span(p, r->span);
        pl_buf_char(p->to, '}');
    }
    pl_buf_char(p->to, ']');
}

static void put_branches(printer *p, const pl_explain_branches *all) {
    put_open(p, "branches", '[');
    for (uint32_t i = 0; i < all->len; i++) {
        const pl_explain_branch *b = &all->at[i];
        bool stock = b->macro && b->macro->stock;
        put_open(p, NULL, '{');
        put_text(p, "macro", b->macro ? b->macro->unique_id : PL_S(""));
        put_span(p, stock ? (pl_span){NULL, 0, 0} : b->span);
        put_text(p, "condition", b->text);
        put_bool(p, "taken", b->taken);
        put_reads(p, &b->reads);
        pl_buf_char(p->to, '}');
    }
    pl_buf_char(p->to, ']');
}

static void put_step(printer *p, const char *key, const pl_explain_step *s) {
    static const char *const origins[] = {"default", "project", "schema_file",
                                          "config_call", "root_project"};
    static const char *const merges[] = {"replace", "append", "update", "keys",
                                         "object"};
    put_open(p, key, '{');
    put_text(p, "origin", pl_str_of(origins[s->origin]));
    put_text(p, "key", s->from);
    put_span(p, s->span);
    put_value(p, "value", s->plain);
    put_text(p, "written", s->written);
    put_text(p, "merge", pl_str_of(merges[s->merge]));
    put_value(p, "result", s->after);
    put_bool(p, "overridden", s->lost);
    put_reads(p, &s->reads);
    pl_buf_char(p->to, '}');
}

static void put_steps(printer *p, const char *key, const pl_explain_config *c) {
    put_open(p, key, '[');
    for (uint32_t i = 0; c && i < c->len; i++) {
        put_step(p, NULL, &c->at[i]);
    }
    pl_buf_char(p->to, ']');
}

static void put_target(printer *p, const pl_explain_part *part) {
    put_open(p, "target", '{');
    put_text(p, "value", part->target);
    put_text(p, "from", pl_str_of(part->target_from ? part->target_from : ""));
    put_span(p, part->target_span);
    put_reads(p, &part->target_reads);
    pl_buf_char(p->to, '}');
}

static void put_macro(printer *p, const pl_explain_part *part) {
    put_open(p, "macro", '{');
    put_text(p, "unique_id", part->macro->unique_id);
    put_span(p, part->macro_span);
    put_text(p, "why", part->why);
    put_branches(p, &part->branches);
    put_reads(p, &part->reads);
    pl_buf_char(p->to, '}');
}

static void put_sum(printer *p, const pl_explain_terms *terms) {
    put_open(p, "sum", '[');
    for (uint32_t i = 0; i < terms->len; i++) {
        put_open(p, NULL, '{');
        put_text(p, "text", terms->at[i].text);
        put_text(p, "from", terms->at[i].name);
        put_span(p, terms->at[i].span);
        pl_buf_char(p->to, '}');
    }
    pl_buf_char(p->to, ']');
}

static void put_part(printer *p, const char *key, const pl_explain_part *part) {
    put_open(p, key, '{');
    put_text(p, "value", part->value);
    put_sum(p, &part->terms);
    put_target(p, part);
    put_steps(p, "custom", part->custom);
    if (part->macro) {
        put_macro(p, part);
    } else {
        put_text(p, "macro", PL_S(""));
        put_reads(p, &part->reads);
    }
    put_bool(p, "whole_name", part->whole);
    if (part->instead) {
        put_step(p, "overridden_by", part->instead);
        put_text(p, "made", part->made);
    }
    pl_buf_char(p->to, '}');
}

static void put_quoting(printer *p) {
    static const char *const names[] = {"database", "schema", "identifier"};
    put_open(p, "quoting", '{');
    for (int i = 0; i < PL_PART_COUNT; i++) {
        const pl_explain_policy *q = &p->x->policy[i];
        put_open(p, names[i], '{');
        put_bool(p, "quoted", q->quoted);
        put_bool(p, "included", q->included);
        put_bool(p, "adapter_default", q->adapter_quoted);
        put_span(p, q->span);
        pl_buf_char(p->to, '}');
    }
    pl_buf_char(p->to, '}');
}

/* ---- the whole */

static void put_configs(printer *p, pl_str key) {
    put_open(p, "config", '{');
    for (uint32_t i = 0; i < p->x->configs.len; i++) {
        const pl_explain_config *c = p->x->configs.at[i].value;
        bool asked = key.at ? pl_str_eq(key, c->key) : c->set;
        if (asked) {
            put_key(p, NULL);
            put_string(p, c->key);
            PL_BUF_LIT(p->to, ": {");
            put_value(p, "value", c->at[c->len - 1].after);
            put_steps(p, "steps", c);
            pl_buf_char(p->to, '}');
        }
    }
    pl_buf_char(p->to, '}');
}

static void put_sql(printer *p) {
    put_open(p, "sql", '{');
    put_bool(p, "complete", p->x->complete);
    put_branches(p, &p->x->branches);
    put_reads(p, &p->x->reads);
    pl_buf_char(p->to, '}');
}

static void put_environment(printer *p, pl_str key) {
    const pl_explanation *x = p->x;
    put_open(p, NULL, '{');
    put_text(p, "name", x->label);
    put_text(p, "target", x->world->target.name);
    put_text(p, "relation", x->relation);
    put_text(p, "state", x->state);
    if (!key.at) {
        put_part(p, "database", &x->parts[PL_PART_DATABASE]);
        put_part(p, "schema", &x->parts[PL_PART_SCHEMA]);
        put_part(p, "alias", &x->parts[PL_PART_IDENTIFIER]);
        put_quoting(p);
    }
    put_configs(p, key);
    if (!key.at) {
        put_sql(p);
    }
    pl_buf_char(p->to, '}');
}

void pl_explain_json(const pl_explain_view *v, pl_buf *to) {
    const pl_dbt_node *n = v->at[0]->node;
    printer p = {v->at[0], v->arena, to};
    pl_buf_char(to, '{');
    put_text(&p, "unique_id", n->unique_id);
    put_text(&p, "name", n->name);
    put_text(&p, "resource_type", pl_str_of(pl_resource_name(n->type)));
    put_text(&p, "package_name", n->package);
    put_text(&p, "original_file_path", n->original_file_path);
    put_open(&p, "environments", '[');
    for (uint32_t i = 0; i < v->len; i++) {
        p.x = v->at[i];
        put_environment(&p, v->key);
    }
    PL_BUF_LIT(to, "]}");
}
