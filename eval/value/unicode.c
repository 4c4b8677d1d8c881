/* Characters as Python classifies them. */
#include <unictype.h>

#include "eval/value/unicode.h"
#include "support/utf8.h"

bool pl_char_is_space(uint32_t c) {
    if (c < 0x80) {
        return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x1f);
    }
    return c == 0x85 || uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Zs) ||
           c == 0x2028 || c == 0x2029;
}

bool pl_char_is_printable(uint32_t c) {
    if (c < 0x7f) {
        return c >= 0x20;
    }
    return !uc_is_general_category_withtable(
        c, UC_CATEGORY_MASK_C | UC_CATEGORY_MASK_Zs | UC_CATEGORY_MASK_Zl |
               UC_CATEGORY_MASK_Zp);
}

bool pl_char_is_alpha(uint32_t c) {
    if (c < 0x80) {
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }
    return uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L);
}

int pl_char_decimal(uint32_t c) {
    if (c < 0x80) {
        return c >= '0' && c <= '9' ? (int)(c - '0') : -1;
    }
    return uc_decimal_value(c);
}

bool pl_char_is_decimal(uint32_t c) {
    return pl_char_decimal(c) >= 0;
}

bool pl_char_is_digit(uint32_t c) {
    return uc_digit_value(c) >= 0;
}

/* Ideographs that write numbers: Unihan's kPrimaryNumeric and its kin, sorted. */
static const uint32_t number_ideographs[] = {
    0x3405,  0x3483,  0x382a,  0x3b4d,  0x4e00,  0x4e03,  0x4e07,  0x4e09,  0x4e5d,
    0x4e8c,  0x4e94,  0x4e96,  0x4ebf,  0x4ec0,  0x4edf,  0x4ee8,  0x4f0d,  0x4f70,
    0x5104,  0x5146,  0x5169,  0x516b,  0x516d,  0x5341,  0x5343,  0x5344,  0x5345,
    0x534c,  0x53c1,  0x53c2,  0x53c3,  0x53c4,  0x56db,  0x58f1,  0x58f9,  0x5e7a,
    0x5efe,  0x5eff,  0x5f0c,  0x5f0d,  0x5f0e,  0x5f10,  0x62fe,  0x634c,  0x67d2,
    0x6f06,  0x7396,  0x767e,  0x8086,  0x842c,  0x8cae,  0x8cb3,  0x8d30,  0x9621,
    0x9646,  0x964c,  0x9678,  0x96f6,  0x20001, 0x20064, 0x200e2, 0x20121, 0x2092a,
    0x20983, 0x2098c, 0x2099c, 0x20aea, 0x20afd, 0x20b19, 0x22390, 0x22998, 0x23b1b,
    0x2626d,
};

static bool is_number_ideograph(uint32_t c) {
    uint32_t lo = 0, hi = sizeof number_ideographs / sizeof *number_ideographs;
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        if (number_ideographs[mid] < c) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo < sizeof number_ideographs / sizeof *number_ideographs &&
           number_ideographs[lo] == c;
}

bool pl_char_is_numeric(uint32_t c) {
    return uc_numeric_value(c).denominator != 0 || is_number_ideograph(c);
}
