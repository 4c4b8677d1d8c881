/* Keywords of SQL: which of them say that a table comes next, and which that none does.
 */
#include "check/sql/sql_priv.h"

/* A function's parentheses hold no query that begins with FROM: trim(from x). */
static bool may_begin_with_from(const pl_sql_walk *w, const pl_sql_frame *f) {
    static const char *const words[] = {"as",   "in",  "exists", "from",
                                        "join", "all", NULL};
    bool here = w->dialect & PL_SQL_FROM_FIRST;
    return here && (f->open == UINT32_MAX || !f->open ||
                    !pl_sql_is_kind(w, f->open - 1, PL_SQL_WORD) ||
                    pl_sql_is_any(w, f->open - 1, words));
}

static bool is_query_from(pl_sql_walk *w, uint32_t i) {
    pl_sql_frame *f = pl_sql_top(w);
    bool distinct = i > 1 && pl_sql_is_word(w, i - 1, "distinct") &&
                    (pl_sql_is_word(w, i - 2, "is") || pl_sql_is_word(w, i - 2, "not"));
    bool nth =
        i && pl_sql_is_mark(w, i - 1, ')') &&
        (pl_sql_is_word(w, i + 1, "first") || pl_sql_is_word(w, i + 1, "last")) &&
        (pl_sql_is_word(w, i + 2, "over") || pl_sql_is_word(w, i + 2, "ignore") ||
         pl_sql_is_word(w, i + 2, "respect"));
    bool first = i == f->first && may_begin_with_from(w, f);
    f->select = f->select || first;
    return !distinct && !nth &&
           (f->select || f->verb == PL_SQL_VERB_UPDATE ||
            f->verb == PL_SQL_VERB_DELETE);
}

static void expect(pl_sql_walk *w, pl_sql_expected what, bool in_from) {
    pl_sql_frame *f = pl_sql_top(w);
    f->expected = (uint8_t)what;
    f->in_from = in_from;
    f->view = false;
}

static void leave_from(pl_sql_walk *w) {
    pl_sql_top(w)->in_from = pl_sql_top(w)->view = false;
}

static void on_from(pl_sql_walk *w, uint32_t i) {
    if (is_query_from(w, i)) {
        expect(w, PL_SQL_EXPECT_TABLE, true);
    }
}

static void on_join(pl_sql_walk *w, uint32_t i) {
    pl_sql_frame *f = pl_sql_top(w);
    bool array = i && pl_sql_is_word(w, i - 1, "array");
    bool query = f->select || f->in_from || f->verb == PL_SQL_VERB_UPDATE;
    if (query && !array) {
        expect(w, PL_SQL_EXPECT_TABLE, true);
    }
}

static void on_apply(pl_sql_walk *w, uint32_t i) {
    if (i && (pl_sql_is_word(w, i - 1, "cross") || pl_sql_is_word(w, i - 1, "outer"))) {
        on_join(w, i);
    }
}

static void on_select(pl_sql_walk *w, uint32_t i) {
    (void)i;
    leave_from(w);
    pl_sql_top(w)->select = true;
}

static void on_using(pl_sql_walk *w, uint32_t i) {
    pl_sql_verb v = pl_sql_top(w)->verb;
    (void)i;
    if (v == PL_SQL_VERB_MERGE || v == PL_SQL_VERB_DELETE) {
        expect(w, PL_SQL_EXPECT_TABLE, v == PL_SQL_VERB_DELETE);
    }
}

/* A statement begins, or goes on behind its CTEs. */
static bool begins_statement(pl_sql_walk *w, uint32_t i) {
    return i == pl_sql_top(w)->first || pl_sql_is_mark(w, i - 1, ')');
}

static void on_insert(pl_sql_walk *w, uint32_t i) {
    if (pl_sql_is_word(w, i + 1, "into") || pl_sql_is_word(w, i + 1, "overwrite")) {
        leave_from(w);
    }
}

