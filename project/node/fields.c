/* Fields of resources: to JSON text or to a dict. */
#include <math.h>

#include "eval/eval.h"
#include "eval/ops/python_text.h"
#include "project/node/fields_priv.h"

enum { DEPTH_MAX = 200 };

/* ---- values as JSON */

static void json_at(const pl_world *w, pl_buf *to, pl_value v, uint32_t depth);

static void json_str(const pl_world *w, pl_buf *to, pl_str s) {
    const pl_env *env = w->options.env;
    if (env && env->secret_count) {
        s = pl_env_mask(env, w->arena, s);
    }
    pl_buf_json(to, s);
}

static void json_float(pl_buf *to, double d) {
    if (isnan(d)) {
        PL_BUF_LIT(to, "NaN");
    } else if (isinf(d)) {
        pl_buf_str(to, d > 0 ? PL_S("Infinity") : PL_S("-Infinity"));
    } else {
        pl_float_repr(to, d);
    }
}

static void json_list(const pl_world *w, pl_buf *to, const pl_list *l, uint32_t depth) {
    pl_buf_char(to, '[');
    for (uint32_t i = 0; i < l->len; i++) {
        if (i) {
            PL_BUF_LIT(to, ", ");
        }
        json_at(w, to, l->at[i], depth);
    }
    pl_buf_char(to, ']');
}

/* Keys that are no texts become what Python's json makes of them: "1", "true". */
static void json_key(const pl_world *w, pl_buf *to, pl_value key) {
    if (key.kind == PL_STR) {
        json_str(w, to, pl_str_from(key));
        return;
    }
    pl_buf text = {0};
    json_at(w, &text, key, DEPTH_MAX);
    pl_buf_json(to, pl_buf_view(&text));
    pl_buf_free(&text);
}

static void json_dict(const pl_world *w, pl_buf *to, const pl_dict *d, uint32_t depth) {
    uint32_t at = 0;
    bool first = true;
    const pl_dict_entry *e;
    pl_buf_char(to, '{');
    while ((e = pl_dict_next(d, &at))) {
        if (!first) {
            PL_BUF_LIT(to, ", ");
        }
        first = false;
        json_key(w, to, e->key);
        PL_BUF_LIT(to, ": ");
        json_at(w, to, e->value, depth);
    }
    pl_buf_char(to, '}');
}

static void json_set(const pl_world *w, pl_buf *to, const pl_dict *d, uint32_t depth) {
    uint32_t at = 0;
    bool first = true;
    const pl_dict_entry *e;
    pl_buf_char(to, '[');
    while ((e = pl_dict_next(d, &at))) {
        if (!first) {
            PL_BUF_LIT(to, ", ");
        }
        first = false;
        json_at(w, to, e->key, depth);
    }
    pl_buf_char(to, ']');
}

/* Relations, dates and the like: their text. */
static void json_printed(const pl_world *w, pl_buf *to, pl_value v) {
    json_str(w, to, pl_python_str(w->arena, v));
}

static void json_big(const pl_world *w, pl_buf *to, pl_value v) {
    pl_buf_str(to, pl_python_str(w->arena, v));
}

static void json_int(pl_buf *to, int64_t i) {
    char digits[24];
    uint32_t at = sizeof digits;
    uint64_t rest = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (i < 0) {
        digits[--at] = '-';
    }
    pl_buf_put(to, digits + at, sizeof digits - at);
}

static void json_at(const pl_world *w, pl_buf *to, pl_value v, uint32_t depth) {
    if (depth > DEPTH_MAX) {
        PL_BUF_LIT(to, "null"); /* a list that holds itself */
        return;
    }
    switch ((pl_kind)v.kind) {
    case PL_BOOL:
        pl_buf_str(to, v.as.i ? PL_S("true") : PL_S("false"));
        break;
    case PL_INT:
        json_int(to, v.as.i);
        break;
    case PL_BIG:
        json_big(w, to, v);
        break;
    case PL_FLOAT:
        json_float(to, v.as.f);
        break;
    case PL_STR:
        json_str(w, to, pl_str_from(v));
        break;
    case PL_LIST:
    case PL_TUPLE:
        json_list(w, to, v.as.list, depth + 1);
        break;
    case PL_DICT:
        json_dict(w, to, v.as.dict, depth + 1);
        break;
    case PL_SET:
        json_set(w, to, v.as.dict, depth + 1);
        break;
    case PL_UNDEFINED:
        PL_BUF_LIT(to, "\"\"");
        break;
    case PL_RANGE:
    case PL_ITER:
    case PL_NATIVE:
    case PL_MACRO:
    case PL_OBJECT:
        json_printed(w, to, v);
        break;
    case PL_UNSET:
    case PL_LAZY:
    case PL_NONE:
    case PL_KIND_COUNT:
        PL_BUF_LIT(to, "null");
        break;
    }
}

