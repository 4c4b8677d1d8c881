/* pl_literal_eval: what Python 3.11's ast.literal_eval makes of the same text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "eval/eval.h"

typedef struct row {
    const char *text;
    const char *expected; /* repr, "!" and a message, or NULL: no literal */
} row;

static const row literals[] = {
    {"1", "1"},
    {"-2", "-2"},
    {"+3", "3"},
    {" 4", "4"},
    {"1_000", "1000"},
    {"0x1f", "31"},
    {"0o17", "15"},
    {"0b101", "5"},
    {"00", "0"},
    {"1.", "1.0"},
    {".5", "0.5"},
    {"1e3", "1000.0"},
    {"-1.5e-3", "-0.0015"},
    {"1e999", "inf"},
    {"12345678901234567890", "12345678901234567890"},
    {"True", "True"},
    {"None", "None"},
    {"(1)", "1"},
    {"-(1)", "-1"},
    {"()", "()"},
    {"(1,)", "(1,)"},
    {"1, 2", "(1, 2)"},
    {"1,", "(1,)"},
    {"[1, [2, {3: (4, 5.5)}]]", "[1, [2, {3: (4, 5.5)}]]"},
    {"{}", "{}"},
    {"{1: 2,}", "{1: 2}"},
    {"set()", "set()"},
    {"'a' 'b'", "'ab'"},
    {"\"a\\n\\x41\\u00e9\\101\\N{BULLET}\\q\"", "'a\\nA\303\251A\342\200\242\\\\q'"},
    {"r'\\n'", "'\\\\n'"},
    {"u'a'", "'a'"},
    {"'''a\012b'''", "'a\\nb'"},
    {"[1, # c\012 2]", "[1, 2]"},
    {"5 # c", "5"},
    {"\0121\012\012", "1"},
    {"1\015\012", "1"},
    {"'\\\012'", "''"},
};

static const row others[] = {
    {"", NULL},          {"true", NULL},     {"01", NULL},          {"1__0", NULL},
    {"1_", NULL},        {"0x", NULL},       {"--1", NULL},         {"-True", NULL},
    {"-\"a\"", NULL},    {"1 + 2", NULL},    {"1j", NULL},          {"b\"x\"", NULL},
    {"f\"x\"", NULL},    {"...", NULL},      {"a", NULL},           {"[1", NULL},
    {"(1", NULL},        {"1)", NULL},       {"1 2", NULL},         {"{1: 2, 3}", NULL},
    {"{**a}", NULL},     {"[*a]", NULL},     {"'a", NULL},          {"'a\012b'", NULL},
    {"\"\\x4\"", NULL},  {"\012 1", NULL},   {"1\012 ", NULL},      {"1\0122", NULL},
    {"lambda: 1", NULL}, {"set([1])", NULL}, {"'\\N{NOPE}'", NULL}, {"\302\2401", NULL},
    {"[1,,2]", NULL},    {"(,)", NULL},      {"1if 1else 2", NULL},
};

static const row unhashable[] = {
    {"{[1]: 2}", "!unhashable type: 'list'"},
    {"{{}}", "!unhashable type: 'dict'"},
    {"{(1, [])}", "!unhashable type: 'list'"},
};

static pl_found resolve_nothing(pl_eval *ev, pl_str name, uint32_t hash,
                                pl_value *out) {
    (void)ev, (void)name, (void)hash, (void)out;
    return PL_MISSING;
}

static const pl_host host = {.resolve = resolve_nothing};

static void check(const row *r) {
    pl_arena arena = {0};
    pl_interp interp;
    pl_value v;
    pl_interp_init(&interp, &arena, &host, NULL, PL_MODE_NATIVE);
    pl_out *o = pl_capture_begin(&interp.ev);
    const char *got = NULL;
    switch (pl_literal_eval(&interp.ev, pl_str_of(r->text), &v)) {
    case PL_FOUND:
        assert_true(pl_repr(&interp.ev, v, o));
        got = pl_str_z(&arena, pl_buf_view(&o->text));
        break;
    case PL_FAILED:
        got = pl_str_z(&arena, pl_str_cat(&arena, PL_S("!"), interp.ev.error.text));
        break;
    case PL_MISSING:
        break;
    }
    if (!got != !r->expected || (got && strcmp(got, r->expected) != 0)) {
        fail_msg("%s gives %s, not %s", r->text, got ? got : "no literal",
                 r->expected ? r->expected : "no literal");
    }
    pl_capture_end(&interp.ev, o);
    pl_interp_done(&interp);
    pl_arena_free(&arena);
}

static void check_all(const row *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        check(&rows[i]);
    }
}

static void literals_are_read(void **state) {
    (void)state;
    check_all(literals, sizeof literals / sizeof *literals);
}

static void others_are_left(void **state) {
    (void)state;
    check_all(others, sizeof others / sizeof *others);
}

static void unhashable_keys_are_errors(void **state) {
    (void)state;
    check_all(unhashable, sizeof unhashable / sizeof *unhashable);
}

static void nesting_is_bounded(void **state) {
    pl_arena arena = {0};
    char *deep = pl_alloc(&arena, 100001);
    (void)state;
    memset(deep, '[', 100000);
    deep[100000] = 0;
    check(&(row){deep, NULL});
    pl_arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(literals_are_read),
        cmocka_unit_test(others_are_left),
        cmocka_unit_test(unhashable_keys_are_errors),
        cmocka_unit_test(nesting_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
