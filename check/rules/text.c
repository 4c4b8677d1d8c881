/* Rules on text that is taken for a boolean: variables are text, whatever is in them.
 */
#include "check/rules/facts.h"
#include "check/rules/templates.h"
#include "parser/nodes.h"

/* ---- what both rules walk over */

typedef struct template_facts {
    pl_check_template t;
    const pl_ref *sets;
} template_facts;

typedef struct text_check {
    pl_check *c;
    const pl_rule *rule;
    pl_map by_ast; /* syntax tree -> template_facts */
} text_check;

static pl_str pointer_key(pl_arena *a, const pl_ast *ast) {
    return pl_str_copy(a, (pl_str){(const char *)&ast, sizeof ast});
}

static void note_template(void *ctx, const pl_check_template *t) {
    text_check *x = ctx;
    template_facts *f = PL_NEW(x->c->arena, template_facts);
    f->t = *t;
    f->sets = pl_expr_sets(t->ast, x->c->arena);
    pl_map_put(&x->by_ast, x->c->arena, pointer_key(x->c->arena, t->ast), f);
}

static pl_str call_words(pl_check *c, const pl_expr_read *read) {
    const char *function = read->is_env ? "env_var" : "var";
    return read->name.len
               ? pl_str_fmt(c->arena, "%s('%.*s')", function, PL_FMT(read->name))
               : pl_str_fmt(c->arena, "%s(...)", function);
}

/* ---- string-truth */

const pl_rule_option options_string_truth[] = {PL_NO_MORE_OPTIONS};

/* The operand that the value of `x and y`, `x or y` may come from; the other
 * is noted by itself. */
static pl_ref last_operand(const pl_ast *ast, pl_ref e) {
    while (ast->nodes[e].kind == PL_NODE_AND || ast->nodes[e].kind == PL_NODE_OR) {
        e = ast->nodes[e].b;
    }
    return e;
}

static bool means_bool(const pl_trace_event *e, const pl_expr_read *read) {
    bool fallback = read->fallback && read->fallback->kind == PL_LIT_STRING &&
                    pl_is_bool_word(read->fallback->text);
    return fallback || pl_is_bool_word(pl_str_trim(e->value));
}

static void decided_by_text(text_check *x, const pl_check_world *w,
                            const pl_trace_event *e) {
    const template_facts *t = pl_map_get(&x->by_ast, pointer_key(x->c->arena, e->ast));
    pl_expr_read read;
    pl_ref expr = t ? last_operand(e->ast, e->expr) : 0;
    if (!t || !pl_expr_reads(e->ast, t->sets, expr, &read) || read.marked.len ||
        !means_bool(e, &read)) {
        return;
    }
    pl_str call = call_words(x->c, &read);
    pl_finding *f = pl_check_addf(
        x->c, x->rule, w, t->t.node, pl_expr_span(&t->t, expr),
        "%.*s is text, and every text but the empty one is true: 'false' is, too",
        PL_FMT(call));
    if (f) {
        f->help =
            pl_str_fmt(x->c->arena, "compare it: %.*s | lower == 'true'", PL_FMT(call));
    }
}

static bool is_text_decision(const pl_trace_event *e) {
    return (e->kind == PL_TRACE_CONDITION || e->kind == PL_TRACE_OPERAND) && e->ast &&
           e->value_kind == PL_STR && (e->flags & (PL_FROM_ENV | PL_FROM_VAR));
}

static void decisions_in(text_check *x, const pl_check_world *w) {
    for (uint32_t i = 0; i < w->trace.events.len; i++) {
        const pl_trace_event *e = &w->trace.events.at[i];
        if (is_text_decision(e)) {
            decided_by_text(x, w, e);
        }
    }
}

/* Words for a literal that no text equals; NULL: it is none. */
static const char *no_text(const pl_literal *l) {
    switch (l ? l->kind : PL_LIT_STRING) {
    case PL_LIT_TRUE:
        return "the boolean true";
    case PL_LIT_FALSE:
        return "the boolean false";
    case PL_LIT_INT:
    case PL_LIT_BIGINT:
    case PL_LIT_FLOAT:
        return "a number";
    case PL_LIT_NONE:
    case PL_LIT_STRING:
        break;
    }
    return NULL;
}

static void compared(text_check *x, const template_facts *t, pl_ref at, pl_ref text,
                     pl_ref other) {
    const pl_ast *ast = t->t.ast;
    const char *words = no_text(pl_expr_literal(ast, other));
    pl_expr_read read;
    if (!words || !pl_expr_reads(ast, t->sets, text, &read) || !read.is_env ||
        read.marked.len) {
        return;
    }
    pl_str call = call_words(x->c, &read);
    pl_finding *f =
        pl_check_addf(x->c, x->rule, NULL, t->t.node, pl_expr_span(&t->t, at),
                      "%.*s is text, and no text equals %s", PL_FMT(call), words);
    if (f) {
        f->help = pl_str_fmt(x->c->arena, "compare it with text: %.*s == '...'",
                             PL_FMT(call));
    }
}

