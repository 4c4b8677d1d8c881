#include <unistd.h>

#include "cli/cli.h"

int main(int argc, char **argv) {
    return pl_main(argc, argv, environ);
}
