#include "support/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/buf.h"
#include "support/file_writer.h"
#include "support/inside.h"
#include "support/source.h"
#include "support/vec.h"

static char *join_z(pl_arena *a, pl_str dir, pl_str path) {
    if (!path.len) {
        return pl_str_z(a, dir.len ? dir : PL_S("."));
    }
    if (!dir.len) {
        return pl_str_z(a, path);
    }
    return (char *)(uintptr_t)pl_str_cat3(a, dir, PL_S("/"), path).at;
}

static int compare_entries(const void *x, const void *y) {
    return pl_str_cmp(((const pl_entry *)x)->name, ((const pl_entry *)y)->name);
}

static pl_entry_kind kind_of(int dir_fd, const struct dirent *d) {
    if (d->d_type == DT_REG) {
        return PL_ENTRY_FILE;
    }
    if (d->d_type == DT_DIR) {
        return PL_ENTRY_DIR;
    }
    struct stat st;
    if (fstatat(dir_fd, d->d_name, &st, 0) != 0) {
        return PL_ENTRY_OTHER;
    }
    return S_ISREG(st.st_mode)   ? PL_ENTRY_FILE
           : S_ISDIR(st.st_mode) ? PL_ENTRY_DIR
                                 : PL_ENTRY_SPECIAL;
}

static bool is_link(int dir_fd, const struct dirent *d) {
    struct stat st;
    return d->d_type == DT_LNK ||
           (d->d_type == DT_UNKNOWN &&
            fstatat(dir_fd, d->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISLNK(st.st_mode));
}

static bool list_of(DIR *dir, pl_arena *a, pl_entry **out, uint32_t *count) {
    PL_VEC(pl_entry) entries = {0};
    *out = NULL;
    *count = 0;
    if (!dir) {
        return false;
    }
    for (struct dirent *d; (d = readdir(dir)) != NULL;) {
        if (!strcmp(d->d_name, ".") || !strcmp(d->d_name, "..")) {
            continue;
        }
        pl_entry e = {pl_str_copy(a, pl_str_of(d->d_name)), kind_of(dirfd(dir), d),
                      is_link(dirfd(dir), d)};
        PL_PUSH(a, &entries, e);
    }
    closedir(dir);
    if (entries.len) {
        qsort(entries.at, entries.len, sizeof *entries.at, compare_entries);
    }
    *out = entries.at;
    *count = entries.len;
    return true;
}

static bool dir_list(pl_tree *tree, pl_str path, pl_arena *a, pl_entry **out,
                     uint32_t *count) {
    return list_of(opendir(join_z(a, tree->root, path)), a, out, count);
}

static bool inside_list(pl_tree *tree, pl_str path, pl_arena *a, pl_entry **out,
                        uint32_t *count) {
    pl_str real;
    int fd = pl_inside_open(tree->inside, path, true, a, &real);
    return list_of(fd < 0 ? NULL : fdopendir(fd), a, out, count);
}

static pl_read_result failed(pl_arena *a, pl_str *out, int error) {
    *out = pl_str_fmt(a, "%s", strerror(error));
    return PL_READ_FAILED;
}

pl_read_result pl_read_fd(int fd, pl_arena *a, pl_str *out) {
    struct stat st;
    size_t guess = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? (size_t)st.st_size : 0;
    if (guess > PL_FILE_LIMIT) {
        *out = PL_S("the file is larger than 512 MiB");
        return PL_READ_FAILED;
    }
    size_t cap = guess ? guess + 1 : 65536;
    size_t len = 0;
    char *at = pl_alloc(a, cap + PL_SOURCE_PAD);
    for (;;) {
        if (len == cap) {
            if (cap > PL_FILE_LIMIT) {
                *out = PL_S("the input is larger than 512 MiB");
                return PL_READ_FAILED;
            }
            char *bigger = pl_alloc(a, cap * 2 + PL_SOURCE_PAD);
            memcpy(bigger, at, len);
            at = bigger;
            cap *= 2;
        }
        ssize_t n = read(fd, at + len, cap - len);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return failed(a, out, errno);
        }
        if (n == 0) {
            break;
        }
        len += (size_t)n;
    }
    memset(at + len, 0, PL_SOURCE_PAD);
    *out = (pl_str){at, (uint32_t)len};
    return PL_READ_OK;
}

static pl_read_result not_opened(pl_arena *a, pl_str *out) {
    return errno == ENOENT || errno == ENOTDIR ? PL_READ_ABSENT : failed(a, out, errno);
}

/* A pipe that the shell made for the command line: <(...). */
static bool is_own_descriptor(const char *path) {
    return !strcmp(path, "/dev/stdin") || !strncmp(path, "/dev/fd/", 8) ||
           !strncmp(path, "/proc/self/fd/", 14);
}

static pl_read_result irregular(pl_arena *a, pl_str *out) {
    *out = pl_str_copy(a, PL_S("is no regular file"));
    return PL_READ_FAILED;
}

