/* macros/modules_re.c: modules.re: Python's re on PCRE2. */
#include "macros/re_priv.h"

/* ---- arguments */

/* The `pattern` argument of a module function: text, or a compiled pattern. */
static bool pattern_arg(pl_eval *ev, pl_value v, pl_value flags, re_pattern **out) {
    int64_t bits;
    if (!module_int(ev, flags, 0, &bits)) {
        return false;
    }
    if (module_is(v, &re_pattern_class)) {
        *out = (re_pattern *)v.as.obj;
        return bits == 0 || pl_raise(ev, PL_EXC_VALUE, "cannot process flags argument with a "
                                                       "compiled pattern");
    }
    if (!pl_is_str(v)) {
        return pl_raise(ev, PL_EXC_TYPE, "first argument must be string or compiled pattern");
    }
    return re_compile(ev, v, bits, out);
}

static bool subject_arg(pl_eval *ev, pl_value v) {
    return pl_is_str(v) || pl_raise(ev, PL_EXC_TYPE,
                                    "expected string or bytes-like object, got '%s'",
                                    pl_type_name(v));
}

/* Where in a subject to look. */
typedef struct scope {
    const re_pattern *pattern;
    pl_value subject;
    uint32_t from, to;      /* bytes */
    bool must_advance;      /* the last match was empty: not there again */
} scope;

static uint32_t offset_arg(pl_str s, int64_t chars) {
    return chars <= 0 ? 0 : chars >= (int64_t)s.len ? pl_utf8_offset(s, s.len)
                                                    : pl_utf8_offset(s, (uint32_t)chars);
}

static bool scope_make(pl_eval *ev, const re_pattern *p, pl_value subject, pl_value pos,
                       pl_value endpos, scope *out) {
    int64_t from, to;
    if (!subject_arg(ev, subject) || !module_int(ev, pos, 0, &from) ||
        !module_int(ev, endpos, INT64_MAX, &to)) {
        return false;
    }
    pl_str s = pl_str_from(subject);
    *out = (scope){p, subject, offset_arg(s, from), offset_arg(s, to), false};
    return true;
}

/* ---- matching */

/* Whichever of search, match, fullmatch `how` says, from the scope's start. */
static pl_found find(pl_eval *ev, const scope *s, uint32_t how, uint32_t *spans) {
    if (s->from > s->to) {
        return PL_MISSING;
    }
    pl_str text = pl_str_sub(pl_str_from(s->subject), 0, s->to);
    how |= s->must_advance ? PL_REGEX_NOT_EMPTY : 0;
    switch (pl_regex_match(&s->pattern->regex, text, s->from, how, spans)) {
    case PL_REGEX_MATCH:
        return pl_burn(ev, 1 + (spans[1] - s->from) / 16) ? PL_FOUND : PL_FAILED;
    case PL_REGEX_NONE:
        return PL_MISSING;
    case PL_REGEX_GAVE_UP:
        break;
    }
    return pl_fail(pl_raise(ev, PL_EXC_FUEL, "the regular expression backtracks too much"));
}

static uint32_t *spans_new(pl_eval *ev, const re_pattern *p) {
    return PL_NEW_ARRAY(ev->arena, uint32_t, 2 * ((size_t)p->regex.groups + 1));
}

static re_match *match_new(pl_eval *ev, const scope *s, uint32_t *spans) {
    re_match *m = PL_NEW(ev->arena, re_match);
    m->base.cls = &re_match_class;
    m->pattern = s->pattern;
    m->subject = s->subject;
    m->spans = spans;
    m->pos = s->from;
    m->endpos = s->to;
    return m;
}

static bool match_once(pl_eval *ev, const scope *s, uint32_t how, pl_value *out) {
    uint32_t *spans = spans_new(ev, s->pattern);
    pl_found found = find(ev, s, how, spans);
    *out = found == PL_FOUND ? pl_object_value(match_new(ev, s, spans)) : pl_none();
    return found != PL_FAILED;
}

/* The next of all matches, as Python's scanner finds them: an empty match may follow a
 * match, but not another empty one at the same place. */
static pl_found find_next(pl_eval *ev, scope *s, uint32_t *spans) {
    pl_found found = find(ev, s, 0, spans);
    if (found == PL_FOUND) {
        s->from = spans[1];
        s->must_advance = spans[0] == spans[1];
    }
    return found;
}

