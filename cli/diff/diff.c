/* plumb diff: what two sides of a project render differently, why,
 * and what it touches. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/diff/sides.h"
#include "cli/session/joined.h"
#include "diff/report.h"
#include "project/input/git.h"
#include "project/node/world.h"
#include "support/tree.h"

static const pl_option options[] = {
#include "cli/session/options.def"
    {"base", 0, PL_OPT_VALUE, false, "REV",
     "compare the work tree with its merge base with REV"},
    {"format", 0, PL_OPT_VALUE, false, "FORM",
     "text, json, markdown, html, github, sarif, gitlab or junit"},
    {"output", 'o', PL_OPT_VALUE, false, "FILE", "write the report there"},
    {"fail-on", 0, PL_OPT_VALUE, false, "VERDICTS",
     "verdicts that end in 1; else all but identical and expected"},
    {"exit-zero", 0, PL_OPT_FLAG, false, NULL, "differences end in 0 too"},
    {"all", 0, PL_OPT_FLAG, false, NULL, "list identical and expected nodes too"},
    {"diff", 0, PL_OPT_FLAG, true, NULL, "show the SQL that differs"},
    {"unified", 'U', PL_OPT_VALUE, false, "N", "equal lines around a change; else 3"},
};
PL_OPTIONS_OF(diff);

typedef void print_fn(const pl_diff_report *r, pl_buf *to);

typedef struct diff_run {
    pl_session *s;
    pl_sides sides;
    pl_arena arena;
    pl_diff_report report;
    print_fn *print;     /* NULL: findings, in `form` */
    pl_report_form form; /* of them */
    pl_diag_sink faults; /* all worlds' */
} diff_run;

/* ---- secrets */

/* Both sides' secrets are masked in what is printed. */
static pl_str masked(const diff_run *run, pl_str text) {
    return pl_session_mask(run->s, run->report.arena, text);
}

static pl_str mask_text(void *data, pl_arena *a, pl_str text) {
    (void)a;
    return masked(data, text);
}

/* ---- options */

static const char *from_process(const char *name) {
    return getenv(name);
}

/* What a run prints when nobody said, and what it was asked for. */
static bool read_form(diff_run *run) {
    static const struct {
        const char *name;
        print_fn *print;
    } forms[] = {{"text", pl_diff_print_text},
                 {"json", pl_diff_print_json},
                 {"markdown", pl_diff_print_markdown},
                 {"html", pl_diff_print_html}};
    const pl_str *given = pl_option_value(&run->s->options, "format");
    const pl_str *file = pl_option_value(&run->s->options, "output");
    run->form = file ? PL_FORM_TEXT : pl_report_form_default(from_process);
    pl_str name = given ? *given : file ? pl_form_of_file(*file) : PL_S("");
    name = given || name.len ? name : pl_str_of(pl_report_form_name(run->form));
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (pl_str_eq(name, pl_str_of(forms[i].name))) {
            run->print = forms[i].print;
            return true;
        }
    }
    if (pl_report_form_parse(name, &run->form)) {
        return true;
    }
    pl_usage_error(
        "--format is text, json, markdown, html, github, sarif, gitlab or junit, not '%.*s'",
        PL_FMT(name));
    return false;
}

static bool context_of(const pl_session *s, uint32_t *out) {
    const pl_str *given = pl_option_value(&s->options, "unified");
    *out = 3;
    if (!given) {
        return true;
    }
    uint32_t n = 0, i = 0;
    for (; i < given->len && given->at[i] >= '0' && given->at[i] <= '9' && n < 100000;
         i++) {
        n = n * 10 + (uint32_t)(given->at[i] - '0');
    }
    *out = n;
    if (!given->len || i < given->len) {
        pl_usage_error("--unified takes a number, not '%.*s'", PL_FMT(*given));
        return false;
    }
    return true;
}

static bool verdicts_of(const pl_session *s, uint32_t *fail_on) {
    const pl_str *given = pl_option_value(&s->options, "fail-on");
    pl_str bad;
    if (pl_verdicts_parse(given ? *given : PL_S("any"), fail_on, &bad)) {
        return true;
    }
    pl_usage_error("--fail-on: no such verdict: '%.*s'", PL_FMT(bad));
    return false;
}

