/* eval/text/json_dump.c: json.dumps. */
#include <math.h>

#include "eval/text/notation.h"
#include "eval/value/value_priv.h"

typedef struct dumping {
    pl_eval *ev;
    pl_buf *to;
    const pl_str *indent; /* NULL: one line */
    bool sorted, ascii;
    uint32_t depth;
    uint8_t flags; /* provenance of all that was written */
} dumping;

enum { DEPTH_MAX = 500 };

static bool dump(dumping *d, pl_value v);

static void put_escape(pl_buf *to, uint32_t c, bool ascii) {
    switch (c) {
    case '"':
        PL_BUF_LIT(to, "\\\"");
        return;
    case '\\':
        PL_BUF_LIT(to, "\\\\");
        return;
    case '\n':
        PL_BUF_LIT(to, "\\n");
        return;
    case '\r':
        PL_BUF_LIT(to, "\\r");
        return;
    case '\t':
        PL_BUF_LIT(to, "\\t");
        return;
    case '\f':
        PL_BUF_LIT(to, "\\f");
        return;
    case '\b':
        PL_BUF_LIT(to, "\\b");
        return;
    default:
        break;
    }
    if (c >= 0x10000 && ascii) {
        c -= 0x10000;
        pl_buf_fmt(to, "\\u%04x\\u%04x", 0xd800 + (c >> 10), 0xdc00 + (c & 0x3ff));
    } else if (c < 0x20 || (c >= 0x7f && ascii)) {
        pl_buf_fmt(to, c == 0x7f ? "\x7f" : "\\u%04x", c);
    } else {
        pl_buf_utf8(to, c);
    }
}

static void put_string(pl_buf *to, pl_str s, bool ascii) {
    pl_buf_char(to, '"');
    for (uint32_t i = 0; i < s.len;) {
        put_escape(to, pl_utf8_next(s, &i), ascii);
    }
    pl_buf_char(to, '"');
}

static void put_float(pl_buf *to, double f) {
    if (isnan(f)) {
        PL_BUF_LIT(to, "NaN");
    } else if (isinf(f)) {
        pl_buf_str(to, f > 0 ? PL_S("Infinity") : PL_S("-Infinity"));
    } else {
        pl_float_repr(to, f);
    }
}

/* What a value takes at most beside its text: its line, and escapes of a long text. */
static bool afford(dumping *d, pl_value v) {
    enum { LONG = 1 << 16, ESCAPED = 6 };
    uint64_t bytes = 4 + (d->indent ? (uint64_t)d->depth * d->indent->len : 0);
    if (pl_is_str(v) && v.len > LONG) {
        bytes += (uint64_t)v.len * ESCAPED;
    }
    return pl_step(d->ev, 1 + bytes / 64) && pl_charge(d->ev, bytes);
}

static bool put_scalar(dumping *d, pl_value v) {
    switch ((int)v.kind) {
    case PL_NONE:
        PL_BUF_LIT(d->to, "null");
        return true;
    case PL_BOOL:
        pl_buf_str(d->to, v.as.i ? PL_S("true") : PL_S("false"));
        return true;
    case PL_INT:
    case PL_BIG:
        return pl_int_digits(d->ev, v, 10, d->to);
    case PL_FLOAT:
        put_float(d->to, v.as.f);
        return true;
    default:
        return false;
    }
}

static void new_line(dumping *d) {
    if (d->indent) {
        pl_buf_char(d->to, '\n');
        for (uint32_t i = 0; i < d->depth; i++) {
            pl_buf_str(d->to, *d->indent);
        }
    }
}

static void put_comma(dumping *d) {
    pl_buf_str(d->to, d->indent ? PL_S(",") : PL_S(", "));
    new_line(d);
}

static bool dump_list(dumping *d, const pl_list *l) {
    if (l->len == 0) {
        PL_BUF_LIT(d->to, "[]");
        return true;
    }
    pl_buf_char(d->to, '[');
    d->depth++;
    new_line(d);
    for (uint32_t i = 0; i < l->len; i++) {
        if (i) {
            put_comma(d);
        }
        if (!dump(d, l->at[i])) {
            return false;
        }
    }
    d->depth--;
    new_line(d);
    pl_buf_char(d->to, ']');
    return true;
}

/* Keys that are no text become text. */
static bool dump_key(dumping *d, pl_value key) {
    if (pl_is_str(key)) {
        put_string(d->to, pl_str_from(key), d->ascii);
        return true;
    }
    pl_buf_char(d->to, '"');
    if (!put_scalar(d, key)) {
        return d->ev->error.kind == PL_EXC_NONE &&
               pl_raise(d->ev, PL_EXC_TYPE,
                        "keys must be str, int, float, bool or None, not %s",
                        pl_type_name(key));
    }
    pl_buf_char(d->to, '"');
    return true;
}

