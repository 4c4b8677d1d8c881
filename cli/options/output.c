/* Standard output and standard error. */
#include "cli/options/output.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include "support/utf8.h"
#include "support/visible.h"

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

/* Words of the command line come back in it: none may steer the terminal. */
__attribute__((format(printf, 2, 0))) static void
say(const char *before, const char *format, va_list args) {
    pl_arena a = {0};
    pl_buf line = {0};
    pl_buf_str(&line, pl_str_of(before));
    pl_put_visible(&line, pl_utf8_mend(&a, pl_str_vfmt(&a, format, args)), true);
    pl_buf_char(&line, '\n');
    pl_write_all(STDERR_FILENO, pl_buf_view(&line));
    pl_buf_free(&line);
    pl_arena_free(&a);
}

int pl_usage_error(const char *format, ...) {
    va_list args;
    va_start(args, format);
    say("plumb: error: ", format, args);
    va_end(args);
    return PL_EXIT_ERROR;
}

void pl_dbt_says(const char *format, ...) {
    va_list args;
    va_start(args, format);
    say("   = dbt says: ", format, args);
    va_end(args);
}
