/* plumb plan: what a run builds, and what it reads from another environment. */
#include "cli/commands/plan.h"
#include "project/world/stages.h"
#include "support/pool.h"
#include "support/vec.h"
#include "support/visible.h"

static const pl_option options[] = {
#include "cli/session/options.def"
    {"output", 0, PL_OPT_VALUE, false, "FORM", "text, json or markdown"},
    {"all", 0, PL_OPT_FLAG, false, NULL, "do not cut long lists"},
    {"fail-on", 0, PL_OPT_VALUE, false, "SEVERITY",
     "warning: reads of what may not exist end in 1; else error"},
};
PL_OPTIONS_OF(plan);

typedef void print_fn(plan_report *r, pl_buf *to);

/* A world of the run: an environment to plan for, or one that is deferred to. */
typedef struct place {
    pl_deferral who; /* name and environment */
    pl_arena arena;
    pl_diag_sink sink; /* of opening it */
    pl_world *w;
    bool usable;
} place;

typedef struct plan_run {
    plan_report report;
    pl_session *s;
    PL_VEC(place *) places; /* first those to plan for */
    print_fn *print;
    bool strict; /* --fail-on warning */
} plan_run;

/* ---- options */

static bool read_form(plan_run *run) {
    static const struct {
        const char *name;
        print_fn *print;
    } forms[] = {{"text", plan_print_text},
                 {"json", plan_print_json},
                 {"markdown", plan_print_markdown}};
    const pl_str *given = pl_option_value(&run->s->options, "output");
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (!given || pl_str_eq(*given, pl_str_of(forms[i].name))) {
            run->print = forms[i].print;
            return true;
        }
    }
    pl_usage_error("--output is text, json or markdown, not '%.*s'", PL_FMT(*given));
    return false;
}

static bool read_options(plan_run *run) {
    const pl_str *fail_on = pl_option_value(&run->s->options, "fail-on");
    run->strict = fail_on && PL_STR_IS(*fail_on, "warning");
    run->report.all = pl_option_flag(&run->s->options, "all", false);
    run->report.favor_state = pl_option_flag(&run->s->options, "favor-state", false);
    if (fail_on && !run->strict && !PL_STR_IS(*fail_on, "error")) {
        pl_usage_error("--fail-on is warning or error, not '%.*s'", PL_FMT(*fail_on));
        return false;
    }
    return read_form(run);
}

/* ---- worlds */

static place *add_place(plan_run *run, pl_deferral who) {
    place *p = PL_NEW(&run->report.arena, place);
    p->who = who;
    p->sink.arena = &p->arena;
    PL_PUSH(&run->report.arena, &run->places, p);
    return p;
}

static bool is_same(const pl_deferral *a, const pl_deferral *b) {
    return a->environment == b->environment && a->name.at && b->name.at &&
           pl_str_eq(a->name, b->name);
}

/* The world of what is deferred to; several environments may share it. */
static place *place_of(plan_run *run, pl_deferral who) {
    for (uint32_t i = 0; i < run->places.len; i++) {
        if (is_same(&run->places.at[i]->who, &who)) {
            return run->places.at[i];
        }
    }
    return add_place(run, who);
}

static pl_deferral deferral_of(const plan_run *run, uint32_t i) {
    if (!pl_option_flag(&run->s->options, "defer", true)) {
        return (pl_deferral){{NULL, 0}, NULL, false};
    }
    return pl_session_deferral(run->s, run->s->chosen[i], true);
}

static void name_places(plan_run *run) {
    const pl_session *s = run->s;
    for (uint32_t i = 0; i < s->target_len; i++) {
        add_place(run, (pl_deferral){s->targets[i], s->chosen[i], false});
    }
    for (uint32_t i = 0; i < s->target_len; i++) {
        pl_deferral to = deferral_of(run, i);
        if (to.name.at && !to.is_state) {
            place_of(run, to);
        }
    }
}

static void open_place(void *ctx, uint32_t i) {
    plan_run *run = ctx;
    place *p = run->places.at[i];
    pl_world_options o;
    if (pl_session_deferral_use(run->s, &p->who, &p->arena, &p->sink, &o)) {
        p->w =
            pl_session_build(run->s, run->s->ws, &o, &p->arena, &p->sink, &p->usable);
    }
}

/* ---- plans */

