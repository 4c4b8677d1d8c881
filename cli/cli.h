/* cli/cli.h: what the commands share. */
#ifndef PL_CLI_CLI_H
#define PL_CLI_CLI_H

#include "support/diag.h"

/* Exit codes: part of plumb's contract. */
enum { PL_EXIT_OK = 0, PL_EXIT_FOUND = 1, PL_EXIT_ERROR = 2, PL_EXIT_INTERNAL = 70 };

/* Run plumb with the words after the program's name. Returns the exit code. */
int pl_main(int argc, char **argv, char **environ_at_start);

/* ---- options */

typedef enum pl_option_kind {
    PL_OPT_FLAG,  /* --name, and --no-name when `negatable` */
    PL_OPT_VALUE, /* --name V, --name=V */
    PL_OPT_WORDS, /* --name A B C: words up to the next option, as dbt takes --select */
} pl_option_kind;

/* One option of a command; `ignored` ones are dbt's that mean nothing here. */
typedef struct pl_option {
    const char *name; /* without dashes */
    char letter;      /* 0: none */
    pl_option_kind kind;
    bool negatable;
    const char *value_name;
    const char *help; /* NULL: accepted and ignored */
} pl_option;

typedef struct pl_parsed_option {
    const pl_option *option;
    bool negated;
    pl_str value;
} pl_parsed_option;

/* Everything on a command line, in order. */
typedef struct pl_options {
    const pl_option *table;
    size_t table_len;
    pl_parsed_option *at; /* PL_OPT_WORDS: one entry a word */
    uint32_t len, cap;
    pl_str *words; /* what is no option */
    uint32_t word_count, word_cap;
} pl_options;

/* Parse; on a mistake says so on standard error and returns false. `--help` prints the
 * command's help, sets *helped and returns true. */
bool pl_options_parse(pl_options *o, const pl_option *table, size_t len, int argc,
                      char **argv, pl_arena *a, bool *helped);
/* The last value given, or NULL. */
const pl_str *pl_option_value(const pl_options *o, const char *name);
/* The last setting of a flag, or `otherwise`. */
bool pl_option_flag(const pl_options *o, const char *name, bool otherwise);

/* Print "plumb: error: ..." to standard error; returns PL_EXIT_ERROR. */
int pl_usage_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What dbt says there, below it. */
void pl_dbt_says(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Write all to a descriptor; false when that failed. */
bool pl_write_all(int fd, pl_str text);
/* Write the command's answer to standard output; false after a message when it can't
 * be. */
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

/* ---- commands */

/* Where help and completions find a command's options: PL_OPTIONS_OF(suffix) stands
 * behind its table `options`. */
typedef struct pl_option_list {
    const pl_option *at;
    size_t len;
} pl_option_list;
#define PL_OPTIONS_OF(suffix)                                                          \
    const pl_option_list pl_options_of_##suffix = {options,                            \
                                                   sizeof options / sizeof *options}

typedef struct pl_command {
    const char *name;
    int (*run)(int argc, char **argv); /* argv[0] is the command's name */
    const char *arguments;
    const char *help;
    const pl_option_list *options;
} pl_command;
extern const pl_command pl_commands[];
extern const size_t pl_command_count;

#define COMMAND(name, suffix, arguments, help)                                         \
    int pl_cmd_##suffix(int argc, char **argv);                                        \
    extern const pl_option_list pl_options_of_##suffix;
#include "cli/commands.def"
#undef COMMAND

/* The command of that name, or NULL. */
const pl_command *pl_command_find(pl_str name);

#endif
