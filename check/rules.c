/* The table of rules. */
#include "check/rules_priv.h"

const pl_rule pl_rules[] = {
#define RULE(id, suffix, group, severity, wanted, title)                               \
    {{id, group, title, help_##suffix, severity},                                      \
     wanted,                                                                           \
     options_##suffix,                                                                 \
     run_##suffix},
#include "check/rules.def"
#undef RULE
};
const uint32_t pl_rule_count = sizeof pl_rules / sizeof *pl_rules;

const pl_rule *pl_rule_find(pl_str id) {
    for (uint32_t i = 0; i < pl_rule_count; i++) {
        if (pl_str_eq(id, pl_str_of(pl_rules[i].kind.id))) {
            return &pl_rules[i];
        }
    }
    return NULL;
}
