/* The JUnit form: a suite for the evaluation and one for every group of rules, a test
 * case for every finding. JUnit knows no severities: what does not fail the run, and
 * what is suppressed, is a skipped test. */
#include "report/report_priv.h"

#include <time.h>

#include "support/utf8.h"
#include "support/vec.h"

typedef struct suites {
    pl_printer *p;
    char timestamp[32];
    uint32_t count;
} suites;

typedef struct tally {
    uint32_t tests, failures, errors, skipped;
} tally;

/* ---- XML */

/* Characters that XML 1.0 has no place for become U+FFFD. */
static bool is_xml_char(uint32_t c) {
    return c == '\t' || c == '\n' || c == '\r' ||
           (c >= 0x20 && c != 0x7f && c < 0xfffe) || c >= 0x10000;
}

static void put_xml(pl_printer *p, pl_str text) {
    pl_str s = pl_shown(p, text);
    for (uint32_t i = 0; i < s.len;) {
        uint32_t c = pl_utf8_next(s, &i);
        if (c == '&') {
            PL_BUF_LIT(p->to, "&amp;");
        } else if (c == '<') {
            PL_BUF_LIT(p->to, "&lt;");
        } else if (c == '>') {
            PL_BUF_LIT(p->to, "&gt;");
        } else if (c == '"') {
            PL_BUF_LIT(p->to, "&quot;");
        } else if (c == '\r') {
            PL_BUF_LIT(p->to, "&#13;");
        } else {
            pl_buf_utf8(p->to, is_xml_char(c) ? c : 0xfffd);
        }
    }
}

/* The value of an attribute: line ends would become spaces. */
static void put_attribute(pl_printer *p, const char *name, pl_str value) {
    pl_buf_fmt(p->to, " %s=\"", name);
    put_xml(p, pl_shown_line(p, value));
    pl_buf_char(p->to, '"');
}

/* ---- suites */

static void begin_suite(suites *s, const char *group, const tally *t) {
    pl_printer *p = s->p;
    PL_BUF_LIT(p->to, "  <testsuite");
    put_attribute(p, "name", pl_str_of(group));
    put_attribute(p, "package", pl_str_fmt(p->r->arena, "plumb.%s", p->r->command));
    pl_buf_fmt(p->to,
               " id=\"%u\" timestamp=\"%s\" hostname=\"localhost\" tests=\"%u\" "
               "failures=\"%u\" errors=\"%u\" skipped=\"%u\" time=\"0\">\n"
               "    <properties>",
               s->count++, s->timestamp, t->tests, t->failures, t->errors, t->skipped);
    for (uint32_t i = 0; i < p->r->environment_len; i++) {
        PL_BUF_LIT(p->to, "<property name=\"environment\"");
        put_attribute(p, "value", p->r->environments[i]);
        PL_BUF_LIT(p->to, "/>");
    }
    PL_BUF_LIT(p->to, "</properties>\n");
}

static void end_suite(suites *s) {
    PL_BUF_LIT(s->p->to, "    <system-out/><system-err/>\n  </testsuite>\n");
}

static void begin_case(suites *s, pl_str name, const char *class_name) {
    PL_BUF_LIT(s->p->to, "    <testcase");
    put_attribute(s->p, "name", name);
    put_attribute(s->p, "classname", pl_str_of(class_name));
    PL_BUF_LIT(s->p->to, " time=\"0\">");
}

/* What a test case holds: `element` is failure, error or skipped. */
static void put_outcome(suites *s, const char *element, pl_str message,
                        const char *type, pl_str text) {
    pl_printer *p = s->p;
    pl_buf_fmt(p->to, "<%s", element);
    put_attribute(p, "message", message);
    if (type) {
        put_attribute(p, "type", pl_str_of(type));
    }
    pl_buf_char(p->to, '>');
    put_xml(p, text);
    pl_buf_fmt(p->to, "</%s>", element);
}

static void end_case(suites *s) {
    PL_BUF_LIT(s->p->to, "</testcase>\n");
}

/* ---- faults */

