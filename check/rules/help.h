/* check/rules/help.h: help on the rules, in Markdown: check/help/ID.md, embedded at build
 * time by scripts/embed.c as a text of its own each. Static storage. */
#ifndef PL_CHECK_RULES_HELP_H
#define PL_CHECK_RULES_HELP_H

#define RULE(id, suffix, group, severity, wanted, title)                               \
    extern const char pl_rule_help_##suffix[];
#include "check/rules/rules.def"
#undef RULE

#endif
