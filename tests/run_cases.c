/* run_cases: the test cases written as data (tests/case_file.h has the file format).
 *
 *     run_cases [--plumb PROGRAM] [--filter TEXT] [--bless] [FILE|FOLDER...]
 *
 * Every case is one cmocka test. Its first block that `kinds` knows decides how it
 * runs:
 *
 * template   rendered by `plumb template --stdin-jsonl`. `context` (JSON) and `mode` go
 *            with it. Expected: `output`; or `value`, the JSON that a native rendering
 *            gives; or `error`, "KIND, line N: MESSAGE", which may stop before a comma or
 *            colon. These blocks have no newline at their end.
 * args       the command line, run in a new directory that holds each `file NAME` and,
 *            below them, what `copy FOLDER` (root-relative) names; `commit TAG` makes a
 *            git commit of what is there so far, and `gone NAME` removes a file. `stdin`
 *            is its input. Expected, where given: `stdout`, `stderr`, `written NAME` (a
 *            file's content afterwards); always the `exit` status, 0 unless given.
 *
 * Both take `env`, lines NAME=VALUE. "$DIR" stands for the new directory, in `args` and
 * `env` as in what the program prints. `contains` behind the name of an expected block:
 * each of its lines must occur somewhere. A case without an expected block fails.
 *
 * --bless rewrites expected blocks to what the program does; read the diff. */
#include <stdio.h>
#include <stdlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/buf.h"
#include "support/tree.h"
#include "tests/case_check.h"
#include "tests/case_file.h"
#include "tests/case_json.h"
#include "tests/case_run.h"

/* Set by the command line before the first test, and read only. */
static struct {
    char *plumb;
    const char *filter;
    bool bless;
} options;

typedef struct run {
    pl_arena *arena; /* lives as long as the one test */
    test_case *test;
    const char *dir;
} run;

/* -------------------------------------------------------------------- comparison */

/* Compare one expected block, or bless it. */
static bool check_block(const run *r, case_block *block, pl_str got, case_form form) {
    pl_str expected = case_text(r->arena, block, form);
    if (case_matches(block, expected, got)) {
        return true;
    }
    if (options.bless && !block->contains) {
        case_set(r->test, block, got, form);
        return true;
    }
    return case_differs(r->test, pl_str_z(r->arena, block->name), expected, got);
}

static pl_str replace_all(pl_arena *arena, pl_str text, pl_str from, pl_str to) {
    pl_buf buf = {0};
    uint32_t at = 0;
    for (uint32_t hit; (hit = pl_str_find(text, from, at)) != UINT32_MAX;) {
        pl_buf_str(&buf, pl_str_sub(text, at, hit));
        pl_buf_str(&buf, to);
        at = hit + from.len;
    }
    pl_buf_str(&buf, pl_str_sub(text, at, UINT32_MAX));
    pl_str result = pl_buf_take(&buf, arena);
    pl_buf_free(&buf);
    return result;
}

/* What the program printed, with the name of its directory made "$DIR". */
static pl_str without_dir(const run *r, pl_str text) {
    return replace_all(r->arena, text, pl_str_of(r->dir), PL_S("$DIR"));
}

/* The text of an input block, "" when there is none. */
static pl_str input_text(const run *r, const char *name, case_form form) {
    const case_block *block = case_find(r->test, name, NULL);
    return block ? case_text(r->arena, block, form) : PL_S("");
}

static pl_str input_with_dir(const run *r, const char *name, case_form form) {
    return replace_all(r->arena, input_text(r, name, form), PL_S("$DIR"),
                       pl_str_of(r->dir));
}

/* --------------------------------------------------------------- kind: template */

static pl_str template_request(const run *r) {
    pl_buf buf = {0};
    PL_BUF_LIT(&buf, "{\"id\": \"case\", \"template\": ");
    pl_buf_json(&buf, input_text(r, "template", CASE_INLINE));
    pl_str context = pl_str_trim(input_text(r, "context", CASE_INLINE));
    if (context.len) {
        PL_BUF_LIT(&buf, ", \"context\": ");
        pl_buf_str(&buf, case_json_compact(r->arena, context));
    }
    pl_str mode = pl_str_trim(input_text(r, "mode", CASE_INLINE));
    if (mode.len) {
        PL_BUF_LIT(&buf, ", \"mode\": ");
        pl_buf_json(&buf, mode);
    }
    PL_BUF_LIT(&buf, "}\n");
    pl_str request = pl_buf_take(&buf, r->arena);
    pl_buf_free(&buf);
    return request;
}

