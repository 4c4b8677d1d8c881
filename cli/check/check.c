/* plumb check: the rules, run over what every environment renders. */
#include <errno.h>
#include <unistd.h>

#include "cli/check/check.h"
#include "project/input/git.h"
#include "project/node/world.h"
#include "support/tree.h"

static const pl_option options[] = {
#include "cli/session/options.def"
    {"rule", 0, PL_OPT_VALUE, false, "NAME", "run this rule only; may be repeated"},
    {"list-rules", 0, PL_OPT_FLAG, false, NULL, "print the rules and end"},
    {"format", 0, PL_OPT_VALUE, false, "FORM",
     "text, json, github, sarif, gitlab, junit or markdown"},
    {"output", 'o', PL_OPT_VALUE, false, "FILE", "write that form to a file"},
    {"baseline", 0, PL_OPT_VALUE, false, "FILE", "leave out the findings in this file"},
    {"write-baseline", 0, PL_OPT_FLAG, false, NULL,
     "put all findings into the baseline"},
    {"fail-on", 0, PL_OPT_VALUE, false, "SEVERITY",
     "note, warning or error: what ends in 1"},
    {"exit-zero", 0, PL_OPT_FLAG, false, NULL, "findings end in 0 all the same"},
};
PL_OPTIONS_OF(check);

/* ---- environments and settings */

/* All there are: those of the file, else the profile's outputs. With --target too,
 * since the settings of the rules stand there. */
static bool read_settings(check_run *r) {
    pl_session *s = r->s;
    pl_rule_settings *settings =
        PL_NEW_ARRAY0(&s->arena, pl_rule_settings, pl_rule_count);
    if (!s->environments.src && !pl_environments_read(s->world_options.tree, &s->arena,
                                                      &s->sink, &s->environments)) {
        return false;
    }
    if (!s->environments.len) {
        pl_environments targets;
        pl_str *names;
        uint32_t n = pl_session_outputs(s, &names);
        pl_environments_of_targets(names, n, &s->arena, &targets);
        s->environments.at = targets.at;
        s->environments.len = targets.len;
    }
    r->c.environments = &s->environments;
    r->c.settings = settings;
    return pl_check_settings_read(&s->environments, &s->arena, &s->sink, settings);
}

/* ---- the rules */

static bool selects(const check_run *r) {
    static const char *const names[] = {"select",
                                        "models",
                                        "model",
                                        "exclude",
                                        "selector",
                                        "resource-type",
                                        "resource-types",
                                        "exclude-resource-type",
                                        "exclude-resource-types"};
    for (uint32_t i = 0; i < r->s->options.len; i++) {
        for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
            if (!strcmp(r->s->options.at[i].option->name, names[k])) {
                return true;
            }
        }
    }
    return false;
}

static bool is_selected(const check_run *r, pl_str id) {
    for (uint32_t i = 0; i < r->c.len; i++) {
        const pl_world *w = r->c.at[i].world;
        const pl_dbt_node *n = w ? pl_map_get(&w->nodes, id) : NULL;
        if (n && n->selected) {
            return true;
        }
    }
    return false;
}

/* With --select findings on other nodes are left out. */
static void keep_selected(check_run *r) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < r->c.findings.len; i++) {
        const pl_finding *f = &r->c.findings.at[i];
        bool keep = (!f->node.len && !f->node_len) || is_selected(r, f->node);
        for (uint32_t k = 0; !keep && k < f->node_len; k++) {
            keep = is_selected(r, f->nodes[k]);
        }
        if (keep) {
            r->c.findings.at[kept++] = *f;
        }
    }
    r->c.findings.len = kept;
}

static bool sees_everything(const check_run *r) {
    bool whole = !r->rule_len && !r->file_len && !selects(r) &&
                 r->c.len >= r->s->environments.len;
    for (uint32_t i = 0; i < r->c.len; i++) {
        whole = whole && r->places[i].usable && !r->c.at[i].world->sink.errors;
    }
    return whole;
}

/* ---- secrets */

static pl_str mask(void *data, pl_arena *a, pl_str text) {
    const check_run *r = data;
    return pl_session_mask(r->s, a, text);
}

/* Before fingerprints are made of the messages, and a baseline of both. */
static void mask_messages(check_run *r) {
    for (uint32_t i = 0; i < r->c.findings.len; i++) {
        pl_finding *f = &r->c.findings.at[i];
        f->message = mask(r, r->c.arena, f->message);
    }
}

/* ---- what is found */

/* What is known of them is settled before any are left out, so that a finding keeps its
 * fingerprint whichever files are given. */
static bool find(check_run *r) {
    pl_check *c = &r->c;
    for (uint32_t i = 0; i < r->rule_len; i++) {
        pl_check_run(c, r->rules[i]);
    }
    if (!r->rule_len) {
        pl_check_run(c, NULL);
    }
    c->whole = sees_everything(r);
    pl_check_suppress(c);
    mask_messages(r);
    pl_findings_settle(c->findings.at, c->findings.len, c->arena);
    if (r->write_baseline) {
        return true;
    }
    bool ok = !r->baseline.at || pl_baseline_apply(c, r->baseline);
    pl_check_keep_touched(c);
    if (selects(r)) {
        keep_selected(r);
    }
    return ok;
}

/* ---- the report */

static uint32_t count_nodes(const check_run *r) {
    pl_map seen = {0};
    for (uint32_t i = 0; i < r->c.len; i++) {
        const pl_selected *chosen = &r->places[i].selected;
        for (uint32_t k = 0; k < chosen->len; k++) {
            pl_map_put(&seen, r->c.arena, chosen->at[k]->unique_id, chosen->at[k]);
        }
    }
    return seen.len;
}

