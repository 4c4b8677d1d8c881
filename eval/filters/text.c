/* eval/filters/text.c: filters on text: case, trim, replace, truncate, indent, format.
 */
#include "eval/filters/filters_priv.h"

static bool change_case(pl_eval *ev, pl_value v, pl_case how, pl_value *out) {
    pl_value text;
    return pl_to_str(ev, v, &text) && pl_text_case(ev, text, how, out);
}

bool filter_upper(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return change_case(ev, argv[0], PL_CASE_UPPER, out);
}

bool filter_lower(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return change_case(ev, argv[0], PL_CASE_LOWER, out);
}

bool filter_capitalize(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return change_case(ev, argv[0], PL_CASE_CAPITALIZE, out);
}

bool filter_string(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return pl_to_str(ev, argv[0], out);
}

bool filter_center(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value text;
    int64_t width;
    return pl_to_str(ev, argv[0], &text) && pl_arg_index(ev, argv[1], 80, &width) &&
           pl_text_justify(ev, text, width, PL_S(" "), PL_JUST_CENTER, out);
}

bool filter_trim(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value text;
    if (!pl_to_str(ev, argv[0], &text)) {
        return false;
    }
    if (pl_arg_some(argv[1]) && !pl_is_str(argv[1])) {
        return pl_raise(ev, PL_EXC_TYPE, "strip arg must be None or str");
    }
    *out = pl_text_strip(ev->arena, text, argv[1], PL_STRIP_BOTH);
    return true;
}

/* ---- title */

static bool parts_words(uint32_t c) {
    return pl_char_is_space(c) || c == '-' || c == '(' || c == '{' || c == '[' ||
           c == '<';
}

/* Bytes [lo, hi) with the first character in upper and the others in lower case. */
static bool put_word(pl_eval *ev, pl_out *to, pl_value text, uint32_t lo, uint32_t hi) {
    uint32_t second = lo;
    pl_utf8_next(pl_str_from(text), &second);
    pl_value head = pl_text_piece(ev->arena, text, lo, second);
    pl_value rest = pl_text_piece(ev->arena, text, second, hi);
    if (!pl_text_case(ev, head, PL_CASE_UPPER, &head) ||
        !pl_text_case(ev, rest, PL_CASE_LOWER, &rest)) {
        return false;
    }
    pl_out_value(to, head);
    pl_out_value(to, rest);
    return true;
}

bool filter_title(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value text;
    if (!pl_to_str(ev, argv[0], &text)) {
        return false;
    }
    pl_str s = pl_str_from(text);
    pl_out *o = pl_capture_begin(ev);
    for (uint32_t lo = 0, hi; lo < s.len; lo = hi) {
        bool gap;
        hi = pl_text_run(s, lo, parts_words, &gap);
        if (gap) {
            pl_out_slice(o, text, lo, hi);
        } else if (!put_word(ev, o, text, lo, hi)) {
            return pl_capture_drop(ev, o);
        }
    }
    return pl_capture_take(ev, o, out);
}

/* ---- replace */

static pl_value without_markup(pl_value s) {
    s.flags &= (uint8_t)~PL_MARKUP;
    return s;
}

/* str(v), or under autoescape str(v) that is still Markup where it was. */
static bool replace_operand(pl_eval *ev, pl_value v, pl_value *out) {
    if (!pl_to_str(ev, v, out)) {
        return false;
    }
    *out = ev->autoescape ? *out : without_markup(*out);
    return true;
}

bool filter_replace(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value s, old, with;
    int64_t count;
    if (!pl_arg_index(ev, pl_arg_some(argv[3]) ? argv[3] : pl_int(-1), -1, &count) ||
        !replace_operand(ev, argv[0], &s) || !replace_operand(ev, argv[1], &old) ||
        !replace_operand(ev, argv[2], &with)) {
        return false;
    }
    bool markup = (s.flags | old.flags | with.flags) & PL_MARKUP;
    if (!markup) {
        return pl_text_replace(ev, s, old, with, count, out);
    }
    if (((old.flags & PL_MARKUP) || !(s.flags & PL_MARKUP)) &&
        !pl_text_escape(ev, s, &s)) {
        return false;
    }
    if (!pl_text_escape(ev, old, &old) || !pl_text_escape(ev, with, &with) ||
        !pl_text_replace(ev, without_markup(s), without_markup(old),
                         without_markup(with), count, out)) {
        return false;
    }
    out->flags |= PL_MARKUP;
    return true;
}

/* ---- truncate */

/* length >= least, as Python compares them; else an AssertionError. */
static bool assert_at_least(pl_eval *ev, const char *name, pl_value v, int64_t fallback,
                            int64_t least, int64_t *out) {
    bool enough;
    *out = fallback;
    v = pl_arg_given(v) ? v : pl_int(fallback);
    if (!pl_compare_values(ev, PL_IS_GE, v, pl_int(least), &enough)) {
        return false;
    }
    if (enough) {
        return pl_arg_index(ev, v, fallback, out);
    }
    pl_value shown;
    return pl_to_str(ev, v, &shown) &&
           pl_raise(ev, PL_EXC_ASSERTION, "expected %s >= %lld, got %.*s", name,
                    (long long)least, PL_FMT(pl_str_from(shown)));
}

/* Byte offset at which to cut `s`, at most `chars` characters in: there, or before the
 * last word that begins there. */
