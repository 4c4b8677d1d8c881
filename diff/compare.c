/* Verdicts: two sides, node by node. */
#include "diff/diff_priv.h"

#include <stdlib.h>

#include "eval/eval.h"

/* ---- verdicts by name */

static const struct {
    const char *name, *words;
} verdicts[] = {
#define VERDICT(id, name, words) {name, words},
#include "diff/verdicts.def"
#undef VERDICT
};

const char *pl_verdict_name(pl_verdict v) {
    return verdicts[v].name;
}

const char *pl_verdict_words(pl_verdict v) {
    return verdicts[v].words;
}

#define ALL_VERDICTS (PL_VERDICT_BIT(PL_VERDICT_COUNT) - 1)
#define NO_DIFFERENCE                                                                  \
    (PL_VERDICT_BIT(PL_VERDICT_IDENTICAL) | PL_VERDICT_BIT(PL_VERDICT_EXPECTED))

static bool verdict_bits(pl_str word, uint32_t *bits) {
    if (PL_STR_IS(word, "any")) {
        *bits |= ALL_VERDICTS & ~NO_DIFFERENCE;
        return true;
    }
    for (uint32_t v = 0; v < PL_VERDICT_COUNT; v++) {
        if (pl_str_eq(word, pl_str_of(verdicts[v].name))) {
            *bits |= PL_VERDICT_BIT(v);
            return true;
        }
    }
    return PL_STR_IS(word, "none");
}

bool pl_verdicts_parse(pl_str list, uint32_t *bits, pl_str *bad) {
    *bits = 0;
    for (;;) {
        uint32_t comma = pl_str_find_char(list, ',');
        pl_str word = pl_str_trim(pl_str_sub(list, 0, comma));
        if (!verdict_bits(word, bits)) {
            *bad = word;
            return false;
        }
        if (comma == UINT32_MAX) {
            return true;
        }
        list = pl_str_sub(list, comma + 1, list.len);
    }
}

/* ---- one node */

typedef struct comparer {
    const pl_diff_input *in;
    pl_diff *d;
    pl_arena scratch; /* of one node */
} comparer;

static bool same_ids(const pl_side_node *a, const pl_side_node *b) {
    if (a->mark_len != b->mark_len) {
        return false;
    }
    for (uint32_t i = 0; i < a->mark_len; i++) {
        if (!pl_str_eq(a->marks[i].unique_id, b->marks[i].unique_id)) {
            return false;
        }
    }
    return true;
}

static pl_verdict compare_sql(comparer *c, const pl_side_node *a,
                              const pl_side_node *b) {
    if (pl_str_eq(a->sql, b->sql) && (same_ids(a, b) || !a->node || !b->node)) {
        return PL_VERDICT_IDENTICAL;
    }
    pl_str left = pl_side_abstract(a, c->in, false, &c->scratch);
    pl_str right = pl_side_abstract(b, c->in, true, &c->scratch);
    return pl_str_eq(left, right) ? PL_VERDICT_EXPECTED
                                  : pl_diff_words(c->in, left, right, &c->scratch);
}

static bool same_relation(const pl_side_node *a, const pl_side_node *b) {
    return pl_str_eq(a->database, b->database) && pl_str_eq(a->schema, b->schema) &&
           pl_str_eq(a->alias, b->alias) && pl_str_eq(a->relation, b->relation);
}

/* It names another table of the warehouse, however either is quoted. */
static bool has_moved(comparer *c, const pl_side_node *a, const pl_side_node *b) {
    if (!c->d->same_place) {
        return false;
    }
    pl_str left = pl_side_place(&c->in->a, a, &c->scratch);
    pl_str right = pl_side_place(&c->in->b, b, &c->scratch);
    return !left.len || !pl_str_eq(left, right);
}

/* Keys whose effect is the relation, which has a verdict of its own. */
static bool is_name_key(pl_str key) {
    static const char *const keys[] = {"database",        "schema",        "alias",
                                       "target_database", "target_schema", "enabled"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (pl_str_eq(key, pl_str_of(keys[i]))) {
            return true;
        }
    }
    return false;
}

static pl_str json_of(const pl_value *v, pl_arena *a) {
    if (!v || v->kind == PL_UNSET) {
        return PL_S("");
    }
    pl_eval ev;
    pl_buf to = {0};
    pl_run_init(&ev, a, &pl_ops_access);
    bool ok = pl_json_dump(&ev, *v, true, -1, false, &to);
    pl_run_done(&ev);
    pl_str text = ok ? pl_buf_take(&to, a) : PL_S("(no JSON)");
    pl_buf_free(&to);
    return text;
}

typedef PL_VEC(pl_config_change) change_list;

