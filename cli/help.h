/* cli/help.h: help, in the terminal and as a man page, from the tables of commands,
 * options, rules and topics. */
#ifndef PL_CLI_HELP_H
#define PL_CLI_HELP_H

#include "cli/cli.h"

/* What there is: the commands. */
void pl_help_usage(pl_buf *to);
/* The head of a command's help. */
void pl_help_command(pl_buf *to, const pl_command *c);
/* A table of options, a line each. */
void pl_help_options(pl_buf *to, const pl_option *at, size_t len);
/* "-t, --target NAME[,NAME]". */
void pl_help_option_name(pl_buf *to, const pl_option *o);
/* One of the options that all commands on a project have. */
bool pl_option_is_shared(const pl_option *o);

/* All rules by group, and one of them. */
void pl_help_rules(pl_buf *to);
struct pl_rule;
void pl_help_rule(pl_buf *to, const struct pl_rule *r);

/* The man page, in roff. */
void pl_help_man(pl_buf *to);

typedef struct pl_help_topic {
    const char *name;
    const char *title; /* one line */
    const char *text;  /* lines of at most 80 characters */
} pl_help_topic;
extern const pl_help_topic pl_help_topics[];
extern const size_t pl_help_topic_count;

#endif
