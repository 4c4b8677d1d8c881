/* project/input/search.h: finding a project's files as dbt does.
 *
 * Below each configured path every file is taken whose extension is asked for, except
 * names that start with '.', '#' or '~' and what .dbtignore excludes. Links to files
 * and a link that is itself a configured path are followed; links to directories below
 * are not (as os.walk). Order: by extension as they are asked for, then by configured
 * path, then folder by folder, a folder's files before its subfolders, each by bytes.
 * Source: dbt-core 1.9 parser/read_files.py, parser/search.py; dbt-common
 * clients/system.py find_matching; pathspec's gitwildmatch. */
#ifndef PL_PROJECT_INPUT_SEARCH_H
#define PL_PROJECT_INPUT_SEARCH_H

#include "support/diag.h"
#include "support/tree.h"

typedef struct pl_ignore pl_ignore;

/* The .dbtignore of the project at `root`; *out is NULL when there is none or it is empty.
 * False after reporting that it cannot be read. */
bool pl_ignore_read(pl_tree *tree, pl_str root, pl_arena *a, pl_diag_sink *sink,
                    const pl_ignore **out);
/* From text: lines of gitignore patterns. */
const pl_ignore *pl_ignore_parse(pl_str text, pl_arena *a);
/* `path` is relative to the project root. */
bool pl_ignore_match(const pl_ignore *ig, pl_str path);

typedef struct pl_file_ref {
    pl_str path;     /* relative to the project root: "models/a/b.sql" */
    pl_str searched; /* the configured path: "models" */
    pl_str relative; /* below it: "a/b.sql" */
    pl_str ext;      /* with its dot, as asked for: ".sql"; empty when all are taken */
} pl_file_ref;

typedef struct pl_file_list {
    pl_file_ref *at;
    uint32_t len;
} pl_file_list;

/* All files below root/dir for each of `dirs`; a missing directory gives nothing.
 * `exts` is NULL (everything) or texts like ".sql" up to NULL; dbt compares extensions
 * without case. A path given twice is searched twice, as dbt does. */
pl_file_list pl_search(pl_tree *tree, pl_str root, const pl_str *dirs,
                       uint32_t dir_count, const char *const *exts,
                       const pl_ignore *ignore, pl_arena *a);

#endif
