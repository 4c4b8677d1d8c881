/* cli/commands/plan.h: what the files of `plumb plan` share. */
#ifndef PL_CLI_COMMANDS_PLAN_H
#define PL_CLI_COMMANDS_PLAN_H

#include "cli/session/session.h"
#include "project/environment/plan.h"

/* One environment's plan, ready to be printed. */
typedef struct plan_page {
    const pl_plan *plan;
    pl_str name; /* of the environment or target */
    pl_str kind; /* of the side: "environment", "target", "state"; empty: none */
} plan_page;

typedef struct plan_report {
    pl_session *s;
    plan_page *at;
    uint32_t len;
    pl_arena arena;
    bool all;         /* lists are not cut */
    bool favor_state; /* dbt reads from the other side even what exists here */
} plan_report;

/* Without the secrets of any environment of the report. */
pl_str plan_shown(plan_report *r, pl_str text);

/* "1 builds, 500 are read from production" */
pl_str plan_headline(plan_report *r, const plan_page *page);
/* "view", "incremental", "seed", ... */
pl_str plan_materialized(const pl_dbt_node *n);
/* Where what is read lies: "analytics.prod.orders". */
pl_str plan_place(plan_report *r, const plan_page *page, const pl_plan_read *read);

void plan_print_text(plan_report *r, pl_buf *to);
void plan_print_json(plan_report *r, pl_buf *to);
void plan_print_markdown(plan_report *r, pl_buf *to);

#endif
