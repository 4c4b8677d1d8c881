/* PyYAML's emitter, as far as safe_dump in block style goes. Source:
 * PyYAML 6 emitter.py. */
#include "project/yaml/emit.h"

#include "support/utf8.h"

enum { WIDTH = 80, STEP = 2, SIMPLE_KEY_MOST = 128 };

void pl_yaml_emit_start(pl_yaml_emit *e, pl_buf *to, pl_arena *scratch) {
    *e = (pl_yaml_emit){.to = to,
                        .scratch = scratch,
                        .indent = -1,
                        .whitespace = true,
                        .indention = true,
                        .root = true};
}

/* ---- the line */

static void write_text(pl_yaml_emit *e, const char *at, uint32_t len) {
    pl_buf_put(e->to, at, len);
    e->column += len;
}

static void line_break(pl_yaml_emit *e) {
    pl_buf_char(e->to, '\n');
    e->whitespace = true;
    e->indention = true;
    e->column = 0;
}

static void write_indent(pl_yaml_emit *e) {
    uint32_t indent = e->indent < 0 ? 0 : (uint32_t)e->indent;
    if (!e->indention || e->column > indent ||
        (e->column == indent && !e->whitespace)) {
        line_break(e);
    }
    if (e->column < indent) {
        e->whitespace = true;
        while (e->column < indent) {
            write_text(e, " ", 1);
        }
    }
}

static void indicator(pl_yaml_emit *e, const char *text, bool needs_space,
                      bool whitespace, bool indention) {
    if (!e->whitespace && needs_space) {
        write_text(e, " ", 1);
    }
    e->whitespace = whitespace;
    e->indention = e->indention && indention;
    write_text(e, text, (uint32_t)strlen(text));
    e->open_ended = false;
}

void pl_yaml_emit_end(pl_yaml_emit *e) {
    bool open = e->open_ended;
    write_indent(e);
    if (open) {
        indicator(e, "...", true, false, false);
        write_indent(e);
    }
}

/* ---- which style a scalar takes */

typedef struct analysis {
    bool multiline;
    bool plain;  /* may stand without quotes in block context */
    bool single; /* may stand in single quotes */
} analysis;

static bool is_blank(pl_str s, uint32_t i) {
    return i >= s.len || (s.at[i] && strchr(" \t\r\n", s.at[i]));
}

static bool is_indicator(pl_str s, uint32_t i) {
    char c = s.at[i];
    if (i == 0) {
        return (c && strchr("#,[]{}&*!|>'\"%@`", c)) ||
               ((c == '?' || c == ':' || c == '-') && is_blank(s, 1));
    }
    return (c == ':' && is_blank(s, i + 1)) || (c == '#' && is_blank(s, i - 1));
}

static analysis analyze(pl_str s) {
    analysis a = {false, true, true};
    bool special = false;
    if (!s.len) {
        return a;
    }
    a.plain = !pl_str_starts(s, PL_S("---")) && !pl_str_starts(s, PL_S("...")) &&
              s.at[0] != ' ' && s.at[s.len - 1] != ' ';
    for (uint32_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        char before = i ? s.at[i - 1] : '\0';
        a.plain = a.plain && !is_indicator(s, i);
        a.multiline = a.multiline || c == '\n';
        special = special || (c != '\n' && (c < ' ' || c > '~')) ||
                  (c == '\n' && before == ' ');
        a.single = a.single && !(c == ' ' && before == '\n');
    }
    a.plain = a.plain && !a.multiline && !special;
    a.single = a.single && !special;
    return a;
}

bool pl_yaml_emit_is_simple(pl_str text, uint32_t tag_len) {
    return text.len && pl_utf8_chars(text) + tag_len < SIMPLE_KEY_MOST &&
           pl_str_find_char(text, '\n') == UINT32_MAX;
}

/* ---- writing scalars: words are taken together, one space may become a line end */

static void write_plain(pl_yaml_emit *e, pl_str s, bool split) {
    if (!s.len) {
        return;
    }
    if (!e->whitespace) {
        write_text(e, " ", 1);
    }
    e->whitespace = false;
    e->indention = false;
    for (uint32_t lo = 0; lo < s.len;) {
        uint32_t hi = lo;
        bool spaces = s.at[lo] == ' ';
        while (hi < s.len && (s.at[hi] == ' ') == spaces) {
            hi++;
        }
        if (spaces && hi == lo + 1 && e->column > WIDTH && split) {
            write_indent(e);
            e->whitespace = false;
            e->indention = false;
        } else {
            write_text(e, s.at + lo, hi - lo);
        }
        lo = hi;
    }
}

static void write_breaks(pl_yaml_emit *e, uint32_t count) {
    line_break(e);
    for (uint32_t i = 0; i < count; i++) {
        line_break(e);
    }
    write_indent(e);
}

