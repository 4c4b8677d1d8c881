/* What an undefined name may have meant. */
#include "project/node/dbt_error.h"
#include "project/node/world_priv.h"
#include "project/render/macros.h"
#include "project/render/report.h"

typedef struct search {
    pl_str name;
    pl_str best;
    uint32_t least; /* a nearer name must be nearer than this */
} search;

static void consider(search *s, pl_str candidate) {
    uint32_t distance = pl_str_distance(s->name, candidate, s->least);
    if (distance && distance < s->least) {
        s->least = distance;
        s->best = candidate;
    }
}

static void consider_all(search *s, const pl_map *names) {
    for (uint32_t i = 0; i < names->len; i++) {
        consider(s, names->at[i].key);
    }
}

/* The x of "'x' is undefined". */
static bool undefined_name(pl_str text, pl_str *name) {
    pl_str end = PL_S("' is undefined");
    if (text.len <= end.len + 1 || text.at[0] != '\'' || !pl_str_ends(text, end)) {
        return false;
    }
    *name = pl_str_sub(text, 1, text.len - end.len);
    return pl_str_find_char(*name, '\'') == UINT32_MAX &&
           pl_str_find_char(*name, ' ') == UINT32_MAX;
}

/* Another package's macro needs its name. */
static pl_str in_package(pl_world *w, pl_str name) {
    for (uint32_t i = 1; i < w->package_len; i++) {
        if (pl_map_has(&w->packages[i].macros, name)) {
            pl_str package = w->packages[i].file->name;
            return pl_str_fmt(w->arena,
                              "package %.*s has a macro of that name: call %.*s.%.*s",
                              PL_FMT(package), PL_FMT(package), PL_FMT(name));
        }
    }
    return PL_S("");
}

static pl_str near_name(pl_world *w, const pl_dbt_node *n, pl_str name) {
    search s = {name, {"", 0}, name.len > 5 ? 3 : 2};
    consider_all(&s, &w->packages[0].macros);
    if (n->owner && n->owner->index) {
        consider_all(&s, &n->owner->macros);
    }
    consider_all(&s, pl_stock_macros_named(w));
    for (uint32_t i = 0; pl_member_name(i).len; i++) {
        consider(&s, pl_member_name(i));
    }
    return s.best.len ? pl_str_fmt(w->arena, "did you mean `%.*s`?", PL_FMT(s.best))
                      : PL_S("");
}

void pl_suggest_name(pl_world *w, const pl_dbt_node *n, pl_diag *d) {
    pl_str name;
    if (!n || !w->packages || !undefined_name(d->text, &name)) {
        return;
    }
    d->help = in_package(w, name);
    if (!d->help.len) {
        d->help = near_name(w, n, name);
    }
    if (!d->note_count) {
        d->dbt_text = pl_dbt_undefined_words(w->arena, d->text);
    }
}

/* ---- tags */

static bool is_opener(pl_str s, uint32_t i) {
    return s.at[i] == '{' && (s.at[i + 1] == '{' || s.at[i + 1] == '%');
}

static bool is_closer(pl_str s, uint32_t i) {
    return s.at[i + 1] == '}' && (s.at[i] == '}' || s.at[i] == '%');
}

/* The "{{" or "{%" nearest before `i`, with no tag's end between; UINT32_MAX: none. */
static uint32_t opener_before(pl_str s, uint32_t i) {
    while (i-- > 0 && i + 1 < s.len) {
        if (is_closer(s, i)) {
            break;
        }
        if (is_opener(s, i)) {
            return i;
        }
    }
    return UINT32_MAX;
}

static bool has_quote(pl_str s) {
    return pl_str_find_char(s, '"') != UINT32_MAX ||
           pl_str_find_char(s, '\'') != UINT32_MAX;
}

void pl_suggest_tag(pl_world *w, pl_diag *d) {
    pl_str s = d->span.src->text;
    uint32_t open = opener_before(s, d->span.lo);
    uint32_t outer = open == UINT32_MAX ? open : opener_before(s, open);
    if (outer != UINT32_MAX && s.at[open + 1] == '{' &&
        !has_quote(pl_str_sub(s, outer + 2, open))) {
        d->help = PL_S("what stands in a tag takes no braces of its own");
        return;
    }
    if (open == UINT32_MAX ||
        !pl_str_starts(d->text, PL_S("expected token 'end of "))) {
        return;
    }
    pl_place begin = pl_source_place(d->span.src, open);
    if (begin.line < pl_source_line(d->span.src, d->span.lo)) {
        d->help = pl_str_fmt(w->arena, "the tag that begins at %u:%u is not closed",
                             begin.line, begin.column);
    }
}