/* The profile's choice may be the target that is named. */
static bool is_itself(const place *here, const place *there) {
    bool targets = !here->who.environment && !there->who.environment && there->w;
    return here == there ||
           (targets && pl_str_eq(here->w->target.name, there->w->target.name));
}

/* Where world `i` reads what it does not build; false after reporting. */
static bool side_of(plan_run *run, uint32_t i, plan_page *page, pl_plan_side *side) {
    place *here = run->places.at[i];
    pl_deferral to = deferral_of(run, i);
    *side = (pl_plan_side){.name = PL_S("")};
    page->kind = PL_S("");
    if (!to.name.at) {
        return true;
    }
    side->name = to.name;
    if (to.is_state) {
        page->kind = PL_S("state");
        side->state = pl_session_state(run->s, here->w, to.name);
        return side->state && pl_state_require(side->state, &here->w->sink);
    }
    place *there = place_of(run, to);
    if (is_itself(here, there)) {
        side->name = PL_S("");
        return true;
    }
    page->kind = to.environment ? PL_S("environment") : PL_S("target");
    side->world = there->w;
    return there->w && there->usable;
}

static uint32_t types_planned(void) {
    return PL_RES_BIT(PL_RES_MODEL) | PL_RES_BIT(PL_RES_SEED) |
           PL_RES_BIT(PL_RES_SNAPSHOT) | PL_RES_BIT(PL_RES_TEST) |
           PL_RES_BIT(PL_RES_UNIT_TEST);
}

static bool plan_one(plan_run *run, uint32_t i) {
    place *p = run->places.at[i];
    pl_selected chosen;
    pl_plan_side side;
    plan_page page;
    if (!p->w || !p->usable || !side_of(run, i, &page, &side) ||
        !pl_session_choose(run->s, p->w, types_planned(), &chosen)) {
        return false;
    }
    page.name = pl_session_label(p->w);
    page.plan = pl_plan_new(p->w, side);
    pl_plan_warn(page.plan);
    run->report.at[run->report.len++] = page;
    return true;
}

static void report_places(plan_run *run) {
    for (uint32_t i = 0; i < run->places.len; i++) {
        place *p = run->places.at[i];
        pl_diag_merge(&run->s->sink, &p->sink);
        if (p->w) {
            pl_session_report(run->s, p->w);
        }
        pl_session_report(run->s, NULL);
    }
}

static bool is_doubtful(const plan_report *r) {
    for (uint32_t i = 0; i < r->len; i++) {
        const pl_plan *p = r->at[i].plan;
        if (pl_plan_uncertain(p) || p->unreachable.len) {
            return true;
        }
    }
    return false;
}

static bool print(plan_run *run) {
    pl_buf out = {0};
    run->print(&run->report, &out);
    pl_str text = pl_buf_view(&out);
    if (run->print != plan_print_json) {
        text = pl_visible(&run->report.arena, text, true);
    }
    bool ok = pl_answer(text);
    pl_buf_free(&out);
    return ok;
}

static int plan(plan_run *run) {
    pl_session *s = run->s;
    bool ok = true;
    run->report.s = s;
    run->report.at = PL_NEW_ARRAY0(&run->report.arena, plan_page, s->target_len);
    name_places(run);
    pl_pool_run(s->jobs, run->places.len, open_place, run);
    for (uint32_t i = 0; i < s->target_len; i++) {
        ok = plan_one(run, i) && ok;
    }
    ok = (!run->report.len || print(run)) && ok;
    report_places(run);
    if (!ok || s->code == PL_EXIT_ERROR) {
        return PL_EXIT_ERROR;
    }
    return run->strict && is_doubtful(&run->report) ? PL_EXIT_FOUND : PL_EXIT_OK;
}

static void close_run(plan_run *run) {
    for (uint32_t i = 0; i < run->places.len; i++) {
        if (run->places.at[i]->w) {
            pl_world_close(run->places.at[i]->w);
        }
        pl_arena_free(&run->places.at[i]->arena);
    }
    pl_arena_free(&run->report.arena);
}

int pl_cmd_plan(const pl_invocation *call) {
    pl_session s;
    int code;
    if (!pl_session_open(&s, call, "build", false, &code)) {
        pl_session_close(&s);
        return code;
    }
    plan_run run = {.s = &s};
    code = read_options(&run) ? plan(&run) : PL_EXIT_ERROR;
    close_run(&run);
    pl_session_close(&s);
    return code;
}
