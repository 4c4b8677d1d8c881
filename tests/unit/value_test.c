/* The values alone: this test links eval/value and support, and nothing that lies above. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "eval/value/run.h"

typedef struct fixture {
    pl_arena arena;
    pl_eval ev;
} fixture;

static int set_up(void **state) {
    static fixture f;
    f.arena = (pl_arena){0};
    pl_run_init(&f.ev, &f.arena, NULL);
    *state = &f;
    return 0;
}

static int tear_down(void **state) {
    fixture *f = *state;
    pl_run_done(&f->ev);
    pl_arena_free(&f->arena);
    return 0;
}

static void assert_repr(pl_eval *ev, pl_value v, const char *want) {
    pl_out out = {0};
    assert_true(pl_repr(ev, v, &out));
    pl_buf_char(&out.text, '\0');
    assert_string_equal(out.text.at, want);
    pl_out_free(&out);
}

static void containers(void **state) {
    fixture *f = *state;
    pl_value list = pl_list_new(&f->arena, 0);
    pl_list_push(&f->arena, list.as.list, pl_int(1));
    pl_list_push(&f->arena, list.as.list, pl_float(2.5));
    pl_list_push(&f->arena, list.as.list, pl_string(PL_S("it's")));
    pl_value dict = pl_dict_new(&f->arena, 0);
    assert_true(pl_dict_put(&f->ev, dict.as.dict, pl_int(1), list));
    assert_true(
        pl_dict_put(&f->ev, dict.as.dict, pl_bool(true), list)); /* the same key */
    assert_repr(&f->ev, dict, "{1: [1, 2.5, \"it's\"]}");
    bool same = false;
    assert_true(pl_equal(&f->ev, dict, pl_value_copy(&f->arena, dict), &same));
    assert_true(same);
}

static void iteration(void **state) {
    fixture *f = *state;
    pl_cursor c;
    pl_value item;
    int64_t sum = 0;
    pl_value set = pl_set_new(&f->arena, 0);
    for (int64_t i = 0; i < 100; i++) {
        assert_true(pl_dict_put(&f->ev, set.as.dict, pl_int(i % 10), pl_none()));
    }
    assert_true(pl_iterate(&f->ev, set, &c));
    while (pl_next(&f->ev, &c, &item) == PL_FOUND) {
        sum += item.as.i;
    }
    assert_int_equal(sum, 45);
}

static void errors(void **state) {
    fixture *f = *state;
    bool less;
    assert_false(pl_less(&f->ev, pl_int(1), pl_string(PL_S("1")), &less));
    assert_int_equal(f->ev.error.kind, PL_EXC_TYPE);
    assert_true(pl_error_caught(&f->ev, PL_EXC_TYPE));
    pl_run_limit(&f->ev, (pl_limits){.steps = 10});
    assert_false(pl_burn(&f->ev, 11));
    assert_int_equal(f->ev.error.kind, PL_EXC_FUEL);
}

static void large_integers(void **state) {
    fixture *f = *state;
    pl_value big =
        pl_int_parse(&f->arena, PL_S("170141183460469231731687303715884105727"));
    assert_int_equal(big.kind, PL_BIG);
    assert_repr(&f->ev, big, "170141183460469231731687303715884105727");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(containers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(iteration, set_up, tear_down),
        cmocka_unit_test_setup_teardown(errors, set_up, tear_down),
        cmocka_unit_test_setup_teardown(large_integers, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
