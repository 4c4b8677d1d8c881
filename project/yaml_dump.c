/* Values to YAML, laid out as PyYAML's safe_dump lays it out. libyaml's emitter is the same
 * program in C and chooses the same styles. */
#include <stdio.h>
#include <yaml.h>

#include "eval/eval.h"
#include "project/python_text.h"
#include "project/yaml_priv.h"
#include "support/map.h"

typedef struct dumper {
    yaml_emitter_t emitter;
    pl_eval ev; /* for sorting keys */
    pl_arena *a;
    pl_buf *to;
    pl_map anchors; /* address of a list or dict -> anchor_use */
    uint32_t anchor_count;
    bool sort_keys;
    pl_str why; /* at NULL: no error yet */
} dumper;

typedef struct anchor_use {
    uint32_t uses;
    uint32_t number; /* 0: none yet */
    bool written;
} anchor_use;

static int write_out(void *data, unsigned char *at, size_t len) {
    pl_buf_put(data, (const char *)at, len);
    return 1;
}

static bool refuse(dumper *d, pl_str why) {
    d->why = why;
    return false;
}

static bool emit(dumper *d, yaml_event_t *event, int made) {
    if (!made) {
        pl_out_of_memory();
    }
    if (!yaml_emitter_emit(&d->emitter, event)) {
        return refuse(d, pl_str_copy(d->a, pl_str_of(d->emitter.problem ? d->emitter.problem
                                                                        : "emitter error")));
    }
    return true;
}

/* ---- scalars */

static bool emit_scalar(dumper *d, pl_str text, const char *tag, bool plain, bool quoted,
                        yaml_scalar_style_t style) {
    yaml_event_t e;
    char name[64];
    snprintf(name, sizeof name, "tag:yaml.org,2002:%s", tag);
    return emit(d, &e,
                yaml_scalar_event_initialize(&e, NULL, (const yaml_char_t *)name,
                                             (const yaml_char_t *)text.at, (int)text.len, plain,
                                             quoted, style));
}

/* A plain scalar must resolve to its own tag, else it is quoted. */
static bool emit_text(dumper *d, pl_str text) {
    bool plain = pl_yaml_implicit(text) == PL_TAG_STR;
    return emit_scalar(d, text, "str", plain, true, YAML_ANY_SCALAR_STYLE);
}

static bool emit_float(dumper *d, double f) {
    pl_buf text = {0};
    if (f != f) {
        PL_BUF_LIT(&text, ".nan");
    } else if (f - f != 0) {
        pl_buf_str(&text, f > 0 ? PL_S(".inf") : PL_S("-.inf"));
    } else {
        pl_float_repr(&text, f);
        pl_str digits = pl_buf_view(&text);
        uint32_t e = pl_str_find_char(digits, 'e');
        /* 1e+17 would read back as text: PyYAML writes 1.0e+17. */
        if (e != UINT32_MAX && pl_str_find_char(digits, '.') == UINT32_MAX) {
            pl_str whole = pl_buf_take(&text, d->a);
            pl_buf_put(&text, whole.at, e);
            PL_BUF_LIT(&text, ".0");
            pl_buf_put(&text, whole.at + e, whole.len - e);
        }
    }
    bool ok = emit_scalar(d, pl_buf_view(&text), "float", true, false, YAML_ANY_SCALAR_STYLE);
    pl_buf_free(&text);
    return ok;
}

/* ---- containers */

static const void *identity(pl_value v) {
    return v.kind == PL_LIST || v.kind == PL_TUPLE ? (const void *)v.as.list
                                                   : (const void *)v.as.dict;
}

static anchor_use *use_of(dumper *d, pl_value v) {
    const void *id = identity(v);
    pl_str probe = {(const char *)&id, sizeof id};
    anchor_use *use = pl_map_get(&d->anchors, probe);
    if (!use) {
        use = PL_NEW(d->a, anchor_use);
        pl_map_put(&d->anchors, d->a, pl_str_copy(d->a, probe), use);
    }
    return use;
}

static bool is_container(pl_value v) {
    return v.kind == PL_LIST || v.kind == PL_TUPLE || v.kind == PL_DICT || v.kind == PL_SET;
}

/* PyYAML ignores aliases of the empty tuple. */
static bool may_alias(pl_value v) {
    return is_container(v) && !(v.kind == PL_TUPLE && v.as.list->len == 0);
}

/* Entries in the order in which they are written. */
static bool ordered(dumper *d, const pl_dict *dict, pl_value *out) {
    pl_value keys = pl_list_new(d->a, dict->len);
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(dict, &i)) != NULL;) {
        pl_list_push(d->a, keys.as.list, e->key);
    }
    *out = keys;
    if (!d->sort_keys) {
        return true;
    }
    pl_list *l = keys.as.list; /* insertion by halves: keys are few, the order stable */
    for (uint32_t n = 1; n < l->len; n++) {
        pl_value key = l->at[n];
        uint32_t lo = 0;
        uint32_t hi = n;
        while (lo < hi) {
            bool less;
            uint32_t mid = (lo + hi) / 2;
            if (!pl_less(&d->ev, key, l->at[mid], &less)) {
                return true; /* keys that don't compare stay as they are, as in PyYAML */
            }
            *(less ? &hi : &lo) = less ? mid : mid + 1;
        }
        memmove(l->at + lo + 1, l->at + lo, (n - lo) * sizeof *l->at);
        l->at[lo] = key;
    }
    return true;
}

