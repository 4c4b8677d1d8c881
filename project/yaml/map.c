/* The entries of a finished mapping: `<<` first, then one for each key. */
#include "project/yaml/yaml_priv.h"
#include "support/vec.h"

/* Up to so many keys are compared one by one. */
enum { LINEAR_KEYS = 8 };

typedef PL_VEC(pl_yaml_entry) entry_list;

/* ---- `<<` */

static bool fail(pl_yaml_closing *c, const pl_yaml *at, pl_str problem) {
    *c->fault = (pl_yaml_fault){
        .context = PL_S("while constructing a mapping"),
        .context_at = pl_yaml_span(c->node),
        .problem = problem,
        .at = pl_yaml_span(at),
    };
    return false;
}

static bool merge_fault(pl_yaml_closing *c, const pl_yaml *found) {
    const char *kind = found->kind == PL_YAML_SEQ   ? "sequence"
                       : found->kind == PL_YAML_MAP ? "mapping"
                                                    : "scalar";
    return fail(
        c, found,
        pl_str_fmt(c->arena,
                   "expected a mapping or list of mappings for merging, but found %s",
                   kind));
}

static bool merge_map(pl_yaml_closing *c, const pl_yaml *from, entry_list *to) {
    if (from->kind != PL_YAML_MAP) {
        return merge_fault(c, from);
    }
    c->merged += from->count;
    if (c->merged > c->most) {
        return fail(c, from,
                    PL_S("the document grows too large when its aliases are expanded"));
    }
    for (uint32_t i = 0; i < from->count; i++) {
        pl_yaml *value = (pl_yaml *)(uintptr_t)from->as.entries[i].value;
        value->flags |= PL_YAML_SHARED;
        PL_PUSH(c->scratch, to, from->as.entries[i]);
    }
    return true;
}

/* The value of one `<<`: a map, or maps of which the first wins. */
static bool merge_value(pl_yaml_closing *c, const pl_yaml *value, entry_list *to) {
    if (value->kind != PL_YAML_SEQ) {
        return merge_map(c, value, to);
    }
    for (uint32_t i = value->count; i-- > 0;) {
        if (!merge_map(c, value->as.items[i], to)) {
            return false;
        }
    }
    return true;
}

/* *merged: how many of them `<<` gave; they stand first. */
static bool collect_entries(pl_yaml_closing *c, const pl_yaml **at, uint32_t count,
                            entry_list *to, uint32_t *merged) {
    for (uint32_t i = 0; i + 1 < count; i += 2) {
        if (at[i]->flags & PL_YAML_MERGE_KEY) {
            c->node->flags |= PL_YAML_MERGED;
            if (!merge_value(c, at[i + 1], to)) {
                return false;
            }
        }
    }
    *merged = to->len;
    for (uint32_t i = 0; i + 1 < count; i += 2) {
        if (!(at[i]->flags & PL_YAML_MERGE_KEY)) {
            PL_PUSH(c->scratch, to, ((pl_yaml_entry){at[i], at[i + 1]}));
        }
    }
    return true;
}

/* ---- duplicate keys */

static bool key_number(const pl_yaml *y, double *out) {
    return y->kind == PL_YAML_SCALAR && pl_as_double(y->scalar, out);
}

/* Python's equality of two keys: 1, 1.0 and True are one. */
static bool same_key(const pl_yaml *x, const pl_yaml *y) {
    double fx, fy;
    if (x == y) {
        return true;
    }
    if (x->scalar.kind == PL_STR || y->scalar.kind == PL_STR) {
        return x->kind == y->kind && x->scalar.kind == y->scalar.kind &&
               pl_str_eq(pl_str_from(x->scalar), pl_str_from(y->scalar));
    }
    if (x->scalar.kind == PL_INT && y->scalar.kind == PL_INT) {
        return x->scalar.as.i == y->scalar.as.i;
    }
    if (key_number(x, &fx) && key_number(y, &fy)) {
        return !(fx < fy) && !(fx > fy);
    }
    return x->scalar.kind == PL_NONE && y->scalar.kind == PL_NONE;
}

static uint32_t key_hash(const pl_yaml *y) {
    double f;
    if (y->scalar.kind == PL_STR) {
        return pl_str_hash(pl_str_from(y->scalar));
    }
    return key_number(y, &f) ? pl_hash_bytes(&f, sizeof f) : 0;
}

/* Find `key` in the first `count` entries: through `table` (of `mask` + 1 numbers plus
 * one) when there is one, which then learns it. */
static uint32_t find_key(const pl_yaml_entry *at, uint32_t count, const pl_yaml *key,
                         uint32_t *table, uint32_t mask) {
    if (!table) {
        for (uint32_t i = 0; i < count; i++) {
            if (same_key(at[i].key, key)) {
                return i;
            }
        }
        return count;
    }
    uint32_t slot = key_hash(key) & mask;
    while (table[slot]) {
        if (same_key(at[table[slot] - 1].key, key)) {
            return table[slot] - 1;
        }
        slot = (slot + 1) & mask;
    }
    table[slot] = count + 1;
    return count;
}

/* Duplicate keys: the last value at the first one's place. What the map itself writes
 * and overrules goes to `overruled`; what `<<` gave is meant to be. */
static void unique_entries(pl_arena *scratch, entry_list *list, uint32_t merged,
                           entry_list *overruled) {
    uint32_t *table = NULL;
    uint32_t mask = 0;
    uint32_t n = 0;
    pl_yaml_entry *own = PL_NEW_ARRAY0(scratch, pl_yaml_entry, list->len + 1);
    if (list->len > LINEAR_KEYS) {
        uint32_t size = 16;
        while (size < list->len * 2) {
            size *= 2;
        }
        table = PL_NEW_ARRAY0(scratch, uint32_t, size);
        mask = size - 1;
    }
    for (uint32_t i = 0; i < list->len; i++) {
        pl_yaml_entry e = list->at[i];
        uint32_t at = find_key(list->at, n, e.key, table, mask);
        if (at == n) {
            list->at[n++] = e;
        } else {
            list->at[at].value = e.value;
        }
        if (i >= merged) {
            if (own[at].key) {
                PL_PUSH(scratch, overruled, own[at]);
            }
            own[at] = e;
        }
    }
    list->len = n;
}

bool pl_yaml_close_map(pl_yaml_closing *c, const pl_yaml **children, uint32_t count) {
    pl_arena_mark mark = pl_arena_mark_get(c->scratch);
    entry_list list = {0}, overruled = {0};
    uint32_t merged;
    if (!collect_entries(c, children, count, &list, &merged)) {
        return false;
    }
    unique_entries(c->scratch, &list, merged, &overruled);
    uint32_t more = overruled.len ? overruled.len + 1 : 0;
    pl_yaml_entry *entries = PL_NEW_ARRAY0(c->arena, pl_yaml_entry, list.len + more);
    if (list.len) {
        memcpy(entries, list.at, list.len * sizeof *entries);
    }
    if (more) {
        memcpy(entries + list.len, overruled.at, overruled.len * sizeof *entries);
        c->node->flags |= PL_YAML_DOUBLED;
    }
    c->node->as.entries = entries;
    c->node->count = list.len;
    pl_arena_rewind(c->scratch, mark);
    return true;
}

const pl_yaml_entry *pl_yaml_overruled(const pl_yaml *map) {
    return map->flags & PL_YAML_DOUBLED ? map->as.entries + map->count : NULL;
}
