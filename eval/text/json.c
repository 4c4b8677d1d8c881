/* eval/text/json.c: json.loads, with Python's messages. */
#include "eval/text/notation.h"
#include "support/utf8.h"

typedef struct parsing {
    pl_eval *ev;
    pl_str s;
    uint32_t at;
    uint32_t depth;
    bool extended;
    pl_str why; /* set where the text is bad */
} parsing;

enum { DEPTH_MAX = 500 };

static pl_found parse_value(parsing *p, pl_value *out);

/* Python's JSONDecodeError: "msg: line L column C (char N)", in code points. */
static pl_found bad(parsing *p, const char *what, uint32_t at) {
    pl_str head = pl_str_sub(p->s, 0, at);
    uint32_t line = 1, start = 0;
    for (uint32_t i = 0; i < head.len; i++) {
        if (head.at[i] == '\n') {
            line++;
            start = i + 1;
        }
    }
    uint32_t column = pl_utf8_chars(pl_str_sub(head, start, at)) + 1;
    p->why = pl_str_fmt(p->ev->arena, "%s: line %u column %u (char %u)", what, line,
                        column, pl_utf8_chars(head));
    return PL_MISSING;
}

static void skip_space(parsing *p) {
    while (p->at < p->s.len && p->s.at[p->at] && strchr(" \t\n\r", p->s.at[p->at])) {
        p->at++;
    }
}

/* The next byte, or 0 at the end (a NUL in the text is no JSON either). */
static char peek(const parsing *p) {
    return p->at < p->s.len ? p->s.at[p->at] : 0;
}

static bool accept(parsing *p, pl_str word) {
    if (!pl_str_starts(pl_str_sub(p->s, p->at, p->s.len), word)) {
        return false;
    }
    p->at += word.len;
    return true;
}

/* ---- strings */

static bool hex4(const parsing *p, uint32_t at, uint32_t *out) {
    *out = 0;
    if (at + 4 > p->s.len) {
        return false;
    }
    for (uint32_t i = at; i < at + 4; i++) {
        char c = p->s.at[i];
        uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                         : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
                         : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10)
                                                : 16;
        if (digit == 16) {
            return false;
        }
        *out = *out << 4 | digit;
    }
    return true;
}

/* \uXXXX, p->at behind the 'u'. Half a surrogate pair, which Python keeps and then
 * cannot write, is no character. */
