/* Methods of str that ask what its characters are. */
#include <unictype.h>

#include "eval/methods/str_priv.h"
#include "eval/text/text.h"
#include "eval/value/unicode.h"

/* Do all characters pass, and is there at least one (or may it be empty)? */
static bool all_chars(const pl_value *argv, bool (*test)(uint32_t), bool when_empty,
                      pl_value *out) {
    pl_str s = pl_str_from(argv[0]);
    bool all = s.len || when_empty;
    for (uint32_t i = 0; all && i < s.len;) {
        all = test(pl_utf8_next(s, &i));
    }
    *out = pl_bool(all);
    return true;
}

static bool is_alnum(uint32_t c) {
    return pl_char_is_alpha(c) || pl_char_is_decimal(c) || pl_char_is_digit(c) ||
           pl_char_is_numeric(c);
}

static bool is_ascii(uint32_t c) {
    return c < 0x80;
}

#define ALL_METHOD(method, test, when_empty)                                           \
    bool method(pl_eval *ev, const pl_value *argv, pl_value *out) {                    \
        (void)ev;                                                                      \
        return all_chars(argv, test, when_empty, out);                                 \
    }
ALL_METHOD(pl_str_isalnum, is_alnum, false)
ALL_METHOD(pl_str_isalpha, pl_char_is_alpha, false)
ALL_METHOD(pl_str_isascii, is_ascii, true)
ALL_METHOD(pl_str_isdecimal, pl_char_is_decimal, false)
ALL_METHOD(pl_str_isdigit, pl_char_is_digit, false)
ALL_METHOD(pl_str_isnumeric, pl_char_is_numeric, false)
ALL_METHOD(pl_str_isprintable, pl_char_is_printable, true)
ALL_METHOD(pl_str_isspace, pl_char_is_space, false)

bool pl_str_isidentifier(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    pl_str s = pl_str_from(argv[0]);
    bool all = s.len != 0;
    for (uint32_t i = 0; all && i < s.len;) {
        bool first = i == 0;
        uint32_t c = pl_utf8_next(s, &i);
        all = c == '_' ||
              (first ? uc_is_property_xid_start(c) : uc_is_property_xid_continue(c));
    }
    *out = pl_bool(all);
    return true;
}

static bool is_titlecase(uint32_t c) {
    return uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Lt);
}

/* At least one letter of the wanted case, and none of the other or of title case. */
static bool all_in_case(const pl_value *argv, bool upper, pl_value *out) {
    pl_str s = pl_str_from(argv[0]);
    bool found = false, wrong = false;
    for (uint32_t i = 0; !wrong && i < s.len;) {
        uint32_t c = pl_utf8_next(s, &i);
        bool is_upper = uc_is_property_uppercase(c),
             is_lower = uc_is_property_lowercase(c);
        wrong = is_titlecase(c) || (upper ? is_lower : is_upper);
        found = found || (upper ? is_upper : is_lower);
    }
    *out = pl_bool(found && !wrong);
    return true;
}

bool pl_str_isupper(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    return all_in_case(argv, true, out);
}

bool pl_str_islower(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    return all_in_case(argv, false, out);
}

bool pl_str_istitle(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    pl_str s = pl_str_from(argv[0]);
    bool found = false, wrong = false, inside = false;
    for (uint32_t i = 0; !wrong && i < s.len;) {
        uint32_t c = pl_utf8_next(s, &i);
        bool starts = uc_is_property_uppercase(c) || is_titlecase(c);
        bool goes_on = uc_is_property_lowercase(c);
        wrong = starts ? inside : goes_on && !inside;
        inside = starts || goes_on;
        found = found || inside;
    }
    *out = pl_bool(found && !wrong);
    return true;
}
