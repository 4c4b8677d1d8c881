/* Revisions read through libgit2: its objects, never its work tree. */
#include "project/input/git.h"

#include <git2.h>
#include <pthread.h>
#include <stdlib.h>

#include "support/inside.h"
#include "support/source.h"
#include "support/vec.h"

struct pl_git {
    git_repository *repository;
    pthread_mutex_t lock; /* a repository is for one thread at a time */
    pl_arena *arena;
    pl_str prefix;
    PL_VEC(struct git_dir *) dirs;
};

typedef struct git_dir {
    pl_tree tree;
    pl_git *git;
    git_tree *root;   /* of the project's folder */
    pl_buf submodule; /* the first one that was asked for */
} git_dir;

enum { MOST_LINKS = 16 };

/* ---- opening */

static pl_str last_error(void) {
    const git_error *e = git_error_last();
    return pl_str_of(e && e->message ? e->message : "no reason given");
}

static void no_repository(pl_str dir, int code, pl_diag_sink *sink) {
    pl_span nowhere = {NULL, 0, 0};
    if (code == GIT_EOWNER) {
        pl_diag *d =
            pl_diag_addf(sink, PL_E0803, nowhere,
                         "%.*s: the repository belongs to another user", PL_FMT(dir));
        d->help = PL_S("git config --global --add safe.directory DIR");
        return;
    }
    pl_diag_addf(sink, PL_E0803, nowhere, "%.*s is in no git repository: %.*s",
                 PL_FMT(dir), PL_FMT(last_error()));
}

/* The part of `dir` below the work tree's root, both being resolved: "" or "dbt/". */
static bool below_work_tree(pl_git *g, pl_str dir, pl_str *out) {
    const char *work = git_repository_workdir(g->repository);
    char *real = realpath(pl_str_z(g->arena, dir.len ? dir : PL_S(".")), NULL);
    char *root = work ? realpath(work, NULL) : NULL;
    size_t len = root ? strlen(root) : 0;
    bool ok =
        real && root && !strncmp(real, root, len) && (!real[len] || real[len] == '/');
    if (ok) {
        pl_str below = pl_str_of(real + len);
        below = below.len ? pl_str_sub(below, 1, below.len) : below;
        *out = below.len ? pl_str_cat(g->arena, below, PL_S("/")) : PL_S("");
    }
    free(real);
    free(root);
    return ok;
}

pl_git *pl_git_open(pl_str dir, pl_arena *a, pl_diag_sink *sink) {
    git_libgit2_init();
    pl_git *g = PL_NEW(a, pl_git);
    g->arena = a;
    pthread_mutex_init(&g->lock, NULL);
    int code = git_repository_open_ext(&g->repository,
                                       pl_str_z(a, dir.len ? dir : PL_S(".")), 0, NULL);
    if (code != 0) {
        no_repository(dir.len ? dir : PL_S("."), code, sink);
    }
    bool ok = code == 0 && below_work_tree(g, dir, &g->prefix);
    if (code == 0 && !ok) {
        pl_diag_addf(sink, PL_E0803, (pl_span){NULL, 0, 0},
                     "%.*s: the repository has no work tree", PL_FMT(dir));
    }
    if (!ok) {
        pl_git_close(g);
        return NULL;
    }
    return g;
}

void pl_git_close(pl_git *g) {
    for (uint32_t i = 0; i < g->dirs.len; i++) {
        git_tree_free(g->dirs.at[i]->root);
        pl_buf_free(&g->dirs.at[i]->submodule);
    }
    git_repository_free(g->repository);
    pthread_mutex_destroy(&g->lock);
    git_libgit2_shutdown();
}

pl_str pl_git_prefix(const pl_git *g) {
    return g->prefix;
}

