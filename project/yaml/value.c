/* Reading pl_yaml trees: look-up, conversion to values, rendering. */
#include "project/yaml/yaml.h"

#include "eval/ops/python_text.h"
#include "project/yaml/encoding.h"
#include "project/yaml/fault.h"
#include "support/map.h"
#include "support/utf8.h"

/* ---- look-up */

static const pl_yaml_entry *find_entry(const pl_yaml *map, pl_str key) {
    if (!pl_yaml_is(map, PL_YAML_MAP)) {
        return NULL;
    }
    for (uint32_t i = 0; i < map->count; i++) {
        const pl_yaml *k = map->as.entries[i].key;
        if (k->kind == PL_YAML_SCALAR && k->scalar.kind == PL_STR &&
            pl_str_eq(pl_str_from(k->scalar), key)) {
            return &map->as.entries[i];
        }
    }
    return NULL;
}

const pl_yaml *pl_yaml_get_str(const pl_yaml *map, pl_str key) {
    const pl_yaml_entry *e = find_entry(map, key);
    return e ? e->value : NULL;
}

const pl_yaml *pl_yaml_get(const pl_yaml *map, const char *key) {
    return pl_yaml_get_str(map, pl_str_of(key));
}

const pl_yaml *pl_yaml_key(const pl_yaml *map, pl_str key) {
    const pl_yaml_entry *e = find_entry(map, key);
    return e ? e->key : NULL;
}

pl_str pl_yaml_text(const pl_yaml *y, pl_str otherwise) {
    return pl_yaml_is_str(y) ? pl_str_from(y->scalar) : otherwise;
}

const char *pl_yaml_type_name(const pl_yaml *y) {
    if (!y) {
        return "NoneType";
    }
    switch ((pl_yaml_kind)y->kind) {
    case PL_YAML_SCALAR:
        return pl_type_name(y->scalar);
    case PL_YAML_DATE:
        return "datetime.date";
    case PL_YAML_DATETIME:
        return "datetime.datetime";
    case PL_YAML_BYTES:
        return "bytes";
    case PL_YAML_SEQ:
        return "list";
    case PL_YAML_MAP:
        return "dict";
    case PL_YAML_SET:
        return "set";
    }
    return "object";
}

/* ---- conversion */

typedef struct converter {
    pl_arena *a;
    pl_yaml_date_fn *date;
    pl_map *shared; /* address of an anchored node -> its value: aliases meet there */
} converter;

static pl_value convert(converter *c, const pl_yaml *y);

static pl_value bytes_value(converter *c, pl_str bytes) {
    pl_buf text = {0};
    for (uint32_t i = 0; i < bytes.len; i++) {
        pl_buf_utf8(&text, (unsigned char)bytes.at[i]);
    }
    pl_value v = pl_string(pl_buf_take(&text, c->a));
    pl_buf_free(&text);
    return v;
}

static pl_value scalar_value(converter *c, const pl_yaml *y) {
    if (y->kind == PL_YAML_DATE || y->kind == PL_YAML_DATETIME) {
        return c->date ? c->date(c->a, (pl_yaml_kind)y->kind, pl_str_from(y->scalar))
                       : y->scalar;
    }
    return y->kind == PL_YAML_BYTES ? bytes_value(c, pl_str_from(y->scalar))
                                    : y->scalar;
}

static pl_value list_value(converter *c, const pl_yaml *y) {
    pl_value list = pl_list_new(c->a, y->count);
    for (uint32_t i = 0; i < y->count; i++) {
        pl_list_push(c->a, list.as.list, convert(c, y->as.items[i]));
    }
    return list;
}

static pl_value dict_value(converter *c, const pl_yaml *y) {
    bool is_set = y->kind == PL_YAML_SET;
    pl_value dict = is_set ? pl_set_new(c->a, y->count) : pl_dict_new(c->a, y->count);
    for (uint32_t i = 0; i < y->count; i++) {
        const pl_yaml_entry *e = &y->as.entries[i];
        pl_value value = is_set ? pl_none() : convert(c, e->value);
        pl_python_put(c->a, dict.as.dict, scalar_value(c, e->key), value);
    }
    return dict;
}

