/* The parser: trees, scopes, errors with their lines, and depth. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "parser/nodes.h"
#include "parser/parser.h"

typedef struct fixture {
    pl_arena arena;
    pl_syntax_error error;
    pl_buf dump;
} fixture;

static int set_up(void **state) {
    *state = pl_xmalloc(sizeof(fixture));
    memset(*state, 0, sizeof(fixture));
    return 0;
}

static int tear_down(void **state) {
    fixture *f = *state;
    pl_arena_free(&f->arena);
    pl_buf_free(&f->dump);
    free(f);
    return 0;
}

static const pl_ast *parse(fixture *f, pl_str text, pl_dialect dialect) {
    const pl_source *src = pl_source_new(&f->arena, PL_S("t"), text);
    return pl_parse(src, dialect, &f->arena, &f->error);
}

/* The template's statements, without the body around them. */
static const char *dump_of(fixture *f, const char *template, pl_dialect dialect) {
    const pl_ast *ast = parse(f, pl_str_of(template), dialect);
    assert_non_null(ast);
    const pl_node *body = &ast->nodes[ast->functions[0].body];
    f->dump.len = 0;
    for (uint32_t i = 0; i < body->b; i++) {
        pl_ast_dump(ast, pl_items_of(ast->extra, body)[i], &f->dump);
    }
    pl_buf_char(&f->dump, '\0');
    return f->dump.at;
}

#define PARSES(template, tree)                                                         \
    assert_string_equal(dump_of(f, template, PL_DIALECT_JINJA), tree)
/* A print statement's expression. */
#define READS(expression, tree) PARSES("{{ " expression " }}", "(print :only " tree ")")

static void precedence(void **state) {
    fixture *f = *state;
    READS("a + b * c", "(add (name a@0) (mul (name b@1) (name c@2)))");
    READS("a ** b ** c", "(pow (pow (name a@0) (name b@1)) (name c@2))");
    READS("-a ** b", "(pow (neg (name a@0)) (name b@1))");
    READS("-a.b | f", "(filter f (neg (getattr (name a@0) b)))");
    READS("a ~ b + c ~ d",
          "(add (concat (name a@0) (name b@1)) (concat (name c@2) (name d@3)))");
    READS("not a in b", "(not (compare (name a@0) in (name b@1)))");
    READS("not a and b", "(and (not (name a@0)) (name b@1))");
    READS("a or b and c", "(or (name a@0) (and (name b@1) (name c@2)))");
    READS("a < b == c not in d",
          "(compare (name a@0) < (name b@1) == (name c@2) not-in (name d@3))");
    READS("a if b else c if d",
          "(cond (name b@1) (name a@0) (cond (name d@3) (name c@2) -))");
    READS("a, (b, c),", "(tuple (name a@0) (tuple (name b@1) (name c@2)))");
    READS("()", "(tuple :constant)");
}

static void postfixes(void **state) {
    fixture *f = *state;
    READS(
        "a.b[0].1",
        "(getitem (getitem (getattr (name a@0) b) (const :constant 0)) (const :constant 1))");
    READS("a[1:][::2][:b]",
          "(getitem (getitem (getitem (name a@0) (slice :constant (const :constant 1) "
          "- -)) (slice :constant - - (const :constant 2))) (slice - (name b@1) -))");
    READS(
        "a[1, b](c)",
        "(call (getitem (name a@0) (tuple (const :constant 1) (name b@1))) (name c@2))");
}

static void calls_filters_tests(void **state) {
    fixture *f = *state;
    READS(
        "f(1, x=a, *b, **c)",
        "(call (name f@0) (const :constant 1) x=(name a@1) *(name b@2) **(name c@3))");
    READS("a | f.g(b) | h", "(filter h (filter f.g (name a@0) (name b@1)))");
    READS("a is not divisibleby 3",
          "(not (test divisibleby (name a@0) (const :constant 3)))");
    READS("a is defined and b", "(and (test defined (name a@0)) (name b@1))");
    READS("a is sameas b.c | f",
          "(filter f (test sameas (name a@0) (getattr (name b@1) c)))");
    READS("(a | f if b)", "(cond (name b@1) (filter :soft f (name a@0)) -)");
    READS("false and (a | f)",
          "(and (const :constant false) (filter :soft f (name a@0)))");
}

