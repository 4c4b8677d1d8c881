/* modules.itertools: what Python 3.11's itertools answers to the same templates. */
#include "tests/unit/modules_check.h"

static const render_row answers[] = {
    {"{{ modules.itertools.product([1, 2], 'ab') | list }}",
     "[(1, 'a'), (1, 'b'), (2, 'a'), (2, 'b')]"},
    {"{{ modules.itertools.product([0, 1], repeat=2) | list }} {{ "
     "modules.itertools.product() | list }} {{ "
     "modules.itertools.product([1], []) | list }}",
     "[(0, 0), (0, 1), (1, 0), (1, 1)] [()] []"},
    {"{{ modules.itertools.permutations([1, 2, 3]) | list }}",
     "[(1, 2, 3), (1, 3, 2), (2, 1, 3), (2, 3, 1), (3, 1, 2), (3, 2, 1)]"},
    {"{{ modules.itertools.permutations('abc', 2) | list }} {{ "
     "modules.itertools.permutations('ab', 3) | list }} {{ "
     "modules.itertools.permutations('ab', 0) | list }}",
     "[('a', 'b'), ('a', 'c'), ('b', 'a'), ('b', 'c'), ('c', 'a'), ('c', 'b')] [] [()]"},
    {"{{ modules.itertools.combinations('abcd', 2) | map('join') | list }} {{ "
     "modules.itertools.combinations('ab', 3) | list }}",
     "['ab', 'ac', 'ad', 'bc', 'bd', 'cd'] []"},
    {"{{ modules.itertools.combinations_with_replacement('abc', 2) | map('join') | list }}",
     "['aa', 'ab', 'ac', 'bb', 'bc', 'cc']"},
    {"{{ modules.itertools.chain([1], 'ab', (2,)) | list }} {{ "
     "modules.itertools.chain.from_iterable([[1], [2]]) | list }}",
     "[1, 'a', 'b', 2] [1, 2]"},
    {"{{ modules.itertools.zip_longest('ab', [1], fillvalue='-') | list }} {{ "
     "modules.itertools.zip_longest() | list }}",
     "[('a', 1), ('b', '-')] []"},
    {"{{ modules.itertools.islice('abcdef', 2) | list }} {{ "
     "modules.itertools.islice('abcdef', 2, none) | list }} {{ "
     "modules.itertools.islice('abcdef', 1, 5, 2) | list }}",
     "['a', 'b'] ['c', 'd', 'e', 'f'] ['b', 'd']"},
    {"{{ modules.itertools.islice(modules.itertools.count(3), 4) | list }} {{ "
     "modules.itertools.islice(modules.itertools.cycle('ab'), 5) | list }} {{ "
     "modules.itertools.repeat('x', 3) | list }}",
     "[3, 4, 5, 6] ['a', 'b', 'a', 'b', 'a'] ['x', 'x', 'x']"},
    {"{{ modules.itertools.accumulate([1, 2, 3]) | list }} {{ "
     "modules.itertools.accumulate([1, 2], initial=10) | list }}",
     "[1, 3, 6] [10, 11, 13]"},
    {"{{ modules.itertools.compress('abcd', [1, 0, 1]) | list }} {% for a in "
     "modules.itertools.tee([1, 2]) %}{{ a | list }}{% endfor %}",
     "['a', 'c'] [1, 2][1, 2]"},
    {"{% macro add(a, b) %}{{ a }}{{ b }}{% endmacro %}{{ "
     "modules.itertools.starmap(add, [(1, 2), (3, 4)]) | list }}",
     "['12', '34']"},
    {"{{ modules.itertools.nope is defined }}", "False"},
    {"{{ modules.itertools.combinations([1], -1) }}", "!r must be non-negative"},
};

static void answers_are_pythons(void **state) {
    (void)state;
    modules_check(answers, sizeof answers / sizeof *answers);
}

static void endless_ones_are_stopped(void **state) {
    static const render_row rows[] = {
        {"{{ modules.itertools.product(range(1000), repeat=9) | list }}",
         "!the template makes too much text"},
    };
    (void)state;
    modules_check(rows, sizeof rows / sizeof *rows);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_pythons),
        cmocka_unit_test(endless_ones_are_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
