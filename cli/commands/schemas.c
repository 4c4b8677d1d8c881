/* plumb schemas: where every node lands, one column a target. */
#include <stdlib.h>
#include <unistd.h>

#include "check/check.h"
#include "cli/session/joined.h"
#include "cli/session/session.h"
#include "project/node/relation.h"
#include "project/world/stages.h"
#include "support/utf8.h"
#include "support/vec.h"
#include "support/visible.h"

static const pl_option options[] = {
#include "cli/session/options.def"
    {"output", 0, PL_OPT_VALUE, false, "FORM", "table, json, csv or markdown"},
    {"files", 0, PL_OPT_FLAG, false, NULL,
     "the words are files, as a hook names them: show the nodes that they touch"},
};
PL_OPTIONS_OF(schemas);

/* One node in all targets. */
typedef struct row {
    pl_str unique_id;
    pl_str name; /* short, or the unique_id where several have it */
    const char *type;
    const pl_dbt_node **at; /* by target; NULL: not there */
} row;

typedef struct table {
    pl_session *s;
    pl_arena arena;
    pl_world **opened; /* by target; to be closed */
    pl_world **worlds; /* by target; NULL: it failed */
    pl_str *names;     /* of targets */
    pl_map index;      /* unique_id -> row */
    pl_joined faults;  /* into the session's sink */
    struct {
        row **at;
        uint32_t len, cap;
    } rows;
} table;

/* ---- collecting */

static uint32_t types_shown(void) {
    return PL_RES_BIT(PL_RES_MODEL) | PL_RES_BIT(PL_RES_SEED) |
           PL_RES_BIT(PL_RES_SNAPSHOT);
}

static row *row_of(table *t, const pl_dbt_node *n) {
    void **slot = pl_map_slot(&t->index, &t->arena, n->unique_id);
    if (!*slot) {
        row *r = PL_NEW(&t->arena, row);
        r->unique_id = n->unique_id;
        r->name = pl_node_search_name(n, &t->arena);
        r->type = pl_resource_name(n->type);
        r->at = PL_NEW_ARRAY0(&t->arena, const pl_dbt_node *, t->s->target_len);
        PL_PUSH(&t->arena, &t->rows, r);
        *slot = r;
    }
    return *slot;
}

static bool collect(table *t, uint32_t i) {
    pl_session *s = t->s;
    pl_selected chosen = {0};
    bool usable;
    t->names[i] = s->targets[i];
    pl_world *w = pl_session_world(s, i, &t->arena, &usable);
    bool ok = w && usable && pl_session_select(s, w, types_shown(), &chosen);
    for (uint32_t k = 0; ok && k < chosen.len; k++) {
        row_of(t, chosen.at[k])->at[i] = chosen.at[k];
    }
    if (w) {
        t->names[i] = pl_session_label(w);
        pl_join_errors(&t->faults, &w->sink, w->options.env, t->names[i]);
        pl_session_report(s, w);
    }
    t->opened[i] = w;
    t->worlds[i] = ok ? w : NULL;
    return ok;
}

/* Leave the rows of nodes that the files touch. */
static bool keep_touched(table *t, const pl_str *files, uint32_t len) {
    pl_session *s = t->s;
    pl_check c = {.arena = &t->arena, .ws = s->ws, .tree = s->world_options.tree};
    c.sink = &s->sink;
    c.len = s->target_len;
    c.at = PL_NEW_ARRAY0(&t->arena, pl_check_world, c.len);
    for (uint32_t i = 0; i < c.len; i++) {
        c.at[i].world = t->worlds[i];
    }
    bool ok = pl_check_touched(&c, files, len);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < t->rows.len; i++) {
        row *r = t->rows.at[i];
        if (c.touched.everything || pl_map_has(&c.touched.nodes, r->unique_id)) {
            t->rows.at[kept++] = r;
        }
    }
    t->rows.len = kept;
    pl_session_report(s, NULL);
    return ok;
}

