/* cli/plumb.h: the program without its main, for benchmarks to link. */
#ifndef PL_CLI_PLUMB_H
#define PL_CLI_PLUMB_H

/* Run plumb with the words after the program's name. Returns the exit code. */
int pl_main(int argc, char **argv);

#endif
