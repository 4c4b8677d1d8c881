/* stock: the tables of macros/stock to one C file, or to files of Jinja.
 *
 *     stock --c OUT.c HEADER ROOT FILE...
 *     stock --jinja FOLDER ROOT FILE...
 *
 * FILEs are relative to ROOT; the folder that one stands in is the package of its
 * macros. OUT.c defines pl_stock_macros[], sorted by package and name, as HEADER declares
 * it; FOLDER gets a file a package. The notation is described in macros/stock/README.md.
 * Runs only during the build. */
#include "scripts/stock_out.h"

typedef struct file {
    const char *path;
    char **lines;
    size_t count, at; /* at: the line being read */
} file;

/* A statement that the lines indented further than itself belong to. */
typedef struct block {
    size_t indent;
    const char *before, *after; /* white space control of its tags: "-" or "" */
    char word[8];
} block;

typedef struct head {
    char *name, *params, *adapters;
    char *tail; /* what follows the signature */
} head;

static macro *macros;
static size_t macro_count;

static void fail(const file *f, const char *what) {
    fprintf(stderr, "stock: %s:%zu: %s\n", f->path, f->at + 1, what);
    exit(1);
}

static size_t indent_of(const char *line) {
    return strspn(line, " ");
}

static bool blank(const char *line) {
    return line[indent_of(line)] == '\0';
}

static bool starts(const char *s, const char *with) {
    return strncmp(s, with, strlen(with)) == 0;
}

/* The first of `wanted` outside quotes and brackets; NULL: none. *open: brackets that
 * are still open at the end, or closed too many. */
static const char *outside(const char *s, const char *wanted, int *open) {
    int depth = 0;
    char quote = '\0';
    for (; *s; s++) {
        if (quote) {
            s += *s == '\\' && s[1];
            quote = *s == quote ? '\0' : quote;
        } else if (*s == '\'' || *s == '"') {
            quote = *s;
        } else if (depth == 0 && wanted && starts(s, wanted)) {
            return s;
        } else {
            depth += (strchr("([{", *s) != NULL) - (strchr(")]}", *s) != NULL);
        }
    }
    if (open) {
        *open = quote ? 1 : depth;
    }
    return NULL;
}

/* The statement or signature that starts with `s`, and what follows it while brackets
 * are open; f->at moves to its last line. */
static char *whole(file *f, const char *s) {
    text t = {0};
    int open;
    puts_to(&t, s);
    while (outside(t.at, NULL, &open), open > 0) {
        if (f->at + 1 >= f->count) {
            fail(f, "a bracket is not closed");
        }
        PUT(&t, "\n", f->lines[++f->at]);
    }
    return t.at;
}

/* ---- statements */

static void put_spaces(text *out, size_t count) {
    while (count-- > 0) {
        puts_to(out, " ");
    }
}

static void put_tag(text *out, size_t indent, const block *like, const char *words) {
    put_spaces(out, indent);
    PUT(out, "{%", like->before, " ", words, " ", like->after, "%}\n");
}

static void put_end(text *out, const block *b) {
    char words[16];
    snprintf(words, sizeof words, "end%s", b->word);
    put_tag(out, b->indent, b, words);
}

/* `set x = [each for v in list]` in statements that Jinja has. */
static bool put_comprehension(text *out, const block *like, const char *words) {
    const char *list = starts(words, "set ") ? strstr(words, " = [") : NULL;
    size_t len = strlen(words);
    const char *loop = list ? outside(list + 4, " for ", NULL) : NULL;
    if (!loop || words[len - 1] != ']') {
        return false;
    }
    text line = {0};
    put(&line, words, (size_t)(list - words));
    puts_to(&line, " = []");
    put_tag(out, like->indent, like, line.at);
    put_tag(out, like->indent, like, trimmed(loop, strlen(loop) - 1));
    char *name = trimmed(words + 4, (size_t)(list - words) - 4);
    line = (text){0};
    PUT(&line, "do ", name, ".append(", trimmed(list + 4, (size_t)(loop - list) - 4),
        ")");
    put_tag(out, like->indent + 2, like, line.at);
    put_tag(out, like->indent, like, "endfor");
    return true;
}

