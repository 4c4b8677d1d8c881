/* Arguments, filters, tests. */
#include "parser/parser_priv.h"

/* Python's keywords: with one of them among the names, Jinja2 passes a dictionary. */
static bool is_python_keyword(pl_str s) {
    static const char *const words[] = {
        "False",  "None",   "True",    "and",      "as",       "assert", "async",
        "await",  "break",  "class",   "continue", "def",      "del",    "elif",
        "else",   "except", "finally", "for",      "from",     "global", "if",
        "import", "in",     "is",      "lambda",   "nonlocal", "not",    "or",
        "pass",   "raise",  "return",  "try",      "while",    "with",   "yield",
    };
    for (uint32_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (pl_str_eq(s, pl_str_of(words[i]))) {
            return true;
        }
    }
    return false;
}

/* Which of `count` names, `step` apart, occurs twice; PL_NOT_THERE: none. */
uint32_t pl_parse_repeated(parser *p, const uint32_t *names, uint32_t count,
                           uint32_t step) {
    enum { FEW = 16 };
    if (count <= FEW) {
        for (uint32_t i = 1; i < count; i++) {
            for (uint32_t k = 0; k < i; k++) {
                if (names[k * step] == names[i * step]) {
                    return names[i * step];
                }
            }
        }
        return PL_NOT_THERE;
    }
    uint32_t size = 64;
    while (size < 2 * count) {
        size *= 2;
    }
    uint32_t *table = PL_NEW_ARRAY0(&p->scratch, uint32_t, size);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t name = names[i * step];
        uint32_t k = p->names.at[name].hash & (size - 1);
        for (; table[k]; k = (k + 1) & (size - 1)) {
            if (table[k] == name + 1) {
                return name;
            }
        }
        table[k] = name + 1;
    }
    return PL_NOT_THERE;
}

static uint32_t skip_blanks(pl_str s, uint32_t i) {
    while (i < s.len && (s.at[i] == ' ' || (s.at[i] >= '\t' && s.at[i] <= '\r'))) {
        i++;
    }
    return i;
}

static bool is_argument(pl_str s, uint32_t i, pl_str name, bool assigned) {
    if (!pl_str_starts(pl_str_sub(s, i, s.len), name)) {
        return false;
    }
    uint32_t end = skip_blanks(s, i + name.len);
    if (end >= s.len || !strchr("=,:)", s.at[end])) {
        return false;
    }
    bool equals = s.at[end] == '=' && !(end + 1 < s.len && s.at[end + 1] == '=');
    return equals || !assigned;
}

static uint32_t after_string(pl_str s, uint32_t i) {
    char quote = s.at[i++];
    while (i < s.len && s.at[i] != quote) {
        i += s.at[i] == '\\' ? 2 : 1;
    }
    return i + 1;
}

/* The list has been parsed, so its brackets and quotes are in order. */
uint32_t pl_parse_second_place(const parser *p, uint32_t open, pl_str name,
                               bool assigned) {
    pl_str s = p->text;
    uint32_t depth = 0, seen = 0;
    for (uint32_t i = open; i < s.len;) {
        char c = s.at[i];
        if (c == '"' || c == '\'') {
            i = after_string(s, i);
            continue;
        }
        depth += c == '(' || c == '[' || c == '{';
        depth -= c == ')' || c == ']' || c == '}';
        if (!depth) {
            break;
        }
        i = skip_blanks(s, i + 1);
        bool begins = depth == 1 && (c == ',' || c == '(');
        if (begins && is_argument(s, i, name, assigned) && ++seen == 2) {
            return i;
        }
    }
    return open;
}

/* `open`: of the "(". */
static void check_keywords(parser *p, const uint32_t *pairs, uint32_t count,
                           uint32_t open) {
    uint32_t twice = pl_parse_repeated(p, pairs, count, 2);
    if (twice == PL_NOT_THERE) {
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (is_python_keyword(p->names.at[pairs[2 * i]].text)) {
            return;
        }
    }
    pl_str name = p->names.at[twice].text;
    pl_parse_python_error(
        p, pl_parse_second_place(p, open, name, true),
        pl_str_fmt(p->arena, "keyword argument repeated: %.*s", PL_FMT(name)));
}

