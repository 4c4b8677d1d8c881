/* Where what a finding is about was set. */
#include "check/rules/rule.h"
#include "project/render/explain_data.h"

pl_span pl_check_config_place(pl_check *c, const pl_check_world *w,
                              const pl_dbt_node *n, const char *key) {
    pl_arena_mark before = pl_arena_mark_get(c->arena);
    pl_config_step *steps;
    uint32_t len = pl_node_config_steps(w->world, n, c->arena, &steps);
    pl_span place = {NULL, 0, 0};
    for (uint32_t i = 0; i < len; i++) {
        bool sets = pl_str_eq(steps[i].key, pl_str_of(key)) && steps[i].span.src;
        place = sets ? steps[i].span : place;
    }
    pl_arena_rewind(c->arena, before);
    return place;
}
