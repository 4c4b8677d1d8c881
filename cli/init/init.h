/* cli/init/init.h: what the files of `plumb init` share. */
#ifndef PL_CLI_INIT_INIT_H
#define PL_CLI_INIT_INIT_H

#include "cli/session/session.h"

/* What an environment is for, as its name tells. */
typedef enum init_role {
    INIT_UNKNOWN,
    INIT_DEVELOPMENT,
    INIT_STAGING,
    INIT_PRODUCTION,
} init_role;

/* An environment that is to be written. */
typedef struct init_place {
    pl_str name;
    init_role role;
    pl_str target;         /* the output of profiles.yml; empty: there is none */
    const pl_yaml *output; /* its members as written; NULL: there are none */
} init_place;

enum { INIT_ENVIRONMENTS, INIT_PRE_COMMIT, INIT_GITHUB, INIT_GITLAB, INIT_PARTS };

/* One file, relative to the top of the repository. */
typedef struct init_file {
    pl_str path;
    pl_str text;
    pl_str snippet; /* what to add by hand where the file exists; empty: it is ours */
    enum { INIT_WRITE, INIT_KEEP, INIT_SAME, INIT_BY_HAND, INIT_DONE } state;
    bool exists;
    pl_str fault; /* why what is there can't be replaced; empty: nothing is known */
} init_file;

typedef struct init_run {
    pl_session *s;
    pl_arena *a;
    bool part[INIT_PARTS]; /* asked for, or shown by the repository */
    bool force, dry_run;
    const pl_yaml *project;           /* dbt_project.yml as written */
    pl_str root;                      /* the top of the repository: a folder */
    pl_str prefix;                    /* the project below it: "" or "dbt/" */
    bool has_profile;                 /* profiles.yml has outputs for the project */
    bool profile_inside;              /* and lies in the repository */
    pl_str project_dir, profiles_dir; /* below the top; empty: there, or elsewhere */
    pl_str arguments; /* of plumb at the top: "", " --project-dir dbt" */
    init_place *places;
    uint32_t place_len;
    pl_env_reads reads; /* of variables whose names a shell could set */
    init_file files[INIT_PARTS];
    uint32_t file_len;
} init_run;

/* Look at the project, its profile and the repository. False after reporting what
 * can't be read. */
bool init_gather(init_run *r);
/* Is `path`, relative to the top of the repository, there? */
bool init_exists(const init_run *r, pl_str path);
/* The environment that others defer to; NULL: none. */
const init_place *init_production(const init_run *r);
/* Is the variable's value to be withheld: by its name, or because some secret member of
 * a connection reads it? */
bool init_is_secret(const init_run *r, pl_str name);
/* The dbt that require-dbt-version stands for, "1.9"; empty: it leaves a choice. */
pl_str init_dbt_version(const init_run *r);

/* ---- texts */

pl_str init_environments_text(init_run *r);
/* `whole`: as a file; else what is to be added to one. */
pl_str init_pre_commit_text(init_run *r, bool whole);
pl_str init_github_text(init_run *r);
pl_str init_gitlab_text(init_run *r);

/* A scalar of YAML: bare where it means the same, else between double quotes. */
void init_scalar(pl_buf *to, pl_str text);

#endif
