/* format(value, spec): Python's format specification mini-language. */
#include <math.h>
#include <stdlib.h>

#include "eval/text/format_priv.h"
#include "eval/text/text.h"

/* [[fill]align][sign][z][#][0][width][grouping][.precision][type] */
typedef struct spec {
    pl_str fill;
    char align; /* one of < > = ^, 0: not given */
    char sign;  /* + - or space, 0: not given */
    bool no_negative_zero, alternate;
    int64_t width;     /* -1: not given */
    int64_t precision; /* -1: not given */
    char grouping;     /* , or _, 0: none */
    char type;         /* 0: none */
} spec;

static bool is_align(char c) {
    return c == '<' || c == '>' || c == '=' || c == '^';
}

static bool invalid(pl_eval *ev, pl_str text, pl_value v) {
    return pl_raise(ev, PL_EXC_VALUE,
                    "Invalid format specifier '%.*s' for object of type '%s'",
                    PL_FMT(text), pl_type_name(v));
}

static uint32_t read_align(pl_str s, spec *to) {
    uint32_t next = 0;
    if (s.len) {
        pl_utf8_next(s, &next);
    }
    if (next && next < s.len && is_align(s.at[next])) {
        to->fill = pl_str_sub(s, 0, next);
        to->align = s.at[next];
        return next + 1;
    }
    if (s.len && is_align(s.at[0])) {
        to->align = s.at[0];
        return 1;
    }
    return 0;
}

static bool read_digits(pl_eval *ev, pl_str s, uint32_t *i, int64_t *out) {
    for (; *i < s.len && s.at[*i] >= '0' && s.at[*i] <= '9'; ++*i) {
        *out = (*out < 0 ? 0 : *out) * 10 + (s.at[*i] - '0');
        if (*out > PL_FORMAT_MAX) {
            return pl_raise(ev, PL_EXC_VALUE,
                            "Too many decimal digits in format string");
        }
    }
    return true;
}

static bool eat(pl_str s, uint32_t *i, char c) {
    if (*i < s.len && s.at[*i] == c) {
        ++*i;
        return true;
    }
    return false;
}

static bool read_grouping(pl_eval *ev, pl_str s, uint32_t *i, spec *to) {
    if (eat(s, i, ',')) {
        to->grouping = ',';
    }
    if (eat(s, i, '_')) {
        if (to->grouping) {
            return pl_raise(ev, PL_EXC_VALUE, "Cannot specify both ',' and '_'.");
        }
        to->grouping = '_';
    }
    if (*i < s.len && s.at[*i] == ',' && to->grouping) {
        return to->grouping == '_'
                   ? pl_raise(ev, PL_EXC_VALUE, "Cannot specify both ',' and '_'.")
                   : pl_raise(ev, PL_EXC_VALUE, "Cannot specify ',' with ','.");
    }
    return true;
}

static bool parse_spec(pl_eval *ev, pl_str s, pl_value v, bool number, spec *to) {
    *to = (spec){.fill = PL_S(" "), .width = -1, .precision = -1};
    uint32_t i = read_align(s, to);
    bool fill_given = i > 1;
    if (i < s.len && (s.at[i] == '+' || s.at[i] == '-' || s.at[i] == ' ')) {
        to->sign = s.at[i++];
    }
    to->no_negative_zero = eat(s, &i, 'z');
    to->alternate = eat(s, &i, '#');
    if (!fill_given && i < s.len && s.at[i] == '0') {
        to->fill = PL_S("0");
        to->align = to->align || !number ? to->align : '=';
        i++;
    }
    if (!read_digits(ev, s, &i, &to->width) || !read_grouping(ev, s, &i, to)) {
        return false;
    }
    if (eat(s, &i, '.')) {
        if (!read_digits(ev, s, &i, &to->precision)) {
            return false;
        }
        if (to->precision < 0) {
            return pl_raise(ev, PL_EXC_VALUE, "Format specifier missing precision");
        }
    }
    if (i < s.len && i + 1 == s.len) {
        to->type = s.at[i++];
    }
    return i == s.len || invalid(ev, s, v);
}

static bool unknown_code(pl_eval *ev, const spec *sp, pl_value v) {
    return pl_raise(ev, PL_EXC_VALUE,
                    "Unknown format code '%c' for object of type '%s'", sp->type,
                    pl_type_name(v));
}

static bool check_grouping(pl_eval *ev, const spec *sp) {
    if (!sp->grouping || !sp->type || strchr("deEfFgG%", sp->type) ||
        (sp->grouping == '_' && strchr("boxX", sp->type))) {
        return true;
    }
    return pl_raise(ev, PL_EXC_VALUE, "Cannot specify '%c' with '%c'.", sp->grouping,
                    sp->type);
}

