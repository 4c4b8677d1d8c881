#include "tests/case_file.h"

#include <errno.h>
#include <stdio.h>

#include "support/buf.h"
#include "support/tree.h"

/* --------------------------------------------------------------------- reading */

static bool is_header(pl_str line) {
    return pl_str_starts(line, PL_S("--- ")) || pl_str_starts(line, PL_S("=== "));
}

static pl_str next_line(pl_str *rest) {
    uint32_t end = pl_str_find_char(*rest, '\n');
    pl_str line = pl_str_sub(*rest, 0, end);
    *rest = end == UINT32_MAX ? PL_S("") : pl_str_sub(*rest, end + 1, UINT32_MAX);
    return line;
}

/* Cut `word` off the end of `words`. */
static bool take_last(pl_str *words, pl_str word) {
    if (!pl_str_ends(*words, word)) {
        return false;
    }
    pl_str left = pl_str_sub(*words, 0, words->len - word.len);
    if (left.len && left.at[left.len - 1] != ' ') {
        return false;
    }
    *words = pl_str_trim(left);
    return true;
}

static case_block read_header(pl_str line, uint32_t number) {
    pl_str words = pl_str_trim(pl_str_sub(line, 4, UINT32_MAX));
    uint32_t end = pl_str_find_char(words, ' ');
    case_block block = {.name = pl_str_sub(words, 0, end), .line = number};
    block.arg = pl_str_trim(pl_str_sub(words, block.name.len, UINT32_MAX));
    block.escaped = take_last(&block.arg, PL_S("escaped"));
    block.contains = take_last(&block.arg, PL_S("contains"));
    return block;
}

/* The lines up to the next header, without the empty ones at their end. */
static pl_str read_content(pl_str *rest, uint32_t *number) {
    pl_str content = {rest->at, 0};
    while (rest->len) {
        pl_str ahead = *rest;
        pl_str line = next_line(&ahead);
        if (is_header(line)) {
            break;
        }
        *rest = ahead;
        *number += 1;
        if (line.len) {
            content.len = (uint32_t)(line.at + line.len + 1 - content.at);
        }
    }
    return content;
}

static bool fault(pl_str path, uint32_t line, const char *what) {
    fprintf(stderr, "%.*s:%u: %s\n", PL_FMT(path), line, what);
    return false;
}

static bool read_cases(case_file *file, pl_str rest) {
    uint32_t number = 0;
    test_case *test = NULL;
    file->preamble = read_content(&rest, &number);
    while (rest.len) {
        pl_str line = next_line(&rest);
        number++;
        if (line.at[0] == '=') {
            test = PL_NEW(file->arena, test_case);
            test->file = file;
            test->title = pl_str_trim(pl_str_sub(line, 4, UINT32_MAX));
            test->line = number;
            PL_PUSH(file->arena, &file->cases, test);
            if (read_content(&rest, &number).len) {
                return fault(file->path, number, "text between a title and its blocks");
            }
        } else if (!test) {
            return fault(file->path, number, "a block before the first case");
        } else {
            case_block block = read_header(line, number);
            block.raw = read_content(&rest, &number);
            PL_PUSH(file->arena, &test->blocks, block);
        }
    }
    return true;
}

case_file *case_file_read(pl_arena *arena, pl_str path) {
    case_file *file = PL_NEW(arena, case_file);
    pl_str text;
    file->arena = arena;
    file->path = path;
    if (pl_read_file(path, arena, &text) != PL_READ_OK) {
        fault(path, 0, "cannot be read");
        return NULL;
    }
    if (text.len && text.at[text.len - 1] != '\n') {
        fault(path, 0, "does not end in a newline");
        return NULL;
    }
    return read_cases(file, text) ? file : NULL;
}

case_block *case_find(const test_case *test, const char *name, const pl_str *arg) {
    for (uint32_t i = 0; i < test->blocks.len; i++) {
        case_block *block = &test->blocks.at[i];
        if (pl_str_eq(block->name, pl_str_of(name)) &&
            (!arg || pl_str_eq(block->arg, *arg))) {
            return block;
        }
    }
    return NULL;
}

/* -------------------------------------------------------------- text of a block */

static unsigned hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return (unsigned)(c - '0');
    }
    return (unsigned)((c | 0x20) - 'a') + 10u;
}

/* The byte that the escape at text[*i] (a backslash) stands for;
 * moves *i to its end. */
static char read_escape(pl_str text, uint32_t *i) {
    if (*i + 1 >= text.len) {
        return '\\';
    }
    char kind = text.at[++*i];
    switch (kind) {
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case 'r':
        return '\r';
    case 'x':
        if (*i + 2 < text.len) {
            unsigned high = hex_digit(text.at[*i + 1]);
            unsigned low = hex_digit(text.at[*i + 2]);
            *i += 2;
            return (char)(high << 4 | low);
        }
        return kind;
    default:
        return kind;
    }
}

