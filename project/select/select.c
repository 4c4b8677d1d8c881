/* Which nodes a command is about.
 * Source: dbt-core 1.9 graph/selector.py, graph/graph.py, graph/cli.py
 * (parse_difference), task/runnable.py (get_selection_spec). */
#include "project/select/select_priv.h"
#include "support/vec.h"

const uint32_t pl_types_executable =
    PL_RES_BIT(PL_RES_MODEL) | PL_RES_BIT(PL_RES_TEST) | PL_RES_BIT(PL_RES_SNAPSHOT) |
    PL_RES_BIT(PL_RES_ANALYSIS) | PL_RES_BIT(PL_RES_OPERATION) |
    PL_RES_BIT(PL_RES_SEED) | PL_RES_BIT(PL_RES_SQL_OPERATION);

#define LISTED                                                                         \
    (PL_RES_BIT(PL_RES_MODEL) | PL_RES_BIT(PL_RES_SNAPSHOT) |                          \
     PL_RES_BIT(PL_RES_SEED) | PL_RES_BIT(PL_RES_TEST) | PL_RES_BIT(PL_RES_SOURCE) |   \
     PL_RES_BIT(PL_RES_EXPOSURE) | PL_RES_BIT(PL_RES_METRIC) |                         \
     PL_RES_BIT(PL_RES_SAVED_QUERY) | PL_RES_BIT(PL_RES_SEMANTIC_MODEL) |              \
     PL_RES_BIT(PL_RES_UNIT_TEST))
const uint32_t pl_types_listed = LISTED;
const uint32_t pl_types_all = LISTED | PL_RES_BIT(PL_RES_ANALYSIS);

bool pl_indirect_parse(pl_str word, pl_indirect *out) {
    static const char *const words[] = {"eager", "cautious", "buildable", "empty"};
    for (uint32_t i = 0; i < 4; i++) {
        if (pl_str_eq_nocase(word, pl_str_of(words[i]))) {
            *out = (pl_indirect)i;
            return true;
        }
    }
    return false;
}

bool pl_types_parse(pl_str word, uint32_t *set) {
    if (PL_STR_IS(word, "all")) {
        *set |= pl_types_all;
        return true;
    }
    if (PL_STR_IS(word, "default")) {
        *set |= pl_types_listed;
        return true;
    }
    for (uint32_t t = 0; t < PL_RES_COUNT; t++) {
        if (pl_str_eq(word, pl_str_of(pl_resource_name((pl_resource)t))) &&
            (pl_types_all & PL_RES_BIT(t))) {
            *set |= PL_RES_BIT(t);
            return true;
        }
    }
    return false;
}

/* ---- sets */

typedef struct selecting {
    pl_matching m;
    pl_arena *arena; /* for sets; rewound when they have been combined */
    const pl_edges *edges;
    uint32_t words;
} selecting;

static pl_bits bits_new(const selecting *s) {
    return (pl_bits){PL_NEW_ARRAY0(s->arena, uint64_t, s->words + 1), s->words};
}
static pl_bits bits_copy(const selecting *s, pl_bits from) {
    pl_bits b = bits_new(s);
    memcpy(b.at, from.at, from.words * sizeof *b.at);
    return b;
}
static void bits_or(pl_bits to, pl_bits b) {
    for (uint32_t i = 0; i < to.words; i++) {
        to.at[i] |= b.at[i];
    }
}
static void bits_and(pl_bits to, pl_bits b) {
    for (uint32_t i = 0; i < to.words; i++) {
        to.at[i] &= b.at[i];
    }
}
static void bits_minus(pl_bits to, pl_bits b) {
    for (uint32_t i = 0; i < to.words; i++) {
        to.at[i] &= ~b.at[i];
    }
}
static bool bits_same(pl_bits l, pl_bits r) {
    return !l.words || !memcmp(l.at, r.at, l.words * sizeof *l.at);
}
static bool bits_empty(pl_bits b) {
    for (uint32_t i = 0; i < b.words; i++) {
        if (b.at[i]) {
            return false;
        }
    }
    return true;
}

