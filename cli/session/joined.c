/* Faults of several environments: one that they share is one, which names them. */
#include "cli/session/joined.h"

typedef struct fault {
    uint32_t at; /* in the sink */
    uint32_t count;
    pl_str last, names;
} fault;

static pl_str key_of(const pl_joined *j, const pl_diag *d) {
    pl_str path = d->span.src ? d->span.src->path : PL_S("");
    return pl_str_fmt(j->arena, "%d\n%.*s\n%u\n%.*s\n%.*s", (int)d->code, PL_FMT(path),
                      d->span.lo, PL_FMT(d->node), PL_FMT(d->text));
}

void pl_join(pl_joined *j, const pl_diag *d, pl_str environment) {
    void **slot = pl_map_slot(&j->seen, j->arena, key_of(j, d));
    fault *f = *slot;
    if (!f) {
        f = PL_NEW(j->arena, fault);
        *slot = f;
        f->at = j->sink->len;
        pl_diag *copy = pl_diag_add(j->sink, d->code, d->span, d->text);
        uint32_t order = copy->order;
        *copy = *d;
        copy->order = order;
    }
    if (!f->count || !pl_str_eq(f->last, environment)) {
        f->names = f->count++ ? pl_str_cat3(j->arena, f->names, PL_S(", "), environment)
                              : environment;
        f->last = environment;
    }
}

void pl_join_errors(pl_joined *j, pl_diag_sink *from, const pl_env *env,
                    pl_str environment) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < from->len; i++) {
        pl_diag d = from->at[i];
        if (d.severity == PL_ERROR) {
            d.text = pl_env_mask(env, j->arena, d.text);
            pl_join(j, &d, environment);
        } else {
            from->at[kept++] = d;
        }
    }
    from->len = kept;
}

void pl_joined_name(pl_joined *j, uint32_t count) {
    for (uint32_t i = 0; i < j->seen.len; i++) {
        const fault *f = j->seen.at[i].value;
        pl_diag *d = &j->sink->at[f->at];
        if (f->count == count) {
            continue;
        }
        pl_diag_note *notes = PL_NEW_ARRAY0(j->arena, pl_diag_note, d->note_count + 1);
        if (d->note_count) {
            memcpy(notes, d->notes, d->note_count * sizeof *notes);
        }
        notes[d->note_count].text = pl_str_fmt(j->arena, "in %.*s", PL_FMT(f->names));
        d->notes = notes;
        d->note_count++;
    }
}
