/* macros/modules/re.c: modules.re: Python's re on PCRE2. */
#include "macros/modules/re_priv.h"

/* ---- arguments */

/* The `pattern` argument of a module function: text, or a compiled pattern. */
static bool pattern_arg(pl_eval *ev, pl_value v, pl_value flags, pl_re_pattern **out) {
    int64_t bits;
    if (!pl_module_int(ev, flags, 0, &bits)) {
        return false;
    }
    if (pl_module_is(v, &pl_re_pattern_class)) {
        *out = (pl_re_pattern *)v.as.obj;
        return bits == 0 ||
               pl_raise(ev, PL_EXC_VALUE,
                        "cannot process flags argument with a compiled pattern");
    }
    if (!pl_is_str(v)) {
        return pl_raise(ev, PL_EXC_TYPE,
                        "first argument must be string or compiled pattern");
    }
    return pl_re_compile(ev, v, bits, out);
}

/* ---- functions of the module */

/* (pattern, string, flags) */
static bool pl_module_scope(pl_eval *ev, const pl_value *argv, pl_re_scope *out) {
    pl_re_pattern *p = NULL;
    return pattern_arg(ev, argv[1], argv[3], &p) &&
           pl_re_scope_make(ev, p, argv[2], (pl_value){0}, (pl_value){0}, out);
}

static bool fn_match(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_re_scope s;
    return pl_module_scope(ev, argv, &s) &&
           pl_re_match_once(ev, &s, PL_REGEX_AT_START, out);
}

static bool fn_fullmatch(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_re_scope s;
    return pl_module_scope(ev, argv, &s) &&
           pl_re_match_once(ev, &s, PL_REGEX_AT_START | PL_REGEX_TO_END, out);
}

static bool fn_search(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_re_scope s;
    return pl_module_scope(ev, argv, &s) && pl_re_match_once(ev, &s, 0, out);
}

static bool fn_findall(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_re_scope s;
    return pl_module_scope(ev, argv, &s) && pl_re_find_all(ev, &s, out);
}

static bool fn_finditer(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_re_scope s;
    return pl_module_scope(ev, argv, &s) && pl_re_find_iter(ev, &s, out);
}

/* (pattern, string, maxsplit, flags) */
static bool fn_split(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_re_pattern *p = NULL;
    pl_re_scope s;
    int64_t limit;
    return pattern_arg(ev, argv[1], argv[4], &p) &&
           pl_re_scope_make(ev, p, argv[2], (pl_value){0}, (pl_value){0}, &s) &&
           pl_module_int(ev, argv[3], 0, &limit) && pl_re_split(ev, &s, limit, out);
}

/* (pattern, repl, string, count, flags) */
static bool fn_sub(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_re_pattern *p = NULL;
    return pattern_arg(ev, argv[1], argv[5], &p) &&
           pl_re_substitute(ev, p, argv[2], argv[3], argv[4], false, out);
}

static bool fn_subn(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_re_pattern *p = NULL;
    return pattern_arg(ev, argv[1], argv[5], &p) &&
           pl_re_substitute(ev, p, argv[2], argv[3], argv[4], true, out);
}

static bool fn_compile(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_re_pattern *p = NULL;
    if (!pattern_arg(ev, argv[1], argv[2], &p)) {
        return false;
    }
    *out = pl_object_value(p);
    return true;
}

