/* plumb env check: the rules on credentials. No project is rendered for them. */
#include "check/check.h"
#include "cli/env/env.h"

/* ---- what the rules look at */

static pl_check_world *worlds_of(env_run *r, env_use *uses) {
    uint32_t n = r->all->len;
    pl_check_world *at = PL_NEW_ARRAY0(&r->s->arena, pl_check_world, n);
    for (uint32_t i = 0; i < n; i++) {
        const pl_environment *e = &r->all->at[i];
        uses[i] = env_use_of(r, e);
        at[i].name = e->name;
        at[i].environment = e;
        at[i].env = uses[i].options.env;
        at[i].options = &uses[i].options;
        at[i].production = pl_environment_is_production(e);
        at[i].development = e->type == PL_ENVIRONMENT_DEVELOPMENT;
    }
    return at;
}

/* Whether a variable is a secret, its readers tell too. */
static void read_all(env_run *r, pl_check *c) {
    pl_env_reads_project(&c->reads, r->s->ws, &r->s->world_options.base);
    for (uint32_t i = 0; i < r->all->len; i++) {
        pl_env_reads_environment(&c->reads, &r->all->at[i]);
    }
}

static bool is_credential_rule(const pl_rule *rule) {
    return !strcmp(rule->kind.group, "credentials");
}

static void run_rules(pl_check *c) {
    for (uint32_t i = 0; i < pl_rule_count; i++) {
        const pl_rule_settings *s = &c->settings[i];
        if (is_credential_rule(&pl_rules[i]) && !(s->len == 1 && s->at[0].off)) {
            pl_check_run(c, &pl_rules[i]);
        }
    }
    pl_check_suppress(c);
    pl_findings_settle(c->findings.at, c->findings.len, c->arena);
}

/* ---- what they found */

static pl_str mask(void *data, pl_arena *a, pl_str text) {
    return pl_session_mask(data, a, text);
}

static void print(env_run *r, pl_check *c) {
    pl_arena *a = c->arena;
    const pl_finding_kind **kinds =
        PL_NEW_ARRAY(a, const pl_finding_kind *, pl_rule_count);
    pl_str *names = PL_NEW_ARRAY(a, pl_str, c->len);
    uint32_t kind_len = 0;
    for (uint32_t i = 0; i < pl_rule_count; i++) {
        if (is_credential_rule(&pl_rules[i])) {
            kinds[kind_len++] = &pl_rules[i].kind;
        }
    }
    for (uint32_t i = 0; i < c->len; i++) {
        names[i] = c->at[i].name;
    }
    pl_report report = {
        .command = "env check",
        .at = c->findings.at,
        .len = c->findings.len,
        .kinds = kinds,
        .kind_len = kind_len,
        .faults = c->sink,
        .environments = names,
        .environment_len = c->len,
        .fail_on = PL_ERROR,
        .color = r->s->style.color && !r->json,
        .arena = a,
        .mask = mask,
        .mask_data = r->s,
        .now_us = c->now_us,
    };
    r->found = pl_report_count(&report, PL_ERROR) > 0;
    if (r->json || pl_report_count(&report, PL_NOTE)) {
        pl_report_print(&report, r->json ? PL_FORM_JSON : PL_FORM_TEXT, &r->out);
    }
}

/* ---- the whole */

void env_check(env_run *r) {
    pl_session *s = r->s;
    env_use *uses = PL_NEW_ARRAY0(&s->arena, env_use, r->all->len);
    pl_rule_settings *settings =
        PL_NEW_ARRAY0(&s->arena, pl_rule_settings, pl_rule_count);
    pl_check c = {.arena = &s->arena,
                  .ws = s->ws,
                  .tree = s->world_options.tree,
                  .environments = r->all,
                  .at = worlds_of(r, uses),
                  .len = r->all->len,
                  .settings = settings,
                  .reads = {.arena = &s->arena},
                  .now_us = s->world_options.base.now_us,
                  .sink = &s->sink};
    if (pl_check_settings_read(r->all, &s->arena, &s->sink, settings)) {
        read_all(r, &c);
        run_rules(&c);
        print(r, &c);
    }
    for (uint32_t i = 0; i < r->all->len; i++) {
        env_report(r, &uses[i].sink, uses[i].options.env);
    }
    env_report(r, &s->sink, s->env);
}
