/* dbt's scan for top-level blocks. */
#include "parser/blocks.h"

#include "support/utf8.h"
#include "support/vec.h"

typedef struct tag {
    pl_str type, name;
    uint32_t lo, hi;
} tag;

typedef struct scan {
    const pl_source *src;
    pl_str text;
    pl_arena *arena;
    pl_syntax_error *error;
    uint32_t pos;
    /* From which byte on no string of this quote closes any more, so that hopeless
     * searches are not repeated: ' and " */
    uint32_t unclosed_from[2];
} scan;

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_name_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_name_char(char c) {
    return is_name_start(c) || (c >= '0' && c <= '9');
}

static uint32_t skip_space(const scan *s, uint32_t i) {
    while (i < s->text.len && is_space(s->text.at[i])) {
        i++;
    }
    return i;
}

static pl_str name_at(const scan *s, uint32_t i) {
    uint32_t lo = i;
    if (i < s->text.len && is_name_start(s->text.at[i])) {
        while (i < s->text.len && is_name_char(s->text.at[i])) {
            i++;
        }
    }
    return pl_str_sub(s->text, lo, i);
}

static bool fail(scan *s, uint32_t at, pl_str text) {
    s->error->text = text;
    s->error->dbt_text = PL_S("");
    s->error->lo = at;
    s->error->line = pl_source_line(s->src, at) - s->src->skipped_lines;
    return false;
}

static bool unexpected_end(scan *s, const char *expected) {
    pl_str rest = pl_str_sub(s->text, s->pos, s->text.len);
    return fail(s, s->pos,
                pl_str_fmt(s->arena, "unexpected EOF, expected %s, got \"%.*s\"",
                           expected, PL_FMT(rest)));
}

/* End of the string that starts at the quote `i`, or 0 when it never closes. */
static uint32_t string_end(scan *s, uint32_t i) {
    char quote = s->text.at[i];
    uint32_t *unclosed = &s->unclosed_from[quote == '"'];
    if (i >= *unclosed) {
        return 0;
    }
    for (uint32_t j = i + 1; j < s->text.len; j++) {
        if (s->text.at[j] == '\\') {
            j++;
        } else if (s->text.at[j] == quote) {
            return j + 1;
        }
    }
    *unclosed = i;
    return 0;
}

/* Past the first complete string at or after the current position. */
static bool skip_string(scan *s) {
    for (uint32_t i = s->pos; i < s->text.len; i++) {
        char c = s->text.at[i];
        uint32_t end = c == '\'' || c == '"' ? string_end(s, i) : 0;
        if (end) {
            s->pos = end;
            return true;
        }
    }
    return unexpected_end(s, "string");
}

/* To just behind the closing mark `x}` ("}}" or "%}"), strings skipped. */
static bool skip_to_close(scan *s, char x, const char *expected) {
    for (;;) {
        uint32_t i = s->pos;
        while (
            i < s->text.len && s->text.at[i] != '\'' && s->text.at[i] != '"' &&
            !(s->text.at[i] == x && i + 1 < s->text.len && s->text.at[i + 1] == '}')) {
            i++;
        }
        if (i >= s->text.len) {
            return unexpected_end(s, expected);
        }
        if (s->text.at[i] == x) {
            bool trims = x == '%' && i > s->pos && s->text.at[i - 1] == '-';
            s->pos = i + 2;
            if (trims) {
                s->pos = skip_space(s, s->pos);
            }
            return true;
        }
        s->pos = i;
        if (!skip_string(s)) {
            return false;
        }
    }
}

static bool skip_comment(scan *s) {
    uint32_t end = pl_str_find(s->text, PL_S("#}"), s->pos + 2);
    s->pos += 2;
    if (end == UINT32_MAX) {
        return unexpected_end(s, "#}");
    }
    s->pos = end + 2;
    return true;
}

/* {% endraw %} at `i` (a '{'): its end, or 0. */
static uint32_t raw_end_at(const scan *s, uint32_t i) {
    if (s->text.at[i + 1] != '%') {
        return 0;
    }
    uint32_t j = i + 2;
    j += j < s->text.len && s->text.at[j] == '-';
    j = skip_space(s, j);
    if (!pl_str_starts(pl_str_sub(s->text, j, s->text.len), PL_S("endraw"))) {
        return 0;
    }
    j = skip_space(s, j + 6);
    if (j < s->text.len && s->text.at[j] == '-') {
        j++;
    }
    return j + 1 < s->text.len && s->text.at[j] == '%' && s->text.at[j + 1] == '}'
               ? j + 2
               : 0;
}

