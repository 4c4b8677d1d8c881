/* Help texts, made of the tables of commands, options and rules. */
#include "cli/help/help.h"

#include <ctype.h>

#include "check/check.h"
#include "cli/session/session.h"

/* ---- rules */

static const char *severity_word(pl_severity severity) {
    static const char *const words[] = {"note", "warning", "error"};
    return words[severity];
}

/* Is it the first rule of its group? */
static bool begins_group(uint32_t i) {
    for (uint32_t k = 0; k < i; k++) {
        if (!strcmp(pl_rules[k].kind.group, pl_rules[i].kind.group)) {
            return false;
        }
    }
    return true;
}

static void put_group(pl_buf *to, const char *group) {
    pl_buf_fmt(to, "%s:\n", group);
    for (uint32_t i = 0; i < pl_rule_count; i++) {
        const pl_rule *r = &pl_rules[i];
        if (!strcmp(r->kind.group, group)) {
            pl_buf_fmt(to, "  %s (%s%s)\n      %s\n", r->kind.id,
                       severity_word(r->kind.severity),
                       r->wanted ? "" : ", when asked for", r->kind.title);
        }
    }
    pl_buf_char(to, '\n');
}

void pl_help_rules(pl_buf *to) {
    for (uint32_t i = 0; i < pl_rule_count; i++) {
        if (begins_group(i)) {
            put_group(to, pl_rules[i].kind.group);
        }
    }
    PL_BUF_LIT(
        to,
        "`plumb help rules/NAME` tells what a rule is about, `plumb help checks` how to set it.\n");
}

void pl_help_rule(pl_buf *to, const pl_rule *r) {
    pl_buf_fmt(to, "%s (%s, %s%s)\n\n%s.\n", r->kind.id, r->kind.group,
               severity_word(r->kind.severity),
               r->wanted ? "" : ", runs when it is asked for", r->kind.title);
    pl_str help = pl_str_trim(pl_str_of(r->kind.help));
    if (help.len) {
        pl_buf_fmt(to, "\n%.*s\n", PL_FMT(help));
    }
    const pl_rule_option *o = r->options;
    if (o && o->name) {
        PL_BUF_LIT(to, "\noptions:\n");
    }
    for (; o && o->name; o++) {
        pl_buf_fmt(to, "  %-20s %s\n", o->name, o->help);
    }
}

/* ---- docs/RULES.md */

static void put_row(pl_buf *to, const pl_rule *r) {
    pl_buf_fmt(to, "| [%s](#%s) | %s | %s%s | %s |\n", r->kind.id, r->kind.id,
               r->kind.group, severity_word(r->kind.severity),
               r->wanted ? "" : ", when asked for", r->kind.title);
}

static void put_section(pl_buf *to, const pl_rule *r) {
    pl_str help = pl_str_trim(pl_str_of(r->kind.help));
    pl_buf_fmt(to, "\n## %s\n\n*%c%s.*\n\n%.*s\n", r->kind.id,
               toupper((unsigned char)r->kind.title[0]), r->kind.title + 1,
               PL_FMT(help));
    const pl_rule_option *o = r->options;
    if (o && o->name) {
        PL_BUF_LIT(to, "\n| option | what |\n|--|--|\n");
    }
    for (; o && o->name; o++) {
        pl_buf_fmt(to, "| `%s` | %s |\n", o->name, o->help);
    }
}

void pl_help_rules_page(pl_buf *to) {
    PL_BUF_LIT(
        to, "# Rules of plumb check\n\n"
            "What `plumb help rules/NAME` prints of each. [CHECK.md](CHECK.md) tells "
            "how to set, scope and\nsuppress them. This page is printed by `plumb "
            "help rules.md`; its texts are the files of `check/help/`.\n\n"
            "| rule | group | severity | finds |\n|--|--|--|--|\n");
    for (uint32_t i = 0; i < pl_rule_count; i++) {
        put_row(to, &pl_rules[i]);
    }
    for (uint32_t i = 0; i < pl_rule_count; i++) {
        put_section(to, &pl_rules[i]);
    }
}
