/* What a change leaves: relations that nothing makes any more, and nodes that went on
 * under another name. */
#include "diff/diff_priv.h"

/* What of the first side's relations nothing makes any more. */
typedef struct leftovers {
    pl_diff *d;
    const pl_side_nodes *b;
    pl_map relations; /* of b, as SQL writes them */
    pl_map places;    /* the same as the warehouse keeps them; filled when asked for */
    pl_arena arena;
} leftovers;

static void put_relations(leftovers *l, pl_map *to, bool places) {
    for (uint32_t i = 0; i < l->b->at.len; i++) {
        pl_side_node *n = l->b->at.at[i].value;
        if (!n->disabled && n->relation.len) {
            pl_str key = places ? pl_side_place(&l->d->b, n, &l->arena) : n->relation;
            pl_map_put(to, &l->arena, key, n);
        }
    }
}

static bool is_owned(leftovers *l, const pl_side_node *n) {
    if (pl_map_has(&l->relations, n->relation)) {
        return true;
    }
    if (!l->places.len) {
        put_relations(l, &l->places, true);
    }
    pl_str place = pl_side_place(&l->d->a, n, &l->arena);
    return place.len && pl_map_has(&l->places, place);
}

/* A table or view that dbt made, and that nothing of the second side makes again. */
void pl_diff_left_behind(pl_diff *d, const pl_side_nodes *b) {
    leftovers l = {.d = d, .b = b};
    if (d->same_place) {
        put_relations(&l, &l.relations, false);
    }
    for (uint32_t i = 0; d->same_place && i < d->len; i++) {
        pl_diff_node *n = &d->at[i];
        n->left_behind = pl_side_has(n->a) && n->a->relation.len &&
                         !pl_side_is_source(n->a) && !is_owned(&l, n->a);
    }
    pl_arena_free(&l.arena);
}

/* Nodes by what they do, among those that one side lacks: a file's text, what a generic
 * test tests. Empty: not told. */
static pl_str nature_of(const pl_side_node *n, pl_arena *a) {
    const pl_test_info *t = n->node ? n->node->test : NULL;
    if (t && t->generic) {
        return pl_str_fmt(a, "test %.*s %.*s %.*s %.*s", PL_FMT(t->name_space),
                          PL_FMT(t->short_name), PL_FMT(t->attached_id),
                          PL_FMT(t->column_name));
    }
    return n->checksum.len ? pl_str_cat3(a, n->type, PL_S(" "), n->checksum)
                           : n->checksum;
}

typedef struct alike {
    pl_diff_node *added, *removed;
    bool several;
} alike;

static void note_nature(pl_diff *d, pl_map *texts, pl_diff_node *n, pl_str key) {
    void **slot = pl_map_slot(texts, d->arena, key);
    alike *t = *slot ? *slot : PL_NEW(d->arena, alike);
    pl_diff_node **to = n->verdict == PL_VERDICT_ADDED ? &t->added : &t->removed;
    t->several = t->several || *to;
    *to = n;
    *slot = t;
}

void pl_diff_renames(pl_diff *d) {
    pl_map texts = {0};
    for (uint32_t i = 0; i < d->len; i++) {
        pl_diff_node *n = &d->at[i];
        bool alone = n->verdict == PL_VERDICT_ADDED || n->verdict == PL_VERDICT_REMOVED;
        pl_str key = alone ? nature_of(n->b ? n->b : n->a, d->arena) : PL_S("");
        if (key.len) {
            note_nature(d, &texts, n, key);
        }
    }
    for (uint32_t i = 0; i < texts.len; i++) {
        alike *t = texts.at[i].value;
        if (t->added && t->removed && !t->several) {
            pl_map_put(&d->renames, d->arena, t->added->unique_id, t->removed);
            pl_map_put(&d->renames, d->arena, t->removed->unique_id, t->added);
        }
    }
}
