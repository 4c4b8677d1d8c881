/* tests/unit/render_check.h: rows of template and expected text, for tests of what
 * templates can call. */
#ifndef PL_TESTS_UNIT_RENDER_CHECK_H
#define PL_TESTS_UNIT_RENDER_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "eval/eval.h"
#include "parser/parser.h"

typedef struct render_row {
    const char *template;
    const char *expected; /* the text, or "!" and the error's message */
} render_row;

/* The text of one template, NUL-terminated in `a`. */
static inline const char *render_text(pl_arena *a, const pl_host *host, void *host_data,
                                      const char *template) {
    pl_syntax_error error;
    pl_interp interp;
    pl_out out = {0};
    const pl_source *src = pl_source_new(a, PL_S("test"), pl_str_of(template));
    const pl_ast *ast = pl_parse(src, PL_DIALECT_JINJA, a, &error);
    if (!ast) {
        return pl_str_z(a, pl_str_cat(a, PL_S("!"), error.text));
    }
    pl_interp_init(&interp, a, host, host_data, PL_MODE_JINJA);
    interp.out = &out;
    bool ok = pl_render(&interp, pl_unit_new(ast, PL_MODE_JINJA, a));
    pl_str text =
        ok ? pl_buf_view(&out.text) : pl_str_cat(a, PL_S("!"), interp.ev.error.text);
    const char *z = pl_str_z(a, text);
    pl_out_free(&out);
    pl_interp_done(&interp);
    return z;
}

static inline void render_check(const pl_host *host, void *host_data,
                                const render_row *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        pl_arena arena = {0};
        const char *got = render_text(&arena, host, host_data, rows[i].template);
        if (strcmp(got, rows[i].expected) != 0) {
            print_error("%s\n", rows[i].template);
        }
        assert_string_equal(got, rows[i].expected);
        pl_arena_free(&arena);
    }
}

#endif
