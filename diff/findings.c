/* Differences as findings, for annotations, SARIF, code quality and JUnit. */
#include "diff/report.h"

static const pl_finding_kind kinds[PL_VERDICT_COUNT] = {
#define VERDICT(id, name, words)                                                       \
    [PL_VERDICT_##id] = {name,                                                         \
                         "diff",                                                       \
                         words,                                                        \
                         "A node that renders differently on two sides of a "          \
                         "comparison: `plumb help diff`.\n",                           \
                         PL_VERDICT_##id == PL_VERDICT_UNRENDERABLE ? PL_ERROR         \
                         : PL_VERDICT_##id >= PL_VERDICT_MOVED      ? PL_WARNING       \
                                                                    : PL_NOTE,              \
                         NULL},
#include "diff/verdicts.def"
#undef VERDICT
};

static const pl_finding_kind *const kind_list[PL_VERDICT_COUNT] = {
#define VERDICT(id, name, words) [PL_VERDICT_##id] = &kinds[PL_VERDICT_##id],
#include "diff/verdicts.def"
#undef VERDICT
};

/* A place of the second side: that is what the reader has before them. */
static pl_span place_of(const pl_diff_node *n) {
    for (uint32_t i = 0; i < n->cause_len; i++) {
        const pl_span *s = &n->causes[i].span;
        if (s->src && !n->causes[i].in_a && !pl_span_stock(*s)) {
            return *s;
        }
    }
    return n->b && n->b->node ? n->b->node->span : (pl_span){0};
}

static pl_str message_of(const pl_diff *d, const pl_diff_node *n, pl_arena *a) {
    pl_buf to = {0};
    pl_buf_fmt(&to, "%.*s: %s between %.*s and %.*s", PL_FMT(n->name),
               pl_verdict_name(n->verdict), PL_FMT(d->a.label), PL_FMT(d->b.label));
    if (n->cause_len) {
        pl_str place = pl_diff_place_text(d, n->causes[0].span, n->causes[0].in_a, a);
        pl_buf_fmt(&to, ", because %.*s%s%.*s", PL_FMT(place), place.len ? " " : "",
                   PL_FMT(n->causes[0].text));
    }
    pl_str s = pl_buf_take(&to, a);
    pl_buf_free(&to);
    return s;
}

static void related_of(const pl_diff_node *n, pl_arena *a, pl_finding *f) {
    if (n->cause_len < 2) {
        return;
    }
    pl_place_note *notes = PL_NEW_ARRAY(a, pl_place_note, n->cause_len);
    for (uint32_t i = 1; i < n->cause_len; i++) {
        if (n->causes[i].span.src && !n->causes[i].in_a) {
            notes[f->related_len++] =
                (pl_place_note){n->causes[i].span, n->causes[i].text};
        }
    }
    f->related = notes;
}

static pl_str impact_of(const pl_diff_node *n, pl_arena *a) {
    return n->impact_len ? pl_str_fmt(a, "%u downstream of it", n->impact_len)
                         : PL_S("");
}

static pl_finding finding_of(const pl_diff_report *r, const pl_diff *d,
                             const pl_diff_node *n) {
    bool fails = r->fail_on & PL_VERDICT_BIT(n->verdict);
    pl_finding f = {
        .kind = &kinds[n->verdict],
        .severity = fails && r->strict ? PL_ERROR : kinds[n->verdict].severity,
        .span = place_of(n),
        .path = n->path,
        .node = n->unique_id,
        .everywhere = true,
        .message = message_of(d, n, r->arena),
        .help = impact_of(n, r->arena),
    };
    f.path = f.span.src ? f.span.src->path : f.path;
    related_of(n, r->arena, &f);
    return f;
}

void pl_diff_findings(const pl_diff_report *r, pl_report *out) {
    PL_VEC(pl_finding) all = {0};
    pl_str *labels = PL_NEW_ARRAY0(r->arena, pl_str, r->len);
    out->command = "diff";
    out->environments = labels;
    out->environment_len = r->len;
    for (uint32_t i = 0; i < r->len; i++) {
        const pl_diff *d = r->at[i];
        labels[i] = d->b.label;
        out->nodes += d->len;
        for (uint32_t k = 0; k < d->len; k++) {
            if (r->shown & PL_VERDICT_BIT(d->at[k].verdict)) {
                PL_PUSH(r->arena, &all, finding_of(r, d, &d->at[k]));
            }
        }
    }
    pl_findings_settle(all.at, all.len, r->arena);
    out->at = all.at;
    out->len = all.len;
    out->kinds = kind_list;
    out->kind_len = PL_VERDICT_COUNT;
    out->faults = r->faults;
    out->prefix = r->prefix;
    out->fail_on = PL_WARNING;
    out->arena = r->arena;
}