/* ---- findall, finditer, split */

/* What findall gives for a match: all of it, its one group, or a tuple of its groups. */
static pl_value found_value(pl_eval *ev, const re_match *m) {
    uint32_t groups = m->pattern->regex.groups;
    pl_value none = pl_string(PL_S(""));
    if (groups <= 1) {
        return re_group_value(ev, m, groups, none);
    }
    pl_value tuple = pl_tuple_new(ev->arena, groups);
    for (uint32_t g = 1; g <= groups; g++) {
        pl_list_push(ev->arena, tuple.as.list, re_group_value(ev, m, g, none));
    }
    return tuple;
}

static bool find_all(pl_eval *ev, scope *s, pl_value *out) {
    uint32_t *spans = spans_new(ev, s->pattern);
    re_match *m = match_new(ev, s, spans);
    pl_found found;
    *out = pl_list_new(ev->arena, 4);
    while ((found = find_next(ev, s, spans)) == PL_FOUND) {
        if (!pl_afford(ev, 16 * ((int64_t)s->pattern->regex.groups + 1))) {
            return false;
        }
        pl_list_push(ev->arena, out->as.list, found_value(ev, m));
    }
    return found == PL_MISSING;
}

static pl_found iter_next(pl_eval *ev, pl_iter *it, pl_value *out) {
    scope *s = it->state;
    uint32_t *spans = spans_new(ev, s->pattern);
    re_match *m = match_new(ev, s, spans);
    pl_found found = find_next(ev, s, spans);
    *out = pl_object_value(m);
    return found;
}

static bool find_iter(pl_eval *ev, const scope *s, pl_value *out) {
    pl_iter *it = PL_NEW(ev->arena, pl_iter);
    scope *state = PL_NEW(ev->arena, scope);
    *state = *s;
    *it = (pl_iter){.name = "callable_iterator", .next = iter_next, .state = state,
                    .source = s->subject};
    *out = (pl_value){.kind = PL_ITER, .as.iter = it};
    return true;
}

static bool split(pl_eval *ev, scope *s, int64_t limit, pl_value *out) {
    uint32_t *spans = spans_new(ev, s->pattern), done = 0;
    re_match *m = match_new(ev, s, spans);
    pl_found found = PL_MISSING;
    *out = pl_list_new(ev->arena, 4);
    for (int64_t n = 0; (limit == 0 || n < limit) &&
                        (found = find_next(ev, s, spans)) == PL_FOUND; n++) {
        if (!pl_afford(ev, 16 * ((int64_t)s->pattern->regex.groups + 1))) {
            return false;
        }
        pl_value piece = pl_text_piece(ev->arena, s->subject, done, spans[0]);
        pl_list_push(ev->arena, out->as.list, piece);
        for (uint32_t g = 1; g <= s->pattern->regex.groups; g++) {
            pl_list_push(ev->arena, out->as.list, re_group_value(ev, m, g, pl_none()));
        }
        done = spans[1];
    }
    pl_value rest = pl_text_piece(ev->arena, s->subject, done, s->subject.len);
    pl_list_push(ev->arena, out->as.list, rest);
    return found != PL_FAILED;
}

/* ---- sub */

typedef struct replacing {
    scope *scope;
    pl_value with;   /* text without escapes, or a callable */
    bool calls;
    bool fills;      /* `filled` holds the template */
    re_template filled;
    int64_t count;   /* made so far */
} replacing;

static bool replacement_make(pl_eval *ev, pl_value with, replacing *r) {
    r->with = with;
    if (!pl_is_str(with)) {
        r->calls = pl_is_callable(with);
        return r->calls || pl_raise(ev, PL_EXC_TYPE,
                                    "decoding to str: need a bytes-like object, %s found",
                                    pl_type_name(with));
    }
    r->fills = pl_str_find_char(pl_str_from(with), '\\') != UINT32_MAX;
    return !r->fills || re_template_parse(ev, r->scope->pattern, with, &r->filled);
}

