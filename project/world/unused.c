/* Configuration paths of dbt_project.yml that apply to nothing.
 *
 * Source: dbt-core 1.9 config/runtime.py warn_for_unused_resource_config_paths. */
#include "project/node/world_priv.h"
#include "project/world/stages.h"
#include "project/world/stages_priv.h"
#include "support/vec.h"

typedef PL_VEC(pl_fqn) fqn_list;

static void collect(pl_world *w, const pl_map *nodes, fqn_list *sections) {
    for (uint32_t i = 0; i < nodes->len; i++) {
        const pl_dbt_node *n = nodes->at[i].value;
        pl_section s = pl_resource_section(n->type);
        pl_fqn fqn = {n->fqn, n->fqn_len};
        if (s != PL_SECTION_COUNT) {
            PL_PUSH(w->arena, &sections[s], fqn);
        }
    }
}

static void warn(pl_world *w, const pl_config_unused *u) {
    pl_diag *d = pl_diag_addf(&w->sink, PL_W0520, u->span,
                              "the configuration path %.*s applies to no resource",
                              PL_FMT(u->path));
    d->help = PL_S(
        "mend the name of the package or folder; a key that is meant as a config needs a + in front");
}

uint32_t pl_world_unused_paths(pl_world *w, pl_config_unused **out) {
    const pl_map *maps[] = {&w->nodes,     &w->sources,         &w->exposures,
                            &w->metrics,   &w->semantic_models, &w->saved_queries,
                            &w->unit_tests};
    fqn_list lists[PL_SECTION_COUNT] = {0};
    fqn_list off = {0};
    pl_fqns fqns[PL_SECTION_COUNT];
    for (size_t m = 0; m < sizeof maps / sizeof *maps; m++) {
        collect(w, maps[m], lists);
    }
    for (uint32_t i = 0; i < w->disabled.len; i++) {
        const pl_dbt_node *n = w->disabled.at[i].value;
        pl_fqn fqn = {n->fqn, n->fqn_len};
        PL_PUSH(w->arena, &off, fqn);
    }
    for (uint32_t i = 0; i < w->private->disabled_twins.len; i++) {
        const pl_dbt_node *n = w->private->disabled_twins.at[i];
        pl_fqn fqn = {n->fqn, n->fqn_len};
        PL_PUSH(w->arena, &off, fqn);
    }
    for (size_t s = 0; s < PL_SECTION_COUNT; s++) {
        fqns[s] = (pl_fqns){lists[s].at, lists[s].len};
    }
    pl_fqns disabled = {off.at, off.len};
    return pl_config_unused_paths(w->packages[0].file, fqns, &disabled, w->arena, out);
}

void pl_warn_unused_paths(pl_world *w) {
    pl_config_unused *unused;
    uint32_t count = pl_world_unused_paths(w, &unused);
    for (uint32_t i = 0; i < count; i++) {
        warn(w, &unused[i]);
    }
}
