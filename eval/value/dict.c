/* Dicts: insertion-ordered entries, and an index by hash once there are more than a
 * few. */
#include "eval/value/value_priv.h"

/* Up to this many entries are searched one after the other. */
enum { INDEX_FROM = 8 };

static pl_value table_new(pl_arena *a, pl_kind kind, uint32_t cap) {
    pl_dict *d = pl_alloc(a, sizeof *d + (size_t)cap * sizeof(pl_dict_entry));
    *d = (pl_dict){.at = cap ? (pl_dict_entry *)(void *)(d + 1) : NULL,
                   .cap = cap,
                   .home = a->oldest};
    return (pl_value){.kind = (uint8_t)kind, .as.dict = d};
}

pl_value pl_dict_new(pl_arena *a, uint32_t cap) {
    return table_new(a, PL_DICT, cap);
}

pl_value pl_set_new(pl_arena *a, uint32_t cap) {
    return table_new(a, PL_SET, cap);
}

static bool is_text_key(const pl_dict_entry *e, pl_str key, uint32_t hash) {
    return e->hash == hash && e->key.kind == PL_STR && e->key.len == key.len &&
           (!key.len || !memcmp(e->key.as.s, key.at, key.len));
}

static pl_dict_entry *find_text(const pl_dict *d, pl_str key, uint32_t hash) {
    if (!d->index_cap) {
        for (uint32_t i = 0; i < d->used; i++) {
            if (is_text_key(&d->at[i], key, hash)) {
                return &d->at[i];
            }
        }
        return NULL;
    }
    uint32_t mask = d->index_cap - 1;
    for (uint32_t i = hash & mask; d->index[i]; i = (i + 1) & mask) {
        pl_dict_entry *e = &d->at[d->index[i] - 1];
        if (is_text_key(e, key, hash)) {
            return e;
        }
    }
    return NULL;
}

pl_value *pl_dict_find_str(const pl_dict *d, pl_str key, uint32_t hash) {
    pl_dict_entry *e = find_text(d, key, hash);
    return e ? &e->value : NULL;
}

/* Does entry `e` have this key? Python compares identity, then equality. */
static bool has_key(pl_eval *ev, const pl_dict_entry *e, pl_value key, uint32_t hash,
                    bool *failed) {
    bool same = false;
    if (e->hash != hash || e->key.kind == PL_UNSET) {
        return false;
    }
    *failed = !pl_same_item(ev, e->key, key, &same);
    return same;
}

pl_dict_entry *pl_dict_entry_find(pl_eval *ev, const pl_dict *d, pl_value key,
                                  uint32_t hash, bool *failed) {
    *failed = false;
    if (key.kind == PL_STR) {
        return find_text(d, pl_str_from(key), hash);
    }
    if (!d->index_cap) {
        for (uint32_t i = 0; i < d->used && !*failed; i++) {
            if (has_key(ev, &d->at[i], key, hash, failed)) {
                return &d->at[i];
            }
        }
        return NULL;
    }
    uint32_t mask = d->index_cap - 1;
    for (uint32_t i = hash & mask; d->index[i] && !*failed; i = (i + 1) & mask) {
        pl_dict_entry *e = &d->at[d->index[i] - 1];
        if (has_key(ev, e, key, hash, failed)) {
            return e;
        }
    }
    return NULL;
}

static void index_put(pl_dict *d, uint32_t entry) {
    uint32_t mask = d->index_cap - 1;
    uint32_t i = d->at[entry].hash & mask;
    while (d->index[i]) {
        i = (i + 1) & mask;
    }
    d->index[i] = entry + 1;
}

static void index_build(pl_arena *a, pl_dict *d) {
    if (d->cap <= INDEX_FROM) {
        return;
    }
    uint32_t cap = 16;
    while (cap < d->cap + d->cap / 2) {
        cap *= 2;
    }
    if (cap != d->index_cap) {
        d->index = PL_NEW_ARRAY(a, uint32_t, cap);
        d->index_cap = cap;
    }
    memset(d->index, 0, cap * sizeof *d->index);
    for (uint32_t i = 0; i < d->used; i++) {
        if (d->at[i].key.kind != PL_UNSET) {
            index_put(d, i);
        }
    }
}

/* Move live entries to `to`, which may be where they are. */
static void compact(pl_dict *d, pl_dict_entry *to) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < d->used; i++) {
        if (d->at[i].key.kind != PL_UNSET) {
            to[n++] = d->at[i];
        }
    }
    d->at = to;
    d->used = n;
    d->first = 0;
}

static void make_room(pl_arena *a, pl_dict *d) {
    if (d->len >= d->cap - d->cap / 4) {
        if (d->cap > UINT32_MAX / 4) {
            pl_out_of_memory();
        }
        d->cap = d->cap < 4 ? 4 : d->cap * 2;
        compact(d, PL_NEW_ARRAY(a, pl_dict_entry, d->cap));
    } else {
        compact(d, d->at);
    }
    index_build(a, d);
}

