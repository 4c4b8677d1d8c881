/* Sources that DuckDB reads from files: the text that stands for their relation.
 *
 * Source: dbt-duckdb 1.9 relation.py, utils.py. */
#include "eval/ops/python_text.h"
#include "eval/value/dict_fields.h"
#include "project/render/parse_node.h"
#include "project/render/render.h"
#include "project/render/report.h"
#include "support/buf.h"

/* meta with what else the source's config holds over it. */
static pl_dict *options_of(const pl_dbt_node *n, pl_arena *a) {
    static const char *const own[] = {"enabled", "event_time", "freshness", NULL};
    const pl_dict *meta = n->meta.kind == PL_DICT ? n->meta.as.dict : NULL;
    pl_dict *all = pl_dict_without(a, meta, NULL);
    const pl_dict *more = pl_dict_without(a, n->config, own);
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(more, &i)) != NULL;) {
        pl_dict_put_str(a, all, pl_str_from(e->key), e->value);
    }
    return all;
}

/* What the location's text may name. */
static pl_dict *names_of(const pl_dbt_node *n, const pl_dict *options, pl_arena *a) {
    pl_dict *d = pl_new_dict(a);
    pl_value tags = pl_new_list(a);
    for (uint32_t i = 0; i < n->tags.len; i++) {
        pl_list_push(a, tags.as.list, pl_string(n->tags.at[i]));
    }
    pl_put(a, d, "name", pl_string(n->name));
    pl_put(a, d, "identifier", pl_string(n->identifier));
    pl_put(a, d, "schema", n->schema);
    pl_put(a, d, "database", n->database);
    pl_put(a, d, "tags", tags);
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(options, &i)) != NULL;) {
        pl_python_put(a, d, e->key, e->value);
    }
    return d;
}

static bool is_word(char c, bool first) {
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    return letter || (!first && c >= '0' && c <= '9');
}

/* The name of a placeholder behind the `$` at `at`: "$name",
 * "${name}"; *end behind it. */
static bool placeholder(pl_str text, uint32_t at, pl_str *name, uint32_t *end) {
    bool braced = at + 1 < text.len && text.at[at + 1] == '{';
    uint32_t from = at + 1 + braced, to = from;
    while (to < text.len && is_word(text.at[to], to == from)) {
        to++;
    }
    *name = pl_str_sub(text, from, to);
    *end = to + braced;
    return to > from && (!braced || (to < text.len && text.at[to] == '}'));
}

static bool put_name(pl_eval *ev, const pl_dict *names, pl_str name, pl_buf *to) {
    const pl_value *v = pl_dict_find(names, name);
    pl_value text;
    if (!v) {
        return pl_raise(ev, PL_EXC_KEY, "'%.*s'", PL_FMT(name));
    }
    if (!pl_to_str(ev, *v, &text)) {
        return false;
    }
    pl_buf_str(to, pl_str_from(text));
    return true;
}

/* Python's string.Template. */
static bool substitute(pl_eval *ev, pl_str text, const pl_dict *names, pl_buf *to) {
    for (uint32_t i = 0; i < text.len;) {
        pl_str name;
        uint32_t end;
        if (text.at[i] != '$') {
            pl_buf_char(to, text.at[i++]);
        } else if (i + 1 < text.len && text.at[i + 1] == '$') {
            pl_buf_char(to, '$');
            i += 2;
        } else if (!placeholder(text, i, &name, &end)) {
            return pl_raise(ev, PL_EXC_VALUE,
                            "Invalid placeholder in string: line 1, col %u", i + 1);
        } else if (put_name(ev, names, name, to)) {
            i = end;
        } else {
            return false;
        }
    }
    return true;
}

static bool format_location(pl_eval *ev, pl_value location, pl_str formatter,
                            pl_dict *names, pl_value *out) {
    if (PL_STR_IS(formatter, "newstyle")) {
        return pl_str_format(ev, location, pl_list_new(ev->arena, 0),
                             pl_dict_value(names), out);
    }
    if (PL_STR_IS(formatter, "oldstyle")) {
        return pl_percent_format(ev, location, pl_dict_value(names), out);
    }
    if (!PL_STR_IS(formatter, "template")) {
        return pl_raise(ev, PL_EXC_VALUE,
                        "Formatter %.*s not recognized. Must be one of 'newstyle', "
                        "'oldstyle', or 'template'.",
                        PL_FMT(formatter));
    }
    pl_buf text = {0};
    bool ok = substitute(ev, pl_str_from(location), names, &text);
    *out = pl_string(pl_buf_take(&text, ev->arena));
    pl_buf_free(&text);
    return ok;
}

/* Calls and what is quoted already stay as they are. */
static pl_str quoted(pl_str text, pl_arena *a) {
    bool bare =
        pl_str_find_char(text, '(') == UINT32_MAX && !pl_str_starts(text, PL_S("'"));
    return bare ? pl_str_cat3(a, PL_S("'"), text, PL_S("'")) : text;
}

static bool location_of(pl_eval *ev, const pl_dbt_node *n, pl_str *out) {
    pl_dict *options = options_of(n, ev->arena);
    pl_value location = pl_field(options, "external_location");
    if (location.kind == PL_UNSET || pl_field(options, "plugin").kind != PL_UNSET) {
        return true;
    }
    pl_value formatter = pl_field(options, "formatter"), made;
    if (formatter.kind == PL_UNSET) {
        formatter = pl_string(PL_S("newstyle"));
    }
    if (!pl_to_str(ev, formatter, &formatter)) {
        return false;
    }
    if (!pl_is_str(location)) {
        return pl_raise(ev, PL_EXC_ATTRIBUTE,
                        "'%s' object has no attribute 'format_map'",
                        pl_type_name(location));
    }
    if (!format_location(ev, location, pl_str_from(formatter),
                         names_of(n, options, ev->arena), &made)) {
        return false;
    }
    *out = quoted(pl_str_from(made), ev->arena);
    return true;
}

bool pl_source_external(pl_world *w, pl_dbt_node *n) {
    if (!w->target.adapter->external_sources) {
        return true;
    }
    pl_rendering r;
    pl_rendering_begin(&r, w, PL_PHASE_NAMES, n->package, NULL, w->arena);
    bool ok = location_of(&r.ev, n, &n->external);
    if (!ok) {
        pl_report_error(w, &r.ev, n, n->span);
    } else if (n->external.len) {
        n->relation_name = n->external;
    }
    pl_rendering_end(&r);
    return ok;
}
