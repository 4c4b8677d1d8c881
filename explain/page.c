/* The lines of an explanation. */
#include "explain/page_priv.h"

#include "explain/explain_priv.h"

typedef struct writer {
    const pl_explanation *x;
    pl_arena *a;
    pl_str base;
    explain_page *to;
} writer;

static void line(writer *p, uint32_t depth, pl_str head, pl_str tail) {
    const pl_env *env = p->x->world->options.env;
    explain_line l = {depth, pl_env_mask(env, p->a, head),
                      pl_env_mask(env, p->a, tail)};
    PL_PUSH(p->a, &p->to->lines, l);
}

static pl_str taken(writer *p, pl_buf *b) {
    pl_str text = pl_buf_take(b, p->a);
    pl_buf_free(b);
    return text;
}

/* ---- pieces of text */

static void put_place(const writer *p, pl_buf *b, pl_span span) {
    pl_str path = span.src->path;
    if (p->base.len && pl_str_starts(path, p->base)) {
        path = pl_str_sub(path, p->base.len, path.len);
    }
    pl_buf_fmt(b, "%.*s:%u", PL_FMT(path), pl_source_line(span.src, span.lo));
}

static void put_quoted(pl_buf *b, pl_str text) {
    pl_buf_char(b, '`');
    pl_buf_str(b, text);
    pl_buf_char(b, '`');
}

/* "DEBUG_MODE is 'true' (environments.yml:5)" */
static void put_read(const writer *p, pl_buf *b, const pl_explain_read *r) {
    static const char *const kinds[] = {"", "env_var ", "var "};
    pl_buf_fmt(b, "%s%.*s ", kinds[r->kind], PL_FMT(r->name));
    if (r->defaulted && !r->value.len) {
        PL_BUF_LIT(b, "is not set");
        return;
    }
    pl_buf_fmt(b, "%s%.*s", r->defaulted ? "is not set, its default is " : "is ",
               PL_FMT(r->value));
    if (r->span.src) {
        PL_BUF_LIT(b, " (");
        put_place(p, b, r->span);
        PL_BUF_LIT(b, ")");
    } else if (*r->from) {
        pl_buf_fmt(b, " (%s)", r->from);
    }
}

static void put_reads(const writer *p, pl_buf *b, const pl_explain_reads *reads,
                      const char *lead) {
    for (uint32_t i = 0; i < reads->len; i++) {
        pl_buf_fmt(b, "%s", i ? ", " : lead);
        put_read(p, b, &reads->at[i]);
    }
}

/* ---- names */

/* "`dbt_alice` (target.schema, profiles.yml:9) + `_` + `marts` (+schema, …) = `…`" */
static pl_str sum_text(writer *p, const pl_explain_part *part, pl_str value) {
    const pl_explain_terms *terms = &part->terms;
    pl_buf b = {0};
    for (uint32_t i = 0; i < terms->len; i++) {
        const pl_explain_term *t = &terms->at[i];
        pl_buf_fmt(&b, "%s", i ? " + " : "");
        put_quoted(&b, t->text);
        if (t->name.len) {
            pl_buf_fmt(&b, " (%.*s", PL_FMT(t->name));
            if (t->span.src) {
                PL_BUF_LIT(&b, ", ");
                put_place(p, &b, t->span);
            }
            PL_BUF_LIT(&b, ")");
        }
    }
    if (terms->len != 1) {
        pl_buf_fmt(&b, "%s", terms->len ? " = " : "");
        put_quoted(&b, value);
    }
    return taken(p, &b);
}

static pl_str step_head(writer *p, const pl_explain_step *s) {
    pl_buf b = {0};
    pl_buf_str(&b, s->from);
    if (s->span.src) {
        PL_BUF_LIT(&b, "  ");
        put_place(p, &b, s->span);
    }
    return taken(p, &b);
}

