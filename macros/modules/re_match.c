/* macros/modules/re_match.c: match objects of modules.re. */
#include "macros/modules/re_priv.h"

static const pl_re_match *match_of(const pl_value *argv) {
    return (const pl_re_match *)argv[0].as.obj;
}

pl_value pl_re_group_value(pl_eval *ev, const pl_re_match *m, uint32_t g,
                           pl_value fallback) {
    uint32_t lo = m->spans[2 * (size_t)g];
    return lo == UINT32_MAX
               ? fallback
               : pl_text_piece(ev->arena, m->subject, lo, m->spans[2 * (size_t)g + 1]);
}

/* The group that a value names: a number or a name; false: there is none such. */
static bool find_group(const pl_re_match *m, pl_value v, uint32_t *out) {
    int64_t n = -1;
    if (pl_is_str(v)) {
        *out = pl_re_group_of(m->pattern, pl_str_from(v));
        n = *out == UINT32_MAX ? -1 : (int64_t)*out;
    } else if (pl_is_int(v)) {
        n = pl_as_int64(v, &n) ? n : -1;
    }
    *out = (uint32_t)n;
    return n >= 0 && n <= m->pattern->regex.groups;
}

static bool group_number(pl_eval *ev, const pl_re_match *m, pl_value v, uint32_t *out) {
    return find_group(m, v, out) || pl_raise(ev, PL_EXC_INDEX, "no such group");
}

static bool match_group(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_re_match *m = match_of(argv);
    const pl_list *wanted = argv[1].as.list;
    uint32_t g = 0;
    if (wanted->len <= 1) {
        if (wanted->len && !group_number(ev, m, wanted->at[0], &g)) {
            return false;
        }
        *out = pl_re_group_value(ev, m, g, pl_none());
        return true;
    }
    *out = pl_tuple_new(ev->arena, wanted->len);
    for (uint32_t i = 0; i < wanted->len; i++) {
        if (!group_number(ev, m, wanted->at[i], &g)) {
            return false;
        }
        pl_list_push(ev->arena, out->as.list, pl_re_group_value(ev, m, g, pl_none()));
    }
    return true;
}

static bool match_groups(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_re_match *m = match_of(argv);
    pl_value fallback = pl_module_or(argv[1], pl_none());
    *out = pl_tuple_new(ev->arena, m->pattern->regex.groups);
    for (uint32_t g = 1; g <= m->pattern->regex.groups; g++) {
        pl_list_push(ev->arena, out->as.list, pl_re_group_value(ev, m, g, fallback));
    }
    return true;
}

static bool match_groupdict(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_re_match *m = match_of(argv);
    pl_value fallback = pl_module_or(argv[1], pl_none());
    *out = pl_dict_new(ev->arena, m->pattern->name_count);
    for (uint32_t i = 0; i < m->pattern->name_count; i++) {
        const pl_re_name *n = &m->pattern->names[i];
        pl_dict_put_str(ev->arena, out->as.dict, n->name,
                        pl_re_group_value(ev, m, n->group, fallback));
    }
    return true;
}

/* Byte offset to Python's index; -1 for a group that took no part. */
static int64_t index_of(const pl_re_match *m, uint32_t offset) {
    if (offset == UINT32_MAX) {
        return -1;
    }
    return pl_utf8_chars(pl_str_sub(pl_str_from(m->subject), 0, offset));
}

static bool edge(pl_eval *ev, const pl_value *argv, uint32_t which, pl_value *out) {
    const pl_re_match *m = match_of(argv);
    uint32_t g = 0;
    if (!group_number(ev, m, pl_module_or(argv[1], pl_int(0)), &g)) {
        return false;
    }
    *out = pl_int(index_of(m, m->spans[2 * (size_t)g + which]));
    return true;
}

static bool match_start(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return edge(ev, argv, 0, out);
}

static bool match_end(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return edge(ev, argv, 1, out);
}

static pl_value span_of(pl_eval *ev, const pl_re_match *m, uint32_t group) {
    pl_value span = pl_tuple_new(ev->arena, 2);
    for (size_t which = 0; which < 2; which++) {
        int64_t at = index_of(m, m->spans[2 * (size_t)group + which]);
        pl_list_push(ev->arena, span.as.list, pl_int(at));
    }
    return span;
}

static bool match_span(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_re_match *m = match_of(argv);
    uint32_t g = 0;
    if (!group_number(ev, m, pl_module_or(argv[1], pl_int(0)), &g)) {
        return false;
    }
    *out = span_of(ev, m, g);
    return true;
}

