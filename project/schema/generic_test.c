/* Generic tests: from an entry of `tests:` to a node.
 *
 * Source: dbt-core 1.9 parser/schema_generic_tests.py. */
#include "project/schema/generic_test.h"
#include "eval/ops/python_text.h"
#include "project/node/world_priv.h"
#include "project/render/macro_calls.h"
#include "project/render/macros.h"
#include "project/render/parse_node.h"
#include "project/schema/entry.h"
#include "project/schema/names.h"
#include "project/schema/patch.h"

/* ---- the macro behind a test */

/* As MacroResolver: the package's own, the root's, any other package's, dbt's. */
static const pl_macro_def *macro_of(pl_world *w, const pl_package *own,
                                    pl_str name) {
    const pl_lazy_macro *m = pl_map_get(&own->macros, name);
    m = m ? m : pl_map_get(&w->packages[0].macros, name);
    for (uint32_t i = w->package_len; !m && i > 0; i--) {
        m = pl_map_get(&w->packages[i - 1].macros, name);
    }
    m = m ? m : pl_stock_macro_named(w, name);
    return m ? &m->def : NULL;
}

/* dbt doesn't run the two commonest tests while parsing. */
static bool is_static(const pl_macro_def *m) {
    static const char *const ids[] = {"macro.dbt.test_not_null",
                                      "macro.dbt.test_unique", NULL};
    return m && pl_str_in(m->unique_id, ids);
}

/* While parsing, dbt knows only the macro it found by the test's name and those that
 * this one calls: `dbt_utils.test_equality` is hidden by another package's own
 * test_equality, and what it would configure is lost. */
static bool is_hidden(pl_schema *s, const pl_macro_def *m, const pl_test_build *b,
                      pl_str macro) {
    if (!m || !b->name_space.len || pl_str_eq(m->package, b->name_space)) {
        return false;
    }
    pl_macro_calls calls = pl_macro_calls_of(s->w, m, s->arena);
    for (uint32_t i = 0; i < calls.len; i++) {
        if (pl_str_eq(calls.at[i]->package, b->name_space) &&
            pl_str_eq(calls.at[i]->name, macro)) {
            return false;
        }
    }
    return true;
}

/* A call of a package that isn't there is passed over, its arguments are not. */
static bool parse_hidden(pl_schema *s, pl_dbt_node *n, pl_test_build b) {
    const pl_template *whole = n->template;
    b.name_space = PL_S("_hidden");
    n->template =
        pl_workspace_text(s->w->ws, pl_generic_test_code(s->arena, &b), PL_MODE_DBT);
    bool ok = pl_dbt_node_parse(s->w, n);
    n->template = whole;
    return ok;
}

/* ---- tags */

typedef struct tag_list {
    PL_VEC(pl_str) all;
} tag_list;

static void add_tags(pl_schema *s, tag_list *to, const pl_list *from) {
    for (uint32_t i = 0; from && i < from->len; i++) {
        if (from->at[i].kind == PL_STR) {
            PL_PUSH(s->arena, &to->all, pl_str_from(from->at[i]));
        }
    }
}

static bool bad_tags(pl_schema *s, const pl_test_input *in, pl_value v,
                     const char *what, const char *expected) {
    return pl_schema_error(
        s, pl_yaml_span(in->yaml), "got %.*s (<class '%s'>) for %s, expected %s",
        PL_FMT(pl_python_str(s->arena, v)), pl_type_name(v), what, expected);
}

static bool set_tags(pl_schema *s, pl_dbt_node *n, const pl_test_input *in,
                     const pl_test_build *b) {
    tag_list tags = {0};
    for (size_t i = 0; i < sizeof in->tags / sizeof *in->tags; i++) {
        add_tags(s, &tags, in->tags[i]);
    }
    pl_value own = pl_field(b->config, "tags");
    if (own.kind == PL_STR) {
        PL_PUSH(s->arena, &tags.all, pl_str_from(own));
    } else if (own.kind != PL_LIST && own.kind != PL_UNSET) {
        return bad_tags(s, in, own, "tags", "a list of strings");
    }
    for (uint32_t i = 0; own.kind == PL_LIST && i < own.as.list->len; i++) {
        if (own.as.list->at[i].kind != PL_STR) {
            return bad_tags(s, in, own.as.list->at[i], "tag", "a str");
        }
    }
    add_tags(s, &tags, own.kind == PL_LIST ? own.as.list : NULL);
    pl_strs_sort(tags.all.at, tags.all.len);
    for (uint32_t i = 0; i < tags.all.len; i++) {
        pl_dbt_node_add_tag(n, s->arena, tags.all.at[i]);
    }
    return true;
}

