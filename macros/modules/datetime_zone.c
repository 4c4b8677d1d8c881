/* macros/modules/datetime_zone.c: tzinfo objects, and reading the system's
 * tzdata as pytz does. */
#include <dirent.h>
#include <stdio.h>

#include "macros/modules/datetime_priv.h"

#define ZONE_FOLDER "/usr/share/zoneinfo/"

const pl_dt_zone pl_dt_zone_utc = {
    .base = {&pl_dt_zone_class},
    .kind = PL_DT_ZONE_UTC,
    .name = {"UTC", 3},
    .rule = {.abbr = {"UTC", 3}},
};

void pl_dt_put_offset(pl_buf *to, int64_t offset, bool colon) {
    int64_t n = offset < 0 ? -offset : offset;
    const char *between = colon ? ":" : "";
    pl_buf_fmt(to, "%c%02d%s%02d", offset < 0 ? '-' : '+', (int)(n / 3600), between,
               (int)(n / 60 % 60));
    if (n % 60) {
        pl_buf_fmt(to, "%s%02d", between, (int)(n % 60));
    }
}

const pl_dt_zone *pl_dt_zone_fixed(pl_arena *a, int64_t offset, pl_str name) {
    pl_dt_zone *z = PL_NEW(a, pl_dt_zone);
    pl_buf b = {0};
    pl_buf_str(&b, PL_S("UTC"));
    if (offset) {
        pl_dt_put_offset(&b, offset, true);
    }
    z->base.cls = &pl_dt_zone_class;
    z->kind = PL_DT_ZONE_FIXED;
    z->name = name;
    z->rule = (pl_dt_rule){offset, 0, name.len ? name : pl_buf_take(&b, a)};
    pl_buf_free(&b);
    return z;
}

const pl_dt_zone *pl_dt_zone_at(pl_arena *a, const pl_dt_zone *z, int64_t us) {
    if (!z || !z->history) {
        return z;
    }
    const pl_dt_history *h = z->history;
    int64_t at = us / PL_DT_SECOND - (us % PL_DT_SECOND < 0);
    uint32_t lo = 0, hi = h->len;
    while (hi - lo > 1) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (h->from[mid] <= at) {
            lo = mid;
        } else {
            hi = mid;
        }
    }
    pl_dt_zone *there = PL_NEW(a, pl_dt_zone);
    *there = *z;
    there->rule = h->rule[lo];
    return there;
}

bool pl_dt_zone_same(const pl_dt_zone *a, const pl_dt_zone *b) {
    if (!a || !b || a == b) {
        return a == b;
    }
    return a->kind == b->kind && a->rule.offset == b->rule.offset &&
           a->rule.dst == b->rule.dst && pl_str_eq(a->name, b->name);
}

bool pl_dt_zone_arg(pl_eval *ev, pl_value v, const pl_dt_zone **out) {
    *out = NULL;
    if (v.kind == PL_UNSET || v.kind == PL_NONE) {
        return true;
    }
    if (!pl_module_is(v, &pl_dt_zone_class)) {
        return pl_raise(
            ev, PL_EXC_TYPE,
            "tzinfo argument must be None or of a tzinfo subclass, not type '%s'",
            pl_type_name(v));
    }
    *out = (const pl_dt_zone *)v.as.obj;
    return true;
}

/* ---- tzdata: RFC 8536 */

typedef struct tzif {
    const unsigned char *times, *kinds, *types, *names; /* into the file */
    uint32_t time_count, type_count, name_count;
} tzif;

