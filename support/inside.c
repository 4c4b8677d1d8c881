#include "support/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "support/buf.h"
#include "support/tree.h"
#include "support/vec.h"

struct pl_inside {
    pl_arena *arena;
    pl_str dir;
    int fd;      /* of the folder; -1: it is not there */
    pl_str real; /* its real path */
    PL_VEC(pl_str) allowed;
    pthread_mutex_t lock; /* of what follows, which worlds set while others read */
    PL_VEC(pl_str) linked;
    bool (*own)(void *ctx, pl_str link);
    void *ctx;
};

enum { FLAGS = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC };

pl_str pl_real_path(pl_str path, pl_arena *a) {
    char *real = realpath(pl_str_z(a, path), NULL);
    pl_str out = real ? pl_str_copy(a, pl_str_of(real)) : (pl_str){0};
    free(real);
    return out;
}

pl_inside *pl_inside_new(pl_arena *a, pl_str dir) {
    pl_inside *in = PL_NEW(a, pl_inside);
    in->arena = a;
    in->dir = dir.len ? pl_str_copy(a, dir) : PL_S(".");
    in->real = pl_real_path(in->dir, a);
    in->fd = open(pl_str_z(a, in->dir), O_PATH | O_DIRECTORY | O_CLOEXEC);
    pthread_mutex_init(&in->lock, NULL);
    return in;
}

void pl_inside_allow(pl_inside *in, pl_str dir) {
    pl_str real = pl_real_path(dir, in->arena);
    if (real.len) {
        PL_PUSH(in->arena, &in->allowed, real);
    }
}

void pl_inside_ask(pl_inside *in, bool (*own)(void *ctx, pl_str link), void *ctx) {
    in->own = own;
    in->ctx = ctx;
}

void pl_inside_linked(pl_inside *in, pl_str path) {
    pthread_mutex_lock(&in->lock);
    bool known = false;
    for (uint32_t i = 0; i < in->linked.len; i++) {
        known = known || pl_str_eq(in->linked.at[i], path);
    }
    if (!known) {
        PL_PUSH(in->arena, &in->linked, pl_str_copy(in->arena, path));
    }
    pthread_mutex_unlock(&in->lock);
}

bool pl_path_below(pl_str real, pl_str dir) {
    return dir.len && real.len >= dir.len &&
           pl_str_eq(pl_str_sub(real, 0, dir.len), dir) &&
           (real.len == dir.len || real.at[dir.len] == '/' || dir.len == 1);
}

pl_str pl_git_top(pl_str real, pl_arena *a) {
    for (pl_str dir = real; dir.len;) {
        struct stat st;
        if (stat(pl_str_z(a, pl_str_cat(a, dir, PL_S("/.git"))), &st) == 0) {
            return dir;
        }
        uint32_t i = dir.len;
        while (i && dir.at[i - 1] != '/') {
            i--;
        }
        dir = pl_str_sub(dir, 0, i ? i - 1 : 0);
    }
    return (pl_str){0};
}

static bool is_link(pl_str path, pl_arena *a) {
    struct stat st;
    return lstat(pl_str_z(a, path), &st) == 0 && S_ISLNK(st.st_mode);
}

static pl_str whole_path(const pl_inside *in, pl_str path, pl_arena *a) {
    return path.len && path.at[0] == '/' ? path
                                         : pl_str_cat3(a, in->dir, PL_S("/"), path);
}

/* Does a link of the user's own stand at `linked` or directly in it? */
static bool own_link(pl_inside *in, pl_str linked, pl_str path, pl_arena *a) {
    uint32_t end = linked.len;
    for (int step = 0; step < 2; step++) {
        pl_str link = pl_str_sub(path, 0, end);
        if (is_link(whole_path(in, link, a), a) && in->own && in->own(in->ctx, link)) {
            return true;
        }
        end += end < path.len;
        while (end < path.len && path.at[end] != '/') {
            end++;
        }
    }
    return false;
}

static bool may_be_link(pl_inside *in, pl_str path, pl_str real, pl_arena *a) {
    bool is = false;
    pthread_mutex_lock(&in->lock);
    for (uint32_t i = 0; i < in->linked.len && !is; i++) {
        pl_str p = in->linked.at[i];
        is = pl_path_below(path, p) &&
             (pl_path_below(real, pl_git_top(in->real, a)) || own_link(in, p, path, a));
    }
    pthread_mutex_unlock(&in->lock);
    return is;
}

static bool may_open(pl_inside *in, pl_str path, pl_str real, pl_arena *a) {
    if (pl_path_below(real, in->real)) {
        return true;
    }
    for (uint32_t i = 0; i < in->allowed.len; i++) {
        if (pl_path_below(real, in->allowed.at[i])) {
            return true;
        }
    }
    return may_be_link(in, path, real, a);
}

/* Where a path leads, as far as it is there. */
static pl_str real_place(pl_str whole, pl_arena *a) {
    pl_str rest = PL_S("");
    pl_str at = pl_path_normal(a, whole);
    for (;;) {
        pl_str real = pl_real_path(at.len ? at : PL_S("."), a);
        if (real.len || !at.len || PL_STR_IS(at, "/")) {
            return pl_path_join(a, real, rest);
        }
        rest = pl_path_join(a, pl_path_base(at), rest);
        pl_str up = pl_path_dir(at);
        at = !up.len && at.at[0] == '/' ? PL_S("/") : up;
    }
}

/* Whoever leaves the folder on the way is looked at by where it arrives. */
static int open_real(pl_inside *in, pl_str path, int flags, pl_arena *a, pl_str *real) {
    pl_str whole = whole_path(in, path, a);
    *real = pl_real_path(whole, a);
    bool there = real->len;
    *real = there ? *real : real_place(whole, a);
    if (!may_open(in, path, *real, a)) {
        errno = EXDEV;
        return -1;
    }
    errno = ENOENT;
    return there ? open(pl_str_z(a, *real), flags | O_NOFOLLOW) : -1;
}

int pl_inside_open(pl_inside *in, pl_str path, bool folder, pl_arena *a, pl_str *real) {
    int flags = FLAGS | (folder ? O_DIRECTORY : 0);
    struct open_how how = {.flags = (uint64_t)(unsigned)flags,
                           .resolve = (uint64_t)RESOLVE_BENEATH};
    *real = path;
    if (in->fd < 0) {
        errno = ENOENT;
        return -1;
    }
    const char *name = path.len ? pl_str_z(a, path) : ".";
    int fd = -1;
    for (int i = 0; i < PL_OPEN_TRIES && fd < 0; i++) {
        fd = (int)syscall(SYS_openat2, in->fd, name, &how, sizeof how);
        if (fd < 0 && errno != EAGAIN) {
            break;
        }
    }
    if (fd < 0 &&
        (errno == EXDEV || errno == EAGAIN || errno == ENOSYS || errno == EPERM)) {
        fd = open_real(in, path, flags, a, real);
    }
    struct stat st;
    if (fd >= 0 && !folder && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))) {
        int why = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
        close(fd);
        errno = why;
        return -1;
    }
    return fd;
}
