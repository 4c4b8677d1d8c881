/* The table of commands, and dispatch by it. */
#include "cli/plumb.h"

#include <stdio.h>
#include <unistd.h>

#include "cli/options/command.h"

static const pl_command commands[] = {
#define COMMAND(name, suffix, arguments, help)                                         \
    {name, pl_cmd_##suffix, arguments, help, &pl_options_of_##suffix},
#include "cli/options/commands.def"
#undef COMMAND
};
static const pl_command_list all = {commands, sizeof commands / sizeof *commands};

static int unknown_command(const char *name) {
    const pl_command *best = NULL;
    uint32_t least = 3;
    for (size_t i = 0; i < all.len; i++) {
        uint32_t d = pl_str_distance(pl_str_of(name), pl_str_of(commands[i].name), 3);
        if (d < least) {
            least = d;
            best = &commands[i];
        }
    }
    pl_usage_error("no such command: %s", name);
    if (best) {
        fprintf(stderr, "  did you mean `plumb %s`?\n", best->name);
    }
    return PL_EXIT_ERROR;
}

/* Options may stand before the command, as with dbt: the first word that
 * names a command is it; without one, the first word that is no option is
 * taken for a mistaken one. */
static int find_command(int argc, char **argv) {
    int first_word = 0;
    for (int i = 1; i < argc; i++) {
        if (pl_command_find(&all, pl_str_of(argv[i]))) {
            return i;
        }
        if (!first_word && argv[i][0] != '-') {
            first_word = i;
        }
    }
    return first_word;
}

/* Without a command: the version, or what there is to do. */
static int no_command(const char *option) {
    pl_buf text = {0};
    bool help = !strcmp(option, "--help") || !strcmp(option, "-h");
    bool version = !strcmp(option, "--version");
    bool ok = false;
    if (version) {
        PL_BUF_LIT(&text, "plumb " PL_VERSION "\n");
    } else {
        pl_help_usage(&text, &all);
    }
    if (version || help) {
        ok = pl_answer(pl_buf_view(&text));
    } else {
        pl_write_all(STDERR_FILENO, pl_buf_view(&text));
    }
    pl_buf_free(&text);
    return ok ? PL_EXIT_OK : PL_EXIT_ERROR;
}

int pl_main(int argc, char **argv) {
    int at = find_command(argc, argv);
    if (!at) {
        return no_command(argc > 1 ? argv[1] : "");
    }
    const pl_command *found = pl_command_find(&all, pl_str_of(argv[at]));
    if (!found) {
        return unknown_command(argv[at]);
    }
    char *name = argv[at];
    memmove(&argv[2], &argv[1], (size_t)(at - 1) * sizeof *argv);
    argv[1] = name;
    pl_invocation call = {found, argc - 1, argv + 1, &all};
    return found->run(&call);
}
