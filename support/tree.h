/* support/tree.h: where project files come from.
 *
 * All project files are read through a pl_tree: a directory, or the tree of a git
 * revision. Paths are relative to the tree's root, with '/' between parts. */
#ifndef PL_SUPPORT_TREE_H
#define PL_SUPPORT_TREE_H

#include "support/str.h"

typedef enum pl_entry_kind {
    PL_ENTRY_FILE,
    PL_ENTRY_DIR,
    PL_ENTRY_SPECIAL, /* a FIFO, a device, a socket */
    PL_ENTRY_OTHER,   /* a link to nothing, a submodule */
} pl_entry_kind;

typedef struct pl_entry {
    pl_str name;
    pl_entry_kind kind; /* symbolic links are followed */
    bool link;          /* the entry itself is a symbolic link */
} pl_entry;

typedef struct pl_tree pl_tree;

typedef enum pl_read_result {
    PL_READ_OK,
    PL_READ_ABSENT,
    PL_READ_FAILED, /* `why` says it: permission, I/O, larger than the limit */
} pl_read_result;

struct pl_tree {
    /* Entries of directory `path` ("" is the root), sorted by bytes of their names.
     * Returns false when it is no directory. Safe from several threads. */
    bool (*list)(pl_tree *tree, pl_str path, pl_arena *a, pl_entry **out,
                 uint32_t *count);
    /* The whole file, NUL-padded by PL_SOURCE_PAD bytes, in `a`. Safe from several
     * threads. On PL_READ_FAILED *out is the reason. */
    pl_read_result (*read)(pl_tree *tree, pl_str path, pl_arena *a, pl_str *out);
    pl_str root;              /* for messages: the directory, or "REV:path" */
    struct pl_inside *inside; /* what it reads lies there; NULL: anywhere, or in git */
};

enum { PL_FILE_LIMIT = 512 * 1024 * 1024 };

/* A directory of the file system. `path` need not exist; then everything is absent. */
pl_tree *pl_tree_dir(pl_arena *a, pl_str path);
/* The same for a folder that is not trusted: nothing outside is read (support/inside.h),
 * by whatever path or link; reading such a file fails and says so. */
pl_tree *pl_tree_inside(pl_arena *a, pl_str path);
/* Where `path` of such a tree leads, if that is outside; empty: it doesn't. */
pl_str pl_tree_leads_out(pl_tree *tree, pl_str path, pl_arena *a);
/* The words for it: "leads outside the project, to ...", and how to allow it. */
pl_str pl_outside_text(pl_arena *a, pl_str real);

/* Join with '/', leaving out empty parts; "." parts and doubled slashes are dropped. */
pl_str pl_path_join(pl_arena *a, pl_str dir, pl_str name);
pl_str pl_path_base(pl_str path); /* last part */
pl_str pl_path_dir(pl_str path);  /* all before the last '/', or "" */
/* "a/b.c.sql" -> "b.c" */
pl_str pl_path_stem(pl_str path);
/* Lexically resolve "." and ".." and doubled slashes. */
pl_str pl_path_normal(pl_arena *a, pl_str path);

/* Write a whole file, as support/file_writer.h does piece by piece. Returns
 * false with errno set. */
bool pl_write_file(pl_str path, pl_str content);
/* The same at `path` of folder `root`, which no part of the path may leave. */
bool pl_write_below(pl_str root, pl_str path, pl_str content);

/* Read all of a file (or of a descriptor) into `a`, padded. A file that is no regular one
 * is refused, but for the process's own descriptors (/dev/stdin, /dev/fd/63). */
pl_read_result pl_read_file(pl_str path, pl_arena *a, pl_str *out);
pl_read_result pl_read_fd(int fd, pl_arena *a, pl_str *out);

#endif
