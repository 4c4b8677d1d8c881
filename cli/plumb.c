/* Dispatch of commands, and the streams they share. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/help.h"

const pl_command pl_commands[] = {
#define COMMAND(name, suffix, arguments, help)                                         \
    {name, pl_cmd_##suffix, arguments, help, &pl_options_of_##suffix},
#include "cli/commands.def"
#undef COMMAND
};
const size_t pl_command_count = sizeof pl_commands / sizeof *pl_commands;

bool pl_write_all(int fd, pl_str text) {
    uint32_t done = 0;
    while (done < text.len) {
        ssize_t n = write(fd, text.at + done, text.len - done);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return false;
        }
        done += (uint32_t)n;
    }
    return true;
}

bool pl_use_color(int fd) {
    const char *no = getenv("NO_COLOR");
    const char *force = getenv("CLICOLOR_FORCE");
    if (no && *no) {
        return false;
    }
    return (force && *force && strcmp(force, "0") != 0) || isatty(fd);
}

void pl_diags_text(pl_diag_sink *sink, pl_diag_style style, pl_buf *to) {
    pl_diag_sort(sink);
    for (uint32_t i = 0; i < sink->len; i++) {
        pl_diag_print(to, &sink->at[i], style);
    }
}

void pl_print_diags(pl_diag_sink *sink, pl_diag_style style) {
    pl_buf text = {0};
    pl_diags_text(sink, style, &text);
    pl_write_all(STDERR_FILENO, pl_buf_view(&text));
    pl_buf_free(&text);
}

/* The answer, on standard output; false after saying that it can't be written. */
bool pl_answer(pl_str text) {
    if (pl_write_all(STDOUT_FILENO, text)) {
        return true;
    }
    pl_usage_error("standard output: %s", strerror(errno));
    return false;
}

static int unknown_command(const char *name) {
    const pl_command *best = NULL;
    uint32_t least = 3;
    for (size_t i = 0; i < pl_command_count; i++) {
        uint32_t d =
            pl_str_distance(pl_str_of(name), pl_str_of(pl_commands[i].name), 3);
        if (d < least) {
            least = d;
            best = &pl_commands[i];
        }
    }
    pl_usage_error("no such command: %s", name);
    if (best) {
        fprintf(stderr, "  did you mean `plumb %s`?\n", best->name);
    }
    return PL_EXIT_ERROR;
}

const pl_command *pl_command_find(pl_str name) {
    for (size_t i = 0; i < pl_command_count; i++) {
        if (pl_str_eq(name, pl_str_of(pl_commands[i].name))) {
            return &pl_commands[i];
        }
    }
    return NULL;
}

/* Options may stand before the command, as with dbt: the first word that names a
 * command is it; without one, the first word that is no option is taken for a mistaken
 * one. */
static int find_command(int argc, char **argv) {
    int first_word = 0;
    for (int i = 1; i < argc; i++) {
        if (pl_command_find(pl_str_of(argv[i]))) {
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
        pl_help_usage(&text);
    }
    if (version || help) {
        ok = pl_answer(pl_buf_view(&text));
    } else {
        pl_write_all(STDERR_FILENO, pl_buf_view(&text));
    }
    pl_buf_free(&text);
    return ok ? PL_EXIT_OK : PL_EXIT_ERROR;
}

int pl_main(int argc, char **argv, char **environ_at_start) {
    (void)environ_at_start;
    int at = find_command(argc, argv);
    if (!at) {
        return no_command(argc > 1 ? argv[1] : "");
    }
    const pl_command *found = pl_command_find(pl_str_of(argv[at]));
    if (!found) {
        return unknown_command(argv[at]);
    }
    char *name = argv[at];
    memmove(&argv[2], &argv[1], (size_t)(at - 1) * sizeof *argv);
    argv[1] = name;
    return found->run(argc - 1, argv + 1);
}
