/* project/node/workspace_priv.h: the workspace, for the files that fill and read it. */
#ifndef PL_PROJECT_NODE_WORKSPACE_PRIV_H
#define PL_PROJECT_NODE_WORKSPACE_PRIV_H

#include <pthread.h>

#include "parser/blocks.h"
#include "project/node/workspace.h"

/* What workspaces of one run have in common. */
typedef struct pl_workspace_shared {
    pl_arena arena; /* guarded by lock, as all maps of it and of the workspaces */
    pthread_mutex_t lock;
    uint32_t users;
    pl_map templates;    /* source pointer -> pl_template */
    pl_map texts;        /* text -> pl_template, text mode */
    pl_map native_texts; /* text -> pl_template, native mode */
    pl_map block_files;  /* source pointer -> pl_block_file */
    pl_map stock;        /* stock path -> pl_source */
    pl_map contents;     /* text -> cached files of that text; with several users */
} pl_workspace_shared;

struct pl_workspace {
    pl_workspace_shared *shared;
    pl_tree *tree;
    pl_str project_dir;
    pl_map files; /* path -> cached file; guarded by the lock too */
};

/* The top-level blocks of a file. */
typedef struct pl_block_file {
    pl_block *at;
    uint32_t count;
    /* by block: the whole block as a source, made on demand */
    const pl_source **wholes;
    const pl_source **bodies; /* by block: what stands between its tags */
    bool broken;
    pl_syntax_error error;
} pl_block_file;

/* A path as messages show it: relative to the project. */
pl_str pl_workspace_shown(const pl_workspace *ws, pl_str path);

/* Blocks of `src`, cached by source (one set of allowed types each). */
const pl_block_file *pl_workspace_blocks(pl_workspace *ws, const pl_source *src,
                                         const char *const *allowed);
/* Bytes [lo, hi) of src as a source of their own, kept in *slot. */
const pl_source *pl_workspace_part(pl_workspace *ws, const pl_source *src,
                                   const pl_source **slot, uint32_t lo, uint32_t hi);
/* A short text (of YAML, a var, a hook) as a template; cached by what it says. */
const pl_template *pl_workspace_text(pl_workspace *ws, pl_str text, pl_mode mode);

/* str.strip() of Python. */
pl_str pl_python_strip(pl_str s);

#endif