static void put_simple(text *out, const block *like, const char *words) {
    text line = {0};
    if (starts(words, "return ")) {
        PUT(&line, "do return(", words + 7, ")");
        words = line.at;
    } else if (starts(words, "raise ")) {
        PUT(&line, "do exceptions.raise_compiler_error(", words + 6, ")");
        words = line.at;
    }
    if (!put_comprehension(out, like, words)) {
        put_tag(out, like->indent, like, words);
    }
}

static bool opens(const char *word, const char *words) {
    bool block_set = strcmp(word, "set") == 0 && !outside(words, " = ", NULL);
    return block_set || strcmp(word, "if") == 0 || strcmp(word, "for") == 0 ||
           strcmp(word, "call") == 0;
}

static bool goes_on(const char *word) {
    return strcmp(word, "else") == 0 || strcmp(word, "elif") == 0;
}

/* The marks of a statement line: "%" keeps the white space around the tag, "%<" eats
 * what is before, "%>" what is after, "%-" both. */
static const char *marks(const char *s, block *b) {
    static const char *const eaten[] = {"", "-"};
    bool both = s[1] == '-';
    b->before = eaten[both || s[1] == '<'];
    b->after = eaten[both || s[1] == '>'];
    return s + (s[1] == ' ' ? 1 : 2);
}

static bool is_statement(const char *s) {
    return *s == '%' && (s[1] == ' ' || (s[1] && strchr("-<>", s[1]) && s[2] == ' '));
}

typedef struct body {
    text *out;
    block open[16];
    size_t depth;
} body;

static void put_statement(file *f, body *to, const char *s, size_t indent) {
    block b = {.indent = indent};
    const char *rest = marks(s, &b);
    const char *print = outside(rest, " => ", NULL);
    rest = print ? rest : whole(f, rest);
    const char *words = trimmed(rest, strlen(rest));
    size_t len = strcspn(words, " :");
    snprintf(b.word, sizeof b.word, "%.*s", (int)(len < 7 ? len : 7), words);
    bool around = opens(b.word, words) || goes_on(b.word);
    const char *then = around && !print ? outside(words, ": ", NULL) : NULL;
    if (then || print) {
        put_tag(to->out, indent, &b,
                print ? trimmed(rest, (size_t)(print - rest))
                      : copy(words, (size_t)(then - words)));
        block inner = b;
        inner.indent += 2;
        if (then) {
            put_simple(to->out, &inner, then + 2);
        } else {
            put_spaces(to->out, inner.indent);
            PUT(to->out, print + 4, "\n");
        }
    } else {
        put_simple(to->out, &b, words);
    }
    if (opens(b.word, words)) {
        if (to->depth == sizeof to->open / sizeof *to->open) {
            fail(f, "blocks are nested too deeply");
        }
        to->open[to->depth++] = b;
    } else if (starts(words, "end")) {
        to->depth--;
    }
}

/* Ends the blocks that a line of this indentation is not part of; `s` NULL: all. */
static void close_blocks(body *to, const char *s, size_t indent) {
    while (to->depth && (!s || indent <= to->open[to->depth - 1].indent)) {
        const block *b = &to->open[to->depth - 1];
        if (s && indent == b->indent && is_statement(s)) {
            const char *words = strchr(s, ' ') + 1;
            if (starts(words, "else") || starts(words, "elif") ||
                starts(words, "end")) {
                return;
            }
        }
        to->depth--;
        put_end(to->out, b);
    }
}

/* The lines below a head, which are indented by `least` or more; `margin` of it is not
 * part of the text. */
static void put_body(file *f, text *out, size_t margin, size_t least) {
    body to = {.out = out};
    while (f->at + 1 < f->count) {
        size_t next = f->at + 1;
        while (next < f->count && blank(f->lines[next])) {
            next++;
        }
        if (next == f->count || indent_of(f->lines[next]) < least) {
            break;
        }
        const char *line = f->lines[next] + margin;
        const char *s = line + indent_of(line);
        close_blocks(&to, s, indent_of(line));
        for (; f->at + 1 < next; f->at++) {
            puts_to(out, "\n");
        }
        f->at = next;
        if (is_statement(s)) {
            put_statement(f, &to, s, indent_of(line));
        } else {
            PUT(out, *s == '|' ? s + 1 : line, "\n");
        }
    }
    close_blocks(&to, NULL, 0);
}

