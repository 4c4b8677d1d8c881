/* plumb init: environments.yml, hooks and jobs, from what a project shows. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/init/init.h"
#include "support/file_writer.h"

static const pl_option options[] = {
    {"project-dir", 0, PL_OPT_VALUE, false, "DIR", "folder of dbt_project.yml"},
    {"profiles-dir", 0, PL_OPT_VALUE, false, "DIR", "folder of profiles.yml"},
    {"profile", 0, PL_OPT_VALUE, false, "NAME", "profile to use"},
    {"only", 0, PL_OPT_VALUE, false, "PARTS",
     "some of environments, pre-commit, github, gitlab"},
    {"dry-run", 0, PL_OPT_FLAG, false, NULL, "print what would be written"},
    {"force", 0, PL_OPT_FLAG, false, NULL, "overwrite what is there"},
    {"quiet", 'q', PL_OPT_FLAG, true, NULL, "errors only"},
    {"color", 0, PL_OPT_VALUE, false, "WHEN", "auto, always or never"},
};
PL_OPTIONS_OF(init);

static const char *const part_names[INIT_PARTS] = {[INIT_ENVIRONMENTS] = "environments",
                                                   [INIT_PRE_COMMIT] = "pre-commit",
                                                   [INIT_GITHUB] = "github",
                                                   [INIT_GITLAB] = "gitlab"};

/* ---- which files */

static bool take_part(init_run *r, pl_str name) {
    pl_near_name near = {.wanted = name, .distance = 4};
    for (int i = 0; i < INIT_PARTS; i++) {
        if (pl_str_eq(name, pl_str_of(part_names[i]))) {
            r->part[i] = true;
            return true;
        }
        pl_near_compare(&near, pl_str_of(part_names[i]));
    }
    pl_usage_error(
        "--only takes environments, pre-commit, github and gitlab, not '%.*s'",
        PL_FMT(name));
    if (near.best.len) {
        fprintf(stderr, "  did you mean %.*s?\n", PL_FMT(near.best));
    }
    return false;
}

static bool take_only(init_run *r, pl_str list) {
    for (;;) {
        uint32_t comma = pl_str_find_char(list, ',');
        if (!take_part(r, pl_str_trim(pl_str_sub(list, 0, comma)))) {
            return false;
        }
        if (comma == UINT32_MAX) {
            return true;
        }
        list = pl_str_sub(list, comma + 1, list.len);
    }
}

static bool take_options(init_run *r) {
    const pl_options *o = &r->s->options;
    bool ok = true;
    r->force = pl_option_flag(o, "force", false);
    r->dry_run = pl_option_flag(o, "dry-run", false);
    if (o->word_count) {
        pl_usage_error("plumb init takes no words, such as '%.*s'",
                       PL_FMT(o->words[0]));
        return false;
    }
    for (uint32_t i = 0; i < o->len && ok; i++) {
        ok = strcmp(o->at[i].option->name, "only") != 0 || take_only(r, o->at[i].value);
    }
    return ok;
}

/* What was not asked for is what the repository shows. */
static void choose_parts(init_run *r) {
    bool asked = false;
    for (int i = 0; i < INIT_PARTS; i++) {
        asked = asked || r->part[i];
    }
    if (!asked) {
        r->part[INIT_ENVIRONMENTS] = r->part[INIT_PRE_COMMIT] = true;
        r->part[INIT_GITHUB] = init_exists(r, PL_S(".github"));
        r->part[INIT_GITLAB] = init_exists(r, PL_S(".gitlab-ci.yml"));
    }
}

/* "plumb check", or the hook, or the script of a job. */
static bool runs_plumb(pl_str text) {
    return pl_str_find(text, PL_S("plumb check"), 0) != UINT32_MAX ||
           pl_str_find(text, PL_S("plumb-c"), 0) != UINT32_MAX;
}

static void add_file(init_run *r, pl_str path, pl_str text, pl_str snippet) {
    init_file *f = &r->files[r->file_len++];
    *f = (init_file){.path = path, .text = text, .snippet = snippet};
    pl_str old;
    pl_read_result read = pl_read_file(pl_path_join(r->a, r->root, path), r->a, &old);
    f->exists = read != PL_READ_ABSENT;
    if (!f->exists) {
        f->state = INIT_WRITE;
    } else if (read == PL_READ_OK && pl_str_eq(old, text)) {
        f->state = INIT_SAME;
    } else if (!snippet.len) {
        f->state = INIT_WRITE;
        f->fault = read == PL_READ_FAILED ? old : PL_S("");
    } else {
        f->state = read == PL_READ_OK && runs_plumb(old) ? INIT_DONE : INIT_BY_HAND;
    }
}

static void plan(init_run *r) {
    const pl_str none = PL_S("");
    if (r->part[INIT_ENVIRONMENTS]) {
        add_file(r, pl_str_cat(r->a, r->prefix, PL_S("environments.yml")),
                 init_environments_text(r), none);
    }
    if (r->part[INIT_PRE_COMMIT]) {
        add_file(r, PL_S(".pre-commit-config.yaml"), init_pre_commit_text(r, true),
                 init_pre_commit_text(r, false));
    }
    if (r->part[INIT_GITHUB]) {
        add_file(r, PL_S(".github/workflows/plumb.yml"), init_github_text(r), none);
    }
    if (r->part[INIT_GITLAB]) {
        pl_str text = init_gitlab_text(r);
        add_file(r, PL_S(".gitlab-ci.yml"), text, text);
    }
}

/* ---- files that are there */

