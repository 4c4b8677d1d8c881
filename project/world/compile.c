/* The compile pass: templates rendered with execute true, ephemeral models put in.
 *
 * Source: dbt-core 1.9 compilation.py, task/compile.py. */
#include "project/node/find.h"
#include "project/node/world_priv.h"
#include "project/render/render.h"
#include "project/render/report.h"
#include "project/schema/schema.h"
#include "project/world/stages.h"
#include "project/world/stages_priv.h"
#include "support/vec.h"

static bool is_compiled_type(const pl_dbt_node *n) {
    switch ((int)n->type) {
    case PL_RES_MODEL:
    case PL_RES_SNAPSHOT:
    case PL_RES_TEST:
    case PL_RES_ANALYSIS:
    case PL_RES_OPERATION:
    case PL_RES_SQL_OPERATION:
        return true;
    default:
        return false;
    }
}

/* Where the compiled file goes, below the target path. */
static void set_build_path(pl_world *w, pl_dbt_node *n) {
    pl_arena *a = w->arena;
    bool one_file =
        pl_str_eq(pl_path_base(n->path), pl_path_base(n->original_file_path));
    pl_str path = one_file ? n->original_file_path
                           : pl_str_cat3(a, n->original_file_path, PL_S("/"), n->path);
    pl_str folder = pl_str_cat3(a, PL_S("compiled/"), n->package, PL_S("/"));
    n->build_path = pl_str_cat(a, folder, pl_path_normal(a, path));
}

static bool written(const pl_dbt_node *n) {
    return n->type != PL_RES_SNAPSHOT && n->type != PL_RES_SEED;
}

/* ---- rendering */

static void keep_text(pl_world *w, pl_dbt_node *n, const pl_out *out) {
    n->compiled_body = pl_str_copy(w->arena, pl_buf_view(&out->text));
    n->marks = PL_NEW_ARRAY(w->arena, pl_node_mark, out->mark_len);
    n->mark_len = out->mark_len;
    for (uint32_t i = 0; i < out->mark_len; i++) {
        const pl_mark *m = &out->marks[i];
        const pl_relation *r = (const pl_relation *)(const void *)m->maker;
        n->marks[i] = (pl_node_mark){m->lo, m->hi, pl_world_node(w, r->node)};
    }
}

static bool is_python(const pl_dbt_node *n) {
    return PL_STR_IS(n->language, "python");
}

/* A Python model's text is kept; dbt's postfix goes behind it. */
static const pl_template *template_of(const pl_world *w, const pl_dbt_node *n) {
    static const char postfix[] = "{{ py_script_postfix(model) }}";
    return is_python(n) ? pl_workspace_text(w->ws, PL_S(postfix), PL_MODE_DBT)
                        : n->template;
}

static bool render(pl_world *w, pl_dbt_node *n) {
    const pl_template *t = template_of(w, n);
    if (t->plain) {
        n->compiled_body = n->raw_code;
        return true;
    }
    pl_rendering r;
    pl_arena *scratch = &w->private->compile_scratch;
    pl_rendering_begin(&r, w, PL_PHASE_COMPILE, n->package, n, scratch);
    bool ok = pl_rendering_print(&r, t->unit);
    if (ok) {
        keep_text(w, n, &r.out);
    } else {
        n->unrenderable = r.ev.error.kind == PL_EXC_WAREHOUSE;
        n->broken = !n->unrenderable;
    }
    pl_rendering_end(&r);
    pl_arena_reset(scratch);
    if (ok && is_python(n)) {
        n->compiled_body =
            pl_str_cat3(w->arena, n->raw_code, PL_S("\n\n"), n->compiled_body);
        n->mark_len = 0;
    }
    return ok;
}

/* ---- ephemeral models */

static void add_cte(pl_arena *a, pl_ctes *all, pl_cte cte) {
    for (uint32_t i = 0; i < all->len; i++) {
        if (all->at[i].node == cte.node) {
            all->at[i].sql = cte.sql;
            return;
        }
    }
    PL_PUSH(a, all, cte);
}

/* What stands around the body of a CTE. */
#define CTE_PREFIX "__dbt__cte__"
#define CTE_OPENS " as (\n"

static bool compile_node(pl_world *w, pl_dbt_node *n, uint32_t depth);

/* Without its CTE the node's SQL is not whole. */
static void missing_cte(pl_world *w, pl_dbt_node *n, const pl_dbt_node *e) {
    pl_diag *d = pl_diag_addf(
        &w->sink, e->unrenderable ? PL_E0430 : PL_E0401, n->span,
        "the ephemeral model %.*s, which this one reads, could not be rendered",
        PL_FMT(e->name));
    d->node = n->unique_id;
    n->broken = n->broken || !e->unrenderable;
    n->unrenderable = n->unrenderable || e->unrenderable;
}

