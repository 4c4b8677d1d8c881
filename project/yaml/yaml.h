/* project/yaml/yaml.h: YAML as PyYAML's SafeLoader reads it, with places.
 *
 * A text becomes a tree of pl_yaml nodes that already mean what Python would see:
 * YAML 1.1 scalars resolved (yes/no/on/off, octal and sexagesimal numbers, dates,
 * null), `<<` merged, aliases followed (the same node again), duplicate keys reduced to
 * the last value at the place of the first. Every node keeps its bytes in the source.
 * Ownership: nodes live in the arena given; texts point into it too. Trees are frozen.
 * Errors: PL_E0501 with line and column; one per text, since the rest can't be trusted.
 * Threads: parsing touches only `a` and `sink`. Source: PyYAML 6 resolver.py,
 * constructor.py, composer.py. */
#ifndef PL_PROJECT_YAML_YAML_H
#define PL_PROJECT_YAML_YAML_H

#include "eval/value/value.h"
#include "support/diag.h"
#include "support/tree.h"

typedef enum pl_yaml_kind {
    PL_YAML_SCALAR,   /* scalar: str, int, float, bool or None */
    PL_YAML_DATE,     /* scalar: its ISO text, "2024-01-31" */
    PL_YAML_DATETIME, /* scalar: its isoformat(), "2024-01-31T10:00:00+00:00" */
    PL_YAML_BYTES,    /* !!binary; scalar: the decoded bytes as they are */
    PL_YAML_SEQ,      /* also !!omap and !!pairs: items are sequences of two */
    PL_YAML_MAP,
    PL_YAML_SET, /* !!set: entries whose values are null */
} pl_yaml_kind;

enum {
    PL_YAML_PLAIN = 1 << 0,  /* a scalar written without quotes */
    PL_YAML_FLOW = 1 << 1,   /* a collection written with [] or {} */
    PL_YAML_MERGED = 1 << 2, /* a map that took entries from `<<` */
    PL_YAML_SHARED =
        1 << 3, /* may stand in several places: has an anchor, or was merged */
    PL_YAML_DOUBLED = 1 << 4, /* a map in which a key is written more than once */
};

typedef struct pl_yaml pl_yaml;

typedef struct pl_yaml_entry {
    const pl_yaml *key;
    const pl_yaml *value;
} pl_yaml_entry;

struct pl_yaml {
    pl_value scalar; /* SCALAR, DATE, DATETIME, BYTES */
    union {
        const pl_yaml **items; /* SEQ */
        /* MAP, SET: keys are unique, Python's dict order */
        const pl_yaml_entry *entries;
    } as;
    const pl_source *src;
    uint32_t lo, hi; /* bytes in src; a block collection ends after its last item */
    uint32_t count;  /* items or entries */
    uint8_t kind;    /* pl_yaml_kind */
    uint8_t flags;   /* PL_YAML_* */
    uint16_t depth; /* of nesting below, 0 for scalars: a walk needs no further check */
};

enum {
    PL_YAML_DEPTH = 200,          /* nesting beyond it is an error */
    PL_YAML_NODE_LIMIT = 5000000, /* nodes of a text once its aliases are expanded */
};

/* The entries of a map, as they are written, that later ones of the same key overrule:
 * up to one with key NULL. NULL: there are none. */
const pl_yaml_entry *pl_yaml_overruled(const pl_yaml *map);

/* Parse a text of one document. Returns false after reporting the error; true
 * with *out NULL for an empty text (Python's None; pl_yaml_is_none), which is no
 * error. Time: O(bytes). */
bool pl_yaml_parse(const pl_source *src, pl_arena *a, pl_diag_sink *sink,
                   const pl_yaml **out);

/* Read and parse a file of `tree`; its path in messages is `path`. `strip`:
 * without white space at both ends, as dbt reads all but profiles.yml.
 * PL_READ_ABSENT is not reported; PL_READ_FAILED (unreadable, no UTF-8, no YAML)
 * is. *src may be NULL when not read. */
pl_read_result pl_yaml_read(pl_tree *tree, pl_str path, bool strip, pl_arena *a,
                            pl_diag_sink *sink, const pl_source **src,
                            const pl_yaml **out);

