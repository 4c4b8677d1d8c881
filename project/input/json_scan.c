/* Finding one's way in a JSON text without parsing all of it. */
#include "project/input/json_scan.h"

static uint32_t skip_space(pl_str s, uint32_t i) {
    while (i < s.len &&
           (s.at[i] == ' ' || s.at[i] == '\n' || s.at[i] == '\r' || s.at[i] == '\t')) {
        i++;
    }
    return i;
}

/* s.at[i] is a quote; the place behind its partner, or UINT32_MAX. */
static uint32_t skip_string(pl_str s, uint32_t i) {
    for (i++; i < s.len; i++) {
        const char *quote = memchr(s.at + i, '"', s.len - i);
        uint32_t end = quote ? (uint32_t)(quote - s.at) : s.len;
        uint32_t slashes = 0;
        while (end - slashes > i && s.at[end - slashes - 1] == '\\') {
            slashes++;
        }
        if (!quote) {
            break;
        }
        if (slashes % 2 == 0) {
            return end + 1;
        }
        i = end;
    }
    return UINT32_MAX;
}

static uint32_t skip_nested(pl_str s, uint32_t i) {
    uint32_t depth = 0;
    while (i < s.len) {
        char c = s.at[i];
        if (c == '"') {
            i = skip_string(s, i);
            continue;
        }
        depth += c == '{' || c == '[';
        depth -= c == '}' || c == ']';
        i++;
        if (!depth) {
            return i;
        }
    }
    return UINT32_MAX;
}

static bool is_end(char c) {
    return c == ',' || c == '}' || c == ']' || c == ' ' || c == '\n' || c == '\r' ||
           c == '\t';
}

/* The place behind the value at `i`, or UINT32_MAX. */
static uint32_t skip_value(pl_str s, uint32_t i) {
    if (i >= s.len) {
        return UINT32_MAX;
    }
    if (s.at[i] == '"') {
        return skip_string(s, i);
    }
    if (s.at[i] == '{' || s.at[i] == '[') {
        return skip_nested(s, i);
    }
    uint32_t from = i;
    while (i < s.len && !is_end(s.at[i])) {
        i++;
    }
    return i > from ? i : UINT32_MAX;
}

bool pl_json_enter(pl_json_cursor *c, pl_str json) {
    uint32_t i = skip_space(json, 0);
    bool open = i < json.len && (json.at[i] == '{' || json.at[i] == '[');
    *c = (pl_json_cursor){json, i + 1, open && json.at[i] == '{', !open};
    return open;
}

static bool broken(pl_json_cursor *c) {
    c->broken = true;
    return false;
}

/* Key and colon; at NULL: broken. */
static pl_str read_key(pl_json_cursor *c, pl_arena *a) {
    pl_str none = {NULL, 0};
    if (c->at >= c->json.len || c->json.at[c->at] != '"') {
        return none;
    }
    uint32_t end = skip_string(c->json, c->at);
    if (end == UINT32_MAX) {
        return none;
    }
    pl_str key = pl_str_sub(c->json, c->at + 1, end - 1);
    if (a && pl_str_find_char(key, '\\') != UINT32_MAX) {
        key = pl_json_text(pl_str_sub(c->json, c->at, end), a);
    }
    c->at = skip_space(c->json, end);
    if (c->at >= c->json.len || c->json.at[c->at] != ':') {
        return none;
    }
    c->at = skip_space(c->json, c->at + 1);
    return key;
}

bool pl_json_next(pl_json_cursor *c, pl_arena *a, pl_str *key, pl_str *value) {
    c->at = skip_space(c->json, c->at);
    if (c->broken || c->at >= c->json.len) {
        return broken(c);
    }
    if (c->json.at[c->at] == (c->object ? '}' : ']')) {
        return false;
    }
    if (c->json.at[c->at] == ',') {
        c->at = skip_space(c->json, c->at + 1);
    }
    *key = c->object ? read_key(c, a) : PL_S("");
    uint32_t end = key->at ? skip_value(c->json, c->at) : UINT32_MAX;
    if (end == UINT32_MAX) {
        return broken(c);
    }
    *value = pl_str_sub(c->json, c->at, end);
    c->at = end;
    return true;
}

pl_str pl_json_member(pl_str object, pl_str key) {
    pl_json_cursor c;
    pl_str name, value;
    if (object.len && pl_json_enter(&c, object) && c.object) {
        while (pl_json_next(&c, NULL, &name, &value)) {
            if (pl_str_eq(name, key)) {
                return value;
            }
        }
    }
    return (pl_str){NULL, 0};
}

pl_value pl_json_parsed(pl_str json, pl_arena *a) {
    pl_value v = pl_none();
    if (json.at) {
        pl_eval ev;
        pl_str why;
        pl_run_init(&ev, a, &pl_ops_access);
        if (pl_json_parse(&ev, json, false, &v, &why) != PL_FOUND) {
            v = pl_none();
        }
        pl_run_done(&ev);
    }
    return v;
}

pl_str pl_json_text(pl_str json, pl_arena *a) {
    if (json.len < 2 || json.at[0] != '"') {
        return (pl_str){NULL, 0};
    }
    pl_str inner = pl_str_sub(json, 1, json.len - 1);
    if (pl_str_find_char(inner, '\\') == UINT32_MAX) {
        return inner;
    }
    pl_value v = pl_json_parsed(json, a);
    return v.kind == PL_STR ? pl_str_from(v) : (pl_str){NULL, 0};
}
