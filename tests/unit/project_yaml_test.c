/* YAML: what PyYAML's safe loader makes of texts, where nodes stand, what is said about
 * mistakes, and what safe_dump writes. The expectations were printed by PyYAML 6. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "eval/ops/python_text.h"
#include "project/yaml/fault.h"
#include "tests/unit/memory_tree.h"

static pl_arena arena;
static pl_diag_sink sink;

static int set_up(void **state) {
    (void)state;
    sink = (pl_diag_sink){.arena = &arena};
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    pl_arena_free(&arena);
    return 0;
}

static const pl_yaml *parse(const char *text) {
    const pl_yaml *y = NULL;
    const pl_source *src = pl_source_new(&arena, PL_S("t.yml"), pl_str_of(text));
    assert_true(pl_yaml_parse(src, &arena, &sink, &y));
    return y;
}

static void assert_str(pl_str s, const char *expected) {
    char *z = pl_str_z(&arena, s);
    assert_string_equal(z, expected);
}

static void values(void **state) {
    static const char *const cases[][2] = {
        {"", "None"},
        {"a: yes\nb: No\nc: on\nd: y\ne: TRUE",
         "{'a': True, 'b': False, 'c': True, 'd': 'y', 'e': True}"},
        {"[012, 0o17, 0x1F, 0b101, 1_000, +1, -0, 08, 1:30, -1:30, 190:20:30]",
         "[10, '0o17', 31, 5, 1000, 1, 0, '08', 90, -90, 685230]"},
        {"[1.5, .5, 5., 1e3, 1.0e3, 1.0e+3, .inf, -.INF, .nan, 190:20:30.15, 1_0.5]",
         "[1.5, 0.5, 5.0, '1e3', '1.0e3', 1000.0, inf, -inf, nan, 685230.15, 10.5]"},
        {"[~, null, Null, NULL, nUll, '', \"\"]",
         "[None, None, None, None, 'nUll', '', '']"},
        {"[2024-01-31, 2024-1-1, 2024-01-31T10:20:30Z, 2024-01-31 10:20:30.5 +05:30]",
         "['2024-01-31', '2024-1-1', '2024-01-31T10:20:30+00:00', "
         "'2024-01-31T10:20:30.500000+05:30']"},
        {"{12345678901234567890: x, 1: a, true: b, 1.0: c}",
         "{12345678901234567890: 'x', 1: 'c'}"},
        {"a: 1\nb: 2\na: 3", "{'a': 3, 'b': 2}"},
        {"b: &x {p: 1, q: 2}\nc:\n  q: 9\n  <<: *x\n  r: 3",
         "{'b': {'p': 1, 'q': 2}, 'c': {'p': 1, 'q': 9, 'r': 3}}"},
        {"x: &x {a: 1}\ny: &y {a: 2, b: 2}\nz: {<<: [*x, *y], c: 3}",
         "{'x': {'a': 1}, 'y': {'a': 2, 'b': 2}, 'z': {'a': 1, 'b': 2, 'c': 3}}"},
        {"'<<': 1\n=: 2", "{'<<': 1, '=': 2}"},
        {"a: |\n  x\n  y\nb: >-\n  x\n  y\nc: \"\\u00e9\\n\"",
         "{'a': 'x\\ny\\n', 'b': 'x y', 'c': '\xc3\xa9\\n'}"},
        {"a: !!str 1\nb: !!int '2'\nc: !!float 3\nd: ! 4\ne: !!bool 'yes'\nf: !!null ''",
         "{'a': '1', 'b': 2, 'c': 3.0, 'd': 4, 'e': True, 'f': None}"},
        {"- !!set {a, b}\n- !!omap [x: 1, y: 2]\n- !!binary aGVsbG8=",
         "[{'a', 'b'}, [['x', 1], ['y', 2]], 'hello']"},
        {"key: x_{{ y }}\nother: a b", "{'key': 'x_{{ y }}', 'other': 'a b'}"},
        {"? a\n: b\n? c", "{'a': 'b', 'c': None}"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pl_value v = pl_yaml_value(parse(cases[i][0]), &arena, NULL);
        assert_str(pl_python_repr(&arena, v), cases[i][1]);
    }
}

static void python_errors(void **state) {
    static const char *const cases[][2] = {
        {"a: {{ b }}",
         "while constructing a mapping\n  in \"<unicode string>\", line 1, column 4\n"
         "found unhashable key\n  in \"<unicode string>\", line 1, column 5"},
        {"a: &x 1\nb: &x 2",
         "found duplicate anchor; first occurrence\n  in \"<unicode string>\", line 1, "
         "column 4\n"
         "second occurrence\n  in \"<unicode string>\", line 2, column 4"},
        {"a: *nope",
         "found undefined alias\n  in \"<unicode string>\", line 1, column 4"},
        {"a: !foo 1", "could not determine a constructor for the tag '!foo'\n"
                      "  in \"<unicode string>\", line 1, column 4"},
        {"a: =",
         "could not determine a constructor for the tag 'tag:yaml.org,2002:value'\n"
         "  in \"<unicode string>\", line 1, column 4"},
        {"<<: 1",
         "while constructing a mapping\n  in \"<unicode string>\", line 1, column 1\n"
         "expected a mapping or list of mappings for merging, but found scalar\n"
         "  in \"<unicode string>\", line 1, column 5"},
        {"a: 1\n---\nb: 2",
         "expected a single document in the stream\n  in \"<unicode string>\", line 1, "
         "column 1\n"
         "but found another document\n  in \"<unicode string>\", line 2, column 1"},
        {"\xc3\xa9\xc3\xa9: 1\n\tb: 2",
         "while scanning a plain scalar\n  in \"<unicode string>\", line 1, column 5\n"
         "found a tab character that violates indentation\n"
         "  in \"<unicode string>\", line 2, column 1"},
        {"a: !!int [1]", "expected a scalar node, but found sequence\n  in \"<unicode "
                         "string>\", line 1, column 4"},
        {"a:\n  b: 1\n  +bad",
         "while scanning a simple key\n  in \"<unicode string>\", line 3, column 3\n"
         "could not find expected ':'\n  in \"<unicode string>\", line 4, column 1"},
        {"a: \x01",
         "unacceptable character #x0001: control characters are not allowed\n"
         "  in \"<unicode string>\", position 3"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const pl_yaml *y;
        pl_yaml_fault fault;
        const pl_source *src = pl_source_new(&arena, PL_S("t"), pl_str_of(cases[i][0]));
        assert_false(pl_yaml_build(src, &arena, &y, &fault));
        assert_str(pl_yaml_fault_text(&fault, &arena), cases[i][1]);
    }
}

static void own_words(void **state) {
    static const struct {
        const char *text, *words, *help;
        uint32_t line, column;
    } cases[] = {
        {"m:\n  +schema: {{ target.name }}", "must be in quotes",
         "write \"{{ target.name }}\"", 2, 12},
        {"a: {{ var('x', \"y\") }}", "must be in quotes",
         "write '{{ var('x', \"y\") }}'", 1, 4},
        {"a:\n- {% if x %}1{% endif %}", "must be in quotes", "{% if x %}", 2, 3},
        {"a:\n\t- 1", "a tab", "spaces", 2, 1},
        {"a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x\n", "unfinished merge",
         "remove the lines", 2, 1},
        {"a: &x 1\nb: &x 2", "defined twice", "another name", 2, 4},
        {"a: b: c", "mapping values are not allowed", "in quotes", 1, 5},
        {"a: @b", "cannot start any token", "quotes", 1, 4},
        {"a: 2024-02-30", "day is out of range for month", "", 1, 4},
        {"a: &x [*x]", "recursive", "", 1, 8},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const pl_yaml *y;
        pl_diag_sink s = {.arena = &arena};
        const pl_source *src =
            pl_source_new(&arena, PL_S("t.yml"), pl_str_of(cases[i].text));
        assert_false(pl_yaml_parse(src, &arena, &s, &y));
        assert_int_equal(s.len, 1);
        assert_int_not_equal(pl_str_find(s.at[0].text, pl_str_of(cases[i].words), 0),
                             UINT32_MAX);
        assert_int_not_equal(pl_str_find(s.at[0].help, pl_str_of(cases[i].help), 0),
                             UINT32_MAX);
        pl_place p = pl_source_place(src, s.at[0].span.lo);
        assert_int_equal(p.line, cases[i].line);
        assert_int_equal(p.column, cases[i].column);
        assert_true(pl_str_starts(s.at[0].dbt_text, PL_S("Runtime Error\n")));
    }
}

static void places(void **state) {
    (void)state;
    const char *text =
        "k\xc3\xa9: {a: [1, 'tw\xc3\xb6']}\nlist:\n  - x: 1\n  - |\n    block\nend: 5\n";
    const pl_yaml *y = parse(text);
    const pl_yaml *flow = y->as.entries[0].value;
    const pl_yaml *list = pl_yaml_get(y, "list");
    assert_str(pl_str_sub(y->src->text, flow->lo, flow->hi), "{a: [1, 'tw\xc3\xb6']}");
    const pl_yaml *item = pl_yaml_get(flow, "a")->as.items[1];
    assert_str(pl_str_sub(y->src->text, item->lo, item->hi), "'tw\xc3\xb6'");
    assert_str(pl_str_sub(y->src->text, list->lo, list->lo + 6), "- x: 1");
    const pl_yaml *end = pl_yaml_get(y, "end");
    assert_str(pl_str_sub(y->src->text, end->lo, end->hi), "5");
    assert_int_equal(y->hi, end->hi);
    assert_ptr_equal(pl_yaml_key(y, PL_S("end")), y->as.entries[2].key);
    assert_null(pl_yaml_get(y, "absent"));
    assert_null(pl_yaml_get(end, "x"));
    assert_int_equal(y->depth, 3);
}

static pl_str repeated(const char *what, uint32_t n, const char *behind) {
    pl_buf b = {0};
    for (uint32_t i = 0; i < n; i++) {
        pl_buf_str(&b, pl_str_of(what));
    }
    pl_buf_str(&b, pl_str_of(behind));
    pl_str s = pl_buf_take(&b, &arena);
    pl_buf_free(&b);
    return s;
}

static bool refused(pl_str text, const char *words) {
    const pl_yaml *y;
    pl_yaml_fault fault;
    const pl_source *src = pl_source_new(&arena, PL_S("t"), text);
    if (pl_yaml_build(src, &arena, &y, &fault)) {
        return false;
    }
    return pl_str_find(fault.problem, pl_str_of(words), 0) != UINT32_MAX;
}

static void limits(void **state) {
    (void)state;
    assert_true(refused(repeated("[", 201, ""), "nested too deeply"));
    assert_true(refused(repeated("[", 100000, ""), "nested too deeply"));
    pl_buf bomb = {0};
    pl_buf_fmt(&bomb, "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 12; i++) {
        pl_buf_fmt(&bomb, "a%d: &a%d [", i, i);
        for (int j = 0; j < 10; j++) {
            pl_buf_fmt(&bomb, "%s*a%d", j ? "," : "", i - 1);
        }
        pl_buf_fmt(&bomb, "]\n");
    }
    assert_true(refused(pl_buf_view(&bomb), "aliases are expanded"));
    pl_buf_free(&bomb);
    pl_buf many = {0};
    for (int i = 0; i < 50000; i++) {
        pl_buf_fmt(&many, "k%d: %d\n", i % 40000, i);
    }
    const pl_yaml *y = parse(pl_str_z(&arena, pl_buf_view(&many)));
    assert_int_equal(y->count, 40000);
    assert_int_equal(y->as.entries[5].value->scalar.as.i, 40005);
    pl_buf_free(&many);
}

static bool skip_late(void *ctx, const pl_yaml_path *path) {
    (void)ctx;
    return PL_STR_IS(pl_yaml_text(pl_yaml_path_first(path), PL_S("")), "late");
}

static bool lenient(void *ctx, const pl_yaml_path *path, pl_str text) {
    (void)text;
    (void)ctx;
    return path->key && PL_STR_IS(pl_yaml_text(path->key, PL_S("")), "password");
}

static void rendering(void **state) {
    (void)state;
    pl_dict *names = pl_dict_new(&arena, 2).as.dict;
    pl_dict_put_str(&arena, names, PL_S("n"), pl_int(3));
    memory_context c = {&arena, &sink, names};
    pl_yaml_rules rules = {.render = memory_render,
                           .ctx = &c,
                           .skip = skip_late,
                           .lenient = lenient,
                           .sink = &sink};
    pl_value v;
    const pl_yaml *y =
        parse("a: '{{ n }}'\nb: ['x{{ n }}', 2024-01-01, 7]\n'{{ n }}': 1\n"
              "late: '{{ n }}'\ntext: |\n  line\npassword: '{{ no'\n");
    assert_true(pl_yaml_render(y, &rules, &arena, &v));
    assert_str(
        pl_python_repr(&arena, v),
        "{'a': 3, 'b': ['x3', '2024-01-01', 7], '{{ n }}': 1, 'late': '{{ n }}', "
        "'text': 'line', 'password': '{{ no'}");
    assert_int_equal(sink.len, 0);
    assert_false(
        pl_yaml_render(parse("a: '{{ f() }}'\nb: '{{ g() }}'"), &rules, &arena, &v));
    assert_int_equal(sink.len, 2);
    assert_str(sink.at[0].text, "Could not render {{ f() }}: 'f' is undefined");
}

static void dumping(void **state) {
    static const char *const cases[][2] = {
        {"b: 1\na: [x, {y: null}]\nc: {}\nd: []",
         "a:\n- x\n- y: null\nb: 1\nc: {}\nd: []\n"},
        {"['', 'yes', '1', '1.5', ' x', 'x ', 'a: b', 'a #b', '- x', '-x', '?', "
         "'null', '~', '=', '<<', '2024-01-01', \"it's\", '\"', '@']",
         "- ''\n- 'yes'\n- '1'\n- '1.5'\n- ' x'\n- 'x '\n- 'a: b'\n- 'a #b'\n- '- "
         "x'\n- -x\n- '?'\n"
         "- 'null'\n- '~'\n- '='\n- '<<'\n- '2024-01-01'\n- it's\n- '\"'\n- '@'\n"},
        {"[\"a\\nb\", \"tab\\t\", \"\\u00e9\", \"x\\n\"]",
         "- 'a\n\n  b'\n- \"tab\\t\"\n- \"\\xE9\"\n- 'x\n\n  '\n"},
        {"[1.0, 1.0e+20, .inf, -.inf, .nan, true, 12345678901234567890]",
         "- 1.0\n- 1.0e+20\n- .inf\n- -.inf\n- .nan\n- true\n- 12345678901234567890\n"},
        {"[[1, [2]], [{a: 1}]]", "- - 1\n  - - 2\n- - a: 1\n"},
        {"a: &x {k: 1}\nb: *x", "a: &id001\n  k: 1\nb: *id001\n"},
        {"x", "x\n...\n"},
        {"''", "''\n"},
        {"1", "1\n...\n"},
        {"[]", "[]\n"},
        {"!!set {b, a}", "!!set\na: null\nb: null\n"},
        {"{1: a, null: b}", "1: a\nnull: b\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pl_buf to = {0};
        pl_str why;
        pl_value v = pl_yaml_value(parse(cases[i][0]), &arena, NULL);
        assert_true(pl_yaml_dump(v, true, &arena, &to, &why));
        assert_str(pl_buf_view(&to), cases[i][1]);
        pl_buf_free(&to);
    }
}

static void folding(void **state) {
    (void)state;
    pl_str words = repeated("word ", 30, "end");
    pl_buf to = {0};
    pl_str why;
    assert_true(pl_yaml_dump(pl_string(words), false, &arena, &to, &why));
    assert_str(
        pl_buf_view(&to),
        "word word word word word word word word word word word word word word word "
        "word "
        "word\n  word word word word word word word word word word word word word end\n"
        "...\n");
    pl_buf_free(&to);
    pl_value key = pl_dict_new(&arena, 1);
    pl_dict_put_str(&arena, key.as.dict, repeated("k", 130, ""), pl_int(1));
    assert_true(pl_yaml_dump(key, false, &arena, &to, &why));
    assert_true(pl_str_starts(pl_buf_view(&to), PL_S("? kkk")));
    assert_true(pl_str_ends(pl_buf_view(&to), PL_S("k\n: 1\n")));
    pl_buf_free(&to);
    pl_value undefined = {.kind = PL_UNDEFINED, .as.undef = PL_NEW(&arena, pl_undef)};
    assert_false(pl_yaml_dump(undefined, false, &arena, &to, &why));
    pl_buf_free(&to);
}

static void loading(void **state) {
    (void)state;
    pl_value v;
    pl_str why;
    assert_true(pl_yaml_load_value(PL_S("{a: [1, x]}"), &arena, NULL, &v, &why));
    assert_str(pl_python_repr(&arena, v), "{'a': [1, 'x']}");
    assert_false(pl_yaml_load_value(PL_S("{a: "), &arena, NULL, &v, &why));
    assert_true(pl_str_starts(why, PL_S("while parsing a flow node")));
}

static void files(void **state) {
    (void)state;
    static const memory_file all[] = {
        {"a.yml", "\n\n  a: 1\n"}, {"bad.yml", "a: \xff"}, {NULL, NULL}};
    pl_tree *tree = memory_tree_new(&arena, all);
    const pl_source *src;
    const pl_yaml *y;
    assert_int_equal(pl_yaml_read(tree, PL_S("a.yml"), true, &arena, &sink, &src, &y),
                     PL_READ_OK);
    assert_int_equal(pl_source_line(src, y->lo), 3);
    assert_int_equal(pl_yaml_read(tree, PL_S("b.yml"), true, &arena, &sink, &src, &y),
                     PL_READ_ABSENT);
    assert_int_equal(sink.len, 0);
    assert_int_equal(pl_yaml_read(tree, PL_S("bad.yml"), true, &arena, &sink, &src, &y),
                     PL_READ_FAILED);
    assert_int_equal(sink.at[0].code, PL_E0801);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(values, set_up, tear_down),
        cmocka_unit_test_setup_teardown(python_errors, set_up, tear_down),
        cmocka_unit_test_setup_teardown(own_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(places, set_up, tear_down),
        cmocka_unit_test_setup_teardown(limits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rendering, set_up, tear_down),
        cmocka_unit_test_setup_teardown(dumping, set_up, tear_down),
        cmocka_unit_test_setup_teardown(folding, set_up, tear_down),
        cmocka_unit_test_setup_teardown(loading, set_up, tear_down),
        cmocka_unit_test_setup_teardown(files, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
