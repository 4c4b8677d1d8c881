/* Relations in rendered SQL that no ref, source or this made. */
#include "check/rules/facts.h"
#include "check/sql/sql.h"
#include "project/node/find.h"
#include "project/select/select.h"

const pl_rule_option options_hardcoded_relation[] = {
    {"allow", PL_RULE_LIST,
     "relations that are not reported, as written; * is anything"},
    {"system", PL_RULE_TEXT, "`report`: views of the database itself, too"},
    PL_NO_MORE_OPTIONS};

typedef struct search {
    pl_check *c;
    const pl_rule *rule;
    const pl_check_world *at;
    pl_world *w;
    pl_map known;     /* folded name -> its node; NULL: several have it */
    pl_arena scratch; /* of one node */
    pl_arena room;    /* of `trace` */
    pl_trace trace;   /* what `traced` printed */
    const pl_dbt_node *traced;
} search;

/* ---- relations of the project by name */

static void know(search *s, pl_str key, const pl_dbt_node *n) {
    bool new = !pl_map_has(&s->known, key);
    pl_map_put(&s->known, s->c->arena, key, new ? (void *)(uintptr_t)n : NULL);
}

static pl_str join_key(pl_arena *a, pl_str left, pl_str right) {
    return pl_str_cat3(a, left, PL_S("\n"), right);
}

static void know_node(search *s, const pl_dbt_node *n) {
    const pl_adapter *ad = s->w->target.adapter;
    pl_arena *a = s->c->arena;
    if (!n->has_relation || n->type == PL_RES_TEST || n->schema.kind != PL_STR) {
        return;
    }
    pl_str name = n->identifier.len ? n->identifier : n->alias;
    pl_str key = pl_adapter_fold(ad, a, name, n->quoted[PL_PART_IDENTIFIER]);
    know(s, key, n);
    key = join_key(
        a, pl_adapter_fold(ad, a, pl_str_from(n->schema), n->quoted[PL_PART_SCHEMA]),
        key);
    know(s, key, n);
    if (n->database.kind == PL_STR) {
        pl_str database = pl_adapter_fold(ad, a, pl_str_from(n->database),
                                          n->quoted[PL_PART_DATABASE]);
        know(s, join_key(a, database, key), n);
    }
}

static void know_all(search *s) {
    for (uint32_t i = 0; i < s->w->nodes.len; i++) {
        know_node(s, s->w->nodes.at[i].value);
    }
    for (uint32_t i = 0; i < s->w->sources.len; i++) {
        know_node(s, s->w->sources.at[i].value);
    }
}

/* By the last parts of its name, from `first` on. */
static const pl_dbt_node *node_of(search *s, const pl_sql_relation *r, uint32_t first) {
    pl_str key = PL_S("");
    for (uint32_t i = first; i < r->len; i++) {
        pl_str part = pl_adapter_fold(s->w->target.adapter, &s->scratch,
                                      r->part[i].text, r->part[i].quoted);
        key = i > first ? join_key(&s->scratch, key, part) : part;
    }
    return pl_map_get(&s->known, key);
}

/* ---- what is no finding */

static bool is_marked(const pl_dbt_node *n, const pl_sql_relation *r) {
    uint32_t lo = 0, hi = n->body_mark_len;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (n->body_marks[mid].hi <= r->lo) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo < n->body_mark_len && n->body_marks[lo].lo < r->hi;
}

static bool matches(pl_str name, const char *patterns) {
    for (pl_str next; (next = pl_adapter_word(&patterns)).len;) {
        if (pl_fnmatch(name, next)) {
            return true;
        }
    }
    return false;
}

/* Schemas and views that every database of some kind has. */
static bool is_system_name(pl_str part) {
    char room[64];
    uint32_t len = part.len < sizeof room ? part.len : 0;
    for (uint32_t i = 0; i < len; i++) {
        bool upper = part.at[i] >= 'A' && part.at[i] <= 'Z';
        room[i] = upper ? (char)(part.at[i] | 0x20) : part.at[i];
    }
    pl_str name = {room, len};
    bool is = len && matches(name, "information_schema information_schema.* dual "
                                   "sysdummy1");
    const pl_adapter *ad;
    for (uint32_t i = 0; len && !is && (ad = pl_adapter_at(i)) != NULL; i++) {
        is = matches(name, ad->system_names);
    }
    return is;
}

