/* cli/options/command.h: commands, their options, and the command lines
 * that they are run with. */
#ifndef PL_CLI_OPTIONS_COMMAND_H
#define PL_CLI_OPTIONS_COMMAND_H

#include "cli/options/output.h"

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

/* Where help and completions find a command's options: PL_OPTIONS_OF(suffix) stands
 * behind its table `options`. */
typedef struct pl_option_list {
    const pl_option *at;
    size_t len;
} pl_option_list;
#define PL_OPTIONS_OF(suffix)                                                          \
    const pl_option_list pl_options_of_##suffix = {options,                            \
                                                   sizeof options / sizeof *options}

typedef struct pl_parsed_option {
    const pl_option *option;
    bool negated;
    pl_str value;
} pl_parsed_option;

/* Everything on a command line, in order. */
typedef struct pl_options {
    const pl_option_list *table;
    pl_parsed_option *at; /* PL_OPT_WORDS: one entry a word */
    uint32_t len, cap;
    pl_str *words; /* what is no option */
    uint32_t word_count, word_cap;
} pl_options;

/* ---- commands */

/* What a command is run with. */
typedef struct pl_invocation pl_invocation;

typedef struct pl_command {
    const char *name;
    int (*run)(const pl_invocation *call); /* returns the exit code */
    const char *arguments;
    const char *help;
    const pl_option_list *options;
} pl_command;

typedef struct pl_command_list {
    const pl_command *at;
    size_t len;
} pl_command_list;

struct pl_invocation {
    const pl_command *command;
    int argc;
    char **argv;                /* argv[0] is the command's name */
    const pl_command_list *all; /* for help and completions */
};

/* The command of that name, or NULL. */
const pl_command *pl_command_find(const pl_command_list *all, pl_str name);

/* Every command is a row of commands.def; the table of them is cli/plumb.c's alone. */
#define COMMAND(name, suffix, arguments, help)                                         \
    int pl_cmd_##suffix(const pl_invocation *call);                                    \
    extern const pl_option_list pl_options_of_##suffix;
#include "cli/options/commands.def"
#undef COMMAND

/* ---- a command line */

/* Parse it by the command's options; on a mistake says so on standard error and returns
 * false. `--help` prints the command's help, sets *helped and returns true. */
bool pl_options_parse(pl_options *o, const pl_invocation *call, pl_arena *a,
                      bool *helped);
/* The last value given, or NULL. */
const pl_str *pl_option_value(const pl_options *o, const char *name);
/* The last setting of a flag, or `otherwise`. */
bool pl_option_flag(const pl_options *o, const char *name, bool otherwise);

/* ---- help, from the tables */

/* What there is: the commands. */
void pl_help_usage(pl_buf *to, const pl_command_list *all);
/* The head of a command's help. */
void pl_help_command(pl_buf *to, const pl_command *c);
/* A table of options, a line each. */
void pl_help_options(pl_buf *to, const pl_option_list *list);
/* "-t, --target NAME[,NAME]". */
void pl_help_option_name(pl_buf *to, const pl_option *o);

#endif