/* A macro of one line, which may be a statement. */
static void put_line(file *f, text *out, const char *s, size_t indent) {
    body to = {.out = out};
    puts_to(out, "\n");
    if (is_statement(s)) {
        put_statement(f, &to, s, indent);
        close_blocks(&to, NULL, 0);
    } else {
        put_spaces(out, indent);
        PUT(out, s, "\n");
    }
}

/* ---- macros */

/* "a, b='x'" without the defaults. */
static char *names_only(const char *params) {
    text t = {0};
    while (*params) {
        const char *end = outside(params, ",", NULL);
        size_t len = end ? (size_t)(end - params) : strlen(params);
        char *one = trimmed(params, len);
        one[strcspn(one, " =")] = '\0';
        PUT(&t, t.len ? ", " : "", one);
        params += len + (end != NULL);
    }
    return t.len ? t.at : copy("", 0);
}

static void add(const char *package, const char *name, text jinja) {
    macros = grown(macros, (macro_count + 1) * sizeof *macros);
    macros[macro_count++] = (macro){package, name, jinja};
}

static bool is_dispatch(const char *tail) {
    return strcmp(tail, " = dispatch") == 0 || strcmp(tail, ": dispatch") == 0;
}

/* The text of a macro between its tags, with the marks of those in `ends`. */
static text between(file *f, const head *h, size_t margin, block *ends) {
    text t = {0};
    ends->before = ends->after = "-";
    char *args = names_only(h->params);
    if (is_dispatch(h->tail)) {
        bool value = h->tail[0] == ' ';
        PUT(&t, value ? "{% do return(" : "{{ ", "adapter.dispatch('", h->name,
            "', 'dbt')(", args, value ? ")) %}" : ") }}");
    } else if (starts(h->tail, " = raise ")) {
        PUT(&t, "{% do exceptions.raise_compiler_error(", h->tail + 9, ") %}");
    } else if (starts(h->tail, " = ")) {
        PUT(&t, "{% do return(", h->tail + 3, ") %}");
    } else if (starts(h->tail, ": ") || starts(h->tail, ":|")) {
        bool kept = h->tail[1] == '|';
        const char *line = h->tail + 2 + indent_of(h->tail + 2);
        put_line(f, &t, line, kept ? indent_of(h->tail + 2) : 2);
        ends->before = ends->after = kept ? "" : "-";
    } else if (h->tail[0] == ':' && strlen(h->tail) <= 2) {
        char line[] = {'%', h->tail[1] ? h->tail[1] : ' ', '\0'};
        marks(line, ends);
        puts_to(&t, "\n");
        put_body(f, &t, margin, margin + 2);
    } else {
        fail(f, "expected ' = VALUE', ': TEXT', or ':' and lines below");
    }
    return t;
}

static text in_tags(const char *kind, const char *name, const char *params, text inner,
                    const block *ends) {
    text t = {0};
    PUT(&t, "{% ", kind, " ", name, "(", params, ") ", ends->after, "%}", inner.at,
        "{%", ends->before, " end", kind, " %}");
    return t;
}

/* Behind the ")" of the "(" at `s`; NULL: it is not there. */
static const char *behind_bracket(const char *s) {
    int open = 1;
    const char *end = s;
    while (open && (end = strchr(end, ')'))) {
        end++;
        outside(copy(s, (size_t)(end - s)), NULL, &open);
    }
    return end;
}

