/* cli/diff/sides.h: the sides of a comparison, from the words of a command line to
 * compiled worlds. */
#ifndef PL_CLI_DIFF_SIDES_H
#define PL_CLI_DIFF_SIDES_H

#include "cli/session/session.h"
#include "diff/diff.h"
#include "project/input/git.h"
#include "project/node/world.h"
#include "support/vec.h"

/* The project at one revision; `name` is empty for the work tree. */
typedef struct pl_revision {
    pl_str name, commit;
    pl_workspace *ws;
    pl_tree *tree;
    pl_tree *git_tree;      /* the same without packages of the work tree; NULL: that */
    pl_tree *profiles_tree; /* NULL: that of the session */
    pl_environments environments;
    bool environments_read;
} pl_revision;

/* One target of one revision: a world. */
typedef struct pl_end {
    pl_revision *revision;
    pl_str target;                     /* at NULL: the profile's choice */
    const pl_environment *environment; /* NULL: a target of the profile */
    pl_str label;
    pl_arena arena;
    pl_world *world;       /* NULL: it could not be opened, or a manifest */
    pl_diag_sink sink;     /* what is wrong before there is a world */
    bool usable;           /* all of it could be read; nodes may still have failed */
    const pl_state *state; /* of a manifest */
} pl_end;

typedef struct pl_pair {
    pl_end *a, *b;
} pl_pair;

typedef struct pl_sides {
    pl_session *s;
    pl_git *git; /* opened when a revision is named */
    PL_VEC(pl_revision *) revisions;
    PL_VEC(pl_end *) ends;
    PL_VEC(pl_pair) pairs;
    bool failed; /* reported */
} pl_sides;

/* Understand the words `A B` (and --base REV): fills `pairs`. A side is TARGET,
 * REV:TARGET, REV: (every target), or a manifest. False after saying what is wrong. */
bool pl_sides_parse(pl_sides *sides, pl_session *s);
/* Open, link, select and compile all worlds, in parallel. */
void pl_sides_compile(pl_sides *sides);
/* As the comparison wants it. */
pl_side pl_sides_side(const pl_end *e);
void pl_sides_close(pl_sides *sides);

#endif
