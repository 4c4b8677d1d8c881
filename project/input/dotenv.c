/* Reading .env files. Source: python-dotenv 1.0 parser.py, main.py, variables.py. */
#include "project/input/env.h"

typedef struct reader {
    const pl_source *src;
    pl_str text;
    uint32_t at;
} reader;

typedef struct binding {
    pl_str name; /* empty: a comment or an empty line */
    pl_str value;
    bool has_value;
    uint32_t lo, hi;
} binding;

static char peek(const reader *r) {
    return r->at < r->text.len ? r->text.at[r->at] : '\0';
}

static bool at_end(const reader *r) {
    return r->at >= r->text.len;
}

static bool is_line_end(char c) {
    return c == '\n' || c == '\r';
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\v' || c == '\f';
}

static void skip_blanks(reader *r) {
    while (!at_end(r) && is_blank(peek(r))) {
        r->at++;
    }
}

static void skip_white(reader *r) {
    while (!at_end(r) && (is_blank(peek(r)) || is_line_end(peek(r)))) {
        r->at++;
    }
}

static void skip_line(reader *r) {
    while (!at_end(r) && !is_line_end(peek(r))) {
        r->at++;
    }
}

static void skip_line_end(reader *r) {
    if (peek(r) == '\r') {
        r->at++;
    }
    if (peek(r) == '\n') {
        r->at++;
    }
}

/* (?:export[^\S\r\n]+)? */
static void skip_export(reader *r) {
    pl_str rest = pl_str_sub(r->text, r->at, r->text.len);
    if (pl_str_starts(rest, PL_S("export")) && rest.len > 6 && is_blank(rest.at[6])) {
        r->at += 6;
        skip_blanks(r);
    }
}

static bool read_key(reader *r, pl_str *out) {
    uint32_t lo = r->at;
    if (peek(r) == '\'') {
        uint32_t close = ++lo;
        while (close < r->text.len && r->text.at[close] != '\'') {
            close++;
        }
        *out = pl_str_sub(r->text, lo, close);
        r->at = close + 1;
        return close < r->text.len && out->len;
    }
    while (!at_end(r) && peek(r) != '=' && peek(r) != '#' && !is_blank(peek(r)) &&
           !is_line_end(peek(r))) {
        r->at++;
    }
    *out = pl_str_sub(r->text, lo, r->at);
    return out->len > 0;
}

/* The letter behind a backslash that the kind of quotes knows; '\0': none. */
static char escape_of(char quote, char letter) {
    static const char letters[] = "abfnrtv";
    static const char means[] = "\a\b\f\n\r\t\v";
    if (letter == '\\' || letter == '\'' || (quote == '"' && letter == '"')) {
        return letter;
    }
    const char *at = quote == '"' && letter ? strchr(letters, letter) : NULL;
    return at ? means[at - letters] : '\0';
}

static bool read_quoted(reader *r, char quote, pl_arena *a, pl_str *out) {
    pl_buf text = {0};
    r->at++;
    while (!at_end(r) && peek(r) != quote) {
        char next = r->at + 1 < r->text.len ? r->text.at[r->at + 1] : '\0';
        char means = peek(r) == '\\' ? escape_of(quote, next) : '\0';
        if (means) {
            pl_buf_char(&text, means);
            r->at += 2;
        } else if (peek(r) == '\\' && next == quote) {
            pl_buf_put(&text, r->text.at + r->at, 2);
            r->at += 2;
        } else {
            pl_buf_char(&text, peek(r));
            r->at++;
        }
    }
    *out = pl_buf_take(&text, a);
    pl_buf_free(&text);
    bool closed = !at_end(r);
    r->at++;
    return closed;
}

/* To the end of the line, without a comment that white space precedes. */
static pl_str read_unquoted(reader *r) {
    uint32_t lo = r->at;
    skip_line(r);
    pl_str value = pl_str_sub(r->text, lo, r->at);
    for (uint32_t i = 1; i < value.len; i++) {
        if (value.at[i] == '#' && is_blank(value.at[i - 1])) {
            value = pl_str_sub(value, 0, i);
            break;
        }
    }
    while (value.len && is_blank(value.at[value.len - 1])) {
        value.len--;
    }
    return value;
}

