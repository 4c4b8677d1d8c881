/* Putting the CTEs of ephemeral models in front of a statement.
 *
 * dbt does it on sqlparse's tokens: only the first statement of the text survives; CTEs
 * go behind a WITH that stands at the top level of it, else in front of its first
 * token. Source: dbt-core 1.9 compilation.py inject_ctes_into_sql; sqlparse 0.5
 * lexer.py, engine/statement_splitter.py. */
#include "project/world/stages_priv.h"

typedef enum word_kind {
    WORD_SPACE, /* blanks and line ends */
    WORD_LINE_COMMENT,
    WORD_BLOCK_COMMENT,
    WORD_NAME, /* keywords and bare names */
    WORD_QUOTED,
    WORD_OTHER, /* one character of punctuation or anything else */
    WORD_END,
} word_kind;

typedef struct word {
    word_kind kind;
    uint32_t lo, hi;
} word;

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_name_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (unsigned char)c >= 0x80;
}

static bool is_name_char(char c) {
    return is_name_start(c) || (c >= '0' && c <= '9') || c == '$' || c == '#';
}

static char at(pl_str s, uint32_t i) {
    return i < s.len ? s.at[i] : '\0';
}

static uint32_t line_end(pl_str s, uint32_t i) {
    while (i < s.len && s.at[i] != '\n' && s.at[i] != '\r') {
        i++;
    }
    if (at(s, i) == '\r' && at(s, i + 1) == '\n') {
        return i + 2;
    }
    return i < s.len ? i + 1 : i;
}

/* End of a quoted text whose opening quote is at `i`, or i + 1 when it never closes. */
static uint32_t quoted_end(pl_str s, uint32_t i) {
    char quote = s.at[i];
    for (uint32_t j = i + 1; j < s.len; j++) {
        if (s.at[j] == '\\' && quote != '`' && at(s, j + 1) == quote) {
            j++;
        } else if (s.at[j] == quote && at(s, j + 1) == quote) {
            j++;
        } else if (s.at[j] == quote) {
            return j + 1;
        }
    }
    return i + 1;
}

/* $tag$ ... $tag$ at `i`, or i + 1. */
static uint32_t dollar_end(pl_str s, uint32_t i) {
    uint32_t j = i + 1;
    while (j < s.len && (is_name_start(s.at[j]) ||
                         (j > i + 1 && is_name_char(s.at[j]) && s.at[j] != '$'))) {
        j++;
    }
    if (at(s, j) != '$') {
        return i + 1;
    }
    pl_str mark = pl_str_sub(s, i, j + 1);
    uint32_t end = pl_str_find(s, mark, j + 1);
    return end == UINT32_MAX ? i + 1 : end + mark.len;
}

/* [name] as SQL Server quotes it, unless it is an index: a[1], f(x)[1]. Or i + 1. */
static uint32_t bracket_end(pl_str s, uint32_t i) {
    char before = i ? s.at[i - 1] : ' ';
    if (is_name_char(before) || before == ']' || before == ')') {
        return i + 1;
    }
    uint32_t j = i + 1;
    while (j < s.len && s.at[j] != ']' && s.at[j] != '[') {
        j++;
    }
    return at(s, j) == ']' && j > i + 1 ? j + 1 : i + 1;
}

static word next_word(pl_str s, uint32_t i) {
    word w = {WORD_OTHER, i, i + 1};
    char c = at(s, i);
    if (i >= s.len) {
        return (word){WORD_END, i, i};
    }
    if (is_space(c)) {
        w.kind = WORD_SPACE;
        while (w.hi < s.len && is_space(s.at[w.hi])) {
            w.hi++;
        }
    } else if ((c == '-' && at(s, i + 1) == '-') || (c == '#' && at(s, i + 1) == ' ')) {
        w.kind = WORD_LINE_COMMENT;
        w.hi = line_end(s, i);
    } else if (c == '/' && at(s, i + 1) == '*') {
        uint32_t end = pl_str_find(s, PL_S("*/"), i + 2);
        if (end != UINT32_MAX) {
            w.kind = WORD_BLOCK_COMMENT;
            w.hi = end + 2;
        }
    } else if (c == '\'' || c == '"' || c == '`') {
        w.kind = WORD_QUOTED;
        w.hi = quoted_end(s, i);
    } else if (c == '$' || c == '[') {
        w.hi = c == '$' ? dollar_end(s, i) : bracket_end(s, i);
        w.kind = w.hi > i + 1 ? WORD_QUOTED : WORD_OTHER;
    } else if (is_name_start(c)) {
        w.kind = WORD_NAME;
        while (w.hi < s.len && is_name_char(s.at[w.hi])) {
            w.hi++;
        }
    }
    return w;
}

