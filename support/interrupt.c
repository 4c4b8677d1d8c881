#include "support/interrupt.h"

#include <signal.h>
#include <stdatomic.h>

static atomic_int held;
static atomic_int waiting; /* the signal; 0: none */

static void end_by(int sig) {
    signal(sig, SIG_DFL);
    raise(sig);
}

static void on_signal(int sig) {
    if (atomic_load(&held)) {
        atomic_store(&waiting, sig);
    } else {
        end_by(sig);
    }
}

void pl_interrupt_install(void) {
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction now;
        struct sigaction then = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
        sigemptyset(&then.sa_mask);
        /* who started the program may have had it ignored, as nohup does */
        if (sigaction(signals[i], NULL, &now) == 0 && now.sa_handler == SIG_DFL) {
            sigaction(signals[i], &then, NULL);
        }
    }
}

void pl_interrupt_hold(void) {
    atomic_fetch_add(&held, 1);
}

void pl_interrupt_release(void) {
    if (atomic_fetch_sub(&held, 1) == 1) {
        int sig = atomic_exchange(&waiting, 0);
        if (sig) {
            end_by(sig);
        }
    }
}
