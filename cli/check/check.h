/* cli/check/check.h: what the files of `plumb check` share. */
#ifndef PL_CLI_CHECK_CHECK_H
#define PL_CLI_CHECK_CHECK_H

#include "check/check.h"
#include "cli/session/session.h"

/* What belongs to one environment, beside its pl_check_world. */
typedef struct check_place {
    pl_arena arena;
    pl_diag_sink sink; /* of opening it; its world has one of its own */
    pl_selected selected;
    bool usable;
} check_place;

typedef struct check_run {
    pl_session *s;
    pl_check c;
    check_place *places;   /* by environment */
    const pl_rule **rules; /* --rule; none: all that are wanted */
    uint32_t rule_len;
    const pl_str *files; /* relative to the project */
    uint32_t file_len;
    pl_report_form form;
    pl_str output; /* file for that form; at NULL: standard output */
    pl_str baseline;
    bool write_baseline;
    bool list_rules;
    bool exit_zero;
    pl_severity fail_on;
} check_run;

/* Fill in the command's own options: --rule, --format, --fail-on, ... False after a
 * usage error. */
bool check_take_options(check_run *r);

/* --list-rules: a table. Returns the exit code. */
int check_list_rules(check_run *r);

/* Open, parse and link the project in every environment. */
void check_open_worlds(check_run *r);
/* Compile what was selected of it, and what the files of a commit touch. */
void check_compile_worlds(check_run *r);
void check_close_worlds(check_run *r);

/* Put into the check's sink what could not be evaluated and counts. */
void check_gather_faults(check_run *r);

#endif
