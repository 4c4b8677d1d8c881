/* Which places set a config, in what order, and which of them lost. */
#include "explain/explain_priv.h"
#include "support/vec.h"

enum { SHOWN_CHARS = 160 };

pl_str explain_shown(explainer *e, pl_value v) {
    pl_str text = pl_env_mask(e->w->options.env, e->a, pl_python_repr(e->a, v));
    uint32_t at = SHOWN_CHARS;
    if (text.len <= SHOWN_CHARS) {
        return text;
    }
    while (at && ((unsigned char)text.at[at] & 0xc0) == 0x80) {
        at--;
    }
    return pl_str_cat(e->a, pl_str_sub(text, 0, at), PL_S("…"));
}

static pl_str origin_of(explainer *e, const pl_config_step *s) {
    pl_str path = pl_config_step_path(e->w, e->n, s, e->a);
    switch (s->origin) {
    case PL_ORIGIN_DEFAULT:
        return PL_S("default");
    case PL_ORIGIN_SCHEMA:
        return PL_S("config:");
    case PL_ORIGIN_CALL:
        return PL_S("config()");
    case PL_ORIGIN_PROJECT:
    case PL_ORIGIN_ROOT:
        break;
    }
    return path.len ? path : s->key;
}

/* ---- keys of config() */

/* Does `key=`, `'key':` or `"key":` stand at byte `at`? */
static bool is_argument(pl_str text, uint32_t at, pl_str key) {
    uint32_t end = at + key.len;
    char before = at ? text.at[at - 1] : ' ';
    bool quoted = before == '\'' || before == '"';
    if (explain_in_word(before) || end >= text.len ||
        (quoted && text.at[end] != before)) {
        return false;
    }
    end += quoted;
    while (end < text.len && (text.at[end] == ' ' || text.at[end] == '\n')) {
        end++;
    }
    bool is_equals = text.at[end] == '=' && text.at[end + 1] != '=';
    return end < text.len && (quoted ? text.at[end] == ':' : is_equals);
}

/* Where a call that begins at `call` sets the key; else the call. dbt takes `pre_hook`
 * for `pre-hook`. */
static pl_span argument_of(explainer *e, pl_span call, pl_str key) {
    pl_str text = call.src->text;
    char *under = pl_str_z(e->a, key);
    for (uint32_t i = 0; i < key.len; i++) {
        under[i] = under[i] == '-' ? '_' : under[i];
    }
    pl_str spelled = {under, key.len};
    for (uint32_t at = call.lo; at + 1 < text.len; at++) {
        bool tag_ends =
            text.at[at + 1] == '}' && (text.at[at] == '}' || text.at[at] == '%');
        pl_str rest = pl_str_sub(text, at, text.len);
        bool here = (pl_str_starts(rest, key) && is_argument(text, at, key)) ||
                    (pl_str_starts(rest, spelled) && is_argument(text, at, spelled));
        if (here) {
            return (pl_span){call.src, at, at + key.len};
        }
        if (tag_ends) {
            break;
        }
    }
    return call;
}

/* ---- one step */

static pl_explain_step step_of(explainer *e, const pl_config_step *s) {
    pl_explain_step out = {.origin = s->origin,
                           .merge = s->merge,
                           .from = origin_of(e, s),
                           .span = s->span,
                           .value = explain_shown(e, s->value),
                           .plain = s->value,
                           .after = s->result,
                           .result = explain_shown(e, s->result)};
    bool own_file = s->origin == PL_ORIGIN_SCHEMA && s->span.src == e->n->span.src;
    if (own_file && e->n->patch_path.len) {
        out.from = PL_S("schema file"); /* a key beside `config:` */
        out.span = pl_node_patch_field(e->w, e->n, s->key);
    }
    if (s->origin == PL_ORIGIN_CALL && s->span.src) {
        out.span = argument_of(e, s->span, s->key);
    }
    if (s->raw.kind == PL_STR) {
        out.written = pl_str_from(s->raw);
        explain_scan(e, &out.reads, s->span, out.written);
    }
    return out;
}

/* What is replaced as a whole is lost. */
static void mark_lost(pl_explain_config *c) {
    for (uint32_t i = 0; i + 1 < c->len; i++) {
        c->at[i].lost = c->at[i + 1].merge == PL_MERGE_CLOBBER;
    }
}

static pl_explain_config *config_for(explainer *e, pl_str key) {
    void **slot = pl_map_slot(&e->x->configs, e->a, key);
    if (!*slot) {
        pl_explain_config *c = PL_NEW(e->a, pl_explain_config);
        c->key = key;
        *slot = c;
    }
    return *slot;
}

void explain_configs(explainer *e) {
    pl_config_step *steps;
    uint32_t count = pl_node_config_steps(e->w, e->n, e->a, &steps);
    for (uint32_t i = 0; i < count; i++) {
        pl_explain_config *c = config_for(e, steps[i].key);
        pl_explain_step step = step_of(e, &steps[i]);
        step.joins = step.merge != PL_MERGE_CLOBBER && c->len &&
                     pl_python_truth(c->at[c->len - 1].after);
        PL_PUSH(e->a, c, step);
        c->set = c->set || step.origin != PL_ORIGIN_DEFAULT;
        c->value = step.result;
    }
    for (uint32_t i = 0; i < e->x->configs.len; i++) {
        mark_lost(e->x->configs.at[i].value);
    }
}

const pl_explain_config *explain_config(const pl_explanation *x, pl_str key) {
    const pl_explain_config *c = pl_map_get(&x->configs, key);
    return c && c->set ? c : NULL;
}
