/* macros/modules/re_scan.c: matching, searching, splitting and replacing
 * with compiled patterns. */
#include "macros/modules/re_priv.h"

bool pl_re_subject(pl_eval *ev, pl_value v) {
    return pl_is_str(v) ||
           pl_raise(ev, PL_EXC_TYPE, "expected string or bytes-like object, got '%s'",
                    pl_type_name(v));
}

static uint32_t offset_arg(pl_str s, int64_t chars) {
    return chars <= 0                ? 0
           : chars >= (int64_t)s.len ? pl_utf8_offset(s, s.len)
                                     : pl_utf8_offset(s, (uint32_t)chars);
}

bool pl_re_scope_make(pl_eval *ev, const pl_re_pattern *p, pl_value subject,
                      pl_value pos, pl_value endpos, pl_re_scope *out) {
    int64_t from, to;
    if (!pl_re_subject(ev, subject) || !pl_module_int(ev, pos, 0, &from) ||
        !pl_module_int(ev, endpos, INT64_MAX, &to)) {
        return false;
    }
    pl_str s = pl_str_from(subject);
    *out = (pl_re_scope){p, subject, offset_arg(s, from), offset_arg(s, to), false};
    return true;
}

/* ---- matching */

/* PCRE2 does not tell how many steps a search took: it gets few at first and ten times as
 * many each time that they do not do, which are then counted. Bytes that it may run over
 * without a step cost one in STEP_BYTES. */
enum { STEPS_FIRST = 1000, STEPS_MORE = 10, STEPS_LAST = 1000000, STEP_BYTES = 1024 };

/* Bytes from the scope's start to the farthest that a group took, in a look-ahead too. */
static uint32_t reach(const pl_re_scope *s, const uint32_t *spans) {
    uint32_t end = s->from;
    for (uint32_t g = 0; g <= s->pattern->regex.groups; g++) {
        uint32_t to = spans[2 * (size_t)g + 1];
        end = to != UINT32_MAX && to > end ? to : end;
    }
    return end - s->from;
}

/* Whichever of search, match, fullmatch `how` says, from the scope's start. */
static pl_found find(pl_eval *ev, const pl_re_scope *s, uint32_t how, uint32_t *spans) {
    if (s->from > s->to) {
        return PL_MISSING;
    }
    pl_str text = pl_str_sub(pl_str_from(s->subject), 0, s->to);
    how |= s->must_advance ? PL_REGEX_NOT_EMPTY : 0;
    if (!pl_step(ev, 1 + (s->to - s->from) / STEP_BYTES)) {
        return PL_FAILED;
    }
    for (uint32_t most = STEPS_FIRST; most <= STEPS_LAST; most *= STEPS_MORE) {
        switch (pl_regex_match(&s->pattern->regex, text, s->from, how, most, spans)) {
        case PL_REGEX_MATCH:
            return pl_step(ev, 1 + reach(s, spans) / 32) ? PL_FOUND : PL_FAILED;
        case PL_REGEX_NONE:
            return PL_MISSING;
        case PL_REGEX_GAVE_UP:
            break;
        }
        if (!pl_step(ev, most)) {
            return PL_FAILED;
        }
    }
    return pl_fail(
        pl_raise(ev, PL_EXC_FUEL, "the regular expression backtracks too much"));
}

static uint32_t *spans_new(pl_eval *ev, const pl_re_pattern *p) {
    return PL_NEW_ARRAY(ev->arena, uint32_t, 2 * ((size_t)p->regex.groups + 1));
}

static pl_re_match *match_new(pl_eval *ev, const pl_re_scope *s, uint32_t *spans) {
    pl_re_match *m = PL_NEW(ev->arena, pl_re_match);
    m->base.cls = &pl_re_match_class;
    m->pattern = s->pattern;
    m->subject = s->subject;
    m->spans = spans;
    m->pos = s->from;
    m->endpos = s->to;
    return m;
}

bool pl_re_match_once(pl_eval *ev, const pl_re_scope *s, uint32_t how, pl_value *out) {
    uint32_t *spans = spans_new(ev, s->pattern);
    pl_found found = find(ev, s, how, spans);
    *out = found == PL_FOUND ? pl_object_value(match_new(ev, s, spans)) : pl_none();
    return found != PL_FAILED;
}

/* The next of all matches, as Python's scanner finds them: an empty match may follow a
 * match, but not another empty one at the same place. */
static pl_found find_next(pl_eval *ev, pl_re_scope *s, uint32_t *spans) {
    pl_found found = find(ev, s, 0, spans);
    if (found == PL_FOUND) {
        s->from = spans[1];
        s->must_advance = spans[0] == spans[1];
    }
    return found;
}

/* ---- findall, finditer, split */

/* What findall gives for a match: all of it, its one group, or a
 * tuple of its groups. */
