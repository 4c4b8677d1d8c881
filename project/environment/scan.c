/* Where environment variables are read: env_var() calls found in the text of templates
 * and YAML files. */
#include <ctype.h>

#include "project/config/project_file.h"
#include "project/environment/environments.h"
#include "project/node/workspace_priv.h"
#include "support/vec.h"

/* ---- calls in one tag */

static bool is_word(char c) {
    return isalnum((unsigned char)c) || c == '_' || c == '.';
}

static uint32_t skip_space(pl_str s, uint32_t at) {
    while (at < s.len && isspace((unsigned char)s.at[at])) {
        at++;
    }
    return at;
}

/* Behind the quote that closes the text starting at `at`. */
static uint32_t skip_text(pl_str s, uint32_t at) {
    char quote = s.at[at++];
    while (at < s.len && s.at[at] != quote) {
        at += s.at[at] == '\\' ? 2 : 1;
    }
    return at < s.len ? at + 1 : s.len;
}

/* The comma or bracket that ends the argument at `at`. */
static uint32_t argument_end(pl_str s, uint32_t at) {
    uint32_t depth = 0;
    while (at < s.len) {
        char c = s.at[at];
        if (c == '\'' || c == '"') {
            at = skip_text(s, at);
            continue;
        }
        if (!depth && (c == ',' || c == ')')) {
            break;
        }
        depth += c == '(' || c == '[' || c == '{';
        depth -= depth && (c == ')' || c == ']' || c == '}');
        at++;
    }
    return at;
}

static pl_str literal_name(pl_str argument) {
    argument = pl_str_trim(argument);
    bool quoted = argument.len > 1 && (argument.at[0] == '\'' || argument.at[0] == '"');
    return quoted && skip_text(argument, 0) == argument.len
               ? pl_str_sub(argument, 1, argument.len - 1)
               : PL_S("");
}

/* `default=x` and `x`. */
static pl_str default_of(pl_str argument) {
    argument = pl_str_trim(argument);
    if (pl_str_starts(argument, PL_S("default"))) {
        uint32_t at = skip_space(argument, 7);
        if (at < argument.len && argument.at[at] == '=') {
            argument = pl_str_trim(pl_str_sub(argument, at + 1, argument.len));
        }
    }
    return argument;
}

/* The call whose word ends at `at`; false when it is none. */
static bool read_call(pl_str s, uint32_t at, pl_env_read *read, uint32_t *end) {
    at = skip_space(s, at);
    if (at >= s.len || s.at[at] != '(') {
        return false;
    }
    uint32_t stop = argument_end(s, at + 1);
    *read = (pl_env_read){.name = literal_name(pl_str_sub(s, at + 1, stop))};
    if (stop < s.len && s.at[stop] == ',') {
        uint32_t last = argument_end(s, stop + 1);
        read->fallback = default_of(pl_str_sub(s, stop + 1, last));
        stop = last;
    }
    *end = stop < s.len ? stop + 1 : stop;
    return true;
}

static void scan_tag(pl_env_reads *reads, const pl_source *src, uint32_t lo,
                     uint32_t hi) {
    pl_str s = pl_str_sub(src->text, 0, hi);
    for (uint32_t at = lo; (at = pl_str_find(s, PL_S("env_var"), at)) != UINT32_MAX;) {
        pl_env_read read;
        uint32_t end = at + 7;
        bool whole = !at || !is_word(s.at[at - 1]);
        if (whole && read_call(s, at + 7, &read, &end)) {
            read.span = (pl_span){src, at, end};
            PL_PUSH(reads->arena, reads, read);
        }
        at += 7;
    }
}

