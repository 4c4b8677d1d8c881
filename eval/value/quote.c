/* repr of text: quotes and escapes. */
#include <stdio.h>

#include "eval/value/unicode.h"
#include "eval/value/value_priv.h"

char pl_quote_for(pl_str s) {
    return pl_str_find_char(s, '\'') != UINT32_MAX &&
                   pl_str_find_char(s, '"') == UINT32_MAX
               ? '"'
               : '\'';
}

static void put_escaped(pl_buf *to, uint32_t c) {
    switch (c) {
    case '\n':
        PL_BUF_LIT(to, "\\n");
        return;
    case '\r':
        PL_BUF_LIT(to, "\\r");
        return;
    case '\t':
        PL_BUF_LIT(to, "\\t");
        return;
    default:
        break;
    }
    const char *format = c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x";
    char text[12];
    int n = snprintf(text, sizeof text, format, c);
    pl_buf_put(to, text, (size_t)n);
}

uint32_t pl_plain_end(pl_str s, uint32_t i, char quote) {
    while (i < s.len) {
        unsigned char b = (unsigned char)s.at[i];
        if (b < 0x20 || b == 0x7f || b == '\\' || b == (unsigned char)quote) {
            break;
        }
        uint32_t next = i + 1;
        if (b >= 0x80) {
            next = i;
            if (!pl_char_is_printable(pl_utf8_next(s, &next))) {
                break;
            }
        }
        i = next;
    }
    return i;
}

void pl_put_one_escaped(pl_buf *to, pl_str s, uint32_t *i, char quote) {
    uint32_t c = pl_utf8_next(s, i);
    if (c == '\\' || c == (uint32_t)(unsigned char)quote) {
        pl_buf_char(to, '\\');
        pl_buf_char(to, (char)c);
    } else {
        put_escaped(to, c);
    }
}

void pl_str_repr(pl_buf *to, pl_str s) {
    char quote = pl_quote_for(s);
    pl_buf_char(to, quote);
    for (uint32_t i = 0; i < s.len;) {
        uint32_t end = pl_plain_end(s, i, quote);
        pl_buf_put(to, s.at + i, end - i);
        i = end;
        if (i < s.len) {
            pl_put_one_escaped(to, s, &i, quote);
        }
    }
    pl_buf_char(to, quote);
}