/* `path` as git's index has it; empty: it does not lie in the work tree. */
static pl_str index_path(git_repository *repository, pl_str dir, pl_str path,
                         pl_arena *a) {
    const char *work = git_repository_workdir(repository);
    pl_str whole = pl_path_join(a, dir, path);
    pl_str folder = pl_path_dir(whole);
    pl_str root = work ? pl_real_path(pl_str_of(work), a) : PL_S("");
    pl_str real = pl_real_path(folder.len ? folder : PL_S("."), a);
    if (!pl_path_below(real, root)) {
        return PL_S("");
    }
    pl_str below = pl_str_sub(real, root.len + (real.len > root.len), real.len);
    return pl_path_join(a, below, pl_path_base(whole));
}

bool pl_git_tracks(pl_str dir, pl_str path) {
    pl_arena a = {0};
    git_repository *repository = NULL;
    git_index *index = NULL;
    bool tracked = false;
    git_libgit2_init();
    if (!git_repository_open_ext(&repository, pl_str_z(&a, dir.len ? dir : PL_S(".")),
                                 0, NULL) &&
        !git_repository_index(&index, repository)) {
        pl_str name = index_path(repository, dir, path, &a);
        tracked = name.len && git_index_get_bypath(index, pl_str_z(&a, name), 0);
    }
    git_index_free(index);
    git_repository_free(repository);
    git_libgit2_shutdown();
    pl_arena_free(&a);
    return tracked;
}

/* ---- revisions */

static pl_str hex_of(pl_arena *a, const git_oid *id) {
    char hex[GIT_OID_HEXSZ + 1];
    git_oid_tostr(hex, sizeof hex, id);
    return pl_str_copy(a, pl_str_of(hex));
}

static bool is_shallow(pl_git *g) {
    return git_repository_is_shallow(g->repository) == 1;
}

static void unknown_revision(pl_git *g, pl_str revision, pl_diag_sink *sink) {
    pl_diag *d = pl_diag_addf(sink, PL_E0803, (pl_span){NULL, 0, 0},
                              "no such revision: '%.*s'", PL_FMT(revision));
    if (is_shallow(g)) {
        d->help =
            PL_S("this clone is shallow: git fetch --unshallow, or git fetch origin "
                 "and the branch (actions/checkout: fetch-depth: 0)");
    }
}

static bool commit_of(pl_git *g, pl_str revision, git_oid *out, pl_diag_sink *sink) {
    git_object *object = NULL, *commit = NULL;
    bool ok =
        !git_revparse_single(&object, g->repository, pl_str_z(g->arena, revision)) &&
        !git_object_peel(&commit, object, GIT_OBJECT_COMMIT);
    if (ok) {
        *out = *git_object_id(commit);
    } else {
        unknown_revision(g, revision, sink);
    }
    git_object_free(commit);
    git_object_free(object);
    return ok;
}

pl_str pl_git_commit(pl_git *g, pl_str revision, pl_diag_sink *sink) {
    git_oid id;
    return commit_of(g, revision, &id, sink) ? hex_of(g->arena, &id) : PL_S("");
}

pl_str pl_git_merge_base(pl_git *g, pl_str revision, pl_diag_sink *sink) {
    git_oid head, other, base;
    if (!commit_of(g, PL_S("HEAD"), &head, sink) ||
        !commit_of(g, revision, &other, sink)) {
        return PL_S("");
    }
    if (!git_merge_base(&base, g->repository, &head, &other)) {
        return hex_of(g->arena, &base);
    }
    pl_diag *d =
        pl_diag_addf(sink, PL_E0803, (pl_span){NULL, 0, 0},
                     "HEAD and '%.*s' have no common ancestor%s", PL_FMT(revision),
                     is_shallow(g) ? " in this shallow clone" : "");
    d->help = is_shallow(g) ? PL_S("git fetch --unshallow (actions/checkout: "
                                   "fetch-depth: 0; GitLab: GIT_DEPTH: 0)")
                            : PL_S("name the revision to compare with: REV:TARGET");
    return PL_S("");
}

/* ---- trees */