void pl_env_reads_scan(pl_env_reads *reads, const pl_source *src, uint32_t lo,
                       uint32_t hi) {
    pl_str s = pl_str_sub(src->text, 0, hi);
    while (lo + 1 < s.len) {
        const char *brace = memchr(s.at + lo, '{', s.len - lo - 1);
        if (!brace) {
            return;
        }
        lo = (uint32_t)(brace - s.at);
        char kind = s.at[lo + 1];
        if (kind != '{' && kind != '%' && kind != '#') {
            lo++;
            continue;
        }
        pl_str close = kind == '{' ? PL_S("}}") : kind == '%' ? PL_S("%}") : PL_S("#}");
        uint32_t end = pl_str_find(s, close, lo + 2);
        end = end == UINT32_MAX ? s.len : end;
        if (kind != '#') {
            scan_tag(reads, src, lo + 2, end);
        }
        lo = end;
    }
}

/* ---- files */

/* Where YAML's escapes hide the quotes, the text that they mean is searched. */
static void scan_scalar(pl_env_reads *reads, const pl_yaml *y) {
    pl_str written = pl_str_sub(y->src->text, y->lo, y->hi);
    if (pl_str_find_char(written, '\\') == UINT32_MAX) {
        pl_env_reads_scan(reads, y->src, y->lo, y->hi);
        return;
    }
    const pl_source *meant =
        pl_source_new(reads->arena, y->src->path, pl_str_from(y->scalar));
    uint32_t from = reads->len;
    pl_env_reads_scan(reads, meant, 0, meant->text.len);
    for (; from < reads->len; from++) {
        reads->at[from].span = pl_yaml_span(y);
    }
}

void pl_env_reads_yaml(pl_env_reads *reads, const pl_yaml *y) {
    if (pl_yaml_is(y, PL_YAML_SEQ)) {
        for (uint32_t i = 0; i < y->count; i++) {
            pl_env_reads_yaml(reads, y->as.items[i]);
        }
    } else if (pl_yaml_is(y, PL_YAML_MAP)) {
        for (uint32_t i = 0; i < y->count; i++) {
            pl_env_reads_yaml(reads, y->as.entries[i].value);
        }
    } else if (pl_yaml_is_str(y)) {
        scan_scalar(reads, y);
    }
}

typedef struct scanner {
    pl_env_reads *reads;
    pl_workspace *ws;
    const pl_yaml *project; /* dbt_project.yml as written; NULL: unreadable */
    const pl_ignore *ignore;
} scanner;

static void scan_yaml_file(scanner *s, pl_str path) {
    pl_diag_sink quiet = {.arena = s->reads->arena};
    bool ok;
    pl_env_reads_yaml(s->reads, pl_workspace_yaml(s->ws, path, &quiet, &ok));
}

static void scan_template(scanner *s, pl_str path) {
    pl_diag_sink quiet = {.arena = s->reads->arena};
    const pl_source *src = pl_workspace_source(s->ws, path, true, &quiet);
    if (src) {
        pl_env_reads_scan(s->reads, src, 0, src->text.len);
    }
}

/* A folder list of dbt_project.yml, or dbt's own. */
static pl_strs folders_of(scanner *s, const char *key, const char *otherwise) {
    const pl_yaml *given = pl_yaml_get(s->project, key);
    bool list = pl_yaml_is(given, PL_YAML_SEQ);
    pl_strs out = {PL_NEW_ARRAY(s->reads->arena, pl_str, list ? given->count : 1), 0};
    for (uint32_t i = 0; list && i < given->count; i++) {
        out.at[out.len++] = pl_yaml_text(given->as.items[i], PL_S(""));
    }
    if (!list) {
        out.at[out.len++] = pl_yaml_text(given, pl_str_of(otherwise));
    }
    return out;
}

static void scan_folders(scanner *s, const char *key, const char *otherwise) {
    static const char *const exts[] = {".sql", ".yml", ".yaml", NULL};
    pl_arena *a = s->reads->arena;
    pl_strs dirs = folders_of(s, key, otherwise);
    pl_file_list files = pl_search(s->ws->tree, s->ws->project_dir, dirs.at, dirs.len,
                                   exts, s->ignore, a);
    for (uint32_t i = 0; i < files.len; i++) {
        pl_str path = pl_path_join(a, s->ws->project_dir, files.at[i].path);
        if (PL_STR_IS(files.at[i].ext, ".sql")) {
            scan_template(s, path);
        } else {
            scan_yaml_file(s, path);
        }
    }
}

