/* diff/diff.h: what differs between two sides of a project, why, and what it touches.
 *
 * A side is a world (a target or environment, of the work tree or of a revision) or the
 * manifest of another run. Verdicts are by node: what ref, source and this returned is
 * compared as the node it stands for, never by replacing text. Ownership: all in the
 * arena given; worlds and states must outlive the result. One thread. */
#ifndef PL_DIFF_DIFF_H
#define PL_DIFF_DIFF_H

#include "project/environment/environments.h"
#include "project/node/world.h"
#include "project/render/trace.h"
#include "project/state/state.h"

typedef enum pl_verdict {
#define VERDICT(id, name, words) PL_VERDICT_##id,
#include "diff/verdicts.def"
#undef VERDICT
    PL_VERDICT_COUNT
} pl_verdict;
/* "identical"; and what it means. */
const char *pl_verdict_name(pl_verdict v);
const char *pl_verdict_words(pl_verdict v);
#define PL_VERDICT_BIT(v) (UINT32_C(1) << (v))
/* "moved,logic", "any" (all but identical and expected), "none" to bits. False: *bad is
 * the word that is no verdict. */
bool pl_verdicts_parse(pl_str list, uint32_t *bits, pl_str *bad);

/* Text that stands for the same thing on both sides: `diff: {substitutions: [...]}`
 * of environments.yml. */
typedef struct pl_substitution {
    pl_str a, b;
} pl_substitution;

typedef struct pl_side {
    pl_str label;    /* "dev", "main:prod", "prod-state/manifest.json" */
    pl_str revision; /* as given; empty: the work tree, or a manifest */
    pl_str target;   /* environment or target; empty for a manifest */
    const pl_environment *environment; /* NULL: a target of the profile */
    pl_world *world;                   /* compiled; NULL: a manifest */
    const pl_state *state;             /* NULL: a world */
} pl_side;

/* Bytes [lo, hi) of a text are the relation of a node. */
typedef struct pl_id_mark {
    uint32_t lo, hi;
    pl_str unique_id;
} pl_id_mark;

/* A node as one side has it. */
typedef struct pl_side_node {
    pl_dbt_node *node; /* NULL: of a manifest */
    pl_str unique_id, name, type, path;
    bool disabled;
    bool failed;   /* could not be rendered: unrenderable or broken */
    bool unplaced; /* where it lies is not known */
    pl_str database, schema, alias;
    pl_str relation; /* quoted, as SQL writes it; empty: none */
    pl_str materialized;
    pl_str checksum; /* of the file */
    bool has_sql;
    pl_str sql;              /* compiled; masked only when printed */
    const pl_id_mark *marks; /* of sql */
    uint32_t mark_len;
    const pl_dict *config; /* as the manifest shows it */
    const pl_str *parents; /* unique_ids */
    uint32_t parent_len;
} pl_side_node;

typedef enum pl_cause_kind {
    PL_CAUSE_FILE,      /* its own file changed */
    PL_CAUSE_MACRO,     /* a macro that it calls changed */
    PL_CAUSE_CONDITION, /* a branch was decided otherwise */
    PL_CAUSE_LOOP,      /* a loop went over something else */
    PL_CAUSE_ENV_VAR,
    PL_CAUSE_VAR,
    PL_CAUSE_OUTPUT,   /* {{ }} printed something else */
    PL_CAUSE_DISPATCH, /* another macro was called */
    PL_CAUSE_CONFIG,   /* a line of YAML or a config() call */
    PL_CAUSE_UPSTREAM, /* an ephemeral model in it changed */
    PL_CAUSE_FAULT,    /* why it could not be rendered */
    PL_CAUSE_UNKNOWN,  /* no single place: said so */
} pl_cause_kind;

typedef struct pl_cause {
    pl_cause_kind kind;
    bool in_a;    /* the place is one of side A: it is gone in B */
    pl_span span; /* src NULL: not known */
    pl_str text; /* "tests {% if target.name == 'dev' %}: true in dev, false in prod" */
    const pl_diag_note *chain; /* calls that led there, innermost first; may be empty */
    uint32_t chain_len;
} pl_cause;

