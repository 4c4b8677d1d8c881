/* The lexer: what tokens are, where they lie, how bad input ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lexer/lexer.h"
#include "support/buf.h"

typedef struct fixture {
    pl_arena arena;
    pl_lexer lexer;
    pl_buf words; /* one description a token */
} fixture;

static int set_up(void **state) {
    *state = pl_xmalloc(sizeof(fixture));
    memset(*state, 0, sizeof(fixture));
    return 0;
}

static int tear_down(void **state) {
    fixture *f = *state;
    pl_arena_free(&f->arena);
    pl_buf_free(&f->words);
    free(f);
    return 0;
}

static const pl_source *begin(fixture *f, pl_str text) {
    const pl_source *src =
        pl_source_unix(&f->arena, pl_source_new(&f->arena, PL_S("t"), text));
    pl_lex_init(&f->lexer, src, &f->arena);
    return src;
}

static pl_token next(fixture *f) {
    pl_token t;
    pl_lex_next(&f->lexer, &t);
    return t;
}

/* "T<text> <{{> <x> ..." */
static const char *lex(fixture *f, const char *template) {
    const pl_source *src = begin(f, pl_str_of(template));
    f->words.len = 0;
    for (pl_token t = next(f); t.kind != PL_TOK_EOF; t = next(f)) {
        pl_str text = pl_str_sub(src->text, t.lo, t.hi);
        if (t.kind == PL_TOK_ERROR) {
            pl_buf_fmt(&f->words, "!%u %.*s", f->lexer.error_at,
                       PL_FMT(f->lexer.error));
        } else {
            pl_buf_fmt(&f->words, "%s<%.*s> ", t.kind == PL_TOK_TEXT ? "T" : "",
                       PL_FMT(text));
        }
    }
    pl_buf_char(&f->words, '\0');
    return f->words.at;
}

#define LEXES(template, words) assert_string_equal(lex(f, template), words)

static void text_and_tags(void **state) {
    fixture *f = *state;
    LEXES("", "");
    LEXES("a { b } c", "T<a { b } c> ");
    LEXES("a\n", "T<a> ");
    LEXES("a\n\n", "T<a\n> ");
    LEXES("a\r\nb\rc", "T<a\nb\nc> ");
    LEXES("a{{ x }}b", "T<a> <{{> <x> <}}> T<b> ");
    LEXES("{%if x%}{%-endif+%}", "<{%> <if> <x> <%}> <{%-> <endif> <+%}> ");
    LEXES("a{# c #}b{#-#} c", "T<a> T<b> T< c> ");
    LEXES("{{{}}}", "<{{> <{> <}> <}}> ");
    LEXES("{{ [{'a': '}}'}] }}", "<{{> <[> <{> <'a'> <:> <'}}'> <}> <]> <}}> ");
}

static void whitespace_control(void **state) {
    fixture *f = *state;
    LEXES("a \n {{- x -}} \n b", "T<a> <{{-> <x> <-}}> T<b> ");
    LEXES("a {{+ x }} b", "T<a > <{{+> <x> <}}> T< b> ");
    LEXES("a {%- if x -%} b", "T<a> <{%-> <if> <x> <-%}> T<b> ");
    LEXES("a {#- c -#} b", "T<a> T<b> ");
    LEXES("  {{- x }}", "<{{-> <x> <}}> ");
    LEXES("a\u00a0\u3000{{- x -}}\u2028b", "T<a> <{{-> <x> <-}}> T<b> ");
}

static void raw_blocks(void **state) {
    fixture *f = *state;
    LEXES("{% raw %}{{ x }}{% endraw %}b", "T<{{ x }}> T<b> ");
    LEXES("a {%- raw -%} {% if {%- endraw -%} b", "T<a> T<{% if> T<b> ");
    LEXES("{%raw%}{%endraw%}", "");
    LEXES("{% raw +%}", "<{%> <raw> <+%}> ");
    LEXES("{% raw %}", "");
    LEXES("{% raw %}x", "!9 Missing end of raw directive");
    LEXES("{#", "");
    LEXES("{# x", "!2 Missing end of comment tag");
}