/* Folder that a symbolic link's text leads to, from the folder it lies in; false: it
 * leaves the tree. */
static bool follow(pl_arena *a, pl_str path, pl_str link, pl_str *out) {
    if (link.len && link.at[0] == '/') {
        return false;
    }
    *out = pl_path_normal(a, pl_path_join(a, pl_path_dir(path), link));
    return !pl_str_starts(*out, PL_S("../")) && !pl_str_eq(*out, PL_S(".."));
}

/* The entry at a path, links followed; to be freed. */
static git_tree_entry *entry_at(const git_dir *d, pl_str path, pl_arena *a) {
    git_tree_entry *e = NULL;
    for (int links = 0; links < MOST_LINKS; links++) {
        if (git_tree_entry_bypath(&e, d->root, pl_str_z(a, path))) {
            return NULL;
        }
        git_blob *blob = NULL;
        if (git_tree_entry_filemode(e) != GIT_FILEMODE_LINK ||
            git_blob_lookup(&blob, d->git->repository, git_tree_entry_id(e))) {
            return e;
        }
        pl_str link = {git_blob_rawcontent(blob), (uint32_t)git_blob_rawsize(blob)};
        bool inside = follow(a, path, link, &path);
        git_blob_free(blob);
        git_tree_entry_free(e);
        if (!inside) {
            return NULL;
        }
    }
    return NULL;
}

static pl_entry_kind kind_of(const git_tree_entry *e) {
    /* Else a submodule, or a link that leads nowhere. */
    git_object_t type = e ? git_tree_entry_type(e) : GIT_OBJECT_INVALID;
    return type == GIT_OBJECT_BLOB   ? PL_ENTRY_FILE
           : type == GIT_OBJECT_TREE ? PL_ENTRY_DIR
                                     : PL_ENTRY_OTHER;
}

static git_tree *folder_at(const git_dir *d, pl_str path, pl_arena *a) {
    git_tree *folder = NULL;
    if (!path.len) {
        git_tree_dup(&folder, d->root);
        return folder;
    }
    git_tree_entry *e = entry_at(d, path, a);
    if (kind_of(e) == PL_ENTRY_DIR) {
        git_tree_lookup(&folder, d->git->repository, git_tree_entry_id(e));
    }
    git_tree_entry_free(e);
    return folder;
}

static bool is_submodule(const git_tree *root, pl_str path, pl_arena *a) {
    git_tree_entry *e = NULL;
    if (git_tree_entry_bypath(&e, root, pl_str_z(a, path))) {
        return false;
    }
    bool submodule = git_tree_entry_type(e) == GIT_OBJECT_COMMIT;
    git_tree_entry_free(e);
    return submodule;
}

/* The folder on the way to `path`, or itself, that is a submodule; empty: none. */
static pl_str submodule_of(const git_tree *root, pl_str path, pl_arena *a) {
    for (uint32_t i = 1; i <= path.len; i++) {
        bool end = i == path.len || path.at[i] == '/';
        if (end && is_submodule(root, pl_str_sub(path, 0, i), a)) {
            return pl_str_sub(path, 0, i);
        }
    }
    return PL_S("");
}

static void note_submodule(git_dir *d, pl_str path) {
    if (!d->submodule.len) {
        pl_buf_str(&d->submodule, path);
    }
}

static int by_name(const void *l, const void *r) {
    return pl_str_cmp(((const pl_entry *)l)->name, ((const pl_entry *)r)->name);
}

