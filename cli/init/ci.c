/* plumb init: hooks for pre-commit, and jobs for GitHub and GitLab. */
#include <ctype.h>

#include "cli/init/init.h"

static pl_str finish(init_run *r, pl_buf *to) {
    pl_str text = pl_buf_take(to, r->a);
    pl_buf_free(to);
    return text;
}

/* `key: command`, the command with the arguments of the project. */
static void put_command(init_run *r, pl_buf *to, const char *key, const char *command) {
    pl_str text = pl_str_cat(r->a, pl_str_of(command), r->arguments);
    pl_buf_fmt(to, "%s", key);
    init_scalar(to, text);
    pl_buf_char(to, '\n');
}

/* ---- pre-commit */

/* The files of the project, as a regular expression. */
static pl_str files_pattern(init_run *r) {
    pl_buf to = {0};
    pl_buf_char(&to, '^');
    for (uint32_t i = 0; i < r->prefix.len; i++) {
        char c = r->prefix.at[i];
        bool literal = isalnum((unsigned char)c) || strchr("_-/ ", c) || c & 0x80;
        if (!literal) {
            pl_buf_char(&to, '\\');
        }
        pl_buf_char(&to, c);
    }
    return finish(r, &to);
}

static void put_hook(init_run *r, pl_buf *to, const char *id, const char *name,
                     const char *command) {
    pl_buf_fmt(to, "      - id: %s\n        name: %s\n", id, name);
    put_command(r, to, "        entry: ", command);
    PL_BUF_LIT(to, "        language: system\n"
                   "        types_or: [sql, yaml, csv, python]\n");
    if (r->prefix.len) {
        PL_BUF_LIT(to, "        files: ");
        pl_buf_json(to, files_pattern(r));
        pl_buf_char(to, '\n');
    }
    PL_BUF_LIT(to, "        require_serial: true\n");
}

pl_str init_pre_commit_text(init_run *r, bool whole) {
    pl_buf to = {0};
    if (whole) {
        PL_BUF_LIT(
            &to,
            "# Hooks for `pre-commit install`. They run the plumb that is installed.\nrepos:\n");
    }
    PL_BUF_LIT(&to, "  - repo: local\n    hooks:\n");
    put_hook(r, &to, "plumb-check", "plumb check", "plumb check");
    put_hook(r, &to, "plumb-schemas", "plumb schemas", "plumb schemas --files");
    PL_BUF_LIT(&to, "        verbose: true\n");
    return finish(r, &to);
}

/* ---- variables of a job */

typedef struct job_variables {
    pl_str names; /* read without a default: "A\nB\n" */
    pl_str any;   /* secret members of a connection: any text will do */
} job_variables;

static bool has_line(const pl_buf *list, pl_str name) {
    pl_str all = pl_buf_view(list);
    for (uint32_t at = 0; (at = pl_str_find(all, name, at)) != UINT32_MAX; at++) {
        if ((!at || all.at[at - 1] == '\n') && all.at[at + name.len] == '\n') {
            return true;
        }
    }
    return false;
}

static job_variables variables_of(init_run *r) {
    pl_buf names = {0}, any = {0};
    for (uint32_t i = 0; i < r->reads.len; i++) {
        const pl_env_read *read = &r->reads.at[i];
        pl_buf *list = init_is_secret(r, read->name) ? &any : &names;
        if (!read->fallback.at && !has_line(list, read->name)) {
            pl_buf_fmt(list, "%.*s\n", PL_FMT(read->name));
        }
    }
    return (job_variables){finish(r, &names), finish(r, &any)};
}

static void put_lines(pl_buf *to, pl_str lines, const char *before, const char *between,
                      const char *behind) {
    for (uint32_t at = 0; at < lines.len;) {
        uint32_t end = pl_str_find(lines, PL_S("\n"), at);
        pl_str name = pl_str_sub(lines, at, end);
        pl_buf_fmt(to, "%s%.*s%s", before, PL_FMT(name), between);
        if (*behind) {
            pl_buf_fmt(to, "%.*s%s", PL_FMT(name), behind);
        }
        pl_buf_char(to, '\n');
        at = end + 1;
    }
}

/* What recipes/plumb-ci.sh and plumb are told, at some indent. */
static void put_settings(init_run *r, pl_buf *to, const char *indent) {
    const struct {
        const char *name;
        pl_str value;
    } settings[] = {{"PLUMB_PROJECT_DIR", r->project_dir},
                    {"DBT_PROFILES_DIR", r->profiles_dir}};
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        if (settings[i].value.len) {
            pl_buf_fmt(to, "%s%s: ", indent, settings[i].name);
            init_scalar(to, settings[i].value);
            pl_buf_char(to, '\n');
        }
    }
    if (!r->profile_inside) {
        pl_buf_fmt(to,
                   "%s# No profiles.yml is in the repository: environments.yml has to "
                   "give each a `connection`.\n",
                   indent);
    }
}

