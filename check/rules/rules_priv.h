/* check/rules/rules_priv.h: what the files of the rules share. */
#ifndef PL_CHECK_RULES_RULES_PRIV_H
#define PL_CHECK_RULES_RULES_PRIV_H

#include "check/rules/rule.h"

#define RULE(id, suffix, group, severity, wanted, title)                               \
    void run_##suffix(pl_check *c, const pl_rule *r);                                  \
    extern const pl_rule_option options_##suffix[];
#include "check/rules/rules.def"
#undef RULE

/* End of every table of options. */
#define PL_NO_MORE_OPTIONS                                                             \
    { NULL, PL_RULE_TEXT, NULL }

#endif
