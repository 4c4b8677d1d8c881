/* Texts of YAML files, rendered natively. */
#include "project/render/yaml_text.h"

#include "project/node/dbt_error.h"
#include "project/node/workspace_priv.h"
#include "project/render/render.h"
#include "project/render/report.h"

typedef struct fault {
    pl_diag_code code;
    pl_str words;
    pl_str dbt_words; /* empty: the same */
    bool bare;        /* dbt says no more than the words */
} fault;

static pl_str about_text(pl_world *w, pl_str text, pl_str reason) {
    pl_str words = pl_str_fmt(w->arena, "Could not render %.*s: %.*s", PL_FMT(text),
                              PL_FMT(reason));
    return pl_env_mask(w->options.env, w->arena, words);
}

static bool could_not_render(pl_world *w, pl_str text, pl_span where, fault f) {
    if (f.bare) {
        pl_str words = pl_env_mask(w->options.env, w->arena, f.words);
        pl_diag_add(&w->sink, f.code, where, words);
        return false;
    }
    pl_str dbt_words = f.dbt_words.len ? f.dbt_words : f.words;
    pl_diag *d = pl_diag_add(&w->sink, f.code, where, about_text(w, text, f.words));
    d->dbt_whole = pl_dbt_error_text(w->arena, "Compilation Error",
                                     about_text(w, text, dbt_words));
    return false;
}

static void warn_of_lower_bool(pl_world *w, pl_value taken, pl_span where) {
    pl_diag *d = pl_diag_add(
        &w->sink, PL_W0529, where,
        PL_S(
            "as_bool is given true or false in lower case: accepted here, rejected by dbt"));
    d->dbt_text = pl_str_fmt(w->arena, "Could not convert value '%s' into type 'bool'",
                             taken.as.i ? "true" : "false");
    d->help =
        PL_S("write \"{{ env_var('X') | lower == 'true' }}\", which dbt takes too");
}

/* The rendered value leaves the arena of the render. */
static bool render_text(pl_text_context *c, pl_str text, pl_span where, pl_value *out) {
    pl_world *w = c->w;
    const pl_template *t = pl_workspace_text(w->ws, text, PL_MODE_NATIVE);
    if (!t->unit) {
        pl_str dbt_words = pl_dbt_syntax_words(w->arena, t->src, &t->error);
        return could_not_render(w, text, where,
                                (fault){PL_E0201, t->error.text, dbt_words, false});
    }
    pl_error unknown;
    bool ok = pl_unit_check(t->unit, w->arena, &unknown);
    if (!ok) {
        pl_str dbt_words = pl_dbt_unknown_words(w->arena, &unknown);
        return could_not_render(w, text, where,
                                (fault){PL_E0202, unknown.text, dbt_words, false});
    }
    pl_str package = c->package ? c->package->file->name : PL_S("");
    pl_arena scratch = {0};
    pl_rendering r;
    pl_rendering_begin(&r, w, c->phase, package, NULL, &scratch);
    r.interp.any_case_bool = !w->options.strict_dbt;
    pl_value v;
    ok = pl_render_native(&r.interp, t->unit, &v);
    if (ok && c->phase == PL_PHASE_PROFILE) {
        pl_value filled;
        if (pl_secrets_fill(&r.dbt, &scratch, v, &filled) == PL_FOUND) {
            v = filled;
        }
    }
    if (ok) {
        *out = pl_value_copy(w->arena, v);
        if (r.interp.took_lower_bool) {
            warn_of_lower_bool(w, v, where);
        }
    } else {
        fault f = {.code = pl_error_code(&r.ev.error),
                   .words = pl_error_words(w, &r.ev.error),
                   .bare = r.ev.error.kind == PL_EXC_PARSING};
        could_not_render(w, text, where, f);
    }
    pl_rendering_end(&r);
    pl_arena_leave(&scratch, w->arena);
    return ok;
}

bool pl_render_yaml_text(void *ctx, pl_str text, pl_span where, pl_value *out) {
    return render_text(ctx, text, where, out);
}

bool pl_render_schema_text(pl_world *w, pl_package *p, pl_str text, pl_span where,
                           pl_value *out) {
    pl_text_context c = {w, p, PL_PHASE_SCHEMA, NULL};
    return render_text(&c, text, where, out);
}

pl_yaml_rules pl_schema_rules(pl_world *w, pl_package *p,
                              bool (*skip)(void *ctx, const pl_yaml_path *path)) {
    pl_text_context *c = PL_NEW(w->arena, pl_text_context);
    *c = (pl_text_context){w, p, PL_PHASE_SCHEMA, skip};
    return (pl_yaml_rules){
        .render = pl_render_yaml_text, .ctx = c, .skip = skip, .sink = &w->sink};
}