/* A connection as written; its secret members make the variables in them secret. */
static void scan_connection(pl_env_reads *reads, const pl_yaml *fields) {
    const pl_adapter *ad =
        pl_adapter_find(pl_yaml_text(pl_yaml_get(fields, "type"), PL_S("")));
    for (uint32_t i = 0; pl_yaml_is(fields, PL_YAML_MAP) && i < fields->count; i++) {
        uint32_t from = reads->len;
        pl_str key = pl_yaml_text(fields->as.entries[i].key, PL_S(""));
        const pl_cred_field *f =
            ad ? pl_adapter_field(ad, pl_adapter_canonical(ad, key)) : NULL;
        pl_env_reads_yaml(reads, fields->as.entries[i].value);
        for (; from < reads->len; from++) {
            reads->at[from].secret = f && f->secret;
        }
    }
}

/* Every output: which of them counts depends on the environment. */
static void scan_profile(scanner *s, const pl_world_options *o) {
    pl_env_reads *reads = s->reads;
    pl_diag_sink quiet = {.arena = reads->arena};
    pl_profiles profiles;
    if (!pl_profiles_read(o->profiles_tree, o->profiles_dir, reads->arena, &quiet,
                          &profiles)) {
        return;
    }
    pl_str name = pl_yaml_text(pl_yaml_get(s->project, "profile"), PL_S(""));
    const pl_yaml *profile =
        pl_yaml_get_str(profiles.root, o->profile.at ? o->profile : name);
    const pl_yaml *outputs = pl_yaml_get(profile, "outputs");
    pl_env_reads_yaml(reads, pl_yaml_get(profile, "target"));
    for (uint32_t i = 0; pl_yaml_is(outputs, PL_YAML_MAP) && i < outputs->count; i++) {
        uint32_t from = reads->len;
        scan_connection(reads, outputs->as.entries[i].value);
        for (; from < reads->len; from++) {
            reads->at[from].target = pl_yaml_text(outputs->as.entries[i].key, PL_S(""));
        }
    }
}

void pl_env_reads_project(pl_env_reads *reads, pl_workspace *ws,
                          const pl_world_options *options) {
    static const char *const files[] = {"dbt_project.yml", "packages.yml",
                                        "dependencies.yml"};
    static const char *const folders[][2] = {
        {"model-paths", "models"}, {"macro-paths", "macros"},
        {"seed-paths", "seeds"},   {"snapshot-paths", "snapshots"},
        {"test-paths", "tests"},   {"analysis-paths", "analyses"},
    };
    pl_arena *a = reads->arena;
    pl_diag_sink quiet = {.arena = a};
    bool ok;
    scanner s = {.reads = reads, .ws = ws};
    pl_ignore_read(ws->tree, ws->project_dir, a, &quiet, &s.ignore);
    s.project = pl_workspace_yaml(
        ws, pl_path_join(a, ws->project_dir, PL_S("dbt_project.yml")), &quiet, &ok);
    scan_profile(&s, options);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        scan_yaml_file(&s, pl_path_join(a, ws->project_dir, pl_str_of(files[i])));
    }
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        scan_folders(&s, folders[i][0], folders[i][1]);
    }
}

void pl_env_reads_environment(pl_env_reads *reads, const pl_environment *e) {
    const pl_yaml *texts[] = {e->target, e->schema, e->threads, e->env_vars,
                              e->credentials.user};
    uint32_t from = reads->len;
    scan_connection(reads, e->connection);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        pl_env_reads_yaml(reads, texts[i]);
    }
    for (; from < reads->len; from++) {
        reads->at[from].environment = e->name;
    }
}
