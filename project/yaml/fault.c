/* Telling what is wrong with a YAML text: in dbt's words, and in ours with the likely
 * mistake named. */
#include "project/yaml/fault.h"

/* ---- PyYAML's and dbt's words */

static void put_mark(pl_buf *to, uint32_t line, uint32_t column) {
    pl_buf_fmt(to, "\n  in \"<unicode string>\", line %u, column %u", line, column);
}

/* Lines are counted in the text as dbt hands it to PyYAML. */
static pl_place place_of(pl_span at) {
    pl_place p = pl_source_place(at.src, at.lo);
    p.line -= at.src->skipped_lines;
    return p;
}

static bool same_place(pl_span x, pl_span y) {
    return x.src == y.src && x.lo == y.lo;
}

pl_str pl_yaml_fault_text(const pl_yaml_fault *fault, pl_arena *a) {
    pl_buf to = {0};
    if (fault->unmarked.len) {
        return fault->unmarked;
    }
    if (fault->context.len) {
        pl_buf_str(&to, fault->context);
        if (fault->context_at.src && !same_place(fault->context_at, fault->at)) {
            pl_place p = place_of(fault->context_at);
            put_mark(&to, p.line, p.column);
        }
        pl_buf_char(&to, '\n');
    }
    pl_buf_str(&to, fault->problem);
    if (fault->at.src) {
        pl_place p = place_of(fault->at);
        put_mark(&to, fault->line ? fault->line : p.line,
                 fault->line ? fault->column : p.column);
    }
    pl_str text = pl_buf_take(&to, a);
    pl_buf_free(&to);
    return text;
}

/* The lines around `line`, numbered as dbt numbers them. */
static void put_excerpt(pl_buf *to, const pl_source *src, uint32_t line) {
    uint32_t first = line > 4 ? line - 3 : 1;
    uint32_t number = 1;
    uint32_t lo = 0;
    pl_str text = src->text;
    while (number <= line + 3 && lo <= text.len) {
        pl_str rest = pl_str_sub(text, lo, text.len);
        uint32_t n = pl_str_find_char(rest, '\n');
        n = n == UINT32_MAX ? rest.len : n;
        if (number >= first) {
            pl_buf_fmt(to, "%s%-3u| ", number > first ? "\n" : "", number);
            pl_buf_put(to, rest.at, n);
        }
        lo += n + 1;
        number++;
    }
}

static void put_indented(pl_buf *to, pl_str text) {
    for (uint32_t i = 0; i < text.len; i++) {
        pl_buf_char(to, text.at[i]);
        if (text.at[i] == '\n') {
            PL_BUF_LIT(to, "  ");
        }
    }
}

static pl_str dbt_words(const pl_yaml_fault *fault, pl_arena *a) {
    pl_str raw = pl_yaml_fault_text(fault, a);
    pl_buf text = {0};
    if (fault->at.src && !fault->unmarked.len) {
        uint32_t line = fault->line ? fault->line : place_of(fault->at).line;
        pl_buf_fmt(&text, "Syntax error near line %u\n------------------------------\n",
                   line);
        put_excerpt(&text, fault->at.src, line);
        PL_BUF_LIT(&text, "\n\nRaw Error:\n------------------------------\n");
    }
    pl_buf_str(&text, raw);
    pl_buf whole = {0};
    PL_BUF_LIT(&whole, "Runtime Error\n  ");
    put_indented(&whole, pl_buf_view(&text));
    pl_str words = pl_buf_take(&whole, a);
    pl_buf_free(&whole);
    pl_buf_free(&text);
    return words;
}

/* ---- likely mistakes */

static pl_span line_at(pl_span at) {
    pl_str text = at.src->text;
    uint32_t lo = at.lo < text.len ? at.lo : text.len;
    uint32_t hi = lo;
    while (lo > 0 && text.at[lo - 1] != '\n') {
        lo--;
    }
    while (hi < text.len && text.at[hi] != '\n') {
        hi++;
    }
    return (pl_span){at.src, lo, hi};
}

static pl_str span_text(pl_span s) {
    return pl_str_sub(s.src->text, s.lo, s.hi);
}

/* A line that git leaves when a merge was not finished. */
static bool find_conflict(const pl_source *src, pl_span *out) {
    static const char *const marks[] = {"<<<<<<< ", ">>>>>>> "};
    for (int i = 0; i < 2; i++) {
        pl_str mark = pl_str_of(marks[i]);
        uint32_t at = pl_str_find(src->text, mark, 0);
        while (at != UINT32_MAX && at > 0 && src->text.at[at - 1] != '\n') {
            at = pl_str_find(src->text, mark, at + 1);
        }
        if (at != UINT32_MAX) {
            *out = line_at((pl_span){src, at, at});
            return true;
        }
    }
    return false;
}

