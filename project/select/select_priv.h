/* project/select/select_priv.h: what the files of the selection language share. */
#ifndef PL_PROJECT_SELECT_SELECT_PRIV_H
#define PL_PROJECT_SELECT_SELECT_PRIV_H

#include "project/node/edges.h"
#include "project/node/world.h"
#include "project/select/select.h"
#include "project/state/state_priv.h"

/* ---- specifications */

typedef enum pl_select_method {
#define METHOD(id, name) PL_METHOD_##id,
#include "project/select/select_methods.def"
#undef METHOD
    PL_METHOD_COUNT
} pl_select_method;

/* By name; PL_METHOD_COUNT: no such method. */
pl_select_method pl_select_method_find(pl_str name);

typedef enum pl_spec_kind {
    PL_SPEC_CRITERIA,
    PL_SPEC_UNION,
    PL_SPEC_INTERSECTION,
    PL_SPEC_DIFFERENCE, /* the first part without all others */
} pl_spec_kind;

enum { PL_DEPTH_ALL = -1 };

typedef struct pl_spec pl_spec;
struct pl_spec {
    pl_spec_kind kind;
    pl_indirect indirect;
    bool must_match; /* warn when nothing is selected */
    pl_str raw;      /* as written, for messages */
    pl_span span;    /* in selectors.yml; src NULL: the command line */
    /* PL_SPEC_CRITERIA */
    pl_select_method method;
    /* what follows the method's name: "meta.tier" of config.meta.tier */
    pl_str arguments;
    pl_value value;
    bool childrens_parents, parents, children;
    int32_t parents_depth, children_depth; /* PL_DEPTH_ALL: no limit */
    /* the others */
    pl_spec **parts;
    uint32_t len, cap;
    uint32_t size; /* parts of parts too, as often as they are named */
};
enum { PL_SPEC_SIZE_MAX = 100000 };

typedef struct pl_spec_context {
    pl_world *w;
    pl_arena *arena;
    pl_diag_sink *sink;
    pl_indirect indirect; /* --indirect-selection */
    pl_span where;        /* of the text that is parsed, for messages */
} pl_spec_context;

/* "1+tag:nightly+". NULL after PL_E0508. */
pl_spec *pl_spec_single(pl_spec_context *c, pl_str raw);
/* Words of --select: a union of intersections. NULL after PL_E0508. */
pl_spec *pl_spec_union(pl_spec_context *c, const pl_str *words, uint32_t len,
                       bool must_match);
pl_spec *pl_spec_new(pl_spec_context *c, pl_spec_kind kind);
void pl_spec_add(pl_spec_context *c, pl_spec *to, pl_spec *part);
/* Sets method and arguments from "config.meta.tier"; false after PL_E0508. */
bool pl_spec_method(pl_spec_context *c, pl_spec *s, pl_str text);
/* "@" and a trailing "+" don't go together. False after PL_E0508. */
bool pl_spec_check(pl_spec_context *c, const pl_spec *s);
/* The parts of a single spec as dbt's manifest lists them. */
bool pl_spec_dict(pl_spec_context *c, pl_str raw, pl_value *out);

/* ---- selectors.yml */

typedef struct pl_selector {
    pl_str name;
    bool is_default;
    pl_spec *spec;
    pl_value shown; /* as the manifest shows it */
} pl_selector;

typedef struct pl_selectors {
    pl_selector *at;
    uint32_t len, cap;
    bool broken; /* reported */
} pl_selectors;

/* Read once a world, with --indirect-selection as first given. */
const pl_selectors *pl_selectors_read(pl_world *w, pl_indirect indirect);
const pl_selector *pl_selectors_find(const pl_selectors *s, pl_str name);

/* ---- sets of members */

typedef struct pl_bits {
    uint64_t *at;
    uint32_t words;
} pl_bits;

static inline bool pl_bits_has(pl_bits b, uint32_t i) {
    return b.at[i >> 6] >> (i & 63) & 1;
}
static inline void pl_bits_set(pl_bits b, uint32_t i) {
    b.at[i >> 6] |= UINT64_C(1) << (i & 63);
}

/* ---- methods */

typedef struct pl_matching {
    pl_world *w;
    pl_arena *arena;
    pl_diag_sink *sink;
    const pl_edges *edges;
    const pl_state *state;
    pl_comparison *comparison; /* of the state; made on first use */
    const pl_str *flats;       /* fqns joined by dots; made on first use */
    const pl_spec *spec;       /* what is matched now */
    pl_str value;              /* its value, when it is a text */
} pl_matching;

/* Add to `to` the members that the criteria's method picks. False after PL_E0508. */
bool pl_select_search(pl_matching *m, pl_bits to);
/* state, result and source_status. */
bool pl_select_state(pl_matching *m, pl_bits to);
/* fqn. */
bool pl_select_fqn(pl_matching *m, pl_bits to);
/* path. */
bool pl_select_path(pl_matching *m, pl_bits to);
/* PL_E0508 with dbt's words; returns false. */
bool pl_select_error(const pl_matching *m, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A model with a version. */
bool pl_select_versioned(const pl_dbt_node *n);
/* Dotted names: where the part that begins at `from` ends, and how many there are. */
uint32_t pl_select_part_end(pl_str s, uint32_t from);
uint32_t pl_select_count_parts(pl_str s);

#endif
