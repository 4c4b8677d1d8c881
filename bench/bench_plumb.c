/* Template benchmarks: times plumb's engine on a folder of workloads.
 *
 *   bench_plumb micro W SECONDS   W/t/{small,big,macros,expr,raw}.sql with W/ctx.json:
 *                                 one JSON line per template and operation
 *   bench_plumb render W OUT      writes the five outputs, to compare them byte for byte
 *   bench_plumb tree W OUT|-      reads, compiles and renders every file below W/models
 *
 * Operations: parse (text to AST), compile (text to a unit that can run), render (a
 * unit run), both. The context's members are globals, beside ref, source, var, env_var,
 * config and is_incremental. Templates keep their last newline, as with Jinja2's
 * keep_trailing_newline. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "eval/eval.h"
#include "parser/parser.h"
#include "support/tree.h"

static const char *const names[] = {"small", "big", "macros", "expr", "raw"};

typedef struct bench {
    pl_arena keep; /* context, sources */
    pl_arena work; /* one operation; reset after each */
    pl_value ctx;  /* PL_DICT */
    pl_dict *vars, *env;
} bench;

/* ---- globals */

static bool fn_ref(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value name = argv[2].kind == PL_UNSET ? argv[1] : argv[2];
    *out = pl_string(pl_str_cat3(ev->arena, PL_S("\"analytics\".\"dbt_alice\".\""),
                                 pl_str_from(name), PL_S("\"")));
    return true;
}

static bool fn_source(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_str head =
        pl_str_cat3(ev->arena, PL_S("\"raw\".\""), pl_str_from(argv[1]), PL_S("\".\""));
    *out = pl_string(pl_str_cat3(ev->arena, head, pl_str_from(argv[2]), PL_S("\"")));
    return true;
}

static bool look_up(const pl_dict *d, const pl_value *argv, pl_value *out) {
    const pl_value *v = pl_dict_find(d, pl_str_from(argv[1]));
    *out = v ? *v : argv[2].kind == PL_UNSET ? pl_none() : argv[2];
    return true;
}

static bool fn_var(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return look_up(((bench *)ev->host_data)->vars, argv, out);
}

static bool fn_env_var(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return look_up(((bench *)ev->host_data)->env, argv, out);
}

static bool fn_config(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    (void)argv;
    *out = pl_string(PL_S(""));
    return true;
}

static bool fn_false(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    (void)argv;
    *out = pl_bool(false);
    return true;
}

static const pl_native natives[] = {
    {"ref", fn_ref, 1, 2, 0, "a,b"},
    {"source", fn_source, 2, 2, 0, "a,b"},
    {"var", fn_var, 1, 2, 0, "n,d"},
    {"env_var", fn_env_var, 1, 2, 0, "n,d"},
    {"config", fn_config, 0, 0, PL_FN_VARARGS | PL_FN_KWARGS, ""},
    {"is_incremental", fn_false, 0, 0, 0, ""},
};

static pl_found resolve(pl_eval *ev, pl_str name, uint32_t hash, pl_value *out) {
    const pl_value *v =
        pl_dict_find_str(((bench *)ev->host_data)->ctx.as.dict, name, hash);
    if (!v) {
        return PL_MISSING;
    }
    *out = *v;
    return PL_FOUND;
}

static const pl_host host = {.resolve = resolve};

/* ---- set-up */

static pl_str read_or_die(pl_arena *a, pl_str path) {
    pl_str text;
    if (pl_read_file(path, a, &text) != PL_READ_OK) {
        fprintf(stderr, "%.*s: cannot be read\n", PL_FMT(path));
        exit(2);
    }
    return text;
}

static pl_str join(pl_arena *a, const char *dir, const char *rest) {
    return pl_str_fmt(a, "%s/%s", dir, rest);
}

static void set_up(bench *b, const char *folder) {
    pl_interp interp;
    pl_str why;
    pl_str text = read_or_die(&b->keep, join(&b->keep, folder, "ctx.json"));
    pl_interp_init(&interp, &b->keep, &host, b, PL_MODE_JINJA);
    if (pl_json_parse(&interp.ev, text, false, &b->ctx, &why) != PL_FOUND) {
        fprintf(stderr, "ctx.json: %.*s\n", PL_FMT(why));
        exit(2);
    }
    pl_interp_done(&interp);
    b->vars = pl_dict_find(b->ctx.as.dict, PL_S("vars"))->as.dict;
    b->env = pl_dict_find(b->ctx.as.dict, PL_S("env"))->as.dict;
    for (size_t i = 0; i < sizeof natives / sizeof *natives; i++) {
        pl_value fn = pl_bound_new(&b->keep, &natives[i], (pl_value){.kind = PL_UNSET});
        pl_dict_put_str(&b->keep, b->ctx.as.dict, pl_str_of(natives[i].name), fn);
    }
}

static pl_source *template_source(bench *b, const char *folder, const char *name) {
    pl_str path = pl_str_fmt(&b->keep, "%s/t/%s.sql", folder, name);
    return pl_source_new(&b->keep, path, read_or_die(&b->keep, path));
}

/* ---- operations */

static const pl_ast *parse(const pl_source *src, pl_arena *a) {
    pl_syntax_error error;
    const pl_ast *ast = pl_parse(pl_source_unix(a, src), PL_DIALECT_JINJA, a, &error);
    if (!ast) {
        fprintf(stderr, "%.*s:%u: %.*s\n", PL_FMT(src->path), error.line,
                PL_FMT(error.text));
        exit(2);
    }
    return ast;
}

static const pl_unit *compile(const pl_source *src, pl_arena *a) {
    return pl_unit_new(parse(src, a), PL_MODE_JINJA, a);
}

