/* --env: environments of environments.yml join the targets of a run. */
#include "cli/session/session.h"

static bool choose(pl_session *s, pl_str list) {
    bool ok = true;
    for (;;) {
        uint32_t comma = pl_str_find_char(list, ',');
        pl_str name = pl_str_trim(pl_str_sub(list, 0, comma));
        const pl_environment *e =
            name.len
                ? pl_environments_find(&s->environments, name, (pl_span){0}, &s->sink)
                : NULL;
        ok = ok && (e || !name.len);
        if (e) {
            pl_session_add(s, e->name, e);
        }
        if (comma == UINT32_MAX) {
            return ok;
        }
        list = pl_str_sub(list, comma + 1, list.len);
    }
}

static bool is_env(const pl_parsed_option *o) {
    return !strcmp(o->option->name, "env");
}

bool pl_session_environments(pl_session *s, bool all) {
    bool asked = false;
    for (uint32_t i = 0; i < s->options.len; i++) {
        asked = asked || is_env(&s->options.at[i]);
    }
    all = all && !asked && !s->target_len;
    if (!asked && !all) {
        return true;
    }
    if (!pl_environments_read(s->world_options.tree, &s->arena, &s->sink,
                              &s->environments)) {
        return false;
    }
    for (uint32_t i = 0; all && i < s->environments.len; i++) {
        pl_session_add(s, s->environments.at[i].name, &s->environments.at[i]);
    }
    if (asked && !s->environments.src) {
        pl_str *names;
        uint32_t n = pl_session_outputs(s, &names);
        pl_environments_of_targets(names, n, &s->arena, &s->environments);
    }
    bool ok = true;
    for (uint32_t i = 0; i < s->options.len; i++) {
        ok = (!is_env(&s->options.at[i]) || choose(s, s->options.at[i].value)) && ok;
    }
    return ok;
}