static bool put_call(pl_eval *ev, const replacing *r, uint32_t *spans, pl_out *to) {
    size_t bytes = 2 * ((size_t)r->scope->pattern->regex.groups + 1) * sizeof *spans;
    uint32_t *own = memcpy(pl_alloc(ev->arena, bytes), spans, bytes);
    pl_value m = pl_object_value(match_new(ev, r->scope, own)), text;
    pl_call call = {.args = &m, .arg_count = 1};
    if (!pl_call_value(ev, r->with, &call, &text)) {
        return false;
    }
    if (!pl_is_str(text)) {
        return pl_raise(ev, PL_EXC_TYPE, "expected str instance, %s found",
                        pl_type_name(text));
    }
    pl_out_value(to, text);
    return true;
}

static bool put_replacement(pl_eval *ev, const replacing *r, re_match *m, pl_out *to) {
    uint32_t before = to->text.len;
    if (r->calls) {
        if (!put_call(ev, r, m->spans, to)) {
            return false;
        }
    } else if (r->fills) {
        re_template_put(&r->filled, m, to);
    } else {
        pl_out_value(to, r->with);
    }
    return pl_afford(ev, to->text.len - before);
}

static bool replace_all(pl_eval *ev, replacing *r, int64_t limit, pl_out *to) {
    scope *s = r->scope;
    uint32_t *spans = spans_new(ev, s->pattern), done = 0;
    re_match *m = match_new(ev, s, spans);
    pl_found found = PL_MISSING;
    while ((limit <= 0 || r->count < limit) &&
           (found = find_next(ev, s, spans)) == PL_FOUND) {
        pl_out_slice(to, s->subject, done, spans[0]);
        if (!put_replacement(ev, r, m, to)) {
            return false;
        }
        done = spans[1];
        r->count++;
    }
    pl_out_slice(to, s->subject, done, s->subject.len);
    return found != PL_FAILED;
}

static bool substitute(pl_eval *ev, const re_pattern *p, pl_value with, pl_value subject,
                       pl_value count, bool counted, pl_value *out) {
    scope s;
    replacing r = {.scope = &s};
    int64_t limit;
    pl_value text;
    if (!scope_make(ev, p, subject, (pl_value){0}, (pl_value){0}, &s) ||
        !module_int(ev, count, 0, &limit) || !replacement_make(ev, with, &r)) {
        return false;
    }
    pl_out *o = pl_capture_begin(ev);
    bool ok = replace_all(ev, &r, limit, o) && pl_afford(ev, o->text.len);
    text = ok ? pl_out_take(o, 0, ev->arena) : pl_none();
    pl_capture_end(ev, o);
    *out = text;
    if (ok && counted) {
        *out = pl_tuple_new(ev->arena, 2);
        pl_list_push(ev->arena, out->as.list, text);
        pl_list_push(ev->arena, out->as.list, pl_int(r.count));
    }
    return ok;
}

/* ---- functions of the module */

/* (pattern, string, flags) */
static bool module_scope(pl_eval *ev, const pl_value *argv, scope *out) {
    re_pattern *p;
    return pattern_arg(ev, argv[1], argv[3], &p) &&
           scope_make(ev, p, argv[2], (pl_value){0}, (pl_value){0}, out);
}

static bool fn_match(pl_eval *ev, const pl_value *argv, pl_value *out) {
    scope s;
    return module_scope(ev, argv, &s) && match_once(ev, &s, PL_REGEX_AT_START, out);
}

static bool fn_fullmatch(pl_eval *ev, const pl_value *argv, pl_value *out) {
    scope s;
    return module_scope(ev, argv, &s) &&
           match_once(ev, &s, PL_REGEX_AT_START | PL_REGEX_TO_END, out);
}

static bool fn_search(pl_eval *ev, const pl_value *argv, pl_value *out) {
    scope s;
    return module_scope(ev, argv, &s) && match_once(ev, &s, 0, out);
}

static bool fn_findall(pl_eval *ev, const pl_value *argv, pl_value *out) {
    scope s;
    return module_scope(ev, argv, &s) && find_all(ev, &s, out);
}

static bool fn_finditer(pl_eval *ev, const pl_value *argv, pl_value *out) {
    scope s;
    return module_scope(ev, argv, &s) && find_iter(ev, &s, out);
}

/* (pattern, string, maxsplit, flags) */
static bool fn_split(pl_eval *ev, const pl_value *argv, pl_value *out) {
    re_pattern *p;
    scope s;
    int64_t limit;
    return pattern_arg(ev, argv[1], argv[4], &p) &&
           scope_make(ev, p, argv[2], (pl_value){0}, (pl_value){0}, &s) &&
           module_int(ev, argv[3], 0, &limit) && split(ev, &s, limit, out);
}

