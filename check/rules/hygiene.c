/* Names that are no good names: what slipped into them, and what a warehouse makes of
 * them. */
#include "check/rules/facts.h"
#include "support/utf8.h"

const pl_rule_option options_name_hygiene[] = {
    {"mixed_case", PL_RULE_TEXT, "true: report names whose case is lost by folding"},
    PL_NO_MORE_OPTIONS,
};

typedef struct name {
    pl_check *c;
    const pl_rule *r;
    const pl_check_world *w;
    const pl_dbt_node *n;
    pl_part part;
    pl_value value;
    pl_str text;
} name;

static const char *const keys[] = {"database", "schema", "alias"};

/* ---- findings */

static pl_span place_of(const name *m) {
    const char *key = keys[m->part];
    bool set = pl_custom_name(m->n, key).len;
    pl_span own = set ? pl_check_config_place(m->c, m->w, m->n, key) : (pl_span){0};
    if (m->part == PL_PART_SCHEMA) {
        return pl_schema_place(m->c, m->w, m->n);
    }
    return own.src || m->part == PL_PART_IDENTIFIER ? own
                                                    : pl_environment_place(m->w, key);
}

static void say_at(const name *m, pl_span place, pl_severity severity,
                   const char *words) {
    pl_finding *f = pl_check_group(
        m->c, m->r, m->w, m->n, place,
        pl_str_fmt(m->c->arena, "%s `%.*s` %s", keys[m->part], PL_FMT(m->text), words));
    pl_check_lower(m->c, f, m->r, m->w, m->n, severity);
}

static void say(const name *m, pl_severity severity, const char *words) {
    say_at(m, place_of(m), severity, words);
}

/* ---- what is in it */

static bool holds(pl_str text, const char *part) {
    return pl_str_find(text, pl_str_of(part), 0) != UINT32_MAX;
}

/* `None` as a part of its own, as str() made it of a value that was not there. */
static bool holds_word(pl_str text, const char *word) {
    uint32_t len = (uint32_t)strlen(word), from = 0, at;
    while ((at = pl_str_find(text, pl_str_of(word), from)) != UINT32_MAX) {
        bool begins = at == 0 || text.at[at - 1] == '_';
        bool ends = at + len == text.len || text.at[at + len] == '_';
        if (begins && ends) {
            return true;
        }
        from = at + 1;
    }
    return false;
}

static bool is_plain(pl_str text) {
    bool plain = true;
    for (uint32_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        plain =
            plain && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      (c >= '0' && c <= '9') || c == '_' || (unsigned char)c >= 0x80);
    }
    return plain;
}

static bool foreign_text(const name *m) {
    static const struct {
        const char *part, *words;
    } all[] = {
        {"\n", "holds a line break"},    {"\r", "holds a line break"},
        {"\t", "holds white space"},     {" ", "holds white space"},
        {"--", "holds a comment"},       {"/*", "holds a comment"},
        {"{#", "holds a comment"},       {"{{", "holds braces of Jinja"},
        {"{%", "holds braces of Jinja"}, {"\"", "holds a quote"},
        {"'", "holds a quote"},          {"`", "holds a quote"},
    };
    bool plain = is_plain(m->text);
    for (size_t i = 0; !plain && i < sizeof all / sizeof *all; i++) {
        if (holds(m->text, all[i].part)) {
            say(m, PL_ERROR, all[i].words);
            return true;
        }
    }
    return false;
}

/* The name as its author wrote it: the config's text, or the node's name. */
static pl_str written(const name *m) {
    const pl_value *raw = m->n->unrendered
                              ? pl_dict_find(m->n->unrendered, pl_str_of(keys[m->part]))
                              : NULL;
    pl_str own = m->part == PL_PART_IDENTIFIER ? m->n->name : PL_S("");
    return raw && raw->kind == PL_STR ? pl_str_from(*raw) : own;
}

static bool nothing(const name *m) {
    if (m->part != PL_PART_DATABASE && !m->text.len) {
        say(m, PL_ERROR, "is empty");
    } else if (holds_word(m->text, "None") && !holds_word(written(m), "None")) {
        say(m, PL_ERROR, "holds `None`: a value that was not there");
    } else {
        return false;
    }
    return true;
}

static bool edge(pl_str text, bool end) {
    return text.len && text.at[end ? text.len - 1 : 0] == '_';
}

/* An underscore at an edge of a text that a variable made, where none is written: words
 * on it, or NULL. */
static const char *edge_left(pl_value v, pl_str as_written) {
    pl_str text = pl_name_text(v);
    bool variable = (v.flags & (PL_FROM_ENV | PL_FROM_VAR)) != 0;
    bool begins = variable && edge(text, false) && !edge(as_written, false);
    bool ends = variable && edge(text, true) && !edge(as_written, true);
    return begins ? "begins with what an empty variable left"
           : ends ? "ends in what an empty variable left"
                  : NULL;
}

static void say_left(const name *m, pl_value v, pl_span place, const char *words) {
    name part = *m;
    part.text = pl_name_text(v);
    say_at(&part, place, PL_WARNING, words);
}

