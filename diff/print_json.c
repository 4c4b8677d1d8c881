/* Differences as JSON: docs/DIFF.md describes it. */
#include "diff/report.h"

typedef struct printer {
    const pl_diff_report *r;
    const pl_diff *d;
    pl_buf *to;
} printer;

static void put_json(printer *p, pl_str text) {
    pl_buf_json(p->to, pl_diff_masked(p->r, text));
}

static void key(printer *p, const char *name, bool first) {
    pl_buf_fmt(p->to, "%s\"%s\": ", first ? "" : ", ", name);
}

static void put_text(printer *p, const char *name, pl_str text) {
    key(p, name, false);
    if (text.len) {
        put_json(p, text);
    } else {
        PL_BUF_LIT(p->to, "null");
    }
}

static void put_place(printer *p, pl_span span, bool in_a) {
    key(p, "place", false);
    if (!span.src) {
        PL_BUF_LIT(p->to, "null");
        return;
    }
    pl_place place = pl_source_place(span.src, span.lo);
    PL_BUF_LIT(p->to, "{\"path\": ");
    put_json(p, span.src->path);
    pl_buf_fmt(p->to, ", \"line\": %u, \"column\": %u, \"side\": \"%s\"}", place.line,
               place.column, in_a ? "a" : "b");
}

static const char *const cause_names[] = {
    [PL_CAUSE_FILE] = "file",           [PL_CAUSE_MACRO] = "macro",
    [PL_CAUSE_CONDITION] = "condition", [PL_CAUSE_LOOP] = "loop",
    [PL_CAUSE_ENV_VAR] = "env_var",     [PL_CAUSE_VAR] = "var",
    [PL_CAUSE_OUTPUT] = "output",       [PL_CAUSE_DISPATCH] = "dispatch",
    [PL_CAUSE_CONFIG] = "config",       [PL_CAUSE_UPSTREAM] = "upstream",
    [PL_CAUSE_FAULT] = "fault",         [PL_CAUSE_UNKNOWN] = "unknown",
};

static void put_causes(printer *p, const pl_diff_node *n) {
    key(p, "causes", false);
    pl_buf_char(p->to, '[');
    for (uint32_t i = 0; i < n->cause_len; i++) {
        const pl_cause *c = &n->causes[i];
        pl_buf_fmt(p->to, "%s{\"kind\": \"%s\"", i ? ", " : "", cause_names[c->kind]);
        put_text(p, "text", c->text);
        put_place(p, c->span, c->in_a);
        key(p, "calls", false);
        pl_buf_char(p->to, '[');
        for (uint32_t k = 0; k < c->chain_len; k++) {
            pl_buf_fmt(p->to, "%s{\"text\": ", k ? ", " : "");
            put_json(p, c->chain[k].text);
            put_place(p, c->chain[k].span, c->in_a);
            pl_buf_char(p->to, '}');
        }
        PL_BUF_LIT(p->to, "]}");
    }
    pl_buf_char(p->to, ']');
}

static void put_changes(printer *p, const pl_diff_node *n) {
    key(p, "config", false);
    pl_buf_char(p->to, '[');
    for (uint32_t i = 0; i < n->change_len; i++) {
        const pl_config_change *c = &n->changes[i];
        pl_buf_fmt(p->to, "%s{\"key\": ", i ? ", " : "");
        put_json(p, c->key);
        pl_buf_fmt(p->to, ", \"a\": %.*s, \"b\": %.*s",
                   PL_FMT(c->a.len ? c->a : PL_S("null")),
                   PL_FMT(c->b.len ? c->b : PL_S("null")));
        put_place(p, c->span, false);
        pl_buf_char(p->to, '}');
    }
    pl_buf_char(p->to, ']');
}