static pl_str unescape(pl_arena *arena, pl_str text) {
    pl_buf buf = {0};
    for (uint32_t i = 0; i < text.len; i++) {
        pl_buf_char(&buf, text.at[i] == '\\' ? read_escape(text, &i) : text.at[i]);
    }
    pl_str result = pl_buf_take(&buf, arena);
    pl_buf_free(&buf);
    return result;
}

/* A header behind any number of backslashes. */
static bool is_hidden_header(pl_str line) {
    uint32_t i = 0;
    while (i < line.len && line.at[i] == '\\') {
        i++;
    }
    return is_header(pl_str_sub(line, i, UINT32_MAX));
}

/* The lines without the backslashes that hide headers. */
static pl_str unhide(pl_arena *arena, pl_str raw) {
    pl_buf buf = {0};
    while (raw.len) {
        pl_str line = next_line(&raw);
        if (line.len && line.at[0] == '\\' && is_hidden_header(line)) {
            line = pl_str_sub(line, 1, UINT32_MAX);
        }
        pl_buf_str(&buf, line);
        pl_buf_char(&buf, '\n');
    }
    pl_str result = pl_buf_take(&buf, arena);
    pl_buf_free(&buf);
    return result;
}

pl_str case_text(pl_arena *arena, const case_block *block, case_form form) {
    pl_str text = unhide(arena, block->raw);
    if (text.len && (block->escaped || form == CASE_INLINE)) {
        text.len--;
    }
    return block->escaped ? unescape(arena, text) : text;
}

/* -------------------------------------------------------------------- rewriting */

/* Would `text`, written as plain lines, be read back as it is? */
static bool is_plain(pl_str text, case_form form) {
    for (uint32_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.at[i] < ' ' && text.at[i] != '\n' &&
            text.at[i] != '\t') {
            return false;
        }
    }
    if (text.len == 0) {
        return true;
    }
    bool ends = text.at[text.len - 1] == '\n';
    if (form == CASE_INLINE) {
        return !ends;
    }
    return ends && text.len > 1 && text.at[text.len - 2] != '\n';
}

static pl_str hide(pl_arena *arena, pl_str text) {
    pl_buf buf = {0};
    while (text.len) {
        pl_str line = next_line(&text);
        if (is_hidden_header(line)) {
            pl_buf_char(&buf, '\\');
        }
        pl_buf_str(&buf, line);
        pl_buf_char(&buf, '\n');
    }
    pl_str result = pl_buf_take(&buf, arena);
    pl_buf_free(&buf);
    return result;
}

/* Newlines stay as they are, but for those at the end. */
static pl_str escape(pl_arena *arena, pl_str text) {
    pl_buf buf = {0};
    uint32_t body = text.len;
    while (body && text.at[body - 1] == '\n') {
        body--;
    }
    for (uint32_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (c == '\\') {
            PL_BUF_LIT(&buf, "\\\\");
        } else if ((unsigned char)c >= ' ' || c == '\t' || (c == '\n' && i < body)) {
            pl_buf_char(&buf, c);
        } else if (c == '\n') {
            PL_BUF_LIT(&buf, "\\n");
        } else {
            pl_buf_fmt(&buf, "\\x%02x", (unsigned)c);
        }
    }
    pl_str result = hide(arena, pl_buf_view(&buf));
    pl_buf_free(&buf);
    return result;
}

void case_set(test_case *test, case_block *block, pl_str text, case_form form) {
    pl_arena *arena = test->file->arena;
    block->escaped = !is_plain(text, form);
    block->raw = block->escaped ? escape(arena, text) : hide(arena, text);
    test->file->changed = true;
}

case_block *case_add(test_case *test, const char *name) {
    case_block block = {.name = pl_str_of(name), .raw = PL_S("")};
    PL_PUSH(test->file->arena, &test->blocks, block);
    test->file->changed = true;
    return &test->blocks.at[test->blocks.len - 1];
}

void case_remove(test_case *test, case_block *block) {
    size_t after = (size_t)(test->blocks.at + test->blocks.len - (block + 1));
    memmove(block, block + 1, after * sizeof *block);
    test->blocks.len--;
    test->file->changed = true;
}

static void write_block(pl_buf *buf, const case_block *block) {
    pl_buf_fmt(buf, "--- %.*s", PL_FMT(block->name));
    if (block->arg.len) {
        pl_buf_fmt(buf, " %.*s", PL_FMT(block->arg));
    }
    pl_buf_fmt(buf, "%s%s\n", block->contains ? " contains" : "",
               block->escaped ? " escaped" : "");
    pl_buf_str(buf, block->raw);
}

bool case_file_write(const case_file *file) {
    pl_buf buf = {0};
    pl_buf_str(&buf, file->preamble);
    for (uint32_t i = 0; i < file->cases.len; i++) {
        const test_case *test = file->cases.at[i];
        pl_buf_fmt(&buf, "%s=== %.*s\n", buf.len ? "\n" : "", PL_FMT(test->title));
        for (uint32_t k = 0; k < test->blocks.len; k++) {
            write_block(&buf, &test->blocks.at[k]);
        }
    }
    bool written = pl_write_file(file->path, pl_buf_view(&buf));
    pl_buf_free(&buf);
    return written;
}
