/* Base64: six bits a digit. */
#include "support/base64.h"

static const char digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void pl_base64_put(pl_buf *to, pl_str bytes) {
    for (uint32_t i = 0; i < bytes.len; i += 3) {
        uint32_t left = bytes.len - i;
        uint32_t bits = 0;
        for (uint32_t k = 0; k < 3; k++) {
            bits = bits << 8 | (k < left ? (unsigned char)bytes.at[i + k] : 0u);
        }
        for (uint32_t k = 0; k < 4; k++) {
            pl_buf_char(to, k > left ? '=' : digits[bits >> (18 - 6 * k) & 63]);
        }
    }
}

pl_str pl_base64_read(pl_arena *a, pl_str text) {
    char *at = pl_alloc(a, text.len + 1u);
    uint32_t n = 0, bits = 0, held = 0;
    for (uint32_t i = 0; i < text.len && text.at[i] != '='; i++) {
        const char *digit = text.at[i] ? strchr(digits, text.at[i]) : NULL;
        if (!digit) {
            continue;
        }
        bits = bits << 6 | (uint32_t)(digit - digits);
        held += 6;
        if (held >= 8) {
            held -= 8;
            at[n++] = (char)(unsigned char)(bits >> held & 0xffu);
        }
    }
    return (pl_str){at, n};
}