static void literals(void **state) {
    fixture *f = *state;
    READS("['a' \"b\", 0x1F, 1_0, 1.5, none, True]",
          "(list :constant (const :constant \"ab\") (const :constant "
          "31) (const :constant 10) (const :constant 1.5) (const "
          ":constant none) (const :constant true))");
    READS("{'a': b}", "(dict (const :constant \"a\") (name b@0))");
    READS("9223372036854775807", "(const :constant 9223372036854775807)");
    READS("9_223372036854775808", "(const :constant 9223372036854775808)");
    READS("-'a'.b|f(1)", "(filter :constant f (neg :constant (getattr :constant "
                         "(const :constant \"a\") b)) (const :constant 1))");
}

static void statements(void **state) {
    fixture *f = *state;
    PARSES(
        "a{% if x %}b{% elif y %}{% else %}c{% endif %}",
        "(text \"a\")(if (name x@0) (body (text \"b\")) (name y@1) (body) - (body (text \"c\")))");
    PARSES("{% set ns.a = 1 %}", "(set :export (nsref ns a) (const :constant 1))");
    PARSES("{% set a, b = 1, 2 %}",
           "(set :export (tuple (name a@0) (name b@1)) (tuple :constant "
           "(const :constant 1) (const :constant 2)))");
    PARSES(
        "{% print 1, 2 %}{% do f() %}",
        "(print (const :constant 1))(print (const :constant 2))(do (call (name f@0)))");
    PARSES("{% include 'x' ignore missing with context %}",
           "(include :ignore-missing (const :constant \"x\"))");
    PARSES("{% with %}{% endwith %}", "(with [] (body))");
}

static void scopes(void **state) {
    fixture *f = *state;
    /* a name that is assigned in the scope hides the outer one from its start */
    PARSES("{% set a = 1 %}{% for i in l %}{{ a }}{% set a = i %}{% endfor %}",
           "(set :export (name a@0) (const :constant 1))"
           "(for (name i@2) (name l@1) [=a@3<0] (body (print (name a@3)) "
           "(set (name a@3) (name i@2))))");
    /* one that is only read there is looked up once for the whole template */
    PARSES("{% for i in l %}{{ x }}{% endfor %}{% for i in l %}{{ x }}{% endfor %}",
           "(for (name i@1) (name l@0) [] (body (print (name x@2))))"
           "(for (name i@3) (name l@0) [] (body (print (name x@2))))");
    PARSES(
        "{% for i in l if i %}{{ loop.last }}{% else %}{{ loop }}{% endfor %}",
        "(for loop@2 (name i@3) (name l@0) if [] (name i@1) [] (body (print (getattr "
        "(name loop@2) last))) else [] (body (print (name loop@4))))");
    PARSES("{% set a %}{{ b }}{% set b = 1 %}{% endset %}",
           "(setblock :export (name a@0) - [?b@1] (body (print (name b@1)) "
           "(set (name b@1) (const :constant 1))))");
    PARSES(
        "{% with a = 1, b = a %}{{ b }}{% endwith %}",
        "(with (name a@1) (const :constant 1) (name b@2) (name a@0) [] (body (print (name b@2))))");
}

static void branches(void **state) {
    fixture *f = *state;
    const char *const templates[] = {
        "{% if c %}{% set a = 1 %}{% endif %}",
        "{% if c %}{% set a = 1 %}{% else %}{% set a = 2 %}{% endif %}",
        "{% if c %}{% set a = 1 %}{% elif d %}{% set a = 2 %}{% else %}{% set a = 3 %}{% endif %}",
        "{% if c %}{{ a }}{% else %}{% set a = 1 %}{% endif %}",
        "{% set a = 0 %}{% if c %}{% set a = 1 %}{% endif %}",
    };
    static const char kinds[] = {PL_LOAD_RESOLVE, PL_LOAD_RESOLVE, PL_LOAD_UNDEFINED,
                                 PL_LOAD_RESOLVE, PL_LOAD_UNDEFINED};
    for (size_t i = 0; i < sizeof templates / sizeof *templates; i++) {
        const pl_ast *ast = parse(f, pl_str_of(templates[i]), PL_DIALECT_JINJA);
        uint32_t a = pl_ast_name(ast, PL_S("a"));
        const pl_scope_info *s = &ast->scopes[ast->functions[0].scope];
        for (uint32_t k = 0; k < s->load_count; k++) {
            if (s->loads[k].name == a) {
                assert_int_equal(s->loads[k].kind, kinds[i]);
            }
        }
    }
}

