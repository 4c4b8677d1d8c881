/* A name as a sum of what its macro printed. */
#include "explain/explain_priv.h"
#include "support/vec.h"

enum { KNOWN_MAX = 100 };

/* A value that may stand in a name. */
typedef struct known {
    pl_str text;
    const char *lo, *hi; /* where it lies; what is printed from there is this one */
    pl_str name;
    pl_span span;
    uint8_t flags; /* that a text of it has; 0: any */
} known;

typedef struct adder {
    explainer *e;
    pl_explain_part *to;
    PL_VEC(known) known;
    pl_map sources; /* address of a pl_source -> it: of the macros that ran */
} adder;

/* ---- what is known */

/* `bytes`: where the text lies as templates get it. */
static void know(adder *d, pl_str text, const char *bytes, pl_str name, pl_span span,
                 uint8_t flags) {
    const char *end = bytes ? bytes + text.len : NULL;
    known k = {pl_str_trim(text), bytes, end, name, span, flags};
    if (k.text.len && d->known.len < KNOWN_MAX) {
        PL_PUSH(d->e->a, &d->known, k);
    }
}

static void know_text(adder *d, pl_str text, pl_str name, pl_span span, uint8_t flags) {
    know(d, text, text.at, name, span, flags);
}

static pl_str text_value(const pl_value *v) {
    return v && v->kind == PL_STR ? pl_str_from(*v) : PL_S("");
}

/* "+schema", "schema in config()": the key as it is written where it was set. */
static pl_str custom_name(pl_arena *a, const pl_explain_step *s, pl_str key) {
    pl_str from = s->from;
    if (s->origin == PL_ORIGIN_DEFAULT) {
        return pl_str_cat(a, key, PL_S(" by default"));
    }
    if (s->origin == PL_ORIGIN_CALL || s->origin == PL_ORIGIN_SCHEMA) {
        return pl_str_cat3(a, key, PL_S(" in "), from);
    }
    uint32_t lo = from.len;
    while (lo && from.at[lo - 1] != '.') {
        lo--;
    }
    return pl_str_sub(from, lo, from.len);
}

static void know_custom(adder *d, pl_part part) {
    static const char *const keys[] = {"database", "schema", "alias"};
    pl_str key = pl_str_of(keys[part]);
    const pl_explain_config *c = pl_map_get(&d->e->x->configs, key);
    const pl_explain_step *last = c && c->len ? &c->at[c->len - 1] : NULL;
    if (last && !d->to->whole) {
        know_text(d, text_value(pl_dict_find(d->e->n->config, key)),
                  custom_name(d->e->a, last, key), last->span, 0);
    }
}

static void know_target(adder *d) {
    static const char *const members[] = {"name", "database", "dbname", "schema",
                                          "user"};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        pl_str member = pl_str_of(members[i]);
        know_text(d, text_value(pl_dict_find(d->e->w->target.dict.as.dict, member)),
                  pl_str_cat(d->e->a, PL_S("target."), member), (pl_span){NULL, 0, 0},
                  PL_FROM_TARGET);
    }
}

static void know_variables(adder *d, const pl_trace *t) {
    for (uint32_t i = 0; i < t->events.len; i++) {
        const pl_trace_event *event = &t->events.at[i];
        if (event->kind == PL_TRACE_ENV_VAR && event->value_kind == PL_STR) {
            const pl_env_var *v = pl_env_get(d->e->w->options.env, event->name);
            know(d, event->value, event->bytes,
                 pl_str_cat(d->e->a, PL_S("env_var "), event->name),
                 v ? v->span : (pl_span){NULL, 0, 0}, PL_FROM_ENV);
        }
        if (event->kind == PL_TRACE_VAR && event->value_kind == PL_STR) {
            know(d, event->value, event->bytes,
                 pl_str_cat(d->e->a, PL_S("var "), event->name), (pl_span){NULL, 0, 0},
                 PL_FROM_VAR);
        }
    }
}

static void know_version(adder *d) {
    const pl_dbt_node *n = d->e->n;
    if (n->type == PL_RES_MODEL && n->version.kind != PL_NONE &&
        n->version.kind != PL_UNSET) {
        pl_str version = pl_python_str(d->e->a, n->version);
        know_text(d, pl_str_cat(d->e->a, PL_S("v"), version), PL_S("the version"),
                  (pl_span){NULL, 0, 0}, 0);
    }
}

/* Names may be made of each other's configs. */
static void know_others(adder *d, pl_part part) {
    for (int i = 0; i < PL_PART_COUNT; i++) {
        if ((pl_part)i != part) {
            know_custom(d, (pl_part)i);
        }
    }
}

