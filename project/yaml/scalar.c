/* What a YAML 1.1 scalar means: PyYAML's implicit resolver and its constructors. */
#include "project/yaml/yaml_priv.h"
#include "support/base64.h"

/* ---- matching, by hand what PyYAML's regular expressions match */

typedef struct cursor {
    const char *at;
    const char *end;
} cursor;

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static char peek(const cursor *c) {
    return c->at < c->end ? *c->at : '\0';
}

static bool done(const cursor *c) {
    return c->at == c->end;
}

static bool take(cursor *c, char wanted) {
    if (c->at < c->end && *c->at == wanted) {
        c->at++;
        return true;
    }
    return false;
}

/* At most `most` characters of [digits], or of [digits_] when `underscores`. */
static uint32_t take_digits(cursor *c, uint32_t most, bool underscores) {
    uint32_t n = 0;
    while (n < most && c->at < c->end &&
           (is_digit(*c->at) || (underscores && *c->at == '_'))) {
        c->at++;
        n++;
    }
    return n;
}

static bool take_sign(cursor *c) {
    return take(c, '+') || take(c, '-');
}

/* (?:[eE][-+][0-9]+)? */
static bool take_exponent(cursor *c) {
    if (peek(c) != 'e' && peek(c) != 'E') {
        return true;
    }
    c->at++;
    return take_sign(c) && take_digits(c, UINT32_MAX, false) > 0;
}

/* (?::[0-5]?[0-9])+ */
static bool take_sixties(cursor *c) {
    uint32_t groups = 0;
    while (take(c, ':')) {
        char first = peek(c);
        uint32_t n = take_digits(c, 2, false);
        if (!n || (n == 2 && first > '5')) {
            return false;
        }
        groups++;
    }
    return groups > 0;
}

static bool word_in(pl_str text, const char *const *words) {
    for (; *words; words++) {
        if (pl_str_eq(text, pl_str_of(*words))) {
            return true;
        }
    }
    return false;
}

/* "word", "Word" or "WORD"; `word` is in lower case and as long as the text. */
static bool in_three_cases(pl_str text, const char *word) {
    bool upper = text.at[text.len - 1] < 'a';
    for (uint32_t i = 0; i < text.len; i++) {
        bool small = i ? !upper : !upper && text.at[0] >= 'a';
        if (text.at[i] != (small ? word[i] : (char)(word[i] - 'a' + 'A'))) {
            return false;
        }
    }
    return true;
}

static bool is_bool(pl_str text) {
    switch (text.len) {
    case 2:
        return in_three_cases(text, "no") || in_three_cases(text, "on");
    case 3:
        return in_three_cases(text, "yes") || in_three_cases(text, "off");
    case 4:
        return in_three_cases(text, "true");
    case 5:
        return in_three_cases(text, "false");
    default:
        return false;
    }
}

static bool is_null(pl_str text) {
    return (text.len == 4 && in_three_cases(text, "null")) || PL_STR_IS(text, "~");
}

static bool is_special_float(cursor c) {
    static const char *const infinities[] = {".inf", ".Inf", ".INF", NULL};
    static const char *const nans[] = {".nan", ".NaN", ".NAN", NULL};
    pl_str whole = {c.at, (uint32_t)(c.end - c.at)};
    if (word_in(whole, nans)) {
        return true;
    }
    take_sign(&c);
    return word_in((pl_str){c.at, (uint32_t)(c.end - c.at)}, infinities);
}

static bool is_float(pl_str text) {
    cursor c = {text.at, text.at + text.len};
    if (c.end - c.at <= 5 && is_special_float(c)) {
        return true;
    }
    if (take(&c, '.')) {
        return is_digit(peek(&c)) && take_digits(&c, UINT32_MAX, true) &&
               take_exponent(&c) && done(&c);
    }
    take_sign(&c);
    if (!is_digit(peek(&c))) {
        return false;
    }
    take_digits(&c, UINT32_MAX, true);
    if (peek(&c) == ':') {
        if (!take_sixties(&c) || !take(&c, '.')) {
            return false;
        }
        take_digits(&c, UINT32_MAX, true);
        return done(&c);
    }
    if (!take(&c, '.')) {
        return false;
    }
    take_digits(&c, UINT32_MAX, true);
    return take_exponent(&c) && done(&c);
}

/* All of the rest, at least one, from `set`. */
static bool rest_in(cursor c, const char *set) {
    if (done(&c)) {
        return false;
    }
    while (!done(&c)) {
        if (!*c.at || !strchr(set, *c.at)) {
            return false;
        }
        c.at++;
    }
    return true;
}