static void macros(void **state) {
    fixture *f = *state;
    PARSES("{% macro m(a, b=a) %}{{ caller(kwargs, x) }}{% endmacro %}",
           "(macro :export @0 m (a@0 b@1=(name a@0)) caller@2 kwargs@3 slots5 [?x@4] "
           "(body (print (call (name caller@2) (name kwargs@3) (name x@4)))))");
    PARSES("{% set v = 1 %}{% macro m() %}{{ v }}{% endmacro %}",
           "(set :export (name v@0) (const :constant 1))"
           "(macro :export @1 m () slots0 [] (body (print (name v@0 up1))))");
    PARSES(
        "{% call(a) f(b) %}{{ a }}{% endcall %}",
        "(callblock (call (name f@0) (name b@1)) caller (a@0) slots1 [] (body (print (name a@0))))");
    const pl_ast *ast =
        parse(f, PL_S("x{% macro m() %}{% endmacro %}y"), PL_DIALECT_JINJA);
    assert_int_equal(ast->macros[0].lo, 1);
    assert_int_equal(ast->macros[0].hi, 30);
}

static void dbt_blocks(void **state) {
    fixture *f = *state;
    const pl_ast *ast =
        parse(f,
              PL_S("{% macro m(a: Optional[Dict[str, int]], b: str = 'x') %}{% "
                   "endmacro %}{% test t(model) %}{% endtest %}{% docs d %}x{% "
                   "enddocs %}{% materialization v, adapter='pg', "
                   "supported_languages=['sql', 'python'] %}{% endmaterialization %}"),
              PL_DIALECT_DBT);
    assert_non_null(ast);
    static const char *const names[] = {"dbt_macro__m", "dbt_macro__test_t",
                                        "dbt_macro__materialization_v_pg"};
    static const char *const plain[] = {"m", "test_t", "materialization_v_pg"};
    assert_int_equal(ast->macro_count, 3);
    for (uint32_t i = 0; i < 3; i++) {
        assert_true(
            pl_str_eq(ast->names[ast->macros[i].name].text, pl_str_of(names[i])));
        assert_true(
            pl_str_eq(ast->names[ast->macros[i].plain].text, pl_str_of(plain[i])));
    }
    assert_int_equal(ast->macros[2].kind, PL_MACRO_MATERIALIZATION);
    assert_true(PL_STR_IS(ast->macros[2].supported_languages, "sql,python"));
}

typedef struct bad {
    const char *template;
    uint32_t line;
    const char *text;
} bad;

static void errors(void **state) {
    static const bad cases[] = {
        {"{{ x y }}", 1, "expected token 'end of print statement', got 'y'"},
        {"\n{{ x\n", 2,
         "unexpected end of template, expected 'end of print statement'."},
        {"{{ }}", 1, "Expected an expression, got 'end of print statement'"},
        {"{{ (a }}", 1, "unexpected '}', expected ')'"},
        {"a\n{% if x %}\n{{ y }}", 3,
         "Unexpected end of template. Jinja was looking for the "
         "following tags: 'elif' or 'else' or 'endif'. The innermost "
         "block that needs to be closed is 'if'."},
        {"{% for i in x %}{% if i %}{% endfor %}", 1,
         "Encountered unknown tag 'endfor'. You probably made a nesting mistake. "
         "Jinja is expecting this tag, but currently looking for 'elif' or 'else' or "
         "'endif'. The innermost block that needs to be closed is 'if'."},
        {"\n\n{% nope %}", 3, "Encountered unknown tag 'nope'."},
        {"{% docs x %}{% enddocs %}", 1, "Encountered unknown tag 'docs'."},
        {"{% set 1 = 2 %}", 1, "can't assign to 'const'"},
        {"{% set (a if b) = 2 %}", 1, "can't assign to 'condexpr'"},
        {"{% macro none() %}{% endmacro %}", 1, "can't assign to 'name'"},
        {"{{ f(a=1, b) }}", 1, "invalid syntax for function call expression"},
        {"{{ a is b is c }}", 1, "You cannot chain multiple tests with is"},
        {"{% call x %}{% endcall %}", 1, "expected call"},
        {"{% macro m(a=1, b) %}{% endmacro %}", 1,
         "non-default argument follows default argument"},
        {"{% for i in x %}\n{% set loop = 1 %}{% endfor %}", 2,
         "Can't assign to special loop variable in for-loop target"},
        {"{% block a %}{% endblock %}\n{% block a %}{% endblock %}", 2,
         "block 'a' defined twice"},
        {"{% break %}", 0, "'break' outside loop"},
        {"{% macro m(a, a) %}{% endmacro %}", 0,
         "duplicate argument 'l_1_a' in function definition"},
        {"{{ f(a=1, a=2) }}", 0, "keyword argument repeated: a"},
        {"{% set x | f(y) %}{% endset %}", 1,
         "Tried to resolve a name to a reference that was unknown to the frame ('y')"},
    };
    fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_null(parse(f, pl_str_of(cases[i].template), PL_DIALECT_JINJA));
        assert_string_equal(pl_str_z(&f->arena, f->error.text), cases[i].text);
        assert_int_equal(f->error.line, cases[i].line);
    }
}

