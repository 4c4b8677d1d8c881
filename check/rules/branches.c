/* Rules on what some environments render and others do not. */
#include "check/rules/facts.h"
#include "check/rules/templates.h"
#include "parser/nodes.h"
#include "project/node/world.h"

/* ---- needs-warehouse */

const pl_rule_option options_needs_warehouse[] = {PL_NO_MORE_OPTIONS};

static void relate_calls(pl_check *c, pl_finding *f, const pl_diag *d) {
    if (f && !f->related_len) {
        for (uint32_t i = 0; i < d->note_count; i++) {
            pl_check_relate(c, f, d->notes[i].span, d->notes[i].text);
        }
        f->help = f->help.len ? f->help : d->help;
    }
}

/* The call in the node's own file that led there. */
static pl_span place_in_node(const pl_diag *d, const pl_dbt_node *n) {
    for (uint32_t i = d->note_count; i > 0; i--) {
        const pl_span *span = &d->notes[i - 1].span;
        if (span->src && pl_str_eq(span->src->path, n->original_file_path)) {
            return *span;
        }
    }
    bool own = d->span.src && pl_str_eq(d->span.src->path, n->original_file_path);
    return own ? d->span : n->span;
}

void run_needs_warehouse(pl_check *c, const pl_rule *r) {
    for (uint32_t i = 0; i < c->len; i++) {
        const pl_world *w = c->at[i].world;
        for (uint32_t k = 0; w && k < w->sink.len; k++) {
            const pl_diag *d = &w->sink.at[k];
            const pl_dbt_node *n = d->node.len ? pl_map_get(&w->nodes, d->node) : NULL;
            if (d->code == PL_E0430 && n && n->unrenderable && pl_of_root(n)) {
                pl_span span = place_in_node(d, n);
                relate_calls(c, pl_check_add(c, r, &c->at[i], n, span, d->text), d);
            }
        }
    }
}

/* ---- environment-branch */

const pl_rule_option options_environment_branch[] = {PL_NO_MORE_OPTIONS};

/* Who took a decision how: one bit an environment. */
typedef struct outcome {
    const pl_ast *ast;
    pl_ref expr;
    uint64_t yes, no;
} outcome;

typedef struct branch_check {
    pl_check *c;
    const pl_rule *rule;
    pl_map outcomes; /* syntax tree and expression -> outcome */
} branch_check;

enum { MOST_ENVIRONMENTS = 64 };

static pl_str outcome_key(pl_arena *a, const pl_ast *ast, pl_ref expr) {
    return pl_str_fmt(a, "%p %u", (const void *)ast, expr);
}

static void note_outcomes(branch_check *x, uint32_t environment) {
    pl_arena *a = x->c->arena;
    const pl_trace *t = &x->c->at[environment].trace;
    for (uint32_t i = 0; i < t->events.len; i++) {
        const pl_trace_event *e = &t->events.at[i];
        if (e->kind != PL_TRACE_CONDITION || !e->ast ||
            !(e->flags & (PL_FROM_ENV | PL_FROM_TARGET | PL_FROM_VAR))) {
            continue;
        }
        void **slot = pl_map_slot(&x->outcomes, a, outcome_key(a, e->ast, e->expr));
        outcome *o = *slot ? *slot : PL_NEW(a, outcome);
        *slot = o;
        o->ast = e->ast;
        o->expr = e->expr;
        o->yes |= (uint64_t)e->truth << environment;
        o->no |= (uint64_t)!e->truth << environment;
    }
}

/* The one environment of a set; UINT32_MAX: none, or several. */
static uint32_t only_one(uint64_t set) {
    bool one = set && !(set & (set - 1));
    return one ? (uint32_t)__builtin_ctzll(set) : UINT32_MAX;
}

static bool has_text(const pl_ast *ast, const pl_node *text) {
    return pl_str_trim(pl_str_sub(ast->src->text, text->a, text->a + text->b)).len;
}

/* Does the body print anything of itself? config() and the like print nothing. */
static bool prints(const pl_ast *ast, pl_ref body) {
    const pl_node *n = &ast->nodes[body];
    static const char *const silent[] = {"config", "log", "print", "return"};
    bool any = false;
    for (uint32_t i = 0; !any && n->kind == PL_NODE_BODY && i < n->b; i++) {
        const pl_node *s = &ast->nodes[pl_items_of(ast->extra, n)[i]];
        if (s->kind == PL_NODE_PRINT) {
            pl_str function = pl_expr_function(ast, s->a);
            any = true;
            for (size_t k = 0; k < sizeof silent / sizeof *silent; k++) {
                any = any && !pl_str_eq(function, pl_str_of(silent[k]));
            }
        }
        any = any || (s->kind == PL_NODE_TEXT && has_text(ast, s));
    }
    return any;
}

