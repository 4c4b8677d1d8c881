/* support/file_writer.h: a file written piece by piece.
 *
 * A reader sees the old content or the new, never a half: it goes to a temporary name
 * beside the file, which is renamed at the end; parent directories are made. A file
 * that already holds the same bytes is not touched: pieces are compared with it as long
 * as they agree. One thread at a time. */
#ifndef PL_SUPPORT_FILE_WRITER_H
#define PL_SUPPORT_FILE_WRITER_H

#include "support/str.h"

typedef struct pl_file_writer {
    pl_arena arena;
    char *path;
    char *aside;   /* the temporary name */
    int old;       /* the file as it is, which agrees so far; -1: it doesn't */
    int fd;        /* of the temporary file; -1: there is none */
    uint64_t same; /* bytes that agree */
    int error;     /* errno of the first failure */
} pl_file_writer;

void pl_file_begin(pl_file_writer *f, pl_str path);
void pl_file_add(pl_file_writer *f, pl_str piece);
/* Put the file in place. False with errno set when anything failed. */
bool pl_file_end(pl_file_writer *f);
/* Leave the old content in place, and nothing beside it. */
void pl_file_drop(pl_file_writer *f);

#endif
