/* The environment of a run. */
#include "project/input/env.h"

#include "project/input/env_priv.h"
#include "support/utf8.h"

/* ---- the snapshot */

bool pl_env_is_secret(pl_str name) {
    return pl_str_starts(name, PL_S("DBT_ENV_SECRET"));
}

bool pl_env_names_secret(pl_str name) {
    static const char *const words[] = {"PASSWORD", "SECRET", "TOKEN", "PRIVATE_KEY"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (pl_str_ends(name, pl_str_of(words[i]))) {
            return true;
        }
    }
    return pl_env_is_secret(name);
}

void pl_env_set(pl_env *env, pl_arena *a, pl_str name, pl_str value, pl_env_from from,
                pl_span span) {
    pl_env_var *var = PL_NEW(a, pl_env_var);
    *var = (pl_env_var){.name = name, .value = value, .span = span, .from = from};
    var->not_utf8 = pl_utf8_invalid(value) != UINT32_MAX;
    var->value = var->not_utf8 ? pl_utf8_mend(a, value) : value;
    pl_map_put(&env->vars, a, name, var);
    if (pl_env_is_secret(name)) {
        pl_env_hide(env, a, var->value);
    }
}

pl_env *pl_env_new(pl_arena *a, char *const *strings) {
    pl_env *env = PL_NEW(a, pl_env);
    for (; strings && *strings; strings++) {
        pl_str whole = pl_str_copy(a, pl_str_of(*strings));
        uint32_t equals = pl_str_find_char(whole, '=');
        bool named = equals != UINT32_MAX && equals > 0;
        if (named && pl_utf8_invalid(pl_str_sub(whole, 0, equals)) == UINT32_MAX) {
            pl_env_set(env, a, pl_str_sub(whole, 0, equals),
                       pl_str_sub(whole, equals + 1, whole.len), PL_ENV_PROCESS,
                       (pl_span){0});
        }
    }
    return env;
}

pl_env *pl_env_copy(pl_arena *a, const pl_env *env) {
    pl_env *copy = PL_NEW(a, pl_env);
    for (uint32_t i = 0; i < env->vars.len; i++) {
        pl_map_put(&copy->vars, a, env->vars.at[i].key, env->vars.at[i].value);
    }
    copy->secrets = PL_NEW_ARRAY(a, pl_str, env->secret_count);
    copy->secret_count = env->secret_count;
    if (env->secret_count) {
        memcpy(copy->secrets, env->secrets, env->secret_count * sizeof *copy->secrets);
    }
    return copy;
}

const pl_env_var *pl_env_get(const pl_env *env, pl_str name) {
    return pl_str_starts(name, PL_S("DBT_ENV_PRIVATE")) ? NULL
                                                        : pl_map_get(&env->vars, name);
}

void pl_env_custom(const pl_env *env,
                   void (*each)(void *ctx, pl_str name, pl_str value), void *ctx) {
    pl_str prefix = PL_S("DBT_ENV_CUSTOM_ENV_");
    for (uint32_t i = 0; i < env->vars.len; i++) {
        const pl_env_var *var = env->vars.at[i].value;
        if (pl_str_starts(var->name, prefix)) {
            each(ctx, pl_str_sub(var->name, prefix.len, var->name.len), var->value);
        }
    }
}
