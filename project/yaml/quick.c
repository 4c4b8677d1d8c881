/* The quick YAML reader: lines, block collections. */
#include "project/yaml/quick.h"

typedef pl_yaml_quick_reader reader;

static bool block(reader *r, int parent, const pl_yaml **out);

/* ---- what may stand in the text at all */

/* Characters that libyaml refuses or takes for line ends, beyond ASCII. */
static bool is_odd(const unsigned char *p) {
    return (p[0] == 0xc2 && p[1] < 0xa0) ||
           (p[0] == 0xe2 && p[1] == 0x80 && (p[2] == 0xa8 || p[2] == 0xa9)) ||
           (p[0] == 0xef && p[1] == 0xbb && p[2] == 0xbf) ||
           (p[0] == 0xef && p[1] == 0xbf && p[2] >= 0xbe);
}

#define EVERY_BYTE(b) (UINT64_C(0x0101010101010101) * (b))

/* Eight bytes from space to tilde, or line ends. */
static bool is_simple_word(const unsigned char *p) {
    uint64_t w;
    memcpy(&w, p, sizeof w);
    uint64_t line_ends = w ^ EVERY_BYTE('\n');
    uint64_t small = (w - EVERY_BYTE(0x20)) & ~w;
    uint64_t not_line_end =
        ((line_ends & EVERY_BYTE(0x7f)) + EVERY_BYTE(0x7f)) | line_ends;
    return ((w | (w + EVERY_BYTE(1)) | (small & not_line_end)) & EVERY_BYTE(0x80)) == 0;
}

static bool is_simple_char(const unsigned char *p) {
    return (*p >= 0x20 || *p == '\n') && *p != 0x7f && !(*p >= 0xc2 && is_odd(p));
}

/* No tabs, carriage returns, control or odd characters. The text is
 * valid UTF-8 and padded. */
static bool is_simple_text(pl_str text) {
    const unsigned char *p = (const unsigned char *)text.at;
    const unsigned char *end = p + text.len;
    while (p < end) {
        if (end - p >= 8 && is_simple_word(p)) {
            p += 8;
        } else if (is_simple_char(p)) {
            p++;
        } else {
            return false;
        }
    }
    return true;
}

/* ---- lines */

static const char *line_end(const reader *r, const char *at) {
    const char *nl = memchr(at, '\n', (size_t)(r->end - at));
    return nl ? nl : r->end;
}

/* `at` is the start of a line. */
static bool find_content(reader *r) {
    for (; r->at < r->end; r->at++) {
        const char *start = r->at;
        while (r->at < r->end && *r->at == ' ') {
            r->at++;
        }
        if (r->at < r->end && *r->at == '#') {
            r->at = line_end(r, r->at);
        }
        if (r->at == r->end) {
            break;
        }
        if (*r->at == '\n') {
            continue;
        }
        r->column = (uint32_t)(r->at - start);
        return r->column > 0 || (*r->at != '%' && memcmp(r->at, "---", 3) != 0 &&
                                 memcmp(r->at, "...", 3) != 0);
    }
    r->at_end = true;
    return true;
}

bool pl_yaml_quick_next_line(reader *r) {
    r->at += r->at < r->end;
    return find_content(r);
}

bool pl_yaml_quick_end_line(reader *r) {
    const char *from = r->at;
    while (r->at < r->end && *r->at == ' ') {
        r->at++;
    }
    if (r->at < r->end && *r->at == '#' && r->at > from) {
        r->at = line_end(r, r->at);
    }
    return (r->at == r->end || *r->at == '\n') && pl_yaml_quick_next_line(r);
}

/* ---- nodes */

pl_yaml *pl_yaml_quick_node(reader *r, pl_yaml_kind kind, const char *lo,
                            const char *hi) {
    pl_yaml *y = PL_NEW(r->arena, pl_yaml);
    y->kind = (uint8_t)kind;
    y->src = r->src;
    y->lo = (uint32_t)(lo - r->base);
    y->hi = (uint32_t)(hi - r->base);
    r->nodes++;
    return y;
}

/* An empty value, behind its colon or dash. */
static const pl_yaml *empty(reader *r, const char *at) {
    pl_yaml *y = pl_yaml_quick_node(r, PL_YAML_SCALAR, at, at);
    y->flags = PL_YAML_PLAIN;
    y->scalar = pl_none();
    return y;
}

static void push(reader *r, pl_yaml *parent, const pl_yaml *child) {
    if (child->depth >= parent->depth) {
        parent->depth = (uint16_t)(child->depth + 1);
    }
    if (child->hi > parent->hi) {
        parent->hi = child->hi;
    }
    PL_PUSH(&r->scratch, &r->children, child);
}

static bool close_sequence(reader *r, pl_yaml *y, uint32_t first) {
    uint32_t count = r->children.len - first;
    y->as.items = PL_NEW_ARRAY(r->arena, const pl_yaml *, count);
    y->count = count;
    if (count) {
        memcpy(y->as.items, r->children.at + first, count * sizeof *y->as.items);
    }
    r->children.len = first;
    return true;
}