/* Next member of the set at or after `i`; UINT32_MAX: none. */
static uint32_t bits_next(pl_bits b, uint32_t i) {
    uint32_t word = i >> 6;
    uint64_t rest = word < b.words ? b.at[word] >> (i & 63) << (i & 63) : 0;
    while (!rest) {
        if (++word >= b.words) {
            return UINT32_MAX;
        }
        rest = b.at[word];
    }
    return (word << 6) + (uint32_t)__builtin_ctzll(rest);
}

/* ---- following the graph */

/* All within `depth` steps of the set; members of the set only when others lead to
 * them, which is why they may be queued twice. */
static pl_bits relatives(const selecting *s, pl_bits of, bool up, int32_t depth) {
    const uint32_t *from = up ? s->edges->parent_from : s->edges->child_from;
    const uint32_t *edge = up ? s->edges->parent : s->edges->child;
    pl_bits all = bits_new(s);
    uint32_t *queue = PL_NEW_ARRAY(s->arena, uint32_t, 2 * (size_t)s->edges->len + 1);
    uint32_t len = 0, at = 0;
    for (uint32_t i = 0; (i = bits_next(of, i)) != UINT32_MAX; i++) {
        queue[len++] = i;
    }
    for (int32_t d = 0; (depth == PL_DEPTH_ALL || d < depth) && at < len; d++) {
        for (uint32_t end = len; at < end; at++) {
            for (uint32_t k = from[queue[at]]; k < from[queue[at] + 1]; k++) {
                if (!pl_bits_has(all, edge[k])) {
                    pl_bits_set(all, edge[k]);
                    queue[len++] = edge[k];
                }
            }
        }
    }
    return all;
}

static void add_relatives(const selecting *s, const pl_spec *spec, pl_bits selected) {
    pl_bits start = bits_copy(s, selected);
    if (spec->childrens_parents) {
        pl_bits below = relatives(s, start, false, PL_DEPTH_ALL);
        bits_or(below, start);
        bits_or(selected, below);
        bits_or(selected, relatives(s, below, true, PL_DEPTH_ALL));
    }
    if (spec->parents) {
        bits_or(selected, relatives(s, start, true, spec->parents_depth));
    }
    if (spec->children) {
        bits_or(selected, relatives(s, start, false, spec->children_depth));
    }
}

/* ---- tests that come with what they test */

static bool parents_in(const selecting *s, uint32_t test, pl_bits set) {
    for (uint32_t k = s->edges->parent_from[test]; k < s->edges->parent_from[test + 1];
         k++) {
        if (!pl_bits_has(set, s->edges->parent[k])) {
            return false;
        }
    }
    return true;
}

static pl_bits with_ancestors(const selecting *s, pl_bits set) {
    pl_bits all = bits_copy(s, set);
    bits_or(all, relatives(s, set, true, PL_DEPTH_ALL));
    return all;
}

static pl_bits buildable_from(const selecting *s, pl_bits set) {
    pl_bits all = with_ancestors(s, set);
    for (uint32_t i = 0; i < s->edges->len; i++) {
        if (s->edges->at[i]->type == PL_RES_SOURCE) {
            pl_bits_set(all, i);
        }
    }
    return all;
}

/* Tests below `selected` join it, or wait in `waiting` for their other parents. */
static void add_tests(const selecting *s, pl_indirect indirect, pl_bits selected,
                      pl_bits waiting) {
    if (indirect == PL_INDIRECT_EMPTY) {
        return;
    }
    pl_bits first = bits_copy(s, selected);
    pl_bits buildable =
        indirect == PL_INDIRECT_BUILDABLE ? buildable_from(s, first) : first;
    pl_bits below = relatives(s, first, false, 1);
    for (uint32_t i = 0; (i = bits_next(below, i)) != UINT32_MAX; i++) {
        pl_resource type = s->edges->at[i]->type;
        if (type != PL_RES_TEST && type != PL_RES_UNIT_TEST) {
            continue;
        }
        bool joins = indirect == PL_INDIRECT_EAGER || parents_in(s, i, buildable);
        pl_bits_set(joins ? selected : waiting, i);
    }
}