/* (pattern, repl, string, count, flags) */
static bool fn_sub(pl_eval *ev, const pl_value *argv, pl_value *out) {
    re_pattern *p;
    return pattern_arg(ev, argv[1], argv[5], &p) &&
           substitute(ev, p, argv[2], argv[3], argv[4], false, out);
}

static bool fn_subn(pl_eval *ev, const pl_value *argv, pl_value *out) {
    re_pattern *p;
    return pattern_arg(ev, argv[1], argv[5], &p) &&
           substitute(ev, p, argv[2], argv[3], argv[4], true, out);
}

static bool fn_compile(pl_eval *ev, const pl_value *argv, pl_value *out) {
    re_pattern *p;
    if (!pattern_arg(ev, argv[1], argv[2], &p)) {
        return false;
    }
    *out = pl_object_value(p);
    return true;
}

static bool fn_escape(pl_eval *ev, const pl_value *argv, pl_value *out) {
    static const char special[] = "()[]{}?*+-|^$\\.&~# \t\n\r\v\f";
    if (!subject_arg(ev, argv[1])) {
        return false;
    }
    pl_out *o = pl_capture_begin(ev);
    for (uint32_t i = 0; i < argv[1].len; i++) {
        char c = argv[1].as.s[i];
        if (c && strchr(special, c)) {
            pl_out_put(o, PL_S("\\"));
        }
        pl_out_slice(o, argv[1], i, i + 1);
    }
    *out = pl_out_take(o, 0, ev->arena);
    pl_capture_end(ev, o);
    return true;
}

static bool fn_purge(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    (void)argv;
    *out = pl_none();
    return true;
}

static const pl_native functions[] = {
    {"compile", fn_compile, 1, 2, 0, "pattern,flags"},
    {"escape", fn_escape, 1, 1, 0, "pattern"},
    {"findall", fn_findall, 2, 3, 0, "pattern,string,flags"},
    {"finditer", fn_finditer, 2, 3, 0, "pattern,string,flags"},
    {"fullmatch", fn_fullmatch, 2, 3, 0, "pattern,string,flags"},
    {"match", fn_match, 2, 3, 0, "pattern,string,flags"},
    {"purge", fn_purge, 0, 0, 0, ""},
    {"search", fn_search, 2, 3, 0, "pattern,string,flags"},
    {"split", fn_split, 2, 4, 0, "pattern,string,maxsplit,flags"},
    {"sub", fn_sub, 3, 5, 0, "pattern,repl,string,count,flags"},
    {"subn", fn_subn, 3, 5, 0, "pattern,repl,string,count,flags"},
};

void module_re(pl_eval *ev, pl_dict *into) {
    static const struct {
        const char *name;
        int64_t value;
    } flags[] = {
        {"A", RE_ASCII},       {"ASCII", RE_ASCII},           {"I", RE_IGNORECASE},
        {"IGNORECASE", RE_IGNORECASE}, {"L", RE_LOCALE},      {"LOCALE", RE_LOCALE},
        {"M", RE_MULTILINE},   {"MULTILINE", RE_MULTILINE},   {"S", RE_DOTALL},
        {"DOTALL", RE_DOTALL}, {"X", RE_VERBOSE},             {"VERBOSE", RE_VERBOSE},
        {"U", RE_UNICODE},     {"UNICODE", RE_UNICODE},       {"NOFLAG", 0},
    };
    module_put(ev, into, MODULE_TABLE(functions));
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        module_put_value(ev, into, pl_str_of(flags[i].name), pl_int(flags[i].value));
    }
}

/* ---- methods of a compiled pattern */

static const re_pattern *pattern_of(const pl_value *argv) {
    return (const re_pattern *)argv[0].as.obj;
}

/* (string, pos, endpos) */
static bool method_scope(pl_eval *ev, const pl_value *argv, scope *out) {
    return scope_make(ev, pattern_of(argv), argv[1], argv[2], argv[3], out);
}

static bool pattern_match(pl_eval *ev, const pl_value *argv, pl_value *out) {
    scope s;
    return method_scope(ev, argv, &s) && match_once(ev, &s, PL_REGEX_AT_START, out);
}

