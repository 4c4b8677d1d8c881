/* Columns of schema files, as the manifest shows them; references written as text. */
#include "project/schema/column.h"
#include "eval/ops/python_text.h"
#include "project/schema/entry.h"

/* ---- columns */

static bool column_constraints(pl_schema *s, const pl_column_input *in, pl_value *out) {
    const pl_list *l = pl_field_list(in->data, "constraints");
    *out = pl_new_list(s->arena);
    for (uint32_t i = 0; l && i < l->len; i++) {
        if (!pl_constraint_is_known(l->at[i])) {
            pl_str name = pl_field_str(in->data, "name");
            return pl_schema_error(s, pl_yaml_span(in->yaml),
                                   "Invalid constraint type on column %.*s",
                                   PL_FMT(name));
        }
        pl_list_push(s->arena, out->as.list,
                     pl_constraint_dict(s->arena, l->at[i].as.dict, false));
    }
    return true;
}

static pl_value column_config(pl_arena *a, const pl_dict *column) {
    const pl_dict *config = pl_field_dict(column, "config");
    pl_dict *d = pl_dict_new(a, 2).as.dict;
    pl_put_field(a, d, config, "meta", pl_dict_new(a, 0));
    pl_put_field(a, d, config, "tags", pl_new_list(a));
    return pl_dict_value(d);
}

/* Keys that dbt's class doesn't know stand at the end, as they are. */
static void add_extra(pl_arena *a, pl_dict *to, const pl_dict *column) {
    static const char *const known[] = {
        "name", "description", "meta",       "data_type", "constraints",
        "docs", "config",      "data_tests", "tests",     "quote",
        "tags", "granularity", NULL};
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(column, &i)) != NULL;) {
        if (e->key.kind == PL_STR && !pl_str_in(pl_str_from(e->key), known)) {
            pl_dict_put_str(a, to, pl_str_from(e->key), e->value);
        }
    }
}

enum { COLUMN_KEYS = 9 };

static bool column_dict(pl_schema *s, const pl_column_input *in, pl_dict *d) {
    pl_arena *a = s->arena;
    const pl_dict *c = in->data;
    pl_value constraints;
    if (!column_constraints(s, in, &constraints)) {
        return false;
    }
    pl_put_field(a, d, c, "name", pl_none());
    pl_put_field(a, d, c, "description", pl_string(PL_S("")));
    pl_put_field(a, d, c, "meta", pl_dict_new(a, 0));
    pl_put_field(a, d, c, "data_type", pl_none());
    pl_put(a, d, "constraints", constraints);
    pl_put_field(a, d, c, "quote", pl_none());
    pl_put(a, d, "config", column_config(a, c));
    pl_put_field(a, d, c, "tags", pl_new_list(a));
    pl_put_field(a, d, c, "granularity", pl_none());
    add_extra(a, d, c);
    return true;
}

uint32_t pl_columns_of(pl_schema *s, const pl_list *list, const pl_yaml *yaml,
                       pl_column_input **out) {
    uint32_t n = list ? list->len : 0;
    uint32_t kept = 0;
    *out = PL_NEW_ARRAY0(s->arena, pl_column_input, n + 1);
    for (uint32_t i = 0; i < n; i++) {
        if (list->at[i].kind == PL_DICT) {
            (*out)[kept].data = list->at[i].as.dict;
            (*out)[kept++].yaml = pl_yaml_item(yaml, i);
        }
    }
    return kept;
}

bool pl_columns_set(pl_schema *s, pl_dbt_node *n, const pl_column_input *in,
                    uint32_t count) {
    n->columns = PL_NEW_ARRAY0(s->arena, pl_column, count + 1);
    n->column_len = 0;
    pl_map by_name = {0};
    pl_arena names = {0};
    bool ok = true;
    for (uint32_t i = 0; i < count; i++) {
        pl_dict *d = pl_dict_new(s->arena, COLUMN_KEYS).as.dict;
        if (!column_dict(s, &in[i], d)) {
            ok = false;
            break;
        }
        pl_str name = pl_field_str(in[i].data, "name");
        pl_column *c = pl_map_get(&by_name, name);
        if (!c) {
            c = &n->columns[n->column_len++];
            pl_map_put(&by_name, &names, name, c);
        }
        *c = (pl_column){name, pl_dict_value(d)};
        pl_pend_doc(s, n, d, "description", pl_field_str(d, "description"),
                    pl_yaml_span(pl_yaml_get(in[i].yaml, "description")));
    }
    pl_arena_free(&names);
    return ok;
}