typedef struct arg_state {
    uint32_t lo; /* of the "(" */
    uint32_t positional, keywords;
    pl_ref star, star_star;
    uint32_t height;
    uint8_t constant;
} arg_state;

static void ensure(parser *p, const arg_state *s, bool fits) {
    if (!fits) {
        pl_parse_fail(p, s->lo, PL_S("invalid syntax for function call expression"));
    }
}

static pl_ref arg_value(parser *p, arg_state *s) {
    pl_ref value = pl_parse_expression(p);
    s->constant &= node_at(p, value)->flags;
    s->height = p->height > s->height ? p->height : s->height;
    return value;
}

/* "*" expr | "**" expr | name "=" expr | expr */
static void one_arg(parser *p, arg_state *s) {
    if (p->tok.kind == PL_TOK_MUL) {
        ensure(p, s, !s->star && !s->star_star);
        advance(p);
        s->star = arg_value(p, s);
    } else if (p->tok.kind == PL_TOK_POW) {
        ensure(p, s, !s->star_star);
        advance(p);
        s->star_star = arg_value(p, s);
    } else if (p->tok.kind == PL_TOK_NAME && look(p)->kind == PL_TOK_ASSIGN) {
        ensure(p, s, !s->star_star);
        uint32_t name = pl_parse_name(p, token_text(p, &p->tok));
        advance(p);
        advance(p);
        pl_ref value = arg_value(p, s);
        push(p, name);
        push(p, value);
        s->keywords++;
    } else {
        ensure(p, s, !s->star && !s->star_star && !s->keywords);
        push(p, arg_value(p, s));
        s->positional++;
    }
}

uint32_t pl_parse_args(parser *p, bool *constant) {
    arg_state s = {.lo = expect(p, PL_TOK_LPAREN), .constant = PL_CONSTANT};
    uint32_t mark = p->stack.len;
    bool more = false;
    while (p->tok.kind != PL_TOK_RPAREN) {
        if (more) {
            expect(p, PL_TOK_COMMA);
            if (p->tok.kind == PL_TOK_RPAREN) {
                break;
            }
        }
        one_arg(p, &s);
        more = true;
    }
    advance(p);
    if (s.keywords > 1) {
        check_keywords(p, p->stack.at + mark + s.positional, s.keywords, s.lo);
    }
    uint32_t record =
        ADD_RECORD(p, pl_args, s.positional, s.keywords, s.star, s.star_star);
    pl_parse_flush(p, mark);
    p->height = s.height;
    *constant = s.constant != 0;
    return record;
}

/* A FILTER or TEST whose record (name, site, arguments) begins at `record`. */
static pl_ref site(parser *p, pl_node_kind kind, uint32_t lo, pl_ref input,
                   uint32_t record, bool constant) {
    pl_ref node = add_node(p, kind, lo, input, record);
    PUSH_RESULT(p, &p->sites, node);
    bool folds = constant && input && (node_at(p, input)->flags & PL_CONSTANT) &&
                 !p->volatile_escape;
    node_at(p, node)->flags =
        (uint8_t)((folds ? PL_CONSTANT : 0) | (p->soft ? PL_SOFT_SITE : 0));
    return node;
}

/* name ("." name)*, one name with its dots. */
static uint32_t dotted_name(parser *p) {
    pl_str text = expect_name(p);
    if (p->tok.kind != PL_TOK_DOT) {
        return pl_parse_name(p, text);
    }
    PL_VEC(char) joined = {0};
    for (;;) {
        for (uint32_t i = 0; i < text.len; i++) {
            PL_PUSH(&p->scratch, &joined, text.at[i]);
        }
        if (!skip_if(p, PL_TOK_DOT)) {
            break;
        }
        PL_PUSH(&p->scratch, &joined, '.');
        text = expect_name(p);
    }
    return pl_parse_name(p, pl_str_copy(p->arena, (pl_str){joined.at, joined.len}));
}

