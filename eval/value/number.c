/* Numbers to text and back, as Python writes and reads them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "eval/value/unicode.h"
#include "eval/value/value_priv.h"

/* Decimal digits and exponent of a finite double: 0.D1D2D3... * 10^point. */
typedef struct decimal {
    char digits[24];
    int len;
    int point;
} decimal;

/* Read what %.*e printed: "d.ddde+xx". */
static decimal split_exponent(const char *text) {
    decimal d = {.len = 0};
    for (; *text && *text != 'e'; text++) {
        if (*text >= '0' && *text <= '9') {
            d.digits[d.len++] = *text;
        }
    }
    d.point = (int)strtol(text + 1, NULL, 10) + 1;
    while (d.len > 1 && d.digits[d.len - 1] == '0') {
        d.len--;
    }
    return d;
}

/* Between 15 digits that fail and 17 that always do, a power of two may have 16 digits
 * that read back, one unit above the nearest. */
static bool next_above_reads_back(char *text, double f) {
    char *last = strchr(text, 'e') - 1;
    if (*last == '9') {
        return false;
    }
    ++*last;
    if (strtod(text, NULL) == f) {
        return true;
    }
    --*last;
    return false;
}

/* The shortest digits that read back as f > 0. */
static decimal shortest(double f) {
    char text[40];
    bool subnormal = f < 0x1p-1022;
    for (int precision = subnormal ? 1 : 15; precision < 17; precision++) {
        snprintf(text, sizeof text, "%.*e", precision - 1, f);
        if (strtod(text, NULL) == f ||
            (precision == 16 && next_above_reads_back(text, f))) {
            return split_exponent(text);
        }
    }
    snprintf(text, sizeof text, "%.16e", f);
    return split_exponent(text);
}

static void put_fixed(pl_buf *to, const decimal *d) {
    if (d->point <= 0) {
        PL_BUF_LIT(to, "0.");
        for (int i = d->point; i < 0; i++) {
            pl_buf_char(to, '0');
        }
        pl_buf_put(to, d->digits, (size_t)d->len);
        return;
    }
    int whole = d->point < d->len ? d->point : d->len;
    pl_buf_put(to, d->digits, (size_t)whole);
    for (int i = whole; i < d->point; i++) {
        pl_buf_char(to, '0');
    }
    pl_buf_char(to, '.');
    if (whole < d->len) {
        pl_buf_put(to, d->digits + whole, (size_t)(d->len - whole));
    } else {
        pl_buf_char(to, '0');
    }
}

static void put_scientific(pl_buf *to, const decimal *d) {
    pl_buf_char(to, d->digits[0]);
    if (d->len > 1) {
        pl_buf_char(to, '.');
        pl_buf_put(to, d->digits + 1, (size_t)d->len - 1);
    }
    int exponent = d->point - 1;
    pl_buf_fmt(to, "e%c%02d", exponent < 0 ? '-' : '+', abs(exponent));
}

/* Numbers with few decimals, without trying: m / 10^k == f exactly rounded. */
static bool simple_decimal(double f, decimal *d) {
    static const double scales[] = {1, 10, 100, 1000, 10000};
    for (int k = 0; k <= 4; k++) {
        double scale = scales[k];
        double m = f * scale;
        if (m >= 1e15) {
            return false;
        }
        double whole = nearbyint(m);
        if (whole / scale == f && whole >= 1) {
            d->len = snprintf(d->digits, sizeof d->digits, "%lld", (long long)whole);
            d->point = d->len - k;
            return true;
        }
    }
    return false;
}

void pl_float_repr(pl_buf *to, double f) {
    if (isnan(f)) {
        PL_BUF_LIT(to, "nan");
        return;
    }
    if (signbit(f)) {
        pl_buf_char(to, '-');
        f = -f;
    }
    if (isinf(f)) {
        PL_BUF_LIT(to, "inf");
        return;
    }
    if (f == 0) {
        PL_BUF_LIT(to, "0.0");
        return;
    }
    decimal d;
    if (!simple_decimal(f, &d)) {
        d = shortest(f);
    }
    if (d.point > 16 || d.point <= -4) {
        put_scientific(to, &d);
    } else {
        put_fixed(to, &d);
    }
}

/* ---- reading */

static pl_str trim_unicode(pl_str s) {
    uint32_t lo = 0, hi = s.len;
    while (lo < hi) {
        uint32_t next = lo;
        if (!pl_char_is_space(pl_utf8_next(s, &next))) {
            break;
        }
        lo = next;
    }
    while (hi > lo) {
        uint32_t before = pl_utf8_prev(s, hi);
        uint32_t at = before;
        if (!pl_char_is_space(pl_utf8_next(s, &at))) {
            break;
        }
        hi = before;
    }
    return pl_str_sub(s, lo, hi);
}

/* Trimmed, digits of other scripts made ASCII ones, other non-ASCII made '?'. */
static void plain_number(pl_buf *to, pl_str text) {
    text = trim_unicode(text);
    for (uint32_t i = 0; i < text.len;) {
        uint32_t c = pl_utf8_next(text, &i);
        int digit = c < 0x80 ? -1 : pl_char_decimal(c);
        pl_buf_char(to, c < 0x80 ? (char)c : digit >= 0 ? (char)('0' + digit) : '?');
    }
}

/* Drop underscores that stand between two digits; false for any other underscore. */
static bool drop_underscores(pl_buf *b, bool (*is_digit)(char)) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < b->len; i++) {
        if (b->at[i] != '_') {
            b->at[n++] = b->at[i];
        } else if (!i || !is_digit(b->at[i - 1]) || i + 1 == b->len ||
                   !is_digit(b->at[i + 1])) {
            return false;
        }
    }
    b->len = n;
    return true;
}