static pl_str step_tail(writer *p, const pl_explain_step *s, bool more) {
    static const char *const joins[] = {"", "added", "merged", "merged", "merged"};
    pl_buf b = {0};
    pl_buf_str(&b, s->value);
    if (s->joins) {
        pl_buf_fmt(&b, "; %s", joins[s->merge]);
    }
    if (s->joins && more) {
        pl_buf_fmt(&b, ": %.*s", PL_FMT(s->result));
    }
    if (s->lost && more) {
        PL_BUF_LIT(&b, "; overridden by the next");
    }
    return taken(p, &b);
}

/* The template that gave a value, and what it read. */
static void put_written(writer *p, uint32_t depth, const pl_explain_step *s) {
    pl_buf b = {0};
    if (s->written.len) {
        put_reads(p, &b, &s->reads, "");
        line(p, depth, pl_str_cat(p->a, PL_S("written "), s->written), taken(p, &b));
    }
}

static void put_steps(writer *p, uint32_t depth, const pl_explain_config *c,
                      bool defaults) {
    for (uint32_t i = 0; i < c->len; i++) {
        const pl_explain_step *s = &c->at[i];
        if (defaults || s->origin != PL_ORIGIN_DEFAULT) {
            line(p, depth, step_head(p, s), step_tail(p, s, i + 1 < c->len));
            put_written(p, depth + 1, s);
        }
    }
}

static pl_str branch_head(writer *p, const pl_explain_branch *b, pl_str path) {
    pl_buf text = {0};
    if (b->macro && b->macro->stock) {
        pl_buf_fmt(&text, "in %.*s.%.*s: ", PL_FMT(b->macro->package),
                   PL_FMT(b->macro->name));
    } else if (path.len && pl_str_eq(b->span.src->path, path)) {
        pl_buf_fmt(&text, "line %u: ", pl_source_line(b->span.src, b->span.lo));
    } else {
        put_place(p, &text, b->span);
        PL_BUF_LIT(&text, ": ");
    }
    pl_buf_str(&text, b->text);
    return taken(p, &text);
}

static void put_branches(writer *p, uint32_t depth, const pl_explain_branches *all,
                         pl_str path) {
    for (uint32_t i = 0; i < all->len; i++) {
        const pl_explain_branch *b = &all->at[i];
        pl_buf tail = {0};
        bool otherwise = PL_STR_IS(b->text, "else");
        pl_buf_fmt(&tail, "%s", otherwise ? "taken" : b->taken ? "yes" : "no");
        put_reads(p, &tail, &b->reads, ": ");
        line(p, depth, branch_head(p, b, path), taken(p, &tail));
    }
}

/* Variables beside those that the branches have named already. */
static bool in_branches(const pl_explain_branches *all, const pl_explain_read *r) {
    for (uint32_t i = 0; i < all->len; i++) {
        for (uint32_t k = 0; k < all->at[i].reads.len; k++) {
            const pl_explain_read *other = &all->at[i].reads.at[k];
            if (other->kind == r->kind && pl_str_eq(other->name, r->name)) {
                return true;
            }
        }
    }
    return false;
}

static void put_variables(writer *p, uint32_t depth, const pl_explain_reads *reads,
                          const pl_explain_branches *shown) {
    static const char *const kinds[] = {"", "env_var ", "var "};
    for (uint32_t i = 0; i < reads->len; i++) {
        const pl_explain_read *r = &reads->at[i];
        pl_str head = pl_str_fmt(p->a, "%s%.*s", kinds[r->kind], PL_FMT(r->name));
        pl_buf b = {0};
        if (in_branches(shown, r)) {
            continue;
        }
        put_read(p, &b, r);
        pl_str text = taken(p, &b);
        uint32_t skip = r->defaulted ? head.len + 1 : head.len + 4; /* "is " */
        line(p, depth, head, pl_str_sub(text, skip, text.len));
    }
}

/* What target.schema is made of, where the name has it. */
static void put_target(writer *p, const pl_explain_part *part, const char *name) {
    pl_str head = pl_str_fmt(p->a, "target.%s", name);
    bool used = false;
    for (uint32_t i = 0; i < part->terms.len; i++) {
        used = used || pl_str_eq(part->terms.at[i].name, head);
    }
    if (used && part->target_reads.len) {
        pl_buf b = {0};
        put_reads(p, &b, &part->target_reads, "");
        line(p, 1, head, taken(p, &b));
    }
}

