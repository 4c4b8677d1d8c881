/* Values: what templates cannot show — marks, provenance, copies, limits — and the
 * containers and numbers beneath everything else. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "eval/eval.h"
#include "eval/methods/methods.h"
#include "eval/text/text.h"

typedef struct fixture {
    pl_arena arena;
    pl_eval ev;
} fixture;

static int set_up(void **state) {
    fixture *f = pl_xmalloc(sizeof *f);
    memset(f, 0, sizeof *f);
    pl_run_init(&f->ev, &f->arena, &pl_ops_access);
    *state = f;
    return 0;
}

static int tear_down(void **state) {
    fixture *f = *state;
    pl_run_done(&f->ev);
    pl_arena_free(&f->arena);
    free(f);
    return 0;
}

static pl_eval *eval_of(void **state) {
    return &((fixture *)*state)->ev;
}

static pl_value text(const char *z) {
    return pl_string(pl_str_of(z));
}

static void assert_text(pl_value v, const char *expected) {
    assert_int_equal(v.kind, PL_STR);
    pl_str s = pl_str_of(expected);
    assert_int_equal(v.len, s.len);
    assert_memory_equal(v.as.s, s.at, s.len);
}

static void assert_repr(pl_eval *ev, pl_value v, const char *expected) {
    pl_out *o = pl_capture_begin(ev);
    assert_true(pl_repr(ev, v, o));
    assert_text(pl_out_take(o, 0, ev->arena), expected);
    pl_capture_end(ev, o);
}

/* "<before>NAME<after>" with NAME made by `what`. */
static pl_value marked(pl_eval *ev, const char *before, const char *name,
                       const char *after, const pl_object *maker) {
    pl_out *o = pl_capture_begin(ev);
    pl_out_put(o, pl_str_of(before));
    pl_out_mark(o, pl_str_of(name), maker);
    pl_out_put(o, pl_str_of(after));
    pl_value v = pl_out_take(o, 0, ev->arena);
    pl_capture_end(ev, o);
    return v;
}

/* Exactly one mark, [lo, hi) by `what`. */
static void assert_mark(pl_value v, uint32_t lo, uint32_t hi, const pl_object *maker) {
    const pl_marks *marks = pl_value_marks(v);
    assert_non_null(marks);
    assert_int_equal(marks->len, 1);
    assert_int_equal(marks->at[0].lo, lo);
    assert_int_equal(marks->at[0].hi, hi);
    assert_ptr_equal(marks->at[0].maker, maker);
}

static pl_value method(pl_eval *ev, pl_value self, const char *name, uint32_t count,
                       const pl_value *args) {
    pl_value fn, out;
    pl_call call = {.args = args, .arg_count = count};
    assert_int_equal(pl_attribute(ev, self, pl_str_of(name), &fn), PL_FOUND);
    assert_true(pl_call_value(ev, fn, &call, &out));
    return out;
}

/* ---- marks and provenance */

static void test_marks_survive_text_operations(void **state) {
    pl_eval *ev = eval_of(state);
    pl_object maker = {0};
    pl_value v = marked(ev, "from ", "db.t", " x", &maker);
    pl_value out;
    assert_mark(v, 5, 9, &maker);

    assert_true(pl_binary(ev, PL_OP_ADD, text(">> "), v, &out));
    assert_text(out, ">> from db.t x");
    assert_mark(out, 8, 12, &maker);

    assert_true(pl_text_case(ev, v, PL_CASE_UPPER, &out));
    assert_text(out, "FROM DB.T X");
    assert_mark(out, 5, 9, &maker);

    assert_true(pl_slice(ev, v, pl_int(6), pl_none(), pl_none(), &out));
    assert_text(out, "b.t x");
    assert_mark(out, 0, 3, &maker);

    assert_true(pl_slice(ev, v, pl_none(), pl_int(4), pl_none(), &out));
    assert_text(out, "from");
    assert_null(pl_value_marks(out));

    out =
        method(ev, v, "replace", 2, (pl_value[]){text("from"), text("select * from")});
    assert_text(out, "select * from db.t x");
    assert_mark(out, 14, 18, &maker);

    out = method(ev, text("{} y"), "format", 1, &v);
    assert_text(out, "from db.t x y");
    assert_mark(out, 5, 9, &maker);

    assert_true(pl_percent_format(ev, text("%15s"), v, &out));
    assert_mark(out, 9, 13, &maker);
}