static bool pattern_fullmatch(pl_eval *ev, const pl_value *argv, pl_value *out) {
    scope s;
    return method_scope(ev, argv, &s) &&
           match_once(ev, &s, PL_REGEX_AT_START | PL_REGEX_TO_END, out);
}

static bool pattern_search(pl_eval *ev, const pl_value *argv, pl_value *out) {
    scope s;
    return method_scope(ev, argv, &s) && match_once(ev, &s, 0, out);
}

static bool pattern_findall(pl_eval *ev, const pl_value *argv, pl_value *out) {
    scope s;
    return method_scope(ev, argv, &s) && find_all(ev, &s, out);
}

static bool pattern_finditer(pl_eval *ev, const pl_value *argv, pl_value *out) {
    scope s;
    return method_scope(ev, argv, &s) && find_iter(ev, &s, out);
}

/* (string, maxsplit) */
static bool pattern_split(pl_eval *ev, const pl_value *argv, pl_value *out) {
    scope s;
    int64_t limit;
    return scope_make(ev, pattern_of(argv), argv[1], (pl_value){0}, (pl_value){0}, &s) &&
           module_int(ev, argv[2], 0, &limit) && split(ev, &s, limit, out);
}

/* (repl, string, count) */
static bool pattern_sub(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return substitute(ev, pattern_of(argv), argv[1], argv[2], argv[3], false, out);
}

static bool pattern_subn(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return substitute(ev, pattern_of(argv), argv[1], argv[2], argv[3], true, out);
}

static const pl_native methods[] = {
    {"findall", pattern_findall, 1, 3, 0, "string,pos,endpos"},
    {"finditer", pattern_finditer, 1, 3, 0, "string,pos,endpos"},
    {"fullmatch", pattern_fullmatch, 1, 3, 0, "string,pos,endpos"},
    {"match", pattern_match, 1, 3, 0, "string,pos,endpos"},
    {"search", pattern_search, 1, 3, 0, "string,pos,endpos"},
    {"split", pattern_split, 1, 2, 0, "string,maxsplit"},
    {"sub", pattern_sub, 2, 3, 0, "repl,string,count"},
    {"subn", pattern_subn, 2, 3, 0, "repl,string,count"},
};

static pl_value group_index(pl_eval *ev, const re_pattern *p) {
    pl_value d = pl_dict_new(ev->arena, p->name_count);
    for (uint32_t i = 0; i < p->name_count; i++) {
        pl_dict_put_str(ev->arena, d.as.dict, p->names[i].name, pl_int(p->names[i].group));
    }
    return d;
}

static pl_found pattern_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    const re_pattern *p = (const re_pattern *)self;
    if (PL_STR_IS(name, "pattern")) {
        *out = p->source;
    } else if (PL_STR_IS(name, "flags")) {
        *out = pl_int(p->flags);
    } else if (PL_STR_IS(name, "groups")) {
        *out = pl_int(p->regex.groups);
    } else if (PL_STR_IS(name, "groupindex")) {
        *out = group_index(ev, p);
    } else {
        return module_method(ev, MODULE_TABLE(methods), self, name, out);
    }
    return PL_FOUND;
}

static bool pattern_print(pl_eval *ev, pl_object *self, bool repr, pl_out *to) {
    static const struct {
        int64_t bit;
        const char *name;
    } names[] = {{RE_IGNORECASE, "re.IGNORECASE"}, {RE_MULTILINE, "re.MULTILINE"},
                 {RE_DOTALL, "re.DOTALL"},         {RE_VERBOSE, "re.VERBOSE"},
                 {RE_ASCII, "re.ASCII"}};
    const re_pattern *p = (const re_pattern *)self;
    (void)repr;
    pl_out_put(to, PL_S("re.compile("));
    if (!pl_repr(ev, p->source, to)) {
        return false;
    }
    const char *between = ", ";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (p->flags & names[i].bit) {
            pl_buf_fmt(&to->text, "%s%s", between, names[i].name);
            between = "|";
        }
    }
    pl_out_put(to, PL_S(")"));
    return true;
}

const pl_class re_pattern_class = {
    .name = "Pattern",
    .attr = pattern_attr,
    .print = pattern_print,
};