static bool word_is(pl_str s, word w, pl_str name) {
    return w.kind == WORD_NAME && pl_str_eq_nocase(pl_str_sub(s, w.lo, w.hi), name);
}

/* ---- where the first statement ends */

typedef struct splitter {
    int64_t level;
    uint32_t begin_depth;
    bool in_create, in_case;
} splitter;

static bool opens_in_create(pl_str s, word w) {
    return word_is(s, w, PL_S("if")) || word_is(s, w, PL_S("for")) ||
           word_is(s, w, PL_S("while")) || word_is(s, w, PL_S("case"));
}

static int level_change(splitter *p, pl_str s, word w) {
    char c = at(s, w.lo);
    if (w.kind == WORD_OTHER) {
        return c == '(' ? 1 : c == ')' ? -1 : 0;
    }
    if (w.kind != WORD_NAME) {
        return 0;
    }
    if (word_is(s, w, PL_S("create"))) {
        p->in_create = true;
    } else if (word_is(s, w, PL_S("declare")) && p->in_create && !p->begin_depth) {
        return 1;
    } else if (word_is(s, w, PL_S("begin"))) {
        p->begin_depth++;
        return p->in_create;
    } else if (word_is(s, w, PL_S("end"))) {
        if (p->in_case) {
            p->in_case = false;
        } else if (p->begin_depth) {
            p->begin_depth--;
        }
        return -1;
    } else if (p->in_create && p->begin_depth && opens_in_create(s, w)) {
        p->in_case = p->in_case || word_is(s, w, PL_S("case"));
        return 1;
    }
    return 0;
}

/* Behind a `;`, blanks and comments of the same line still belong to the statement. */
static uint32_t trailing_end(pl_str s, uint32_t i) {
    for (;;) {
        uint32_t from = i;
        while (i < s.len && is_space(s.at[i]) && s.at[i] != '\n' && s.at[i] != '\r') {
            i++;
        }
        word w = next_word(s, i);
        if (w.kind == WORD_LINE_COMMENT) {
            i = w.hi;
        }
        if (i == from) {
            return i;
        }
    }
}

static uint32_t first_statement_end(pl_str s) {
    splitter p = {0, 0, false, false};
    for (word w = next_word(s, 0); w.kind != WORD_END; w = next_word(s, w.hi)) {
        p.level += level_change(&p, s, w);
        if (p.level <= 0 && w.kind == WORD_OTHER && s.at[w.lo] == ';') {
            return trailing_end(s, w.hi);
        }
    }
    return s.len;
}

/* ---- WITH at the top level */

/* Byte behind the WITH (or its RECURSIVE) of the statement, or 0. */
static uint32_t with_end(pl_str s) {
    int64_t depth = 0;
    uint32_t found = 0;
    char before = '\0';
    for (word w = next_word(s, 0); w.kind != WORD_END; w = next_word(s, w.hi)) {
        if (w.kind == WORD_SPACE) {
            continue;
        }
        if (found) {
            return word_is(s, w, PL_S("recursive")) ? w.hi : found;
        }
        char c = w.kind == WORD_OTHER ? s.at[w.lo] : '\0';
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (depth == 0 && before != '.' && word_is(s, w, PL_S("with"))) {
            found = w.hi;
        }
        before = c;
    }
    return found;
}

static uint32_t skip_blanks(pl_str s, uint32_t i) {
    while (i < s.len && is_space(s.at[i])) {
        i++;
    }
    return i;
}

pl_injection pl_inject_ctes(pl_arena *a, pl_str sql, pl_str ctes) {
    pl_str s = pl_str_sub(sql, 0, first_statement_end(sql));
    uint32_t with = with_end(s);
    uint32_t cut = skip_blanks(s, with);
    pl_str put = with ? pl_str_cat(a, ctes, PL_S(", "))
                      : pl_str_cat3(a, PL_S("with"), ctes, PL_S(" "));
    return (pl_injection){
        .sql = pl_str_cat3(a, pl_str_sub(s, 0, cut), put, pl_str_sub(s, cut, s.len)),
        .at = cut,
        .kept = s.len,
        .lead = with ? 0 : 4,
        .put = put.len,
    };
}