static void test_marks_follow_case_mapping_that_changes_length(void **state) {
    pl_eval *ev = eval_of(state);
    pl_object maker = {0};
    pl_value out;
    assert_true(
        pl_text_case(ev, marked(ev, "ß", "ßa", "ß", &maker), PL_CASE_UPPER, &out));
    assert_text(out, "SSSSASS");
    assert_mark(out, 2, 5, &maker);
}

static void test_parts_keep_their_marks(void **state) {
    pl_eval *ev = eval_of(state);
    pl_object maker = {0};
    pl_value v = marked(ev, "", "a.b", "", &maker);
    pl_value dot = text(".");
    pl_value parts = method(ev, v, "split", 1, &dot);
    assert_int_equal(parts.as.list->len, 2);
    assert_mark(parts.as.list->at[1], 0, 1, &maker);
    const pl_marks *marks = pl_value_marks(method(ev, dot, "join", 1, &parts));
    assert_int_equal(marks->len, 2);
    assert_int_equal(marks->at[1].lo, 2);
    assert_int_equal(marks->at[1].hi, 3);
}

static void assert_marks_in_bounds(pl_value v) {
    const pl_marks *marks = pl_value_marks(v);
    for (uint32_t i = 0, from = 0; marks && i < marks->len; i++) {
        assert_true(marks->at[i].lo >= from);
        assert_true(marks->at[i].lo < marks->at[i].hi);
        assert_true(marks->at[i].hi <= v.len);
        from = marks->at[i].hi;
    }
}

/* The same text, item by item, and sound marks on the left. */
static void assert_same_but_marks(pl_value l, pl_value r) {
    assert_int_equal(l.kind, r.kind);
    if (l.kind == PL_STR) {
        assert_marks_in_bounds(l);
        assert_true(pl_str_eq(pl_str_from(l), pl_str_from(r)));
    } else if (l.kind == PL_LIST || l.kind == PL_TUPLE) {
        assert_int_equal(l.as.list->len, r.as.list->len);
        for (uint32_t i = 0; i < l.as.list->len; i++) {
            assert_same_but_marks(l.as.list->at[i], r.as.list->at[i]);
        }
    } else {
        assert_int_equal(l.as.i, r.as.i);
    }
}

static void test_marks_change_no_method(void **state) {
    pl_eval *ev = eval_of(state);
    static const struct {
        const char *name;
        const char *args[2];
        int width; /* a first argument that is a number */
    } calls[] = {
        {"capitalize", {0}, 0},      {"casefold", {0}, 0},
        {"lower", {0}, 0},           {"upper", {0}, 0},
        {"title", {0}, 0},           {"swapcase", {0}, 0},
        {"strip", {0}, 0},           {"strip", {"sé "}, 0},
        {"lstrip", {"s"}, 0},        {"split", {0}, 0},
        {"split", {"."}, 0},         {"rsplit", {"."}, 0},
        {"rsplit", {0}, 0},          {"splitlines", {0}, 0},
        {"partition", {"."}, 0},     {"rpartition", {"."}, 0},
        {"replace", {".", "::"}, 0}, {"replace", {"", "-"}, 0},
        {"replace", {"éa", ""}, 0},  {"expandtabs", {0}, 0},
        {"center", {0}, 40},         {"ljust", {0}, 40},
        {"rjust", {0}, 40},          {"zfill", {0}, 40},
        {"removeprefix", {"sé"}, 0}, {"removesuffix", {" z"}, 0},
        {"join", {"abc"}, 0},        {"count", {"."}, 0},
        {"rfind", {"."}, 0},         {"find", {"b"}, 0},
        {"startswith", {"sé"}, 0},   {"format", {"x"}, 0},
    };
    pl_object maker = {0};
    pl_value with = marked(ev, "sé ", "Éa.\tB.ß\nc", "\tx z", &maker);
    pl_value without = text("sé Éa.\tB.ß\nc\tx z");
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        pl_value args[2];
        uint32_t n = 0;
        if (calls[i].width) {
            args[n++] = pl_int(calls[i].width);
        }
        for (; n < 2 && calls[i].args[n]; n++) {
            args[n] = text(calls[i].args[n]);
        }
        assert_same_but_marks(method(ev, with, calls[i].name, n, args),
                              method(ev, without, calls[i].name, n, args));
    }
    for (int64_t lo = -20; lo < 20; lo++) {
        for (int64_t step = -3; step <= 3; step++) {
            pl_value l, r, by = pl_int(step ? step : 1);
            assert_true(pl_slice(ev, with, pl_int(lo), pl_none(), by, &l));
            assert_true(pl_slice(ev, without, pl_int(lo), pl_none(), by, &r));
            assert_same_but_marks(l, r);
        }
    }
}

