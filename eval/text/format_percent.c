/* `text % arguments`. */
#include <math.h>

#include "eval/text/format_priv.h"
#include "eval/text/text.h"

/* The arguments of one formatting. */
typedef struct arguments {
    pl_value all;    /* the right operand */
    pl_value single; /* what a plain conversion takes when it is no tuple */
    bool single_used;
    bool is_tuple;
    bool is_mapping; /* `%(key)s` may be used; leftovers are no error */
    uint32_t next;
} arguments;

/* One conversion: %[(key)][flags][width][.precision]type. */
typedef struct conversion {
    bool left, plus, blank, alternate, zero;
    int64_t width;
    int64_t precision; /* -1: not given */
    uint32_t type;     /* its character */
    uint32_t at;       /* where the type stands, for messages */
} conversion;

typedef struct formatter {
    pl_eval *ev;
    pl_value text;
    pl_str s;
    uint32_t i;
    arguments args;
    pl_out *out;
    bool markup;
} formatter;

static bool has_items(pl_value v) {
    return v.kind == PL_LIST || v.kind == PL_DICT || v.kind == PL_RANGE ||
           v.kind == PL_UNDEFINED || (v.kind == PL_OBJECT && v.as.obj->cls->item);
}

static bool next_argument(formatter *f, pl_value *out) {
    arguments *a = &f->args;
    if (a->is_tuple && a->next < a->all.as.list->len) {
        *out = a->all.as.list->at[a->next++];
        return true;
    }
    if (!a->is_tuple && !a->single_used) {
        a->single_used = true;
        *out = a->single;
        return true;
    }
    return pl_raise(f->ev, PL_EXC_TYPE, "not enough arguments for format string");
}

static bool incomplete(formatter *f) {
    return pl_raise(f->ev, PL_EXC_VALUE, "incomplete format");
}

/* ---- reading a conversion */

/* (key), with nested parentheses: the item becomes what the conversion takes. */
static bool read_key(formatter *f) {
    uint32_t start = ++f->i;
    uint32_t depth = 1;
    if (!f->args.is_mapping) {
        return pl_raise(f->ev, PL_EXC_TYPE, "format requires a mapping");
    }
    for (; f->i < f->s.len && depth; f->i++) {
        depth += f->s.at[f->i] == '(';
        depth -= f->s.at[f->i] == ')';
    }
    if (depth) {
        return pl_raise(f->ev, PL_EXC_VALUE, "incomplete format key");
    }
    pl_value key = pl_string(pl_str_sub(f->s, start, f->i - 1));
    pl_value *found;
    f->args.is_tuple = false;
    f->args.single_used = false;
    if (f->args.all.kind == PL_DICT) {
        pl_found got = pl_dict_lookup(f->ev, f->args.all.as.dict, key, &found);
        if (got == PL_MISSING) {
            pl_buf quoted = {0};
            pl_str_repr(&quoted, pl_str_from(key));
            pl_str text = pl_buf_take(&quoted, f->ev->arena);
            pl_buf_free(&quoted);
            return pl_raise_str(f->ev, PL_EXC_KEY, text);
        }
        f->args.single = got == PL_FOUND ? *found : pl_none();
        return got == PL_FOUND;
    }
    if (f->args.all.kind == PL_OBJECT) {
        return f->ev->access->getitem(f->ev, f->args.all, key, &f->args.single);
    }
    if (f->args.all.kind == PL_UNDEFINED) {
        return f->ev->access->getitem(f->ev, f->args.all, key, &f->args.single);
    }
    return pl_raise(f->ev, PL_EXC_TYPE,
                    "%s indices must be integers or slices, not str",
                    pl_type_name(f->args.all));
}

static void read_flags(formatter *f, conversion *c) {
    for (; f->i < f->s.len; f->i++) {
        switch (f->s.at[f->i]) {
        case '-':
            c->left = true;
            break;
        case '+':
            c->plus = true;
            break;
        case ' ':
            c->blank = true;
            break;
        case '#':
            c->alternate = true;
            break;
        case '0':
            c->zero = true;
            break;
        default:
            return;
        }
    }
}

