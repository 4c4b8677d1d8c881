/* eval/text/literal.c: Python's ast.literal_eval: constants, and tuples, lists, sets and
 * dicts of them, in Python's own syntax. What Python has and templates have not (bytes,
 * complex numbers, Ellipsis) is no literal here. */
#include "eval/text/literal_priv.h"

enum { BRACKETS_MAX = 200 };

/* `number`: a number without a sign, to which a sign may be added. */
static pl_found read_value(pl_literal_reader *r, pl_value *out, bool *number);

/* ---- brackets */

/* The items up to `close`; *comma: was there one? *number: of the last item. */
static pl_found read_items(pl_literal_reader *r, char close, pl_list *into, bool *comma,
                           bool *number) {
    *comma = false;
    for (;;) {
        pl_value item;
        pl_literal_skip_blanks(r);
        if (pl_literal_peek(r) == close && (*comma || into->len == 0)) {
            r->at++;
            return PL_FOUND;
        }
        pl_found ok = read_value(r, &item, number);
        if (ok != PL_FOUND) {
            return ok;
        }
        pl_list_push(r->ev->arena, into, item);
        pl_literal_skip_blanks(r);
        if (pl_literal_peek(r) == close) {
            r->at++;
            return PL_FOUND;
        }
        if (pl_literal_peek(r) != ',') {
            return PL_MISSING;
        }
        *comma = true;
        r->at++;
    }
}

/* (), (1), (1,), (1, 2) */
static pl_found read_parens(pl_literal_reader *r, pl_value *out, bool *number) {
    pl_value tuple = pl_tuple_new(r->ev->arena, 2);
    bool comma;
    r->at++;
    pl_found ok = read_items(r, ')', tuple.as.list, &comma, number);
    bool single = ok == PL_FOUND && tuple.as.list->len == 1 && !comma;
    *number = *number && single;
    *out = single ? tuple.as.list->at[0] : tuple;
    return ok;
}

static bool put_key(pl_literal_reader *r, pl_value into, pl_value key, pl_value value) {
    if (pl_dict_put(r->ev, into.as.dict, key, value)) {
        return true;
    }
    pl_str why = r->ev->error.text;
    if (!pl_error_caught(r->ev, PL_EXC_TYPE)) {
        return false;
    }
    r->unhashable = r->unhashable.len ? r->unhashable : why;
    return true;
}

/* One entry of {...}; the first decides whether it is a dict or a set. */
static pl_found read_entry(pl_literal_reader *r, pl_value *into) {
    pl_value key, value = pl_none();
    bool number;
    pl_found ok = read_value(r, &key, &number);
    if (ok != PL_FOUND) {
        return ok;
    }
    pl_literal_skip_blanks(r);
    bool pair = pl_literal_peek(r) == ':';
    if (into->kind == PL_DICT && into->as.dict->used == 0 && !pair &&
        !r->unhashable.len) {
        into->kind = PL_SET;
    }
    if (pair != (into->kind == PL_DICT)) {
        return PL_MISSING;
    }
    if (pair) {
        r->at++;
        pl_literal_skip_blanks(r);
        ok = read_value(r, &value, &number);
        if (ok != PL_FOUND) {
            return ok;
        }
        pl_literal_skip_blanks(r);
    }
    return put_key(r, *into, key, value) ? PL_FOUND : PL_FAILED;
}

static pl_found read_braces(pl_literal_reader *r, pl_value *out) {
    *out = pl_dict_new(r->ev->arena, 4);
    r->at++;
    pl_literal_skip_blanks(r);
    if (pl_literal_peek(r) == '}') {
        r->at++;
        return PL_FOUND;
    }
    for (;;) {
        pl_found ok = read_entry(r, out);
        if (ok != PL_FOUND) {
            return ok;
        }
        char c = pl_literal_peek(r);
        if (c != ',' && c != '}') {
            return PL_MISSING;
        }
        r->at++;
        pl_literal_skip_blanks(r);
        if (c == ',' && pl_literal_peek(r) == '}') {
            r->at++;
            return PL_FOUND;
        }
        if (c == '}') {
            return PL_FOUND;
        }
    }
}

static pl_found read_bracketed(pl_literal_reader *r, pl_value *out, bool *number) {
    pl_found ok;
    bool comma;
    if (++r->depth > BRACKETS_MAX) {
        return PL_MISSING;
    }
    if (pl_literal_peek(r) == '(') {
        ok = read_parens(r, out, number);
    } else if (pl_literal_peek(r) == '{') {
        ok = read_braces(r, out);
    } else {
        *out = pl_list_new(r->ev->arena, 4);
        r->at++;
        ok = read_items(r, ']', out->as.list, &comma, number);
        *number = false;
    }
    r->depth--;
    return ok;
}

/* ---- values */

static bool accept_word(pl_literal_reader *r, pl_str word) {
    pl_str rest = pl_str_sub(r->s, r->at, r->s.len);
    if (!pl_str_starts(rest, word) ||
        pl_literal_is_word(pl_literal_peek_at(r, word.len))) {
        return false;
    }
    r->at += word.len;
    return true;
}

