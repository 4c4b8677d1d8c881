/* The words of a generic test: its name, arguments and config; names
 * and code made of them.
 *
 * Source: dbt-core 1.9 parser/generic_test_builders.py;
 * `arguments:` from dbt 1.10.5. */
#include "eval/ops/python_text.h"
#include "project/config/dbt_text.h"
#include "project/input/digest.h"
#include "project/render/yaml_text.h"
#include "project/schema/generic_test.h"
#include "project/schema/names.h"
#include "support/utf8.h"

enum { NAME_LIMIT = 64, KEPT_CHARS = 30, HASH_DIGITS = 10 };

/* ---- names */

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_';
}

/* Every run of other characters becomes one '_'. */
static void put_clean(pl_buf *to, pl_str s) {
    for (uint32_t i = 0; i < s.len; i++) {
        if (is_word(s.at[i])) {
            pl_buf_char(to, s.at[i]);
        } else if (i == 0 || is_word(s.at[i - 1])) {
            pl_buf_char(to, '_');
        }
    }
}

typedef struct flat_args {
    pl_arena *a;
    pl_buf text;
    bool any;
} flat_args;

static void put_part(flat_args *f, pl_value v) {
    if (f->any) {
        PL_BUF_LIT(&f->text, "__");
    }
    f->any = true;
    put_clean(&f->text, pl_python_str(f->a, v));
}

static void put_argument(flat_args *f, pl_value v) {
    if (v.kind == PL_DICT) {
        uint32_t i = 0;
        for (const pl_dict_entry *e; (e = pl_dict_next(v.as.dict, &i)) != NULL;) {
            put_part(f, e->value);
        }
    } else if (v.kind == PL_LIST || v.kind == PL_TUPLE) {
        for (uint32_t i = 0; i < v.as.list->len; i++) {
            put_part(f, v.as.list->at[i]);
        }
    } else {
        put_part(f, v);
    }
}

/* Keys in Python's order of texts; keys that are no texts are left out. */
static uint32_t sorted_keys(pl_arena *a, const pl_dict *d, pl_str **out) {
    uint32_t n = 0;
    *out = PL_NEW_ARRAY(a, pl_str, d->len + 1);
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(d, &i)) != NULL;) {
        if (e->key.kind == PL_STR) {
            (*out)[n++] = pl_str_from(e->key);
        }
    }
    pl_strs_sort(*out, n);
    return n;
}

void pl_generic_test_names(pl_arena *a, pl_str type, pl_str target, const pl_dict *args,
                           pl_str *short_name, pl_str *full_name) {
    flat_args f = {.a = a};
    pl_str *keys;
    uint32_t n = sorted_keys(a, args, &keys);
    for (uint32_t i = 0; i < n; i++) {
        if (!PL_STR_IS(keys[i], "model")) {
            put_argument(&f, *pl_dict_find(args, keys[i]));
        }
    }
    pl_str identifier = pl_str_cat3(a, type, PL_S("_"), target);
    pl_str full = pl_str_cat3(a, identifier, PL_S("_"), pl_buf_view(&f.text));
    pl_buf_free(&f.text);
    *full_name = *short_name = full;
    if (pl_utf8_chars(full) >= NAME_LIMIT) {
        pl_str kept = pl_str_sub(identifier, 0, pl_utf8_offset(identifier, KEPT_CHARS));
        *short_name = pl_str_cat3(a, kept, PL_S("_"), pl_md5_hex(a, full));
    }
}

/* Sorted keys and texts for leaves, so that equal tests print alike. */
static pl_value hashable(pl_arena *a, pl_value v, uint32_t depth) {
    if (v.kind == PL_DICT && depth < PL_YAML_DEPTH) {
        pl_str *keys;
        uint32_t n = sorted_keys(a, v.as.dict, &keys);
        pl_value d = pl_dict_new(a, n);
        for (uint32_t i = 0; i < n; i++) {
            pl_value item = hashable(a, *pl_dict_find(v.as.dict, keys[i]), depth + 1);
            pl_dict_put_str(a, d.as.dict, keys[i], item);
        }
        return d;
    }
    if (v.kind == PL_LIST && depth < PL_YAML_DEPTH) {
        pl_value l = pl_list_new(a, v.as.list->len);
        for (uint32_t i = 0; i < v.as.list->len; i++) {
            pl_list_push(a, l.as.list, hashable(a, v.as.list->at[i], depth + 1));
        }
        return l;
    }
    return pl_string(pl_python_str(a, v));
}

