/* .env files: every value is text, none replaces a variable of the process, secrets
 * never show after masking; names of the process are read as they come. */
#include "project/input/env.h"
#include "tests/fuzz/fuzz.h"

static void look(const pl_env *env, pl_arena *a, pl_str text) {
    for (uint32_t i = 0; i < env->vars.len; i++) {
        const pl_env_var *v = env->vars.at[i].value;
        require_utf8(v->name);
        require_utf8(v->value);
        require(!v->span.src || v->span.hi <= v->span.src->text.len);
    }
    pl_str masked = pl_env_mask(env, a, text);
    require_utf8(masked);
    for (uint32_t k = 0; k < env->secret_count; k++) {
        pl_str secret = env->secrets[k];
        require(pl_str_find(PL_S("*****"), secret, 0) != UINT32_MAX ||
                pl_str_find(secret, PL_S("*"), 0) != UINT32_MAX ||
                pl_str_find(masked, secret, 0) == UINT32_MAX);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pl_arena a = {0};
    pl_diag_sink sink = {.arena = &a};
    pl_str text = fuzz_text(data, size);
    char kept[] = "SET=process";
    char *strings[] = {kept, text.len ? pl_str_z(&a, text) : NULL, NULL};
    pl_env *env = pl_env_new(&a, strings);
    if (text.len && pl_utf8_invalid(text) == UINT32_MAX) {
        pl_env_load(env, &a, pl_source_new(&a, PL_S(".env"), text), &sink);
        const pl_env_var *set = pl_env_get(env, PL_S("SET"));
        require(set && (PL_STR_IS(set->value, "process") ||
                        pl_str_starts(text, PL_S("SET="))));
        look(env, &a, text);
    }
    pl_arena_free(&a);
    return 0;
}