static bool skip_raw(scan *s) {
    for (uint32_t i = s->pos + 2; i + 1 < s->text.len; i++) {
        uint32_t end = s->text.at[i] == '{' ? raw_end_at(s, i) : 0;
        if (end) {
            s->pos = end;
            return true;
        }
    }
    return unexpected_end(s, "{% raw %}...{% endraw %}");
}

typedef enum found { FOUND_FAIL, FOUND_END, FOUND_TAG, FOUND_OTHER } found;

/* A tag at `i`, "{%"; FOUND_OTHER: no name follows, which hides nothing. */
static found take_tag(scan *s, uint32_t i, tag *t) {
    bool trims = i + 2 < s->text.len && s->text.at[i + 2] == '-';
    uint32_t j = skip_space(s, i + 2 + trims);
    uint32_t before = s->pos;
    t->type = name_at(s, j);
    if (!t->type.len) {
        s->pos = i + 2;
        return FOUND_OTHER;
    }
    t->lo = i;
    while (trims && t->lo > before && is_space(s->text.at[t->lo - 1])) {
        t->lo--;
    }
    s->pos = i;
    if (PL_STR_IS(t->type, "raw")) {
        t->hi = skip_raw(s) ? s->pos : 0;
        return t->hi ? FOUND_TAG : FOUND_FAIL;
    }
    j += t->type.len;
    uint32_t k = skip_space(s, j);
    t->name = k > j ? name_at(s, k) : pl_str_sub(s->text, j, j);
    s->pos = t->name.len ? k + t->name.len : j;
    if (!skip_to_close(s, '%', "tag close (\"%}\")")) {
        return FOUND_FAIL;
    }
    t->hi = s->pos;
    return FOUND_TAG;
}

static found next_tag(scan *s, tag *t) {
    for (;;) {
        pl_str rest = pl_str_sub(s->text, s->pos, s->text.len);
        uint32_t at = pl_str_find_char(rest, '{');
        if (at == UINT32_MAX || s->pos + at + 1 >= s->text.len) {
            return FOUND_END;
        }
        uint32_t i = s->pos + at;
        char next = s->text.at[i + 1];
        if (next == '%') {
            found f = take_tag(s, i, t);
            if (f != FOUND_OTHER) {
                return f;
            }
        } else if (next == '#') {
            s->pos = i;
            if (!skip_comment(s)) {
                return FOUND_FAIL;
            }
        } else if (next == '{') {
            s->pos = i + 2;
            if (!skip_to_close(s, '}', "}}")) {
                return FOUND_FAIL;
            }
        } else {
            s->pos = i + 1;
        }
    }
}

/* ---- blocks */

typedef struct blocks {
    scan s;
    const char *const *allowed;
    bool inside; /* a block is open: `current` */
    tag current;
    PL_VEC(pl_str) stack; /* open {% if %} and {% for %} */
    PL_VEC(pl_block) found;
} blocks;

static bool is_allowed(const blocks *b, pl_str type) {
    for (const char *const *w = b->allowed; *w; w++) {
        if (pl_str_eq(type, pl_str_of(*w))) {
            return true;
        }
    }
    return false;
}

static pl_str place(blocks *b, uint32_t at) {
    pl_place p = pl_source_place(b->s.src, at);
    return pl_str_fmt(b->s.arena, "%u:%u", p.line, p.column - 1);
}

