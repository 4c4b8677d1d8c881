/* Laying out numbers for `%` and format(). */
#include <math.h>
#include <stdio.h>

#include "eval/text/format_priv.h"

bool pl_format_special(double f, bool capitals, pl_buf *to) {
    if (isfinite(f)) {
        return false;
    }
    const char *text = isnan(f) ? (capitals ? "NAN" : "nan") : capitals ? "INF" : "inf";
    pl_buf_put(to, text, 3);
    return true;
}

bool pl_format_double(pl_eval *ev, double f, char type, int precision, bool alternate,
                      pl_buf *to) {
    char format[8] = {'%', alternate ? '#' : '.', '.', '*', type, 0};
    if (!alternate) {
        memcpy(format, (char[]){'%', '.', '*', type, 0}, 5);
    }
    if (pl_format_special(f, type >= 'A' && type <= 'Z', to)) {
        return true;
    }
    size_t room = (size_t)precision + 330; /* the largest double has 309 digits */
    if (!pl_charge(ev, room) || !pl_step(ev, (uint64_t)precision)) {
        return false;
    }
    pl_buf_reserve(to, room);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    int n = snprintf(to->at + to->len, room, format, precision, fabs(f));
#pragma GCC diagnostic pop
    to->len += (uint32_t)n;
    return true;
}

bool pl_truncate_double(pl_eval *ev, double f, pl_value *out) {
    if (isnan(f)) {
        return pl_raise(ev, PL_EXC_VALUE, "cannot convert float NaN to integer");
    }
    if (isinf(f)) {
        return pl_raise(ev, PL_EXC_OVERFLOW,
                        "cannot convert float infinity to integer");
    }
    *out = pl_int_from_double(ev->arena, f);
    return true;
}

static void put_ascii(pl_buf *to, pl_str s) {
    for (uint32_t i = 0; i < s.len;) {
        uint32_t c = pl_utf8_next(s, &i);
        if (c < 0x80) {
            pl_buf_char(to, (char)c);
        } else if (c < 0x100) {
            pl_buf_fmt(to, "\\x%02x", c);
        } else if (c < 0x10000) {
            pl_buf_fmt(to, "\\u%04x", c);
        } else {
            pl_buf_fmt(to, "\\U%08x", c);
        }
    }
}

bool pl_ascii(pl_eval *ev, pl_value v, pl_out *to) {
    pl_out *o = pl_capture_begin(ev);
    bool ok = pl_repr(ev, v, o);
    if (ok) {
        put_ascii(&to->text, pl_buf_view(&o->text));
        to->flags |= o->flags;
    }
    pl_capture_end(ev, o);
    return ok;
}