/* ---- ref() and source() written as text */

/* Parses call arguments made of literals: 'a', "b", v=1. */
typedef struct literal_call {
    pl_str name;
    pl_value args[3];
    uint32_t arg_len;
    pl_value version;
} literal_call;

static void skip_blanks(pl_str t, uint32_t *i) {
    while (*i < t.len && (t.at[*i] == ' ' || t.at[*i] == '\t' || t.at[*i] == '\n')) {
        (*i)++;
    }
}

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '.';
}

static pl_str take_word(pl_str t, uint32_t *i) {
    uint32_t lo = *i;
    while (*i < t.len && is_word(t.at[*i])) {
        (*i)++;
    }
    return pl_str_sub(t, lo, *i);
}

static bool take_literal(pl_arena *a, pl_str t, uint32_t *i, pl_value *out) {
    char quote = *i < t.len ? t.at[*i] : 0;
    if (quote != '\'' && quote != '"') {
        pl_str word = take_word(t, i);
        double f;
        bool digit = word.len && word.at[0] >= '0' && word.at[0] <= '9';
        if (!digit || !pl_parse_float(word, &f)) {
            return false;
        }
        if (pl_str_find_char(word, '.') == UINT32_MAX) {
            *out = pl_int_parse(a, word);
        } else {
            *out = pl_float(f);
        }
        return true;
    }
    uint32_t lo = ++*i;
    while (*i < t.len && t.at[*i] != quote) {
        (*i)++;
    }
    if (*i == t.len) {
        return false;
    }
    *out = pl_string(pl_str_sub(t, lo, (*i)++));
    return true;
}

static bool take_argument(pl_arena *a, pl_str t, uint32_t *i, literal_call *c) {
    uint32_t start = *i;
    pl_str word = take_word(t, i);
    skip_blanks(t, i);
    bool named = word.len && *i < t.len && t.at[*i] == '=';
    if (!named) {
        *i = start;
        return c->arg_len < 3 && take_literal(a, t, i, &c->args[c->arg_len++]);
    }
    ++*i;
    skip_blanks(t, i);
    return (PL_STR_IS(word, "v") || PL_STR_IS(word, "version")) &&
           take_literal(a, t, i, &c->version);
}

static bool parse_call(pl_arena *a, pl_str t, literal_call *c) {
    uint32_t i = 0;
    c->name = take_word(t, &i);
    skip_blanks(t, &i);
    if (i == t.len || t.at[i++] != '(') {
        return false;
    }
    for (skip_blanks(t, &i); i < t.len && t.at[i] != ')'; skip_blanks(t, &i)) {
        if (!take_argument(a, t, &i, c)) {
            return false;
        }
        skip_blanks(t, &i);
        if (i < t.len && t.at[i] == ',') {
            i++;
        } else if (i == t.len || t.at[i] != ')') {
            return false;
        }
    }
    return i + 1 == t.len;
}

bool pl_static_ref(pl_schema *s, pl_dbt_node *n, pl_str text, pl_span where) {
    literal_call c = {.version = {.kind = PL_UNSET}};
    if (!parse_call(s->arena, pl_str_trim(text), &c)) {
        return false;
    }
    for (uint32_t i = 0; i < c.arg_len; i++) {
        if (c.args[i].kind != PL_STR) {
            return false;
        }
    }
    if (PL_STR_IS(c.name, "source") && c.arg_len == 2 && c.version.kind == PL_UNSET) {
        pl_source_use use = {pl_str_from(c.args[0]), pl_str_from(c.args[1]), where};
        PL_PUSH(s->arena, &n->sources, use);
        return true;
    }
    if (!PL_STR_IS(c.name, "ref") || !c.arg_len || c.arg_len > 2) {
        return false;
    }
    pl_ref_use use = {.span = where};
    use.call.package = c.arg_len == 2 ? pl_str_from(c.args[0]) : (pl_str){"", 0};
    use.call.name = pl_str_from(c.args[c.arg_len - 1]);
    use.call.version = c.version;
    PL_PUSH(s->arena, &n->refs, use);
    return true;
}