/* Repositories' tools name files from the top of the repository. */
static pl_str prefix_of(check_run *r, pl_report_form form) {
    pl_diag_sink quiet = {.arena = r->c.arena};
    bool wanted = form == PL_FORM_GITHUB || form == PL_FORM_GITLAB ||
                  form == PL_FORM_SARIF || form == PL_FORM_MARKDOWN;
    pl_git *git = wanted ? pl_git_open(r->s->project_dir, r->c.arena, &quiet) : NULL;
    pl_str prefix = git ? pl_git_prefix(git) : PL_S("");
    if (git) {
        pl_git_close(git);
    }
    return prefix;
}

static void print_form(check_run *r, pl_report *report, pl_report_form form, bool color,
                       pl_buf *to) {
    report->prefix = prefix_of(r, form);
    report->color = color;
    pl_report_print(report, form, to);
}

static bool write_form(check_run *r, pl_report *report) {
    pl_buf text = {0};
    print_form(r, report, r->form, false, &text);
    bool ok = pl_write_file(r->output, pl_buf_view(&text));
    if (!ok) {
        pl_usage_error("%.*s: %s", PL_FMT(r->output), strerror(errno));
    }
    pl_buf_free(&text);
    return ok;
}

static bool stdout_color(const pl_session *s) {
    bool said = pl_option_value(&s->options, "color") ||
                !pl_option_flag(&s->options, "use-colors", true);
    return said ? s->style.color : pl_use_color(STDOUT_FILENO);
}

/* With --output the file has the form asked for, and people still get theirs: nothing
 * where there is nothing to say. What could not be evaluated stands before it. */
static bool print(check_run *r, pl_report *report) {
    pl_report_form form = r->output.at ? PL_FORM_TEXT : r->form;
    bool silent = form == PL_FORM_TEXT && !pl_report_count(report, PL_NOTE);
    bool ok = !r->output.at || write_form(r, report);
    pl_buf text = {0};
    if (!silent) {
        print_form(r, report, form, stdout_color(r->s), &text);
    }
    pl_session_report(r->s, NULL);
    ok = pl_answer(pl_buf_view(&text)) && ok;
    pl_buf_free(&text);
    return ok;
}

/* Where the project's packages are installed. */
static pl_str packages_folder(const check_run *r) {
    for (uint32_t i = 0; i < r->c.len; i++) {
        const pl_world *w = r->c.at[i].world;
        if (w) {
            return w->packages[0].file->packages_install_path;
        }
    }
    return PL_S("");
}

static pl_report report_of(check_run *r) {
    pl_check *c = &r->c;
    const pl_finding_kind **kinds =
        PL_NEW_ARRAY(c->arena, const pl_finding_kind *, pl_rule_count);
    pl_str *names = PL_NEW_ARRAY(c->arena, pl_str, c->len);
    for (uint32_t i = 0; i < pl_rule_count; i++) {
        kinds[i] = &pl_rules[i].kind;
    }
    for (uint32_t i = 0; i < c->len; i++) {
        names[i] = c->at[i].name;
    }
    return (pl_report){
        .command = "check",
        .at = c->findings.at,
        .len = c->findings.len,
        .kinds = kinds,
        .kind_len = pl_rule_count,
        .faults = c->sink,
        .environments = names,
        .environment_len = c->len,
        .nodes = count_nodes(r),
        .folder = r->s->project_dir,
        .packages = packages_folder(r),
        .fail_on = r->fail_on,
        .arena = c->arena,
        .mask = mask,
        .mask_data = r,
        .now_us = c->now_us,
    };
}

/* ---- the command */

static int finish(check_run *r, bool ok) {
    pl_diag_sort(r->c.sink);
    pl_report report = report_of(r);
    uint32_t errors = r->c.sink->errors;
    ok = print(r, &report) && ok;
    if (!ok || errors) {
        return PL_EXIT_ERROR;
    }
    bool found = pl_report_count(&report, r->fail_on) > 0;
    return found && !r->exit_zero ? PL_EXIT_FOUND : PL_EXIT_OK;
}

static int write_baseline(check_run *r) {
    bool ok = pl_baseline_write(&r->c, r->baseline) && !r->c.sink->errors;
    pl_session_report(r->s, NULL);
    return ok ? PL_EXIT_OK : PL_EXIT_ERROR;
}

static int check(check_run *r) {
    check_open_worlds(r);
    bool ok = !r->file_len || pl_check_touched(&r->c, r->files, r->file_len);
    if (ok) {
        check_compile_worlds(r);
        ok = find(r);
    }
    check_gather_faults(r);
    int code = r->write_baseline && ok ? write_baseline(r) : finish(r, ok);
    check_close_worlds(r);
    return code;
}

static int run(check_run *r) {
    pl_session *s = r->s;
    r->c = (pl_check){.arena = &s->arena,
                      .ws = s->ws,
                      .tree = s->world_options.tree,
                      .reads = {.arena = &s->arena},
                      .now_us = s->world_options.base.now_us,
                      .sink = &s->sink};
    if (!check_take_options(r)) {
        return PL_EXIT_ERROR;
    }
    if (!read_settings(r)) {
        pl_session_report(s, NULL);
        return PL_EXIT_ERROR;
    }
    if (r->list_rules) {
        return check_list_rules(r);
    }
    r->file_len = pl_session_files(s, &r->files);
    if (r->write_baseline && (r->file_len || selects(r))) {
        return pl_usage_error(
            "--write-baseline is about the whole project: it takes no files and no selection");
    }
    return check(r);
}

int pl_cmd_check(const pl_invocation *call) {
    pl_session s;
    int code;
    if (pl_session_open(&s, call, "compile", true, &code)) {
        check_run r = {.s = &s};
        code = run(&r);
    }
    pl_session_close(&s);
    return code;
}
