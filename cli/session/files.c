/* Files on a command line, as hooks name them. */
#include <stdlib.h>
#include <unistd.h>

#include "cli/session/session.h"
#include "support/tree.h"

static pl_str absolute(pl_arena *a, pl_str cwd, pl_str path) {
    bool whole = path.len && path.at[0] == '/';
    return pl_path_normal(a, whole ? path : pl_path_join(a, cwd, path));
}

/* With the links of its folder followed; the file itself may be gone. */
static pl_str resolved(pl_arena *a, pl_str path) {
    char *dir = realpath(pl_str_z(a, pl_path_dir(path)), NULL);
    pl_str out =
        dir ? pl_path_join(a, pl_str_copy(a, pl_str_of(dir)), pl_path_base(path))
            : path;
    free(dir);
    return out;
}

static bool below(pl_str project, pl_str path, pl_str *out) {
    bool is = pl_str_starts(path, project) &&
              (path.len == project.len || path.at[project.len] == '/');
    *out = is ? pl_str_sub(path, project.len + 1, path.len) : path;
    return is;
}

uint32_t pl_session_files(pl_session *s, const pl_str **out) {
    pl_arena *a = &s->arena;
    uint32_t n = s->options.word_count;
    pl_str *files = PL_NEW_ARRAY(a, pl_str, n);
    char *here = getcwd(NULL, 0);
    pl_str cwd = pl_str_copy(a, pl_str_of(here ? here : "."));
    free(here);
    pl_str project = absolute(a, cwd, s->project_dir);
    for (uint32_t i = 0; i < n; i++) {
        pl_str path = absolute(a, cwd, s->options.words[i]);
        if (!below(project, path, &files[i])) {
            below(resolved(a, project), resolved(a, path), &files[i]);
        }
    }
    s->options.word_count = 0; /* they select no nodes */
    *out = files;
    return n;
}