static void gather_sources(adder *d, const pl_trace *t) {
    for (uint32_t i = 0; i < t->events.len; i++) {
        const pl_source *src = t->events.at[i].ast ? t->events.at[i].ast->src : NULL;
        pl_str key = {(const char *)&src, sizeof src};
        if (src && !pl_map_has(&d->sources, key)) {
            pl_map_put(&d->sources, d->e->a, pl_str_copy(d->e->a, key),
                       (void *)(uintptr_t)src);
        }
    }
}

static void gather(adder *d, pl_part part, const pl_trace *t) {
    static const char *const members[] = {"target.database", "target.schema", ""};
    pl_str own = pl_str_of(members[part]);
    gather_sources(d, t);
    know_custom(d, part);
    know_text(d, d->to->target, own, d->to->target_span, 0);
    know_text(d, d->e->n->name, PL_S("the node's name"), (pl_span){NULL, 0, 0}, 0);
    know_others(d, part);
    know_version(d);
    know_variables(d, t);
    know_target(d);
    know_text(d, d->e->n->package, PL_S("the package"), (pl_span){NULL, 0, 0}, 0);
}

/* ---- adding */

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static void push_to(adder *d, pl_explain_terms *terms, pl_explain_term term) {
    pl_explain_term *last = terms->len ? &terms->at[terms->len - 1] : NULL;
    if (!term.text.len) {
        return;
    }
    if (last && !last->name.len && !term.name.len) {
        last->text = pl_str_cat(d->e->a, last->text, term.text);
        return;
    }
    PL_PUSH(d->e->a, terms, term);
}

static void push(adder *d, pl_str text, pl_str name, pl_span span) {
    push_to(d, &d->to->terms, (pl_explain_term){text, name, span});
}

/* A text that is to be taken apart, and what is known of how it was made. */
typedef struct printed {
    const char *bytes;           /* where it lay; NULL: not known */
    const pl_trace_event *event; /* that printed it; NULL: none */
    uint32_t next; /* of its reads: the first that nothing was found for */
    uint8_t flags;
} printed;

static bool lies_in(const known *k, const char *bytes) {
    return bytes && k->lo && bytes >= k->lo && bytes < k->hi;
}

static bool may_be(const known *k, const printed *p) {
    return !k->flags || (p->flags & k->flags);
}

/* Which of the reads that are left gave this value; UINT32_MAX: none of them. */
static uint32_t read_of(const known *k, const printed *p) {
    for (uint32_t i = p->next; p->event && i < p->event->read_len; i++) {
        if (lies_in(k, p->event->reads[i].bytes)) {
            return i;
        }
    }
    return UINT32_MAX;
}

/* The value that the whole text is: the very one, one that was read for it, or one that
 * is spelled so. */
static const known *same(const adder *d, pl_str text, const printed *p) {
    const known *best = NULL;
    uint32_t least = UINT32_MAX;
    for (uint32_t i = 0; i < d->known.len; i++) {
        const known *k = &d->known.at[i];
        if (!pl_str_eq(k->text, text)) {
            continue;
        }
        if (lies_in(k, p->bytes)) {
            return k;
        }
        uint32_t read = read_of(k, p);
        if (may_be(k, p) && (!best || read < least)) {
            best = k;
            least = read;
        }
    }
    return best;
}

static bool stands_at(const known *k, pl_str text, uint32_t at) {
    uint32_t end = at + k->text.len;
    bool whole = end >= text.len || !is_word(text.at[end]) ||
                 !is_word(k->text.at[k->text.len - 1]);
    return whole && pl_str_starts(pl_str_sub(text, at, text.len), k->text);
}

/* The known value that stands at byte `at`, as words of its own: the longest, and of
 * those the one that was read first. */
static const known *stands(const adder *d, pl_str text, uint32_t at, printed *p) {
    if (at && is_word(text.at[at - 1]) && is_word(text.at[at])) {
        return NULL;
    }
    const known *best = NULL;
    uint32_t least = UINT32_MAX;
    for (uint32_t i = 0; i < d->known.len; i++) {
        const known *k = &d->known.at[i];
        if (!stands_at(k, text, at) || !may_be(k, p)) {
            continue;
        }
        uint32_t read = read_of(k, p);
        bool longer = !best || k->text.len > best->text.len;
        if (longer || (k->text.len == best->text.len && read < least)) {
            best = k;
            least = read;
        }
    }
    p->next = least != UINT32_MAX ? least + 1 : p->next;
    return best;
}

