/* macros/context/members.h: the members of dbt's context as rows (builtins.def), and in
 * which of the contexts each is seen. Tables are const. Source: dbt-core 1.9 context/. */
#ifndef PL_MACROS_CONTEXT_MEMBERS_H
#define PL_MACROS_CONTEXT_MEMBERS_H

#include "macros/context/context.h"

#define PL_PHASE_BIT(phase) (1u << PL_PHASE_##phase)
enum {
    PL_IN_NODE = PL_PHASE_BIT(PARSE) | PL_PHASE_BIT(COMPILE),
    PL_IN_MACRO = PL_IN_NODE | PL_PHASE_BIT(NAMES),
    PL_IN_DOCS = PL_PHASE_BIT(DOCS),
    PL_IN_SCHEMA = PL_IN_MACRO | PL_IN_DOCS | PL_PHASE_BIT(SCHEMA),
    PL_IN_TARGET = PL_IN_SCHEMA | PL_PHASE_BIT(PROJECT),
    PL_IN_ALL = PL_IN_TARGET | PL_PHASE_BIT(PROFILE),
};

/* Makes a member's value. PL_MISSING: this context lacks it after all. */
typedef pl_found pl_member_maker(pl_eval *ev, pl_dbt *d, pl_value *out);

typedef struct pl_member {
    pl_str name;
    const pl_bound *function; /* NULL: `make` makes it */
    pl_member_maker *make;
    uint16_t phases;
    const char *help; /* one line */
} pl_member;

/* All rows of builtins.def, sorted by name. */
const pl_member *pl_members(uint32_t *len);

#define FUNCTION(id, name, phases, min, max, flags, params, help)                      \
    pl_native_fn pl_call_##id;
#define VALUE(id, name, phases, help) pl_member_maker pl_make_##id;
#include "macros/context/builtins.def"
#undef FUNCTION
#undef VALUE

#endif