static pl_str error_text(const run *r, pl_str error) {
    pl_str kind = PL_S("?");
    pl_str line = PL_S("null");
    pl_str message = PL_S("");
    case_json_member(error, "kind", &kind);
    case_json_member(error, "line", &line);
    case_json_member(error, "message", &message);
    pl_buf buf = {0};
    pl_buf_str(&buf, case_json_text(r->arena, kind));
    if (!PL_STR_IS(line, "null")) {
        pl_buf_fmt(&buf, ", line %.*s", PL_FMT(line));
    }
    PL_BUF_LIT(&buf, ": ");
    pl_buf_str(&buf, case_json_text(r->arena, message));
    pl_str text = pl_buf_take(&buf, r->arena);
    pl_buf_free(&buf);
    return text;
}

/* Sort out an answer: the name of the block that would hold it, and its text. */
static const char *read_answer(const run *r, pl_str answer, pl_str *text) {
    pl_str value;
    if (case_json_member(answer, "error", &value)) {
        *text = error_text(r, value);
        return "error";
    }
    if (case_json_member(answer, "output", &value)) {
        *text = case_json_text(r->arena, value);
        return "output";
    }
    if (case_json_member(answer, "value", &value)) {
        *text = case_json_compact(r->arena, value);
        return "value";
    }
    return NULL;
}

static bool check_answer(const run *r, const char *name, pl_str got) {
    static const char *const names[] = {"output", "value", "error"};
    case_block *block = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names && !block; i++) {
        block = case_find(r->test, names[i], NULL);
    }
    if (block && pl_str_eq(block->name, pl_str_of(name))) {
        return check_block(r, block, got, CASE_INLINE);
    }
    if (options.bless) {
        if (block) {
            case_remove(r->test, block);
        }
        case_set(r->test, case_add(r->test, name), got, CASE_INLINE);
        return true;
    }
    const char *what =
        block ? "not the kind of result expected" : "nothing is expected";
    return case_differs(
        r->test, what,
        block ? case_text(r->arena, block, CASE_INLINE) : PL_S("(no block)"), got);
}

static bool run_template(const run *r) {
    static char command[] = "template";
    static char option[] = "--stdin-jsonl";
    char *argv[] = {options.plumb, command, option, NULL};
    case_result result;
    pl_str env = input_with_dir(r, "env", CASE_LINES);
    if (!case_run(r->arena, r->dir, argv, env, template_request(r), &result)) {
        return false;
    }
    pl_str got;
    const char *name = read_answer(r, result.out, &got);
    if (!name || result.status < 0) {
        return case_differs(r->test, "no answer", PL_S(""),
                            pl_str_fmt(r->arena, "status %d\n%.*s%.*s", result.status,
                                       PL_FMT(result.out), PL_FMT(result.err)));
    }
    return check_answer(r, name, without_dir(r, got));
}

/* ------------------------------------------------------------------- kind: args */

/* What lies in the directory becomes a commit; `tag` may be empty. */
static bool commit_all(const run *r, pl_str tag) {
    static const char script[] =
        "git init -q -b main . && git add -A && "
        "git -c user.name=a -c user.email=a@b -c core.autocrlf=false commit -q "
        "--allow-empty -m change && { [ -z \"$0\" ] || git tag \"$0\"; }";
    char *argv[] = {(char *)"/bin/sh", (char *)"-c", (char *)script,
                    pl_str_z(r->arena, tag), NULL};
    case_result result;
    bool ok = case_run(r->arena, r->dir, argv, PL_S(""), PL_S(""), &result) &&
              result.status == 0;
    if (!ok) {
        case_show("git", result.err);
    }
    return ok;
}

static bool lay_out(const run *r) {
    pl_str dir = pl_str_of(r->dir);
    for (uint32_t i = 0; i < r->test->blocks.len; i++) {
        const case_block *block = &r->test->blocks.at[i];
        bool ok = true;
        if (PL_STR_IS(block->name, "copy")) {
            pl_str from = pl_path_join(r->arena, PL_S(PL_SOURCE_DIR), block->arg);
            ok = case_dir_copy(r->arena, from, dir);
        } else if (PL_STR_IS(block->name, "file")) {
            ok = pl_write_file(pl_path_join(r->arena, dir, block->arg),
                               case_text(r->arena, block, CASE_LINES));
        } else if (PL_STR_IS(block->name, "gone")) {
            ok = !remove(pl_str_z(r->arena, pl_path_join(r->arena, dir, block->arg)));
        } else if (PL_STR_IS(block->name, "commit")) {
            ok = commit_all(r, block->arg);
        }
        if (!ok) {
            return case_differs(r->test, "cannot be laid out", block->arg, PL_S(""));
        }
    }
    return true;
}