static void report_branch(branch_check *x, const pl_check_template *t, pl_ref at,
                          uint32_t environment, bool otherwise) {
    const pl_check_world *w = &x->c->at[environment];
    if (!w->production && w->environment->type != PL_ENVIRONMENT_DEPLOYMENT) {
        return; /* SQL that only those who try it run does no harm */
    }
    pl_finding *f = pl_check_addf(x->c, x->rule, w, t->node, pl_expr_span(t, at),
                                  "only %.*s runs the SQL %s", PL_FMT(w->name),
                                  otherwise ? "behind the else of this condition"
                                            : "of this branch");
    if (f) {
        f->help = PL_S("no other environment tries it");
    }
}

static const outcome *outcome_of(branch_check *x, const pl_ast *ast, pl_ref test) {
    return pl_map_get(&x->outcomes, outcome_key(x->c->arena, ast, test));
}

/* All environments came by, and one alone took a branch. */
static void look_at_if(branch_check *x, const pl_check_template *t, const pl_node *n) {
    const pl_ast *ast = t->ast;
    const pl_branch *branches = pl_branches_of(ast->extra, n);
    const outcome *first = outcome_of(x, ast, branches->test);
    const outcome *last = first;
    uint64_t all = 0;
    for (uint32_t i = 0; i < x->c->len; i++) {
        all |= x->c->at[i].world ? (uint64_t)1 << i : 0;
    }
    if (!first || (first->yes | first->no) != all) {
        return;
    }
    for (uint32_t i = 0; i < n->b && last; i++) {
        pl_ref test = branches[i].test, body = branches[i].body;
        const outcome *o = test ? outcome_of(x, ast, test) : NULL;
        uint32_t one = only_one(test ? (o ? o->yes : 0) : last->no);
        if (one != UINT32_MAX && prints(ast, body)) {
            report_branch(x, t, test ? test : branches[i - 1].test, one, !test);
        }
        last = test ? o : last;
    }
}

/* Macros that name things branch by environment; that is what they are for. */
static bool makes_names(const pl_macro_def *def) {
    return def && pl_str_starts(def->name, PL_S("generate_")) &&
           pl_str_ends(def->name, PL_S("_name"));
}

static void look_at_template(void *ctx, const pl_check_template *t) {
    branch_check *x = ctx;
    for (uint32_t i = 1; !makes_names(t->macro) && i < t->ast->node_count; i++) {
        if (t->ast->nodes[i].kind == PL_NODE_IF) {
            look_at_if(x, t, &t->ast->nodes[i]);
        }
    }
}

void run_environment_branch(pl_check *c, const pl_rule *r) {
    branch_check x = {.c = c, .rule = r};
    uint32_t worlds = 0;
    for (uint32_t i = 0; i < c->len && i < MOST_ENVIRONMENTS; i++) {
        worlds += c->at[i].world != NULL;
        note_outcomes(&x, i);
    }
    if (worlds > 1 && c->len <= MOST_ENVIRONMENTS) {
        pl_check_templates(c, look_at_template, &x);
    }
}

/* ---- undeclared-target */

const pl_rule_option options_undeclared_target[] = {
    {"allow", PL_RULE_LIST, "names of targets that are used elsewhere"},
    PL_NO_MORE_OPTIONS};

typedef struct target_check {
    pl_check *c;
    const pl_rule *rule;
    pl_map names; /* of targets, as target.name has them */
    bool listed;  /* environments.yml says which there are */
} target_check;

static void add_name(target_check *x, pl_str name) {
    if (name.len) {
        pl_map_put(&x->names, x->c->arena, name, x);
    }
}

static void add_outputs(target_check *x, const pl_world *w) {
    const pl_world_options *o = &w->options;
    pl_diag_sink quiet = {.arena = x->c->arena};
    pl_profiles profiles;
    pl_str *names;
    if (!pl_profiles_read(o->profiles_tree, o->profiles_dir, x->c->arena, &quiet,
                          &profiles)) {
        return;
    }
    uint32_t n =
        pl_profile_outputs(&profiles, w->target.profile_name, x->c->arena, &names);
    for (uint32_t i = 0; i < n; i++) {
        add_name(x, names[i]);
    }
}

static void gather_names(target_check *x) {
    pl_check *c = x->c;
    x->listed = c->environments->src;
    add_name(x, PL_S("default")); /* dbt's own choice */
    for (uint32_t i = 0; i < c->environments->len; i++) {
        add_name(x, pl_environment_target_name(&c->environments->at[i]));
    }
    for (uint32_t i = 0; i < c->len; i++) {
        if (c->at[i].world) {
            add_name(x, c->at[i].world->target.name);
            add_outputs(x, c->at[i].world);
        }
    }
}

static bool is_declared(const target_check *x, pl_str name, bool any_case) {
    for (uint32_t i = 0; i < x->names.len; i++) {
        pl_str known = x->names.at[i].key;
        if (pl_str_eq(known, name) || (any_case && pl_str_eq_nocase(known, name))) {
            return true;
        }
    }
    return false;
}

/* `prod` is short for `production`; dev_local is another thing than dev. */
static bool is_short_for(pl_str brief, pl_str name) {
    bool is = brief.len >= 3 && pl_str_starts(name, brief);
    for (uint32_t i = brief.len; is && i < name.len; i++) {
        is = name.at[i] >= 'a' && name.at[i] <= 'z';
    }
    return is;
}