/* ---- config */

static pl_value upper_text(pl_arena *a, pl_value v) {
    if (v.kind != PL_STR) {
        return v;
    }
    char *z = pl_str_z(a, pl_str_from(v));
    for (uint32_t i = 0; i < v.len; i++) {
        z[i] = z[i] >= 'a' && z[i] <= 'z' ? (char)(z[i] - 'a' + 'A') : z[i];
    }
    return pl_string((pl_str){z, v.len});
}

/* What counts when the test's macro isn't run while parsing. */
static pl_dict *static_config(pl_schema *s, const pl_test_build *b) {
    static const char *const keys[] = {
        "alias",   "severity", "enabled",   "where",          "limit",
        "warn_if", "error_if", "fail_calc", "store_failures", "store_failures_as",
        "meta",    "database", "schema"};
    pl_dict *d = pl_new_dict(s->arena);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        pl_value v = pl_field(b->config, keys[i]);
        if (v.kind == PL_UNSET) {
            continue;
        }
        bool severity = strcmp(keys[i], "severity") == 0;
        if (!severity || pl_python_truth(v)) {
            pl_put(s->arena, d, keys[i], severity ? upper_text(s->arena, v) : v);
        }
    }
    return d;
}

static bool set_calls(pl_schema *s, pl_dbt_node *n, const pl_dict *config) {
    pl_str why = {"", 0};
    n->config_calls = pl_new_dict(s->arena);
    n->config_span = n->span;
    return pl_config_add_call(n->config_calls, config, s->arena, &why) ||
           pl_schema_error(s, n->span, "%.*s", PL_FMT(why));
}

/* ---- references */

static void add_target_use(pl_schema *s, pl_dbt_node *n, const pl_test_target *t) {
    if (t->kind == PL_TARGET_SOURCE) {
        pl_source_use use = {t->source, t->table, n->span};
        PL_PUSH(s->arena, &n->sources, use);
        return;
    }
    pl_ref_use use = {.call = {.name = t->name, .version = t->version},
                      .span = n->span};
    use.call.package = (pl_str){"", 0};
    PL_PUSH(s->arena, &n->refs, use);
}

/* The node that the test is on, enabled or not; sources are none. */
static pl_dbt_node *attached_node(pl_schema *s, const pl_test_target *t) {
    if (t->kind == PL_TARGET_SOURCE) {
        return NULL;
    }
    bool ambiguous;
    pl_str package = t->file->package->file->name;
    pl_dbt_node *n = pl_names_find(s, t->name, package, t->version, &ambiguous);
    if (!n) {
        pl_node_list off = pl_names_disabled(s, t->name, (pl_str){"", 0}, PL_RES_COUNT);
        n = off.nodes.len ? off.nodes.at[0] : NULL;
    }
    return n;
}

static void attach(pl_schema *s, pl_dbt_node *n, const pl_test_target *t) {
    pl_dbt_node *on = attached_node(s, t);
    if (on) {
        n->test->attached = on;
        n->test->attached_id = on->unique_id;
        n->group = on->group;
    }
}

/* ---- the node */

static pl_dbt_node *make_node(pl_schema *s, const pl_test_target *t,
                              const pl_test_input *in, const pl_test_build *b) {
    pl_arena *a = s->arena;
    const pl_schema_file *f = t->file;
    pl_str path = pl_str_cat(a, b->compiled_name, PL_S(".sql"));
    pl_dbt_node *n =
        pl_dbt_node_new(s->w, f->package, PL_RES_TEST, b->fqn_name, path, f->path);
    n->unique_id = pl_str_fmt(a, "test.%.*s.%.*s.%.*s", PL_FMT(n->package),
                              PL_FMT(b->fqn_name), PL_FMT(pl_generic_test_hash(a, b)));
    pl_node_fqn(s, n, pl_below_first_folder(f->path), &b->fqn_name, 1);
    n->span = pl_yaml_span(in->yaml);
    n->description = b->description;
    pl_pend_doc(s, n, NULL, NULL, b->description, n->span);
    n->raw_code = pl_generic_test_code(a, b);
    n->template = pl_workspace_text(s->w->ws, n->raw_code, PL_MODE_DBT);
    pl_test_info *info = PL_NEW(a, pl_test_info);
    *info = (pl_test_info){.generic = true,
                           .short_name = b->name,
                           .name_space = b->name_space,
                           .kwargs = b->args,
                           .column_name = b->column_name,
                           .file_key_name = t->key_name,
                           .attached_id = {"", 0}};
    n->test = info;
    return n;
}

