/* plumb check: its own options, and what of them the place of the run decides. */
#include <stdlib.h>

#include "cli/check/check.h"
#include "cli/options/text_table.h"
#include "support/tree.h"

static const char *from_process(const char *name) {
    return getenv(name);
}

static const pl_str *value_of(const check_run *r, const char *name) {
    return pl_option_value(&r->s->options, name);
}

/* ---- --rule */

static bool add_rule(check_run *r, pl_str name) {
    const pl_rule *rule = pl_rule_find(name);
    pl_near_name near = {.wanted = name, .distance = 6};
    if (rule) {
        r->rules[r->rule_len++] = rule;
        return true;
    }
    for (uint32_t i = 0; i < pl_rule_count; i++) {
        pl_near_compare(&near, pl_str_of(pl_rules[i].kind.id));
    }
    if (near.best.len) {
        pl_usage_error("there is no rule '%.*s' (did you mean '%.*s'?)", PL_FMT(name),
                       PL_FMT(near.best));
    } else {
        pl_usage_error(
            "there is no rule '%.*s'; `plumb check --list-rules` names them all",
            PL_FMT(name));
    }
    return false;
}

static bool take_rules(check_run *r) {
    const pl_options *o = &r->s->options;
    bool ok = true;
    r->rules = PL_NEW_ARRAY(&r->s->arena, const pl_rule *, o->len);
    for (uint32_t i = 0; i < o->len; i++) {
        if (!strcmp(o->at[i].option->name, "rule")) {
            ok = add_rule(r, o->at[i].value) && ok;
        }
    }
    return ok;
}

/* ---- --format */

static bool take_form(check_run *r) {
    const pl_str *given = value_of(r, "format"), *output = value_of(r, "output");
    r->output = output ? *output : (pl_str){NULL, 0};
    r->form = output ? PL_FORM_TEXT : pl_report_form_default(from_process);
    pl_str form = given ? *given : output ? pl_form_of_file(*output) : PL_S("");
    if ((given || form.len) && !pl_report_form_parse(form, &r->form)) {
        pl_usage_error(
            "--format is text, json, github, sarif, gitlab, junit or markdown, not '%.*s'",
            PL_FMT(form));
        return false;
    }
    return true;
}

/* ---- the others */

static bool take_severity(check_run *r) {
    static const char *const words[] = {"note", "warning", "error"};
    const pl_str *given = value_of(r, "fail-on");
    r->fail_on = PL_ERROR;
    for (int i = 0; given && i <= PL_ERROR; i++) {
        if (pl_str_eq(*given, pl_str_of(words[i]))) {
            r->fail_on = (pl_severity)i;
            return true;
        }
    }
    if (given) {
        pl_usage_error("--fail-on is note, warning or error, not '%.*s'",
                       PL_FMT(*given));
    }
    return !given;
}

static bool take_baseline(check_run *r) {
    const pl_str *file = value_of(r, "baseline");
    r->baseline = file ? *file : (pl_str){NULL, 0};
    r->write_baseline = pl_option_flag(&r->s->options, "write-baseline", false);
    if (r->write_baseline && !file) {
        pl_usage_error("--write-baseline needs --baseline FILE: where to write it");
        return false;
    }
    return true;
}

bool check_take_options(check_run *r) {
    bool ok = take_rules(r);
    ok = take_form(r) && ok;
    ok = take_severity(r) && ok;
    ok = take_baseline(r) && ok;
    r->list_rules = pl_option_flag(&r->s->options, "list-rules", false);
    r->exit_zero = pl_option_flag(&r->s->options, "exit-zero", false);
    return ok;
}

/* ---- --list-rules */

static const char *severity_of(const check_run *r, const pl_rule *rule) {
    static const char *const words[] = {"note", "warning", "error"};
    const pl_rule_entry *e = pl_check_entry(&r->c, rule, NULL, NULL);
    bool runs = rule->wanted || e->span.src;
    return e->off || !runs ? "off"
                           : words[e->has_severity ? e->severity : rule->kind.severity];
}

int check_list_rules(check_run *r) {
    pl_buf text = {0};
    pl_text_table t = {.arena = &r->s->arena, .columns = 4};
    pl_text_table_cell(&t, PL_S("rule"));
    pl_text_table_cell(&t, PL_S("severity"));
    pl_text_table_cell(&t, PL_S("group"));
    pl_text_table_cell(&t, PL_S("finds"));
    for (uint32_t i = 0; i < pl_rule_count; i++) {
        pl_text_table_cell(&t, pl_str_of(pl_rules[i].kind.id));
        pl_text_table_cell(&t, pl_str_of(severity_of(r, &pl_rules[i])));
        pl_text_table_cell(&t, pl_str_of(pl_rules[i].kind.group));
        pl_text_table_cell(&t, pl_str_of(pl_rules[i].kind.title));
    }
    (r->form == PL_FORM_JSON ? pl_text_table_json : pl_text_table_print)(&t, &text);
    bool ok = pl_answer(pl_buf_view(&text));
    pl_buf_free(&text);
    return ok ? PL_EXIT_OK : PL_EXIT_ERROR;
}