static bool is_int(pl_str text) {
    cursor c = {text.at, text.at + text.len};
    take_sign(&c);
    if (take(&c, '0')) {
        cursor digits = {c.at + 1, c.end};
        if (done(&c) || rest_in(c, "01234567_")) {
            return true;
        }
        return (*c.at == 'b' && rest_in(digits, "01_")) ||
               (*c.at == 'x' && rest_in(digits, "0123456789abcdefABCDEF_"));
    }
    if (!is_digit(peek(&c))) {
        return false;
    }
    take_digits(&c, UINT32_MAX, true);
    return done(&c) || (take_sixties(&c) && done(&c));
}

/* ---- resolving */

/* First characters of booleans, nulls, << and =. */
static bool may_be_word(char c) {
    switch (c) {
    case 'y':
    case 'Y':
    case 'n':
    case 'N':
    case 't':
    case 'T':
    case 'f':
    case 'F':
    case 'o':
    case 'O':
    case '~':
    case '<':
    case '=':
        return true;
    default:
        return false;
    }
}

pl_yaml_tag pl_yaml_implicit(pl_str text) {
    if (!text.len) {
        return PL_TAG_NULL;
    }
    char first = text.at[0];
    if (is_digit(first) || first == '-' || first == '+' || first == '.') {
        if (is_float(text)) {
            return PL_TAG_FLOAT;
        }
        if (first != '.' && is_int(text)) {
            return PL_TAG_INT;
        }
        return is_digit(first) && pl_yaml_is_stamp(text) ? PL_TAG_TIMESTAMP
                                                         : PL_TAG_STR;
    }
    if (text.len > 5 || !may_be_word(first)) {
        return PL_TAG_STR;
    }
    if (is_bool(text)) {
        return PL_TAG_BOOL;
    }
    if (is_null(text)) {
        return PL_TAG_NULL;
    }
    return PL_STR_IS(text, "<<")  ? PL_TAG_MERGE
           : PL_STR_IS(text, "=") ? PL_TAG_VALUE
                                  : PL_TAG_STR;
}

/* ---- constructing */

static pl_str without_underscores(pl_str text, pl_arena *a) {
    if (pl_str_find_char(text, '_') == UINT32_MAX) {
        return text;
    }
    char *at = pl_alloc(a, text.len + 1u);
    uint32_t n = 0;
    for (uint32_t i = 0; i < text.len; i++) {
        if (text.at[i] != '_') {
            at[n++] = text.at[i];
        }
    }
    at[n] = '\0';
    return (pl_str){at, n};
}

/* Digits split at colons, base 60; false when it grows beyond what int64 holds. */
static bool sixties_int(pl_str text, int64_t *out) {
    int64_t total = 0;
    int64_t part = 0;
    for (uint32_t i = 0; i <= text.len; i++) {
        if (i < text.len && text.at[i] != ':') {
            if (!is_digit(text.at[i]) || __builtin_mul_overflow(part, 10, &part) ||
                __builtin_add_overflow(part, text.at[i] - '0', &part)) {
                return false;
            }
            continue;
        }
        if (__builtin_mul_overflow(total, 60, &total) ||
            __builtin_add_overflow(total, part, &total)) {
            return false;
        }
        part = 0;
    }
    *out = total;
    return true;
}

static bool sixties_float(pl_str text, double *out) {
    double total = 0;
    for (uint32_t lo = 0; lo <= text.len;) {
        uint32_t hi = lo;
        while (hi < text.len && text.at[hi] != ':') {
            hi++;
        }
        double part = 0;
        if (!pl_parse_float(pl_str_sub(text, lo, hi), &part)) {
            return false;
        }
        total = total * 60 + part;
        lo = hi + 1;
    }
    *out = total;
    return true;
}

static bool small_int(pl_str digits, bool negative, pl_value *out) {
    int64_t n = 0;
    if (digits.len > 18 || !digits.len) {
        return false;
    }
    for (uint32_t i = 0; i < digits.len; i++) {
        if (!is_digit(digits.at[i])) {
            return false;
        }
        n = n * 10 + (digits.at[i] - '0');
    }
    *out = pl_int(negative ? -n : n);
    return true;
}

static bool based_int(pl_str digits, bool negative, int base, pl_arena *a,
                      pl_value *out) {
    pl_str whole = negative ? pl_str_cat(a, PL_S("-"), digits) : digits;
    return pl_parse_int(a, whole, base, out);
}

