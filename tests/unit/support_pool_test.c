/* The worker pool: every job once, results independent of the number of threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/pool.h"

enum { JOBS = 500 };

static void square(void *ctx, uint32_t i) {
    uint64_t *results = ctx;
    results[i] += (uint64_t)i * i + 1;
}

static void each_job_runs_once(void **state) {
    (void)state;
    for (uint32_t threads = 0; threads <= 8; threads++) {
        uint64_t results[JOBS] = {0};
        pl_pool_run(threads, JOBS, square, results);
        for (uint32_t i = 0; i < JOBS; i++) {
            assert_int_equal(results[i], (uint64_t)i * i + 1);
        }
    }
}

static void no_jobs_is_fine(void **state) {
    (void)state;
    pl_pool_run(4, 0, square, NULL);
    assert_true(pl_pool_processors() >= 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_job_runs_once),
        cmocka_unit_test(no_jobs_is_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