/* ---- padding */

static bool fill(pl_eval *ev, const spec *sp, int64_t n, pl_out *to) {
    if (n <= 0) {
        return true;
    }
    if (!pl_charge(ev, (uint64_t)n * sp->fill.len)) {
        return false;
    }
    while (n--) {
        pl_out_put(to, sp->fill);
    }
    return true;
}

static int64_t fill_before(const spec *sp, int64_t total, char fallback) {
    switch (sp->align ? sp->align : fallback) {
    case '<':
        return 0;
    case '^':
        return total / 2;
    default:
        return total;
    }
}

/* ---- text */

static bool check_text_spec(pl_eval *ev, const spec *sp, pl_value v) {
    const char *wrong = sp->sign ? "Sign not allowed"
                        : sp->no_negative_zero
                            ? "Negative zero coercion (z) not allowed"
                        : sp->alternate    ? "Alternate form (#) not allowed"
                        : sp->align == '=' ? "'=' alignment not allowed"
                                           : NULL;
    if (sp->type && sp->type != 's') {
        return unknown_code(ev, sp, v);
    }
    if (sp->grouping) {
        return pl_raise(ev, PL_EXC_VALUE, "Cannot specify '%c' with 's'.",
                        sp->grouping);
    }
    return !wrong || pl_raise(ev, PL_EXC_VALUE, "%s in string format specifier", wrong);
}

static bool format_text(pl_eval *ev, pl_value v, pl_str text, pl_out *to) {
    spec sp;
    if (!parse_spec(ev, text, v, false, &sp) || !check_text_spec(ev, &sp, v)) {
        return false;
    }
    if (sp.precision >= 0 && sp.precision < v.len) {
        uint32_t end = pl_utf8_offset(pl_str_from(v), (uint32_t)sp.precision);
        v = pl_text_piece(ev->arena, v, 0, end);
    }
    int64_t chars = pl_utf8_chars(pl_str_from(v));
    int64_t total = sp.width > chars ? sp.width - chars : 0;
    int64_t before = fill_before(&sp, total, '<');
    if (!fill(ev, &sp, before, to)) {
        return false;
    }
    pl_out_value(to, v);
    return fill(ev, &sp, total - before, to);
}

/* ---- numbers */

/* A number taken apart: whole digits, and the rest from the point on. */
typedef struct parts {
    bool negative;
    pl_str prefix; /* 0x */
    pl_str whole;
    pl_str rest;
} parts;

static int64_t most(int64_t a, int64_t b) {
    return a > b ? a : b;
}

/* Whole digits with separators, and zeros in front up to `width`, written backwards. */
static void group_digits(pl_buf *back, pl_str digits, char separator, int64_t size,
                         int64_t width) {
    int64_t remaining = digits.len;
    if (!remaining) {
        return;
    }
    for (bool more = true, first = true; more; first = false) {
        int64_t wanted = most(most(remaining, width), 1);
        int64_t n = separator && size < wanted ? size : wanted;
        if (!first) {
            pl_buf_char(back, separator);
        }
        for (int64_t i = 0; i < n; i++) {
            pl_buf_char(back, remaining > 0 ? digits.at[remaining - 1] : '0');
            remaining -= remaining > 0;
        }
        width -= n;
        more = remaining > 0 || width > 0;
        width--;
    }
}

static void put_backwards(pl_buf *to, const pl_buf *back) {
    for (uint32_t i = back->len; i > 0; i--) {
        pl_buf_char(to, back->at[i - 1]);
    }
}

static bool put_number(pl_eval *ev, const spec *sp, const parts *p, pl_out *to) {
    pl_str sign = p->negative       ? PL_S("-")
                  : sp->sign == '+' ? PL_S("+")
                  : sp->sign == ' ' ? PL_S(" ")
                                    : PL_S("");
    int64_t fixed = (int64_t)sign.len + p->prefix.len + p->rest.len;
    bool zeros = PL_STR_IS(sp->fill, "0") && sp->align == '=';
    pl_buf back = {0};
    if (!pl_charge(ev, (uint64_t)most(sp->width, 0) + 2 * (uint64_t)p->whole.len)) {
        return false;
    }
    int64_t size = sp->type && strchr("boxX", sp->type) ? 4 : 3;
    group_digits(&back, p->whole, sp->grouping, size, zeros ? sp->width - fixed : 0);
    int64_t total = most(sp->width - fixed - (int64_t)back.len, 0);
    int64_t before = sp->align == '=' ? 0 : fill_before(sp, total, '>');
    bool ok = fill(ev, sp, before, to);
    pl_out_put(to, sign);
    pl_out_put(to, p->prefix);
    ok = ok && (sp->align != '=' || fill(ev, sp, total, to));
    put_backwards(&to->text, &back);
    pl_buf_free(&back);
    pl_out_put(to, p->rest);
    return ok && (sp->align == '=' || fill(ev, sp, total - before, to));
}