static uint32_t be32(const unsigned char *p) {
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t be64(const unsigned char *p) {
    return (int64_t)((uint64_t)be32(p) << 32 | be32(p + 4));
}

enum { HEADER = 44, TYPE_SIZE = 6 };

/* Bytes of the block that follows a header, with times of `width` bytes. */
static size_t block_size(const unsigned char *header, size_t width) {
    size_t utc = be32(header + 20), std = be32(header + 24), leap = be32(header + 28);
    size_t times = be32(header + 32), types = be32(header + 36),
           names = be32(header + 40);
    return times * (width + 1) + types * TYPE_SIZE + names + leap * (width + 4) + std +
           utc;
}

static bool is_header(pl_str file, size_t at) {
    return file.len >= at + HEADER && memcmp(file.at + at, "TZif", 4) == 0;
}

/* The block with 64-bit times, which version 2 and later have. */
static bool read_blocks(pl_str file, tzif *out) {
    const unsigned char *at = (const unsigned char *)file.at;
    if (!is_header(file, 0)) {
        return false;
    }
    size_t second = HEADER + block_size(at, 4);
    if (!is_header(file, second) ||
        file.len < second + HEADER + block_size(at + second, 8)) {
        return false;
    }
    at += second;
    out->time_count = be32(at + 32);
    out->type_count = be32(at + 36);
    out->name_count = be32(at + 40);
    out->times = at + HEADER;
    out->kinds = out->times + (size_t)out->time_count * 8;
    out->types = out->kinds + out->time_count;
    out->names = out->types + (size_t)out->type_count * TYPE_SIZE;
    return out->type_count > 0;
}

static int64_t type_offset(const tzif *f, uint32_t type) {
    return (int32_t)be32(f->types + (size_t)type * TYPE_SIZE);
}

static bool type_is_dst(const tzif *f, uint32_t type) {
    return f->types[(size_t)type * TYPE_SIZE + 4];
}

static pl_str type_abbr(pl_arena *a, const tzif *f, uint32_t type) {
    uint32_t at = f->types[(size_t)type * TYPE_SIZE + 5];
    const char *name = (const char *)f->names + at;
    return at < f->name_count
               ? pl_str_copy(
                     a, (pl_str){name, (uint32_t)strnlen(name, f->name_count - at)})
               : PL_S("");
}

static int64_t whole_minutes(int64_t seconds) {
    int64_t n = seconds + 30;
    return (n / 60 - (n % 60 < 0)) * 60;
}

/* How much of step i is summer time: against the last standard time, or the next. */
static int64_t dst_of(const tzif *f, const uint32_t *steps, uint32_t len, uint32_t i) {
    int64_t dst = 0, offset = type_offset(f, steps[i]);
    if (!type_is_dst(f, steps[i])) {
        return 0;
    }
    for (uint32_t j = i; j > 0; j--) {
        if (!type_is_dst(f, steps[j - 1])) {
            dst = offset - type_offset(f, steps[j - 1]);
            break;
        }
    }
    for (uint32_t j = i + 1; j < len && (dst <= 0 || dst > INT64_C(3) * 3600); j++) {
        if (!type_is_dst(f, steps[j])) {
            dst = offset - type_offset(f, steps[j]);
        }
    }
    return dst;
}

static const pl_dt_history *history_of(pl_arena *a, const tzif *f) {
    uint32_t len = f->time_count + 1, first = 0;
    uint32_t *steps = PL_NEW_ARRAY(a, uint32_t, len);
    int64_t *from = PL_NEW_ARRAY(a, int64_t, len);
    pl_dt_rule *rules = PL_NEW_ARRAY(a, pl_dt_rule, len);
    while (first + 1 < f->type_count && type_is_dst(f, first)) {
        first++;
    }
    for (uint32_t i = 0; i < len; i++) {
        uint32_t type = i ? f->kinds[i - 1] : first;
        steps[i] = type < f->type_count ? type : first;
        from[i] = i ? be64(f->times + (size_t)(i - 1) * 8) : INT64_MIN;
    }
    for (uint32_t i = 0; i < len; i++) {
        rules[i].offset = whole_minutes(type_offset(f, steps[i]));
        rules[i].dst = whole_minutes(dst_of(f, steps, len, i));
        rules[i].abbr = type_abbr(a, f, steps[i]);
    }
    pl_dt_history *h = PL_NEW(a, pl_dt_history);
    *h = (pl_dt_history){from, rules, len};
    return h;
}

/* Zone names are paths below one folder and never leave it. */
static bool is_zone_name(pl_str name) {
    bool ok = name.len > 0 && name.len < 100 && name.at[0] != '/';
    for (uint32_t i = 0; ok && i < name.len; i++) {
        char c = name.at[i];
        ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
             (c >= '0' && c <= '9') || c == '/' || c == '_' || c == '-' || c == '+';
    }
    return ok;
}

/* The entry of `folder` that is `name` but for its case; nothing where none is. */
static pl_str spelled(pl_arena *a, pl_str folder, pl_str name) {
    pl_str found = {NULL, 0};
    DIR *d = opendir(folder.at);
    for (const struct dirent *e; d && !found.at && (e = readdir(d)) != NULL;) {
        if (pl_str_eq_nocase(pl_str_of(e->d_name), name)) {
            found = pl_str_copy(a, pl_str_of(e->d_name));
        }
    }
    if (d) {
        closedir(d);
    }
    return found;
}

/* Open the zone's file, first by the name as it stands. */
static FILE *open_zone(pl_arena *a, pl_str *name) {
    pl_str path = PL_S(ZONE_FOLDER);
    FILE *file = fopen(pl_str_cat(a, path, *name).at, "rbe");
    if (file) {
        return file;
    }
    for (uint32_t lo = 0, hi; lo < name->len; lo = hi + 1) {
        hi = pl_str_find(*name, PL_S("/"), lo);
        hi = hi == UINT32_MAX ? name->len : hi;
        pl_str part = spelled(a, path, pl_str_sub(*name, lo, hi));
        if (!part.at) {
            return NULL;
        }
        path = pl_str_cat(a, path, part);
        path = hi < name->len ? pl_str_cat(a, path, PL_S("/")) : path;
    }
    *name = pl_str_sub(path, sizeof ZONE_FOLDER - 1, path.len);
    return fopen(path.at, "rbe");
}

const pl_dt_history *pl_dt_history_load(pl_arena *a, pl_str *name) {
    enum { FILE_MAX = 64 * 1024 };
    if (!is_zone_name(*name)) {
        return NULL;
    }
    FILE *file = open_zone(a, name);
    if (!file) {
        return NULL;
    }
    char *bytes = pl_alloc(a, FILE_MAX);
    size_t n = fread(bytes, 1, FILE_MAX, file);
    fclose(file);
    tzif f;
    return read_blocks((pl_str){bytes, (uint32_t)n}, &f) ? history_of(a, &f) : NULL;
}
