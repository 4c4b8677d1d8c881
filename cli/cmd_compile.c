/* plumb compile: compiled files and manifest.json of one target, or of several in a folder
 * each. */
#include <errno.h>

#include "cli/project_options.h"
#include "project/manifest.h"
#include "support/tree.h"

static const pl_option options[] = {PL_PROJECT_OPTION_ROWS};

static bool write_nodes(pl_world *w, pl_str out) {
    bool ok = true;
    for (uint32_t i = 0; i < w->nodes.len; i++) {
        const pl_dbt_node *n = w->nodes.at[i].value;
        if (!n->compiled || n->partial || !n->build_path.len) {
            continue;
        }
        pl_str path = pl_path_join(w->arena, out, n->build_path);
        pl_str text = pl_env_mask(w->options.env, w->arena, n->compiled_code);
        if (!pl_write_file(path, text)) {
            pl_diag_addf(&w->sink, PL_E0801, (pl_span){NULL, 0, 0}, "%.*s: %s", PL_FMT(path),
                         strerror(errno));
            ok = false;
        }
    }
    return ok;
}

static bool compile_target(pl_session *s, uint32_t i) {
    pl_arena a = {0};
    bool usable;
    pl_world *w = pl_session_world(s, i, &a, &usable);
    bool ok = w != NULL;
    if (w) {
        pl_selected chosen;
        if (usable && pl_session_select(s, w, pl_types_executable, &chosen)) {
            ok = pl_world_compile(w);
            pl_str out = s->target_path;
            if (s->target_len > 1) {
                out = pl_path_join(&a, out, w->target.name);
            }
            ok = write_nodes(w, out) && ok;
            ok = pl_manifest_write(w, pl_path_join(&a, out, PL_S("manifest.json"))) && ok;
        } else {
            ok = false;
        }
        pl_session_report(s, w);
        pl_world_close(w);
    }
    pl_session_report(s, NULL);
    pl_arena_free(&a);
    return ok;
}

int pl_cmd_compile(int argc, char **argv) {
    pl_session s;
    int code;
    if (!pl_session_open(&s, options, sizeof options / sizeof *options, argc, argv,
                         "compile", false, &code)) {
        pl_session_close(&s);
        return code;
    }
    bool ok = true;
    for (uint32_t i = 0; i < s.target_len; i++) {
        ok = compile_target(&s, i) && ok;
    }
    code = ok ? s.code : PL_EXIT_ERROR;
    pl_session_close(&s);
    return code;
}
