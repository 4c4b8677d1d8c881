/* cli/help/help.h: help, in the terminal and as a man page, from the tables of
 * commands, options, rules and topics. */
#ifndef PL_CLI_HELP_HELP_H
#define PL_CLI_HELP_HELP_H

#include "cli/options/command.h"

/* All rules by group, and one of them. */
void pl_help_rules(pl_buf *to);
/* The same with all of their help, in Markdown: docs/RULES.md. */
void pl_help_rules_page(pl_buf *to);
struct pl_rule;
void pl_help_rule(pl_buf *to, const struct pl_rule *r);

/* The man page, in roff. */
void pl_help_man(pl_buf *to, const pl_command_list *all);

typedef struct pl_help_topic {
    const char *name;
    const char *title; /* one line */
    const char *text;  /* lines of at most 80 characters */
} pl_help_topic;
extern const pl_help_topic pl_help_topics[];
extern const size_t pl_help_topic_count;

#endif
