/* Values to YAML as PyYAML's safe_dump represents them. */
#include "eval/eval.h"
#include "eval/ops/python_text.h"
#include "project/yaml/emit.h"
#include "project/yaml/yaml_priv.h"
#include "support/map.h"

typedef struct anchor_use {
    uint32_t uses;
    uint32_t number; /* 0: stands once, needs no anchor */
    bool written;
} anchor_use;

typedef struct dumper {
    pl_yaml_emit emit;
    pl_eval ev; /* compares keys */
    pl_arena *a;
    pl_map anchors; /* address of a list or dict -> anchor_use */
    uint32_t anchor_count;
    bool sort_keys;
    pl_str why;
} dumper;

static bool refuse(dumper *d, pl_str why) {
    d->why = why;
    return false;
}

/* ---- scalars */

/* 1e+17 would read back as text: PyYAML writes 1.0e+17. */
static pl_str float_text(dumper *d, double f) {
    if (f != f) {
        return PL_S(".nan");
    }
    if (f - f != 0) {
        return f > 0 ? PL_S(".inf") : PL_S("-.inf");
    }
    pl_buf text = {0};
    pl_float_repr(&text, f);
    pl_str digits = pl_buf_take(&text, d->a);
    pl_buf_free(&text);
    uint32_t e = pl_str_find_char(digits, 'e');
    if (e == UINT32_MAX || pl_str_find_char(digits, '.') != UINT32_MAX) {
        return digits;
    }
    return pl_str_cat3(d->a, pl_str_sub(digits, 0, e), PL_S(".0"),
                       pl_str_sub(digits, e, digits.len));
}

static bool is_date(pl_value v) {
    const char *name = v.kind == PL_OBJECT ? v.as.obj->cls->name : "";
    return !strcmp(name, "date") || !strcmp(name, "datetime");
}

/* Text and tag of a scalar; false: it is none. */
static bool scalar_text(dumper *d, pl_value v, pl_str *text, const char **tag) {
    switch ((pl_kind)v.kind) {
    case PL_STR:
        *text = pl_str_from(v);
        *tag = "!!str";
        return true;
    case PL_NONE:
        *text = PL_S("null");
        *tag = "!!null";
        return true;
    case PL_BOOL:
        *text = v.as.i ? PL_S("true") : PL_S("false");
        *tag = "!!bool";
        return true;
    case PL_INT:
    case PL_BIG:
        *text = pl_python_str(d->a, v);
        *tag = "!!int";
        return true;
    case PL_FLOAT:
        *text = float_text(d, v.as.f);
        *tag = "!!float";
        return true;
    case PL_UNSET:
    case PL_LAZY:
    case PL_UNDEFINED:
    case PL_LIST:
    case PL_TUPLE:
    case PL_DICT:
    case PL_SET:
    case PL_RANGE:
    case PL_ITER:
    case PL_NATIVE:
    case PL_MACRO:
    case PL_OBJECT:
    case PL_KIND_COUNT:
        break;
    }
    if (is_date(v)) {
        *text = pl_python_str(d->a, v);
        *tag = "!!timestamp";
        return true;
    }
    return false;
}

/* ---- containers */

static bool is_list(pl_value v) {
    return v.kind == PL_LIST || v.kind == PL_TUPLE;
}

static bool is_container(pl_value v) {
    return is_list(v) || v.kind == PL_DICT || v.kind == PL_SET;
}

/* PyYAML has no aliases of the empty tuple. */
static bool may_alias(pl_value v) {
    return is_container(v) && !(v.kind == PL_TUPLE && v.as.list->len == 0);
}

static anchor_use *use_of(dumper *d, pl_value v) {
    const void *id = is_list(v) ? (const void *)v.as.list : (const void *)v.as.dict;
    pl_str probe = {(const char *)&id, sizeof id};
    anchor_use *use = pl_map_get(&d->anchors, probe);
    if (!use) {
        use = PL_NEW(d->a, anchor_use);
        pl_map_put(&d->anchors, d->a, pl_str_copy(d->a, probe), use);
    }
    return use;
}

/* Count how often each container stands in the tree; those that stand twice are
 * numbered in the order in which the second is met. */
static bool count_uses(dumper *d, pl_value v, uint32_t depth) {
    if (!may_alias(v)) {
        return true;
    }
    if (depth > PL_YAML_DEPTH) {
        return refuse(d, PL_S("the value is nested too deeply"));
    }
    anchor_use *use = use_of(d, v);
    if (use->uses++ > 0) {
        use->number = use->number ? use->number : ++d->anchor_count;
        return true;
    }
    if (is_list(v)) {
        for (uint32_t i = 0; i < v.as.list->len; i++) {
            if (!count_uses(d, v.as.list->at[i], depth + 1)) {
                return false;
            }
        }
        return true;
    }
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(v.as.dict, &i)) != NULL;) {
        if (!count_uses(d, e->key, depth + 1) || !count_uses(d, e->value, depth + 1)) {
            return false;
        }
    }
    return true;
}

/* Place of `key` among the first `n`, which are in order; false: keys
 * that don't compare. */