static pl_value convert_once(converter *c, const pl_yaml *y) {
    return y->kind < PL_YAML_SEQ    ? scalar_value(c, y)
           : y->kind == PL_YAML_SEQ ? list_value(c, y)
                                    : dict_value(c, y);
}

static pl_value convert(converter *c, const pl_yaml *y) {
    if (!y) {
        return pl_none();
    }
    if (!(y->flags & PL_YAML_SHARED) || y->kind < PL_YAML_SEQ) {
        return convert_once(c, y);
    }
    const pl_yaml **key = PL_NEW(c->a, const pl_yaml *);
    *key = y;
    if (!c->shared) {
        c->shared = PL_NEW(c->a, pl_map);
    }
    pl_str name = {(const char *)key, sizeof *key};
    pl_value *held = pl_map_get(c->shared, name);
    if (!held) {
        held = PL_NEW(c->a, pl_value);
        *held = convert_once(c, y);
        pl_map_put(c->shared, c->a, name, held);
    }
    return *held;
}

pl_value pl_yaml_value(const pl_yaml *y, pl_arena *a, pl_yaml_date_fn *date) {
    converter c = {.a = a, .date = date};
    return convert(&c, y);
}

/* ---- rendering */

const pl_yaml *pl_yaml_path_first(const pl_yaml_path *path) {
    while (path && path->up) {
        path = path->up;
    }
    return path ? path->key : NULL;
}

typedef struct renderer {
    const pl_yaml_rules *rules;
    pl_arena *a;
    bool ok;
} renderer;

static pl_value render_any(renderer *r, const pl_yaml *y, const pl_yaml_path *path);

/* Braces, or line ends that Jinja would change. */
static bool needs_rendering(pl_str text) {
    for (uint32_t i = 0; i + 1 < text.len; i++) {
        char c = text.at[i];
        char d = text.at[i + 1];
        if ((c == '{' && (d == '{' || d == '%' || d == '#')) ||
            (d == '}' && (c == '}' || c == '%' || c == '#'))) {
            return true;
        }
    }
    return pl_str_find_char(text, '\r') != UINT32_MAX;
}

/* dbt renders texts without Jinja too, and Jinja drops a template's last newline. */
static pl_value without_newline(pl_value v) {
    if (v.len && v.as.s[v.len - 1] == '\n') {
        v.len--;
    }
    return v;
}

static pl_value render_text(renderer *r, const pl_yaml *y, const pl_yaml_path *path) {
    const pl_yaml_rules *rules = r->rules;
    pl_value v = y->scalar;
    pl_diag_point before = pl_diag_mark(rules->sink);
    if (rules->skip && rules->skip(rules->ctx, path)) {
        return v;
    }
    if (!needs_rendering(pl_str_from(v))) {
        return without_newline(v);
    }
    if (rules->render(rules->ctx, pl_str_from(y->scalar), pl_yaml_span(y), &v)) {
        return v;
    }
    if (rules->lenient && rules->lenient(rules->ctx, path, pl_str_from(y->scalar))) {
        pl_diag_rollback(rules->sink, before);
        return y->scalar;
    }
    r->ok = false;
    return pl_none();
}

static pl_value render_date(renderer *r, const pl_yaml *y, const pl_yaml_path *path) {
    const pl_yaml_rules *rules = r->rules;
    bool left = rules->skip && rules->skip(rules->ctx, path);
    return left && rules->date
               ? rules->date(r->a, (pl_yaml_kind)y->kind, pl_str_from(y->scalar))
               : y->scalar;
}

static pl_value render_list(renderer *r, const pl_yaml *y, const pl_yaml_path *path) {
    pl_value list = pl_list_new(r->a, y->count);
    for (uint32_t i = 0; i < y->count; i++) {
        pl_yaml_path here = {path, NULL, i};
        pl_list_push(r->a, list.as.list, render_any(r, y->as.items[i], &here));
    }
    return list;
}

