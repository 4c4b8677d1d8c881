/* plumb graph: lineage as DOT, Mermaid or a page. */
#include <errno.h>

#include "cli/session/session.h"
#include "graph/graph.h"
#include "project/world/stages.h"
#include "support/pool.h"
#include "support/tree.h"

static const pl_option options[] = {
#include "cli/session/options.def"
    {"output", 0, PL_OPT_VALUE, false, "FORM", "dot, mermaid or html"},
    {"file", 'o', PL_OPT_VALUE, false, "FILE",
     "write it there; .dot, .gv, .mmd and .html tell the form"},
};
PL_OPTIONS_OF(graph);

typedef void print_fn(const pl_graph *g, pl_buf *to);

typedef struct one_world {
    pl_arena arena;
    pl_world *w;
    pl_selected nodes;
    bool ok;
} one_world;

typedef struct graph_run {
    pl_session *s;
    one_world *worlds; /* by target */
    pl_arena arena;
    print_fn *print;
} graph_run;

/* ---- options */

static bool read_form(graph_run *run) {
    static const struct {
        const char *name;
        print_fn *print;
    } forms[] = {{"dot", pl_graph_print_dot},
                 {"mermaid", pl_graph_print_mermaid},
                 {"html", pl_graph_print_html}};
    const pl_str *given = pl_option_value(&run->s->options, "output");
    const pl_str *file = pl_option_value(&run->s->options, "file");
    pl_str name = given ? *given : file ? pl_form_of_file(*file) : PL_S("");
    name = given || name.len ? name : PL_S("dot");
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (pl_str_eq(name, pl_str_of(forms[i].name))) {
            run->print = forms[i].print;
            return true;
        }
    }
    pl_usage_error("--output is dot, mermaid or html, not '%.*s'", PL_FMT(name));
    return false;
}

/* ---- worlds */

/* Tests and analyses would drown the rest; --resource-type shows them. */
static uint32_t types_shown(void) {
    return pl_types_listed & ~(PL_RES_BIT(PL_RES_TEST) | PL_RES_BIT(PL_RES_UNIT_TEST));
}

static void read_world(void *ctx, uint32_t i) {
    graph_run *run = ctx;
    one_world *t = &run->worlds[i];
    bool usable;
    t->w = pl_session_world(run->s, i, &t->arena, &usable);
    t->ok = t->w && usable && pl_session_select(run->s, t->w, types_shown(), &t->nodes);
}

static pl_str mask_text(void *data, pl_arena *a, pl_str text) {
    const graph_run *run = data;
    return pl_session_mask(run->s, a, text);
}

static pl_graph *graph_of(graph_run *run) {
    const pl_session *s = run->s;
    pl_graph_input *in = PL_NEW_ARRAY0(&run->arena, pl_graph_input, s->target_len);
    for (uint32_t i = 0; i < s->target_len; i++) {
        const one_world *t = &run->worlds[i];
        in[i].name = t->w ? pl_session_label(t->w) : s->targets[i];
        in[i].world = t->ok ? t->w : NULL;
        in[i].nodes = t->nodes;
    }
    pl_graph *g = pl_graph_new(in, s->target_len, &run->arena);
    g->mask = mask_text;
    g->mask_data = run;
    return g;
}

static bool write_graph(graph_run *run) {
    pl_buf out = {0};
    run->print(graph_of(run), &out);
    const pl_str *path = pl_option_value(&run->s->options, "file");
    bool ok =
        path ? pl_write_file(*path, pl_buf_view(&out)) : pl_answer(pl_buf_view(&out));
    if (!ok && path) {
        pl_usage_error("%.*s: cannot be written: %s", PL_FMT(*path), strerror(errno));
    }
    pl_buf_free(&out);
    return ok;
}

static bool run_graph(graph_run *run) {
    pl_session *s = run->s;
    bool ok = true, any = false;
    run->worlds = PL_NEW_ARRAY0(&run->arena, one_world, s->target_len);
    pl_pool_run(s->jobs, s->target_len, read_world, run);
    for (uint32_t i = 0; i < s->target_len; i++) {
        ok = ok && run->worlds[i].ok;
        any = any || run->worlds[i].ok;
    }
    ok = any && write_graph(run) && ok;
    for (uint32_t i = 0; i < s->target_len; i++) {
        if (run->worlds[i].w) {
            pl_session_report(s, run->worlds[i].w);
        }
    }
    pl_session_report(s, NULL); /* it points into the targets' arenas */
    for (uint32_t i = 0; i < s->target_len; i++) {
        if (run->worlds[i].w) {
            pl_world_close(run->worlds[i].w);
        }
        pl_arena_free(&run->worlds[i].arena);
    }
    return ok;
}

int pl_cmd_graph(const pl_invocation *call) {
    pl_session s;
    int code;
    if (!pl_session_open(&s, call, "list", false, &code)) {
        pl_session_close(&s);
        return code;
    }
    graph_run run = {.s = &s};
    bool ok = read_form(&run) && run_graph(&run);
    code = ok ? s.code : PL_EXIT_ERROR;
    pl_arena_free(&run.arena);
    pl_session_close(&s);
    return code;
}