pl_str pl_generic_test_hash(pl_arena *a, const pl_test_build *b) {
    pl_arena work = {0};
    pl_dict *metadata = pl_new_dict(&work);
    pl_put(&work, metadata, "namespace",
           b->name_space.len ? pl_string(b->name_space) : pl_none());
    pl_put(&work, metadata, "name", pl_string(b->name));
    pl_put(&work, metadata, "kwargs", pl_dict_value(b->args));
    pl_str repr = pl_python_repr(&work, hashable(&work, pl_dict_value(metadata), 0));
    pl_str hash = pl_md5_hex(a, pl_str_cat(&work, b->fqn_name, repr));
    pl_arena_free(&work);
    return pl_str_sub(hash, hash.len - HASH_DIGITS, hash.len);
}

/* ---- code */

static void put_quoted(pl_buf *to, pl_str s) {
    pl_buf_char(to, '"');
    for (uint32_t i = 0; i < s.len; i++) {
        if (s.at[i] == '"') {
            pl_buf_char(to, '\\');
        }
        pl_buf_char(to, s.at[i]);
    }
    pl_buf_char(to, '"');
}

pl_str pl_generic_test_code(pl_arena *a, const pl_test_build *b) {
    pl_buf code = {0};
    pl_str dot = b->name_space.len ? PL_S(".") : PL_S("");
    pl_buf_fmt(&code, "{{ %.*s%.*stest_%.*s(**_dbt_generic_test_kwargs) }}",
               PL_FMT(b->name_space), PL_FMT(dot), PL_FMT(b->name));
    bool any = false;
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(b->config, &i)) != NULL;
         any = true) {
        pl_buf_str(&code, any ? PL_S(",") : PL_S("{{ config("));
        pl_buf_str(&code, pl_str_from(e->key));
        pl_buf_char(&code, '=');
        if (e->value.kind == PL_STR) {
            put_quoted(&code, pl_str_from(e->value));
        } else {
            pl_buf_str(&code, pl_python_str(a, e->value));
        }
    }
    if (any) {
        PL_BUF_LIT(&code, ") }}");
    }
    pl_str text = pl_buf_take(&code, a);
    pl_buf_free(&code);
    return text;
}

/* ---- reading the test */

typedef struct builder {
    pl_schema *s;
    const pl_test_target *target;
    const pl_test_input *in;
    pl_test_build *out;
} builder;

/* How dbt names the target in messages: a dataclass, shortened. */
static pl_str target_words(const builder *b) {
    static const char *const classes[] = {"UnparsedModelUpdate", "UnparsedNodeUpdate"};
    pl_arena *a = b->s->arena;
    const pl_test_target *t = b->target;
    pl_str path = t->file->path;
    pl_str all =
        t->kind == PL_TARGET_SOURCE
            ? pl_str_fmt(
                  a, "UnpatchedSourceDefinition(name='%.*s', resource_type=<NodeType",
                  PL_FMT(t->name))
            : pl_str_fmt(a, "%s(original_file_path='%.*s', yaml_key='models",
                         classes[t->kind], PL_FMT(path));
    return pl_str_cat(a, pl_str_sub(all, 0, pl_utf8_offset(all, 44)), PL_S("...ne)"));
}

/* `parsing`: a ParsingError of dbt's, else a CompilationError. */
static bool invalid(const builder *b, bool parsing, pl_str why) {
    pl_schema *s = b->s;
    pl_diag *d = pl_diag_add(&s->w->sink, PL_E0505, pl_yaml_span(b->in->yaml), why);
    const char *format =
        parsing ? "Invalid test config given in %.*s:\n\t%.*s\n\t@: %.*s"
                : "Invalid generic test configuration given in %.*s: \n%.*s\n\t@: %.*s";
    pl_str all = pl_str_fmt(s->arena, format, PL_FMT(b->target->file->path),
                            PL_FMT(why), PL_FMT(target_words(b)));
    d->dbt_text = pl_dbt_error_text(
        s->arena, parsing ? "Parsing Error" : "Compilation Error", all);
    return false;
}

static bool invalid_type(const builder *b, const char *what, pl_value v) {
    pl_str why = pl_str_fmt(b->s->arena, "%s, got <class '%s'> (value %.*s)", what,
                            pl_type_name(v), PL_FMT(pl_python_str(b->s->arena, v)));
    return invalid(b, true, why);
}

static bool wrong_length(const builder *b, const pl_dict *d) {
    pl_arena *a = b->s->arena;
    pl_value items = pl_list_new(a, d->len);
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(d, &i)) != NULL;) {
        pl_value pair = pl_tuple_new(a, 2);
        pl_list_push(a, pair.as.list, e->key);
        pl_list_push(a, pair.as.list, e->value);
        pl_list_push(a, items.as.list, pair);
    }
    pl_str why = pl_str_fmt(
        a,
        "test definition dictionary must have exactly one key, got %.*s instead (%u keys)",
        PL_FMT(pl_python_repr(a, items)), d->len);
    return invalid(b, true, why);
}