static void on_into(pl_sql_walk *w, uint32_t i) {
    bool target = i && (pl_sql_is_word(w, i - 1, "insert") ||
                        pl_sql_is_word(w, i - 1, "overwrite") ||
                        pl_sql_is_word(w, i - 1, "merge"));
    expect(w,
           target || !pl_sql_top(w)->select ? PL_SQL_EXPECT_TARGET : PL_SQL_EXPECT_NEW,
           false);
}

static void on_overwrite(pl_sql_walk *w, uint32_t i) {
    if (i && pl_sql_is_word(w, i - 1, "insert")) {
        expect(w, PL_SQL_EXPECT_TARGET, false);
    }
}

static void on_update(pl_sql_walk *w, uint32_t i) {
    if (begins_statement(w, i)) {
        pl_sql_top(w)->verb = PL_SQL_VERB_UPDATE;
        expect(w, PL_SQL_EXPECT_TARGET, false);
    }
}

static void on_delete(pl_sql_walk *w, uint32_t i) {
    if (begins_statement(w, i) && pl_sql_is_word(w, i + 1, "from")) {
        pl_sql_top(w)->verb = PL_SQL_VERB_DELETE;
    }
}

static void on_merge(pl_sql_walk *w, uint32_t i) {
    if (begins_statement(w, i)) {
        pl_sql_top(w)->verb = PL_SQL_VERB_MERGE;
        expect(w, PL_SQL_EXPECT_TARGET, false);
    }
}

static void on_create(pl_sql_walk *w, uint32_t i) {
    if (begins_statement(w, i)) {
        pl_sql_top(w)->verb = PL_SQL_VERB_CREATE;
    }
}

static void on_table(pl_sql_walk *w, uint32_t i) {
    (void)i;
    if (pl_sql_top(w)->verb == PL_SQL_VERB_CREATE) {
        pl_sql_top(w)->verb = PL_SQL_VERB_NONE;
        expect(w, PL_SQL_EXPECT_NEW, false);
    }
}

static void on_lateral(pl_sql_walk *w, uint32_t i) {
    pl_sql_top(w)->view = pl_sql_top(w)->view || pl_sql_is_word(w, i + 1, "view");
}

static void on_as(pl_sql_walk *w, uint32_t i) {
    if (pl_sql_top(w)->in_from && pl_sql_is_name(w, i + 1)) {
        pl_sql_add_alias(w, pl_sql_unquoted(w, i + 1), 0);
    }
}

static void on_clause(pl_sql_walk *w, uint32_t i) {
    bool position =
        i && pl_sql_is_word(w, i, "offset") && pl_sql_is_word(w, i - 1, "with");
    if (!position) {
        leave_from(w);
    }
}

static const struct keyword {
    const char *word;
    void (*meet)(pl_sql_walk *w, uint32_t i);
} keywords[] = {
    {"apply", on_apply},     {"as", on_as},          {"cluster", on_clause},
    {"connect", on_clause},  {"create", on_create},  {"delete", on_delete},
    {"except", on_clause},   {"from", on_from},      {"group", on_clause},
    {"having", on_clause},   {"insert", on_insert},  {"intersect", on_clause},
    {"into", on_into},       {"join", on_join},      {"lateral", on_lateral},
    {"limit", on_clause},    {"merge", on_merge},    {"minus", on_clause},
    {"offset", on_clause},   {"order", on_clause},   {"overwrite", on_overwrite},
    {"prewhere", on_clause}, {"qualify", on_clause}, {"select", on_select},
    {"set", on_clause},      {"table", on_table},    {"union", on_clause},
    {"update", on_update},   {"using", on_using},    {"values", on_clause},
    {"view", on_table},      {"when", on_clause},    {"where", on_clause},
    {"window", on_clause},
};

void pl_sql_keyword(pl_sql_walk *w, uint32_t i) {
    pl_str s = pl_sql_text_at(w, i);
    for (size_t k = 0; k < sizeof keywords / sizeof *keywords; k++) {
        const char *known = keywords[k].word;
        if ((s.at[0] | 0x20) == known[0] && pl_str_eq_nocase(s, pl_str_of(known))) {
            keywords[k].meet(w, i);
            return;
        }
    }
}
