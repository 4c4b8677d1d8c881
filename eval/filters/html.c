/* eval/filters/html.c: filters for HTML, XML, JSON in HTML, and URLs. */
#include "eval/filters/filters_priv.h"
#include "eval/value/value_priv.h"

bool filter_escape(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return pl_text_escape(ev, argv[0], out);
}

static bool plain_text(pl_eval *ev, pl_value v, pl_value *out) {
    if (!pl_to_str(ev, v, out)) {
        return false;
    }
    out->flags &= (uint8_t) ~(PL_MARKUP | PL_NATIVE_AS);
    out->sub = 0;
    return true;
}

bool filter_forceescape(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value text;
    return plain_text(ev, argv[0], &text) && pl_text_escape(ev, text, out);
}

bool filter_safe(pl_eval *ev, const pl_value *argv, pl_value *out) {
    if (!plain_text(ev, argv[0], out)) {
        return false;
    }
    out->flags |= PL_MARKUP;
    return true;
}

bool filter_striptags(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value text;
    return plain_text(ev, argv[0], &text) && pl_text_striptags(ev, text, out);
}

/* ---- xmlattr */

/* What would end the name of an attribute may not stand in it. */
static bool check_attribute_name(pl_eval *ev, pl_value name) {
    if (name.kind != PL_STR) {
        return pl_raise(ev, PL_EXC_TYPE,
                        "expected string or bytes-like object, got '%s'",
                        pl_type_name(name));
    }
    for (uint32_t i = 0; i < name.len; i++) {
        if (name.as.s[i] && strchr(" \t\n\r\f\v/>=", name.as.s[i])) {
            pl_buf quoted = {0};
            pl_str_repr(&quoted, pl_str_from(name));
            pl_raise(ev, PL_EXC_VALUE, "Invalid character in attribute name: %.*s",
                     PL_FMT(pl_buf_view(&quoted)));
            pl_buf_free(&quoted);
            return false;
        }
    }
    return true;
}

static bool put_attribute(pl_eval *ev, pl_out *o, const pl_list *pair) {
    pl_value name, value;
    if (!check_attribute_name(ev, pair->at[0]) ||
        !pl_text_escape(ev, pair->at[0], &name) ||
        !pl_text_escape(ev, pair->at[1], &value)) {
        return false;
    }
    pl_out_value(o, name);
    pl_out_put(o, PL_S("=\""));
    pl_out_value(o, value);
    pl_out_put(o, PL_S("\""));
    return true;
}

bool filter_xmlattr(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value items;
    bool space;
    if (!pl_mapping_items(ev, argv[0], &items) ||
        !pl_arg_truth(ev, argv[1], true, &space)) {
        return false;
    }
    pl_out *o = pl_capture_begin(ev);
    for (uint32_t i = 0; i < items.as.list->len; i++) {
        const pl_list *pair = items.as.list->at[i].as.list;
        if (pair->at[1].kind == PL_NONE || pair->at[1].kind == PL_UNDEFINED) {
            continue;
        }
        if (space || o->text.len) {
            pl_out_put(o, PL_S(" "));
        }
        if (!put_attribute(ev, o, pair)) {
            return pl_capture_drop(ev, o);
        }
    }
    if (!pl_capture_take(ev, o, out)) {
        return false;
    }
    out->flags |= ev->autoescape ? PL_MARKUP : 0;
    return true;
}

/* ---- tojson */

static void put_json_safe(pl_buf *to, pl_str s) {
    for (uint32_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (c == '<' || c == '>' || c == '&' || c == '\'') {
            pl_buf_fmt(to, "\\u%04x", (unsigned)c);
        } else {
            pl_buf_char(to, c);
        }
    }
}