/* Digits, or '*' for an argument. */
static bool read_number(formatter *f, const char *what, int64_t *out) {
    if (f->i < f->s.len && f->s.at[f->i] == '*') {
        pl_value v;
        f->i++;
        if (!next_argument(f, &v)) {
            return false;
        }
        if (!pl_is_int(v)) {
            return pl_raise(f->ev, PL_EXC_TYPE, "* wants int");
        }
        if (!pl_as_int64(v, out) || *out == INT64_MIN) {
            return pl_raise(f->ev, PL_EXC_OVERFLOW,
                            "Python int too large to convert to C ssize_t");
        }
        return true;
    }
    for (; f->i < f->s.len && f->s.at[f->i] >= '0' && f->s.at[f->i] <= '9'; f->i++) {
        *out = *out * 10 + (f->s.at[f->i] - '0');
        if (*out > PL_FORMAT_MAX) {
            return pl_raise(f->ev, PL_EXC_VALUE, "%s too big", what);
        }
    }
    return true;
}

static bool read_conversion(formatter *f, conversion *c) {
    *c = (conversion){.precision = -1};
    if (f->i < f->s.len && f->s.at[f->i] == '(' && !read_key(f)) {
        return false;
    }
    read_flags(f, c);
    if (!read_number(f, "width", &c->width)) {
        return false;
    }
    if (c->width < 0) {
        c->left = true;
        c->width = -c->width;
    }
    if (f->i < f->s.len && f->s.at[f->i] == '.') {
        f->i++;
        c->precision = 0;
        if (!read_number(f, "precision", &c->precision)) {
            return false;
        }
        c->precision = c->precision < 0 ? 0 : c->precision;
    }
    if (f->i < f->s.len && strchr("hlL", f->s.at[f->i]) && f->s.at[f->i]) {
        f->i++;
    }
    if (f->i >= f->s.len) {
        return incomplete(f);
    }
    c->at = f->i;
    c->type = pl_utf8_next(f->s, &f->i);
    return true;
}

/* ---- writing */

static bool pad(formatter *f, char c, int64_t n) {
    if (n <= 0) {
        return true;
    }
    if (!pl_charge(f->ev, (uint64_t)n)) {
        return false;
    }
    pl_buf_reserve(&f->out->text, (size_t)n);
    memset(f->out->text.at + f->out->text.len, c, (size_t)n);
    f->out->text.len += (uint32_t)n;
    return true;
}

static bool put_padded(formatter *f, const conversion *c, pl_value text) {
    int64_t fill = 0;
    if (c->width > 0) {
        fill = c->width - (int64_t)pl_utf8_chars(pl_str_from(text));
    }
    if (!c->left && !pad(f, ' ', fill)) {
        return false;
    }
    pl_out_value(f->out, text);
    return !c->left || pad(f, ' ', fill);
}

/* Sign, prefix and digits of a number within the width. */
static bool put_number(formatter *f, const conversion *c, bool negative, pl_str prefix,
                       pl_str digits) {
    pl_str sign = negative   ? PL_S("-")
                  : c->plus  ? PL_S("+")
                  : c->blank ? PL_S(" ")
                             : PL_S("");
    int64_t fill = c->width - (int64_t)(sign.len + prefix.len + digits.len);
    bool zeros = c->zero && !c->left;
    if (!c->left && !zeros && !pad(f, ' ', fill)) {
        return false;
    }
    pl_out_put(f->out, sign);
    pl_out_put(f->out, prefix);
    if (zeros && !pad(f, '0', fill)) {
        return false;
    }
    pl_out_put(f->out, digits);
    return !c->left || pad(f, ' ', fill);
}

/* str, repr or ascii of v, as the conversion's type says. */
static bool put_as(formatter *f, uint32_t type, pl_value v, pl_out *to) {
    return type == 's'   ? pl_print(f->ev, v, to)
           : type == 'r' ? pl_repr(f->ev, v, to)
                         : pl_ascii(f->ev, v, to);
}