static int by_id(const void *l, const void *r) {
    const row *a = *(row *const *)l, *b = *(row *const *)r;
    return pl_str_cmp(a->unique_id, b->unique_id);
}

/* Names that several rows have give way to ids. */
static void settle_names(table *t) {
    pl_map seen = {0};
    for (uint32_t i = 0; i < t->rows.len; i++) {
        row *r = t->rows.at[i];
        row *other = pl_map_put(&seen, &t->arena, r->name, r);
        if (other) {
            other->name = other->unique_id;
            r->name = r->unique_id;
        }
    }
}

/* ---- cells */

static bool is_ephemeral(const pl_dbt_node *n) {
    const pl_value *v =
        n->config ? pl_dict_find(n->config, PL_S("materialized")) : NULL;
    return v && v->kind == PL_STR && PL_STR_IS(pl_str_from(*v), "ephemeral");
}

/* Where it lies, or why it lies nowhere. */
static pl_str cell(table *t, const row *r, uint32_t i) {
    const pl_world *w = t->worlds[i];
    const pl_dbt_node *n = r->at[i];
    if (!w) {
        return PL_S("(failed)");
    }
    if (!n) {
        return pl_map_has(&w->disabled, r->unique_id) ? PL_S("(disabled)") : PL_S("-");
    }
    if (!n->unplaced && is_ephemeral(n)) {
        return PL_S("(ephemeral)");
    }
    return pl_env_mask(w->options.env, &t->arena, pl_node_place(w, n, &t->arena));
}

/* Where it lies, as people read it. */
static pl_str shown(table *t, const row *r, uint32_t i) {
    return pl_visible(&t->arena, cell(t, r, i), false);
}

static pl_str shown_name(table *t, const row *r) {
    return pl_visible(&t->arena, r->name, false);
}

static pl_str shown_target(table *t, uint32_t i) {
    return pl_visible(&t->arena, t->names[i], false);
}

/* ---- forms */

typedef void form_fn(table *t, pl_buf *to);

static void pad(pl_buf *to, pl_str s, uint32_t width) {
    uint32_t chars = pl_utf8_chars(s);
    pl_buf_str(to, s);
    for (; chars < width; chars++) {
        pl_buf_char(to, ' ');
    }
}

static void print_table(table *t, pl_buf *to) {
    uint32_t n = t->s->target_len;
    uint32_t *width = PL_NEW_ARRAY0(&t->arena, uint32_t, n + 1);
    for (uint32_t k = 0; k < t->rows.len; k++) {
        uint32_t chars = pl_utf8_chars(shown_name(t, t->rows.at[k]));
        width[n] = chars > width[n] ? chars : width[n];
    }
    for (uint32_t i = 0; i < n; i++) {
        width[i] = pl_utf8_chars(shown_target(t, i));
        for (uint32_t k = 0; k < t->rows.len; k++) {
            uint32_t chars = pl_utf8_chars(shown(t, t->rows.at[k], i));
            width[i] = chars > width[i] ? chars : width[i];
        }
    }
    for (uint32_t k = 0; k <= t->rows.len; k++) {
        pad(to, k ? shown_name(t, t->rows.at[k - 1]) : PL_S(""), width[n]);
        for (uint32_t i = 0; i < n; i++) {
            PL_BUF_LIT(to, "  ");
            pad(to, k ? shown(t, t->rows.at[k - 1], i) : shown_target(t, i),
                i + 1 < n ? width[i] : 0);
        }
        pl_buf_char(to, '\n');
    }
}

static void put_pipe_cell(pl_buf *to, pl_str s) {
    for (uint32_t i = 0; i < s.len; i++) {
        if (s.at[i] == '|') {
            pl_buf_char(to, '\\');
        }
        pl_buf_char(to, s.at[i]);
    }
}

