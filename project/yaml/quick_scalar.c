/* The quick YAML reader: scalars and keys. */
#include "project/yaml/quick.h"

typedef pl_yaml_quick_reader reader;

enum { KEY_MOST = 1000 }; /* libyaml looks no further for a key's colon */

/* ---- making scalars */

bool pl_yaml_quick_scalar(reader *r, pl_yaml *y, pl_str text, bool plain,
                          const pl_yaml **out) {
    pl_yaml_tag tag = plain ? pl_yaml_implicit(text) : PL_TAG_STR;
    pl_str why;
    y->flags = plain ? PL_YAML_PLAIN : 0;
    if (tag == PL_TAG_MERGE || tag == PL_TAG_VALUE ||
        !pl_yaml_construct(y, tag, text, r->arena, &why)) {
        return false;
    }
    *out = y;
    return true;
}

static pl_str slice(const char *lo, const char *hi) {
    return (pl_str){lo, (uint32_t)(hi - lo)};
}

/* ---- plain scalars */

/* Can a plain scalar begin with this? A dash, too, when no blank follows it. */
static bool begins_plain(const char *at) {
    switch (*at) {
    case '-':
        return at[1] != ' ' && at[1] != '\n' && at[1] != '\0';
    case '?':
    case ':':
    case ',':
    case '[':
    case ']':
    case '{':
    case '}':
    case '#':
    case '&':
    case '*':
    case '!':
    case '|':
    case '>':
    case '\'':
    case '"':
    case '%':
    case '@':
    case '`':
    case ' ':
    case '\n':
    case '\0':
        return false;
    default:
        return true;
    }
}

/* Where the plain text on the line ends: before ": ", ":" at the line's end, " #" or
 * the line's end; without the blanks before. */
static const char *plain_end(const reader *r, const char *at, char *stop) {
    const char *text_end = at;
    for (const char *p = at; p < r->end && *p != '\n'; p++) {
        if (*p == ':' && (p + 1 == r->end || p[1] == ' ' || p[1] == '\n')) {
            *stop = ':';
            return text_end;
        }
        if (*p == '#' && p > at && p[-1] == ' ') {
            *stop = '#';
            return text_end;
        }
        if (*p != ' ') {
            text_end = p + 1;
        }
    }
    *stop = '\n';
    return text_end;
}

/* Lines of a plain scalar, folded; the first is [lo, hi). */
static bool plain_lines(reader *r, int parent, const char *hi, pl_buf *text, char stop,
                        const char **last) {
    while (stop == '\n' && !r->at_end && (int)r->column > parent) {
        uint32_t breaks = 0;
        for (const char *p = hi; p < r->at; p++) {
            breaks += *p == '\n';
            if (*p == '#') {
                return false;
            }
        }
        const char *end = plain_end(r, r->at, &stop);
        if (stop == ':') {
            return false;
        }
        for (uint32_t i = 1; i < breaks; i++) {
            pl_buf_char(text, '\n');
        }
        if (breaks == 1) {
            pl_buf_char(text, ' ');
        }
        pl_buf_put(text, r->at, (size_t)(end - r->at));
        r->at = hi = *last = end;
        if (!pl_yaml_quick_end_line(r)) {
            return false;
        }
    }
    return true;
}

static bool plain(reader *r, int parent, const pl_yaml **out) {
    char stop;
    const char *lo = r->at;
    const char *hi = plain_end(r, lo, &stop);
    if (stop == ':' || !begins_plain(lo)) {
        return false;
    }
    r->at = hi;
    if (!pl_yaml_quick_end_line(r)) {
        return false;
    }
    pl_yaml *y = pl_yaml_quick_node(r, PL_YAML_SCALAR, lo, hi);
    if (stop != '\n' || r->at_end || (int)r->column <= parent) {
        return pl_yaml_quick_scalar(r, y, slice(lo, hi), true, out);
    }
    pl_buf text = {0};
    const char *last = hi;
    pl_buf_put(&text, lo, (size_t)(hi - lo));
    bool ok = plain_lines(r, parent, hi, &text, stop, &last);
    y->hi = (uint32_t)(last - r->base);
    pl_str whole = pl_buf_take(&text, r->arena);
    pl_buf_free(&text);
    return ok && pl_yaml_quick_scalar(r, y, whole, true, out);
}

/* ---- quoted scalars */

static char escape_of(char letter) {
    static const char letters[] = "0abtnvfre \"/\\";
    static const char means[] = "\0\a\b\t\n\v\f\r\033 \"/\\";
    const char *at = letter ? strchr(letters, letter) : NULL;
    return at ? means[at - letters] : '\x7f';
}

/* Fold the line ends at `at`: blanks around them go (but none of the first `kept`
 * bytes), one becomes a space. */
