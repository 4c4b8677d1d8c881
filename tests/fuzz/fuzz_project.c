/* Whole projects, from one text to compiled SQL, in memory. A line "@@ PATH" begins a
 * file; dbt_project.yml and profiles.yml are there in any case. What comes of it is
 * valid UTF-8 and the same each time. */
#include "project/select/select.h"
#include "project/world/stages.h"
#include "support/vec.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/memory_tree.h"

typedef struct files {
    memory_file *at;
    uint32_t len, cap;
} files;

static bool is_path(pl_str p) {
    return p.len && p.at[0] != '/' && !pl_str_ends(p, PL_S("/")) &&
           pl_str_find(p, PL_S("//"), 0) == UINT32_MAX && !memchr(p.at, '\0', p.len) &&
           pl_utf8_invalid(p) == UINT32_MAX;
}

static void add(pl_arena *a, files *all, pl_str path, pl_str text) {
    if (is_path(path)) {
        memory_file f = {pl_str_z(a, path), pl_str_z(a, text)};
        PL_PUSH(a, all, f);
    }
}

static const memory_file *split(pl_arena *a, pl_str rest) {
    files all = {0};
    pl_str path = PL_S("models/m.sql");
    while (rest.len) {
        uint32_t end =
            pl_str_starts(rest, PL_S("@@ ")) ? 0 : pl_str_find(rest, PL_S("\n@@ "), 0);
        add(a, &all, path, pl_str_sub(rest, 0, end));
        rest =
            pl_str_sub(rest, end == UINT32_MAX ? rest.len : end + (end > 0), rest.len);
        pl_str line = fuzz_line(&rest);
        path = pl_str_sub(line, 3, line.len);
    }
    add(a, &all, PL_S("dbt_project.yml"),
        PL_S("{name: p, profile: p, version: '1.0'}"));
    add(a, &all, PL_S("profiles.yml"),
        PL_S("p: {target: t, outputs: {t: {type: postgres, host: h, user: u, port: 1, "
             "password: x, dbname: d, schema: s, threads: 1}}}"));
    PL_PUSH(a, &all, (memory_file){0});
    return all.at;
}

static void put_diags(const pl_diag_sink *sink, pl_buf *to) {
    for (uint32_t i = 0; i < sink->len; i++) {
        pl_diag_print(to, &sink->at[i], (pl_diag_style){.whole = true});
        pl_buf_char(to, '\n');
    }
}

static void compile(pl_world *w, pl_buf *to) {
    pl_selection everything = {.types = pl_types_all, .keep_empty = true};
    pl_selected got;
    bool ok = pl_world_parse(w);
    ok = pl_world_link(w) && ok;
    if (ok && pl_select(w, &everything, &got)) {
        pl_world_compile(w);
        for (uint32_t i = 0; i < got.len; i++) {
            pl_buf_str(to, got.at[i]->unique_id);
            pl_buf_char(to, '\n');
            pl_buf_str(to, got.at[i]->compiled_code);
        }
    }
    put_diags(&w->sink, to);
}

/* All that is said of the project. */
static pl_str run(const memory_file *all, pl_arena *keep) {
    pl_arena a = {0};
    pl_buf said = {0};
    pl_diag_sink sink = {.arena = &a};
    char variable[] = "SET=1";
    char *strings[] = {variable, NULL};
    pl_tree *tree = memory_tree_new(&a, all);
    pl_workspace *ws = pl_workspace_new(&a, tree, PL_S(""));
    pl_world_options o = {
        .env = pl_env_new(&a, strings),
        .profiles_tree = tree,
        .profiles_dir = PL_S(""),
        .cli_vars = pl_dict_new(&a, 0),
        .command = "compile",
        .now_us = INT64_C(1700000000000000),
        .invocation_id = PL_S("00000000-0000-4000-8000-000000000000"),
    };
    pl_world *w = pl_world_open(ws, &o, &a, &sink);
    if (w) {
        compile(w, &said);
        pl_world_close(w);
    }
    put_diags(&sink, &said);
    pl_str text = pl_str_copy(keep, pl_buf_view(&said));
    pl_buf_free(&said);
    pl_workspace_free(ws);
    pl_arena_free(&a);
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pl_arena a = {0};
    const memory_file *all = split(&a, fuzz_text(data, size));
    pl_str first = run(all, &a);
    require_utf8(first);
    if (size % 16 == 0) {
        pl_str second = run(all, &a);
        require(pl_str_eq(first, second) ||
                pl_str_find(first, PL_S(" at 0x"), 0) != UINT32_MAX);
    }
    pl_arena_free(&a);
    return 0;
}
