/* macros/modules/re_template.c: the replacement templates of re.sub and Match.expand. */
#include "macros/modules/re_priv.h"
#include "support/vec.h"

typedef struct parsing {
    pl_eval *ev;
    const pl_re_pattern *pattern;
    pl_str s;
    uint32_t at;
    pl_buf *text; /* literal text since the last group */
    pl_re_template *out;
} parsing;

static bool is_digit(const parsing *p, uint32_t at) {
    return at < p->s.len && p->s.at[at] >= '0' && p->s.at[at] <= '9';
}

static bool is_octal(const parsing *p, uint32_t at) {
    return is_digit(p, at) && p->s.at[at] < '8';
}

static void end_text(parsing *p) {
    if (p->text->len) {
        pl_re_piece piece = {pl_buf_take(p->text, p->ev->arena), UINT32_MAX};
        PL_PUSH(p->ev->arena, p->out, piece);
    }
}

static bool add_group(parsing *p, int64_t group, uint32_t at) {
    if (group < 0 || group > p->pattern->regex.groups) {
        pl_str words =
            pl_str_fmt(p->ev->arena, "invalid group reference %lld", (long long)group);
        return pl_re_fail(p->ev, p->s, at, pl_str_z(p->ev->arena, words));
    }
    end_text(p);
    pl_re_piece piece = {{"", 0}, (uint32_t)group};
    PL_PUSH(p->ev->arena, p->out, piece);
    return true;
}

/* \g<name>, p->at behind the 'g'. */
static bool named_group(parsing *p) {
    if (p->at >= p->s.len || p->s.at[p->at] != '<') {
        return pl_re_fail(p->ev, p->s, p->at, "missing <");
    }
    uint32_t start = ++p->at;
    uint32_t len = pl_str_find_char(pl_str_sub(p->s, start, p->s.len), '>');
    if (len == 0 || start == p->s.len) {
        return pl_re_fail(p->ev, p->s, start, "missing group name");
    }
    if (len == UINT32_MAX) {
        return pl_re_fail(p->ev, p->s, start, "missing >, unterminated name");
    }
    pl_str name = pl_str_sub(p->s, start, start + len);
    p->at = start + len + 1;
    pl_value number;
    int64_t group;
    if (is_digit(p, start)) {
        if (!pl_parse_int(p->ev->arena, name, 10, &number) ||
            !pl_as_int64(number, &group)) {
            pl_str words = pl_str_fmt(
                p->ev->arena, "bad character in group name '%.*s'", PL_FMT(name));
            return pl_re_fail(p->ev, p->s, start, pl_str_z(p->ev->arena, words));
        }
        return add_group(p, group, start);
    }
    uint32_t known = pl_re_group_of(p->pattern, name);
    if (known == UINT32_MAX) {
        return pl_raise(p->ev, PL_EXC_INDEX, "unknown group name '%.*s'", PL_FMT(name));
    }
    return add_group(p, known, start);
}

static uint32_t octal_value(parsing *p, uint32_t digits) {
    uint32_t c = 0;
    for (; digits > 0 && is_octal(p, p->at); digits--) {
        c = c * 8 + (uint32_t)(p->s.at[p->at++] - '0');
    }
    return c;
}

/* \1, \12, \012, \123: p->at on the first digit, `start` on the backslash. */
static bool numeric_escape(parsing *p, uint32_t start) {
    uint32_t at = p->at;
    bool octal = p->s.at[at] == '0' ||
                 (is_octal(p, at) && is_octal(p, at + 1) && is_octal(p, at + 2));
    if (octal) {
        uint32_t c = octal_value(p, 3);
        if (c > 0377) {
            pl_str words = pl_str_fmt(
                p->ev->arena, "octal escape value \\%o outside of range 0-0o377", c);
            return pl_re_fail(p->ev, p->s, start, pl_str_z(p->ev->arena, words));
        }
        pl_buf_utf8(p->text, c);
        return true;
    }
    int64_t group = p->s.at[p->at++] - '0';
    if (is_digit(p, p->at)) {
        group = group * 10 + (p->s.at[p->at++] - '0');
    }
    return add_group(p, group, start + 1);
}

static bool escape(parsing *p) {
    static const char names[] = "abfnrtv\\", meanings[] = "\a\b\f\n\r\t\v\\";
    uint32_t start = p->at++;
    if (p->at >= p->s.len) {
        return pl_re_fail(p->ev, p->s, start, "bad escape (end of pattern)");
    }
    char c = p->s.at[p->at];
    if (c == 'g') {
        p->at++;
        return named_group(p);
    }
    if (c >= '0' && c <= '9') {
        return numeric_escape(p, start);
    }
    p->at++;
    const char *name = c ? strchr(names, c) : NULL;
    if (name) {
        pl_buf_char(p->text, meanings[name - names]);
        return true;
    }
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
        pl_str words = pl_str_fmt(p->ev->arena, "bad escape \\%c", c);
        return pl_re_fail(p->ev, p->s, start, pl_str_z(p->ev->arena, words));
    }
    pl_buf_char(p->text, '\\');
    p->at--;
    uint32_t from = p->at;
    pl_utf8_next(p->s, &p->at);
    pl_buf_put(p->text, p->s.at + from, p->at - from);
    return true;
}

bool pl_re_template_parse(pl_eval *ev, const pl_re_pattern *pattern, pl_value text,
                          pl_re_template *out) {
    pl_out *o = pl_capture_begin(ev);
    parsing p = {ev, pattern, pl_str_from(text), 0, &o->text, out};
    bool ok = true;
    *out = (pl_re_template){0};
    while (ok && p.at < p.s.len) {
        uint32_t from = p.at;
        while (p.at < p.s.len && p.s.at[p.at] != '\\') {
            p.at++;
        }
        pl_buf_put(p.text, p.s.at + from, p.at - from);
        ok = p.at == p.s.len || escape(&p);
    }
    end_text(&p);
    pl_capture_end(ev, o);
    return ok;
}

bool pl_re_template_put(pl_eval *ev, const pl_re_template *t, const pl_re_match *m,
                        pl_out *to) {
    for (uint32_t i = 0; i < t->len; i++) {
        uint32_t g = t->at[i].group, before = to->text.len;
        if (g == UINT32_MAX) {
            pl_out_put(to, t->at[i].text);
        } else if (m->spans[2 * (size_t)g] != UINT32_MAX) {
            pl_out_slice(to, m->subject, m->spans[2 * (size_t)g],
                         m->spans[2 * (size_t)g + 1]);
        }
        if (!pl_charge(ev, to->text.len - before)) {
            return false;
        }
    }
    return true;
}
