/* eval/filters/pprint.c: pprint.pformat(value) with its defaults: lines of 80
 * characters, dicts in the order of their keys. */
#include "eval/filters/filters_priv.h"
#include "eval/value/value_priv.h"

enum { WIDTH = 80 };

typedef struct printing {
    pl_eval *ev;
    pl_out *to;
} printing;

/* What must fit behind what is printed, and where it is printed. */
typedef struct place {
    int64_t indent;
    int64_t allowance;
    bool top;
} place;

static bool format(printing *p, pl_value v, place at);
static bool plain_repr(printing *p, pl_value v);

/* The items of a set, or the keys of a dict, in order. */
static bool in_key_order(pl_eval *ev, const pl_dict *d, const pl_dict_entry ***out) {
    uint32_t n = 0, i = 0;
    const pl_dict_entry **at = PL_NEW_ARRAY(ev->arena, const pl_dict_entry *, d->len);
    const pl_dict_entry **sorted =
        PL_NEW_ARRAY(ev->arena, const pl_dict_entry *, d->len);
    pl_value *keys = PL_NEW_ARRAY(ev->arena, pl_value, d->len);
    uint32_t *order = PL_NEW_ARRAY(ev->arena, uint32_t, d->len);
    for (const pl_dict_entry *e; (e = pl_dict_next(d, &i)); n++) {
        at[n] = e;
        keys[n] = e->key;
    }
    pl_sort_keys by = {keys, n, 1, false, true};
    if (!pl_sort_order(ev, &by, false, order)) {
        return false;
    }
    for (i = 0; i < n; i++) {
        sorted[i] = at[order[i]];
    }
    *out = sorted;
    return true;
}

/* ---- on one line */

static bool repr_items(printing *p, pl_value v) {
    const pl_list *l = v.as.list;
    bool tuple = v.kind == PL_TUPLE;
    pl_out_put(p->to, tuple ? PL_S("(") : PL_S("["));
    for (uint32_t i = 0; i < l->len; i++) {
        if (i) {
            pl_out_put(p->to, PL_S(", "));
        }
        if (!plain_repr(p, l->at[i])) {
            return false;
        }
    }
    pl_out_put(p->to, !tuple ? PL_S("]") : l->len == 1 ? PL_S(",)") : PL_S(")"));
    return true;
}

static bool repr_dict(printing *p, const pl_dict *d) {
    const pl_dict_entry **entries;
    if (!in_key_order(p->ev, d, &entries)) {
        return false;
    }
    pl_out_put(p->to, PL_S("{"));
    for (uint32_t i = 0; i < d->len; i++) {
        if (i) {
            pl_out_put(p->to, PL_S(", "));
        }
        if (!plain_repr(p, entries[i]->key)) {
            return false;
        }
        pl_out_put(p->to, PL_S(": "));
        if (!plain_repr(p, entries[i]->value)) {
            return false;
        }
    }
    pl_out_put(p->to, PL_S("}"));
    return true;
}

/* repr, but for the order of dicts. */
static bool plain_repr(printing *p, pl_value v) {
    bool dict = v.kind == PL_DICT;
    if (!dict && !pl_is_sequence(v)) {
        return pl_burn(p->ev, 1) && pl_repr(p->ev, v, p->to);
    }
    const void *what = dict ? (const void *)v.as.dict : (const void *)v.as.list;
    if (pl_nest_has(p->ev, what)) {
        pl_buf_fmt(&p->to->text, "<Recursion on %s>", pl_type_name(v));
        return true;
    }
    pl_nest nest;
    if (!pl_burn(p->ev, 1) || !pl_nest_enter(p->ev, &nest, what)) {
        return false;
    }
    bool ok = dict ? repr_dict(p, v.as.dict) : repr_items(p, v);
    pl_nest_leave(p->ev, &nest);
    return ok;
}

/* ---- on several lines */

static void new_line(printing *p, int64_t indent) {
    pl_out_put(p->to, PL_S(",\n"));
    for (; indent > 0; indent--) {
        pl_out_put(p->to, PL_S(" "));
    }
}

static bool format_items(printing *p, const pl_list *l, pl_str open, pl_str close,
                         place at) {
    pl_out_put(p->to, open);
    int64_t indent = at.indent + 1;
    for (uint32_t i = 0; i < l->len; i++) {
        bool last = i + 1 == l->len;
        place inner = {indent, last ? at.allowance + close.len : 1, false};
        if (i) {
            new_line(p, indent);
        }
        if (!format(p, l->at[i], inner)) {
            return false;
        }
    }
    pl_out_put(p->to, close);
    return true;
}

static bool format_set(printing *p, const pl_dict *set, place at) {
    const pl_dict_entry **entries;
    if (!in_key_order(p->ev, set, &entries)) {
        return false;
    }
    pl_value list = pl_list_new(p->ev->arena, set->len);
    for (uint32_t i = 0; i < set->len; i++) {
        pl_list_push(p->ev->arena, list.as.list, entries[i]->key);
    }
    return format_items(p, list.as.list, PL_S("{"), PL_S("}"), at);
}

static bool format_dict(printing *p, const pl_dict *d, place at) {
    const pl_dict_entry **entries;
    if (!in_key_order(p->ev, d, &entries)) {
        return false;
    }
    pl_out_put(p->to, PL_S("{"));
    int64_t indent = at.indent + 1;
    for (uint32_t i = 0; i < d->len; i++) {
        bool last = i + 1 == d->len;
        if (i) {
            new_line(p, indent);
        }
        uint32_t begin = p->to->text.len;
        if (!plain_repr(p, entries[i]->key)) {
            return false;
        }
        pl_str key = {p->to->text.at + begin, p->to->text.len - begin};
        place inner = {indent + pl_utf8_chars(key) + 2, last ? at.allowance + 1 : 1,
                       false};
        pl_out_put(p->to, PL_S(": "));
        if (!format(p, entries[i]->value, inner)) {
            return false;
        }
    }
    pl_out_put(p->to, PL_S("}"));
    return true;
}