static void print_markdown(table *t, pl_buf *to) {
    uint32_t n = t->s->target_len;
    PL_BUF_LIT(to, "| node |");
    for (uint32_t i = 0; i < n; i++) {
        pl_buf_char(to, ' ');
        put_pipe_cell(to, shown_target(t, i));
        PL_BUF_LIT(to, " |");
    }
    PL_BUF_LIT(to, "\n|--|");
    for (uint32_t i = 0; i < n; i++) {
        PL_BUF_LIT(to, "--|");
    }
    for (uint32_t k = 0; k < t->rows.len; k++) {
        PL_BUF_LIT(to, "\n| ");
        put_pipe_cell(to, shown_name(t, t->rows.at[k]));
        PL_BUF_LIT(to, " |");
        for (uint32_t i = 0; i < n; i++) {
            PL_BUF_LIT(to, " `");
            put_pipe_cell(to, shown(t, t->rows.at[k], i));
            PL_BUF_LIT(to, "` |");
        }
    }
    pl_buf_char(to, '\n');
}

/* RFC 4180: quoted where it must be. What a spreadsheet would compute stands behind an
 * apostrophe, which says that it is text. */
static void put_csv(table *t, pl_buf *to, pl_str s) {
    bool plain = true;
    if (s.len > 1 && strchr("=+-@\t", s.at[0])) {
        s = pl_str_cat(&t->arena, PL_S("'"), s);
    }
    for (uint32_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        plain = plain && c != ',' && c != '"' && c != '\n' && c != '\r';
    }
    if (plain) {
        pl_buf_str(to, s);
        return;
    }
    pl_buf_char(to, '"');
    for (uint32_t i = 0; i < s.len; i++) {
        pl_buf_put(to, "\"\"", s.at[i] == '"' ? 1 : 0);
        pl_buf_char(to, s.at[i]);
    }
    pl_buf_char(to, '"');
}

static void print_csv(table *t, pl_buf *to) {
    PL_BUF_LIT(to, "unique_id,name,resource_type");
    for (uint32_t i = 0; i < t->s->target_len; i++) {
        pl_buf_char(to, ',');
        put_csv(t, to, shown_target(t, i));
    }
    pl_buf_char(to, '\n');
    for (uint32_t k = 0; k < t->rows.len; k++) {
        const row *r = t->rows.at[k];
        put_csv(t, to, pl_visible(&t->arena, r->unique_id, false));
        pl_buf_char(to, ',');
        put_csv(t, to, shown_name(t, r));
        pl_buf_fmt(to, ",%s", r->type);
        for (uint32_t i = 0; i < t->s->target_len; i++) {
            pl_buf_char(to, ',');
            put_csv(t, to, shown(t, r, i));
        }
        pl_buf_char(to, '\n');
    }
}

static void put_member(table *t, uint32_t i, pl_buf *to, const char *key, pl_value v) {
    pl_buf_fmt(to, "\"%s\": ", key);
    if (v.kind == PL_STR) {
        pl_buf_json(to,
                    pl_env_mask(t->worlds[i]->options.env, &t->arena, pl_str_from(v)));
    } else {
        PL_BUF_LIT(to, "null");
    }
}

static pl_value materialization(const pl_dbt_node *n) {
    const pl_value *v =
        n->config ? pl_dict_find(n->config, PL_S("materialized")) : NULL;
    return v ? *v : pl_none();
}

static void put_place(table *t, pl_buf *to, const row *r, uint32_t i) {
    const pl_dbt_node *n = r->at[i];
    pl_buf_json(to, t->names[i]);
    if (!n) {
        PL_BUF_LIT(to, ": null");
        return;
    }
    PL_BUF_LIT(to, ": {");
    put_member(t, i, to, "relation",
               n->unplaced ? pl_none() : pl_string(cell(t, r, i)));
    PL_BUF_LIT(to, ", ");
    put_member(t, i, to, "database", n->database);
    PL_BUF_LIT(to, ", ");
    put_member(t, i, to, "schema", n->schema);
    PL_BUF_LIT(to, ", ");
    put_member(t, i, to, "identifier", n->unplaced ? pl_none() : pl_string(n->alias));
    PL_BUF_LIT(to, ", ");
    put_member(t, i, to, "relation_name",
               n->has_relation ? pl_string(n->relation_name) : pl_none());
    PL_BUF_LIT(to, ", ");
    put_member(t, i, to, "materialized", materialization(n));
    pl_buf_char(to, '}');
}