static const char *fold(const reader *r, const char *at, uint32_t kept, pl_buf *text) {
    uint32_t breaks = 0;
    while (text->len > kept && text->at[text->len - 1] == ' ') {
        text->len--;
    }
    for (; at < r->end && (*at == '\n' || *at == ' '); at++) {
        breaks += *at == '\n';
    }
    for (uint32_t i = 1; i < breaks; i++) {
        pl_buf_char(text, '\n');
    }
    if (breaks == 1) {
        pl_buf_char(text, ' ');
    }
    return at;
}

/* The quoted text at `at`, read character by character; NULL to give up. `at` must hold
 * an escape or a line end. */
static const char *quoted_slowly(const reader *r, const char *at, char quote,
                                 pl_buf *text) {
    uint32_t kept = 0; /* text up to here stays, whatever follows */
    for (at++; at < r->end;) {
        if (*at == quote && quote == '\'' && at + 1 < r->end && at[1] == '\'') {
            pl_buf_char(text, '\'');
            at += 2;
        } else if (*at == quote) {
            return at + 1;
        } else if (*at == '\\' && quote == '"') {
            char means = at + 1 < r->end ? escape_of(at[1]) : '\x7f';
            if (means == '\x7f') {
                return NULL;
            }
            pl_buf_char(text, means);
            at += 2;
            kept = text->len;
        } else if (*at == '\n') {
            at = fold(r, at, kept, text);
            if (at[-1] == '\n' && (*at == '-' || *at == '.')) {
                return NULL; /* perhaps the mark of a document */
            }
            kept = text->len;
        } else {
            pl_buf_char(text, *at++);
        }
    }
    return NULL;
}

/* [lo, *hi) with its quotes; the text is the source's own where it can be. */
bool pl_yaml_quick_quoted(const reader *r, const char *lo, const char **hi,
                          pl_str *out) {
    const char *p = lo + 1;
    while (p < r->end && *p != *lo && *p != '\\' && *p != '\n') {
        p++;
    }
    bool direct =
        p < r->end && *p == *lo && !(*lo == '\'' && p + 1 < r->end && p[1] == '\'');
    if (direct) {
        *hi = p + 1;
        *out = slice(lo + 1, p);
        return true;
    }
    pl_buf text = {0};
    *hi = quoted_slowly(r, lo, *lo, &text);
    *out = pl_buf_take(&text, r->arena);
    pl_buf_free(&text);
    return *hi != NULL;
}

static bool quoted(reader *r, const pl_yaml **out) {
    pl_str text;
    const char *lo = r->at;
    const char *hi;
    if (!pl_yaml_quick_quoted(r, lo, &hi, &text)) {
        return false;
    }
    r->at = hi;
    return pl_yaml_quick_scalar(r, pl_yaml_quick_node(r, PL_YAML_SCALAR, lo, hi), text,
                                false, out) &&
           pl_yaml_quick_end_line(r);
}

/* ---- block scalars */

typedef struct block_text {
    bool literal;
    char chomp; /* '-', '+' or '\0' */
    uint32_t indent;
    const char *at;  /* start of the line to be read next */
    const char *hi;  /* where the scalar ends */
    uint32_t breaks; /* empty lines since the last text */
} block_text;

static bool block_header(reader *r, block_text *b) {
    b->literal = *r->at++ == '|';
    if (r->at < r->end && (*r->at == '-' || *r->at == '+')) {
        b->chomp = *r->at++;
    }
    const char *blanks = r->at;
    while (r->at < r->end && *r->at == ' ') {
        r->at++;
    }
    if (r->at < r->end && *r->at == '#' && r->at > blanks) {
        while (r->at < r->end && *r->at != '\n') {
            r->at++;
        }
    }
    b->at = r->at + 1;
    return r->at < r->end && *r->at == '\n';
}

static uint32_t spaces_at(const reader *r, const char *at, uint32_t most) {
    uint32_t n = 0;
    while (n < most && at + n < r->end && at[n] == ' ') {
        n++;
    }
    return n;
}

/* The first line with text sets the indentation. False: an empty line before it is
 * indented further. */
static bool find_indent(const reader *r, int parent, block_text *b) {
    uint32_t most = 0;
    const char *at = b->at;
    for (;;) {
        uint32_t n = spaces_at(r, at, UINT32_MAX);
        most = n > most ? n : most;
        if (at + n >= r->end || at[n] != '\n') {
            b->indent = most;
            if ((int)b->indent < parent + 1) {
                b->indent = (uint32_t)(parent + 1);
            }
            b->indent = b->indent ? b->indent : 1;
            return n == most;
        }
        at += n + 1;
    }
}

