/* Entries of schema files: rendering, messages, nodes made of them,
 * their descriptions. */
#include <stdarg.h>
#include <stdio.h>

#include "eval/ops/python_text.h"
#include "lexer/lexer.h"
#include "project/node/dbt_error.h"
#include "project/node/workspace_priv.h"
#include "project/render/render.h"
#include "project/render/report.h"
#include "project/render/yaml_text.h"
#include "project/schema/entry.h"
#include "project/schema/shape.h"

/* ---- messages */

static pl_str format_text(pl_arena *a, const char *format, va_list args) {
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (n < 0) {
        return (pl_str){"", 0};
    }
    char *at = pl_alloc(a, (size_t)n + 1);
    vsnprintf(at, (size_t)n + 1, format, args);
    return (pl_str){at, (uint32_t)n};
}

bool pl_schema_error(pl_schema *s, pl_span where, const char *format, ...) {
    va_list args;
    va_start(args, format);
    pl_diag_add(&s->w->sink, PL_E0505, where, format_text(s->arena, format, args));
    va_end(args);
    return false;
}

bool pl_schema_compile_error(pl_schema *s, pl_span where, const char *format, ...) {
    va_list args;
    va_start(args, format);
    pl_str text = format_text(s->arena, format, args);
    va_end(args);
    pl_diag_add(&s->w->sink, PL_E0505, where, text)->dbt_kind = "Compilation";
    return false;
}

void pl_schema_warn(pl_schema *s, pl_span where, const char *format, ...) {
    va_list args;
    va_start(args, format);
    pl_diag_add(&s->w->sink, PL_W0522, where, format_text(s->arena, format, args));
    va_end(args);
}

bool pl_entry_fault(pl_schema *s, const pl_schema_entry *e, pl_span where, pl_str path,
                    pl_str why) {
    pl_arena *a = s->arena;
    pl_dict *shown = pl_dict_without(a, e->data, NULL);
    bool patch = strcmp(e->key, "sources") != 0 && strcmp(e->key, "exposures") != 0 &&
                 strcmp(e->key, "groups") != 0;
    if (patch) {
        pl_put(a, shown, "original_file_path", pl_string(e->file->path));
        pl_put(a, shown, "yaml_key", pl_string(pl_str_of(e->key)));
        pl_put(a, shown, "package_name", pl_string(e->file->package->file->name));
    }
    pl_str data = pl_python_repr(a, pl_dict_value(shown));
    pl_diag *d = pl_diag_addf(&s->w->sink, PL_E0505, where, "%s entry '%.*s': %.*s",
                              e->key, PL_FMT(e->name), PL_FMT(why));
    pl_str all = pl_str_fmt(
        a, "Invalid %s config given in %.*s @ %s: %.*s - at path %.*s: %.*s", e->key,
        PL_FMT(e->file->path), e->key, PL_FMT(data), PL_FMT(path), PL_FMT(why));
    d->dbt_text = pl_dbt_error_text(a, "Parsing Error", all);
    return false;
}

bool pl_duplicate_error(pl_schema *s, const pl_dbt_node *n, const pl_dbt_node *before,
                        pl_str plural, pl_str shown, pl_str action) {
    pl_diag *d = pl_diag_addf(
        &s->w->sink, PL_E0303, n->span,
        "dbt found two %.*s with the name \"%.*s\".\n\n"
        "Since these resources have the same name, dbt will be unable to find the "
        "correct "
        "resource\nwhen %.*s.\n\n"
        "To fix this, change the name of one of these resources:\n- %.*s (%.*s)\n"
        "- %.*s (%.*s)",
        PL_FMT(plural), PL_FMT(shown), PL_FMT(action), PL_FMT(n->unique_id),
        PL_FMT(n->original_file_path), PL_FMT(before->unique_id),
        PL_FMT(before->original_file_path));
    d->node = n->unique_id;
    return false;
}

pl_str pl_duplicate_fix(pl_schema *s, pl_str mine, pl_str other, pl_str name,
                        const char *type) {
    if (pl_str_eq(mine, other)) {
        return pl_str_fmt(
            s->arena, "remove one of the %s entries for %.*s in this file:\n - %.*s\n",
            type, PL_FMT(name), PL_FMT(mine));
    }
    return pl_str_fmt(
        s->arena, "remove the %s entry for %.*s in one of these files:\n - %.*s\n%.*s",
        type, PL_FMT(name), PL_FMT(mine), PL_FMT(other));
}

