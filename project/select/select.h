/* project/select/select.h: which nodes a command is about: --select,
 * --exclude, --selector.
 *
 * dbt's selection language: blanks unite, commas intersect, `+` and `@` follow the
 * graph, `method:value` says what is compared; selectors.yml names such selections.
 * Errors: PL_E0508 with dbt's words. A selection that matches nothing
 * is a warning, PL_W0524.
 * Source: dbt-core 1.9 graph/, config/selectors.py, task/list.py. */
#ifndef PL_PROJECT_SELECT_SELECT_H
#define PL_PROJECT_SELECT_SELECT_H

#include "project/node/world.h"
#include "project/state/state.h"

/* Tests that hang on selected nodes: when are they selected with them? */
typedef enum pl_indirect {
    PL_INDIRECT_EAGER,     /* when any of their parents is */
    PL_INDIRECT_CAUTIOUS,  /* when all of their parents are */
    PL_INDIRECT_BUILDABLE, /* when all are, or are ancestors of selected ones */
    PL_INDIRECT_EMPTY,     /* never */
} pl_indirect;
/* "eager", "cautious", "buildable", "empty". */
bool pl_indirect_parse(pl_str word, pl_indirect *out);

/* Sets of resource types: bit 1 << PL_RES_*. */
#define PL_RES_BIT(type) (UINT32_C(1) << (type))
extern const uint32_t pl_types_executable; /* what `compile` takes */
extern const uint32_t pl_types_listed;     /* what `ls` takes by default */
extern const uint32_t pl_types_all;        /* --resource-type all */
/* Add what a word of --resource-type stands for ("model", "all", "default", ...). */
bool pl_types_parse(pl_str word, uint32_t *set);

typedef struct pl_selection {
    /* words of --select; each may hold several, apart by blanks */
    const pl_str *select;
    uint32_t select_len;
    const pl_str *exclude;
    uint32_t exclude_len;
    pl_str selector;       /* --selector; at NULL: not given */
    uint32_t types;        /* resource types to keep */
    pl_indirect indirect;  /* --indirect-selection */
    bool keep_empty;       /* models without code too, as `ls` does */
    const pl_state *state; /* --state; NULL: not given */
} pl_selection;

typedef struct pl_selected {
    pl_dbt_node **at;
    uint32_t len;
} pl_selected;

/* Choose nodes of a linked world: *out lists them by unique_id, and exactly they have
 * `selected` set. Reads selectors.yml, whose faults are errors even when it isn't used.
 * False after an error. */
bool pl_select(pl_world *w, const pl_selection *s, pl_selected *out);

/* A node's name in lists: "orders", "orders.v2", "erp.orders" of a source. */
pl_str pl_node_search_name(const pl_dbt_node *n, pl_arena *a);
/* What selects just this node: "shop.marts.orders", "source:shop.erp.orders", ... */
pl_str pl_node_selector(const pl_dbt_node *n, pl_arena *a);

/* Python's fnmatch.fnmatchcase: * ? [seq] [!seq], over characters. Time: O(text x
 * pattern) at most. */
bool pl_fnmatch(pl_str text, pl_str pattern);

/* `selectors` of the manifest: a PL_DICT of what selectors.yml defines, strings taken
 * apart. False after reporting a fault. Read once a world. */
bool pl_selectors_dict(pl_world *w, pl_value *out);

#endif