static pl_read_result read_z(const char *path, pl_arena *a, pl_str *out) {
    struct stat st;
    bool own = is_own_descriptor(path);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | (own ? 0 : O_NONBLOCK));
    if (fd < 0) {
        return not_opened(a, out);
    }
    pl_read_result r =
        own || (fstat(fd, &st) == 0 && (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode)))
            ? pl_read_fd(fd, a, out)
            : irregular(a, out);
    close(fd);
    return r;
}

static pl_read_result dir_read(pl_tree *tree, pl_str path, pl_arena *a, pl_str *out) {
    return read_z(join_z(a, tree->root, path), a, out);
}

pl_str pl_outside_text(pl_arena *a, pl_str real) {
    pl_str dir = pl_path_dir(real);
    return pl_str_fmt(a,
                      "leads outside the project, to %.*s: `--allow-path %.*s` on the "
                      "command line allows it",
                      PL_FMT(real), PL_FMT(dir.len ? dir : PL_S("/")));
}

static pl_read_result inside_read(pl_tree *tree, pl_str path, pl_arena *a,
                                  pl_str *out) {
    pl_str real;
    int fd = pl_inside_open(tree->inside, path, false, a, &real);
    if (fd >= 0) {
        pl_read_result r = pl_read_fd(fd, a, out);
        close(fd);
        return r;
    }
    if (errno == EXDEV) {
        *out = pl_outside_text(a, real);
        return PL_READ_FAILED;
    }
    return errno == EINVAL ? irregular(a, out) : not_opened(a, out);
}

pl_str pl_tree_leads_out(pl_tree *tree, pl_str path, pl_arena *a) {
    pl_str real;
    if (!tree->inside) {
        return (pl_str){0};
    }
    int fd = pl_inside_open(tree->inside, path, true, a, &real);
    if (fd >= 0) {
        close(fd);
        return (pl_str){0};
    }
    return errno == EXDEV ? real : (pl_str){0};
}

pl_read_result pl_read_file(pl_str path, pl_arena *a, pl_str *out) {
    return read_z(pl_str_z(a, path), a, out);
}

pl_tree *pl_tree_dir(pl_arena *a, pl_str path) {
    pl_tree *t = PL_NEW(a, pl_tree);
    *t = (pl_tree){.list = dir_list, .read = dir_read, .root = pl_str_copy(a, path)};
    return t;
}

pl_tree *pl_tree_inside(pl_arena *a, pl_str path) {
    pl_tree *t = pl_tree_dir(a, path);
    t->list = inside_list;
    t->read = inside_read;
    t->inside = pl_inside_new(a, path);
    return t;
}

pl_str pl_path_join(pl_arena *a, pl_str dir, pl_str name) {
    if (name.len && name.at[0] == '/') {
        return name;
    }
    pl_str whole = !dir.len    ? name
                   : !name.len ? dir
                               : pl_str_cat3(a, dir, PL_S("/"), name);
    return pl_path_normal(a, whole);
}

pl_str pl_path_base(pl_str path) {
    uint32_t i = path.len;
    while (i && path.at[i - 1] != '/') {
        i--;
    }
    return pl_str_sub(path, i, path.len);
}

pl_str pl_path_dir(pl_str path) {
    uint32_t i = path.len;
    while (i && path.at[i - 1] != '/') {
        i--;
    }
    return pl_str_sub(path, 0, i ? i - 1 : 0);
}

pl_str pl_path_stem(pl_str path) {
    pl_str base = pl_path_base(path);
    uint32_t i = base.len;
    while (i > 1 && base.at[i - 1] != '.') {
        i--;
    }
    return i > 1 ? pl_str_sub(base, 0, i - 1) : base;
}

pl_str pl_path_normal(pl_arena *a, pl_str path) {
    char *to = pl_alloc(a, (size_t)path.len + 2);
    uint32_t n = 0;
    bool absolute = path.len && path.at[0] == '/';
    if (absolute) {
        to[n++] = '/';
    }
    uint32_t floor = n;
    for (uint32_t i = 0; i < path.len;) {
        uint32_t lo = i;
        while (i < path.len && path.at[i] != '/') {
            i++;
        }
        pl_str part = pl_str_sub(path, lo, i);
        i++;
        if (!part.len || PL_STR_IS(part, ".")) {
            continue;
        }
        if (PL_STR_IS(part, "..") && n > floor) {
            while (n > floor && to[n - 1] != '/') {
                n--;
            }
            n -= n > floor;
            continue;
        }
        if (PL_STR_IS(part, "..") && absolute) {
            continue;
        }
        if (n && to[n - 1] != '/') {
            to[n++] = '/';
        }
        memcpy(to + n, part.at, part.len);
        n += part.len;
        if (PL_STR_IS(part, "..")) {
            floor = n;
        }
    }
    to[n] = '\0';
    return (pl_str){to, n};
}

bool pl_write_file(pl_str path, pl_str content) {
    pl_file_writer f;
    pl_file_begin(&f, path);
    pl_file_add(&f, content);
    return pl_file_end(&f);
}

bool pl_write_below(pl_str root, pl_str path, pl_str content) {
    pl_file_writer f;
    pl_file_begin_below(&f, root, path);
    pl_file_add(&f, content);
    return pl_file_end(&f);
}