static pl_str status_text(const run *r, int status) {
    return status < 0 ? pl_str_fmt(r->arena, "signal %d", -status)
                      : pl_str_fmt(r->arena, "%d", status);
}

static bool check_status(const run *r, const case_result *result) {
    pl_str got = status_text(r, result->status);
    case_block *block = case_find(r->test, "exit", NULL);
    if (block) {
        return check_block(r, block, got, CASE_INLINE);
    }
    if (result->status == 0) {
        return true;
    }
    if (options.bless) {
        case_set(r->test, case_add(r->test, "exit"), got, CASE_INLINE);
        return true;
    }
    case_differs(r->test, "exit", PL_S("0"), got);
    case_show("stderr", result->err);
    return false;
}

/* `got` is what was read from the file that the block names. */
static pl_str written_text(const run *r, pl_str name) {
    pl_str text = PL_S("");
    pl_str path = pl_path_join(r->arena, pl_str_of(r->dir), name);
    if (pl_read_file(path, r->arena, &text) != PL_READ_OK) {
        return PL_S("(no such file)\n");
    }
    return without_dir(r, text);
}

static bool check_streams(const run *r, const case_result *result) {
    bool ok = true;
    bool any = false;
    for (uint32_t i = 0; i < r->test->blocks.len; i++) {
        case_block *block = &r->test->blocks.at[i];
        pl_str got;
        if (PL_STR_IS(block->name, "stdout")) {
            got = without_dir(r, result->out);
        } else if (PL_STR_IS(block->name, "stderr")) {
            got = without_dir(r, result->err);
        } else if (PL_STR_IS(block->name, "written")) {
            got = written_text(r, block->arg);
        } else {
            any |= PL_STR_IS(block->name, "exit");
            continue;
        }
        any = true;
        ok &= check_block(r, block, got, CASE_LINES);
    }
    if (any) {
        return ok;
    }
    if (!options.bless) {
        return case_differs(r->test, "nothing is expected", PL_S("(no block)"),
                            result->out);
    }
    case_set(r->test, case_add(r->test, "stdout"), without_dir(r, result->out),
             CASE_LINES);
    if (result->err.len) {
        case_set(r->test, case_add(r->test, "stderr"), without_dir(r, result->err),
                 CASE_LINES);
    }
    return true;
}

static bool run_args(const run *r) {
    pl_str line = input_with_dir(r, "args", CASE_INLINE);
    char **argv = case_words(r->arena, options.plumb, line);
    case_result result;
    if (!lay_out(r) ||
        !case_run(r->arena, r->dir, argv, input_with_dir(r, "env", CASE_LINES),
                  input_text(r, "stdin", CASE_LINES), &result)) {
        return false;
    }
    bool streams = check_streams(r, &result);
    return check_status(r, &result) && streams;
}

/* ------------------------------------------------------------------------ cases */

/* One row per way to run a case: the block that asks for it, the blocks it may have. */
static const struct kind {
    const char *trigger;
    const char *blocks;
    bool (*run)(const run *r);
} kinds[] = {
    {"template", " template context mode env output value error ", run_template},
    {"args", " args env stdin file copy gone commit stdout stderr written exit ",
     run_args},
};

static const struct kind *kind_of(const test_case *test) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (case_find(test, kinds[i].trigger, NULL)) {
            return &kinds[i];
        }
    }
    return NULL;
}

static bool blocks_are_known(const run *r, const struct kind *kind) {
    for (uint32_t i = 0; i < r->test->blocks.len; i++) {
        const case_block *block = &r->test->blocks.at[i];
        pl_str padded = pl_str_cat3(r->arena, PL_S(" "), block->name, PL_S(" "));
        if (pl_str_find(pl_str_of(kind->blocks), padded, 0) == UINT32_MAX) {
            return case_differs(r->test, "unknown block", pl_str_of(kind->blocks),
                                block->name);
        }
    }
    return true;
}

static bool run_in_dir(pl_arena *arena, test_case *test) {
    run r = {.arena = arena, .test = test};
    const struct kind *kind = kind_of(test);
    if (!kind) {
        return case_differs(test, "has no block that says how to run it",
                            PL_S("template, or args"), PL_S(""));
    }
    char *dir = case_dir_make(arena);
    if (!dir) {
        perror("temporary directory");
        return false;
    }
    r.dir = dir;
    bool ok = blocks_are_known(&r, kind) && kind->run(&r);
    case_dir_remove(dir);
    return ok;
}

