/* The man page, from the same tables as the other help. */
#include "check/check.h"
#include "cli/help/help.h"

/* Text between requests: nothing in it is one, and dashes are those of options. */
static void put_text(pl_buf *to, const char *text) {
    bool line_start = true;
    for (const char *c = text; *c; c++) {
        if (line_start && (*c == '.' || *c == '\'')) {
            PL_BUF_LIT(to, "\\&");
        }
        if (*c == '\\') {
            PL_BUF_LIT(to, "\\e");
        } else if (*c == '-') {
            PL_BUF_LIT(to, "\\-");
        } else {
            pl_buf_char(to, *c);
        }
        line_start = *c == '\n';
    }
}

/* An argument of a request. */
static void put_quoted(pl_buf *to, const char *text) {
    pl_buf_char(to, '"');
    for (const char *c = text; *c; c++) {
        pl_buf_fmt(to, *c == '"' ? "\"\"" : *c == '-' ? "\\-" : "%c", *c);
    }
    pl_buf_char(to, '"');
}

static void put_title(pl_buf *to, const char *text) {
    PL_BUF_LIT(to, ".SH ");
    pl_buf_char(to, '"');
    for (const char *c = text; *c; c++) {
        pl_buf_char(to, *c == '-'                ? ' '
                        : *c >= 'a' && *c <= 'z' ? (char)(*c - 32)
                                                 : *c);
    }
    PL_BUF_LIT(to, "\"\n");
}

static bool is_shared(const pl_option *o) {
    static const pl_option shared[] = {
#include "cli/session/options.def"
    };
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++) {
        if (!strcmp(shared[i].name, o->name)) {
            return true;
        }
    }
    return false;
}

static void put_options(pl_buf *to, const pl_option_list *list, bool shared) {
    for (size_t i = 0; list && i < list->len; i++) {
        const pl_option *o = &list->at[i];
        if (!o->help || is_shared(o) != shared) {
            continue;
        }
        pl_buf name = {0};
        pl_help_option_name(&name, o);
        pl_buf_char(&name, '\0');
        PL_BUF_LIT(to, ".TP\n.B ");
        put_quoted(to, name.at);
        pl_buf_char(to, '\n');
        put_text(to, o->help);
        pl_buf_char(to, '\n');
        pl_buf_free(&name);
    }
}

static bool takes_project(const pl_command *c) {
    for (size_t i = 0; c->options && i < c->options->len; i++) {
        if (!strcmp(c->options->at[i].name, "project-dir")) {
            return true;
        }
    }
    return false;
}

static void put_commands(pl_buf *to, const pl_command_list *all) {
    PL_BUF_LIT(to, ".SH COMMANDS\n");
    for (size_t i = 0; i < all->len; i++) {
        const pl_command *c = &all->at[i];
        PL_BUF_LIT(to, ".SS ");
        pl_str usage[] = {PL_S("plumb "), pl_str_of(c->name), PL_S(" [options] "),
                          pl_str_of(c->arguments)};
        pl_buf line = {0};
        for (size_t k = 0; k < sizeof usage / sizeof *usage; k++) {
            pl_buf_str(&line, usage[k]);
        }
        pl_buf_char(&line, '\0');
        put_quoted(to, line.at);
        pl_buf_char(to, '\n');
        put_text(to, c->help);
        PL_BUF_LIT(to, ".\n");
        put_options(to, c->options, false);
        pl_buf_free(&line);
    }
}

static void put_shared_options(pl_buf *to, const pl_command_list *all) {
    for (size_t i = 0; i < all->len; i++) {
        if (takes_project(&all->at[i])) {
            PL_BUF_LIT(to, ".SH OPTIONS OF COMMANDS ON A PROJECT\n");
            put_options(to, all->at[i].options, true);
            return;
        }
    }
}

static void put_rules(pl_buf *to) {
    PL_BUF_LIT(to, ".SH RULES\nThose of\n.BR \"plumb check\" .\n");
    for (uint32_t i = 0; i < pl_rule_count; i++) {
        PL_BUF_LIT(to, ".TP\n.B ");
        put_quoted(to, pl_rules[i].kind.id);
        pl_buf_char(to, '\n');
        put_text(to, pl_rules[i].kind.title);
        pl_buf_char(to, '\n');
    }
}

/* Topics are laid out already. */
static void put_topics(pl_buf *to) {
    for (size_t i = 0; i < pl_help_topic_count; i++) {
        put_title(to, pl_help_topics[i].name);
        PL_BUF_LIT(to, ".nf\n");
        put_text(to, pl_help_topics[i].text);
        PL_BUF_LIT(to, ".fi\n");
    }
}

void pl_help_man(pl_buf *to, const pl_command_list *all) {
    PL_BUF_LIT(to, ".TH PLUMB 1 \"\" \"plumb " PL_VERSION "\" \"User Commands\"\n"
                   ".SH NAME\nplumb \\- compile dbt projects without dbt\n"
                   ".SH SYNOPSIS\n.B plumb\n.I command\n.RI [ options ]\n"
                   ".SH DESCRIPTION\n"
                   "Compiles a dbt project for every environment at once, with no "
                   "warehouse, no Python and no network,\nand tells where each model "
                   "lands and what SQL runs there.\n");
    put_commands(to, all);
    put_shared_options(to, all);
    put_rules(to);
    put_topics(to);
}