static void comparisons_in(text_check *x, const template_facts *t) {
    const pl_ast *ast = t->t.ast;
    for (uint32_t i = 1; i < ast->node_count; i++) {
        const pl_node *n = &ast->nodes[i];
        if (n->kind != PL_NODE_COMPARE) {
            continue;
        }
        const pl_compared *chain = pl_compared_of(ast->extra, n);
        pl_ref left = chain->first;
        for (uint32_t k = 0; k + 1 < n->b; k++) {
            pl_comparison to = chain->rest[k];
            if (to.op == PL_CMP_EQ || to.op == PL_CMP_NE) {
                compared(x, t, i, left, to.operand);
                compared(x, t, i, to.operand, left);
            }
            left = to.operand;
        }
    }
}

void run_string_truth(pl_check *c, const pl_rule *r) {
    text_check x = {.c = c, .rule = r};
    pl_check_templates(c, note_template, &x);
    for (uint32_t i = 0; i < c->len; i++) {
        decisions_in(&x, &c->at[i]);
    }
    for (uint32_t i = 0; i < x.by_ast.len; i++) {
        comparisons_in(&x, x.by_ast.at[i].value);
    }
}

/* ---- bool-text */

const pl_rule_option options_bool_text[] = {PL_NO_MORE_OPTIONS};

static const char *instead_of(pl_str filter) {
    return PL_STR_IS(filter, "as_bool")     ? "compare the text: ... | lower == 'true'"
           : PL_STR_IS(filter, "as_number") ? "use the filter int or float"
                                            : "use fromjson() or fromyaml()";
}

/* What is no text of an environment variable may be of the right type already. */
static void filters_without_effect(void *ctx, const pl_check_template *t) {
    text_check *x = ctx;
    const pl_ref *sets = pl_expr_sets(t->ast, x->c->arena);
    for (uint32_t i = 1; i < t->ast->node_count; i++) {
        pl_str filter = pl_expr_filter(t->ast, i);
        if (!PL_STR_IS(filter, "as_bool") && !PL_STR_IS(filter, "as_number") &&
            !PL_STR_IS(filter, "as_native")) {
            continue;
        }
        pl_finding *f =
            pl_check_addf(x->c, x->rule, NULL, t->node, pl_expr_span(t, i),
                          "%.*s changes nothing in SQL files: the value stays as it is",
                          PL_FMT(filter));
        pl_expr_read read;
        bool text = pl_expr_reads(t->ast, sets, i, &read) && read.is_env;
        if (f && !text) {
            pl_check_lower(x->c, f, x->rule, NULL, t->node, PL_NOTE);
        }
        if (f) {
            f->help = pl_str_of(instead_of(filter));
        }
    }
}

static void lower_case_bools(text_check *x, const pl_check_world *w) {
    for (uint32_t i = 0; i < w->world->sink.len; i++) {
        const pl_diag *d = &w->world->sink.at[i];
        if (d->code == PL_W0529) {
            pl_finding *f = pl_check_add(
                x->c, x->rule, w, NULL, d->span,
                PL_S(
                    "as_bool is given true or false in lower case, which dbt refuses"));
            if (f) {
                f->help = pl_str_copy(x->c->arena, d->help);
            }
        }
    }
}

static void config_is_text(text_check *x, const pl_check_world *w, const pl_dbt_node *n,
                           const char *key) {
    const pl_value *v = pl_dict_find(n->config, pl_str_of(key));
    if (!v || v->kind != PL_STR) {
        return;
    }
    pl_str text = pl_str_trim(pl_str_from(*v));
    bool is_true = pl_str_eq_nocase(text, PL_S("true"));
    if (!is_true && !pl_str_eq_nocase(text, PL_S("false"))) {
        return;
    }
    pl_span span = pl_check_config_place(x->c, w, n, key);
    pl_finding *f = pl_check_addf(x->c, x->rule, w, span.src ? NULL : n, span,
                                  "%s is the text '%.*s', not %s", key, PL_FMT(text),
                                  is_true ? "true" : "false");
    if (f) {
        f->help =
            is_true
                ? PL_S("write it without quotes")
                : PL_S(
                      "write it without quotes: a text that is not empty counts as true");
        pl_check_also(x->c, f, n);
    }
}

static void configs_are_text(text_check *x, const pl_check_world *w) {
    static const char *const keys[] = {"transient",
                                       "secure",
                                       "copy_grants",
                                       "copy_tags",
                                       "automatic_clustering",
                                       "backup",
                                       "auto_refresh",
                                       "require_partition_filter",
                                       "enable_refresh",
                                       "bind",
                                       "unlogged",
                                       "as_columnstore",
                                       "full_refresh",
                                       "store_failures",
                                       "invalidate_hard_deletes",
                                       "quote_columns"};
    const pl_map *nodes = &w->world->nodes;
    for (uint32_t i = 0; i < nodes->len; i++) {
        const pl_dbt_node *n = nodes->at[i].value;
        for (size_t k = 0; n->config && pl_of_root(n) && k < sizeof keys / sizeof *keys;
             k++) {
            config_is_text(x, w, n, keys[k]);
        }
    }
}

void run_bool_text(pl_check *c, const pl_rule *r) {
    text_check x = {.c = c, .rule = r};
    pl_check_templates(c, filters_without_effect, &x);
    for (uint32_t i = 0; i < c->len; i++) {
        if (c->at[i].world) {
            lower_case_bools(&x, &c->at[i]);
            configs_are_text(&x, &c->at[i]);
        }
    }
}
