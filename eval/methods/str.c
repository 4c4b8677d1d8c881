/* Methods of str that make texts. */
#include "eval/methods/str_priv.h"
#include "eval/text/format.h"
#include "eval/text/text.h"

#define CASE_METHOD(name, how)                                                         \
    static bool str_##name(pl_eval *ev, const pl_value *argv, pl_value *out) {         \
        return pl_text_case(ev, argv[0], how, out);                                    \
    }
CASE_METHOD(upper, PL_CASE_UPPER)
CASE_METHOD(lower, PL_CASE_LOWER)
CASE_METHOD(title, PL_CASE_TITLE)
CASE_METHOD(capitalize, PL_CASE_CAPITALIZE)
CASE_METHOD(swapcase, PL_CASE_SWAP)
CASE_METHOD(casefold, PL_CASE_FOLD)

/* ---- strip and its kin */

static bool strip(pl_eval *ev, const pl_value *argv, const char *who, int sides,
                  pl_value *out) {
    pl_value chars = argv[1];
    if (chars.kind != PL_UNSET && chars.kind != PL_NONE && chars.kind != PL_STR) {
        return pl_raise(ev, PL_EXC_TYPE, "%s arg must be None or str", who);
    }
    *out = pl_text_strip(ev->arena, argv[0], chars, sides);
    return pl_step(ev, (argv[0].len - out->len) / 8) && pl_afford_parts(ev, *out);
}

static bool str_strip(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return strip(ev, argv, "strip", PL_STRIP_BOTH, out);
}

static bool str_lstrip(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return strip(ev, argv, "lstrip", PL_STRIP_LEFT, out);
}

static bool str_rstrip(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return strip(ev, argv, "rstrip", PL_STRIP_RIGHT, out);
}

static bool str_removeprefix(pl_eval *ev, const pl_value *argv, pl_value *out) {
    if (!pl_need_str(ev, argv[1], "removeprefix", 0) || !pl_afford_parts(ev, argv[0])) {
        return false;
    }
    bool starts = pl_str_starts(pl_str_from(argv[0]), pl_str_from(argv[1]));
    *out = pl_text_piece(ev->arena, argv[0], starts ? argv[1].len : 0, argv[0].len);
    return true;
}

static bool str_removesuffix(pl_eval *ev, const pl_value *argv, pl_value *out) {
    if (!pl_need_str(ev, argv[1], "removesuffix", 0) || !pl_afford_parts(ev, argv[0])) {
        return false;
    }
    bool ends = pl_str_ends(pl_str_from(argv[0]), pl_str_from(argv[1]));
    *out = pl_text_piece(ev->arena, argv[0], 0, argv[0].len - (ends ? argv[1].len : 0));
    return true;
}

/* ---- padding */

static bool justify(pl_eval *ev, const pl_value *argv, pl_justify how, pl_value *out) {
    int64_t width;
    pl_value fill = argv[2];
    if (!pl_need_index(ev, argv[1], &width)) {
        return false;
    }
    if (fill.kind == PL_UNSET) {
        fill = pl_string(PL_S(" "));
    }
    if (fill.kind != PL_STR) {
        return pl_raise(ev, PL_EXC_TYPE,
                        "The fill character must be a unicode character, not %s",
                        pl_type_name(fill));
    }
    if (pl_is_markup(argv[0]) && !pl_text_escape(ev, fill, &fill)) {
        return false;
    }
    if (pl_utf8_chars(pl_str_from(fill)) != 1) {
        return pl_raise(ev, PL_EXC_TYPE,
                        "The fill character must be exactly one character long");
    }
    return pl_text_justify(ev, argv[0], width, pl_str_from(fill), how, out);
}

static bool str_ljust(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return justify(ev, argv, PL_JUST_LEFT, out);
}

static bool str_rjust(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return justify(ev, argv, PL_JUST_RIGHT, out);
}

static bool str_center(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return justify(ev, argv, PL_JUST_CENTER, out);
}

static bool str_zfill(pl_eval *ev, const pl_value *argv, pl_value *out) {
    int64_t width;
    pl_value s = argv[0];
    if (!pl_need_index(ev, argv[1], &width)) {
        return false;
    }
    uint32_t sign = s.len && (s.as.s[0] == '-' || s.as.s[0] == '+') ? 1 : 0;
    pl_value digits = pl_text_piece(ev->arena, s, sign, s.len);
    if (!pl_text_justify(ev, digits, width < sign ? 0 : width - sign, PL_S("0"),
                         PL_JUST_RIGHT, out)) {
        return false;
    }
    return !sign || pl_text_join2(ev, pl_text_piece(ev->arena, s, 0, sign), *out, out);
}