/* A value that begins with {{ or {% without quotes: `key: {{ x }}`, `- {{ x }}`. */
static bool find_braces(pl_span line, pl_span *out) {
    pl_str text = span_text(line);
    for (uint32_t i = 0; i + 1 < text.len; i++) {
        if (text.at[i] != '{' || (text.at[i + 1] != '{' && text.at[i + 1] != '%')) {
            continue;
        }
        pl_str before = pl_str_trim(pl_str_sub(text, 0, i));
        char last = before.len ? before.at[before.len - 1] : '\0';
        if (last != ':' && last != '-') {
            return false;
        }
        pl_str value = pl_str_trim(pl_str_sub(text, i, text.len));
        *out = (pl_span){line.src, line.lo + i, line.lo + i + value.len};
        return true;
    }
    return false;
}

static pl_diag *add(pl_diag_sink *sink, pl_span at, pl_str text, const char *help) {
    pl_diag *d = pl_diag_add(sink, PL_E0501, at, text);
    d->help = pl_str_of(help);
    return d;
}

static pl_diag *report_braces(pl_diag_sink *sink, pl_span at) {
    pl_str value = span_text(at);
    char quote = pl_str_find_char(value, '"') == UINT32_MAX ? '"' : '\'';
    pl_diag *d = add(sink, at,
                     PL_S("a value that begins with {{ must be in quotes: without "
                          "them YAML reads a mapping"),
                     "");
    d->help = pl_str_fmt(sink->arena, "write %c%.*s%c", quote, PL_FMT(value), quote);
    return d;
}

static bool is_tab_fault(const pl_yaml_fault *f) {
    pl_str text = f->at.src->text;
    bool on_tab = f->at.lo < text.len && text.at[f->at.lo] == '\t';
    return pl_str_find(f->problem, PL_S("tab character"), 0) != UINT32_MAX ||
           (on_tab &&
            pl_str_find(f->problem, PL_S("cannot start any token"), 0) != UINT32_MAX);
}

static pl_diag *report_twice(const pl_yaml_fault *f, pl_diag_sink *sink) {
    pl_diag *d = add(sink, f->at, PL_S("this anchor is defined twice"),
                     "give it another name, or use the first one with *");
    pl_diag_note *note = PL_NEW(sink->arena, pl_diag_note);
    *note = (pl_diag_note){f->context_at, PL_S("first defined here")};
    d->notes = note;
    d->note_count = 1;
    return d;
}

static pl_diag *report_plain(const pl_yaml_fault *f, pl_diag_sink *sink) {
    const char *help = "";
    if (PL_STR_IS(f->problem, "mapping values are not allowed in this context")) {
        help = "check the indentation; a text that holds \": \" must be in quotes";
    } else if (PL_STR_IS(f->problem, "found character that cannot start any token")) {
        help = "put the text in quotes";
    } else if (pl_str_starts(f->problem,
                             PL_S("could not determine a constructor for the tag"))) {
        help = "put the text in quotes, or remove the tag";
    }
    bool same_line = f->context_at.src == f->at.src && f->context_at.lo == f->at.lo;
    pl_str text = f->context.len ? pl_str_fmt(sink->arena, "%.*s: %.*s",
                                              PL_FMT(f->problem), PL_FMT(f->context))
                                 : f->problem;
    pl_diag *d = add(sink, f->at, text, help);
    if (f->context_at.src && !same_line) {
        pl_diag_note *note = PL_NEW(sink->arena, pl_diag_note);
        *note = (pl_diag_note){f->context_at, PL_S("which begins here")};
        d->notes = note;
        d->note_count = 1;
    }
    return d;
}

static pl_diag *report(const pl_yaml_fault *f, pl_diag_sink *sink) {
    pl_span place;
    if (!f->at.src) {
        return add(sink, f->at, f->problem, "");
    }
    if (find_conflict(f->at.src, &place)) {
        return add(sink, place, PL_S("the file holds marks of an unfinished merge"),
                   "choose one side and remove the lines <<<<<<<, ======= and >>>>>>>");
    }
    if (find_braces(line_at(f->at), &place) ||
        (f->context_at.src && find_braces(line_at(f->context_at), &place))) {
        return report_braces(sink, place);
    }
    if (is_tab_fault(f)) {
        return add(sink, f->at, PL_S("a tab can't be used for indentation in YAML"),
                   "indent with spaces");
    }
    if (pl_str_starts(f->context, PL_S("found duplicate anchor"))) {
        return report_twice(f, sink);
    }
    return report_plain(f, sink);
}

void pl_yaml_fault_report(const pl_yaml_fault *fault, pl_diag_sink *sink) {
    pl_str words = dbt_words(fault, sink->arena);
    report(fault, sink)->dbt_text = words;
}

bool pl_yaml_parse(const pl_source *src, pl_arena *a, pl_diag_sink *sink,
                   const pl_yaml **out) {
    pl_yaml_fault fault;
    if (pl_yaml_build(src, a, out, &fault)) {
        return true;
    }
    pl_yaml_fault_report(&fault, sink);
    return false;
}
