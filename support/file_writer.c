#include "support/file_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ROOM = 64 * 1024 };

static bool make_parents(char *path) {
    for (char *p = path + 1; *p; p++) {
        if (*p != '/') {
            continue;
        }
        *p = '\0';
        bool ok = mkdir(path, 0777) == 0 || errno == EEXIST;
        *p = '/';
        if (!ok) {
            return false;
        }
    }
    return true;
}

static bool write_all(int fd, const char *at, size_t len) {
    while (len) {
        ssize_t n = write(fd, at, len);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return false;
        }
        at += n;
        len -= (size_t)n;
    }
    return true;
}

/* The bytes that agree, from the file as it is. */
static bool copy_same(pl_file_writer *f) {
    char room[ROOM];
    uint64_t left = f->old < 0 ? 0 : f->same;
    if (left && lseek(f->old, 0, SEEK_SET) != 0) {
        return false;
    }
    while (left) {
        ssize_t n = read(f->old, room, left < ROOM ? (size_t)left : ROOM);
        if (n <= 0) {
            errno = n ? errno : EIO; /* somebody cut it short meanwhile */
            return false;
        }
        if (!write_all(f->fd, room, (size_t)n)) {
            return false;
        }
        left -= (uint64_t)n;
    }
    return true;
}

static void leave_old(pl_file_writer *f) {
    if (f->old >= 0) {
        close(f->old);
        f->old = -1;
    }
}

/* It is to be another file from here on. */
static void begin_aside(pl_file_writer *f) {
    const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
    f->fd = open(f->aside, flags, 0666);
    if (f->fd < 0 && errno == ENOENT && make_parents(f->aside)) {
        f->fd = open(f->aside, flags, 0666);
    }
    if (f->fd < 0 || !copy_same(f)) {
        f->error = errno;
    }
    leave_old(f);
}

void pl_file_begin(pl_file_writer *f, pl_str path) {
    struct stat st;
    *f = (pl_file_writer){.fd = -1};
    f->path = pl_str_z(&f->arena, path);
    f->aside = pl_str_z(&f->arena,
                        pl_str_fmt(&f->arena, "%s.%ld.tmp", f->path, (long)getpid()));
    f->old = open(f->path, O_RDONLY | O_CLOEXEC);
    if (f->old >= 0 && (fstat(f->old, &st) != 0 || !S_ISREG(st.st_mode))) {
        leave_old(f);
    }
    if (f->old < 0) {
        begin_aside(f);
    }
}

static bool agrees(pl_file_writer *f, pl_str piece) {
    char room[ROOM];
    for (uint32_t done = 0; done < piece.len;) {
        uint32_t want = piece.len - done < ROOM ? piece.len - done : ROOM;
        ssize_t n = read(f->old, room, want);
        if (n <= 0 || memcmp(room, piece.at + done, (size_t)n) != 0) {
            return false;
        }
        done += (uint32_t)n;
    }
    f->same += piece.len;
    return true;
}

void pl_file_add(pl_file_writer *f, pl_str piece) {
    if (f->error || (f->old >= 0 && agrees(f, piece))) {
        return;
    }
    if (f->old >= 0) {
        begin_aside(f);
    }
    if (!f->error && !write_all(f->fd, piece.at, piece.len)) {
        f->error = errno;
    }
}

bool pl_file_end(pl_file_writer *f) {
    char more;
    if (f->old >= 0 && !f->error && read(f->old, &more, 1) != 0) {
        begin_aside(f); /* it goes on where it should end */
    }
    leave_old(f);
    if (f->fd >= 0) {
        f->error = close(f->fd) != 0 && !f->error ? errno : f->error;
        if (!f->error && rename(f->aside, f->path) != 0) {
            f->error = errno;
        }
        if (f->error) {
            unlink(f->aside);
        }
    }
    int error = f->error;
    pl_arena_free(&f->arena);
    errno = error;
    return !error;
}

void pl_file_drop(pl_file_writer *f) {
    f->error = f->error ? f->error : ECANCELED;
    pl_file_end(f);
}