static uint32_t cut_offset(pl_str s, int64_t chars, bool inside_words) {
    uint32_t cut = chars > UINT32_MAX ? s.len : pl_utf8_offset(s, (uint32_t)chars);
    if (inside_words) {
        return cut;
    }
    for (uint32_t i = cut; i > 0; i--) {
        if (s.at[i - 1] == ' ') {
            return i - 1;
        }
    }
    return cut;
}

bool filter_truncate(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value end = pl_arg_given(argv[3]) ? argv[3] : pl_string(PL_S("..."));
    pl_value leeway_arg = pl_arg_some(argv[4]) ? argv[4] : pl_int(5);
    int64_t end_len, length, leeway, have;
    bool kill;
    if (!pl_length(ev, end, &end_len) ||
        !assert_at_least(ev, "length", argv[1], 255, end_len, &length) ||
        !assert_at_least(ev, "leeway", leeway_arg, 5, 0, &leeway) ||
        !pl_length(ev, argv[0], &have)) {
        return false;
    }
    if (have <= length || have - length <= leeway) {
        *out = argv[0];
        return true;
    }
    if (!pl_arg_truth(ev, argv[2], false, &kill)) {
        return false;
    }
    if (!pl_is_str(argv[0]) || !pl_is_str(end)) {
        return pl_raise(ev, PL_EXC_TYPE, "can only concatenate %s (not \"%s\") to %s",
                        pl_type_name(argv[0]), pl_type_name(end),
                        pl_type_name(argv[0]));
    }
    pl_value s = argv[0];
    uint32_t cut = cut_offset(pl_str_from(s), length - end_len, kill);
    return pl_text_join2(ev, pl_text_piece(ev->arena, s, 0, cut), end, out);
}

/* ---- indent */

static bool indentation(pl_eval *ev, pl_value width, pl_value *out) {
    if (pl_is_str(width)) {
        *out = width;
        return true;
    }
    int64_t n;
    if (pl_arg_given(width) && !pl_is_int(width)) {
        return pl_raise(ev, PL_EXC_TYPE,
                        "can't multiply sequence by non-int of type '%s'",
                        pl_type_name(width));
    }
    return pl_arg_index(ev, width, 4, &n) &&
           pl_text_repeat(ev, pl_string(PL_S(" ")), n, out);
}

/* What `s += "\n"` or `s.splitlines()` says to what is no text. */
static bool not_indentable(pl_eval *ev, pl_value v) {
    if (v.kind == PL_UNDEFINED) {
        return pl_raise_undefined(ev, v);
    }
    if (v.kind == PL_LIST) {
        return pl_raise(ev, PL_EXC_ATTRIBUTE,
                        "'list' object has no attribute 'splitlines'");
    }
    return pl_raise(ev, PL_EXC_TYPE,
                    "unsupported operand type(s) for +=: '%s' and 'str'",
                    pl_type_name(v));
}

static bool put_lines(pl_eval *ev, pl_out *o, const pl_list *lines, pl_value indent,
                      bool first, bool blank) {
    for (uint32_t i = 0; i < lines->len; i++) {
        pl_value line = lines->at[i];
        if (!pl_afford(ev, (int64_t)line.len + indent.len + 1)) {
            return false;
        }
        if (i) {
            pl_out_put(o, PL_S("\n"));
        }
        if (i ? blank || line.len : first) {
            pl_out_value(o, indent);
        }
        pl_out_value(o, line);
    }
    return true;
}

bool filter_indent(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value indent = pl_none(), text, lines;
    bool first, blank;
    if (!indentation(ev, argv[1], &indent) ||
        !pl_arg_truth(ev, argv[2], false, &first) ||
        !pl_arg_truth(ev, argv[3], false, &blank)) {
        return false;
    }
    if (!pl_is_str(argv[0])) {
        return not_indentable(ev, argv[0]);
    }
    /* Jinja2 adds a newline first, so that a last empty line is kept. */
    if (!pl_text_join2(ev, argv[0], pl_string(PL_S("\n")), &text) ||
        !pl_text_lines(ev, text, false, &lines)) {
        return false;
    }
    pl_out *o = pl_capture_begin(ev);
    if (!put_lines(ev, o, lines.as.list, indent, first, blank)) {
        return pl_capture_drop(ev, o);
    }
    if (!pl_capture_take(ev, o, out)) {
        return false;
    }
    out->flags |= argv[0].flags & PL_MARKUP;
    return true;
}

/* ---- others */

bool filter_format(pl_eval *ev, const pl_value *argv, pl_value *out) {
    bool words = argv[2].as.dict->len > 0;
    if (words && argv[1].as.list->len > 0) {
        return pl_raise(
            ev, PL_EXC_FILTER_ARGUMENT,
            "can't handle positional and keyword arguments at the same time");
    }
    pl_value text;
    return pl_to_str(ev, argv[0], &text) &&
           pl_percent_format(ev, text, words ? argv[2] : argv[1], out);
}

static bool in_word(uint32_t c) {
    return c == '_' || pl_char_is_alpha(c) || pl_char_is_numeric(c);
}

bool filter_wordcount(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value text;
    if (!pl_to_str(ev, argv[0], &text)) {
        return false;
    }
    pl_str s = pl_str_from(text);
    int64_t words = 0;
    bool inside = false;
    for (uint32_t i = 0; i < s.len;) {
        bool word = in_word(pl_utf8_next(s, &i));
        words += word && !inside;
        inside = word;
    }
    *out = pl_int(words);
    return true;
}