static void numbers(void **state) {
    fixture *f = *state;
    LEXES("{{ 1 0 00 1_000 0x_fF 0o17 0b1_0 ",
          "<{{> <1> <0> <00> <1_000> <0x_fF> <0o17> <0b1_0> ");
    LEXES("{{ 1.5 1e5 1_0.0_1E-3 0.0 ", "<{{> <1.5> <1e5> <1_0.0_1E-3> <0.0> ");
    LEXES("{{ 1. .5 1.e5 1__0 012 0b2",
          "<{{> <1> <.> <.> <5> <1> <.> <e5> <1> <__0> <0> <12> <0> <b2> ");
    LEXES("{{ x.0.1.2e3 ", "<{{> <x> <.> <0> <.> <1> <.> <2> <e3> ");
    LEXES("{{ x.0_0.7.5 ", "<{{> <x> <.> <0_0> <.> <7> <.> <5> ");
    const pl_source *src = begin(f, PL_S("{{ 1_2\u0663"));
    next(f);
    pl_str digits = pl_lex_number(src, next(f), &f->arena);
    assert_string_equal(digits.at, "123");
}

static void names_and_operators(void **state) {
    fixture *f = *state;
    LEXES("{{ \u00e9t\u00e9 _ a1 \u65e5\u672c not\u00e9 ",
          "<{{> <\u00e9t\u00e9> <_> <a1> <\u65e5\u672c> <not\u00e9> ");
    LEXES("{{ **//==!=>=<=~|;", "<{{> <**> <//> <==> <!=> <>=> <<=> <~> <|> <;> ");
    LEXES("{{ a-}}b", "<{{> <a> <-}}> T<b> ");
    LEXES("{% a+%}b{% a%}c", "<{%> <a> <+%}> T<b> <{%> <a> <%}> T<c> ");
}

static void every_keyword_has_its_rule(void **state) {
    fixture *f = *state;
    for (uint32_t kw = PL_KW_NONE + 1; kw < PL_KW_COUNT; kw++) {
        pl_str text = pl_keyword_text(kw);
        begin(f, pl_str_cat3(&f->arena, PL_S("{{ "), text, PL_S(" ")));
        next(f);
        pl_token t = next(f);
        assert_int_equal(t.kind, PL_TOK_NAME);
        assert_int_equal(t.flags, kw);
        begin(f, pl_str_cat3(&f->arena, PL_S("{{ "), text, PL_S("\u2028")));
        next(f);
        assert_int_equal(next(f).flags, kw);
    }
}

static void errors(void **state) {
    fixture *f = *state;
    LEXES("{{ a ^", "<{{> <a> !5 unexpected char '^' at 5");
    LEXES("{{ 'abc }}", "<{{> !3 unexpected char \"'\" at 3");
    LEXES("{{ \"abc\\", "<{{> !3 unexpected char '\"' at 3");
    LEXES("\u00e9{{ \\", "T<\u00e9> <{{> !5 unexpected char '\\\\' at 4");
    LEXES("{{ \u200b", "<{{> !3 unexpected char '\\u200b' at 3");
    LEXES("{{ \u2192", "<{{> !3 unexpected char '\u2192' at 3");
    LEXES("{{ ) }}", "<{{> !3 unexpected ')'");
    LEXES("{{ (] }}", "<{{> <(> !4 unexpected ']', expected ')'");
    LEXES("{{ x %}", "<{{> <x> <%> !6 unexpected '}'");
    LEXES("{{ \u00b2", "<{{> !3 Invalid character in identifier");
    LEXES("{{ '\\x4' }}", "<{{> !3 truncated \\xXX escape");
    LEXES("{{ '\\U00110000' }}", "<{{> !3 illegal Unicode character");
    LEXES("{{ '\\N{NO SUCH}' }}", "<{{> !3 unknown Unicode character name");
}

static void nul_bytes_are_bytes(void **state) {
    fixture *f = *state;
    const pl_source *src = begin(f, PL_S("a\0b{{ 'x\0y' }}\0"));
    pl_token t = next(f);
    assert_int_equal(t.hi - t.lo, 3);
    next(f);
    pl_str s = pl_lex_string(src, next(f), &f->arena);
    assert_memory_equal(s.at, "x\0y", 3);
    next(f);
    assert_int_equal(next(f).kind, PL_TOK_TEXT);
    begin(f, PL_S("{{ \0 }}"));
    next(f);
    assert_int_equal(next(f).kind, PL_TOK_ERROR);
    assert_int_equal(next(f).kind, PL_TOK_EOF);
}

static pl_str string_of(fixture *f, const char *literal) {
    pl_str text = pl_str_cat(&f->arena, PL_S("{{ "), pl_str_of(literal));
    const pl_source *src = begin(f, text);
    next(f);
    pl_token t = next(f);
    assert_int_equal(t.kind, PL_TOK_STRING);
    return pl_lex_string(src, t, &f->arena);
}