/* The forms `unique`, `unique: {...}` and `test_name: unique, ...`. */
static bool split_test(const builder *b, pl_value *name, const pl_dict **args) {
    static const char *const test_name[] = {"test_name", NULL};
    pl_arena *a = b->s->arena;
    pl_value test = b->in->test;
    *args = NULL;
    if (test.kind == PL_STR) {
        *name = test;
        *args = pl_new_dict(a);
        return true;
    }
    if (test.kind != PL_DICT) {
        return invalid_type(b, "test must be dict or str", test);
    }
    *name = pl_field(test.as.dict, "test_name");
    pl_value given;
    if (name->kind != PL_UNSET) {
        given = pl_dict_value(pl_dict_without(a, test.as.dict, test_name));
    } else if (test.as.dict->len != 1) {
        return wrong_length(b, test.as.dict);
    } else {
        uint32_t i = 0;
        const pl_dict_entry *e = pl_dict_next(test.as.dict, &i);
        *name = e->key;
        given = e->value;
    }
    if (given.kind != PL_DICT) {
        return invalid_type(b, "test arguments must be a dict", given);
    }
    *args = given.as.dict;
    return name->kind == PL_STR || invalid_type(b, "test name must be a str", *name);
}

/* An identifier at the front of `s`, or an empty text. */
static pl_str identifier_at(pl_str s, uint32_t lo) {
    uint32_t hi = lo;
    while (hi < s.len && is_word(s.at[hi])) {
        hi++;
    }
    bool digit = lo < s.len && s.at[lo] >= '0' && s.at[lo] <= '9';
    return digit ? (pl_str){"", 0} : pl_str_sub(s, lo, hi);
}

static bool take_name(const builder *b, pl_str text) {
    pl_str first = identifier_at(text, 0);
    if (!first.len) {
        return invalid(
            b, false,
            pl_str_cat(b->s->arena,
                       PL_S("Test name string did not match expected pattern: "),
                       text));
    }
    pl_str second = {"", 0};
    if (first.len < text.len && text.at[first.len] == '.') {
        second = identifier_at(text, first.len + 1);
    }
    b->out->name = second.len ? second : first;
    b->out->name_space = second.len ? first : (pl_str){"", 0};
    return true;
}

static pl_str quoted_column(const builder *b) {
    pl_str name = pl_field_str(b->in->column, "name");
    pl_value quote = pl_field_or_none(b->in->column, "quote");
    bool wanted = quote.kind == PL_BOOL
                      ? quote.as.i
                      : quote.kind == PL_NONE && b->target->quote_columns;
    const pl_relation_style *style = &b->s->w->style;
    const char *marks = style->adapter->name_quote[0] ? style->adapter->name_quote
                                                      : style->adapter->quote;
    return wanted
               ? pl_str_fmt(b->s->arena, "%c%.*s%c", marks[0], PL_FMT(name), marks[1])
               : name;
}

/* All arguments, those under `arguments:` included, as they are written. */
static pl_dict *collect_args(const builder *b, const pl_dict *given) {
    static const char *const arguments[] = {"arguments", NULL};
    pl_arena *a = b->s->arena;
    const pl_dict *nested = pl_field_dict(given, "arguments");
    pl_dict *args = pl_dict_without(a, given, nested ? arguments : NULL);
    if (b->in->column) {
        b->out->column_name = quoted_column(b);
        pl_put(a, args, "column_name", pl_string(b->out->column_name));
    }
    uint32_t i = 0;
    for (const pl_dict_entry *e; nested && (e = pl_dict_next(nested, &i)) != NULL;) {
        if (e->key.kind == PL_STR) {
            pl_dict_put_str(a, args, pl_str_from(e->key), e->value);
        }
    }
    return args;
}

/* ---- config */

static const char *const config_args[] = {
    "severity", "tags",     "enabled",   "where",          "limit",
    "warn_if",  "error_if", "fail_calc", "store_failures", "store_failures_as",
    "meta",     "database", "schema",    "alias",          NULL};

static bool put_config(const builder *b, const char *key, pl_str name, pl_value v) {
    if (v.kind == PL_STR) {
        const pl_yaml *y = b->in->yaml;
        if (!pl_render_schema_text(b->s->w, b->target->file->package, pl_str_from(v),
                                   pl_yaml_span(y), &v)) {
            return false;
        }
    }
    if (v.kind != PL_NONE) {
        pl_dict_put_str(b->s->arena, b->out->config, key ? pl_str_of(key) : name, v);
    }
    return true;
}

