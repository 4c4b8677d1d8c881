/* pl_json_parse and pl_json_dump: what Python 3.11's json does with the same text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "eval/eval.h"

typedef struct row {
    const char *text;
    const char *expected; /* repr, or "!" and the message */
} row;

static const row loads[] = {
    {"1", "1"},
    {"-0", "0"},
    {"-2.5", "-2.5"},
    {"1e5", "100000.0"},
    {"12345678901234567890", "12345678901234567890"},
    {"true", "True"},
    {" null ", "None"},
    {"\"a\\u00e9\\ud83d\\ude00\\n\\/\"", "'a\303\251\360\237\230\200\\n/'"},
    {"[]", "[]"},
    {"[1, [2]]", "[1, [2]]"},
    {"{}", "{}"},
    {"{\"a\": {\"b\": [null]}, \"a\": 2}", "{'a': 2}"},
    {"NaN", "nan"},
    {"-Infinity", "-inf"},
    {"[1,\012 2]", "[1, 2]"},
    {"", "!Expecting value: line 1 column 1 (char 0)"},
    {"[", "!Expecting value: line 1 column 2 (char 1)"},
    {"[1", "!Expecting ',' delimiter: line 1 column 3 (char 2)"},
    {"[1,", "!Expecting value: line 1 column 4 (char 3)"},
    {"[1 2]", "!Expecting ',' delimiter: line 1 column 4 (char 3)"},
    {"[1,]", "!Expecting value: line 1 column 4 (char 3)"},
    {"{",
     "!Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"},
    {"{\"a\"", "!Expecting ':' delimiter: line 1 column 5 (char 4)"},
    {"{\"a\" 1}", "!Expecting ':' delimiter: line 1 column 6 (char 5)"},
    {"{\"a\": }", "!Expecting value: line 1 column 7 (char 6)"},
    {"{\"a\": 1", "!Expecting ',' delimiter: line 1 column 8 (char 7)"},
    {"{a: 1}",
     "!Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"},
    {"{\"a\": 1,}",
     "!Expecting property name enclosed in double quotes: line 1 column 9 (char 8)"},
    {"\"a", "!Unterminated string starting at: line 1 column 1 (char 0)"},
    {"\"\\x\"", "!Invalid \\escape: line 1 column 2 (char 1)"},
    {"\"\\u12\"", "!Invalid \\uXXXX escape: line 1 column 3 (char 2)"},
    {"\"\012\"", "!Invalid control character at: line 1 column 2 (char 1)"},
    {"01", "!Extra data: line 1 column 2 (char 1)"},
    {"1 2", "!Extra data: line 1 column 3 (char 2)"},
    {"-", "!Expecting value: line 1 column 1 (char 0)"},
    {"tru", "!Expecting value: line 1 column 1 (char 0)"},
    {"'a'", "!Expecting value: line 1 column 1 (char 0)"},
    {"[1]\012]", "!Extra data: line 2 column 1 (char 4)"},
};

typedef struct dump_row {
    const char *text;
    const char *plain, *sorted_indented, *not_ascii;
} dump_row;

static const dump_row dumps[] = {
    {"{\"b\": [1, 2.0, null, true], \"a\": \"\\u00e9\\\"\\n\", \"c\": {}}",
     "{\"b\": [1, 2.0, null, true], \"a\": \"\\u00e9\\\"\\n\", \"c\": {}}",
     "{\012  \"a\": \"\\u00e9\\\"\\n\",\012  \"b\": [\012    1,\012    2.0,\012    "
     "null,\012    true\012  ],\012  \"c\": {}\012}",
     "{\"b\": [1, 2.0, null, true], \"a\": \"\303\251\\\"\\n\", \"c\": {}}"},
    {"[]", "[]", "[]", "[]"},
    {"[[], {}, [{}]]", "[[], {}, [{}]]",
     "[\012  [],\012  {},\012  [\012    {}\012  ]\012]", "[[], {}, [{}]]"},
    {"\"</x>\"", "\"</x>\"", "\"</x>\"", "\"</x>\""},
    {"[NaN, -Infinity, 1e16, 1e-7]", "[NaN, -Infinity, 1e+16, 1e-07]",
     "[\012  NaN,\012  -Infinity,\012  1e+16,\012  1e-07\012]",
     "[NaN, -Infinity, 1e+16, 1e-07]"},
};

static pl_found resolve_nothing(pl_eval *ev, pl_str name, uint32_t hash,
                                pl_value *out) {
    (void)ev, (void)name, (void)hash, (void)out;
    return PL_MISSING;
}

static const pl_host host = {.resolve = resolve_nothing};

static void loads_as_python_does(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof loads / sizeof *loads; i++) {
        pl_arena arena = {0};
        pl_interp interp;
        pl_value v;
        pl_str why = {0};
        pl_interp_init(&interp, &arena, &host, NULL, PL_MODE_JINJA);
        pl_out *o = pl_capture_begin(&interp.ev);
        pl_found found =
            pl_json_parse(&interp.ev, pl_str_of(loads[i].text), false, &v, &why);
        pl_out_put(o, found == PL_FOUND ? PL_S("") : PL_S("!"));
        assert_true(found == PL_FOUND ? pl_repr(&interp.ev, v, o)
                                      : found == PL_MISSING);
        pl_out_put(o, why);
        assert_string_equal(pl_str_z(&arena, pl_buf_view(&o->text)), loads[i].expected);
        pl_capture_end(&interp.ev, o);
        pl_interp_done(&interp);
        pl_arena_free(&arena);
    }
}

static void check_dump(pl_eval *ev, pl_value v, bool sorted, int indent, bool ascii,
                       const char *expected) {
    pl_buf b = {0};
    assert_true(pl_json_dump(ev, v, sorted, indent, ascii, &b));
    assert_string_equal(pl_str_z(ev->arena, pl_buf_view(&b)), expected);
    pl_buf_free(&b);
}

static void dumps_as_python_does(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof dumps / sizeof *dumps; i++) {
        pl_arena arena = {0};
        pl_interp interp;
        pl_value v;
        pl_str why;
        pl_interp_init(&interp, &arena, &host, NULL, PL_MODE_JINJA);
        pl_str text = pl_str_of(dumps[i].text);
        assert_int_equal(pl_json_parse(&interp.ev, text, false, &v, &why), PL_FOUND);
        check_dump(&interp.ev, v, false, -1, true, dumps[i].plain);
        check_dump(&interp.ev, v, true, 2, true, dumps[i].sorted_indented);
        check_dump(&interp.ev, v, false, -1, false, dumps[i].not_ascii);
        pl_interp_done(&interp);
        pl_arena_free(&arena);
    }
}

static void nesting_is_bounded(void **state) {
    pl_arena arena = {0};
    pl_interp interp;
    pl_value v;
    pl_str why;
    char *deep = pl_alloc(&arena, 100000);
    (void)state;
    memset(deep, '[', 100000);
    pl_interp_init(&interp, &arena, &host, NULL, PL_MODE_JINJA);
    assert_int_equal(pl_json_parse(&interp.ev, (pl_str){deep, 100000}, false, &v, &why),
                     PL_FAILED);
    assert_int_equal(interp.ev.error.kind, PL_EXC_RECURSION);
    pl_interp_done(&interp);
    pl_arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loads_as_python_does),
        cmocka_unit_test(dumps_as_python_does),
        cmocka_unit_test(nesting_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