static void put_macro(writer *p, const pl_explain_part *part) {
    pl_buf b = {0};
    pl_str path = PL_S("");
    pl_buf_fmt(&b, "macro %.*s.%.*s", PL_FMT(part->macro->package),
               PL_FMT(part->macro->name));
    if (part->macro_span.src) {
        PL_BUF_LIT(&b, "  ");
        put_place(p, &b, part->macro_span);
        path = part->macro_span.src->path;
    }
    line(p, 1, taken(p, &b), part->why);
    put_branches(p, 2, &part->branches, path);
    put_variables(p, 2, &part->reads, &part->branches);
}

static void put_instead(writer *p, const pl_explain_part *part, const char *name) {
    pl_buf b = {0};
    put_quoted(&b, part->value);
    PL_BUF_LIT(&b, ": goes over what the macro gave, ");
    put_quoted(&b, part->made);
    line(p, 1,
         pl_str_fmt(p->a, "target_%s  %.*s", name, PL_FMT(step_head(p, part->instead))),
         taken(p, &b));
}

static pl_str part_tail(writer *p, const pl_explain_part *part, const char *name) {
    pl_buf b = {0};
    if (part->failed) {
        return PL_S("not known: its macro failed");
    }
    if (part->instead) {
        put_quoted(&b, part->value);
        pl_buf_fmt(&b, " (target_%s", name);
        if (part->instead->span.src) {
            PL_BUF_LIT(&b, ", ");
            put_place(p, &b, part->instead->span);
        }
        PL_BUF_LIT(&b, ")");
        return taken(p, &b);
    }
    return part->terms.len || part->value.len ? sum_text(p, part, part->value)
                                              : PL_S("none");
}

static void put_part(writer *p, pl_part which) {
    static const char *const names[] = {"database", "schema", "alias"};
    const pl_explain_part *part = &p->x->parts[which];
    bool source = p->x->node->type == PL_RES_SOURCE;
    bool plain = part->macro && part->macro->stock && !part->custom && !part->instead;
    line(p, 0,
         pl_str_of(source && which == PL_PART_IDENTIFIER ? "identifier" : names[which]),
         part_tail(p, part, names[which]));
    put_target(p, part, names[which]);
    if (part->custom) {
        put_steps(p, 1, part->custom, false);
    }
    if (part->whole) {
        line(p, 1, PL_S("generate_schema_name called in dbt_project.yml"),
             PL_S("its result is the whole name; dbt refuses this"));
    }
    if (part->macro && !plain) {
        put_macro(p, part);
    } else {
        put_variables(p, 1, &part->reads, &part->branches);
    }
    if (part->instead) {
        put_instead(p, part, names[which]);
    }
}

/* ---- relation, quoting */

static bool names_failed(const pl_explanation *x) {
    return x->parts[0].failed || x->parts[1].failed || x->parts[2].failed;
}

static void put_relation(writer *p) {
    const pl_explanation *x = p->x;
    const pl_explain_config *enabled = explain_config(x, PL_S("enabled"));
    pl_buf b = {0};
    if (x->relation.len) {
        pl_buf_str(&b, x->relation);
    } else {
        pl_buf_str(&b, x->state);
    }
    if (x->node->disabled && enabled) {
        const pl_explain_step *last = &enabled->at[enabled->len - 1];
        pl_buf_fmt(&b, " by %.*s", PL_FMT(step_head(p, last)));
    }
    if (x->node->failed) {
        pl_buf_fmt(
            &b, "%s%s", b.len ? "; " : "not known: ",
            names_failed(x)
                ? "a macro that names it failed"
                : "it could not be parsed, so what it says of itself may be missing");
    }
    line(p, 0, PL_S("relation"), taken(p, &b));
}