static bool format_text(formatter *f, const conversion *c, pl_value v) {
    if (!c->width && c->precision < 0 && !f->markup) {
        return put_as(f, c->type, v, f->out);
    }
    pl_value text = v;
    if (c->type != 's' || v.kind != PL_STR) {
        pl_out *o = pl_capture_begin(f->ev);
        bool ok = put_as(f, c->type, v, o);
        text = pl_out_take(o, 0, f->ev->arena);
        pl_capture_end(f->ev, o);
        if (!ok) {
            return false;
        }
    }
    if (f->markup && !pl_text_escape(f->ev, text, &text)) {
        return false;
    }
    if (c->precision >= 0 && c->precision < text.len) {
        uint32_t end = pl_utf8_offset(pl_str_from(text), (uint32_t)c->precision);
        text = pl_text_piece(f->ev->arena, text, 0, end);
    }
    return put_padded(f, c, text);
}

bool pl_format_code(pl_eval *ev, pl_value v, int64_t *out) {
    if (!pl_as_int64(v, out) || *out < 0 || *out > 0x10ffff) {
        return pl_raise(ev, PL_EXC_OVERFLOW, "%%c arg not in range(0x110000)");
    }
    return *out < 0xd800 || *out > 0xdfff ||
           pl_raise(ev, PL_EXC_VALUE, "surrogates not allowed");
}

static bool format_char(formatter *f, const conversion *c, pl_value v) {
    int64_t code;
    char room[4];
    pl_buf b = {.at = room, .cap = sizeof room};
    if (v.kind == PL_STR && pl_utf8_chars(pl_str_from(v)) == 1) {
        return put_padded(f, c, v);
    }
    if (!pl_is_int(v)) {
        return pl_raise(f->ev, PL_EXC_TYPE, "%%c requires int or char");
    }
    if (!pl_format_code(f->ev, v, &code)) {
        return false;
    }
    pl_buf_utf8(&b, (uint32_t)code);
    return put_padded(f, c, pl_string(pl_buf_view(&b)));
}

/* The integer that %d and its kin show. */
static bool integer_of(formatter *f, const conversion *c, pl_value v, pl_value *out) {
    bool decimal = c->type == 'd' || c->type == 'i' || c->type == 'u';
    if (pl_is_int(v)) {
        *out = v;
        return true;
    }
    if (f->markup && v.kind == PL_STR && decimal) { /* Markup's helper calls int() */
        return pl_parse_int(f->ev->arena, pl_str_from(v), 10, out) ||
               pl_raise(f->ev, PL_EXC_VALUE, "invalid literal for int() with base 10");
    }
    if (v.kind == PL_FLOAT && decimal) {
        return pl_truncate_double(f->ev, v.as.f, out);
    }
    if (v.kind == PL_UNDEFINED && decimal) {
        return pl_raise_undefined(f->ev, v);
    }
    return pl_raise(f->ev, PL_EXC_TYPE, "%%%c format: %s is required, not %s",
                    (int)c->type, decimal ? "a real number" : "an integer",
                    pl_type_name(v));
}

static bool format_int(formatter *f, const conversion *c, pl_value v) {
    pl_value n = pl_none();
    if (!integer_of(f, c, v, &n)) {
        return false;
    }
    int base = c->type == 'o' ? 8 : (c->type | 0x20) == 'x' ? 16 : 10;
    pl_buf digits = {0};
    bool ok = pl_int_digits(f->ev, n, base, &digits) &&
              (c->precision <= 0 || pl_charge(f->ev, (uint64_t)c->precision));
    if (ok) {
        bool negative = digits.at[0] == '-';
        pl_str shown = pl_str_sub(pl_buf_view(&digits), negative, digits.len);
        pl_buf padded = {0};
        for (int64_t i = shown.len; i < c->precision; i++) {
            pl_buf_char(&padded, '0');
        }
        pl_buf_str(&padded, shown);
        for (uint32_t i = 0; c->type == 'X' && i < padded.len; i++) {
            padded.at[i] =
                padded.at[i] >= 'a' ? (char)(padded.at[i] - 32) : padded.at[i];
        }
        char prefix[2] = {'0', (char)c->type};
        bool prefixed = c->alternate && base != 10;
        ok = put_number(f, c, negative, (pl_str){prefix, prefixed ? 2 : 0},
                        pl_buf_view(&padded));
        pl_buf_free(&padded);
    }
    pl_buf_free(&digits);
    return ok;
}

