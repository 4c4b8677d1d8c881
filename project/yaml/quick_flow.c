/* The quick YAML reader: flow collections on one line. */
#include "project/yaml/quick.h"

typedef pl_yaml_quick_reader reader;

static pl_str slice(const char *lo, const char *hi) {
    return (pl_str){lo, (uint32_t)(hi - lo)};
}

static bool is_flow_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("_./+~()=$^;*-", c));
}

/* Plain text of harmless characters and single blanks. */
static bool flow_plain(reader *r, const pl_yaml **out) {
    const char *lo = r->at;
    bool starts = (*lo != '-' && *lo != '*') || (*lo == '-' && is_flow_char(lo[1]));
    while (r->at < r->end &&
           (is_flow_char(*r->at) || (*r->at == ' ' && is_flow_char(r->at[1])))) {
        r->at++;
    }
    if (!starts || r->at == lo) {
        return false;
    }
    return pl_yaml_quick_scalar(r, pl_yaml_quick_node(r, PL_YAML_SCALAR, lo, r->at),
                                slice(lo, r->at), true, out);
}

static bool flow_node(reader *r, const pl_yaml **out) {
    pl_str text;
    const char *lo = r->at;
    const char *hi;
    if (*lo == '[' || *lo == '{') {
        return pl_yaml_quick_flow(r, out);
    }
    if (*lo != '"' && *lo != '\'') {
        return flow_plain(r, out);
    }
    if (!pl_yaml_quick_quoted(r, lo, &hi, &text) ||
        memchr(lo, '\n', (size_t)(hi - lo))) {
        return false;
    }
    r->at = hi;
    return pl_yaml_quick_scalar(r, pl_yaml_quick_node(r, PL_YAML_SCALAR, lo, hi), text,
                                false, out);
}

static void skip_blanks(reader *r) {
    while (r->at < r->end && *r->at == ' ') {
        r->at++;
    }
}

static bool take(reader *r, char c) {
    if (r->at < r->end && *r->at == c) {
        r->at++;
        return true;
    }
    return false;
}

static bool flow_push(reader *r, pl_yaml *y) {
    const pl_yaml *child;
    if (!flow_node(r, &child)) {
        return false;
    }
    if (child->depth >= y->depth) {
        y->depth = (uint16_t)(child->depth + 1);
    }
    PL_PUSH(&r->scratch, &r->children, child);
    skip_blanks(r);
    return true;
}

/* An item, or a key and its value. */
static bool flow_entry(reader *r, pl_yaml *y) {
    skip_blanks(r);
    if (!flow_push(r, y)) {
        return false;
    }
    if (y->kind == PL_YAML_SEQ) {
        return *r->at != ':';
    }
    if (r->children.at[r->children.len - 1]->kind >= PL_YAML_SEQ || !take(r, ':') ||
        !take(r, ' ')) {
        return false;
    }
    skip_blanks(r);
    return flow_push(r, y) && *r->at != ':';
}

static bool close_flow(reader *r, pl_yaml *y, uint32_t first) {
    uint32_t count = r->children.len - first;
    const pl_yaml **at = count ? r->children.at + first : NULL;
    bool ok = true;
    y->hi = (uint32_t)(r->at - r->base);
    y->flags = PL_YAML_FLOW;
    if (y->kind == PL_YAML_SEQ) {
        y->as.items = PL_NEW_ARRAY(r->arena, const pl_yaml *, count);
        y->count = count;
        if (count) {
            memcpy(y->as.items, at, count * sizeof *at);
        }
    } else {
        pl_yaml_fault fault;
        pl_yaml_closing closing = {.node = y,
                                   .arena = r->arena,
                                   .scratch = &r->scratch,
                                   .most = PL_YAML_NODE_LIMIT,
                                   .fault = &fault};
        ok = pl_yaml_close_map(&closing, at, count);
    }
    r->children.len = first;
    return ok;
}

bool pl_yaml_quick_flow(reader *r, const pl_yaml **out) {
    uint32_t first = r->children.len;
    char close = *r->at == '[' ? ']' : '}';
    pl_yaml *y =
        pl_yaml_quick_node(r, close == ']' ? PL_YAML_SEQ : PL_YAML_MAP, r->at, r->at);
    if (r->depth >= PL_YAML_DEPTH) {
        return false;
    }
    r->depth++;
    r->at++;
    skip_blanks(r);
    if (!take(r, close)) {
        do {
            if (!flow_entry(r, y)) {
                return false;
            }
        } while (take(r, ','));
        if (!take(r, close)) {
            return false;
        }
    }
    r->depth--;
    *out = y;
    return close_flow(r, y, first);
}
