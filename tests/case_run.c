#include "tests/case_run.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/buf.h"
#include "support/tree.h"
#include "support/vec.h"

enum { TIME_LIMIT = 60 /* seconds */ };

typedef PL_VEC(char *) words;

/* ------------------------------------------------------------------ environment */

static char **make_environment(pl_arena *arena, const char *dir, pl_str lines) {
    static const char *const kept[] = {
        "PATH",         "TMPDIR",        "ASAN_OPTIONS", "LSAN_OPTIONS",
        "TSAN_OPTIONS", "UBSAN_OPTIONS", "GCOV_PREFIX",  "GCOV_PREFIX_STRIP"};
    words env = {0};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        const char *value = getenv(kept[i]);
        if (value) {
            PL_PUSH(arena, &env, (char *)pl_str_fmt(arena, "%s=%s", kept[i], value).at);
        }
    }
    PL_PUSH(arena, &env, (char *)pl_str_fmt(arena, "HOME=%s", dir).at);
    PL_PUSH(arena, &env, pl_str_z(arena, PL_S("LANG=C.UTF-8")));
    while (lines.len) {
        uint32_t end = pl_str_find_char(lines, '\n');
        pl_str line = pl_str_sub(lines, 0, end);
        lines = pl_str_sub(lines, end == UINT32_MAX ? lines.len : end + 1, UINT32_MAX);
        if (line.len) {
            PL_PUSH(arena, &env, pl_str_z(arena, line));
        }
    }
    PL_PUSH(arena, &env, NULL);
    return env.at;
}

char **case_words(pl_arena *arena, const char *first, pl_str line) {
    words list = {0};
    pl_buf word = {0};
    char quote = 0;
    bool open = false;
    PL_PUSH(arena, &list, pl_str_z(arena, pl_str_of(first)));
    for (uint32_t i = 0; i <= line.len; i++) {
        char c = i < line.len ? line.at[i] : '\n';
        if (quote ? c == quote : (c == '\'' || c == '"')) {
            quote = quote ? 0 : c;
            open = true;
        } else if (!quote && (c == ' ' || c == '\n')) {
            if (open) {
                PL_PUSH(arena, &list, (char *)pl_buf_take(&word, arena).at);
            }
            open = false;
        } else if (i < line.len) {
            pl_buf_char(&word, c);
            open = true;
        }
    }
    pl_buf_free(&word);
    PL_PUSH(arena, &list, NULL);
    return list.at;
}

/* ---------------------------------------------------------------------- process */

static _Noreturn void run_child(const char *dir, char *const *argv, char **env,
                                FILE *const streams[3]) {
    for (int fd = 0; fd < 3; fd++) {
        if (dup2(fileno(streams[fd]), fd) < 0) {
            _exit(127);
        }
    }
    if (chdir(dir) != 0) {
        _exit(127);
    }
    alarm(TIME_LIMIT);
    execve(argv[0], argv, env);
    perror(argv[0]);
    _exit(127);
}

static pl_str read_stream(pl_arena *arena, FILE *stream) {
    pl_str text = PL_S("");
    rewind(stream);
    (void)pl_read_fd(fileno(stream), arena, &text);
    return text;
}

static bool run_with_streams(pl_arena *arena, const char *dir, char *const *argv,
                             char **env, FILE *const streams[3], case_result *result) {
    fflush(NULL);
    pid_t child = fork();
    if (child < 0) {
        perror("fork");
        return false;
    }
    if (child == 0) {
        run_child(dir, argv, env, streams);
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            perror("waitpid");
            return false;
        }
    }
    result->status = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
    result->out = read_stream(arena, streams[1]);
    result->err = read_stream(arena, streams[2]);
    return true;
}

bool case_run(pl_arena *arena, const char *dir, char *const *argv, pl_str env,
              pl_str input, case_result *result) {
    FILE *streams[3] = {tmpfile(), tmpfile(), tmpfile()};
    bool ok = streams[0] && streams[1] && streams[2];
    if (ok && fwrite(input.at, 1, input.len, streams[0]) == input.len) {
        fflush(streams[0]);
        rewind(streams[0]);
        ok = run_with_streams(arena, dir, argv, make_environment(arena, dir, env),
                              streams, result);
    } else {
        perror("temporary file");
        ok = false;
    }
    for (int i = 0; i < 3; i++) {
        if (streams[i]) {
            fclose(streams[i]);
        }
    }
    return ok;
}

/* ------------------------------------------------------------------ directories */

char *case_dir_make(pl_arena *arena) {
    const char *parent = getenv("TMPDIR");
    char *dir =
        (char *)pl_str_fmt(arena, "%s/plumb-case-XXXXXX", parent ? parent : "/tmp").at;
    return mkdtemp(dir);
}

static int remove_entry(const char *path, const struct stat *info, int kind,
                        struct FTW *walk) {
    (void)info;
    (void)kind;
    (void)walk;
    return remove(path);
}

void case_dir_remove(const char *dir) {
    (void)nftw(dir, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static bool copy_below(pl_arena *arena, pl_tree *tree, pl_str path, pl_str to) {
    pl_entry *entries = NULL;
    uint32_t count = 0;
    if (!tree->list(tree, path, arena, &entries, &count)) {
        errno = ENOTDIR;
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        pl_str entry = pl_path_join(arena, path, entries[i].name);
        pl_str text;
        bool ok = entries[i].kind == PL_ENTRY_DIR
                      ? copy_below(arena, tree, entry, to)
                      : tree->read(tree, entry, arena, &text) == PL_READ_OK &&
                            pl_write_file(pl_path_join(arena, to, entry), text);
        if (!ok) {
            return false;
        }
    }
    return true;
}

bool case_dir_copy(pl_arena *arena, pl_str from, pl_str to) {
    return copy_below(arena, pl_tree_dir(arena, from), PL_S(""), to);
}