/* Pass over empty lines; true when `at` is then at the text of a line of the scalar. */
static bool skip_empty(const reader *r, block_text *b) {
    for (;;) {
        uint32_t n = spaces_at(r, b->at, b->indent);
        b->hi = b->at < r->end ? b->at : r->end;
        if (b->at + n < r->end && b->at[n] == '\n') {
            b->breaks++;
            b->at += n + 1;
            continue;
        }
        if (n < b->indent || b->at + n >= r->end) {
            return false;
        }
        b->at += n;
        return true;
    }
}

static void join_lines(const block_text *b, bool had_break, bool blank_before,
                       bool blank_now, pl_buf *text) {
    bool folds = !b->literal && had_break && !blank_before && !blank_now;
    if (had_break && !folds) {
        pl_buf_char(text, '\n');
    } else if (folds && !b->breaks) {
        pl_buf_char(text, ' ');
    }
    for (uint32_t i = 0; i < b->breaks; i++) {
        pl_buf_char(text, '\n');
    }
}

static void block_lines(const reader *r, block_text *b, pl_buf *text) {
    bool had_break = false;
    bool blank_before = false;
    while (skip_empty(r, b)) {
        bool blank_now = *b->at == ' ';
        join_lines(b, had_break, blank_before, blank_now, text);
        b->breaks = 0;
        blank_before = blank_now;
        const char *end = memchr(b->at, '\n', (size_t)(r->end - b->at));
        had_break = end != NULL;
        end = end ? end : r->end;
        pl_buf_put(text, b->at, (size_t)(end - b->at));
        b->at = end + had_break;
    }
    if (b->chomp != '-' && had_break) {
        pl_buf_char(text, '\n');
    }
    for (uint32_t i = 0; b->chomp == '+' && i < b->breaks; i++) {
        pl_buf_char(text, '\n');
    }
}

static bool block_scalar(reader *r, int parent, const pl_yaml **out) {
    block_text b = {0};
    pl_buf text = {0};
    const char *lo = r->at;
    if (!block_header(r, &b) || !find_indent(r, parent, &b)) {
        return false;
    }
    block_lines(r, &b, &text);
    pl_str whole = pl_buf_take(&text, r->arena);
    pl_buf_free(&text);
    r->at = b.hi > r->base ? b.hi - 1 : b.hi;
    return pl_yaml_quick_scalar(r, pl_yaml_quick_node(r, PL_YAML_SCALAR, lo, b.hi),
                                whole, false, out) &&
           pl_yaml_quick_next_line(r);
}

/* ---- what stands behind a colon or a dash, or on a line of its own */

bool pl_yaml_quick_inline(reader *r, int parent, const pl_yaml **out) {
    switch (*r->at) {
    case '|':
    case '>':
        return block_scalar(r, parent, out);
    case '"':
    case '\'':
        return quoted(r, out);
    case '[':
    case '{':
        return pl_yaml_quick_flow(r, out) && pl_yaml_quick_end_line(r);
    default:
        return plain(r, parent, out);
    }
}

/* ---- keys */

static const char *key_end(const reader *r) {
    char stop = '\n';
    const char *hi = NULL;
    if (*r->at == '"' || *r->at == '\'') {
        const char *p = r->at + 1;
        while (p < r->end && *p != *r->at && *p != '\n' && *p != '\\') {
            p++;
        }
        hi = p < r->end && *p == *r->at ? p + 1 : NULL;
    } else if (begins_plain(r->at)) {
        hi = plain_end(r, r->at, &stop);
        return stop == ':' ? hi : NULL;
    }
    return hi;
}

/* Behind the blanks that follow `hi` there must be a colon, then a
 * blank or the line's end. */
static const char *colon_after(const reader *r, const char *hi) {
    while (hi && hi < r->end && *hi == ' ') {
        hi++;
    }
    bool colon = hi && hi < r->end && *hi == ':' &&
                 (hi + 1 == r->end || hi[1] == ' ' || hi[1] == '\n');
    return colon ? hi : NULL;
}

bool pl_yaml_quick_is_key(const reader *r) {
    return colon_after(r, key_end(r)) != NULL;
}

bool pl_yaml_quick_key(reader *r, const pl_yaml **out) {
    const char *lo = r->at;
    const char *hi = key_end(r);
    const char *colon = colon_after(r, hi);
    if (!colon || colon - lo > KEY_MOST) {
        return false;
    }
    bool is_quoted = *lo == '"' || *lo == '\'';
    pl_str text = is_quoted ? slice(lo + 1, hi - 1) : slice(lo, hi);
    r->at = colon + 1;
    return pl_yaml_quick_scalar(r, pl_yaml_quick_node(r, PL_YAML_SCALAR, lo, hi), text,
                                !is_quoted, out);
}