/* ---- long text: adjacent literals, cut between words */

typedef struct chunks {
    printing *p;
    pl_list *reprs; /* PL_STR each */
    int64_t width;
    int64_t allowance;
} chunks;

static pl_str repr_of(const chunks *c, pl_str s) {
    pl_buf b = {0};
    pl_str_repr(&b, s);
    pl_str shown = pl_buf_take(&b, c->p->ev->arena);
    pl_buf_free(&b);
    return shown;
}

static void add_chunk(const chunks *c, pl_str s) {
    pl_list_push(c->p->ev->arena, c->reprs, pl_string(repr_of(c, s)));
}

/* End of the word at byte `i` and of the white space behind it. */
static uint32_t word_end(pl_str s, uint32_t i) {
    bool space = false;
    while (i < s.len) {
        uint32_t next = i;
        bool is_space = pl_char_is_space(pl_utf8_next(s, &next));
        if (space && !is_space) {
            break;
        }
        space = is_space;
        i = next;
    }
    return i;
}

static bool cut_line(const chunks *c, pl_str line, bool last) {
    uint32_t lo = 0;
    for (uint32_t at = 0, end; at < line.len; at = end) {
        end = word_end(line, at);
        int64_t width = c->width - (last && end == line.len ? c->allowance : 0);
        if (!pl_burn(c->p->ev, 1 + (end - lo) / 8)) {
            return false;
        }
        if (pl_utf8_chars(repr_of(c, pl_str_sub(line, lo, end))) > width && at > lo) {
            add_chunk(c, pl_str_sub(line, lo, at));
            lo = at;
        }
    }
    if (lo < line.len) {
        add_chunk(c, pl_str_sub(line, lo, line.len));
    }
    return true;
}

static bool format_text(printing *p, pl_value v, place at) {
    pl_value lines, reprs = pl_list_new(p->ev->arena, 8);
    at.indent += at.top;
    at.allowance += at.top;
    chunks c = {p, reprs.as.list, WIDTH - at.indent, at.allowance};
    if (!pl_text_lines(p->ev, v, true, &lines)) {
        return false;
    }
    for (uint32_t i = 0; i < lines.as.list->len; i++) {
        pl_str line = pl_str_from(lines.as.list->at[i]);
        bool last = i + 1 == lines.as.list->len;
        int64_t width = c.width - (last ? c.allowance : 0);
        if (pl_utf8_chars(repr_of(&c, line)) <= width) {
            add_chunk(&c, line);
        } else if (!cut_line(&c, line, last)) {
            return false;
        }
    }
    bool parens = at.top && reprs.as.list->len > 1;
    pl_out_put(p->to, parens ? PL_S("(") : PL_S(""));
    for (uint32_t i = 0; i < reprs.as.list->len; i++) {
        if (i) {
            pl_buf_fmt(&p->to->text, "\n%*s", (int)at.indent, "");
        }
        pl_out_value(p->to, reprs.as.list->at[i]);
    }
    pl_out_put(p->to, parens ? PL_S(")") : PL_S(""));
    return true;
}

static bool format_long(printing *p, pl_value v, place at) {
    bool single = v.kind == PL_TUPLE && v.as.list->len == 1;
    switch ((int)v.kind) {
    case PL_LIST:
        return format_items(p, v.as.list, PL_S("["), PL_S("]"), at);
    case PL_TUPLE:
        return format_items(p, v.as.list, PL_S("("), single ? PL_S(",)") : PL_S(")"),
                            at);
    case PL_SET:
        return format_set(p, v.as.dict, at);
    case PL_DICT:
        return format_dict(p, v.as.dict, at);
    default:
        return format_text(p, v, at);
    }
}

/* Only these are ever broken into lines. */
static bool is_breakable(pl_value v) {
    return v.kind == PL_LIST || (v.kind == PL_TUPLE && !v.sub) || v.kind == PL_DICT ||
           (v.kind == PL_SET && v.as.dict->len) ||
           (v.kind == PL_STR && !pl_is_markup(v) && v.len);
}

/* On one line where it fits. */
static bool format(printing *p, pl_value v, place at) {
    uint32_t begin = p->to->text.len;
    if (!plain_repr(p, v) || !pl_burn(p->ev, p->to->text.len - begin)) {
        return false;
    }
    pl_str shown = {p->to->text.at + begin, p->to->text.len - begin};
    if (pl_utf8_chars(shown) <= WIDTH - at.indent - at.allowance || !is_breakable(v)) {
        return true;
    }
    pl_out_truncate(p->to, begin);
    if (v.kind == PL_STR) {
        return format_text(p, v, at);
    }
    const void *what = v.kind == PL_DICT || v.kind == PL_SET ? (const void *)v.as.dict
                                                             : (const void *)v.as.list;
    pl_nest nest;
    if (!pl_nest_enter(p->ev, &nest, what)) {
        return false;
    }
    bool ok = format_long(p, v, at);
    pl_nest_leave(p->ev, &nest);
    return ok;
}

bool filter_pprint(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_out *o = pl_capture_begin(ev);
    printing p = {ev, o};
    if (!format(&p, argv[0], (place){0, 0, true})) {
        return pl_capture_drop(ev, o);
    }
    return pl_capture_take(ev, o, out);
}