static void print_json(table *t, pl_buf *to) {
    pl_buf_char(to, '[');
    for (uint32_t k = 0; k < t->rows.len; k++) {
        const row *r = t->rows.at[k];
        pl_buf_str(to, k ? PL_S(",\n ") : PL_S("\n "));
        PL_BUF_LIT(to, "{\"unique_id\": ");
        pl_buf_json(to, r->unique_id);
        PL_BUF_LIT(to, ", \"name\": ");
        pl_buf_json(to, r->name);
        pl_buf_fmt(to, ", \"resource_type\": \"%s\", \"targets\": {", r->type);
        for (uint32_t i = 0; i < t->s->target_len; i++) {
            pl_buf_str(to, i ? PL_S(", ") : PL_S(""));
            put_place(t, to, r, i);
        }
        PL_BUF_LIT(to, "}}");
    }
    PL_BUF_LIT(to, "\n]\n");
}

static form_fn *form_of(const pl_session *s) {
    static const struct {
        const char *name;
        form_fn *print;
    } forms[] = {{"table", print_table},
                 {"json", print_json},
                 {"csv", print_csv},
                 {"markdown", print_markdown}};
    const pl_str *given = pl_option_value(&s->options, "output");
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (!given || pl_str_eq(*given, pl_str_of(forms[i].name))) {
            return forms[i].print;
        }
    }
    pl_usage_error("--output is table, json, csv or markdown, not '%.*s'",
                   PL_FMT(*given));
    return NULL;
}

/* ---- the command */

static bool show(pl_session *s, form_fn *print) {
    table t = {.s = s};
    pl_buf out = {0};
    bool ok = true;
    const pl_str *files = NULL;
    bool by_file = pl_option_flag(&s->options, "files", false);
    uint32_t file_len = by_file ? pl_session_files(s, &files) : 0;
    t.worlds = PL_NEW_ARRAY0(&t.arena, pl_world *, s->target_len);
    t.opened = PL_NEW_ARRAY0(&t.arena, pl_world *, s->target_len);
    t.names = PL_NEW_ARRAY0(&t.arena, pl_str, s->target_len);
    t.faults = (pl_joined){.arena = &t.arena, .sink = &s->sink};
    for (uint32_t i = 0; i < s->target_len; i++) {
        ok = collect(&t, i) && ok;
    }
    pl_joined_name(&t.faults, s->target_len);
    pl_session_report(s, NULL);
    if (by_file) {
        ok = keep_touched(&t, files, file_len) && ok;
    }
    if (t.rows.len) {
        qsort(t.rows.at, t.rows.len, sizeof *t.rows.at, by_id);
        settle_names(&t);
    }
    if (t.rows.len || (ok && !by_file)) {
        print(&t, &out);
        ok = pl_answer(pl_buf_view(&out)) && ok;
    }
    for (uint32_t i = 0; i < s->target_len; i++) {
        if (t.opened[i]) {
            pl_world_close(t.opened[i]);
        }
    }
    pl_buf_free(&out);
    pl_arena_free(&t.arena);
    return ok;
}

int pl_cmd_schemas(const pl_invocation *call) {
    pl_session s;
    int code;
    if (!pl_session_open(&s, call, "list", true, &code)) {
        pl_session_close(&s);
        return code;
    }
    form_fn *print = form_of(&s);
    bool ok = print && show(&s, print);
    code = ok ? s.code : PL_EXIT_ERROR;
    pl_session_close(&s);
    return code;
}