static bool says_yes(const init_file *f) {
    char answer[16];
    fprintf(stderr, "%.*s is there: overwrite it? [y/N] ", PL_FMT(f->path));
    return fgets(answer, sizeof answer, stdin) && (*answer == 'y' || *answer == 'Y');
}

static bool refuse(const init_file *f, const char *why) {
    pl_usage_error("%.*s: %s, and nothing was written", PL_FMT(f->path), why);
    return false;
}

/* On a terminal each is asked for; elsewhere one is enough to write none. */
static bool settle_one(init_file *f, bool ask) {
    if (ask) {
        f->state = says_yes(f) ? INIT_WRITE : INIT_KEEP;
        return true;
    }
    pl_usage_error(
        "%.*s is there already, and nothing was written: --force overwrites it, --only leaves it out",
        PL_FMT(f->path));
    return false;
}

static bool settle(init_run *r) {
    bool ask = isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
    bool ok = true;
    for (uint32_t i = 0; i < r->file_len; i++) {
        init_file *f = &r->files[i];
        if (f->fault.len) {
            ok = refuse(f, pl_str_z(r->a, f->fault));
        } else if (f->state == INIT_WRITE && f->exists && !r->force) {
            ok = settle_one(f, ask) && ok;
        }
    }
    return ok;
}

/* ---- writing: all of them, or none */

static bool write_files(init_run *r) {
    pl_file_writer writers[INIT_PARTS];
    uint32_t begun = 0;
    bool ok = true;
    for (; begun < r->file_len && ok; begun++) {
        init_file *f = &r->files[begun];
        writers[begun] = (pl_file_writer){.dir = -1, .old = -1, .fd = -1};
        if (f->state == INIT_WRITE) {
            pl_file_begin(&writers[begun], pl_path_join(r->a, r->root, f->path));
            pl_file_add(&writers[begun], f->text);
            ok = !writers[begun].error || refuse(f, strerror(writers[begun].error));
        }
    }
    for (uint32_t i = 0; i < begun; i++) {
        if (!ok) {
            pl_file_drop(&writers[i]);
        } else if (!pl_file_end(&writers[i])) {
            pl_usage_error("%.*s: %s", PL_FMT(r->files[i].path), strerror(errno));
            r->files[i].state = INIT_KEEP;
            r->s->code = PL_EXIT_ERROR;
        }
    }
    return ok;
}

/* ---- the answer */

static void put_indented(pl_buf *to, pl_str text) {
    for (uint32_t at = 0; at < text.len;) {
        uint32_t end = pl_str_find(text, PL_S("\n"), at);
        pl_buf_fmt(to, "    %.*s\n", PL_FMT(pl_str_sub(text, at, end)));
        at = end + 1;
    }
}

static void put_file(const init_run *r, pl_buf *to, const init_file *f) {
    const char *write = r->dry_run ? "would write" : "wrote";
    switch (f->state) {
    case INIT_WRITE:
        pl_buf_fmt(to, "%s %.*s%s\n", write, PL_FMT(f->path),
                   r->dry_run && f->exists && !r->force ? ", with --force: it is there"
                                                        : "");
        if (r->dry_run) {
            put_indented(to, f->text);
        }
        break;
    case INIT_KEEP:
        pl_buf_fmt(to, "left %.*s as it was\n", PL_FMT(f->path));
        break;
    case INIT_SAME:
        pl_buf_fmt(to, "%.*s is up to date\n", PL_FMT(f->path));
        break;
    case INIT_DONE:
        pl_buf_fmt(to, "%.*s runs plumb already\n", PL_FMT(f->path));
        break;
    case INIT_BY_HAND:
        pl_buf_fmt(to, "%.*s is there and stays as it is; add to it:\n",
                   PL_FMT(f->path));
        put_indented(to, f->snippet);
        break;
    }
}

static bool print_answer(const init_run *r) {
    pl_buf to = {0};
    pl_str with =
        pl_option_value(&r->s->options, "project-dir") ? r->arguments : PL_S("");
    for (uint32_t i = 0; i < r->file_len; i++) {
        put_file(r, &to, &r->files[i]);
    }
    if (!r->dry_run && r->part[INIT_ENVIRONMENTS]) {
        pl_buf_fmt(
            &to,
            r->has_profile
                ? "next: plumb env list%.*s; plumb env vars%.*s; plumb check%.*s\n"
                : "next: fill in `connection` of each environment, then: plumb "
                  "env list%.*s; plumb env vars%.*s; plumb check%.*s\n",
            PL_FMT(with), PL_FMT(with), PL_FMT(with));
    }
    bool ok = r->s->quiet || pl_answer(pl_buf_view(&to));
    pl_buf_free(&to);
    return ok;
}

static int run(init_run *r) {
    if (!take_options(r)) {
        return PL_EXIT_ERROR;
    }
    bool gathered = init_gather(r);
    pl_session_report(r->s, NULL);
    if (!gathered) {
        return PL_EXIT_ERROR;
    }
    choose_parts(r);
    plan(r);
    if (!r->dry_run && (!settle(r) || !write_files(r))) {
        return PL_EXIT_ERROR;
    }
    return print_answer(r) ? r->s->code : PL_EXIT_ERROR;
}

int pl_cmd_init(const pl_invocation *call) {
    pl_session s;
    int code;
    if (pl_session_open(&s, call, "compile", false, &code)) {
        init_run r = {.s = &s, .a = &s.arena};
        code = run(&r);
    }
    pl_session_close(&s);
    return code;
}