static pl_value all_spans(pl_eval *ev, const pl_re_match *m) {
    pl_value spans = pl_tuple_new(ev->arena, m->pattern->regex.groups + 1);
    for (uint32_t g = 0; g <= m->pattern->regex.groups; g++) {
        pl_list_push(ev->arena, spans.as.list, span_of(ev, m, g));
    }
    return spans;
}

static bool match_expand(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const pl_re_match *m = match_of(argv);
    pl_re_template t;
    if (!pl_is_str(argv[1])) {
        return pl_raise(ev, PL_EXC_TYPE, "expected str instance, %s found",
                        pl_type_name(argv[1]));
    }
    if (!pl_re_template_parse(ev, m->pattern, argv[1], &t)) {
        return false;
    }
    pl_out *o = pl_capture_begin(ev);
    bool ok = pl_re_template_put(ev, &t, m, o);
    *out = pl_out_take(o, 0, ev->arena);
    pl_capture_end(ev, o);
    return ok;
}

static const pl_native methods[] = {
    {"end", match_end, 0, 1, PL_FN_POSITIONAL, "group"},
    {"expand", match_expand, 1, 1, 0, "template"},
    {"group", match_group, 0, 0, PL_FN_POSITIONAL | PL_FN_VARARGS, ""},
    {"groupdict", match_groupdict, 0, 1, 0, "default"},
    {"groups", match_groups, 0, 1, 0, "default"},
    {"span", match_span, 0, 1, PL_FN_POSITIONAL, "group"},
    {"start", match_start, 0, 1, PL_FN_POSITIONAL, "group"},
};

/* The group that ended last, the outermost of those; 0: none. */
static uint32_t last_group(const pl_re_match *m) {
    uint32_t best = 0;
    for (uint32_t g = 1; g <= m->pattern->regex.groups; g++) {
        uint32_t end = m->spans[2 * (size_t)g + 1];
        if (end != UINT32_MAX && (best == 0 || end > m->spans[2 * (size_t)best + 1])) {
            best = g;
        }
    }
    return best;
}

static pl_value last_name(const pl_re_match *m) {
    uint32_t last = last_group(m);
    for (uint32_t i = 0; i < m->pattern->name_count; i++) {
        if (last && m->pattern->names[i].group == last) {
            return pl_string(m->pattern->names[i].name);
        }
    }
    return pl_none();
}

static pl_found match_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    pl_re_match *m = (pl_re_match *)self;
    if (PL_STR_IS(name, "string")) {
        *out = m->subject;
    } else if (PL_STR_IS(name, "re")) {
        *out = pl_module_object(m->pattern);
    } else if (PL_STR_IS(name, "pos")) {
        *out = pl_int(index_of(m, m->pos));
    } else if (PL_STR_IS(name, "endpos")) {
        *out = pl_int(index_of(m, m->endpos));
    } else if (PL_STR_IS(name, "lastindex")) {
        *out = last_group(m) ? pl_int(last_group(m)) : pl_none();
    } else if (PL_STR_IS(name, "regs")) {
        *out = all_spans(ev, m);
    } else if (PL_STR_IS(name, "lastgroup")) {
        *out = last_name(m);
    } else {
        return pl_module_method(ev, PL_MODULE_TABLE(methods), self, name, out);
    }
    return PL_FOUND;
}

static pl_found match_item(pl_eval *ev, pl_object *self, pl_value key, pl_value *out) {
    const pl_re_match *m = (const pl_re_match *)self;
    uint32_t g = 0;
    if (!find_group(m, key, &g)) {
        return PL_MISSING;
    }
    *out = pl_re_group_value(ev, m, g, pl_none());
    return PL_FOUND;
}

static bool match_print(pl_eval *ev, pl_object *self, bool repr, pl_out *to) {
    const pl_re_match *m = (const pl_re_match *)self;
    (void)repr;
    pl_buf_fmt(&to->text, "<re.Match object; span=(%lld, %lld), match=",
               (long long)index_of(m, m->spans[0]),
               (long long)index_of(m, m->spans[1]));
    if (!pl_repr(ev, pl_re_group_value(ev, m, 0, pl_none()), to)) {
        return false;
    }
    pl_out_put(to, PL_S(">"));
    return true;
}

const pl_class pl_re_match_class = {
    .name = "re.Match",
    .attr = match_attr,
    .item = match_item,
    .print = match_print,
};
