/* The SARIF form, version 2.1.0: what GitHub's code scanning and most viewers read. */
#include "report/report_priv.h"

static const char *const levels[] = {"note", "warning", "error"};

/* {"text": "..."} */
static void put_message(pl_printer *p, pl_str text) {
    PL_BUF_LIT(p->to, "{\"text\": ");
    pl_put_json(p, text);
    pl_buf_char(p->to, '}');
}

/* ---- rules */

static void put_rule(pl_printer *p, const pl_finding_kind *k) {
    PL_BUF_LIT(p->to, "{\"id\": ");
    pl_put_json(p, pl_str_of(k->id));
    PL_BUF_LIT(p->to, ", \"shortDescription\": ");
    put_message(p, pl_str_of(k->title));
    if (k->help && *k->help) {
        PL_BUF_LIT(p->to, ", \"help\": {\"text\": ");
        pl_put_json(p, pl_str_of(k->help));
        PL_BUF_LIT(p->to, ", \"markdown\": ");
        pl_put_json(p, pl_str_of(k->help));
        pl_buf_char(p->to, '}');
    }
    if (k->help_uri) {
        PL_BUF_LIT(p->to, ", \"helpUri\": ");
        pl_put_json(p, pl_str_of(k->help_uri));
    }
    pl_buf_fmt(p->to,
               ", \"defaultConfiguration\": {\"level\": \"%s\"}, "
               "\"properties\": {\"tags\": [",
               levels[k->severity]);
    pl_put_json(p, pl_str_of(k->group));
    PL_BUF_LIT(p->to, "]}}");
}

static void put_tool(pl_printer *p) {
    PL_BUF_LIT(p->to, "  \"tool\": {\"driver\": {\"name\": \"plumb\", "
                      "\"semanticVersion\": \"" PL_VERSION "\", \"rules\": [");
    for (uint32_t i = 0; i < p->r->kind_len; i++) {
        pl_buf_str(p->to, i ? PL_S(",\n    ") : PL_S("\n    "));
        put_rule(p, p->r->kinds[i]);
    }
    PL_BUF_LIT(p->to, "]}},\n");
}

static uint32_t rule_index(const pl_report *r, const pl_finding_kind *k) {
    uint32_t i = 0;
    while (i < r->kind_len && r->kinds[i] != k) {
        i++;
    }
    return i;
}

/* ---- places */

static void put_artifact(pl_printer *p, pl_str path, bool *known) {
    PL_BUF_LIT(p->to, "\"artifactLocation\": {\"uri\": \"");
    pl_put_uri(p->to, pl_repository_path(p, path, known));
    PL_BUF_LIT(p->to, "\", \"uriBaseId\": \"%SRCROOT%\"}");
}

static void put_region(pl_printer *p, const char *name, pl_span span) {
    pl_spot s = pl_spot_of(p, span);
    if (s.line) {
        pl_buf_fmt(
            p->to,
            "\"%s\": {\"startLine\": %u, \"startColumn\": %u, \"endLine\": %u, \"endColumn\": %u}",
            name, s.line, s.column, s.end_line, s.end_column);
    } else {
        pl_buf_fmt(p->to, "\"%s\": {\"startLine\": 1}", name);
    }
}

/* Without the braces around it, so that more can be said of the location. */
static void put_location(pl_printer *p, pl_str path, pl_span span) {
    bool known;
    PL_BUF_LIT(p->to, "\"physicalLocation\": {");
    put_artifact(p, path, &known);
    PL_BUF_LIT(p->to, ", ");
    put_region(p, "region", known ? span : (pl_span){0});
    pl_buf_char(p->to, '}');
}

static void put_node(pl_printer *p, pl_str node) {
    if (node.len) {
        PL_BUF_LIT(p->to, ", \"logicalLocations\": [{\"fullyQualifiedName\": ");
        pl_put_json(p, node);
        PL_BUF_LIT(p->to, "}]");
    }
}

/* ---- results */

static void put_related(pl_printer *p, const pl_finding *f) {
    if (!f->related_len) {
        return;
    }
    PL_BUF_LIT(p->to, ", \"relatedLocations\": [");
    for (uint32_t i = 0; i < f->related_len; i++) {
        const pl_place_note *n = &f->related[i];
        pl_buf_fmt(p->to, "%s{\"id\": %u, \"message\": ", i ? ", " : "", i + 1);
        put_message(p, n->text);
        if (n->span.src) {
            PL_BUF_LIT(p->to, ", ");
            put_location(p, n->span.src->path, n->span);
        }
        pl_buf_char(p->to, '}');
    }
    pl_buf_char(p->to, ']');
}

static void put_fix(pl_printer *p, const pl_finding *f) {
    bool known;
    pl_repository_path(p, f->path, &known);
    if (!f->fix.len || !f->span.src || !known) {
        return;
    }
    PL_BUF_LIT(p->to, ", \"fixes\": [{\"description\": ");
    put_message(p, f->help.len ? f->help : f->message);
    PL_BUF_LIT(p->to, ", \"artifactChanges\": [{");
    put_artifact(p, f->path, &known);
    PL_BUF_LIT(p->to, ", \"replacements\": [{");
    put_region(p, "deletedRegion", f->span);
    PL_BUF_LIT(p->to, ", \"insertedContent\": ");
    put_message(p, f->fix);
    PL_BUF_LIT(p->to, "}]}]}]");
}