static void put_fault(suites *s, const pl_diag *d) {
    char code[8];
    pl_printer *p = s->p;
    pl_buf text = {0};
    pl_span span = pl_fault_span(p, d);
    pl_put_place(p, &text, pl_span_path(span), span);
    if (d->help.len) {
        pl_buf_fmt(&text, "%shelp: ", text.len ? "\n" : "");
        pl_buf_str(&text, d->help);
    }
    pl_diag_name(d->code, code);
    pl_str name = d->node.len ? d->node : pl_shown_path(p, pl_span_path(span));
    name = pl_str_cat3(p->r->arena, name, name.len ? PL_S(": ") : PL_S(""), d->text);
    begin_case(s, name, code);
    put_outcome(s, "error", d->text, code, pl_buf_view(&text));
    end_case(s);
    pl_buf_free(&text);
}

/* Without faults it is one test that passes, so that no report is empty. */
static void put_evaluation(suites *s) {
    const pl_report *r = s->p->r;
    uint32_t faults = pl_fault_count(r);
    tally t = {.tests = faults ? faults : 1, .errors = faults};
    begin_suite(s, "evaluation", &t);
    for (uint32_t i = 0; faults && i < r->faults->len; i++) {
        if (r->faults->at[i].severity == PL_ERROR) {
            put_fault(s, &r->faults->at[i]);
        }
    }
    if (!faults) {
        begin_case(s, PL_S("everything could be evaluated"), "evaluation");
        end_case(s);
    }
    end_suite(s);
}

/* ---- findings */

static bool fails(const pl_report *r, const pl_finding *f) {
    return pl_finding_counts(f) && f->severity >= r->fail_on;
}

/* Without the line, so that a finding that moves is still the same test. */
static pl_str case_name(pl_printer *p, const pl_finding *f) {
    pl_str where = f->path.len ? pl_shown_path(p, f->path) : f->node;
    return pl_str_cat3(p->r->arena, where, where.len ? PL_S(": ") : PL_S(""),
                       f->message);
}

static pl_str finding_text(pl_printer *p, const pl_finding *f) {
    pl_buf text = {0}, *to = p->to;
    p->to = &text;
    pl_put_finding(p, f, false);
    p->to = to;
    pl_str kept = pl_buf_take(&text, p->r->arena);
    pl_buf_free(&text);
    return kept;
}

static void put_finding(suites *s, const pl_finding *f) {
    pl_printer *p = s->p;
    const char *word = pl_severity_word(f->severity);
    begin_case(s, case_name(p, f), f->kind->id);
    if (fails(p->r, f)) {
        put_outcome(s, "failure", f->message, word, finding_text(p, f));
    } else {
        pl_str why = f->suppressed.len
                         ? pl_str_cat(p->r->arena, PL_S("suppressed: "), f->suppressed)
                         : pl_str_fmt(p->r->arena, "only a %s", word);
        put_outcome(s, "skipped", why, NULL, finding_text(p, f));
    }
    end_case(s);
}

static void put_group(suites *s, const char *group) {
    const pl_report *r = s->p->r;
    tally t = {0};
    for (uint32_t i = 0; i < r->len; i++) {
        if (!strcmp(r->at[i].kind->group, group)) {
            t.tests++;
            t.failures += fails(r, &r->at[i]);
        }
    }
    t.skipped = t.tests - t.failures;
    begin_suite(s, group, &t);
    for (uint32_t i = 0; i < r->len; i++) {
        if (!strcmp(r->at[i].kind->group, group)) {
            put_finding(s, &r->at[i]);
        }
    }
    end_suite(s);
}

void pl_form_junit(pl_printer *p) {
    suites s = {.p = p};
    pl_map groups = {0};
    time_t seconds = (time_t)(p->r->now_us / 1000000);
    struct tm tm;
    gmtime_r(&seconds, &tm);
    strftime(s.timestamp, sizeof s.timestamp, "%Y-%m-%dT%H:%M:%S", &tm);
    PL_BUF_LIT(p->to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    put_evaluation(&s);
    for (uint32_t i = 0; i < p->r->len; i++) {
        const char *group = p->r->at[i].kind->group;
        if (!pl_map_put(&groups, p->r->arena, pl_str_of(group), p)) {
            put_group(&s, group);
        }
    }
    PL_BUF_LIT(p->to, "</testsuites>\n");
}