static inline pl_span pl_yaml_span(const pl_yaml *y) {
    return y ? (pl_span){y->src, y->lo, y->hi} : (pl_span){NULL, 0, 0};
}
static inline bool pl_yaml_is(const pl_yaml *y, pl_yaml_kind kind) {
    return y && y->kind == (uint8_t)kind;
}
static inline bool pl_yaml_is_str(const pl_yaml *y) {
    return pl_yaml_is(y, PL_YAML_SCALAR) && y->scalar.kind == PL_STR;
}
static inline bool pl_yaml_is_none(const pl_yaml *y) {
    return !y || (y->kind == PL_YAML_SCALAR && y->scalar.kind == PL_NONE);
}
/* Value of a text key; NULL when absent or when `map` is NULL or no map. O(entries). */
const pl_yaml *pl_yaml_get(const pl_yaml *map, const char *key);
/* Item `i` of a list; NULL: none. */
const pl_yaml *pl_yaml_item(const pl_yaml *list, uint32_t i);
const pl_yaml *pl_yaml_get_str(const pl_yaml *map, pl_str key);
/* The key's own node, for messages; NULL when absent. */
const pl_yaml *pl_yaml_key(const pl_yaml *map, pl_str key);
/* The text of a str scalar, or `otherwise`. */
pl_str pl_yaml_text(const pl_yaml *y, pl_str otherwise);
/* As Python names the type: "dict", "list", "str", "NoneType", "datetime.date", ... */
const char *pl_yaml_type_name(const pl_yaml *y);

/* Makes a value of a date's ISO text. */
typedef pl_value pl_yaml_date_fn(pl_arena *a, pl_yaml_kind kind, pl_str iso);
/* One: Python's date or datetime; one with a zone stays text. */
pl_value pl_yaml_date_object(pl_arena *a, pl_yaml_kind kind, pl_str iso);

/* The tree as values (None for NULL). Aliases of collections become one shared list or
 * dict. `date` NULL: dates become their ISO text. */
pl_value pl_yaml_value(const pl_yaml *y, pl_arena *a, pl_yaml_date_fn *date);

/* ---- rendering the texts in a tree */

/* Render one text natively. On failure: false after adding one complete
 * diagnostic (dbt: "Could not render <text>: <reason>") to the sink that the
 * caller shares with `ctx`. */
typedef bool pl_render_text_fn(void *ctx, pl_str text, pl_span where, pl_value *out);

/* Where a scalar stands: its keys from the root outwards. */
typedef struct pl_yaml_path {
    const struct pl_yaml_path *up; /* NULL at the first level */
    const pl_yaml *key;            /* the key; NULL for a list item */
    uint32_t index;                /* of a list item */
} pl_yaml_path;
/* The first-level key of `path`; NULL at the root or below a list. */
const pl_yaml *pl_yaml_path_first(const pl_yaml_path *path);

typedef struct pl_yaml_rules {
    pl_render_text_fn *render; /* called for texts that hold Jinja's braces */
    void *ctx;
    /* True: leave the scalar at `path` as it is. May be NULL. */
    bool (*skip)(void *ctx, const pl_yaml_path *path);
    /* True: a failed rendering of `text` leaves it verbatim
     * (passwords). May be NULL. */
    bool (*lenient)(void *ctx, const pl_yaml_path *path, pl_str text);
    pl_diag_sink *sink;
    /* makes the dates that `skip` leaves alone; NULL: ISO text */
    pl_yaml_date_fn *date;
} pl_yaml_rules;

/* dbt's deep_map_render: every scalar rendered, keys untouched, dates as ISO text. The
 * result mirrors the tree: the i-th entry of a map is the i-th of its dict. Returns
 * false when a text failed (all others are tried, so that all faults are reported);
 * failed ones are None.*/
bool pl_yaml_render(const pl_yaml *y, const pl_yaml_rules *rules, pl_arena *a,
                    pl_value *out);

/* ---- texts to values and back, for fromyaml() and toyaml() */

/* Parse to a value. Returns false with the reason (PyYAML's words where libyaml's are
 * the same) in *why. */
bool pl_yaml_load_value(pl_str text, pl_arena *a, pl_yaml_date_fn *date, pl_value *out,
                        pl_str *why);

/* yaml.safe_dump(v, sort_keys=...), block style, lines folded at 80 columns. Returns
 * false with the reason for values that safe_dump refuses. */
bool pl_yaml_dump(pl_value v, bool sort_keys, pl_arena *a, pl_buf *to, pl_str *why);

#endif
