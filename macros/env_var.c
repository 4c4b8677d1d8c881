/* env_var(), and the secrets that only profiles.yml and packages.yml may use.
 *
 * Source: dbt-core 1.9 context/base.py, context/secret.py, config/renderer.py. */
#include "macros/context_priv.h"

#define SECRET_PREFIX PL_S("DBT_ENV_SECRET")
#define SECRET_START PL_S("$$$DBT_SECRET_START$$$")
#define SECRET_END PL_S("$$$DBT_SECRET_END$$$")

static bool variable_name(pl_eval *ev, pl_value v, pl_str *out) {
    if (pl_is_str(v)) {
        *out = pl_str_from(v);
        return true;
    }
    if (v.kind == PL_UNDEFINED) {
        *out = PL_S("");
        return v.flags & PL_CAPTURE || pl_raise_undefined(ev, v);
    }
    return pl_raise(ev, PL_EXC_ATTRIBUTE, "'%s' object has no attribute 'startswith'",
                    pl_type_name(v));
}

/* What the variable's name alone decides; a secret's value stays
 * out of Jinja's reach. */
static pl_value value_of(pl_eval *ev, pl_str name, pl_str text, bool secret) {
    if (!secret) {
        return pl_string(text);
    }
    pl_value v = pl_string(pl_str_cat3(ev->arena, SECRET_START, name, SECRET_END));
    v.flags |= PL_SECRET;
    return v;
}

bool pl_call_env_var(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_dbt *d = pl_dbt_of(ev);
    pl_str name, text = {NULL, 0};
    if (!variable_name(ev, argv[1], &name)) {
        return false;
    }
    bool secret = pl_str_starts(name, SECRET_PREFIX);
    if (secret && d->phase != PL_PHASE_PROFILE) {
        return pl_raise_code(ev, PL_E0411, PL_EXC_PARSING,
                             "Secret env vars are allowed only in profiles.yml or "
                             "packages.yml. Found '%.*s' referenced elsewhere.",
                             PL_FMT(name));
    }
    if (d->ops->env_read) {
        d->ops->env_read(d, ev, name, pl_or_none(argv[2]).kind != PL_NONE);
    }
    pl_found found = d->ops->env(d, name, &text);
    if (found == PL_FAILED && text.at) {
        return pl_raise_code(ev, PL_E0410, PL_EXC_PARSING,
                             "the environment variable '%.*s' is not valid UTF-8",
                             PL_FMT(name));
    }
    if (found == PL_FOUND) {
        *out = value_of(ev, name, text, secret);
    } else if (pl_or_none(argv[2]).kind != PL_NONE) {
        *out = argv[2];
    } else {
        return pl_raise_code(ev, PL_E0410, PL_EXC_PARSING,
                             "Env var required but not provided: '%.*s'", PL_FMT(name));
    }
    out->flags |= PL_FROM_ENV;
    return true;
}

/* End of the line that byte `from` is in. */
static uint32_t line_end(pl_str s, uint32_t from) {
    uint32_t end = pl_str_find(s, PL_S("\n"), from);
    return end == UINT32_MAX ? s.len : end;
}

/* The last place of `needle` in bytes [lo, hi), or UINT32_MAX. */
static uint32_t find_last(pl_str s, pl_str needle, uint32_t lo, uint32_t hi) {
    pl_str part = pl_str_sub(s, 0, hi);
    uint32_t last = UINT32_MAX;
    for (uint32_t at = lo; (at = pl_str_find(part, needle, at)) != UINT32_MAX; at++) {
        last = at;
    }
    return last;
}

static pl_value replace_all(pl_arena *a, pl_str s, pl_str old, pl_str with) {
    pl_buf b = {0};
    uint32_t from = 0;
    for (uint32_t at; (at = pl_str_find(s, old, from)) != UINT32_MAX;
         from = at + old.len) {
        pl_buf_str(&b, pl_str_sub(s, from, at));
        pl_buf_str(&b, with);
    }
    pl_buf_str(&b, pl_str_sub(s, from, s.len));
    pl_value v = pl_string(pl_buf_take(&b, a));
    pl_buf_free(&b);
    return v;
}

/* The first placeholder that names a secret reaches to the last end mark of its line,
 * as the greedy pattern of dbt does; all that are equal to it are replaced. */
pl_found pl_secrets_fill(pl_dbt *d, pl_arena *a, pl_value rendered, pl_value *out) {
    *out = rendered;
    if (!pl_is_str(rendered)) {
        return PL_MISSING;
    }
    pl_str s = pl_str_from(rendered), value;
    pl_str begin = pl_str_cat(a, SECRET_START, SECRET_PREFIX);
    for (uint32_t at = 0; (at = pl_str_find(s, begin, at)) != UINT32_MAX; at++) {
        uint32_t lo = at + SECRET_START.len;
        uint32_t hi = find_last(s, SECRET_END, at + begin.len, line_end(s, at));
        if (hi == UINT32_MAX) {
            continue;
        }
        pl_str name = pl_str_sub(s, lo, hi);
        if (d->ops->env(d, name, &value) != PL_FOUND) {
            *out = pl_string(name);
            return PL_FAILED;
        }
        *out = replace_all(a, s, pl_str_sub(s, at, hi + SECRET_END.len), value);
        out->flags |= PL_SECRET | PL_FROM_ENV | (rendered.flags & PL_PROVENANCE);
        return PL_FOUND;
    }
    return PL_MISSING;
}