/* Without looking into collections. */
static bool surely_same(const pl_value *a, const pl_value *b) {
    if (!a || !b || a->kind != b->kind) {
        return false;
    }
    switch ((int)a->kind) {
    case PL_NONE:
        return true;
    case PL_BOOL:
    case PL_INT:
        return a->as.i == b->as.i;
    case PL_STR:
        return pl_str_eq(pl_str_from(*a), pl_str_from(*b));
    case PL_LIST:
        return !a->as.list->len && !b->as.list->len;
    case PL_DICT:
        return !a->as.dict->used && !b->as.dict->used;
    default:
        return false;
    }
}

static void compare_key(comparer *c, pl_str key, const pl_value *a, const pl_value *b,
                        change_list *to) {
    if (surely_same(a, b)) {
        return;
    }
    pl_arena *arena = c->d->arena;
    pl_str left = json_of(a, &c->scratch), right = json_of(b, &c->scratch);
    if (!pl_str_eq(left, right)) {
        pl_config_change change = {
            .key = key, .a = pl_str_copy(arena, left), .b = pl_str_copy(arena, right)};
        PL_PUSH(arena, to, change);
    }
}

/* Other versions of dbt know other configs: what a manifest has
 * not is no difference. */
static bool is_told(const pl_side_node *of, const pl_value *v) {
    return of->node || v;
}

static pl_str key_of(const pl_dict_entry *e) {
    return e && e->key.kind == PL_STR ? pl_str_from(e->key) : PL_S("");
}

static void compare_config(comparer *c, pl_diff_node *n) {
    const pl_dict *a = n->a->config, *b = n->b->config;
    change_list all = {0};
    uint32_t i = 0, k = 0;
    for (const pl_dict_entry *e; a && b && (e = pl_dict_next(b, &i)) != NULL;) {
        pl_str key = key_of(e);
        const pl_dict_entry *same = pl_dict_next(a, &k); /* most often the same key */
        const pl_value *before = pl_str_eq(key_of(same), key) && key.len
                                     ? &same->value
                                     : pl_dict_find(a, key);
        if (key.len && !is_name_key(key) && is_told(n->a, before)) {
            compare_key(c, key, before, &e->value, &all);
        }
    }
    i = 0;
    for (const pl_dict_entry *e; a && b && (e = pl_dict_next(a, &i)) != NULL;) {
        pl_str key = key_of(e);
        if (key.len && !is_name_key(key) && is_told(n->b, NULL) &&
            !pl_dict_find(b, key)) {
            compare_key(c, key, &e->value, NULL, &all);
        }
    }
    n->changes = all.at;
    n->change_len = all.len;
}

static uint32_t compare_both(comparer *c, pl_diff_node *n) {
    const pl_side_node *a = n->a, *b = n->b;
    uint32_t bits = 0;
    if (a->has_sql && b->has_sql) {
        bits |= PL_VERDICT_BIT(compare_sql(c, a, b));
    } else if (PL_STR_IS(b->type, "seed") && !pl_str_eq(a->checksum, b->checksum)) {
        bits |= PL_VERDICT_BIT(PL_VERDICT_LOGIC);
    }
    compare_config(c, n);
    bits |= n->change_len ? PL_VERDICT_BIT(PL_VERDICT_CONFIG) : 0;
    if (!same_relation(a, b)) {
        bool moved = has_moved(c, a, b);
        bits |= PL_VERDICT_BIT(moved ? PL_VERDICT_MOVED : PL_VERDICT_EXPECTED);
    }
    uint32_t identical = PL_VERDICT_BIT(PL_VERDICT_IDENTICAL);
    return bits & ~identical ? bits & ~identical : identical;
}

/* Absent, but known as disabled. */
static bool is_off(const pl_side *side, const pl_side_node *n, pl_str id) {
    return n || (side->state && pl_state_is_disabled(side->state, id));
}

/* What the sides have of the node at all. */
static uint32_t compare_presence(const pl_diff *d, const pl_diff_node *n) {
    bool a = pl_side_has(n->a), b = pl_side_has(n->b);
    if (a && b) {
        return 0;
    }
    pl_verdict v =
        b ? is_off(&d->a, n->a, n->unique_id) ? PL_VERDICT_ENABLED : PL_VERDICT_ADDED
        : is_off(&d->b, n->b, n->unique_id) ? PL_VERDICT_DISABLED
                                            : PL_VERDICT_REMOVED;
    return PL_VERDICT_BIT(v);
}

static pl_verdict gravest(uint32_t bits) {
    pl_verdict v = PL_VERDICT_IDENTICAL;
    for (uint32_t i = 0; i < PL_VERDICT_COUNT; i++) {
        v = bits & PL_VERDICT_BIT(i) ? (pl_verdict)i : v;
    }
    return v;
}