static bool read_options(diff_run *run) {
    pl_session *s = run->s;
    pl_diff_report *r = &run->report;
    pl_str bad;
    r->strict = pl_option_value(&s->options, "fail-on") != NULL;
    r->limit = PL_REPORT_COMMENT;
    r->faults = &run->faults;
    r->arena = &run->arena;
    r->mask = mask_text;
    r->mask_data = run;
    r->color = pl_use_color(STDOUT_FILENO) && s->style.color &&
               !pl_option_value(&s->options, "output");
    r->sql = pl_option_flag(&s->options, "diff", true);
    pl_verdicts_parse(PL_S("any"), &r->shown, &bad);
    if (pl_option_flag(&s->options, "all", false)) {
        r->shown = PL_VERDICT_BIT(PL_VERDICT_COUNT) - 1;
    }
    return read_form(run) && context_of(s, &r->context) && verdicts_of(s, &r->fail_on);
}

/* ---- substitutions: `diff:` of environments.yml */

static pl_str text_for(const pl_yaml *map, const pl_end *e) {
    pl_str name = e->environment ? e->environment->name : e->target;
    return pl_yaml_text(
        pl_yaml_get(map, pl_str_z(&((pl_end *)(uintptr_t)e)->arena, name)), PL_S(""));
}

/* Entries that have a text for both sides. */
static void substitutions(const diff_run *run, const pl_pair *p, pl_diff_input *in) {
    const pl_yaml *diff = p->b->revision->environments.diff;
    const pl_yaml *list = pl_yaml_get(diff, "substitutions");
    uint32_t count = pl_yaml_is(list, PL_YAML_SEQ) ? list->count : 0;
    pl_arena *a = run->report.arena;
    pl_substitution *all = PL_NEW_ARRAY0(a, pl_substitution, count);
    for (uint32_t i = 0; i < count; i++) {
        const pl_yaml *map = list->as.items[i];
        pl_substitution s = {text_for(map, p->a), text_for(map, p->b)};
        if (s.a.len && s.b.len) {
            all[in->substitution_len++] = s;
        }
    }
    in->substitutions = all;
}

/* ---- comparing */

static bool is_narrowed(const pl_session *s) {
    static const char *const names[] = {"select",  "models",   "model",
                                        "exclude", "selector", "resource-type"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (pl_option_value(&s->options, names[i])) {
            return true;
        }
    }
    return false;
}

/* Empty: not known, as of an old manifest. */
static pl_str adapter_of(const pl_end *e) {
    return e->world ? pl_str_of(e->world->target.adapter->name)
                    : pl_state_adapter(e->state);
}

/* A file that could not be read may have held anything: what is the same without it is
 * not known to be the same. What is wrong with a node alone is said of that node. */
static bool is_whole(const pl_world *w) {
    for (uint32_t i = 0; i < w->sink.len; i++) {
        const pl_diag *d = &w->sink.at[i];
        if (d->severity == PL_ERROR && !d->node.len) {
            return false;
        }
    }
    return true;
}

static bool is_comparable(diff_run *run, const pl_end *e) {
    if (e->usable && (e->world ? is_whole(e->world) : e->state != NULL)) {
        return true;
    }
    pl_diag_addf(&run->s->sink, PL_E0901, (pl_span){0},
                 "%.*s could not be read whole, and is compared with nothing",
                 PL_FMT(e->label));
    return false;
}

/* What two databases read cannot be compared as text. */
static bool one_adapter(diff_run *run, const pl_pair *p) {
    pl_str a = adapter_of(p->a), b = adapter_of(p->b);
    bool same = !a.len || !b.len || pl_str_eq(a, b);
    if (!same) {
        pl_diag *d = pl_diag_addf(
            &run->s->sink, PL_E0901, (pl_span){0},
            "%.*s is of adapter %.*s, %.*s of %.*s: their SQL cannot be compared",
            PL_FMT(p->a->label), PL_FMT(a), PL_FMT(p->b->label), PL_FMT(b));
        d->help = PL_S("compare the same target of two revisions: REV:TARGET");
    }
    return same;
}

static bool can_select(diff_run *run, const pl_pair *p) {
    bool manifests = p->a->state && p->b->state;
    if (manifests && is_narrowed(run->s)) {
        pl_usage_error("of two manifests nothing can be selected");
    }
    return !manifests || !is_narrowed(run->s);
}

static void compare(diff_run *run) {
    pl_sides *d = &run->sides;
    const pl_diff **all = PL_NEW_ARRAY(&run->arena, const pl_diff *, d->pairs.len);
    for (uint32_t i = 0; i < d->pairs.len; i++) {
        const pl_pair *p = &d->pairs.at[i];
        bool a = is_comparable(run, p->a), b = is_comparable(run, p->b);
        if (!a || !b || !one_adapter(run, p) || !can_select(run, p)) {
            continue;
        }
        pl_diff_input in = {
            .a = pl_sides_side(p->a),
            .b = pl_sides_side(p->b),
            .same_place = pl_str_eq(p->a->target, p->b->target),
            .find_place = p->a->state || p->b->state,
            .all = p->a->state && p->b->state,
            .narrowed = is_narrowed(run->s),
        };
        substitutions(run, p, &in);
        all[run->report.len++] = pl_diff_new(&in, &run->arena);
    }
    run->report.at = all;
}

