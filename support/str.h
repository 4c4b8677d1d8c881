/* support/str.h: text slices.
 *
 * A pl_str is a view: valid UTF-8 (checked once, on load), not NUL-terminated, owned by
 * whatever arena holds the bytes. Lengths are bytes unless a name says "chars". */
#ifndef PL_SUPPORT_STR_H
#define PL_SUPPORT_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "support/arena.h"

typedef struct pl_str {
    const char *at;
    uint32_t len; /* bytes */
} pl_str;

#define PL_S(literal) ((pl_str){(literal), (uint32_t)(sizeof(literal) - 1)})
/* For printf: "%.*s", PL_FMT(s) */
#define PL_FMT(s) (int)(s).len, (s).at

static inline pl_str pl_str_of(const char *z) {
    return (pl_str){z, (uint32_t)strlen(z)};
}
static inline bool pl_str_eq(pl_str a, pl_str b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}
#define PL_STR_IS(s, literal) pl_str_eq((s), PL_S(literal))

/* Byte order; a prefix sorts first. For valid UTF-8 this is code point order. */
int pl_str_cmp(pl_str a, pl_str b);
bool pl_str_starts(pl_str s, pl_str prefix);
bool pl_str_ends(pl_str s, pl_str suffix);
/* Byte index of the first `needle` at or after `from`, or UINT32_MAX. */
uint32_t pl_str_find(pl_str s, pl_str needle, uint32_t from);
uint32_t pl_str_find_char(pl_str s, char c);
/* Bytes [lo, hi); both are clamped to the length. */
pl_str pl_str_sub(pl_str s, uint32_t lo, uint32_t hi);
/* Without ASCII white space (space \t \n \v \f \r) at both ends. */
pl_str pl_str_trim(pl_str s);
/* ASCII case folded comparison. */
bool pl_str_eq_nocase(pl_str a, pl_str b);
/* Is it one of the list, which NULL ends? */
bool pl_str_in(pl_str s, const char *const *list);
/* Sort in byte order, which is Python's. */
void pl_strs_sort(pl_str *at, uint32_t count);

/* Copies, NUL-terminated behind their length. */
pl_str pl_str_copy(pl_arena *a, pl_str s);
char *pl_str_z(pl_arena *a, pl_str s);
pl_str pl_str_cat(pl_arena *a, pl_str x, pl_str y);
pl_str pl_str_cat3(pl_arena *a, pl_str x, pl_str y, pl_str z);
/* printf into an arena. */
pl_str pl_str_fmt(pl_arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
pl_str pl_str_vfmt(pl_arena *a, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* A hash for tables in memory; never printed or stored. */
uint32_t pl_hash_bytes(const void *at, size_t len);
static inline uint32_t pl_str_hash(pl_str s) {
    return pl_hash_bytes(s.at, s.len);
}

/* Edit distance for "did you mean", at most `limit` + 1. */
uint32_t pl_str_distance(pl_str a, pl_str b, uint32_t limit);

/* The name that was probably meant: set `wanted` and `distance` (too far from there
 * on), then compare with all there are; `best` stays empty when none is near. */
typedef struct pl_near_name {
    pl_str wanted;
    pl_str best;
    uint32_t distance;
} pl_near_name;
void pl_near_compare(pl_near_name *near, pl_str other);

#endif