static pl_found read_word(pl_literal_reader *r, pl_value *out) {
    if (accept_word(r, PL_S("True"))) {
        *out = pl_bool(true);
    } else if (accept_word(r, PL_S("False"))) {
        *out = pl_bool(false);
    } else if (accept_word(r, PL_S("None"))) {
        *out = pl_none();
    } else if (accept_word(r, PL_S("set"))) {
        pl_literal_skip_blanks(r);
        if (pl_literal_peek(r) != '(') {
            return PL_MISSING;
        }
        r->at++;
        r->depth++;
        pl_literal_skip_blanks(r);
        r->depth--;
        if (pl_literal_peek(r) != ')') {
            return PL_MISSING;
        }
        r->at++;
        *out = pl_set_new(r->ev->arena, 0);
    } else {
        return PL_MISSING;
    }
    return PL_FOUND;
}

static pl_found read_signed(pl_literal_reader *r, pl_value *out) {
    bool number, minus = pl_literal_peek(r) == '-';
    r->at++;
    pl_literal_skip_blanks(r);
    if (pl_literal_peek(r) == '-' || pl_literal_peek(r) == '+') {
        return PL_MISSING;
    }
    pl_found ok = read_value(r, out, &number);
    if (ok != PL_FOUND || !number) {
        return ok == PL_FOUND ? PL_MISSING : ok;
    }
    if (minus) {
        *out = pl_number_negate(r->ev->arena, *out);
    }
    return PL_FOUND;
}

static pl_found read_value(pl_literal_reader *r, pl_value *out, bool *number) {
    char c = pl_literal_peek(r);
    bool raw;
    *number = false;
    if (!pl_burn(r->ev, 1) || !pl_afford(r->ev, (int64_t)sizeof(pl_value))) {
        return PL_FAILED;
    }
    if (pl_literal_is_digit(c, 10) ||
        (c == '.' && pl_literal_is_digit(pl_literal_peek_at(r, 1), 10))) {
        *number = true;
        return pl_literal_number(r, out);
    }
    if (c == '+' || c == '-') {
        return read_signed(r, out);
    }
    if (c == '(' || c == '[' || c == '{') {
        return read_bracketed(r, out, number);
    }
    return pl_literal_string_prefix(r, &raw) != UINT32_MAX ? pl_literal_strings(r, out)
                                                           : read_word(r, out);
}

/* The value, or at the top a tuple without its parentheses. */
static pl_found read_top(pl_literal_reader *r, pl_value *out) {
    bool number;
    pl_found ok = read_value(r, out, &number);
    pl_literal_skip_blanks(r);
    if (ok != PL_FOUND || pl_literal_peek(r) != ',') {
        return ok;
    }
    pl_value tuple = pl_tuple_new(r->ev->arena, 2), item = *out;
    while (ok == PL_FOUND) {
        pl_list_push(r->ev->arena, tuple.as.list, item);
        pl_literal_skip_blanks(r);
        if (pl_literal_peek(r) != ',') {
            break;
        }
        r->at++;
        pl_literal_skip_blanks(r);
        if (r->at >= r->s.len || pl_literal_peek(r) == '\n' ||
            pl_literal_peek(r) == '#') {
            break;
        }
        ok = read_value(r, &item, &number);
    }
    *out = tuple;
    return ok;
}

/* Empty lines and comments. A line that begins with blanks is an error in Python, be it
 * the last one with nothing else in it (no value begins with a blank, and none ends
 * there); a form feed begins it anew. */
static void skip_lines(pl_literal_reader *r) {
    for (bool first = true;; first = false) {
        uint32_t line = r->at;
        pl_literal_skip_blanks(r);
        for (uint32_t i = line; i < r->at; i++) {
            line = r->s.at[i] == '\f' ? i + 1 : line;
        }
        bool indented = !first && r->at > line && pl_literal_peek(r) != '#';
        if (pl_literal_peek(r) == '#') {
            pl_literal_skip_comment(r);
        }
        if (pl_literal_peek(r) != '\n') {
            r->at = r->at < r->s.len || indented ? line : r->at;
            return;
        }
        r->at++;
    }
}

/* Python reads source with all line ends as '\n'. */
static pl_str normal_lines(pl_arena *a, pl_str s) {
    if (pl_str_find_char(s, '\r') == UINT32_MAX) {
        return s;
    }
    char *to = pl_alloc(a, s.len);
    uint32_t n = 0;
    for (uint32_t i = 0; i < s.len; i++) {
        bool crlf = s.at[i] == '\r' && i + 1 < s.len && s.at[i + 1] == '\n';
        if (!crlf) {
            to[n++] = s.at[i] == '\r' ? '\n' : s.at[i];
        }
    }
    return (pl_str){to, n};
}

pl_found pl_literal_eval(pl_eval *ev, pl_str text, pl_value *out) {
    pl_literal_reader r = {.ev = ev, .s = normal_lines(ev->arena, text)};
    pl_value v;
    if (pl_str_find_char(r.s, 0) != UINT32_MAX) {
        return PL_MISSING;
    }
    while (pl_literal_peek(&r) == ' ' || pl_literal_peek(&r) == '\t') {
        r.at++;
    }
    skip_lines(&r);
    pl_found ok = read_top(&r, &v);
    if (ok == PL_FOUND) {
        skip_lines(&r);
        ok = r.at < r.s.len ? PL_MISSING : PL_FOUND;
    }
    if (ok != PL_FOUND) {
        return ok;
    }
    if (r.unhashable.len) {
        return pl_fail(pl_raise_str(ev, PL_EXC_TYPE, r.unhashable));
    }
    *out = v;
    return PL_FOUND;
}
