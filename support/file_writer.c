#include "support/file_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "support/inside.h"
#include "support/interrupt.h"

enum { ROOM = 64 * 1024, FOLDER = O_PATH | O_DIRECTORY | O_CLOEXEC };

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

static bool random_name(char *to, size_t size) {
    uint64_t number;
    if (getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number) {
        return false;
    }
    snprintf(to, size, ".plumb-%016llx.tmp", (unsigned long long)number);
    return true;
}

/* It is to be another file from here on, with the rights of the old one. */
static void begin_aside(pl_file_writer *f) {
    const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    struct stat st;
    pl_interrupt_hold();
    if (random_name(f->aside, sizeof f->aside)) {
        f->fd = openat(f->dir, f->aside, flags, 0666);
    }
    if (f->fd < 0) {
        f->error = errno;
        pl_interrupt_release();
    } else if (f->old >= 0 &&
               (fstat(f->old, &st) != 0 || fchmod(f->fd, st.st_mode & 0777) != 0 ||
                !copy_same(f))) {
        f->error = errno;
    }
    leave_old(f);
}

/* A pipe has a reader soon, or never. */
static int open_straight(int dir, const char *name) {
    enum { TRIES = 20, PAUSE_MS = 100 };
    for (int i = 0; i < TRIES; i++) {
        int fd = openat(dir, name, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
        if (fd >= 0) {
            fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
            return fd;
        }
        if (errno != ENXIO) {
            return -1;
        }
        poll(NULL, 0, PAUSE_MS);
    }
    errno = ENXIO;
    return -1;
}

/* `f->dir` is the folder, `f->name` no link. */
static void begin_in_folder(pl_file_writer *f) {
    struct stat st;
    bool there = fstatat(f->dir, f->name, &st, AT_SYMLINK_NOFOLLOW) == 0;
    if (there && S_ISDIR(st.st_mode)) {
        f->error = EISDIR;
    } else if (there && !S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode)) {
        f->straight = true;
        f->fd = open_straight(f->dir, f->name);
        f->error = f->fd < 0 ? errno : 0;
    } else {
        f->old = there ? openat(f->dir, f->name,
                                O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
                       : -1;
        if (f->old < 0) {
            begin_aside(f);
        }
    }
}

static void empty_writer(pl_file_writer *f) {
    *f = (pl_file_writer){.dir = -1, .old = -1, .fd = -1};
}

/* Split "a/b" at its last '/'; `f->name` is what follows. */
static char *folder_of(pl_file_writer *f, char *path) {
    char *slash = strrchr(path, '/');
    f->name = slash ? slash + 1 : path;
    if (!slash) {
        return pl_str_z(&f->arena, PL_S("."));
    }
    pl_str dir = {path, (uint32_t)(slash - path)};
    return pl_str_z(&f->arena, dir.len ? dir : PL_S("/"));
}

/* The file that a link stands for, also one that is not there yet. */
static char *follow(pl_arena *a, char *path) {
    enum { LINKS = 40, LONGEST = 4096 };
    char to[LONGEST];
    for (int i = 0; i < LINKS; i++) {
        ssize_t n = readlink(path, to, sizeof to);
        if (n <= 0 || n == LONGEST) {
            return path;
        }
        char *slash = strrchr(path, '/');
        pl_str dir = {path, slash && to[0] != '/' ? (uint32_t)(slash - path + 1) : 0};
        path = pl_str_z(a, pl_str_cat(a, dir, (pl_str){to, (uint32_t)n}));
    }
    return path;
}

void pl_file_begin(pl_file_writer *f, pl_str path) {
    empty_writer(f);
    char *whole = follow(&f->arena, pl_str_z(&f->arena, path));
    char *dir = folder_of(f, whole);
    f->dir = open(dir, FOLDER);
    if (f->dir < 0 && errno == ENOENT && make_parents(whole)) {
        f->dir = open(dir, FOLDER);
    }
    if (f->dir < 0) {
        f->error = errno;
        return;
    }
    begin_in_folder(f);
}

/* Open, or make, the folders of `path` one after the other; none may be a link. */
static int make_below(int root, char *path) {
    int at = dup(root);
    for (char *part = path; at >= 0 && *part;) {
        char *end = part + strcspn(part, "/");
        char kept = *end;
        *end = '\0';
        int next = openat(at, part, FOLDER | O_NOFOLLOW);
        if (next < 0 && errno == ENOENT &&
            (mkdirat(at, part, 0777) == 0 || errno == EEXIST)) {
            next = openat(at, part, FOLDER | O_NOFOLLOW);
        }
        int error = errno == ELOOP || errno == ENOTDIR ? EXDEV : errno;
        close(at);
        errno = error;
        at = next;
        *end = kept;
        part = kept ? end + 1 : end;
    }
    return at;
}

static bool climbs(const char *path) {
    for (const char *part = path; *part;) {
        size_t len = strcspn(part, "/");
        if (!len || (len == 2 && part[0] == '.' && part[1] == '.')) {
            return true;
        }
        part += len + (part[len] == '/');
    }
    return false;
}

static int open_below(int root, char *path) {
    struct open_how how = {.flags = (uint64_t)FOLDER, .resolve = RESOLVE_BENEATH};
    if (!strcmp(path, ".")) {
        return dup(root);
    }
    int fd = -1;
    for (int i = 0; i < PL_OPEN_TRIES && fd < 0; i++) {
        fd = (int)syscall(SYS_openat2, root, path, &how, sizeof how);
        if (fd < 0 && errno != EAGAIN) {
            break;
        }
    }
    return fd < 0 && errno != EXDEV ? make_below(root, path) : fd;
}

void pl_file_begin_below(pl_file_writer *f, pl_str root, pl_str path) {
    empty_writer(f);
    char *folder = pl_str_z(&f->arena, root.len ? root : PL_S("."));
    char *inside = pl_str_z(&f->arena, path);
    char *dir = folder_of(f, inside);
    if (climbs(inside)) {
        f->error = EXDEV;
        return;
    }
    int at = open(folder, FOLDER);
    if (at < 0 && errno == ENOENT &&
        make_parents(pl_str_z(&f->arena, pl_str_cat(&f->arena, root, PL_S("/"))))) {
        at = open(folder, FOLDER);
    }
    f->dir = at < 0 ? -1 : open_below(at, dir);
    f->error = f->dir < 0 ? errno : 0;
    if (at >= 0) {
        close(at);
    }
    if (!f->error) {
        begin_in_folder(f);
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

static void finish(pl_file_writer *f) {
    f->error = close(f->fd) != 0 && !f->error ? errno : f->error;
    if (f->straight) {
        return;
    }
    if (!f->error && renameat(f->dir, f->aside, f->dir, f->name) != 0) {
        f->error = errno;
    }
    if (f->error) {
        unlinkat(f->dir, f->aside, 0);
    }
    pl_interrupt_release();
}

bool pl_file_end(pl_file_writer *f) {
    char more;
    if (f->old >= 0 && !f->error && read(f->old, &more, 1) != 0) {
        begin_aside(f); /* it goes on where it should end */
    }
    leave_old(f);
    if (f->fd >= 0) {
        finish(f);
    }
    if (f->dir >= 0) {
        close(f->dir);
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
