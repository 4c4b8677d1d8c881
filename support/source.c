#include "support/source.h"

#include "support/utf8.h"

static pl_source *source_of_size(pl_arena *a, pl_str path, uint32_t len, char **text) {
    pl_source *s = PL_NEW(a, pl_source);
    char *to = pl_alloc(a, (size_t)len + PL_SOURCE_PAD);
    memset(to + len, 0, PL_SOURCE_PAD);
    s->path = path;
    s->text = (pl_str){to, len};
    *text = to;
    return s;
}

pl_source *pl_source_new(pl_arena *a, pl_str path, pl_str text) {
    char *to;
    pl_source *s = source_of_size(a, path, text.len, &to);
    if (text.len) {
        memcpy(to, text.at, text.len);
    }
    return s;
}

const pl_source *pl_source_unix(pl_arena *a, const pl_source *src) {
    if (pl_str_find_char(src->text, '\r') == UINT32_MAX) {
        return src;
    }
    char *to;
    pl_source *s = source_of_size(a, src->path, src->text.len, &to);
    uint32_t n = 0;
    for (uint32_t i = 0; i < src->text.len; i++) {
        char c = src->text.at[i];
        if (c == '\r') {
            c = '\n';
            i += i + 1 < src->text.len && src->text.at[i + 1] == '\n';
        }
        to[n++] = c;
    }
    memset(to + n, 0, PL_SOURCE_PAD);
    s->text.len = n;
    s->skipped_lines = src->skipped_lines;
    return s;
}

uint32_t pl_source_line(const pl_source *src, uint32_t offset) {
    uint32_t line = 1 + src->skipped_lines;
    if (offset > src->text.len) {
        offset = src->text.len;
    }
    const char *p = src->text.at;
    const char *end = p + offset;
    while (p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
        line++;
        p++;
    }
    return line;
}

pl_place pl_source_place(const pl_source *src, uint32_t offset) {
    if (offset > src->text.len) {
        offset = src->text.len;
    }
    uint32_t lo = offset;
    while (lo && src->text.at[lo - 1] != '\n') {
        lo--;
    }
    pl_str rest = pl_str_sub(src->text, lo, src->text.len);
    uint32_t len = pl_str_find_char(rest, '\n');
    pl_str line = pl_str_sub(rest, 0, len);
    if (line.len && line.at[line.len - 1] == '\r') {
        line.len--;
    }
    return (pl_place){
        .line = pl_source_line(src, offset),
        .column = 1 + pl_utf8_chars((pl_str){src->text.at + lo, offset - lo}),
        .text = line,
    };
}