static void string_escapes(void **state) {
    static const char *const cases[][2] = {
        {"'plain'", "plain"},
        {"\"it's\"", "it's"},
        {"'a\\n\\t\\\\\\'b'", "a\n\t\\'b"},
        {"'\\x41\\u00e9\\U0001F600'", "A\u00e9\U0001F600"},
        {"'\\101\\7\\777'", "A\a\u01ff"},
        {"'\\N{LATIN SMALL LETTER A}'", "a"},
        {"'\\q\\%'", "\\q\\%"},
        {"'a\\\nb'", "ab"},
        {"'\\\u00e9\\\u20ac\\\U0001F600'", "\\xe9\\u20ac\\U0001f600"},
        {"'\u00e9'", "\u00e9"},
    };
    fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pl_str s = string_of(f, cases[i][0]);
        assert_int_equal(s.len, strlen(cases[i][1]));
        assert_memory_equal(s.at, cases[i][1], s.len);
    }
}

static bool is_gap(pl_str gap) {
    return pl_text_is_space(gap) || pl_str_starts(pl_str_trim(gap), PL_S("{#")) ||
           pl_str_find(gap, PL_S("raw"), 0) != UINT32_MAX;
}

/* Between two tokens lies nothing but white space, comments and the
 * marks of raw blocks. */
static void tokens_tile_the_source(void **state) {
    static const char *const templates[] = {
        "a {{ x.y[0] | f(1, 'b') }} c {%- if a -%}\n d {#- e -#} {% endif %}\n",
        "{% raw %} {{ }} {% endraw %} x {%- raw -%} y {%- endraw -%} z",
        "{% set \u00e9 = {'k': [1, 2.5, none]} %}{{\u00a0\u00e9\u3000}}",
    };
    fixture *f = *state;
    for (size_t i = 0; i < sizeof templates / sizeof *templates; i++) {
        const pl_source *src = begin(f, pl_str_of(templates[i]));
        uint32_t at = 0;
        pl_token t;
        do {
            t = next(f);
            assert_int_not_equal(t.kind, PL_TOK_ERROR);
            assert_true(t.lo >= at);
            assert_true(is_gap(pl_str_sub(src->text, at, t.lo)));
            at = t.hi;
        } while (t.kind != PL_TOK_EOF);
    }
}

/* `unit`, over and over, behind `head`. */
static void lex_many(fixture *f, const char *head, const char *unit, uint32_t count) {
    pl_buf b = {0};
    pl_buf_str(&b, pl_str_of(head));
    for (uint32_t i = 0; i < count; i++) {
        pl_buf_str(&b, pl_str_of(unit));
    }
    begin(f, pl_buf_view(&b));
    pl_buf_free(&b);
    while (next(f).kind != PL_TOK_EOF) {
    }
}

/* Each of these took minutes if some search began again at every byte. */
static void hostile_text_is_linear(void **state) {
    fixture *f = *state;
    enum { MANY = 400000 };
    lex_many(f, "{{ '", "\\'", MANY);
    lex_many(f, "", "{", MANY);
    lex_many(f, "", "{#-", MANY);
    lex_many(f, "{% raw %}", "{% ", MANY);
    lex_many(f, "", "{% raw %}{% endraw ", MANY);
    lex_many(f, "{{ ", "1_", MANY);
    lex_many(f, "{{ ", "\u0663", MANY);
    lex_many(f, "{{ (", "(", MANY);
    assert_true(PL_STR_IS(f->lexer.error, "too many nested brackets"));
}

static void plain_text(void **state) {
    (void)state;
    assert_true(pl_text_is_plain(PL_S("")));
    assert_true(pl_text_is_plain(PL_S("a { b } % # {")));
    assert_false(pl_text_is_plain(PL_S("a }} b")));
    assert_false(pl_text_is_plain(PL_S("a {# b")));
    assert_false(pl_text_is_plain(PL_S("%}")));
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(text_and_tags),
        TEST(whitespace_control),
        TEST(raw_blocks),
        TEST(numbers),
        TEST(names_and_operators),
        TEST(every_keyword_has_its_rule),
        TEST(errors),
        TEST(nul_bytes_are_bytes),
        TEST(string_escapes),
        TEST(tokens_tile_the_source),
        TEST(hostile_text_is_linear),
        TEST(plain_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