static bool close_mapping(reader *r, pl_yaml *y, uint32_t first) {
    pl_yaml_fault fault;
    pl_yaml_closing closing = {.node = y,
                               .arena = r->arena,
                               .scratch = &r->scratch,
                               .most = PL_YAML_NODE_LIMIT,
                               .fault = &fault};
    bool ok =
        pl_yaml_close_map(&closing, r->children.at + first, r->children.len - first);
    r->children.len = first;
    return ok;
}

/* ---- block collections */

static bool at_dash(const reader *r) {
    return *r->at == '-' &&
           (r->at + 1 == r->end || r->at[1] == ' ' || r->at[1] == '\n');
}

/* Only blanks or a comment are left of the line that `at` is on. */
static bool at_line_end(const reader *r) {
    const char *p = r->at;
    while (p < r->end && *p == ' ') {
        p++;
    }
    return p == r->end || *p == '\n' || (*p == '#' && p > r->at);
}

/* The value of a dash: on its line, or a block further in. */
static bool item(reader *r, int column, const pl_yaml **out) {
    const char *dash = r->at++;
    if (at_line_end(r)) {
        if (!pl_yaml_quick_end_line(r)) {
            return false;
        }
        if (!r->at_end && (int)r->column > column) {
            return block(r, column, out);
        }
        *out = empty(r, dash + 1);
        return true;
    }
    while (*r->at == ' ') {
        r->at++;
    }
    r->column = (uint32_t)column + (uint32_t)(r->at - dash);
    return block(r, column, out);
}

static bool sequence(reader *r, bool indentless, const pl_yaml **out) {
    uint32_t first = r->children.len;
    int column = (int)r->column;
    pl_yaml *y = pl_yaml_quick_node(r, PL_YAML_SEQ, r->at, r->at + indentless);
    do {
        const pl_yaml *child;
        if (!item(r, column, &child)) {
            return false;
        }
        push(r, y, child);
    } while (!r->at_end && (int)r->column == column && at_dash(r));
    if (!r->at_end &&
        ((int)r->column > column || ((int)r->column == column && !indentless))) {
        return false;
    }
    *out = y;
    return close_sequence(r, y, first);
}

/* What follows a key's colon. */
static bool value(reader *r, int column, const pl_yaml **out) {
    const char *behind = r->at;
    if (!at_line_end(r)) {
        while (*r->at == ' ') {
            r->at++;
        }
        return !at_dash(r) && pl_yaml_quick_inline(r, column, out);
    }
    if (!pl_yaml_quick_end_line(r)) {
        return false;
    }
    if (!r->at_end && (int)r->column > column) {
        return block(r, column, out);
    }
    if (!r->at_end && (int)r->column == column && at_dash(r)) {
        return sequence(r, true, out);
    }
    *out = empty(r, behind);
    return true;
}

static bool mapping(reader *r, const pl_yaml **out) {
    uint32_t first = r->children.len;
    int column = (int)r->column;
    pl_yaml *y = pl_yaml_quick_node(r, PL_YAML_MAP, r->at, r->at);
    do {
        const pl_yaml *key;
        const pl_yaml *child;
        if (!pl_yaml_quick_key(r, &key)) {
            return false;
        }
        push(r, y, key);
        if (!value(r, column, &child)) {
            return false;
        }
        push(r, y, child);
    } while (!r->at_end && (int)r->column == column);
    if (!r->at_end && (int)r->column > column) {
        return false;
    }
    *out = y;
    return close_mapping(r, y, first);
}

/* A node that begins at `at`, further in than `parent`. */
static bool block(reader *r, int parent, const pl_yaml **out) {
    if (r->depth >= PL_YAML_DEPTH || r->nodes >= PL_YAML_NODE_LIMIT) {
        return false;
    }
    r->depth++;
    bool ok = at_dash(r)                ? sequence(r, false, out)
              : pl_yaml_quick_is_key(r) ? mapping(r, out)
                                        : pl_yaml_quick_inline(r, parent, out);
    r->depth--;
    return ok;
}

/* To the first content; a line `---` may stand before it. */
static bool start(reader *r) {
    if (!find_content(r)) {
        if (memcmp(r->at, "---", 3) != 0) {
            return false;
        }
        r->at += 3;
        if (!pl_yaml_quick_end_line(r)) {
            return false;
        }
    }
    return !r->at_end;
}

bool pl_yaml_quick(const pl_source *src, pl_arena *a, const pl_yaml **out) {
    reader r = {.src = src, .base = src->text.at, .arena = a};
    const pl_yaml *root = NULL;
    if (!src->text.len || !is_simple_text(src->text)) {
        return false;
    }
    pl_arena_mark mark = pl_arena_mark_get(a);
    r.at = r.base;
    r.end = r.base + src->text.len;
    bool ok = start(&r) && (at_dash(&r) || pl_yaml_quick_is_key(&r)) &&
              block(&r, -1, &root) && r.at_end;
    pl_arena_free(&r.scratch);
    if (ok) {
        *out = root;
    } else {
        pl_arena_rewind(a, mark);
    }
    return ok;
}
