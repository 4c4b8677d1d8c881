#include "support/pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

enum { MOST_THREADS = 64, STACK_BYTES = 16 * 1024 * 1024 };

typedef struct work {
    atomic_uint next;
    uint32_t count;
    void (*fn)(void *ctx, uint32_t i);
    void *ctx;
} work;

static void *take_jobs(void *arg) {
    work *w = arg;
    for (;;) {
        uint32_t i = atomic_fetch_add(&w->next, 1);
        if (i >= w->count) {
            return NULL;
        }
        w->fn(w->ctx, i);
    }
}

uint32_t pl_pool_processors(void) {
    cpu_set_t set;
    int n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return n > 0 ? (uint32_t)n : 1;
}

void pl_pool_run(uint32_t threads, uint32_t count, void (*fn)(void *ctx, uint32_t i),
                 void *ctx) {
    work w = {.count = count, .fn = fn, .ctx = ctx};
    pthread_t made[MOST_THREADS];
    pthread_attr_t attr;
    uint32_t n = 0;
    threads = threads ? threads : pl_pool_processors();
    threads = threads < count ? threads : count;
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, STACK_BYTES);
    while (n + 1 < threads && n < MOST_THREADS &&
           pthread_create(&made[n], &attr, take_jobs, &w) == 0) {
        n++;
    }
    pthread_attr_destroy(&attr);
    take_jobs(&w);
    while (n) {
        pthread_join(made[--n], NULL);
    }
}