static bool fn_escape(pl_eval *ev, const pl_value *argv, pl_value *out) {
    static const char special[] = "()[]{}?*+-|^$\\.&~# \t\n\r\v\f";
    if (!pl_re_subject(ev, argv[1])) {
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

void pl_module_re(pl_eval *ev, pl_dict *into) {
    static const struct {
        const char *name;
        int64_t value;
    } flags[] = {
        {"A", PL_RE_ASCII},      {"ASCII", PL_RE_ASCII},
        {"I", PL_RE_IGNORECASE}, {"IGNORECASE", PL_RE_IGNORECASE},
        {"L", PL_RE_LOCALE},     {"LOCALE", PL_RE_LOCALE},
        {"M", PL_RE_MULTILINE},  {"MULTILINE", PL_RE_MULTILINE},
        {"S", PL_RE_DOTALL},     {"DOTALL", PL_RE_DOTALL},
        {"X", PL_RE_VERBOSE},    {"VERBOSE", PL_RE_VERBOSE},
        {"U", PL_RE_UNICODE},    {"UNICODE", PL_RE_UNICODE},
        {"NOFLAG", 0},
    };
    pl_module_put(ev, into, PL_MODULE_TABLE(functions));
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        pl_module_put_value(ev, into, pl_str_of(flags[i].name), pl_int(flags[i].value));
    }
}

/* ---- methods of a compiled pattern */

static const pl_re_pattern *pattern_of(const pl_value *argv) {
    return (const pl_re_pattern *)argv[0].as.obj;
}

/* (string, pos, endpos) */
static bool method_scope(pl_eval *ev, const pl_value *argv, pl_re_scope *out) {
    return pl_re_scope_make(ev, pattern_of(argv), argv[1], argv[2], argv[3], out);
}

static bool pattern_match(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_re_scope s;
    return method_scope(ev, argv, &s) &&
           pl_re_match_once(ev, &s, PL_REGEX_AT_START, out);
}

static bool pattern_fullmatch(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_re_scope s;
    return method_scope(ev, argv, &s) &&
           pl_re_match_once(ev, &s, PL_REGEX_AT_START | PL_REGEX_TO_END, out);
}

static bool pattern_search(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_re_scope s;
    return method_scope(ev, argv, &s) && pl_re_match_once(ev, &s, 0, out);
}

static bool pattern_findall(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_re_scope s;
    return method_scope(ev, argv, &s) && pl_re_find_all(ev, &s, out);
}

static bool pattern_finditer(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_re_scope s;
    return method_scope(ev, argv, &s) && pl_re_find_iter(ev, &s, out);
}

/* (string, maxsplit) */
static bool pattern_split(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_re_scope s;
    int64_t limit;
    return pl_re_scope_make(ev, pattern_of(argv), argv[1], (pl_value){0}, (pl_value){0},
                            &s) &&
           pl_module_int(ev, argv[2], 0, &limit) && pl_re_split(ev, &s, limit, out);
}

/* (repl, string, count) */
static bool pattern_sub(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return pl_re_substitute(ev, pattern_of(argv), argv[1], argv[2], argv[3], false,
                            out);
}

static bool pattern_subn(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return pl_re_substitute(ev, pattern_of(argv), argv[1], argv[2], argv[3], true, out);
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

static pl_value group_index(pl_eval *ev, const pl_re_pattern *p) {
    pl_value d = pl_dict_new(ev->arena, p->name_count);
    for (uint32_t i = 0; i < p->name_count; i++) {
        pl_dict_put_str(ev->arena, d.as.dict, p->names[i].name,
                        pl_int(p->names[i].group));
    }
    return d;
}

static pl_found pattern_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    const pl_re_pattern *p = (const pl_re_pattern *)self;
    if (PL_STR_IS(name, "pattern")) {
        *out = p->source;
    } else if (PL_STR_IS(name, "flags")) {
        *out = pl_int(p->flags);
    } else if (PL_STR_IS(name, "groups")) {
        *out = pl_int(p->regex.groups);
    } else if (PL_STR_IS(name, "groupindex")) {
        *out = group_index(ev, p);
    } else {
        return pl_module_method(ev, PL_MODULE_TABLE(methods), self, name, out);
    }
    return PL_FOUND;
}

static bool pattern_print(pl_eval *ev, pl_object *self, bool repr, pl_out *to) {
    static const struct {
        int64_t bit;
        const char *name;
    } names[] = {{PL_RE_IGNORECASE, "re.IGNORECASE"},
                 {PL_RE_MULTILINE, "re.MULTILINE"},
                 {PL_RE_DOTALL, "re.DOTALL"},
                 {PL_RE_VERBOSE, "re.VERBOSE"},
                 {PL_RE_ASCII, "re.ASCII"}};
    const pl_re_pattern *p = (const pl_re_pattern *)self;
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

const pl_class pl_re_pattern_class = {
    .name = "re.Pattern",
    .attr = pattern_attr,
    .print = pattern_print,
};