static void judge(comparer *c, pl_diff_node *n) {
    bool failed =
        (pl_side_has(n->a) && n->a->failed) || (pl_side_has(n->b) && n->b->failed);
    n->verdicts = compare_presence(c->d, n);
    if (failed) {
        n->verdicts |= PL_VERDICT_BIT(PL_VERDICT_UNRENDERABLE);
    } else if (!n->verdicts) {
        n->verdicts = compare_both(c, n);
    }
    n->verdict = gravest(n->verdicts);
    pl_arena_reset(&c->scratch);
}

/* ---- all nodes */

static void add_nodes(comparer *c, const pl_side_nodes *from, const pl_side_nodes *a,
                      const pl_side_nodes *b, pl_map *seen) {
    pl_arena *arena = c->d->arena;
    for (uint32_t i = 0; i < from->at.len; i++) {
        pl_str id = from->at.at[i].key;
        if (pl_map_has(seen, id)) {
            continue;
        }
        pl_diff_node *n = PL_NEW(arena, pl_diff_node);
        n->a = pl_map_get(&a->at, id);
        n->b = pl_map_get(&b->at, id);
        bool disabled = !pl_side_has(n->a) && !pl_side_has(n->b);
        bool apart = PL_STR_IS((n->b ? n->b : n->a)->type, "source") ||
                     (pl_side_has(n->a) && !pl_side_has(n->b));
        bool chosen = c->in->all || pl_map_has(&a->selected, id) ||
                      pl_map_has(&b->selected, id) || (apart && !c->in->narrowed);
        if (disabled || !chosen) {
            continue;
        }
        const pl_side_node *shown = n->b ? n->b : n->a;
        n->unique_id = id;
        n->name = shown->name;
        n->type = shown->type;
        n->path = shown->path;
        pl_map_put(seen, arena, id, n);
    }
}

static int by_verdict(const void *l, const void *r) {
    const pl_diff_node *a = l, *b = r;
    return a->verdict != b->verdict ? (a->verdict < b->verdict ? 1 : -1)
                                    : pl_str_cmp(a->unique_id, b->unique_id);
}

static void settle(comparer *c, const pl_map *seen) {
    pl_diff *d = c->d;
    d->at = PL_NEW_ARRAY(d->arena, pl_diff_node, seen->len);
    d->len = seen->len;
    for (uint32_t i = 0; i < seen->len; i++) {
        d->at[i] = *(const pl_diff_node *)seen->at[i].value;
        judge(c, &d->at[i]);
        d->counts[d->at[i].verdict]++;
    }
    if (d->len) {
        qsort(d->at, d->len, sizeof *d->at, by_verdict);
    }
    for (uint32_t i = 0; i < d->len; i++) {
        pl_map_put(&d->by_id, d->arena, d->at[i].unique_id, &d->at[i]);
    }
}

static bool shares_a_relation(const pl_side_nodes *a, const pl_side_nodes *b) {
    uint32_t common = 0;
    for (uint32_t i = 0; i < a->at.len; i++) {
        const pl_side_node *x = a->at.at[i].value;
        const pl_side_node *y = pl_map_get(&b->at, x->unique_id);
        if (y && x->relation.len && y->relation.len && !pl_side_is_source(x)) {
            common++;
            if (pl_str_eq(x->relation, y->relation)) {
                return true;
            }
        }
    }
    return !common;
}

pl_diff *pl_diff_new(const pl_diff_input *in, pl_arena *a) {
    pl_diff *d = PL_NEW(a, pl_diff);
    pl_side_nodes left, right;
    comparer c = {.in = in, .d = d};
    pl_map seen = {0};
    d->a = in->a;
    d->b = in->b;
    d->arena = a;
    pl_diff_texts_begin();
    pl_side_read(&in->a, a, &left);
    pl_side_read(&in->b, a, &right);
    d->same_place = in->find_place ? shares_a_relation(&left, &right) : in->same_place;
    add_nodes(&c, &right, &left, &right, &seen);
    add_nodes(&c, &left, &left, &right, &seen);
    settle(&c, &seen);
    pl_diff_left_behind(d, &right);
    pl_diff_renames(d);
    for (uint32_t i = 0; i < d->len; i++) {
        pl_diff_causes(d, &d->at[i], &c.scratch);
    }
    pl_diff_impacts(d, &left, &right);
    pl_arena_free(&c.scratch);
    return d;
}

void pl_diff_free(const pl_diff *d) {
    (void)d;
    pl_diff_texts_end();
}
