/* Rules on the environments themselves. */
#include "check/rules_priv.h"

const char help_no_nonproduction[] =
    "Every environment is production: a change is seen for the first time where\n"
    "people read it. Add a development or staging environment to environments.yml, or\n"
    "an output to profiles.yml.\n";
const pl_rule_option options_no_nonproduction[] = {PL_NO_MORE_OPTIONS};

void run_no_nonproduction(pl_check *c, const pl_rule *r) {
    bool production = false;
    for (uint32_t i = 0; i < c->environments->len; i++) {
        if (!pl_environment_is_production(&c->environments->at[i])) {
            return;
        }
        production = true;
    }
    if (production) {
        pl_check_add(c, r, NULL, NULL, c->environments->at[0].span,
                     PL_S("every environment is production"));
    }
}