static bool control_flow(blocks *b, const tag *t) {
    bool opens = PL_STR_IS(t->type, "if") || PL_STR_IS(t->type, "for");
    bool closes = PL_STR_IS(t->type, "endif") || PL_STR_IS(t->type, "endfor");
    if (opens) {
        PL_PUSH(b->s.arena, &b->stack, t->type);
    }
    if (!closes) {
        return true;
    }
    pl_str at = place(b, t->lo);
    pl_str start = pl_str_sub(t->type, 3, t->type.len);
    if (!b->stack.len) {
        return fail(
            &b->s, t->lo,
            pl_str_fmt(b->s.arena,
                       "Got an unexpected control flow end tag, got %.*s but never "
                       "saw a preceeding %.*s (@ %.*s)",
                       PL_FMT(t->type), PL_FMT(start), PL_FMT(at)));
    }
    pl_str open = b->stack.at[--b->stack.len];
    if (!pl_str_eq(open, start)) {
        return fail(&b->s, t->lo,
                    pl_str_fmt(b->s.arena,
                               "Got an unexpected control flow end tag, got %.*s but "
                               "expected end%.*s next (@ %.*s)",
                               PL_FMT(t->type), PL_FMT(open), PL_FMT(at)));
    }
    return true;
}

/* dbt tells where by numbers of characters, and doubles the braces. */
static bool nested(blocks *b, const tag *t, pl_str at) {
    const tag *outer = &b->current;
    fail(&b->s, t->lo,
         pl_str_fmt(b->s.arena,
                    "Got nested tags: '%.*s' (started at %.*s) did not have "
                    "a matching '{%% end%.*s %%}' before a subsequent "
                    "'%.*s' was found (started at %.*s)",
                    PL_FMT(outer->type), PL_FMT(place(b, outer->lo)),
                    PL_FMT(outer->type), PL_FMT(t->type), PL_FMT(at)));
    b->s.error->dbt_text = pl_str_fmt(
        b->s.arena,
        "Got nested tags: %.*s (started at %u) did not have a matching {{%% end%.*s "
        "%%}} before a subsequent %.*s was found (started at %u)",
        PL_FMT(outer->type), pl_utf8_chars(pl_str_sub(b->s.text, 0, outer->lo)),
        PL_FMT(outer->type), PL_FMT(t->type),
        pl_utf8_chars(pl_str_sub(b->s.text, 0, t->lo)));
    return false;
}

static bool open_block(blocks *b, const tag *t) {
    pl_str at = place(b, t->lo);
    if (b->stack.len) {
        return fail(
            &b->s, t->lo,
            pl_str_fmt(b->s.arena,
                       "Got a block definition inside control flow at %.*s. All "
                       "dbt block definitions must be at the top level",
                       PL_FMT(at)));
    }
    if (b->inside) {
        return nested(b, t, at);
    }
    b->current = *t;
    b->inside = true;
    return true;
}

static bool closes_current(const blocks *b, const tag *t) {
    return b->inside && pl_str_starts(t->type, PL_S("end")) &&
           pl_str_eq(pl_str_sub(t->type, 3, t->type.len), b->current.type);
}

static bool take(blocks *b, const tag *t) {
    if (!control_flow(b, t)) {
        return false;
    }
    if (is_allowed(b, t->type)) {
        return open_block(b, t);
    }
    if (closes_current(b, t)) {
        pl_block block = {
            .type = b->current.type,
            .name = b->current.name,
            .lo = b->current.lo,
            .hi = t->hi,
            .body_lo = b->current.hi,
            .body_hi = t->lo > b->current.hi ? t->lo : b->current.hi,
        };
        PL_PUSH(b->s.arena, &b->found, block);
        b->inside = false;
    }
    return true;
}

bool pl_blocks_extract(const pl_source *src, const char *const *allowed, pl_arena *a,
                       pl_block **out, uint32_t *count, pl_syntax_error *error) {
    blocks b = {
        .s = {.src = src,
              .text = src->text,
              .arena = a,
              .error = error,
              .unclosed_from = {UINT32_MAX, UINT32_MAX}},
        .allowed = allowed,
    };
    tag t = {{"", 0}, {"", 0}, 0, 0};
    found f;
    while ((f = next_tag(&b.s, &t)) == FOUND_TAG) {
        if (!take(&b, &t)) {
            return false;
        }
    }
    if (f == FOUND_FAIL) {
        return false;
    }
    if (b.inside) {
        return fail(
            &b.s, b.current.lo,
            pl_str_fmt(
                a,
                "Reached EOF without finding a close tag for %.*s (searched from line %u)",
                PL_FMT(b.current.type), pl_source_line(src, b.current.hi)));
    }
    *out = b.found.at;
    *count = b.found.len;
    return true;
}