static void render(bench *b, const pl_unit *u, const pl_source *src, pl_out *out) {
    pl_interp interp;
    pl_interp_init(&interp, &b->work, &host, b, PL_MODE_JINJA);
    interp.out = out;
    if (!pl_render(&interp, u)) {
        fprintf(stderr, "%.*s: %.*s\n", PL_FMT(src->path),
                PL_FMT(interp.ev.error.text));
        exit(2);
    }
    pl_interp_done(&interp);
    if (src->text.len && src->text.at[src->text.len - 1] == '\n') {
        pl_buf_char(&out->text, '\n');
    }
}

typedef enum op { OP_PARSE, OP_COMPILE, OP_RENDER, OP_BOTH } op;
static const char *const op_names[] = {"parse", "compile", "render", "both"};

typedef struct task {
    bench *b;
    const pl_source *src;
    const pl_unit *unit;
    op what;
    pl_out out;
} task;

static void run(task *t) {
    if (t->what == OP_PARSE) {
        parse(t->src, &t->b->work);
    } else if (t->what == OP_COMPILE) {
        compile(t->src, &t->b->work);
    } else {
        t->out.text.len = 0;
        render(t->b, t->what == OP_BOTH ? compile(t->src, &t->b->work) : t->unit,
               t->src, &t->out);
    }
    pl_arena_reset(&t->b->work);
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double round_of(task *t, uint64_t n) {
    double start = now();
    for (uint64_t i = 0; i < n; i++) {
        run(t);
    }
    return now() - start;
}

static int ascending(const void *x, const void *y) {
    double a = *(const double *)x;
    double b = *(const double *)y;
    return (a > b) - (a < b);
}

static void time_task(task *t, const char *name, double seconds) {
    enum { ROUNDS = 7 };
    double took[ROUNDS];
    uint64_t n = 1;
    while (round_of(t, n) < seconds / 10) {
        n *= 2;
    }
    for (int i = 0; i < ROUNDS; i++) {
        took[i] = round_of(t, n) / (double)n;
    }
    qsort(took, ROUNDS, sizeof *took, ascending);
    printf("{\"engine\": \"plumb\", \"t\": \"%s\", \"op\": \"%s\", \"bytes\": %u, "
           "\"min_us\": %.4f, \"med_us\": %.4f}\n",
           name, op_names[t->what], t->src->text.len, took[0] * 1e6,
           took[ROUNDS / 2] * 1e6);
    fflush(stdout);
}

static void micro(bench *b, const char *folder, double seconds) {
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        task t = {.b = b, .src = template_source(b, folder, names[i])};
        t.unit = compile(t.src, &b->keep);
        for (t.what = OP_PARSE; t.what <= OP_BOTH; t.what++) {
            time_task(&t, names[i], seconds);
        }
        pl_out_free(&t.out);
    }
}

static void write_outputs(bench *b, const char *folder, const char *to) {
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const pl_source *src = template_source(b, folder, names[i]);
        pl_out out = {0};
        render(b, compile(src, &b->keep), src, &out);
        pl_str path = pl_str_fmt(&b->keep, "%s/%s.sql", to, names[i]);
        if (!pl_write_file(path, pl_buf_view(&out.text))) {
            perror(path.at);
            exit(2);
        }
        pl_out_free(&out);
    }
}

/* ---- a folder of files */

typedef struct tree_run {
    bench *b;
    pl_tree *tree;
    const char *to; /* "-": standard output */
    pl_out out;
    uint64_t bytes;
} tree_run;

static void tree_file(tree_run *r, pl_str path) {
    pl_arena *a = &r->b->work;
    pl_str text;
    if (r->tree->read(r->tree, path, a, &text) != PL_READ_OK) {
        return;
    }
    pl_source src = {.path = path, .text = text};
    r->out.text.len = 0;
    render(r->b, compile(&src, a), &src, &r->out);
    r->bytes += r->out.text.len;
    pl_str made = pl_buf_view(&r->out.text);
    if (!strcmp(r->to, "-")) {
        fwrite(made.at, 1, made.len, stdout);
    } else {
        pl_write_file(pl_str_fmt(a, "%s/%.*s", r->to, PL_FMT(path)), made);
    }
    pl_arena_reset(a);
}

static void tree_dir(tree_run *r, pl_str dir) {
    pl_entry *at;
    uint32_t n;
    if (!r->tree->list(r->tree, dir, &r->b->keep, &at, &n)) {
        return;
    }
    for (uint32_t i = 0; i < n; i++) {
        pl_str path = pl_path_join(&r->b->keep, dir, at[i].name);
        if (at[i].kind == PL_ENTRY_DIR) {
            tree_dir(r, path);
        } else {
            tree_file(r, path);
        }
    }
}

int main(int argc, char **argv) {
    bench b = {0};
    if (argc != 4) {
        fputs("usage: bench_plumb micro W SECONDS | render W OUT | tree W OUT|-\n",
              stderr);
        return 2;
    }
    set_up(&b, argv[2]);
    if (!strcmp(argv[1], "micro")) {
        micro(&b, argv[2], strtod(argv[3], NULL));
    } else if (!strcmp(argv[1], "render")) {
        write_outputs(&b, argv[2], argv[3]);
    } else {
        tree_run r = {.b = &b,
                      .tree = pl_tree_dir(&b.keep, join(&b.keep, argv[2], "models")),
                      .to = argv[3]};
        tree_dir(&r, PL_S(""));
        fprintf(stderr, "%llu\n", (unsigned long long)r.bytes);
        pl_out_free(&r.out);
    }
    pl_arena_free(&b.work);
    pl_arena_free(&b.keep);
    return 0;
}
