/* cli/help/completions.h: scripts that complete command lines, from the tables of
 * commands and options. */
#ifndef PL_CLI_HELP_COMPLETIONS_H
#define PL_CLI_HELP_COMPLETIONS_H

#include "cli/options/command.h"

/* What a value is taken from. */
typedef enum pl_value_source {
    PL_FROM_NOWHERE, /* no value, or any text */
    PL_FROM_FOLDERS,
    PL_FROM_FILES,
    PL_FROM_CHOICES, /* words known now: pl_completion.words */
    PL_FROM_TARGETS, /* asked of plumb when it is needed, as the next two */
    PL_FROM_ENVIRONMENTS,
    PL_FROM_NODES,
} pl_value_source;

typedef struct pl_completion {
    pl_value_source source;
    pl_str words; /* with a space between */
} pl_completion;

/* What an option's value, or a word of a command, is taken from. */
pl_completion pl_completion_of_option(const pl_option *o, pl_arena *a);
pl_completion pl_completion_of_words(const pl_command *c, const pl_command_list *all,
                                     pl_arena *a);

/* The command line that prints what completes: a name a line. NULL: none does. */
const char *pl_completion_query(pl_value_source source);

void pl_completions_bash(pl_buf *to, const pl_command_list *all, pl_arena *a);
void pl_completions_zsh(pl_buf *to, const pl_command_list *all, pl_arena *a);
void pl_completions_fish(pl_buf *to, const pl_command_list *all, pl_arena *a);

#endif