static bool format_float(formatter *f, const conversion *c, pl_value v) {
    double number;
    if (v.kind == PL_UNDEFINED) {
        return pl_raise_undefined(f->ev, v);
    }
    if (f->markup && v.kind == PL_STR) {
        if (!pl_parse_float(pl_str_from(v), &number)) {
            return pl_raise(f->ev, PL_EXC_VALUE, "could not convert string to float");
        }
    } else if (!pl_as_double(v, &number)) {
        if (v.kind == PL_BIG) {
            return pl_raise(f->ev, PL_EXC_OVERFLOW,
                            "int too large to convert to float");
        }
        return pl_raise(f->ev, PL_EXC_TYPE, "must be real number, not %s",
                        pl_type_name(v));
    }
    if (c->precision > PL_FORMAT_MAX) {
        return pl_raise(f->ev, PL_EXC_VALUE, "precision too large");
    }
    pl_buf digits = {0};
    int precision = c->precision < 0 ? 6 : (int)c->precision;
    bool ok = pl_format_double(f->ev, number, (char)c->type, precision, c->alternate,
                               &digits) &&
              put_number(f, c, signbit(number) && !isnan(number), PL_S(""),
                         pl_buf_view(&digits));
    pl_buf_free(&digits);
    return ok;
}

static bool unsupported_type(formatter *f, const conversion *c) {
    return pl_raise(f->ev, PL_EXC_VALUE,
                    "unsupported format character '%c' (0x%x) at index %u",
                    c->type >= 0x20 && c->type < 0x7f ? (int)c->type : '?', c->type,
                    pl_utf8_chars(pl_str_sub(f->s, 0, c->at)));
}

static bool format_one(formatter *f) {
    conversion c;
    pl_value v = pl_none();
    if (f->s.at[f->i] == '%') {
        pl_buf_char(&f->out->text, '%');
        f->i++;
        return true;
    }
    if (!read_conversion(f, &c) || !next_argument(f, &v)) {
        return false;
    }
    f->out->flags |= v.flags & PL_PROVENANCE;
    switch (c.type) {
    case 's':
    case 'r':
    case 'a':
        return format_text(f, &c, v);
    case 'c':
        return format_char(f, &c, v);
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
        return format_int(f, &c, v);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
        return format_float(f, &c, v);
    default:
        return unsupported_type(f, &c);
    }
}

static bool format_all(formatter *f) {
    while (f->i < f->s.len) {
        const char *at = memchr(f->s.at + f->i, '%', f->s.len - f->i);
        uint32_t end = at ? (uint32_t)(at - f->s.at) : f->s.len;
        pl_out_slice(f->out, f->text, f->i, end);
        f->i = end;
        if (!at) {
            break;
        }
        f->i++;
        if (f->i >= f->s.len) {
            return incomplete(f);
        }
        uint32_t before = f->out->text.len;
        if (!format_one(f) || !pl_charge(f->ev, f->out->text.len - before)) {
            return false;
        }
    }
    const arguments *a = &f->args;
    bool left_over = a->is_tuple ? a->next < a->all.as.list->len : !a->single_used;
    if (left_over && !a->is_mapping) {
        return pl_raise(f->ev, PL_EXC_TYPE,
                        "not all arguments converted during string formatting");
    }
    return true;
}

bool pl_percent_format(pl_eval *ev, pl_value format, pl_value args, pl_value *out) {
    formatter f = {
        .ev = ev,
        .text = format,
        .s = pl_str_from(format),
        .args = {.all = args,
                 .single = args,
                 .is_tuple = args.kind == PL_TUPLE,
                 .is_mapping = has_items(args)},
        .markup = pl_is_markup(format),
    };
    if (!pl_charge(ev, format.len)) {
        return false;
    }
    f.out = pl_capture_begin(ev);
    bool ok = format_all(&f);
    if (ok) {
        *out = pl_out_take(f.out, 0, ev->arena);
        out->flags |= format.flags & (PL_MARKUP | PL_PROVENANCE);
    }
    pl_capture_end(ev, f.out);
    return ok;
}
