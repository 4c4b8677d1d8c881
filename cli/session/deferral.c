/* Where what a run does not build is read from: the options, and environments.yml. */
#include "cli/session/session_priv.h"
#include "project/node/world.h"

static const pl_environment *environment_named(const pl_session *s, pl_str name) {
    for (uint32_t i = 0; i < s->environments.len; i++) {
        if (pl_str_eq(s->environments.at[i].name, name)) {
            return &s->environments.at[i];
        }
    }
    return NULL;
}

const pl_environment *pl_session_environment(const pl_session *s, const pl_world *w) {
    pl_str name = w->options.environment;
    return name.at ? environment_named(s, name) : NULL;
}

pl_deferral pl_session_deferral(const pl_session *s, const pl_environment *here,
                                bool implied) {
    pl_str to = pl_setting(s, "defer-to"), dir = pl_setting(s, "defer-state");
    if (to.len) {
        return (pl_deferral){.name = to,
                             .environment = here ? environment_named(s, to) : NULL};
    }
    dir = dir.at ? dir : pl_setting(s, "state");
    if (implied && dir.at) {
        return (pl_deferral){.name = dir, .is_state = true};
    }
    if (implied && here && here->defer_to) {
        return (pl_deferral){.name = here->defer_to->name,
                             .environment = here->defer_to};
    }
    return (pl_deferral){{NULL, 0}, NULL, false};
}

/* Neither an environment nor, where that is to be known, an output of the profile. */
static bool is_unknown(pl_session *s, const pl_deferral *to) {
    pl_str *outputs;
    uint32_t n = pl_session_outputs(s, &outputs);
    for (uint32_t i = 0; i < n; i++) {
        if (pl_str_eq(outputs[i], to->name)) {
            return false;
        }
    }
    return true;
}

bool pl_session_deferral_use(pl_session *s, const pl_deferral *to, pl_arena *a,
                             pl_diag_sink *sink, pl_world_options *out) {
    *out = s->world_options.base;
    out->target = to->name;
    out->inline_sql = (pl_str){NULL, 0};
    if (!to->environment && to->name.at && s->environments.len && is_unknown(s, to)) {
        return pl_environments_find(&s->environments, to->name, (pl_span){0}, sink);
    }
    bool ok =
        !to->environment || pl_environment_use(to->environment, s->ws, a, sink, out);
    pl_session_hide(s, out->env);
    return ok;
}

/* dbt goes to the project's folder before it looks at the path. */
const pl_state *pl_session_state(const pl_session *s, pl_world *w, pl_str dir) {
    bool relative = dir.len && dir.at[0] != '/';
    pl_str base = relative ? s->project_dir : PL_S("");
    return pl_state_read_below(base, dir, w->arena, &w->sink);
}
