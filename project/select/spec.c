/* One specification of the selection language: "1+tag:nightly+", "a,b c".
 * Source: dbt-core 1.9 graph/selector_spec.py, graph/cli.py (parse_union). */
#include "project/select/select_priv.h"
#include "support/vec.h"

pl_spec *pl_spec_new(pl_spec_context *c, pl_spec_kind kind) {
    pl_spec *s = PL_NEW(c->arena, pl_spec);
    s->kind = kind;
    s->span = c->where;
    s->parents_depth = PL_DEPTH_ALL;
    s->children_depth = PL_DEPTH_ALL;
    s->indirect = PL_INDIRECT_EAGER;
    s->size = 1;
    return s;
}

void pl_spec_add(pl_spec_context *c, pl_spec *to, pl_spec *part) {
    struct {
        pl_spec **at;
        uint32_t len, cap;
    } v = {to->parts, to->len, to->cap};
    PL_PUSH(c->arena, &v, part);
    to->size =
        to->size + part->size < UINT32_MAX / 2 ? to->size + part->size : to->size;
    to->parts = v.at;
    to->len = v.len;
    to->cap = v.cap;
}

static const char *const method_names[] = {
#define METHOD(id, name) name,
#include "project/select/select_methods.def"
#undef METHOD
};

pl_select_method pl_select_method_find(pl_str name) {
    uint32_t i = 0;
    while (i < PL_METHOD_COUNT && !pl_str_eq(name, pl_str_of(method_names[i]))) {
        i++;
    }
    return (pl_select_method)i;
}

/* The method of that name but for a slip of the keys, or NULL. */
static const char *nearest_method(pl_str name) {
    const char *best = NULL;
    uint32_t least = 3;
    for (uint32_t i = 0; i < PL_METHOD_COUNT; i++) {
        uint32_t d = pl_str_distance(name, pl_str_of(method_names[i]), 3);
        if (d < least) {
            least = d;
            best = method_names[i];
        }
    }
    return best;
}

bool pl_spec_method(pl_spec_context *c, pl_spec *s, pl_str text) {
    uint32_t dot = pl_str_find_char(text, '.');
    pl_str name = pl_str_sub(text, 0, dot);
    s->method = pl_select_method_find(name);
    s->arguments = dot == UINT32_MAX ? PL_S("") : pl_str_sub(text, dot + 1, text.len);
    if (s->method != PL_METHOD_COUNT) {
        return true;
    }
    pl_diag *d = pl_diag_addf(c->sink, PL_E0508, c->where,
                              "'%.*s' is not a valid method name", PL_FMT(name));
    const char *near = nearest_method(name);
    if (near) {
        d->help = pl_str_fmt(c->arena, "did you mean `%s`?", near);
    }
    return false;
}

bool pl_spec_check(pl_spec_context *c, const pl_spec *s) {
    if (!s->children || !s->childrens_parents) {
        return true;
    }
    pl_diag_addf(
        c->sink, PL_E0508, c->where,
        "Invalid node spec %.*s - \"@\" prefix and \"+\" suffix are incompatible",
        PL_FMT(s->raw));
    return false;
}

/* ---- taking a single one apart */

typedef struct pieces {
    bool at, parents, children;
    pl_str parents_depth, children_depth; /* digits; empty: not given */
    pl_str method;                        /* at NULL: not given */
    pl_str value;
} pieces;

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
static bool is_method_char(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           c == '_' || c == '.' || (unsigned char)c >= 0x80;
}

static uint32_t digits_from(pl_str s, uint32_t i) {
    while (i < s.len && is_digit(s.at[i])) {
        i++;
    }
    return i;
}

/* `@`, then `N+`, `method:`, the value, `+N`; each but the value may be missing. */
static void take_apart(pl_str s, pieces *p) {
    uint32_t i = 0, end = s.len;
    p->at = i < end && s.at[i] == '@';
    i += p->at;
    uint32_t digits = digits_from(s, i);
    p->parents = digits < end && s.at[digits] == '+';
    if (p->parents) {
        p->parents_depth = pl_str_sub(s, i, digits);
        i = digits + 1;
    }
    uint32_t colon = i;
    while (colon < end && is_method_char(s.at[colon])) {
        colon++;
    }
    if (colon > i && colon < end && s.at[colon] == ':') {
        p->method = pl_str_sub(s, i, colon);
        i = colon + 1;
    }
    uint32_t tail = end;
    while (tail > i && is_digit(s.at[tail - 1])) {
        tail--;
    }
    p->children = tail > i && s.at[tail - 1] == '+';
    if (p->children) {
        p->children_depth = pl_str_sub(s, tail, end);
        end = tail - 1;
    }
    p->value = pl_str_sub(s, i, end);
}