/* Waiting tests whose parents are all there now. */
static void add_waiting(const selecting *s, pl_indirect indirect, pl_bits selected,
                        pl_bits waiting) {
    if (indirect == PL_INDIRECT_EAGER || indirect == PL_INDIRECT_EMPTY ||
        bits_same(selected, waiting)) {
        return;
    }
    pl_bits from =
        indirect == PL_INDIRECT_BUILDABLE ? with_ancestors(s, selected) : selected;
    for (uint32_t i = 0; (i = bits_next(waiting, i)) != UINT32_MAX; i++) {
        if (s->edges->at[i]->type != PL_RES_UNIT_TEST && parents_in(s, i, from)) {
            pl_bits_set(selected, i);
        }
    }
}

/* ---- specifications */

typedef struct chosen {
    pl_bits direct;   /* selected */
    pl_bits indirect; /* and what may yet be */
} chosen;

static bool evaluate(selecting *s, const pl_spec *spec, chosen *out);

static bool evaluate_criteria(selecting *s, const pl_spec *spec, chosen *out) {
    *out = (chosen){bits_new(s), bits_new(s)};
    s->m.spec = spec;
    if (!pl_select_search(&s->m, out->direct)) {
        return false;
    }
    add_relatives(s, spec, out->direct);
    add_tests(s, spec->indirect, out->direct, out->indirect);
    return true;
}

static void combine(pl_spec_kind kind, pl_bits to, pl_bits part) {
    if (kind == PL_SPEC_UNION) {
        bits_or(to, part);
    } else if (kind == PL_SPEC_INTERSECTION) {
        bits_and(to, part);
    } else {
        bits_minus(to, part);
    }
}

static void warn_unmatched(const selecting *s, const pl_spec *spec) {
    pl_diag_addf(s->m.sink, PL_W0524, spec->span,
                 "The selection criterion '%.*s' does not match any enabled nodes",
                 PL_FMT(spec->raw));
}

static bool evaluate(selecting *s, const pl_spec *spec, chosen *out) {
    if (spec->kind == PL_SPEC_CRITERIA) {
        return evaluate_criteria(s, spec, out);
    }
    *out = (chosen){bits_new(s), bits_new(s)};
    for (uint32_t i = 0; i < spec->len; i++) {
        chosen part;
        pl_arena_mark mark = pl_arena_mark_get(s->arena);
        if (!evaluate(s, spec->parts[i], &part)) {
            return false;
        }
        bits_or(part.indirect, part.direct);
        pl_spec_kind kind = i ? spec->kind : PL_SPEC_UNION;
        combine(kind, out->direct, part.direct);
        combine(kind, out->indirect, part.indirect);
        pl_arena_rewind(s->arena, mark);
    }
    add_waiting(s, spec->indirect, out->direct, out->indirect);
    if (spec->must_match && bits_empty(out->direct)) {
        warn_unmatched(s, spec);
    }
    return true;
}

/* ---- what the command line asks for */

/* Everything; NULL: no selection was made. */
static const pl_spec *default_spec(const pl_selectors *selectors) {
    for (uint32_t i = 0; i < selectors->len; i++) {
        if (selectors->at[i].is_default) {
            return selectors->at[i].spec;
        }
    }
    return NULL;
}

/* Names as Python prints a list of them. */
static pl_str name_list(pl_arena *a, const pl_selectors *selectors) {
    pl_buf text = {0};
    pl_buf_char(&text, '[');
    for (uint32_t i = 0; i < selectors->len; i++) {
        pl_buf_str(&text, i ? PL_S(", ") : PL_S(""));
        pl_str_repr(&text, selectors->at[i].name);
    }
    pl_buf_char(&text, ']');
    pl_str out = pl_buf_take(&text, a);
    pl_buf_free(&text);
    return out;
}