/* The custom name and the target's are looked at before a macro joins them. */
static void empty_part(const name *m) {
    const char *key = keys[m->part];
    const pl_value *custom =
        m->n->config ? pl_dict_find(m->n->config, pl_str_of(key)) : NULL;
    const pl_target *t = &m->w->world->target;
    const pl_value *target = m->part == PL_PART_SCHEMA     ? &t->schema
                             : m->part == PL_PART_DATABASE ? &t->database
                                                           : NULL;
    const char *said = custom ? edge_left(*custom, written(m)) : NULL;
    if (said) {
        say_left(m, *custom, place_of(m), said);
        return;
    }
    bool joined =
        target && pl_str_find(m->text, pl_name_text(*target), 0) != UINT32_MAX;
    pl_str as_written = pl_yaml_text(pl_connection_member(m->w, key), PL_S(""));
    said = joined ? edge_left(*target, as_written) : NULL;
    if (said) {
        say_left(m, *target, pl_environment_place(m->w, key), said);
    }
}

/* ---- what the warehouse makes of it */

static void too_long(const name *m, const pl_adapter *ad) {
    uint32_t len = ad->limit_in_bytes ? m->text.len : pl_utf8_chars(m->text);
    if (ad->name_limit && len > ad->name_limit) {
        say(m, PL_ERROR,
            (const char *)pl_str_z(
                m->c->arena,
                pl_str_fmt(m->c->arena, "has %u %s, %u more than %s takes", len,
                           ad->limit_in_bytes ? "bytes" : "characters",
                           len - ad->name_limit, ad->title)));
    }
}

static void unquoted(const name *m, const pl_adapter *ad) {
    bool upper = false, lower = false;
    bool folds = ad->fold == PL_FOLD_LOWER || ad->fold == PL_FOLD_UPPER;
    const pl_rule_entry *e = pl_check_entry(m->c, m->r, m->w, m->n);
    for (uint32_t i = 0; i < m->text.len; i++) {
        upper = upper || (m->text.at[i] >= 'A' && m->text.at[i] <= 'Z');
        lower = lower || (m->text.at[i] >= 'a' && m->text.at[i] <= 'z');
    }
    if (pl_adapter_reserved(ad, m->text)) {
        say(m, PL_ERROR, "is a reserved word, and not quoted");
    } else if (upper && lower && folds &&
               pl_str_eq_nocase(pl_rule_text(e, "mixed_case"), PL_S("true"))) {
        say(m, PL_WARNING, "is not quoted: its case is lost");
    }
}

/* What is no bare identifier must be quoted; some names no quote saves. */
static bool misfits(const name *m, const pl_adapter *ad, bool quoted) {
    pl_str c = pl_adapter_misfit(ad, m->part, quoted, m->text);
    if (!c.len) {
        return false;
    }
    pl_arena *a = m->c->arena;
    bool digit = c.at == m->text.at && *c.at >= '0' && *c.at <= '9';
    bool saved = !pl_adapter_misfit(ad, m->part, true, m->text).len;
    pl_str holds =
        digit ? PL_S("begins with a digit") : pl_str_fmt(a, "holds `%.*s`", PL_FMT(c));
    pl_str words =
        saved ? pl_str_fmt(a,
                           "is not quoted, and %.*s: %s does not read that as one name",
                           PL_FMT(holds), ad->title)
              : pl_str_fmt(a, "%.*s, which no %s of %s can, quoted or not",
                           PL_FMT(holds), keys[m->part], ad->title);
    say(m, PL_ERROR, (const char *)pl_str_z(a, words));
    return true;
}

static void check_name(name *m) {
    const pl_relation_style *style = &m->w->world->style;
    const pl_adapter *ad = m->w->world->target.adapter;
    m->text = pl_name_text(m->value);
    if (!style->included[m->part] || nothing(m) || foreign_text(m)) {
        return;
    }
    empty_part(m);
    too_long(m, ad);
    if (!misfits(m, ad, style->quoted[m->part]) && !style->quoted[m->part]) {
        unquoted(m, ad);
    }
}

static void check_node(pl_check *c, const pl_rule *r, const pl_check_world *w,
                       const pl_dbt_node *n, bool schema_too) {
    pl_value values[] = {n->database, n->schema, pl_string(n->alias)};
    for (uint32_t i = 0; i < PL_PART_COUNT; i++) {
        name m = {c, r, w, n, (pl_part)i, values[i], {0}};
        /* Tests get their names, cut to length, from dbt. */
        bool asked = i == PL_PART_SCHEMA ? schema_too : n->type != PL_RES_TEST;
        if (asked) {
            check_name(&m);
        }
    }
}

/* Schemas that the macro spoils are told of once, at the macro. */
static bool is_told(pl_check *c, const pl_check_world *w) {
    pl_schema_faults f = pl_schema_faults_of(pl_check_tries(c, w));
    return !pl_check_is_off(c, PL_RULE_generate_schema_name, w) &&
           (f.custom != PL_SCHEMA_SOUND || f.none != PL_SCHEMA_SOUND);
}

void run_name_hygiene(pl_check *c, const pl_rule *r) {
    for (uint32_t i = 0; i < c->len; i++) {
        const pl_check_world *w = &c->at[i];
        const pl_landings *all = pl_check_landings(c, w);
        bool told = w->world && is_told(c, w);
        for (uint32_t k = 0; k < all->len; k++) {
            const pl_dbt_node *n = all->at[k].node;
            check_node(c, r, w, n, !(told && pl_of_root(n)));
        }
    }
}