/* json.dumps takes a number of spaces or the text itself. */
static bool json_indent(pl_eval *ev, pl_value v, pl_str *out) {
    if (pl_is_str(v)) {
        *out = pl_str_from(v);
        return true;
    }
    int64_t n;
    pl_value spaces;
    if (!pl_is_int(v)) {
        return pl_raise(ev, PL_EXC_TYPE,
                        "can't multiply sequence by non-int of type '%s'",
                        pl_type_name(v));
    }
    if (!pl_arg_index(ev, v, 0, &n) ||
        !pl_text_repeat(ev, pl_string(PL_S(" ")), n, &spaces)) {
        return false;
    }
    *out = pl_str_from(spaces);
    return true;
}

bool filter_tojson(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_str indent;
    bool pretty = pl_arg_some(argv[1]);
    if (pretty && !json_indent(ev, argv[1], &indent)) {
        return false;
    }
    pl_out *o = pl_capture_begin(ev);
    if (!pl_json_dump_with(ev, argv[0], true, pretty ? &indent : NULL, true, o)) {
        return pl_capture_drop(ev, o);
    }
    pl_str text = pl_buf_take(&o->text, ev->arena);
    put_json_safe(&o->text, text);
    if (!pl_capture_take(ev, o, out)) {
        return false;
    }
    out->flags |= PL_MARKUP;
    return true;
}

/* ---- urlencode */

static bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("_.-~", c));
}

/* urllib.parse.quote; in a query '/' is quoted and a space becomes '+'. */
static bool put_quoted(pl_eval *ev, pl_out *o, pl_value v, bool query) {
    pl_value text;
    if (!pl_to_str(ev, v, &text)) {
        return false;
    }
    o->flags |= text.flags & PL_PROVENANCE;
    for (uint32_t i = 0; i < text.len; i++) {
        char c = text.as.s[i];
        if (is_unreserved(c) || (c == '/' && !query)) {
            pl_buf_char(&o->text, c);
        } else if (c == ' ' && query) {
            pl_buf_char(&o->text, '+');
        } else {
            pl_buf_fmt(&o->text, "%%%02X", (unsigned)(unsigned char)c);
        }
    }
    return true;
}

static bool put_query_pair(pl_eval *ev, pl_out *o, pl_value pair) {
    pl_value two;
    if (!pl_to_list(ev, pair, &two)) {
        return pl_error_caught(ev, PL_EXC_TYPE) &&
               pl_raise(ev, PL_EXC_TYPE, "cannot unpack non-iterable %s object",
                        pl_type_name(pair));
    }
    uint32_t n = two.as.list->len;
    if (n > 2) {
        return pl_raise(ev, PL_EXC_VALUE, "too many values to unpack (expected 2)");
    }
    if (n < 2) {
        return pl_raise(ev, PL_EXC_VALUE,
                        "not enough values to unpack (expected 2, got %u)", n);
    }
    if (!put_quoted(ev, o, two.as.list->at[0], true)) {
        return false;
    }
    pl_out_put(o, PL_S("="));
    return put_quoted(ev, o, two.as.list->at[1], true);
}

static bool put_query(pl_eval *ev, pl_out *o, pl_value v) {
    pl_value pairs = v;
    if ((v.kind == PL_DICT && !pl_mapping_items(ev, v, &pairs)) ||
        !pl_to_list(ev, pairs, &pairs)) {
        return false;
    }
    for (uint32_t i = 0; i < pairs.as.list->len; i++) {
        if (i) {
            pl_out_put(o, PL_S("&"));
        }
        if (!put_query_pair(ev, o, pairs.as.list->at[i])) {
            return false;
        }
    }
    return true;
}

bool filter_urlencode(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value iterable, v = argv[0];
    if (!test_iterable(ev, argv, &iterable)) {
        return false;
    }
    pl_out *o = pl_capture_begin(ev);
    bool single = pl_is_str(v) || !iterable.as.i;
    if (!(single ? put_quoted(ev, o, v, false) : put_query(ev, o, v))) {
        return pl_capture_drop(ev, o);
    }
    return pl_capture_take(ev, o, out);
}
