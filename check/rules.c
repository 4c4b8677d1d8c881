/* The table of rules, and running them. */
#include "check/check.h"
#include "check/rules/help.h"
#include "check/rules/rules_priv.h"

#ifdef PL_DOCS_URL
#define HELP_URI(id) PL_DOCS_URL "/RULES.md#" id
#else
#define HELP_URI(id) NULL
#endif

const pl_rule pl_rules[] = {
#define RULE(id, suffix, group, severity, wanted, title)                               \
    {{id, group, title, pl_rule_help_##suffix, severity, HELP_URI(id)},                \
     PL_RULE_##suffix,                                                                 \
     wanted,                                                                           \
     options_##suffix,                                                                 \
     run_##suffix},
#include "check/rules/rules.def"
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

void pl_check_run(pl_check *c, const pl_rule *rule) {
    for (uint32_t i = 0; i < pl_rule_count; i++) {
        const pl_rule *r = &pl_rules[i];
        const pl_rule_settings *s = &c->settings[i];
        bool all_off = s->len == 1 && s->at[0].off;
        bool configured = s->at[0].span.src;
        if (rule ? r == rule : (r->wanted || configured) && !all_off) {
            r->run(c, r);
        }
    }
}
