/* Help on commands and their options, from their tables. */
#include "cli/options/command.h"

const pl_command *pl_command_find(const pl_command_list *all, pl_str name) {
    for (size_t i = 0; i < all->len; i++) {
        if (pl_str_eq(name, pl_str_of(all->at[i].name))) {
            return &all->at[i];
        }
    }
    return NULL;
}

void pl_help_usage(pl_buf *to, const pl_command_list *all) {
    PL_BUF_LIT(to, "usage: plumb COMMAND [options]\n\ncommands:\n");
    for (size_t i = 0; i < all->len; i++) {
        pl_buf_fmt(to, "  %-12s %s\n", all->at[i].name, all->at[i].help);
    }
    PL_BUF_LIT(
        to,
        "\n`plumb COMMAND --help` lists a command's options, `plumb help` more topics.\n");
}

void pl_help_command(pl_buf *to, const pl_command *c) {
    pl_buf_fmt(to, "usage: plumb %s [options]%s%s\n\n%s\n\noptions:\n", c->name,
               *c->arguments ? " " : "", c->arguments, c->help);
}

void pl_help_option_name(pl_buf *to, const pl_option *o) {
    if (o->letter) {
        pl_buf_fmt(to, "-%c, ", o->letter);
    }
    pl_buf_fmt(to, "--%s%s%s%s", o->negatable ? "[no-]" : "", o->name,
               o->value_name ? " " : "", o->value_name ? o->value_name : "");
}

void pl_help_options(pl_buf *to, const pl_option_list *list) {
    enum { WIDTH = 36 };
    for (size_t i = 0; i < list->len; i++) {
        if (!list->at[i].help) {
            continue;
        }
        uint32_t from = to->len;
        pl_buf_fmt(to, "  %s", list->at[i].letter ? "" : "    ");
        pl_help_option_name(to, &list->at[i]);
        uint32_t used = to->len - from;
        pl_buf_fmt(to, "%*s %s\n", used < WIDTH ? (int)(WIDTH - used) : 0, "",
                   list->at[i].help);
    }
}