static void test_provenance_is_joined(void **state) {
    pl_eval *ev = eval_of(state);
    pl_value l = pl_with(text("a"), PL_FROM_ENV), r = pl_with(text("b"), PL_FROM_VAR);
    pl_value out;
    assert_true(pl_binary(ev, PL_OP_ADD, l, r, &out));
    assert_int_equal(out.flags, PL_FROM_ENV | PL_FROM_VAR);
    out = method(ev, text("a-b"), "replace", 2, (pl_value[]){text("-"), l});
    assert_int_equal(out.flags, PL_FROM_ENV);
    pl_value list = pl_list_new(ev->arena, 0);
    pl_list_push(ev->arena, list.as.list, l);
    assert_true(pl_to_str(ev, list, &out));
    assert_text(out, "['a']");
    assert_int_equal(out.flags, PL_FROM_ENV);
}

/* ---- containers */

static void test_dict_keeps_order_through_removal(void **state) {
    pl_eval *ev = eval_of(state);
    pl_value d = pl_dict_new(ev->arena, 0);
    pl_value gone;
    for (int i = 0; i < 1000; i++) {
        assert_true(pl_dict_put(ev, d.as.dict, pl_int(i), pl_int(i * 2)));
    }
    for (int i = 0; i < 1000; i += 2) {
        assert_int_equal(pl_dict_remove(ev, d.as.dict, pl_int(i), &gone), PL_FOUND);
        assert_int_equal(gone.as.i, i * 2);
    }
    assert_int_equal(pl_dict_remove(ev, d.as.dict, pl_int(0), &gone), PL_MISSING);
    assert_true(pl_dict_put(ev, d.as.dict, pl_int(0), pl_int(7)));
    assert_int_equal(d.as.dict->len, 501);
    uint32_t at = 0;
    for (int i = 1; i < 1000; i += 2) {
        assert_int_equal(pl_dict_next(d.as.dict, &at)->key.as.i, i);
    }
    assert_int_equal(pl_dict_next(d.as.dict, &at)->key.as.i, 0);
    assert_null(pl_dict_next(d.as.dict, &at));
}

static void test_small_dict_grows_in_place(void **state) {
    pl_eval *ev = eval_of(state);
    for (uint32_t cap = 0; cap < 12; cap++) {
        pl_value d = pl_dict_new(ev->arena, cap);
        for (int i = 0; i < 40; i++) {
            pl_str key = pl_str_fmt(ev->arena, "k%d", i);
            pl_dict_put_str(ev->arena, d.as.dict, key, pl_int(i));
        }
        for (int i = 0; i < 40; i++) {
            pl_str key = pl_str_fmt(ev->arena, "k%d", i);
            assert_int_equal(pl_dict_find(d.as.dict, key)->as.i, i);
        }
        assert_int_equal(d.as.dict->len, 40);
    }
}

static void test_equal_numbers_are_one_key(void **state) {
    pl_eval *ev = eval_of(state);
    pl_value d = pl_dict_new(ev->arena, 0);
    pl_value *found;
    assert_true(pl_dict_put(ev, d.as.dict, pl_int(1), text("one")));
    assert_int_equal(pl_dict_lookup(ev, d.as.dict, pl_float(1), &found), PL_FOUND);
    assert_int_equal(pl_dict_lookup(ev, d.as.dict, pl_bool(true), &found), PL_FOUND);
    pl_value big = pl_int_parse(ev->arena, PL_S("1180591620717411303424"));
    assert_true(pl_dict_put(ev, d.as.dict, big, text("2**70")));
    assert_int_equal(pl_dict_lookup(ev, d.as.dict, pl_float(0x1p70), &found), PL_FOUND);
    pl_value list = pl_list_new(ev->arena, 0);
    assert_int_equal(pl_dict_lookup(ev, d.as.dict, list, &found), PL_FAILED);
    assert_int_equal(ev->error.kind, PL_EXC_TYPE);
}