void pl_dict_insert_new(pl_arena *a, pl_dict *d, pl_value key, pl_value value,
                        uint32_t hash) {
    if (d->used == d->cap) {
        make_room(a, d);
    } else if (d->cap > INDEX_FROM && !d->index_cap) {
        index_build(a, d);
    }
    d->at[d->used] = (pl_dict_entry){key, value, hash};
    if (d->index_cap) {
        index_put(d, d->used);
    }
    d->used++;
    d->len++;
}

void pl_dict_put_str(pl_arena *a, pl_dict *d, pl_str key, pl_value value) {
    uint32_t hash = pl_str_hash(key);
    pl_dict_entry *e = find_text(d, key, hash);
    if (e) {
        e->value = value;
    } else {
        pl_dict_insert_new(a, d, pl_string(key), value, hash);
    }
}

pl_found pl_dict_lookup(pl_eval *ev, const pl_dict *d, pl_value key, pl_value **out) {
    uint32_t hash;
    bool failed;
    if (!pl_hash_value(ev, key, &hash)) {
        return PL_FAILED;
    }
    pl_dict_entry *e = pl_dict_entry_find(ev, d, key, hash, &failed);
    if (failed) {
        return PL_FAILED;
    }
    *out = e ? &e->value : NULL;
    return e ? PL_FOUND : PL_MISSING;
}

bool pl_dict_put(pl_eval *ev, pl_dict *d, pl_value key, pl_value value) {
    uint32_t hash;
    bool failed;
    if (!pl_hash_value(ev, key, &hash) || !pl_charge(ev, sizeof(pl_dict_entry))) {
        return false;
    }
    pl_dict_entry *e = pl_dict_entry_find(ev, d, key, hash, &failed);
    if (failed) {
        return false;
    }
    pl_keep_for(ev, d->home);
    if (e) {
        e->value = value;
    } else {
        pl_dict_insert_new(ev->arena, d, key, value, hash);
    }
    return true;
}

/* Take an entry out of the index, closing the gap in its probe sequence. */
static void index_remove(pl_dict *d, uint32_t entry) {
    uint32_t mask = d->index_cap - 1;
    uint32_t gap = d->at[entry].hash & mask;
    while (d->index[gap] != entry + 1) {
        gap = (gap + 1) & mask;
    }
    for (uint32_t i = (gap + 1) & mask; d->index[i]; i = (i + 1) & mask) {
        uint32_t home = d->at[d->index[i] - 1].hash & mask;
        if (((i - home) & mask) >= ((i - gap) & mask)) {
            d->index[gap] = d->index[i];
            gap = i;
        }
    }
    d->index[gap] = 0;
}

void pl_dict_erase(pl_arena *a, pl_dict *d, uint32_t entry) {
    if (d->index_cap) {
        index_remove(d, entry);
    }
    d->at[entry].key.kind = PL_UNSET;
    d->at[entry].hash = 0;
    d->len--;
    while (d->used > d->first && d->at[d->used - 1].key.kind == PL_UNSET) {
        d->used--;
    }
    while (d->first < d->used && d->at[d->first].key.kind == PL_UNSET) {
        d->first++;
    }
    if (!d->len) {
        d->used = d->first = 0;
    }
    if (d->used - d->len > 32 && d->used - d->len > d->len) {
        compact(d, d->at);
        index_build(a, d);
    }
}

pl_found pl_dict_remove(pl_eval *ev, pl_dict *d, pl_value key, pl_value *out) {
    pl_value *value;
    pl_found found = pl_dict_lookup(ev, d, key, &value);
    if (found != PL_FOUND) {
        return found;
    }
    *out = *value;
    size_t offset = (size_t)((char *)value - (char *)d->at);
    pl_dict_erase(ev->arena, d, (uint32_t)(offset / sizeof *d->at));
    return PL_FOUND;
}

void pl_dict_clear(pl_dict *d) {
    if (d->index_cap && d->used) {
        memset(d->index, 0, d->index_cap * sizeof *d->index);
    }
    d->used = d->len = d->first = 0;
}

const pl_dict_entry *pl_dict_next(const pl_dict *d, uint32_t *i) {
    if (*i < d->first) {
        *i = d->first;
    }
    while (*i < d->used) {
        const pl_dict_entry *e = &d->at[(*i)++];
        if (e->key.kind != PL_UNSET) {
            return e;
        }
    }
    return NULL;
}

pl_value pl_dict_copy(pl_arena *a, pl_value v) {
    const pl_dict *from = v.as.dict;
    pl_value copy = table_new(a, (pl_kind)v.kind, from->len);
    copy.flags = v.flags & PL_PROVENANCE;
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(from, &i));) {
        pl_dict_insert_new(a, copy.as.dict, e->key, e->value, e->hash);
    }
    return copy;
}
