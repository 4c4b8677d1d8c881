/* cli/options/output.h: what a command says, and the code that it ends with. */
#ifndef PL_CLI_OPTIONS_OUTPUT_H
#define PL_CLI_OPTIONS_OUTPUT_H

#include "support/diag.h"

/* Exit codes: part of plumb's contract. */
enum { PL_EXIT_OK = 0, PL_EXIT_FOUND = 1, PL_EXIT_ERROR = 2, PL_EXIT_INTERNAL = 70 };

/* Print "plumb: error: ..." to standard error; returns PL_EXIT_ERROR. */
int pl_usage_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What dbt says there, below it. */
void pl_dbt_says(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Write all to a descriptor; false when that failed. */
bool pl_write_all(int fd, pl_str text);
/* Write the command's answer to standard output; false after a
 * message when it can't be. */
bool pl_answer(pl_str text);
/* The form that a file's name asks for: "sarif", "junit", "html", ...; GitLab takes
 * code quality from a .json file. Empty: the name says nothing. Static storage. */
pl_str pl_form_of_file(pl_str file);
/* A sink's diagnostics, sorted, as text. */
void pl_diags_text(pl_diag_sink *sink, pl_diag_style style, pl_buf *to);
/* The same to standard error. */
void pl_print_diags(pl_diag_sink *sink, pl_diag_style style);
/* Should colours be used on this descriptor? (NO_COLOR, CLICOLOR_FORCE, terminal) */
bool pl_use_color(int fd);

#endif