static void put_variables(init_run *r, pl_buf *to, const char *indent,
                          const char *between, const char *behind) {
    job_variables v = variables_of(r);
    if (v.any.len) {
        pl_buf_fmt(to, "%s# plumb connects to nothing, so any text will do.\n", indent);
        put_lines(to, v.any, indent, ": unused", "");
    }
    if (v.names.len) {
        pl_buf_fmt(
            to,
            "%s# Read without a default, unless env_vars of environments.yml sets them.\n",
            indent);
        put_lines(to, v.names, pl_str_z(r->a, pl_str_fmt(r->a, "%s# ", indent)),
                  between, behind);
    }
}

/* ---- GitHub */

static void put_github_paths(init_run *r, pl_buf *to) {
    if (r->prefix.len) {
        PL_BUF_LIT(to, "    paths: [");
        pl_buf_json(to, pl_str_cat(r->a, r->prefix, PL_S("**")));
        PL_BUF_LIT(to, ", \".github/workflows/plumb.yml\"]\n");
    }
}

pl_str init_github_text(init_run *r) {
    pl_buf to = {0};
    PL_BUF_LIT(&to, "# What plumb says of a change, in every environment.\n"
                    "name: plumb\n"
                    "on:\n"
                    "  pull_request:\n");
    put_github_paths(r, &to);
    PL_BUF_LIT(&to, "  push:\n    branches: [main, master]\n");
    put_github_paths(r, &to);
    PL_BUF_LIT(&to, "permissions:\n"
                    "  contents: read\n"
                    "jobs:\n"
                    "  plumb:\n"
                    "    runs-on: ubuntu-latest\n"
                    "    env:\n"
                    "      # The git URL that plumb is built from: a variable of the "
                    "repository's settings.\n"
                    "      PLUMB_REPOSITORY: ${{ vars.PLUMB_REPOSITORY }}\n");
    put_settings(r, &to, "      ");
    put_variables(r, &to, "      ", ": ${{ vars.", " }}");
    PL_BUF_LIT(
        &to,
        "    steps:\n"
        "      - uses: actions/checkout@v4\n"
        "      - uses: actions/cache@v4 # plumb is built once for each version of it\n"
        "        with:\n"
        "          path: ~/.cache/plumb\n"
        "          key: plumb\n"
        "      - name: Build plumb\n"
        "        run: |\n"
        "          git clone --quiet --depth 1 \"$PLUMB_REPOSITORY\" "
        "\"$RUNNER_TEMP/plumb\"\n"
        "          program=$(\"$RUNNER_TEMP/plumb/recipes/build-plumb.sh\")\n"
        "          echo \"PLUMB=$program\" >> \"$GITHUB_ENV\"\n"
        "      - name: Check every environment, and show what the change does there\n"
        "        run: |\n"
        "          \"$RUNNER_TEMP/plumb/recipes/plumb-ci.sh\"\n");
    return finish(r, &to);
}

/* ---- GitLab */

pl_str init_gitlab_text(init_run *r) {
    pl_buf to = {0};
    PL_BUF_LIT(&to,
               "# What plumb says of a change, in every environment.\n"
               "plumb:\n"
               "  image: debian:12\n"
               "  variables:\n"
               "    # PLUMB_REPOSITORY, the git URL that plumb is built from, is a "
               "variable of the project's settings.\n"
               "    GIT_DEPTH: \"50\"\n");
    put_settings(r, &to, "    ");
    put_variables(r, &to, "    ", ": \"\"", "");
    PL_BUF_LIT(
        &to,
        "  rules:\n"
        "    - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"\n"
        "    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH\n"
        "  cache:\n"
        "    key: plumb\n"
        "    paths: [.plumb-cache/]\n"
        "  before_script:\n"
        "    - apt-get update -qq\n"
        "    - apt-get install -y -qq --no-install-recommends ca-certificates git\n"
        "    - git config --global --add safe.directory \"$CI_PROJECT_DIR\"\n"
        "    - git clone --quiet --depth 1 \"$PLUMB_REPOSITORY\" \"$HOME/plumb\"\n"
        "    - PLUMB=$(\"$HOME/plumb/recipes/build-plumb.sh\" "
        "\"$CI_PROJECT_DIR/.plumb-cache\")\n"
        "    - export PLUMB\n"
        "  script:\n"
        "    - '\"$HOME/plumb/recipes/plumb-ci.sh\"'\n"
        "  artifacts:\n"
        "    when: always\n"
        "    paths: [plumb-reports/]\n"
        "    reports:\n"
        "      codequality: plumb-reports/gl-code-quality-report.json\n"
        "      junit: plumb-reports/*.xml\n");
    return finish(r, &to);
}