/* The record of a filter or test: its name is followed by the arguments' record, which
 * must stand in one piece, so nested arguments are parsed before. */
static uint32_t site_record(parser *p, uint32_t name, uint32_t args) {
    size_t bytes = (p->extra.len - args) * sizeof *p->extra.at;
    ADD_RECORD(p, pl_site, 0, 0);
    pl_site *s = record_at(p, args);
    memmove(s + 1, s, bytes);
    *s = (pl_site){name, p->sites.len};
    return args;
}

static uint32_t plain_record(parser *p, uint32_t name) {
    uint32_t record = ADD_RECORD(p, pl_site, name, p->sites.len);
    ADD_RECORD(p, pl_args, 0);
    return record;
}

/* ("|" name arguments?)* */
pl_ref pl_parse_filters(parser *p, pl_ref input, bool start_inline) {
    while (p->tok.kind == PL_TOK_PIPE || start_inline) {
        uint32_t height = input ? p->height : 0;
        bool constant = true;
        uint32_t record;
        if (!start_inline) {
            advance(p);
        }
        start_inline = false;
        uint32_t lo = p->tok.lo;
        uint32_t name = dotted_name(p);
        if (p->tok.kind == PL_TOK_LPAREN) {
            record = site_record(p, name, pl_parse_args(p, &constant));
            height = p->height > height ? p->height : height;
        } else {
            record = plain_record(p, name);
        }
        set_height(p, height + 1);
        input = site(p, PL_NODE_FILTER, lo, input, record, constant);
    }
    return input;
}

static bool at_test_argument(parser *p) {
    switch ((uint32_t)p->tok.kind) {
    case PL_TOK_STRING:
    case PL_TOK_INTEGER:
    case PL_TOK_FLOAT:
    case PL_TOK_LBRACKET:
    case PL_TOK_LBRACE:
        return true;
    case PL_TOK_NAME:
        break;
    default:
        return false;
    }
    if (p->tok.flags == PL_KW_IS) {
        pl_parse_fail(p, p->tok.lo, PL_S("You cannot chain multiple tests with is"));
    }
    return p->tok.flags != PL_KW_ELSE && p->tok.flags != PL_KW_OR &&
           p->tok.flags != PL_KW_AND;
}

/* One argument without parentheses. */
static uint32_t bare_argument(parser *p, uint32_t name, bool *constant) {
    pl_ref value = pl_parse_postfix(p, pl_parse_primary(p));
    *constant = node_at(p, value)->flags & PL_CONSTANT;
    uint32_t record = plain_record(p, name);
    pl_site *s = record_at(p, record);
    ((pl_args *)(s + 1))->positional = 1;
    add_extra(p, value);
    return record;
}

/* "is" "not"? name (arguments | primary)? */
pl_ref pl_parse_test(parser *p, pl_ref input) {
    uint32_t lo = advance(p);
    uint32_t height = p->height;
    bool negated = skip_keyword(p, PL_KW_NOT);
    uint32_t name = dotted_name(p);
    bool constant = true;
    uint32_t record;
    if (p->tok.kind == PL_TOK_LPAREN) {
        record = site_record(p, name, pl_parse_args(p, &constant));
    } else if (at_test_argument(p)) {
        record = bare_argument(p, name, &constant);
    } else {
        p->height = 0;
        record = plain_record(p, name);
    }
    set_height(p, (p->height > height ? p->height : height) + 1u + negated);
    pl_ref node = site(p, PL_NODE_TEST, lo, input, record, constant);
    if (!negated) {
        return node;
    }
    pl_ref not_node = add_node(p, PL_NODE_NOT, lo, node, 0);
    node_at(p, not_node)->flags = node_at(p, node)->flags & PL_CONSTANT;
    return not_node;
}