/* All CTEs that the node needs, each once, in the order of first need. */
static bool gather_ctes(pl_world *w, pl_dbt_node *n, uint32_t depth) {
    pl_ctes all = {0};
    bool ok = true;
    for (uint32_t i = 0; i < n->ctes.len; i++) {
        pl_dbt_node *e = n->ctes.at[i].node;
        if (!compile_node(w, e, depth + 1)) {
            missing_cte(w, n, e);
            ok = false;
            continue;
        }
        for (uint32_t k = 0; k < e->ctes.len; k++) {
            add_cte(w->arena, &all, e->ctes.at[k]);
        }
        pl_cte cte = {e, pl_str_fmt(w->arena, " " CTE_PREFIX "%.*s" CTE_OPENS "%.*s\n)",
                                    PL_FMT(e->alias), PL_FMT(e->compiled_body))};
        add_cte(w->arena, &all, cte);
    }
    n->ctes = all;
    return ok;
}

static pl_str join_ctes(pl_arena *a, const pl_dbt_node *n) {
    pl_buf b = {0};
    for (uint32_t i = 0; i < n->ctes.len; i++) {
        pl_buf_put(&b, ", ", i ? 2 : 0);
        pl_buf_str(&b, n->ctes.at[i].sql);
    }
    pl_str s = pl_buf_take(&b, a);
    pl_buf_free(&b);
    return s;
}

/* Marks move behind the CTEs; those of the CTEs' own bodies are added. */
static void shift_marks(pl_world *w, pl_dbt_node *n, const pl_injection *in) {
    PL_VEC(pl_node_mark) all = {0};
    uint32_t i = 0;
    for (; i < n->mark_len && n->marks[i].hi <= in->at; i++) {
        PL_PUSH(w->arena, &all, n->marks[i]);
    }
    uint32_t at = in->at + in->lead;
    for (uint32_t c = 0; c < n->ctes.len; c++) {
        const pl_dbt_node *e = n->ctes.at[c].node;
        at += c ? 2 : 0;
        pl_node_mark name = {at + 1,
                             at + 1 + (uint32_t)strlen(CTE_PREFIX) + e->alias.len, e};
        PL_PUSH(w->arena, &all, name);
        uint32_t body = name.hi + (uint32_t)strlen(CTE_OPENS);
        for (uint32_t m = 0; m < e->body_mark_len; m++) {
            pl_node_mark k = {body + e->body_marks[m].lo, body + e->body_marks[m].hi,
                              e->body_marks[m].node};
            PL_PUSH(w->arena, &all, k);
        }
        at += n->ctes.at[c].sql.len;
    }
    for (; i < n->mark_len && n->marks[i].hi <= in->kept; i++) {
        pl_node_mark k = {n->marks[i].lo + in->put, n->marks[i].hi + in->put,
                          n->marks[i].node};
        PL_PUSH(w->arena, &all, k);
    }
    n->marks = all.at;
    n->mark_len = all.len;
}

static bool inject(pl_world *w, pl_dbt_node *n, uint32_t depth) {
    n->body_marks = n->marks;
    n->body_mark_len = n->mark_len;
    n->compiled_code = n->compiled_body;
    if (!n->ctes.len) {
        return true;
    }
    if (!gather_ctes(w, n, depth)) {
        /* dbt keeps what it rendered before it looked for the CTEs. */
        n->partial = n->compiled = w->options.strict_dbt;
        return false;
    }
    pl_injection in =
        pl_inject_ctes(w->arena, n->compiled_body, join_ctes(w->arena, n));
    n->compiled_code = in.sql;
    shift_marks(w, n, &in);
    return true;
}

/* ---- nodes */

static bool compile_node(pl_world *w, pl_dbt_node *n, uint32_t depth) {
    enum { DEEPEST = 1000 };
    if (n->compiled || n->broken || n->unrenderable) {
        return n->compiled && !n->partial;
    }
    if (depth > DEEPEST || n->failed || (!n->template && !is_python(n))) {
        n->broken = true;
        return false;
    }
    if (!render(w, n)) {
        return false;
    }
    if (n->type == PL_RES_MODEL) {
        pl_foreign_keys_resolve(w, n);
    }
    if (!inject(w, n, depth)) {
        return false;
    }
    n->compiled = true;
    if (written(n) && n->compiled_code.len) {
        set_build_path(w, n);
    }
    return true;
}

bool pl_world_compile(pl_world *w) {
    bool ok = true;
    for (uint32_t i = 0; i < w->order_len; i++) {
        pl_dbt_node *n = w->order[i];
        if (n->selected && is_compiled_type(n) && !n->errored_refs) {
            bool done =
                compile_node(w, n, 0) || (n->unrenderable && pl_is_unasked_hook(w, n));
            ok = done && ok;
        }
    }
    return ok;
}
