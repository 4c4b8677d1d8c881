/* tests/fuzz/memory_file.h: a text under a path of the file system, without a disk. */
#ifndef PL_TESTS_FUZZ_MEMORY_FILE_H
#define PL_TESTS_FUZZ_MEMORY_FILE_H

#include <sys/mman.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"

typedef struct fuzz_file {
    int fd;
    pl_str path;
} fuzz_file;

static inline fuzz_file fuzz_file_of(pl_arena *a, pl_str text) {
    fuzz_file f = {.fd = memfd_create("plumb", 0)};
    require(f.fd >= 0 && write(f.fd, text.at, text.len) == (ssize_t)text.len);
    f.path = pl_str_fmt(a, "/proc/self/fd/%d", f.fd);
    return f;
}

#endif
