/* str.maketrans, str.translate and str.encode. */
#include "eval/methods/str_priv.h"
#include "eval/text/text.h"

/* ---- maketrans */

static bool put_char(pl_eval *ev, pl_dict *table, uint32_t c, pl_value to) {
    return pl_dict_put(ev, table, pl_int(c), to);
}

/* Keys of one character become their code points. */
static bool table_from_dict(pl_eval *ev, const pl_dict *from, pl_dict *table) {
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(from, &i));) {
        pl_value key = e->key;
        if (key.kind == PL_STR) {
            uint32_t at = 0;
            if (pl_utf8_chars(pl_str_from(key)) != 1) {
                return pl_raise(ev, PL_EXC_VALUE,
                                "string keys in translate table must be of length 1");
            }
            key = pl_int(pl_utf8_next(pl_str_from(key), &at));
        } else if (!pl_is_int(key)) {
            return pl_raise(ev, PL_EXC_TYPE,
                            "keys in translate table must be strings or integers");
        }
        if (!pl_dict_put(ev, table, key, e->value)) {
            return false;
        }
    }
    return true;
}

static bool table_from_texts(pl_eval *ev, const pl_value *argv, pl_dict *table) {
    if (!pl_need_str(ev, argv[1], "maketrans", 1) ||
        !pl_need_str(ev, argv[2], "maketrans", 2) ||
        (argv[3].kind != PL_UNSET && !pl_need_str(ev, argv[3], "maketrans", 3))) {
        return false;
    }
    pl_str from = pl_str_from(argv[1]), to = pl_str_from(argv[2]);
    if (pl_utf8_chars(from) != pl_utf8_chars(to)) {
        return pl_raise(ev, PL_EXC_VALUE,
                        "the first two maketrans arguments must have equal length");
    }
    for (uint32_t i = 0, k = 0; i < from.len;) {
        uint32_t c = pl_utf8_next(from, &i);
        if (!put_char(ev, table, c, pl_int(pl_utf8_next(to, &k)))) {
            return false;
        }
    }
    pl_str drop = argv[3].kind == PL_STR ? pl_str_from(argv[3]) : PL_S("");
    for (uint32_t i = 0; i < drop.len;) {
        if (!put_char(ev, table, pl_utf8_next(drop, &i), pl_none())) {
            return false;
        }
    }
    return true;
}

bool pl_str_maketrans(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value table = pl_dict_new(ev->arena, 0);
    *out = table;
    if (argv[2].kind != PL_UNSET) {
        return table_from_texts(ev, argv, table.as.dict);
    }
    if (argv[1].kind != PL_DICT) {
        return pl_raise(ev, PL_EXC_TYPE,
                        "if you give only one argument to maketrans it must be a dict");
    }
    return table_from_dict(ev, argv[1].as.dict, table.as.dict);
}

/* ---- translate */

static bool put_replacement(pl_eval *ev, pl_value to, pl_out *o) {
    int64_t c;
    if (to.kind == PL_NONE) {
        return true;
    }
    if (to.kind == PL_STR) {
        pl_out_value(o, to);
        return true;
    }
    if (!pl_as_int64(to, &c)) {
        return pl_raise(ev, PL_EXC_TYPE,
                        "character mapping must return integer, None or str");
    }
    if (c < 0 || c > 0x10ffff) {
        return pl_raise(ev, PL_EXC_VALUE,
                        "character mapping must be in range(0x110000)");
    }
    pl_buf_utf8(&o->text, (uint32_t)c);
    return true;
}

/* What the table has for a code point; PL_MISSING: it stays. */
static pl_found mapped(pl_eval *ev, pl_value table, uint32_t c, pl_value *to) {
    switch (table.kind) {
    case PL_DICT:
    case PL_LIST:
    case PL_TUPLE:
    case PL_STR:
    case PL_RANGE:
        return pl_item(ev, table, pl_int(c), to);
    case PL_OBJECT:
        if (table.as.obj->cls->item) {
            return pl_item(ev, table, pl_int(c), to);
        }
        break;
    case PL_UNDEFINED:
        return ev->access->getitem(ev, table, pl_int(c), to) ? PL_FOUND : PL_FAILED;
    default:
        break;
    }
    return pl_fail(pl_raise(ev, PL_EXC_TYPE, "'%s' object is not subscriptable",
                            pl_type_name(table)));
}

static bool translate(pl_eval *ev, pl_value s, pl_value table, pl_out *o) {
    pl_str text = pl_str_from(s);
    uint32_t done = 0;
    for (uint32_t i = 0; i < text.len;) {
        pl_value to;
        uint32_t at = i, before = o->text.len;
        pl_found found = mapped(ev, table, pl_utf8_next(text, &i), &to);
        if (found == PL_FAILED) {
            return false;
        }
        if (found == PL_FOUND) {
            pl_out_slice(o, s, done, at);
            done = i;
            if (!put_replacement(ev, to, o) || !pl_charge(ev, o->text.len - before)) {
                return false;
            }
        }
    }
    pl_out_slice(o, s, done, s.len);
    return true;
}

bool pl_str_translate(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_out *o = pl_capture_begin(ev);
    bool ok = pl_charge(ev, argv[0].len) && pl_step(ev, argv[0].len) &&
              translate(ev, argv[0], argv[1], o);
    if (ok) {
        *out = pl_out_take(o, 0, ev->arena);
        out->flags |= argv[0].flags & PL_MARKUP;
    }
    pl_capture_end(ev, o);
    return ok;
}

