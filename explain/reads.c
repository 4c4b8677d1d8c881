/* Variables that were read: their values, and where these come from. */
#include "explain/explain_priv.h"
#include "support/vec.h"

static bool known(const pl_explain_reads *reads, const pl_explain_read *r) {
    for (uint32_t i = 0; i < reads->len; i++) {
        const pl_explain_read *old = &reads->at[i];
        if (old->kind == r->kind && pl_str_eq(old->name, r->name) &&
            pl_str_eq(old->value, r->value)) {
            return true;
        }
    }
    return false;
}

static void add(explainer *e, pl_explain_reads *to, pl_explain_read r) {
    if (!known(to, &r)) {
        PL_PUSH(e->a, to, r);
    }
}

static pl_explain_read env_read(explainer *e, pl_str name, pl_str fallback) {
    static const char *const from[] = {"the process", ".env", "environments.yml"};
    pl_explain_read r = {.kind = PL_READ_ENV_VAR, .name = name, .from = ""};
    const pl_env_var *v = pl_env_get(e->w->options.env, name);
    if (v) {
        r.value = pl_python_repr(e->a, pl_string(v->value));
        r.from = from[v->from];
        r.span = v->span;
    } else {
        r.value = fallback;
        r.defaulted = true;
    }
    return r;
}

static pl_explain_read var_read(explainer *e, pl_str name, pl_str fallback) {
    static const char *const from[] = {"", "--vars", "vars", "vars"};
    pl_var_origin v = pl_node_var(e->w, e->n, name);
    pl_explain_read r = {.kind = PL_READ_VAR, .name = name, .from = from[v.from]};
    if (v.from == PL_VAR_UNSET) {
        r.value = fallback;
        r.defaulted = true;
    } else {
        r.value = explain_shown(e, v.value);
        r.span = v.span;
    }
    return r;
}

void explain_read(explainer *e, pl_explain_reads *to, const pl_trace_read *read) {
    switch (read->kind) {
    case PL_READ_NAME:
        add(e, to,
            (pl_explain_read){.name = read->name, .value = read->value, .from = ""});
        break;
    case PL_READ_ENV_VAR:
        add(e, to, env_read(e, read->name, read->value));
        break;
    case PL_READ_VAR:
        add(e, to, var_read(e, read->name, read->value));
        break;
    }
}

/* ---- texts of YAML files */

static pl_str word_at(pl_str text, uint32_t at) {
    uint32_t end = at;
    while (end < text.len && explain_in_word(text.at[end])) {
        end++;
    }
    return pl_str_sub(text, at, end);
}

static bool begins_word(pl_str text, uint32_t at) {
    return !at || (!explain_in_word(text.at[at - 1]) && text.at[at - 1] != '.');
}

static void scan_target(explainer *e, pl_explain_reads *to, pl_str text) {
    pl_str lead = PL_S("target.");
    for (uint32_t at = 0; (at = pl_str_find(text, lead, at)) != UINT32_MAX;
         at += lead.len) {
        pl_str member = word_at(text, at + lead.len);
        const pl_value *v = pl_dict_find(e->w->target.dict.as.dict, member);
        if (v && begins_word(text, at)) {
            add(e, to,
                (pl_explain_read){.name = pl_str_cat(e->a, lead, member),
                                  .value = explain_shown(e, *v),
                                  .from = ""});
        }
    }
}

/* The second argument of a call, as written; empty: there is none. */
static pl_str second_argument(pl_str text, uint32_t at) {
    pl_str rest = pl_str_trim(pl_str_sub(text, at, text.len));
    uint32_t end = pl_str_find_char(rest, ')');
    bool more = rest.len && rest.at[0] == ',' && end != UINT32_MAX;
    return more ? pl_str_trim(pl_str_sub(rest, 1, end)) : PL_S("");
}

/* var('name') and var("name", default). */
static void scan_vars(explainer *e, pl_explain_reads *to, pl_str text) {
    pl_str lead = PL_S("var(");
    for (uint32_t at = 0; (at = pl_str_find(text, lead, at)) != UINT32_MAX;
         at += lead.len) {
        uint32_t quote = at + lead.len;
        bool quoted =
            quote < text.len && (text.at[quote] == '\'' || text.at[quote] == '"');
        pl_str name = quoted ? word_at(text, quote + 1) : PL_S("");
        if (name.len && begins_word(text, at)) {
            pl_str fallback = second_argument(text, quote + 2 + name.len);
            add(e, to, var_read(e, name, fallback));
        }
    }
}

void explain_scan(explainer *e, pl_explain_reads *to, pl_span span, pl_str text) {
    pl_env_reads reads = {.arena = e->a};
    if (span.src) {
        pl_env_reads_scan(&reads, span.src, span.lo, span.hi);
    }
    for (uint32_t i = 0; i < reads.len; i++) {
        const pl_env_read *r = &reads.at[i];
        if (r->name.len) {
            add(e, to, env_read(e, r->name, r->fallback.at ? r->fallback : PL_S("")));
        }
    }
    scan_target(e, to, text);
    scan_vars(e, to, text);
}