/* head, then `unit` over and over, then tail */
static const pl_ast *parse_many(fixture *f, const char *head, const char *unit,
                                uint32_t count, const char *tail) {
    pl_buf b = {0};
    pl_buf_str(&b, pl_str_of(head));
    for (uint32_t i = 0; i < count; i++) {
        pl_buf_str(&b, pl_str_of(unit));
    }
    pl_buf_str(&b, pl_str_of(tail));
    const pl_ast *ast = parse(f, pl_buf_view(&b), PL_DIALECT_JINJA);
    pl_buf_free(&b);
    return ast;
}

static void depth_is_bounded(void **state) {
    static const char *const nests[][2] = {
        {"{{ ", "("},        {"{{ ", "["},
        {"{{ ", "{1: "},     {"{{ ", "-"},
        {"{{ ", "not "},     {"{{ x", "[x"},
        {"{{ ", "f("},       {"{{ ", "x if y else "},
        {"{{ ", "x is y["},  {"{% set ", "(a, "},
        {"", "{% if x %}"},  {"", "{% for i in x %}"},
        {"", "{% set x %}"}, {"", "{% macro m() %}"},
        {"{{ x", ".a"},      {"{{ x", " + x"},
        {"{{ x", "|f"},      {"{{ x", " is f(1)"},
        {"{{ x", "()"},      {"{{ x", " and x"},
        {"{{ x", " if x"},   {"{{ x", " ** x"},
    };
    fixture *f = *state;
    for (size_t i = 0; i < sizeof nests / sizeof *nests; i++) {
        assert_null(parse_many(f, nests[i][0], nests[i][1], 10000, ""));
        bool deep = PL_STR_IS(f->error.text, "the template is nested too deeply");
        assert_true(deep);
    }
}

static void length_is_not(void **state) {
    static const char *const chains[][3] = {
        {"{{ x", " ~ x", " }}"},
        {"{{ x", " < x", " }}"},
        {"{{ x", ", x", " }}"},
        {"{{ f(x", ", x", ") }}"},
        {"{% if x %}", "{% elif x %}", "{% endif %}"},
        {"", "{{ x }}", ""},
        {"", "{% set x = 1 %}", ""},
        {"", "{% for i in x %}{{ y }}{% endfor %}", ""},
        {"{% macro m() %}", "{{ x }}", "{% endmacro %}"},
    };
    fixture *f = *state;
    for (size_t i = 0; i < sizeof chains / sizeof *chains; i++) {
        const pl_ast *ast =
            parse_many(f, chains[i][0], chains[i][1], 10000, chains[i][2]);
        assert_non_null(ast);
        f->dump.len = 0;
        pl_ast_dump(ast, ast->functions[0].body, &f->dump);
    }
    /* as deep as may be: the dump, too, must hold */
    const pl_ast *ast = parse_many(f, "{{ x", ".a", PL_PARSE_DEPTH - 1, " }}");
    assert_non_null(ast);
    pl_ast_dump(ast, ast->functions[0].body, &f->dump);
}

/* Many names, many keywords: no table is searched from its start. */
static void many_names(void **state) {
    fixture *f = *state;
    pl_buf b = {0};
    PL_BUF_LIT(&b, "{{ f(");
    for (uint32_t i = 0; i < 20000; i++) {
        pl_buf_fmt(&b, "a%u=b%u, ", i, i);
    }
    PL_BUF_LIT(&b, ") }}");
    const pl_ast *ast = parse(f, pl_buf_view(&b), PL_DIALECT_JINJA);
    assert_non_null(ast);
    assert_int_equal(ast->name_count, 40001);
    assert_int_equal(ast->functions[0].slots, 20001);
    uint32_t last = pl_ast_name(ast, PL_S("b19999"));
    assert_true(PL_STR_IS(ast->names[last].text, "b19999"));
    assert_int_equal(pl_ast_name(ast, PL_S("c")), UINT32_MAX);
    pl_buf_free(&b);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(precedence), TEST(postfixes),        TEST(calls_filters_tests),
        TEST(literals),   TEST(statements),       TEST(scopes),
        TEST(branches),   TEST(macros),           TEST(dbt_blocks),
        TEST(errors),     TEST(depth_is_bounded), TEST(length_is_not),
        TEST(many_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
