/* support/file_writer.h: a file written piece by piece.
 *
 * A reader sees the old content or the new, never a half: it goes to a name beside the
 * file that nobody can guess, which is renamed at the end; parent directories are made.
 * Signals that end the program wait for that (support/interrupt.h). A file that already
 * holds the same bytes is not touched: pieces are compared with it as long as they agree.
 * What is no regular file (a terminal, a pipe) is written to as it is. One thread at a
 * time. */
#ifndef PL_SUPPORT_FILE_WRITER_H
#define PL_SUPPORT_FILE_WRITER_H

#include "support/str.h"

typedef struct pl_file_writer {
    pl_arena arena;
    int dir;        /* the folder of the file; -1: there is none */
    char *name;     /* in it */
    char aside[32]; /* the temporary name */
    int old;        /* the file as it is, which agrees so far; -1: it doesn't */
    int fd;         /* what is written to; -1: nothing yet */
    bool straight;  /* `fd` is the file itself, which is no regular one */
    uint64_t same;  /* bytes that agree */
    int error;      /* errno of the first failure */
} pl_file_writer;

/* A path that the user named: links are followed. */
void pl_file_begin(pl_file_writer *f, pl_str path);
/* `path` in folder `root`, which is made. No part of the path leads out of the folder:
 * EXDEV where one does. */
void pl_file_begin_below(pl_file_writer *f, pl_str root, pl_str path);
void pl_file_add(pl_file_writer *f, pl_str piece);
/* Put the file in place. False with errno set when anything failed. */
bool pl_file_end(pl_file_writer *f);
/* Leave the old content in place, and nothing beside it. */
void pl_file_drop(pl_file_writer *f);

#endif