/* The entries in the order they are written. */
static bool entries_of(dumping *d, const pl_dict *dict, const pl_dict_entry ***out) {
    pl_arena *a = d->ev->arena;
    const pl_dict_entry **entries = PL_NEW_ARRAY(a, const pl_dict_entry *, dict->len);
    uint32_t n = 0, i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(dict, &i));) {
        entries[n++] = e;
    }
    *out = entries;
    if (!d->sorted) {
        return true;
    }
    pl_value *keys = PL_NEW_ARRAY(a, pl_value, n);
    uint32_t *order = PL_NEW_ARRAY(a, uint32_t, n);
    for (uint32_t k = 0; k < n; k++) {
        keys[k] = entries[k]->key;
    }
    pl_sort_keys by = {keys, n, 1, false, false};
    if (!pl_sort_order(d->ev, &by, false, order)) {
        return false;
    }
    const pl_dict_entry **sorted = PL_NEW_ARRAY(a, const pl_dict_entry *, n);
    for (uint32_t k = 0; k < n; k++) {
        sorted[k] = entries[order[k]];
    }
    *out = sorted;
    return true;
}

static bool dump_dict(dumping *d, const pl_dict *dict) {
    const pl_dict_entry **entries;
    if (dict->len == 0) {
        PL_BUF_LIT(d->to, "{}");
        return true;
    }
    if (!entries_of(d, dict, &entries)) {
        return false;
    }
    pl_buf_char(d->to, '{');
    d->depth++;
    new_line(d);
    for (uint32_t i = 0; i < dict->len; i++) {
        if (i) {
            put_comma(d);
        }
        if (!dump_key(d, entries[i]->key)) {
            return false;
        }
        PL_BUF_LIT(d->to, ": ");
        if (!dump(d, entries[i]->value)) {
            return false;
        }
    }
    d->depth--;
    new_line(d);
    pl_buf_char(d->to, '}');
    return true;
}

static bool dump_nested(dumping *d, pl_value v) {
    const void *what =
        v.kind == PL_DICT ? (const void *)v.as.dict : (const void *)v.as.list;
    if (pl_nest_has(d->ev, what)) {
        return pl_raise(d->ev, PL_EXC_VALUE, "Circular reference detected");
    }
    pl_nest nest;
    if (d->depth >= DEPTH_MAX) {
        return pl_raise(
            d->ev, PL_EXC_RECURSION,
            "maximum recursion depth exceeded while encoding a JSON object");
    }
    if (!pl_nest_enter(d->ev, &nest, what)) {
        return false;
    }
    bool ok = v.kind == PL_DICT ? dump_dict(d, v.as.dict) : dump_list(d, v.as.list);
    pl_nest_leave(d->ev, &nest);
    return ok;
}

/* Python names the class without its module here. */
static bool not_json(pl_eval *ev, pl_value v) {
    const char *name = pl_type_name(v), *dot = strrchr(name, '.');
    return pl_raise(ev, PL_EXC_TYPE, "Object of type %s is not JSON serializable",
                    dot ? dot + 1 : name);
}

static bool dump(dumping *d, pl_value v) {
    uint32_t before = d->to->len;
    d->flags |= v.flags & PL_PROVENANCE;
    if (!afford(d, v)) {
        return false;
    }
    if (pl_is_str(v)) {
        put_string(d->to, pl_str_from(v), d->ascii);
        return pl_afford(d->ev, d->to->len - before);
    }
    if (v.kind == PL_LIST || v.kind == PL_TUPLE || v.kind == PL_DICT) {
        return dump_nested(d, v);
    }
    return put_scalar(d, v) || (d->ev->error.kind == PL_EXC_NONE && not_json(d->ev, v));
}

bool pl_json_dump_with(pl_eval *ev, pl_value v, bool sorted, const pl_str *indent,
                       bool ascii, pl_out *to) {
    dumping d = {ev, &to->text, indent, sorted, ascii, 0, 0};
    bool ok = dump(&d, v);
    to->flags |= d.flags;
    return ok;
}

bool pl_json_dump(pl_eval *ev, pl_value v, bool sorted, int indent, bool ascii,
                  pl_buf *to) {
    static const char spaces[] = "                ";
    uint32_t width = indent < 0 ? 0 : (uint32_t)indent;
    pl_str unit = {spaces, width < sizeof spaces ? width : sizeof spaces - 1};
    dumping d = {ev, to, indent < 0 ? NULL : &unit, sorted, ascii, 0, 0};
    return dump(&d, v);
}