static void test_copy_keeps_sharing_and_cycles(void **state) {
    pl_eval *ev = eval_of(state);
    pl_object maker = {0};
    pl_arena other = {0};
    pl_value inner = pl_list_new(ev->arena, 0);
    pl_value outer = pl_list_new(ev->arena, 0);
    pl_list_push(ev->arena, inner.as.list, marked(ev, "a", "b", "", &maker));
    pl_list_push(ev->arena, outer.as.list, inner);
    pl_list_push(ev->arena, outer.as.list, inner);
    pl_list_push(ev->arena, outer.as.list, outer);
    pl_value copy = pl_value_copy(&other, outer);
    const pl_list *l = copy.as.list;
    assert_ptr_not_equal(l, outer.as.list);
    assert_ptr_equal(l->at[0].as.list, l->at[1].as.list);
    assert_ptr_equal(l->at[2].as.list, l);
    assert_mark(l->at[0].as.list->at[0], 1, 2, &maker);
    assert_repr(ev, copy, "[['ab'], ['ab'], [...]]");
    pl_arena_free(&other);
}

/* ---- numbers */

static void test_float_repr_is_shortest(void **state) {
    (void)state;
    static const struct {
        double f;
        const char *repr;
    } cases[] = {
        {0.1, "0.1"},
        {1e16, "1e+16"},
        {1e15, "1000000000000000.0"},
        {1e-5, "1e-05"},
        {0.0001, "0.0001"},
        {5e-324, "5e-324"},
        {-0.0, "-0.0"},
        {1.0 / 3, "0.3333333333333333"},
        {0x1p-44, "5.684341886080802e-14"},
        {9007199254740993.0, "9007199254740992.0"},
        {INFINITY, "inf"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
        {2.5, "2.5"},
        {123456.789, "123456.789"},
        {1e22, "1e+22"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pl_buf b = {0};
        pl_float_repr(&b, cases[i].f);
        assert_text(pl_string(pl_buf_view(&b)), cases[i].repr);
        pl_buf_free(&b);
    }
}

static void test_integers_grow_and_shrink(void **state) {
    pl_eval *ev = eval_of(state);
    pl_value big, out;
    assert_true(pl_binary(ev, PL_OP_ADD, pl_int(INT64_MAX), pl_int(1), &big));
    assert_int_equal(big.kind, PL_BIG);
    assert_repr(ev, big, "9223372036854775808");
    assert_true(pl_binary(ev, PL_OP_SUB, big, pl_int(1), &out));
    assert_int_equal(out.kind, PL_INT);
    assert_true(pl_negate(ev, big, &out));
    assert_int_equal(out.kind, PL_INT);
    assert_int_equal(out.as.i, INT64_MIN);
    assert_true(pl_binary(ev, PL_OP_FLOORDIV, out, pl_int(-1), &out));
    assert_repr(ev, out, "9223372036854775808");
    assert_true(pl_binary(ev, PL_OP_DIV, big, pl_int(3), &out));
    assert_repr(ev, out, "3.0744573456182584e+18");
}

static void test_parsing_numbers(void **state) {
    pl_eval *ev = eval_of(state);
    pl_value v;
    double f;
    assert_true(pl_parse_int(ev->arena, PL_S(" -1_000 "), 10, &v) && v.as.i == -1000);
    assert_true(pl_parse_int(ev->arena, PL_S("0x_ff"), 0, &v) && v.as.i == 255);
    assert_true(pl_parse_int(ev->arena, PL_S("٣"), 10, &v) && v.as.i == 3);
    assert_true(pl_parse_int(ev->arena, PL_S("z"), 36, &v) && v.as.i == 35);
    assert_false(pl_parse_int(ev->arena, PL_S("1__0"), 10, &v));
    assert_false(pl_parse_int(ev->arena, PL_S("010"), 0, &v));
    assert_false(pl_parse_int(ev->arena, PL_S(""), 10, &v));
    assert_false(pl_parse_int(ev->arena, PL_S("1.0"), 10, &v));
    assert_true(pl_parse_float(PL_S("1_0.5e1"), &f) && f == 105);
    assert_true(pl_parse_float(PL_S("-Infinity"), &f) && f == -INFINITY);
    assert_false(pl_parse_float(PL_S("0x10"), &f));
    assert_false(pl_parse_float(PL_S("1e"), &f));
    assert_false(pl_parse_float(PL_S("."), &f));
}

/* ---- limits */

static void test_huge_results_are_refused(void **state) {
    pl_eval *ev = eval_of(state);
    pl_value out;
    assert_false(pl_binary(ev, PL_OP_MUL, text("ab"), pl_int(INT64_MAX), &out));
    assert_int_equal(ev->error.kind, PL_EXC_FUEL);
    ev->budget = PL_BYTES_DEFAULT;
    assert_false(
        pl_binary(ev, PL_OP_POW, pl_int(10), pl_int(INT64_C(1000000000)), &out));
    assert_int_equal(ev->error.kind, PL_EXC_FUEL);
    ev->budget = PL_BYTES_DEFAULT;
    assert_false(pl_percent_format(ev, text("%2000000000d"), pl_int(1), &out));
    assert_int_equal(ev->error.kind, PL_EXC_VALUE);
    ev->budget = 1000;
    pl_run_limit(ev, (pl_limits){.steps = PL_STEPS_DEFAULT});
    assert_false(pl_percent_format(ev, text("%100000d"), pl_int(1), &out));
    assert_int_equal(ev->error.kind, PL_EXC_FUEL);
}

static void test_deep_nesting_is_a_recursion_error(void **state) {
    pl_eval *ev = eval_of(state);
    pl_value l = pl_list_new(ev->arena, 1), r = pl_list_new(ev->arena, 1);
    bool same;
    for (int i = 0; i < 5000; i++) {
        pl_value left = pl_list_new(ev->arena, 1), right = pl_list_new(ev->arena, 1);
        pl_list_push(ev->arena, left.as.list, l);
        pl_list_push(ev->arena, right.as.list, r);
        l = left;
        r = right;
    }
    pl_value out;
    assert_false(pl_to_str(ev, l, &out));
    assert_int_equal(ev->error.kind, PL_EXC_RECURSION);
    assert_false(pl_equal(ev, l, r, &same));
    assert_int_equal(ev->error.kind, PL_EXC_RECURSION);
    assert_null(ev->nest);
}

/* ---- attributes */

static void test_sandbox_hides_what_exists(void **state) {
    pl_eval *ev = eval_of(state);
    pl_value out;
    pl_str name = PL_S("__class__");
    assert_true(pl_getattr(ev, text("a"), name, pl_str_hash(name), &out));
    assert_int_equal(out.kind, PL_UNDEFINED);
    assert_true(out.as.undef->unsafe);
    name = PL_S("__nope__");
    assert_true(pl_getattr(ev, text("a"), name, pl_str_hash(name), &out));
    assert_int_equal(out.kind, PL_UNDEFINED);
    assert_false(out.as.undef->unsafe);
}

static void test_every_method_is_found(void **state) {
    (void)state;
    static const char *const names[] = {"capitalize", "casefold",   "encode",
                                        "format",     "format_map", "isupper",
                                        "zfill",      "translate"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const pl_native *m = pl_method_find(text(""), pl_str_of(names[i]));
        assert_non_null(m);
        assert_string_equal(m->name, names[i]);
    }
    assert_null(pl_method_find(text(""), PL_S("forma")));
    assert_null(pl_method_find(text(""), PL_S("formats")));
    assert_null(pl_method_find(pl_none(), PL_S("x")));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_marks_survive_text_operations),
        TEST(test_marks_follow_case_mapping_that_changes_length),
        TEST(test_parts_keep_their_marks),
        TEST(test_marks_change_no_method),
        TEST(test_provenance_is_joined),
        TEST(test_dict_keeps_order_through_removal),
        TEST(test_small_dict_grows_in_place),
        TEST(test_equal_numbers_are_one_key),
        TEST(test_copy_keeps_sharing_and_cycles),
        TEST(test_float_repr_is_shortest),
        TEST(test_integers_grow_and_shrink),
        TEST(test_parsing_numbers),
        TEST(test_huge_results_are_refused),
        TEST(test_deep_nesting_is_a_recursion_error),
        TEST(test_sandbox_hides_what_exists),
        TEST(test_every_method_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