static const pl_spec *named_spec(pl_spec_context *c, const pl_selectors *selectors,
                                 pl_str name) {
    const pl_selector *found = pl_selectors_find(selectors, name);
    if (found) {
        return found->spec;
    }
    pl_diag_addf(c->sink, PL_E0508, c->where,
                 "Could not find selector named %.*s, expected one of %.*s",
                 PL_FMT(name), PL_FMT(name_list(c->arena, selectors)));
    return NULL;
}

static bool difference(pl_spec_context *c, const pl_selection *args,
                       const pl_spec **out) {
    static const pl_str everything[] = {{"fqn:*", 5},
                                        {"source:*", 8},
                                        {"exposure:*", 10},
                                        {"metric:*", 8},
                                        {"semantic_model:*", 16}};
    bool given = args->select_len > 0;
    pl_spec *in = given ? pl_spec_union(c, args->select, args->select_len, true)
                        : pl_spec_union(c, everything, 5, false);
    pl_spec *ex =
        pl_spec_union(c, args->exclude, args->exclude_len, args->exclude_len > 0);
    if (!in || !ex) {
        return false;
    }
    pl_spec *s = pl_spec_new(c, PL_SPEC_DIFFERENCE);
    pl_spec_add(c, s, in);
    pl_spec_add(c, s, ex);
    *out = s;
    return true;
}

/* *out NULL: all nodes. */
static bool requested(pl_spec_context *c, const pl_selection *args,
                      const pl_selectors *selectors, const pl_spec **out) {
    bool any = args->select_len || args->exclude_len;
    if (args->selector.at) {
        *out = named_spec(c, selectors, args->selector);
        return *out != NULL;
    }
    if (any) {
        return difference(c, args, out);
    }
    *out = default_spec(selectors);
    return true;
}

/* ---- the result */

static bool is_blank(pl_str s) {
    return pl_str_trim(s).len == 0;
}

static bool is_kept(const pl_dbt_node *n, const pl_selection *args) {
    if (!(args->types & PL_RES_BIT(n->type))) {
        return false;
    }
    bool has_code = n->type <= PL_RES_SQL_OPERATION && n->type != PL_RES_SEED;
    return args->keep_empty || !has_code || !is_blank(n->raw_code);
}

/* `set` NULL: all. In order of unique_id. */
static void take(const selecting *s, const pl_bits *set, const pl_selection *args,
                 pl_selected *out) {
    out->at = PL_NEW_ARRAY(s->m.arena, pl_dbt_node *, s->edges->len + 1);
    out->len = 0;
    for (uint32_t k = 0; k < s->edges->len; k++) {
        uint32_t i = s->edges->sorted[k];
        pl_dbt_node *n = s->edges->at[i];
        n->selected = (!set || pl_bits_has(*set, i)) && is_kept(n, args);
        if (n->selected) {
            out->at[out->len++] = n;
        }
    }
}

bool pl_select(pl_world *w, const pl_selection *args, pl_selected *out) {
    const pl_selectors *selectors = pl_selectors_read(w, args->indirect);
    pl_spec_context c = {
        .w = w, .arena = w->arena, .sink = &w->sink, .indirect = args->indirect};
    const pl_spec *spec = NULL;
    *out = (pl_selected){NULL, 0};
    w->named = args->select_len || args->selector.at;
    if (selectors->broken || !requested(&c, args, selectors, &spec)) {
        return false;
    }
    const pl_edges *edges = pl_edges_new(w, w->arena);
    pl_arena sets = {0};
    selecting s = {
        .m = {.w = w,
              .arena = w->arena,
              .sink = &w->sink,
              .edges = edges,
              .state = args->state},
        .arena = &sets,
        .edges = edges,
        .words = (edges->len + 63) / 64,
    };
    chosen found;
    bool ok = !spec || evaluate(&s, spec, &found);
    if (ok) {
        take(&s, spec ? &found.direct : NULL, args, out);
    }
    if (s.m.comparison) {
        pl_comparison_free(s.m.comparison);
    }
    pl_arena_free(&sets);
    if (ok && !out->len) {
        pl_diag_add(&w->sink, PL_W0524, (pl_span){NULL, 0, 0},
                    PL_S("No nodes selected!"));
    }
    return ok;
}