/* ---- which texts of an entry are not rendered */

enum { PATH_MOST = PL_YAML_DEPTH + 2 };

typedef struct key_path {
    const pl_yaml_path *at[PATH_MOST]; /* from the entry inwards */
    uint32_t len;
} key_path;

static void key_path_of(const pl_yaml_path *path, key_path *out) {
    uint32_t n = 0;
    for (const pl_yaml_path *p = path; p; p = p->up) {
        n++;
    }
    out->len = n < PATH_MOST ? n : PATH_MOST;
    for (const pl_yaml_path *p = path; p; p = p->up) {
        n--;
        if (n < PATH_MOST) {
            out->at[n] = p;
        }
    }
}

static bool part_in(const key_path *k, uint32_t from, uint32_t i,
                    const char *const *names) {
    if (from + i >= k->len || !k->at[from + i]->key) {
        return false;
    }
    const pl_yaml *key = k->at[from + i]->key;
    return pl_yaml_is_str(key) && pl_str_in(pl_str_from(key->scalar), names);
}

static const char *const late_keys[] = {"tests", "data_tests", "description", NULL};
static const char *const description_key[] = {"description", NULL};

/* dbt's _is_norender_key of the path from part `from` on. */
static bool is_late(const key_path *k, uint32_t from) {
    static const char *const config[] = {"config", NULL};
    static const char *const hooks[] = {"pre_hook", "post_hook", NULL};
    static const char *const lists[] = {"columns", "dimensions", "measures", "entities",
                                        NULL};
    uint32_t len = k->len > from ? k->len - from : 0;
    return part_in(k, from, 0, late_keys) ||
           (len == 2 && part_in(k, from, 1, late_keys)) ||
           (part_in(k, from, 0, config) && part_in(k, from, 1, hooks)) ||
           (len == 5 && part_in(k, from, 4, description_key)) ||
           (part_in(k, from, 0, lists) && part_in(k, from, 2, late_keys));
}

static bool skip_node(void *ctx, const pl_yaml_path *path) {
    (void)ctx;
    key_path k;
    key_path_of(path, &k);
    return is_late(&k, 0);
}

static bool skip_source(void *ctx, const pl_yaml_path *path) {
    static const char *const tables[] = {"tables", NULL};
    (void)ctx;
    key_path k;
    key_path_of(path, &k);
    return part_in(&k, 0, 0, description_key) ||
           (part_in(&k, 0, 0, tables) && is_late(&k, 2));
}

static bool skip_macro(void *ctx, const pl_yaml_path *path) {
    static const char *const arguments[] = {"arguments", NULL};
    (void)ctx;
    key_path k;
    key_path_of(path, &k);
    return is_late(&k, part_in(&k, 0, 0, arguments) ? 1 : 0);
}

static bool skip_metric(void *ctx, const pl_yaml_path *path) {
    static const char *const filter[] = {"filter", NULL};
    (void)ctx;
    key_path k;
    key_path_of(path, &k);
    return part_in(&k, 0, k.len - 1, filter) ||
           (k.len > 1 && part_in(&k, 0, k.len - 2, filter)) || is_late(&k, 0);
}

static bool skip_saved_query(void *ctx, const pl_yaml_path *path) {
    static const char *const params[] = {"query_params", NULL};
    static const char *const where[] = {"where", NULL};
    (void)ctx;
    key_path k;
    key_path_of(path, &k);
    return (part_in(&k, 0, 0, params) && part_in(&k, 0, 1, where)) || is_late(&k, 0);
}

static bool (*skip_of(const char *key))(void *, const pl_yaml_path *) {
    static const struct {
        const char *key;
        bool (*skip)(void *, const pl_yaml_path *);
    } rules[] = {{"sources", skip_source},
                 {"macros", skip_macro},
                 {"metrics", skip_metric},
                 {"saved_queries", skip_saved_query}};
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (strcmp(key, rules[i].key) == 0) {
            return rules[i].skip;
        }
    }
    return skip_node;
}

/* ---- entries */

static bool has_text_keys(const pl_yaml *y) {
    for (uint32_t i = 0; i < y->count; i++) {
        if (!pl_yaml_is_str(y->as.entries[i].key)) {
            return false;
        }
    }
    return true;
}