/* Is it written so in a macro that ran? */
static bool is_written(const adder *d, pl_str text) {
    for (uint32_t i = 0; i < d->sources.len; i++) {
        const pl_source *src = d->sources.at[i].value;
        if (pl_str_find(src->text, text, 0) != UINT32_MAX) {
            return true;
        }
    }
    return false;
}

/* A text that was put together in one expression, by what is known of its parts. False
 * when something of it is neither known nor written in a macro. */
static bool add_parts(adder *d, pl_str text, printed p) {
    pl_explain_terms parts = {0};
    uint32_t from = 0;
    for (uint32_t at = 0; at < text.len;) {
        const known *k = stands(d, text, at, &p);
        if (!k) {
            at++;
            continue;
        }
        push_to(d, &parts, (pl_explain_term){.text = pl_str_sub(text, from, at)});
        push_to(d, &parts, (pl_explain_term){k->text, k->name, k->span});
        at += k->text.len;
        from = at;
    }
    push_to(d, &parts, (pl_explain_term){.text = pl_str_sub(text, from, text.len)});
    bool ok = from > 0;
    for (uint32_t i = 0; ok && i < parts.len; i++) {
        ok = parts.at[i].name.len || is_written(d, parts.at[i].text);
    }
    for (uint32_t i = 0; ok && i < parts.len; i++) {
        push_to(d, &d->to->terms, parts.at[i]);
    }
    return ok;
}

/* A text that an expression printed. */
static void add_output(adder *d, pl_str text, const pl_trace_event *event) {
    printed p = {event->bytes, event, 0, event->flags};
    const known *k = same(d, text, &p);
    if (k) {
        push(d, text, k->name, k->span);
    } else if (!add_parts(d, text, p)) {
        const pl_macro_def *def = pl_trace_macro_of(d->e->w, event->ast);
        push(d, text, explain_tag(d->e, event),
             def && def->stock ? (pl_span){NULL, 0, 0} : event->span);
    }
}

/* What stands between expressions that were printed: the macro's own text, or what an
 * expression gave by way of a variable. */
static void add_text(adder *d, pl_str text) {
    if (text.len && (is_written(d, text) || !add_parts(d, text, (printed){0}))) {
        push(d, text, PL_S(""), (pl_span){NULL, 0, 0});
    }
}

/* Does the tag print what a macro in it printed? Then that counts. */
static bool is_wrapper(const pl_trace *t, uint32_t i) {
    const pl_trace_event *event = &t->events.at[i];
    while (i-- > 0) {
        const pl_trace_event *before = &t->events.at[i];
        if (before->kind == PL_TRACE_MACRO) {
            continue;
        }
        if (before->depth <= event->depth) {
            return false;
        }
        if (before->kind == PL_TRACE_OUTPUT && pl_str_trim(before->value).len) {
            return true;
        }
    }
    return false;
}

static void sum(explainer *e, pl_part part, const pl_trace *t, pl_str value) {
    adder d = {.e = e, .to = &e->x->parts[part]};
    uint32_t at = 0;
    gather(&d, part, t);
    for (uint32_t i = 0; i < t->events.len; i++) {
        const pl_trace_event *event = &t->events.at[i];
        pl_str text = pl_str_trim(event->value);
        if (event->kind != PL_TRACE_OUTPUT || !text.len || is_wrapper(t, i)) {
            continue;
        }
        uint32_t found = pl_str_find(value, text, at);
        if (found != UINT32_MAX) {
            add_text(&d, pl_str_sub(value, at, found));
            add_output(&d, text, event);
            at = found + text.len;
        }
    }
    if (!at) { /* a value that was returned, not printed */
        printed returned = {t->name_bytes, NULL, 0, PL_PROVENANCE};
        const known *k = same(&d, value, &returned);
        if (k) {
            push(&d, value, k->name, k->span);
            return;
        }
        if (add_parts(&d, value, returned)) {
            return;
        }
    }
    add_text(&d, pl_str_sub(value, at, value.len));
}

void explain_sum(explainer *e, pl_part part, const pl_trace *t, pl_str value) {
    pl_explain_terms *terms = &e->x->parts[part].terms;
    uint32_t at = 0;
    sum(e, part, t, value);
    /* A term may be a part of a secret. */
    for (uint32_t i = 0; i < terms->len; i++) {
        uint32_t end = at + terms->at[i].text.len;
        terms->at[i].text = pl_env_mask_part(e->w->options.env, e->a, value, at, end);
        at = end;
    }
}
