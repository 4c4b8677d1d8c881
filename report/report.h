/* report/report.h: findings, and the forms they are given in.
 *
 * A finding is one thing that somebody should know: a rule of `check` that is broken, a
 * difference that `diff` found. This layer knows nothing of how it came about; it
 * prints it for a terminal, for scripts, for GitHub, GitLab, SARIF viewers, JUnit
 * readers, and as Markdown. Ownership: everything lives in the caller's arena. */
#ifndef PL_REPORT_REPORT_H
#define PL_REPORT_REPORT_H

#include "support/diag.h"

/* What kind of finding; one static object each. */
typedef struct pl_finding_kind {
    const char *id;    /* "schema-name" */
    const char *group; /* "relations", "credentials", "diff" */
    const char *title; /* one line */
    const char *help;  /* Markdown: why it matters, options, how to mend it */
    pl_severity severity;
    const char *help_uri; /* of the page that has this help; NULL: not known */
} pl_finding_kind;

typedef struct pl_place_note {
    pl_span span;
    pl_str text;
} pl_place_note;

typedef struct pl_finding {
    const pl_finding_kind *kind;
    pl_severity severity;       /* after settings */
    pl_span span;               /* src NULL: only the path is known, or not even that */
    pl_str path;                /* relative to the project; empty: none */
    pl_str node;                /* unique_id; empty: none */
    const pl_str *nodes;        /* all it is about, where they are several */
    uint32_t node_len;          /* 0: `node` alone */
    const pl_str *environments; /* where it holds, in the order of the run */
    uint32_t environment_len;
    bool everywhere; /* it holds in all environments of the run: none is named */
    pl_str message;  /* one line */
    pl_str help;     /* how to mend it; may be empty */
    pl_str fix;      /* text that would stand at `span` instead; may be empty */
    const pl_place_note *related;
    uint32_t related_len;
    pl_str fingerprint; /* 64 hex digits; the same as long as what is wrong is the same,
                           wherever it moves in its file */
    /* why it is not counted: "in source", "baseline"; empty: it is */
    pl_str suppressed;
} pl_finding;

typedef struct pl_report {
    const char *command;  /* "check" */
    const pl_finding *at; /* sorted: most severe first, then by place */
    uint32_t len;
    const pl_finding_kind *const *kinds; /* all there are, for tables of rules */
    uint32_t kind_len;
    const pl_diag_sink *faults; /* what could not be evaluated */
    const pl_str *environments;
    uint32_t environment_len;
    uint32_t nodes; /* evaluated, over all environments once; 0: not counted */
    pl_str prefix;  /* path of the project below the repository's root: "" or
                        "dbt/"; put before paths for GitHub, GitLab and SARIF */
    /* the project's, absolute: paths below it are shown from there; may be empty */
    pl_str folder;
    pl_str packages; /* folder of installed packages: what fails there is placed where
                        the project calls it; may be empty */
    pl_severity fail_on; /* findings from this severity on fail the run */
    bool color;
    pl_arena *arena;
    /* Takes credentials out of every text and excerpt; may be NULL. Returns `text`
     * itself when there is nothing to take out. */
    pl_str (*mask)(void *data, pl_arena *a, pl_str text);
    void *mask_data;
    int64_t now_us; /* since 1970; for JUnit, which wants a time */
    uint32_t limit; /* bytes of Markdown; 0: PL_REPORT_COMMENT */
} pl_report;

enum { PL_REPORT_COMMENT = 65536 }; /* what a comment may hold on GitHub */

typedef enum pl_report_form {
#define FORM(id, name, suffix) PL_FORM_##id,
#include "report/forms.def"
#undef FORM
    PL_FORM_COUNT,
} pl_report_form;

/* The name of a form. Static storage. */
const char *pl_report_form_name(pl_report_form form);
/* By name. False: no form. */
bool pl_report_form_parse(pl_str word, pl_report_form *out);
/* What a run prints when nobody said: GitHub's annotations in its Actions, else text.
 * `env` answers getenv. */
pl_report_form pl_report_form_default(const char *(*env)(const char *name));

/* Print all of it. `r` was settled. Faults are part of every form but text, where
 * standard error has them already and only their number is told. */
void pl_report_print(const pl_report *r, pl_report_form form, pl_buf *to);

/* Findings that count (are not suppressed), from `least` on. */
uint32_t pl_report_count(const pl_report *r, pl_severity least);

/* Sort, and give each its fingerprint: digests of kind, path, node, message and the
 * text of the line, with a number where all of these are equal. O(n log n). */
void pl_findings_settle(pl_finding *at, uint32_t len, pl_arena *a);

#endif