static bool check_entry(pl_schema *s, const pl_schema_file *file, const char *key,
                        const pl_yaml *list, const pl_yaml *y) {
    if (!pl_yaml_is(y, PL_YAML_MAP) || !has_text_keys(y)) {
        pl_diag *d = pl_diag_addf(&s->w->sink, PL_E0505, pl_yaml_span(y),
                                  "%s: expected a dict with string keys", key);
        pl_str all = pl_python_repr(s->arena, pl_yaml_value(list, s->arena, NULL));
        pl_str words = pl_str_fmt(
            s->arena,
            "Invalid %s config given in %.*s @ %s: %.*s - expected a dict with string keys",
            key, PL_FMT(file->path), key, PL_FMT(all));
        d->dbt_text = pl_dbt_error_text(s->arena, "Parsing Error", words);
        return false;
    }
    if (!pl_yaml_get(y, "name") && !pl_yaml_get(y, "model")) {
        return pl_schema_error(s, pl_yaml_span(y), "Entry did not contain a name");
    }
    return true;
}

/* What is a ParsingError to dbt it wraps with the file's name. */
static void name_rendering(pl_schema *s, const pl_schema_file *file, uint32_t before) {
    for (uint32_t i = before; i < s->w->sink.len; i++) {
        pl_diag *d = &s->w->sink.at[i];
        if (d->code == PL_E0410 || d->code == PL_E0411) {
            pl_str why = pl_dbt_error_text(s->arena, "Parsing Error", d->text);
            pl_str all = pl_str_fmt(
                s->arena, "Failed to render %.*s from project %.*s: %.*s",
                PL_FMT(file->path), PL_FMT(file->package->file->name), PL_FMT(why));
            d->dbt_text = pl_dbt_error_text(s->arena, "Parsing Error", all);
        }
    }
}

static bool read_entry(pl_schema *s, const pl_schema_file *file, const char *key,
                       const pl_yaml *y, pl_entry_fn *fn) {
    pl_yaml_rules rules = pl_schema_rules(s->w, file->package, skip_of(key));
    pl_value v = pl_none();
    uint32_t before = s->w->sink.len;
    if (!pl_yaml_render(y, &rules, s->arena, &v) || v.kind != PL_DICT) {
        name_rendering(s, file, before);
        return false;
    }
    pl_schema_entry e = {.file = file, .key = key, .yaml = y, .data = v.as.dict};
    e.name = pl_field_str(e.data, "name");
    return fn(s, &e);
}

bool pl_schema_each(pl_schema *s, const pl_schema_file *file, const char *key,
                    pl_entry_fn *fn) {
    const pl_yaml *list = pl_yaml_get(file->yaml, key);
    if (!list) {
        return true;
    }
    if (!pl_yaml_is(list, PL_YAML_SEQ)) {
        pl_str shown = pl_python_str(s->arena, pl_yaml_value(list, s->arena, NULL));
        shown = pl_env_mask(s->w->options.env, s->arena, shown);
        if (shown.len >= 50) {
            shown = pl_str_cat3(s->arena, pl_str_sub(shown, 0, 44), PL_S("..."),
                                pl_str_sub(shown, shown.len - 3, shown.len));
        }
        return pl_schema_error(s, pl_yaml_span(list),
                               "%s must be a list, got <class '%s'> instead: (%.*s)",
                               key, pl_yaml_type_name(list), PL_FMT(shown));
    }
    bool ok = true;
    for (uint32_t i = 0; i < list->count; i++) {
        const pl_yaml *y = list->as.items[i];
        ok =
            check_entry(s, file, key, list, y) && read_entry(s, file, key, y, fn) && ok;
    }
    return ok;
}

/* ---- nodes */

void pl_node_fqn(pl_schema *s, pl_dbt_node *n, pl_str relative, const pl_str *last,
                 uint32_t last_len) {
    PL_VEC(pl_str) parts = {0};
    PL_PUSH(s->arena, &parts, n->package);
    pl_str dir = pl_path_dir(relative);
    for (uint32_t lo = 0; lo < dir.len;) {
        uint32_t hi = lo;
        while (hi < dir.len && dir.at[hi] != '/') {
            hi++;
        }
        PL_PUSH(s->arena, &parts, pl_str_sub(dir, lo, hi));
        lo = hi + 1;
    }
    for (uint32_t i = 0; i < last_len; i++) {
        PL_PUSH(s->arena, &parts, last[i]);
    }
    n->fqn = parts.at;
    n->fqn_len = parts.len;
}