static bool is_system(const pl_sql_relation *r) {
    bool is = false;
    for (uint32_t i = 0; i < r->len; i++) {
        is = is || is_system_name(r->part[i].text);
    }
    return is;
}

static bool is_allowed(search *s, const pl_rule_entry *e, const pl_sql_relation *r,
                       pl_str text) {
    const pl_str *allow;
    uint32_t len = pl_rule_list(s->c, e, "allow", &allow);
    bool allowed = is_system(r) && !PL_STR_IS(pl_rule_text(e, "system"), "report");
    for (uint32_t i = 0; i < len; i++) {
        allowed = allowed || pl_fnmatch(text, allow[i]);
    }
    return allowed;
}

/* ---- where it was written */

typedef struct written {
    pl_span span;
    pl_str text; /* as written, when it is made of tags; else empty */
    bool once; /* the span is the relation and nothing else, which stands only there */
    uint8_t flags; /* provenance of what was printed */
} written;

static bool continues(char c) {
    return c == '.' || c == '_' || c == '`' || c == '"' || c == '{' || c == '}' ||
           (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (unsigned char)c >= 0x80;
}

/* How often `text` stands in bytes [lo, hi) as a whole; *at: where first. */
static uint32_t count_in(pl_str all, uint32_t lo, uint32_t hi, pl_str text,
                         uint32_t *at) {
    pl_str s = pl_str_sub(all, 0, hi);
    uint32_t count = 0;
    for (; (lo = pl_str_find(s, text, lo)) != UINT32_MAX; lo += text.len) {
        uint32_t end = lo + text.len;
        if ((lo && continues(all.at[lo - 1])) ||
            (end < all.len && continues(all.at[end]))) {
            continue;
        }
        if (!count++) {
            *at = lo;
        }
    }
    return count;
}

static bool find_in_ast(const pl_ast *ast, pl_str text, written *out) {
    uint32_t count = 0, at = 0;
    for (uint32_t i = 1; i < ast->node_count; i++) {
        const pl_node *n = &ast->nodes[i];
        uint32_t here = 0;
        if (n->kind == PL_NODE_TEXT) {
            uint32_t more = count_in(ast->src->text, n->a, n->a + n->b, text, &here);
            at = more && (!count || here < at) ? here : at;
            count += more;
        }
    }
    *out = (written){.span = {ast->src, at, at + text.len}, .once = count == 1};
    return count;
}

static bool find_in_template(const pl_dbt_node *n, pl_str text, written *out) {
    const pl_template *t = n->template;
    uint32_t at = 0;
    /* A generic test's template is a call that dbt made up. */
    if (!t || !t->src || !pl_str_eq(t->src->path, n->original_file_path)) {
        return false;
    }
    if (t->ast) {
        return find_in_ast(t->ast, text, out);
    }
    uint32_t count = count_in(t->src->text, 0, t->src->text.len, text, &at);
    *out = (written){.span = {t->src, at, at + text.len}, .once = count == 1};
    return count;
}

/* Bytes around a tag that belong to the same name: `{{ target.schema }}.orders`. */
static pl_span name_around(pl_span tag) {
    pl_str s = tag.src->text;
    while (tag.lo && continues(s.at[tag.lo - 1])) {
        uint32_t before = tag.lo - 1;
        if (s.at[before] == '}') {
            while (before && !(s.at[before] == '{' && s.at[before + 1] == '{')) {
                before--;
            }
        }
        tag.lo = before;
    }
    while (tag.hi < s.len && continues(s.at[tag.hi])) {
        uint32_t close =
            s.at[tag.hi] == '{' ? pl_str_find(s, PL_S("}}"), tag.hi) : UINT32_MAX;
        tag.hi = close == UINT32_MAX ? tag.hi + 1 : close + 2;
    }
    return tag;
}

/* Can what is written, tags and all, have become the text? What stands between the tags
 * must be in it, one behind the other. */
static bool may_become(pl_str template, pl_str text) {
    uint32_t from = 0;
    while (template.len) {
        bool tag = pl_str_starts(template, PL_S("{{"));
        uint32_t end = pl_str_find(template, tag ? PL_S("}}") : PL_S("{{"), 0);
        end = end == UINT32_MAX ? template.len : end + (tag ? 2 : 0);
        uint32_t at =
            tag ? from : pl_str_find(text, pl_str_sub(template, 0, end), from);
        if (at == UINT32_MAX) {
            return false;
        }
        from = at + (tag ? 0 : end);
        template = pl_str_sub(template, end, template.len);
    }
    return true;
}

static bool has_part(const pl_sql_relation *r, pl_str value) {
    bool has = false;
    for (uint32_t i = 0; value.len > 1 && i < r->len; i++) {
        has = has || pl_str_find(r->part[i].text, value, 0) != UINT32_MAX;
    }
    return has;
}

static pl_span tag_of(const pl_trace_event *e) {
    pl_str tag = pl_trace_tag(e);
    uint32_t lo = (uint32_t)(tag.at - e->span.src->text.at);
    return (pl_span){e->span.src, lo, lo + tag.len};
}

static pl_str span_text(pl_span span) {
    return pl_str_sub(span.src->text, span.lo, span.hi);
}

/* How well a printed value explains the relation: all of it, a part that hung on the
 * environment, a part, or somewhere in it. */
static uint32_t rank_of(const pl_trace_event *e, const pl_sql_relation *r,
                        pl_str text) {
    uint32_t at;
    pl_str value = pl_str_trim(e->value);
    if (e->kind != PL_TRACE_OUTPUT || e->marked || !e->span.src ||
        !pl_str_starts(pl_trace_tag(e), PL_S("{{"))) {
        return 0;
    }
    if (pl_str_eq(value, text)) {
        return 4;
    }
    if (has_part(r, value) && may_become(span_text(name_around(tag_of(e))), text)) {
        return e->flags & PL_FROM_TARGET ? 3 : 2;
    }
    return count_in(e->value, 0, e->value.len, text, &at) ? 1 : 0;
}

static void trace_node(search *s, pl_dbt_node *n) {
    if (s->traced != n) {
        pl_arena_reset(&s->room);
        pl_trace_init(&s->trace, &s->room, true);
        pl_trace_compile(s->w, n, &s->trace);
        s->traced = n;
    }
}

/* Gives the rank of what was found; 0: nothing. */
static uint32_t find_printed(search *s, pl_dbt_node *n, const pl_sql_relation *r,
                             pl_str text, written *out) {
    const pl_trace_event *best = NULL;
    uint32_t most = 0;
    trace_node(s, n);
    for (uint32_t i = 0; i < s->trace.events.len; i++) {
        uint32_t rank = rank_of(&s->trace.events.at[i], r, text);
        best = rank > most ? &s->trace.events.at[i] : best;
        most = rank > most ? rank : most;
    }
    if (best) {
        pl_span tag = tag_of(best);
        *out =
            (written){.span = most == 1 ? tag : name_around(tag), .flags = best->flags};
        out->text =
            pl_str_copy(s->c->arena, pl_env_mask_part(s->w->options.env, &s->scratch,
                                                      out->span.src->text, out->span.lo,
                                                      out->span.hi));
    }
    return most;
}

/* In the text of a macro of the project. */
static bool find_in_macros(search *s, pl_str text, written *out) {
    const pl_str root = s->w->packages[0].file->name;
    for (uint32_t i = 0; i < s->w->macros.len; i++) {
        const pl_macro_def *def = s->w->macros.at[i].value;
        if (def->macro.unit && pl_str_eq(def->package, root) &&
            find_in_ast(pl_unit_ast(def->macro.unit), text, out)) {
            return true;
        }
    }
    return false;
}

static written place_of(search *s, pl_dbt_node *n, const pl_sql_relation *r,
                        pl_str text) {
    written out = {0}, macro;
    if (!find_in_template(n, text, &out) && find_printed(s, n, r, text, &out) < 2 &&
        find_in_macros(s, text, &macro)) {
        return macro;
    }
    return out;
}

/* ---- findings */

static pl_str call_of(search *s, const pl_dbt_node *from, const pl_dbt_node *to) {
    pl_arena *a = s->c->arena;
    bool disabled;
    if (from == to) {
        return PL_S("{{ this }}");
    }
    if (to->type == PL_RES_SOURCE) {
        return pl_str_fmt(a, "{{ source('%.*s', '%.*s') }}", PL_FMT(to->source_name),
                          PL_FMT(to->name));
    }
    pl_ref_call plain = {.name = to->name};
    if (pl_find_ref(s->w, &plain, from->package, &disabled) == to) {
        return pl_str_fmt(a, "{{ ref('%.*s') }}", PL_FMT(to->name));
    }
    if (to->version.kind == PL_INT) {
        return pl_str_fmt(a, "{{ ref('%.*s', v=%lld) }}", PL_FMT(to->name),
                          (long long)to->version.as.i);
    }
    return pl_str_fmt(a, "{{ ref('%.*s', '%.*s') }}", PL_FMT(to->package),
                      PL_FMT(to->name));
}

/* A model or source of that name may be meant; where it lands says that it is not, or
 * that the environment is another. */
static pl_str guess(search *s, const pl_dbt_node *n, const pl_sql_relation *r) {
    const pl_dbt_node *like = node_of(s, r, r->len - 1);
    if (!like || like == n) {
        return PL_S(
            "declare it under `sources:` and read it with source(), or build it with a model");
    }
    return pl_str_fmt(
        s->c->arena, "is the %s %.*s meant? Then write %.*s; else declare a source",
        pl_resource_name(like->type), PL_FMT(like->name), PL_FMT(call_of(s, n, like)));
}

static void help_with(search *s, pl_finding *f, const pl_dbt_node *n,
                      const pl_sql_relation *r, const pl_dbt_node *known, bool fix) {
    pl_arena *a = s->c->arena;
    if (!known) {
        f->help = f->help.len ? f->help : guess(s, n, r);
        return;
    }
    pl_str call = call_of(s, n, known);
    f->help = pl_str_fmt(a, "it is the %s %.*s%s%.*s: write %.*s",
                         pl_resource_name(known->type), PL_FMT(known->source_name),
                         known->source_name.len ? "." : "", PL_FMT(known->name),
                         PL_FMT(call));
    f->fix = fix ? call : f->fix;
}

/* A macro of an installed package made it: nothing that the project could mend. */
static bool in_package(const search *s, pl_span span) {
    pl_str folder = s->w->packages[0].file->packages_install_path;
    return span.src && pl_str_starts(span.src->path, folder);
}

static void report(search *s, pl_dbt_node *n, const pl_sql_relation *r, pl_str text) {
    const pl_dbt_node *known = node_of(s, r, 0);
    if (r->len == 1 && !known) {
        return;
    }
    written at = place_of(s, n, r, text);
    if (in_package(s, at.span)) {
        return;
    }
    bool built = at.text.len && (at.flags & PL_FROM_TARGET);
    pl_str shown = pl_env_mask_part(s->w->options.env, s->c->arena, n->compiled_body,
                                    r->lo, r->hi);
    pl_finding *f =
        built ? pl_check_addf(s->c, s->rule, s->at, n, at.span,
                              "%.*s is built from `target`, not by ref() or source()",
                              PL_FMT(at.text))
              : pl_check_addf(
                    s->c, s->rule, s->at, n, at.span,
                    "relation %.*s is hard-coded, not made by ref() or source()",
                    PL_FMT(shown));
    if (f) {
        help_with(s, f, n, r, known, at.once);
    }
}

static void search_node(search *s, pl_dbt_node *n) {
    const pl_rule_entry *entry = pl_check_entry(s->c, s->rule, s->at, n);
    pl_map seen = {0};
    pl_sql_relations all =
        pl_sql_relations_of(n->compiled_body, s->w->target.adapter, &s->scratch);
    for (uint32_t i = 0; i < all.len; i++) {
        const pl_sql_relation *r = &all.at[i];
        pl_str text = pl_str_sub(n->compiled_body, r->lo, r->hi);
        if (!is_marked(n, r) && !is_allowed(s, entry, r, text) &&
            !pl_map_put(&seen, &s->scratch, text, n)) {
            report(s, n, r, text);
        }
    }
    pl_arena_reset(&s->scratch);
}

static void search_world(pl_check *c, const pl_rule *r, const pl_check_world *at) {
    search s = {.c = c, .rule = r, .at = at, .w = at->world};
    know_all(&s);
    for (uint32_t i = 0; i < s.w->order_len; i++) {
        pl_dbt_node *n = s.w->order[i];
        bool sql = n->type == PL_RES_MODEL || n->type == PL_RES_SNAPSHOT ||
                   n->type == PL_RES_TEST || n->type == PL_RES_ANALYSIS;
        if (sql && n->compiled && pl_of_root(n) && !PL_STR_IS(n->language, "python") &&
            !pl_check_entry(c, r, at, n)->off) {
            search_node(&s, n);
        }
    }
    pl_arena_free(&s.scratch);
    pl_arena_free(&s.room);
}

void run_hardcoded_relation(pl_check *c, const pl_rule *r) {
    for (uint32_t i = 0; i < c->len; i++) {
        if (c->at[i].world) {
            search_world(c, r, &c->at[i]);
        }
    }
}