/* ---- encode */

typedef struct bytes_object {
    pl_object object;
    pl_value text; /* its UTF-8 */
} bytes_object;

static pl_value text_of(pl_object *self) {
    return ((bytes_object *)(void *)self)->text;
}

static bool bytes_print(pl_eval *ev, pl_object *self, bool repr, pl_out *to) {
    (void)ev, (void)repr;
    pl_str s = pl_str_from(text_of(self));
    bool other = pl_str_find_char(s, '\'') != UINT32_MAX &&
                 pl_str_find_char(s, '"') == UINT32_MAX;
    char quote = other ? '"' : '\'';
    pl_buf_fmt(&to->text, "b%c", quote);
    for (uint32_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if (c == '\\' || c == (unsigned char)quote) {
            pl_buf_fmt(&to->text, "\\%c", c);
        } else if (c == '\n' || c == '\r' || c == '\t') {
            pl_buf_fmt(&to->text, "\\%c", c == '\n' ? 'n' : c == '\r' ? 'r' : 't');
        } else if (c < 0x20 || c >= 0x7f) {
            pl_buf_fmt(&to->text, "\\x%02x", c);
        } else {
            pl_buf_char(&to->text, (char)c);
        }
    }
    pl_buf_char(&to->text, quote);
    return true;
}

static bool bytes_decode(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    *out = text_of(argv[0].as.obj);
    return true;
}

static bool bytes_hex(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value text = text_of(argv[0].as.obj);
    if (!pl_charge(ev, (uint64_t)text.len * 2)) {
        return false;
    }
    pl_out *o = pl_capture_begin(ev);
    for (uint32_t i = 0; i < text.len; i++) {
        static const char digits[] = "0123456789abcdef";
        unsigned char c = (unsigned char)text.as.s[i];
        pl_buf_char(&o->text, digits[c >> 4]);
        pl_buf_char(&o->text, digits[c & 15]);
    }
    *out = pl_with(pl_out_take(o, 0, ev->arena), text.flags);
    pl_capture_end(ev, o);
    return true;
}

static const pl_native bytes_methods[] = {
    {"decode", bytes_decode, 0, 2, 0, "encoding,errors"},
    {"hex", bytes_hex, 0, 0, PL_FN_POSITIONAL, ""},
};

static pl_found bytes_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    const pl_native *method =
        pl_method_in(bytes_methods, sizeof bytes_methods / sizeof *bytes_methods, name);
    if (!method) {
        return PL_MISSING;
    }
    *out = pl_bound_new(ev->arena, method, pl_object_value(self));
    return PL_FOUND;
}

static bool bytes_length(pl_eval *ev, pl_object *self, int64_t *out) {
    (void)ev;
    *out = text_of(self).len;
    return true;
}

static bool bytes_iter(pl_eval *ev, pl_object *self, pl_value *out) {
    pl_value text = text_of(self);
    *out = pl_list_new(ev->arena, 0);
    if (!pl_charge(ev, text.len * sizeof(pl_value))) {
        return false;
    }
    for (uint32_t i = 0; i < text.len; i++) {
        pl_list_push(ev->arena, out->as.list, pl_int((unsigned char)text.as.s[i]));
    }
    return true;
}

static const pl_class bytes_class;

static pl_found bytes_compare(pl_eval *ev, pl_object *self, pl_value other, int *out) {
    (void)ev;
    if (other.kind != PL_OBJECT || other.as.obj->cls != &bytes_class) {
        return PL_MISSING;
    }
    *out = pl_str_cmp(pl_str_from(text_of(self)), pl_str_from(text_of(other.as.obj)));
    return PL_FOUND;
}

static pl_found bytes_hash(pl_eval *ev, pl_object *self, uint32_t *out) {
    (void)ev;
    *out = pl_str_hash(pl_str_from(text_of(self))) + 1;
    return PL_FOUND;
}

static const pl_class bytes_class = {
    .name = "bytes",
    .attr = bytes_attr,
    .print = bytes_print,
    .iter = bytes_iter,
    .length = bytes_length,
    .compare = bytes_compare,
    .hash = bytes_hash,
};

/* Only UTF-8 and its subset ASCII: what templates hash. */
bool pl_str_encode(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_str name = argv[1].kind == PL_STR ? pl_str_from(argv[1]) : PL_S("utf-8");
    bool ascii = pl_str_eq_nocase(name, PL_S("ascii"));
    if ((argv[1].kind != PL_UNSET && !pl_need_str(ev, argv[1], "encode", 1)) ||
        (argv[2].kind != PL_UNSET && !pl_need_str(ev, argv[2], "encode", 2))) {
        return false;
    }
    if (!ascii && !pl_str_eq_nocase(name, PL_S("utf-8")) &&
        !pl_str_eq_nocase(name, PL_S("utf8"))) {
        return pl_raise(ev, PL_EXC_RUNTIME, "unknown encoding: %.*s", PL_FMT(name));
    }
    if (ascii && !pl_utf8_is_ascii(pl_str_from(argv[0]))) {
        return pl_raise(ev, PL_EXC_VALUE, "'ascii' codec can't encode characters");
    }
    bytes_object *b = pl_alloc(ev->arena, sizeof *b);
    *b = (bytes_object){{&bytes_class}, argv[0]};
    *out = pl_object_value(b);
    return true;
}