static void run_one(void **state) {
    pl_arena arena = {0};
    bool ok = run_in_dir(&arena, *state);
    pl_arena_free(&arena);
    assert_true(ok);
}

/* ------------------------------------------------------------------------- main */

typedef PL_VEC(case_file *) file_list;
typedef PL_VEC(struct CMUnitTest) test_list;

static bool add_path(pl_arena *arena, pl_str path, file_list *files) {
    pl_tree *tree = pl_tree_dir(arena, path);
    pl_entry *entries = NULL;
    uint32_t count = 0;
    if (!tree->list(tree, PL_S(""), arena, &entries, &count)) {
        case_file *file = case_file_read(arena, path);
        if (file) {
            PL_PUSH(arena, files, file);
        }
        return file != NULL;
    }
    for (uint32_t i = 0; i < count; i++) {
        pl_str inner = pl_path_join(arena, path, entries[i].name);
        bool wanted = entries[i].kind == PL_ENTRY_DIR ||
                      pl_str_ends(entries[i].name, PL_S(".case"));
        if (wanted && !add_path(arena, inner, files)) {
            return false;
        }
    }
    return true;
}

static void add_tests(pl_arena *arena, const case_file *file, test_list *tests) {
    pl_str name = pl_path_base(file->path);
    for (uint32_t i = 0; i < file->cases.len; i++) {
        test_case *test = file->cases.at[i];
        pl_str label = pl_str_fmt(arena, "%.*s:%u %.*s", PL_FMT(name), test->line,
                                  PL_FMT(test->title));
        if (!options.filter || strstr(label.at, options.filter)) {
            struct CMUnitTest row = {
                .name = label.at, .test_func = run_one, .initial_state = test};
            PL_PUSH(arena, tests, row);
        }
    }
}

static bool write_changed(const file_list *files) {
    bool ok = true;
    for (uint32_t i = 0; i < files->len; i++) {
        const case_file *file = files->at[i];
        if (file->changed) {
            bool written = case_file_write(file);
            printf("%s %.*s\n", written ? "blessed" : "cannot write",
                   PL_FMT(file->path));
            ok &= written;
        }
    }
    return ok;
}

static int usage(void) {
    fputs(
        "usage: run_cases [--plumb PROGRAM] [--filter TEXT] [--bless] [FILE|FOLDER...]\n",
        stderr);
    return 2;
}

/* The number of paths, which are moved to the front of `argv`; -1: bad usage. */
static int read_options(int argc, char **argv) {
    int paths = 0;
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] != '-') {
            argv[paths++] = argv[i];
        } else if (!strcmp(argv[i], "--bless")) {
            options.bless = true;
        } else if (!strcmp(argv[i], "--filter") && i + 1 < argc) {
            options.filter = argv[++i];
        } else if (!strcmp(argv[i], "--plumb") && i + 1 < argc) {
            options.plumb = argv[++i];
        } else {
            return -1;
        }
    }
    return paths;
}

static int run_all(pl_arena *arena, int paths, char **argv) {
    file_list files = {0};
    test_list tests = {0};
    bool ok = paths > 0 || add_path(arena, PL_S(PL_SOURCE_DIR "/tests/cases"), &files);
    for (int i = 0; i < paths; i++) {
        ok &= add_path(arena, pl_str_of(argv[i]), &files);
    }
    for (uint32_t i = 0; i < files.len; i++) {
        add_tests(arena, files.at[i], &tests);
    }
    if (!ok || !tests.len) {
        fprintf(stderr, "run_cases: %s\n", ok ? "no cases" : "not all could be read");
        return 1;
    }
    int failed = _cmocka_run_group_tests("cases", tests.at, tests.len, NULL, NULL);
    return write_changed(&files) && !failed ? 0 : 1;
}

int main(int argc, char **argv) {
    static char built[] = PL_PLUMB;
    char *from_env = getenv("PLUMB");
    options.plumb = from_env ? from_env : built;
    int paths = read_options(argc, argv);
    if (paths < 0) {
        return usage();
    }
    char *absolute = realpath(options.plumb, NULL);
    if (!absolute) {
        perror(options.plumb);
        return 2;
    }
    options.plumb = absolute;
    pl_arena arena = {0};
    int status = run_all(&arena, paths, argv);
    pl_arena_free(&arena);
    free(absolute);
    return status;
}