static pl_found parse_unicode(parsing *p, pl_buf *to) {
    uint32_t c, low;
    if (p->at + 4 >= p->s.len || !hex4(p, p->at, &c)) {
        return bad(p, "Invalid \\uXXXX escape", p->at - 1);
    }
    p->at += 4;
    bool pair = c >= 0xd800 && c <= 0xdbff && p->at + 1 < p->s.len &&
                p->s.at[p->at] == '\\' && p->s.at[p->at + 1] == 'u' &&
                hex4(p, p->at + 2, &low) && low >= 0xdc00 && low <= 0xdfff;
    if (pair) {
        p->at += 6;
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
    if (c >= 0xd800 && c <= 0xdfff) {
        return bad(p, "Half a surrogate pair", p->at - 6);
    }
    pl_buf_utf8(to, c);
    return PL_FOUND;
}

/* p->at behind the backslash; `open` is where the string begins. */
static pl_found parse_escape(parsing *p, pl_buf *to, uint32_t open) {
    static const char names[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    if (p->at >= p->s.len) {
        return bad(p, "Unterminated string starting at", open);
    }
    char c = p->s.at[p->at++];
    if (c == 'u') {
        return parse_unicode(p, to);
    }
    const char *name = c ? strchr(names, c) : NULL;
    if (!name) {
        return bad(p, "Invalid \\escape", p->at - 2);
    }
    pl_buf_char(to, meanings[name - names]);
    return PL_FOUND;
}

static pl_found string_into(parsing *p, pl_buf *to) {
    uint32_t open = p->at++;
    for (;;) {
        uint32_t lo = p->at;
        while (p->at < p->s.len && p->s.at[p->at] != '"' && p->s.at[p->at] != '\\' &&
               (unsigned char)p->s.at[p->at] >= 0x20) {
            p->at++;
        }
        pl_buf_put(to, p->s.at + lo, p->at - lo);
        if (p->at >= p->s.len) {
            return bad(p, "Unterminated string starting at", open);
        }
        char c = p->s.at[p->at];
        if ((unsigned char)c < 0x20) {
            return bad(p, "Invalid control character at", p->at);
        }
        p->at++;
        if (c == '"') {
            return PL_FOUND;
        }
        if (parse_escape(p, to, open) != PL_FOUND) {
            return PL_MISSING;
        }
    }
}

static pl_found parse_string(parsing *p, pl_value *out) {
    pl_out *o = pl_capture_begin(p->ev);
    pl_found ok = string_into(p, &o->text);
    if (ok == PL_FOUND) {
        return pl_capture_take(p->ev, o, out) ? PL_FOUND : PL_FAILED;
    }
    pl_capture_end(p->ev, o);
    return ok;
}

/* ---- numbers and words */

static bool digits(parsing *p) {
    uint32_t lo = p->at;
    while (peek(p) >= '0' && peek(p) <= '9') {
        p->at++;
    }
    return p->at > lo;
}

static pl_found parse_number(parsing *p, pl_value *out) {
    uint32_t lo = p->at;
    bool real = false;
    p->at += peek(p) == '-';
    if (peek(p) == '0') {
        p->at++;
    } else if (!digits(p)) {
        return bad(p, "Expecting value", lo);
    }
    uint32_t whole = p->at;
    p->at += peek(p) == '.';
    if (p->at > whole && !digits(p)) {
        p->at = whole;
    }
    real = p->at > whole;
    uint32_t mantissa = p->at;
    if (peek(p) == 'e' || peek(p) == 'E') {
        p->at++;
        p->at += peek(p) == '-' || peek(p) == '+';
        bool exponent = digits(p);
        p->at = exponent ? p->at : mantissa;
        real = real || exponent;
    }
    pl_str text = pl_str_sub(p->s, lo, p->at);
    if (!real) {
        *out = pl_int_parse(p->ev->arena, text);
        return PL_FOUND;
    }
    double f;
    if (!pl_parse_float(text, &f)) {
        return bad(p, "Expecting value", lo);
    }
    *out = pl_float(f);
    return PL_FOUND;
}

static pl_found parse_word(parsing *p, pl_value *out) {
    if (accept(p, PL_S("null"))) {
        *out = pl_none();
    } else if (accept(p, PL_S("true"))) {
        *out = pl_bool(true);
    } else if (accept(p, PL_S("false"))) {
        *out = pl_bool(false);
    } else if (accept(p, PL_S("NaN"))) {
        *out = pl_float(__builtin_nan(""));
    } else if (accept(p, PL_S("Infinity"))) {
        *out = pl_float(__builtin_inf());
    } else if (accept(p, PL_S("-Infinity"))) {
        *out = pl_float(-__builtin_inf());
    } else {
        return bad(p, "Expecting value", p->at);
    }
    return PL_FOUND;
}

/* ---- arrays and objects */

static pl_found parse_array(parsing *p, pl_value *out) {
    *out = pl_list_new(p->ev->arena, 4);
    p->at++;
    skip_space(p);
    if (peek(p) == ']') {
        p->at++;
        return PL_FOUND;
    }
    for (;;) {
        pl_value item = pl_none();
        skip_space(p);
        pl_found ok = parse_value(p, &item);
        if (ok != PL_FOUND) {
            return ok;
        }
        pl_list_push(p->ev->arena, out->as.list, item);
        skip_space(p);
        if (peek(p) == ']') {
            p->at++;
            return PL_FOUND;
        }
        if (peek(p) != ',') {
            return bad(p, "Expecting ',' delimiter", p->at);
        }
        p->at++;
    }
}

static pl_found parse_member(parsing *p, pl_dict *into) {
    pl_value key = pl_none(), value = pl_none();
    if (peek(p) != '"') {
        return bad(p, "Expecting property name enclosed in double quotes", p->at);
    }
    pl_found ok = parse_string(p, &key);
    if (ok != PL_FOUND) {
        return ok;
    }
    skip_space(p);
    if (peek(p) != ':') {
        return bad(p, "Expecting ':' delimiter", p->at);
    }
    p->at++;
    skip_space(p);
    ok = parse_value(p, &value);
    if (ok == PL_FOUND) {
        pl_dict_put_str(p->ev->arena, into, pl_str_from(key), value);
    }
    return ok;
}

/* {"$tuple": [...]}, {"$set": [...]}, {"$float": "nan"} of the template vectors. */
static pl_found extend(parsing *p, pl_value *v) {
    if (v->as.dict->len != 1) {
        return PL_FOUND;
    }
    uint32_t i = 0;
    const pl_dict_entry *e = pl_dict_next(v->as.dict, &i);
    pl_str key = pl_str_from(e->key);
    double f;
    if (PL_STR_IS(key, "$tuple") && e->value.kind == PL_LIST) {
        *v = e->value;
        v->kind = PL_TUPLE;
    } else if (PL_STR_IS(key, "$float") && pl_is_str(e->value) &&
               pl_parse_float(pl_str_from(e->value), &f)) {
        *v = pl_float(f);
    } else if (PL_STR_IS(key, "$set") && e->value.kind == PL_LIST) {
        const pl_list *items = e->value.as.list;
        *v = pl_set_new(p->ev->arena, items->len);
        for (uint32_t k = 0; k < items->len; k++) {
            if (!pl_dict_put(p->ev, v->as.dict, items->at[k], pl_none())) {
                return PL_FAILED;
            }
        }
    }
    return PL_FOUND;
}

static pl_found parse_object(parsing *p, pl_value *out) {
    *out = pl_dict_new(p->ev->arena, 4);
    p->at++;
    skip_space(p);
    if (peek(p) == '}') {
        p->at++;
        return PL_FOUND;
    }
    for (;;) {
        skip_space(p);
        pl_found ok = parse_member(p, out->as.dict);
        if (ok != PL_FOUND) {
            return ok;
        }
        skip_space(p);
        if (peek(p) == '}') {
            p->at++;
            return p->extended ? extend(p, out) : PL_FOUND;
        }
        if (peek(p) != ',') {
            return bad(p, "Expecting ',' delimiter", p->at);
        }
        p->at++;
    }
}

static pl_found parse_value(parsing *p, pl_value *out) {
    char c = peek(p);
    if (!pl_burn(p->ev, 1) || !pl_afford(p->ev, (int64_t)sizeof(pl_value))) {
        return PL_FAILED;
    }
    if (c == '"') {
        return parse_string(p, out);
    }
    if (c == '[' || c == '{') {
        if (p->depth >= DEPTH_MAX) {
            return pl_fail(pl_raise(
                p->ev, PL_EXC_RECURSION,
                "maximum recursion depth exceeded while decoding a JSON document"));
        }
        p->depth++;
        pl_found ok = c == '[' ? parse_array(p, out) : parse_object(p, out);
        p->depth--;
        return ok;
    }
    bool infinite = c == '-' && p->at + 1 < p->s.len && p->s.at[p->at + 1] == 'I';
    return (c == '-' || (c >= '0' && c <= '9')) && !infinite ? parse_number(p, out)
                                                             : parse_word(p, out);
}

pl_found pl_json_parse(pl_eval *ev, pl_str text, bool extended, pl_value *out,
                       pl_str *why) {
    parsing p = {.ev = ev, .s = text, .extended = extended};
    pl_value v;
    if (pl_str_starts(text, PL_S("\xef\xbb\xbf"))) {
        bad(&p, "Unexpected UTF-8 BOM (decode using utf-8-sig)", 0);
        *why = p.why;
        return PL_MISSING;
    }
    skip_space(&p);
    pl_found ok = parse_value(&p, &v);
    if (ok == PL_FOUND) {
        skip_space(&p);
        if (p.at < p.s.len) {
            ok = bad(&p, "Extra data", p.at);
        }
    }
    if (ok == PL_FOUND) {
        *out = v;
    } else if (ok == PL_MISSING) {
        *why = p.why;
    }
    return ok;
}