typedef struct pl_config_change {
    pl_str key;
    pl_str a, b;  /* as JSON; empty: not set */
    pl_span span; /* of the line that set it, in B, or in A where it is gone */
} pl_config_change;

typedef struct pl_impact {
    pl_str unique_id, name, type;
    uint32_t distance; /* 1: reads it directly */
    bool compared; /* else it was not selected: what it became is not known */
    pl_verdict verdict; /* of one compared */
    bool sql_changed; /* its verdict is logic, or it is new, gone or not known */
} pl_impact;

typedef struct pl_diff_node {
    pl_str unique_id, name, type, path;
    const pl_side_node *a, *b; /* NULL: not on this side */
    pl_verdict verdict;        /* the gravest */
    uint32_t verdicts;         /* all that hold, as bits */
    const pl_cause *causes;    /* the most telling first */
    uint32_t cause_len;
    const pl_config_change *changes;
    uint32_t change_len;
    const pl_impact *impact; /* nearest first */
    uint32_t impact_len;
    uint32_t impact_changed, impact_unknown; /* of them changed; were not compared */
    /* a's relation stays in the warehouse, and nothing of B owns it */
    bool left_behind;
} pl_diff_node;

typedef struct pl_diff {
    pl_side a, b;
    /* both sides are of one environment: relations that differ moved */
    bool same_place;
    pl_diff_node *at; /* by verdict, gravest first, then by unique_id */
    uint32_t len;
    uint32_t counts[PL_VERDICT_COUNT];
    pl_map by_id;   /* unique_id -> pl_diff_node */
    pl_map renames; /* unique_id of one added or removed -> the removed or added node
                       of the same text, where there is exactly one of each */
    pl_arena *arena;
} pl_diff;

typedef struct pl_diff_input {
    pl_side a, b;
    const pl_substitution *substitutions;
    uint32_t substitution_len;
    bool same_place; /* one environment on both sides: a relation that differs moved */
    bool find_place; /* a manifest does not say of which environment it is: of the other
                        side's, where one of their nodes has the same relation */
    bool all;        /* compare also nodes that are selected on neither side */
    bool narrowed; /* a selection was given: nodes gone from B count only if selected */
} pl_diff_input;

/* Compare. Nodes are those selected on either side. Free it before the arena. */
pl_diff *pl_diff_new(const pl_diff_input *in, pl_arena *a);
void pl_diff_free(const pl_diff *d);

/* ---- texts, for reports */

typedef enum pl_line_kind { PL_LINE_SAME, PL_LINE_GONE, PL_LINE_NEW } pl_line_kind;

/* A changed line's words: bytes [lo, hi) of it that differ. */
typedef struct pl_word_change {
    uint32_t lo, hi;
} pl_word_change;

typedef struct pl_diff_line {
    pl_line_kind kind;
    pl_str text;             /* without its end */
    uint32_t a_line, b_line; /* from 1; 0: not on that side */
    const pl_word_change *words;
    uint32_t word_len;
} pl_diff_line;

typedef struct pl_diff_hunk {
    uint32_t a_start, a_len, b_start, b_len;
    const pl_diff_line *at;
    uint32_t len;
} pl_diff_hunk;

typedef struct pl_text_diff {
    pl_str a, b; /* the texts compared */
    const pl_diff_hunk *at;
    uint32_t len;
} pl_text_diff;

/* The lines of two texts that differ, with `context` equal lines around. */
pl_text_diff pl_text_compare(pl_str a, pl_str b, uint32_t context, pl_arena *to);
/* Side A's compiled text, with relations written as B writes the same node's, so that
 * only what is really different shows. */
pl_str pl_diff_text_of_a(const pl_diff *d, const pl_diff_node *n, pl_arena *a);

#endif
