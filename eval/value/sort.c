/* A stable sort by keys that are compared as Python does.
 *
 * Like Python's: runs are found or made by binary insertion, then merged, so that the
 * first pair that cannot be compared is the one that Python names. */

#include "eval/value/run.h"

enum { RUN = 32 };

typedef struct sorting {
    pl_eval *ev;
    const pl_sort_keys *keys;
    uint32_t *order;
    uint32_t *room;
} sorting;

/* Where two values cannot be compared, their types can. */
static bool types_less(const sorting *s, pl_value a, pl_value b, bool *out) {
    if (!s->keys->tolerant || !pl_error_caught(s->ev, PL_EXC_TYPE)) {
        return false;
    }
    *out = strcmp(pl_type_name(a), pl_type_name(b)) < 0;
    return true;
}

/* Lists differ where their first unequal items differ. */
static bool key_less(const sorting *s, uint32_t l, uint32_t r, bool *out) {
    uint32_t width = s->keys->width;
    const pl_value *a = s->keys->at + (size_t)l * width;
    const pl_value *b = s->keys->at + (size_t)r * width;
    *out = false;
    if (!pl_burn(s->ev, 1)) {
        return false;
    }
    if (!s->keys->as_list) {
        return pl_less(s->ev, *a, *b, out) || types_less(s, *a, *b, out);
    }
    for (uint32_t i = 0; i < width; i++) {
        bool equal;
        if (!pl_equal(s->ev, a[i], b[i], &equal)) {
            return false;
        }
        if (!equal) {
            return pl_less(s->ev, a[i], b[i], out);
        }
    }
    return true;
}

static void reverse_order(uint32_t *at, uint32_t n) {
    for (uint32_t i = 0; i + 1 < n - i; i++) {
        uint32_t t = at[i];
        at[i] = at[n - 1 - i];
        at[n - 1 - i] = t;
    }
}

/* Length of the run at the start of at[0 .. n); a descending one is turned round. */
static bool natural_run(const sorting *s, uint32_t *at, uint32_t n, uint32_t *out) {
    *out = n;
    if (n < 2) {
        return true;
    }
    bool descending, less;
    if (!key_less(s, at[1], at[0], &descending)) {
        return false;
    }
    uint32_t i = 2;
    for (; i < n; i++) {
        if (!key_less(s, at[i], at[i - 1], &less)) {
            return false;
        }
        if (less != descending) {
            break;
        }
    }
    if (descending) {
        reverse_order(at, i);
    }
    *out = i;
    return true;
}

/* Extend the sorted at[0 .. sorted) to at[0 .. n). */
static bool insert_rest(const sorting *s, uint32_t *at, uint32_t sorted, uint32_t n) {
    for (; sorted < n; sorted++) {
        uint32_t pivot = at[sorted], lo = 0, hi = sorted;
        while (lo < hi) {
            uint32_t mid = lo + (hi - lo) / 2;
            bool less;
            if (!key_less(s, pivot, at[mid], &less)) {
                return false;
            }
            if (less) {
                hi = mid;
            } else {
                lo = mid + 1;
            }
        }
        memmove(at + lo + 1, at + lo, (sorted - lo) * sizeof *at);
        at[lo] = pivot;
    }
    return true;
}

static bool merge(const sorting *s, uint32_t lo, uint32_t mid, uint32_t hi) {
    uint32_t *at = s->order, *left = s->room, n = mid - lo, i = 0, r = mid, to = lo;
    memcpy(left, at + lo, n * sizeof *at);
    while (i < n && r < hi) {
        bool less;
        if (!key_less(s, at[r], left[i], &less)) {
            return false;
        }
        at[to++] = less ? at[r++] : left[i++];
    }
    memcpy(at + to, left + i, (n - i) * sizeof *at);
    return true;
}

static bool sort_runs(const sorting *s, uint32_t n) {
    uint32_t width = n < 2 * RUN ? n : RUN;
    for (uint32_t lo = 0; lo < n; lo += width) {
        uint32_t len = n - lo < width ? n - lo : width, sorted;
        if (!natural_run(s, s->order + lo, len, &sorted) ||
            !insert_rest(s, s->order + lo, sorted, len)) {
            return false;
        }
    }
    for (uint64_t w = width; w < n; w *= 2) {
        for (uint64_t lo = 0; lo + w < n; lo += 2 * w) {
            uint64_t hi = lo + 2 * w < n ? lo + 2 * w : n;
            if (!merge(s, (uint32_t)lo, (uint32_t)(lo + w), (uint32_t)hi)) {
                return false;
            }
        }
    }
    return true;
}

bool pl_sort_order(pl_eval *ev, const pl_sort_keys *keys, bool reverse,
                   uint32_t *order) {
    if (!pl_afford(ev, (int64_t)keys->n * (int64_t)sizeof *order)) {
        return false;
    }
    sorting s = {ev, keys, order, PL_NEW_ARRAY(ev->arena, uint32_t, keys->n)};
    for (uint32_t i = 0; i < keys->n; i++) {
        order[i] = i;
    }
    if (keys->n == 0) {
        return true;
    }
    if (reverse) {
        reverse_order(order, keys->n);
    }
    if (!sort_runs(&s, keys->n)) {
        return false;
    }
    if (reverse) {
        reverse_order(order, keys->n);
    }
    return true;
}