/* Fill up to the next column that is a multiple of `size`. */
static bool put_tab(pl_eval *ev, pl_out *o, int64_t size, int64_t *column) {
    int64_t n = size > 0 ? size - *column % size : 0;
    if (!n) {
        return true;
    }
    if (!pl_charge(ev, (uint64_t)n)) {
        return false;
    }
    pl_buf_reserve(&o->text, (size_t)n);
    memset(o->text.at + o->text.len, ' ', (size_t)n);
    o->text.len += (uint32_t)n;
    *column += n;
    return true;
}

static bool expand_tabs(pl_eval *ev, pl_value v, int64_t size, pl_out *o) {
    pl_str s = pl_str_from(v);
    int64_t column = 0;
    uint32_t done = 0;
    for (uint32_t i = 0; i < s.len;) {
        uint32_t at = i;
        uint32_t c = pl_utf8_next(s, &i);
        column = c == '\n' || c == '\r' ? 0 : c == '\t' ? column : column + 1;
        if (c == '\t') {
            pl_out_slice(o, v, done, at);
            done = i;
            if (!put_tab(ev, o, size, &column)) {
                return false;
            }
        }
    }
    pl_out_slice(o, v, done, s.len);
    return true;
}

static bool str_expandtabs(pl_eval *ev, const pl_value *argv, pl_value *out) {
    int64_t size = 8;
    if ((argv[1].kind != PL_UNSET && !pl_need_index(ev, argv[1], &size)) ||
        !pl_charge(ev, argv[0].len)) {
        return false;
    }
    pl_out *o = pl_capture_begin(ev);
    bool ok = expand_tabs(ev, argv[0], size, o);
    if (ok) {
        *out = pl_out_take(o, 0, ev->arena);
        out->flags |= argv[0].flags & (PL_PROVENANCE | PL_MARKUP);
    }
    pl_capture_end(ev, o);
    return ok;
}

/* ---- joining and replacing */

static bool str_join(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return pl_text_join(ev, argv[0], argv[1], out);
}

static bool str_replace(pl_eval *ev, const pl_value *argv, pl_value *out) {
    int64_t count = -1;
    pl_value with = argv[2];
    bool markup = pl_is_markup(argv[0]);
    if (!pl_need_str(ev, argv[1], "replace", 1) ||
        !(markup ? pl_text_escape(ev, with, &with)
                 : pl_need_str(ev, with, "replace", 2)) ||
        (argv[3].kind != PL_UNSET && !pl_need_index(ev, argv[3], &count))) {
        return false;
    }
    return pl_text_replace(ev, argv[0], argv[1], with, count, out);
}

/* ---- splitting */

static bool split_arguments(pl_eval *ev, const pl_value *argv, pl_value *sep,
                            int64_t *limit) {
    *sep = argv[1].kind == PL_UNSET ? pl_none() : argv[1];
    *limit = -1;
    if (argv[2].kind != PL_UNSET && !pl_need_index(ev, argv[2], limit)) {
        return false;
    }
    return sep->kind == PL_NONE || sep->kind == PL_STR ||
           pl_raise(ev, PL_EXC_TYPE, "must be str or None, not %s", pl_type_name(*sep));
}

static bool str_split(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value sep;
    int64_t limit;
    return split_arguments(ev, argv, &sep, &limit) &&
           pl_text_split(ev, argv[0], sep, limit, out);
}

static bool str_rsplit(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value sep;
    int64_t limit;
    return split_arguments(ev, argv, &sep, &limit) &&
           pl_text_rsplit(ev, argv[0], sep, limit, out);
}

static bool str_splitlines(pl_eval *ev, const pl_value *argv, pl_value *out) {
    int64_t keep = 0;
    if (argv[1].kind != PL_UNSET && !pl_need_index(ev, argv[1], &keep)) {
        return false;
    }
    if (keep > INT32_MAX || keep < INT32_MIN) {
        return pl_raise(ev, PL_EXC_OVERFLOW,
                        "Python int too large to convert to C int");
    }
    return pl_text_lines(ev, argv[0], keep != 0, out);
}

static bool check_separator(pl_eval *ev, pl_value sep) {
    if (sep.kind != PL_STR) {
        return pl_raise(ev, PL_EXC_TYPE, "must be str, not %s", pl_type_name(sep));
    }
    return sep.len || pl_raise(ev, PL_EXC_VALUE, "empty separator");
}

/* (before, separator, after); an empty text for what is not there. */
static pl_value three_parts(pl_eval *ev, pl_value s, uint32_t lo, uint32_t hi) {
    pl_value parts = pl_tuple_new(ev->arena, 3);
    pl_list_push(ev->arena, parts.as.list, pl_text_piece(ev->arena, s, 0, lo));
    pl_list_push(ev->arena, parts.as.list, pl_text_piece(ev->arena, s, lo, hi));
    pl_list_push(ev->arena, parts.as.list, pl_text_piece(ev->arena, s, hi, s.len));
    return parts;
}

