#include "tests/case_json.h"

#include "support/buf.h"

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static uint32_t skip_space(pl_str s, uint32_t i) {
    while (i < s.len && is_space(s.at[i])) {
        i++;
    }
    return i;
}

/* The byte after the string that opens at `i`. */
static uint32_t skip_string(pl_str s, uint32_t i) {
    for (i++; i < s.len && s.at[i] != '"'; i++) {
        i += s.at[i] == '\\';
    }
    return i < s.len ? i + 1 : s.len;
}

/* The byte after the value that begins at `i`: brackets are counted, not matched. */
static uint32_t skip_value(pl_str s, uint32_t i) {
    uint32_t depth = 0;
    while (i < s.len) {
        char c = s.at[i];
        if (c == '"') {
            i = skip_string(s, i);
        } else if (depth == 0 && (c == ',' || c == '}' || c == ']')) {
            break;
        } else {
            depth += c == '{' || c == '[';
            depth -= c == '}' || c == ']';
            i++;
        }
    }
    return i;
}

bool case_json_member(pl_str object, const char *key, pl_str *value) {
    uint32_t i = skip_space(object, 0);
    if (i >= object.len || object.at[i] != '{') {
        return false;
    }
    do {
        uint32_t name = skip_space(object, i + 1);
        if (name >= object.len || object.at[name] != '"') {
            return false;
        }
        uint32_t name_end = skip_string(object, name);
        uint32_t colon = skip_space(object, name_end);
        if (colon >= object.len || object.at[colon] != ':') {
            return false;
        }
        i = skip_value(object, colon + 1);
        pl_str found = pl_str_sub(object, name + 1, name_end - 1);
        if (pl_str_eq(found, pl_str_of(key))) {
            *value = pl_str_trim(pl_str_sub(object, colon + 1, i));
            return true;
        }
    } while (i < object.len && object.at[i] == ',');
    return false;
}

static uint32_t read_hex(pl_str s, uint32_t i) {
    uint32_t value = 0;
    for (uint32_t end = i + 4; i < end && i < s.len; i++) {
        char c = s.at[i];
        value = value << 4 |
                (c <= '9' ? (uint32_t)(c - '0') : (uint32_t)((c | 32) - 'a') + 10);
    }
    return value;
}

/* \uXXXX, or two of them that make one code point; `i` is at the first digit. */
static uint32_t put_unicode(pl_buf *buf, pl_str s, uint32_t i) {
    uint32_t c = read_hex(s, i);
    i += 4;
    if (c >= 0xd800 && c < 0xdc00 && i + 6 <= s.len && s.at[i] == '\\') {
        c = 0x10000 + ((c - 0xd800) << 10) + (read_hex(s, i + 2) - 0xdc00);
        i += 6;
    }
    pl_buf_utf8(buf, c);
    return i;
}

static char plain_escape(char c) {
    static const char from[] = "nrtbf";
    static const char to[] = "\n\r\t\b\f";
    const char *at = c ? strchr(from, c) : NULL;
    return at ? to[at - from] : c;
}

pl_str case_json_text(pl_arena *arena, pl_str value) {
    if (value.len < 2 || value.at[0] != '"') {
        return value;
    }
    pl_str inner = pl_str_sub(value, 1, value.len - 1);
    pl_buf buf = {0};
    for (uint32_t i = 0; i < inner.len;) {
        if (inner.at[i] != '\\' || i + 1 >= inner.len) {
            pl_buf_char(&buf, inner.at[i++]);
        } else if (inner.at[i + 1] == 'u') {
            i = put_unicode(&buf, inner, i + 2);
        } else {
            pl_buf_char(&buf, plain_escape(inner.at[i + 1]));
            i += 2;
        }
    }
    pl_str text = pl_buf_take(&buf, arena);
    pl_buf_free(&buf);
    return text;
}

pl_str case_json_compact(pl_arena *arena, pl_str value) {
    pl_buf buf = {0};
    for (uint32_t i = 0; i < value.len;) {
        if (value.at[i] == '"') {
            uint32_t end = skip_string(value, i);
            pl_buf_str(&buf, pl_str_sub(value, i, end));
            i = end;
        } else {
            if (!is_space(value.at[i])) {
                pl_buf_char(&buf, value.at[i]);
            }
            i++;
        }
    }
    pl_str text = pl_buf_take(&buf, arena);
    pl_buf_free(&buf);
    return text;
}