static bool parse_int(pl_str text, pl_arena *a, pl_value *out) {
    text = without_underscores(text, a);
    bool negative = text.len && text.at[0] == '-';
    if (text.len && (text.at[0] == '-' || text.at[0] == '+')) {
        text = pl_str_sub(text, 1, text.len);
    }
    if (pl_str_starts(text, PL_S("0b"))) {
        return based_int(pl_str_sub(text, 2, text.len), negative, 2, a, out);
    }
    if (pl_str_starts(text, PL_S("0x"))) {
        return based_int(pl_str_sub(text, 2, text.len), negative, 16, a, out);
    }
    if (text.len > 1 && text.at[0] == '0') {
        return based_int(text, negative, 8, a, out);
    }
    if (pl_str_find_char(text, ':') != UINT32_MAX) {
        int64_t n;
        if (!sixties_int(text, &n)) {
            return false;
        }
        *out = pl_int(negative ? -n : n);
        return true;
    }
    return small_int(text, negative, out) || based_int(text, negative, 10, a, out);
}

static bool parse_float(pl_str text, pl_arena *a, pl_value *out) {
    text = without_underscores(text, a);
    double sign = text.len && text.at[0] == '-' ? -1 : 1;
    double f;
    if (text.len && (text.at[0] == '-' || text.at[0] == '+')) {
        text = pl_str_sub(text, 1, text.len);
    }
    if (pl_str_eq_nocase(text, PL_S(".inf"))) {
        f = __builtin_inf();
    } else if (pl_str_eq_nocase(text, PL_S(".nan"))) {
        f = __builtin_nan("");
    } else if (pl_str_find_char(text, ':') != UINT32_MAX) {
        if (!sixties_float(text, &f)) {
            return false;
        }
    } else if (!pl_parse_float(text, &f)) {
        return false;
    }
    *out = pl_float(sign * f);
    return true;
}

static bool parse_bool(pl_str text, pl_value *out) {
    static const char *const yes[] = {"yes", "true", "on"};
    static const char *const no[] = {"no", "false", "off"};
    for (int i = 0; i < 3; i++) {
        if (pl_str_eq_nocase(text, pl_str_of(yes[i]))) {
            *out = pl_bool(true);
            return true;
        }
        if (pl_str_eq_nocase(text, pl_str_of(no[i]))) {
            *out = pl_bool(false);
            return true;
        }
    }
    return false;
}

static bool number_fault(const char *type, pl_str text, pl_arena *a, pl_str *why) {
    *why = pl_str_fmt(a, "'%.*s' is not %s", PL_FMT(text), type);
    return false;
}

bool pl_yaml_construct(pl_yaml *y, pl_yaml_tag tag, pl_str text, pl_arena *a,
                       pl_str *why) {
    y->kind = PL_YAML_SCALAR;
    switch (tag) {
    case PL_TAG_STR:
    case PL_TAG_MERGE:
    case PL_TAG_VALUE:
        y->scalar = pl_string(text);
        return true;
    case PL_TAG_NULL:
        y->scalar = pl_none();
        return true;
    case PL_TAG_BOOL:
        return parse_bool(text, &y->scalar) || number_fault("a boolean", text, a, why);
    case PL_TAG_INT:
        return parse_int(text, a, &y->scalar) ||
               number_fault("an integer", text, a, why);
    case PL_TAG_FLOAT:
        return parse_float(text, a, &y->scalar) ||
               number_fault("a float", text, a, why);
    case PL_TAG_TIMESTAMP:
        return pl_yaml_construct_stamp(y, text, a, why);
    case PL_TAG_BINARY:
        y->kind = PL_YAML_BYTES;
        y->scalar = pl_string(pl_base64_read(a, text));
        return true;
    }
    return false;
}

/* ---- tags that are written out */

bool pl_yaml_tag_is(const char *tag, const char *name) {
    return strncmp(tag, PL_YAML_ORG, sizeof PL_YAML_ORG - 1) == 0 &&
           strcmp(tag + sizeof PL_YAML_ORG - 1, name) == 0;
}

bool pl_yaml_tag_is_default(const char *tag) {
    return strcmp(tag, "!") == 0;
}

bool pl_yaml_tag_find(const char *tag, pl_yaml_tag *out) {
    static const struct {
        const char *name;
        pl_yaml_tag tag;
    } known[] = {
        {"str", PL_TAG_STR},       {"int", PL_TAG_INT},
        {"float", PL_TAG_FLOAT},   {"bool", PL_TAG_BOOL},
        {"null", PL_TAG_NULL},     {"timestamp", PL_TAG_TIMESTAMP},
        {"binary", PL_TAG_BINARY},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (pl_yaml_tag_is(tag, known[i].name)) {
            *out = known[i].tag;
            return true;
        }
    }
    return false;
}
