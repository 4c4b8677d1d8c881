/* The program: everything else is in libraries, for tests to link. */
#include <signal.h>

#include "cli/plumb.h"
#include "support/interrupt.h"

int main(int argc, char **argv) {
    signal(SIGPIPE, SIG_IGN); /* a reader that left is an error of writing, and told */
    pl_interrupt_install();
    return pl_main(argc, argv);
}
