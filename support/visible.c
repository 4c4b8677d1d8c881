/* Control characters made visible. */
#include "support/visible.h"

#include "support/utf8.h"

/* Marks that make text read otherwise than it stands. */
static bool turns_text(uint32_t c) {
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
           c == 0x200e || c == 0x200f;
}

void pl_put_visible(pl_buf *to, pl_str text, bool newlines) {
    for (uint32_t i = 0; i < text.len;) {
        uint32_t c = pl_utf8_next(text, &i);
        if (c == '\t' || (c == '\n' && newlines)) {
            pl_buf_char(to, (char)c);
        } else if (c == '\n') {
            pl_buf_char(to, ' ');
        } else if (c == '\r' && i < text.len && text.at[i] == '\n') {
            continue;
        } else if (c < 0x20 || c == 0x7f) {
            pl_buf_utf8(to, c == 0x7f ? 0x2421 : 0x2400 + c);
        } else if ((c >= 0x80 && c < 0xa0) || turns_text(c)) {
            pl_buf_utf8(to, 0xfffd);
        } else {
            pl_buf_utf8(to, c);
        }
    }
}

/* Printable ASCII throughout, as nearly all names are. */
static bool is_plain(pl_str text) {
    for (uint32_t i = 0; i < text.len; i++) {
        if (text.at[i] < ' ' || text.at[i] > '~') {
            return false;
        }
    }
    return true;
}

pl_str pl_visible(pl_arena *a, pl_str text, bool newlines) {
    if (is_plain(text)) {
        return text;
    }
    pl_buf shown = {0};
    pl_put_visible(&shown, text, newlines);
    pl_str out = pl_buf_take(&shown, a);
    pl_buf_free(&shown);
    return out;
}