static bool is_decimal_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_any_digit(char c) {
    return is_decimal_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int digit_value(char c) {
    if (is_decimal_digit(c)) {
        return c - '0';
    }
    return is_any_digit(c) ? (c | 0x20) - 'a' + 10 : 99;
}

static int prefix_base(pl_str s) {
    if (s.len < 2 || s.at[0] != '0') {
        return 0;
    }
    switch (s.at[1] | 0x20) {
    case 'x':
        return 16;
    case 'o':
        return 8;
    case 'b':
        return 2;
    default:
        return 0;
    }
}

/* `digits`: at least one, all valid in `base`. */
static pl_value digits_value(pl_arena *a, pl_str digits, int base, bool negative) {
    uint64_t n = 0;
    bool fits = true;
    for (uint32_t i = 0; i < digits.len && fits; i++) {
        fits = !__builtin_mul_overflow(n, (uint64_t)base, &n) &&
               !__builtin_add_overflow(n, (uint64_t)digit_value(digits.at[i]), &n);
    }
    if (fits && n <= (uint64_t)INT64_MAX + negative) {
        return pl_int((int64_t)(negative ? 0 - n : n));
    }
    pl_value v = pl_big_parse(a, pl_str_z(a, digits), base);
    return negative ? pl_big_negate(a, v) : v;
}

static bool valid_digits(pl_str s, int base) {
    for (uint32_t i = 0; i < s.len; i++) {
        if (digit_value(s.at[i]) >= base) {
            return false;
        }
    }
    return s.len != 0;
}

static bool all_zeros(pl_str s) {
    for (uint32_t i = 0; i < s.len; i++) {
        if (s.at[i] != '0') {
            return false;
        }
    }
    return true;
}

static bool parse_plain_int(pl_arena *a, pl_buf *b, int base, pl_value *out) {
    pl_str s = pl_buf_view(b);
    bool negative = s.len && s.at[0] == '-';
    if (s.len && (s.at[0] == '-' || s.at[0] == '+')) {
        s = pl_str_sub(s, 1, s.len);
    }
    int prefix = prefix_base(s);
    bool bare = base == 0 && !prefix;
    if (prefix && (base == 0 || base == prefix)) {
        base = prefix;
        s = pl_str_sub(s, s.len > 2 && s.at[2] == '_' ? 3 : 2, s.len);
    }
    if (bare) {
        base = 10;
        if (s.len && s.at[0] == '0' && s.len > 1) {
            pl_buf rest = {.at = b->at + (s.at - b->at), .len = s.len};
            if (!drop_underscores(&rest, is_any_digit) ||
                !all_zeros(pl_buf_view(&rest))) {
                return false;
            }
            s.len = rest.len;
        }
    }
    pl_buf digits = {.at = b->at + (s.at - b->at), .len = s.len};
    if (!drop_underscores(&digits, is_any_digit)) {
        return false;
    }
    s = pl_buf_view(&digits);
    if (!valid_digits(s, base)) {
        return false;
    }
    *out = digits_value(a, s, base, negative);
    return true;
}

bool pl_parse_int(pl_arena *a, pl_str text, int base, pl_value *out) {
    pl_buf b = {0};
    plain_number(&b, text);
    bool ok = b.len && parse_plain_int(a, &b, base, out);
    pl_buf_free(&b);
    return ok;
}

pl_value pl_int_parse(pl_arena *a, pl_str digits) {
    pl_value v = pl_int(0);
    pl_parse_int(a, digits, prefix_base(digits) ? 0 : 10, &v);
    return v;
}

/* [digits] [. digits] [e [sign] digits], at least one digit in front of the e. */
static bool is_float_text(pl_str s) {
    uint32_t i = 0, digits = 0;
    for (; i < s.len && is_decimal_digit(s.at[i]); i++) {
        digits++;
    }
    if (i < s.len && s.at[i] == '.') {
        for (i++; i < s.len && is_decimal_digit(s.at[i]); i++) {
            digits++;
        }
    }
    if (digits && i < s.len && (s.at[i] | 0x20) == 'e') {
        i++;
        i += i < s.len && (s.at[i] == '+' || s.at[i] == '-');
        digits = 0;
        for (; i < s.len && is_decimal_digit(s.at[i]); i++) {
            digits++;
        }
    }
    return digits && i == s.len;
}

static bool parse_plain_float(pl_buf *b, double *out) {
    if (!drop_underscores(b, is_decimal_digit)) {
        return false;
    }
    pl_str s = pl_buf_view(b);
    bool negative = s.len && s.at[0] == '-';
    if (s.len && (s.at[0] == '-' || s.at[0] == '+')) {
        s = pl_str_sub(s, 1, s.len);
    }
    if (pl_str_eq_nocase(s, PL_S("inf")) || pl_str_eq_nocase(s, PL_S("infinity"))) {
        *out = negative ? -INFINITY : INFINITY;
        return true;
    }
    if (pl_str_eq_nocase(s, PL_S("nan"))) {
        *out = NAN;
        return true;
    }
    if (!is_float_text(s)) {
        return false;
    }
    pl_buf_char(b, '\0');
    *out = strtod(b->at, NULL);
    return true;
}

bool pl_parse_float(pl_str text, double *out) {
    pl_buf b = {0};
    plain_number(&b, text);
    bool ok = b.len && parse_plain_float(&b, out);
    pl_buf_free(&b);
    return ok;
}