static void split_number(pl_str digits, parts *p) {
    uint32_t n = 0;
    while (n < digits.len && digits.at[n] >= '0' && digits.at[n] <= '9') {
        n++;
    }
    p->whole = pl_str_sub(digits, 0, n);
    p->rest = pl_str_sub(digits, n, digits.len);
}

/* Zeros at the end of the fraction in "d.ddd000e+xx", whose 'e' is at `mark`. */
static void drop_zeros(pl_buf *digits, uint32_t from, char *mark) {
    char *end = mark;
    char *point = memchr(digits->at + from, '.', digits->len - from);
    while (point && end > point && (end[-1] == '0' || end[-1] == '.')) {
        end--;
    }
    size_t tail = (size_t)(digits->at + digits->len - mark);
    memmove(end, mark, tail);
    digits->len = (uint32_t)(end - digits->at) + (uint32_t)tail;
}

/* Without a type: like repr, or like 'g' but with a digit behind the point. */
static bool put_untyped(pl_eval *ev, double f, const spec *sp, pl_buf *digits) {
    if (sp->precision < 0) {
        pl_float_repr(digits, fabs(f));
        return true;
    }
    int precision = sp->precision ? (int)sp->precision : 1;
    if (!isfinite(f)) {
        return pl_format_special(f, false, digits);
    }
    uint32_t from = digits->len;
    if (!pl_format_double(ev, f, 'e', precision - 1, false, digits)) {
        return false;
    }
    pl_buf_char(digits, '\0');
    char *mark = strchr(digits->at + from, 'e');
    bool on_the_edge = strtol(mark + 1, NULL, 10) == precision - 1;
    digits->len--;
    if (on_the_edge) { /* where 'g' would still do without the exponent */
        drop_zeros(digits, from, mark);
        return true;
    }
    digits->len = from;
    if (!pl_format_double(ev, f, 'g', precision, sp->alternate, digits)) {
        return false;
    }
    pl_str made = pl_str_sub(pl_buf_view(digits), from, digits->len);
    if (pl_str_find_char(made, '.') == UINT32_MAX &&
        pl_str_find_char(made, 'e') == UINT32_MAX) {
        PL_BUF_LIT(digits, ".0");
    }
    return true;
}

static bool put_typed(pl_eval *ev, double f, const spec *sp, pl_buf *digits) {
    char type = sp->type == 'n' ? 'g' : sp->type == '%' ? 'f' : sp->type;
    int precision = sp->precision < 0 ? 6 : (int)sp->precision;
    if (!pl_format_double(ev, sp->type == '%' ? f * 100 : f, type, precision,
                          sp->alternate, digits)) {
        return false;
    }
    if (sp->type == '%') {
        pl_buf_char(digits, '%');
    }
    return true;
}

static bool is_zero_text(pl_str s) {
    for (uint32_t i = 0; i < s.len && s.at[i] != 'e' && s.at[i] != 'E'; i++) {
        if (s.at[i] >= '1' && s.at[i] <= '9') {
            return false;
        }
    }
    return true;
}

static bool format_double(pl_eval *ev, const spec *sp, double f, pl_out *to) {
    pl_buf digits = {0};
    bool ok =
        sp->type ? put_typed(ev, f, sp, &digits) : put_untyped(ev, f, sp, &digits);
    if (ok) {
        pl_str text = pl_buf_view(&digits);
        parts p = {.negative = signbit(f) && !isnan(f), .prefix = PL_S("")};
        if (sp->no_negative_zero && isfinite(f) && is_zero_text(text)) {
            p.negative = false;
        }
        split_number(text, &p);
        ok = put_number(ev, sp, &p, to);
    }
    pl_buf_free(&digits);
    return ok;
}

static bool format_float(pl_eval *ev, pl_value v, pl_str text, pl_out *to) {
    spec sp;
    if (!parse_spec(ev, text, v, true, &sp)) {
        return false;
    }
    if (sp.type && !strchr("eEfFgGn%", sp.type)) {
        return unknown_code(ev, &sp, v);
    }
    return check_grouping(ev, &sp) && format_double(ev, &sp, v.as.f, to);
}