static bool str_partition(pl_eval *ev, const pl_value *argv, pl_value *out) {
    if (!check_separator(ev, argv[1]) || !pl_afford_parts(ev, argv[0])) {
        return false;
    }
    uint32_t at = pl_str_find(pl_str_from(argv[0]), pl_str_from(argv[1]), 0);
    *out = at == UINT32_MAX ? three_parts(ev, argv[0], argv[0].len, argv[0].len)
                            : three_parts(ev, argv[0], at, at + argv[1].len);
    return true;
}

static bool str_rpartition(pl_eval *ev, const pl_value *argv, pl_value *out) {
    if (!check_separator(ev, argv[1]) || !pl_afford_parts(ev, argv[0])) {
        return false;
    }
    uint32_t at = pl_text_rfind(pl_str_from(argv[0]), pl_str_from(argv[1]));
    *out = at == UINT32_MAX ? three_parts(ev, argv[0], 0, 0)
                            : three_parts(ev, argv[0], at, at + argv[1].len);
    return true;
}

/* ---- formatting */

static bool str_format(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return pl_str_format(ev, argv[0], argv[1], argv[2], out);
}

static bool str_format_map(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value none = pl_tuple_new(ev->arena, 0);
    return pl_str_format(ev, argv[0], none, argv[1], out);
}

enum { C = PL_FN_POSITIONAL };

const pl_native pl_str_methods[] = {
    {"capitalize", str_capitalize, 0, 0, C, ""},
    {"casefold", str_casefold, 0, 0, C, ""},
    {"center", str_center, 1, 2, C, "width,fillchar"},
    {"count", pl_str_count, 1, 3, C, "sub,start,end"},
    {"encode", pl_str_encode, 0, 2, 0, "encoding,errors"},
    {"endswith", pl_str_endswith, 1, 3, C, "suffix,start,end"},
    {"expandtabs", str_expandtabs, 0, 1, 0, "tabsize"},
    {"find", pl_str_find_method, 1, 3, C, "sub,start,end"},
    {"format", str_format, 0, 0, C | PL_FN_VARARGS | PL_FN_KWARGS, ""},
    {"format_map", str_format_map, 1, 1, C, "mapping"},
    {"index", pl_str_index, 1, 3, C, "sub,start,end"},
    {"isalnum", pl_str_isalnum, 0, 0, C, ""},
    {"isalpha", pl_str_isalpha, 0, 0, C, ""},
    {"isascii", pl_str_isascii, 0, 0, C, ""},
    {"isdecimal", pl_str_isdecimal, 0, 0, C, ""},
    {"isdigit", pl_str_isdigit, 0, 0, C, ""},
    {"isidentifier", pl_str_isidentifier, 0, 0, C, ""},
    {"islower", pl_str_islower, 0, 0, C, ""},
    {"isnumeric", pl_str_isnumeric, 0, 0, C, ""},
    {"isprintable", pl_str_isprintable, 0, 0, C, ""},
    {"isspace", pl_str_isspace, 0, 0, C, ""},
    {"istitle", pl_str_istitle, 0, 0, C, ""},
    {"isupper", pl_str_isupper, 0, 0, C, ""},
    {"join", str_join, 1, 1, C, "iterable"},
    {"ljust", str_ljust, 1, 2, C, "width,fillchar"},
    {"lower", str_lower, 0, 0, C, ""},
    {"lstrip", str_lstrip, 0, 1, C, "chars"},
    {"maketrans", pl_str_maketrans, 1, 3, C, "x,y,z"},
    {"partition", str_partition, 1, 1, C, "sep"},
    {"removeprefix", str_removeprefix, 1, 1, C, "prefix"},
    {"removesuffix", str_removesuffix, 1, 1, C, "suffix"},
    {"replace", str_replace, 2, 3, C, "old,new,count"},
    {"rfind", pl_str_rfind_method, 1, 3, C, "sub,start,end"},
    {"rindex", pl_str_rindex, 1, 3, C, "sub,start,end"},
    {"rjust", str_rjust, 1, 2, C, "width,fillchar"},
    {"rpartition", str_rpartition, 1, 1, C, "sep"},
    {"rsplit", str_rsplit, 0, 2, 0, "sep,maxsplit"},
    {"rstrip", str_rstrip, 0, 1, C, "chars"},
    {"split", str_split, 0, 2, 0, "sep,maxsplit"},
    {"splitlines", str_splitlines, 0, 1, 0, "keepends"},
    {"startswith", pl_str_startswith, 1, 3, C, "prefix,start,end"},
    {"strip", str_strip, 0, 1, C, "chars"},
    {"swapcase", str_swapcase, 0, 0, C, ""},
    {"title", str_title, 0, 0, C, ""},
    {"translate", pl_str_translate, 1, 1, C, "table"},
    {"upper", str_upper, 0, 0, C, ""},
    {"zfill", str_zfill, 1, 1, C, "width"},
};
const uint32_t pl_str_method_count = sizeof pl_str_methods / sizeof *pl_str_methods;