static void put_suppression(pl_printer *p, const pl_finding *f) {
    bool in_source = PL_STR_IS(f->suppressed, "in source");
    if (f->suppressed.len) {
        pl_buf_fmt(p->to, ", \"suppressions\": [{\"kind\": \"%s\", \"justification\": ",
                   in_source ? "inSource" : "external");
        pl_put_json(p, f->suppressed);
        PL_BUF_LIT(p->to, "}]");
    }
}

static void put_environments(pl_printer *p, const pl_finding *f) {
    PL_BUF_LIT(p->to, ", \"properties\": {\"environments\": [");
    for (uint32_t i = 0; i < f->environment_len; i++) {
        pl_buf_str(p->to, i ? PL_S(", ") : PL_S(""));
        pl_put_json(p, f->environments[i]);
    }
    pl_buf_fmt(p->to, "], \"everywhere\": %s}", f->everywhere ? "true" : "false");
}

/* The message, the environments and what mends it: viewers show nothing else. */
static pl_str whole_message(pl_printer *p, const pl_finding *f) {
    pl_buf text = {0};
    bool known;
    pl_repository_path(p, f->path, &known);
    if (f->path.len && !known) {
        pl_put_place(p, &text, f->path, f->span);
        PL_BUF_LIT(&text, ": ");
    }
    pl_buf_str(&text, f->message);
    pl_str names = pl_environments_named(p, f);
    if (names.len) {
        PL_BUF_LIT(&text, " (in ");
        pl_buf_str(&text, names);
        pl_buf_char(&text, ')');
    }
    if (f->help.len) {
        PL_BUF_LIT(&text, "\n");
        pl_buf_str(&text, f->help);
    }
    pl_str kept = pl_buf_take(&text, p->r->arena);
    pl_buf_free(&text);
    return kept;
}

static void put_result(pl_printer *p, const pl_finding *f) {
    PL_BUF_LIT(p->to, "{\"ruleId\": ");
    pl_put_json(p, pl_str_of(f->kind->id));
    uint32_t index = rule_index(p->r, f->kind);
    if (index < p->r->kind_len) {
        pl_buf_fmt(p->to, ", \"ruleIndex\": %u", index);
    }
    pl_buf_fmt(p->to, ", \"level\": \"%s\", \"message\": ", levels[f->severity]);
    put_message(p, whole_message(p, f));
    PL_BUF_LIT(p->to, ", \"locations\": [{");
    put_location(p, f->path, f->span);
    put_node(p, f->node);
    PL_BUF_LIT(p->to, "}], \"partialFingerprints\": {\"plumb/v1\": ");
    pl_put_json(p, f->fingerprint);
    pl_buf_char(p->to, '}');
    put_related(p, f);
    put_fix(p, f);
    put_suppression(p, f);
    put_environments(p, f);
    pl_buf_char(p->to, '}');
}

/* ---- faults */

static void put_notification(pl_printer *p, const pl_diag *d) {
    char name[8];
    pl_span span = pl_fault_span(p, d);
    pl_buf_fmt(p->to,
               "{\"descriptor\": {\"id\": \"%s\"}, \"level\": \"%s\", \"message\": ",
               pl_diag_name(d->code, name), levels[d->severity]);
    put_message(p, d->text);
    PL_BUF_LIT(p->to, ", \"locations\": [{");
    put_location(p, pl_span_path(span), span);
    put_node(p, d->node);
    PL_BUF_LIT(p->to, "}]}");
}

static void put_invocation(pl_printer *p) {
    pl_buf_fmt(p->to,
               "  \"invocations\": [{\"executionSuccessful\": %s, "
               "\"toolExecutionNotifications\": [",
               pl_fault_count(p->r) ? "false" : "true");
    for (uint32_t i = 0; p->r->faults && i < p->r->faults->len; i++) {
        pl_buf_str(p->to, i ? PL_S(",\n    ") : PL_S("\n    "));
        put_notification(p, &p->r->faults->at[i]);
    }
    PL_BUF_LIT(p->to, "]}],\n");
}

void pl_form_sarif(pl_printer *p) {
    PL_BUF_LIT(p->to, "{\"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\","
                      "\n \"version\": \"2.1.0\",\n \"runs\": [{\n");
    put_tool(p);
    pl_buf_fmt(p->to, "  \"automationDetails\": {\"id\": \"plumb %s/", p->r->command);
    pl_put_uri(p->to, pl_shown_line(p, p->r->prefix));
    PL_BUF_LIT(p->to, "\"},\n  \"columnKind\": \"unicodeCodePoints\",\n");
    put_invocation(p);
    PL_BUF_LIT(p->to, "  \"results\": [");
    for (uint32_t i = 0; i < p->r->len; i++) {
        pl_buf_str(p->to, i ? PL_S(",\n    ") : PL_S("\n    "));
        put_result(p, &p->r->at[i]);
    }
    PL_BUF_LIT(p->to, "]}]}\n");
}