/* The keys that may stand beside `config:` as well as in it. */
static bool take_config_args(const builder *b, const pl_dict *args,
                             const pl_dict *config) {
    for (const char *const *key = config_args; *key; key++) {
        pl_value v = pl_field_or_none(args, *key);
        bool given = pl_python_truth(v);
        pl_value nested = pl_field(config, *key);
        if (given && nested.kind != PL_UNSET) {
            return invalid(
                b, false,
                PL_S("Test cannot have the same key at the top-level and in config"));
        }
        if (!given && config) {
            v = pl_field_or_none(config, *key);
        }
        if (!put_config(b, *key, (pl_str){NULL, 0}, v)) {
            return false;
        }
    }
    return true;
}

static bool take_config(const builder *b, const pl_dict *args) {
    const pl_dict *config = pl_field_dict(args, "config");
    b->out->config = pl_new_dict(b->s->arena);
    if (!take_config_args(b, args, config)) {
        return false;
    }
    uint32_t i = 0;
    for (const pl_dict_entry *e; config && (e = pl_dict_next(config, &i)) != NULL;) {
        bool taken =
            e->key.kind != PL_STR || pl_str_in(pl_str_from(e->key), config_args);
        if (!taken && !put_config(b, NULL, pl_str_from(e->key), e->value)) {
            return false;
        }
    }
    return true;
}

/* ---- the whole */

static pl_value model_argument(const builder *b) {
    const pl_test_target *t = b->target;
    pl_arena *a = b->s->arena;
    pl_str call;
    if (t->kind == PL_TARGET_SOURCE) {
        call = pl_str_fmt(a, "source('%.*s', '%.*s')", PL_FMT(t->source),
                          PL_FMT(t->table));
    } else if (t->version.kind != PL_UNSET && pl_python_truth(t->version)) {
        call = pl_str_fmt(a, "ref('%.*s', version='%.*s')", PL_FMT(t->name),
                          PL_FMT(pl_python_str(a, t->version)));
    } else {
        call = pl_str_fmt(a, "ref('%.*s')", PL_FMT(t->name));
    }
    return pl_string(pl_str_fmt(a, "{{ get_where_subquery(%.*s) }}", PL_FMT(call)));
}

static void make_names(const builder *b) {
    const pl_test_target *t = b->target;
    pl_arena *a = b->s->arena;
    pl_str type = b->out->name;
    if (t->kind == PL_TARGET_SOURCE) {
        type = pl_str_cat(a, PL_S("source_"), type);
    }
    if (b->out->name_space.len) {
        type = pl_str_cat3(a, b->out->name_space, PL_S("_"), type);
    }
    pl_str target = t->name;
    if (t->version.kind != PL_UNSET && pl_python_truth(t->version)) {
        target = pl_str_cat3(a, target, PL_S("_"), pl_version_text(a, t->version));
    }
    pl_generic_test_names(a, type, target, b->out->args, &b->out->compiled_name,
                          &b->out->fqn_name);
    if (!pl_str_eq(b->out->compiled_name, b->out->fqn_name) &&
        !pl_dict_find(b->out->config, PL_S("alias"))) {
        pl_put(a, b->out->config, "alias", pl_string(b->out->compiled_name));
    }
}

bool pl_generic_test_build(pl_schema *s, const pl_test_target *t,
                           const pl_test_input *in, pl_test_build *out) {
    static const char *const own[] = {"config", "description", "name", NULL};
    *out = (pl_test_build){0};
    builder b = {s, t, in, out};
    pl_value name;
    const pl_dict *given;
    if (!split_test(&b, &name, &given)) {
        return false;
    }
    pl_dict *args = collect_args(&b, given);
    if (pl_dict_find(args, PL_S("model"))) {
        return invalid(
            &b, false,
            PL_S("Test arguments include \"model\", which is a reserved argument"));
    }
    if (!take_name(&b, pl_str_from(name)) || !take_config(&b, args)) {
        return false;
    }
    pl_put(s->arena, args, "model", model_argument(&b));
    out->description = pl_field_str(args, "description");
    pl_value custom = pl_field(args, "name");
    out->args =
        pl_dict_without(s->arena, pl_dict_without(s->arena, args, config_args), own);
    if (custom.kind == PL_UNSET) {
        make_names(&b);
    } else {
        out->compiled_name = out->fqn_name = pl_python_str(s->arena, custom);
    }
    return true;
}