static pl_value found_value(pl_eval *ev, const pl_re_match *m) {
    uint32_t groups = m->pattern->regex.groups;
    pl_value none = pl_string(PL_S(""));
    if (groups <= 1) {
        return pl_re_group_value(ev, m, groups, none);
    }
    pl_value tuple = pl_tuple_new(ev->arena, groups);
    for (uint32_t g = 1; g <= groups; g++) {
        pl_list_push(ev->arena, tuple.as.list, pl_re_group_value(ev, m, g, none));
    }
    return tuple;
}

bool pl_re_find_all(pl_eval *ev, pl_re_scope *s, pl_value *out) {
    uint32_t *spans = spans_new(ev, s->pattern);
    pl_re_match *m = match_new(ev, s, spans);
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
    pl_re_scope *s = it->state;
    uint32_t *spans = spans_new(ev, s->pattern);
    pl_re_match *m = match_new(ev, s, spans);
    pl_found found = find_next(ev, s, spans);
    *out = pl_object_value(m);
    return found;
}

bool pl_re_find_iter(pl_eval *ev, const pl_re_scope *s, pl_value *out) {
    pl_iter *it = PL_NEW(ev->arena, pl_iter);
    pl_re_scope *state = PL_NEW(ev->arena, pl_re_scope);
    *state = *s;
    *it = (pl_iter){.name = "callable_iterator",
                    .next = iter_next,
                    .state = state,
                    .source = s->subject};
    *out = (pl_value){.kind = PL_ITER, .as.iter = it};
    return true;
}

bool pl_re_split(pl_eval *ev, pl_re_scope *s, int64_t limit, pl_value *out) {
    uint32_t *spans = spans_new(ev, s->pattern), done = 0;
    pl_re_match *m = match_new(ev, s, spans);
    pl_found found = PL_MISSING;
    *out = pl_list_new(ev->arena, 4);
    for (int64_t n = 0;
         (limit == 0 || n < limit) && (found = find_next(ev, s, spans)) == PL_FOUND;
         n++) {
        if (!pl_afford(ev, 16 * ((int64_t)s->pattern->regex.groups + 1))) {
            return false;
        }
        pl_value piece = pl_text_piece(ev->arena, s->subject, done, spans[0]);
        pl_list_push(ev->arena, out->as.list, piece);
        for (uint32_t g = 1; g <= s->pattern->regex.groups; g++) {
            pl_list_push(ev->arena, out->as.list,
                         pl_re_group_value(ev, m, g, pl_none()));
        }
        done = spans[1];
    }
    pl_value rest = pl_text_piece(ev->arena, s->subject, done, s->subject.len);
    pl_list_push(ev->arena, out->as.list, rest);
    return found != PL_FAILED;
}

/* ---- sub */

typedef struct replacing {
    pl_re_scope *scope;
    pl_value with; /* text without escapes, or a callable */
    bool calls;
    bool fills; /* `filled` holds the template */
    pl_re_template filled;
    int64_t count; /* made so far */
} replacing;

static bool replacement_make(pl_eval *ev, pl_value with, replacing *r) {
    r->with = with;
    if (!pl_is_str(with)) {
        r->calls = pl_is_callable(with);
        return r->calls ||
               pl_raise(ev, PL_EXC_TYPE,
                        "decoding to str: need a bytes-like object, %s found",
                        pl_type_name(with));
    }
    r->fills = pl_str_find_char(pl_str_from(with), '\\') != UINT32_MAX;
    return !r->fills || pl_re_template_parse(ev, r->scope->pattern, with, &r->filled);
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

static bool put_replacement(pl_eval *ev, const replacing *r, pl_re_match *m,
                            pl_out *to) {
    uint32_t before = to->text.len;
    if (r->calls) {
        if (!put_call(ev, r, m->spans, to)) {
            return false;
        }
    } else if (r->fills) {
        return pl_re_template_put(ev, &r->filled, m, to);
    } else {
        pl_out_value(to, r->with);
    }
    return pl_afford(ev, to->text.len - before);
}

static bool replace_all(pl_eval *ev, replacing *r, int64_t limit, pl_out *to) {
    pl_re_scope *s = r->scope;
    uint32_t *spans = spans_new(ev, s->pattern), done = 0;
    pl_re_match *m = match_new(ev, s, spans);
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

bool pl_re_substitute(pl_eval *ev, const pl_re_pattern *p, pl_value with,
                      pl_value subject, pl_value count, bool counted, pl_value *out) {
    pl_re_scope s;
    replacing r = {.scope = &s};
    int64_t limit;
    pl_value text;
    if (!pl_re_scope_make(ev, p, subject, (pl_value){0}, (pl_value){0}, &s) ||
        !pl_module_int(ev, count, 0, &limit) || !replacement_make(ev, with, &r)) {
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