static bool list_locked(git_dir *d, pl_str path, pl_arena *a, pl_entry **out,
                        uint32_t *count) {
    git_tree *folder = folder_at(d, path, a);
    if (!folder) {
        note_submodule(d, submodule_of(d->root, path, a));
        return false;
    }
    size_t n = git_tree_entrycount(folder);
    *out = PL_NEW_ARRAY(a, pl_entry, n);
    *count = (uint32_t)n;
    for (size_t i = 0; i < n; i++) {
        const git_tree_entry *e = git_tree_entry_byindex(folder, i);
        pl_entry *to = &(*out)[i];
        to->name = pl_str_copy(a, pl_str_of(git_tree_entry_name(e)));
        to->link = git_tree_entry_filemode(e) == GIT_FILEMODE_LINK;
        git_tree_entry *followed =
            to->link ? entry_at(d, pl_path_join(a, path, to->name), a) : NULL;
        to->kind = kind_of(to->link ? followed : e);
        git_tree_entry_free(followed);
        if (git_tree_entry_type(e) == GIT_OBJECT_COMMIT) {
            note_submodule(d, pl_path_join(a, path, to->name));
        }
    }
    /* git sorts folders as if their names ended in a slash. */
    if (n) {
        qsort(*out, n, sizeof **out, by_name);
    }
    git_tree_free(folder);
    return true;
}

static bool tree_list(pl_tree *tree, pl_str path, pl_arena *a, pl_entry **out,
                      uint32_t *count) {
    git_dir *d = (git_dir *)(void *)tree;
    *out = NULL;
    *count = 0;
    pthread_mutex_lock(&d->git->lock);
    bool ok = list_locked(d, pl_path_normal(a, path), a, out, count);
    pthread_mutex_unlock(&d->git->lock);
    return ok;
}

static pl_read_result read_blob(const git_dir *d, const git_oid *id, pl_arena *a,
                                pl_str *out) {
    git_blob *blob = NULL;
    if (git_blob_lookup(&blob, d->git->repository, id)) {
        *out = pl_str_copy(a, last_error());
        return PL_READ_FAILED;
    }
    size_t size = (size_t)git_blob_rawsize(blob);
    bool fits = size <= PL_FILE_LIMIT;
    if (fits) {
        char *at = pl_alloc(a, size + PL_SOURCE_PAD);
        memset(at + size, 0, PL_SOURCE_PAD);
        if (size) {
            memcpy(at, git_blob_rawcontent(blob), size);
        }
        *out = (pl_str){at, (uint32_t)size};
    } else {
        *out = PL_S("the file is larger than 512 MiB");
    }
    git_blob_free(blob);
    return fits ? PL_READ_OK : PL_READ_FAILED;
}

static pl_read_result tree_read(pl_tree *tree, pl_str path, pl_arena *a, pl_str *out) {
    git_dir *d = (git_dir *)(void *)tree;
    *out = PL_S("");
    pthread_mutex_lock(&d->git->lock);
    git_tree_entry *e = entry_at(d, pl_path_normal(a, path), a);
    pl_read_result result = kind_of(e) == PL_ENTRY_FILE
                                ? read_blob(d, git_tree_entry_id(e), a, out)
                                : PL_READ_ABSENT;
    git_tree_entry_free(e);
    pthread_mutex_unlock(&d->git->lock);
    return result;
}

/* `prefix` is "" or ends in a slash. NULL: there is no such folder. */
static git_tree *folder_of(pl_git *g, git_tree *whole, pl_str prefix) {
    git_tree *folder = NULL;
    git_tree_entry *e = NULL;
    if (!prefix.len) {
        git_tree_dup(&folder, whole);
    } else if (!git_tree_entry_bypath(
                   &e, whole,
                   pl_str_z(g->arena, pl_str_sub(prefix, 0, prefix.len - 1)))) {
        git_tree_lookup(&folder, g->repository, git_tree_entry_id(e));
        git_tree_entry_free(e);
    }
    return folder;
}

static git_tree *whole_tree(pl_git *g, pl_str commit) {
    git_object *object = NULL, *tree = NULL;
    if (!git_revparse_single(&object, g->repository, pl_str_z(g->arena, commit))) {
        git_object_peel(&tree, object, GIT_OBJECT_TREE);
    }
    git_object_free(object);
    return (git_tree *)tree;
}