pl_dbt_node *pl_schema_node(pl_schema *s, const pl_schema_file *file, pl_resource type,
                            pl_str name, pl_span where) {
    pl_dbt_node *n =
        pl_dbt_node_new(s->w, file->package, type, name, file->relative, file->path);
    pl_node_fqn(s, n, file->relative, &name, 1);
    n->span = where;
    if (n->extra.kind != PL_DICT) {
        n->extra = pl_dict_new(s->arena, 0);
    }
    return n;
}

/* ---- places */

/* Is it in a text of its own, that pl_workspace_text made? */
static bool is_text(pl_span span) {
    return span.src && PL_STR_IS(span.src->path, "<text>");
}

void pl_place_uses(pl_dbt_node *n, pl_span where) {
    for (uint32_t i = 0; i < n->refs.len; i++) {
        n->refs.at[i].span = is_text(n->refs.at[i].span) ? where : n->refs.at[i].span;
    }
    for (uint32_t i = 0; i < n->sources.len; i++) {
        n->sources.at[i].span =
            is_text(n->sources.at[i].span) ? where : n->sources.at[i].span;
    }
}

void pl_place_messages(pl_schema *s, uint32_t first, pl_span where) {
    for (uint32_t i = first; i < s->w->sink.len; i++) {
        if (is_text(s->w->sink.at[i].span)) {
            s->w->sink.at[i].span = where;
        }
    }
}

/* ---- descriptions */

void pl_pend_doc(pl_schema *s, pl_dbt_node *n, pl_dict *dict, const char *key,
                 pl_str text, pl_span span) {
    bool done = dict && pl_text_is_plain(text);
    if (text.len && !done) {
        pl_pending_doc d = {
            n, n->package, n->unique_id, dict, key, text, span.src ? span : n->span};
        PL_PUSH(s->arena, &s->docs, d);
    }
}

void pl_pend_macro_doc(pl_schema *s, pl_str package, pl_str id, pl_dict *d,
                       const char *key, pl_span span) {
    pl_str text = pl_field_str(d, key);
    if (text.len) {
        pl_pending_doc pending = {NULL, package, id, d, key, text, span};
        PL_PUSH(s->arena, &s->docs, pending);
    }
}

static bool render_doc(pl_schema *s, const pl_pending_doc *p, pl_str *out) {
    *out = p->text;
    const pl_template *t = pl_workspace_text(s->w->ws, p->text, PL_MODE_DBT);
    if (t->plain) {
        return true;
    }
    if (!t->unit) {
        pl_diag *d = pl_diag_add(&s->w->sink, PL_E0201, p->span, t->error.text);
        d->node = p->id;
        d->dbt_whole =
            pl_dbt_error_text(s->arena, "Compilation Error",
                              pl_dbt_syntax_words(s->arena, t->src, &t->error));
        return false;
    }
    pl_rendering r;
    pl_rendering_begin(&r, s->w, PL_PHASE_DOCS, p->package, p->node, s->arena);
    bool ok = pl_render(&r.interp, t->unit);
    if (ok) {
        *out = pl_buf_take(&r.out.text, s->arena);
    } else {
        r.ev.error.ast = NULL; /* the place is the description's in its YAML file */
        pl_report_error(s->w, &r.ev, p->node, p->span);
        s->w->sink.at[s->w->sink.len - 1].node = p->id;
    }
    pl_rendering_end(&r);
    return ok;
}

bool pl_schema_render_docs(pl_schema *s) {
    bool ok = true;
    for (uint32_t i = 0; i < s->docs.len; i++) {
        const pl_pending_doc *p = &s->docs.at[i];
        pl_str text;
        if (p->node && p->node->disabled) {
            continue;
        }
        ok = render_doc(s, p, &text) && ok;
        if (p->dict) {
            pl_put(s->arena, p->dict, p->key, pl_string(text));
        } else {
            p->node->description = text;
        }
    }
    return ok;
}

pl_str pl_below_first_folder(pl_str path) {
    uint32_t cut = pl_str_find_char(path, '/');
    return cut == UINT32_MAX ? path : pl_str_sub(path, cut + 1, path.len);
}