static void put_quoting(writer *p) {
    static const char *const names[] = {"database", "schema", "identifier"};
    const pl_explanation *x = p->x;
    pl_buf b = {0};
    pl_buf_fmt(&b, "%s's:", x->world->target.adapter->name);
    for (int i = 0; i < PL_PART_COUNT; i++) {
        const pl_explain_policy *q = &x->policy[i];
        pl_buf_fmt(&b, "%s %s %s", i ? "," : "", names[i],
                   !q->included ? "left out"
                   : q->quoted  ? "quoted"
                                : "unquoted");
        if (q->span.src) {
            PL_BUF_LIT(&b, " (");
            put_place(p, &b, q->span);
            pl_buf_fmt(&b, ", else %s)", q->adapter_quoted ? "quoted" : "unquoted");
        }
    }
    line(p, 0, PL_S("quoting"), taken(p, &b));
}

/* ---- configs */

static bool is_name(pl_str key) {
    return PL_STR_IS(key, "database") || PL_STR_IS(key, "schema") ||
           PL_STR_IS(key, "alias");
}

static void put_config(writer *p, const pl_explain_config *c) {
    const pl_explain_step *last = &c->at[c->len - 1];
    uint32_t own = 0;
    for (uint32_t i = 0; i < c->len; i++) {
        own += c->at[i].origin != PL_ORIGIN_DEFAULT;
    }
    if (own > 1) {
        line(p, 1, c->key, c->value);
        put_steps(p, 2, c, false);
        return;
    }
    line(p, 1, c->key,
         pl_str_cat3(p->a, step_tail(p, last, false), PL_S("  "), step_head(p, last)));
    put_written(p, 2, last);
}

static void put_configs(writer *p) {
    bool any = false;
    for (uint32_t i = 0; i < p->x->configs.len; i++) {
        const pl_explain_config *c = p->x->configs.at[i].value;
        if (c->set && !is_name(c->key)) {
            if (!any) {
                line(p, 0, PL_S("config"), PL_S(""));
            }
            any = true;
            put_config(p, c);
        }
    }
}

static void put_sql(writer *p) {
    const pl_explanation *x = p->x;
    if (x->branches.len || x->reads.len || !x->complete) {
        line(
            p, 0, PL_S("sql"),
            x->complete
                ? PL_S("")
                : pl_str_fmt(
                      p->a,
                      "known in part: `plumb render %.*s` tells why it could not be rendered",
                      PL_FMT(x->node->name)));
    }
    put_branches(p, 1, &x->branches, PL_S(""));
    put_variables(p, 1, &x->reads, &x->branches);
}

void explain_page_all(const pl_explain_view *v, const pl_explanation *x,
                      explain_page *to) {
    writer p = {x, v->arena, v->base, to};
    put_relation(&p);
    bool landed = x->relation.len || (x->node->failed && !x->node->disabled);
    for (int i = 0; landed && i < PL_PART_COUNT; i++) {
        if (x->parts[i].value.len || x->parts[i].macro) {
            put_part(&p, (pl_part)i);
        }
    }
    if (landed) {
        put_quoting(&p);
    }
    put_configs(&p);
    put_sql(&p);
}

/* What was perhaps meant by a key that nothing sets. */
static pl_str not_set(const pl_explain_view *v, const pl_explanation *x) {
    pl_near_name near = {.wanted = v->key, .distance = 3};
    for (uint32_t i = 0; i < x->configs.len; i++) {
        pl_near_compare(&near, x->configs.at[i].key);
    }
    return near.best.len ? pl_str_fmt(v->arena, "not set; did you mean '%.*s'?",
                                      PL_FMT(near.best))
                         : PL_S("not set: nothing gives it a value");
}

void explain_page_config(const pl_explain_view *v, const pl_explanation *x,
                         explain_page *to) {
    writer p = {x, v->arena, v->base, to};
    const pl_explain_config *c = pl_map_get(&x->configs, v->key);
    line(&p, 0, v->key, c ? c->value : not_set(v, x));
    if (c) {
        put_steps(&p, 1, c, true);
    }
}
