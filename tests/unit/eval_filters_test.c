/* The tables of filters and tests, and what templates cannot show of filters: that
 * marks and provenance stay with the text. */
#include "tests/unit/render_check.h"

static const char *const filter_names[] = {
#define FILTER(name, ...) #name,
#define FILTER_DBT(name, ...) #name,
#include "eval/filters/filters.def"
#undef FILTER
#undef FILTER_DBT
};

static const char *const dbt_names[] = {
#define FILTER(name, ...)
#define FILTER_DBT(name, ...) #name,
#include "eval/filters/filters.def"
#undef FILTER
#undef FILTER_DBT
};

static const char *const test_names[] = {
#define TEST(name, ...) name,
#include "eval/filters/tests.def"
#undef TEST
};

static void every_row_is_found(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof filter_names / sizeof *filter_names; i++) {
        const pl_native *f = pl_filter_find(pl_str_of(filter_names[i]), PL_MODE_NATIVE);
        assert_non_null(f);
        assert_string_equal(f->name, filter_names[i]);
    }
    for (size_t i = 0; i < sizeof test_names / sizeof *test_names; i++) {
        const pl_native *t = pl_test_find(pl_str_of(test_names[i]));
        assert_non_null(t);
        assert_string_equal(t->name, test_names[i]);
    }
    assert_null(pl_filter_find(PL_S("nope"), PL_MODE_DBT));
    assert_null(pl_filter_find(PL_S(""), PL_MODE_DBT));
    assert_null(pl_test_find(PL_S("zzz")));
}

static void dbt_filters_are_dbts_alone(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof dbt_names / sizeof *dbt_names; i++) {
        assert_null(pl_filter_find(pl_str_of(dbt_names[i]), PL_MODE_JINJA));
        assert_non_null(pl_filter_find(pl_str_of(dbt_names[i]), PL_MODE_CAPTURE));
    }
}

/* Every name stands for "<rel>", made by something, from the environment. */
static const pl_object maker;

static pl_found resolve_marked(pl_eval *ev, pl_str name, uint32_t hash, pl_value *out) {
    pl_out *o = pl_capture_begin(ev);
    (void)name, (void)hash;
    pl_out_put(o, PL_S("<"));
    pl_out_mark(o, PL_S("rel"), &maker);
    pl_out_put(o, PL_S(">"));
    *out = pl_with(pl_out_take(o, 0, ev->arena), PL_FROM_ENV);
    pl_capture_end(ev, o);
    return PL_FOUND;
}

static const pl_host marked_host = {.resolve = resolve_marked};

/* A filter, and where "rel" or what became of it then lies. */
static const struct {
    const char *template, *text;
    uint32_t lo, hi;
} kept[] = {
    {"{{ [1, x] | join(', ') }}", "1, <rel>", 4, 7},
    {"{{ x | trim('<>') }}", "rel", 0, 3},
    {"{{ x | upper }}", "<REL>", 1, 4},
    {"{{ x | center(9) }}", "  <rel>  ", 3, 6},
    {"{{ x | replace('<', '((') }}", "((rel>", 2, 5},
    {"{{ x | indent(2, true) }}", "  <rel>", 3, 6},
    {"{{ (x ~ ' more words') | truncate(8, leeway=0) }}", "<rel>...", 1, 4},
    {"{{ ('a ' ~ x) | wordwrap(5) }}", "a\n<rel>", 3, 6},
    {"{{ x | e }}", "&lt;rel&gt;", 4, 7},
    {"{{ [x] | map('string') | first }}", "<rel>", 1, 4},
};

static void marks_and_provenance_stay(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        pl_arena a = {0};
        pl_interp interp;
        pl_out out = {0};
        pl_syntax_error error;
        pl_str template = pl_str_of(kept[i].template);
        const pl_source *src = pl_source_new(&a, PL_S("test"), template);
        const pl_ast *ast = pl_parse(src, PL_DIALECT_JINJA, &a, &error);
        pl_interp_init(&interp, &a, &marked_host, NULL, PL_MODE_JINJA);
        interp.out = &out;
        assert_true(pl_render(&interp, pl_unit_new(ast, PL_MODE_JINJA, &a)));
        assert_string_equal(pl_str_z(&a, pl_buf_view(&out.text)), kept[i].text);
        assert_true(out.flags & PL_FROM_ENV);
        assert_int_equal(out.mark_len, 1);
        assert_int_equal(out.marks[0].lo, kept[i].lo);
        assert_int_equal(out.marks[0].hi, kept[i].hi);
        assert_ptr_equal(out.marks[0].maker, &maker);
        pl_out_free(&out);
        pl_interp_done(&interp);
        pl_arena_free(&a);
    }
}

static pl_found resolve_nothing(pl_eval *ev, pl_str name, uint32_t hash,
                                pl_value *out) {
    (void)ev, (void)name, (void)hash, (void)out;
    return PL_MISSING;
}

/* What a template can make large or deep is bounded, and stays linear. */
static void hostile_input_is_bounded(void **state) {
    static const render_row rows[] = {
        {"{{ ('<!-- -->' * 100000) | striptags | length }}", "0"},
        {"{{ ('<!--' * 100000) | striptags | length }}", "400000"},
        {"{{ (' ' * 300000) | wordwrap(1) | length }}", "0"},
        {"{{ ('(' * 100000 ~ ')' * 100000) | urlize | length }}", "200000"},
        {"{{ 'a' | center(10 ** 12) }}", "!the template makes too much text"},
        {"{{ [1] | batch(10 ** 12, 1) | list }}", "!the template runs too long"},
        {"{% set ns = namespace(x=[1]) %}{% for i in range(5000) %}"
         "{% set ns.x = ns.x | map('string') %}{% endfor %}{{ ns.x | list }}",
         "!maximum recursion depth exceeded"},
        {"{% set l = [] %}{% do l.append(l) %}{{ l | tojson }}",
         "!Circular reference detected"},
    };
    static const pl_host host = {.resolve = resolve_nothing};
    (void)state;
    render_check(&host, NULL, rows, sizeof rows / sizeof *rows);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_found),
        cmocka_unit_test(dbt_filters_are_dbts_alone),
        cmocka_unit_test(marks_and_provenance_stay),
        cmocka_unit_test(hostile_input_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