/* Count how often each container stands in the tree, and number those that stand twice in
 * the order in which PyYAML does. */
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
    if (v.kind == PL_LIST || v.kind == PL_TUPLE) {
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

static bool emit_value(dumper *d, pl_value v);

static bool emit_sequence(dumper *d, pl_value v, const yaml_char_t *anchor) {
    yaml_event_t e;
    const yaml_char_t *tag = (const yaml_char_t *)"tag:yaml.org,2002:seq";
    if (!emit(d, &e,
              yaml_sequence_start_event_initialize(&e, anchor, tag, 1,
                                                   YAML_BLOCK_SEQUENCE_STYLE))) {
        return false;
    }
    for (uint32_t i = 0; i < v.as.list->len; i++) {
        if (!emit_value(d, v.as.list->at[i])) {
            return false;
        }
    }
    return emit(d, &e, yaml_sequence_end_event_initialize(&e));
}

static bool emit_mapping(dumper *d, pl_value v, const yaml_char_t *anchor) {
    yaml_event_t e;
    bool is_set = v.kind == PL_SET;
    const char *tag = is_set ? "tag:yaml.org,2002:set" : "tag:yaml.org,2002:map";
    pl_value keys;
    if (!ordered(d, v.as.dict, &keys) ||
        !emit(d, &e,
              yaml_mapping_start_event_initialize(&e, anchor, (const yaml_char_t *)tag, !is_set,
                                                  YAML_BLOCK_MAPPING_STYLE))) {
        return false;
    }
    for (uint32_t i = 0; i < keys.as.list->len; i++) {
        pl_value key = keys.as.list->at[i];
        pl_value *value = NULL;
        if (pl_dict_lookup(&d->ev, v.as.dict, key, &value) != PL_FOUND) {
            return refuse(d, PL_S("a key can't be looked up"));
        }
        if (!emit_value(d, key) || !emit_value(d, is_set ? pl_none() : *value)) {
            return false;
        }
    }
    return emit(d, &e, yaml_mapping_end_event_initialize(&e));
}

static bool emit_container(dumper *d, pl_value v) {
    yaml_event_t e;
    char name[24];
    anchor_use *use = may_alias(v) ? use_of(d, v) : NULL;
    const yaml_char_t *anchor = NULL;
    if (use && use->number) {
        snprintf(name, sizeof name, "id%03u", use->number);
        anchor = (const yaml_char_t *)name;
        if (use->written) {
            return emit(d, &e, yaml_alias_event_initialize(&e, anchor));
        }
        use->written = true;
    }
    return v.kind == PL_LIST || v.kind == PL_TUPLE ? emit_sequence(d, v, anchor)
                                                   : emit_mapping(d, v, anchor);
}

static bool emit_value(dumper *d, pl_value v) {
    if (is_container(v)) {
        return emit_container(d, v);
    }
    if (v.kind == PL_STR) {
        return emit_text(d, pl_str_from(v));
    }
    if (v.kind == PL_NONE) {
        return emit_scalar(d, PL_S("null"), "null", true, false, YAML_ANY_SCALAR_STYLE);
    }
    if (v.kind == PL_BOOL) {
        return emit_scalar(d, v.as.i ? PL_S("true") : PL_S("false"), "bool", true, false,
                           YAML_ANY_SCALAR_STYLE);
    }
    if (v.kind == PL_INT || v.kind == PL_BIG) {
        return emit_scalar(d, pl_python_str(d->a, v), "int", true, false, YAML_ANY_SCALAR_STYLE);
    }
    if (v.kind == PL_FLOAT) {
        return emit_float(d, v.as.f);
    }
    return refuse(d, pl_str_cat(d->a, PL_S("cannot represent an object: "),
                                pl_python_repr(d->a, v)));
}

static bool emit_document(dumper *d, pl_value v) {
    yaml_event_t e;
    return emit(d, &e, yaml_stream_start_event_initialize(&e, YAML_UTF8_ENCODING)) &&
           emit(d, &e, yaml_document_start_event_initialize(&e, NULL, NULL, NULL, 1)) &&
           emit_value(d, v) &&
           emit(d, &e, yaml_document_end_event_initialize(&e, 1)) &&
           emit(d, &e, yaml_stream_end_event_initialize(&e));
}

/* PyYAML closes a document that is one plain scalar with "...". */
static void close_plain(pl_value v, pl_buf *to, uint32_t from) {
    char first = to->len > from ? to->at[from] : '\0';
    if (!is_container(v) && first != '\'' && first != '"' && first != '|') {
        PL_BUF_LIT(to, "...\n");
    }
}

bool pl_yaml_dump(pl_value v, bool sort_keys, pl_arena *a, pl_buf *to, pl_str *why) {
    dumper d = {.a = a, .to = to, .sort_keys = sort_keys};
    uint32_t from = to->len;
    if (!yaml_emitter_initialize(&d.emitter)) {
        pl_out_of_memory();
    }
    pl_eval_init(&d.ev, a, NULL, NULL, PL_MODE_JINJA);
    yaml_emitter_set_output(&d.emitter, write_out, to);
    bool ok = count_uses(&d, v, 0) && emit_document(&d, v);
    if (ok) {
        yaml_emitter_flush(&d.emitter);
        close_plain(v, to, from);
    } else {
        to->len = from;
        *why = d.why;
    }
    yaml_emitter_delete(&d.emitter);
    pl_eval_done(&d.ev);
    return ok;
}