static bool find_place(dumper *d, const pl_list *l, uint32_t n, uint32_t *out) {
    uint32_t lo = 0;
    uint32_t hi = n;
    while (lo < hi) {
        bool less;
        uint32_t mid = (lo + hi) / 2;
        if (!pl_less(&d->ev, l->at[n], l->at[mid], &less)) {
            return false;
        }
        *(less ? &hi : &lo) = less ? mid : mid + 1;
    }
    *out = lo;
    return true;
}

/* Keys in the order in which they are written; as they are when they don't compare. */
static pl_list *ordered_keys(dumper *d, const pl_dict *dict) {
    pl_list *as_is = pl_list_new(d->a, dict->len).as.list;
    pl_list *sorted = pl_list_new(d->a, dict->len).as.list;
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(dict, &i)) != NULL;) {
        pl_list_push(d->a, as_is, e->key);
        pl_list_push(d->a, sorted, e->key);
    }
    for (uint32_t n = 1; d->sort_keys && n < sorted->len; n++) {
        uint32_t to;
        pl_value key = sorted->at[n];
        if (!find_place(d, sorted, n, &to)) {
            return as_is;
        }
        memmove(sorted->at + to + 1, sorted->at + to, (n - to) * sizeof key);
        sorted->at[to] = key;
    }
    return d->sort_keys ? sorted : as_is;
}

static bool emit_value(dumper *d, pl_value v);

static bool emit_list(dumper *d, const pl_list *l) {
    pl_yaml_emit_level level = pl_yaml_emit_begin(&d->emit, true);
    for (uint32_t i = 0; i < l->len; i++) {
        pl_yaml_emit_item(&d->emit);
        if (!emit_value(d, l->at[i])) {
            return false;
        }
    }
    pl_yaml_emit_finish(&d->emit, level);
    return true;
}

static bool is_simple_key(dumper *d, pl_value key) {
    pl_str text;
    const char *tag;
    if (scalar_text(d, key, &text, &tag)) {
        return pl_yaml_emit_is_simple(text, (uint32_t)strlen(tag));
    }
    return is_list(key) &&
           (key.as.list->len == 0 || (may_alias(key) && use_of(d, key)->written));
}

static bool emit_dict(dumper *d, pl_value v) {
    pl_yaml_emit_level level = pl_yaml_emit_begin(&d->emit, false);
    pl_list *keys = ordered_keys(d, v.as.dict);
    for (uint32_t i = 0; i < keys->len; i++) {
        pl_value *value = NULL;
        bool simple = is_simple_key(d, keys->at[i]);
        if (pl_dict_lookup(&d->ev, v.as.dict, keys->at[i], &value) != PL_FOUND) {
            return refuse(d, PL_S("a key can't be looked up"));
        }
        pl_yaml_emit_key(&d->emit, simple);
        if (!emit_value(d, keys->at[i])) {
            return false;
        }
        pl_yaml_emit_value(&d->emit, simple);
        if (!emit_value(d, v.kind == PL_SET ? pl_none() : *value)) {
            return false;
        }
    }
    pl_yaml_emit_finish(&d->emit, level);
    return true;
}

/* Write the anchor, or the alias that stands for the whole container: then true. */
static bool emit_anchor(dumper *d, pl_value v) {
    anchor_use *use = may_alias(v) ? use_of(d, v) : NULL;
    if (!use || !use->number) {
        return false;
    }
    bool alias = use->written;
    use->written = true;
    pl_yaml_emit_word(&d->emit,
                      pl_str_fmt(d->a, "%cid%03u", alias ? '*' : '&', use->number));
    return alias;
}

static bool emit_container(dumper *d, pl_value v) {
    if (emit_anchor(d, v)) {
        return true;
    }
    if (v.kind == PL_SET) {
        pl_yaml_emit_word(&d->emit, PL_S("!!set"));
    }
    if (is_list(v) ? v.as.list->len == 0 : v.as.dict->len == 0) {
        pl_yaml_emit_word(&d->emit, is_list(v) ? PL_S("[]") : PL_S("{}"));
        return true;
    }
    return is_list(v) ? emit_list(d, v.as.list) : emit_dict(d, v);
}

static bool emit_value(dumper *d, pl_value v) {
    pl_str text;
    const char *tag;
    if (is_container(v)) {
        return emit_container(d, v);
    }
    if (!scalar_text(d, v, &text, &tag)) {
        return refuse(d, pl_str_fmt(d->a, "('cannot represent an object', %.*s)",
                                    PL_FMT(pl_python_repr(d->a, v))));
    }
    bool plain = v.kind != PL_STR || pl_yaml_implicit(text) == PL_TAG_STR;
    pl_yaml_emit_scalar(&d->emit, text, plain);
    return true;
}

bool pl_yaml_dump(pl_value v, bool sort_keys, pl_arena *a, pl_buf *to, pl_str *why) {
    dumper d = {.a = a, .sort_keys = sort_keys};
    uint32_t from = to->len;
    pl_run_init(&d.ev, a, &pl_ops_access);
    pl_yaml_emit_start(&d.emit, to, a);
    bool ok = count_uses(&d, v, 0) && emit_value(&d, v);
    if (ok) {
        pl_yaml_emit_end(&d.emit);
    } else {
        to->len = from;
        *why = d.why;
    }
    pl_run_done(&d.ev);
    return ok;
}