static void write_single(pl_yaml_emit *e, pl_str s, bool split) {
    indicator(e, "'", true, false, false);
    for (uint32_t lo = 0; lo < s.len;) {
        char c = s.at[lo];
        uint32_t hi = lo + 1;
        if (c == '\'') {
            write_text(e, "''", 2);
        } else if (c == ' ' || c == '\n') {
            while (hi < s.len && s.at[hi] == c) {
                hi++;
            }
            if (c == '\n') {
                write_breaks(e, hi - lo);
            } else if (hi == lo + 1 && e->column > WIDTH && split && lo && hi < s.len) {
                write_indent(e);
            } else {
                write_text(e, s.at + lo, hi - lo);
            }
        } else {
            while (hi < s.len && s.at[hi] != ' ' && s.at[hi] != '\n' &&
                   s.at[hi] != '\'') {
                hi++;
            }
            write_text(e, s.at + lo, hi - lo);
        }
        lo = hi;
    }
    indicator(e, "'", false, false, false);
}

static void write_escape(pl_yaml_emit *e, uint32_t c) {
    static const struct {
        uint32_t c;
        char letter;
    } letters[] = {{0, '0'},    {7, 'a'},      {8, 'b'},     {9, 't'},
                   {10, 'n'},   {11, 'v'},     {12, 'f'},    {13, 'r'},
                   {27, 'e'},   {'"', '"'},    {'\\', '\\'}, {0x85, 'N'},
                   {0xa0, '_'}, {0x2028, 'L'}, {0x2029, 'P'}};
    uint32_t from = e->to->len;
    size_t i = 0;
    while (i < sizeof letters / sizeof *letters && letters[i].c != c) {
        i++;
    }
    if (i < sizeof letters / sizeof *letters) {
        pl_buf_fmt(e->to, "\\%c", letters[i].letter);
    } else {
        pl_buf_fmt(e->to,
                   c <= 0xff     ? "\\x%02X"
                   : c <= 0xffff ? "\\u%04X"
                                 : "\\U%08X",
                   c);
    }
    e->column += e->to->len - from;
}

static bool needs_escape(uint32_t c) {
    return c < ' ' || c > '~' || c == '"' || c == '\\';
}

/* `start` to `end` are characters not yet written; a break is taken where a line has
 * grown too long, behind a backslash. */
static void write_double(pl_yaml_emit *e, pl_str s, bool split) {
    uint32_t count = pl_utf8_chars(s);
    uint32_t *chars = PL_NEW_ARRAY(e->scratch, uint32_t, count + 1);
    uint32_t at = 0;
    uint32_t start = 0;
    for (uint32_t i = 0; i < count; i++) {
        chars[i] = pl_utf8_next(s, &at);
    }
    indicator(e, "\"", true, false, false);
    for (uint32_t end = 0; end <= count; end++) {
        if (end == count || needs_escape(chars[end])) {
            for (; start < end; start++) {
                write_text(e, &(char){(char)chars[start]}, 1);
            }
            if (end < count) {
                write_escape(e, chars[end]);
                start = end + 1;
            }
        }
        bool gap = end < count && (chars[end] == ' ' || start >= end);
        uint32_t pending = end > start ? end - start : 0;
        if (split && end > 0 && end + 1 < count && gap && e->column + pending > WIDTH) {
            for (; start < end; start++) {
                write_text(e, &(char){(char)chars[start]}, 1);
            }
            write_text(e, "\\", 1);
            write_indent(e);
            e->whitespace = false;
            e->indention = false;
            if (chars[start] == ' ') {
                write_text(e, "\\", 1);
            }
        }
    }
    indicator(e, "\"", false, false, false);
}

void pl_yaml_emit_scalar(pl_yaml_emit *e, pl_str text, bool plain) {
    analysis a = analyze(text);
    bool split = !e->simple_key;
    int outer = e->indent;
    e->indent = e->indent < 0 ? STEP : e->indent + STEP;
    bool hidden = e->simple_key && (!text.len || a.multiline);
    if (plain && a.plain && !hidden) {
        write_plain(e, text, split);
        e->open_ended = e->root;
    } else if (a.single && !(e->simple_key && a.multiline)) {
        write_single(e, text, split);
    } else {
        write_double(e, text, split);
    }
    e->indent = outer;
}

void pl_yaml_emit_word(pl_yaml_emit *e, pl_str word) {
    indicator(e, pl_str_z(e->scratch, word), true, false, false);
}

/* ---- collections */

pl_yaml_emit_level pl_yaml_emit_begin(pl_yaml_emit *e, bool sequence) {
    pl_yaml_emit_level level = {e->indent};
    bool indentless = sequence && e->in_mapping && !e->indention;
    e->indent = e->indent < 0 ? 0 : indentless ? e->indent : e->indent + STEP;
    return level;
}

static void before_node(pl_yaml_emit *e, bool in_mapping, bool simple_key) {
    e->root = false;
    e->in_mapping = in_mapping;
    e->simple_key = simple_key;
}

void pl_yaml_emit_item(pl_yaml_emit *e) {
    write_indent(e);
    indicator(e, "-", true, false, true);
    before_node(e, false, false);
}

void pl_yaml_emit_key(pl_yaml_emit *e, bool simple) {
    write_indent(e);
    if (!simple) {
        indicator(e, "?", true, false, true);
    }
    before_node(e, true, simple);
}

void pl_yaml_emit_value(pl_yaml_emit *e, bool simple) {
    if (!simple) {
        write_indent(e);
    }
    indicator(e, ":", !simple, false, !simple);
    before_node(e, true, false);
}

void pl_yaml_emit_finish(pl_yaml_emit *e, pl_yaml_emit_level level) {
    e->indent = level.indent;
}