static pl_value render_map(renderer *r, const pl_yaml *y, const pl_yaml_path *path) {
    pl_value dict = pl_dict_new(r->a, y->count);
    for (uint32_t i = 0; i < y->count; i++) {
        const pl_yaml_entry *e = &y->as.entries[i];
        pl_yaml_path here = {path, e->key, 0};
        pl_python_put(r->a, dict.as.dict, e->key->scalar,
                      render_any(r, e->value, &here));
    }
    return dict;
}

static pl_value refuse(renderer *r, const pl_yaml *y) {
    pl_diag *d = pl_diag_addf(r->rules->sink, PL_E0502, pl_yaml_span(y),
                              "a %s can't stand here", pl_yaml_type_name(y));
    d->dbt_kind = "";
    r->ok = false;
    return pl_none();
}

static pl_value render_any(renderer *r, const pl_yaml *y, const pl_yaml_path *path) {
    switch ((pl_yaml_kind)y->kind) {
    case PL_YAML_SCALAR:
        return y->scalar.kind == PL_STR ? render_text(r, y, path) : y->scalar;
    case PL_YAML_DATE:
    case PL_YAML_DATETIME:
        return render_date(r, y, path);
    case PL_YAML_SEQ:
        return render_list(r, y, path);
    case PL_YAML_MAP:
        return render_map(r, y, path);
    case PL_YAML_BYTES:
    case PL_YAML_SET:
        return refuse(r, y);
    }
    return pl_none();
}

bool pl_yaml_render(const pl_yaml *y, const pl_yaml_rules *rules, pl_arena *a,
                    pl_value *out) {
    renderer r = {rules, a, true};
    *out = y ? render_any(&r, y, NULL) : pl_none();
    return r.ok;
}

/* ---- texts */

bool pl_yaml_load_value(pl_str text, pl_arena *a, pl_yaml_date_fn *date, pl_value *out,
                        pl_str *why) {
    const pl_yaml *tree;
    pl_yaml_fault fault;
    const pl_source *src = pl_source_new(a, PL_S("<text>"), text);
    if (!pl_yaml_build(src, a, &tree, &fault)) {
        *why = pl_yaml_fault_text(&fault, a);
        return false;
    }
    *out = pl_yaml_value(tree, a, date);
    return true;
}

/* ---- files */

static pl_source *stripped(pl_arena *a, pl_str path, pl_str text) {
    pl_str inner = pl_str_trim(text);
    uint32_t skipped = 0;
    for (const char *at = text.at; inner.len && at < inner.at; at++) {
        skipped += *at == '\n';
    }
    pl_source *src = pl_source_new(a, path, inner);
    src->skipped_lines = skipped;
    return src;
}

pl_read_result pl_yaml_read(pl_tree *tree, pl_str path, bool strip, pl_arena *a,
                            pl_diag_sink *sink, const pl_source **src,
                            const pl_yaml **out) {
    pl_str text;
    *src = NULL;
    *out = NULL;
    pl_read_result read = tree->read(tree, path, a, &text);
    if (read == PL_READ_FAILED) {
        pl_diag_addf(sink, PL_E0801, (pl_span){0}, "%.*s can't be read: %.*s",
                     PL_FMT(path), PL_FMT(text));
    }
    if (read != PL_READ_OK) {
        return read;
    }
    *src = strip ? stripped(a, path, text) : pl_source_new(a, path, text);
    uint32_t odd = pl_utf8_invalid(text);
    if (odd != UINT32_MAX) {
        bool secret = pl_str_ends(path, PL_S("profiles.yml"));
        pl_report_not_utf8(sink, path, text, odd, secret);
        return PL_READ_FAILED;
    }
    return pl_yaml_parse(*src, a, sink, out) ? PL_READ_OK : PL_READ_FAILED;
}

const pl_yaml *pl_yaml_item(const pl_yaml *list, uint32_t i) {
    return pl_yaml_is(list, PL_YAML_SEQ) && i < list->count ? list->as.items[i] : NULL;
}