void pl_json_value(const pl_world *w, pl_buf *to, pl_value v) {
    json_at(w, to, v, 0);
}

/* ---- fields */

pl_fields pl_fields_dict(const pl_world *w, pl_node_view view, pl_arena *a,
                         pl_value *out) {
    *out = pl_dict_new(a, 48);
    return (pl_fields){.world = w, .arena = a, .dict = out->as.dict, .view = view};
}

/* What stands before a value: the comma, and in an object its key. */
static void begin_json(pl_fields *f, pl_str key) {
    if (!f->first) {
        PL_BUF_LIT(f->json, ", ");
    }
    f->first = false;
    if (!f->in_list) {
        pl_buf_json(f->json, key);
        PL_BUF_LIT(f->json, ": ");
    }
}

static void keep(pl_fields *f, pl_str key, pl_value v) {
    v = v.kind == PL_UNSET ? pl_none() : v;
    if (f->in_list) {
        pl_list_push(f->arena, f->list, v);
    } else if (v.kind != PL_NONE || f->view != PL_VIEW_MODEL) {
        pl_dict_put_str(f->arena, f->dict, key, v);
    }
}

/* Templates may change the dicts and lists they get: those are copies. */
void pl_emit(pl_fields *f, pl_str key, pl_value v) {
    if (f->json) {
        begin_json(f, key);
        json_at(f->world, f->json, v, 0);
    } else {
        keep(f, key, pl_value_copy(f->arena, v));
    }
}

void pl_emit_dict(pl_fields *f, pl_str key, const pl_dict *d) {
    pl_value v = {.kind = PL_DICT, .as.dict = (pl_dict *)(uintptr_t)d};
    pl_emit(f, key, d ? v : pl_dict_new(f->arena, 0));
}

pl_fields pl_open_dict(pl_fields *f, pl_str key) {
    pl_fields inner = *f;
    inner.first = true;
    inner.in_list = false;
    inner.list = NULL;
    if (f->json) {
        begin_json(f, key);
        pl_buf_char(f->json, '{');
    } else {
        pl_value v = pl_dict_new(f->arena, 8);
        inner.dict = v.as.dict;
        keep(f, key, v);
    }
    return inner;
}

pl_fields pl_open_list(pl_fields *f, pl_str key) {
    pl_fields inner = *f;
    inner.first = true;
    inner.in_list = true;
    if (f->json) {
        begin_json(f, key);
        pl_buf_char(f->json, '[');
    } else {
        pl_value v = pl_list_new(f->arena, 4);
        inner.list = v.as.list;
        keep(f, key, v);
    }
    return inner;
}

void pl_close(pl_fields *inner) {
    if (inner->json) {
        pl_buf_char(inner->json, inner->in_list ? ']' : '}');
    }
}

void pl_emit_strs(pl_fields *f, pl_str key, const pl_str *at, uint32_t len) {
    pl_fields l = pl_open_list(f, key);
    for (uint32_t i = 0; i < len; i++) {
        pl_emit_str(&l, PL_S(""), at[i]);
    }
    pl_close(&l);
}

/* ---- created_at: printed once, then copied */

static double clock_seconds(const pl_world *w) {
    return (double)w->options.now_us / 1e6;
}

static pl_str clock_text(const pl_world *w, pl_arena *a) {
    pl_buf text = {0};
    pl_float_repr(&text, clock_seconds(w));
    pl_str out = pl_buf_take(&text, a);
    pl_buf_free(&text);
    return out;
}

void pl_emit_created(pl_fields *f) {
    if (f->json) {
        begin_json(f, PL_S("created_at"));
        pl_buf_str(f->json, f->clock);
    } else {
        pl_emit(f, PL_S("created_at"), pl_float(clock_seconds(f->world)));
    }
}

pl_fields pl_fields_json(const pl_world *w, pl_node_view view, pl_buf *json,
                         pl_arena *a) {
    pl_buf_char(json, '{');
    return (pl_fields){.world = w,
                       .arena = a,
                       .json = json,
                       .view = view,
                       .clock = clock_text(w, a),
                       .first = true};
}
