/* eval/text/html.c: escaping text for HTML, and undoing it. */
#include "eval/text/notation.h"
#include "eval/value/run.h"
#include "support/utf8.h"

static const char *escape_of(char c) {
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '\'':
        return "&#39;";
    case '"':
        return "&#34;";
    default:
        return NULL;
    }
}

/* As much as it can become. */
bool pl_html_afford(pl_eval *ev, pl_value str) {
    return pl_charge(ev, str.len > 4096 ? (uint64_t)str.len * 5 : str.len) &&
           pl_step(ev, str.len / 16);
}

void pl_html_escape(pl_out *to, pl_value str) {
    uint32_t done = 0;
    for (uint32_t i = 0; i < str.len; i++) {
        const char *escape = escape_of(str.as.s[i]);
        if (escape) {
            pl_out_slice(to, str, done, i);
            pl_out_put(to, pl_str_of(escape));
            done = i + 1;
        }
    }
    pl_out_slice(to, str, done, str.len);
}

/* ---- unescape */

typedef struct entity {
    const char *name;
    const char *text;
    bool legacy; /* known without the ';' too */
} entity;

static const entity entities[] = {
#define ENTITY(name, text) {name, text, false},
#define LEGACY(name, text) {name, text, true},
#include "eval/text/entities.def"
#undef ENTITY
#undef LEGACY
};

static const entity *entity_find(pl_str name) {
    size_t lo = 0, hi = sizeof entities / sizeof *entities;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int c = pl_str_cmp(name, pl_str_of(entities[mid].name));
        if (c == 0) {
            return &entities[mid];
        }
        if (c < 0) {
            hi = mid;
        } else {
            lo = mid + 1;
        }
    }
    return NULL;
}

/* Windows-1252 in the range of C1 controls, as HTML reads numeric
 * references; 0: itself. */
static const uint16_t c1_meaning[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
    0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
    0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
    0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

static bool is_noncharacter(uint32_t c) {
    return (c >= 0x01 && c <= 0x08) || c == 0x0b || (c >= 0x0e && c <= 0x1f) ||
           c == 0x7f || (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe;
}

static void put_codepoint(pl_buf *to, uint32_t c) {
    if (c >= 0x80 && c <= 0x9f && c1_meaning[c - 0x80]) {
        c = c1_meaning[c - 0x80];
    }
    if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) {
        c = 0xfffd;
    }
    if (!is_noncharacter(c)) {
        pl_buf_utf8(to, c);
    }
}

static int digit_value(char c, int base) {
    int v = c >= '0' && c <= '9'   ? c - '0'
            : c >= 'a' && c <= 'f' ? c - 'a' + 10
            : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                   : 99;
    return v < base ? v : -1;
}

/* "#65;" or "#x41;" at byte `i`; its end, or `i` when it is none. */
static uint32_t put_numeric(pl_buf *to, pl_str s, uint32_t i) {
    uint32_t at = i + 1, c = 0;
    int base = at < s.len && (s.at[at] == 'x' || s.at[at] == 'X') ? 16 : 10;
    at += base == 16;
    uint32_t first = at;
    for (; at < s.len && digit_value(s.at[at], base) >= 0; at++) {
        c = c > 0x10ffff ? c
                         : c * (uint32_t)base + (uint32_t)digit_value(s.at[at], base);
    }
    if (at == first) {
        return i;
    }
    put_codepoint(to, c);
    return at + (at < s.len && s.at[at] == ';');
}

/* The longest name at byte `i`, "amp;" or "amp" or the start of
 * "ampere"; its end, or `i`. */
static uint32_t put_named(pl_buf *to, pl_str s, uint32_t i) {
    enum { NAME_MAX_CHARS = 32 };
    uint32_t end = i, chars = 0;
    while (end < s.len && chars < NAME_MAX_CHARS && !strchr("\t\n\f <&#;", s.at[end]) &&
           s.at[end]) {
        pl_utf8_next(s, &end);
        chars++;
    }
    const entity *e = entity_find(pl_str_sub(s, i, end));
    if (e && end < s.len && s.at[end] == ';') {
        pl_buf_str(to, pl_str_of(e->text));
        return end + 1;
    }
    for (; end > i + 1; end--) {
        e = entity_find(pl_str_sub(s, i, end));
        if (e && e->legacy) {
            pl_buf_str(to, pl_str_of(e->text));
            return end;
        }
    }
    return i;
}

void pl_html_unescape(pl_buf *to, pl_str s) {
    for (uint32_t i = 0; i < s.len;) {
        uint32_t start = i + 1, end = start;
        if (s.at[i] == '&' && start < s.len) {
            end = s.at[start] == '#' ? put_numeric(to, s, start)
                                     : put_named(to, s, start);
        }
        if (end == start) {
            pl_buf_char(to, s.at[i]);
        }
        i = end;
    }
}