static int32_t depth_of(pl_str digits) {
    int32_t depth = 0;
    for (uint32_t i = 0; i < digits.len; i++) {
        depth = depth < 100000000 ? depth * 10 + (digits.at[i] - '0') : depth;
    }
    return digits.len ? depth : PL_DEPTH_ALL;
}

static bool ends_as_file(pl_str value) {
    static const char *const ends[] = {".sql", ".py", ".csv", NULL};
    for (uint32_t i = 0; ends[i]; i++) {
        pl_str end = pl_str_of(ends[i]);
        if (value.len >= end.len &&
            pl_str_eq_nocase(pl_str_sub(value, value.len - end.len, value.len), end)) {
            return true;
        }
    }
    return false;
}

static pl_select_method default_method(pl_str value) {
    if (pl_str_find_char(value, '/') != UINT32_MAX) {
        return PL_METHOD_PATH;
    }
    return ends_as_file(value) ? PL_METHOD_FILE : PL_METHOD_FQN;
}

pl_spec *pl_spec_single(pl_spec_context *c, pl_str raw) {
    pieces p = {0};
    if (pl_str_find_char(raw, '\n') != UINT32_MAX) {
        pl_diag_addf(c->sink, PL_E0508, c->where, "Invalid selector spec \"%.*s\"",
                     PL_FMT(raw));
        return NULL;
    }
    take_apart(raw, &p);
    pl_spec *s = pl_spec_new(c, PL_SPEC_CRITERIA);
    s->raw = raw;
    s->indirect = c->indirect;
    s->method = default_method(p.value);
    if (p.method.at && !pl_spec_method(c, s, p.method)) {
        return NULL;
    }
    s->value = pl_string(p.value);
    s->childrens_parents = p.at;
    s->parents = p.parents;
    s->parents_depth = depth_of(p.parents_depth);
    s->children = p.children;
    s->children_depth = depth_of(p.children_depth);
    return pl_spec_check(c, s) ? s : NULL;
}

static void put_text(pl_spec_context *c, pl_value to, pl_str key, pl_str text) {
    if (text.len) {
        pl_dict_put_str(c->arena, to.as.dict, key, pl_string(text));
    }
}

bool pl_spec_dict(pl_spec_context *c, pl_str raw, pl_value *out) {
    pieces p = {0};
    take_apart(raw, &p);
    pl_str method =
        p.method.at ? p.method : pl_str_of(method_names[default_method(p.value)]);
    *out = pl_dict_new(c->arena, 4);
    if (p.at) {
        pl_dict_put_str(c->arena, out->as.dict, PL_S("childrens_parents"),
                        pl_bool(true));
    }
    if (p.parents) {
        pl_dict_put_str(c->arena, out->as.dict, PL_S("parents"), pl_bool(true));
    }
    put_text(c, *out, PL_S("parents_depth"), p.parents_depth);
    put_text(c, *out, PL_S("method"), method);
    put_text(c, *out, PL_S("value"), p.value);
    if (p.children) {
        pl_dict_put_str(c->arena, out->as.dict, PL_S("children"), pl_bool(true));
    }
    put_text(c, *out, PL_S("children_depth"), p.children_depth);
    return true;
}

/* ---- words of the command line */

/* The part of `*rest` before the first `by`; *more tells if there is another one. */
static pl_str next_part(pl_str *rest, char by, bool *more) {
    uint32_t end = pl_str_find_char(*rest, by);
    pl_str part = pl_str_sub(*rest, 0, end);
    *more = end != UINT32_MAX;
    *rest = *more ? pl_str_sub(*rest, end + 1, rest->len) : PL_S("");
    return part;
}

static pl_spec *intersection(pl_spec_context *c, pl_str raw, bool must_match) {
    pl_spec *s = pl_spec_new(c, PL_SPEC_INTERSECTION);
    s->raw = raw;
    s->must_match = must_match;
    s->indirect = c->indirect;
    bool more = true;
    for (pl_str rest = raw; more;) {
        pl_spec *part = pl_spec_single(c, next_part(&rest, ',', &more));
        if (!part) {
            return NULL;
        }
        pl_spec_add(c, s, part);
    }
    return s;
}

pl_spec *pl_spec_union(pl_spec_context *c, const pl_str *words, uint32_t len,
                       bool must_match) {
    pl_spec *s = pl_spec_new(c, PL_SPEC_UNION);
    s->indirect = c->indirect;
    for (uint32_t i = 0; i < len; i++) {
        bool more = true;
        for (pl_str rest = words[i]; more;) {
            pl_spec *part = intersection(c, next_part(&rest, ' ', &more), must_match);
            if (!part) {
                return NULL;
            }
            pl_spec_add(c, s, part);
        }
    }
    return s;
}