static void print_findings(diff_run *run, pl_buf *to) {
    pl_report r = {.mask = mask_text,
                   .mask_data = run,
                   .color = run->report.color,
                   .now_us = run->s->world_options.base.now_us};
    pl_diff_findings(&run->report, &r);
    pl_report_print(&r, run->form, to);
}

static bool write_report(diff_run *run) {
    pl_buf out = {0};
    run->print ? run->print(&run->report, &out) : print_findings(run, &out);
    pl_str text = pl_buf_view(&out);
    if (run->print != pl_diff_print_html) { /* it asks for each text */
        text = masked(run, text);
    }
    const pl_str *path = pl_option_value(&run->s->options, "output");
    bool ok = path ? pl_write_file(*path, text) : pl_answer(text);
    if (!ok && path) {
        pl_usage_error("%.*s: cannot be written: %s", PL_FMT(*path), strerror(errno));
    }
    pl_buf_free(&out);
    return ok;
}

static void collect_faults(diff_run *run) {
    run->faults.arena = &run->arena;
    for (uint32_t i = 0; i < run->sides.ends.len; i++) {
        const pl_end *e = run->sides.ends.at[i];
        pl_diag_merge(&run->faults, &e->sink);
        if (e->world) {
            pl_diag_merge(&run->faults, &e->world->sink);
        }
    }
    pl_diag_sort(&run->faults);
}

/* What the worlds have to say: errors first, each with the sides that have it. */
static void report_faults(diff_run *run) {
    pl_session *s = run->s;
    pl_joined all = {.arena = &run->arena, .sink = &s->sink};
    for (uint32_t i = 0; i < run->sides.ends.len; i++) {
        pl_end *e = run->sides.ends.at[i];
        pl_join_errors(&all, &e->sink, s->env, e->label);
        if (e->world) {
            pl_join_errors(&all, &e->world->sink, e->world->options.env, e->label);
        }
    }
    pl_joined_name(&all, run->sides.ends.len);
    pl_session_report(s, NULL);
    for (uint32_t i = 0; i < run->sides.ends.len; i++) {
        pl_end *e = run->sides.ends.at[i];
        pl_diag_merge(&s->sink, &e->sink);
        if (e->world) {
            pl_session_report(s, e->world);
        }
        pl_session_report(s, NULL);
    }
}

/* Repositories' tools name files from the top of the repository. */
static pl_str prefix_of(diff_run *run) {
    pl_diag_sink quiet = {.arena = &run->arena};
    pl_sides *d = &run->sides;
    if (!d->git && !run->print) {
        d->git = pl_git_open(run->s->project_dir, &run->s->arena, &quiet);
    }
    return d->git ? pl_git_prefix(d->git) : PL_S("");
}

static int run_diff(diff_run *run) {
    pl_session *s = run->s;
    bool ok = pl_sides_parse(&run->sides, s);
    if (!ok) {
        pl_session_report(s, NULL);
        return PL_EXIT_ERROR;
    }
    s->options.word_count = 0; /* they are no selection */
    pl_sides_compile(&run->sides);
    compare(run);
    collect_faults(run);
    run->report.prefix = prefix_of(run);
    bool complete = run->report.len == run->sides.pairs.len;
    ok = run->report.len && write_report(run);
    report_faults(run);
    uint32_t unknown = PL_VERDICT_BIT(PL_VERDICT_UNRENDERABLE);
    if (!ok || !complete || run->sides.failed || pl_diff_total(&run->report, unknown)) {
        return PL_EXIT_ERROR;
    }
    bool found = pl_diff_total(&run->report, run->report.fail_on) > 0;
    return found && !pl_option_flag(&s->options, "exit-zero", false) ? PL_EXIT_FOUND
                                                                     : PL_EXIT_OK;
}

int pl_cmd_diff(const pl_invocation *call) {
    pl_session s;
    int code;
    if (!pl_session_open(&s, call, "compile", true, &code)) {
        pl_session_close(&s);
        return code;
    }
    diff_run run = {.s = &s};
    code = read_options(&run) ? run_diff(&run) : PL_EXIT_ERROR;
    for (uint32_t i = 0; i < run.report.len; i++) {
        pl_diff_free(run.report.at[i]);
    }
    pl_sides_close(&run.sides);
    pl_arena_free(&run.arena);
    pl_session_close(&s);
    return code;
}