static bool check_int_spec(pl_eval *ev, const spec *sp) {
    if (sp->precision >= 0) {
        return pl_raise(ev, PL_EXC_VALUE,
                        "Precision not allowed in integer format specifier");
    }
    if (sp->no_negative_zero) {
        return pl_raise(
            ev, PL_EXC_VALUE,
            "Negative zero coercion (z) not allowed in integer format specifier");
    }
    if (sp->type == 'c' && sp->sign) {
        return pl_raise(ev, PL_EXC_VALUE,
                        "Sign not allowed with integer format specifier 'c'");
    }
    if (sp->type == 'c' && sp->alternate) {
        return pl_raise(
            ev, PL_EXC_VALUE,
            "Alternate form (#) not allowed with integer format specifier 'c'");
    }
    return check_grouping(ev, sp);
}

static bool format_code(pl_eval *ev, const spec *sp, pl_value v, pl_out *to) {
    int64_t code;
    char room[4];
    pl_buf b = {.at = room, .cap = sizeof room};
    if (!pl_format_code(ev, v, &code)) {
        return false;
    }
    pl_buf_utf8(&b, (uint32_t)code);
    int64_t total = most(sp->width - 1, 0);
    int64_t before = sp->align == '=' ? total : fill_before(sp, total, '<');
    if (!fill(ev, sp, before, to)) {
        return false;
    }
    pl_out_put(to, pl_buf_view(&b));
    return fill(ev, sp, total - before, to);
}

static bool format_digits(pl_eval *ev, const spec *sp, pl_value v, pl_out *to) {
    int base = sp->type == 'b'            ? 2
               : sp->type == 'o'          ? 8
               : (sp->type | 0x20) == 'x' ? 16
                                          : 10;
    pl_buf digits = {0};
    bool ok = pl_int_digits(ev, v, base, &digits);
    if (ok) {
        bool negative = digits.at[0] == '-';
        for (uint32_t i = 0; sp->type == 'X' && i < digits.len; i++) {
            digits.at[i] =
                digits.at[i] >= 'a' ? (char)(digits.at[i] - 32) : digits.at[i];
        }
        char prefix[2] = {'0', sp->type};
        bool prefixed = sp->alternate && base != 10;
        parts p = {
            .negative = negative,
            .prefix = {prefix, prefixed ? 2 : 0},
            .whole = pl_str_sub(pl_buf_view(&digits), negative, digits.len),
            .rest = PL_S(""),
        };
        ok = put_number(ev, sp, &p, to);
    }
    pl_buf_free(&digits);
    return ok;
}

static bool format_int(pl_eval *ev, pl_value v, pl_str text, pl_out *to) {
    spec sp;
    double f;
    if (!parse_spec(ev, text, v, true, &sp)) {
        return false;
    }
    if (sp.type && strchr("eEfFgG%", sp.type)) {
        if (!pl_as_double(v, &f)) {
            return pl_raise(ev, PL_EXC_OVERFLOW, "int too large to convert to float");
        }
        return check_grouping(ev, &sp) && format_double(ev, &sp, f, to);
    }
    if (sp.type && !strchr("bcdoxXn", sp.type)) {
        return unknown_code(ev, &sp, v);
    }
    if (!check_int_spec(ev, &sp)) {
        return false;
    }
    return sp.type == 'c' ? format_code(ev, &sp, v, to) : format_digits(ev, &sp, v, to);
}

/* ---- any value */

/* Dates: format(date, spec) is date.strftime(spec). */
static pl_found format_date(pl_eval *ev, pl_value v, pl_str text, pl_out *to) {
    pl_value method, made;
    if (v.kind != PL_OBJECT) {
        return PL_MISSING;
    }
    pl_found found = ev->access->attribute(ev, v, PL_S("strftime"), &method);
    if (found != PL_FOUND) {
        return found;
    }
    pl_value arg = pl_string(text);
    pl_call call = {.args = &arg, .arg_count = 1};
    if (!ev->access->call(ev, method, &call, &made) || !pl_print(ev, made, to)) {
        return PL_FAILED;
    }
    return PL_FOUND;
}

bool pl_format_spec(pl_eval *ev, pl_value v, pl_str text, pl_out *to) {
    if (!text.len) {
        return pl_print(ev, v, to);
    }
    to->flags |= v.flags & PL_PROVENANCE;
    switch (v.kind) {
    case PL_STR:
        return format_text(ev, v, text, to);
    case PL_INT:
    case PL_BIG:
    case PL_BOOL:
        return format_int(ev, v, text, to);
    case PL_FLOAT:
        return format_float(ev, v, text, to);
    default:
        break;
    }
    pl_found found = format_date(ev, v, text, to);
    if (found != PL_MISSING) {
        return found == PL_FOUND;
    }
    return pl_raise(ev, PL_EXC_TYPE,
                    "unsupported format string passed to %s.__format__",
                    pl_type_name(v));
}