static void put_impact(printer *p, const pl_diff_node *n) {
    key(p, "impact", false);
    pl_buf_char(p->to, '[');
    for (uint32_t i = 0; i < n->impact_len; i++) {
        const pl_impact *m = &n->impact[i];
        pl_buf_fmt(p->to, "%s{\"unique_id\": ", i ? ", " : "");
        put_json(p, m->unique_id);
        pl_buf_fmt(p->to, ", \"distance\": %u, \"verdict\": ", m->distance);
        if (m->compared) {
            pl_buf_fmt(p->to, "\"%s\", \"changed\": %s}", pl_verdict_name(m->verdict),
                       m->sql_changed ? "true" : "false");
        } else {
            PL_BUF_LIT(p->to, "null, \"changed\": null}");
        }
    }
    pl_buf_char(p->to, ']');
}

static void put_side(printer *p, const char *name, const pl_side_node *n) {
    key(p, name, false);
    if (!n) {
        PL_BUF_LIT(p->to, "null");
        return;
    }
    pl_buf_fmt(p->to, "{\"disabled\": %s, \"rendered\": %s",
               n->disabled ? "true" : "false", n->failed ? "false" : "true");
    put_text(p, "relation", n->relation);
    put_text(p, "database", n->database);
    put_text(p, "schema", n->schema);
    put_text(p, "alias", n->alias);
    put_text(p, "materialized", n->materialized);
    if (p->r->sql) {
        put_text(p, "compiled_code", n->has_sql ? n->sql : PL_S(""));
    }
    pl_buf_char(p->to, '}');
}

static void put_node(printer *p, const pl_diff_node *n) {
    PL_BUF_LIT(p->to, "{\"unique_id\": ");
    put_json(p, n->unique_id);
    put_text(p, "name", n->name);
    put_text(p, "resource_type", n->type);
    put_text(p, "path", n->path);
    pl_buf_fmt(p->to, ", \"verdict\": \"%s\", \"verdicts\": [",
               pl_verdict_name(n->verdict));
    bool first = true;
    for (uint32_t v = PL_VERDICT_COUNT; v--;) {
        if (n->verdicts & PL_VERDICT_BIT(v)) {
            pl_buf_fmt(p->to, "%s\"%s\"", first ? "" : ", ",
                       pl_verdict_name((pl_verdict)v));
            first = false;
        }
    }
    pl_buf_char(p->to, ']');
    put_causes(p, n);
    put_changes(p, n);
    put_impact(p, n);
    pl_buf_fmt(p->to, ", \"left_behind\": %s", n->left_behind ? "true" : "false");
    put_side(p, "a", n->a);
    put_side(p, "b", n->b);
    pl_buf_char(p->to, '}');
}

static void put_end(printer *p, const char *name, const pl_side *s) {
    pl_buf_fmt(p->to, "\"%s\": {\"label\": ", name);
    put_json(p, s->label);
    put_text(p, "revision", s->revision);
    put_text(p, "target", s->target);
    PL_BUF_LIT(p->to, "}, ");
}

static void put_pair(printer *p) {
    pl_buf_char(p->to, '{');
    put_end(p, "a", &p->d->a);
    put_end(p, "b", &p->d->b);
    PL_BUF_LIT(p->to, "\"counts\": {");
    for (uint32_t v = 0; v < PL_VERDICT_COUNT; v++) {
        key(p, pl_verdict_name((pl_verdict)v), !v);
        pl_buf_fmt(p->to, "%u", p->d->counts[v]);
    }
    PL_BUF_LIT(p->to, "}, \"nodes\": [");
    bool first = true;
    for (uint32_t i = 0; i < p->d->len; i++) {
        if (p->r->shown & PL_VERDICT_BIT(p->d->at[i].verdict)) {
            pl_buf_str(p->to, first ? PL_S("\n  ") : PL_S(",\n  "));
            put_node(p, &p->d->at[i]);
            first = false;
        }
    }
    PL_BUF_LIT(p->to, "]}");
}

void pl_diff_print_json(const pl_diff_report *r, pl_buf *to) {
    PL_BUF_LIT(to, "{\"command\": \"diff\", \"pairs\": [");
    for (uint32_t i = 0; i < r->len; i++) {
        printer p = {.r = r, .d = r->at[i], .to = to};
        pl_buf_str(to, i ? PL_S(",\n ") : PL_S("\n "));
        put_pair(&p);
    }
    PL_BUF_LIT(to, "\n]}\n");
}
