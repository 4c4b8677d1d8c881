/* The script for fish: a line for each option of each command. */
#include "cli/help/completions.h"

static void put_words(pl_buf *to, const char *text) {
    pl_buf_char(to, '\'');
    for (const char *c = text; *c; c++) {
        pl_buf_put(to, "\\", *c == '\'' || *c == '\\');
        pl_buf_char(to, *c);
    }
    pl_buf_char(to, '\'');
}

static void put_source(pl_buf *to, pl_completion c) {
    const char *query = pl_completion_query(c.source);
    if (query) {
        pl_buf_fmt(to, " -f -a '(%s 2>/dev/null)'", query);
    } else if (c.source == PL_FROM_FOLDERS) {
        PL_BUF_LIT(to, " -f -a '(__fish_complete_directories)'");
    } else if (c.source == PL_FROM_FILES) {
        PL_BUF_LIT(to, " -F");
    } else if (c.source == PL_FROM_CHOICES) {
        pl_buf_fmt(to, " -f -a '%.*s'", PL_FMT(c.words));
    } else {
        PL_BUF_LIT(to, " -f");
    }
}

static void put_condition(pl_buf *to, const pl_command *c) {
    pl_buf_fmt(to, "complete -c plumb -n '__fish_seen_subcommand_from %s'", c->name);
}

static void put_option(pl_buf *to, const pl_command *c, const pl_option *o,
                       pl_arena *a) {
    put_condition(to, c);
    pl_buf_fmt(to, " -l %s", o->name);
    if (o->letter) {
        pl_buf_fmt(to, " -s %c", o->letter);
    }
    if (o->kind != PL_OPT_FLAG) {
        PL_BUF_LIT(to, " -r");
        put_source(to, pl_completion_of_option(o, a));
    }
    PL_BUF_LIT(to, " -d ");
    put_words(to, o->help);
    pl_buf_char(to, '\n');
    if (o->negatable) {
        put_condition(to, c);
        pl_buf_fmt(to, " -l no-%s\n", o->name);
    }
}

static void put_command(pl_buf *to, const pl_command *c, const pl_command_list *all,
                        pl_arena *a) {
    pl_buf_fmt(to, "complete -c plumb -n __fish_use_subcommand -a %s -d ", c->name);
    put_words(to, c->help);
    pl_buf_char(to, '\n');
    for (size_t i = 0; i < c->options->len; i++) {
        if (c->options->at[i].help) {
            put_option(to, c, &c->options->at[i], a);
        }
    }
    put_condition(to, c);
    put_source(to, pl_completion_of_words(c, all, a));
    pl_buf_char(to, '\n');
}

void pl_completions_fish(pl_buf *to, const pl_command_list *all, pl_arena *a) {
    PL_BUF_LIT(to, "# Completions of plumb for fish. Put this into\n"
                   "# ~/.config/fish/completions/plumb.fish\n"
                   "complete -c plumb -f\n"
                   "complete -c plumb -n __fish_use_subcommand -l help\n"
                   "complete -c plumb -n __fish_use_subcommand -l version\n");
    for (size_t i = 0; i < all->len; i++) {
        put_command(to, &all->at[i], all, a);
    }
}
