/* What Markup has beyond str. */
#include "eval/methods/methods.h"
#include "eval/text/notation.h"
#include "eval/text/text.h"
#include "eval/value/value_priv.h"

enum { C = PL_FN_POSITIONAL };

static bool markup_escape(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return pl_text_escape(ev, argv[1], out);
}

static bool markup_striptags(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value text = argv[0];
    text.flags &= (uint8_t) ~(PL_MARKUP | PL_NATIVE_AS);
    text.sub = 0;
    return pl_text_striptags(ev, text, out);
}

static bool markup_unescape(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_out *o = pl_capture_begin(ev);
    pl_html_unescape(&o->text, pl_str_from(argv[0]));
    *out = pl_out_take(o, 0, ev->arena);
    pl_capture_end(ev, o);
    return pl_charge(ev, out->len);
}

const pl_native pl_markup_methods[] = {
    {"escape", markup_escape, 1, 1, C, "s"},
    {"striptags", markup_striptags, 0, 0, C, ""},
    {"unescape", markup_unescape, 0, 0, C, ""},
};
const uint32_t pl_markup_method_count =
    sizeof pl_markup_methods / sizeof *pl_markup_methods;