static pl_tree *tree_of(pl_git *g, git_tree *folder, pl_str root) {
    git_dir *d = PL_NEW(g->arena, git_dir);
    PL_PUSH(g->arena, &g->dirs, d);
    d->tree.list = tree_list;
    d->tree.read = tree_read;
    d->tree.root = root;
    d->git = g;
    d->root = folder;
    return &d->tree;
}

static void no_folder(pl_git *g, git_tree *whole, pl_str name, pl_diag_sink *sink) {
    pl_span nowhere = {NULL, 0, 0};
    pl_str submodule = submodule_of(whole, g->prefix, g->arena);
    if (submodule.len) {
        pl_diag_addf(sink, PL_E0803, nowhere,
                     "in '%.*s' the folder %.*s is a submodule: run plumb inside it",
                     PL_FMT(name), PL_FMT(submodule));
    } else {
        pl_diag_addf(sink, PL_E0803, nowhere, "'%.*s' has no folder %.*s", PL_FMT(name),
                     PL_FMT(g->prefix));
    }
}

pl_tree *pl_git_tree(pl_git *g, pl_str commit, pl_str name, pl_diag_sink *sink) {
    git_tree *whole = whole_tree(g, commit);
    if (!whole) {
        unknown_revision(g, name, sink);
        return NULL;
    }
    git_tree *folder = folder_of(g, whole, g->prefix);
    if (!folder) {
        no_folder(g, whole, name, sink);
    }
    git_tree_free(whole);
    return folder
               ? tree_of(g, folder, pl_str_cat3(g->arena, name, PL_S(":"), g->prefix))
               : NULL;
}

pl_tree *pl_git_folder(pl_git *g, pl_str commit, pl_str dir) {
    pl_str prefix;
    git_tree *whole = below_work_tree(g, dir, &prefix) ? whole_tree(g, commit) : NULL;
    git_tree *folder = whole ? folder_of(g, whole, prefix) : NULL;
    git_tree_free(whole);
    return folder ? tree_of(g, folder, dir) : NULL;
}

pl_str pl_git_submodule(const pl_tree *tree) {
    return pl_buf_view(&((const git_dir *)(const void *)tree)->submodule);
}

/* ---- a tree with gaps filled */

typedef struct filled_tree {
    pl_tree tree;
    pl_tree *first, *second;
    const pl_str *folders;
    uint32_t len;
} filled_tree;

static pl_tree *tree_for(const filled_tree *f, pl_str path) {
    for (uint32_t i = 0; i < f->len; i++) {
        pl_str folder = f->folders[i];
        if (pl_str_starts(path, folder) &&
            (path.len == folder.len || path.at[folder.len] == '/')) {
            return f->second;
        }
    }
    return f->first;
}

static bool filled_list(pl_tree *tree, pl_str path, pl_arena *a, pl_entry **out,
                        uint32_t *count) {
    pl_tree *of = tree_for((filled_tree *)(void *)tree, path);
    return of->list(of, path, a, out, count);
}

static pl_read_result filled_read(pl_tree *tree, pl_str path, pl_arena *a,
                                  pl_str *out) {
    pl_tree *of = tree_for((filled_tree *)(void *)tree, path);
    return of->read(of, path, a, out);
}

pl_tree *pl_tree_filled(pl_arena *a, pl_tree *first, pl_tree *second,
                        const pl_str *folders, uint32_t len) {
    filled_tree *f = PL_NEW(a, filled_tree);
    pl_str *missing = PL_NEW_ARRAY(a, pl_str, len);
    for (uint32_t i = 0; i < len; i++) {
        pl_entry *entries;
        uint32_t n;
        if (!first->list(first, folders[i], a, &entries, &n)) {
            missing[f->len++] = folders[i];
        }
    }
    f->tree.list = filled_list;
    f->tree.read = filled_read;
    f->tree.root = first->root;
    f->first = first;
    f->second = second;
    f->folders = missing;
    return &f->tree;
}
