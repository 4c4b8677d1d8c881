/* The environment of a run. */
#include "project/env.h"

#include <stdlib.h>

#include "support/utf8.h"

/* ---- the snapshot */

static int by_length(const void *x, const void *y) {
    const pl_str *a = x;
    const pl_str *b = y;
    return a->len != b->len ? (a->len < b->len) - (a->len > b->len)
                            : pl_str_cmp(*a, *b);
}

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

static void add_secret(pl_env *env, pl_arena *a, pl_str value) {
    if (!pl_str_trim(value).len) {
        return;
    }
    pl_str *more = PL_NEW_ARRAY(a, pl_str, env->secret_count + 1);
    if (env->secret_count) {
        memcpy(more, env->secrets, env->secret_count * sizeof *more);
    }
    more[env->secret_count++] = value;
    env->secrets = more;
    qsort(env->secrets, env->secret_count, sizeof *env->secrets, by_length);
}

void pl_env_set(pl_env *env, pl_arena *a, pl_str name, pl_str value, pl_env_from from,
                pl_span span) {
    pl_env_var *var = PL_NEW(a, pl_env_var);
    *var = (pl_env_var){name, value, span, from};
    pl_map_put(&env->vars, a, name, var);
    if (pl_env_is_secret(name)) {
        add_secret(env, a, value);
    }
}

pl_env *pl_env_new(pl_arena *a, char *const *strings) {
    pl_env *env = PL_NEW(a, pl_env);
    for (; strings && *strings; strings++) {
        pl_str whole = pl_utf8_mend(a, pl_str_copy(a, pl_str_of(*strings)));
        uint32_t equals = pl_str_find_char(whole, '=');
        if (equals != UINT32_MAX && equals > 0) {
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

pl_str pl_env_mask(const pl_env *env, pl_arena *a, pl_str text) {
    for (uint32_t i = 0; i < env->secret_count; i++) {
        pl_str secret = env->secrets[i];
        uint32_t at = pl_str_find(text, secret, 0);
        if (at == UINT32_MAX) {
            continue;
        }
        pl_buf out = {0};
        uint32_t from = 0;
        for (; at != UINT32_MAX; at = pl_str_find(text, secret, from)) {
            pl_buf_put(&out, text.at + from, at - from);
            PL_BUF_LIT(&out, "*****");
            from = at + secret.len;
        }
        pl_buf_str(&out, pl_str_sub(text, from, text.len));
        text = pl_buf_take(&out, a);
        pl_buf_free(&out);
    }
    return text;
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