static bool duplicate_test(pl_schema *s, const pl_dbt_node *n,
                           const pl_dbt_node *before) {
    pl_str column = n->test->column_name;
    pl_str on = column.len ? pl_str_fmt(s->arena, "column \"%.*s\" in ", PL_FMT(column))
                           : (pl_str){"", 0};
    pl_str shown = pl_str_fmt(s->arena, "%.*s\" defined on %.*s\"%.*s", PL_FMT(n->name),
                              PL_FMT(on), PL_FMT(n->test->file_key_name));
    return pl_duplicate_error(s, n, before, PL_S("data_tests"), shown,
                              PL_S("running tests"));
}

bool pl_generic_test_parse(pl_schema *s, const pl_test_target *t,
                           const pl_test_input *in) {
    pl_test_build b;
    if (!pl_generic_test_build(s, t, in, &b)) {
        return false;
    }
    pl_dbt_node *n = make_node(s, t, in, &b);
    pl_str macro = pl_str_cat(s->arena, PL_S("test_"), b.name);
    const pl_macro_def *m = macro_of(s->w, t->file->package, macro);
    if (m) {
        pl_dbt_node_add_macro(n, s->arena, m->unique_id);
        n->test->macros = is_static(m) ? NULL : pl_macro_closure(s->w, m);
    }
    bool ok = set_tags(s, n, in, &b);
    if (is_static(m)) {
        ok = set_calls(s, n, static_config(s, &b)) && ok;
        add_target_use(s, n, t);
    } else {
        uint32_t before = s->w->sink.len;
        ok = set_calls(s, n, b.config) &&
             (is_hidden(s, m, &b, macro) ? parse_hidden(s, n, b)
                                         : pl_dbt_node_parse(s->w, n)) &&
             ok;
        pl_place_uses(n, n->span);
        pl_place_messages(s, before, n->span);
    }
    if (!ok || !pl_dbt_node_configure(s->w, n)) {
        return false;
    }
    attach(s, n, t);
    const pl_dbt_node *before = pl_map_get(&s->w->nodes, n->unique_id);
    return before && !n->disabled ? duplicate_test(s, n, before)
                                  : pl_dbt_node_register(s->w, n);
}

/* ---- all tests of an entry */

static bool parse_list(pl_schema *s, const pl_test_target *t, const pl_list *tests,
                       const pl_yaml *yaml, pl_test_input in) {
    bool ok = true;
    for (uint32_t i = 0; tests && i < tests->len; i++) {
        const pl_yaml *y = pl_yaml_item(yaml, i);
        in.test = tests->at[i];
        in.yaml = y ? y : in.yaml;
        ok = pl_generic_test_parse(s, t, &in) && ok;
    }
    return ok;
}

bool pl_generic_tests_parse(pl_schema *s, const pl_test_target *t, const pl_list *tests,
                            const pl_yaml *tests_yaml, const pl_column_input *columns,
                            uint32_t column_count, const pl_list *const tags[2]) {
    pl_test_input in = {.yaml = tests_yaml, .tags = {tags[0], tags[1], NULL}};
    bool source = t->kind == PL_TARGET_SOURCE;
    bool ok = !source || parse_list(s, t, tests, tests_yaml, in);
    for (uint32_t i = 0; i < column_count; i++) {
        pl_test_input on = in;
        on.column = columns[i].data;
        on.yaml = columns[i].yaml;
        on.tags[2] = pl_field_list(columns[i].data, "tags");
        ok = parse_list(s, t, pl_tests_of(columns[i].data),
                        pl_tests_yaml(columns[i].yaml), on) &&
             ok;
    }
    return (source || parse_list(s, t, tests, tests_yaml, in)) && ok;
}