static bool read_value(reader *r, pl_arena *a, binding *b) {
    b->has_value = true;
    r->at++;
    skip_blanks(r);
    char c = peek(r);
    if (c == '\'' || c == '"') {
        return read_quoted(r, c, a, &b->value);
    }
    b->value = at_end(r) || is_line_end(c) ? PL_S("") : read_unquoted(r);
    return true;
}

/* One line; false: it can't be read. */
static bool read_binding(reader *r, pl_arena *a, binding *b) {
    *b = (binding){.lo = r->at};
    if (peek(r) != '#') {
        skip_export(r);
        if (!read_key(r, &b->name)) {
            return false;
        }
        skip_blanks(r);
        if (peek(r) == '=' && !read_value(r, a, b)) {
            return false;
        }
    }
    skip_blanks(r);
    if (peek(r) == '#') {
        skip_line(r);
    }
    b->hi = r->at;
    return at_end(r) || is_line_end(peek(r));
}

/* ---- ${NAME} and ${NAME:-default} */

static pl_str lookup(const pl_env *env, const pl_map *fresh, pl_str name,
                     pl_str otherwise) {
    const pl_env_var *set = pl_map_get(&env->vars, name);
    const pl_str *read = pl_map_get(fresh, name);
    return set ? set->value : read ? *read : otherwise;
}

static pl_str expand(const pl_env *env, const pl_map *fresh, pl_str value,
                     pl_arena *a) {
    pl_buf out = {0};
    uint32_t from = 0;
    for (;;) {
        uint32_t open = pl_str_find(value, PL_S("${"), from);
        uint32_t close =
            open == UINT32_MAX ? UINT32_MAX : pl_str_find(value, PL_S("}"), open);
        if (close == UINT32_MAX) {
            break;
        }
        pl_str inner = pl_str_sub(value, open + 2, close);
        uint32_t colon = pl_str_find_char(inner, ':');
        bool dash =
            colon != UINT32_MAX && colon + 1 < inner.len && inner.at[colon + 1] == '-';
        pl_buf_put(&out, value.at + from, open - from);
        if (colon == UINT32_MAX || dash) {
            pl_str otherwise =
                dash ? pl_str_sub(inner, colon + 2, inner.len) : PL_S("");
            pl_buf_str(&out,
                       lookup(env, fresh, pl_str_sub(inner, 0, colon), otherwise));
        } else {
            pl_buf_put(&out, value.at + open, close + 1 - open);
        }
        from = close + 1;
    }
    if (!from) {
        pl_buf_free(&out);
        return value;
    }
    pl_buf_str(&out, pl_str_sub(value, from, value.len));
    pl_str text = pl_buf_take(&out, a);
    pl_buf_free(&out);
    return text;
}

void pl_env_load(pl_env *env, pl_arena *a, const pl_source *dotenv,
                 pl_diag_sink *sink) {
    reader r = {dotenv, dotenv->text, 0};
    pl_map fresh = {0};  /* name -> pl_str */
    pl_map places = {0}; /* name -> pl_span */
    for (skip_white(&r); !at_end(&r); skip_white(&r)) {
        binding b;
        if (!read_binding(&r, a, &b)) {
            skip_line(&r);
            skip_line_end(&r);
            pl_diag_add(sink, PL_W0526, (pl_span){dotenv, b.lo, r.at},
                        PL_S("this line of the .env file can't be read"));
            continue;
        }
        if (!b.name.len || !b.has_value) {
            continue;
        }
        pl_str *value = PL_NEW(a, pl_str);
        pl_span *span = PL_NEW(a, pl_span);
        *value = expand(env, &fresh, b.value, a);
        *span = (pl_span){dotenv, b.lo, b.hi};
        pl_map_put(&fresh, a, b.name, value);
        pl_map_put(&places, a, b.name, span);
    }
    for (uint32_t i = 0; i < fresh.len; i++) {
        if (!pl_map_has(&env->vars, fresh.at[i].key)) {
            pl_env_set(env, a, fresh.at[i].key, *(pl_str *)fresh.at[i].value,
                       PL_ENV_DOTENV, *(pl_span *)places.at[i].value);
        }
    }
}