/* `name(params) tail` or, with `above`, `adapter, adapter(params) tail`. */
static head read_head(file *f, size_t indent, const head *above) {
    const char *line = f->lines[f->at] + indent;
    size_t named = strspn(line, "abcdefghijklmnopqrstuvwxyz0123456789_, ");
    while (named && line[named - 1] == ' ') {
        named--;
    }
    head h = {.name = copy(line, named),
              .tail = copy(line + named, strlen(line + named))};
    if (*h.tail == '(') {
        text all = {0};
        const char *end;
        for (puts_to(&all, h.tail); !(end = behind_bracket(all.at));) {
            if (++f->at == f->count) {
                fail(f, "a bracket is not closed");
            }
            PUT(&all, " ", f->lines[f->at] + indent_of(f->lines[f->at]));
        }
        h.params = copy(all.at + 1, (size_t)(end - all.at) - 2);
        h.tail = copy(end, strlen(end));
    }
    h.tail = starts(h.tail, " = ") ? whole(f, h.tail) : h.tail;
    if (above) {
        h.adapters = h.name;
        h.name = above->name;
        h.params = h.params ? h.params : names_only(above->params);
    }
    if (!h.params || !named) {
        fail(f, "expected NAME(PARAMETERS)");
    }
    return h;
}

/* Versions of the macro `above`, one line or block each. */
static void read_rows(file *f, const head *above) {
    while (f->at + 1 < f->count && indent_of(f->lines[f->at + 1]) >= 2) {
        f->at++;
        head h = read_head(f, 2, above);
        block ends;
        text inner = between(f, &h, 2, &ends);
        for (char *one = strtok(h.adapters, ", "); one; one = strtok(NULL, ", ")) {
            text name = {0}, package = {0};
            PUT(&name, one, "__", h.name);
            bool own = strcmp(one, "default") == 0;
            PUT(&package, own ? "dbt" : "dbt_", own ? "" : one);
            add(package.at, name.at, in_tags("macro", name.at, h.params, inner, &ends));
        }
    }
}

static void read_macros(file *f) {
    const char *package = copy(f->path, strcspn(f->path, "/"));
    for (f->at = 0; f->at < f->count; f->at++) {
        if (f->lines[f->at][0] == '#' || blank(f->lines[f->at])) {
            continue;
        }
        head h = read_head(f, 0, NULL);
        block ends;
        text inner = between(f, &h, 0, &ends);
        if (starts(h.name, "test ")) {
            text name = {0};
            PUT(&name, "test_", h.name + 5);
            add(package, name.at, in_tags("test", h.name + 5, h.params, inner, &ends));
        } else {
            add(package, h.name, in_tags("macro", h.name, h.params, inner, &ends));
        }
        if (is_dispatch(h.tail)) {
            read_rows(f, &h);
        }
    }
}

static file read_file(const char *root, const char *path) {
    file f = {.path = path};
    text name = {0}, all = {0};
    PUT(&name, root, "/", path);
    FILE *in = fopen(name.at, "rb");
    char part[4096];
    size_t len;
    while (in && (len = fread(part, 1, sizeof part, in)) > 0) {
        put(&all, part, len);
    }
    if (!in || ferror(in) || !all.len) {
        fail(&f, "cannot be read");
    }
    fclose(in);
    for (char *line = all.at; *line; f.count++) {
        char *end = line + strcspn(line, "\n");
        f.lines = grown(f.lines, (f.count + 1) * sizeof *f.lines);
        f.lines[f.count] = line;
        line = end + (*end != '\0');
        *end = '\0';
    }
    return f;
}

static int by_name(const void *a, const void *b) {
    const macro *x = a, *y = b;
    int order = strcmp(x->package, y->package);
    return order ? order : strcmp(x->name, y->name);
}

int main(int argc, char **argv) {
    bool jinja = argc > 4 && strcmp(argv[1], "--jinja") == 0;
    bool c = argc > 5 && strcmp(argv[1], "--c") == 0;
    if (!jinja && !c) {
        fputs("usage: stock --c OUT.c HEADER ROOT FILE...\n"
              "       stock --jinja FOLDER ROOT FILE...\n",
              stderr);
        return 2;
    }
    for (int root = c ? 4 : 3, i = root + 1; i < argc; i++) {
        file f = read_file(argv[root], argv[i]);
        read_macros(&f);
    }
    qsort(macros, macro_count, sizeof *macros, by_name);
    return !(c ? stock_write_c(argv[2], argv[3], macros, macro_count)
               : stock_write_jinja(argv[2], macros, macro_count));
}
