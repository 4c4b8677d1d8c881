/* support/interrupt.h: signals that end the program wait until nothing is half done.
 *
 * While a file stands under a temporary name, SIGINT, SIGTERM and SIGHUP are noted and
 * take effect when the last such file is in place or gone. The two counters behind this
 * are the only variables of the program that outlive a call; handlers can reach nothing
 * else. Safe from several threads. */
#ifndef PL_SUPPORT_INTERRUPT_H
#define PL_SUPPORT_INTERRUPT_H

/* Once, by main: without it signals end the program at once. */
void pl_interrupt_install(void);

/* Something begins that must not be left half done; calls nest. */
void pl_interrupt_hold(void);
/* It is done. A signal that came meanwhile ends the program here. */
void pl_interrupt_release(void);

#endif
