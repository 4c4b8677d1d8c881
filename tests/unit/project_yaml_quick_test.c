/* The quick YAML reader makes the same tree as libyaml, or none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "project/yaml/quick.h"
#include "tests/yaml_same.h"

/* Read by both; *quick: whether the quick reader took it. */
static bool agree(const char *text, bool *quick) {
    pl_arena a = {0};
    const pl_source *src = pl_source_new(&a, PL_S("t"), pl_str_of(text));
    const pl_yaml *x = NULL;
    const pl_yaml *y = NULL;
    pl_yaml_fault fault;
    *quick = pl_yaml_quick(src, &a, &x);
    bool read = pl_yaml_build_slowly(src, &a, &y, &fault);
    bool ok = !*quick || (read && pl_yaml_same(x, y));
    pl_arena_free(&a);
    return ok;
}

static void taken(void **state) {
    static const char *const texts[] = {
        "a: 1\nb: two words # comment\n\n# comment\nc:\n",
        "- a\n-\n- b: 1\n  c: 2\n- - x\n  - y\n-\n  - z",
        "a:\n- 1\n- 2\nb:\n  - 3\n",
        "a: one\n  two\n\n  three\nb: x",
        "a:\n  text that\n  goes on\nb:\n  'quoted\n\n   text'\n",
        "a: \"x \\\"y\\\" \\n z\"\nb: 'it''s'\n'c d': 1\n\"e\" : 2",
        "a: |\n  x\n\n   y\n  z\n\nb: >-\n  one\n  two\n\n  three\n    four\n  five\nc: |+\n  k\n\n",
        "a: >\n\n  lead\n  more\nb: |-\n    x",
        "a: []\nb: {}\nc: [1, 'two', \"three\", [x y, {k: v}]]\nd: {a: 1, 'b c': [2]} # end",
        "---\nversion: 2\nmodels:\n  - name: x\n    columns:\n      - name: id\n       "
        " tests:\n"
        "          - unique\n          - not_null\n",
        "caf\xc3\xa9: \xe2\x82\xac 5\na: b:c\nurl: http://x/y#z\n",
        "a: 2024-01-01\nb: 010\nc: 1:30\nd: yes\ne: ~\nf: -.5\ng: 1e3",
        "a: 1\na: 2\nb: 3\na: 4",
        "  a: 1\n  b:\n    - c\n",
        "a: - b",
        "a: x_{{ y }}\nb: \"{{ z }}\"\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        bool quick;
        assert_true(agree(texts[i], &quick));
        assert_true(quick || !strcmp(texts[i], "a: - b"));
    }
}

static void left_to_libyaml(void **state) {
    static const char *const texts[] = {
        "",
        "x",
        "&a x: 1",
        "a: *b",
        "a: !!str 1",
        "<<: {a: 1}",
        "a:\t1",
        "a: 1\r\n",
        "%YAML 1.1\n",
        "a: 1\n---\n",
        "...\n",
        "? a\n: b",
        "a: {{ x }}",
        "a: b: c",
        "a\n",
        "a: 'x",
        "a: |2\n  x",
        "- a\nb: 1",
        "a: 1\n  b: 2",
        "a:\n   b: 1\n  c: 2",
        "a: =",
        "a: 2024-02-30",
        "a: [1,\n 2]",
        "a: {b}",
        "a: [b: c]",
        "\357\273\277a: 1",
        "a: \xc2\x85",
        "a: \"\\u00e9\"",
        "a: |\n     \n  x\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        bool quick;
        assert_true(agree(texts[i], &quick));
        assert_false(quick);
    }
}

/* Every text of a few hundred random lines, some of them broken. */
static void random_texts(void **state) {
    static const char *const pieces[] = {
        "a:",   "b: x", "- ",     "-",     "  ",  "    ", "\n",       "\n",
        "\n",   " # c", "'q'",    "\"d\"", "|",   ">-",   "[x, y]",   "{k: v}",
        "text", ":",    "1",      "''",    "\\",  "\"",   "'",        "#",
        "\n  ", "\n- ", "\n    ", "---\n", "...", "?",    "\xc3\xa9", "key: value\n",
        ", ",   "]",    "}",      "\n\n",  "~",   "yes",
    };
    (void)state;
    uint32_t seed = 1;
    for (int n = 0; n < 20000; n++) {
        char text[512] = "";
        for (int i = 0; i < 24; i++) {
            seed = seed * 1664525u + 1013904223u;
            strcat(text, pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)]);
        }
        bool quick;
        if (!agree(text, &quick)) {
            assert_string_equal(text, "");
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(taken),
        cmocka_unit_test(left_to_libyaml),
        cmocka_unit_test(random_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
