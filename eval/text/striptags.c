/* Text without its HTML tags. */
#include "eval/text/notation.h"
#include "eval/value/unicode.h"
#include "support/utf8.h"

/* End of the first `close` at or after byte `i`, which follows an `open`; the two may
 * share bytes ("<!-->"). UINT32_MAX: there is none. */
static uint32_t close_end(pl_str s, uint32_t i, pl_str open, pl_str close) {
    for (uint32_t shared = close.len - 1; shared > 0; shared--) {
        pl_str rest = {close.at + shared, close.len - shared};
        if (pl_str_ends(open, pl_str_sub(close, 0, shared)) &&
            pl_str_starts(pl_str_sub(s, i, s.len), rest)) {
            return i + rest.len;
        }
    }
    uint32_t found = pl_str_find(s, close, i);
    return found == UINT32_MAX ? found : found + close.len;
}

/* Leave out what stands from each `open` to the next `close`; an `open` that comes
 * together by that counts too, and one without a `close` ends it. */
static void put_without(pl_buf *to, pl_str s, pl_str open, pl_str close) {
    for (uint32_t i = 0; i < s.len;) {
        pl_buf_char(to, s.at[i++]);
        if (!pl_str_ends(pl_buf_view(to), open)) {
            continue;
        }
        uint32_t end = close_end(s, i, open, close);
        if (end == UINT32_MAX) {
            pl_buf_put(to, s.at + i, s.len - i);
            return;
        }
        i = end;
        to->len -= open.len;
    }
}

/* " ".join(s.split()) */
static void put_collapsed(pl_buf *to, pl_str s) {
    bool word = false, first = true;
    for (uint32_t i = 0, lo; i < s.len;) {
        lo = i;
        bool space = pl_char_is_space(pl_utf8_next(s, &i));
        if (!space && !word && !first) {
            pl_buf_char(to, ' ');
        }
        if (!space) {
            pl_buf_put(to, s.at + lo, i - lo);
            first = false;
        }
        word = !space;
    }
}

bool pl_text_striptags(pl_eval *ev, pl_value text, pl_value *out) {
    if (!pl_afford(ev, 3 * (int64_t)text.len)) {
        return false;
    }
    pl_out *o = pl_capture_begin(ev);
    pl_buf *b = &o->text;
    put_without(b, pl_str_from(text), PL_S("<!--"), PL_S("-->"));
    pl_str s = pl_buf_take(b, ev->arena);
    put_without(b, s, PL_S("<"), PL_S(">"));
    s = pl_buf_take(b, ev->arena);
    put_collapsed(b, s);
    s = pl_buf_take(b, ev->arena);
    pl_html_unescape(b, s);
    return pl_capture_take(ev, o, out);
}