/* A name that is short for it, or spelled nearly so. */
static pl_str like_of(const target_check *x, pl_str name) {
    pl_near_name near = {.wanted = name, .distance = name.len < 3 ? 1 : 2};
    for (uint32_t i = 0; i < x->names.len; i++) {
        pl_str known = x->names.at[i].key;
        if (is_short_for(known, name) || is_short_for(name, known) ||
            pl_str_eq_nocase(known, name)) {
            return known;
        }
        pl_near_compare(&near, known);
    }
    return near.best;
}

static void compare_name(target_check *x, const pl_check_template *t, pl_ref at,
                         pl_ref expr, bool any_case) {
    const pl_literal *l = pl_expr_literal(t->ast, expr);
    if (!l || l->kind != PL_LIT_STRING || is_declared(x, l->text, any_case)) {
        return;
    }
    const pl_rule_entry *e = pl_check_entry(x->c, x->rule, NULL, t->node);
    const pl_str *allow;
    uint32_t len = pl_rule_list(x->c, e, "allow", &allow);
    for (uint32_t i = 0; i < len; i++) {
        if (pl_str_eq(allow[i], l->text)) {
            return;
        }
    }
    pl_str like = like_of(x, l->text);
    if (!like.len && !x->listed) {
        return;
    }
    pl_finding *f = pl_check_addf(x->c, x->rule, NULL, t->node, pl_expr_span(t, at),
                                  "no target is called '%.*s'", PL_FMT(l->text));
    if (f && like.len) {
        f->help = pl_str_fmt(x->c->arena, "did you mean '%.*s'?", PL_FMT(like));
    }
}

/* target.name, whatever its case is made; *any_case: it was made one. */
static bool is_target_name(const pl_ast *ast, pl_ref e, bool *any_case) {
    *any_case = false;
    while (pl_expr_filter(ast, e).len && ast->nodes[e].a) {
        pl_str filter = pl_expr_filter(ast, e);
        *any_case =
            *any_case || PL_STR_IS(filter, "lower") || PL_STR_IS(filter, "upper");
        e = ast->nodes[e].a;
    }
    return pl_expr_is_member(ast, e, "target", "name");
}

static void compare_side(target_check *x, const pl_check_template *t, pl_ref at,
                         pl_ref side, pl_ref other, uint32_t op) {
    bool any_case;
    const pl_node *o = &t->ast->nodes[other];
    bool list = o->kind == PL_NODE_LIST || o->kind == PL_NODE_TUPLE;
    if (!is_target_name(t->ast, side, &any_case)) {
        return;
    }
    if (op == PL_CMP_EQ || op == PL_CMP_NE) {
        compare_name(x, t, at, other, any_case);
    }
    for (uint32_t i = 0; list && (op == PL_CMP_IN || op == PL_CMP_NOTIN) && i < o->b;
         i++) {
        compare_name(x, t, at, pl_items_of(t->ast->extra, o)[i], any_case);
    }
}

static void compare_in(void *ctx, const pl_check_template *t) {
    target_check *x = ctx;
    for (uint32_t i = 1; i < t->ast->node_count; i++) {
        const pl_node *n = &t->ast->nodes[i];
        if (n->kind != PL_NODE_COMPARE) {
            continue;
        }
        const pl_compared *chain = pl_compared_of(t->ast->extra, n);
        pl_ref left = chain->first;
        for (uint32_t k = 0; k + 1 < n->b; k++) {
            pl_comparison to = chain->rest[k];
            compare_side(x, t, i, left, to.operand, to.op);
            if (to.op == PL_CMP_EQ || to.op == PL_CMP_NE) {
                compare_side(x, t, i, to.operand, left, to.op);
            }
            left = to.operand;
        }
    }
}

/* dbt_project.yml's own templates. */
static void compare_in_yaml(target_check *x, const pl_yaml *y) {
    if (pl_yaml_is(y, PL_YAML_MAP)) {
        for (uint32_t i = 0; i < y->count; i++) {
            compare_in_yaml(x, y->as.entries[i].value);
        }
    } else if (pl_yaml_is(y, PL_YAML_SEQ)) {
        for (uint32_t i = 0; i < y->count; i++) {
            compare_in_yaml(x, y->as.items[i]);
        }
    } else if (pl_yaml_is_str(y)) {
        pl_str written = pl_str_sub(y->src->text, y->lo, y->hi);
        const pl_source *src = pl_source_new(x->c->arena, y->src->path, written);
        pl_syntax_error unused;
        const pl_ast *ast = pl_parse(src, PL_DIALECT_DBT, x->c->arena, &unused);
        if (ast) {
            compare_in(x, &(pl_check_template){.ast = ast, .yaml = y});
        }
    }
}

void run_undeclared_target(pl_check *c, const pl_rule *r) {
    target_check x = {.c = c, .rule = r};
    gather_names(&x);
    if (x.names.len < 3) {
        return;
    }
    pl_check_templates(c, compare_in, &x);
    for (uint32_t i = 0; i < c->len; i++) {
        if (c->at[i].world) {
            compare_in_yaml(&x, c->at[i].world->packages[0].file->raw);
            return;
        }
    }
}
